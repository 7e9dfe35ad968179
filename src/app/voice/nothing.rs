//! A browser's microphone is not there yet: nothing is ever heard.
//! Must not know: anything else.

use crate::voice::LONGEST_S;
use bevy::prelude::*;

/// Hears nothing.
#[derive(Resource, Default)]
pub struct Hearing;

impl Hearing {
    /// How loud it is: not at all.
    pub fn level(&self) -> f32 {
        0.0
    }

    /// Seconds that could be recorded.
    pub fn left_s(&self) -> f32 {
        LONGEST_S as f32
    }
}
