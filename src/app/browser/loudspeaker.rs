//! What plays recordings in a browser: the page, which has the sound as long as it is heard.
//! Must not know: which recording it is, when it may be heard.

use super::bridge;
use crate::voice::RATE;
use bevy::ecs::system::SystemParam;
use zeroize::Zeroizing;

/// Plays one recording.
#[derive(SystemParam)]
pub struct Loudspeaker;

/// A sound that was given to be played.
pub struct Playing;

impl Loudspeaker {
    /// Begins to play a sound, so many times as fast as it was.
    pub fn play(&mut self, sound: Vec<i16>, speed: f32) -> Playing {
        bridge::speak(&Zeroizing::new(sound), RATE, speed);
        Playing
    }

    /// Whether it is to be heard by now.
    pub fn has_begun(&self, _: &Playing) -> bool {
        bridge::speaking() == "now"
    }

    /// Whether it has been heard to its end.
    pub fn is_over(&self, _: &Playing) -> bool {
        bridge::speaking() == "over"
    }

    /// Silence, at once.
    pub fn stop(&mut self, _: Playing) {
        bridge::stop_speaking();
    }
}
