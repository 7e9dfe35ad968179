//! The two shapes a stroke is made of, and how much of each pixel they cover.
//!
//! A [`Capsule`] holds for any segment: it is round at both ends. Where the spine runs on smoothly its round ends would only
//! cover what the neighbours cover too; there a [`Quad`] does at a fraction of the cost: it ends where the next one begins.
//! Both count from places of the view, never of a window, so windows of any size and place agree to the byte. What a segment
//! covers does not depend on what else was drawn, so pieces may come in any order.
//! Must not know: colours, mm, windows.

use std::{hint::black_box, ops::Range};

/// Side of the square cells in which coverage is kept, px.
pub const CELL: usize = 16;
/// Pixels worked on together: the width of a strip, px.
pub const LANES: usize = 8;
/// How far a quad's edge may lie within the round one, px. That is less than a flattened curve may stray on paper.
const FLAT: f32 = 0.25;
/// Quads count in whole numbers, which may be added up row by row without an error. This many of them are 1 of 255.
const UNIT: f32 = (1 << UNIT_BITS) as f32;
const UNIT_BITS: u32 = 12;
/// What a quad's quantities are on its sides: half covered on an edge (and half of 1 more, because what is left of 1 is cut
/// off), 0 at an end.
const ON_SIDE: [f32; 4] = [128.0, 128.0, 0.0, 0.0];

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

/// A segment with round ends: all discs from one knot to the other, made ready for asking how far pixels lie from it.
pub struct Capsule {
    from: (f32, f32),
    along: (f32, f32),
    /// `along` divided by its length squared: the dot product with it runs from 0 at one end to 1 at the other.
    share: (f32, f32),
    /// How much nearer to the wider end, as such a share, lies the disc that reaches farthest, for one px away from the line to
    /// its left. To its right it is the same.
    lean: (f32, f32),
    /// Which end is the wider one: 1 for the other, -1 for `from`.
    wider: f32,
    /// Coverage (0 to 255, beyond where it is clear) on the line itself: at `from`, and how much more at the other end.
    heart: (f32, f32),
    /// How much coverage is lost by one px away from the line.
    slope: f32,
    columns: Range<i32>,
    rows: Range<i32>,
}

/// A segment that ends square to the spine, where its neighbours begin.
///
/// Four quantities that grow steadily in one direction tell where it covers: how much, counted from the left edge and from the
/// right one; how far within the one end, and within the other.
pub struct Quad {
    /// For each of the four a pixel: its column and row.
    at: [[i32; 4]; 2],
    /// How much it is in the middle of that pixel.
    here: [i32; 4],
    /// How much it grows by one px to the right, and by one down.
    growth: [[i32; 4]; 2],
    /// The place, px downwards, where it is 0 in the strip that begins with the first column, and how far that moves down by one px
    /// to the right.
    level: [[f32; 4]; 2],
    columns: Range<i32>,
    rows: Range<i32>,
}

