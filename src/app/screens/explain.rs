//! What this is, for the child and for a parent, in plain words with the pictures (domain.md, section 3).

use super::form::{self, Sizes};
use crate::{
    app::{
        desk::{Does, Screen},
        look,
        tray::Bench,
    },
    settings::Settings,
};
use bevy::prelude::*;

/// For the child: a picture and what to say.
const FOR_THE_CHILD: [(&str, &str); 5] = [
    (
        "themes/houses/scene.svg",
        "This is your page. You choose what goes in, and you can stop any time. You can leave parts empty.",
    ),
    ("icons/hand-together.svg", "Who holds the pen: you, me, or both?"),
    ("icons/sharing.svg", "I may need to tell some people, to help keep you safe. I'll tell you who."),
    ("icons/drawer.svg", "If you put something away, it leaves your picture. I will still remember it."),
    ("icons/street.svg", "Where shall we begin?"),
];

/// For the child where the record does not list what was put away.
const FORGOTTEN: &str = "If you put something away, it leaves your picture.";

/// For the child where voices may be recorded.
const VOICE: (&str, &str) = (
    "icons/microphone.svg",
    "If you like, the page can keep your voice. You begin it and you stop it, and a red light is round the page all the while.",
);

/// For a parent where voices may be recorded.
const VOICE_FOR_A_PARENT: &str = "Your child's voice can be recorded, for as long as a red light is seen round the page and no longer than five minutes at a time.";

/// For a parent.
const FOR_A_PARENT: [&str; 5] = [
    "Your child draws and tells on a page with three parts: good things, worries, and dreams of how life should be.",
    "Your child chooses what goes in, who holds the pen, and when to stop. Nobody is asked to fill anything.",
    "The words are kept exactly as your child says them, with the question that was asked and who wrote them down.",
    "The worker's own notes are kept apart and never stand on your child's page.",
    "The pictures and a written summary go into the case file. On this tablet they are locked, and erased afterwards.",
];

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, settings: &Settings) {
    let layout = bench.layout;
    let free = form::sheet(parent, bench);
    let sizes = Sizes::of(layout, 7);
    let (left, right) = if layout.portrait {
        let y = free.min.y + free.height() * 0.56;
        (Rect { max: Vec2::new(free.max.x, y), ..free }, Rect { min: Vec2::new(free.min.x, y), ..free })
    } else {
        let x = free.min.x + free.width() * 0.56;
        (Rect { max: Vec2::new(x, free.max.y), ..free }, Rect { min: Vec2::new(x + sizes.letters * 2.0, free.min.y), ..free })
    };
    form::column(parent, left, 0.0, |column| form::heading(column, bench, sizes, "For the child"));
    let top = left.min.y + sizes.letters * 2.4;
    let mut told = FOR_THE_CHILD.to_vec();
    if settings.recording {
        told.insert(told.len() - 1, VOICE);
    }
    let row = (left.max.y - top) / told.len() as f32;
    for (i, (picture, words)) in told.into_iter().enumerate() {
        let y = top + i as f32 * row;
        let side = (row * 0.9).min(left.width() * 0.2);
        let is_page = picture.ends_with("scene.svg");
        let tall = if is_page { side * 210.0 / 297.0 } else { side };
        let at = Rect::from_center_size(Vec2::new(left.min.x + side / 2.0, y + row / 2.0), Vec2::new(side, tall));
        if let Some(image) = bench.icon(picture, side, None) {
            parent.spawn((look::boxed(at), ImageNode::new(image), Pickable::IGNORE));
        }
        let words = if picture.ends_with("drawer.svg") && !settings.keep_put_away { FORGOTTEN } else { words };
        let beside = Rect::new(left.min.x + side + sizes.letters, y, left.max.x, y + row);
        let node = Node { align_items: AlignItems::Center, ..look::boxed(beside) };
        parent.spawn((node, Pickable::IGNORE, children![look::text(bench.look, words, sizes.letters * 1.25)]));
    }
    form::column(parent, right, sizes.letters * 0.8, |column| {
        form::heading(column, bench, sizes, "For a parent");
        for words in FOR_A_PARENT.into_iter().chain(settings.recording.then_some(VOICE_FOR_A_PARENT)) {
            form::sentence(column, bench, sizes, words);
        }
    });
    form::foot(parent, bench, vec![("Back", "previous", Does::Go(Screen::Prepare)), ("Hide", "curtain", Does::Hide)]);
}
