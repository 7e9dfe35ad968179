//! Goes through the steps without an app, to find what could not be played: what is not visible, unknown or out of order.
//! It keeps just enough state for that: where the child is, and which things lie where.

use super::{At, MOST_POINTS, Step, TimedPoint, WrittenSession};
use crate::{
    artwork::{self, Artwork, Theme},
    session::{History, HouseKind, Point, Rect, ScaleAnswer},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What lies on the page, as far as it matters here.
#[derive(Debug, Clone, Default, PartialEq)]
struct Board {
    /// Where each thing is; none when it was put away.
    things: BTreeMap<String, Option<Point>>,
    covered: BTreeSet<String>,
    closed: BTreeSet<HouseKind>,
    names: BTreeMap<HouseKind, String>,
    sizes: BTreeMap<String, (u32, u32)>,
    colours: BTreeMap<String, String>,
    /// Drawings that have a name, by where they begin; none when they were put away.
    drawings: BTreeMap<String, Option<Point>>,
    strokes: usize,
}

struct Rehearsal<'a> {
    artwork: &'a Artwork,
    theme: Arc<Theme>,
    inside: Option<HouseKind>,
    hidden: bool,
    ended: bool,
    drawn: bool,
    board: History<Board>,
    known: BTreeSet<String>,
    words: BTreeSet<String>,
}

/// Checks all steps. The error is the step's index and one sentence.
pub(super) fn rehearse(written: &WrittenSession, artwork: &Artwork) -> Result<(), (usize, String)> {
    let theme = artwork.theme("houses").cloned().ok_or_else(|| (0, "the theme houses is missing".to_owned()))?;
    let mut rehearsal = Rehearsal {
        artwork,
        theme,
        inside: None,
        hidden: false,
        ended: false,
        drawn: false,
        board: History::default(),
        known: BTreeSet::new(),
        words: BTreeSet::new(),
    };
    let mut last = 0;
    for (i, At(ms, step)) in written.steps.iter().enumerate() {
        if *ms < last {
            return Err((i, format!("time runs backwards: {ms} ms comes after {last} ms")));
        }
        last = *ms;
        rehearsal.step(step).map_err(|what| (i, what))?;
    }
    Ok(())
}

