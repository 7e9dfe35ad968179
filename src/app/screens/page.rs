//! The page: the street with its three houses, or one house close up. Along the top stand the signs; beside it the tray and
//! the worker's strip; and round the thing that was touched last, its handles.

use crate::{
    app::{
        canvas::fingers::TakesDrags,
        desk::{Carried, Desk, Does, Listen, Writing},
        keyboard::{THE_PAGE, ThePage},
        layout::Layout,
        look::{self, Disc},
        sitting::Studio,
        tray::{Bench, lay_strip, lay_tray},
    },
    artwork::text_in,
    session::{HouseKind, ItemState, MarkId, Page, Pose, Rect as Mm},
};
use bevy::{input_focus::tab_navigation::TabIndex, prelude::*};

use super::super::canvas::Handle;

/// The accessible names of the handles.
pub const RESIZE: &str = "Bigger or smaller";
/// See [`RESIZE`].
pub const TURN: &str = "Turn round";
/// See [`RESIZE`].
pub const COVER: &str = "Cover or uncover";

/// The accessible name of what plays a recording, and stops it.
pub const LISTEN: &str = "Listen";
/// See [`LISTEN`].
pub const SLOWLY: &str = "Listen slowly";
/// See [`LISTEN`].
pub const WRITE_DOWN: &str = "Write down what was said";

/// What controls need to know of the page: house fronts and the chosen thing.
pub(super) fn seen(page: &Page, chosen: Option<MarkId>) -> Page {
    let mark = chosen.and_then(|id| page.find(id)).map(|(_, mark)| mark.clone());
    Page { marks: mark.into_iter().collect(), ..page.clone() }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, held: bool, unsaved: bool) {
    // The page itself is a place that a keyboard can go to; touches go through to what lies there.
    let sheet = bench.layout.page(bench.desk.frame(bench.studio));
    parent.spawn((ThePage, AccessibleLabel(THE_PAGE.into()), TabIndex(0), look::boxed(sheet), Pickable::IGNORE));
    lay_tray(parent, bench);
    lay_strip(parent, bench, unsaved);
    lay_signs(parent, bench);
    if bench.desk.drawer.is_none() && !held {
        lay_handles(parent, bench);
    }
}

fn lay_signs(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let (layout, desk) = (bench.layout, bench.desk);
    let size = layout.shelf_disc;
    let mut discs: Vec<(Disc, Does)> = Vec::new();
    match desk.inside {
        None => discs.extend(HouseKind::ALL.map(|kind| (sign(bench, kind, size), Does::TouchSign(kind)))),
        Some(kind) => {
            discs.push((bench.tool("Back to the street", "street", size, false), Does::Leave));
            discs.push((sign(bench, kind, size), Does::TouchSign(kind)));
        }
    }
    let shutters = desk.carried == Some(Carried::Shutters);
    discs.push((bench.tool("Shutters", "shutters", size, shutters), Does::Carry(Carried::Shutters)));
    discs.push((bench.tool("Hide", "curtain", size, false), Does::Hide));
    for ((disc, does), centre) in discs.into_iter().zip(&layout.shelf_discs) {
        look::disc(parent, bench.look, layout, *centre, size, disc, does);
    }
}

/// A house's sign: its own picture, and the child's name for it if it has one.
fn sign(bench: &mut Bench, kind: HouseKind, size: f32) -> Disc {
    let theme = bench.studio.painter.theme().clone();
    let label = text_in(&theme.part(kind).label, &bench.sitting.0.child.language).to_owned();
    let named = bench.sitting.0.page().houses[kind.index()].child_name.clone();
    let short = look::short(named.as_deref().unwrap_or(&label));
    Disc {
        name: label,
        word: short,
        picture: bench.icon(&theme.sign(kind), size, None),
        paper: None,
        colour: None,
        fill: 1.0,
        chosen: bench.desk.inside == Some(kind),
    }
}

