//! One recording while it is made: brought to the rate of the record, cut into pieces, and each piece kept as soon as it is
//! whole. It needs no thread, so that a browser can drive it.
//! Must not know: devices, the vault.

#[cfg(target_arch = "wasm32")]
use super::at_rate::ToRate;
#[cfg(not(target_arch = "wasm32"))]
use super::resample::ToRate;
use super::{LONGEST_S, PIECE, RATE, Trouble};
use crate::session::{Peaks, Recording};
use zeroize::Zeroize;

/// Keeps a piece: it is stored when this returns. The error is one sentence.
pub type Keep = Box<dyn FnMut(&[i16]) -> Result<(), String> + Send>;

/// Pieces that may wait for a store that fails: ten seconds. Then the recording ends, rather than fill the memory.
const MOST_WAITING: usize = 20;
/// Samples in the longest recording.
const LONGEST: u64 = LONGEST_S * RATE as u64;

/// A recording that is being made.
pub struct Take {
    to_rate: Option<ToRate>,
    pieces: Pieces,
}

struct Pieces {
    keep: Keep,
    /// What is not a whole piece yet, and before it what could not be kept yet.
    sound: Vec<i16>,
    peaks: Peaks,
    heard: u64,
    failing: Option<String>,
}

impl Take {
    /// A recording of a microphone that gives so many samples to the second.
    pub fn begin(rate: u32, keep: Keep) -> Result<Self, Trouble> {
        let sound = Vec::with_capacity(PIECE * 2);
        let pieces = Pieces { keep, sound, peaks: Peaks::default(), heard: 0, failing: None };
        Ok(Self { to_rate: Some(ToRate::from(rate)?), pieces })
    }

    /// More sound. An error ends the recording; what was kept stays.
    pub fn hear(&mut self, sound: &[f32]) -> Result<(), Trouble> {
        let pieces = &mut self.pieces;
        if let Some(to_rate) = &mut self.to_rate {
            to_rate.take(sound, &mut |made| pieces.add(made));
        }
        pieces.keep_whole_ones();
        match &pieces.failing {
            Some(why) if pieces.sound.len() > MOST_WAITING * PIECE => Err(Trouble::NotKept(why.clone())),
            _ if pieces.heard >= LONGEST => Err(Trouble::Full),
            _ => Ok(()),
        }
    }

    /// Samples recorded so far, at the rate of the record.
    pub fn heard(&self) -> u64 {
        self.pieces.heard
    }

    /// That was all. Gives what was kept of it, if anything was, and what went wrong with the rest.
    pub fn finish(mut self) -> (Option<Recording>, Option<Trouble>) {
        let pieces = &mut self.pieces;
        if let Some(to_rate) = self.to_rate.take() {
            to_rate.finish(&mut |made| pieces.add(made));
        }
        pieces.keep_whole_ones();
        pieces.keep_rest();
        let lost = pieces.sound.len() as u64;
        let mut recording = std::mem::take(&mut pieces.peaks).finish(RATE);
        recording.samples -= lost;
        let trouble = pieces.failing.take().filter(|_| lost > 0).map(Trouble::NotKept);
        ((recording.samples > 0).then_some(recording), trouble)
    }
}

impl Pieces {
    fn add(&mut self, sound: &[f32]) {
        let room = usize::try_from(LONGEST - self.heard.min(LONGEST)).unwrap_or(0);
        let sixteen = sound.iter().take(room).map(|sample| (sample.clamp(-1.0, 1.0) * 32_767.0).round() as i16);
        let from = self.sound.len();
        self.sound.extend(sixteen);
        self.heard += (self.sound.len() - from) as u64;
        self.peaks.push(&self.sound[from..]);
    }

    fn keep_whole_ones(&mut self) {
        while self.sound.len() >= PIECE && self.keep_first(PIECE) {}
    }

    fn keep_rest(&mut self) {
        while !self.sound.is_empty() && self.keep_first(PIECE.min(self.sound.len())) {}
    }