impl Rehearsal<'_> {
    fn step(&mut self, step: &Step) -> Result<(), String> {
        if self.ended && !matches!(step, Step::Note { .. } | Step::Share { .. }) {
            return Err("after the end there can only be notes and sharing".into());
        }
        let page_needed = !matches!(
            step,
            Step::Ask { .. }
                | Step::HoldPen(_)
                | Step::ReadBack { .. }
                | Step::Person { .. }
                | Step::Scale { .. }
                | Step::Hide
                | Step::Unhide
                | Step::Share { .. }
                | Step::End { .. }
                | Step::Note { .. }
        );
        if self.hidden && page_needed {
            return Err("the page is hidden".into());
        }
        match step {
            Step::ChooseTheme { theme, .. } => {
                let chosen = self.artwork.theme(theme).ok_or_else(|| format!("there is no theme {theme}"))?;
                if self.drawn && chosen.name != self.theme.name {
                    return Err("the theme cannot change once something is on the page".into());
                }
                self.theme = chosen.clone();
            }
            Step::Enter(house) => self.inside = Some(*house),
            Step::Leave => {
                self.inside.take().ok_or("there is no house to leave")?;
            }
            Step::NameHouse { house, name } => {
                self.reaches_front(*house)?;
                let mut board = self.board.now().clone();
                board.names.insert(*house, name.clone());
                if name.is_empty() {
                    board.names.remove(house);
                }
                self.take(board);
            }
            Step::CloseShutters(house) | Step::OpenShutters(house) => {
                self.reaches_front(*house)?;
                let mut board = self.board.now().clone();
                if matches!(step, Step::CloseShutters(_)) {
                    board.closed.insert(*house);
                } else {
                    board.closed.remove(house);
                }
                self.take(board);
            }
            Step::Draw { colour, width_mm, points, id, .. } => {
                if artwork::rgb(colour).is_none() {
                    return Err(format!("there is no colour {colour}"));
                }
                if let Some(id) = id {
                    self.new_id(id)?;
                }
                self.stroke(*width_mm, points, id.as_ref())?;
            }
            Step::Rub { width_mm, points } => self.stroke(*width_mm, points, None)?,
            Step::Stick { id, sticker, at, width_mm, turn_deg } => {
                if self.artwork.catalogue.find(sticker).is_none() {
                    return Err(format!("there is no sticker {sticker}"));
                }
                check_width(*width_mm)?;
                check_turn(*turn_deg)?;
                self.put_down(id, *at)?;
            }
            Step::Write { id, text, at, .. } => {
                if text.is_empty() {
                    return Err("there are no words to write".into());
                }
                self.put_down(id, *at)?;
                self.words.insert(id.clone());
            }
            Step::Say { about, text, .. } => {
                if text.is_empty() {
                    return Err("there are no words to write".into());
                }
                if self.words.contains(about) {
                    return Err(format!("{about} is words already; more words are written beside them"));
                }
                self.reachable(about)?;
            }
            Step::Record { id, at, .. } => self.put_down(id, *at)?,
            Step::Move { id, to } => {
                self.movable(id)?;
                let to = self.visible(*to)?;
                let mut board = self.board.now().clone();
                board.things.insert(id.clone(), Some(to));
                self.take(board);
            }
            Step::Resize { id, width_mm } => {
                check_width(*width_mm)?;
                self.movable(id)?;
                self.reshape(id, Some(*width_mm), None);
            }
            Step::Turn { id, turn_deg } => {
                check_turn(*turn_deg)?;
                self.movable(id)?;
                self.reshape(id, None, Some(*turn_deg));
            }
            Step::Cover { id } | Step::Uncover { id } => {
                self.movable(id)?;
                let mut board = self.board.now().clone();
                if matches!(step, Step::Cover { .. }) {
                    board.covered.insert(id.clone());
                } else {
                    board.covered.remove(id);
                }
                self.take(board);
            }
            Step::PutAway { id } => {
                self.reachable(id)?;
                let mut board = self.board.now().clone();
                let board_of = if board.drawings.contains_key(id) { &mut board.drawings } else { &mut board.things };
                board_of.insert(id.clone(), None);
                self.take(board);
            }
            Step::Colour { what, colour } => {
                if artwork::rgb(colour).is_none() {
                    return Err(format!("there is no colour {colour}"));
                }
                if !self.theme.paints.iter().any(|paint| paint.name == *what) {
                    return Err(format!("there is nothing called {what} to colour in the theme {}", self.theme.name));
                }
                self.theme.place_of_paint(what, self.frame()).ok_or_else(|| format!("{what} is not visible from here"))?;
                let mut board = self.board.now().clone();
                board.colours.insert(what.clone(), colour.clone());
                self.take(board);
            }
            Step::Undo => {
                self.board.undo();
            }
            Step::Redo => {
                self.board.redo();
            }
            Step::ReadBack { id, .. } => {
                if self.place_of(id)?.is_none() {
                    return Err(format!("{id} has been put away"));
                }
            }
            Step::Person { id, says, .. } => {
                if says.is_empty() {
                    return Err("the person has no name".into());
                }
                self.new_id(id)?;
            }
            Step::Scale { form, answer, .. } => {
                if let ScaleAnswer::At(n) = answer
                    && !form.steps().contains(n)
                {
                    return Err(format!("step {n} is not on this scale"));
                }
            }
            Step::Hide => self.hidden = true,
            Step::Unhide => self.hidden = false,
            Step::End { .. } => self.ended = true,
            Step::Note { text, .. } if text.is_empty() => return Err("there are no words in the note".into()),
            Step::HoldPen(_) | Step::Ask { .. } | Step::Share { .. } | Step::Note { .. } => {}
        }
        Ok(())
    }

    fn take(&mut self, board: Board) {
        if board != *self.board.now() {
            self.drawn = true;
            self.board.step(board);
        }
    }

    fn frame(&self) -> Rect {
        self.inside.map_or(Rect::PAGE, |house| self.theme.part(house).close_up())
    }

    fn visible(&self, (x, y): (f32, f32)) -> Result<Point, String> {
        let at = Point::new(x, y);
        if !at.is_finite() || !self.frame().contains(at) {
            return Err(format!("the place ({x}, {y}) is outside what is visible"));
        }
        let closed = self.board.now().closed.iter().find(|house| self.theme.part(**house).area().contains(at));
        match closed {
            Some(house) => Err(format!("the place ({x}, {y}) is behind the closed shutters of {house:?}")),
            None => Ok(at),
        }
    }

    fn reaches_front(&self, house: HouseKind) -> Result<(), String> {
        match self.inside {
            Some(inside) if inside != house => Err(format!("{house:?} is not visible from inside {inside:?}")),
            _ => Ok(()),
        }
    }

    fn stroke(&mut self, width_mm: f32, points: &[TimedPoint], id: Option<&String>) -> Result<(), String> {
        if !(width_mm > 0.0 && width_mm <= 100.0) {
            return Err("the width must be more than 0 and at most 100 mm".into());
        }
        if points.is_empty() {
            return Err("there are no points".into());
        }
        if points.len() > MOST_POINTS {
            return Err(format!("there are more than {MOST_POINTS} points in one stroke"));
        }
        let mut last = 0;
        for TimedPoint(x, y, ms, pressure) in points {
            if !x.is_finite() || !y.is_finite() || !self.frame().contains(Point::new(*x, *y)) {
                return Err(format!("the point ({x}, {y}) is outside what is visible"));
            }
            if !(0.0..=1.0).contains(pressure) {
                return Err(format!("the pressure {pressure} is not from 0 to 1"));
            }
            if *ms < last {
                return Err(format!("time runs backwards in the stroke: {ms} ms comes after {last} ms"));
            }
            last = *ms;
        }
        let at = self.visible((points[0].0, points[0].1))?;
        let mut board = self.board.now().clone();
        board.strokes += 1;
        board.drawings.extend(id.map(|id| (id.clone(), Some(at))));
        self.take(board);
        Ok(())
    }

    fn new_id(&mut self, id: &str) -> Result<(), String> {
        if id.is_empty() || !self.known.insert(id.to_owned()) {
            return Err(format!("the id \"{id}\" is empty or was used before"));
        }
        Ok(())
    }

    fn put_down(&mut self, id: &str, at: (f32, f32)) -> Result<(), String> {
        self.new_id(id)?;
        let at = self.visible(at)?;
        let mut board = self.board.now().clone();
        board.things.insert(id.to_owned(), Some(at));
        self.take(board);
        Ok(())
    }

    /// Where a thing or a drawing is; none when it was put away.
    fn place_of(&self, id: &str) -> Result<Option<Point>, String> {
        let board = self.board.now();
        let place = board.things.get(id).or_else(|| board.drawings.get(id));
        place.copied().ok_or_else(|| format!("there is no thing {id} on the page"))
    }

    /// That a thing is on the page, a finger can get at it, and it is no ink.
    fn movable(&self, id: &str) -> Result<(), String> {
        if self.board.now().drawings.contains_key(id) {
            return Err(format!("{id} is a drawing, and ink stays where it is"));
        }
        self.reachable(id)
    }

    /// That a thing or a drawing is on the page and a finger can get at it.
    fn reachable(&self, id: &str) -> Result<(), String> {
        match self.place_of(id)? {
            None => Err(format!("{id} has been put away")),
            Some(at) => self.visible((at.x, at.y)).map(|_| ()).map_err(|_| format!("{id} is not visible from here")),
        }
    }

    fn reshape(&mut self, id: &str, width_mm: Option<f32>, turn_deg: Option<f32>) {
        let mut board = self.board.now().clone();
        let size = board.sizes.entry(id.to_owned()).or_default();
        size.0 = width_mm.map_or(size.0, f32::to_bits);
        size.1 = turn_deg.map_or(size.1, f32::to_bits);
        self.take(board);
    }
}

fn check_width(width_mm: f32) -> Result<(), String> {
    if (5.0..=200.0).contains(&width_mm) { Ok(()) } else { Err(format!("the width {width_mm} is not from 5 to 200 mm")) }
}

fn check_turn(turn_deg: f32) -> Result<(), String> {
    if (-360.0..=360.0).contains(&turn_deg) {
        Ok(())
    } else {
        Err(format!("the turn {turn_deg} is not from -360 to 360 degrees"))
    }
}
