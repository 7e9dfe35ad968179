//! What everybody sees while the child's voice is recorded: a light all round the page, and under it beads that follow how loud it
//! is. In the last moments of the longest recording the light draws in, gently. And a note when there is something to know: a kind
//! picture for the child, one plain sentence for the worker.
//! Must not know: how a recording is made.

use super::form::Sizes;
use crate::{
    app::{
        desk::{Desk, Does},
        look::{self, Disc},
        tray::Bench,
        voice::Hearing,
    },
    voice::Trouble,
};
use bevy::prelude::*;

/// The accessible name of what takes the note away.
pub const NOTED: &str = "All right";
/// The accessible name of the light.
pub const LIGHT: &str = "Your voice is being recorded";
/// Beads of the level.
const BEADS: usize = 31;
/// The light draws in over so long before the longest recording ends, s.
const LAST_S: f32 = 20.0;
/// How fast the level falls after something loud, shares in a frame.
const FALL: f32 = 0.12;

/// A strip of the light, and where it is when it is whole.
#[derive(Component)]
struct Light(Rect);

/// A bead, by how far it is from the middle one, 0 to 1.
#[derive(Component)]
struct Bead(f32);

/// The level as it is shown, and how far the light has drawn in.
#[derive(Resource, Default)]
struct Shown {
    level: f32,
    drawn_in: f32,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Shown>();
    app.add_systems(Update, show_level.after(super::FurnitureSystems));
}

/// Whether a card lies over the page.
pub(super) fn is_covered(desk: &Desk) -> bool {
    desk.card.is_some() || desk.writing.is_some() || desk.pad.is_some()
}

/// Lays the light out round the page, or round the whole glass where a card lies over the page. It takes no touches and lies over nothing of the page.
pub(super) fn lay_light(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    if !bench.desk.voice.recording {
        return;
    }
    let layout = bench.layout;
    let page = layout.page(bench.desk.frame(bench.studio));
    let mm = layout.px_per_mm;
    let thick = (2.4 * mm).min(page.height() * 0.028).max(6.0);
    // Over the leaf's edge, and not over the words that stand above the page.
    let covered = is_covered(bench.desk);
    let glass = Rect::from_corners(Vec2::ZERO, layout.window).inflate(-thick);
    let (inner, words) =
        (if covered { glass } else { page.inflate(1.0) }, layout.shelf_discs.iter().filter(|disc| disc.y < page.min.y));
    let lowest = words.map(|disc| disc.y + layout.shelf_disc / 2.0 + layout.letters * 1.4).fold(0.0, f32::max);
    let highest = if covered { 0.0 } else { lowest.min(page.min.y - 7.0) };
    for (grown, paper) in [(thick + 0.7 * mm, look::CORAL.with_alpha(0.3)), (thick, look::CORAL)] {
        let mut outer = inner.inflate(grown);
        outer.min.y = outer.min.y.max(highest);
        for strip in [
            Rect::new(outer.min.x, outer.min.y, outer.max.x, inner.min.y),
            Rect::new(outer.min.x, inner.max.y, outer.max.x, outer.max.y),
            Rect::new(outer.min.x, inner.min.y, inner.min.x, inner.max.y),
            Rect::new(inner.max.x, inner.min.y, outer.max.x, inner.max.y),
        ] {
            let node = Node { border_radius: BorderRadius::all(px(thick * 0.5)), ..look::boxed(strip) };
            parent.spawn((Light(strip), node, BackgroundColor(paper), Pickable::IGNORE));
        }
    }
    lay_beads(parent, bench, inner.inflate(thick + 1.2 * mm));
}

