//! What whole-app tests share: a robot hand on a fresh app, and the rule for skipping.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::{path::PathBuf, sync::Arc};
use three_houses::{
    app::{self, Opening, player::Robot},
    artwork::Artwork,
    session::Session,
    written_session::WrittenSession,
};

pub fn artwork() -> Arc<Artwork> {
    Arc::new(Artwork::load().expect("the artwork"))
}

/// A story beside the tests.
pub fn story(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories").join(name)
}

/// What a fresh app is opened with: the theme houses, and the head of the first session.
pub fn opening() -> Opening {
    let artwork = artwork();
    let written = WrittenSession::read(&story("first-session.ron"), &artwork).expect("the first session");
    let theme = artwork.theme("houses").cloned().expect("the theme houses");
    let session = written.begin(&theme);
    Opening::new(artwork, session)
}

/// A fresh app on a tablet of 1280 × 800, the book open on the street.
pub fn robot() -> Robot {
    robot_on((1280, 800, 5.9))
}

/// A fresh app on some tablet, the book open on the street.
pub fn robot_on(tablet: (u32, u32, f32)) -> Robot {
    let mut robot = Robot::new(app::headless(opening(), tablet));
    robot.tap("Open the book").expect("the book");
    robot.choose_theme("houses", three_houses::session::Chooser::Child).expect("the houses");
    robot
}

/// Plays a story and gives the session it left.
pub fn played(name: &str) -> Session {
    let artwork = artwork();
    let written = WrittenSession::read(&story(name), &artwork).expect("a good story");
    app::player::play(&written, artwork).expect("a story that can be played")
}

/// Whether something that a machine may lack is here. Where it is not, the test says so in one line and is skipped; with
/// `THREE_HOUSES_NO_SKIPS` set it fails instead.
pub fn is_here(what: &str, here: bool) -> bool {
    if !here {
        assert!(std::env::var_os("THREE_HOUSES_NO_SKIPS").is_none(), "{what} is needed and is not here");
        eprintln!("SKIPPED: there is no {what} here");
    }
    here
}
