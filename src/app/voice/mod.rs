//! The child's voice in the app: recording it, and listening to what was recorded. Nothing here begins by itself.
//! Must not know: how the light and the bubble look.

mod listening;
#[cfg(not(target_arch = "wasm32"))]
mod loudspeaker;
mod recording;

#[cfg(not(target_arch = "wasm32"))]
pub use loudspeaker::Sound;
pub use recording::Hearing;

use super::desk::Desk;
use bevy::{
    prelude::*,
    winit::{UpdateMode, WinitSettings},
};
use std::time::Duration;

/// How often the light and the level are looked at while nobody touches anything.
const LIVELY: Duration = Duration::from_millis(60);

pub(super) fn plugin(app: &mut App) {
    app.add_plugins((recording::plugin, listening::plugin));
    #[cfg(not(target_arch = "wasm32"))]
    app.add_plugins(loudspeaker::plugin);
    app.add_systems(Last, wake);
}

/// While something is recorded or played the app looks often whether it is still so; else it sleeps as before.
fn wake(desk: Res<Desk>, settings: Option<ResMut<WinitSettings>>, mut before: Local<Option<UpdateMode>>) {
    let Some(mut settings) = settings else { return };
    let lively = desk.voice.recording || desk.voice.hears.is_some();
    match (lively, *before) {
        (true, None) => {
            *before = Some(settings.focused_mode);
            settings.focused_mode = UpdateMode::reactive_low_power(LIVELY);
        }
        (false, Some(mode)) => {
            *before = None;
            settings.focused_mode = mode;
        }
        _ => {}
    }
}
