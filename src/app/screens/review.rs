//! The worker looks through the record: the picture, every item with its words, question, hand and time in order, and what a good
//! record would still have. Nothing can be changed here.

use super::{
    form::{self, Sizes},
    read_back, worker,
};
use crate::{
    app::{
        desk::{Does, Screen},
        look,
        tray::{Bench, HANDS},
    },
    artwork::text_in,
    session::{Item, ItemState, Missing, ReadBack, Rect as Mm, Session},
};
use bevy::prelude::*;

/// One sentence about something that is missing.
fn told(missing: Missing) -> String {
    match missing {
        Missing::Questions(1) => "One thing has no question with it, nor that it was said without being asked.".into(),
        Missing::Questions(count) => {
            format!("{count} things have no question with them, nor that they were said without being asked.")
        }
        Missing::ReadBacks(1) => "The words of one thing were not read back.".into(),
        Missing::ReadBacks(count) => format!("The words of {count} things were not read back."),
        Missing::Told => "Not all was said beforehand: what this is, who will see it, what cannot stay private.".into(),
        Missing::ChildsAgreement => "Whether the child agrees was not asked.".into(),
        Missing::ParentsAgreement => "Whether the parents agree is not told, nor why they were not asked.".into(),
        Missing::Sharing => "Nothing is written of who may see it.".into(),
        Missing::Ending => "The session was not ended; the record will say that it was interrupted.".into(),
        Missing::Promise => "What happens next was not told.".into(),
        Missing::Observation => "There is no note of what was seen and heard.".into(),
    }
}

/// Minutes and seconds since the session started.
fn time(ms: u64) -> String {
    format!("{}:{:02}", ms / 60_000, ms / 1000 % 60)
}

/// All the record tells of an item, after what it is called.
fn details(bench: &Bench, session: &Session, item: &Item) -> String {
    let theme = bench.studio.painter.theme();
    let house = item.house.map_or("outside", |kind| text_in(&theme.part(kind).label, &session.child.language));
    let hand = HANDS.iter().find(|(hand, ..)| *hand == item.hand).map_or("", |(_, name, _)| *name);
    let asked = match item.prompt.and_then(|id| session.prompts.get(id.0)) {
        None => "no question recorded".into(),
        Some(prompt) if prompt.text_as_asked.is_empty() => "said without being asked".into(),
        Some(prompt) => format!("asked: “{}”", prompt.text_as_asked),
    };
    let read = match item.read_back {
        ReadBack::NotYet => "not read back",
        ReadBack::Agreed => "read back: agreed",
        ReadBack::Changed => "read back: changed it",
        ReadBack::Declined => "read back: didn't want to",
    };
    let state = match item.state {
        ItemState::Shown => "",
        ItemState::Covered => " · covered",
        ItemState::PutAway => " · put away",
    };
    format!("{} · {house} · {hand} · {asked} · {read}{state}", time(item.at_ms))
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let free = worker::sheet(parent, bench, Screen::Review);
    let layout = bench.layout;
    let sizes = Sizes::of(layout, 7);
    let session = bench.sitting.0.clone();
    let items = session.items(true);
    // The picture and what is missing on one side, the items on the other; one below the other where the window is tall.
    let (aside, list) = if layout.portrait {
        let y = free.min.y + free.height() * 0.42;
        (Rect { max: Vec2::new(free.max.x, y), ..free }, Rect { min: Vec2::new(free.min.x, y + sizes.gap), ..free })
    } else {
        let x = free.min.x + free.width() * 0.42;
        (Rect { max: Vec2::new(x, free.max.y), ..free }, Rect { min: Vec2::new(x + sizes.letters, free.min.y), ..free })
    };
    let width = aside.width().min(aside.height() * 0.52 * 297.0 / 210.0);
    let picture = Rect::from_corners(aside.min, aside.min + Vec2::new(width, width * 210.0 / 297.0));
    if let Some(image) = read_back::cutting(bench, Mm::PAGE, width) {
        look::shadow(parent, picture, Vec2::new(2.0, 4.0), 4.0);
        parent.spawn((look::boxed(picture), AccessibleLabel("The picture".into()), ImageNode::new(image), Pickable::IGNORE));
    }
    let small = Sizes { letters: sizes.letters * 0.92, ..sizes };
    let below = Rect { min: Vec2::new(aside.min.x, picture.max.y + sizes.gap * 2.0), ..aside };
    form::column(parent, below, sizes.gap * 0.6, |column| {
        let missing = session.missing();
        let title = if missing.is_empty() { "Nothing is missing for a good record." } else { "A good record would still have:" };
        form::sentence(column, bench, sizes, title);
        for each in missing {
            form::sentence(column, bench, small, &format!("· {}", told(each)));
        }
    });
    let row = sizes.letters * 4.6;
    let fits = ((list.height() / row) as usize).max(1);
    let leaves = items.len().div_ceil(fits).max(1);
    let leaf = bench.desk.leaf.min(leaves - 1);
    for (i, item) in items.iter().enumerate().skip(leaf * fits).take(fits) {
        let top = list.min.y + (i - leaf * fits) as f32 * row;
        let side = row - sizes.gap;
        let frame = read_back::place_of(bench, item);
        if item.state != ItemState::PutAway
            && let Some(image) = read_back::cutting(bench, frame, side)
        {
            let at = Rect::new(list.min.x, top, list.min.x + side, top + side);
            let node = Node { border_radius: BorderRadius::all(px(5)), ..look::boxed(at) };
            parent.spawn((node, ImageNode::new(image), Pickable::IGNORE));
        }
        let words = Rect::new(list.min.x + row, top, list.max.x, top + side);
        let called = read_back::called(bench, item);
        let quoted = item.words.as_ref().map(|words| {
            let original = words.original.as_ref().map(|text| format!(" (as said: “{text}”)")).unwrap_or_default();
            format!(" “{}”{original}", words.text)
        });
        let details = details(bench, &session, item);
        let name = format!("Item {}: {called}{}", i + 1, quoted.clone().unwrap_or_default());
        let node = Node { flex_direction: FlexDirection::Column, overflow: Overflow::clip(), ..look::boxed(words) };
        parent.spawn((node, AccessibleLabel(name), Pickable::IGNORE)).with_children(|column| {
            let mut first = format!("{}. {called}{}", i + 1, quoted.unwrap_or_default());
            if first.chars().count() > 150 {
                first = first.chars().take(148).chain(['…']).collect();
            }
            form::sentence(column, bench, sizes, &first);
            form::sentence(column, bench, small, &details);
        });
    }
    let mut turns = Vec::new();
    if leaf > 0 {
        turns.push(("Earlier items", "previous", Does::TurnTo(leaf - 1)));
    }
    if leaf + 1 < leaves {
        turns.push(("Later items", "next", Does::TurnTo(leaf + 1)));
    }
    worker::foot_with(parent, bench, turns);
}
