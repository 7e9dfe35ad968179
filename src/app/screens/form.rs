//! What the worker's cards are made of: a sheet of paper, lines to write on, answers to touch, and discs at its foot.
//! The same paper as the child's, calmer: you know at a glance whose side you are on.
//! Must not know: what is asked.

use crate::app::{
    desk::Does,
    layout::{Layout, WORKER_MM},
    look,
    tray::Bench,
};
use bevy::{input_focus::tab_navigation::TabIndex, prelude::*, ui_widgets::Button};

/// Sizes on a card, logical px.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// A worker's target: 12 mm, or what there is room for.
    pub target: f32,
    /// Ordinary text.
    pub letters: f32,
    /// Between one thing and the next.
    pub gap: f32,
}

impl Sizes {
    /// The sizes of a card that has so many lines one below the other.
    pub fn of(layout: &Layout, lines: usize) -> Self {
        let room = layout.lowest - layout.letters * 5.0 - layout.disc * 0.7;
        let target = (WORKER_MM * layout.px_per_mm).min(room / lines.max(1) as f32 * 0.86).max(16.0);
        Self { target, letters: (target * 0.27).clamp(8.5, layout.letters * 1.15), gap: target * 0.14 }
    }
}

/// An answer to touch.
pub(super) struct Chip<B> {
    /// Its accessible name.
    pub name: String,
    /// The word on it.
    pub word: String,
    /// Whether it is the answer.
    pub chosen: bool,
    /// What touching it does.
    pub does: B,
}

/// An answer whose name is the word on it.
pub(super) fn chip<B>(word: &str, chosen: bool, does: B) -> Chip<B> {
    Chip { name: word.into(), word: word.into(), chosen, does }
}

/// A whole sheet on the table, from edge to edge but for where wrists rest. Gives what is free above its foot.
pub(super) fn sheet(parent: &mut ChildSpawnerCommands, bench: &mut Bench) -> Rect {
    super::lay_table(parent, bench);
    sheet_over(parent, bench)
}

/// The same sheet over whatever is there.
pub(super) fn sheet_over(parent: &mut ChildSpawnerCommands, bench: &Bench) -> Rect {
    let layout = bench.layout;
    let margin = layout.letters * 0.8;
    let card = Rect::new(margin, margin, layout.window.x - margin, layout.lowest);
    look::card(parent, card);
    let foot = layout.disc * 0.7 + layout.letters * 2.4;
    Rect::new(card.min.x + margin, card.min.y + margin, card.max.x - margin, card.max.y - foot)
}

/// Discs along the foot of a sheet, spread from edge to edge; on a narrow sheet they shrink rather than overlap.
pub(super) fn foot(parent: &mut ChildSpawnerCommands, bench: &mut Bench, discs: Vec<(&str, &str, Does)>) {
    let layout = bench.layout;
    let margin = layout.letters * 1.6;
    let step = (layout.window.x - 2.0 * margin) / discs.len().max(1) as f32;
    let size = (layout.disc * 0.7).min(step * 0.8);
    let y = layout.lowest - size / 2.0 - layout.letters * 1.9;
    for (i, (name, icon, does)) in discs.into_iter().enumerate() {
        let disc = bench.tool(name, icon, size, false);
        look::disc(parent, bench.look, layout, Vec2::new(margin + (i as f32 + 0.5) * step, y), size, disc, does);
    }
}

/// A box whose contents stand one below the other.
pub(super) fn column(parent: &mut ChildSpawnerCommands, rect: Rect, gap: f32, lay: impl FnOnce(&mut ChildSpawnerCommands)) {
    let node = Node { flex_direction: FlexDirection::Column, row_gap: px(gap), overflow: Overflow::clip(), ..look::boxed(rect) };
    parent.spawn((node, Pickable::IGNORE)).with_children(lay);
}

