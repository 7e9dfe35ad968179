//! What a finger on the page does: draw, rub, carry, move, resize, turn, choose, go in.
//! A finished gesture is one change to the session; one that is taken away drops a dot and keeps a line.
//! Must not know: pixels.

use super::{fingers::Finger, live::LiveInk, tiles::Lifted};
use crate::{
    app::{
        desk::{self, Carried, Desk, Listen, Tool, Writing},
        layout::Layout,
        sitting::{Clock, Sitting, Studio},
    },
    picture::ink,
    session::{Rect, *},
};
use bevy::{input::touch::TouchPhase, prelude::*};
use std::sync::Arc;

/// A finger that strays less than this from where it began has tapped, mm of glass.
const SLOP_MM: f32 = 1.6;
/// Things are at least and at most so wide, mm on the page.
const WIDTHS: std::ops::RangeInclusive<f32> = 5.0..=200.0;

/// Gestures are worked out here.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub struct GestureSystems;

/// What a handle of the chosen thing does.
#[derive(Component, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handle {
    /// Larger and smaller.
    Resize,
    /// Round and round.
    Turn,
}

/// The gesture that is going on.
#[derive(Resource, Default)]
enum Gesture {
    #[default]
    None,
    /// Ink or rubber, and what a mere tap does instead.
    Ink { began_ms: u64, tap: Tap },
    /// A thing follows the finger.
    Hold { id: MarkId, pose: Pose, grabbed: Point },
    /// A handle follows the finger; `angle` is the finger's direction from the thing's middle.
    Handle { handle: Handle, id: MarkId, pose: Pose, grabbed: Point, angle: f32 },
    /// Something is carried to a place, or a place is only touched.
    Place,
}

/// What a tap on the page does.
enum Tap {
    /// Makes a dot.
    Dot,
    /// Goes to that place: into a house, or the chosen thing comes there.
    Go,
}

#[derive(Resource, Default)]
struct Began {
    at: Vec2,
    strayed: bool,
}

/// A handle that was tapped waits for the place to go to.
#[derive(Resource, Default)]
struct Waiting(Option<(Handle, Point)>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Gesture>().init_resource::<Began>().init_resource::<Waiting>();
    app.add_systems(Update, follow.in_set(GestureSystems).in_set(super::CanvasSystems::Touch));
}

