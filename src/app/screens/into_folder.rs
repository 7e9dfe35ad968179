//! Writes the export into a folder, on a thread of its own, and shows the folder.
//! Must not know: how that is shown to the worker.

use super::hand_over::{Exporting, State, Write};
use crate::{app::desk::ShowFolder, case_file};
use bevy::prelude::*;
use std::path::PathBuf;

/// Where exports go unless somebody says otherwise: `Three Houses` in the documents folder, or at home where there is none.
pub fn default_folder() -> PathBuf {
    let home = std::env::home_dir().unwrap_or_default();
    let documents = home.join("Documents");
    if documents.is_dir() { documents } else { home }.join("Three Houses")
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(write).add_observer(show);
}

fn write(what: On<Write>, exporting: Res<Exporting>) {
    let what = what.clone();
    let tell = exporting.teller();
    let into = exporting.into.clone().unwrap_or_else(default_folder);
    std::thread::spawn(move || {
        // The app's own folder may be made; one that was named has to be there.
        let _ = std::fs::create_dir_all(&into);
        let progress = |share: f32| tell(State::Going((share * 100.0) as u8));
        let (artwork, painter, sound_of) = (&what.studio.artwork, &what.studio.painter, |of| what.sound(of));
        let done = case_file::export(&what.session, artwork, painter, &sound_of, what.keep_put_away, &into, &progress);
        tell(match done {
            Ok(folder) => match case_file::check(&folder) {
                Ok(_) => State::Done(folder),
                Err(wrong) => State::Failed(wrong.join("; ")),
            },
            Err(error) => State::Failed(error.to_string()),
        });
    });
}

/// Shows the folder where the platform shows folders. Where it cannot, the path stands on the card.
fn show(_: On<ShowFolder>, exporting: Res<Exporting>) {
    if let State::Done(folder) = exporting.told() {
        std::thread::spawn(move || opener::open(folder));
    }
}
