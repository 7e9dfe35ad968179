//! Listening to what was recorded, at its own speed or at half of it. The sound is fetched from the vault when it is asked for,
//! off the frame's path, and let go when it has been heard.
//! Must not know: how a bubble looks, what plays it.

#[cfg(not(target_arch = "wasm32"))]
use super::loudspeaker::{Loudspeaker, Playing};
#[cfg(target_arch = "wasm32")]
use crate::app::browser::{Loudspeaker, Playing};
use crate::{
    app::{
        desk::{Desk, Listen, Screen, StopListening},
        keeping::Keeping,
        sitting::Sitting,
    },
    session::{ItemState, MarkId, MarkKind, Thing},
    voice::Trouble,
};
use bevy::{
    prelude::*,
    tasks::{AsyncComputeTaskPool, Task, futures::check_ready},
    window::RequestRedraw,
};
use std::time::Duration;
use web_time::Instant;

/// Half speed, for writing words down.
const SLOW: f32 = 0.5;
/// A sound that has not begun after so long has nothing to be played with.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is being listened to: on its way from the vault, or being played.
#[derive(Resource, Default)]
enum Listening {
    #[default]
    Nothing,
    Fetching(Task<Result<Vec<i16>, String>>, f32),
    Playing(Playing, Instant),
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Listening>().add_observer(listen).add_observer(stop);
    app.add_systems(Update, (stop_where_it_may_not, play).chain());
}

fn listen(
    ask: On<Listen>,
    mut desk: ResMut<Desk>,
    mut listening: ResMut<Listening>,
    keeping: Res<Keeping>,
    mut loudspeaker: Loudspeaker,
) {
    let same = desk.voice.hears == Some((ask.id, ask.slow));
    let_go(&mut desk, &mut listening, &mut loudspeaker);
    // What is being recorded must not hear what was recorded.
    let Some(voices) = keeping.voices().filter(|_| !same && !desk.voice.recording).cloned() else { return };
    let id = ask.id;
    let task =
        AsyncComputeTaskPool::get().spawn(async move { voices.sound(id).map_err(|error| format!("{error}; it was not heard")) });
    *listening = Listening::Fetching(task, if ask.slow { SLOW } else { 1.0 });
    desk.voice.hears = Some((id, ask.slow));
}

fn stop(_: On<StopListening>, mut desk: ResMut<Desk>, mut listening: ResMut<Listening>, mut loudspeaker: Loudspeaker) {
    let_go(&mut desk, &mut listening, &mut loudspeaker);
}

fn let_go(desk: &mut Desk, listening: &mut Listening, loudspeaker: &mut Loudspeaker) {
    if let Listening::Playing(playing, _) = std::mem::take(listening) {
        loudspeaker.stop(playing);
    }
    if desk.voice.hears.is_some() {
        desk.voice.hears = None;
    }
}

/// Whether a recording can be seen, and so heard.
fn can_be_heard(sitting: &Sitting, id: MarkId) -> bool {
    sitting
        .0
        .page()
        .find(id)
        .is_some_and(|(_, mark)| mark.state == ItemState::Shown && matches!(mark.kind, MarkKind::Placed(Thing::Recording(_), _)))
}

/// Sound stops at once when the page is hidden or left, and when what is heard is put away or covered.
fn stop_where_it_may_not(
    mut desk: ResMut<Desk>,
    sitting: Res<Sitting>,
    mut listening: ResMut<Listening>,
    mut loudspeaker: Loudspeaker,
) {
    if let Some((id, _)) = desk.voice.hears
        && (desk.hidden || desk.screen != Screen::Page || !can_be_heard(&sitting, id))
    {
        let_go(&mut desk, &mut listening, &mut loudspeaker);
    }
}

fn play(
    mut listening: ResMut<Listening>,
    mut desk: ResMut<Desk>,
    mut loudspeaker: Loudspeaker,
    mut redraw: MessageWriter<RequestRedraw>,
) {
    match &mut *listening {
        Listening::Nothing => {}
        Listening::Fetching(task, speed) => {
            redraw.write(RequestRedraw);
            match check_ready(task) {
                None => {}
                Some(Ok(sound)) => *listening = Listening::Playing(loudspeaker.play(sound, *speed), Instant::now()),
                Some(Err(why)) => {
                    let_go(&mut desk, &mut listening, &mut loudspeaker);
                    desk.voice.trouble = Some(Trouble::Other(why));
                }
            }
        }
        Listening::Playing(playing, since) => {
            if loudspeaker.is_over(playing) {
                let_go(&mut desk, &mut listening, &mut loudspeaker);
            } else if !loudspeaker.has_begun(playing) && since.elapsed() > PATIENCE {
                let_go(&mut desk, &mut listening, &mut loudspeaker);
                desk.voice.trouble = Some(Trouble::NoSpeaker);
            }
        }
    }
}
