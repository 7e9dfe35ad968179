//! Plays a written-down session with fingers of its own: it opens drawers, taps stickers, taps places and moves along points,
//! and finds every control by its accessible name. On a clock of its own, so a story takes no longer than the work.
//! Must not know: how gestures become changes.

mod photograph;
mod robot;
mod speaking;
mod tour;
mod worker;

pub use photograph::photograph;
pub use robot::{Lost, Robot};
pub use tour::tour;

use super::{
    Opening,
    desk::{Carried, Drawer, Tool},
    keeping::Keeping,
    screens::{COVER, RESIZE, TURN},
    tray,
};
use crate::{
    artwork::{Artwork, COLOURS, RUBBER_WIDTHS_MM, WIDTHS_MM, nearest_width, text_in},
    session::*,
    vault::VaultError,
    written_session::{At, Step, TimedPoint, WrittenSession},
};
use bevy::prelude::Vec2;
use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

/// The PIN of a vault that lives only as long as a story is played.
const PIN: &str = "000000";

/// How fast a story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As fast as the work can be done.
    Fast,
    /// At the story's own speed.
    Real,
}

/// Plays a whole file and gives the session it left behind. Nothing is kept.
pub fn play(written: &WrittenSession, artwork: Arc<Artwork>) -> Result<Session, Lost> {
    play_kept(written, artwork, |session| Keeping::in_memory(session, PIN), PIN, Pace::Fast, |_| {})
}

/// What is told of a story while it is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The story's time begins.
    Began,
    /// The step of that place in the file has been taken.
    Took(usize),
}

/// Plays a whole file, kept in a vault as the app keeps it.
pub fn play_kept(
    written: &WrittenSession,
    artwork: Arc<Artwork>,
    keep: impl FnOnce(&Session) -> Result<Keeping, VaultError>,
    pin: &str,
    pace: Pace,
    mut told: impl FnMut(Told),
) -> Result<Session, Lost> {
    let theme = artwork.theme("houses").cloned().ok_or_else(|| Lost("the theme houses".into()))?;
    let tablet = (written.tablet.width_px, written.tablet.height_px, written.tablet.px_per_mm);
    let last = written.steps.last().map_or(0, |At(ms, _)| *ms);
    let session = written.begin_unprepared(&theme);
    let mut keeping = keep(&session).map_err(|error| Lost(format!("a place to keep the session: {error}")))?;
    // A story that records was written down where recording is allowed.
    keeping.settings.recording |= written.steps.iter().any(|At(_, step)| matches!(step, Step::Record { .. }));
    let mut robot = Robot::new(super::headless(Opening { keeping, ..Opening::new(artwork, session) }, tablet));
    robot.pin = pin.to_owned();
    robot.real_since = (pace == Pace::Real).then(Instant::now);
    told(Told::Began);
    Player::prepare(&mut robot, &written.begin(&theme))?;
    robot.tap("Open the book")?;
    if !matches!(written.steps.first(), Some(At(_, Step::ChooseTheme { .. }))) {
        robot.choose_theme("houses", Chooser::Worker)?;
    }
    let mut robot = take_steps(robot, written, told)?;
    // What was told at the end is handed over in one more frame.
    robot.wait();
    if !robot.app.world().resource::<Keeping>().flush(Duration::from_secs(30)) {
        return Err(Lost("a way to keep the session".into()));
    }
    let mut session = robot.session().clone();
    if session.ending.is_none() {
        session.lasted_ms = last;
    }
    Ok(session)
}

/// Plays the steps of a file from the open book on, and gives the hand back.
pub fn play_steps(robot: Robot, written: &WrittenSession) -> Result<Robot, Lost> {
    take_steps(robot, written, |_| {})
}

fn take_steps(robot: Robot, written: &WrittenSession, mut told: impl FnMut(Told)) -> Result<Robot, Lost> {
    let mut player = Player { robot, ids: BTreeMap::new(), depths: vec![0], undone: Vec::new(), clips: 0 };
    for (place, At(ms, step)) in written.steps.iter().enumerate() {
        player.robot.set_time(*ms);
        player.take(step, written, *ms)?;
        told(Told::Took(place));
    }
    Ok(player.robot)
}

