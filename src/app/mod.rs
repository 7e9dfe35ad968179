//! What hands touch: the only folder that uses Bevy. It is a view: a touch becomes a change to the session, and the page is
//! painted again. Entities are a projection of the session and never own what the child did.

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod canvas;
pub mod desk;
mod flat;
pub mod keeping;
pub mod keyboard;
pub mod layout;
pub mod look;
pub mod motion;
#[cfg(not(target_arch = "wasm32"))]
pub mod open;
#[cfg(not(target_arch = "wasm32"))]
pub mod player;
pub mod screens;
pub mod sitting;
pub mod sounds;
pub mod tray;
pub mod voice;

use crate::{
    artwork::{Artwork, Theme},
    picture::Typesetter,
    session::{Chooser, Session, ThemeInUse},
};
use bevy::{
    app::PluginGroupBuilder,
    core_pipeline::CorePipelinePlugin,
    prelude::*,
    render::{RenderPlugin, settings::RenderCreation},
    window::{PresentMode, PrimaryWindow, WindowResolution},
    winit::{UpdateMode, WinitSettings},
};
#[cfg(not(target_arch = "wasm32"))]
use bevy::{
    render::{pipelined_rendering::PipelinedRenderingPlugin, settings::WgpuSettings},
    winit::WinitPlugin,
};
use desk::Desk;
use keeping::Keeping;
use layout::Glass;
use sitting::{Clock, Sitting, Studio};
use std::{num::NonZero, sync::Arc, time::Duration};

/// What an app is opened with.
pub struct Opening {
    /// The artwork.
    pub artwork: Arc<Artwork>,
    /// What lays words out.
    pub typesetter: Arc<Typesetter>,
    /// The session on the table.
    pub session: Session,
    /// What keeps it.
    pub keeping: Keeping,
}

impl Opening {
    /// An app for a session, with its artwork read and its fonts ready.
    pub fn new(artwork: Arc<Artwork>, session: Session) -> Self {
        let typesetter = Arc::new(Typesetter::new());
        #[cfg(not(target_arch = "wasm32"))]
        {
            let early = typesetter.clone();
            std::thread::spawn(move || early.make_ready());
        }
        Self { artwork, typesetter, session, keeping: Keeping::without() }
    }
}

/// Everything but windows and drivers: the same for the window, the player, tests and photographs.
pub fn plugin(app: &mut App) {
    app.add_plugins((
        sitting::plugin,
        keeping::plugin,
        layout::plugin,
        desk::plugin,
        look::plugin,
        canvas::plugin,
        voice::plugin,
        keyboard::plugin,
        screens::plugin,
        motion::plugin,
        sounds::plugin,
    ));
}

fn furnish(app: &mut App, opening: Opening, glass: Glass) {
    app.insert_resource(Studio::new(opening.artwork, opening.typesetter, &opening.session.theme.name))
        .insert_resource(Sitting(opening.session))
        .insert_resource(Desk { screen: opening.keeping.first_screen(), ..Desk::default() })
        .insert_resource(opening.keeping)
        .insert_resource(glass)
        .insert_resource(ClearColor(look::TABLE));
    app.add_plugins(plugin);
}

/// An empty session of today. Nothing is preset to an answer.
pub fn fresh_session(theme: &Theme) -> Session {
    let theme = ThemeInUse { name: theme.name.clone(), chosen_by: Chooser::Worker, areas: theme.areas() };
    let (date, started_at_s) = today();
    Session::unprepared(uuid::Uuid::new_v4().to_string(), date, started_at_s, theme)
}

/// The date as `YYYY-MM-DD`, and the seconds of the day, by the clock on the wall.
#[cfg(not(target_arch = "wasm32"))]
fn today() -> (String, u32) {
    let now = jiff::Zoned::now();
    (now.date().to_string(), (now.hour() as u32) * 3600 + (now.minute() as u32) * 60 + now.second() as u32)
}
#[cfg(target_arch = "wasm32")]
use browser::today;

/// Bevy's plugins, for a flat picture.
fn flat_plugins() -> PluginGroupBuilder {
    DefaultPlugins.build().add_after::<CorePipelinePlugin>(flat::FlatPicture).disable::<CorePipelinePlugin>()
}

