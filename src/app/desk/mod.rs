//! What is in the child's hand and what lies open: the state of the view.
//! Must not know: how controls look, where they are.

mod does;

pub use does::*;

use super::sitting::Studio;
use crate::{
    artwork::{RUBBER_WIDTHS_MM, WIDTHS_MM},
    session::{Rect, *},
    voice::Trouble,
};
use bevy::prelude::*;

/// Where in the app one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screen {
    /// The vault is locked, or there is none yet.
    Locked,
    /// The worker chooses a session.
    Sessions,
    /// The worker prepares a session.
    Prepare,
    /// Who else is in the room.
    Present,
    /// What this is, for the child and for a parent.
    Explain,
    /// The book, closed.
    #[default]
    Cover,
    /// The child chooses a picture.
    Themes,
    /// The page: the street, or one house.
    Page,
    /// Who is in the child's life.
    People,
    /// Where the child stands on the steps.
    Steps,
    /// The gentle close.
    Closing,
    /// Who may see it.
    Sharing,
    /// It is over.
    Goodbye,
    /// The worker looks through the record.
    Review,
    /// The worker's notes.
    Notes,
    /// What the agency decides.
    Settings,
    /// The worker hands the record over.
    HandOver,
}

/// What the PIN is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pad {
    /// To open the vault.
    Open,
    /// To come back to the page.
    Return,
    /// To go to the worker's side.
    Worker,
    /// To give the vault another PIN: the old one, the new one, the new one once more.
    Change,
}

/// What draws when a finger moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tool {
    /// An empty hand: a drag that starts on a thing moves it; on free paper it still draws.
    #[default]
    Hand,
    /// The pen is in the hand: it draws on everything.
    Pen,
    /// The rubber is in the hand.
    Rubber,
    /// The paint pot: what is touched in the scene takes the colour.
    Pot,
}

/// What is being carried to a place on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// A sticker, by name.
    Sticker(String),
    /// Words that are still to be written.
    Words,
    /// The recording that waits for its place.
    Spoken,
    /// The child's exact words: about the thing that is touched next, or for the place that is.
    Said,
    /// The next thing touched is put away.
    PutAway,
    /// The next sign touched has its shutters closed or opened.
    Shutters,
}

/// What is being written.
#[derive(Debug, Clone, PartialEq)]
pub enum Writing {
    /// Words at a place on the page.
    Words(Point),
    /// A house's own name.
    HouseName(HouseKind),
    /// What the child says about a thing or a drawing.
    About(MarkId),
    /// A question in the worker's own words.
    Question(PromptKind),
    /// The child's own word for somebody.
    Person,
    /// A line of the steps.
    Steps(StepsLine),
    /// What the worker promises to do next.
    Promise,
    /// What the worker decided about sharing.
    Decision,
    /// And why.
    Reason,
    /// A note, new or the one of that place.
    Note(NoteKind, Option<usize>),
    /// A question that the agency wants to offer.
    OwnPrompt,
    /// The language sessions are in.
    OwnLanguage,
    /// What the agency calls an audience.
    OwnAudience(Audience),
}

/// A line of the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepsLine {
    /// As asked.
    Question,
    /// What the low end means.
    Low,
    /// What the high end means.
    High,
    /// What the child says about it.
    Said,
}

/// What lies over the page until it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    /// Which question was asked.
    Question,
    /// The child's things, read back one after another: the place of the one that lies open.
    ReadBack(usize),
}

/// What has been said of the close so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Close {
    /// The part looked at last.
    pub finished_on: Option<HouseKind>,
    /// What the child was told happens next.
    pub told_next: String,
}

/// A wish about sharing, as far as it has been said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Whom it is about.
    pub audience: Option<Audience>,
    /// The wish.
    pub wish: SharingWish,
    /// Which parts.
    pub parts: Vec<HouseKind>,
    /// What the worker decided.
    pub decision: Option<String>,
    /// And why.
    pub reason: Option<String>,
}

impl Default for Wish {
    fn default() -> Self {
        Self { audience: None, wish: SharingWish::NotAsked, parts: Vec::new(), decision: None, reason: None }
    }
}

/// A scaling question, as far as it has been answered. Lines that nobody wrote are as the app offers them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepsSoFar {
    /// The form it is asked in.
    pub form: ScaleForm,
    /// The answer.
    pub answer: ScaleAnswer,
    /// Question, low end, high end, what was said: by their place in [`StepsLine`].
    pub lines: [Option<String>; 4],
}

