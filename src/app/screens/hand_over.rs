//! The record is handed over: how far it is, whether it is whole, and where it went.
//! Must not know: how it is written: into a folder (`into_folder`), or for a browser (`into_zip`).

use super::{read_back, worker};
use crate::{
    app::{
        desk::{Does, Screen, StartExport},
        keeping::{Keep, Keeping},
        look,
        sitting::{Sitting, Studio},
        tray::Bench,
    },
    case_file,
    session::{MarkId, Rect as Mm, Session},
    vault::Voices,
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
    #[cfg_attr(not(target_arch = "wasm32"), expect(dead_code, reason = "only a browser waits"))]
    /// It is whole, under this name, and waits for a touch to leave the browser.
    Ready(String),
    /// Where it went.
    Done(PathBuf),
    /// One plain sentence.
    Failed(String),
}

/// The export, as far as it is.
#[derive(Resource, Default)]
pub struct Exporting {
    state: State,
    /// The session it is of, but for its steps, and their numbers: what came later was not exported.
    of: Option<(Session, Vec<u64>)>,
    shared: Arc<Mutex<State>>,
    /// Where to; the documents folder unless it is set.
    pub into: Option<PathBuf>,
}

impl Exporting {
    /// How the export of a session stands; another session's is no export of this one.
    pub(super) fn state(&self, session: &Session) -> State {
        if self.of.as_ref().is_some_and(|(of, _)| of.id == session.id) { self.state.clone() } else { State::Waiting }
    }

    /// Whoever writes the export tells how it stands.
    pub(super) fn tell(&self, state: State) {
        *self.shared.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }

    /// The same, from another thread.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn teller(&self) -> impl Fn(State) + Send + Sync + use<> {
        let shared = self.shared.clone();
        move |state| *shared.lock().unwrap_or_else(PoisonError::into_inner) = state
    }

    /// How it stands, as it was told last.
    pub(super) fn told(&self) -> State {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_of(&self, session: &Session) -> bool {
        self.of.as_ref().is_some_and(|(of, steps)| *of == session.without_steps() && *steps == session.state_serials())
    }
}

/// Writes an export of this session.
#[derive(Event, Clone)]
pub(super) struct Write {
    pub session: Session,
    pub studio: Studio,
    pub voices: Option<Voices>,
    pub keep_put_away: bool,
}

impl Write {
    /// The sound of one of its recordings.
    pub fn sound(&self, of: MarkId) -> Result<Vec<i16>, String> {
        match &self.voices {
            Some(voices) => voices.sound(of).map_err(|error| error.to_string()),
            None => case_file::no_sound(of),
        }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Exporting>().add_observer(start).add_systems(Update, follow.before(super::FurnitureSystems));
}

/// An export begins: what is to be exported is noted, and whoever writes it is called.
fn start(
    _: On<StartExport>,
    mut exporting: ResMut<Exporting>,
    sitting: Res<Sitting>,
    studio: Res<Studio>,
    keeping: Res<Keeping>,
    mut commands: Commands,
) {
    if matches!(exporting.state, State::Going(_)) {
        return;
    }
    exporting.state = State::Going(0);
    exporting.of = Some((sitting.0.without_steps(), sitting.0.state_serials()));
    exporting.tell(State::Going(0));
    let (session, studio) = (sitting.0.clone(), studio.clone());
    let voices = keeping.voices().cloned();
    commands.trigger(Write { session, studio, voices, keep_put_away: keeping.settings.keep_put_away });
}

/// Looks how far the export is, as long as one is going.
fn follow(
    mut exporting: ResMut<Exporting>,
    keeping: Res<Keeping>,
    sitting: Res<Sitting>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    if matches!(exporting.state, State::Going(_)) {
        redraw.write(RequestRedraw);
    } else if !matches!(exporting.state, State::Ready(_)) {
        return;
    }
    let now = exporting.told();
    if now != exporting.state {
        // Only what was written is noted as exported, not what was opened or changed since.
        if matches!(now, State::Done(_)) && exporting.is_of(&sitting.0) {
            keeping.mark_exported();
        }
        exporting.state = now;
    }
}

pub(super) fn lay(parent: &mut ChildSpawnerCommands, bench: &mut Bench, exporting: &Exporting, keeping: &Keeping) {
    let card = worker::sheet(parent, bench, Screen::HandOver);
    let layout = bench.layout;
    let (ref_, id) = (bench.sitting.0.case_ref.clone(), bench.sitting.0.setting.date.clone());
    let said = match exporting.state(&bench.sitting.0) {
        _ if keeping.told().failing.is_some() => {
            format!("This session could not be saved and goes on being tried: {}.", keeping.told().failing.unwrap_or_default())
        }
        State::Waiting => "Touch the folder to write the pictures and the summary for the case file.".to_owned(),
        State::Going(percent) => format!("Writing … {percent} %"),
        State::Ready(name) => format!("Ready and checked: {name}. Touch the open folder to save or share it."),
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
    parent.spawn(line(card.max.y - letters * 5.5, &said, letters * 1.2, bench.look));
    // What will be in the file, so that nobody exports the wrong child's page.
    let tall = card.height() - letters * 10.5;
    let wide = (tall * 297.0 / 210.0).min(card.width());
    if let Some(image) = read_back::cutting(bench, Mm::PAGE, wide) {
        let middle = Vec2::new(card.center().x, card.min.y + letters * 3.8 + tall / 2.0);
        let picture = Rect::from_center_size(middle, Vec2::new(wide, wide * 210.0 / 297.0));
        look::shadow(parent, picture, Vec2::new(2.0, 4.0), 4.0);
        parent.spawn((look::boxed(picture), AccessibleLabel("The picture".into()), ImageNode::new(image), Pickable::IGNORE));
    }
    if let State::Going(percent) = exporting.state(&bench.sitting.0) {
        let bar = Rect::new(card.min.x + 40.0, card.max.y - letters * 2.4, card.max.x - 40.0, card.max.y - letters * 1.4);
        parent.spawn((look::boxed(bar), BackgroundColor(look::SHELF), AccessibleLabel(format!("Written {percent} of 100"))));
        let done = Rect::new(bar.min.x, bar.min.y, bar.min.x + bar.width() * f32::from(percent) / 100.0, bar.max.y);
        parent.spawn((look::boxed(done), BackgroundColor(look::CORAL)));
    }
    let mut discs = vec![("Write the case file", "case-file", Does::Export)];
    match exporting.state(&bench.sitting.0) {
        State::Ready(_) => discs.push(("Save or share", "folder-open", Does::ShowFolder)),
        State::Done(_) if cfg!(target_arch = "wasm32") => discs.push(("Save or share again", "folder-open", Does::ShowFolder)),
        State::Done(_) => discs.push(("Show the folder", "folder-open", Does::ShowFolder)),
        _ => {}
    }
    if bench.sitting.0.page().marks.is_empty() && bench.sitting.0.ending.is_none() {
        discs.push(("Another picture", "worlds", Does::Go(Screen::Themes)));
    }
    // Only what was exported and checked is offered to be erased.
    let done = matches!(exporting.state(&bench.sitting.0), State::Done(_)) && exporting.is_of(&bench.sitting.0);
    if keeping.has_pin() && done {
        discs.push(("Erase from this tablet", "erase", Does::Keep(Keep::Erase)));
    }
    worker::foot_with(parent, bench, discs);
}
