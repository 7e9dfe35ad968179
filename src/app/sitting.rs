//! The session on the table, the time, and what pictures are made with.
//! Must not know: screens.

use crate::{
    artwork::Artwork,
    picture::{Painter, Typesetter},
    session::Session,
};
use bevy::prelude::*;
use std::sync::Arc;
use web_time::Instant;

/// The session that is open. The app's one truth.
#[derive(Resource)]
pub struct Sitting(pub Session);

/// Artwork, fonts and the painter of the theme in use.
#[derive(Resource, Clone)]
pub struct Studio {
    /// The artwork.
    pub artwork: Arc<Artwork>,
    /// What lays words out.
    pub typesetter: Arc<Typesetter>,
    /// Paints the theme in use.
    pub painter: Arc<Painter>,
}

impl Studio {
    /// A studio for a theme; an unknown one falls back to `houses`, which is always there.
    pub fn new(artwork: Arc<Artwork>, typesetter: Arc<Typesetter>, theme: &str) -> Self {
        let theme = artwork.theme(theme).or_else(|| artwork.theme("houses")).cloned();
        #[expect(clippy::expect_used, reason = "artwork without the theme houses is never loaded")]
        let theme = theme.expect("the theme houses");
        let painter = Arc::new(Painter::new(artwork.clone(), typesetter.clone(), theme));
        Self { artwork, typesetter, painter }
    }
}

/// The time since the session started, ms.
#[derive(Resource, Debug, Clone, Copy)]
pub struct Clock {
    /// Since when it runs by itself, and what time it was then, ms.
    started: Option<(Instant, u64)>,
    /// Now, ms since the session started.
    pub now_ms: u64,
}

impl Clock {
    /// Runs by itself.
    pub fn of_the_wall() -> Self {
        Self { started: Some((Instant::now(), 0)), now_ms: 0 }
    }

    /// Whether it runs by itself.
    pub fn runs(&self) -> bool {
        self.started.is_some()
    }

    /// The time by now, ms since the session started: between two frames it is later than `now_ms`.
    pub fn time_ms(&self) -> u64 {
        self.started.map_or(self.now_ms, |(started, from_ms)| from_ms + started.elapsed().as_millis() as u64)
    }

    /// Goes on from a time, ms since the session started.
    pub fn go_on_from(&mut self, ms: u64) {
        self.now_ms = ms;
        self.started = self.started.map(|_| (Instant::now(), ms));
    }

    /// Stands still unless it is set: the player's clock.
    pub fn by_hand() -> Self {
        Self { started: None, now_ms: 0 }
    }
}

pub(super) fn plugin(app: &mut App) {
    app.add_systems(First, tell_the_time);
}

fn tell_the_time(mut clock: ResMut<Clock>) {
    clock.now_ms = clock.time_ms();
}
