//! Three Houses: a child's own page of good things, worries and dreams, and the record of it.
//!
//! Two halves. The **record** half ([`session`], [`artwork`], [`picture`], [`case_file`]) is plain Rust; the **app** half
//! is a view of the session made with Bevy. ARCHITECTURE.md has the map.

#[cfg(feature = "app")]
pub mod app;
pub mod artwork;
pub mod case_file;
pub mod picture;
pub mod session;
pub mod settings;
#[cfg(all(feature = "app", any(target_os = "android", target_os = "ios")))]
mod tablet;
pub mod vault;
#[cfg(feature = "app")]
pub mod voice;
pub mod written_session;
