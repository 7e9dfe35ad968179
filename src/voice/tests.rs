//! Recording with microphones of our own: pulled away, missing, held, many at once.

use super::{
    microphone::{Heard, WAITING},
    *,
};
use std::{
    sync::{Arc, Mutex, atomic::Ordering},
    time::{Duration, Instant},
};

type Store = Arc<Mutex<Vec<i16>>>;

fn store() -> (Store, Keep) {
    let store = Store::default();
    let theirs = store.clone();
    let keep = move |piece: &[i16]| {
        theirs.lock().unwrap().extend(piece);
        Ok(())
    };
    (store, Box::new(keep))
}

/// A microphone that says a number of samples, counting them, and is then pulled away.
struct Pulled {
    rate: u32,
    samples: usize,
}

impl Microphone for Pulled {
    fn open(&self, ear: Ear) -> Result<Open, Trouble> {
        let samples = self.samples;
        std::thread::spawn(move || {
            let counted: Vec<f32> = (0..samples).map(|i| (i % 30_000) as f32 / 32_767.0).collect();
            assert!(counted.chunks(441).all(|some| ear.wait_and_hear(some.to_vec())));
            let _ = ear.to.send(Heard::Gone(Trouble::Unplugged));
        });
        Ok(Open { rate: self.rate, notice: None, stream: Box::new(()) })
    }
}

struct Failing(Trouble);

impl Microphone for Failing {
    fn open(&self, _: Ear) -> Result<Open, Trouble> {
        Err(self.0.clone())
    }
}

fn wait(recorder: &mut Recorder) -> Finished {
    let began = Instant::now();
    loop {
        if let Some(finished) = recorder.finished() {
            return finished;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it never finished");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn pulled_away_at_any_moment_fifty_times_nothing_that_was_heard_is_lost() {
    let mut chance = 88_172_645_463_325_252u64;
    for turn in 0..50 {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let rate = [48_000, 44_100, 16_000][turn % 3];
        let samples = (chance % (u64::from(rate) * 4)) as usize + 1;
        let (store, keep) = store();
        let mut recorder = Recorder::begin(Arc::new(Pulled { rate, samples }), keep);
        let Finished { recording, trouble } = wait(&mut recorder);
        assert_eq!(trouble, Some(Trouble::Unplugged));
        let whole = (samples as u64 * 48_000 + u64::from(rate) / 2) / u64::from(rate);
        assert_eq!((recording.unwrap().samples, store.lock().unwrap().len() as u64), (whole, whole), "{samples} at {rate}");
        if rate == RATE {
            let meant: Vec<i16> = (0..samples).map(|i| (i % 30_000) as i16).collect();
            assert!(*store.lock().unwrap() == meant, "none dropped, none doubled");
        }
    }
}

#[test]
fn what_does_not_open_is_one_sentence_and_no_recording() {
    for trouble in [Trouble::None, Trouble::Refused, Trouble::Held] {
        let (store, keep) = store();
        let mut recorder = Recorder::begin(Arc::new(Failing(trouble.clone())), keep);
        assert_eq!(wait(&mut recorder), Finished { recording: None, trouble: Some(trouble) });
        assert!(store.lock().unwrap().is_empty());
    }
}

#[test]
fn a_clip_is_heard_whole_and_waits_to_be_stopped() {
    let clip = Clip::default();
    let sound: Vec<i16> = (0..100_000).map(|i| (i % 3_000) as i16 * 5).collect();
    clip.add(RATE, sound.clone());
    let (store, keep) = store();
    let mut recorder = Recorder::begin(Arc::new(clip.clone()), keep);
    while !recorder.has_heard_all() {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(recorder.finished(), None);
    assert!(recorder.level() > 0.5);
    recorder.stop();
    let finished = wait(&mut recorder);
    assert_eq!((finished.recording.unwrap().samples, finished.trouble), (100_000, None));
    assert!(*store.lock().unwrap() == sound);
    let mut again = Recorder::begin(Arc::new(clip), self::store().1);
    assert_eq!(wait(&mut again).trouble, Some(Trouble::None), "there is no second clip");
}

#[test]
fn letting_go_of_a_recorder_keeps_what_was_heard() {
    let clip = Clip::default();
    clip.add(RATE, vec![77; 10_000]);
    let (store, keep) = store();
    let recorder = Recorder::begin(Arc::new(clip), keep);
    while !recorder.has_heard_all() {
        std::thread::sleep(Duration::from_millis(1));
    }
    drop(recorder);
    assert_eq!(store.lock().unwrap().len(), 10_000);
}

#[test]
fn channels_become_one_and_what_is_no_number_is_silence() {
    let mixed = |sound: &[f32], channels| microphone::mixed(sound.iter().copied(), channels);
    assert_eq!(mixed(&[0.5, -0.5, 1.0, 0.5], 2), [0.0, 0.75]);
    assert_eq!(mixed(&[0.25, f32::NAN, f32::INFINITY], 1), [0.25, 0.0, 0.0]);
    assert_eq!(mixed(&[0.3; 6], 3).len(), 2);
    assert_eq!(mixed(&[], 2), [0.0; 0]);
}

/// Nobody takes what a device hands over: the device never waits, and what it lost is told.
#[test]
fn a_device_never_waits_for_the_recorder() {
    let (to, from) = std::sync::mpsc::sync_channel(WAITING);
    let ear = Ear { to, missed: Arc::default() };
    (0..WAITING + 10).for_each(|_| ear.hear([0.0; 480].into_iter(), 1));
    assert_eq!(ear.missed.load(Ordering::Relaxed), 4_800);
    drop(from);
}
