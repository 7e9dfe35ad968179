//! One file per place the child or the worker can be. What stands there is laid out anew whenever the state of the view
//! changes: thirty controls cost less than keeping them in step by hand.

mod cover;
mod hand_over;
mod locked;
mod page;
mod prepare;
mod sessions;
mod themes;
mod writing;

pub use hand_over::{Exporting, default_folder};
pub use locked::{BACK, ENTER, UNLOCK};
pub use page::{COVER, RESIZE, TURN};
pub use prepare::{Choice, Choose, Line};
pub use themes::CHOOSERS;

use super::{
    desk::{Desk, Screen},
    keeping::{Keeping, Told},
    layout::{Layout, LayoutSystems},
    look::Look,
    sitting::{Sitting, Studio},
    tray::Bench,
};
use bevy::{prelude::*, window::PrimaryWindow};

/// The table that book and cards lie on, from edge to edge.
fn lay_table(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let window = bench.layout.window;
    // Drawn as wide as it has to be for its height to be enough.
    let Some(table) = bench.icon("icons/table.svg", window.x.max(window.y * 1.6), None) else { return };
    let image = ImageNode { image: table, image_mode: NodeImageMode::Stretch, ..default() };
    parent.spawn((super::look::boxed(Rect::from_corners(Vec2::ZERO, window)), image, Pickable::IGNORE));
}

/// The root of everything that is laid out over the page.
#[derive(Component)]
struct Furniture;

/// Controls are laid out here.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub struct FurnitureSystems;

/// What the controls were last laid out for.
#[derive(Resource, Default)]
struct LaidOut(Option<(Desk, Layout, Needs)>);

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
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<LaidOut>();
    app.add_systems(Update, lay_out.in_set(FurnitureSystems).after(LayoutSystems));
    app.add_plugins((writing::plugin, hand_over::plugin, prepare::plugin));
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
    lifted: Res<super::canvas::tiles::Lifted>,
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
        || lifted.is_changed())
    {
        return;
    }
    let page = page::seen(sitting.0.page(), desk.chosen);
    let needs = Needs {
        hand: sitting.0.hand(),
        page,
        exporting: exporting.state(),
        told: keeping.told(),
        prepared: prepare::seen(&sitting.0),
        said: said.clone(),
        held: lifted.0.is_some(),
    };
    let now = (desk.clone(), layout.clone(), needs);
    if laid_out.0.as_ref() == Some(&now) {
        return;
    }
    let held = now.2.held;
    laid_out.0 = Some(now);
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
    let whole = Node { position_type: PositionType::Absolute, width: percent(100), height: percent(100), ..default() };
    commands.spawn((Furniture, whole, Pickable::IGNORE, GlobalZIndex(2))).with_children(|parent| match desk.screen {
        _ if desk.hidden => {
            locked::lay_hidden(parent, &mut bench);
            locked::lay_pad(parent, &mut bench, &keeping);
        }
        Screen::Locked => locked::lay(parent, &mut bench, &keeping),
        Screen::Sessions => {
            sessions::lay(parent, &mut bench, &keeping);
            locked::lay_pad(parent, &mut bench, &keeping);
        }
        Screen::Prepare => prepare::lay(parent, &mut bench, &said),
        Screen::Cover => cover::lay(parent, &mut bench),
        Screen::Themes => themes::lay(parent, &mut bench),
        Screen::Page => {
            page::lay(parent, &mut bench, held, keeping.told().failing.is_some());
            writing::lay(parent, &mut bench);
            locked::lay_pad(parent, &mut bench, &keeping);
        }
        Screen::HandOver => hand_over::lay(parent, &mut bench, &exporting, &keeping),
    });
}
