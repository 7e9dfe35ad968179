//! From a microphone's own rate to the rate of the record, exactly as long as it was.
//! Must not know: where sound comes from or goes.

use super::{RATE, Trouble};
use rubato::{Fft, FixedSync, Indexing, Resampler, audioadapter_buffers::direct::InterleavedSlice};

/// Samples that are brought to the other rate at once.
const CHUNK: usize = 1024;
/// Turns of a filter that give nothing, at most: more would never end.
const MOST_TURNS: usize = 1_000;

/// Brings mono sound to [`RATE`], piece by piece. A sound of n samples comes out n × 48 000 ÷ rate samples long, and its first
/// sample at the same moment.
pub struct ToRate {
    rate: u64,
    filter: Option<Fft<f32>>,
    waiting: Vec<f32>,
    made: Vec<f32>,
    /// The filter's delay that is still to be cut off, samples.
    delay: usize,
    taken: u64,
    given: u64,
}

impl ToRate {
    /// From a rate, samples to the second.
    pub fn from(rate: u32) -> Result<Self, Trouble> {
        let filter = if rate == RATE {
            None
        } else {
            let made = Fft::new(rate as usize, RATE as usize, CHUNK, 1, FixedSync::Input);
            Some(made.map_err(|_| Trouble::Other(format!("{rate} samples to the second cannot be used")))?)
        };
        let delay = filter.as_ref().map_or(0, Resampler::output_delay);
        let made = vec![0.0; filter.as_ref().map_or(0, Resampler::output_frames_max)];
        Ok(Self { rate: u64::from(rate.max(1)), filter, waiting: Vec::new(), made, delay, taken: 0, given: 0 })
    }

    /// Takes sound in, and gives what is ready.
    pub fn take(&mut self, sound: &[f32], give: &mut impl FnMut(&[f32])) {
        self.taken += sound.len() as u64;
        if self.filter.is_none() {
            self.given += sound.len() as u64;
            return give(sound);
        }
        self.waiting.extend_from_slice(sound);
        while self.waiting.len() >= self.needed() {
            self.turn(None, u64::MAX, give);
        }
    }

    /// Gives all that is still inside.
    pub fn finish(mut self, give: &mut impl FnMut(&[f32])) {
        let whole = (self.taken * u64::from(RATE) + self.rate / 2) / self.rate;
        // What is inside comes out when silence is put in after it. Some rates need many turns before anything does.
        let mut turns = 0;
        while self.filter.is_some() && self.given < whole {
            let left = self.waiting.len().min(self.needed());
            let (given, delay) = (self.given, self.delay);
            self.turn(Some(left), whole, give);
            turns = if (given, delay) == (self.given, self.delay) { turns + 1 } else { 0 };
            if turns > MOST_TURNS {
                return;
            }
        }
    }

    fn needed(&self) -> usize {
        self.filter.as_ref().map_or(1, Resampler::input_frames_next).max(1)
    }

    /// One turn of the filter: with whole input, or with the last of it. `most` is where all of the sound ends.
    fn turn(&mut self, last: Option<usize>, most: u64, give: &mut impl FnMut(&[f32])) {
        let needed = self.needed();
        let Some(filter) = &mut self.filter else { return };
        if last.is_some() {
            self.waiting.resize(self.waiting.len().max(needed), 0.0);
        }
        let frames = self.made.len();
        let sound = InterleavedSlice::new(&self.waiting, 1, self.waiting.len());
        let made = InterleavedSlice::new_mut(&mut self.made, 1, frames);
        let (Ok(sound), Ok(mut made)) = (sound, made) else { return };
        let indexing = last.map(|left| Indexing::new().partial_len(left));
        let Ok((used, got)) = filter.process_into_buffer(&sound, &mut made, indexing.as_ref()) else { return };
        self.waiting.drain(..used.max(last.map_or(used, |_| needed)).min(self.waiting.len()));
        let cut = self.delay.min(got);
        self.delay -= cut;
        let end = got.min(cut + usize::try_from(most - self.given).unwrap_or(usize::MAX).min(got));
        self.given += (end - cut) as u64;
        give(&self.made[cut..end]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    fn through(rate: u32, sound: &[f32], handful: usize) -> Vec<f32> {
        let mut to_rate = ToRate::from(rate).unwrap();
        let mut out = Vec::new();
        for some in sound.chunks(handful) {
            to_rate.take(some, &mut |made| out.extend_from_slice(made));
        }
        to_rate.finish(&mut |made| out.extend_from_slice(made));
        out
    }

    fn tone(rate: u32, hz: f64, count: usize) -> Vec<f32> {
        (0..count).map(|i| (0.5 * (TAU * hz * i as f64 / f64::from(rate)).sin()) as f32).collect()
    }

    #[test]
    fn a_sound_is_as_long_as_before_at_any_rate_and_in_any_handfuls() {
        for rate in [4_000, 8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 47_999, 48_000, 88_200, 96_000, 192_000] {
            for count in [1, 7, 1_000, rate as usize * 2 + 13] {
                let whole = ((count as u64 * 48_000 + u64::from(rate) / 2) / u64::from(rate)) as usize;
                assert_eq!(through(rate, &tone(rate, 440.0, count), 441).len(), whole, "{count} at {rate}");
            }
        }
        let sound = tone(44_100, 440.0, 44_100);
        assert_eq!(through(44_100, &sound, 1), through(44_100, &sound, 10_000));
    }

    #[test]
    fn a_tone_comes_out_at_the_same_moment_and_as_loud() {
        for rate in [16_000, 44_100, 48_000, 96_000] {
            let out = through(rate, &tone(rate, 440.0, rate as usize), 512);
            let meant = tone(RATE, 440.0, RATE as usize);
            // The first and last moments ring a little, as any filter's do.
            for i in 2_400..45_600 {
                assert!((out[i] - meant[i]).abs() < 0.002, "{rate}: {i}: {} {}", out[i], meant[i]);
            }
        }
    }

    #[test]
    fn the_rate_of_the_record_goes_through_untouched() {
        let sound = tone(48_000, 1_234.5, 5_000);
        assert_eq!(through(48_000, &sound, 333), sound);
    }
}
