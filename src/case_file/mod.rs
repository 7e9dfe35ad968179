//! What leaves the tablet: the pictures, the summary, the recordings, and the check of them all.
//! Must not know: screens, the vault, how the saved session looks.

mod check;
mod clock;
mod export;
mod png;
mod summary;

pub use check::check;
pub use clock::{hms, parse_time};
pub use export::{ExportError, Progress, SoundOf, export, folder_name, no_sound};
pub use png::encode;
pub use summary::*;
