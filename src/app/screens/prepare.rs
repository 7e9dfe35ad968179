//! Before the tablet is handed over: what the record needs to know of the sitting. Everything but the case reference and the
//! worker's name may be left for later, and nothing is preset to an answer.

use super::form::{self, Chip, Sizes, chip};
use crate::{
    app::{
        desk::{Desk, Does, GiveToChild, Screen},
        look,
        sitting::Sitting,
        tray::Bench,
    },
    session::{ChildAnswer, ParentAgreement, Place, Present, Session},
};
use bevy::{
    input_focus::tab_navigation::TabIndex,
    prelude::*,
    text::{EditableText, FontSource, TextCursorStyle},
    ui_widgets::Activate,
};

/// A line of text that is asked for.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The agency's reference.
    CaseRef,
    /// The child's initials, never a name.
    Initials,
    /// Whole years.
    Age,
    /// Language tag.
    Language,
    /// What helps the child to be understood.
    Needs,
    /// The worker's name.
    Worker,
    /// The worker's role.
    Role,
    /// Who interprets.
    Interpreter,
    /// Anything to add about the place.
    PlaceNote,
    /// Why the parents were not asked.
    NotSought,
    /// Who else is here, by their place in the list: as a label, not a name.
    PresentLabel(usize),
    /// And in what role.
    PresentRole(usize),
}

/// Accessible name, which is also the words before the field.
pub const LINES: [(Line, &str); 8] = [
    (Line::CaseRef, "Case reference"),
    (Line::Worker, "Worker's name"),
    (Line::Initials, "Child's initials"),
    (Line::Role, "Worker's role"),
    (Line::Age, "Age in years"),
    (Line::Language, "Language"),
    (Line::Needs, "What helps the child to be understood"),
    (Line::NotSought, "Parents not asked, because"),
];

/// One answer that is touched.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// Where.
    Place(Place),
    /// The tool was explained.
    Explained,
    /// Who will see it was told.
    WhoSees,
    /// What cannot be kept private was told.
    Limits,
    /// Whether the child agreed.
    Child(ChildAnswer),
    /// Whether the parents agreed.
    Parents(ParentAgreement),
    /// One more person in the room.
    Somebody,
    /// Whether one of them stays the whole time.
    Stays(usize),
    /// One of them is not here after all.
    Gone(usize),
}

/// A control that makes a choice.
#[derive(Component, Debug, Clone, PartialEq)]
pub(super) struct Chooses(pub(super) Choice);

/// What was said when the tablet could not be handed over yet.
#[derive(Resource, Default, Debug, Clone, PartialEq)]
pub struct Said(pub &'static str);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Said>().add_observer(choose).add_observer(hand_over);
    app.add_systems(Update, take_lines.before(super::FurnitureSystems));
}

/// Rows of choices: what is asked, then each answer's accessible name, the word on it, and what it is.
pub fn rows() -> Vec<(&'static str, Vec<(&'static str, Choice)>)> {
    use ChildAnswer::{No, NotSure, Yes};
    vec![
        (
            "Where",
            vec![
                ("Home", Choice::Place(Place::Home)),
                ("School", Choice::Place(Place::School)),
                ("Office", Choice::Place(Place::Office)),
                ("Foster home", Choice::Place(Place::FosterHome)),
                ("Family time", Choice::Place(Place::FamilyTime)),
                ("Elsewhere", Choice::Place(Place::Other)),
            ],
        ),
        (
            "The child was told",
            vec![
                ("What this is", Choice::Explained),
                ("Who will see it", Choice::WhoSees),
                ("What cannot stay private", Choice::Limits),
            ],
        ),
        ("The child agrees", vec![("Yes", Choice::Child(Yes)), ("No", Choice::Child(No)), ("Not sure", Choice::Child(NotSure))]),
        (
            "The parents",
            vec![
                ("Agree", Choice::Parents(ParentAgreement::Given)),
                ("Refuse", Choice::Parents(ParentAgreement::Refused)),
                ("Need not be asked", Choice::Parents(ParentAgreement::NotNeeded)),
            ],
        ),
    ]
}

/// Whether a choice is as it is told.
pub fn is_chosen(session: &Session, choice: &Choice) -> bool {
    let told = &session.preparation;
    match choice {
        Choice::Place(place) => session.setting.place == *place,
        Choice::Explained => told.tool_explained,
        Choice::WhoSees => told.told_who_sees,
        Choice::Limits => told.told_limits,
        Choice::Child(answer) => told.child_agreed == *answer,
        Choice::Parents(answer) => told.parent_agreement == *answer,
        Choice::Stays(place) => session.setting.present.get(*place).is_some_and(|person| person.whole_session),
        Choice::Somebody | Choice::Gone(_) => false,
    }
}

