//! Before the tablet is handed over: what the record needs to know of the sitting. Everything but the case reference and the
//! worker's name may be left for later, and nothing is preset to an answer.

use crate::{
    app::{
        desk::{Desk, Does, Screen},
        look,
        sitting::Sitting,
        tray::Bench,
    },
    session::{ChildAnswer, ParentAgreement, Place, Session},
};
use bevy::{
    input_focus::tab_navigation::TabIndex,
    prelude::*,
    text::{EditableText, FontSource, TextCursorStyle},
    ui_widgets::Button,
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
}

/// Accessible name, which is also the words before the field.
const LINES: [(Line, &str); 8] = [
    (Line::CaseRef, "Case reference"),
    (Line::Worker, "Worker's name"),
    (Line::Initials, "Child's initials"),
    (Line::Role, "Worker's role"),
    (Line::Age, "Age in years"),
    (Line::Interpreter, "Interpreter"),
    (Line::Language, "Language"),
    (Line::Needs, "What helps the child to be understood"),
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
    /// The tablet goes to the child.
    HandOver,
}

/// A choice was touched.
#[derive(Event)]
pub struct Choose(pub Choice);

/// What was said when the tablet could not be handed over yet.
#[derive(Resource, Default, Debug, Clone, PartialEq)]
pub struct Said(pub &'static str);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Said>().add_observer(choose);
    app.add_systems(Update, take_lines.before(super::FurnitureSystems));
}

/// Rows of choices: what is asked, then each answer's accessible name, the word on it, and what it is.
fn rows() -> Vec<(&'static str, Vec<(&'static str, Choice)>)> {
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

fn is_chosen(session: &Session, choice: &Choice) -> bool {
    let told = &session.preparation;
    match choice {
        Choice::Place(place) => session.setting.place == *place,
        Choice::Explained => told.tool_explained,
        Choice::WhoSees => told.told_who_sees,
        Choice::Limits => told.told_limits,
        Choice::Child(answer) => told.child_agreed == *answer,
        Choice::Parents(answer) => told.parent_agreement == *answer,
        Choice::HandOver => false,
    }
}

/// What this screen needs to know of the session: the choices, not the lines, so that a field keeps its cursor while it is typed in.
pub(super) fn seen(session: &Session) -> Vec<bool> {
    rows().iter().flat_map(|(_, choices)| choices).map(|(_, choice)| is_chosen(session, choice)).collect()
}

fn text_of(session: &Session, line: Line) -> String {
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
    }
}

/// Every letter is in the record, and so in the vault, as it is typed.
fn take_lines(lines: Query<(&EditableText, &Line), Changed<EditableText>>, desk: Res<Desk>, mut sitting: ResMut<Sitting>) {
    if desk.screen != Screen::Prepare {
        return;
    }
    for (field, line) in &lines {
        let text = field.value().to_string();
        if text != text_of(&sitting.0, *line) && !(*line == Line::Language && text.is_empty()) {
            put_text(&mut sitting.0, *line, text);
        }
    }
}

