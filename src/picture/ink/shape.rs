//! The two shapes a stroke is made of, and how much of each pixel they cover.
//!
//! A [`Capsule`] holds for any segment: it is round at both ends. Where the spine runs on smoothly, the round ends would only cover what
//! the neighbours cover too, so there a [`Quad`] does, at a third of the cost: it ends where the next one begins. Both are
//! plain `f32` arithmetic on places of the view, so windows of any size and place agree to the byte.
//! Must not know: colours, mm, windows.

use std::ops::Range;

/// Side of the square cells in which coverage is kept, px.
pub const CELL: usize = 16;
/// Pixels worked on together: the width of a strip, px.
pub const LANES: usize = 8;
/// The middles of a strip's columns.
const CENTRES: [f32; LANES] = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5];
/// How far a quad's edge may lie within the round one, px.
const FLAT: f32 = 0.1;

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

/// What covers pixels.
pub trait Shape {
    /// Covers eight columns of a cell, from column `at` on, in some of its rows. In the view they begin at `x` and `y`, px.
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: f32, y: f32);
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
}

/// A segment that ends square to the spine, where its neighbours begin.
pub struct Quad {
    /// Coverage (0 to 255, and beyond) counted from the left edge, and from the right one.
    edges: [Slant; 2],
    /// Above 0 from where the segment begins; not below 0 from where it ends.
    ends: [Slant; 2],
    /// The box that holds it: from and to, px.
    pub x: (f32, f32),
    /// The same downwards.
    pub y: (f32, f32),
}

/// A quantity that grows steadily in one direction.
#[derive(Clone, Copy)]
struct Slant {
    at: (f32, f32),
    /// What it is there.
    here: f32,
    /// How much it grows by one px to the right, and down.
    growth: (f32, f32),
}

impl Capsule {
    pub fn between(a: &Knot, b: &Knot, soft: f32) -> Self {
        let along = minus(b.at, a.at);
        let length2 = dot(along, along);
        let inverse = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
        let slope = 255.0 / soft;
        let heart = (127.5 + a.radius * slope, (b.radius - a.radius) * slope);
        Self { from: a.at, along, share: (along.0 * inverse, along.1 * inverse), heart, slope }
    }
}

impl Shape for Capsule {
    #[inline(always)]
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: f32, y: f32) {
        let px = CENTRES.map(|centre| x + centre - self.from.0);
        let along_x = px.map(|px| px * self.share.0);
        let mut y = y + 0.5;
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
                pixels[i] = pixels[i].max(whole(self.heart.0 + t * self.heart.1 - (ex * ex + ey * ey).sqrt() * self.slope));
            }
        }
    }
}

impl Quad {
    /// The quad between two knots, where it is as good as a capsule: both go on smoothly, and the inner edge of the bend does
    /// not run backwards.
    #[inline(always)]
    pub fn between(a: &Knot, b: &Knot, soft: f32) -> Option<Self> {
        let along = minus(b.at, a.at);
        let reach = a.radius.max(b.radius) + soft * 0.5;
        let least = (1.0 - FLAT / reach).max(0.95) * dot(along, along).sqrt();
        let [ha, hb] = [a, b].map(|knot| (knot.heading, dot(knot.heading, knot.heading).sqrt()));
        if !(dot(ha.0, along) > least * ha.1 && dot(hb.0, along) > least * hb.1) {
            return None;
        }
        // Square to the spine, to its left.
        let [na, nb] = [ha, hb].map(|((x, y), length)| (y / length, -x / length));
        let slope = 255.0 / soft;
        let edge = |side: f32| {
            let from = plus(a.at, na, side * a.radius);
            let way = minus(plus(b.at, nb, side * b.radius), from);
            let (forward, aside) = (dot(way, along), dot(way, (along.1, -along.0)));
            let steep = side * slope / dot(way, way).sqrt();
            (forward > 2.0 * aside.abs() && 4.0 * forward > dot(along, along))
                .then_some(Slant { at: from, here: 127.5, growth: (-way.1 * steep, way.0 * steep) })
        };
        let edges = [edge(1.0)?, edge(-1.0)?];
        let spill = 0.75 * soft;
        let corners = [
            plus(a.at, na, a.radius + spill),
            plus(a.at, na, -a.radius - spill),
            plus(b.at, nb, b.radius + spill),
            plus(b.at, nb, -b.radius - spill),
        ];
        let between = |v: [f32; 4]| (v[0].min(v[1]).min(v[2].min(v[3])), v[0].max(v[1]).max(v[2].max(v[3])));
        Some(Self {
            edges,
            ends: [a, b].map(|knot| Slant { at: knot.at, here: 0.0, growth: knot.heading }),
            x: between(corners.map(|corner| corner.0)),
            y: between(corners.map(|corner| corner.1)),
        })
    }
}

impl Shape for Quad {
    #[inline(always)]
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: f32, y: f32) {
        let across = |slant: &Slant| CENTRES.map(|centre| (x + centre - slant.at.0) * slant.growth.0);
        let down = |slant: &Slant, y: f32| (y - slant.at.1) * slant.growth.1 + slant.here;
        let [left, right] = self.edges.each_ref().map(across);
        let [start, end] = self.ends.each_ref().map(across);
        let mut y = y + 0.5;
        for row in &mut cell[rows] {
            let Some(pixels) = row[at..].first_chunk_mut::<LANES>() else { return };
            let [left_y, right_y] = self.edges.each_ref().map(|slant| down(slant, y));
            let [start_y, end_y] = self.ends.each_ref().map(|slant| down(slant, y));
            y += 1.0;
            for i in 0..LANES {
                let (l, r) = (left[i] + left_y, right[i] + right_y);
                let covered = if l < r { l } else { r };
                let within = (start[i] + start_y >= 0.0) & (end[i] + end_y < 0.0);
                pixels[i] = pixels[i].max(whole(if within { covered } else { 0.0 }));
            }
        }
    }
}

/// The nearest whole number from 0 to 255. Adding 2^23 leaves it in the low bits: that runs many pixels at a time, a cast does not.
#[expect(clippy::manual_clamp, reason = "max and min make a number of NaN, clamp does not")]
#[inline(always)]
fn whole(v: f32) -> u8 {
    (v.max(0.0).min(255.0) + 8_388_608.0).to_bits() as u8
}

fn dot(a: (f32, f32), b: (f32, f32)) -> f32 {
    a.0 * b.0 + a.1 * b.1
}

fn minus(a: (f32, f32), b: (f32, f32)) -> (f32, f32) {
    (a.0 - b.0, a.1 - b.1)
}

fn plus(a: (f32, f32), way: (f32, f32), by: f32) -> (f32, f32) {
    (a.0 + way.0 * by, a.1 + way.1 * by)
}
