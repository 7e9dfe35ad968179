//! The pictures to choose from, every one offered to every child.

use crate::{
    app::{desk::Does, look, tray::Bench},
    artwork::text_in,
    session::Chooser,
};
use bevy::{input_focus::tab_navigation::TabIndex, prelude::*, ui_widgets::Button};

/// Who can choose: accessible name, icon.
pub const CHOOSERS: [(Chooser, &str, &str); 3] = [
    (Chooser::Child, "I choose", "hand-child"),
    (Chooser::Together, "We choose together", "hand-together"),
    (Chooser::Worker, "You choose for me", "hand-worker"),
];

/// Width of a page as a share of its height.
const PAGE: f32 = 297.0 / 210.0;

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let layout = bench.layout;
    let window = layout.window;
    super::lay_table(parent, bench);
    let language = bench.sitting.0.child.language.clone();
    let artwork = bench.studio.artwork.clone();
    let themes = artwork.themes();
    let (letters, disc) = (layout.letters * 1.1, layout.disc);
    let row = layout.lowest - layout.letters * 1.6 - disc / 2.0;
    let room = Rect::new(letters, letters, window.x - letters, row - disc / 2.0 - letters * 0.5);
    let (columns, width) = fitting(room, themes.len(), letters * 2.0);
    let rows = themes.len().div_ceil(columns);
    let cell = Vec2::new((room.width() / columns as f32).min(width + letters * 4.0), room.height() / rows as f32);
    for (i, theme) in themes.into_iter().enumerate() {
        // A last row that is not full stands in the middle.
        let in_row = columns.min(artwork.themes().len() - i / columns * columns) as f32;
        let x = room.center().x + ((i % columns) as f32 - (in_row - 1.0) / 2.0) * cell.x;
        let centre = Vec2::new(x, room.min.y + ((i / columns) as f32 + 0.5) * cell.y - letters);
        let card = Rect::from_center_size(centre, Vec2::new(width, width / PAGE));
        let label = text_in(&theme.label, &language).to_owned();
        look::shadow(parent, card.inflate(4.0), Vec2::new(2.0, 5.0), 6.0);
        let picture = bench.icon(&theme.scene(), width, None);
        parent
            .spawn((
                Button,
                AccessibleLabel(label.clone()),
                TabIndex(0),
                Node { border: UiRect::all(px(5)), border_radius: BorderRadius::all(px(6)), ..look::boxed(card.inflate(5.0)) },
                BorderColor::all(look::PAPER),
                BackgroundColor(look::PAPER),
                Does::ChooseTheme(theme.name.clone()),
            ))
            .with_children(|card| {
                if let Some(picture) = picture {
                    let whole = Node { width: percent(100), height: percent(100), ..default() };
                    card.spawn((whole, ImageNode::new(picture), Pickable::IGNORE));
                }
            });
        let below = Rect::new(card.min.x, card.max.y + letters * 0.4, card.max.x, card.max.y + letters * 2.0);
        parent.spawn((
            Node { justify_content: JustifyContent::Center, ..look::boxed(below) },
            Pickable::IGNORE,
            children![look::word(bench.look, &label, letters, look::INK)],
        ));
    }
    for (i, (chooser, name, icon)) in CHOOSERS.into_iter().enumerate() {
        let centre = Vec2::new(window.x / 2.0 + (i as f32 - 1.0) * disc * 1.6, row);
        let who = bench.tool(name, icon, disc, bench.desk.chooser == chooser);
        look::disc(parent, bench.look, layout, centre, disc, who, Does::ChooseAs(chooser));
    }
}

/// In how many columns cards are largest, and how wide they are then, px. `below` is what each needs for its words.
fn fitting(room: Rect, count: usize, below: f32) -> (usize, f32) {
    // Of layouts with cards as large, the one with fewer columns.
    (1..=count.max(1))
        .rev()
        .map(|columns| {
            let rows = count.div_ceil(columns).max(1) as f32;
            let (wide, tall) = (room.width() / columns as f32 - 24.0, room.height() / rows - below - 16.0);
            (columns, wide.min(tall * PAGE).max(40.0))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap_or((1, 40.0))
}