/// Where the handles of a thing stand, in logical px: resize, turn, cover.
pub fn handle_places(layout: &Layout, desk: &Desk, studio: &Studio, turned: Mm, pose: Pose) -> [Vec2; 3] {
    let frame = desk.frame(studio);
    let (a, b) = (
        layout.to_px(frame, crate::session::Point::new(turned.left, turned.top)),
        layout.to_px(frame, crate::session::Point::new(turned.right, turned.bottom)),
    );
    let centre = layout.to_px(frame, pose.at);
    let away = layout.disc / 2.0 + 1.5 * layout.px_per_mm;
    let window = Rect::new(0.0, 0.0, layout.window.x, layout.window.y).inflate(-layout.disc / 2.0);
    let inside = |at: Vec2| at.clamp(window.min, window.max);
    // Beside the thing, far enough apart from each other even where the thing is small or near an edge.
    let right = inside(Vec2::new(b.x + away, centre.y));
    let top = inside(Vec2::new(centre.x, a.y - away));
    let left = inside(Vec2::new(a.x - away, centre.y));
    let apart = layout.disc * 1.05;
    let left = if left.distance(right) < apart { right - Vec2::new(apart, 0.0) } else { left };
    let top =
        if top.distance(right) < apart || top.distance(left) < apart { inside(Vec2::new(centre.x, b.y + away)) } else { top };
    [right, top, left]
}

fn lay_handles(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let (layout, desk) = (bench.layout, bench.desk);
    let Some((_, mark)) = desk.chosen.and_then(|id| bench.sitting.0.page().find(id)) else { return };
    let crate::session::MarkKind::Placed(thing, pose) = &mark.kind else { return };
    if mark.state == ItemState::PutAway {
        return;
    }
    let (straight, turned) = bench.studio.painter.thing_bounds(thing, *pose);
    let pose = Pose { at: straight.centre(), ..*pose };
    let [resize, turn, cover] = handle_places(layout, desk, bench.studio, turned, pose);
    let size = layout.disc;
    let mut handle = |name: &str, icon: &str| Disc { word: String::new(), ..bench.tool(name, icon, size, false) };
    let (r, t, c) = (handle(RESIZE, "handle-resize"), handle(TURN, "handle-turn"), handle(COVER, "handle-cover"));
    look::disc(parent, bench.look, layout, resize, size, r, (TakesDrags, Handle::Resize));
    look::disc(parent, bench.look, layout, turn, size, t, (TakesDrags, Handle::Turn));
    look::disc(parent, bench.look, layout, cover, size, c, Does::Cover);
    if mark.spoken_ms().is_some() && mark.state == ItemState::Shown && desk.writing.is_none() && desk.card.is_none() {
        let id = mark.id;
        let lowest = layout.to_px(desk.frame(bench.studio), crate::session::Point::new(turned.right, turned.bottom)).y;
        lay_listening(parent, bench, id, Vec2::new(cover.x.midpoint(resize.x), lowest.max(turn.y + size / 2.0)), turn.y);
    }
}

/// For the worker, below a recording or else above it: listening, listening slowly, and writing its words down.
fn lay_listening(parent: &mut ChildSpawnerCommands, bench: &mut Bench, id: MarkId, below: Vec2, top: f32) {
    let layout = bench.layout;
    let (size, gap) = (layout.worker_disc, 3.0 * layout.px_per_mm);
    let down = below.y + size / 2.0 + gap;
    let up = top - layout.disc / 2.0 - size / 2.0 - gap;
    let y = if down + size / 2.0 > layout.lowest && up > size / 2.0 { up } else { down.min(layout.lowest - size / 2.0) };
    let hears = bench.desk.voice.hears;
    let discs = [
        (LISTEN, "listen", hears == Some((id, false)), Does::Listen(Listen { id, slow: false })),
        (SLOWLY, "listen-slowly", hears == Some((id, true)), Does::Listen(Listen { id, slow: true })),
        (WRITE_DOWN, "said", false, Does::Write(Writing::About(id))),
    ];
    let half = (size + gap) * 1.0 + size / 2.0;
    let middle = below.x.clamp(half, (layout.window.x - half).max(half));
    for (i, (name, icon, chosen, does)) in discs.into_iter().enumerate() {
        let disc = Disc { word: String::new(), ..bench.tool(name, icon, size, chosen) };
        let centre = Vec2::new(middle + (i as f32 - 1.0) * (size + gap), y);
        look::disc(parent, bench.look, layout, centre, size, disc, does);
    }
}
