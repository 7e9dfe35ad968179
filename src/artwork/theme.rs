//! A theme: one scene with three parts, told by `themes/<name>/theme.ron`. Adding one needs no Rust.

use super::{ArtworkError, DEFAULT_LANGUAGE, Files, Texts, parse_svg, rgb};
use crate::session::{Column, HouseKind, Point, Rect, ScaleForm};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The least room a part must have on the page, mm (art.md).
const LEAST_ROOM_MM: f32 = 84.0;

/// A theme, checked: three parts in the order of [`HouseKind::ALL`], apart from each other, all art present.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    /// What it is called, by language.
    pub label: Texts,
    /// The three parts.
    pub parts: Vec<Part>,
    /// The picture a scaling question is asked with.
    pub steps: Steps,
    /// What the child may colour with paint.
    #[serde(default)]
    pub paints: Vec<Paint>,
    /// What covers the screen when it is hidden, if it is a picture of the theme's own.
    #[serde(default)]
    hide: Option<String>,
    /// Its folder's name.
    #[serde(skip)]
    pub name: String,
}

/// One of the three parts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What it asks.
    pub kind: HouseKind,
    /// The theme's own name for it: `house`, `cape`, `wings`, `clothes`, `wand-star`, `spell-bubble`.
    pub part: String,
    /// The column it feeds.
    pub column: Column,
    /// What the part means, for the worker. The usual meaning; not verified against the original text.
    pub meaning: Texts,
    /// What it is called, by language.
    pub label: Texts,
    /// Its area on the page: left, top, right, bottom in mm.
    area: [f32; 4],
    /// What the close-up shows: left, top, right, bottom in mm.
    close_up: [f32; 4],
    /// Where the child's own name for it stands: left, top, right, bottom in mm.
    name_plate: [f32; 4],
    /// Open questions to ask, by language.
    prompts: BTreeMap<String, Vec<String>>,
}

/// The way from "hardest" to "how you'd like", in `steps.svg` (200 × 120), with a `step.svg` at every step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Steps {
    /// The form it is asked in unless the worker chooses another.
    pub form: ScaleForm,
    /// The way's middle line, its low end first.
    pub way: Vec<(f32, f32)>,
}

/// Something in the scene that the child may colour: every shape of the class `name` (`name-dark`, `name-light` for its other
/// tones).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paint {
    /// Its class in the scene.
    pub name: String,
    /// What it is called, by language.
    pub label: Texts,
    /// Where a touch means it: boxes of left, top, right, bottom in mm.
    at: Vec<[f32; 4]>,
    /// The colour it is drawn in.
    pub colour: String,
}

fn rect([left, top, right, bottom]: [f32; 4]) -> Rect {
    Rect::new(left, top, right, bottom)
}

impl Part {
    /// Its open questions in a language, or in the default one.
    pub fn prompts_in(&self, language: &str) -> &[String] {
        self.prompts.get(language).or_else(|| self.prompts.get(DEFAULT_LANGUAGE)).map_or(&[], Vec::as_slice)
    }

    /// Its area on the page, mm.
    pub fn area(&self) -> Rect {
        rect(self.area)
    }

    /// What the close-up shows, mm.
    pub fn close_up(&self) -> Rect {
        rect(self.close_up)
    }

    /// Where its name stands, mm.
    pub fn name_plate(&self) -> Rect {
        rect(self.name_plate)
    }
}

impl Theme {
    /// Reads and checks a theme. The error names file and place. Pictures are looked at in an agency's own theme only: those that
    /// travel inside the program cannot change, and a test looks at them.
    pub(super) fn read(name: &str, files: &Files) -> Result<Self, ArtworkError> {
        let file = format!("themes/{name}/theme.ron");
        let mut theme: Self = files.ron(&file)?;
        theme.name = name.into();
        let text = String::from_utf8_lossy(files.bytes(&file)?).into_owned();
        theme.check().map_err(|(at, what)| {
            let (line, column) = place_of(&text, &at);
            ArtworkError::Malformed { file: files.told(&file), place: format!("{line}:{column}"), what }
        })?;
        if files.is_own(name) {
            theme.check_art(files)?;
        }
        Ok(theme)
    }

