//! The worker's strip: what the record needs, under one thumb, beside the page and never over it.
//! Must not know: what its cards ask.

use super::{Bench, HANDS};
use crate::{
    app::{
        desk::{Card, Carried, Does, Drawer, Pad, Screen},
        look::{self, Disc},
    },
    session::{ItemState, ReadBack},
};
use bevy::prelude::*;

/// The accessible names of the strip's discs.
pub const ASKED: &str = "What was asked";
/// See [`ASKED`].
pub const THEIR_WORDS: &str = "Their words";
/// See [`ASKED`].
pub const READ_BACK: &str = "Read back";
/// See [`ASKED`].
pub const PEOPLE: &str = "Who is here";
/// See [`ASKED`].
pub const STEPS: &str = "The steps";

/// Lays the strip out. `unsaved` tells that something could not be saved yet.
pub fn lay_strip(parent: &mut ChildSpawnerCommands, bench: &mut Bench, unsaved: bool) {
    let layout = bench.layout;
    // Calmer than the tray: the paper of the leaf under the page.
    parent.spawn((look::boxed(layout.strip), BackgroundColor(look::LEAF), Name::new("Strip")));
    let session = &bench.sitting.0;
    let (asked, held) = (session.asked().is_some(), session.hand());
    let reading = Card::ReadBack(first_to_read(bench));
    let said = bench.desk.carried == Some(Carried::Said);
    let hand = HANDS.iter().find(|(hand, ..)| *hand == held).map_or("hand-other", |(_, _, icon)| *icon);
    let discs = [
        (ASKED, "question", asked, Does::Open(Some(Card::Question))),
        ("Who holds the pen", hand, false, Does::Slide(Drawer::Hands)),
        (THEIR_WORDS, "said", said, Does::Carry(Carried::Said)),
        (READ_BACK, "read-back", false, Does::Open(Some(reading))),
        (PEOPLE, "people", false, Does::Go(Screen::People)),
        (STEPS, "steps", false, Does::Go(Screen::Steps)),
        ("For the worker", "case-file", false, Does::AskPin(Pad::Worker)),
    ];
    let size = layout.worker_disc;
    for ((name, icon, chosen, does), centre) in discs.into_iter().zip(&layout.strip_discs) {
        let disc = Disc { word: String::new(), ..bench.tool(name, icon, size, chosen) };
        look::disc(parent, bench.look, layout, *centre, size, disc, does);
    }
    if unsaved && let Some(last) = layout.strip_discs.last() {
        lay_unsaved_mark(parent, bench, *last);
    }
}

/// Where reading back begins: at the thing that was touched, or at the first that was not read back.
fn first_to_read(bench: &Bench) -> usize {
    let session = &bench.sitting.0;
    let items: Vec<_> = session.items(true).into_iter().filter(|item| item.state != ItemState::PutAway).collect();
    let chosen = bench.desk.chosen.and_then(|id| items.iter().position(|item| item.marks.contains(&id)));
    chosen.or_else(|| items.iter().position(|item| item.read_back == ReadBack::NotYet)).unwrap_or(0)
}

/// A small quiet mark for the worker: something could not be saved yet. Touching the disc it stands on says what.
fn lay_unsaved_mark(parent: &mut ChildSpawnerCommands, bench: &mut Bench, centre: Vec2) {
    let (size, side) = (bench.layout.worker_disc, 3.0 * bench.layout.px_per_mm);
    let dot = Rect::from_center_size(centre + Vec2::new(size, -size) * 0.36, Vec2::splat(side));
    parent.spawn((
        Node { border_radius: BorderRadius::MAX, ..look::boxed(dot) },
        BackgroundColor(look::CORAL),
        AccessibleLabel("Not saved yet".into()),
        Pickable::IGNORE,
    ));
}
