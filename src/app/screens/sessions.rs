//! The worker's list of sessions: what is on this tablet, and until when. Behind the PIN.

use crate::{
    app::{
        desk::{Does, Pad, Screen},
        keeping::{Keep, Keeping, now_s},
        look,
        tray::Bench,
    },
    vault::{About, Retention, Standing},
};
use bevy::{input_focus::tab_navigation::TabIndex, prelude::*, ui_widgets::Button};

const DAY_S: u64 = 24 * 3600;

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, keeping: &Keeping) {
    let layout = bench.layout;
    let window = layout.window;
    let margin = layout.letters;
    let card = Rect::new(margin, margin, window.x - margin, layout.lowest);
    look::card(parent, card);
    let letters = layout.letters * 1.15;
    let title = "Sessions on this tablet";
    parent.spawn((
        look::boxed(Rect::new(card.min.x + margin, card.min.y + margin * 0.6, card.max.x - margin, card.min.y + margin * 3.0)),
        Pickable::IGNORE,
        children![look::title(bench.look, title, letters * 1.3)],
    ));
    let size = layout.disc * 0.8;
    let row = (12.0 * layout.px_per_mm).min(card.height() / 6.0);
    let top = card.min.y + margin * 3.4;
    let room = card.max.y - size - layout.letters * 2.6 - top;
    let entries = keeping.sessions();
    let fits = ((room / (row * 1.15)) as usize).max(1);
    for (i, entry) in entries.iter().take(fits).enumerate() {
        let y = top + i as f32 * row * 1.15;
        let rect = Rect::new(card.min.x + margin, y, card.max.x - margin, y + row);
        let (name, line) = match &entry.about {
            Ok(about) => (format!("{} {}", about.date, about.case_ref), told(about, keeping.settings.retention)),
            Err(error) => (format!("Damaged session {}", i + 1), format!("{error}; the other sessions are fine")),
        };
        let text = if entry.about.is_ok() { format!("{name}   {line}") } else { line };
        let mut control = parent.spawn((
            Node {
                align_items: AlignItems::Center,
                padding: UiRect::horizontal(px(margin)),
                border_radius: BorderRadius::all(px(8)),
                overflow: Overflow::clip(),
                ..look::boxed(rect)
            },
            AccessibleLabel(name),
            BackgroundColor(look::LEAF),
            children![look::word(bench.look, &text, letters, look::INK)],
        ));
        if entry.about.is_ok() {
            control.insert((Button, TabIndex(0), Does::Keep(Keep::GoOn(entry.key))));
        }
    }
    let said = match (keeping.told().said, entries.len().checked_sub(fits)) {
        (said, _) if !said.is_empty() => said,
        (_, Some(more)) if more > 0 => format!("and {more} more, older ones"),
        _ if entries.is_empty() => "Nothing is on this tablet.".into(),
        _ => String::new(),
    };
    parent.spawn((
        look::boxed(Rect::new(card.min.x + margin, card.max.y - size - margin, card.max.x - size * 5.6, card.max.y)),
        Pickable::IGNORE,
        children![look::word(bench.look, &said, letters, look::INK)],
    ));
    let change = bench.tool("Change the PIN", "lock", size, false);
    let beside = Vec2::new(card.max.x - size * 2.6, card.max.y - size / 2.0 - layout.letters * 2.0);
    look::disc(parent, bench.look, layout, beside, size, change, Does::AskPin(Pad::Change));
    let settings = bench.tool("Settings", "settings", size, false);
    let farther = Vec2::new(card.max.x - size * 4.2, card.max.y - size / 2.0 - layout.letters * 2.0);
    look::disc(parent, bench.look, layout, farther, size, settings, Does::Go(Screen::Settings));
    let new = bench.tool("New session", "new-session", size, false);
    let centre = Vec2::new(card.max.x - size, card.max.y - size / 2.0 - layout.letters * 2.0);
    look::disc(parent, bench.look, layout, centre, size, new, Does::Keep(Keep::New));
}

/// Where a session stands, and what waits for what.
fn told(about: &About, retention: Retention) -> String {
    let due = retention.due_s(about).saturating_sub(now_s()).div_ceil(DAY_S);
    match about.standing {
        Standing::Open => format!("open, not exported; to be exported within {due} days"),
        Standing::Ended => format!("ended, not exported; to be exported within {due} days"),
        Standing::Exported(_) if due == 0 => "exported; due to be erased".into(),
        Standing::Exported(_) => format!("exported; to be erased within {due} days"),
    }
}
