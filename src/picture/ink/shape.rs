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
    /// The columns it may cover: from and to, px.
    fn columns(&self) -> (f32, f32);

    /// The rows in which it may cover some of the eight columns from `x` on: from and to, px.
    fn rows_at(&self, x: f32) -> (f32, f32);

    /// Covers eight columns of a cell, from column `at` on, in some of its rows. In the view the columns begin at `x`
    /// and the cell at `y`, px.
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
    /// The box that holds it: from and to, px.
    x: (f32, f32),
    /// The same downwards.
    y: (f32, f32),
}

/// A segment that ends square to the spine, where its neighbours begin: four quantities that each grow steadily in one direction.
pub struct Quad {
    /// Coverage (0 to 255, and beyond) counted from the left edge, and from the right one; then two that are not below 0 from where
    /// the segment begins, and above 0 up to where it ends, which is where the next one begins.
    sides: [Slant; 4],
    /// The box that holds it: from and to, px.
    x: (f32, f32),
    /// The same downwards.
    y: (f32, f32),
}

/// A quantity that grows steadily in one direction.
#[derive(Clone, Copy)]
struct Slant {
    at: (f32, f32),
    /// What it is there.
    here: f32,
    /// How much it grows by one px to the right, and down.
    growth: (f32, f32),
    /// How many px down it takes to lose 1.
    fall: f32,
}

impl Capsule {
    pub fn between(a: &Knot, b: &Knot, soft: f32) -> Self {
        let along = minus(b.at, a.at);
        let length2 = dot(along, along);
        let inverse = if length2 > 0.0 { 1.0 / length2 } else { 0.0 };
        let slope = 255.0 / soft;
        let heart = (127.5 + a.radius * slope, (b.radius - a.radius) * slope);
        let reach = a.radius.max(b.radius) + soft * 0.5;
        let around = |a: f32, b: f32| (a.min(b) - reach, a.max(b) + reach);
        let (x, y) = (around(a.at.0, b.at.0), around(a.at.1, b.at.1));
        Self { from: a.at, along, share: (along.0 * inverse, along.1 * inverse), heart, slope, x, y }
    }
}

impl Shape for Capsule {
    fn columns(&self) -> (f32, f32) {
        self.x
    }

    fn rows_at(&self, _: f32) -> (f32, f32) {
        self.y
    }

    #[inline(always)]
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: f32, y: f32) {
        let px = CENTRES.map(|centre| x + centre - self.from.0);
        let along_x = px.map(|px| px * self.share.0);
        let mut y = y + rows.start as f32 + 0.5;
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
                pixels[i] = pixels[i].max(whole(self.heart.0 + t * self.heart.1 - (ex * ex + ey * ey).sqrt() * self.slope, 255.0));
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
                .then(|| Slant::new(from, 127.5, (-way.1 * steep, way.0 * steep)))
        };
        let (left, right) = (edge(1.0)?, edge(-1.0)?);
        let (start, end) = (Slant::new(a.at, 0.0, a.heading), Slant::new(b.at, 0.0, (-b.heading.0, -b.heading.1)));
        let spill = 0.75 * soft;
        let corners = [
            plus(a.at, na, a.radius + spill),
            plus(a.at, na, -a.radius - spill),
            plus(b.at, nb, b.radius + spill),
            plus(b.at, nb, -b.radius - spill),
        ];
        let between = |v: [f32; 4]| (v[0].min(v[1]).min(v[2].min(v[3])), v[0].max(v[1]).max(v[2].max(v[3])));
        Some(Self {
            sides: [left, right, start, end],
            x: between(corners.map(|corner| corner.0)),
            y: between(corners.map(|corner| corner.1)),
        })
    }
}

impl Slant {
    #[inline(always)]
    fn new(at: (f32, f32), here: f32, growth: (f32, f32)) -> Self {
        Self { at, here, growth, fall: -1.0 / growth.1 }
    }
}

impl Shape for Quad {
    fn columns(&self) -> (f32, f32) {
        self.x
    }

    /// Only where the strip lies on the right side of all four lines. Half a pixel is left on all sides, because rounding differs.
    #[inline(always)]
    fn rows_at(&self, x: f32) -> (f32, f32) {
        let (mut low, mut high) = self.y;
        for slant in &self.sides {
            let most = if slant.growth.0 > 0.0 { x + LANES as f32 } else { x };
            let y = slant.at.1 + ((most - slant.at.0) * slant.growth.0 + slant.here) * slant.fall;
            // A line that is level bounds all rows or none, at infinity; not a number bounds nothing.
            let (from, to) = if slant.fall < 0.0 { (y, high) } else { (low, y) };
            low = if from > low { from } else { low };
            high = if to < high { to } else { high };
        }
        (low, high)
    }

    #[inline(always)]
    fn cover(&self, cell: &mut Cell, at: usize, rows: Range<usize>, x: f32, y: f32) {
        let mut across = [[0.0; LANES]; 4];
        for (across, slant) in across.iter_mut().zip(&self.sides) {
            for (across, centre) in across.iter_mut().zip(CENTRES) {
                *across = (x + centre - slant.at.0) * slant.growth.0;
            }
        }
        let [left, right, start, end] = across;
        let mut y = y + rows.start as f32 + 0.5;
        for row in &mut cell[rows] {
            let Some(pixels) = row[at..].first_chunk_mut::<LANES>() else { return };
            let mut down = [0.0; 4];
            for (down, slant) in down.iter_mut().zip(&self.sides) {
                *down = (y - slant.at.1) * slant.growth.1 + slant.here;
            }
            y += 1.0;
            for i in 0..LANES {
                let (l, r) = (left[i] + down[0], right[i] + down[1]);
                let covered = if l < r { l } else { r };
                let within = (start[i] + down[2] >= 0.0) & (end[i] + down[3] > 0.0);
                pixels[i] = pixels[i].max(whole(covered, if within { 255.0 } else { 0.0 }));
            }
        }
    }
}

/// The nearest whole number from 0 to 255. Adding 2^23 leaves it in the low bits: that runs many pixels at a time, a cast does not.
#[expect(clippy::manual_clamp, reason = "max and min make a number of NaN, clamp does not")]
#[inline(always)]
fn whole(v: f32, most: f32) -> u8 {
    (v.max(0.0).min(most) + 8_388_608.0).to_bits() as u8
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
