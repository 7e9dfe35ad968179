//! One file per place the child or the worker can be. What stands there is laid out anew whenever the state of the view
//! changes: thirty controls cost less than keeping them in step by hand.

pub mod closing;
mod cover;
mod explain;
mod form;
mod hand_over;
#[cfg(not(target_arch = "wasm32"))]
mod into_folder;
#[cfg(target_arch = "wasm32")]
mod into_zip;
mod locked;
pub mod notes;
mod page;
pub mod people;
pub mod prepare;
pub mod present;
pub mod question;
pub mod read_back;
mod review;
mod sessions;
mod settings;
pub mod sharing;
mod speaking;
pub mod steps;
mod themes;
mod worker;
pub mod writing;

pub use hand_over::Exporting;
#[cfg(not(target_arch = "wasm32"))]
pub use into_folder::default_folder;
pub use locked::{BACK, ENTER, UNLOCK};
pub use page::{COVER, LISTEN, RESIZE, SLOWLY, TURN, WRITE_DOWN};
pub use speaking::NOTED;
pub use themes::CHOOSERS;

use super::{
    desk::{Card, Desk, Screen},
    keeping::{Keeping, Told},
    layout::{Layout, LayoutSystems},
    look::Look,
    motion::{Motion, Slides},
    sitting::{Sitting, Studio},
    tray::{Bench, lay_drawer},
};
use crate::settings::Side;
use bevy::{input_focus::tab_navigation::TabGroup, prelude::*, window::PrimaryWindow};

/// How far from its place a drawer begins to slide, mm.
const SLIDE_MM: f32 = 14.0;

/// The table that book and cards lie on, from edge to edge.
fn lay_table(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let window = bench.layout.window;
    // Drawn as wide as it has to be for its height to be enough.
    let Some(table) = bench.icon("icons/table.svg", window.x.max(window.y * 1.6), None) else { return };
    let image = ImageNode { image: table, image_mode: NodeImageMode::Stretch, ..default() };
    parent.spawn((super::look::boxed(Rect::from_corners(Vec2::ZERO, window)), image, Pickable::IGNORE));
}

/// The root of a layer of what is laid out over the page.
#[derive(Component)]
struct Furniture;

/// Controls are laid out here.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub struct FurnitureSystems;

/// What the controls were last laid out for.
#[derive(Resource, Default)]
struct LaidOut {
    last: Option<(Desk, Layout, Needs)>,
    changes: u64,
}

/// What controls need to know of the session.
#[derive(PartialEq, Clone)]
struct Needs {
    hand: crate::session::Hand,
    page: crate::session::Page,
    exporting: hand_over::State,
    told: Told,
    prepared: Vec<bool>,
    said: prepare::Said,
    held: bool,
    /// How many questions were asked, and whether one is being answered.
    asked: (usize, bool),
    draft: writing::Draft,
    settings: crate::settings::Settings,
    /// How often the session changed, as far as the screen shows more of it than the page.
    changes: u64,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<LaidOut>();
    app.add_systems(Update, lay_out.in_set(FurnitureSystems).after(LayoutSystems));
    #[cfg(not(target_arch = "wasm32"))]
    app.add_plugins(into_folder::plugin);
    #[cfg(target_arch = "wasm32")]
    app.add_plugins(into_zip::plugin);
    app.add_plugins((writing::plugin, hand_over::plugin, prepare::plugin, question::plugin, read_back::plugin, people::plugin));
    app.add_plugins((speaking::plugin, steps::plugin, closing::plugin, sharing::plugin, notes::plugin, settings::plugin));
}

