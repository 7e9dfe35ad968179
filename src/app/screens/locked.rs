//! What stands between the child's side and everything else: the neutral picture that hides the page, and the pad for the PIN.

use crate::app::{
    desk::{Does, Pad, Screen},
    keeping::{Keep, Keeping},
    look::{self, Disc},
    tray::Bench,
};
use bevy::{input_focus::tab_navigation::TabIndex, prelude::*, ui_widgets::Button};

/// The accessible name of the way back from the neutral picture.
pub const UNLOCK: &str = "Unlock";
/// The accessible name of the key that says the PIN is complete.
pub const ENTER: &str = "Open";
/// The accessible name of the key that takes a digit back.
pub const BACK: &str = "Take back";

/// Dots shown for the PIN at most.
const MOST_DOTS: usize = 16;

/// The closed vault, when the app starts.
pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, keeping: &Keeping) {
    super::lay_table(parent, bench);
    let words = match keeping.is_new() {
        None => "The worker's PIN",
        Some(false) => {
            "Choose a PIN of six digits or more, or type a passphrase. It cannot be recovered: if it is lost, what is on this tablet is lost."
        }
        Some(true) => "Once more",
    };
    lay_keys(parent, bench, keeping, words, false);
}

/// The neutral picture over everything. Nothing beneath can be touched.
pub(super) fn lay_hidden(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let window = bench.layout.window;
    let paper = Color::srgb(0.984, 0.969, 0.925);
    parent.spawn((look::boxed(Rect::from_corners(Vec2::ZERO, window)), BackgroundColor(paper)));
    let width = window.x.min(window.y * 297.0 / 210.0);
    let sheet = Rect::from_center_size(window / 2.0, Vec2::new(width, width * 210.0 / 297.0));
    let hide = bench.studio.painter.theme().hide();
    if let Some(picture) = bench.icon(&hide, width, None) {
        parent.spawn((look::boxed(sheet), ImageNode::new(picture), Pickable::IGNORE));
    }
    if bench.desk.pad.is_none() {
        let (layout, size) = (bench.layout, bench.layout.disc * 0.6);
        let centre = Vec2::new(window.x - size * 0.8, size * 0.8);
        let lock = Disc { word: String::new(), ..bench.tool(UNLOCK, "lock", size, false) };
        look::disc(parent, bench.look, layout, centre, size, lock, Does::AskPin(Pad::Return));
    }
}

/// The pad over whatever is there, when the PIN is asked for.
pub(super) fn lay_pad(parent: &mut ChildSpawnerCommands, bench: &mut Bench, keeping: &Keeping) {
    let Some(pad) = bench.desk.pad else { return };
    let window = bench.layout.window;
    parent.spawn((look::boxed(Rect::from_corners(Vec2::ZERO, window)), BackgroundColor(look::INK.with_alpha(0.3))));
    let words = match pad {
        Pad::Worker => "For the worker: the PIN",
        Pad::Change => keeping.asks(),
        Pad::Open | Pad::Return => "The worker's PIN",
    };
    lay_keys(parent, bench, keeping, words, true);
}

fn lay_keys(parent: &mut ChildSpawnerCommands, bench: &mut Bench, keeping: &Keeping, words: &str, can_leave: bool) {
    let layout = bench.layout;
    let (window, told) = (layout.window, keeping.told());
    // A worker's keys are 12 mm; on a small window they shrink so that all of them are there.
    let key = (12.0 * layout.px_per_mm).min((layout.lowest - 8.0) / 7.6).max(18.0);
    let gap = key * 0.22;
    let letters = (key * 0.3).max(9.0);
    let wide = (key * 3.0 + gap * 6.0).max(window.x.min(key * 8.0));
    let tall = key * 4.0 + gap * 5.0 + letters * 8.5;
    let top = ((layout.lowest - tall) / 2.0).max(2.0);
    let card = Rect::new(window.x / 2.0 - wide / 2.0, top, window.x / 2.0 + wide / 2.0, top + tall);
    look::card(parent, card);
    let line = |y: f32, lines: f32| Node {
        justify_content: JustifyContent::Center,
        align_items: AlignItems::Center,
        ..look::boxed(Rect::new(card.min.x + gap, y, card.max.x - gap, y + letters * 1.4 * lines))
    };
    let said = if told.said.is_empty() { words } else { &told.said };
    parent.spawn((line(card.min.y + gap, 3.0), Pickable::IGNORE, children![look::word(bench.look, said, letters, look::INK)]));
    let dots = "●".repeat(told.typed.min(MOST_DOTS));
    parent.spawn((
        line(card.min.y + gap + letters * 4.3, 1.4),
        AccessibleLabel(format!("{} typed", told.typed)),
        Pickable::IGNORE,
        children![look::word(bench.look, &dots, letters, look::INK)],
    ));
    let first = Vec2::new(window.x / 2.0 - key - gap, card.min.y + gap * 2.0 + letters * 6.6 + key / 2.0);
    for (i, digit) in ['1', '2', '3', '4', '5', '6', '7', '8', '9', '\u{232B}', '0', '\u{23CE}'].into_iter().enumerate() {
        let centre = first + Vec2::new((i % 3) as f32, (i / 3) as f32) * (key + gap);
        let rect = Rect::from_center_size(centre, Vec2::splat(key));
        let plain =
            |name: &str, icon: &str, bench: &mut Bench| Disc { word: String::new(), ..bench.tool(name, icon, key, false) };
        match digit {
            '\u{232B}' => {
                let back = plain(BACK, "backspace", bench);
                look::disc(parent, bench.look, layout, centre, key, back, Does::Keep(Keep::Back));
            }
            '\u{23CE}' => {
                let enter = plain(ENTER, "done", bench);
                look::disc(parent, bench.look, layout, centre, key, enter, Does::Keep(Keep::Enter));
            }
            digit => {
                parent.spawn((
                    Button,
                    AccessibleLabel(digit.to_string()),
                    TabIndex(0),
                    Node {
                        justify_content: JustifyContent::Center,
                        align_items: AlignItems::Center,
                        border_radius: BorderRadius::all(px(key * 0.28)),
                        ..look::boxed(rect)
                    },
                    BackgroundColor(look::LEAF),
                    Does::Keep(Keep::Digit(digit)),
                    children![look::word(bench.look, &digit.to_string(), key * 0.42, look::INK)],
                ));
            }
        }
    }
    if can_leave && bench.desk.screen != Screen::Locked {
        let leave = Disc { word: String::new(), ..bench.tool("Never mind", "previous", key, false) };
        let centre = Vec2::new(card.min.x + key * 0.8, card.max.y - key * 0.8);
        look::disc(parent, bench.look, layout, centre, key, leave, Does::Keep(Keep::Leave));
    }
}
