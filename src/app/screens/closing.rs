//! The gentle close: rest, shutters, the part to look at last, what happens next, who may see it, reading back. Any of it can be
//! left out, and the record says so. And the goodbye after it.

use super::{
    form::{self, Chip, Sizes, chip},
    read_back,
};
use crate::{
    app::{
        desk::{Card, Desk, Does, Finished, Pad, Screen, Writing},
        look,
        sitting::{Clock, Sitting},
        tray::{Bench, READ_BACK},
    },
    artwork::text_in,
    session::{EndReason, Ending, HouseKind},
};
use bevy::{prelude::*, ui_widgets::Activate};

/// How a session ends: accessible name, and the icon of those that a child says.
pub const ENDS: [(EndReason, &str, Option<&str>); 5] = [
    (EndReason::ChildFinished, "I'm finished", Some("end")),
    (EndReason::HadEnough, "I've had enough", Some("rest")),
    (EndReason::TimeUp, "Time is up", None),
    (EndReason::Interrupted, "We were interrupted", None),
    (EndReason::WorkerStopped, "The worker stops", None),
];
/// The accessible name of the line for what happens next.
pub const PROMISE: &str = "Next, I will …";
/// The accessible name of the way to the wishes about sharing.
pub const SHARING: &str = "Who may see it";

/// What a control of the close does.
#[derive(Component, Debug, Clone, Copy)]
enum Closes {
    /// Looks at a part last, or not.
    Last(HouseKind),
    /// Closes all shutters, or opens them.
    Shutters,
    /// Ends the session.
    End(EndReason),
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(act).add_observer(take_promise);
}

fn act(
    activate: On<Activate>,
    controls: Query<&Closes>,
    clock: Res<Clock>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
) {
    let session = &mut sitting.0;
    match controls.get(activate.entity) {
        Ok(Closes::Last(house)) => {
            desk.close.finished_on = if desk.close.finished_on == Some(*house) { None } else { Some(*house) };
        }
        Ok(Closes::Shutters) => {
            let close = session.page().houses.iter().any(|front| !front.closed);
            HouseKind::ALL.into_iter().for_each(|house| session.set_shutters(house, close));
        }
        Ok(Closes::End(reason)) => {
            let close = std::mem::take(&mut desk.close);
            let ending = Ending { reason: *reason, finished_on: close.finished_on, told_next: close.told_next };
            session.end(ending, clock.now_ms);
            desk.inside = None;
            desk.go(Screen::Goodbye);
        }
        Err(_) => {}
    }
}

