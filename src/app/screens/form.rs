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

/// Free space between one thing and the next, as a share of a target.
const GAP: f32 = 0.12;

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
        let room = layout.lowest - 4.0 * margin(layout) - foot_height(layout);
        let target = (WORKER_MM * layout.px_per_mm).min(room / lines.max(1) as f32 / (1.0 + GAP)).max(14.0);
        Self { target, letters: (target * 0.27).clamp(8.5, layout.letters * 1.15), gap: target * GAP }
    }
}

/// Between a sheet's edge and what is on it, px.
fn margin(layout: &Layout) -> f32 {
    layout.letters * 0.8
}

/// How much of a sheet its foot takes: a worker's disc and the words below it, px.
fn foot_height(layout: &Layout) -> f32 {
    layout.worker_disc + layout.letters * 2.0
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
    let whole = whole_sheet_over(parent, bench);
    Rect { max: Vec2::new(whole.max.x, whole.max.y - foot_height(bench.layout)), ..whole }
}

/// A sheet without a foot. Gives all that is free on it.
pub(super) fn whole_sheet(parent: &mut ChildSpawnerCommands, bench: &mut Bench) -> Rect {
    super::lay_table(parent, bench);
    whole_sheet_over(parent, bench)
}

fn whole_sheet_over(parent: &mut ChildSpawnerCommands, bench: &Bench) -> Rect {
    let (layout, margin) = (bench.layout, margin(bench.layout));
    let card = Rect::new(margin, margin, layout.window.x - margin, layout.lowest);
    look::card(parent, card);
    card.inflate(-margin)
}

/// Discs along the foot of a sheet, spread from edge to edge; on a narrow sheet they shrink rather than overlap.
pub(super) fn foot(parent: &mut ChildSpawnerCommands, bench: &mut Bench, discs: Vec<(&str, &str, Does)>) {
    let layout = bench.layout;
    let margin = layout.letters * 1.6;
    let step = (layout.window.x - 2.0 * margin) / discs.len().max(1) as f32;
    let size = layout.worker_disc.min(step * 0.8);
    let y = layout.lowest - size / 2.0 - layout.letters * 1.8;
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

/// Two columns side by side, or one below the other where the window is tall and they `fold`.
pub(super) fn columns(
    parent: &mut ChildSpawnerCommands,
    bench: &Bench,
    sizes: Sizes,
    fold: bool,
    mut lay: impl FnMut(&mut ChildSpawnerCommands, usize),
) {
    let one_below_the_other = fold && bench.layout.portrait;
    let (flex_direction, flex_basis) =
        if one_below_the_other { (FlexDirection::Column, auto()) } else { (FlexDirection::Row, px(0)) };
    let row_gap = px(sizes.gap);
    let both = Node { flex_direction, column_gap: px(sizes.letters), row_gap, flex_shrink: 0.0, ..default() };
    parent.spawn((both, Pickable::IGNORE)).with_children(|both| {
        for place in 0..2 {
            let flex_direction = FlexDirection::Column;
            let one = Node { flex_direction, flex_grow: 1.0, flex_basis, row_gap, flex_shrink: 0.0, ..default() };
            both.spawn((one, Pickable::IGNORE)).with_children(|column| lay(column, place));
        }
    });
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
        wrapping(row, sizes, |rest| chips.into_iter().for_each(|each| one_chip(rest, bench, sizes, each)));
    });
}

/// A row of answers that wraps where it is too long.
pub(super) fn chip_row(parent: &mut ChildSpawnerCommands, sizes: Sizes, lay: impl FnOnce(&mut ChildSpawnerCommands)) {
    parent.spawn((Node { flex_shrink: 0.0, ..default() }, Pickable::IGNORE)).with_children(|row| wrapping(row, sizes, lay));
}

fn wrapping(row: &mut ChildSpawnerCommands, sizes: Sizes, lay: impl FnOnce(&mut ChildSpawnerCommands)) {
    let rest = Node {
        flex_wrap: FlexWrap::Wrap,
        flex_grow: 1.0,
        flex_basis: px(0),
        row_gap: px(sizes.gap),
        column_gap: px(sizes.gap),
        ..default()
    };
    row.spawn((rest, Pickable::IGNORE)).with_children(lay);
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
