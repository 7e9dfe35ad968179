//! Where the browser itself brings a microphone to the rate of the record: nothing is left to do.
//! Must not know: where sound comes from or goes.

use super::{RATE, Trouble};

/// Gives sound on as it came.
pub struct ToRate;

impl ToRate {
    /// From a rate, samples to the second, which has to be [`RATE`].
    pub fn from(rate: u32) -> Result<Self, Trouble> {
        if rate == RATE { Ok(Self) } else { Err(Trouble::Other(format!("{rate} samples to the second cannot be used"))) }
    }

    /// Takes sound in, and gives it on.
    pub fn take(&mut self, sound: &[f32], give: &mut impl FnMut(&[f32])) {
        give(sound);
    }

    /// Nothing is ever inside.
    pub fn finish(self, _give: &mut impl FnMut(&[f32])) {}
}