#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn follow(
    mut fingers: MessageReader<Finger>,
    handles: Query<&Handle>,
    layout: Res<Layout>,
    studio: Res<Studio>,
    clock: Res<Clock>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
    mut gesture: ResMut<Gesture>,
    mut began: ResMut<Began>,
    mut waiting: ResMut<Waiting>,
    mut live: ResMut<LiveInk>,
    mut lifted: ResMut<Lifted>,
    mut commands: Commands,
) {
    for finger in fingers.read() {
        if !desk.is_free() {
            // What the finger did before this frame, it did before the page was covered.
            if let Gesture::Ink { began_ms, .. } = &*gesture
                && finger.phase == TouchPhase::Moved
                && finger.ms < clock.now_ms
            {
                live.push(finger.sample(&layout, desk.frame(&studio), *began_ms));
                continue;
            }
            // What was being drawn when the page was covered stays, as when the system takes a touch away.
            if let Gesture::Ink { began_ms, .. } = std::mem::take(&mut *gesture) {
                if began.strayed { finish_ink(&mut live, &desk, &mut sitting.0, began_ms) } else { live.drop_it() }
            }
            lifted.0 = None;
            continue;
        }
        let frame = desk.frame(&studio);
        let at = frame.clamp(layout.to_mm(frame, finger.at));
        let free = layout.to_mm(frame, finger.at);
        match finger.phase {
            TouchPhase::Started => {
                // Only read here, and not at all while a finger moves: whatever follows the session rests until the finger lifts.
                let session = &sitting.0;
                *began = Began { at: finger.at, strayed: false };
                *gesture = Gesture::None;
                let handle = finger.on.and_then(|entity| handles.get(entity).ok()).copied();
                let chosen = desk.chosen.and_then(|id| session.page().find(id)).and_then(|(_, m)| Some((m.id, m.pose()?)));
                if let (Some(handle), Some((id, pose))) = (handle, chosen) {
                    let angle = direction(pose.at, free);
                    *gesture = Gesture::Handle { handle, id, pose, grabbed: free, angle };
                    continue;
                }
                if finger.on.is_some() || !layout.page(frame).contains(finger.at) {
                    desk.drawer = None;
                    continue;
                }
                if desk.drawer.is_some() {
                    desk.drawer = None;
                }
                if behind_shutters(session, at) {
                    // Shutters are closed over this part; a touch there only finds the house.
                    *gesture = Gesture::Place;
                    continue;
                }
                *gesture = begin(&mut desk, session, &studio, &clock, at);
                match &*gesture {
                    Gesture::Ink { began_ms, .. } => {
                        let nib = if desk.tool == Tool::Rubber { ink::RUBBER } else { ink::nib(desk.brush) };
                        let colour = (desk.tool != Tool::Rubber).then_some(desk.colour);
                        live.begin(nib, colour, desk.width_mm());
                        live.push(finger.sample(&layout, frame, *began_ms));
                    }
                    Gesture::Hold { id, pose, .. } => lifted.0 = Some((*id, *pose)),
                    _ => {}
                }
            }
            TouchPhase::Moved => {
                began.strayed |= began.at.distance(finger.at) > SLOP_MM * layout.px_per_mm;
                match &mut *gesture {
                    Gesture::Ink { began_ms, .. } => live.push(finger.sample(&layout, frame, *began_ms)),
                    Gesture::Hold { id, pose, grabbed } if began.strayed => {
                        lifted.0 = Some((*id, moved(*pose, *grabbed, at, frame)));
                        desk.chosen = None;
                    }
                    Gesture::Handle { handle, id, pose, grabbed, angle } if began.strayed => {
                        let new = handled(*handle, *pose, *grabbed, free, angle, lifted.0.map(|(_, p)| p.turn_deg));
                        lifted.0 = Some((*id, new));
                    }
                    _ => {}
                }
            }
            TouchPhase::Ended => {
                let session = &mut sitting.0;
                let tapped = !began.strayed;
                match std::mem::take(&mut *gesture) {
                    Gesture::Ink { tap: Tap::Go, .. } if tapped => {
                        live.drop_it();
                        place(&mut desk, session, &studio, &mut waiting, &clock, at);
                    }
                    Gesture::Ink { began_ms, .. } => {
                        waiting.0 = None;
                        desk.chosen = None;
                        finish_ink(&mut live, &desk, session, began_ms);
                    }
                    Gesture::Hold { id, pose, grabbed } => {
                        if tapped {
                            // A bubble that was touched stays chosen for as long as it is heard.
                            let hears = desk.voice.hears.is_some_and(|(heard, _)| heard == id);
                            let again = if can_be_heard(session, id) { hears } else { desk.chosen == Some(id) };
                            desk.chosen = (!again).then_some(id);
                            if can_be_heard(session, id) {
                                commands.trigger(Listen { id, slow: false });
                            }
                        } else if session.pose(id, moved(pose, grabbed, at, frame)).is_ok() {
                            desk.chosen = Some(id);
                        }
                    }
                    Gesture::Handle { handle, id, pose, grabbed, angle } => {
                        if tapped {
                            waiting.0 = Some((handle, grabbed));
                        } else {
                            let mut angle = angle;
                            let new = handled(handle, pose, grabbed, free, &mut angle, lifted.0.map(|(_, p)| p.turn_deg));
                            let _ = session.pose(id, new);
                        }
                    }
                    Gesture::Place => place(&mut desk, session, &studio, &mut waiting, &clock, at),
                    Gesture::None => {}
                }
                lifted.0 = None;
            }
            TouchPhase::Canceled => {
                // The system took the touch away: a dot is dropped, a line is kept.
                if let Gesture::Ink { began_ms, .. } = std::mem::take(&mut *gesture) {
                    if began.strayed { finish_ink(&mut live, &desk, &mut sitting.0, began_ms) } else { live.drop_it() }
                }
                lifted.0 = None;
            }
        }
    }
}

/// What a finger that comes down on free page begins.
fn begin(desk: &mut Desk, session: &Session, studio: &Studio, clock: &Clock, at: Point) -> Gesture {
    if desk.carried.is_some() || desk.tool == Tool::Pot {
        return Gesture::Place;
    }
    if desk.tool == Tool::Hand
        && let Some((id, pose)) = thing_at(session, studio, at)
    {
        return Gesture::Hold { id, pose, grabbed: at };
    }
    let goes = desk.tool == Tool::Hand && (desk.chosen.is_some() || desk.inside.is_none() && session.house_at(at).is_some());
    Gesture::Ink { began_ms: clock.now_ms, tap: if goes { Tap::Go } else { Tap::Dot } }
}

