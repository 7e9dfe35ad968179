//! What it looks like. One painter, for the screen and for paper: the same marks, the same arithmetic, at any scale.
//!
//! A page is painted back to front into windows of pixels ([`Surface`]). The scene and what lies on it is painted first,
//! then each mark in the order it came, then closed shutters. A mark that comes last can be laid onto pixels that are
//! already there ([`Painter::add_mark`]); the result is the same as painting all again.
//! Must not know: windows, GPUs, files.

mod bands;
mod bubble;
pub mod ink;
mod label;
mod sprite;
mod surface;
mod words;

pub use bands::Ground;
pub use ink::at_full_width;
pub use label::{default_label_width, footer};
pub use sprite::DEFAULT_STICKER_MM;
pub use surface::{Ink, Surface};
pub use words::{SetWords, Setting, Typesetter, needs_fallbacks, register_fallback, register_fallbacks};

use crate::{
    artwork::{self, Artwork, ArtworkError, Paints, Theme},
    session::{HouseKind, ItemState, Mark, MarkKind, Page, Point, Pose, Recording, Rect, Sample, Thing, ink_bounds},
};
use ink::{Coverage, Knot, Nib, Node};
use sprite::Sprites;
use std::sync::Arc;
use tiny_skia::{Pixmap, Transform};

/// What part of the page is looked at, and how closely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The place on the page at the top left pixel, mm.
    pub origin: Point,
    /// Pixels to the mm.
    pub px_per_mm: f32,
    /// px.
    pub width: u32,
    /// px.
    pub height: u32,
}

impl View {
    /// A view of a box of the page, `width` px wide.
    pub fn of(frame: Rect, width: u32) -> Self {
        let px_per_mm = width as f32 / frame.width();
        Self { origin: Point::new(frame.left, frame.top), px_per_mm, width, height: (frame.height() * px_per_mm).round() as u32 }
    }

    /// The pixel (not rounded) that shows a place.
    pub fn to_px(&self, at: Point) -> (f32, f32) {
        ((at.x - self.origin.x) * self.px_per_mm, (at.y - self.origin.y) * self.px_per_mm)
    }

    /// The place that a pixel shows, mm.
    pub fn to_mm(&self, x: f32, y: f32) -> Point {
        Point::new(self.origin.x + x / self.px_per_mm, self.origin.y + y / self.px_per_mm)
    }

    /// The part of the page in a window of pixels, mm.
    fn window_mm(&self, surface: &Surface) -> Rect {
        let a = self.to_mm(surface.left as f32, surface.top as f32);
        let b = self.to_mm((surface.left + surface.width as i32) as f32, (surface.top + surface.height as i32) as f32);
        Rect::new(a.x, a.y, b.x, b.y)
    }
}

/// A full page or a part of it as opaque RGBA.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// px.
    pub width: u32,
    /// px.
    pub height: u32,
    /// RGBA, row by row; every alpha is 255.
    pub pixels: Vec<u8>,
}

/// A page made ready to be painted: every mark with the box its paint lies in.
pub struct Scenery<'p> {
    page: &'p Page,
    marks: Vec<(Rect, &'p Arc<Mark>)>,
    rubbed: bool,
}

impl Scenery<'_> {
    /// Whether anything is rubbed out anywhere, so that pictures without ink are needed too.
    pub fn is_rubbed(&self) -> bool {
        self.rubbed
    }
}

/// Paints pages of one theme.
pub struct Painter {
    artwork: Arc<Artwork>,
    theme: Arc<Theme>,
    typesetter: Arc<Typesetter>,
    sprites: Sprites,
}

impl Painter {
    /// A painter for one theme.
    pub fn new(artwork: Arc<Artwork>, typesetter: Arc<Typesetter>, theme: Arc<Theme>) -> Self {
        Self { artwork, theme, typesetter, sprites: Sprites::default() }
    }

    /// The theme it paints.
    pub fn theme(&self) -> &Arc<Theme> {
        &self.theme
    }

    /// What lays words out.
    pub fn typesetter(&self) -> &Typesetter {
        &self.typesetter
    }

