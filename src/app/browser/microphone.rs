//! The tablet's microphone, through the browser: it asks first, and itself brings the sound to the rate of the record.
//! Must not know: what is done with the sound.

use super::bridge::{self, Heard};
use crate::voice::{Ear, Microphone, Open, RATE, Trouble};

/// The microphone that the browser says is the one to use.
pub struct BrowserMicrophone;

/// It listens as long as this is kept.
struct Listening;

impl Microphone for BrowserMicrophone {
    fn open(&self, ear: Ear) -> Result<Open, Trouble> {
        ear.ask();
        bridge::listen(RATE, move |heard| match heard {
            Heard::Sound(sound) => ear.hear(sound.iter().copied(), 1),
            Heard::Allowed(one_of_several) => ear.answer(one_of_several.map(Trouble::Several)),
            Heard::Lost(why) => ear.lose(trouble(&why)),
        });
        Ok(Open { rate: RATE, notice: None, stream: Box::new(Listening) })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        bridge::stop_listening();
    }
}

/// What the browser's name for it means.
fn trouble(why: &str) -> Trouble {
    match why {
        "NotAllowedError" | "SecurityError" => Trouble::Refused,
        "NotFoundError" | "OverconstrainedError" => Trouble::None,
        "NotReadableError" | "AbortError" => Trouble::Held,
        "ended" => Trouble::Unplugged,
        "NotSupportedError" => {
            Trouble::Other(format!("this browser does not bring the microphone to {RATE} samples to the second"))
        }
        other => Trouble::Other(format!("the browser says {other}")),
    }
}
