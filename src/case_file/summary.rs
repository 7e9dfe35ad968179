//! The RON summary: its own types, so that the handed-over record stays stable while the saved session may change.
//! `formats.md` fixes every name and shape here.

use super::clock::hms;
use crate::{
    artwork::{Catalogue, Theme, text_in},
    session::*,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a summary calls itself.
pub const FORMAT: &str = "three-houses-summary";
/// The version this program writes and reads.
pub const VERSION: u32 = 1;

/// Declares the summary's structs: all their fields are named, and no others are allowed.
macro_rules! records {
    ($($(#[$doc:meta])* $name:ident { $($(#[$how:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(missing_docs)]
        pub struct $name { $($(#[$how])* pub $field: $type),+ }
    )+};
}

records! {
    /// The whole record of one session.
    Summary {
        format: String, version: u32, app: String, session: String, case_ref: String,
        child: ChildRef, setting: SummarySetting, preparation: Preparation,
        theme: String, theme_chosen_by: Chooser,
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        paints: BTreeMap<String, String>,
        visit_order: Vec<HouseKind>,
        houses: Vec<SummaryHouse>, prompts: Vec<SummaryPrompt>, items: Vec<SummaryItem>,
        people: Vec<Person>, scales: Vec<Scale>, sharing: Vec<Sharing>, ending: Ending,
        worker_notes: Vec<Note>, files: Vec<SummaryFile>,
    }
    /// When, where and with whom.
    SummarySetting {
        date: String, started_at: String, ended_at: String, place: Place, place_note: Option<String>,
        worker: Worker, present: Vec<Present>, interpreter: Option<String>,
    }
    /// One of the three houses.
    SummaryHouse {
        kind: HouseKind, part: String, column: Column, child_name: Option<String>, left_empty: bool, closed_by_child: bool,
        items: Vec<String>, picture: Option<String>,
    }
    /// A question.
    SummaryPrompt { id: String, kind: PromptKind, text_as_asked: String, at_ms: u64 }
    /// An item. `house` is none outside, around the houses.
    SummaryItem {
        id: String, house: Option<HouseKind>, content: SummaryContent, hand: Hand, words: Option<Words>,
        prompt: Option<String>, read_back: ReadBack, state: ItemState, at_ms: u64,
    }
    /// A file beside the summary.
    SummaryFile { name: String, kind: FileKind, bytes: u64, sha256: String }
}

/// What an item is. Lengths in mm, angles in degrees clockwise, boxes as left, top, right, bottom.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub enum SummaryContent {
    Drawing { strokes: usize, bounds_mm: (f32, f32, f32, f32) },
    Sticker { sticker: String, label: String, at_mm: (f32, f32), width_mm: f32, turn_deg: f32 },
    Words { at_mm: (f32, f32) },
    Recording { at_mm: (f32, f32), file: String, seconds: f32 },
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// A PNG.
    Picture,
    /// A WAV.
    Recording,
}

/// The name of a house's own picture.
pub fn house_picture(kind: HouseKind) -> String {
    format!("{}.png", kind.slug())
}

/// The name of the n-th recording, counted from 0.
pub fn voice_file(n: usize) -> String {
    format!("voice/{:02}.wav", n + 1)
}

/// Whether anything of a house is left in the picture.
pub fn is_left_empty(items: &[Item], kind: HouseKind) -> bool {
    !items.iter().any(|item| item.house == Some(kind) && item.state != ItemState::PutAway)
}

/// Lengths are written to a hundredth of a mm.
fn tidy(mm: f32) -> f32 {
    (mm * 100.0).round() / 100.0
}

/// Tells a session. `files` are what stands beside the summary; `keep_put_away` is the agency's setting.
pub fn summarise(
    session: &Session,
    theme: &Theme,
    catalogue: &Catalogue,
    keep_put_away: bool,
    files: Vec<SummaryFile>,
) -> Summary {
    let items = session.items(keep_put_away);
    let language = &session.child.language;
    let id = |index: usize| format!("i{}", index + 1);
    let mut voices = 0;
    let told = |item: &Item, index: usize, voices: &mut usize| {
        let content = match &item.content {
            ItemContent::Drawing { strokes, bounds } => SummaryContent::Drawing {
                strokes: *strokes,
                bounds_mm: (tidy(bounds.left), tidy(bounds.top), tidy(bounds.right), tidy(bounds.bottom)),
            },
            ItemContent::Placed(thing, pose) => {
                let at_mm = (tidy(pose.at.x), tidy(pose.at.y));
                match thing {
                    Thing::Sticker(name) => SummaryContent::Sticker {
                        sticker: name.clone(),
                        label: catalogue.find(name).map_or(name.as_str(), |s| text_in(&s.label, language)).to_owned(),
                        at_mm,
                        width_mm: tidy(pose.width_mm),
                        turn_deg: tidy(pose.turn_deg),
                    },
                    Thing::Words(_) => SummaryContent::Words { at_mm },
                    Thing::Recording(recording) => {
                        *voices += 1;
                        SummaryContent::Recording { at_mm, file: voice_file(*voices - 1), seconds: tidy(recording.seconds()) }
                    }
                }
            }
        };
        SummaryItem {
            id: id(index),
            house: item.house,
            content,
            hand: item.hand,
            words: item.words.clone(),
            prompt: item.prompt.map(|p| format!("q{}", p.0 + 1)),
            read_back: item.read_back,
            state: item.state,
            at_ms: item.at_ms,
        }
    };
    let houses = HouseKind::ALL
        .into_iter()
        .map(|kind| {
            let front = &session.page().houses[kind.index()];
            let part = theme.part(kind);
            let left_empty = is_left_empty(&items, kind);
            SummaryHouse {
                kind,
                part: part.part.clone(),
                column: part.column,
                child_name: front.child_name.clone(),
                left_empty,
                closed_by_child: front.closed,
                items: items.iter().enumerate().filter(|(_, item)| item.house == Some(kind)).map(|(i, _)| id(i)).collect(),
                picture: (!left_empty).then(|| house_picture(kind)),
            }
        })
        .collect();
    let started = u64::from(session.setting.started_at_s);
    Summary {
        format: FORMAT.into(),
        version: VERSION,
        app: concat!("three-houses ", env!("CARGO_PKG_VERSION")).into(),
        session: session.id.clone(),
        case_ref: session.case_ref.clone(),
        child: session.child.clone(),
        setting: SummarySetting {
            date: session.setting.date.clone(),
            started_at: hms(started),
            ended_at: hms(started + session.lasted_ms / 1000),
            place: session.setting.place,
            place_note: session.setting.place_note.clone(),
            worker: session.setting.worker.clone(),
            present: session.setting.present.clone(),
            interpreter: session.setting.interpreter.clone(),
        },
        preparation: session.preparation.clone(),
        theme: session.theme.name.clone(),
        theme_chosen_by: session.theme.chosen_by,
        paints: BTreeMap::clone(&session.page().paints),
        visit_order: session.visit_order.clone(),
        houses,
        prompts: session
            .prompts
            .iter()
            .enumerate()
            .map(|(i, p)| SummaryPrompt {
                id: format!("q{}", i + 1),
                kind: p.kind,
                text_as_asked: p.text_as_asked.clone(),
                at_ms: p.at_ms,
            })
            .collect(),
        items: items.iter().enumerate().map(|(i, item)| told(item, i, &mut voices)).collect(),
        people: session.people.clone(),
        scales: session.scales.clone(),
        sharing: session.sharing.clone(),
        ending: session.ending.clone().unwrap_or(Ending {
            reason: EndReason::Interrupted,
            finished_on: None,
            told_next: String::new(),
        }),
        worker_notes: session.worker_notes.clone(),
        files,
    }
}

/// Why a summary could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SummaryError {
    /// It is not well-formed.
    #[error("{line}:{column}: {what}")]
    Malformed {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong.
        what: String,
    },
    /// It is something else.
    #[error("this is not a Three Houses summary")]
    OtherFormat,
    /// It comes from another version of the app.
    #[error("this summary has version {0}; this program reads version {VERSION}. A newer Three Houses can read it")]
    OtherVersion(u32),
}

impl From<ron::error::SpannedError> for SummaryError {
    fn from(error: ron::error::SpannedError) -> Self {
        Self::Malformed { line: error.span.start.line, column: error.span.start.col, what: error.code.to_string() }
    }
}

impl Summary {
    /// Writes the summary as pretty RON.
    pub fn to_ron(&self) -> Result<String, ron::Error> {
        let pretty = ron::ser::PrettyConfig::new().new_line("\n").indentor("    ").compact_arrays(false);
        Ok(format!("Summary{}\n", ron::ser::to_string_pretty(self, pretty)?))
    }

    /// Reads a summary. The version is looked at first, so that a later one is told from a broken one.
    pub fn from_ron(text: &str) -> Result<Self, SummaryError> {
        #[derive(Deserialize)]
        #[serde(rename = "Summary")]
        struct Head {
            format: String,
            version: u32,
        }
        let head: Head = ron::from_str(text)?;
        if head.format != FORMAT {
            return Err(SummaryError::OtherFormat);
        }
        if head.version != VERSION {
            return Err(SummaryError::OtherVersion(head.version));
        }
        Ok(ron::from_str(text)?)
    }
}
