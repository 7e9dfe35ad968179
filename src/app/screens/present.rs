//! Who else is in the room: a label and a role for each, not a name, and whether they stay the whole time.

use super::{
    form::{self, Sizes, chip},
    prepare::{Choice, Chooses, Line, field, line_in},
};
use crate::app::{
    desk::{Does, Screen},
    look,
    tray::Bench,
};
use bevy::prelude::*;

/// So many lines fit on one leaf.
pub const PER_LEAF: usize = 4;

/// The accessible names of a person's controls: label, role, whole time, gone. The person's number from 1 follows.
pub const NAMES: [&str; 4] = ["Who is here", "In what role", "Stays the whole time", "Is not here"];
/// What else can be said of the room: accessible names, which are also the words before the fields.
pub const LINES: [(Line, &str); 2] = [(Line::Interpreter, "Interpreter"), (Line::PlaceNote, "About the place")];
/// The accessible name of what adds a line.
pub const SOMEBODY: &str = "Somebody else is here";

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let free = form::sheet(parent, bench);
    let sizes = Sizes::of(bench.layout, PER_LEAF + 3);
    let present = bench.sitting.0.setting.present.clone();
    let leaves = present.len().div_ceil(PER_LEAF).max(1);
    let leaf = bench.desk.leaf.min(leaves - 1);
    form::column(parent, free, sizes.gap * 1.5, |column| {
        form::columns(column, bench, sizes, true, |column, place| line_in(column, bench, sizes, LINES[place]));
        form::heading(column, bench, sizes, "Who else is here?");
        form::sentence(column, bench, sizes, "A label such as “teaching assistant”, not a name.");
        for (place, person) in present.iter().enumerate().skip(leaf * PER_LEAF).take(PER_LEAF) {
            let row = Node { align_items: AlignItems::Center, column_gap: px(sizes.gap), flex_shrink: 0.0, ..default() };
            let name = |which: usize| format!("{} {}", NAMES[which], place + 1);
            column.spawn((row, Pickable::IGNORE)).with_children(|row| {
                for (which, line) in [Line::PresentLabel(place), Line::PresentRole(place)].into_iter().enumerate() {
                    row.spawn(look::text(bench.look, if which == 0 { "Who" } else { "Role" }, sizes.letters));
                    let node = Node { flex_grow: 1.0, flex_basis: px(0), height: px(sizes.target), ..default() };
                    field(row, bench, line, &name(which), sizes.letters, node, sizes.target);
                }
                let stays = form::Chip { name: name(2), ..chip(NAMES[2], person.whole_session, Chooses(Choice::Stays(place))) };
                form::one_chip(row, bench, sizes, stays);
                form::one_chip(row, bench, sizes, form::Chip { name: name(3), ..chip("−", false, Chooses(Choice::Gone(place))) });
            });
        }
        form::chips(column, bench, sizes, "", vec![chip(SOMEBODY, false, Chooses(Choice::Somebody))]);
    });
    let mut discs = vec![("Back", "previous", Does::Go(Screen::Prepare))];
    if leaves > 1 {
        discs.push(("More", "next", Does::TurnTo((leaf + 1) % leaves)));
    }
    discs.push(("Hide", "curtain", Does::Hide));
    form::foot(parent, bench, discs);
}
