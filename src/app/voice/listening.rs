//! Listening to what was recorded, at its own speed or at half of it. The sound is fetched from the vault when it is asked for,
//! off the frame's path, and let go when it has been heard.
//! Must not know: how a bubble looks.

use crate::{
    app::{
        desk::{Desk, Listen, Screen, StopListening},
        keeping::Keeping,
        sitting::Sitting,
    },
    session::{ItemState, MarkId, MarkKind, Thing},
    voice::{RATE, Trouble},
};
use bevy::{
    audio::{
        AddAudioSource, AudioPlayer, AudioSink, ChannelCount, Decodable, GlobalVolume, PlaybackSettings, Sample, SampleRate,
        Source,
    },
    prelude::*,
    tasks::{AsyncComputeTaskPool, Task, block_on, poll_once},
    window::RequestRedraw,
};
use std::{
    num::NonZero,
    sync::Arc,
    time::{Duration, Instant},
};
use zeroize::Zeroizing;

/// Half speed, for writing words down.
const SLOW: f32 = 0.5;
/// A sound that has not begun after so long has nothing to be played with.
const PATIENCE: Duration = Duration::from_secs(2);

/// A recording's sound. Wiped when it is let go.
#[derive(Asset, TypePath, Clone)]
pub struct Sound(Arc<Zeroizing<Vec<i16>>>);

/// A sound on its way to the ear.
pub struct Speech {
    sound: Sound,
    next: usize,
}

impl Iterator for Speech {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        let sample = self.sound.0.get(self.next)?;
        self.next += 1;
        Some(Sample::from(*sample) / 32_768.0)
    }
}

impl Source for Speech {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        NonZero::<u16>::MIN
    }

    fn sample_rate(&self) -> SampleRate {
        NonZero::new(RATE).unwrap_or(NonZero::<u32>::MIN)
    }

    fn total_duration(&self) -> Option<Duration> {
        Some(Duration::from_secs_f64(self.sound.0.len() as f64 / f64::from(RATE)))
    }
}

impl Decodable for Sound {
    type Decoder = Speech;

    fn decoder(&self) -> Speech {
        Speech { sound: self.clone(), next: 0 }
    }
}

/// What is being listened to: on its way from the vault, or being played.
#[derive(Resource, Default)]
enum Listening {
    #[default]
    Nothing,
    Fetching(Task<Result<Vec<i16>, String>>, f32),
    Playing(Entity, Instant),
}

pub(super) fn plugin(app: &mut App) {
    // Without an output there still are sounds; nobody hears them.
    if app.world().contains_resource::<GlobalVolume>() {
        app.add_audio_source::<Sound>();
    } else {
        app.init_asset::<Sound>();
    }
    app.init_resource::<Listening>().add_observer(listen).add_observer(stop);
    app.add_systems(Update, (stop_where_it_may_not, play).chain());
}

fn listen(
    ask: On<Listen>,
    mut desk: ResMut<Desk>,
    mut listening: ResMut<Listening>,
    keeping: Res<Keeping>,
    mut commands: Commands,
) {
    let same = desk.voice.hears == Some((ask.id, ask.slow));
    let_go(&mut desk, &mut listening, &mut commands);
    // What is being recorded must not hear what was recorded.
    let Some(voices) = keeping.voices().filter(|_| !same && !desk.voice.recording).cloned() else { return };
    let id = ask.id;
    let task =
        AsyncComputeTaskPool::get().spawn(async move { voices.sound(id).map_err(|error| format!("{error}; it was not heard")) });
    *listening = Listening::Fetching(task, if ask.slow { SLOW } else { 1.0 });
    desk.voice.hears = Some((id, ask.slow));
}

fn stop(_: On<StopListening>, mut desk: ResMut<Desk>, mut listening: ResMut<Listening>, mut commands: Commands) {
    let_go(&mut desk, &mut listening, &mut commands);
}

fn let_go(desk: &mut Desk, listening: &mut Listening, commands: &mut Commands) {
    if let Listening::Playing(player, _) = std::mem::take(listening) {
        commands.entity(player).try_despawn();
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
    mut commands: Commands,
) {
    if let Some((id, _)) = desk.voice.hears
        && (desk.hidden || desk.screen != Screen::Page || !can_be_heard(&sitting, id))
    {
        let_go(&mut desk, &mut listening, &mut commands);
    }
}

#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn play(
    mut listening: ResMut<Listening>,
    mut desk: ResMut<Desk>,
    mut sounds: ResMut<Assets<Sound>>,
    players: Query<(), With<AudioPlayer<Sound>>>,
    heard: Query<(), With<AudioSink>>,
    output: Option<Res<GlobalVolume>>,
    mut redraw: MessageWriter<RequestRedraw>,
    mut commands: Commands,
) {
    match &mut *listening {
        Listening::Nothing => {}
        Listening::Fetching(task, speed) => {
            redraw.write(RequestRedraw);
            match block_on(poll_once(task)) {
                None => {}
                Some(Ok(sound)) => {
                    let player = AudioPlayer(sounds.add(Sound(Arc::new(sound.into()))));
                    let how = PlaybackSettings::DESPAWN.with_speed(*speed);
                    *listening = Listening::Playing(commands.spawn((player, how)).id(), Instant::now());
                }
                Some(Err(why)) => {
                    let_go(&mut desk, &mut listening, &mut commands);
                    desk.voice.trouble = Some(Trouble::Other(why));
                }
            }
        }
        Listening::Playing(player, since) => {
            let began = heard.contains(*player) || output.is_none();
            if !players.contains(*player) {
                let_go(&mut desk, &mut listening, &mut commands);
            } else if !began && since.elapsed() > PATIENCE {
                let_go(&mut desk, &mut listening, &mut commands);
                desk.voice.trouble = Some(Trouble::NoSpeaker);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sound_is_played_sample_by_sample_as_it_was_recorded() {
        let sound = Sound(Arc::new(vec![0, i16::MIN, 16_384].into()));
        let speech = sound.decoder();
        assert_eq!((speech.channels().get(), speech.sample_rate().get()), (1, 48_000));
        assert_eq!(speech.total_duration(), Some(Duration::from_secs_f64(3.0 / 48_000.0)));
        assert_eq!(speech.collect::<Vec<_>>(), [0.0, -1.0, 0.5]);
    }
}
