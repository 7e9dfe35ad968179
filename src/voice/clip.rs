//! A clip where the microphone would be: for stories and tests. It speaks as fast as it is listened to, and then is silent.
//! Must not know: where the clip comes from.

use super::{Ear, Microphone, Open, Trouble};
use std::sync::{Arc, Mutex, PoisonError};

/// Samples handed over at once.
const HANDFUL: usize = 1024;

/// Samples to the second, and the sound.
type Said = (u32, Vec<i16>);

/// Clips that are spoken one after another, each time the microphone is opened.
#[derive(Clone, Default)]
pub struct Clip(Arc<Mutex<Vec<Said>>>);

impl Clip {
    /// One more clip to be spoken: samples to the second, and the sound.
    pub fn add(&self, rate: u32, sound: Vec<i16>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((rate, sound));
    }
}

impl Microphone for Clip {
    fn open(&self, ear: Ear) -> Result<Open, Trouble> {
        let mut clips = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if clips.is_empty() {
            return Err(Trouble::None);
        }
        let (rate, sound) = clips.remove(0);
        std::thread::spawn(move || {
            let said = |some: &[i16]| ear.wait_and_hear(some.iter().map(|sample| f32::from(*sample) / 32_767.0).collect());
            if sound.chunks(HANDFUL).all(said) {
                ear.end();
            }
        });
        Ok(Open { rate, notice: None, stream: Box::new(()) })
    }
}
