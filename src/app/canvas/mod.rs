//! The page under the finger: tiles of pixels, live ink, and the thing that is being held.

pub mod fingers;
mod gesture;
pub mod live;
pub use gesture::{GestureSystems, Handle, ink_at, thing_at};
pub mod tiles;

use bevy::prelude::*;

/// What happens to the page in one frame, in this order: samples come in, the session changes, pixels follow.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub enum CanvasSystems {
    /// Touches become gestures.
    Touch,
    /// Tiles are painted, in the same frame.
    Paint,
}

pub(super) fn plugin(app: &mut App) {
    app.configure_sets(Update, (CanvasSystems::Touch, CanvasSystems::Paint).chain());
    app.add_plugins((fingers::plugin, gesture::plugin, tiles::plugin));
}
