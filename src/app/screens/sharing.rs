//! Who may see it: what the child wishes about each audience, and what the worker decided. A wish is recorded, no secrecy is
//! promised (domain.md, rule 9).

use super::{
    form::{self, Chip, Sizes, chip},
    worker,
};
use crate::{
    app::{
        desk::{Desk, Does, Finished, Screen, Wish, Writing},
        keeping::Keeping,
        sitting::Sitting,
        tray::Bench,
    },
    artwork::text_in,
    session::{Audience, HouseKind, Sharing, SharingWish},
};
use bevy::{prelude::*, ui_widgets::Activate};

/// Who might see it, and what they are called unless the agency says otherwise.
pub const AUDIENCES: [(Audience, &str); 6] = [
    (Audience::Parent, "A parent"),
    (Audience::Family, "The family"),
    (Audience::School, "School"),
    (Audience::Meeting, "A meeting"),
    (Audience::WorkerTeam, "The worker's team"),
    (Audience::Other, "Somebody else"),
];
/// What the child can wish.
pub const WISHES: [(SharingWish, &str); 6] = [
    (SharingWish::Yes, "Yes"),
    (SharingWish::No, "No"),
    (SharingWish::NotSure, "Not sure"),
    (SharingWish::OnlyParts, "Only parts"),
    (SharingWish::WithMeThere, "When I am there"),
    (SharingWish::NotAsked, "Not asked"),
];
/// The accessible names of the lines, and of what writes the wish down.
pub const DECISION: &str = "What the worker decided";
/// See [`DECISION`].
pub const REASON: &str = "And why";
/// See [`DECISION`].
pub const DONE: &str = "Write it down";

/// What a control of the wishes does.
#[derive(Component, Debug, Clone, Copy)]
enum Shares {
    Audience(Audience),
    Wish(SharingWish),
    Part(HouseKind),
    /// Writes the wish down.
    Done,
    /// Takes a wish that was written down in the hand again.
    Again(usize),
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(act).add_observer(take_line);
}

fn act(activate: On<Activate>, controls: Query<&Shares>, mut desk: ResMut<Desk>, mut sitting: ResMut<Sitting>) {
    let Ok(control) = controls.get(activate.entity) else { return };
    let sharing = &mut sitting.0.sharing;
    match *control {
        Shares::Audience(audience) => desk.wish.audience = Some(audience),
        Shares::Wish(wish) => desk.wish.wish = wish,
        Shares::Part(house) => {
            let parts = &mut desk.wish.parts;
            if let Some(place) = parts.iter().position(|part| *part == house) {
                parts.remove(place);
            } else {
                parts.push(house);
            }
        }
        Shares::Done => {
            if let Some(audience) = desk.wish.audience {
                let Wish { wish, parts, decision, reason, .. } = std::mem::take(&mut desk.wish);
                sharing.push(Sharing { audience, wish, parts, worker_decision: decision, reason });
            }
        }
        Shares::Again(place) if place < sharing.len() => {
            let Sharing { audience, wish, parts, worker_decision, reason } = sharing.remove(place);
            desk.wish = Wish { audience: Some(audience), wish, parts, decision: worker_decision, reason };
        }
        Shares::Again(_) => {}
    }
}

fn take_line(finished: On<Finished>, mut desk: ResMut<Desk>) {
    let text = Some(finished.text.clone());
    match finished.writing {
        Writing::Decision => desk.wish.decision = text,
        Writing::Reason => desk.wish.reason = text,
        _ => {}
    }
}

/// What an audience is called on this tablet.
pub(super) fn called(keeping: &Keeping, audience: Audience) -> String {
    let own = keeping.settings.audiences.iter().find(|(own, _)| *own == audience).map(|(_, word)| word.as_str());
    let usual = AUDIENCES.iter().find(|(each, _)| *each == audience).map(|(_, word)| *word);
    own.or(usual).unwrap_or_default().to_owned()
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, keeping: &Keeping) {
    let layout = bench.layout;
    let ended = bench.sitting.0.ending.is_some();
    let free = if ended { worker::sheet(parent, bench, Screen::Sharing) } else { form::sheet(parent, bench) };
    let sizes = Sizes::of(layout, if layout.portrait { 9 } else { 7 });
    let wish = bench.desk.wish.clone();
    let theme = bench.studio.painter.theme().clone();
    let language = bench.sitting.0.child.language.clone();
    let part = |kind: HouseKind| text_in(&theme.part(kind).label, &language).to_owned();
    form::column(parent, free, sizes.gap, |column| {
        if !ended {
            let title = "Who would you like to see this? Anyone you're worried about seeing it? Want to be there?";
            form::heading(column, bench, sizes, title);
        }
        let audiences = AUDIENCES
            .map(|(audience, _)| chip(&called(keeping, audience), wish.audience == Some(audience), Shares::Audience(audience)));
        form::chips(column, bench, sizes, "Who", audiences.into());
        let wishes = WISHES.map(|(each, word)| Chip {
            name: format!("The wish: {word}"),
            ..chip(word, wish.wish == each && wish.audience.is_some(), Shares::Wish(each))
        });
        form::chips(column, bench, sizes, "The child wishes", wishes.into());
        let parts = HouseKind::ALL.map(|kind| Chip {
            name: format!("Part: {}", part(kind)),
            ..chip(&part(kind), wish.parts.contains(&kind), Shares::Part(kind))
        });
        form::chips(column, bench, sizes, "Which parts", parts.into());
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        form::columns(column, bench, sizes, true, |column, place| {
            let (asked, text, writing) =
                [(DECISION, text(&wish.decision), Writing::Decision), (REASON, text(&wish.reason), Writing::Reason)][place]
                    .clone();
            form::line(column, bench, sizes, asked, &text, Does::Write(writing));
        });
        form::chips(column, bench, sizes, "", vec![chip(DONE, false, Shares::Done)]);
        let said = |(place, sharing): (usize, &Sharing)| {
            let wish = WISHES.iter().find(|(each, _)| *each == sharing.wish).map_or("", |(_, word)| *word);
            let parts = sharing.parts.iter().map(|kind| part(*kind)).collect::<Vec<_>>().join(", ");
            let parts = if parts.is_empty() { String::new() } else { format!(" ({parts})") };
            let decided = sharing.worker_decision.as_ref().map(|text| format!(" · {text}")).unwrap_or_default();
            let word = format!("{}: {wish}{parts}{decided}", called(keeping, sharing.audience));
            Chip { name: format!("Written down {}", place + 1), word, chosen: false, does: Shares::Again(place) }
        };
        let written: Vec<_> = bench.sitting.0.sharing.iter().enumerate().map(said).collect();
        form::chips(column, bench, sizes, if written.is_empty() { "" } else { "Written down" }, written);
    });
    if ended {
        worker::foot(parent, bench);
    } else {
        form::foot(parent, bench, vec![("Back", "previous", Does::Go(Screen::Closing)), ("Hide", "curtain", Does::Hide)]);
    }
}
