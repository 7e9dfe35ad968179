//! Records: what can be done with a recording that is being made, and what can be seen of it. A thread drives it, or the frames of
//! a browser.
//! Must not know: screens, the vault.

#[cfg(target_arch = "wasm32")]
use super::frames::Driver;
#[cfg(not(target_arch = "wasm32"))]
use super::thread::Driver;
use super::{Microphone, RATE, Trouble, level::shown, take::Keep};
use crate::session::Recording;
use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
};

/// What can be seen of a recording from outside.
#[derive(Default)]
pub(super) struct Seen {
    stop: AtomicBool,
    /// The loudest since it was last looked at, as bits.
    peak: AtomicU32,
    heard: AtomicU64,
    pub missed: Arc<AtomicU64>,
    silent_now: AtomicBool,
    notice: Mutex<Option<Trouble>>,
}

impl Seen {
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Release);
    }

    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    pub fn peak(&self, peak: f32) {
        self.peak.fetch_max(peak.to_bits(), Ordering::Relaxed);
    }

    pub fn heard(&self, samples: u64) {
        self.heard.store(samples, Ordering::Relaxed);
    }

    pub fn has_missed(&self) -> bool {
        self.missed.load(Ordering::Relaxed) > 0
    }

    pub fn hear_all(&self) {
        self.silent_now.store(true, Ordering::Release);
    }

    pub fn has_heard_all(&self) -> bool {
        self.silent_now.load(Ordering::Acquire)
    }

    pub fn tell(&self, notice: Option<Trouble>) {
        *self.notice.lock().unwrap_or_else(PoisonError::into_inner) = notice;
    }
}

/// What became of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// What was kept; nothing where nothing was heard.
    pub recording: Option<Recording>,
    /// Why it ended, if nobody stopped it, or what there is to know.
    pub trouble: Option<Trouble>,
}

impl Finished {
    /// Nothing was heard, and why.
    pub(super) fn without(trouble: Trouble) -> Self {
        Self { recording: None, trouble: Some(trouble) }
    }

    /// What drove it is not there any more.
    pub(super) fn broken_off() -> Self {
        Self::without(Trouble::Other("it stopped".into()))
    }
}

/// A recording that goes on until it is stopped. Letting go of it stops it and keeps what was heard first.
pub struct Recorder {
    seen: Arc<Seen>,
    driver: Driver,
}

impl Recorder {
    /// Begins to record. Returns at once; what goes wrong is told when it has finished.
    pub fn begin(microphone: Arc<dyn Microphone>, keep: Keep) -> Self {
        let seen = Arc::new(Seen::default());
        Self { driver: Driver::begin(microphone, keep, seen.clone()), seen }
    }

    /// Stops it. What the device has handed over by now still belongs to it.
    pub fn stop(&self) {
        self.seen.stop();
    }

    /// What became of it, once all of it is kept; none as long as it goes on. In a browser it goes on only as often as this is asked.
    pub fn finished(&mut self) -> Option<Finished> {
        self.driver.finished()
    }

    /// How loud it was since this was last asked, as a share of what a level shows, 0 to 1.
    pub fn level(&self) -> f32 {
        shown(f32::from_bits(self.seen.peak.swap(0, Ordering::Relaxed)))
    }

    /// Seconds recorded so far.
    pub fn seconds(&self) -> f32 {
        self.seen.heard.load(Ordering::Relaxed) as f32 / RATE as f32
    }

    /// Whether a microphone that is a clip has said all of it.
    pub fn has_heard_all(&self) -> bool {
        self.seen.has_heard_all()
    }

    /// Something to know while it goes on.
    pub fn notice(&self) -> Option<Trouble> {
        if self.seen.has_missed() {
            return Some(Trouble::Missed);
        }
        self.seen.notice.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.stop();
        self.driver.end();
    }
}