fn choose(choose: On<Choose>, mut desk: ResMut<Desk>, mut sitting: ResMut<Sitting>, mut said: ResMut<Said>) {
    let session = &mut sitting.0;
    let told = &mut session.preparation;
    said.set_if_neq(Said(""));
    match &choose.0 {
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
        Choice::HandOver => {
            if session.case_ref.trim().is_empty() || session.setting.worker.name.trim().is_empty() {
                said.0 = "The case reference and the worker's name are needed. All else can wait.";
            } else {
                desk.screen = Screen::Cover;
            }
        }
    }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, said: &Said) {
    super::lay_table(parent, bench);
    let layout = bench.layout;
    let (window, margin) = (layout.window, layout.letters * 0.8);
    let card = Rect::new(margin, margin, window.x - margin, layout.lowest);
    look::card(parent, card);
    let session = bench.sitting.0.clone();
    let columns = if layout.portrait { 1 } else { 2 };
    let rows = rows();
    let count = LINES.len().div_ceil(columns) + rows.len();
    let size = layout.disc * 0.7;
    // 12 mm for each, or what there is.
    let row = (12.0 * layout.px_per_mm).min((card.height() - size - margin * 5.0) / count as f32);
    let letters = (row * 0.26).clamp(8.0, layout.letters * 1.1);
    let wide = (card.width() - margin * 2.0) / columns as f32;
    for (i, (line, name)) in LINES.into_iter().enumerate() {
        let left = card.min.x + margin + (i % columns) as f32 * wide;
        let top = card.min.y + margin + (i / columns) as f32 * row;
        let words = Rect::new(left, top, left + wide * 0.36, top + row * 0.86);
        parent.spawn((
            Node { align_items: AlignItems::Center, ..look::boxed(words) },
            Pickable::IGNORE,
            children![look::word(bench.look, name, letters, look::INK)],
        ));
        let field = Rect::new(words.max.x + margin * 0.5, top, left + wide - margin, top + row * 0.86);
        parent.spawn((
            line,
            AccessibleLabel(name.into()),
            TabIndex(0),
            EditableText::new(text_of(&session, line)),
            TextFont {
                font: FontSource::Handle(bench.look.letters.clone()),
                font_size: FontSize::Px(letters * 1.2),
                ..default()
            },
            TextColor(look::INK),
            TextCursorStyle::default(),
            Node {
                padding: UiRect::axes(px(letters * 0.5), px((row * 0.86 - letters * 1.9).max(0.0) / 2.0)),
                border_radius: BorderRadius::all(px(6)),
                overflow: Overflow::clip(),
                ..look::boxed(field)
            },
            BackgroundColor(Color::WHITE),
        ));
    }
    let below = card.min.y + margin + LINES.len().div_ceil(columns) as f32 * row;
    for (i, (asked, choices)) in rows.into_iter().enumerate() {
        let top = below + i as f32 * row;
        let words = Rect::new(card.min.x + margin, top, card.min.x + margin + card.width() * 0.18, top + row * 0.86);
        parent.spawn((
            Node { align_items: AlignItems::Center, ..look::boxed(words) },
            Pickable::IGNORE,
            children![look::word(bench.look, asked, letters, look::INK)],
        ));
        let each = (card.max.x - margin - words.max.x) / choices.len().max(1) as f32;
        for (j, (word, choice)) in choices.into_iter().enumerate() {
            let left = words.max.x + j as f32 * each;
            let chip = Rect::new(left + margin * 0.3, top, left + each - margin * 0.3, top + row * 0.86);
            let chosen = is_chosen(&session, &choice);
            parent.spawn((
                Button,
                AccessibleLabel(format!("{asked}: {word}")),
                TabIndex(0),
                Node {
                    justify_content: JustifyContent::Center,
                    align_items: AlignItems::Center,
                    border: UiRect::all(px(2)),
                    border_radius: BorderRadius::all(px(8)),
                    overflow: Overflow::clip(),
                    ..look::boxed(chip)
                },
                // Chosen is a ring and a deeper paper: never colour alone.
                BorderColor::all(if chosen { look::CORAL } else { look::LEAF }),
                BackgroundColor(if chosen { look::SHELF_EDGE } else { look::LEAF }),
                Does::Prepare(choice),
                children![look::word(bench.look, &if chosen { format!("✓ {word}") } else { word.into() }, letters, look::INK)],
            ));
        }
    }
    let foot = Rect::new(card.min.x + margin, card.max.y - size - margin * 2.0, card.max.x - size * 3.0, card.max.y - margin);
    parent.spawn((
        Node { align_items: AlignItems::Center, ..look::boxed(foot) },
        Pickable::IGNORE,
        children![look::word(bench.look, said.0, letters * 1.1, look::INK)],
    ));
    let give = bench.tool("Give it to the child", "hand-child", size, false);
    let centre = Vec2::new(card.max.x - size, card.max.y - size / 2.0 - layout.letters * 3.4);
    look::disc(parent, bench.look, layout, centre, size, give, Does::Prepare(Choice::HandOver));
}
