//! The app in a browser: what it stands on instead of files, threads and a command line. The page's own script (`web/`) does what
//! only a script can, and this folder is the only one that talks to it.
//! Must not know: screens.

mod bridge;
mod fonts;
mod loudspeaker;
mod microphone;
mod mirror;
mod presence;
mod storage;
mod wet_ink;

pub use bridge::{hand_over, hush, offer, play, today};
pub use loudspeaker::{Loudspeaker, Playing};
pub use microphone::BrowserMicrophone;

use super::{
    Opening, fresh_session, in_window,
    keeping::{Keeping, SettingsKept},
};
use crate::{artwork::Artwork, settings::Settings, vault::key_from};
use bevy::prelude::*;
use std::sync::Arc;

/// Something that the page tells the app.
#[derive(Event, Debug, Clone, PartialEq)]
enum News {
    /// A control was pressed by a screen reader or a keyboard: its key in the mirror.
    Press(String),
    /// A field's text is another: its key, the text.
    Write(String, String),
    /// A font came, or cannot come.
    Font(String, Option<Vec<u8>>),
    /// The page was left, or covered, or nobody is there any more.
    Away,
}

/// The browser took the export, and how; or would not.
#[derive(Event, Debug, Clone, PartialEq)]
pub enum HandedOver {
    /// One plain sentence about where it is.
    Taken(String),
    /// One plain sentence.
    Refused(String),
}

/// Opens the app in the page. What cannot be opened is said there. On a thread beside the page it only works a key out.
pub fn open() {
    if bridge::works_keys_out(|pin, salt, cost| key_from(pin, salt, cost).ok()) {
        return;
    }
    std::panic::set_hook(Box::new(|info| {
        // The place only: a message might quote what a child said.
        let place = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        bridge::stopped(&place);
    }));
    if let Err(why) = try_open() {
        bridge::cannot_open(&why);
    }
}

fn try_open() -> Result<(), String> {
    let artwork = Arc::new(Artwork::load().map_err(|error| error.to_string())?);
    let theme = artwork.theme("houses").cloned().ok_or("the theme houses is missing")?;
    let fresh = move || fresh_session(&theme);
    let session = fresh();
    let storage = storage::BrowserStorage::open();
    let keeping = Keeping::in_storage(Box::new(storage), Arc::new(fresh)).map_err(|error| error.to_string())?;
    let settings = bridge::settings().map_or_else(|| Ok(Settings::default()), |text| Settings::from_text(&text));
    let keeping = keeping
        .making_keys(bridge::key_elsewhere, bridge::begin_key)
        .deciding(settings.unwrap_or_default(), SettingsKept::By(bridge::keep_settings));
    let mut app = in_window(Opening { keeping, ..Opening::new(artwork, session) });
    app.add_plugins((fonts::plugin, mirror::plugin, presence::plugin, wet_ink::plugin));
    app.add_systems(First, hear);
    app.run();
    Ok(())
}

/// Passes on what the page told since the last frame.
fn hear(mut commands: Commands) {
    for news in bridge::news() {
        match news {
            Ok(news) => commands.trigger(news),
            Err(handed) => commands.trigger(handed),
        }
    }
}