/// The app in a window.
pub fn in_window(opening: Opening) -> App {
    let mut app = App::new();
    let plugins = flat_plugins()
        .set(WindowPlugin {
            primary_window: Some(Window {
                title: "Three Houses".into(),
                resolution: WindowResolution::new(1280, 800),
                present_mode: PresentMode::AutoNoVsync,
                desired_maximum_frame_latency: NonZero::new(1),
                // In a browser: this canvas, as large as the page, and nothing that the browser does with touches.
                canvas: Some("#glass".into()),
                fit_canvas_to_parent: true,
                prevent_default_event_handling: true,
                ..default()
            }),
            ..default()
        })
        .set(RenderPlugin { render_creation: RenderCreation::Automatic(Box::default()), ..default() })
        .disable::<bevy::log::LogPlugin>();
    // A frame is shown when it is ready, not one later. A browser knows no other way.
    #[cfg(not(target_arch = "wasm32"))]
    let plugins = plugins.disable::<PipelinedRenderingPlugin>();
    app.add_plugins(plugins);
    // The picture is drawn when something changes, not all the time: an idle tablet stays cool. Every so often somebody has to
    // look whether the page was left alone for so long that it should hide itself.
    let quiet = UpdateMode::reactive_low_power(Duration::from_secs(20));
    app.insert_resource(WinitSettings { focused_mode: quiet, unfocused_mode: quiet });
    app.insert_resource(Clock::of_the_wall());
    furnish(&mut app, opening, Glass::default());
    #[cfg(not(target_arch = "wasm32"))]
    app.add_systems(Startup, open_eye);
    // In a browser's first frame the shaders are still on their way: what was drawn then would not be seen, but waited for.
    #[cfg(target_arch = "wasm32")]
    app.add_systems(First, open_eye.run_if(resource_equals(bevy::diagnostic::FrameCount(1))));
    app
}

#[cfg(not(target_arch = "wasm32"))]
/// The whole app without a window, a screen or a GPU. `tablet` is width and height in px and px to the mm.
pub fn headless(opening: Opening, tablet: (u32, u32, f32)) -> App {
    without_window(opening, tablet, WgpuSettings { backends: None, ..default() })
}

#[cfg(not(target_arch = "wasm32"))]
/// The whole app without a window, drawn by whatever graphics driver is here, so that it can be photographed.
/// [`has_driver`] tells whether there is one.
pub fn for_photographs(opening: Opening, tablet: (u32, u32, f32)) -> App {
    without_window(opening, tablet, WgpuSettings::default())
}

#[cfg(not(target_arch = "wasm32"))]
fn without_window(opening: Opening, tablet: (u32, u32, f32), driver: WgpuSettings) -> App {
    let (width, height, px_per_mm) = tablet;
    let mut app = App::new();
    app.add_plugins(
        flat_plugins()
            .set(RenderPlugin {
                render_creation: RenderCreation::Automatic(Box::new(driver)),
                synchronous_pipeline_compilation: true,
                ..default()
            })
            .set(WindowPlugin {
                primary_window: Some(Window { resolution: WindowResolution::new(width, height), ..default() }),
                ..default()
            })
            .disable::<PipelinedRenderingPlugin>()
            .disable::<bevy::log::LogPlugin>()
            .disable::<bevy::audio::AudioPlugin>()
            .disable::<WinitPlugin>(),
    );
    // Nobody listens, so no loudspeaker is opened; what would be heard is there all the same.
    app.init_asset::<AudioSource>();
    app.insert_resource(Clock::by_hand());
    furnish(&mut app, opening, Glass::of(px_per_mm));
    app.add_systems(Startup, open_eye);
    app.finish();
    app.cleanup();
    app.update();
    app
}

#[cfg(not(target_arch = "wasm32"))]
/// Whether a window can be opened here: a display to show it, and a driver to draw it, a software one included. The error
/// is one plain sentence.
pub fn can_open() -> Result<(), &'static str> {
    let on_unix = cfg!(all(unix, not(any(target_os = "macos", target_os = "ios", target_os = "android"))));
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if on_unix && !set("DISPLAY") && !set("WAYLAND_DISPLAY") && !set("WAYLAND_SOCKET") {
        return Err("Three Houses cannot open: there is no display here");
    }
    if has_driver() { Ok(()) } else { Err("Three Houses cannot open: there is no graphics driver here, not even a software one") }
}

#[cfg(not(target_arch = "wasm32"))]
/// Whether there is a graphics driver, a software one included.
pub fn has_driver() -> bool {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    bevy::tasks::block_on(instance.request_adapter(&wgpu::RequestAdapterOptions::default())).is_ok()
}

/// One camera for the page and everything round it, with no pass that a flat picture does not need.
pub fn open_eye(mut commands: Commands) {
    commands.spawn(eye());
}

/// The camera.
pub fn eye() -> impl Bundle {
    use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
    (Camera2d, IsDefaultUiCamera, Msaa::Off, Tonemapping::None, DebandDither::Disabled)
}

/// The size of the window in logical px.
pub fn window_size(window: &Query<&Window, With<PrimaryWindow>>) -> Option<Vec2> {
    window.single().ok().map(|window| Vec2::new(window.width(), window.height()))
}
