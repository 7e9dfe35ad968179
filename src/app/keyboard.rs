//! Everything a touch does, by keyboard alone. Tab goes from control to control and Enter touches; on the page the arrows lead a
//! finger, Enter taps, and Space puts the finger down and lifts it, so that a line can be drawn.
//! Must not know: what controls and gestures do.

use super::{
    canvas::{
        CanvasSystems, GestureSystems, Handle,
        fingers::{Finger, OneFinger},
    },
    desk::Desk,
    layout::Layout,
    look,
    sitting::{Clock, Studio},
};
use crate::session::Point;
use bevy::{
    input::{ButtonState, keyboard::KeyboardInput, touch::TouchPhase},
    input_focus::{
        FocusCause, InputFocus, InputFocusVisible,
        tab_navigation::{TabIndex, TabNavigationPlugin},
    },
    prelude::*,
    text::EditableText,
    ui::UiGlobalTransform,
    ui_widgets::Button,
};

/// How far one press of an arrow leads the finger, mm on the page; with Shift, and without.
const STEP_MM: [f32; 2] = [1.0, 5.0];

/// The page, as a place the focus can go to.
#[derive(Component)]
pub struct ThePage;

/// Its accessible name.
pub const THE_PAGE: &str = "The page";

/// The finger that keys lead.
#[derive(Resource, Default)]
struct KeyFinger {
    at: Option<Point>,
    down: bool,
}

/// The name of the control that has the focus.
#[derive(Resource, Default)]
struct LastFocus(Option<String>);

/// Where the finger is seen.
#[derive(Component)]
struct FingerTip;

pub(super) fn plugin(app: &mut App) {
    app.add_plugins(TabNavigationPlugin).init_resource::<KeyFinger>().init_resource::<LastFocus>();
    app.add_systems(Update, lead_finger.in_set(CanvasSystems::Touch).before(GestureSystems));
    app.add_systems(PostUpdate, (find_again, show_focus, show_finger).chain());
}

/// Whether Enter and Space belong to a control that was reached by keyboard.
pub fn is_on_button(focus: &InputFocus, visible: &InputFocusVisible, buttons: &Query<(), With<Button>>) -> bool {
    visible.0 && focus.get().is_some_and(|entity| buttons.contains(entity))
}

#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn lead_finger(
    mut keys: MessageReader<KeyboardInput>,
    held: Res<ButtonInput<KeyCode>>,
    focus: Res<InputFocus>,
    pages: Query<(), With<ThePage>>,
    handles: Query<&UiGlobalTransform, With<Handle>>,
    nodes: Query<&ComputedNode>,
    desk: Res<Desk>,
    studio: Res<Studio>,
    layout: Res<Layout>,
    clock: Res<Clock>,
    mut key_finger: ResMut<KeyFinger>,
    mut one: ResMut<OneFinger>,
    mut out: MessageWriter<Finger>,
) {
    let frame = desk.frame(&studio);
    let on_page = desk.is_free() && focus.get().is_some_and(|entity| pages.contains(entity));
    let ms = clock.now_ms;
    let mut send = |phase, at, on| out.write(Finger { phase, at, pressure: 0.5, on, ms });
    if !on_page && std::mem::take(&mut key_finger.down) {
        let at = key_finger.at.unwrap_or(frame.centre());
        send(TouchPhase::Ended, layout.to_px(frame, at), None);
        one.lift_keys();
    }
    for key in keys.read().filter(|key| key.state == ButtonState::Pressed) {
        if let Some(entity) = focus.get()
            && let Ok(place) = handles.get(entity)
            && key.key_code == KeyCode::Enter
            && let Ok(node) = nodes.get(entity)
        {
            // A handle is touched, and then waits for the place to go to.
            let at = place.translation * node.inverse_scale_factor();
            send(TouchPhase::Started, at, Some(entity));
            send(TouchPhase::Ended, at, None);
        }
        if !on_page || one.is_down() && !key_finger.down {
            continue;
        }
        let at = frame.clamp(key_finger.at.unwrap_or(frame.centre()));
        let step = STEP_MM[usize::from(!held.any_pressed([KeyCode::ShiftLeft, KeyCode::ShiftRight]))];
        let moved = match key.key_code {
            KeyCode::ArrowLeft => Point::new(at.x - step, at.y),
            KeyCode::ArrowRight => Point::new(at.x + step, at.y),
            KeyCode::ArrowUp => Point::new(at.x, at.y - step),
            KeyCode::ArrowDown => Point::new(at.x, at.y + step),
            KeyCode::Space if key.repeat => continue,
            KeyCode::Space | KeyCode::Enter => at,
            _ => continue,
        };
        let at = frame.clamp(moved);
        let px = layout.to_px(frame, at);
        key_finger.at = Some(at);
        match key.key_code {
            KeyCode::Enter if !key_finger.down => {
                send(TouchPhase::Started, px, None);
                send(TouchPhase::Ended, px, None);
            }
            KeyCode::Space if !key_finger.down => {
                key_finger.down = true;
                one.put_keys_down();
                send(TouchPhase::Started, px, None);
            }
            KeyCode::Space | KeyCode::Enter => {
                key_finger.down = false;
                one.lift_keys();
                send(TouchPhase::Ended, px, None);
            }
            _ if key_finger.down => drop(send(TouchPhase::Moved, px, None)),
            _ => {}
        }
    }
}