impl Default for StepsSoFar {
    fn default() -> Self {
        Self { form: ScaleForm::Path5, answer: ScaleAnswer::NotAsked, lines: [None, None, None, None] }
    }
}

/// A tray that has slid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawer {
    /// Brushes, rubber, widths, who holds the pen.
    Pens,
    /// Colours.
    Colours,
    /// The groups of stickers.
    Stickers,
    /// One group, from a page of it on.
    Group(String, usize),
    /// Who holds the pen.
    Hands,
    /// What was put away.
    PutAway,
}

/// What can be seen of the child's voice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Voice {
    /// Whether it may be recorded here.
    pub allowed: bool,
    /// Whether it is being recorded: then everybody sees it.
    pub recording: bool,
    /// The recording that is listened to, and whether slowly.
    pub hears: Option<(MarkId, bool)>,
    /// Something to know.
    pub trouble: Option<Trouble>,
}

/// The state of the view.
#[derive(Resource, Debug, Clone, PartialEq)]
pub struct Desk {
    /// Where one is.
    pub screen: Screen,
    /// The house the child is in.
    pub inside: Option<HouseKind>,
    /// What has slid out.
    pub drawer: Option<Drawer>,
    /// What draws.
    pub tool: Tool,
    /// Brush.
    pub brush: Brush,
    /// Colour, by name.
    pub colour: &'static str,
    /// Which of the four widths.
    pub width: usize,
    /// What is being carried.
    pub carried: Option<Carried>,
    /// The thing that was touched last, with its handles out.
    pub chosen: Option<MarkId>,
    /// What is being written.
    pub writing: Option<Writing>,
    /// Who chooses the picture.
    pub chooser: Chooser,
    /// What lies over the page.
    pub card: Option<Card>,
    /// Somebody who was named and is being placed.
    pub person: Option<usize>,
    /// The steps so far.
    pub steps: StepsSoFar,
    /// The close so far.
    pub close: Close,
    /// The wish that is being said.
    pub wish: Wish,
    /// Which page of a long list lies open.
    pub leaf: usize,
    /// Whether the writing card shows all that can be said about words.
    pub more: bool,
    /// The child's voice.
    pub voice: Voice,
    /// Whether a neutral picture covers everything.
    pub hidden: bool,
    /// Whether the PIN is asked for.
    pub pad: Option<Pad>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            screen: Screen::Cover,
            inside: None,
            drawer: None,
            tool: Tool::Hand,
            brush: Brush::Crayon,
            colour: "blue",
            width: 2,
            carried: None,
            chosen: None,
            writing: None,
            chooser: Chooser::Child,
            card: None,
            person: None,
            steps: StepsSoFar::default(),
            close: Close::default(),
            wish: Wish::default(),
            leaf: 0,
            more: false,
            voice: Voice::default(),
            hidden: false,
            pad: None,
        }
    }
}

impl Desk {
    /// The width of the brush in the hand, mm.
    pub fn width_mm(&self) -> f32 {
        if self.tool == Tool::Rubber { RUBBER_WIDTHS_MM[self.width] } else { WIDTHS_MM[self.width] }
    }

    /// The part of the page that is shown, mm.
    pub fn frame(&self, studio: &Studio) -> Rect {
        self.inside.map_or(Rect::PAGE, |house| studio.painter.theme().part(house).close_up())
    }

    /// Covers everything with a neutral picture. What was open stays as it was, to come back to.
    pub fn hide(&mut self) {
        self.hidden = true;
        self.pad = None;
    }

    /// Whether fingers reach the page.
    pub fn is_free(&self) -> bool {
        self.screen == Screen::Page && self.writing.is_none() && self.card.is_none() && !self.hidden && self.pad.is_none()
    }

    /// Goes to another place, with nothing open.
    pub fn go(&mut self, screen: Screen) {
        self.clear();
        self.card = None;
        self.writing = None;
        self.person = None;
        self.leaf = 0;
        self.screen = screen;
    }

    /// Begins to write.
    pub fn write(&mut self, what: Writing) {
        self.writing = Some(what);
        self.more = false;
    }

    /// Puts down whatever is carried, chosen or open. What was spoken stays in the hand: it cannot be fetched again.
    pub fn clear(&mut self) {
        self.drawer = None;
        if self.carried != Some(Carried::Spoken) {
            self.carried = None;
        }
        self.chosen = None;
    }
}
