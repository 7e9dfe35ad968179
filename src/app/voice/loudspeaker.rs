//! What plays recordings on a computer or a tablet: Bevy's sound, and a decoder that reads the samples where they lie.
//! Must not know: which recording it is, when it may be heard.

use crate::voice::RATE;
use bevy::{
    audio::{
        AddAudioSource, AudioPlayer, AudioSink, ChannelCount, Decodable, GlobalVolume, PlaybackSettings, Sample, SampleRate,
        Source,
    },
    ecs::system::SystemParam,
    prelude::*,
};
use std::{num::NonZero, sync::Arc, time::Duration};
use zeroize::Zeroizing;

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

pub(super) fn plugin(app: &mut App) {
    // Without an output there still are sounds; nobody hears them.
    if app.world().contains_resource::<GlobalVolume>() {
        app.add_audio_source::<Sound>();
    } else {
        app.init_asset::<Sound>();
    }
}

/// Plays one recording.
#[derive(SystemParam)]
pub struct Loudspeaker<'w, 's> {
    sounds: ResMut<'w, Assets<Sound>>,
    players: Query<'w, 's, (), With<AudioPlayer<Sound>>>,
    heard: Query<'w, 's, (), With<AudioSink>>,
    output: Option<Res<'w, GlobalVolume>>,
    commands: Commands<'w, 's>,
}

/// A sound that was given to be played.
pub struct Playing(Entity);

impl Loudspeaker<'_, '_> {
    /// Begins to play a sound, so many times as fast as it was.
    pub fn play(&mut self, sound: Vec<i16>, speed: f32) -> Playing {
        let player = AudioPlayer(self.sounds.add(Sound(Arc::new(sound.into()))));
        Playing(self.commands.spawn((player, PlaybackSettings::DESPAWN.with_speed(speed))).id())
    }

    /// Whether it is to be heard by now.
    pub fn has_begun(&self, Playing(player): &Playing) -> bool {
        self.heard.contains(*player) || self.output.is_none()
    }

    /// Whether it has been heard to its end.
    pub fn is_over(&self, Playing(player): &Playing) -> bool {
        !self.players.contains(*player)
    }

    /// Silence, at once.
    pub fn stop(&mut self, Playing(player): Playing) {
        self.commands.entity(player).try_despawn();
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
