//! Fonts that come when a character needs them. Words are painted at once, with gaps, and again when a font has come.
//! Must not know: which fonts there are.

use super::{News, bridge};
use crate::app::{screens::writing::Draft, sitting::Studio};
use bevy::prelude::*;

pub(super) fn plugin(app: &mut App) {
    app.add_observer(bring).add_systems(Last, (look_ahead, ask).chain());
}

/// What is being written will be set.
fn look_ahead(draft: Res<Draft>, studio: Res<Studio>) {
    if !draft.text().is_ascii() {
        studio.typesetter.expect(draft.text());
    }
}

fn ask(studio: Res<Studio>) {
    studio.typesetter.wanted().into_iter().for_each(bridge::ask_for_font);
}

fn bring(news: On<News>, studio: Res<Studio>, mut commands: Commands) {
    if let News::Font(name, font) = &*news {
        studio.typesetter.bring(name, font.clone());
        // A new painter has set no words yet.
        let theme = &studio.painter.theme().name;
        commands.insert_resource(Studio::new(studio.artwork.clone(), studio.typesetter.clone(), theme));
    }
}
