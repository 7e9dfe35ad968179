//! The writing card: a big field for the very words. Nothing is corrected, capitalised or suggested. It stands at the top, so
//! that a tablet's own keyboard never hides it.
//! Must not know: where the words go.

use super::form::{self, Chip, Sizes};
use crate::{
    app::{
        desk::{Desk, Does, Finished, Listen, ReadField, StepsLine, Writing},
        look::{self, Disc},
        sitting::Sitting,
        tray::Bench,
    },
    session::{Hand, MarkId, Session, WordsStatus},
};
use bevy::{
    input_focus::{AutoFocus, tab_navigation::TabIndex},
    prelude::*,
    text::{EditableText, FontSource, TextCursorStyle},
    ui_widgets::Activate,
};

/// The accessible name of the field for the words.
pub const WORDS: &str = "The words";
/// The accessible name of the field for what they are a translation of.
pub const ORIGINAL: &str = "As they were said, in the other language";
/// The accessible name of the field for the language they are in.
pub const LANGUAGE: &str = "Language of the words";

/// The accessible name of what shows all that can be said about words.
pub const MORE: &str = "More about these words";

/// How words came to be written, and what that is called.
pub const STATUSES: [(WordsStatus, &str); 4] = [
    (WordsStatus::ChildWrote, "The child wrote it"),
    (WordsStatus::ExactWordsScribed, "The child's exact words"),
    (WordsStatus::FromRecording, "From the recording"),
    (WordsStatus::Translated, "Translated"),
];

/// A field.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Text,
    Original,
    Language,
}

/// Says how the words came to be written.
#[derive(Component, Debug, Clone, Copy)]
struct Says(WordsStatus);

/// What has been typed so far: the card may be laid out anew at any time.
#[derive(Resource, Debug, Clone, PartialEq, Default)]
pub struct Draft {
    writing: Option<Writing>,
    text: String,
    original: String,
    language: String,
    status: Option<WordsStatus>,
}

