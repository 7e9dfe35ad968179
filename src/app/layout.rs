//! Where things are on the glass. Sizes are physical: 20 mm for a child's finger, 8 mm apart, nothing live in the lowest
//! 15 mm where wrists rest (domain.md, section 4). Where there is not room for that, discs first move closer; on a small window they
//! shrink together rather than fall off.
//! Must not know: what the discs do.

use super::{canvas::CanvasSystems, desk::Desk, keeping::Keeping, sitting::Studio};
use crate::{
    session::{Point, Rect as Mm},
    settings::Side,
};
use bevy::{prelude::*, window::PrimaryWindow};

/// A child's target, mm.
const DISC_MM: f32 = 20.0;
/// Free space between targets where there is room, mm.
const GAP_MM: f32 = 8.0;
/// Free space between targets where there is not room for more: targets stay large and move closer, as far as this, mm.
const LEAST_GAP_MM: f32 = 4.4;
/// Where wrists rest, mm from the bottom edge.
const WRIST_MM: f32 = 15.0;
/// Free space along the other edges, mm.
const EDGE_MM: f32 = 4.0;
/// Discs on the tray; with the microphone there is one more.
pub const TRAY_DISCS: usize = 7;
/// Discs on the shelf, at most.
pub const SHELF_DISCS: usize = 5;
/// Discs down the far side, at most.
const SIDE_DISCS: usize = 4;
/// A worker's target, mm.
pub const WORKER_MM: f32 = 12.0;
/// Free space between a worker's targets, mm.
const WORKER_GAP_MM: f32 = 2.5;
/// Discs on the worker's strip.
pub const STRIP_DISCS: usize = 7;

/// How the screen's pixels relate to the world.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub struct Glass {
    /// Logical px to the mm.
    pub px_per_mm: f32,
    /// Where the tray is.
    pub tray: Side,
}

impl Default for Glass {
    /// A tablet's logical pixel is about 1/150 inch.
    fn default() -> Self {
        Self::of(5.9)
    }
}

impl Glass {
    /// A screen with so many logical px to the mm, the tray on the left.
    pub fn of(px_per_mm: f32) -> Self {
        Self { px_per_mm, tray: Side::Left }
    }
}

/// Where everything is, in logical px.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Layout {
    /// The window.
    pub window: Vec2,
    /// Whether the tray lies at the bottom.
    pub portrait: bool,
    /// Where the tray lies when it does not.
    pub side: Side,
    /// A disc's diameter.
    pub disc: f32,
    /// Letter size of the words under discs.
    pub letters: f32,
    /// The shelf the tray's discs lie on.
    pub tray: Rect,
    /// Where the page may be.
    pub room: Rect,
    /// Centres of the tray's discs.
    pub tray_discs: Vec<Vec2>,
    /// Centres of the shelf's discs: along the top, or down the far side where that leaves the page larger.
    pub shelf_discs: Vec<Vec2>,
    /// A shelf disc's diameter.
    pub shelf_disc: f32,
    /// Where a child who has had enough finds the way out: the place after the tray's discs.
    pub rest_disc: Vec2,
    /// The strip that only the worker needs, along the edge that is farthest from the tray.
    pub strip: Rect,
    /// Centres of the strip's discs.
    pub strip_discs: Vec<Vec2>,
    /// A worker's disc's diameter.
    pub worker_disc: f32,
    /// Nothing live lies below this: wrists rest there.
    pub lowest: f32,
    /// px to the mm of glass.
    pub px_per_mm: f32,
}

impl Layout {
    /// Lays a window out that shows a frame of the page. For the right hand's tray all that is beside the page changes sides.
    pub fn of(window: Vec2, glass: Glass, frame: Mm) -> Self {
        Self::with(window, glass, frame, TRAY_DISCS)
    }

    /// The same, with so many discs on the tray.
    pub fn with(window: Vec2, glass: Glass, frame: Mm, discs: usize) -> Self {
        let layout = Self::with_tray_left(window, glass, frame, discs);
        if glass.tray == Side::Right && !layout.portrait { layout.mirrored() } else { layout }
    }