/// A touch that goes to a place: what was carried is put there.
fn place(desk: &mut Desk, session: &mut Session, studio: &Studio, waiting: &mut Waiting, clock: &Clock, at: Point) {
    let closed = behind_shutters(session, at);
    match desk.carried.clone() {
        Some(Carried::Sticker(name)) if !closed => desk::stick(desk, session, name, at, clock.now_ms),
        Some(Carried::Spoken) if !closed => desk::put_spoken(desk, session, at),
        Some(Carried::Words) if !closed => {
            desk.carried = None;
            desk.write(Writing::Words(at));
        }
        Some(Carried::Said) if !closed => {
            desk.carried = None;
            let mark = thing_at(session, studio, at).map(|(id, _)| id).or_else(|| ink_at(session, at));
            desk.write(mark.filter(|id| session.takes_words(*id)).map_or(Writing::Words(at), |id| about(session, id)));
        }
        Some(Carried::PutAway) if !closed => {
            let mark = thing_at(session, studio, at).map(|(id, _)| id).or_else(|| ink_at(session, at));
            if let Some(item) = mark.and_then(|id| session.item_of(id)) {
                let _ = session.put_away(&item.marks);
                desk.carried = None;
            }
        }
        Some(Carried::Shutters) => {
            if let Some(house) = session.house_at(at) {
                let shut = session.page().houses[house.index()].closed;
                session.set_shutters(house, !shut);
                desk.carried = None;
            }
        }
        Some(_) => {}
        None if desk.tool == Tool::Pot => {
            if let Some(paint) = studio.painter.theme().paint_at(at) {
                session.paint(&paint.name, desk.colour);
            }
        }
        None => {
            let chosen = desk.chosen.and_then(|id| session.page().find(id)).and_then(|(_, m)| Some((m.id, m.pose()?)));
            match chosen {
                Some((id, pose)) if !closed => {
                    let new = match waiting.0.take() {
                        Some((handle, from)) => handled(handle, pose, from, at, &mut direction(pose.at, from), None),
                        None => Pose { at, ..pose },
                    };
                    let _ = session.pose(id, new);
                }
                _ => {
                    if desk.inside.is_none()
                        && let Some(house) = session.house_at(at)
                    {
                        desk::enter(desk, session, house);
                    }
                }
            }
        }
    }
}

/// Whether it is a recording that is neither covered nor put away.
fn can_be_heard(session: &Session, id: MarkId) -> bool {
    let mark = session.page().find(id).map(|(_, mark)| mark);
    mark.is_some_and(|mark| mark.state == ItemState::Shown && mark.spoken_ms().is_some())
}

/// Words said about a drawing belong to its first stroke.
fn about(session: &Session, id: MarkId) -> Writing {
    Writing::About(session.item_of(id).and_then(|item| item.marks.first().copied()).unwrap_or(id))
}

fn finish_ink(live: &mut LiveInk, desk: &Desk, session: &mut Session, began_ms: u64) {
    let samples = live.finish();
    let _ = if desk.tool == Tool::Rubber {
        session.rub(Rub { width_mm: desk.width_mm(), samples }, began_ms)
    } else {
        let stroke = Stroke { brush: desk.brush, colour: desk.colour.into(), width_mm: desk.width_mm(), samples };
        session.draw(stroke, began_ms)
    };
}

/// The topmost thing whose box holds a place.
pub fn thing_at(session: &Session, studio: &Studio, at: Point) -> Option<(MarkId, Pose)> {
    let marks: Vec<&Arc<Mark>> = session.page().marks.iter().collect();
    marks.into_iter().rev().filter(|mark| mark.state != ItemState::PutAway).find_map(|mark| {
        let MarkKind::Placed(thing, pose) = &mark.kind else { return None };
        let (straight, _) = studio.painter.thing_bounds(thing, *pose);
        let unturned = at.turned(straight.centre(), -pose.turn_deg);
        straight.contains(unturned).then_some((mark.id, *pose))
    })
}

/// The topmost stroke that passes within a finger's breadth of a place.
pub fn ink_at(session: &Session, at: Point) -> Option<MarkId> {
    let near = |stroke: &Stroke| {
        let reach = stroke.width_mm / 2.0 + 4.0;
        stroke.samples.windows(2).any(|w| {
            let (a, b) = (w[0].at, w[1].at);
            (0..=8).any(|i| {
                let t = i as f32 / 8.0;
                Point::new(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t).distance(at) <= reach
            })
        }) || stroke.samples.iter().any(|s| s.at.distance(at) <= reach)
    };
    let mut strokes = session.page().marks.iter().filter(|mark| mark.state == ItemState::Shown);
    strokes.rfind(|mark| matches!(&mark.kind, MarkKind::Stroke(stroke) if near(stroke))).map(|mark| mark.id)
}

fn behind_shutters(session: &Session, at: Point) -> bool {
    session.house_at(at).is_some_and(|house| session.page().houses[house.index()].closed)
}

fn moved(pose: Pose, grabbed: Point, to: Point, frame: Rect) -> Pose {
    let at = Point::new(pose.at.x + to.x - grabbed.x, pose.at.y + to.y - grabbed.y);
    Pose { at: frame.clamp(at), ..pose }
}

fn direction(from: Point, to: Point) -> f32 {
    (to.y - from.y).atan2(to.x - from.x).to_degrees()
}

/// A pose as a handle has left it. `angle` is the finger's last direction and is brought up to date; `turned` is the turn
/// so far, so that a finger may go round more than once.
fn handled(handle: Handle, pose: Pose, from: Point, to: Point, angle: &mut f32, turned: Option<f32>) -> Pose {
    match handle {
        Handle::Resize => {
            let width_mm = (pose.width_mm + 2.0 * (to.x - from.x)).clamp(*WIDTHS.start(), *WIDTHS.end());
            Pose { width_mm, ..pose }
        }
        Handle::Turn => {
            let now = direction(pose.at, to);
            let step = (now - *angle + 540.0).rem_euclid(360.0) - 180.0;
            *angle = now;
            Pose { turn_deg: turned.unwrap_or(pose.turn_deg) + step, ..pose }
        }
    }
}
