//! What hears, and where it puts what it hears.
//! Must not know: what becomes of it.

use super::Trouble;
use std::{
    any::Any,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc::{SyncSender, TrySendError},
    },
};
use zeroize::Zeroizing;

/// Handfuls of sound that may wait between a device and the recorder. A device gives ten to a hundred of them in a second.
pub(super) const WAITING: usize = 512;

/// What hears.
pub trait Microphone: Send + Sync + 'static {
    /// Begins to listen. What is heard goes to the ear until what is given back is let go. May take its time where there are threads:
    /// it is asked on one of its own, which also lets go of what is given back. In a browser it has to answer at once, and tells the
    /// ear when somebody has to be asked first.
    fn open(&self, ear: Ear) -> Result<Open, Trouble>;
}

/// A microphone that listens.
pub struct Open {
    /// Its own samples to the second.
    pub rate: u32,
    /// Something to know about it.
    pub notice: Option<Trouble>,
    /// What listens, for as long as it is kept.
    pub stream: Box<dyn Any + Send>,
}

/// What comes from a microphone.
pub(super) enum Heard {
    /// Wiped when it is let go.
    Sound(Zeroizing<Vec<f32>>),
    Asks,
    Answered(Option<Trouble>),
    Gone(Trouble),
    End,
}

/// Where a microphone puts what it hears. It never makes a device wait: what nobody takes in time is missed, and counted.
#[derive(Clone)]
pub struct Ear {
    pub(super) to: SyncSender<Heard>,
    pub(super) missed: Arc<AtomicU64>,
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

    /// Somebody is asked whether it may listen: until there is an answer, hearing nothing means nothing.
    pub fn ask(&self) {
        let _ = self.to.try_send(Heard::Asks);
    }

    /// It may listen; and what there is to know about the microphone.
    pub fn answer(&self, notice: Option<Trouble>) {
        let _ = self.to.try_send(Heard::Answered(notice));
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
pub(super) fn mixed(sound: impl Iterator<Item = f32>, channels: usize) -> Vec<f32> {
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