/// A title.
pub(super) fn heading(parent: &mut ChildSpawnerCommands, bench: &Bench, sizes: Sizes, text: &str) {
    parent.spawn(look::title(bench.look, text, sizes.letters * 1.35));
}

/// A sentence, set as wide as there is room.
pub(super) fn sentence(parent: &mut ChildSpawnerCommands, bench: &Bench, sizes: Sizes, text: &str) {
    parent.spawn(look::text(bench.look, text, sizes.letters));
}

/// What is asked, and the answers beside it.
pub(super) fn chips<B: Bundle>(parent: &mut ChildSpawnerCommands, bench: &Bench, sizes: Sizes, asked: &str, chips: Vec<Chip<B>>) {
    let row = Node { align_items: AlignItems::Center, column_gap: px(sizes.gap), flex_shrink: 0.0, ..default() };
    parent.spawn((row, Pickable::IGNORE)).with_children(|row| {
        if !asked.is_empty() {
            row.spawn((Node { width: percent(17), flex_shrink: 0.0, ..default() }, Pickable::IGNORE)).with_child(look::text(
                bench.look,
                asked,
                sizes.letters,
            ));
        }
        let rest = Node {
            flex_wrap: FlexWrap::Wrap,
            flex_grow: 1.0,
            flex_basis: px(0),
            row_gap: px(sizes.gap),
            column_gap: px(sizes.gap),
            ..default()
        };
        row.spawn((rest, Pickable::IGNORE)).with_children(|rest| {
            for each in chips {
                one_chip(rest, bench, sizes, each);
            }
        });
    });
}

/// One answer. Chosen is a ring, a mark and a deeper paper: never colour alone.
pub(super) fn one_chip<B: Bundle>(parent: &mut ChildSpawnerCommands, bench: &Bench, sizes: Sizes, chip: Chip<B>) {
    let word = if chip.chosen { format!("✓ {}", chip.word) } else { chip.word };
    parent
        .spawn((
            Button,
            AccessibleLabel(chip.name),
            TabIndex(0),
            Node {
                justify_content: JustifyContent::Center,
                align_items: AlignItems::Center,
                min_width: px(sizes.target * 1.5),
                max_width: percent(100),
                min_height: px(sizes.target),
                padding: UiRect::axes(px(sizes.letters * 0.8), px(2)),
                border: UiRect::all(px(2)),
                border_radius: BorderRadius::all(px(8)),
                ..default()
            },
            BorderColor::all(if chip.chosen { look::CORAL } else { look::LEAF }),
            BackgroundColor(if chip.chosen { look::SHELF_EDGE } else { look::LEAF }),
            chip.does,
        ))
        .with_child(look::word(bench.look, &word, sizes.letters, look::INK));
}

/// A line with words on it, or an empty one; touching it opens the writing card.
pub(super) fn line<B: Bundle>(parent: &mut ChildSpawnerCommands, bench: &Bench, sizes: Sizes, asked: &str, text: &str, does: B) {
    let row = Node { align_items: AlignItems::Center, column_gap: px(sizes.gap), flex_shrink: 0.0, ..default() };
    parent.spawn((row, Pickable::IGNORE)).with_children(|row| {
        row.spawn((Node { width: percent(17), flex_shrink: 0.0, ..default() }, Pickable::IGNORE)).with_child(look::text(
            bench.look,
            asked,
            sizes.letters,
        ));
        row.spawn((
            Button,
            AccessibleLabel(asked.into()),
            TabIndex(0),
            Node {
                align_items: AlignItems::Center,
                flex_grow: 1.0,
                flex_basis: px(0),
                min_height: px(sizes.target),
                max_height: px(sizes.target * 2.4),
                padding: UiRect::axes(px(sizes.letters * 0.8), px(2)),
                border_radius: BorderRadius::all(px(8)),
                overflow: Overflow::clip(),
                ..default()
            },
            BackgroundColor(Color::WHITE),
            does,
        ))
        .with_child(look::text(bench.look, text, sizes.letters));
    });
}
