//! The two shapes a stroke is made of, and how much of each pixel they cover.
//!
//! A [`Capsule`] holds for any segment: it is round at both ends. Where the spine runs on smoothly its round ends would only
//! cover what the neighbours cover too; there a [`Quad`] does at a fraction of the cost: it ends where the next one begins.
//! Both count from places of the view, never of a window, so windows of any size and place agree to the byte.
//! Must not know: colours, mm, windows.

use std::{hint::black_box, ops::Range};

/// Side of the square cells in which coverage is kept, px.
pub const CELL: usize = 16;
/// Pixels worked on together: the width of a strip, px.
pub const LANES: usize = 8;
/// How far a quad's edge may lie within the round one, px.
const FLAT: f32 = 0.1;
/// Quads count in whole numbers, which may be added up row by row without an error. This many of them are 1 of 255.
const UNIT: f32 = (1 << UNIT_BITS) as f32;
const UNIT_BITS: u32 = 12;
/// Coverage on a quad's edge: half of 255, and half of 1, because what is left of 1 is cut off.
const EDGE: f32 = 128.0;

/// Coverage of the pixels of a cell, row by row.
pub type Cell = [[u8; CELL]; CELL];

/// A place on a spine, as a view shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Knot {
    /// Where, px.
    pub at: (f32, f32),
    /// Half the ink's width there, px.
    pub radius: f32,
    /// The way the spine runs there, of any length; zero where it begins or ends.
    pub heading: (f32, f32),
}

/// What covers pixels. Pixels are counted in the view.
pub trait Shape {
    /// The columns it may cover.
    fn columns(&self) -> Range<i32>;

    /// The rows in which it may cover some of the eight columns from `x` on.
    fn rows_at(&self, x: i32) -> Range<i32>;

    /// Covers eight columns of a cell, from column `at` on, in some of its rows. In the view the columns begin at `x` and the
    /// cell at `y`.
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: i32, y: i32);
}

/// A segment with round ends, made ready for asking how far pixels lie from it.
pub struct Capsule {
    from: (f32, f32),
    along: (f32, f32),
    /// `along` divided by its length squared: the dot product with it runs from 0 at one end to 1 at the other.
    share: (f32, f32),
    /// Coverage (0 to 255, beyond where it is clear) on the line itself: at `from`, and how much more at the other end.
    heart: (f32, f32),
    /// How much coverage is lost by one px away from the line.
    slope: f32,
    columns: Range<i32>,
    rows: Range<i32>,
}

/// A segment that ends square to the spine, where its neighbours begin.
///
/// Four quantities that grow steadily in one direction tell where it covers: how much, counted from the left edge, and from the
/// right one; how far a pixel lies within the one end, and within the other.
pub struct Quad {
    /// For each of the four a pixel: its column and row.
    at: [[i32; 4]; 2],
    /// How much it is in the middle of that pixel.
    here: [i32; 4],
    /// How much it grows by one px to the right, and by one down.
    growth: [[i32; 4]; 2],
    /// Down to or up to which place it is above 0 at the left of the columns, and how far that moves by one px to the right.
    bounds: [[f32; 4]; 2],
    columns: Range<i32>,
    rows: Range<i32>,
}

impl Capsule {
    /// The capsule between two knots, with an edge `soft` px wide.
    #[inline(always)]
    pub fn between(a: &Knot, b: &Knot, soft: f32) -> Self {
        let along = minus(b.at, a.at);
        let length2 = dot(along, along);
        let inverse = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
        let slope = 255.0 / soft;
        let heart = (127.5 + a.radius * slope, (b.radius - a.radius) * slope);
        let reach = a.radius.max(b.radius) + soft * 0.5;
        let around = |a: f32, b: f32| floor(a.min(b) - reach)..floor(a.max(b) + reach).saturating_add(1);
        let (columns, rows) = (around(a.at.0, b.at.0), around(a.at.1, b.at.1));
        Self { from: a.at, along, share: (along.0 * inverse, along.1 * inverse), heart, slope, columns, rows }
    }
}