/// The level: beads of paper on a string below the page, lit from the middle.
fn lay_beads(parent: &mut ChildSpawnerCommands, bench: &mut Bench, outer: Rect) {
    let layout = bench.layout;
    let mm = layout.px_per_mm;
    let size = (2.6 * mm).min(outer.width() / BEADS as f32 * 0.6);
    let step = (size * 1.55).min(outer.width() / BEADS as f32);
    // Above whatever lies below the page.
    let end = if layout.portrait { layout.strip.min.y - size * 0.5 } else { layout.window.y };
    let y = (outer.max.y + size * 0.9).min(end - size * 1.2);
    let icon = size * 2.4;
    let left = outer.center().x - (step * BEADS as f32 - icon * 1.4 + size) / 2.0;
    let board = Rect::new(left - icon * 1.4, y - size * 1.2, left + step * BEADS as f32 + size, y + size * 1.2);
    let node = Node { border_radius: BorderRadius::all(px(size)), ..look::boxed(board) };
    parent.spawn((node, BackgroundColor(look::PAPER), AccessibleLabel(LIGHT.into()), Pickable::IGNORE));
    if let Some(picture) = bench.icon("icons/microphone.svg", icon, None) {
        let at = Rect::from_center_size(Vec2::new(left - icon * 0.7, y), Vec2::splat(icon));
        parent.spawn((look::boxed(at), ImageNode::new(picture), Pickable::IGNORE));
    }
    for i in 0..BEADS {
        let middle = (BEADS - 1) as f32 / 2.0;
        let bead = Rect::from_center_size(Vec2::new(left + step * (i as f32 + 0.5), y), Vec2::splat(size));
        let node = Node { border_radius: BorderRadius::MAX, ..look::boxed(bead) };
        parent.spawn((Bead((i as f32 - middle).abs() / middle), node, BackgroundColor(look::SHELF_EDGE), Pickable::IGNORE));
    }
}

/// Brings the beads and the light up to date. Only colours change, until the light draws in.
fn show_level(
    hearing: Res<Hearing>,
    mut shown: ResMut<Shown>,
    mut beads: Query<(&Bead, &mut BackgroundColor)>,
    mut lights: Query<(&Light, &mut Node)>,
) {
    if beads.is_empty() {
        return;
    }
    let shown = shown.bypass_change_detection();
    shown.level = hearing.level().max(shown.level - FALL);
    for (Bead(far), mut paper) in &mut beads {
        let lit = if *far <= shown.level && shown.level > 0.02 { look::CORAL } else { look::SHELF_EDGE };
        paper.set_if_neq(BackgroundColor(lit));
    }
    let drawn_in = (1.0 - hearing.left_s() / LAST_S).clamp(0.0, 1.0);
    if drawn_in > 0.0 || shown.drawn_in > 0.0 {
        shown.drawn_in = drawn_in;
        for (Light(whole), mut node) in &mut lights {
            let left = Rect::from_center_size(whole.center(), whole.size() * along(whole, 1.0 - drawn_in));
            *node = Node { border_radius: node.border_radius, ..look::boxed(left) };
        }
    }
}

/// A strip draws in along its length and keeps its breadth.
fn along(strip: &Rect, share: f32) -> Vec2 {
    if strip.width() > strip.height() { Vec2::new(share, 1.0) } else { Vec2::new(1.0, share) }
}

/// Lays out what there is to know, at the top of the page.
pub(super) fn lay_note(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let Some(trouble) = bench.desk.voice.trouble.clone() else { return };
    let layout = bench.layout;
    let page = layout.page(bench.desk.frame(bench.studio));
    let sizes = Sizes::of(layout, 8);
    let size = layout.disc.min(page.height() * 0.22);
    let margin = sizes.letters * 0.8;
    let wide = (size * 6.5).min(layout.window.x - 2.0 * margin);
    let middle = page.center().x.clamp(wide / 2.0 + margin, (layout.window.x - wide / 2.0 - margin).max(wide / 2.0 + margin));
    let tall = size + 2.0 * margin + layout.letters * 1.4;
    let card = Rect::new(middle - wide / 2.0, page.min.y + margin, middle + wide / 2.0, page.min.y + margin + tall);
    look::card(parent, card);
    let picture = match trouble {
        Trouble::Full | Trouble::Several(_) => "microphone",
        Trouble::TooLoud => "microphone-loud",
        _ => "microphone-resting",
    };
    let icon = size * 1.15;
    let at = Rect::from_center_size(Vec2::new(card.min.x + margin + icon / 2.0, card.center().y), Vec2::splat(icon));
    if let Some(picture) = bench.icon(&format!("icons/{picture}.svg"), icon, None) {
        parent.spawn((look::boxed(at), ImageNode::new(picture), Pickable::IGNORE));
    }
    let right = card.max.x - margin - size;
    let words = Rect::new(at.max.x + margin, card.min.y + margin, right - margin, card.max.y - margin);
    let node = Node { align_items: AlignItems::Center, ..look::boxed(words) };
    parent.spawn((node, Pickable::IGNORE, children![look::text(bench.look, &trouble.to_string(), sizes.letters * 1.15)]));
    let disc = Disc { ..bench.tool(NOTED, "done", size, false) };
    let centre = Vec2::new(right + size / 2.0, card.min.y + margin + size / 2.0);
    look::disc(parent, bench.look, layout, centre, size, disc, Does::Noted);
}
