//! What leaves the tablet: the pictures, the summary, the recordings, and the check of them all.
//! Must not know: screens, the vault, how the saved session looks.

mod check;
mod clock;
mod export;
mod png;
mod summary;

pub use check::check;
pub use clock::{hms, parse_time};
pub use export::{ExportError, PRINT_PX_PER_MM, Progress, export, folder_name};
pub use png::{PngRows, encode};
pub use summary::*;