/// What these screens need to know of the session: the choices, not the lines, so that a field keeps its cursor while it is typed
/// in.
pub(super) fn seen(session: &Session) -> Vec<bool> {
    let present = (0..session.setting.present.len()).map(|place| is_chosen(session, &Choice::Stays(place)));
    let chosen = rows().into_iter().flat_map(|(_, choices)| choices).map(|(_, choice)| is_chosen(session, &choice));
    chosen.chain(present).collect()
}

/// What stands on a line.
pub fn text_of(session: &Session, line: Line) -> String {
    let child = &session.child;
    match line {
        Line::CaseRef => session.case_ref.clone(),
        Line::Initials => child.initials.clone(),
        Line::Age => child.age_years.map(|age| age.to_string()).unwrap_or_default(),
        Line::Language => child.language.clone(),
        Line::Needs => child.communication_needs.clone().unwrap_or_default(),
        Line::Worker => session.setting.worker.name.clone(),
        Line::Role => session.setting.worker.role.clone(),
        Line::Interpreter => session.setting.interpreter.clone().unwrap_or_default(),
        Line::PlaceNote => session.setting.place_note.clone().unwrap_or_default(),
        Line::NotSought => match &session.preparation.parent_agreement {
            ParentAgreement::NotSought(why) => why.clone(),
            _ => String::new(),
        },
        Line::PresentLabel(place) => session.setting.present.get(place).map(|person| person.label.clone()).unwrap_or_default(),
        Line::PresentRole(place) => session.setting.present.get(place).map(|person| person.role.clone()).unwrap_or_default(),
    }
}

fn put_text(session: &mut Session, line: Line, text: String) {
    let some = |text: String| (!text.is_empty()).then_some(text);
    match line {
        Line::CaseRef => session.case_ref = text,
        Line::Initials => session.child.initials = text,
        Line::Age => session.child.age_years = text.trim().parse().ok(),
        Line::Language => session.child.language = if text.trim().is_empty() { "en-GB".into() } else { text.trim().into() },
        Line::Needs => session.child.communication_needs = some(text),
        Line::Worker => session.setting.worker.name = text,
        Line::Role => session.setting.worker.role = text,
        Line::Interpreter => session.setting.interpreter = some(text),
        Line::PlaceNote => session.setting.place_note = some(text),
        Line::NotSought => session.preparation.parent_agreement = ParentAgreement::NotSought(text),
        Line::PresentLabel(place) | Line::PresentRole(place) => {
            if let Some(person) = session.setting.present.get_mut(place) {
                *(if matches!(line, Line::PresentLabel(_)) { &mut person.label } else { &mut person.role }) = text;
            }
        }
    }
}

/// Every letter is in the record, and so in the vault, as it is typed.
fn take_lines(lines: Query<(&EditableText, &Line), Changed<EditableText>>, desk: Res<Desk>, mut sitting: ResMut<Sitting>) {
    if !matches!(desk.screen, Screen::Prepare | Screen::Present) {
        return;
    }
    for (field, line) in &lines {
        let text = field.value().to_string();
        if text != text_of(&sitting.0, *line) && !(*line == Line::Language && text.is_empty()) {
            put_text(&mut sitting.0, *line, text);
        }
    }
}

fn choose(
    activate: On<Activate>,
    controls: Query<&Chooses>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
    mut said: ResMut<Said>,
) {
    let Ok(Chooses(choice)) = controls.get(activate.entity) else { return };
    let session = &mut sitting.0;
    let (told, present) = (&mut session.preparation, &mut session.setting.present);
    said.set_if_neq(Said(""));
    match choice {
        Choice::Place(place) => session.setting.place = *place,
        Choice::Explained => told.tool_explained = !told.tool_explained,
        Choice::WhoSees => told.told_who_sees = !told.told_who_sees,
        Choice::Limits => told.told_limits = !told.told_limits,
        // Touched again, an answer is taken back.
        Choice::Child(answer) => {
            told.child_agreed = if told.child_agreed == *answer { ChildAnswer::NotAsked } else { *answer };
        }
        Choice::Parents(answer) => {
            let none = ParentAgreement::NotSought(String::new());
            told.parent_agreement = if told.parent_agreement == *answer { none } else { answer.clone() };
        }
        Choice::Somebody => {
            present.push(Present { label: String::new(), role: String::new(), whole_session: false });
            desk.leaf = (present.len() - 1) / super::present::PER_LEAF;
        }
        Choice::Stays(place) => {
            if let Some(person) = present.get_mut(*place) {
                person.whole_session = !person.whole_session;
            }
        }
        Choice::Gone(place) if *place < present.len() => drop(present.remove(*place)),
        Choice::Gone(_) => {}
    }
}

