//! How much of each pixel the ink of one stroke covers.
//!
//! A stroke is the union of its segments, each a capsule whose radius runs from one node's to the other's. The union is
//! taken by keeping the greatest coverage, so ink never darkens where it crosses itself, segments may come in any order
//! and any number of pieces, and plain `f32` arithmetic on places of the view gives the same bytes in every window and on
//! every machine. Loops are plain, so that they run eight or sixteen pixels at a time where the processor can
//! ([`at_full_width`]).
//! Must not know: colours, mm.

use super::shape::{CELL, Capsule, Cell, Knot, LANES, Quad, Shape};
use std::ops::Range;

/// Coverage of a window of pixels by one stroke. Only the cells that ink touches are kept, close together.
#[derive(Debug, Clone)]
pub struct Coverage {
    left: i32,
    top: i32,
    width: usize,
    height: usize,
    columns: usize,
    /// For each cell of the window, where it is kept; 0 while ink has not touched it.
    kept_at: Vec<u32>,
    cells: Vec<Cell>,
    /// Which cell of the window each kept cell is.
    order: Vec<u32>,
}

impl Coverage {
    /// Nothing covered, in a window whose top left pixel is (`left`, `top`).
    pub fn new(left: i32, top: i32, width: usize, height: usize) -> Self {
        let columns = width.div_ceil(CELL);
        let kept_at = vec![0; columns * height.div_ceil(CELL)];
        Self { left, top, width, height, columns, kept_at, cells: Vec::new(), order: Vec::new() }
    }

    /// Whether nothing is covered.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Adds a segment from `a` to `b` (px) with an edge `soft` px wide, at least 1.
    #[inline(always)]
    pub fn add(&mut self, a: &Knot, b: &Knot, soft: f32) {
        let soft = soft.max(1.0);
        let reach = a.radius.max(b.radius) + soft;
        let (top, bottom) = (self.top as f32, (self.top + self.height as i32) as f32);
        if a.at.1.max(b.at.1) + reach < top || a.at.1.min(b.at.1) - reach > bottom {
            return;
        }
        match Quad::between(a, b, soft) {
            Some(quad) => self.cover(&quad),
            None => self.cover(&Capsule::between(a, b, soft)),
        }
    }

    /// Covers what a shape does, strip by strip and cell by cell.
    #[inline(always)]
    fn cover(&mut self, shape: &impl Shape) {
        let columns = within(shape.columns(), self.left, self.width);
        for strip in columns.start / LANES..columns.end.div_ceil(LANES) {
            let at = strip * LANES;
            let x = self.left + at as i32;
            let rows = within(shape.rows_at(x), self.top, self.height);
            for row in rows.start / CELL..rows.end.div_ceil(CELL) {
                let top = row * CELL;
                let rows = rows.start.max(top) - top..rows.end.min(top + CELL) - top;
                let y = self.top + top as i32;
                shape.cover(self.cell(row * self.columns + at / CELL), at % CELL, rows, x, y);
            }
        }
    }

    #[inline(always)]
    fn cell(&mut self, place: usize) -> &mut Cell {
        if self.kept_at[place] == 0 {
            self.cells.push([[0; CELL]; CELL]);
            self.order.push(place as u32);
            self.kept_at[place] = self.cells.len() as u32;
        }
        &mut self.cells[self.kept_at[place] as usize - 1]
    }

    /// Calls `run(x, y, coverage)` for each touched run of pixels of one row, at most [`CELL`] long; `x` and `y` are px within
    /// the window.
    #[inline(always)]
    pub fn runs(&self, mut run: impl FnMut(usize, usize, &[u8])) {
        for (place, cell) in self.order.iter().zip(&self.cells) {
            let place = *place as usize;
            let (x, top) = (place % self.columns * CELL, place / self.columns * CELL);
            let length = CELL.min(self.width - x);
            for (y, pixels) in cell.iter().enumerate().take(self.height - top) {
                if u128::from_ne_bytes(*pixels) != 0 {
                    run(x, top + y, &pixels[..length]);
                }
            }
        }
    }

    /// Forgets all, so that the window can serve the next stroke.
    pub fn clear(&mut self) {
        for place in self.order.drain(..) {
            self.kept_at[place as usize] = 0;
        }
        self.cells.clear();
    }
}

/// Runs work on pixels with the widest instructions this processor has. The arithmetic stays the same.
#[inline(always)]
pub fn at_full_width<R>(work: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(work)
}

/// The part of some pixels of the view that lies in a window, counted there.
#[inline(always)]
fn within(pixels: Range<i32>, origin: i32, size: usize) -> Range<usize> {
    let inside = |v: i32| v.saturating_sub(origin).clamp(0, size as i32) as usize;
    let (from, to) = (inside(pixels.start), inside(pixels.end));
    // None from the first on, and not from the middle of a cell on, where there are none.
    if from < to { from..to } else { 0..0 }
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