    fn mirrored(mut self) -> Self {
        let window = self.window;
        let point = |at: &mut Vec2| at.x = window.x - at.x;
        let rect = |rect: &mut Rect| *rect = Rect::new(window.x - rect.max.x, rect.min.y, window.x - rect.min.x, rect.max.y);
        [&mut self.tray, &mut self.room, &mut self.strip].into_iter().for_each(rect);
        for places in [&mut self.tray_discs, &mut self.strip_discs, &mut self.shelf_discs] {
            places.iter_mut().for_each(point);
        }
        point(&mut self.rest_disc);
        // Pairs of discs and signs are read from the left, wherever they stand.
        self.tray_discs.chunks_exact_mut(2).for_each(|pair| pair.reverse());
        if self.shelf_discs.len() == SHELF_DISCS {
            self.shelf_discs.reverse();
        }
        Self { side: Side::Right, ..self }
    }

    fn with_tray_left(window: Vec2, glass: Glass, frame: Mm, discs: usize) -> Self {
        let top = Self::with_shelf(window, glass, discs, true);
        // The street has a disc more than the side has room for.
        if top.portrait || frame == Mm::PAGE {
            return top;
        }
        let side = Self::with_shelf(window, glass, discs, false);
        if side.page(frame).width() > top.page(frame).width() { side } else { top }
    }

    fn with_shelf(window: Vec2, glass: Glass, discs: usize, along_top: bool) -> Self {
        let mm = glass.px_per_mm;
        let portrait = window.y > window.x;
        let edge = (EDGE_MM * mm).min(window.min_element() * 0.03);
        let wrist = (WRIST_MM * mm).min(window.y * 0.11);
        let free = window - Vec2::new(2.0 * edge, 2.0 * edge + wrist);
        // Two lines of discs, as large as they can be.
        let along = if portrait { free.x } else { free.y + edge };
        let lines = 2.0;
        // The way out has the place after the tray's own.
        let each = ((discs + 1) as f32 / lines).ceil();
        let gap_mm = ((along / mm - each * DISC_MM) / (each - 1.0)).clamp(LEAST_GAP_MM, GAP_MM);
        let whole = each * DISC_MM + (each - 1.0) * gap_mm;
        let scale = (along / (whole * mm)).min(1.0);
        let (disc, gap, between_lines) = (DISC_MM * mm * scale, gap_mm * mm * scale, GAP_MM * mm * scale);
        let across = lines * disc + (lines - 1.0) * between_lines;
        let letters = (2.9 * mm * scale).clamp(9.0, 40.0);
        let tray = if portrait {
            Rect::new(0.0, window.y - wrist - across - edge - letters, window.x, window.y)
        } else {
            Rect::new(0.0, 0.0, across + 2.0 * edge, window.y)
        };
        let start = if portrait {
            Vec2::new((window.x - each * (disc + gap) + gap) / 2.0 + disc / 2.0, tray.min.y + edge + disc / 2.0)
        } else {
            Vec2::splat(edge + disc / 2.0)
        };
        let slot = |i: usize| {
            let (line, place) = if portrait { (i / each as usize, i % each as usize) } else { (i % 2, i / 2) };
            let step = Vec2::new(line as f32 * (disc + between_lines), place as f32 * (disc + gap));
            start + if portrait { step.yx() } else { step }
        };
        // The worker's discs in one line: down the far edge, or between the page and the tray.
        let lane = if portrait { free.x } else { free.y };
        let worker_whole = STRIP_DISCS as f32 * WORKER_MM + (STRIP_DISCS - 1) as f32 * WORKER_GAP_MM;
        let worker_scale = mm * (lane / (worker_whole * mm)).min(1.0);
        let (worker_disc, worker_gap) = (WORKER_MM * worker_scale, WORKER_GAP_MM * worker_scale);
        let thick = worker_disc + edge;
        let strip = if portrait {
            Rect::new(0.0, tray.min.y - edge - thick, window.x, tray.min.y - edge)
        } else {
            Rect::new(window.x - thick, 0.0, window.x, window.y)
        };
        let strip_discs = (0..STRIP_DISCS)
            .map(|i| {
                let along = i as f32 * (worker_disc + worker_gap);
                if portrait {
                    let whole = STRIP_DISCS as f32 * (worker_disc + worker_gap) - worker_gap;
                    Vec2::new((window.x - whole + worker_disc) / 2.0 + along, strip.center().y)
                } else {
                    Vec2::new(strip.center().x, edge + worker_disc / 2.0 + along)
                }
            })
            .collect();
        let left = if portrait { edge } else { tray.max.x + edge };
        let far = if portrait { window.x } else { strip.min.x };
        let bottom = if portrait { strip.min.y - edge } else { window.y - wrist };
        let (shelf_disc, shelf_discs, room) = if along_top {
            let width = far - left - edge;
            let size = disc.min((width - 3.0 * 2.0 * mm * scale) / SHELF_DISCS as f32);
            let step = size + ((width - SHELF_DISCS as f32 * size) / (SHELF_DISCS - 1) as f32).min(gap);
            let middle = (left + far - edge) / 2.0;
            let centre = |i: usize| Vec2::new(middle + (i as f32 - (SHELF_DISCS - 1) as f32 / 2.0) * step, edge + size / 2.0);
            let top = edge + size + letters * 1.5;
            (size, (0..SHELF_DISCS).map(centre).collect(), Rect::new(left, top, far - edge, bottom.max(top + 40.0)))
        } else {
            let right = far - edge - disc * 1.15;
            let centre = |i: usize| Vec2::new(far - edge - disc * 0.575, edge + disc / 2.0 + i as f32 * (disc + gap));
            (disc, (0..SIDE_DISCS).map(centre).collect(), Rect::new(left, edge, right - edge, bottom.max(edge + 40.0)))
        };
        Self {
            window,
            portrait,
            side: Side::Left,
            disc: disc.min(shelf_disc.max(disc * 0.7)),
            letters,
            tray,
            room,
            tray_discs: (0..discs).map(slot).collect(),
            shelf_discs,
            shelf_disc,
            rest_disc: slot(discs),
            strip,
            strip_discs,
            worker_disc,
            lowest: window.y - wrist,
            px_per_mm: mm,
        }
    }