#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn lay_out(
    mut commands: Commands,
    desk: Res<Desk>,
    layout: Res<Layout>,
    studio: Res<Studio>,
    sitting: Res<Sitting>,
    exporting: Res<Exporting>,
    keeping: Res<Keeping>,
    said: Res<prepare::Said>,
    draft: Res<writing::Draft>,
    lifted: Res<super::canvas::tiles::Lifted>,
    motion: Motion,
    window: Query<&Window, With<PrimaryWindow>>,
    furniture: Query<Entity, With<Furniture>>,
    mut look: ResMut<Look>,
    mut images: ResMut<Assets<Image>>,
    mut laid_out: ResMut<LaidOut>,
) {
    if !(desk.is_changed()
        || layout.is_changed()
        || sitting.is_changed()
        || exporting.is_changed()
        || keeping.is_changed()
        || said.is_changed()
        || draft.is_changed()
        || lifted.is_changed())
    {
        return;
    }
    // The page and the lines that are typed on need to know only some of a session; other screens show all of it.
    let some = desk.screen == Screen::Page && desk.card.is_none() || matches!(desk.screen, Screen::Prepare | Screen::Present);
    laid_out.changes += u64::from(sitting.is_changed() && !some);
    let page = page::seen(sitting.0.page(), desk.chosen);
    let needs = Needs {
        hand: sitting.0.hand(),
        page,
        exporting: exporting.state(&sitting.0),
        told: keeping.told(),
        prepared: prepare::seen(&sitting.0),
        said: said.clone(),
        held: lifted.0.is_some(),
        asked: (sitting.0.prompts.len(), sitting.0.asked().is_some()),
        draft: draft.clone(),
        settings: keeping.settings.clone(),
        changes: laid_out.changes,
    };
    let now = (desk.clone(), layout.clone(), needs);
    if laid_out.last.as_ref() == Some(&now) {
        return;
    }
    let held = now.2.held;
    // A drawer slides out of the tray; one that changes only what lies in it stays where it is.
    let opens = laid_out.last.as_ref().is_some_and(|(old, ..)| old.drawer.is_none() && desk.drawer.is_some());
    let from = match (layout.portrait, layout.side) {
        (true, _) => Vec2::Y,
        (false, Side::Left) => Vec2::NEG_X,
        (false, Side::Right) => Vec2::X,
    };
    let away = from * SLIDE_MM * layout.px_per_mm;
    let slides = (opens && motion.is_on()).then(|| motion.slide(away));
    laid_out.last = Some(now);
    furniture.iter().for_each(|entity| commands.entity(entity).despawn());
    let scale_factor = window.single().map_or(1.0, |w| w.scale_factor());
    let mut bench = Bench {
        layout: &layout,
        desk: &desk,
        studio: &studio,
        sitting: &sitting,
        look: &mut look,
        images: &mut images,
        scale_factor,
    };
    let bench = &mut bench;
    // The topmost layer is the only one that a keyboard can go through.
    let pad = desk.pad.is_some() && desk.screen != Screen::Locked;
    let top = if pad {
        3
    } else if desk.hidden {
        0
    } else if desk.writing.is_some() {
        2
    } else {
        usize::from(desk.card.is_some())
    };
    let mut layer = |place: usize, slides: Option<Slides>, lay: &mut dyn FnMut(&mut ChildSpawnerCommands)| {
        let whole = Node { position_type: PositionType::Absolute, width: percent(100), height: percent(100), ..default() };
        let mut root = commands.spawn((Furniture, whole, Pickable::IGNORE, GlobalZIndex(2 + place as i32)));
        if place == top {
            root.insert(TabGroup::new(0));
        }
        if let Some(slides) = slides {
            root.insert(slides);
        }
        root.with_children(|parent| lay(parent));
    };
    layer(0, None, &mut |parent| match desk.screen {
        _ if desk.hidden => locked::lay_hidden(parent, bench),
        Screen::Locked => locked::lay(parent, bench, &keeping),
        Screen::Sessions => sessions::lay(parent, bench, &keeping),
        Screen::Settings => settings::lay(parent, bench, &keeping),
        Screen::Prepare => prepare::lay(parent, bench, &said),
        Screen::Present => present::lay(parent, bench),
        Screen::Explain => explain::lay(parent, bench, &keeping.settings),
        Screen::Cover => cover::lay(parent, bench),
        Screen::Themes => themes::lay(parent, bench),
        Screen::Page => {
            if !speaking::is_covered(&desk) {
                speaking::lay_light(parent, bench);
            }
            page::lay(parent, bench, held, keeping.told().failing.is_some());
            speaking::lay_note(parent, bench);
        }
        Screen::People => people::lay(parent, bench),
        Screen::Steps => steps::lay(parent, bench),
        Screen::Closing => closing::lay(parent, bench),
        Screen::Goodbye => closing::lay_goodbye(parent, bench),
        Screen::Sharing => sharing::lay(parent, bench, &keeping),
        Screen::Review => review::lay(parent, bench),
        Screen::Notes => notes::lay(parent, bench),
        Screen::HandOver => hand_over::lay(parent, bench, &exporting, &keeping),
    });
    if desk.screen == Screen::Page && !desk.hidden && desk.drawer.is_some() {
        layer(0, slides, &mut |parent| lay_drawer(parent, bench));
    }
    if !desk.hidden {
        match desk.card {
            Some(Card::Question) => layer(1, None, &mut |parent| question::lay(parent, bench, &keeping)),
            Some(Card::ReadBack(place)) => layer(1, None, &mut |parent| read_back::lay(parent, bench, place)),
            None => {}
        }
        if desk.writing.is_some() {
            layer(2, None, &mut |parent| writing::lay(parent, bench, &draft));
        }
    }
    if pad {
        layer(3, None, &mut |parent| locked::lay_pad(parent, bench, &keeping));
    }
    // No card hides that a voice is being recorded.
    if desk.voice.recording && speaking::is_covered(&desk) {
        layer(4, None, &mut |parent| speaking::lay_light(parent, bench));
    }
}
