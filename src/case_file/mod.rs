//! What leaves the tablet: the pictures, the summary, the recordings, and the check of them all.
//! Must not know: screens, the vault, how the saved session looks.

mod check;
mod clock;
mod export;
mod make;
mod png;
mod summary;
mod zip;

pub use check::{check, check_made};
pub use clock::{hms, parse_time};
pub use export::{ExportError, Progress, export};
pub use make::{Made, MakeError, Maker, PRINT_PX_PER_MM, SUMMARY, SoundOf, folder_name, no_sound};
pub use png::{PngRows, encode};
pub use summary::*;
pub use zip::zip;
