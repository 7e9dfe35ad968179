//! The child's voice on its way from a microphone to where it is kept: heard, brought to one rate, measured, cut into pieces.
//!
//! A [`Microphone`] is a device, a clip or a browser's; it hands what it hears to an [`Ear`]. A [`Recorder`] listens on a thread
//! of its own, so no frame and no device waits for the other; in a browser, which has no threads, it listens a little in each frame.
//! Sound is in memory for less than a piece and goes nowhere but to the function that keeps it.
//! Must not know: screens, the vault, what is said.

#[cfg(target_arch = "wasm32")]
mod at_rate;
#[cfg(not(target_arch = "wasm32"))]
mod clip;
#[cfg(not(target_arch = "wasm32"))]
mod device;
#[cfg(any(target_arch = "wasm32", test))]
mod frames;
mod level;
mod listener;
mod microphone;
mod recorder;
#[cfg(not(target_arch = "wasm32"))]
mod resample;
mod take;
#[cfg(test)]
mod tests;
#[cfg(not(target_arch = "wasm32"))]
mod thread;
mod trouble;

#[cfg(not(target_arch = "wasm32"))]
pub use clip::Clip;
#[cfg(not(target_arch = "wasm32"))]
pub use device::Device;
pub use microphone::{Ear, Microphone, Open};
pub use recorder::{Finished, Recorder};
pub use take::Keep;
pub use trouble::Trouble;

/// Samples to the second in every recording.
pub const RATE: u32 = 48_000;
/// No recording is longer, s.
pub const LONGEST_S: u64 = 300;
/// Samples in a piece: half a second, so that a crash loses less than one.
pub const PIECE: usize = RATE as usize / 2;
