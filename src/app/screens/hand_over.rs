//! The worker's side, for now one card: write the record into a folder, see how far it is, see where it went.

use crate::{
    app::{
        desk::{Does, StartExport},
        keeping::{Keep, Keeping},
        look,
        sitting::{Sitting, Studio},
        tray::Bench,
    },
    case_file,
};
use bevy::{prelude::*, window::RequestRedraw};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

/// How an export stands.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum State {
    /// None was asked for.
    #[default]
    Waiting,
    /// Hundredths done.
    Going(u8),
    /// Where it went.
    Done(PathBuf),
    /// One plain sentence.
    Failed(String),
}

/// The export, written on a thread of its own.
#[derive(Resource, Default)]
pub struct Exporting {
    state: State,
    shared: Arc<Mutex<State>>,
    /// Where to; the documents folder unless it is set.
    pub into: Option<PathBuf>,
}

impl Exporting {
    pub(super) fn state(&self) -> State {
        self.state.clone()
    }
}

/// Where exports go unless somebody says otherwise: `Three Houses` in the documents folder, or at home where there is none.
pub fn default_folder() -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    let documents = home.join("Documents");
    if documents.is_dir() { documents } else { home }.join("Three Houses")
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Exporting>().add_observer(start).add_systems(Update, follow.before(super::FurnitureSystems));
}

fn start(
    _: On<StartExport>,
    mut exporting: ResMut<Exporting>,
    sitting: Res<Sitting>,
    studio: Res<Studio>,
    keeping: Res<Keeping>,
) {
    if matches!(exporting.state, State::Going(_)) {
        return;
    }
    exporting.state = State::Going(0);
    let shared = exporting.shared.clone();
    let set = move |state: State| *shared.lock().unwrap_or_else(PoisonError::into_inner) = state;
    set(State::Going(0));
    let (session, studio) = (sitting.0.clone(), studio.clone());
    let keep_put_away = keeping.settings.keep_put_away;
    let into = exporting.into.clone().unwrap_or_else(default_folder);
    std::thread::spawn(move || {
        // The app's own folder may be made; one that was named has to be there.
        let _ = std::fs::create_dir_all(&into);
        let progress = |share: f32| set(State::Going((share * 100.0) as u8));
        let done = case_file::export(&session, &studio.artwork, &studio.painter, keep_put_away, &into, &progress);
        set(match done {
            Ok(folder) => match case_file::check(&folder) {
                Ok(_) => State::Done(folder),
                Err(wrong) => State::Failed(wrong.join("; ")),
            },
            Err(error) => State::Failed(error.to_string()),
        });
    });
}

/// Looks how far the export is, as long as one is going.
fn follow(mut exporting: ResMut<Exporting>, keeping: Res<Keeping>, mut redraw: MessageWriter<RequestRedraw>) {
    if !matches!(exporting.state, State::Going(_)) {
        return;
    }
    redraw.write(RequestRedraw);
    let now = exporting.shared.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if now != exporting.state {
        if matches!(now, State::Done(_)) {
            keeping.mark_exported();
        }
        exporting.state = now;
    }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, exporting: &Exporting, keeping: &Keeping) {
    let layout = bench.layout;
    let window = layout.window;
    let card = Rect::from_center_size(window / 2.0, window * Vec2::new(0.86, 0.8));
    look::card(parent, card);
    let size = layout.disc;
    let (ref_, id) = (bench.sitting.0.case_ref.clone(), bench.sitting.0.setting.date.clone());
    let said = match exporting.state() {
        _ if keeping.told().failing.is_some() => {
            format!("This session could not be saved and goes on being tried: {}.", keeping.told().failing.unwrap_or_default())
        }
        State::Waiting => "Touch the folder to write the pictures and the summary for the case file.".to_owned(),
        State::Going(percent) => format!("Writing … {percent} %"),
        State::Done(folder) => format!("Written and checked: {}", folder.display()),
        State::Failed(why) => format!("Nothing was written: {why}"),
    };
    let line = |y: f32, text: &str, size: f32, look: &look::Look| {
        (
            Node {
                justify_content: JustifyContent::Center,
                ..look::boxed(Rect::new(card.min.x + 20.0, y, card.max.x - 20.0, y + size * 4.0))
            },
            Pickable::IGNORE,
            children![look::word(look, text, size, look::INK)],
        )
    };
    let title = format!("For the case file · {ref_} · {id}");
    let letters = layout.letters;
    parent.spawn(line(card.min.y + letters, &title, letters * 1.4, bench.look));
    parent.spawn(line(card.center().y - letters * 1.5, &said, letters * 1.2, bench.look));
    if let State::Going(percent) = exporting.state() {
        let bar =
            Rect::new(card.min.x + 40.0, card.center().y + letters * 3.0, card.max.x - 40.0, card.center().y + letters * 4.0);
        parent.spawn((look::boxed(bar), BackgroundColor(look::SHELF), AccessibleLabel(format!("Written {percent} of 100"))));
        let done = Rect::new(bar.min.x, bar.min.y, bar.min.x + bar.width() * f32::from(percent) / 100.0, bar.max.y);
        parent.spawn((look::boxed(done), BackgroundColor(look::CORAL)));
    }
    let row = card.max.y - size / 2.0 - letters * 2.0;
    let mut discs = vec![("Back to the page", "street", Does::ToPage)];
    if bench.sitting.0.page().marks.is_empty() {
        discs.push(("Another picture", "worlds", Does::ToThemes));
    }
    if keeping.has_pin() {
        discs.push(("All sessions", "sessions", Does::Keep(Keep::List)));
        // Only what was exported and checked is offered to be erased.
        if matches!(exporting.state(), State::Done(_)) {
            discs.push(("Erase from this tablet", "erase", Does::Keep(Keep::Erase)));
        }
    }
    discs.push(("Write the case file", "case-file", Does::Export));
    // As many as there are, side by side; on a narrow card they shrink rather than overlap.
    let step = (card.width() - size * 2.0) / (discs.len() - 1) as f32;
    let size = size.min(step * 0.8);
    for (i, (name, icon, does)) in discs.into_iter().enumerate() {
        let disc = bench.tool(name, icon, size, false);
        let centre = Vec2::new(card.min.x + layout.disc + i as f32 * step, row);
        look::disc(parent, bench.look, layout, centre, size, disc, does);
    }
}
