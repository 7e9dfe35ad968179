//! How much of each pixel the ink of one stroke covers.
//!
//! A stroke is the union of its segments, each a capsule whose radius runs from one node's to the other's. The union is
//! taken by keeping the greatest coverage, so ink never darkens where it crosses itself, segments may come in any order
//! and any number of pieces, and plain `f32` arithmetic on places of the view gives the same bytes in every window and on
//! every machine. Loops are plain, so that they run eight or sixteen pixels at a time where the processor can
//! ([`at_full_width`]).
//! Must not know: colours, mm.

/// Side of the square cells in which coverage is kept, px.
pub const CELL: usize = 16;
/// Pixels worked on together.
const LANES: usize = 8;

/// Coverage of a window of pixels by one stroke, cell by cell.
#[derive(Debug, Clone)]
pub struct Coverage {
    left: i32,
    top: i32,
    width: usize,
    height: usize,
    columns: usize,
    cells: Vec<[[u8; CELL]; CELL]>,
    touched: Vec<bool>,
    order: Vec<u32>,
}

/// A segment, made ready for asking how far pixels lie from it.
struct Capsule {
    from: (f32, f32),
    along: (f32, f32),
    /// `along` divided by its length squared: the dot product with it runs from 0 at one end to 1 at the other.
    share: (f32, f32),
    /// Coverage (0 to 255, beyond where it is clear) on the line itself: at `from`, and how much more at the other end.
    heart: (f32, f32),
    /// How much coverage is lost by one px away from the line.
    slope: f32,
}

impl Coverage {
    /// Nothing covered, in a window whose top left pixel is (`left`, `top`).
    pub fn new(left: i32, top: i32, width: usize, height: usize) -> Self {
        let columns = width.div_ceil(CELL);
        let count = columns * height.div_ceil(CELL);
        let (cells, touched) = (vec![[[0; CELL]; CELL]; count], vec![false; count]);
        Self { left, top, width, height, columns, cells, touched, order: Vec::new() }
    }

    /// Whether nothing is covered.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Adds a capsule from `a` to `b` (px) with radii `ra` and `rb` (px) and an edge `soft` px wide, at least 1.
    #[inline(always)]
    pub fn add(&mut self, a: (f32, f32), ra: f32, b: (f32, f32), rb: f32, soft: f32) {
        let soft = soft.max(1.0);
        let reach = ra.max(rb) + soft * 0.5;
        let (x0, x1) = span(a.0.min(b.0) - reach, a.0.max(b.0) + reach, self.left, self.width);
        let (y0, y1) = span(a.1.min(b.1) - reach, a.1.max(b.1) + reach, self.top, self.height);
        if x0 >= x1 || y0 >= y1 {
            return;
        }
        let along = (b.0 - a.0, b.1 - a.1);
        let length2 = along.0 * along.0 + along.1 * along.1;
        let inverse = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
        let share = (along.0 * inverse, along.1 * inverse);
        let slope = 255.0 / soft;
        let capsule = Capsule { from: a, along, share, heart: (127.5 + ra * slope, (rb - ra) * slope), slope };
        for row in y0 / CELL..=(y1 - 1) / CELL {
            let top = row * CELL;
            let rows = y0.max(top) - top..y1.min(top + CELL) - top;
            for column in x0 / CELL..=(x1 - 1) / CELL {
                let index = row * self.columns + column;
                if !self.touched[index] {
                    self.touched[index] = true;
                    self.order.push(index as u32);
                }
                let left = column * CELL;
                let groups = (x0.max(left) - left) / LANES..(x1.min(left + CELL) - left).div_ceil(LANES);
                let top = self.top + top as i32;
                for group in groups {
                    let x = self.left + (left + group * LANES) as i32;
                    capsule.cover(&mut self.cells[index], group * LANES, rows.clone(), x, top);
                }
            }
        }
    }

    /// Calls `run(x, y, coverage)` for each touched run of pixels of one row, at most [`CELL`] long; `x` and `y` are px within
    /// the window.
    #[inline(always)]
    pub fn runs(&self, mut run: impl FnMut(usize, usize, &[u8])) {
        for index in &self.order {
            let index = *index as usize;
            let (x, top) = (index % self.columns * CELL, index / self.columns * CELL);
            let length = CELL.min(self.width - x);
            for (y, pixels) in self.cells[index].iter().enumerate().take(self.height - top) {
                if u128::from_ne_bytes(*pixels) != 0 {
                    run(x, top + y, &pixels[..length]);
                }
            }
        }
    }

    /// Forgets all, so that the window can serve the next stroke.
    pub fn clear(&mut self) {
        for index in std::mem::take(&mut self.order) {
            self.touched[index as usize] = false;
            self.cells[index as usize] = [[0; CELL]; CELL];
        }
    }
}

impl Capsule {
    /// Covers eight columns of a cell, from column `at` on, in some of its rows. In the view they begin at `x`, and the cell
    /// at `top`, px.
    #[expect(clippy::manual_clamp, reason = "max and min make a number of NaN, clamp does not")]
    #[inline(always)]
    fn cover(&self, cell: &mut [[u8; CELL]; CELL], at: usize, rows: std::ops::Range<usize>, x: i32, top: i32) {
        const CENTRES: [f32; LANES] = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5];
        let px = CENTRES.map(|centre| x as f32 + centre - self.from.0);
        let along_x = px.map(|px| px * self.share.0);
        let mut y = (top + rows.start as i32) as f32 + 0.5;
        for row in &mut cell[rows] {
            let Some(pixels) = row[at..].first_chunk_mut::<LANES>() else { return };
            let py = y - self.from.1;
            let along_y = py * self.share.1;
            y += 1.0;
            // Segments overlap, so much of what one covers is covered already.
            if u64::from_ne_bytes(*pixels) == u64::MAX {
                continue;
            }
            for i in 0..LANES {
                let t = (along_x[i] + along_y).max(0.0).min(1.0);
                let (ex, ey) = (px[i] - t * self.along.0, py - t * self.along.1);
                let covered = self.heart.0 + t * self.heart.1 - (ex * ex + ey * ey).sqrt() * self.slope;
                // Adding 2^23 leaves the rounded whole number in the low bits: that runs many pixels at a time, a cast does not.
                let covered = (covered.max(0.0).min(255.0) + 8_388_608.0).to_bits() as u8;
                pixels[i] = pixels[i].max(covered);
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
        coverage.cells.as_flattened().as_flattened().iter().map(|c| u64::from(*c)).sum()
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
            coverage.cells
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
        assert!(!right.is_empty());
        for (y, x) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            assert_eq!(whole.cells[y * 4 + 2 + x], right.cells[y * 2 + x]);
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
