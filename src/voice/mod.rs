//! The child's voice on its way from a microphone to where it is kept: heard, brought to one rate, measured, cut into pieces.
//!
//! A [`Microphone`] is a device, a clip or a browser's; it hands what it hears to an [`Ear`]. A [`Recorder`] listens on a thread
//! of its own, so no frame and no device waits for the other. Sound is in memory for less than a piece and goes nowhere but to
//! the function that keeps it.
//! Must not know: screens, the vault, what is said.

mod clip;
mod device;
mod level;
mod recorder;
mod resample;
mod take;
#[cfg(test)]
mod tests;

pub use clip::Clip;
pub use device::Device;
pub use recorder::{Finished, Recorder};
pub use take::Keep;

use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{SyncSender, TrySendError},
    },
};
use zeroize::Zeroizing;

/// Samples to the second in every recording.
pub const RATE: u32 = 48_000;
/// No recording is longer, s.
pub const LONGEST_S: u64 = 300;
/// Samples in a piece: half a second, so that a crash loses less than one.
pub const PIECE: usize = RATE as usize / 2;
/// Handfuls of sound that may wait between a device and the recorder. A device gives ten to a hundred of them in a second.
const WAITING: usize = 512;

/// What goes wrong with a microphone, one plain sentence each for the worker. What was recorded stays, whatever it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is none.
    #[error("There is no microphone here.")]
    None,
    /// The system or the user said no.
    #[error("This tablet does not let Three Houses use the microphone; its system settings can.")]
    Refused,
    /// Another program has it.
    #[error("Another program is holding the microphone; close it and touch the microphone again.")]
    Held,
    /// It went away in the middle.
    #[error("The microphone was unplugged. What was recorded is kept.")]
    Unplugged,
    /// Nothing but silence comes from it.
    #[error("The microphone hears nothing. Is it covered, or switched off?")]
    Silent,
    /// More than it can take.
    #[error("It is too loud for the microphone; a little further away is better.")]
    TooLoud,
    /// There are several, and this one listens.
    #[error("There are several microphones; the one that listens is: {0}.")]
    Several(String),
    /// The tablet did not keep up with the device.
    #[error("The tablet was too busy and missed a moment of sound. What was recorded is kept.")]
    Missed,
    /// The recording is as long as one can be.
    #[error("Five minutes are the most in one recording. It is kept; touch the microphone to go on.")]
    Full,
    /// It could not be stored.
    #[error("The recording was stopped, because it could not be kept: {0}.")]
    NotKept(String),
    /// Nothing to listen with.
    #[error("There is nothing here to play sound with.")]
    NoSpeaker,
    /// Something else; what the system calls it.
    #[error("That did not work: {0}.")]
    Other(String),
}

/// What hears.
pub trait Microphone: Send + Sync + 'static {
    /// Begins to listen. What is heard goes to the ear until what is given back is let go. May take its time: it is asked on a
    /// thread of its own, which also lets go of what is given back.
    fn open(&self, ear: Ear) -> Result<Open, Trouble>;
}

/// A microphone that listens.
pub struct Open {
    /// Its own samples to the second.
    pub rate: u32,
    /// Something to know about it.
    pub notice: Option<Trouble>,
    /// What listens, for as long as it is kept.
    pub stream: Box<dyn Any>,
}

/// What comes from a microphone.
enum Heard {
    /// Wiped when it is let go.
    Sound(Zeroizing<Vec<f32>>),
    Gone(Trouble),
    End,
}

/// Where a microphone puts what it hears. It never makes a device wait: what nobody takes in time is missed, and counted.
#[derive(Clone)]
pub struct Ear {
    to: SyncSender<Heard>,
    missed: Arc<AtomicU64>,
}

impl Ear {
    /// A handful of sound, interleaved, from -1 to 1. Several channels become one.
    pub fn hear(&self, sound: impl Iterator<Item = f32>, channels: usize) {
        let mono = mixed(sound, channels);
        if let Err(TrySendError::Full(Heard::Sound(lost))) = self.to.try_send(Heard::Sound(mono.into())) {
            self.missed.fetch_add(lost.len() as u64, Ordering::Relaxed);
        }
    }

    /// The device itself lost some sound.
    pub fn miss(&self) {
        self.missed.fetch_add(1, Ordering::Relaxed);
    }

    /// The microphone is gone.
    pub fn lose(&self, why: Trouble) {
        let _ = self.to.try_send(Heard::Gone(why));
    }

    /// For what is no device and can wait: hands a handful over; false when nobody listens any more.
    pub fn wait_and_hear(&self, mono: Vec<f32>) -> bool {
        self.to.send(Heard::Sound(mono.into())).is_ok()
    }

    /// There is nothing more to come, though nobody said stop.
    pub fn end(&self) {
        let _ = self.to.send(Heard::End);
    }
}

/// One channel of several, as loud as before where they agree.
fn mixed(sound: impl Iterator<Item = f32>, channels: usize) -> Vec<f32> {
    let share = 1.0 / channels.max(1) as f32;
    let mut mono = Vec::with_capacity(sound.size_hint().0 / channels.max(1) + 1);
    for (i, sample) in sound.enumerate() {
        let sample = if sample.is_finite() { sample } else { 0.0 };
        match mono.last_mut() {
            Some(last) if i % channels.max(1) != 0 => *last += sample * share,
            _ => mono.push(sample * share),
        }
    }
    mono
}
