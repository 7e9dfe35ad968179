//! Fingers, pens and the mouse as one kind of thing. One finger draws; while it does, every other contact is ignored, so a
//! palm draws nothing. A touch that begins on a control never reaches the page.
//! Must not know: what a gesture does.

use crate::{
    app::{layout::Layout, sitting::Clock},
    session::{Rect, Sample},
};
use bevy::{
    input::{
        ButtonState,
        mouse::MouseButtonInput,
        touch::{ForceTouch, TouchInput, TouchPhase},
    },
    picking::{hover::HoverMap, pointer::PointerId},
    prelude::*,
    window::{CursorMoved, PrimaryWindow},
};

/// What the one finger on the page does.
#[derive(Message, Debug, Clone, Copy, PartialEq)]
pub struct Finger {
    /// Began, moved, lifted or taken away by the system.
    pub phase: TouchPhase,
    /// Logical px.
    pub at: Vec2,
    /// 0 to 1; 0.5 where the screen cannot tell.
    pub pressure: f32,
    /// The control beneath, where it began.
    pub on: Option<Entity>,
    /// When, ms since the session started.
    pub ms: u64,
}

impl Finger {
    /// What it is in a stroke on a frame of the page, mm, that began then. The page's edge holds it.
    pub fn sample(&self, layout: &Layout, frame: Rect, began_ms: u64) -> Sample {
        let at = frame.clamp(layout.to_mm(frame, self.at));
        Sample { at, ms: self.ms.saturating_sub(began_ms) as u32, pressure: self.pressure }
    }
}

/// The contact that counts.
#[derive(Resource, Default, Debug)]
pub struct OneFinger(Option<PointerId>);

impl OneFinger {
    /// The touch that counts, by the number its messages carry; none where it is the mouse or keys.
    pub fn touch(&self) -> Option<u64> {
        self.0.and_then(|pointer| pointer.get_touch_id())
    }

    /// Whether a finger is on the page.
    pub fn is_down(&self) -> bool {
        self.0.is_some()
    }

    /// The finger that keys lead comes down: it is the one that counts.
    pub fn put_keys_down(&mut self) {
        self.0 = Some(PointerId::Custom(uuid::Uuid::nil()));
    }

    /// The finger that keys lead lifts.
    pub fn lift_keys(&mut self) {
        self.0 = None;
    }
}

/// A control that takes drags itself: the handles of the chosen thing.
#[derive(Component)]
pub struct TakesDrags;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<OneFinger>().add_message::<Finger>();
    app.add_systems(Update, (touches, mouse).chain().in_set(super::CanvasSystems::Touch).before(super::gesture::GestureSystems));
}

/// What lies beneath a pointer: nothing but the window (the page), or a control.
fn beneath(hover: &HoverMap, pointer: PointerId, windows: &Query<(), With<Window>>) -> Option<Entity> {
    let hits = hover.get(&pointer)?.iter().filter(|(entity, _)| !windows.contains(**entity));
    hits.min_by(|a, b| a.1.depth.total_cmp(&b.1.depth)).map(|(entity, _)| *entity)
}

fn touches(
    mut inputs: MessageReader<TouchInput>,
    hover: Res<HoverMap>,
    clock: Res<Clock>,
    drags: Query<(), With<TakesDrags>>,
    windows: Query<(), With<Window>>,
    mut one: ResMut<OneFinger>,
    mut out: MessageWriter<Finger>,
) {
    for input in inputs.read() {
        let pointer = PointerId::Touch(input.id);
        let pressure = match input.force {
            Some(ForceTouch::Calibrated { force, max_possible_force, .. }) if max_possible_force > 0.0 => {
                (force / max_possible_force) as f32
            }
            Some(ForceTouch::Normalized(force)) => force as f32,
            _ => 0.5,
        }
        .clamp(0.0, 1.0);
        let mut finger = Finger { phase: input.phase, at: input.position, pressure, on: None, ms: clock.now_ms };
        if input.phase == TouchPhase::Started {
            finger.on = beneath(&hover, pointer, &windows);
            if one.0.is_some() || finger.on.is_some_and(|entity| !drags.contains(entity)) {
                continue;
            }
            one.0 = Some(pointer);
        } else if one.0 != Some(pointer) {
            continue;
        }
        out.write(finger);
        if matches!(input.phase, TouchPhase::Ended | TouchPhase::Canceled) {
            one.0 = None;
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn mouse(
    mut buttons: MessageReader<MouseButtonInput>,
    mut moves: MessageReader<CursorMoved>,
    window: Query<&Window, With<PrimaryWindow>>,
    hover: Res<HoverMap>,
    clock: Res<Clock>,
    drags: Query<(), With<TakesDrags>>,
    windows: Query<(), With<Window>>,
    mut one: ResMut<OneFinger>,
    mut out: MessageWriter<Finger>,
    mut last: Local<Vec2>,
) {
    let ms = clock.now_ms;
    let mut send = |phase, at, on| out.write(Finger { phase, at, pressure: 0.5, on, ms });
    let moved: Vec<Vec2> = moves.read().map(|m| m.position).collect();
    if one.0 == Some(PointerId::Mouse) {
        for at in &moved {
            send(TouchPhase::Moved, *at, None);
        }
    }
    if let Some(at) = moved.last().copied().or_else(|| window.single().ok().and_then(Window::cursor_position)) {
        *last = at;
    }
    for button in buttons.read().filter(|b| b.button == MouseButton::Left) {
        match (button.state, one.0) {
            (ButtonState::Pressed, None) => {
                let on = beneath(&hover, PointerId::Mouse, &windows);
                if on.is_none_or(|entity| drags.contains(entity)) {
                    one.0 = Some(PointerId::Mouse);
                    send(TouchPhase::Started, *last, on);
                }
            }
            (ButtonState::Released, Some(PointerId::Mouse)) => {
                one.0 = None;
                send(TouchPhase::Ended, *last, None);
            }
            _ => {}
        }
    }
}
