//! What paper sounds like. A sound says that something happened, once and softly; it is never a reward, and there is none in the
//! house of worries. Hiding the page silences all of them.
//! Must not know: controls, pixels.

#[cfg(not(target_arch = "wasm32"))]
use super::sitting::Clock;
use super::{
    canvas::CanvasSystems,
    desk::{Desk, Screen},
    keeping::Keeping,
    sitting::Sitting,
};
#[cfg(not(target_arch = "wasm32"))]
use crate::artwork;
use crate::{
    session::{HouseKind, ItemState, MarkKind, Page},
    settings::Sounds,
};
use bevy::prelude::*;
#[cfg(not(target_arch = "wasm32"))]
use bevy::{audio::Volume, platform::collections::HashMap};

/// How loud soft is, against the recording.
#[cfg(not(target_arch = "wasm32"))]
const SOFT: f32 = 0.5;

/// What can be heard.
#[derive(Message, Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperSound {
    /// A leaf is turned.
    Page,
    /// A drawer slides out.
    Drawer,
    /// Something is laid on the page.
    LaidDown,
    /// Something goes into the drawer.
    PutAway,
    /// Shutters close or open.
    Shutters,
}

impl PaperSound {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Page, Self::Drawer, Self::LaidDown, Self::PutAway, Self::Shutters];

    /// Its file below `assets/`.
    pub fn file(self) -> &'static str {
        match self {
            Self::Page => "sounds/page.wav",
            Self::Drawer => "sounds/drawer.wav",
            Self::LaidDown => "sounds/laid-down.wav",
            Self::PutAway => "sounds/put-away.wav",
            Self::Shutters => "sounds/shutters.wav",
        }
    }
}

/// What there was the last time anybody listened.
#[derive(Resource, Default)]
struct Before(Option<(Desk, Page)>);

/// The sounds, once they have been needed.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Resource, Default)]
struct Shelf(HashMap<PaperSound, Handle<AudioSource>>);

/// A sound that is playing.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Component)]
struct Playing;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Before>().add_message::<PaperSound>();
    #[cfg(not(target_arch = "wasm32"))]
    app.init_resource::<Shelf>();
    app.add_systems(Update, (listen, play).chain().after(CanvasSystems::Paint));
}

fn listen(desk: Res<Desk>, sitting: Res<Sitting>, mut before: ResMut<Before>, mut out: MessageWriter<PaperSound>) {
    if !desk.is_changed() && !sitting.is_changed() {
        return;
    }
    let page = sitting.0.page();
    let heard = before.0.as_ref().and_then(|(old, old_page)| what_is_heard((old, old_page), (&desk, page), &sitting));
    if let Some(sound) = heard {
        out.write(sound);
    }
    before.0 = Some((desk.clone(), page.clone()));
}

/// What one change sounds like, if it is to be heard at all.
fn what_is_heard(before: (&Desk, &Page), now: (&Desk, &Page), sitting: &Sitting) -> Option<PaperSound> {
    let ((old, old_page), (desk, page)) = (before, now);
    let worries = |house: Option<HouseKind>| house == Some(HouseKind::Worries);
    // A recording is of the child, not of paper.
    if desk.voice.recording || desk.hidden || desk.screen != Screen::Page || worries(old.inside) || worries(desk.inside) {
        return None;
    }
    if old.screen == Screen::Page && old.inside != desk.inside || old.screen == Screen::Themes {
        return Some(PaperSound::Page);
    }
    let shut = |page: &Page| page.houses.clone().map(|house| house.closed);
    for (house, (was, is)) in HouseKind::ALL.into_iter().zip(shut(old_page).into_iter().zip(shut(page))) {
        if was != is {
            return (house != HouseKind::Worries).then_some(PaperSound::Shutters);
        }
    }
    // One thing more, or one that changed: whatever came by undoing is silent.
    let added = page.marks.len() == old_page.marks.len() + 1;
    let changed = page.marks.len() == old_page.marks.len();
    if added && let Some(mark) = page.marks.last() {
        let is_thing = matches!(mark.kind, MarkKind::Placed(..)) && !worries(sitting.0.house_at(mark.first_point()));
        return is_thing.then_some(PaperSound::LaidDown);
    }
    if changed {
        let away = |page: &Page| page.marks.iter().filter(|mark| mark.state == ItemState::PutAway).count();
        if away(page) > away(old_page) {
            return Some(PaperSound::PutAway);
        }
    }
    (old.drawer.is_none() && desk.drawer.is_some()).then_some(PaperSound::Drawer)
}

/// In a browser the page plays: a sound of its own takes nothing while it is silent.
#[cfg(target_arch = "wasm32")]
fn play(mut sounds: MessageReader<PaperSound>, desk: Res<Desk>, keeping: Res<Keeping>) {
    use super::browser;
    if desk.hidden {
        sounds.clear();
        if desk.is_changed() {
            browser::hush();
        }
        return;
    }
    sounds.read().filter(|_| keeping.settings.sounds != Sounds::Off).for_each(|sound| browser::play(sound.file()));
}

#[cfg(not(target_arch = "wasm32"))]
#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn play(
    mut sounds: MessageReader<PaperSound>,
    desk: Res<Desk>,
    clock: Res<Clock>,
    keeping: Res<Keeping>,
    playing: Query<Entity, With<Playing>>,
    mut sources: ResMut<Assets<AudioSource>>,
    mut shelf: ResMut<Shelf>,
    mut commands: Commands,
) {
    if desk.hidden {
        sounds.clear();
        playing.iter().for_each(|sound| commands.entity(sound).despawn());
        return;
    }
    for sound in sounds.read() {
        if keeping.settings.sounds == Sounds::Off || !clock.runs() {
            continue;
        }
        let read = || artwork::bytes(sound.file()).map(|bytes| AudioSource { bytes: bytes.into() }).ok();
        let source = match shelf.0.get(sound) {
            Some(known) => known.clone(),
            None => {
                let Some(source) = read() else { continue };
                let source = sources.add(source);
                shelf.0.insert(*sound, source.clone());
                source
            }
        };
        let settings = PlaybackSettings::DESPAWN.with_volume(Volume::Linear(SOFT));
        commands.spawn((Playing, AudioPlayer::new(source), settings));
    }
}
