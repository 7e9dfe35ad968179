//! Fonts that come when a character needs them. Words are painted at once, with gaps, and again when a font has come.
//! Must not know: which fonts there are.

use super::{News, bridge};
use crate::{
    app::{screens::writing::Draft, sitting::Studio},
    artwork,
    picture::register_fallback,
};
use bevy::{prelude::*, text::FontCx};

pub(super) fn plugin(app: &mut App) {
    app.add_observer(bring).add_systems(Startup, lend).add_systems(Last, (look_ahead, ask).chain());
}

/// The page's fields are set like everything else.
fn lend() {
    if let Ok(font) = artwork::bytes("fonts/Andika-Regular.ttf") {
        bridge::lend_font("Andika", font);
    }
}

/// What is being written will be set, and what stands on controls is.
fn look_ahead(draft: Res<Draft>, texts: Query<&Text, Changed<Text>>, studio: Res<Studio>) {
    let words = texts.iter().map(|text| text.as_str()).chain([draft.text()]);
    words.filter(|words| !words.is_ascii()).for_each(|words| studio.typesetter.expect(words));
}

fn ask(studio: Res<Studio>) {
    studio.typesetter.wanted().into_iter().for_each(bridge::ask_for_font);
}

fn bring(
    news: On<News>,
    studio: Res<Studio>,
    mut context: ResMut<FontCx>,
    mut letters: Query<&mut TextFont>,
    mut commands: Commands,
) {
    let News::Font(name, font) = &*news else { return };
    // A font stays as long as the app.
    let font: Option<&'static [u8]> = font.clone().map(|font| &*font.leak());
    studio.typesetter.bring(name, font);
    if let Some(font) = font {
        register_fallback(&mut context.collection, name, font);
        letters.iter_mut().for_each(|mut font| font.set_changed());
    }
    // A new painter has set no words yet.
    let theme = &studio.painter.theme().name;
    commands.insert_resource(Studio::new(studio.artwork.clone(), studio.typesetter.clone(), theme));
}