impl Draft {
    /// The words so far.
    pub fn text(&self) -> &str {
        &self.text
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Draft>().add_observer(read_field).add_observer(say_how);
    app.add_systems(Update, (follow_fields, begin).chain().before(super::FurnitureSystems));
}

/// What is known already when a card opens.
fn before(writing: &Writing, session: &Session, desk: &Desk) -> String {
    match writing {
        Writing::About(id) => session.said_about(*id).map(|words| words.text.clone()),
        Writing::Note(_, Some(place)) => session.worker_notes.get(*place).map(|note| note.text.clone()),
        Writing::Promise => Some(desk.close.told_next.clone()),
        Writing::Steps(line) => desk.steps.lines[*line as usize].clone(),
        Writing::Decision => desk.wish.decision.clone(),
        Writing::Reason => desk.wish.reason.clone(),
        _ => None,
    }
    .unwrap_or_default()
}

fn begin(desk: Res<Desk>, sitting: Res<Sitting>, mut draft: ResMut<Draft>) {
    if draft.writing != desk.writing {
        let text = desk.writing.as_ref().map(|writing| before(writing, &sitting.0, &desk)).unwrap_or_default();
        let language = sitting.0.child.language.clone();
        *draft = Draft { writing: desk.writing.clone(), text, original: String::new(), language, status: None };
    }
}

fn follow_fields(fields: Query<(&EditableText, &Field), Changed<EditableText>>, mut draft: ResMut<Draft>) {
    for (field, which) in &fields {
        let text = field.value().to_string();
        let draft = draft.bypass_change_detection();
        match which {
            Field::Text => draft.text = text,
            Field::Original => draft.original = text,
            Field::Language => draft.language = text,
        }
    }
}

fn say_how(activate: On<Activate>, says: Query<&Says>, mut draft: ResMut<Draft>) {
    if let Ok(Says(status)) = says.get(activate.entity) {
        draft.status = Some(*status);
    }
}

/// The recording whose words are being written down, if it is one.
fn recording(session: &Session, writing: Option<&Writing>) -> Option<MarkId> {
    let Some(Writing::About(id)) = writing else { return None };
    session.page().find(*id)?.1.spoken_ms().map(|_| *id)
}

/// How words come to be written unless somebody says otherwise: from the recording they are about, or as the hand that holds the
/// pen does it.
pub fn usual(session: &Session, writing: Option<&Writing>) -> WordsStatus {
    if recording(session, writing).is_some() {
        return WordsStatus::FromRecording;
    }
    if session.hand() == Hand::Child { WordsStatus::ChildWrote } else { WordsStatus::ExactWordsScribed }
}

/// What the card asks for.
fn asked(writing: &Writing) -> &'static str {
    match writing {
        Writing::Words(_) | Writing::About(_) => WORDS,
        Writing::HouseName(_) => "The house's name",
        Writing::Question(_) => "The question, as it was asked",
        Writing::Person => "Their name, as the child says it",
        Writing::Steps(StepsLine::Question) => "The question about the steps",
        Writing::Steps(StepsLine::Low) => "What the lowest step means",
        Writing::Steps(StepsLine::High) => "What the top step means",
        Writing::Steps(StepsLine::Said) => "What the child says about it",
        Writing::Promise => "Next, I will …",
        Writing::Decision => "What the worker decided",
        Writing::Reason => "And why",
        Writing::Note(..) => "The note",
        Writing::OwnPrompt => "A question to offer",
        Writing::OwnLanguage => "The language sessions are in",
        Writing::OwnAudience(_) => "What you call them",
    }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, draft: &Draft) {
    let Some(writing) = bench.desk.writing.clone() else { return };
    let layout = bench.layout;
    let window = layout.window;
    let of_the_child = matches!(writing, Writing::Words(_) | Writing::About(_));
    let more = bench.desk.more && of_the_child;
    // A sheet over everything: nothing beneath can be touched.
    parent.spawn((look::boxed(Rect::new(0.0, 0.0, window.x, window.y)), BackgroundColor(look::INK.with_alpha(0.25))));
    let size = layout.disc.min(window.y * 0.17);
    let margin = layout.letters;
    let sizes = Sizes::of(layout, 8);
    let heard = recording(&bench.sitting.0, Some(&writing));
    let rows = (sizes.target + sizes.gap) * (if more { 3.0 } else { 0.0 } + if heard.is_some() { 1.0 } else { 0.0 });
    let tall = (window.y * 0.5).max(size * 2.0 + layout.letters * 7.0) + rows;
    let card = Rect::new(window.x * 0.04, window.y * 0.02, window.x * 0.96, (window.y * 0.02 + tall).min(layout.lowest));
    look::card(parent, card);
    let side = card.max.x - size * 1.5 - margin;
    let inner = Rect::new(card.min.x + margin, card.min.y + margin * 0.6, side, card.max.y - margin);
    let name = asked(&writing);
    parent.spawn((
        look::boxed(Rect::new(inner.min.x, inner.min.y, inner.max.x, inner.min.y + margin * 1.8)),
        Pickable::IGNORE,
        children![look::text(bench.look, name, layout.letters * 1.1)],
    ));
    let big = Rect::new(inner.min.x, inner.min.y + margin * 2.0, inner.max.x, inner.max.y - rows);
    field(parent, bench, Field::Text, name, &draft.text, layout.letters * 1.7, look::boxed(big));
    if let Some(id) = heard {
        // The worker listens again, as slowly as need be, and writes.
        let each = |(slow, name): (bool, &str)| Chip {
            name: name.into(),
            word: name.into(),
            chosen: bench.desk.voice.hears == Some((id, slow)),
            does: Does::Listen(Listen { id, slow }),
        };
        let chips = [(false, super::LISTEN), (true, super::SLOWLY)].map(each);
        let row = Rect::new(inner.min.x, big.max.y + sizes.gap, inner.max.x, big.max.y + sizes.gap + sizes.target);
        form::column(parent, row, 0.0, |column| form::chips(column, bench, sizes, "", chips.into()));
    }
    if more {
        let status = draft.status.unwrap_or(usual(&bench.sitting.0, Some(&writing)));
        let above = if heard.is_some() { sizes.target + sizes.gap } else { 0.0 };
        let below = Rect::new(inner.min.x, big.max.y + sizes.gap + above, inner.max.x, inner.max.y);
        form::column(parent, below, sizes.gap, |column| {
            let chips = STATUSES.into_iter().map(|(each, word)| Chip {
                name: word.into(),
                word: word.into(),
                chosen: status == each,
                does: Says(each),
            });
            form::chips(column, bench, sizes, "", chips.collect());
            for (which, name, text) in
                [(Field::Original, ORIGINAL, &draft.original), (Field::Language, LANGUAGE, &draft.language)]
            {
                let row = Node { align_items: AlignItems::Center, column_gap: px(sizes.gap), ..default() };
                column.spawn((row, Pickable::IGNORE)).with_children(|row| {
                    row.spawn((Node { width: percent(34), flex_shrink: 0.0, ..default() }, Pickable::IGNORE))
                        .with_child(look::text(bench.look, name, sizes.letters));
                    let node = Node { flex_grow: 1.0, flex_basis: px(0), height: px(sizes.target), ..default() };
                    field(row, bench, which, name, text, sizes.letters * 1.2, node);
                });
            }
        });
    }
    let x = side + margin * 0.5 + size * 0.75;
    let mut discs = vec![("Ready", "done", size, Does::FinishWriting), ("Never mind", "previous", size, Does::LeaveWriting)];
    let small = layout.worker_disc.min(size * 0.6);
    if of_the_child {
        discs.insert(1, (MORE, "more", small, Does::More));
    }
    discs.push(("Hide", "curtain", small, Does::Hide));
    let mut y = card.min.y + margin;
    let whole: f32 = discs.iter().map(|(_, _, size, _)| size).sum();
    let gap = ((card.height() - 2.0 * margin - whole) / discs.len() as f32).min(layout.letters * 2.4);
    for (name, icon, size, does) in discs {
        let word = if size == small { String::new() } else { name.to_owned() };
        let disc = Disc { word, ..bench.tool(name, icon, size, false) };
        look::disc(parent, bench.look, layout, Vec2::new(x, y + size / 2.0), size, disc, does);
        y += size + gap;
    }
}

