//! Who is in the child's life: who lives here, who visits, who is not inside. The child names them and says where they go;
//! nothing more is asked.

use super::{
    form::{self, Chip, Sizes},
    question::{ABOUT_PEOPLE, Asks},
};
use crate::{
    app::{
        desk::{Desk, Does, Finished, Screen, Writing},
        look::{self, Disc},
        sitting::Sitting,
        tray::Bench,
    },
    session::{Person, Placement, PromptKind},
};
use bevy::{input_focus::tab_navigation::TabIndex, prelude::*, ui_widgets::Activate, ui_widgets::Button};

/// Where somebody can be: accessible name, icon.
pub const PLACES: [(Placement, &str, &str); 3] = [
    (Placement::LivesHere, "Lives here", "lives-here"),
    (Placement::Visits, "Visits", "visits"),
    (Placement::NotInside, "Not inside", "not-inside"),
];
/// The accessible name of what brings one more.
pub const SOMEBODY: &str = "Somebody";

/// Puts whoever is chosen somewhere.
#[derive(Component, Debug, Clone, Copy)]
struct Puts(Placement);

/// Takes somebody in the hand, by their place in the list.
#[derive(Component, Debug, Clone, Copy)]
struct Takes(usize);

/// Takes whoever is chosen off again.
#[derive(Component, Debug, Clone, Copy)]
struct TakesOff;

pub(super) fn plugin(app: &mut App) {
    app.add_observer(put).add_observer(take_name);
}

fn put(
    activate: On<Activate>,
    puts: Query<&Puts>,
    takes: Query<&Takes>,
    off: Query<&TakesOff>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
) {
    if let Ok(Puts(placement)) = puts.get(activate.entity) {
        if let Some(person) = desk.person.take().and_then(|place| sitting.0.people.get_mut(place)) {
            person.placement = *placement;
        }
    } else if let Ok(Takes(place)) = takes.get(activate.entity) {
        desk.person = if desk.person == Some(*place) { None } else { Some(*place) };
    } else if off.contains(activate.entity)
        && let Some(place) = desk.person.take().filter(|place| *place < sitting.0.people.len())
    {
        sitting.0.people.remove(place);
    }
}

fn take_name(finished: On<Finished>, mut desk: ResMut<Desk>, mut sitting: ResMut<Sitting>) {
    if finished.writing == Writing::Person && !finished.text.is_empty() {
        desk.person = Some(sitting.0.people.len());
        sitting.0.people.push(Person { says: finished.text.clone(), placement: Placement::Unplaced });
    }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let layout = bench.layout;
    let free = form::whole_sheet(parent, bench);
    let sizes = Sizes::of(layout, 7);
    let asks = ABOUT_PEOPLE.map(|text| Chip {
        name: text.into(),
        word: text.into(),
        chosen: bench.sitting.0.asked().is_some_and(|prompt| prompt.text_as_asked == text),
        does: Asks(PromptKind::Open, text.into()),
    });
    form::column(parent, free, sizes.gap, |column| {
        form::chips(column, bench, sizes, "", asks.into());
    });
    let top = free.min.y + (sizes.target + sizes.gap) * if layout.portrait { 2.0 } else { 1.0 } + sizes.gap;
    let size = layout.disc.min((free.max.y - top) * 0.26);
    // The ways out stand beside those who are nowhere yet, or below them where the window is narrow.
    let (tall, step) = (size + layout.letters * 1.8, (size * 1.25).min(free.width() / 6.0));
    let out_top = free.max.y - tall;
    let unplaced_top = if layout.portrait { out_top - tall } else { out_top };
    let gap = sizes.gap * 2.0;
    let wide = (free.width() - gap * 2.0) / 3.0;
    for (i, (placement, name, icon)) in PLACES.into_iter().enumerate() {
        let left = free.min.x + i as f32 * (wide + gap);
        let place = Rect::new(left, top, left + wide, unplaced_top - gap);
        parent.spawn((
            Button,
            AccessibleLabel(name.into()),
            TabIndex(0),
            Node { border: UiRect::all(px(3)), border_radius: BorderRadius::all(px(12)), ..look::boxed(place) },
            BackgroundColor(look::LEAF),
            BorderColor::all(if bench.desk.person.is_some() { look::CORAL } else { look::LEAF }),
            Puts(placement),
        ));
        let head = (wide * 0.26).min(place.height() * 0.16);
        let picture = bench.icon(&format!("icons/{icon}.svg"), head, None);
        if let Some(picture) = picture {
            let at =
                Rect::new(place.min.x + gap / 2.0, place.min.y + 4.0, place.min.x + gap / 2.0 + head, place.min.y + 4.0 + head);
            parent.spawn((look::boxed(at), ImageNode::new(picture), Pickable::IGNORE));
        }
        let title = Rect::new(place.min.x + gap + head, place.min.y + 4.0, place.max.x, place.min.y + 4.0 + head);
        parent.spawn((
            Node { align_items: AlignItems::Center, ..look::boxed(title) },
            Pickable::IGNORE,
            children![look::title(bench.look, name, sizes.letters * 1.15)],
        ));
        let below = Rect::new(place.min.x, place.min.y + head + 4.0, place.max.x, place.max.y);
        figures(parent, bench, below, |person| person.placement == placement);
    }
    let out = [
        ("Back to the page", "street", Does::Go(Screen::Page)),
        ("Had enough", "rest", Does::Go(Screen::Closing)),
        ("Hide", "curtain", Does::Hide),
    ];
    let outs = out.len() as f32;
    for (i, (name, icon, does)) in out.into_iter().enumerate() {
        let disc = bench.tool(name, icon, size, false);
        let right = if layout.portrait { free.center().x + step * outs / 2.0 } else { free.max.x };
        let centre = Vec2::new(right - (outs - i as f32 - 0.5) * step, out_top + size / 2.0);
        look::disc(parent, bench.look, layout, centre, size, disc, does);
    }
    let plus = bench.tool(SOMEBODY, "plus", size, false);
    let y = unplaced_top + size / 2.0;
    look::disc(parent, bench.look, layout, Vec2::new(free.min.x + step / 2.0, y), size, plus, Does::Write(Writing::Person));
    let right = if layout.portrait { free.max.x } else { free.max.x - outs * step };
    if bench.desk.person.is_some() {
        let off = bench.tool("Take off again", "rubber", size, false);
        look::disc(parent, bench.look, layout, Vec2::new(right - step / 2.0, y), size, off, TakesOff);
    }
    let row = Rect::new(free.min.x + step, unplaced_top - layout.px_per_mm * 2.0, right - step, unplaced_top + tall);
    figures(parent, bench, row, |person| person.placement == Placement::Unplaced);
}

/// The figures of those who are somewhere, as large as there is room for.
fn figures(parent: &mut ChildSpawnerCommands, bench: &mut Bench, rect: Rect, here: impl Fn(&Person) -> bool) {
    let people: Vec<(usize, String)> = bench
        .sitting
        .0
        .people
        .iter()
        .enumerate()
        .filter(|(_, person)| here(person))
        .map(|(place, person)| (place, person.says.clone()))
        .collect();
    let (centres, size, _) = bench.layout.grid(rect, &[people.len()]);
    for ((place, says), centre) in people.into_iter().zip(centres) {
        let word = look::short(&says);
        let disc = Disc { name: says, word, ..bench.tool("", "person", size, bench.desk.person == Some(place)) };
        look::disc(parent, bench.look, bench.layout, centre, size, disc, Takes(place));
    }
}
