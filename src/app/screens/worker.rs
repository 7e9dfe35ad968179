//! What the worker's screens behind the PIN share: the way from one to the other, and back to the child.
//! Must not know: what is on them.

use super::form::{self, Chip, Sizes};
use crate::app::{
    desk::{Does, Screen},
    keeping::Keep,
    tray::Bench,
};
use bevy::prelude::*;

/// The screens and what they are called.
pub const TABS: [(Screen, &str); 5] = [
    (Screen::Prepare, "Preparation"),
    (Screen::Review, "Review"),
    (Screen::Notes, "Notes"),
    (Screen::Sharing, "Sharing"),
    (Screen::HandOver, "Case file"),
];

/// A sheet with the ways to the other screens at its head. Gives what is free.
pub(super) fn sheet(parent: &mut ChildSpawnerCommands, bench: &mut Bench, here: Screen) -> Rect {
    let free = form::sheet(parent, bench);
    let sizes = Sizes::of(bench.layout, 7);
    let tabs =
        TABS.map(|(screen, name)| Chip { name: name.into(), word: name.into(), chosen: screen == here, does: Does::Go(screen) });
    form::column(parent, free, 0.0, |column| form::chips(column, bench, sizes, "", tabs.into()));
    Rect { min: Vec2::new(free.min.x, free.min.y + sizes.target + sizes.gap * 2.0), ..free }
}

/// The ways out, at the foot.
pub(super) fn foot(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    foot_with(parent, bench, Vec::new());
}

/// The ways out, and others beside them.
pub(super) fn foot_with(parent: &mut ChildSpawnerCommands, bench: &mut Bench, others: Vec<(&str, &str, Does)>) {
    let back = if bench.sitting.0.ending.is_some() { "Back to the child" } else { "Back to the page" };
    let mut discs = vec![(back, "street", Does::ToPage)];
    discs.extend(others);
    discs.push(("All sessions", "sessions", Does::Keep(Keep::List)));
    discs.push(("Hide", "curtain", Does::Hide));
    form::foot(parent, bench, discs);
}
