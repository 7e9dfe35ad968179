//! Recording. It begins with a touch, goes on only while the page with its light is seen, and whatever ends it, what was
//! recorded is kept: in the child's hand, or, if nobody puts it anywhere, on the page.
//! Must not know: devices, how the light looks.

#[cfg(target_arch = "wasm32")]
use crate::app::browser::BrowserMicrophone as Device;
#[cfg(not(target_arch = "wasm32"))]
use crate::voice::Device;
use crate::{
    app::{
        canvas::CanvasSystems,
        desk::{Carried, Desk, Screen, Speak, StopListening},
        keeping::Keeping,
        sitting::{Clock, Sitting},
    },
    session::Spoken,
    voice::{Finished, LONGEST_S, Microphone, RATE, Recorder, Trouble},
};
use bevy::{
    prelude::*,
    window::{AppLifecycle, RequestRedraw},
};
use std::sync::Arc;

/// The microphone, and the recording that is being made.
#[derive(Resource)]
pub struct Hearing {
    /// What hears.
    pub microphone: Arc<dyn Microphone>,
    going: Option<Going>,
}

struct Going {
    recorder: Recorder,
    spoken: Spoken,
    /// The session it belongs to.
    session: String,
    /// What was told about it last.
    told: Option<Trouble>,
}

impl Default for Hearing {
    fn default() -> Self {
        Self { microphone: Arc::new(Device), going: None }
    }
}

impl Hearing {
    /// How loud it is just now, as a share of what a level shows, 0 to 1.
    pub fn level(&self) -> f32 {
        self.going.as_ref().map_or(0.0, |going| going.recorder.level())
    }

    /// Seconds that can still be recorded.
    pub fn left_s(&self) -> f32 {
        LONGEST_S as f32 - self.going.as_ref().map_or(0.0, |going| going.recorder.seconds())
    }

    /// Whether a microphone that is a clip has said all of it.
    pub fn has_heard_all(&self) -> bool {
        self.going.as_ref().is_some_and(|going| going.recorder.has_heard_all())
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Hearing>().add_observer(speak);
    app.add_systems(Update, (allow, follow, settle).chain().before(CanvasSystems::Touch));
}

/// Whether the agency lets voices be recorded, and there is a vault to keep them in.
fn allow(keeping: Res<Keeping>, mut desk: ResMut<Desk>) {
    let allowed = keeping.settings.recording && keeping.voices().is_some();
    if desk.voice.allowed != allowed {
        desk.voice.allowed = allowed;
    }
}

/// The microphone was touched: begins, or stops.
fn speak(
    _: On<Speak>,
    mut hearing: ResMut<Hearing>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
    keeping: Res<Keeping>,
    clock: Res<Clock>,
    mut commands: Commands,
) {
    if let Some(going) = &hearing.going {
        return going.recorder.stop();
    }
    let Some(voices) = keeping.voices().filter(|_| may_go_on(&desk)) else { return };
    commands.trigger(StopListening);
    sitting.0.settle_spoken();
    let spoken = sitting.0.speak(desk.inside, clock.now_ms);
    let mut keeper = voices.begin(spoken.clone(), RATE);
    let keep = move |piece: &[i16]| keeper.keep(piece).map_err(|error| error.to_string());
    let recorder = Recorder::begin(hearing.microphone.clone(), Box::new(keep));
    hearing.going = Some(Going { recorder, spoken, session: sitting.0.id.clone(), told: None });
    desk.clear();
    desk.carried = None;
    desk.voice.trouble = None;
    desk.voice.recording = true;
}

/// It goes on only where its light is seen.
fn may_go_on(desk: &Desk) -> bool {
    desk.voice.allowed && desk.screen == Screen::Page && !desk.hidden
}

fn follow(
    mut hearing: ResMut<Hearing>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
    mut lifecycle: MessageReader<AppLifecycle>,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    let suspended = lifecycle.read().any(|now| !now.is_active());
    let Some(going) = &mut hearing.going else { return };
    if suspended || !may_go_on(&desk) {
        going.recorder.stop();
        redraw.write(RequestRedraw);
    }
    let Some(Finished { recording, trouble }) = going.recorder.finished() else {
        let notice = going.recorder.notice();
        if notice != going.told {
            going.told.clone_from(&notice);
            desk.voice.trouble = notice;
        }
        return;
    };
    desk.voice.recording = false;
    desk.voice.trouble = trouble;
    let Some(Going { spoken, session, .. }) = hearing.going.take() else { return };
    // Another session may have been opened in the meantime; this one's recording is found when it is opened again.
    if let Some(recording) = recording
        && session == sitting.0.id
    {
        sitting.0.spoke(spoken, recording);
        if may_go_on(&desk) {
            desk.clear();
            desk.carried = Some(Carried::Spoken);
        }
    }
}

/// What waits for its place and is in nobody's hand comes to the page by itself.
fn settle(mut desk: ResMut<Desk>, mut sitting: ResMut<Sitting>) {
    let held = desk.carried == Some(Carried::Spoken);
    if held && (desk.screen != Screen::Page || desk.hidden || sitting.0.waiting().is_none()) {
        desk.carried = None;
    } else if held {
        return;
    }
    if sitting.0.waiting().is_some() {
        sitting.0.settle_spoken();
    }
}
