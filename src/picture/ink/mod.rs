//! From finger samples to ink: a gently smoothed spine with a radius at every node. Pure geometry, in mm.
//!
//! The spine runs through the midpoints between samples and bends towards each sample (quadratic curves), so a shaky hand
//! looks steadier and no sample is overshot. All but the last half step is settled for good once a further sample arrives:
//! live ink and the finished stroke are the same pixels, and a sample costs the same however long the stroke is.
//! Must not know: colours, pixels' formats, the session's rules.

mod coverage;
mod grain;
mod shape;

pub use coverage::{Coverage, at_full_width};
pub(super) use grain::wax;
pub use shape::{CELL, Knot};

use crate::session::{Brush, Point, Rect, Sample};

/// One place on a spine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// Where, mm.
    pub at: Point,
    /// Half the ink's width there, mm.
    pub radius: f32,
    /// The way the spine runs there, of any length; zero where it begins or ends.
    pub heading: Point,
}

/// How a brush turns a spine into ink.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nib {
    /// How much of the width pressure decides, 0 to 1.
    pub pressure: f32,
    /// How wide the soft edge is, mm; never less than a pixel.
    pub softness_mm: f32,
    /// How much covers what lies beneath, 0 to 1.
    pub opacity: f32,
    /// Whether wax leaves the valleys of the paper free.
    pub grain: bool,
}

/// The nib of a brush.
pub fn nib(brush: Brush) -> Nib {
    match brush {
        Brush::Pen => Nib { pressure: 0.6, softness_mm: 0.0, opacity: 1.0, grain: false },
        Brush::Crayon => Nib { pressure: 0.5, softness_mm: 0.12, opacity: 0.95, grain: true },
        Brush::Marker => Nib { pressure: 0.1, softness_mm: 0.0, opacity: 0.42, grain: false },
        Brush::Paint => Nib { pressure: 0.9, softness_mm: 0.5, opacity: 0.96, grain: false },
    }
}

/// The rubber: a firm round edge, whatever the pressure.
pub const RUBBER: Nib = Nib { pressure: 0.0, softness_mm: 0.0, opacity: 1.0, grain: false };

/// How far the flattened curve may stray from the true one, mm: a third of a pixel at 300 dpi.
const TOLERANCE_MM: f32 = 0.03;

/// Builds a spine sample by sample.
#[derive(Debug, Clone)]
pub struct Spine {
    width_mm: f32,
    pressure: f32,
    last: [Option<Node>; 2],
}

impl Spine {
    /// An empty spine for ink of a nominal width.
    pub fn new(width_mm: f32, nib: Nib) -> Self {
        Self { width_mm, pressure: nib.pressure, last: [None, None] }
    }

    /// The nominal width, mm.
    pub fn width_mm(&self) -> f32 {
        self.width_mm
    }

    /// Takes one sample and adds the settled segments it brings to `out`, as pairs of nodes.
    pub fn push(&mut self, sample: &Sample, out: &mut Vec<(Node, Node)>) {
        let factor = 1.0 + self.pressure * (sample.pressure.clamp(0.0, 1.0) - 0.5);
        let node = Node { at: sample.at, radius: self.width_mm * 0.5 * factor, heading: Point::default() };
        match self.last {
            [None, _] => {}
            [Some(first), None] => out.push((first, between(first, node))),
            [Some(before), Some(bend)] => curve(between(before, bend), bend, between(bend, node), out),
        }
        self.last = match self.last {
            [None, _] => [Some(node), None],
            [Some(first), None] => [Some(first), Some(node)],
            [_, bend] => [bend, Some(node)],
        };
    }

    /// The last half step: a straight line to the last sample, or the dot that a single sample is.
    pub fn tail(&self) -> Option<(Node, Node)> {
        match self.last {
            [Some(only), None] => Some((only, only)),
            [Some(before), Some(last)] => Some((between(before, last), last)),
            _ => None,
        }
    }
}

/// All segments of a finished stroke.
pub fn segments(samples: &[Sample], width_mm: f32, nib: Nib) -> Vec<(Node, Node)> {
    let mut spine = Spine::new(width_mm, nib);
    let mut out = Vec::with_capacity(samples.len() * 2);
    for sample in samples {
        spine.push(sample, &mut out);
    }
    out.extend(spine.tail());
    out
}

/// The box that holds the ink of segments, soft edge included, mm.
pub fn reach(segments: &[(Node, Node)], nib: Nib) -> Option<Rect> {
    let node = |n: &Node| Rect::around(n.at, 2.0 * n.radius, 2.0 * n.radius);
    segments.iter().map(|(a, b)| node(a).union(node(b))).reduce(Rect::union).map(|r| r.grown(nib.softness_mm))
}

/// The place where one curve goes over into the next, between two samples. It heads from one to the other.
fn between(a: Node, b: Node) -> Node {
    let heading = Point::new(b.at.x - a.at.x, b.at.y - a.at.y);
    Node { at: a.at.midpoint(b.at), radius: (a.radius + b.radius) * 0.5, heading }
}

/// Flattens a quadratic curve.
fn curve(from: Node, bend: Node, to: Node, out: &mut Vec<(Node, Node)>) {
    let stray = ((from.at.x - 2.0 * bend.at.x + to.at.x).powi(2) + (from.at.y - 2.0 * bend.at.y + to.at.y).powi(2)).sqrt() / 4.0;
    if stray <= TOLERANCE_MM {
        out.push((from, to));
        return;
    }
    let pieces = (stray / TOLERANCE_MM).sqrt().ceil().clamp(1.0, 64.0) as u32;
    let mut start = from;
    for i in 1..=pieces {
        let t = i as f32 / pieces as f32;
        let (a, b, c) = ((1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t);
        let blend = |f: f32, m: f32, l: f32| a * f + b * m + c * l;
        let turn = |from: f32, to: f32| (1.0 - t) * from + t * to;
        let end = Node {
            at: Point::new(blend(from.at.x, bend.at.x, to.at.x), blend(from.at.y, bend.at.y, to.at.y)),
            radius: blend(from.radius, bend.radius, to.radius),
            heading: Point::new(turn(from.heading.x, to.heading.x), turn(from.heading.y, to.heading.y)),
        };
        out.push((start, end));
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample(x: f32, y: f32) -> Sample {
        Sample { at: Point::new(x, y), ms: 0, pressure: 0.5 }
    }

    #[test]
    fn a_tap_is_a_dot() {
        let dot = segments(&[sample(5.0, 6.0)], 2.0, RUBBER);
        assert_eq!(dot.len(), 1);
        assert_eq!(dot[0].0, dot[0].1);
        assert_eq!(dot[0].0.radius, 1.0);
    }

    proptest! {
        /// The spine starts at the first sample, ends at the last, has no gap, and never leaves the samples' box.
        #[test]
        fn a_spine_joins_its_samples(points in prop::collection::vec((0.0f32..297.0, 0.0f32..210.0), 2..40)) {
            let samples: Vec<_> = points.iter().map(|(x, y)| sample(*x, *y)).collect();
            let spine = segments(&samples, 2.0, nib(Brush::Pen));
            prop_assert_eq!(spine[0].0.at, samples[0].at);
            prop_assert_eq!(spine[spine.len() - 1].1.at, samples[samples.len() - 1].at);
            prop_assert!(spine.windows(2).all(|w| w[0].1.at.distance(w[1].0.at) < 1e-3));
            let frame = Rect::holding(samples.iter().map(|s| s.at)).unwrap().grown(1e-2);
            prop_assert!(spine.iter().all(|(a, b)| frame.contains(a.at) && frame.contains(b.at)));
        }
    }
}