/// Controls are laid out anew whenever something changes: the one that had the focus gets it again, by its name. Where it is
/// gone, the page has it. What was only touched does not keep it, so that a key pressed later does not touch it once more.
#[expect(clippy::type_complexity, reason = "a system's parameters are what it reads")]
fn find_again(
    mut focus: ResMut<InputFocus>,
    visible: Res<InputFocusVisible>,
    windows: Query<(), With<Window>>,
    controls: Query<(Entity, &AccessibleLabel, Has<EditableText>, Has<ThePage>), With<TabIndex>>,
    mut last: ResMut<LastFocus>,
) {
    let Some(entity) = focus.get().filter(|entity| !windows.contains(*entity)) else {
        last.0 = None;
        return;
    };
    if let Ok((_, label, is_text, _)) = controls.get(entity) {
        if !visible.0 && !is_text {
            focus.clear();
        } else if last.0.as_deref() != Some(label.0.as_str()) {
            last.0 = Some(label.0.clone());
        }
        return;
    }
    let wanted = last.0.take();
    let found = controls.iter().find(|(_, label, ..)| wanted.as_deref() == Some(label.0.as_str()));
    let found = found.or_else(|| controls.iter().find(|(.., is_page)| *is_page && visible.0));
    match found {
        Some((entity, label, ..)) => {
            focus.set(entity, FocusCause::Navigated);
            last.0 = Some(label.0.clone());
        }
        None => focus.clear(),
    }
}

/// A ring round what has the focus, when it was reached by keyboard.
fn show_focus(
    focus: Res<InputFocus>,
    visible: Res<InputFocusVisible>,
    ringed: Query<Entity, With<Outline>>,
    nodes: Query<(), With<ComputedNode>>,
    mut commands: Commands,
) {
    if !focus.is_changed() && !visible.is_changed() {
        return;
    }
    for entity in &ringed {
        commands.entity(entity).remove::<Outline>();
    }
    if let Some(entity) = focus.get().filter(|entity| visible.0 && nodes.contains(*entity)) {
        commands.entity(entity).insert(Outline::new(px(4), px(3), look::INK));
    }
}

/// The finger's tip on the page, while keys lead it.
#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn show_finger(
    focus: Res<InputFocus>,
    visible: Res<InputFocusVisible>,
    pages: Query<(), With<ThePage>>,
    desk: Res<Desk>,
    studio: Res<Studio>,
    layout: Res<Layout>,
    key_finger: Res<KeyFinger>,
    tips: Query<Entity, With<FingerTip>>,
    mut commands: Commands,
) {
    if !(focus.is_changed() || visible.is_changed() || key_finger.is_changed() || desk.is_changed() || layout.is_changed()) {
        return;
    }
    tips.iter().for_each(|tip| commands.entity(tip).despawn());
    if !visible.0 || !desk.is_free() || !focus.get().is_some_and(|entity| pages.contains(entity)) {
        return;
    }
    let frame = desk.frame(&studio);
    let at = layout.to_px(frame, frame.clamp(key_finger.at.unwrap_or(frame.centre())));
    let side = if key_finger.down { 3.0 } else { 6.0 } * layout.px_per_mm;
    let node = Node {
        border: UiRect::all(px(3)),
        border_radius: BorderRadius::MAX,
        ..look::boxed(bevy::math::Rect::from_center_size(at, Vec2::splat(side)))
    };
    commands.spawn((
        FingerTip,
        node,
        BorderColor::all(look::INK),
        BackgroundColor(look::PAPER.with_alpha(0.5)),
        Pickable::IGNORE,
        GlobalZIndex(1),
    ));
}
