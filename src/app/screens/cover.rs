//! The book, closed. One touch opens it.

use crate::app::{
    desk::Does,
    look::{self, Disc},
    tray::Bench,
};
use bevy::prelude::*;

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let window = bench.layout.window;
    let width = window.x.min(window.y * 297.0 / 210.0);
    let picture = Rect::from_center_size(window / 2.0, Vec2::new(width, width * 210.0 / 297.0));
    if let Some(image) = bench.icon("icons/book-cover.svg", width, None) {
        parent.spawn((look::boxed(picture), ImageNode::new(image), Pickable::IGNORE));
    }
    let size = bench.layout.disc * 1.2;
    let centre = Vec2::new(
        window.x / 2.0,
        (picture.max.y - picture.height() * 0.14).min(window.y - 17.0 * bench.layout.px_per_mm - size / 2.0),
    );
    parent.spawn((
        look::boxed(Rect::from_center_size(centre - Vec2::new(0.0, size * 0.95), Vec2::new(width, size * 0.5))),
        Pickable::IGNORE,
        children![(
            Node { width: percent(100), justify_content: JustifyContent::Center, ..default() },
            Pickable::IGNORE,
            children![look::word(bench.look, "Three Houses", bench.layout.letters * 2.4, look::INK)],
        )],
    ));
    let disc = Disc {
        name: "Open the book".into(),
        word: String::new(),
        picture: bench.icon("icons/street.svg", size, None),
        paper: bench.icon("icons/disc.svg", size, None),
        colour: None,
        fill: 0.92,
        chosen: false,
    };
    look::disc(parent, bench.look, bench.layout, centre, size, disc, Does::OpenBook);
}
