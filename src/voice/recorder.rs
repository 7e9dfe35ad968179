//! Records on a thread of its own: opens the microphone, keeps what it hears, and closes it.
//! Must not know: screens, the vault.

use super::{
    Ear, Microphone, RATE, Trouble,
    level::{Level, shown},
    microphone::{Heard, WAITING},
    take::{Keep, Take},
};
use crate::session::Recording;
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering},
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    thread::JoinHandle,
    time::Duration,
};

/// How soon a recording stops when it is told to, ms, at the latest.
const SOON_MS: u64 = 20;

/// A device that gives nothing for so long is gone, and one that never gave anything after so long will not, ms.
const GONE_MS: u64 = 3_000;
/// See [`GONE_MS`].
const NEVER_MS: u64 = 10_000;

/// What can be seen of a recording from outside.
#[derive(Default)]
struct Seen {
    stop: AtomicBool,
    /// The loudest since it was last looked at, as bits.
    peak: AtomicU32,
    heard: AtomicU64,
    silent_now: AtomicBool,
    notice: Mutex<Option<Trouble>>,
}

/// What became of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// What was kept; nothing where nothing was heard.
    pub recording: Option<Recording>,
    /// Why it ended, if nobody stopped it, or what there is to know.
    pub trouble: Option<Trouble>,
}

/// A recording that goes on until it is stopped. Letting go of it stops it and keeps what was heard first.
pub struct Recorder {
    seen: Arc<Seen>,
    missed: Arc<AtomicU64>,
    thread: Option<JoinHandle<Finished>>,
}

impl Recorder {
    /// Begins to record. Returns at once; what goes wrong is told when it has finished.
    pub fn begin(microphone: Arc<dyn Microphone>, keep: Keep) -> Self {
        let seen = Arc::new(Seen::default());
        let missed = Arc::new(AtomicU64::new(0));
        let (theirs, ear_missed) = (seen.clone(), missed.clone());
        let thread = std::thread::Builder::new().name("voice".into()).spawn(move || {
            let (to, from) = sync_channel(WAITING);
            let missed = ear_missed.clone();
            let open = microphone.open(Ear { to, missed: ear_missed });
            match open {
                Ok(open) => record(&theirs, open, &from, &missed, keep),
                Err(trouble) => Finished { recording: None, trouble: Some(trouble) },
            }
        });
        Self { seen, missed, thread: thread.ok() }
    }

    /// Stops it. What the device has handed over by now still belongs to it.
    pub fn stop(&self) {
        self.seen.stop.store(true, Ordering::Release);
    }

    /// What became of it, once all of it is kept; none as long as it goes on.
    pub fn finished(&mut self) -> Option<Finished> {
        if self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return None;
        }
        let done = self.thread.take().and_then(|thread| thread.join().ok());
        Some(done.unwrap_or(Finished { recording: None, trouble: Some(Trouble::Other("it stopped".into())) }))
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
        self.seen.silent_now.load(Ordering::Acquire)
    }

    /// Something to know while it goes on.
    pub fn notice(&self) -> Option<Trouble> {
        if self.missed.load(Ordering::Relaxed) > 0 {
            return Some(Trouble::Missed);
        }
        self.seen.notice.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn record(seen: &Seen, open: super::Open, from: &Receiver<Heard>, missed: &AtomicU64, keep: Keep) -> Finished {
    let super::Open { rate, notice, stream } = open;
    let mut take = match Take::begin(rate, keep) {
        Ok(take) => take,
        Err(trouble) => return Finished { recording: None, trouble: Some(trouble) },
    };
    let mut level = Level::of(rate);
    let tell = |now: Option<Trouble>| *seen.notice.lock().unwrap_or_else(PoisonError::into_inner) = now;
    tell(notice.clone());
    let mut hear = |take: &mut Take, sound: &[f32]| {
        let peak = level.hear(sound);
        seen.peak.fetch_max(peak.to_bits(), Ordering::Relaxed);
        tell(level.notice().or_else(|| notice.clone()));
        let went = take.hear(sound);
        seen.heard.store(take.heard(), Ordering::Relaxed);
        went
    };
    let mut nothing_for_ms = 0;
    let why = loop {
        if seen.stop.load(Ordering::Acquire) {
            break None;
        }
        match from.recv_timeout(Duration::from_millis(SOON_MS)) {
            Ok(Heard::Sound(sound)) => {
                nothing_for_ms = 0;
                if let Err(trouble) = hear(&mut take, &sound) {
                    break Some(trouble);
                }
            }
            Ok(Heard::Gone(trouble)) => break Some(trouble),
            Ok(Heard::End) => seen.silent_now.store(true, Ordering::Release),
            Err(RecvTimeoutError::Timeout) if seen.silent_now.load(Ordering::Acquire) => {}
            Err(RecvTimeoutError::Timeout) => {
                nothing_for_ms += SOON_MS;
                let patience = if take.heard() == 0 { NEVER_MS } else { GONE_MS };
                if nothing_for_ms >= patience {
                    break Some(if take.heard() == 0 { Trouble::Silent } else { Trouble::Unplugged });
                }
            }
            // The microphone let go of the ear. A clip has said all, and waits to be stopped like any other.
            Err(RecvTimeoutError::Disconnected) if seen.silent_now.load(Ordering::Acquire) => {
                std::thread::sleep(Duration::from_millis(SOON_MS));
            }
            Err(RecvTimeoutError::Disconnected) => break Some(Trouble::Unplugged),
        }
    };
    drop(stream);
    // What it had handed over before it was closed is part of the recording.
    let mut after = Ok(());
    while let (Ok(Heard::Sound(sound)), Ok(()), true) = (from.try_recv(), &after, why != Some(Trouble::Full)) {
        after = hear(&mut take, &sound);
    }
    let (recording, not_kept) = take.finish();
    let missed = (missed.load(Ordering::Relaxed) > 0).then_some(Trouble::Missed);
    Finished { recording, trouble: not_kept.or(why).or(after.err()).or(missed) }
}