    /// Makes a page ready.
    pub fn prepare<'p>(&self, page: &'p Page) -> Scenery<'p> {
        let marks: Vec<_> =
            page.marks.iter().filter(|mark| mark.state != ItemState::PutAway).map(|mark| (self.bounds(mark), mark)).collect();
        let rubbed = marks.iter().any(|(_, mark)| matches!(mark.kind, MarkKind::Rub(_)));
        Scenery { page, marks, rubbed }
    }

    /// The box that holds all the paint of a mark, mm.
    pub fn bounds(&self, mark: &Mark) -> Rect {
        let ink = |samples: &[Sample], width_mm: f32, nib: Nib| {
            ink_bounds(samples, width_mm * (1.0 + nib.pressure * 0.5)).map_or(Rect::PAGE, |r| r.grown(nib.softness_mm + 0.1))
        };
        match &mark.kind {
            MarkKind::Stroke(stroke) => ink(&stroke.samples, stroke.width_mm, ink::nib(stroke.brush)),
            MarkKind::Rub(rub) => ink(&rub.samples, rub.width_mm, ink::RUBBER),
            // A label's shadow falls a little beside it.
            MarkKind::Placed(thing, pose) => self.thing_bounds(thing, *pose).1.grown(1.3),
        }
    }

    /// The box of a thing before it is turned, and the box that holds it turned, mm. This is also where a finger finds it.
    pub fn thing_bounds(&self, thing: &Thing, pose: Pose) -> (Rect, Rect) {
        let height = pose.width_mm * self.aspect(thing);
        let straight = Rect::around(pose.at, pose.width_mm, height);
        // Words that would hang over the edge of their part or the page are nudged in: none of them may be cut off.
        let straight = if let Thing::Words(_) | Thing::Recording(_) = thing {
            let part = HouseKind::ALL.map(|kind| self.theme.part(kind).area()).into_iter().find(|area| area.contains(pose.at));
            let turned = straight.turned(pose.turn_deg);
            let inside = turned.nudged_into(part.unwrap_or(Rect::PAGE)).nudged_into(Rect::PAGE);
            Rect::around(inside.centre(), pose.width_mm, height)
        } else {
            straight
        };
        (straight, straight.turned(pose.turn_deg))
    }

    /// Height of a thing as a share of its width.
    fn aspect(&self, thing: &Thing) -> f32 {
        match thing {
            Thing::Sticker(name) => self.artwork.sticker(name).map_or(1.0, |tree| tree.size().height() / tree.size().width()),
            Thing::Words(words) => self.sprites.label(&self.typesetter, &words.text).aspect(),
            Thing::Recording(_) => Recording::ASPECT,
        }
    }

    /// The scene of a view in the colours the child gave it, without any mark, as opaque RGBA.
    pub fn scene(&self, view: &View, paints: &Paints) -> Result<Picture, ArtworkError> {
        let tree = self.artwork.painted_scene(&self.theme, paints)?;
        let mut pixmap = sprite::pixmap(view.width, view.height);
        pixmap.fill(tiny_skia::Color::from_rgba8(0xFB, 0xF6, 0xEC, 255));
        let scale = view.px_per_mm * crate::session::PAGE_WIDTH_MM / tree.size().width();
        let place =
            Transform::from_translate(-view.origin.x * view.px_per_mm, -view.origin.y * view.px_per_mm).pre_scale(scale, scale);
        resvg::render(&tree, place, &mut pixmap.as_mut());
        Ok(Picture { width: view.width, height: view.height, pixels: pixmap.take() })
    }

    /// Paints a whole view over its empty scene, across cores.
    pub fn paint(&self, view: &View, page: &Page, scene: &Picture) -> Result<Picture, ArtworkError> {
        let mut pixels = Vec::with_capacity(scene.pixels.len());
        self.paint_bands(view, page, Ground::Scene(scene), |_| {}, |rows| pixels.extend_from_slice(rows))?;
        Ok(Picture { width: view.width, height: view.height, pixels })
    }

    /// Paints all of a page that lies in a window. The window must hold the scene already.
    pub fn paint_window(&self, view: &View, scenery: &Scenery, surface: &mut Surface) -> Result<(), ArtworkError> {
        let window = view.window_mm(surface);
        for kind in HouseKind::ALL {
            if let Some(name) = &scenery.page.houses[kind.index()].child_name {
                let plate = self.theme.part(kind).name_plate();
                if plate.grown(1.0).intersects(window) {
                    self.stamp(surface, &self.sprites.plate(&self.typesetter, name, plate, view.px_per_mm), view, plate.centre());
                }
            }
        }
        let mut coverage = Coverage::new(surface.left, surface.top, surface.width, surface.height);
        for (_, mark) in scenery.marks.iter().filter(|(bounds, _)| bounds.intersects(window)) {
            self.lay_mark(view, mark, surface, &mut coverage)?;
        }
        for kind in HouseKind::ALL {
            let area = self.theme.part(kind).area();
            if scenery.page.houses[kind.index()].closed && area.intersects(window) {
                let shutters = self.sprites.stretched(&self.artwork, &self.theme.shutters(kind), area, 0.0, view.px_per_mm)?;
                self.stamp(surface, &shutters, view, area.centre());
            }
        }
        Ok(())
    }

    /// Lays one more mark over a window that holds all earlier ones.
    pub fn add_mark(&self, view: &View, mark: &Mark, surface: &mut Surface) -> Result<(), ArtworkError> {
        let mut coverage = Coverage::new(surface.left, surface.top, surface.width, surface.height);
        self.lay_mark(view, mark, surface, &mut coverage)
    }

    fn lay_mark(&self, view: &View, mark: &Mark, surface: &mut Surface, coverage: &mut Coverage) -> Result<(), ArtworkError> {
        match (mark.state, &mark.kind) {
            (ItemState::PutAway, _) => {}
            (ItemState::Covered, kind) => {
                let (area, turn) = match kind {
                    MarkKind::Placed(thing, pose) => (self.thing_bounds(thing, *pose).0, pose.turn_deg),
                    _ => (self.bounds(mark), 0.0),
                };
                let cover = self.sprites.stretched(&self.artwork, self.theme.cover(), area, turn, view.px_per_mm)?;
                self.stamp(surface, &cover, view, area.centre());
            }
            (ItemState::Shown, MarkKind::Stroke(stroke)) => {
                let nib = ink::nib(stroke.brush);
                cover(coverage, view, &ink::segments(&stroke.samples, stroke.width_mm, nib), nib);
                surface.lay(coverage, ink_of(view, &stroke.colour, nib));
                coverage.clear();
            }
            (ItemState::Shown, MarkKind::Rub(rub)) => {
                cover(coverage, view, &ink::segments(&rub.samples, rub.width_mm, ink::RUBBER), ink::RUBBER);
                surface.rub(coverage);
                coverage.clear();
            }
            (ItemState::Shown, MarkKind::Placed(thing, pose)) => {
                let area = self.thing_bounds(thing, *pose).0;
                let sprite = self.sprites.thing(&self.artwork, &self.typesetter, thing, area, pose.turn_deg, view.px_per_mm)?;
                self.stamp(surface, &sprite, view, area.centre());
            }
        }
        Ok(())
    }

    /// A thing by itself, as premultiplied RGBA about its middle: what is held while a finger drags it.
    pub fn lifted(&self, thing: &Thing, pose: Pose, px_per_mm: f32) -> Result<Arc<Pixmap>, ArtworkError> {
        let area = self.thing_bounds(thing, pose).0;
        self.sprites.thing(&self.artwork, &self.typesetter, thing, area, pose.turn_deg, px_per_mm)
    }

    fn stamp(&self, surface: &mut Surface, sprite: &Pixmap, view: &View, centre: Point) {
        let (x, y) = view.to_px(centre);
        let left = (x - sprite.width() as f32 / 2.0).round() as i32;
        let top = (y - sprite.height() as f32 / 2.0).round() as i32;
        surface.stamp(sprite, left, top);
    }
}

/// Adds segments (mm) to the coverage of a window.
pub fn cover(coverage: &mut Coverage, view: &View, segments: &[(Node, Node)], nib: Nib) {
    let knot = |node: &Node| Knot {
        at: view.to_px(node.at),
        radius: node.radius * view.px_per_mm,
        heading: (node.heading.x, node.heading.y),
    };
    let soft = nib.softness_mm * view.px_per_mm;
    ink::at_full_width(
        #[inline(always)]
        || {
            for (a, b) in segments {
                coverage.add(&knot(a), &knot(b), soft);
            }
        },
    );
}

/// How ink of a colour and nib looks in a view.
pub fn ink_of(view: &View, colour: &str, nib: Nib) -> Ink {
    let rgb = artwork::rgb(colour).unwrap_or([0x2E, 0x2A, 0x3B]);
    Ink { rgb, opacity: nib.opacity, grain: nib.grain.then_some((1.0 / view.px_per_mm, view.origin.x, view.origin.y)) }
}

#[cfg(test)]
mod tests;