fn field(parent: &mut ChildSpawnerCommands, bench: &Bench, which: Field, name: &str, text: &str, letters: f32, node: Node) {
    let many = which == Field::Text;
    let mut editable = EditableText::new(text);
    editable.visible_lines = None;
    editable.allow_newlines = many;
    let mut spawned = parent.spawn((
        which,
        AccessibleLabel(name.into()),
        TabIndex(0),
        editable,
        TextFont { font: FontSource::Handle(bench.look.letters.clone()), font_size: FontSize::Px(letters), ..default() },
        TextColor(look::INK),
        TextCursorStyle::default(),
        Node {
            padding: UiRect::all(px(letters * 0.4)),
            border_radius: BorderRadius::all(px(8)),
            overflow: Overflow::clip(),
            ..node
        },
        BackgroundColor(Color::WHITE),
    ));
    if many {
        spawned.insert(AutoFocus);
    }
}

/// Hands the words in the field on, byte for byte.
fn read_field(
    _: On<ReadField>,
    fields: Query<(&EditableText, &Field)>,
    draft: Res<Draft>,
    sitting: Res<Sitting>,
    mut desk: ResMut<Desk>,
    mut commands: Commands,
) {
    let text = |which: Field| fields.iter().find(|(_, field)| **field == which).map(|(text, _)| text.value().to_string());
    let Some(words) = text(Field::Text) else { return };
    let Some(writing) = desk.writing.take() else { return };
    let status = draft.status.unwrap_or(usual(&sitting.0, Some(&writing)));
    let original = text(Field::Original).unwrap_or_else(|| draft.original.clone());
    let language = text(Field::Language).unwrap_or_else(|| draft.language.clone());
    let language = if language.trim().is_empty() { sitting.0.child.language.clone() } else { language.trim().to_owned() };
    commands.trigger(Finished { writing, text: words, status, original: (!original.is_empty()).then_some(original), language });
}
