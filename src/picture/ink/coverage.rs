//! How much of each pixel the ink of one stroke covers.
//!
//! A stroke is the union of its segments, each a capsule whose radius runs from one node's to the other's. The union is
//! taken by keeping the greatest coverage, so ink never darkens where it crosses itself, segments may come in any order
//! and any number of pieces, and plain `f32` arithmetic gives the same bytes on every machine.
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
    any: bool,
}

impl Coverage {
    /// Nothing covered, in a window whose top left pixel is (`left`, `top`).
    pub fn new(left: i32, top: i32, width: usize, height: usize) -> Self {
        let columns = width.div_ceil(CELL);
        let cells = columns * height.div_ceil(CELL);
        Self { left, top, width, height, mask: vec![0; width * height], columns, touched: vec![false; cells], any: false }
    }

    /// Whether nothing is covered.
    pub fn is_empty(&self) -> bool {
        !self.any
    }

    /// Adds a capsule from `a` to `b` (px) with radii `ra` and `rb` (px) and an edge `soft` px wide, at least 1.
    #[expect(clippy::manual_clamp, reason = "max and min make a number of NaN, clamp does not")]
    pub fn add(&mut self, a: (f32, f32), ra: f32, b: (f32, f32), rb: f32, soft: f32) {
        let soft = soft.max(1.0);
        let reach = ra.max(rb) + soft * 0.5;
        let span = |low: f32, high: f32, origin: i32, size: usize| {
            let from = (low.floor() as i64 - i64::from(origin)).clamp(0, size as i64) as usize;
            let to = (high.ceil() as i64 - i64::from(origin)).clamp(0, size as i64) as usize;
            (from, to)
        };
        let (x0, x1) = span(a.0.min(b.0) - reach, a.0.max(b.0) + reach, self.left, self.width);
        let (y0, y1) = span(a.1.min(b.1) - reach, a.1.max(b.1) + reach, self.top, self.height);
        if x0 >= x1 || y0 >= y1 {
            return;
        }
        self.any = true;
        for row in y0 / CELL..=(y1 - 1) / CELL {
            self.touched[row * self.columns + x0 / CELL..=row * self.columns + (x1 - 1) / CELL].fill(true);
        }
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
                // Adding 2^23 leaves the rounded integer in the low bits: a conversion that runs eight pixels at a time.
                let byte = (share * 255.0 + 8_388_608.0).to_bits() as u8;
                *covered = (*covered).max(byte);
            }
        }
    }

    /// Calls `run(x, y, coverage)` for each touched run of pixels of one row; `x` and `y` are px within the window.
    pub fn runs(&self, mut run: impl FnMut(usize, usize, &[u8])) {
        for (cell, _) in self.touched.iter().enumerate().filter(|(_, touched)| **touched) {
            let (x, y) = (cell % self.columns * CELL, cell / self.columns * CELL);
            let x1 = (x + CELL).min(self.width);
            for y in y..(y + CELL).min(self.height) {
                run(x, y, &self.mask[y * self.width + x..y * self.width + x1]);
            }
        }
    }

    /// Forgets all, so that the window can serve the next stroke.
    pub fn clear(&mut self) {
        if !self.any {
            return;
        }
        for (cell, touched) in self.touched.iter_mut().enumerate().filter(|(_, touched)| **touched) {
            *touched = false;
            let (x, y) = (cell % self.columns * CELL, cell / self.columns * CELL);
            let x1 = (x + CELL).min(self.width);
            for y in y..(y + CELL).min(self.height) {
                self.mask[y * self.width + x..y * self.width + x1].fill(0);
            }
        }
        self.any = false;
    }
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