fn hand_over(_: On<GiveToChild>, mut desk: ResMut<Desk>, sitting: Res<Sitting>, mut said: ResMut<Said>) {
    let session = &sitting.0;
    if session.case_ref.trim().is_empty() || session.setting.worker.name.trim().is_empty() {
        said.0 = "The case reference and the worker's name are needed. All else can wait.";
    } else {
        said.set_if_neq(Said(""));
        desk.go(Screen::Cover);
    }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, said: &Said) {
    let free = form::sheet(parent, bench);
    let layout = bench.layout;
    let rows = rows();
    let lines = if layout.portrait { LINES.len() / 2 + rows.len() + 2 } else { LINES.len() / 2 + rows.len() - 1 };
    let sizes = Sizes::of(layout, lines);
    let session = bench.sitting.0.clone();
    let chips = |column: &mut ChildSpawnerCommands, bench: &Bench, (asked, choices): &(&str, Vec<(&str, Choice)>)| {
        let chips = choices.iter().map(|(word, choice)| Chip {
            name: format!("{asked}: {word}"),
            ..chip(word, is_chosen(&session, choice), Chooses(choice.clone()))
        });
        form::chips(column, bench, sizes, asked, chips.collect());
    };
    form::column(parent, free, sizes.gap, |column| {
        for pair in LINES.chunks(2) {
            form::columns(column, bench, sizes, false, |column, place| line_in(column, bench, sizes, pair[place]));
        }
        let (whole, halves) = rows.split_at(rows.len() - 2);
        whole.iter().for_each(|row| chips(column, bench, row));
        form::columns(column, bench, sizes, true, |column, place| chips(column, bench, &halves[place]));
    });
    // Where the session has begun already, this is one of the worker's screens; else the tablet is handed over from here.
    let begun = session.depth() > 0 || !session.visit_order.is_empty() || session.ending.is_some();
    let mut discs =
        vec![("Who else is here", "people", Does::Go(Screen::Present)), ("Explain it", "explain", Does::Go(Screen::Explain))];
    if begun {
        discs.push(("Review", "review", Does::Go(Screen::Review)));
        discs.push(("Back to the page", "street", Does::ToPage));
    } else {
        discs.push(("Give it to the child", "hand-child", Does::HandOver));
    }
    discs.push(("Hide", "curtain", Does::Hide));
    form::foot(parent, bench, discs);
    if !said.0.is_empty() {
        let above = Rect { min: Vec2::new(free.min.x, free.max.y - sizes.letters * 1.8), ..free };
        parent.spawn((
            look::boxed(above),
            BackgroundColor(look::PAPER),
            children![look::text(bench.look, said.0, sizes.letters)],
        ));
    }
}

/// A line that is asked for: the words before it, and the field.
pub(super) fn line_in(parent: &mut ChildSpawnerCommands, bench: &Bench, sizes: Sizes, (line, name): (Line, &str)) {
    let row = Node { align_items: AlignItems::Center, column_gap: px(sizes.gap), flex_shrink: 0.0, ..default() };
    parent.spawn((row, Pickable::IGNORE)).with_children(|row| {
        let words = Node { width: percent(34), flex_shrink: 0.0, ..default() };
        row.spawn((words, Pickable::IGNORE)).with_child(look::text(bench.look, name, sizes.letters));
        let node = Node { flex_grow: 1.0, flex_basis: px(0), height: px(sizes.target), ..default() };
        field(row, bench, line, name, sizes.letters, node, sizes.target);
    });
}

/// A line that is typed on where it stands. What is typed is in the record at once.
pub(super) fn field(
    parent: &mut ChildSpawnerCommands,
    bench: &Bench,
    line: Line,
    name: &str,
    letters: f32,
    node: Node,
    tall: f32,
) {
    parent.spawn((
        line,
        AccessibleLabel(name.into()),
        TabIndex(0),
        EditableText::new(text_of(&bench.sitting.0, line)),
        TextFont { font: FontSource::Handle(bench.look.letters.clone()), font_size: FontSize::Px(letters * 1.2), ..default() },
        TextColor(look::INK),
        TextCursorStyle::default(),
        Node {
            padding: UiRect::axes(px(letters * 0.5), px((tall - letters * 1.9).max(0.0) / 2.0)),
            border_radius: BorderRadius::all(px(6)),
            overflow: Overflow::clip(),
            ..node
        },
        BackgroundColor(Color::WHITE),
    ));
}
