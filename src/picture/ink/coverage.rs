//! How much of each pixel the ink of one stroke covers.
//!
//! A stroke is the union of its segments ([`Quad`]s where it runs on smoothly, else [`Capsule`]s). The union is taken by keeping
//! the greatest coverage, so ink never darkens where it crosses itself, segments may come in any order and any number of pieces,
//! and plain arithmetic on places of the view gives the same bytes in every window and on every machine. Loops are plain,
//! so that they run eight or sixteen pixels at a time where the processor can ([`at_full_width`]).
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
        let misses = |a: f32, b: f32, origin: i32, size: usize| {
            a.max(b) + reach < origin as f32 || a.min(b) - reach > (origin + size as i32) as f32
        };
        if misses(a.at.0, b.at.0, self.left, self.width) || misses(a.at.1, b.at.1, self.top, self.height) {
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

    /// The cells that some columns and rows of the window touch, as a coverage of their own; and those cells' columns and rows.
    pub fn part(&self, columns: Range<usize>, rows: Range<usize>) -> (Self, Range<usize>, Range<usize>) {
        let whole = |range: Range<usize>, size: usize| {
            let whole = range.start / CELL * CELL..(range.end.div_ceil(CELL) * CELL).min(size);
            if whole.start < whole.end { whole } else { 0..0 }
        };
        let (columns, rows) = (whole(columns, self.width), whole(rows, self.height));
        let mut part = Self::new(self.left, self.top, self.width, self.height);
        for row in rows.clone().step_by(CELL) {
            for column in columns.clone().step_by(CELL) {
                let place = row / CELL * self.columns + column / CELL;
                if let Some(kept) = (self.kept_at[place] as usize).checked_sub(1) {
                    *part.cell(place) = self.cells[kept];
                }
            }
        }
        (part, columns, rows)
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
    if from < to { from..to } else { 0..0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        picture::ink::{Node, Spine, nib},
        session::{Brush, Point, Sample},
    };
    use proptest::prelude::*;

    fn at(coverage: &Coverage, x: usize, y: usize) -> u8 {
        match coverage.kept_at[y / CELL * coverage.columns + x / CELL] {
            0 => 0,
            kept => coverage.cells[kept as usize - 1][y % CELL][x % CELL],
        }
    }

    fn all(coverage: &Coverage) -> Vec<u8> {
        (0..coverage.width * coverage.height).map(|i| at(coverage, i % coverage.width, i / coverage.width)).collect()
    }

    fn knot(x: f32, y: f32, radius: f32) -> Knot {
        Knot { at: (x, y), radius, heading: (0.0, 0.0) }
    }

    /// The knots of a stroke's segments, with or without headings: without any, all segments are capsules.
    fn knots(points: &[(f32, f32, f32)], scale: f32, headings: bool) -> Vec<(Knot, Knot)> {
        let mut spine = Spine::new(1.6, nib(Brush::Pen));
        let mut segments = Vec::new();
        for (x, y, pressure) in points {
            spine.push(&Sample { at: Point::new(*x, *y), ms: 0, pressure: *pressure }, &mut segments);
        }
        segments.extend(spine.tail());
        let knot = |node: Node| Knot {
            at: (node.at.x * scale, node.at.y * scale),
            radius: node.radius * scale,
            heading: if headings { (node.heading.x, node.heading.y) } else { (0.0, 0.0) },
        };
        segments.into_iter().map(|(a, b)| (knot(a), knot(b))).collect()
    }

    fn draw<'k>(mut coverage: Coverage, knots: impl IntoIterator<Item = &'k (Knot, Knot)>, soft: f32) -> Coverage {
        knots.into_iter().for_each(|(a, b)| coverage.add(a, b, soft));
        coverage
    }

    #[test]
    fn a_dot_covers_its_area() {
        let mut coverage = Coverage::new(0, 0, 64, 64);
        coverage.add(&knot(32.0, 32.0, 10.0), &knot(32.0, 32.0, 10.0), 1.0);
        let area = all(&coverage).iter().map(|c| f32::from(*c)).sum::<f32>() / 255.0;
        assert!((area - std::f32::consts::PI * 100.0).abs() < 3.0, "{area}");
    }

    #[test]
    fn far_away_is_no_panic() {
        let mut coverage = Coverage::new(0, 0, 8, 8);
        for (x, y, heading) in [(1e30, -1e30, 1.0), (f32::MAX, 3.0, 1e30), (-4e9, 4.0, f32::NAN), (3.0, f32::INFINITY, 0.0)] {
            for (to_x, to_y) in [(f32::MAX, 3.0), (x + 10.0, y), (3.0, 4.0)] {
                let heading = (heading, 0.0);
                coverage.add(&Knot { heading, ..knot(x, y, 1.0) }, &Knot { heading, ..knot(to_x, to_y, 2.0) }, 1.0);
            }
        }
        coverage.clear();
        assert!(all(&coverage).iter().all(|c| *c == 0));
    }

    /// Walks of a finger: slow, fast, along one line, back on itself.
    fn walk() -> impl Strategy<Value = Vec<(f32, f32, f32)>> {
        let step = (prop_oneof![0.0f32..0.2, 0.2f32..1.0, 1.0f32..6.0], -0.8f32..0.8, 0.4f32..0.6);
        (0u8..3, 0.0f32..6.3, prop::collection::vec(step, 1..60)).prop_map(|(kind, mut heading, steps)| {
            let (mut x, mut y) = (10.0, 10.0);
            let mut points = vec![(x, y, 0.5)];
            for (length, turn, pressure) in steps {
                heading += turn * [0.0, 1.0, 4.0][usize::from(kind)];
                (x, y) = ((x + heading.cos() * length).clamp(0.0, 20.0), (y + heading.sin() * length).clamp(0.0, 20.0));
                points.push((x, y, pressure));
            }
            points
        })
    }

    proptest! {
        /// Quads leave no gap between them, add no corner, and look as capsules alone would.
        #[test]
        fn quads_look_like_capsules(points in walk(), scale in prop_oneof![Just(2.0f32), Just(5.7), Just(11.8), Just(30.0)], soft in 1.0f32..6.0) {
            let size = (20.0 * scale) as usize;
            let [with, without] = [true, false].map(|headings| {
                all(&draw(Coverage::new(0, 0, size, size), &knots(&points, scale, headings), soft))
            });
            let most = with.iter().zip(&without).map(|(a, b)| a.abs_diff(*b)).max().unwrap_or(0);
            prop_assert!(most <= 80, "{}", most);
        }

        /// Order and number of pieces do not matter, and windows join without a seam.
        #[test]
        fn pieces_and_windows_do_not_matter(points in walk(), left in 0i32..150, top in 0i32..150) {
            let knots = knots(&points, 11.8, true);
            let whole = draw(Coverage::new(0, 0, 236, 236), &knots, 1.0);
            let again = draw(Coverage::new(0, 0, 236, 236), knots.iter().rev().chain(&knots), 1.0);
            prop_assert!(all(&whole) == all(&again));
            let window = draw(Coverage::new(left, top, 77, 61), &knots, 1.0);
            for (x, y) in (0..77 * 61).map(|i| (i % 77, i / 77)) {
                prop_assert_eq!(at(&window, x, y), at(&whole, x + left as usize, y + top as usize), "{}, {}", x, y);
            }
        }
    }
}
