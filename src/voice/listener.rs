//! One recording while it is made: takes what the microphone hears, in turns, and says when it is over. It needs no thread.
//! Must not know: screens, the vault, who gives it its turns.

use super::{
    Ear, Microphone, Open, Trouble,
    level::Level,
    microphone::{Heard, WAITING},
    recorder::{Finished, Seen},
    take::{Keep, Take},
};
use std::{
    any::Any,
    ops::ControlFlow,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, sync_channel},
    },
    time::Duration,
};

/// A device that gives nothing for so long is gone.
const GONE: Duration = Duration::from_secs(3);
/// One that never gave anything after so long will not.
const NEVER: Duration = Duration::from_secs(10);
/// Who was asked and says nothing for so long has said no.
const UNANSWERED: Duration = Duration::from_secs(120);

/// A microphone that is open, and the recording it makes.
pub struct Listener {
    seen: Arc<Seen>,
    from: Receiver<Heard>,
    stream: Option<Box<dyn Any + Send>>,
    take: Take,
    level: Level,
    /// What there is to know about the microphone itself.
    notice: Option<Trouble>,
    /// Somebody is asked whether it may listen.
    asks: bool,
    nothing_for: Duration,
}

impl Listener {
    /// Opens the microphone.
    pub fn open(microphone: &dyn Microphone, keep: Keep, seen: Arc<Seen>) -> Result<Self, Trouble> {
        let (to, from) = sync_channel(WAITING);
        let Open { rate, notice, stream } = microphone.open(Ear { to, missed: seen.missed.clone() })?;
        let take = Take::begin(rate, keep)?;
        seen.tell(notice.clone());
        let level = Level::of(rate);
        Ok(Self { seen, from, stream: Some(stream), take, level, notice, asks: false, nothing_for: Duration::ZERO })
    }

    /// Where what is heard waits to be taken.
    pub fn waiting(&self) -> &Receiver<Heard> {
        &self.from
    }

    /// Takes what was heard, or that nothing was for so long. Breaks when it is over; with the reason, if nobody stopped it.
    pub fn turn(&mut self, heard: Result<Heard, RecvTimeoutError>, waited: Duration) -> ControlFlow<Option<Trouble>> {
        match heard {
            Ok(heard) => self.take(heard)?,
            Err(_) if self.seen.is_stopped() => {}
            // A clip has said all, and waits to be stopped like any other.
            Err(_) if self.seen.has_heard_all() => {}
            // The microphone let go of the ear.
            Err(RecvTimeoutError::Disconnected) => return ControlFlow::Break(Some(Trouble::Unplugged)),
            Err(RecvTimeoutError::Timeout) => {
                self.nothing_for += waited;
                let (patience, why) = match (self.asks, self.take.heard()) {
                    (true, _) => (UNANSWERED, Trouble::Refused),
                    (_, 0) => (NEVER, Trouble::Silent),
                    _ => (GONE, Trouble::Unplugged),
                };
                if self.nothing_for >= patience {
                    return ControlFlow::Break(Some(why));
                }
            }
        }
        if self.seen.is_stopped() { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
    }

    fn take(&mut self, heard: Heard) -> ControlFlow<Option<Trouble>> {
        self.nothing_for = Duration::ZERO;
        match heard {
            Heard::Sound(sound) => {
                if let Err(trouble) = self.hear(&sound) {
                    return ControlFlow::Break(Some(trouble));
                }
            }
            Heard::Asks => self.asks = true,
            Heard::Answered(notice) => {
                self.asks = false;
                self.seen.tell(notice.clone());
                self.notice = notice;
            }
            Heard::Gone(trouble) => return ControlFlow::Break(Some(trouble)),
            Heard::End => self.seen.hear_all(),
        }
        ControlFlow::Continue(())
    }

    fn hear(&mut self, sound: &[f32]) -> Result<(), Trouble> {
        self.seen.peak(self.level.hear(sound));
        self.seen.tell(self.level.notice().or_else(|| self.notice.clone()));
        let went = self.take.hear(sound);
        self.seen.heard(self.take.heard());
        went
    }

    /// Closes the microphone. What it had handed over before that is part of the recording.
    pub fn finish(mut self, why: Option<Trouble>) -> Finished {
        self.stream = None;
        let mut after = None;
        while why != Some(Trouble::Full)
            && after.is_none()
            && let Ok(heard) = self.from.try_recv()
        {
            if let Heard::Sound(sound) = heard {
                after = self.hear(&sound).err();
            }
        }
        let missed = self.seen.has_missed().then_some(Trouble::Missed);
        let (recording, not_kept) = self.take.finish();
        Finished { recording, trouble: not_kept.or(why).or(after).or(missed) }
    }
}
