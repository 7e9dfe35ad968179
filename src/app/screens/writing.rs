//! The writing card: a big field for the very words. Nothing is corrected, capitalised or suggested.

use crate::app::{
    desk::{Desk, Does, ReadField, WordsFinished, Writing},
    look,
    tray::Bench,
};
use bevy::{
    input_focus::AutoFocus,
    prelude::*,
    text::{EditableText, FontSource, TextCursorStyle},
};

/// The field.
#[derive(Component)]
pub struct Field;

pub(super) fn plugin(app: &mut App) {
    app.add_observer(read_field);
}

/// The card stands at the top, so that a tablet's own keyboard never hides it.
pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let Some(writing) = bench.desk.writing.clone() else { return };
    let layout = bench.layout;
    let window = layout.window;
    // A sheet over everything: nothing beneath can be touched.
    parent.spawn((look::boxed(Rect::new(0.0, 0.0, window.x, window.y)), BackgroundColor(look::INK.with_alpha(0.25))));
    let size = layout.disc;
    let tall = (window.y * 0.62).max(size * 2.0 + 20.0).min(window.y);
    let card = Rect::new(window.x * 0.04, window.y * 0.03, window.x * 0.96, window.y * 0.03 + tall);
    look::card(parent, card);
    let margin = layout.letters;
    let field = Rect::new(card.min.x + margin, card.min.y + margin, card.max.x - margin, card.max.y - size - 2.6 * margin);
    let letters = layout.letters * 1.7;
    let name = if matches!(writing, Writing::HouseName(_)) { "The house's name" } else { "The words" };
    parent.spawn((
        Field,
        AccessibleLabel(name.into()),
        EditableText { visible_lines: None, allow_newlines: true, ..default() },
        TextFont { font: FontSource::Handle(bench.look.letters.clone()), font_size: FontSize::Px(letters), ..default() },
        TextColor(look::INK),
        TextCursorStyle::default(),
        Node { padding: UiRect::all(px(margin * 0.6)), border_radius: BorderRadius::all(px(8)), ..look::boxed(field) },
        BackgroundColor(Color::WHITE),
        AutoFocus,
    ));
    let row = card.max.y - size / 2.0 - 1.6 * margin;
    let done = bench.tool("Ready", "done", size, false);
    look::disc(parent, bench.look, layout, Vec2::new(card.max.x - size, row), size, done, Does::FinishWriting);
    let leave = bench.tool("Never mind", "previous", size, false);
    look::disc(parent, bench.look, layout, Vec2::new(card.min.x + size, row), size, leave, Does::LeaveWriting);
}

/// Gives the words in the field, byte for byte.
fn read_field(_: On<ReadField>, fields: Query<&EditableText, With<Field>>, desk: Res<Desk>, mut commands: Commands) {
    if desk.writing.is_none() {
        return;
    }
    if let Ok(field) = fields.single() {
        commands.trigger(WordsFinished(field.value().to_string()));
    }
}
