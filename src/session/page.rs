//! The page: every mark on it in the order it came, and the state of the three house fronts.
//! A page is a value. Copies share what did not change, so a step of history costs little.
//! Must not know: how a mark looks, who may change it.

use super::{
    geometry::{Point, Rect},
    names::*,
    recording::Recording,
};
use rpds::VectorSync;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Names a mark within its session. Never reused, even after undo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MarkId(pub u32);

/// Names a prompt within its session, by its place in [`super::Session::prompts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PromptId(pub usize);

/// One finger sample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Where, in mm.
    pub at: Point,
    /// When, in ms since the stroke began.
    pub ms: u32,
    /// How hard, 0 to 1; 0.5 where the screen cannot tell.
    pub pressure: f32,
}

/// What a finger did in one go. Its shape on the page is derived from this.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stroke {
    /// What was in the hand.
    pub brush: Brush,
    /// The colour's name on the tray.
    pub colour: String,
    /// Nominal width, mm.
    pub width_mm: f32,
    /// At least one sample; one alone is a dot.
    pub samples: Vec<Sample>,
}

/// What the rubber did in one go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rub {
    /// Width of the rubber, mm.
    pub width_mm: f32,
    /// At least one sample.
    pub samples: Vec<Sample>,
}

/// The child's words, byte for byte as they were entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Never corrected, never trimmed.
    pub text: String,
    /// How they came to be written.
    pub status: WordsStatus,
    /// What was said in the child's own language, when `text` is a translation.
    pub original: Option<String>,
    /// Language tag of `text`.
    pub language: String,
}

/// Where a thing was put, how wide it is and how far it is turned.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    /// Its middle, mm.
    pub at: Point,
    /// Its width before turning, mm.
    pub width_mm: f32,
    /// Clockwise, degrees. More than a full turn is kept as it came about.
    pub turn_deg: f32,
}

/// What a thing that can be moved about is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Thing {
    /// A sticker, by its name in the catalogue.
    Sticker(String),
    /// Written words.
    Words(Arc<Words>),
    /// Recorded words.
    Recording(Arc<Recording>),
}

/// What a mark is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum MarkKind {
    /// Ink.
    Stroke(Arc<Stroke>),
    /// A path where ink was rubbed out.
    Rub(Arc<Rub>),
    /// A thing that was put down.
    Placed(Thing, Pose),
}

/// One mark on the page. No mark without a hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Its name.
    pub id: MarkId,
    /// What it is.
    pub kind: MarkKind,
    /// Who held the pen.
    pub hand: Hand,
    /// What was asked last before it began, in the same visit.
    pub prompt: Option<PromptId>,
    /// When it began, ms since the session started.
    pub at_ms: u64,
    /// Where it is now.
    pub state: ItemState,
}

impl Mark {
    /// The first place it touches: this decides which house it belongs to.
    pub fn first_point(&self) -> Point {
        match &self.kind {
            MarkKind::Stroke(stroke) => stroke.samples.first().map(|s| s.at).unwrap_or_default(),
            MarkKind::Rub(rub) => rub.samples.first().map(|s| s.at).unwrap_or_default(),
            MarkKind::Placed(_, pose) => pose.at,
        }
    }

    /// When it was finished, ms since the session started.
    pub fn ended_ms(&self) -> u64 {
        let last = |samples: &[Sample]| samples.last().map_or(0, |s| u64::from(s.ms));
        self.at_ms
            + match &self.kind {
                MarkKind::Stroke(stroke) => last(&stroke.samples),
                MarkKind::Rub(rub) => last(&rub.samples),
                MarkKind::Placed(Thing::Recording(recording), _) => (recording.seconds() * 1000.0) as u64,
                MarkKind::Placed(..) => 0,
            }
    }

    /// When a recording began, ms since the session started; none for anything else.
    pub fn spoken_ms(&self) -> Option<u64> {
        matches!(&self.kind, MarkKind::Placed(Thing::Recording(_), _)).then_some(self.at_ms)
    }

    /// The pose of a thing that can be moved; none for ink.
    pub fn pose(&self) -> Option<Pose> {
        match &self.kind {
            MarkKind::Placed(_, pose) => Some(*pose),
            _ => None,
        }
    }
}

/// The box that holds the samples and `width_mm` of ink about them.
pub fn ink_bounds(samples: &[Sample], width_mm: f32) -> Option<Rect> {
    Rect::holding(samples.iter().map(|s| s.at)).map(|r| r.grown(width_mm / 2.0))
}

/// The front of one house.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct HouseFront {
    /// The child's own name for it, byte for byte.
    pub child_name: Option<String>,
    /// Whether the child closed its shutters.
    pub closed: bool,
}

/// Everything that can be seen on the page, and what was put away from it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Page {
    /// In the order they came; later ones lie on top.
    pub marks: VectorSync<Arc<Mark>>,
    /// In the order of [`HouseKind::ALL`].
    pub houses: [HouseFront; 3],
    /// The colours the child gave to parts of the scene: what, and the colour's name.
    #[serde(default)]
    pub paints: Arc<BTreeMap<String, String>>,
}

impl Page {
    /// The mark of that name, and its place in the order.
    pub fn find(&self, id: MarkId) -> Option<(usize, &Arc<Mark>)> {
        self.marks.iter().enumerate().find(|(_, mark)| mark.id == id)
    }
}