struct Player {
    robot: Robot,
    ids: BTreeMap<String, MarkId>,
    /// How deep the history was after each step that changed the page. A step can take more than one gesture.
    depths: Vec<usize>,
    undone: Vec<usize>,
    clips: usize,
}

impl Player {
    fn take(&mut self, step: &Step, written: &WrittenSession, ms: u64) -> Result<(), Lost> {
        match step {
            Step::Undo | Step::Redo => return self.go_through_history(matches!(step, Step::Undo)),
            _ => self.act(step, written, ms)?,
        }
        let depth = self.robot.session().depth();
        if self.depths.last() != Some(&depth) {
            self.depths.push(depth);
            self.undone.clear();
        }
        Ok(())
    }

    /// One written-down change may have taken several gestures: all of them are taken back, or made again.
    fn go_through_history(&mut self, back: bool) -> Result<(), Lost> {
        let target = if back {
            if self.depths.len() < 2 {
                return Ok(());
            }
            self.undone.extend(self.depths.pop());
            self.depths.last().copied()
        } else {
            let next = self.undone.pop();
            self.depths.extend(next);
            next
        };
        while let Some(target) = target {
            let depth = self.robot.session().depth();
            if depth == target {
                break;
            }
            self.robot.tap(if back { "Undo" } else { "Redo" })?;
            if self.robot.session().depth() == depth {
                break;
            }
        }
        Ok(())
    }

