//! The stroke that is being drawn: what each sample adds to it, and to a window of the page's pixels. A sample costs the same
//! however long the stroke is and whatever lies on the page.
//! Must not know: gestures, what the windows are shown with.

use crate::{
    picture::{
        Surface, View, cover,
        ink::{Coverage, Nib, Node, Spine, reach},
        ink_of,
    },
    session::{Point, Rect, Sample},
};
use bevy::prelude::Resource;
use std::ops::Range;

/// The stroke that is being drawn.
#[derive(Resource, Default)]
pub struct LiveInk {
    going: Option<LiveStroke>,
    /// How many strokes were begun, or begun anew because what lies beneath changed.
    begun: u64,
    changed: bool,
    ended: bool,
}

/// A stroke as far as it has come.
#[derive(Clone)]
pub struct LiveStroke {
    nib: Nib,
    /// None for the rubber.
    colour: Option<&'static str>,
    spine: Spine,
    samples: Vec<Sample>,
    /// Segments that settled since it was last painted.
    fresh: Vec<(Node, Node)>,
    /// Where the last tail was painted, mm.
    tail: Option<Rect>,
}

/// What a stroke gained since it was last painted.
pub struct Gain {
    nib: Nib,
    colour: Option<&'static str>,
    settled: Vec<(Node, Node)>,
    tail: Option<(Node, Node)>,
    /// All that looks different now, mm.
    pub area: Rect,
}

impl LiveInk {
    /// A finger comes down with this in the hand.
    pub fn begin(&mut self, nib: Nib, colour: Option<&'static str>, width_mm: f32) {
        let spine = Spine::new(width_mm, nib);
        self.going = Some(LiveStroke { nib, colour, spine, samples: Vec::new(), fresh: Vec::new(), tail: None });
        self.begun += 1;
    }

    /// The samples so far, the colour (none for the rubber) and the width in mm, while a finger draws.
    pub fn so_far(&self) -> Option<(&[Sample], Option<&'static str>, f32)> {
        self.going.as_ref().map(|going| (going.samples.as_slice(), going.colour, going.spine.width_mm()))
    }

    /// The stroke while a finger draws it, and a number that no stroke before it had.
    pub fn going(&self) -> Option<(u64, &LiveStroke)> {
        self.going.as_ref().map(|going| (self.begun, going))
    }

    /// One more sample.
    pub fn push(&mut self, sample: Sample) {
        if let Some(going) = &mut self.going {
            going.push(sample);
            self.changed = true;
        }
    }

    /// The finger lifted: the samples become a stroke of the session's.
    pub fn finish(&mut self) -> Vec<Sample> {
        self.ended = true;
        self.going.take().map(|going| going.samples).unwrap_or_default()
    }

    /// What lies beneath changed under the finger: all of the stroke is to be painted again.
    pub(super) fn start_over(&mut self) {
        if let Some(LiveStroke { nib, colour, spine, samples, .. }) = self.going.take() {
            self.begin(nib, colour, spine.width_mm());
            samples.into_iter().for_each(|sample| self.push(sample));
        }
    }

    /// The stroke never was.
    pub fn drop_it(&mut self) {
        self.ended = true;
        self.going = None;
    }

    /// Whether there is something to paint.
    pub(super) fn has_gained(&self) -> bool {
        self.changed
    }

    /// Whether a stroke ended since this was asked last.
    pub(super) fn take_ended(&mut self) -> bool {
        std::mem::take(&mut self.ended)
    }

    /// What there is to paint in a view.
    pub(super) fn gained(&mut self, view: &View) -> Option<Gain> {
        self.changed = false;
        self.going.as_mut()?.gained(view)
    }
}

impl LiveStroke {
    /// One more sample.
    pub fn push(&mut self, sample: Sample) {
        self.spine.push(&sample, &mut self.fresh);
        self.samples.push(sample);
    }

    /// What there is to paint in a view since this was asked last.
    pub fn gained(&mut self, view: &View) -> Option<Gain> {
        let tail = self.spine.tail();
        let new_tail = reach(tail.as_slice(), self.nib);
        let area = [self.tail, new_tail, reach(&self.fresh, self.nib)].into_iter().flatten().reduce(Rect::union)?;
        self.tail = new_tail;
        let settled = std::mem::take(&mut self.fresh);
        // An edge is a pixel wide at least.
        Some(Gain { nib: self.nib, colour: self.colour, settled, tail, area: area.grown(1.5 / view.px_per_mm) })
    }
}

/// The live stroke in a window of the page's pixels.
#[derive(Clone)]
pub struct LiveWindow {
    left: i32,
    top: i32,
    width: usize,
    height: usize,
    settled: Coverage,
    /// Whether live ink is seen here: a dot is, and has not settled.
    seen: bool,
}

impl LiveWindow {
    /// A window of a view whose top left pixel is (`left`, `top`), px.
    pub fn new(left: i32, top: i32, width: usize, height: usize) -> Self {
        Self { left, top, width, height, settled: Coverage::new(left, top, width, height), seen: false }
    }

    /// Its top left pixel in the view.
    pub fn corner(&self) -> (i32, i32) {
        (self.left, self.top)
    }

    /// Pixels of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether live ink was painted here.
    pub fn is_seen(&self) -> bool {
        self.seen
    }

    /// Whether any of an area of the page, mm, lies in the window.
    pub fn meets(&self, view: &View, area: Rect) -> bool {
        let a = view.to_mm(self.left as f32, self.top as f32);
        let b = view.to_mm((self.left + self.width as i32) as f32, (self.top + self.height as i32) as f32);
        Rect::new(a.x, a.y, b.x, b.y).intersects(area)
    }

    /// The stroke is over.
    pub fn clear(&mut self) {
        self.settled.clear();
        self.seen = false;
    }

    /// Paints what the stroke gained onto `shown`, over the page's own pixels `page`; a rubber needs the page without ink, `bare`. Gives
    /// what it painted anew: columns and rows of the window, px.
    pub fn paint(
        &mut self,
        view: &View,
        gain: &Gain,
        page: &[u8],
        bare: Option<&[u8]>,
        shown: &mut [u8],
    ) -> (Range<usize>, Range<usize>) {
        let Self { left, top, width, height, .. } = *self;
        self.seen = true;
        cover(&mut self.settled, view, &gain.settled, gain.nib);
        let Rect { left: x0, top: y0, right: x1, bottom: y1 } = gain.area;
        let (from, to) = (view.to_px(Point::new(x0, y0)), view.to_px(Point::new(x1, y1)));
        let inside = |from: f32, to: f32, origin: i32, size: usize| {
            let inside = |px: f32| (px as i32).saturating_sub(origin).clamp(0, size as i32) as usize;
            inside(from.floor())..inside(to.ceil())
        };
        let (mut now, columns, rows) = self.settled.part(inside(from.0, to.0, left, width), inside(from.1, to.1, top, height));
        cover(&mut now, view, gain.tail.as_slice(), gain.nib);
        for y in rows.clone() {
            let row = (y * width + columns.start) * 4..(y * width + columns.end) * 4;
            shown[row.clone()].copy_from_slice(&page[row]);
        }
        let mut surface = Surface { left, top, width, height, full: shown, bare: None };
        match (gain.colour, bare) {
            (Some(colour), _) => surface.lay(&now, ink_of(view, colour, gain.nib)),
            (None, Some(bare)) => surface.rub_down_to(&now, bare),
            (None, None) => {}
        }
        (columns, rows)
    }
}