    /// Where a frame of the page is shown, as large as the room holds it. It begins on a whole pixel and is a whole number of them wide,
    /// so that what is painted, what is touched and what a screen reader is told lie in one place.
    pub fn page(&self, frame: Mm) -> Rect {
        let scale = (self.room.width() / frame.width()).min(self.room.height() / frame.height());
        let width = (frame.width() * scale).floor().max(1.0);
        let size = Vec2::new(width, frame.height() * (width / frame.width()));
        let min = (self.room.center() - size / 2.0).round();
        Rect::from_corners(min, min + size)
    }

    /// The place on the page that a logical pixel shows.
    pub fn to_mm(&self, frame: Mm, at: Vec2) -> Point {
        let page = self.page(frame);
        let scale = frame.width() / page.width();
        Point::new(frame.left + (at.x - page.min.x) * scale, frame.top + (at.y - page.min.y) * scale)
    }

    /// The logical pixel that shows a place on the page.
    pub fn to_px(&self, frame: Mm, at: Point) -> Vec2 {
        let page = self.page(frame);
        let scale = page.width() / frame.width();
        page.min + Vec2::new(at.x - frame.left, at.y - frame.top) * scale
    }

    /// What a drawer may cover: all that is free of the tray.
    pub fn drawer(&self) -> Rect {
        let margin = self.px_per_mm;
        let (left, right) = match (self.portrait, self.side) {
            (true, _) => (0.0, self.window.x),
            (false, Side::Left) => (self.tray.max.x, self.strip.min.x),
            (false, Side::Right) => (self.strip.max.x, self.tray.min.x),
        };
        Rect::new(left + margin, margin, right - margin, self.room.max.y)
    }

