//! Opens the app on what lies in a folder: the vault, what the agency decided, its own themes.
//! Must not know: who asked.

use super::{
    Opening, fresh_session, in_window,
    keeping::{Keeping, SettingsKept},
};
use crate::{artwork::Artwork, settings::Settings};
use bevy::{
    prelude::*,
    window::{MonitorSelection, PrimaryWindow, WindowMode},
};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// The vault in a folder.
pub fn vault_in(folder: &Path) -> PathBuf {
    folder.join("vault")
}

/// What the agency decided, in a folder. `tell` hears what is wrong with it; then the defaults hold.
pub fn settings_in(folder: &Path, tell: &dyn Fn(&str)) -> (Settings, PathBuf) {
    let file = folder.join("settings.ron");
    let (settings, wrong) = Settings::read(&file);
    wrong.iter().for_each(|wrong| tell(wrong));
    (settings, file)
}

/// The app in a window. `kiosk` fills the screen without a frame. `tell` hears what was left out; the error is one plain sentence.
pub fn in_folder(folder: &Path, kiosk: bool, tell: &dyn Fn(&str)) -> Result<App, String> {
    let artwork = Artwork::with_themes_in(Some(&folder.join("themes"))).map_err(|error| error.to_string())?;
    let artwork = Arc::new(artwork);
    artwork.refused.iter().for_each(|refused| tell(&refused.to_string()));
    let theme = artwork.theme("houses").cloned().ok_or("the theme houses is missing")?;
    let fresh = move || fresh_session(&theme);
    let session = fresh();
    let keeping =
        Keeping::in_file(&vault_in(folder), Arc::new(fresh)).map_err(|error| format!("Three Houses cannot open: {error}"))?;
    let (settings, file) = settings_in(folder, tell);
    let keeping = keeping.deciding(settings, SettingsKept::File(file));
    let mut app = in_window(Opening { keeping, ..Opening::new(artwork, session) });
    if kiosk {
        app.add_systems(Startup, fill_the_screen);
    }
    Ok(app)
}

fn fill_the_screen(mut window: Query<&mut Window, With<PrimaryWindow>>) {
    if let Ok(mut window) = window.single_mut() {
        window.mode = WindowMode::BorderlessFullscreen(MonitorSelection::Current);
    }
}
