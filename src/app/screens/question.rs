//! Which question was asked, in one or two touches. What the worker says in their own words is kept as it is and as what it is: a
//! closed question is recorded as one, without blame (Achieving-best-evidence practice).

use super::form::{self, Sizes, chip};
use crate::{
    app::{
        desk::{Desk, Does, Finished, Writing},
        keeping::Keeping,
        look,
        sitting::{Clock, Sitting},
        tray::Bench,
    },
    session::PromptKind,
};
use bevy::{prelude::*, ui_widgets::Activate};

/// What is said where the houses stand, before the child goes into one.
const START: [(PromptKind, &str); 3] = [
    (PromptKind::Open, "Where shall we begin?"),
    (PromptKind::Choice, "Who holds the pen: you, me, or both?"),
    (PromptKind::Closed, "Would you like to give this house your own name?"),
];

/// What is asked when somebody is named (domain.md, section 3).
pub const ABOUT_PEOPLE: [&str; 3] = ["Who lives in this house?", "Who comes to visit?", "Would anybody be outside?"];

/// Open questions that follow what a child says or draws.
const FOLLOW_UPS: [&str; 4] = ["Tell me about this.", "Tell me more.", "What happens then?", "What else?"];

/// The accessible name of the answer that nothing was asked.
pub const UNASKED: &str = "Said without being asked";

/// The kinds a question in one's own words can be of, and what they are called.
pub const KINDS: [(PromptKind, &str); 7] = [
    (PromptKind::Open, "Open"),
    (PromptKind::Clarifying, "To understand"),
    (PromptKind::Choice, "This or that"),
    (PromptKind::Closed, "Yes or no, or leading"),
    (PromptKind::Scale, "About the steps"),
    (PromptKind::ReadBack, "Reading back"),
    (PromptKind::Spontaneous, "Not asked"),
];

/// Records a question as asked.
#[derive(Component, Debug, Clone, PartialEq, Eq)]
pub struct Asks(pub PromptKind, pub String);

pub(super) fn plugin(app: &mut App) {
    app.add_observer(ask).add_observer(take_own_words);
}

fn ask(activate: On<Activate>, controls: Query<&Asks>, clock: Res<Clock>, mut desk: ResMut<Desk>, mut sitting: ResMut<Sitting>) {
    if let Ok(Asks(kind, text)) = controls.get(activate.entity) {
        sitting.0.ask(*kind, text.clone(), clock.now_ms);
        desk.card = None;
    }
}

fn take_own_words(finished: On<Finished>, clock: Res<Clock>, mut desk: ResMut<Desk>, mut sitting: ResMut<Sitting>) {
    if let Writing::Question(kind) = finished.writing {
        sitting.0.ask(kind, finished.text.clone(), clock.now_ms);
        desk.card = None;
    }
}

/// The questions offered where the child is: of the house, or of the street; then the agency's own.
pub(super) fn offered(bench: &Bench, own: &[String]) -> Vec<(PromptKind, String)> {
    let language = &bench.sitting.0.child.language;
    let here: Vec<(PromptKind, String)> = match bench.desk.inside {
        Some(house) => {
            let part = bench.studio.painter.theme().part(house);
            part.prompts_in(language).iter().map(|text| (PromptKind::Open, text.clone())).collect()
        }
        None => START.iter().map(|(kind, text)| (*kind, (*text).to_owned())).collect(),
    };
    here.into_iter().chain(own.iter().map(|text| (PromptKind::Open, text.clone()))).collect()
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, keeping: &Keeping) {
    let layout = bench.layout;
    let window = layout.window;
    parent.spawn((look::boxed(Rect::from_corners(Vec2::ZERO, window)), BackgroundColor(look::INK.with_alpha(0.25))));
    let free = form::sheet_over(parent, bench);
    let sizes = Sizes::of(layout, 7);
    let session = &bench.sitting.0;
    let now = match session.asked() {
        Some(prompt) if prompt.text_as_asked.is_empty() => "Now: said without being asked.".to_owned(),
        Some(prompt) => format!("Now: “{}”", prompt.text_as_asked),
        None => "No question has been recorded in this visit yet.".to_owned(),
    };
    let asks = |(kind, text): (PromptKind, String)| {
        let chosen = session.asked().is_some_and(|prompt| prompt.text_as_asked == text && prompt.kind == kind);
        chip(&text.clone(), chosen, Asks(kind, text))
    };
    let own = &keeping.settings.prompts;
    form::column(parent, free, sizes.gap * 1.4, |column| {
        form::heading(column, bench, sizes, "What was asked?");
        form::sentence(column, bench, sizes, &now);
        form::chips(column, bench, sizes, "Here", offered(bench, own).into_iter().map(asks).collect());
        let more = FOLLOW_UPS.map(|text| asks((PromptKind::Open, text.to_owned())));
        form::chips(column, bench, sizes, "And then", more.into());
        let unasked = form::Chip { name: UNASKED.into(), ..asks((PromptKind::Spontaneous, String::new())) };
        form::chips(column, bench, sizes, "", vec![form::Chip { word: UNASKED.into(), ..unasked }]);
        let kinds = KINDS.map(|(kind, word)| form::Chip {
            name: format!("In my own words: {word}"),
            ..chip(word, false, Does::Write(Writing::Question(kind)))
        });
        form::chips(column, bench, sizes, "In my own words", kinds.into());
    });
    form::foot(parent, bench, vec![("Close the card", "close", Does::Open(None)), ("Hide", "curtain", Does::Hide)]);
}
