//! The child's things read back one after another, their words large enough to be read together. "I'll say your words. Tell me
//! if I got anything wrong." Any of it can be left out.

use super::form::{self, Sizes};
use crate::{
    app::{
        desk::{Card, Desk, Does},
        look,
        sitting::Sitting,
        tray::Bench,
    },
    artwork::text_in,
    picture::View,
    session::{Item, ItemContent, ItemState, ReadBack, Rect as Mm, Session, Thing},
};
use bevy::{prelude::*, ui_widgets::Activate};
use tiny_skia::{IntSize, Pixmap};

/// What a child can say to it: accessible name, icon.
pub const ANSWERS: [(ReadBack, &str, &str); 3] = [
    (ReadBack::Agreed, "Yes, like that", "yes"),
    (ReadBack::Changed, "I changed it", "changed"),
    (ReadBack::Declined, "I'd rather not", "no-thanks"),
];
/// The accessible name of the way on.
pub const NEXT: &str = "The next one";

/// The accessible name of the way back.
pub const BEFORE: &str = "The one before";

/// Answers for the item at a place among those that are read back.
#[derive(Component, Debug, Clone, Copy)]
struct Answers(usize, ReadBack);

pub(super) fn plugin(app: &mut App) {
    app.add_observer(answer);
}

/// What is read back: all that was not put away.
pub fn readable(session: &Session) -> Vec<Item> {
    session.items(true).into_iter().filter(|item| item.state != ItemState::PutAway).collect()
}

fn answer(activate: On<Activate>, controls: Query<&Answers>, mut desk: ResMut<Desk>, mut sitting: ResMut<Sitting>) {
    let Ok(Answers(place, answer)) = controls.get(activate.entity).copied() else { return };
    let items = readable(&sitting.0);
    if let Some(mark) = items.get(place).and_then(|item| item.marks.first()) {
        sitting.0.read_back(*mark, answer);
    }
    desk.card = (place + 1 < items.len()).then_some(Card::ReadBack(place + 1));
}

/// What an item is called where it is listed.
pub(super) fn called(bench: &Bench, item: &Item) -> String {
    let catalogue = &bench.studio.artwork.catalogue;
    match &item.content {
        ItemContent::Drawing { strokes: 1, .. } => "A drawing".into(),
        ItemContent::Drawing { strokes, .. } => format!("A drawing of {strokes} strokes"),
        ItemContent::Placed(Thing::Sticker(name), _) => {
            let label = catalogue.find(name).map(|sticker| text_in(&sticker.label, &bench.sitting.0.child.language));
            format!("Sticker: {}", label.unwrap_or(name))
        }
        ItemContent::Placed(Thing::Words(_), _) => "Words".into(),
        ItemContent::Placed(Thing::Recording(_), _) => "A recording".into(),
    }
}

/// Where an item lies on the page, with a little of what is round it, mm.
pub(super) fn place_of(bench: &Bench, item: &Item) -> Mm {
    let bounds = match &item.content {
        ItemContent::Drawing { bounds, .. } => *bounds,
        ItemContent::Placed(thing, pose) => bench.studio.painter.thing_bounds(thing, *pose).1,
    };
    let side = (bounds.width().max(bounds.height()) + 8.0).max(30.0);
    let around = Mm::around(bounds.centre(), side, side);
    if side >= 200.0 { Mm::PAGE } else { around.nudged_into(Mm::PAGE) }
}

/// A piece of the page as it is now, `width` logical px wide.
pub(super) fn cutting(bench: &mut Bench, frame: Mm, width: f32) -> Option<Handle<Image>> {
    let view = View::of(frame, ((width * bench.scale_factor).round() as u32).clamp(1, 4096));
    let page = bench.sitting.0.page();
    let scene = bench.studio.painter.scene(&view, &page.paints).ok()?;
    let picture = bench.studio.painter.paint(&view, page, &scene).ok()?;
    let pixmap = Pixmap::from_vec(picture.pixels, IntSize::from_wh(picture.width, picture.height)?)?;
    Some(bench.images.add(look::image_of(&pixmap)))
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, place: usize) {
    let layout = bench.layout;
    parent.spawn((look::boxed(Rect::from_corners(Vec2::ZERO, layout.window)), BackgroundColor(look::INK.with_alpha(0.25))));
    let free = form::sheet_over(parent, bench);
    let items = readable(&bench.sitting.0);
    let sizes = Sizes::of(layout, 7);
    let size = layout.disc.min(layout.window.y * 0.2);
    let answers = free.max.y - size - layout.letters * 1.6;
    let top = Rect::new(free.min.x, free.min.y, free.max.x, answers - sizes.gap);
    if let Some(item) = items.get(place.min(items.len().saturating_sub(1))) {
        let side = (top.height() - sizes.letters * 2.4).min(top.width() * 0.36);
        let picture = Rect::from_corners(
            Vec2::new(top.min.x, top.min.y + sizes.letters * 2.4),
            Vec2::new(top.min.x + side, top.min.y + sizes.letters * 2.4 + side),
        );
        let frame = place_of(bench, item);
        if let Some(image) = cutting(bench, frame, side) {
            let node = Node { border_radius: BorderRadius::all(px(8)), ..look::boxed(picture) };
            parent.spawn((node, ImageNode::new(image), Pickable::IGNORE));
        }
        let words = Rect::new(picture.max.x + sizes.letters * 1.4, picture.min.y, top.max.x, top.max.y);
        let (told, large) = match &item.words {
            Some(words) => (words.text.clone(), sizes.letters * if words.text.chars().count() > 160 { 1.2 } else { 2.0 }),
            None => (called(bench, item), sizes.letters * 1.6),
        };
        form::column(parent, words, sizes.gap, |column| {
            column.spawn(look::text(bench.look, &told, large));
            if let Some(original) = item.words.as_ref().and_then(|words| words.original.as_deref()) {
                column.spawn(look::text(bench.look, original, large * 0.8));
            }
        });
    }
    let title = match items.len() {
        0 => "Nothing is on the page yet.".to_owned(),
        count => format!("I'll say your words. Tell me if I got anything wrong.   {} of {count}", place + 1),
    };
    form::column(parent, Rect { max: Vec2::new(top.max.x, top.min.y + sizes.letters * 2.2), ..top }, 0.0, |column| {
        form::sentence(column, bench, sizes, &title);
    });
    if let Some(item) = items.get(place) {
        let step = (free.width() / ANSWERS.len() as f32).min(size * 2.2);
        let left = free.center().x - step * (ANSWERS.len() - 1) as f32 / 2.0;
        for (i, (answer, name, icon)) in ANSWERS.into_iter().enumerate() {
            let disc = bench.tool(name, icon, size, item.read_back == answer);
            let centre = Vec2::new(left + i as f32 * step, answers + size / 2.0);
            look::disc(parent, bench.look, layout, centre, size, disc, Answers(place, answer));
        }
    }
    let mut discs = vec![("Close the card", "close", Does::Open(None))];
    if place > 0 {
        discs.push((BEFORE, "previous", Does::Open(Some(Card::ReadBack(place - 1)))));
    }
    if place + 1 < items.len() {
        discs.push((NEXT, "next", Does::Open(Some(Card::ReadBack(place + 1)))));
    }
    discs.push(("Hide", "curtain", Does::Hide));
    form::foot(parent, bench, discs);
}