    fn act(&mut self, step: &Step, written: &WrittenSession, ms: u64) -> Result<(), Lost> {
        // What is told while the page is hidden needs the worker's PIN first, and hides the page again.
        if self.robot.desk().hidden && !matches!(step, Step::Hide | Step::Unhide) {
            self.robot.unlock()?;
            self.act(step, written, ms)?;
            return self.robot.tap("Hide");
        }
        match step {
            Step::Enter(house) => {
                if self.robot.desk().inside.is_some() {
                    self.robot.tap("Back to the street")?;
                }
                self.empty_carried()?;
                let sign = self.sign(*house);
                self.robot.tap(&sign)?;
            }
            Step::Leave => self.robot.tap("Back to the street")?,
            Step::NameHouse { house, name } => {
                if self.robot.desk().inside.is_none() {
                    self.carry(Carried::Words, "Words")?;
                }
                let sign = self.sign(*house);
                self.robot.tap(&sign)?;
                self.robot.type_words(name)?;
                self.robot.tap("Ready")?;
            }
            Step::CloseShutters(house) | Step::OpenShutters(house) => {
                let close = matches!(step, Step::CloseShutters(_));
                if self.robot.session().page().houses[house.index()].closed != close {
                    if self.robot.desk().inside.is_some() {
                        self.robot.tap("Shutters")?;
                    } else {
                        self.carry(Carried::Shutters, "Shutters")?;
                        let sign = self.sign(*house);
                        self.robot.tap(&sign)?;
                    }
                }
            }
            Step::HoldPen(hand) => {
                if self.robot.session().hand() != *hand {
                    let name = tray::HANDS.iter().find(|(h, ..)| h == hand).map_or("", |(_, name, _)| *name);
                    self.robot.tap("Who holds the pen")?;
                    self.robot.tap(name)?;
                }
            }
            Step::Draw { brush, colour, width_mm, points, id } => {
                self.take_pen(Some((*brush, colour)), nearest_width(&WIDTHS_MM, *width_mm))?;
                self.stroke(points, ms);
                if let Some(id) = id {
                    self.remember(id)?;
                }
            }
            Step::Rub { width_mm, points } => {
                self.take_pen(None, nearest_width(&RUBBER_WIDTHS_MM, *width_mm))?;
                self.stroke(points, ms);
            }
            Step::Stick { id, sticker, at, width_mm, turn_deg } => {
                self.take_sticker(sticker)?;
                self.robot.tap_page(point(*at));
                let mark = self.remember(id)?;
                self.resize(mark, *width_mm)?;
                self.turn(mark, *turn_deg)?;
            }
            Step::Write { id, text, at, status, original, language } => {
                self.carry(Carried::Words, "Words")?;
                self.robot.tap_page(point(*at));
                self.robot.type_words(text)?;
                let language = language.as_deref().unwrap_or(&written.child.language);
                self.robot.finish_words(*status, original.as_deref(), language)?;
                self.remember(id)?;
            }
            Step::Say { about, .. } => {
                let chosen = self.robot.desk().chosen;
                if chosen.is_some() && chosen != self.ids.get(about).copied() {
                    self.put_down_all()?;
                }
                self.carry(Carried::Said, tray::THEIR_WORDS)?;
                // For a thing that is chosen already, the card is open by now.
                if self.robot.desk().writing.is_none() {
                    self.touch(about)?;
                }
                self.tell(step, written)?;
            }
            Step::Record { id, at, .. } => {
                let clip = written.clips.get(self.clips).ok_or_else(|| Lost("a clip".into()))?;
                self.clips += 1;
                self.empty_carried()?;
                self.robot.speak(clip, ms)?;
                self.robot.tap_page(point(*at));
                self.robot.set_time(ms);
                self.remember(id)?;
            }
            Step::Move { id, to } => {
                let (mark, pose) = self.thing(id)?;
                self.drag_thing(mark, pose, point(*to))?;
            }
            Step::Resize { id, width_mm } => {
                let (mark, _) = self.thing(id)?;
                self.resize(mark, *width_mm)?;
            }
            Step::Turn { id, turn_deg } => {
                let (mark, _) = self.thing(id)?;
                self.turn(mark, *turn_deg)?;
            }
            Step::Cover { id } | Step::Uncover { id } => {
                let (mark, _) = self.thing(id)?;
                let cover = matches!(step, Step::Cover { .. });
                let covered = self.robot.session().page().find(mark).is_some_and(|(_, m)| m.state == ItemState::Covered);
                if covered != cover {
                    self.choose(mark)?;
                    self.robot.tap(COVER)?;
                }
            }
            Step::PutAway { id } if self.thing(id).is_err() => {
                self.carry(Carried::PutAway, "Put away")?;
                self.touch(id)?;
            }
            Step::PutAway { id } => {
                let (mark, _) = self.thing(id)?;
                self.choose(mark)?;
                self.robot.tap("Put away")?;
            }
            Step::ChooseTheme { theme, by } => self.robot.choose_theme(theme, *by)?,
            Step::Colour { what, colour } => {
                self.take_pot(colour)?;
                let (theme, frame) = (self.robot.studio().painter.theme().clone(), self.robot.frame());
                let at = theme.place_of_paint(what, frame).ok_or_else(|| Lost(what.clone()))?;
                self.robot.tap_page(at);
            }
            Step::Hide if !self.robot.desk().hidden => self.robot.tap("Hide")?,
            Step::Unhide if self.robot.desk().hidden => self.robot.unlock()?,
            Step::Hide | Step::Unhide | Step::Undo | Step::Redo => {}
            _ => self.tell(step, written)?,
        }
        Ok(())
    }

    /// The mark that was put down last is the one the file calls `id`.
    fn remember(&mut self, id: &str) -> Result<MarkId, Lost> {
        let mark = self.robot.session().page().marks.last().map(|mark| mark.id).ok_or_else(|| Lost(format!("the thing {id}")))?;
        self.ids.insert(id.to_owned(), mark);
        Ok(mark)
    }

    /// Touches a thing or a drawing where nothing lies over it.
    fn touch(&mut self, id: &str) -> Result<(), Lost> {
        let lost = || Lost(format!("the thing {id}"));
        let mark = *self.ids.get(id).ok_or_else(lost)?;
        let at = self.robot.free_place_of(mark).ok_or_else(lost)?;
        self.robot.tap_page(at);
        Ok(())
    }

