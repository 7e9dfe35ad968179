//! The names of the field, as `domain.md` fixes them: the same words in code, files and RON.
//! Must not know: pixels, files, Bevy.

use serde::{Deserialize, Serialize};

/// Declares plain enums that travel by name in RON.
macro_rules! names {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[allow(missing_docs)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
    )+};
}

names! {
    /// The three houses. They are always listed in this order; no order of visiting is meant by it.
    HouseKind { GoodThings, Worries, Dreams }
    /// The Signs of Safety column a house feeds. Never shown to the child.
    Column { WorkingWell, WorriedAbout, NeedsToHappen }
    /// Who held the pen.
    Hand { Child, WorkerForChild, Together, Interpreter, Carer, Other }
    /// How the words came to be written. There is no "paraphrase".
    WordsStatus { ChildWrote, ExactWordsScribed, FromRecording, Translated }
    /// What kind of question was asked (Achieving-best-evidence practice).
    PromptKind { Spontaneous, Open, Clarifying, Choice, Closed, Scale, ReadBack }
    /// What the child said when their words were read back.
    ReadBack { NotYet, Agreed, Changed, Declined }
    /// Where a thing is now.
    ItemState { Shown, Covered, PutAway }
    /// Who chose.
    Chooser { Child, Worker, Together }
    /// The child's answer to a plain question.
    ChildAnswer { Yes, No, NotSure, NotAsked }
    /// Where the child puts a person.
    Placement { LivesHere, Visits, NotInside, Unplaced }
    /// The picture a scale is asked with.
    ScaleForm { Path5, Ladder0To10 }
    /// Who might see the picture.
    Audience { Parent, Family, School, Meeting, WorkerTeam, Other }
    /// What the child wishes about it. A wish, not a consent.
    SharingWish { Yes, No, NotSure, NotAsked, OnlyParts, WithMeThere }
    /// Why the session ended.
    EndReason { ChildFinished, HadEnough, TimeUp, Interrupted, WorkerStopped }
    /// What a worker's note is. Analysis is opinion and is owned by name.
    NoteKind { Observation, Analysis, NextStep }
    /// Where the session took place.
    Place { Home, School, Office, FosterHome, FamilyTime, Other }
    /// What the child draws with.
    Brush { Pen, Crayon, Marker, Paint }
}

impl HouseKind {
    /// All three, in the order the record lists them.
    pub const ALL: [Self; 3] = [Self::GoodThings, Self::Worries, Self::Dreams];

    /// Position in [`HouseKind::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The file-name form: `good-things`, `worries`, `dreams`.
    pub fn slug(self) -> &'static str {
        ["good-things", "worries", "dreams"][self.index()]
    }
}

/// The parents' agreement to the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParentAgreement {
    /// They agreed.
    Given,
    /// They refused.
    Refused,
    /// Nobody asked them, and why.
    NotSought(String),
    /// No agreement was needed.
    NotNeeded,
}

/// Where the child stood on a scale. Never totalled, never compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScaleAnswer {
    /// The step, counted from the low end.
    At(u8),
    /// "Not sure" is a full answer.
    NotSure,
    /// The child passed over it.
    Skipped,
    /// It was not asked.
    NotAsked,
}

impl ScaleForm {
    /// The lowest and highest step of the form.
    pub fn steps(self) -> std::ops::RangeInclusive<u8> {
        match self {
            Self::Path5 => 1..=5,
            Self::Ladder0To10 => 0..=10,
        }
    }
}