    /// The first thing that cannot be: the words in the file that say it, and one sentence.
    fn check(&self) -> Result<(), (String, String)> {
        let wrong = |at: &str, what: String| Err((at.to_owned(), what));
        let has = |texts: &Texts| texts.get(DEFAULT_LANGUAGE).is_some_and(|text| !text.is_empty());
        if !self.parts.iter().map(|part| part.kind).eq(HouseKind::ALL) {
            return wrong("parts", "the parts must be GoodThings, Worries and Dreams, in this order".into());
        }
        if !has(&self.label) {
            return wrong("label", format!("the theme has no label in {DEFAULT_LANGUAGE}"));
        }
        for (i, part) in self.parts.iter().enumerate() {
            let (kind, at) = (part.kind, format!("kind: {:?}", part.kind));
            let boxes = [part.area(), part.close_up(), part.name_plate()];
            if boxes.iter().any(|b| ![b.left, b.top, b.right, b.bottom].iter().all(|v| v.is_finite())) {
                return wrong(&at, format!("a box of {kind:?} is not made of numbers"));
            }
            let [area, close_up, plate] = boxes;
            if area.width() < LEAST_ROOM_MM || area.height() < LEAST_ROOM_MM {
                return wrong(&at, format!("the area of {kind:?} is smaller than {LEAST_ROOM_MM} mm"));
            }
            if boxes.iter().any(|b| b.union(Rect::PAGE) != Rect::PAGE) || plate.width() <= 0.0 || plate.height() <= 0.0 {
                return wrong(&at, format!("a box of {kind:?} reaches beyond the page"));
            }
            if let Some(other) = self.parts[..i].iter().find(|other| other.area().intersects(area)) {
                return wrong(&at, format!("the area of {kind:?} lies over the area of {:?}", other.kind));
            }
            if close_up.union(area) != close_up {
                return wrong(&at, format!("the close-up of {kind:?} does not show its whole area"));
            }
            if part.part.is_empty() || !has(&part.label) || !has(&part.meaning) {
                return wrong(&at, format!("{kind:?} needs part, label and meaning in {DEFAULT_LANGUAGE}"));
            }
            if part.prompts.get(DEFAULT_LANGUAGE).is_none_or(|prompts| prompts.is_empty() || prompts.iter().any(String::is_empty))
            {
                return wrong(&at, format!("{kind:?} has no prompts in {DEFAULT_LANGUAGE}"));
            }
        }
        let on_picture = |(x, y): &(f32, f32)| (0.0..=200.0).contains(x) && (0.0..=120.0).contains(y);
        if self.steps.way.len() < 2 || !self.steps.way.iter().all(on_picture) {
            return wrong("steps", "the way needs two places or more, each within 200 × 120".into());
        }
        let mut names = BTreeSet::new();
        for paint in &self.paints {
            let (name, at) = (&paint.name, format!("name: \"{}\"", paint.name));
            if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
                return wrong(&at, format!("a paint's name is made of a–z, 0–9 and -, not {name:?}"));
            }
            if !names.insert(name) {
                return wrong(&at, format!("there are two paints called {name}"));
            }
            if !has(&paint.label) {
                return wrong(&at, format!("the paint {name} has no label in {DEFAULT_LANGUAGE}"));
            }
            if rgb(&paint.colour).is_none() {
                return wrong(&at, format!("the paint {name} has an unknown colour: {}", paint.colour));
            }
        }
        Ok(())
    }

    /// Looks at every picture the theme needs.
    pub(super) fn check_art(&self, files: &Files) -> Result<(), ArtworkError> {
        self.art().iter().try_for_each(|art| parse_svg(&files.told(art), files.bytes(art)?, None).map(drop))
    }

    /// Every picture it needs, below `assets/`.
    fn art(&self) -> Vec<String> {
        let parts = HouseKind::ALL.into_iter().flat_map(|kind| [self.shutters(kind), self.sign(kind)]);
        [self.scene(), self.steps_picture(), self.step_picture(), self.hide()].into_iter().chain(parts).collect()
    }

    /// The part of a kind.
    pub fn part(&self, kind: HouseKind) -> &Part {
        &self.parts[kind.index()]
    }

    /// The three areas, in the order of [`HouseKind::ALL`], mm.
    pub fn areas(&self) -> [Rect; 3] {
        HouseKind::ALL.map(|kind| self.part(kind).area())
    }

    /// What a touch with paint means at a place; the last in the file lies on top.
    pub fn paint_at(&self, at: Point) -> Option<&Paint> {
        self.paints.iter().rev().find(|paint| paint.at.iter().any(|area| rect(*area).contains(at)))
    }

    /// A place within `frame` (mm) where a touch means this paint and no other.
    pub fn place_of_paint(&self, name: &str, frame: Rect) -> Option<Point> {
        let boxes = self.paints.iter().filter(|paint| paint.name == name).flat_map(|paint| &paint.at);
        boxes
            .map(|area| rect(*area).centre())
            .find(|at| frame.contains(*at) && self.paint_at(*at).is_some_and(|p| p.name == name))
    }

    fn file(&self, file: &str) -> String {
        format!("themes/{}/{file}", self.name)
    }

    /// The file of the scene, below `assets/`.
    pub fn scene(&self) -> String {
        self.file("scene.svg")
    }

    /// The file of a part's closed shutters, below `assets/`.
    pub fn shutters(&self, kind: HouseKind) -> String {
        self.file(&format!("{}-shutters.svg", kind.slug()))
    }

    /// The file of a part's sign, below `assets/`.
    pub fn sign(&self, kind: HouseKind) -> String {
        self.file(&format!("{}-sign.svg", kind.slug()))
    }

    /// The file of the landscape the steps lie in, below `assets/`.
    pub fn steps_picture(&self) -> String {
        self.file("steps.svg")
    }

    /// The file of one step, below `assets/`.
    pub fn step_picture(&self) -> String {
        self.file("step.svg")
    }

    /// The file of what covers the screen when it is hidden, below `assets/`.
    pub fn hide(&self) -> String {
        self.hide.as_ref().map_or_else(|| "hide.svg".into(), |file| self.file(file))
    }

    /// The file of the small shutter that covers one thing, below `assets/`.
    pub fn cover(&self) -> &'static str {
        "themes/houses/cover.svg"
    }
}

/// Line and column, counted from 1, of the first place that says `words`; the beginning when none does.
fn place_of(text: &str, words: &str) -> (usize, usize) {
    let before = text.find(words).map_or("", |at| &text[..at]);
    let line = before.matches('\n').count() + 1;
    (line, before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1)
}