    fn thing(&self, id: &str) -> Result<(MarkId, Pose), Lost> {
        let lost = || Lost(format!("the thing {id}"));
        let mark = *self.ids.get(id).ok_or_else(lost)?;
        let pose = self.robot.session().page().find(mark).and_then(|(_, m)| m.pose()).ok_or_else(lost)?;
        Ok((mark, pose))
    }

    fn carry(&mut self, what: Carried, disc: &str) -> Result<(), Lost> {
        if self.robot.desk().carried.as_ref() != Some(&what) {
            self.robot.tap(disc)?;
        }
        Ok(())
    }

    fn empty_carried(&mut self) -> Result<(), Lost> {
        match self.robot.desk().carried.clone() {
            Some(Carried::Words) => self.robot.tap("Words"),
            Some(Carried::Said) => self.robot.tap(tray::THEIR_WORDS),
            Some(Carried::Shutters) => self.robot.tap("Shutters"),
            Some(Carried::Spoken) => self.robot.tap(tray::SPEAK),
            Some(Carried::Sticker(_) | Carried::PutAway) => self.put_down_all(),
            None => Ok(()),
        }
    }

    /// Puts down whatever is carried or chosen: something else is taken, and laid back.
    fn put_down_all(&mut self) -> Result<(), Lost> {
        self.robot.tap("Words")?;
        self.robot.tap("Words")
    }

    fn tap_in_pens(&mut self, names: &[&str]) -> Result<(), Lost> {
        if self.robot.desk().drawer != Some(Drawer::Pens) {
            self.robot.tap("Pens")?;
        }
        for name in names {
            self.robot.tap(name)?;
        }
        self.robot.tap("Close the drawer")
    }

    /// Takes a brush and a colour, or the rubber, and a width, tapping only what is not so already.
    fn take_pen(&mut self, pen: Option<(Brush, &String)>, width: usize) -> Result<(), Lost> {
        self.empty_carried()?;
        let desk = self.robot.desk().clone();
        if let Some((_, colour)) = pen
            && desk.colour != colour.as_str()
            && let Some((name, _)) = COLOURS.iter().find(|(name, _)| name == colour)
        {
            self.robot.tap("Colours")?;
            self.robot.tap(&tray::colour_name(name))?;
        }
        let desk = self.robot.desk().clone();
        let mut names = Vec::new();
        match pen {
            Some((brush, _)) if desk.tool != Tool::Pen || desk.brush != brush || desk.chosen.is_some() => {
                names.extend(tray::BRUSHES.iter().find(|(known, _)| *known == brush).map(|(_, name)| *name));
            }
            None if desk.tool != Tool::Rubber || desk.chosen.is_some() => names.push("Rubber"),
            _ => {}
        }
        if desk.width != width {
            names.push(tray::WIDTHS[width]);
        }
        if names.is_empty() { Ok(()) } else { self.tap_in_pens(&names) }
    }

    /// Takes the paint pot with a colour.
    fn take_pot(&mut self, colour: &str) -> Result<(), Lost> {
        self.empty_carried()?;
        if self.robot.desk().tool != Tool::Pot {
            self.tap_in_pens(&["Paint pot"])?;
        }
        if self.robot.desk().colour != colour {
            self.robot.tap("Colours")?;
            self.robot.tap(&tray::colour_name(colour))?;
        }
        Ok(())
    }

    fn take_sticker(&mut self, name: &str) -> Result<(), Lost> {
        let artwork = self.robot.studio().artwork.clone();
        let language = self.robot.session().child.language.clone();
        let lost = || Lost(format!("the sticker {name}"));
        let sticker = artwork.catalogue.find(name).ok_or_else(lost)?;
        let group = artwork.catalogue.groups.iter().find(|group| group.name == sticker.group).ok_or_else(lost)?;
        if self.robot.desk().drawer != Some(Drawer::Stickers) {
            self.robot.tap("Stickers")?;
        }
        self.robot.tap(text_in(&group.label, &language))?;
        let place = artwork.catalogue.in_group(&sticker.group).position(|s| s.name == name).ok_or_else(lost)?;
        for _ in 0..place / tray::PER_DRAWER {
            self.robot.tap("More")?;
        }
        self.robot.tap(text_in(&sticker.label, &language))
    }

