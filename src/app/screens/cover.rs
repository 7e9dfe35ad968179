//! The book, closed. One touch opens it.

use crate::app::{
    desk::{Does, Screen},
    look::{self, Disc},
    tray::Bench,
};
use bevy::prelude::*;

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let layout = bench.layout;
    let window = layout.window;
    super::lay_table(parent, bench);
    let width = window.x.min(window.y * 297.0 / 210.0);
    let book = Rect::from_center_size(window / 2.0, Vec2::new(width, width * 210.0 / 297.0));
    if let Some(picture) = bench.icon("icons/book-cover.svg", width, None) {
        parent.spawn((look::boxed(book), ImageNode::new(picture), Pickable::IGNORE));
    }
    // The title and the button stand on the free page at the foot of the book, above where wrists rest.
    let size = (layout.disc * 1.1).min(book.height() * 0.3);
    let y = (book.min.y + book.height() * 0.84).min(layout.lowest - size / 2.0);
    let letters = book.height() * 0.085;
    let title = Rect::from_center_size(Vec2::new(book.min.x + width * 0.37, y), Vec2::new(width * 0.5, letters * 1.5));
    parent.spawn((
        Node { justify_content: JustifyContent::Center, align_items: AlignItems::Center, ..look::boxed(title) },
        Pickable::IGNORE,
        children![look::title(bench.look, "Three Houses", letters)],
    ));
    let disc = Disc {
        name: "Open the book".into(),
        word: String::new(),
        picture: bench.icon("icons/street.svg", size, None),
        paper: bench.icon("icons/disc.svg", size, None),
        colour: None,
        fill: 0.86,
        chosen: false,
    };
    look::disc(parent, bench.look, layout, Vec2::new(book.min.x + width * 0.74, y), size, disc, Does::Go(Screen::Themes));
}