    /// Centres and diameter of discs on a panel, words below them, and the height they need. Each group begins a new row, unless the
    /// discs would have to be noticeably smaller for it.
    pub fn grid(&self, panel: Rect, groups: &[usize]) -> (Vec<Vec2>, f32, f32) {
        let mm = self.px_per_mm;
        let inner = panel.inflate(-mm);
        let words = self.letters * 1.7;
        let (gap, least) = ((GAP_MM * mm).min(self.disc * 0.4), (LEAST_GAP_MM * mm).min(self.disc * 0.22));
        let rows_of = |groups: &[usize], columns: usize| groups.iter().map(|count| count.div_ceil(columns)).sum::<usize>().max(1);
        // The largest discs; of discs as large, those that are as far apart as they should be.
        let largest = |arranged: &[usize]| {
            let in_columns = |columns: usize| {
                let wide = (inner.width() - (columns - 1) as f32 * least) / columns as f32;
                let tall = inner.height() / rows_of(arranged, columns) as f32 - words;
                let disc = self.disc.min(wide).min(tall).max(12.0);
                (disc, ((inner.width() - columns as f32 * disc) / (columns - 1).max(1) as f32).min(gap), columns)
            };
            let most = arranged.iter().copied().max().unwrap_or(1).max(1);
            (1..=most).map(in_columns).max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))).unwrap_or((12.0, least, 1))
        };
        let flowing: &[usize] = &[groups.iter().sum()];
        let (apart, together) = (largest(groups), largest(flowing));
        let (arranged, (disc, between, columns)) =
            if together.0 > apart.0 * 1.03 { (flowing, together) } else { (groups, apart) };
        let rows = rows_of(arranged, columns);
        let step = Vec2::new(disc + between, disc + (inner.height() / rows as f32 - disc).min(gap).max(words));
        let left = inner.center().x - (columns as f32 * step.x - between) / 2.0;
        let start = Vec2::new(left, inner.min.y + mm) + disc / 2.0;
        let mut centres = Vec::new();
        let mut row = 0;
        for count in arranged {
            centres.extend((0..*count).map(|i| start + Vec2::new((i % columns) as f32, (row + i / columns) as f32) * step));
            row += count.div_ceil(columns);
        }
        (centres, disc, (rows as f32 * step.y + 3.0 * mm).min(panel.height()))
    }
}

/// Where things are is settled here, after touches and before anything is shown.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub struct LayoutSystems;

pub(super) fn plugin(app: &mut App) {
    app.insert_resource(Layout::of(Vec2::new(1280.0, 800.0), Glass::default(), Mm::PAGE));
    app.add_systems(Update, follow_window.in_set(LayoutSystems).after(CanvasSystems::Touch).before(CanvasSystems::Paint));
}