    fn stroke(&mut self, points: &[TimedPoint], ms: u64) {
        let samples: Vec<_> = points.iter().map(|TimedPoint(x, y, t, p)| (Point::new(*x, *y), ms + u64::from(*t), *p)).collect();
        self.robot.draw(&samples);
        self.robot.set_time(ms);
    }

    /// Touches a thing so that its handles come out.
    fn choose(&mut self, mark: MarkId) -> Result<(), Lost> {
        if self.robot.desk().chosen == Some(mark) && self.robot.desk().drawer.is_none() {
            return Ok(());
        }
        self.empty_hand()?;
        let at = self.robot.free_place_of(mark).ok_or_else(|| Lost("a free place to touch".into()))?;
        self.robot.tap_page(at);
        if self.robot.desk().chosen != Some(mark) {
            // A recording that was being heard: the first touch stops it.
            self.robot.tap_page(at);
        }
        if self.robot.desk().chosen == Some(mark) { Ok(()) } else { Err(Lost("the thing that was touched".into())) }
    }

    fn empty_hand(&mut self) -> Result<(), Lost> {
        self.empty_carried()?;
        if self.robot.desk().tool != Tool::Hand {
            self.tap_in_pens(&["Empty hand"])?;
        }
        Ok(())
    }

    fn drag_thing(&mut self, mark: MarkId, pose: Pose, to: Point) -> Result<(), Lost> {
        self.empty_hand()?;
        let from = self.robot.free_place_of(mark).ok_or_else(|| Lost("a free place to touch".into()))?;
        // The finger may have hold of the thing beside its middle; the middle is what has to arrive.
        let target = Point::new(to.x + from.x - pose.at.x, to.y + from.y - pose.at.y);
        if pose.at.distance(to) < 0.01 {
            return Ok(());
        }
        if self.robot.shows(target) && self.robot.strays(from, target) {
            self.robot.drag_page(from, target);
        } else {
            // Too short for a drag, or the grabbed corner would leave the glass: tap it, then tap the place.
            self.choose(mark)?;
            self.robot.tap_page(to);
        }
        Ok(())
    }

    fn resize(&mut self, mark: MarkId, width_mm: f32) -> Result<(), Lost> {
        let Some(pose) = self.robot.session().page().find(mark).and_then(|(_, m)| m.pose()) else { return Ok(()) };
        if (pose.width_mm - width_mm).abs() < 0.005 {
            return Ok(());
        }
        self.choose(mark)?;
        let scale = self.robot.px_per_page_mm();
        let from = self.robot.find(RESIZE)?;
        let way = Vec2::new((width_mm - pose.width_mm) / 2.0 * scale, 0.0);
        self.robot.drag_handle(from, &[from + Vec2::new(way.x.signum() * 40.0, 0.0), from + way]);
        Ok(())
    }

    fn turn(&mut self, mark: MarkId, turn_deg: f32) -> Result<(), Lost> {
        let Some(pose) = self.robot.session().page().find(mark).and_then(|(_, m)| m.pose()) else { return Ok(()) };
        let by = turn_deg - pose.turn_deg;
        if by.abs() < 0.01 {
            return Ok(());
        }
        self.choose(mark)?;
        let from = self.robot.find(TURN)?;
        let centre = self.robot.px_of(pose.at);
        let steps = (by.abs() / 20.0).ceil().max(2.0) as usize;
        let arm = from - centre;
        let path: Vec<_> = (1..=steps)
            .map(|i| {
                centre
                    + Vec2::from_angle((by * i as f32 / steps as f32).to_radians()).rotate(arm)
                        * if i == steps { 1.0 } else { 1.3 }
            })
            .collect();
        self.robot.drag_handle(from, &path);
        Ok(())
    }
}

fn point((x, y): (f32, f32)) -> Point {
    Point::new(x, y)
}