fn take_promise(finished: On<Finished>, mut desk: ResMut<Desk>) {
    if finished.writing == Writing::Promise {
        desk.close.told_next = finished.text.clone();
    }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let layout = bench.layout;
    let free = form::whole_sheet(parent, bench);
    let sizes = Sizes::of(layout, 7);
    let size = layout.disc.min(free.height() * 0.19);
    let row = size + layout.letters * 2.0;
    let column = |top: f32, tall: f32| Rect::new(free.min.x, top, free.max.x, top + tall);
    let heading = sizes.letters * 2.4;
    form::column(parent, column(free.min.y, heading), 0.0, |column| {
        form::heading(column, bench, sizes, "Had enough? We can rest, close the shutters, or finish.");
    });
    // For the child: rest, shutters, read back, who may see it.
    let discs: [(&str, &str, Does); 3] = [
        ("We rest a little", "street", Does::Go(Screen::Page)),
        (READ_BACK, "read-back", Does::Open(Some(Card::ReadBack(0)))),
        (SHARING, "sharing", Does::Go(Screen::Sharing)),
    ];
    let step = (free.width() / 4.0).min(size * 2.2);
    let left = free.center().x - step * 1.5;
    let y = free.min.y + heading + size / 2.0;
    for (i, (name, icon, does)) in discs.into_iter().enumerate() {
        let disc = bench.tool(name, icon, size, false);
        look::disc(parent, bench.look, layout, Vec2::new(left + i as f32 * step, y), size, disc, does);
    }
    let closed = bench.sitting.0.page().houses.iter().all(|front| front.closed);
    let shutters = bench.tool("All the shutters", "shutters", size, closed);
    look::disc(parent, bench.look, layout, Vec2::new(left + 3.0 * step, y), size, shutters, Closes::Shutters);
    // The part to look at last, and that part.
    let top = free.min.y + heading + row + sizes.gap;
    let last = bench.desk.close.finished_on;
    let across = (size * 1.5).min(free.width() / 5.0);
    // The worker's reasons have a line of their own where there is no room for them between the discs.
    let apart = free.width() - across * 4.4 < layout.letters * 26.0;
    let lines = if apart { 2.0 } else { 1.0 };
    let tall = (free.max.y - row - (sizes.target + sizes.gap * 2.0) * lines - sizes.gap * 2.0 - top).max(40.0);
    form::column(parent, column(top, sizes.letters * 1.6), 0.0, |column| {
        form::sentence(column, bench, sizes, "Which part would you like to look at last?");
    });
    let theme = bench.studio.painter.theme().clone();
    let sign = (tall - sizes.letters * 4.4).min(size);
    for (i, kind) in HouseKind::ALL.into_iter().enumerate() {
        let label = text_in(&theme.part(kind).label, &bench.sitting.0.child.language).to_owned();
        let disc = look::Disc {
            name: format!("Last: {label}"),
            word: label,
            picture: bench.icon(&theme.sign(kind), sign, None),
            paper: None,
            colour: None,
            fill: 1.0,
            chosen: last == Some(kind),
        };
        let centre = Vec2::new(free.min.x + (i as f32 + 0.6) * sign * 1.5, top + sizes.letters * 2.0 + sign / 2.0);
        look::disc(parent, bench.look, layout, centre, sign, disc, Closes::Last(kind));
    }
    if let Some(kind) = last {
        let frame = theme.part(kind).close_up();
        let high = tall.min(free.width() * 0.35);
        let wide = high * frame.width() / frame.height();
        let picture = Rect::new(free.max.x - wide, top, free.max.x, top + high);
        if let Some(image) = read_back::cutting(bench, frame, wide) {
            look::shadow(parent, picture, Vec2::new(2.0, 5.0), 8.0);
            let node = Node { border_radius: BorderRadius::all(px(8)), ..look::boxed(picture) };
            parent.spawn((node, ImageNode::new(image), Pickable::IGNORE));
        }
    }
    // What happens next, and the end.
    let bottom = column(free.max.y - row - sizes.target - sizes.gap * 2.5, sizes.target + 2.0);
    let told = bench.desk.close.told_next.clone();
    form::column(parent, bottom, 0.0, |column| {
        form::line(column, bench, sizes, PROMISE, &told, Does::Write(Writing::Promise));
    });
    let y = free.max.y - row + size / 2.0;
    let of_the_child: Vec<_> = ENDS.into_iter().filter_map(|(reason, name, icon)| Some((reason, name, icon?))).collect();
    for (i, (reason, name, icon)) in of_the_child.into_iter().enumerate() {
        let disc = bench.tool(name, icon, size, false);
        let centre = Vec2::new(free.min.x + (i as f32 + 0.6) * across, y);
        look::disc(parent, bench.look, layout, centre, size, disc, Closes::End(reason));
    }
    let of_the_worker = ENDS.into_iter().filter(|(.., icon)| icon.is_none());
    let chips: Vec<Chip<Closes>> = of_the_worker.map(|(reason, name, _)| chip(name, false, Closes::End(reason))).collect();
    let out = [("Back to the page", "street", Does::Go(Screen::Page)), ("Hide", "curtain", Does::Hide)];
    for (i, (name, icon, does)) in out.into_iter().enumerate() {
        let disc = bench.tool(name, icon, size, false);
        let centre = Vec2::new(free.max.x - (1.6 - i as f32) * across, y);
        look::disc(parent, bench.look, layout, centre, size, disc, does);
    }
    let between = if apart {
        Rect::new(free.min.x, bottom.min.y - sizes.target - sizes.gap, free.max.x, bottom.min.y)
    } else {
        Rect::new(free.min.x + across * 2.2, bottom.max.y, free.max.x - across * 2.2, free.max.y + sizes.gap)
    };
    form::column(parent, between, 0.0, |column| {
        form::chip_row(column, sizes, |row| {
            chips.into_iter().for_each(|chip| form::one_chip(row, bench, sizes, chip));
        })
    });
}

/// It is over. Thank you.
pub(super) fn lay_goodbye(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let layout = bench.layout;
    let window = layout.window;
    super::lay_table(parent, bench);
    let width = window.x.min(window.y * 297.0 / 210.0);
    let book = Rect::from_center_size(window / 2.0, Vec2::new(width, width * 210.0 / 297.0));
    if let Some(picture) = bench.icon("icons/book-cover.svg", width, None) {
        parent.spawn((look::boxed(book), ImageNode::new(picture), Pickable::IGNORE));
    }
    let letters = book.height() * 0.06;
    let y = (book.min.y + book.height() * 0.84).min(layout.lowest - letters);
    let title = Rect::from_center_size(Vec2::new(book.min.x + width * 0.45, y), Vec2::new(width * 0.7, letters * 1.5));
    parent.spawn((
        Node { justify_content: JustifyContent::Center, align_items: AlignItems::Center, ..look::boxed(title) },
        Pickable::IGNORE,
        children![look::title(bench.look, "Thank you for showing me.", letters)],
    ));
    let size = layout.worker_disc;
    for (i, (name, icon, does)) in
        [("For the worker", "case-file", Does::AskPin(Pad::Worker)), ("Hide", "curtain", Does::Hide)].into_iter().enumerate()
    {
        let disc = look::Disc { word: String::new(), ..bench.tool(name, icon, size, false) };
        let centre = Vec2::new(window.x - size * (0.8 + 1.3 * i as f32), size * 0.8);
        look::disc(parent, bench.look, layout, centre, size, disc, does);
    }
}