/// Lays out anew when the window changes size or turns, and when another part of the page is looked at.
fn follow_window(
    window: Query<&Window, With<PrimaryWindow>>,
    mut glass: ResMut<Glass>,
    keeping: Res<Keeping>,
    desk: Res<Desk>,
    studio: Res<Studio>,
    mut layout: ResMut<Layout>,
) {
    let side = keeping.settings.tray;
    glass.set_if_neq(Glass { tray: side, ..*glass });
    if let Some(size) = super::window_size(&window) {
        let discs = TRAY_DISCS + usize::from(desk.voice.allowed);
        let next = Layout::with(size.max(Vec2::splat(100.0)), *glass, desk.frame(&studio), discs);
        layout.set_if_neq(next);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_childs_targets_are_twenty_mm_and_eight_apart_on_a_tablet() {
        let layout = Layout::of(Vec2::new(1280.0, 800.0), Glass::default(), Mm::PAGE);
        assert!((layout.disc / 5.9 - 20.0).abs() < 0.1, "{}", layout.disc / 5.9);
        for (i, a) in layout.tray_discs.iter().enumerate() {
            for b in &layout.tray_discs[..i] {
                assert!((a.distance(*b) - layout.disc) / 5.9 > 7.9);
            }
            assert!(a.y + layout.disc / 2.0 <= 800.0 - 15.0 * 5.9 + 1.0);
        }
    }

    const HOUSE: Mm = Mm::new(2.0, 80.0, 102.0, 196.0);

    #[test]
    fn everything_stays_in_the_window_at_any_size() {
        for (w, h) in [(1024, 768), (1280, 800), (2000, 1200), (800, 1280), (640, 360), (360, 640), (320, 320)] {
            for frame in [Mm::PAGE, HOUSE] {
                let layout = Layout::of(Vec2::new(w as f32, h as f32), Glass::default(), frame);
                let window = Rect::new(0.0, 0.0, w as f32, h as f32);
                for disc in
                    layout.tray_discs.iter().chain(&layout.shelf_discs).chain(&layout.strip_discs).chain([&layout.rest_disc])
                {
                    assert!(window.contains(*disc), "{w}x{h}: {disc}");
                }
                assert!(layout.room.width() > 40.0 && layout.room.height() >= 40.0, "{w}x{h}: {:?}", layout.room);
            }
        }
    }

    #[test]
    fn the_microphone_has_room_too() {
        for (w, h) in [(1024, 768), (1280, 800), (2000, 1200), (800, 1280), (640, 360), (320, 320)] {
            let layout = Layout::with(Vec2::new(w as f32, h as f32), Glass::default(), HOUSE, TRAY_DISCS + 1);
            let window = Rect::new(0.0, 0.0, w as f32, h as f32);
            for (i, disc) in layout.tray_discs.iter().chain([&layout.rest_disc]).enumerate() {
                assert!(window.contains(*disc), "{w}x{h}: {disc}");
                assert!(layout.tray_discs[..i.min(8)].iter().all(|other| other.distance(*disc) > layout.disc), "{w}x{h}");
            }
            assert_eq!(layout.tray_discs.len(), TRAY_DISCS + 1);
        }
    }

    #[test]
    fn targets_stay_large_with_the_microphone_and_in_a_full_drawer() {
        for (w, h, px_per_mm) in [(1280, 800, 5.9), (2000, 1200, 8.8), (800, 1280, 5.9)] {
            let layout = Layout::with(Vec2::new(w as f32, h as f32), Glass::of(px_per_mm), HOUSE, TRAY_DISCS + 1);
            let tray = layout.disc / px_per_mm;
            let drawer = layout.grid(layout.drawer(), &[6, 6, 6]).1 / px_per_mm;
            assert!(tray > 19.5 && drawer > 19.5, "{w}x{h}: {tray} mm on the tray, {drawer} mm in a drawer");
        }
    }

    #[test]
    fn a_panel_holds_all_its_discs_apart_from_each_other() {
        for (w, h) in [(1024, 768), (1280, 800), (800, 1280), (640, 360), (320, 320)] {
            let layout = Layout::of(Vec2::new(w as f32, h as f32), Glass::default(), HOUSE);
            for groups in [&[6, 6, 6][..], &[16, 6], &[17], &[1], &[], &[0, 9]] {
                let panel = layout.drawer();
                let (centres, disc, tall) = layout.grid(panel, groups);
                assert_eq!(centres.len(), groups.iter().sum::<usize>());
                assert!(tall <= panel.height());
                for (i, centre) in centres.iter().enumerate() {
                    assert!(panel.inflate(disc * 0.05).contains(*centre), "{w}x{h} {groups:?}: {centre} in {panel:?}");
                    assert!(centres[..i].iter().all(|other| other.distance(*centre) > disc * 0.99), "{w}x{h} {groups:?}");
                }
            }
        }
    }

    #[test]
    fn no_control_lies_over_the_page() {
        let sizes = [(1024, 768), (1280, 800), (2000, 1200), (800, 1280), (740, 360)];
        for (w, h, tray) in [Side::Left, Side::Right].into_iter().flat_map(|side| sizes.map(|(w, h)| (w, h, side))) {
            for frame in [Mm::PAGE, HOUSE] {
                let layout = Layout::of(Vec2::new(w as f32, h as f32), Glass { tray, ..Glass::default() }, frame);
                let page = layout.page(frame);
                for (discs, size) in [
                    (&layout.tray_discs, layout.disc),
                    (&layout.shelf_discs, layout.shelf_disc),
                    (&layout.strip_discs, layout.worker_disc),
                ] {
                    for disc in discs {
                        let overlap = page.intersect(Rect::from_center_size(*disc, Vec2::splat(size)));
                        assert!(overlap.is_empty(), "{w}x{h}: {disc} over {page:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_tray_can_be_on_the_other_side() {
        let glass = Glass::default();
        let window = Vec2::new(1280.0, 800.0);
        let (left, right) =
            (Layout::of(window, glass, Mm::PAGE), Layout::of(window, Glass { tray: Side::Right, ..glass }, Mm::PAGE));
        assert_eq!(right.tray.max.x, 1280.0);
        assert_eq!(right.strip.min.x, 0.0);
        assert!(right.drawer().max.x <= right.tray.min.x && right.drawer().min.x >= right.strip.max.x);
        assert!(right.tray_discs[0].x < right.tray_discs[1].x && right.shelf_discs[0].x < right.shelf_discs[1].x);
        assert_eq!(left.page(Mm::PAGE).size(), right.page(Mm::PAGE).size());
    }

    #[test]
    fn a_house_close_up_uses_the_height_of_the_glass() {
        let layout = Layout::of(Vec2::new(1280.0, 800.0), Glass::default(), HOUSE);
        assert!(layout.page(HOUSE).height() > 0.8 * 800.0, "{:?}", layout.page(HOUSE));
    }
}