impl Capsule {
    /// The capsule between two knots, with an edge `soft` px wide.
    #[inline(always)]
    pub fn between(a: &Knot, b: &Knot, soft: f32) -> Self {
        let apart = |a: &Knot, b: &Knot| (minus(b.at, a.at), b.radius - a.radius);
        let (along, growth) = apart(a, b);
        let wider = if growth > 0.0 { b } else { a };
        // The disc at one end may hold the other; so it is with a dot.
        let (a, b) = if dot(along, along) > growth * growth { (a, b) } else { (wider, wider) };
        let (along, growth) = apart(a, b);
        let length2 = dot(along, along);
        let inverse = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
        let lean = if length2 > 0.0 { inverse * growth.abs() / (length2 - growth * growth).sqrt() } else { 0.0 };
        let slope = 255.0 / soft;
        let reach = a.radius.max(b.radius) + soft * 0.5;
        let around = |a: f32, b: f32| floor(a.min(b) - reach)..floor(a.max(b) + reach).saturating_add(1);
        Self {
            from: a.at,
            along,
            share: (along.0 * inverse, along.1 * inverse),
            lean: (along.1 * lean, -along.0 * lean),
            wider: growth.signum(),
            heart: (127.5 + a.radius * slope, growth * slope),
            slope,
            columns: around(a.at.0, b.at.0),
            rows: around(a.at.1, b.at.1),
        }
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
        let aside_x = px.map(|px| px * self.lean.0);
        let mut y = (y + rows.start as i32) as f32 + 0.5;
        for row in &mut cell[rows] {
            let Some(pixels) = row[at..].first_chunk_mut::<LANES>() else { return };
            let py = y - self.from.1;
            let (along_y, aside_y) = (py * self.share.1, py * self.lean.1);
            y += 1.0;
            for i in 0..LANES {
                let t = along_x[i] + along_y + (aside_x[i] + aside_y).abs() * self.wider;
                let t = t.max(0.0).min(1.0);
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
    /// The quad between two knots, where it is as good as a capsule: its edges run on smoothly into those of the neighbours.
    #[inline(always)]
    pub fn between(a: &Knot, b: &Knot, soft: f32) -> Option<Self> {
        let along = minus(b.at, a.at);
        let reach = a.radius.max(b.radius) + soft * 0.5;
        // Beyond this the numbers would be too large.
        let near = a.at.0.abs().max(a.at.1.abs()) < 1e6 && dot(along, along) < 1.6e7 && reach < 500.0;
        let least = (1.0 - FLAT / reach).max(0.95);
        let (heading_a, heading_b) = (unit(a.heading), unit(b.heading));
        let (aside_a, aside_b) = ((heading_a.1, -heading_a.0), (heading_b.1, -heading_b.0));
        let edge = |side: f32| {
            let from = plus(a.at, aside_a, side * a.radius);
            let way = minus(plus(b.at, aside_b, side * b.radius), from);
            let length = dot(way, way).sqrt();
            let smooth = dot(way, heading_a) > least * length && dot(way, heading_b) > least * length;
            let growth = side * 255.0 / (soft * length);
            (near && smooth).then_some((from, (-way.1 * growth, way.0 * growth)))
        };
        let sides = [edge(1.0)?, edge(-1.0)?, (a.at, heading_a), (b.at, (-heading_b.0, -heading_b.1))];
        // An edge turns away from the spine by 18 degrees at most, so its soft half reaches no farther.
        let (wide_a, wide_b) = (a.radius + 0.55 * soft, b.radius + 0.55 * soft);
        let around = |a: f32, wide_a: f32, b: f32, wide_b: f32| {
            let (low, high) = ((a - wide_a.abs()).min(b - wide_b.abs()), (a + wide_a.abs()).max(b + wide_b.abs()));
            nearest(low - 0.5)..nearest(high + 0.5)
        };
        let columns = around(a.at.0, aside_a.0 * wide_a, b.at.0, aside_b.0 * wide_b);
        let rows = around(a.at.1, aside_a.1 * wide_a, b.at.1, aside_b.1 * wide_b);
        Some(Self::of(sides, columns, rows))
    }

    /// Each side is a place on it and what grows inwards by one px to the right and down.
    #[inline(always)]
    fn of(sides: [((f32, f32), (f32, f32)); 4], columns: Range<i32>, rows: Range<i32>) -> Self {
        let mut quad = Self { at: [[0; 4]; 2], here: [0; 4], growth: [[0; 4]; 2], level: [[0.0; 4]; 2], columns, rows };
        for (k, (at, growth)) in sides.into_iter().enumerate() {
            let pixel = (nearest(at.0), nearest(at.1));
            let middle = (pixel.0 as f32 + 0.5 - at.0, pixel.1 as f32 + 0.5 - at.1);
            quad.at[0][k] = pixel.0;
            quad.at[1][k] = pixel.1;
            quad.here[k] = nearest((ON_SIDE[k] + dot(middle, growth)) * UNIT);
            quad.growth[0][k] = nearest(growth.0 * UNIT);
            quad.growth[1][k] = nearest(growth.1 * UNIT);
            let (right, down) = (quad.growth[0][k] as f32, quad.growth[1][k] as f32);
            // The column of the strip in which it is greatest.
            let best = quad.columns.start as f32 + if right > 0.0 { LANES as f32 } else { 0.0 };
            quad.level[0][k] = at.1 - ((best - at.0) * right + ON_SIDE[k] * UNIT) / down;
            quad.level[1][k] = -right / down;
        }
        // A pixel just where two quads meet is the next one's.
        quad.here[3] -= 1;
        quad
    }
}

impl Shape for Quad {
    fn columns(&self) -> Range<i32> {
        self.columns.clone()
    }

    /// Only where some of the strip is within all four sides. Half a pixel is left all round, because rounding differs.
    #[inline(always)]
    fn rows_at(&self, x: i32) -> Range<i32> {
        let x = (x - self.columns.start) as f32;
        let (mut low, mut high) = (self.rows.start as f32, self.rows.end as f32);
        for k in 0..4 {
            let y = self.level[0][k] + x * self.level[1][k];
            // A level side bounds all rows or none, at infinity; what is not a number bounds nothing.
            let (from, to) = if self.growth[1][k] >= 0 { (y, high) } else { (low, y) };
            low = if from > low { from } else { low };
            high = if to < high { to } else { high };
        }
        nearest(low - 0.5)..nearest(high - 0.5) + 1
    }

    #[inline(always)]
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: i32, y: i32) {
        let mut quantities = [[0; LANES]; 4];
        for (k, quantity) in quantities.iter_mut().enumerate() {
            let right = self.growth[0][k].wrapping_mul(x.wrapping_sub(self.at[0][k]));
            let down = self.growth[1][k].wrapping_mul((y + rows.start as i32).wrapping_sub(self.at[1][k]));
            // Steps on the way may be too large for a number; what comes out in the end is not.
            let first = self.here[k].wrapping_add(right).wrapping_add(down);
            for (i, value) in quantity.iter_mut().enumerate() {
                *value = first.wrapping_add(self.growth[0][k].wrapping_mul(i as i32));
            }
        }
        let [mut left, mut right, mut start, mut end] = quantities;
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