    fn keep_first(&mut self, count: usize) -> bool {
        match (self.keep)(&self.sound[..count]) {
            Ok(()) => {
                // Nothing of it stays in memory.
                self.sound.rotate_left(count);
                let left = self.sound.len() - count;
                self.sound[left..].zeroize();
                self.sound.truncate(left);
                self.failing = None;
                true
            }
            Err(why) => {
                self.failing = Some(why);
                false
            }
        }
    }
}

impl Drop for Pieces {
    fn drop(&mut self) {
        self.sound.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    type Store = Arc<Mutex<(Vec<i16>, usize)>>;

    /// A store that fails as long as it is told to, by the number of tries left to fail.
    fn store() -> (Store, Keep) {
        let store = Store::default();
        let theirs = store.clone();
        let keep = move |piece: &[i16]| {
            let (kept, failing) = &mut *theirs.lock().unwrap();
            assert!(piece.len() <= PIECE && !piece.is_empty());
            if *failing > 0 {
                *failing -= 1;
                return Err("there is no room left".to_owned());
            }
            kept.extend(piece);
            Ok(())
        };
        (store, Box::new(keep))
    }

    #[test]
    fn less_than_a_second_is_ever_at_risk_and_memory_does_not_grow() {
        let (store, keep) = store();
        let mut take = Take::begin(44_100, keep).unwrap();
        let sound: Vec<f32> = (0..997).map(|i| (i as f32 * 0.03).sin()).collect();
        let mut given = 0u64;
        // Four minutes.
        for _ in 0..44_100 * 240 / 997 {
            take.hear(&sound).unwrap();
            given += 997;
            let kept = store.lock().unwrap().0.len() as f64 / f64::from(RATE);
            assert!(given as f64 / 44_100.0 - kept < 0.6, "{kept}");
            assert!(take.pieces.sound.capacity() <= 2 * PIECE, "{}", take.pieces.sound.capacity());
        }
        let (recording, trouble) = take.finish();
        let recording = recording.unwrap();
        assert_eq!((recording.samples, trouble), ((given * 48_000 + 22_050) / 44_100, None));
        assert_eq!(store.lock().unwrap().0.len() as u64, recording.samples);
        assert!((64..=128).contains(&recording.peaks.len()));
    }

    #[test]
    fn five_minutes_are_the_most_to_the_sample() {
        let (store, keep) = store();
        let mut take = Take::begin(RATE, keep).unwrap();
        let second = vec![0.25; RATE as usize - 1];
        let went = (0..400).map(|_| take.hear(&second)).find(Result::is_err);
        assert_eq!(went, Some(Err(Trouble::Full)));
        assert_eq!(take.finish().0.unwrap().samples, 300 * 48_000);
        assert_eq!(store.lock().unwrap().0.len(), 300 * 48_000);
    }

    #[test]
    fn a_store_that_fails_for_a_while_loses_nothing_and_one_that_goes_on_ends_it() {
        let (store, keep) = store();
        let mut take = Take::begin(RATE, keep).unwrap();
        let some = vec![0.25; 4_800];
        store.lock().unwrap().1 = 5;
        (0..100).for_each(|_| take.hear(&some).unwrap());
        assert_eq!(take.finish(), take_of(&store, 480_000));
        let (store, keep) = self::store();
        let mut take = Take::begin(RATE, keep).unwrap();
        (0..20).for_each(|_| take.hear(&some).unwrap());
        store.lock().unwrap().1 = usize::MAX;
        let went = (0..1_000).map(|_| take.hear(&some)).find(Result::is_err);
        assert_eq!(went, Some(Err(Trouble::NotKept("there is no room left".into()))));
        let (recording, trouble) = take.finish();
        assert_eq!(recording.unwrap().samples, 96_000, "what was kept before stays");
        assert!(matches!(trouble, Some(Trouble::NotKept(_))));
    }

    fn take_of(store: &Store, samples: u64) -> (Option<Recording>, Option<Trouble>) {
        assert_eq!(store.lock().unwrap().0.len() as u64, samples);
        let mut peaks = Peaks::default();
        peaks.push(&store.lock().unwrap().0);
        (Some(peaks.finish(RATE)), None)
    }
}