impl Shape for Capsule {
    fn columns(&self) -> Range<i32> {
        self.columns.clone()
    }

    fn rows_at(&self, _: i32) -> Range<i32> {
        self.rows.clone()
    }

    #[expect(clippy::manual_clamp, reason = "max and min make a number of NaN, clamp does not")]
    #[inline(always)]
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: i32, y: i32) {
        const CENTRES: [f32; LANES] = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5];
        let px = CENTRES.map(|centre| x as f32 + centre - self.from.0);
        let along_x = px.map(|px| px * self.share.0);
        let mut y = (y + rows.start as i32) as f32 + 0.5;
        for row in &mut cell[rows] {
            let Some(pixels) = row[at..].first_chunk_mut::<LANES>() else { return };
            let py = y - self.from.1;
            let along_y = py * self.share.1;
            y += 1.0;
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

impl Quad {
    /// The quad between two knots, where it is as good as a capsule: the spine runs on smoothly at both, and the inner edge of its
    /// bend does not run backwards.
    #[inline(always)]
    pub fn between(a: &Knot, b: &Knot, soft: f32) -> Option<Self> {
        let along = minus(b.at, a.at);
        let length = dot(along, along).sqrt();
        let reach = a.radius.max(b.radius) + soft * 0.5;
        let least = (1.0 - FLAT / reach).max(0.95);
        let (heading_a, heading_b) = (unit(a.heading), unit(b.heading));
        let smooth = dot(heading_a, along) > least * length && dot(heading_b, along) > least * length;
        // Beyond this the numbers are too large for a quad.
        let near = a.at.0.abs().max(a.at.1.abs()) < 1e6 && length < 4000.0 && reach < 1000.0;
        if !(smooth && near) {
            return None;
        }
        let (aside_a, aside_b) = ((heading_a.1, -heading_a.0), (heading_b.1, -heading_b.0));
        let steep = 255.0 / soft;
        let edge = |side: f32| {
            let from = plus(a.at, aside_a, side * a.radius);
            let way = minus(plus(b.at, aside_b, side * b.radius), from);
            let (forward, aside) = (dot(way, along), dot(way, (along.1, -along.0)));
            let growth = side * steep / dot(way, way).sqrt();
            (forward > 2.0 * aside.abs() && forward > 0.25 * length * length).then_some((from, (-way.1 * growth, way.0 * growth)))
        };
        let (left, right) = (edge(1.0)?, edge(-1.0)?);
        let sides = [left, right, (a.at, heading_a), (b.at, (-heading_b.0, -heading_b.1))];
        let (wide_a, wide_b) = (a.radius + 0.75 * soft, b.radius + 0.75 * soft);
        let around = |a: f32, wide_a: f32, b: f32, wide_b: f32| {
            let (low, high) = ((a - wide_a.abs()).min(b - wide_b.abs()), (a + wide_a.abs()).max(b + wide_b.abs()));
            nearest(low - 0.5)..nearest(high + 0.5)
        };
        let columns = around(a.at.0, aside_a.0 * wide_a, b.at.0, aside_b.0 * wide_b);
        let rows = around(a.at.1, aside_a.1 * wide_a, b.at.1, aside_b.1 * wide_b);
        let mut quad =
            Self { at: [[0; 4]; 2], here: [0; 4], growth: [[0; 4]; 2], bounds: [[0.0; 4]; 2], columns, rows };
        for (k, (at, growth)) in sides.into_iter().enumerate() {
            let pixel = (nearest(at.0), nearest(at.1));
            let middle = (pixel.0 as f32 + 0.5 - at.0, pixel.1 as f32 + 0.5 - at.1);
            let here = if k < 2 { EDGE } else { 0.0 } + dot(middle, growth);
            quad.at[0][k] = pixel.0;
            quad.at[1][k] = pixel.1;
            quad.here[k] = nearest(here * UNIT);
            quad.growth[0][k] = nearest(growth.0 * UNIT);
            quad.growth[1][k] = nearest(growth.1 * UNIT);
            let (right, down) = (quad.growth[0][k] as f32, quad.growth[1][k] as f32);
            let most = if right > 0.0 { LANES as f32 } else { 0.0 } + quad.columns.start as f32 - at.0;
            quad.bounds[0][k] = at.1 - (most * right + if k < 2 { EDGE * UNIT } else { 0.0 }) / down;
            quad.bounds[1][k] = -right / down;
        }
        // Where one ends the next begins: a pixel just there is not counted twice.
        quad.here[3] -= 1;
        Some(quad)
    }
}

impl Shape for Quad {
    fn columns(&self) -> Range<i32> {
        self.columns.clone()
    }

    /// Only where the strip lies on the right side of all four lines. Half a pixel is left on all sides, because rounding differs.
    #[inline(always)]
    fn rows_at(&self, x: i32) -> Range<i32> {
        let x = (x - self.columns.start) as f32;
        let (mut low, mut high) = (self.rows.start as f32, self.rows.end as f32);
        for k in 0..4 {
            let y = self.bounds[0][k] + x * self.bounds[1][k];
            // What grows downwards is bounded above. A level line bounds all rows or none, at infinity; what is not a number bounds nothing.
            let (from, to) = if self.growth[1][k] >= 0 { (y, high) } else { (low, y) };
            low = if from > low { from } else { low };
            high = if to < high { to } else { high };
        }
        nearest(low - 0.5)..nearest(high - 0.5) + 1
    }

    #[inline(always)]
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: i32, y: i32) {
        let mut sides = [[0; LANES]; 4];
        for (k, side) in sides.iter_mut().enumerate() {
            let right = self.growth[0][k].wrapping_mul(x.wrapping_sub(self.at[0][k]));
            let down = self.growth[1][k].wrapping_mul((y + rows.start as i32).wrapping_sub(self.at[1][k]));
            // On the way to a number of this size it may go beyond the largest.
            let first = self.here[k].wrapping_add(right).wrapping_add(down);
            for (i, value) in side.iter_mut().enumerate() {
                *value = first.wrapping_add(self.growth[0][k].wrapping_mul(i as i32));
            }
        }
        let [mut left, mut right, mut start, mut end] = sides;
        let down = self.growth[1];
        for row in &mut cell[rows] {
            // Eight pixels of a row lie side by side, eight rows do not: the compiler must not choose those to work on together.
            let Some(pixels) = black_box(row)[at..].first_chunk_mut::<LANES>() else { return };
            for i in 0..LANES {
                let covered = (left[i].min(right[i]) >> UNIT_BITS).clamp(0, 255);
                let covered = if (start[i] | end[i]) < 0 { 0 } else { covered };
                pixels[i] = pixels[i].max(covered as u8);
                left[i] = left[i].wrapping_add(down[0]);
                right[i] = right[i].wrapping_add(down[1]);
                start[i] = start[i].wrapping_add(down[2]);
                end[i] = end[i].wrapping_add(down[3]);
            }
        }
    }
}

/// The nearest whole number, if that is less than four million. Adding 1.5 times 2^23 leaves it in the low bits: that is two
/// instructions where a cast looks for what fits no number.
#[inline(always)]
fn nearest(v: f32) -> i32 {
    const SHIFT: f32 = 12_582_912.0;
    (v + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits()) as i32
}

/// The largest whole number not above. The cast is one instruction where `f32::floor` is a call; beyond `i32` it stops there.
#[inline(always)]
fn floor(v: f32) -> i32 {
    let whole = v as i32;
    whole.saturating_sub(i32::from(whole as f32 > v))
}

fn dot(a: (f32, f32), b: (f32, f32)) -> f32 {
    a.0 * b.0 + a.1 * b.1
}

/// Of length 1, or not a number.
fn unit(a: (f32, f32)) -> (f32, f32) {
    let shrink = 1.0 / dot(a, a).sqrt();
    (a.0 * shrink, a.1 * shrink)
}

fn minus(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    (a.0 - b.0, a.1 - b.1)
}

fn plus(a: (f32, f32), way: (f32, f32), by: f32) -> (f32, f32) {
    (a.0 + way.0 * by, a.1 + way.1 * by)
}
