//! A theme: one scene with three parts, told by `themes/<name>/theme.ron`. Adding one needs no Rust.

use super::{ArtworkError, DEFAULT_LANGUAGE, Texts, bytes, read_ron};
use crate::session::{Column, HouseKind, Rect};
use serde::Deserialize;

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
    /// The column it feeds. The usual meaning of the parts; not verified against the original text.
    pub column: Column,
    /// What it is called, by language.
    pub label: Texts,
    /// Its area on the page: left, top, right, bottom in mm.
    area: [f32; 4],
    /// What the close-up shows: left, top, right, bottom in mm.
    close_up: [f32; 4],
    /// Where the child's own name for it stands: left, top, right, bottom in mm.
    name_plate: [f32; 4],
    /// Open questions to ask, by language.
    pub prompts: std::collections::BTreeMap<String, Vec<String>>,
}

fn rect([left, top, right, bottom]: [f32; 4]) -> Rect {
    Rect::new(left, top, right, bottom)
}

impl Part {
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
    pub(super) fn read(name: &str) -> Result<Self, ArtworkError> {
        let file = format!("themes/{name}/theme.ron");
        let mut theme: Self = read_ron(&file)?;
        theme.name = name.into();
        let wrong = |what: String| Err(ArtworkError::Wrong { file: file.clone(), what });
        if !theme.parts.iter().map(|part| part.kind).eq(HouseKind::ALL) {
            return wrong("the parts must be GoodThings, Worries and Dreams, in this order".into());
        }
        if !theme.label.contains_key(DEFAULT_LANGUAGE) {
            return wrong(format!("the theme has no label in {DEFAULT_LANGUAGE}"));
        }
        for (i, part) in theme.parts.iter().enumerate() {
            let kind = part.kind;
            let (area, close_up) = (part.area(), part.close_up());
            if area.width() < LEAST_ROOM_MM || area.height() < LEAST_ROOM_MM {
                return wrong(format!("the area of {kind:?} is smaller than {LEAST_ROOM_MM} mm"));
            }
            if area.union(Rect::PAGE) != Rect::PAGE || close_up.union(Rect::PAGE) != Rect::PAGE {
                return wrong(format!("{kind:?} reaches beyond the page"));
            }
            if close_up.union(area) != close_up {
                return wrong(format!("the close-up of {kind:?} does not show its whole area"));
            }
            if theme.parts[..i].iter().any(|other| other.area().intersects(area)) {
                return wrong(format!("the area of {kind:?} lies over another part"));
            }
            if !part.label.contains_key(DEFAULT_LANGUAGE) {
                return wrong(format!("{kind:?} has no label in {DEFAULT_LANGUAGE}"));
            }
            for art in [theme.shutters(kind), theme.sign(kind)] {
                bytes(&art)?;
            }
        }
        bytes(&theme.scene())?;
        Ok(theme)
    }

    /// The part of a kind.
    pub fn part(&self, kind: HouseKind) -> &Part {
        &self.parts[kind.index()]
    }

    /// The three areas, in the order of [`HouseKind::ALL`], mm.
    pub fn areas(&self) -> [Rect; 3] {
        HouseKind::ALL.map(|kind| self.part(kind).area())
    }

    /// The file of the scene, below `assets/`.
    pub fn scene(&self) -> String {
        format!("themes/{}/scene.svg", self.name)
    }

    /// The file of a part's closed shutters, below `assets/`.
    pub fn shutters(&self, kind: HouseKind) -> String {
        format!("themes/{}/{}-shutters.svg", self.name, kind.slug())
    }

    /// The file of a part's sign, below `assets/`.
    pub fn sign(&self, kind: HouseKind) -> String {
        format!("themes/{}/{}-sign.svg", self.name, kind.slug())
    }

    /// The file of the small shutter that covers one thing, below `assets/`.
    pub fn cover(&self) -> &'static str {
        "themes/houses/cover.svg"
    }
}
