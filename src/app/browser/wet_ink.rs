//! Wet ink: while a finger draws, its line is laid over the glass by itself, and the rest of the app sleeps. A frame of all there is
//! costs many times what a sample does. The pixels are the painter's own, so that nothing is seen to change when the app draws them:
//! once a second, to keep the stroke, and when the finger lifts.
//! Must not know: gestures, screens.

use super::bridge;
use crate::{
    app::{
        canvas::{
            fingers::{Finger, OneFinger},
            live::{LiveInk, LiveStroke, LiveWindow},
            tiles::Tiles,
        },
        desk::Desk,
        keeping::{Keeping, LIVE_PIECE_MS},
        layout::Layout,
        motion::Leaf,
        sitting::{Clock, Studio},
    },
    picture::View,
    session::Rect as Mm,
};
use bevy::{
    ecs::system::SystemParam,
    input::touch::TouchPhase,
    prelude::*,
    ui::UiGlobalTransform,
    window::PrimaryWindow,
    winit::{EventLoopProxyWrapper, WinitUserEvent},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the page's own finger messages and the app's frames share.
#[derive(Resource, Default, Clone)]
struct WetInk(Arc<Mutex<Option<Wet>>>);

/// A stroke that is laid over the glass.
struct Wet {
    begun: u64,
    clock: Clock,
    layout: Layout,
    frame: Mm,
    view: View,
    stroke: LiveStroke,
    panes: Vec<Pane>,
    /// What the app has not heard of yet.
    moves: Vec<Finger>,
    /// When the app ran last, ms since the session started.
    ran_ms: u64,
}

/// A tile of the page as it is seen with the stroke on it.
struct Pane {
    live: LiveWindow,
    page: Arc<Vec<u8>>,
    bare: Option<Arc<Vec<u8>>>,
    shown: Vec<u8>,
}

impl WetInk {
    fn now(&self) -> MutexGuard<'_, Option<Wet>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<WetInk>();
    app.add_systems(Startup, listen).add_systems(PreUpdate, pass_on).add_systems(Last, begin_and_end);
}

/// The page's script brings the moves of the finger that draws here instead of to the app's window.
fn listen(wet: Res<WetInk>, proxy: Res<EventLoopProxyWrapper>) {
    let (wet, proxy) = (wet.clone(), proxy.clone());
    bridge::draw_with(move |moves| {
        let mut wet = wet.now();
        let Some(wet) = &mut *wet else { return };
        if wet.draw(moves) {
            let _ = proxy.send_event(WinitUserEvent::WakeUp);
        }
    });
}

impl Wet {
    /// Draws on, by places in logical px with their pressures. True when the app is to run again, so that the stroke is kept.
    fn draw(&mut self, moves: &[[f32; 3]]) -> bool {
        let ms = self.clock.time_ms();
        for &[x, y, pressure] in moves {
            let finger =
                Finger { phase: TouchPhase::Moved, at: Vec2::new(x, y), pressure: pressure.clamp(0.0, 1.0), on: None, ms };
            self.stroke.push(finger.sample(&self.layout, self.frame, ms));
            self.moves.push(finger);
        }
        if let Some(gain) = self.stroke.gained(&self.view) {
            for pane in &mut self.panes {
                let bare = pane.bare.as_ref().map(|bare| bare.as_slice());
                if !pane.live.meets(&self.view, gain.area) {
                    continue;
                }
                if pane.shown.is_empty() {
                    pane.shown = pane.page.to_vec();
                }
                let (columns, rows) = pane.live.paint(&self.view, &gain, &pane.page, bare, &mut pane.shown);
                let width = pane.live.width();
                let row = |y: usize| &pane.shown[(y * width + columns.start) * 4..(y * width + columns.end) * 4];
                let pixels: Vec<u8> = rows.clone().flat_map(row).copied().collect();
                if !pixels.is_empty() {
                    bridge::lay_ink(pane.live.corner(), (columns.start, rows.start), columns.len(), &pixels);
                }
            }
        }
        let wake = ms.saturating_sub(self.ran_ms) >= LIVE_PIECE_MS;
        if wake {
            self.ran_ms = ms;
        }
        wake
    }
}

/// What was drawn while the app slept reaches it as any finger's moves do.
fn pass_on(wet: Res<WetInk>, clock: Res<Clock>, mut keeping: ResMut<Keeping>, mut fingers: MessageWriter<Finger>) {
    if let Some(wet) = &mut *wet.now() {
        if !wet.moves.is_empty() {
            keeping.bypass_change_detection().touched(clock.now_ms);
        }
        wet.ran_ms = clock.now_ms;
        fingers.write_batch(wet.moves.drain(..));
    }
}

/// What a control or a text looks like.
type Seen = (
    &'static ComputedNode,
    &'static UiGlobalTransform,
    &'static InheritedVisibility,
    &'static BackgroundColor,
    Has<ImageNode>,
    Has<Text>,
);

/// Whatever lies on the glass, for seeing whether it lies over the page.
#[derive(SystemParam)]
struct Furniture<'w, 's> {
    nodes: Query<'w, 's, Seen>,
    leaves: Query<'w, 's, (), With<Leaf>>,
}

impl Furniture<'_, '_> {
    /// Whether nothing is seen over a part of the glass, logical px.
    fn leaves_free(&self, page: Rect) -> bool {
        let covers = |(node, place, visible, paper, picture, words): (&ComputedNode, &UiGlobalTransform, _, _, bool, bool)| {
            let (visible, paper): (&InheritedVisibility, &BackgroundColor) = (visible, paper);
            let scale = node.inverse_scale_factor();
            let rect = Rect::from_center_size(place.translation * scale, node.size() * scale);
            let seen = visible.get() && (picture || words || paper.0.alpha() > 0.0);
            seen && !rect.intersect(page.inflate(-0.5)).is_empty()
        };
        self.leaves.is_empty() && !self.nodes.iter().any(covers)
    }
}

/// Ink is wet from the frame that began it until the finger lifts, or something comes to lie over the page.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn begin_and_end(
    wet: Res<WetInk>,
    live: Res<LiveInk>,
    one: Res<OneFinger>,
    tiles: Res<Tiles>,
    layout: Res<Layout>,
    desk: Res<Desk>,
    studio: Res<Studio>,
    clock: Res<Clock>,
    furniture: Furniture,
    window: Query<&Window, With<PrimaryWindow>>,
) {
    let mut wet = wet.now();
    let frame = desk.frame(&studio);
    let free = desk.is_free() && furniture.leaves_free(layout.page(frame));
    let going = live.going().filter(|_| free);
    if wet.as_ref().is_some_and(|wet| going.is_none_or(|(begun, _)| begun != wet.begun)) {
        *wet = None;
        bridge::dry_ink(!desk.is_free());
    }
    if wet.is_none()
        && let (Some((begun, stroke)), Some(touch), Some(view)) = (going, one.touch(), tiles.view())
    {
        let stroke = stroke.clone();
        let panes = tiles.all().map(|tile| {
            let (page, bare) = tile.pixels();
            Pane { live: tile.live().clone(), page, bare, shown: Vec::new() }
        });
        let scale = window.single().map_or(1.0, Window::scale_factor);
        bridge::wet_ink(touch, layout.page(frame).min, scale);
        *wet = Some(Wet {
            begun,
            clock: *clock,
            layout: layout.clone(),
            frame,
            view,
            stroke,
            panes: panes.collect(),
            moves: Vec::new(),
            ran_ms: clock.now_ms,
        });
    }
}
