//! The worker's notes: what was seen and heard, what the worker makes of it, what comes next; each kept apart, each with its
//! author (domain.md, rule 4). Never on the child's page.

use super::{
    form::{self, Chip, Sizes, chip},
    worker,
};
use crate::{
    app::{
        desk::{Does, Finished, Screen, Writing},
        sitting::{Clock, Sitting},
        tray::Bench,
    },
    session::{Note, NoteKind},
};
use bevy::prelude::*;

/// The kinds of notes, what they are called, and what belongs there.
pub const KINDS: [(NoteKind, &str, &str); 3] = [
    (NoteKind::Observation, "Observation", "What I saw and heard."),
    (NoteKind::Analysis, "Analysis", "What I make of it: an opinion, and mine."),
    (NoteKind::NextStep, "Next step", "What happens now, who does it, by when."),
];

pub(super) fn plugin(app: &mut App) {
    app.add_observer(take_note);
}

fn take_note(finished: On<Finished>, clock: Res<Clock>, mut sitting: ResMut<Sitting>) {
    let Writing::Note(kind, place) = finished.writing else { return };
    let (session, text) = (&mut sitting.0, finished.text.clone());
    match place {
        Some(place) if place < session.worker_notes.len() && text.is_empty() => drop(session.worker_notes.remove(place)),
        Some(place) => {
            if let Some(note) = session.worker_notes.get_mut(place) {
                note.text = text;
            }
        }
        None if text.is_empty() => {}
        None => {
            let author = session.setting.worker.name.clone();
            session.worker_notes.push(Note { kind, text, author, at_ms: clock.now_ms });
        }
    }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let free = worker::sheet(parent, bench, Screen::Notes);
    let sizes = Sizes::of(bench.layout, 6);
    let notes = bench.sitting.0.worker_notes.clone();
    form::column(parent, free, sizes.gap, |column| {
        for (kind, name, what) in KINDS {
            form::sentence(column, bench, sizes, &format!("{name} · {what}"));
            let own = notes.iter().enumerate().filter(|(_, note)| note.kind == kind);
            let mut chips: Vec<Chip<Does>> = own
                .map(|(place, note)| Chip {
                    name: format!("{name} {}", place + 1),
                    word: format!("{} · {}", shortened(&note.text), note.author),
                    chosen: false,
                    does: Does::Write(Writing::Note(kind, Some(place))),
                })
                .collect();
            chips.push(Chip { name: format!("New: {name}"), ..chip("Add", false, Does::Write(Writing::Note(kind, None))) });
            form::chips(column, bench, sizes, "", chips);
        }
    });
    worker::foot(parent, bench);
}

/// As much of a long note as a list has room for.
fn shortened(text: &str) -> String {
    if text.chars().count() > 160 { text.chars().take(158).chain(['…']).collect() } else { text.to_owned() }
}
