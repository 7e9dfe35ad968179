//! How much of each pixel the ink of one stroke covers.
//!
//! A stroke is the union of its segments, each a capsule whose radius runs from one node's to the other's. The union is
//! taken by keeping the greatest coverage, so ink never darkens where it crosses itself, segments may come in any order
//! and any number of pieces, and plain `f32` arithmetic on places of the view gives the same bytes in every window and on
//! every machine. Loops are plain, so that they run eight or sixteen pixels at a time where the processor can
//! ([`at_full_width`]).
//! Must not know: colours, mm.

/// Side of the square cells in which touched places are remembered, px.
const CELL: usize = 16;

/// Coverage of a window of pixels by one stroke.
#[derive(Debug, Clone)]
pub struct Coverage {
    left: i32,
    top: i32,
    width: usize,
    height: usize,
    mask: Vec<u8>,
    columns: usize,
    touched: Vec<bool>,
    cells: Vec<u32>,
}

impl Coverage {
    /// Nothing covered, in a window whose top left pixel is (`left`, `top`).
    pub fn new(left: i32, top: i32, width: usize, height: usize) -> Self {
        let columns = width.div_ceil(CELL);
        let touched = vec![false; columns * height.div_ceil(CELL)];
        Self { left, top, width, height, mask: vec![0; width * height], columns, touched, cells: Vec::new() }
    }

    /// Whether nothing is covered.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds a capsule from `a` to `b` (px) with radii `ra` and `rb` (px) and an edge `soft` px wide, at least 1.
    #[expect(clippy::manual_clamp, reason = "max and min make a number of NaN, clamp does not")]
    #[inline(always)]
    pub fn add(&mut self, a: (f32, f32), ra: f32, b: (f32, f32), rb: f32, soft: f32) {
        let soft = soft.max(1.0);
        let reach = ra.max(rb) + soft * 0.5;
        let (x0, x1) = span(a.0.min(b.0) - reach, a.0.max(b.0) + reach, self.left, self.width);
        let (y0, y1) = span(a.1.min(b.1) - reach, a.1.max(b.1) + reach, self.top, self.height);
        if x0 >= x1 || y0 >= y1 {
            return;
        }
        self.touch(x0, x1, y0, y1);
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length2 = dx * dx + dy * dy;
        let inverse = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
        let (tx, ty) = (dx * inverse, dy * inverse);
        let dr = rb - ra;
        let sharp = 1.0 / soft;
        let start = (self.left + x0 as i32) as f32 + 0.5 - a.0;
        for y in y0..y1 {
            let py = (self.top + y as i32) as f32 + 0.5 - a.1;
            let along_y = py * ty;
            let row = &mut self.mask[y * self.width + x0..y * self.width + x1];
            for (i, covered) in row.iter_mut().enumerate() {
                let px = start + i as i32 as f32;
                let t = (px * tx + along_y).max(0.0).min(1.0);
                let (ex, ey) = (px - t * dx, py - t * dy);
                let outside = (ex * ex + ey * ey).sqrt() - (ra + t * dr);
                let share = (0.5 - outside * sharp).max(0.0).min(1.0);
                // Adding 2^23 leaves the rounded whole number in the low bits: that runs many pixels at a time, a cast does not.
                let byte = (share * 255.0 + 8_388_608.0).to_bits() as u8;
                *covered = (*covered).max(byte);
            }
        }
    }

    /// Remembers the cells that hold these columns and rows.
    fn touch(&mut self, x0: usize, x1: usize, y0: usize, y1: usize) {
        for row in y0 / CELL..=(y1 - 1) / CELL {
            for column in x0 / CELL..=(x1 - 1) / CELL {
                let cell = row * self.columns + column;
                if !self.touched[cell] {
                    self.touched[cell] = true;
                    self.cells.push(cell as u32);
                }
            }
        }
    }

    /// Calls `run(x, y, coverage)` for each touched run of pixels of one row; `x` and `y` are px within the window.
    #[inline(always)]
    pub fn runs(&self, mut run: impl FnMut(usize, usize, &[u8])) {
        for cell in &self.cells {
            for (x, y, pixels) in self.rows_of(*cell as usize) {
                run(x, y, &self.mask[pixels]);
            }
        }
    }

    /// The rows of a cell: where each begins, and its pixels.
    #[inline(always)]
    fn rows_of(&self, cell: usize) -> impl Iterator<Item = (usize, usize, std::ops::Range<usize>)> + use<> {
        let (x, top, width) = (cell % self.columns * CELL, cell / self.columns * CELL, self.width);
        let end = (x + CELL).min(width);
        (top..(top + CELL).min(self.height)).map(move |y| (x, y, y * width + x..y * width + end))
    }

    /// Forgets all, so that the window can serve the next stroke.
    pub fn clear(&mut self) {
        for cell in std::mem::take(&mut self.cells) {
            self.touched[cell as usize] = false;
            for (_, _, pixels) in self.rows_of(cell as usize) {
                self.mask[pixels].fill(0);
            }
        }
    }
}

/// Runs work on pixels with the widest instructions this processor has. The arithmetic stays the same.
#[inline(always)]
pub fn at_full_width<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// The largest whole number not above. The cast is one instruction where `f32::floor` is a call; beyond `i32` it stops there.
fn floor(v: f32) -> i32 {
    let whole = v as i32;
    whole.saturating_sub(i32::from(whole as f32 > v))
}

/// The pixels of a window that a stretch of the view touches, from and up to.
fn span(low: f32, high: f32, origin: i32, size: usize) -> (usize, usize) {
    let within = |v: i32| v.saturating_sub(origin).clamp(0, size as i32) as usize;
    (within(floor(low)), within(floor(high).saturating_add(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(coverage: &Coverage) -> u64 {
        coverage.mask.iter().map(|c| u64::from(*c)).sum()
    }

    #[test]
    fn a_dot_covers_its_area() {
        let mut coverage = Coverage::new(0, 0, 64, 64);
        coverage.add((32.0, 32.0), 10.0, (32.0, 32.0), 10.0, 1.0);
        let area = total(&coverage) as f32 / 255.0;
        assert!((area - std::f32::consts::PI * 100.0).abs() < 3.0, "{area}");
    }

    #[test]
    fn crossing_itself_does_not_darken_and_order_does_not_matter() {
        let draw = |order: &[usize]| {
            let lines = [((5.0, 5.0), (60.0, 60.0)), ((60.0, 5.0), (5.0, 60.0)), ((5.0, 30.0), (60.0, 30.0))];
            let mut coverage = Coverage::new(0, 0, 64, 64);
            for i in order {
                coverage.add(lines[*i].0, 3.0, lines[*i].1, 3.0, 1.0);
            }
            coverage.mask
        };
        assert_eq!(draw(&[0, 1, 2]), draw(&[2, 1, 0, 0]));
    }

    #[test]
    fn windows_join_without_a_seam() {
        let mut whole = Coverage::new(0, 0, 64, 32);
        let mut right = Coverage::new(32, 0, 32, 32);
        for c in [&mut whole, &mut right] {
            c.add((3.0, 4.0), 2.0, (60.0, 27.0), 5.0, 1.0);
        }
        for y in 0..32 {
            assert_eq!(whole.mask[y * 64 + 32..y * 64 + 64], right.mask[y * 32..y * 32 + 32]);
        }
    }

    #[test]
    fn far_away_is_no_panic() {
        let mut coverage = Coverage::new(0, 0, 8, 8);
        coverage.add((1e30, -1e30), 1.0, (f32::MAX, 3.0), 2.0, 1.0);
        coverage.clear();
        assert_eq!(total(&coverage), 0);
    }
}
