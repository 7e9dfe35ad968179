//! Drives a recording where there are no threads: it has its turns whenever somebody looks how it stands, which is in every frame.
//! Must not know: what is done in a turn.

use super::{
    Microphone,
    listener::Listener,
    recorder::{Finished, Seen},
    take::Keep,
};
use std::{
    ops::ControlFlow,
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{RecvTimeoutError, TryRecvError},
    },
    time::Duration,
};
use web_time::Instant;

/// A frame that took longer says nothing about the microphone.
const LONGEST_FRAME: Duration = Duration::from_millis(100);

/// The recording between two frames. Nobody waits for the lock: it is there so that a frame's resource can hold it.
pub struct Driver(Mutex<State>);

enum State {
    /// It goes on; it had its last turn then.
    Going(Box<Listener>, Instant),
    /// It is over.
    Over(Finished),
    /// And that was told.
    Told,
}

impl Driver {
    pub fn begin(microphone: Arc<dyn Microphone>, keep: Keep, seen: Arc<Seen>) -> Self {
        Self(Mutex::new(match Listener::open(&*microphone, keep, seen) {
            Ok(listener) => State::Going(Box::new(listener), Instant::now()),
            Err(trouble) => State::Over(Finished::without(trouble)),
        }))
    }

    pub fn finished(&mut self) -> Option<Finished> {
        let state = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(state, State::Told) {
            State::Going(mut listener, since) => match turns(&mut listener, since.elapsed().min(LONGEST_FRAME)) {
                ControlFlow::Break(why) => Some(listener.finish(why)),
                ControlFlow::Continue(()) => {
                    *state = State::Going(listener, Instant::now());
                    None
                }
            },
            State::Over(finished) => Some(finished),
            State::Told => Some(Finished::broken_off()),
        }
    }

    /// Keeps what was heard. It was told to stop.
    pub fn end(&mut self) {
        let _ = self.finished();
    }
}

/// Takes all that was heard since the last frame.
fn turns(listener: &mut Listener, waited: Duration) -> ControlFlow<Option<super::Trouble>> {
    loop {
        let heard = listener.waiting().try_recv().map_err(|error| match error {
            TryRecvError::Empty => RecvTimeoutError::Timeout,
            TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
        });
        let was_all = heard.is_err();
        listener.turn(heard, waited)?;
        if was_all {
            return ControlFlow::Continue(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::{Ear, Open, RATE, Trouble};

    /// A microphone that the test speaks into.
    #[derive(Clone, Default)]
    struct Spoken(Arc<Mutex<Option<Ear>>>);

    impl Microphone for Spoken {
        fn open(&self, ear: Ear) -> Result<Open, Trouble> {
            ear.ask();
            *self.0.lock().unwrap() = Some(ear);
            Ok(Open { rate: RATE, notice: None, stream: Box::new(Closed(self.clone())) })
        }
    }

    struct Closed(Spoken);

    impl Drop for Closed {
        fn drop(&mut self) {
            *self.0.0.lock().unwrap() = None;
        }
    }

    impl Spoken {
        fn ear(&self) -> Option<Ear> {
            self.0.lock().unwrap().clone()
        }
    }

    type Store = Arc<Mutex<Vec<i16>>>;

    fn begin() -> (Spoken, Store, Arc<Seen>, Driver) {
        let (spoken, store, seen) = (Spoken::default(), Store::default(), Arc::new(Seen::default()));
        let theirs = store.clone();
        let keep = move |piece: &[i16]| {
            theirs.lock().unwrap().extend(piece);
            Ok(())
        };
        let driver = Driver::begin(Arc::new(spoken.clone()), Box::new(keep), seen.clone());
        (spoken, store, seen, driver)
    }

    /// As if the last frame had been so long ago.
    fn later(driver: &mut Driver, by: Duration) -> Option<Finished> {
        if let State::Going(_, since) = driver.0.get_mut().unwrap() {
            *since = since.checked_sub(by).unwrap();
        }
        driver.finished()
    }

    #[test]
    fn each_frame_takes_what_was_heard_and_stopping_takes_the_rest() {
        let (spoken, store, seen, mut driver) = begin();
        let ear = spoken.ear().unwrap();
        assert_eq!(driver.finished(), None);
        ear.answer(None);
        let count = |from: usize| (from..from + 30_000).map(|i| (i % 30_000) as f32 / 32_767.0);
        ear.hear(count(0), 1);
        assert_eq!(driver.finished(), None);
        assert_eq!(store.lock().unwrap().len(), 24_000, "a piece is kept as soon as it is whole");
        ear.hear(count(30_000), 1);
        ear.hear([0.5].into_iter(), 1);
        seen.stop();
        ear.hear([0.25].into_iter(), 1);
        let Finished { recording, trouble } = driver.finished().unwrap();
        assert_eq!((recording.unwrap().samples, trouble), (60_002, None));
        assert!(spoken.ear().is_none(), "the microphone is closed");
        assert_eq!(store.lock().unwrap().len(), 60_002);
        assert!(store.lock().unwrap()[..60_000].iter().enumerate().all(|(i, sample)| *sample as usize == i % 30_000));
    }

    #[test]
    fn asking_is_no_silence_and_a_long_frame_neither() {
        let (spoken, _, _, mut driver) = begin();
        let ear = spoken.ear().unwrap();
        for _ in 0..300 {
            assert_eq!(later(&mut driver, Duration::from_millis(100)), None, "half a minute of asking");
        }
        ear.answer(Some(Trouble::Several("the middle one".into())));
        ear.hear([0.1; 100].into_iter(), 1);
        assert_eq!(later(&mut driver, Duration::from_secs(60)), None);
        assert_eq!(later(&mut driver, Duration::from_secs(60)), None);
        let told = (0..100).find_map(|_| later(&mut driver, Duration::from_millis(100)));
        assert_eq!(told.unwrap().trouble, Some(Trouble::Unplugged), "it gave nothing for three seconds");
        assert_eq!(driver.finished(), Some(Finished::broken_off()));
    }

    #[test]
    fn who_never_answers_has_said_no_and_a_microphone_that_never_gives_anything_is_told() {
        let (_spoken, _, _, mut driver) = begin();
        let told = (0..1_300).find_map(|_| later(&mut driver, Duration::from_millis(100)));
        assert_eq!(told, Some(Finished::without(Trouble::Refused)));
        let (spoken, _, _, mut driver) = begin();
        spoken.ear().unwrap().answer(None);
        let told = (0..200).find_map(|_| later(&mut driver, Duration::from_millis(100)));
        assert_eq!(told, Some(Finished::without(Trouble::Silent)));
    }

    #[test]
    fn a_no_is_one_sentence_and_no_recording() {
        for trouble in [Trouble::Refused, Trouble::None, Trouble::Held] {
            let (spoken, store, _, mut driver) = begin();
            spoken.ear().unwrap().lose(trouble.clone());
            assert_eq!(driver.finished(), Some(Finished::without(trouble)));
            assert!(store.lock().unwrap().is_empty() && spoken.ear().is_none());
        }
    }

    #[test]
    fn letting_go_keeps_what_was_heard() {
        let (spoken, store, seen, mut driver) = begin();
        spoken.ear().unwrap().hear([0.1; 777].into_iter(), 1);
        seen.stop();
        driver.end();
        assert_eq!(store.lock().unwrap().len(), 777);
        assert!(spoken.ear().is_none());
    }
}
