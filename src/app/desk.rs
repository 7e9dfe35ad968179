//! What is in the child's hand and what lies open: the state of the view, and what each control does to it and to the session.
//! Must not know: how controls look, where they are.

use super::{
    keeping::{AskPin, Keep},
    screens::{Choice, Choose},
    sitting::{Clock, Sitting, Studio},
};
use crate::{
    artwork::{RUBBER_WIDTHS_MM, WIDTHS_MM},
    picture::{DEFAULT_STICKER_MM, default_label_width},
    session::{Rect, *},
};
use bevy::{prelude::*, ui_widgets::Activate};
use std::sync::Arc;

/// Where in the app one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Screen {
    /// The vault is locked, or there is none yet.
    Locked,
    /// The worker chooses a session.
    Sessions,
    /// The worker prepares a session.
    Prepare,
    /// The book, closed.
    #[default]
    Cover,
    /// The child chooses a picture.
    Themes,
    /// The page: the street, or one house.
    Page,
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
        self.screen == Screen::Page && self.writing.is_none() && !self.hidden && self.pad.is_none()
    }

    /// Puts down whatever is carried, chosen or open.
    pub fn clear(&mut self) {
        self.drawer = None;
        self.carried = None;
        self.chosen = None;
    }
}

/// What a control does.
#[derive(Component, Debug, Clone, PartialEq)]
pub enum Does {
    /// Opens the book where the pictures are chosen.
    ToThemes,
    /// Says who chooses the picture.
    ChooseAs(Chooser),
    /// Chooses a picture, by the theme's name.
    ChooseTheme(String),
    /// Goes into a house; with something in the hand that is meant for a sign, does that instead.
    TouchSign(HouseKind),
    /// Goes back to the street.
    Leave,
    /// Slides a tray out, or back in.
    Slide(Drawer),
    /// Takes a brush.
    TakeBrush(Brush),
    /// Takes the rubber.
    TakeRubber,
    /// Takes the paint pot.
    TakePot,
    /// Puts the pen down.
    EmptyHand,
    /// Chooses a width.
    ChooseWidth(usize),
    /// Chooses a colour.
    ChooseColour(&'static str),
    /// Says who holds the pen.
    HoldPen(Hand),
    /// Takes something to carry, or puts it down again.
    Carry(Carried),
    /// Covers the chosen thing, or uncovers it.
    Cover,
    /// Takes back the last change.
    Undo,
    /// Makes it again.
    Redo,
    /// The words are written.
    FinishWriting,
    /// Never mind the words.
    LeaveWriting,
    /// Answers a question of the preparation, or ends it.
    Prepare(Choice),
    /// Hides the page.
    Hide,
    /// Asks for the PIN.
    AskPin(Pad),
    /// The PIN, and the list of sessions.
    Keep(Keep),
    /// From the hand-over back to the page.
    ToPage,
    /// Writes the export.
    Export,
}

/// The words in the field were finished: the field's owner answers with the text.
#[derive(Event)]
pub struct WordsFinished(pub String);

/// The worker asked for the export.
#[derive(Event)]
pub struct StartExport;

/// The field's text is wanted.
#[derive(Event)]
pub struct ReadField;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Desk>();
    app.add_observer(act).add_observer(take_words);
}

fn act(
    activate: On<Activate>,
    controls: Query<&Does>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
    studio: Res<Studio>,
    mut commands: Commands,
) {
    let Ok(does) = controls.get(activate.entity) else { return };
    let session = &mut sitting.0;
    match does.clone() {
        Does::ToPage => desk.screen = Screen::Page,
        Does::ToThemes => desk.screen = Screen::Themes,
        Does::ChooseAs(chooser) => desk.chooser = chooser,
        Does::ChooseTheme(name) => {
            let chosen = Studio::new(studio.artwork.clone(), studio.typesetter.clone(), &name);
            let theme = chosen.painter.theme();
            let in_use = ThemeInUse { name: theme.name.clone(), chosen_by: desk.chooser, areas: theme.areas() };
            // A page with something on it stays what it is.
            if session.choose_theme(in_use).is_ok() {
                commands.insert_resource(chosen);
            }
            desk.inside = None;
            desk.screen = Screen::Page;
        }
        Does::TouchSign(house) => match (&desk.carried, desk.inside) {
            (Some(Carried::Shutters), _) => {
                let closed = session.page().houses[house.index()].closed;
                session.set_shutters(house, !closed);
                desk.carried = None;
            }
            (Some(Carried::Words), _) | (_, Some(_)) => {
                desk.clear();
                desk.writing = Some(Writing::HouseName(house));
            }
            _ => enter(&mut desk, session, house),
        },
        Does::Leave => {
            session.leave();
            desk.clear();
            desk.inside = None;
        }
        Does::Slide(drawer) => {
            let open = desk.drawer.as_ref().map(std::mem::discriminant);
            let same = open == Some(std::mem::discriminant(&drawer)) && !matches!(drawer, Drawer::Group(..));
            let back = matches!((&desk.drawer, &drawer), (Some(Drawer::Group(..)), Drawer::Stickers));
            desk.clear();
            desk.drawer = (!same || back).then_some(drawer);
        }
        Does::TakeBrush(brush) => {
            desk.carried = None;
            desk.chosen = None;
            desk.tool = Tool::Pen;
            desk.brush = brush;
        }
        Does::TakeRubber => {
            desk.carried = None;
            desk.chosen = None;
            desk.tool = Tool::Rubber;
        }
        Does::TakePot => {
            desk.carried = None;
            desk.chosen = None;
            desk.tool = Tool::Pot;
        }
        Does::EmptyHand => desk.tool = Tool::Hand,
        Does::ChooseWidth(width) => desk.width = width.min(WIDTHS_MM.len() - 1),
        Does::ChooseColour(colour) => {
            desk.clear();
            desk.colour = colour;
            if desk.tool != Tool::Pot {
                desk.tool = Tool::Pen;
            }
        }
        Does::HoldPen(hand) => session.hold_pen(hand),
        Does::Carry(Carried::PutAway) if desk.chosen.is_some() => {
            if let Some(id) = desk.chosen.take() {
                let _ = session.put_away(&[id]);
            }
        }
        Does::Carry(Carried::Shutters) if desk.inside.is_some() => {
            if let Some(house) = desk.inside {
                let closed = session.page().houses[house.index()].closed;
                session.set_shutters(house, !closed);
            }
        }
        Does::Carry(what) => {
            let same = desk.carried.as_ref() == Some(&what);
            desk.clear();
            desk.carried = (!same).then_some(what);
        }
        Does::Cover => {
            if let Some(id) = desk.chosen {
                let covered = session.page().find(id).is_some_and(|(_, mark)| mark.state == ItemState::Covered);
                let _ = session.cover(id, !covered);
            }
        }
        Does::Undo => {
            desk.chosen = None;
            session.undo();
        }
        Does::Redo => {
            desk.chosen = None;
            session.redo();
        }
        Does::FinishWriting => commands.trigger(ReadField),
        Does::LeaveWriting => desk.writing = None,
        Does::Prepare(choice) => commands.trigger(Choose(choice)),
        Does::Hide => desk.hide(),
        Does::AskPin(pad) => commands.trigger(AskPin(pad)),
        Does::Keep(keep) => commands.trigger(keep),
        Does::Export => commands.trigger(StartExport),
    }
}

/// The child goes into a house.
pub fn enter(desk: &mut Desk, session: &mut Session, house: HouseKind) {
    session.enter(house);
    desk.clear();
    desk.inside = Some(house);
}

/// Puts finished words where they belong. Empty words put nothing down.
fn take_words(
    finished: On<WordsFinished>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
    clock: Res<Clock>,
    studio: Res<Studio>,
) {
    let (text, session) = (finished.0.clone(), &mut sitting.0);
    match desk.writing.take() {
        Some(Writing::HouseName(house)) => session.name_house(house, text),
        Some(Writing::Words(at)) if !text.is_empty() => {
            let pose = Pose { at, width_mm: default_label_width(&studio.typesetter, &text), turn_deg: 0.0 };
            let status = if session.hand() == Hand::Child { WordsStatus::ChildWrote } else { WordsStatus::ExactWordsScribed };
            let language = session.child.language.clone();
            let words = Words { text, status, original: None, language };
            if let Ok(id) = session.put_down(Thing::Words(Arc::new(words)), pose, clock.now_ms) {
                desk.chosen = Some(id);
                desk.tool = Tool::Hand;
            }
        }
        _ => {}
    }
}

/// Puts a carried sticker down at a place.
pub fn stick(desk: &mut Desk, session: &mut Session, sticker: String, at: Point, now_ms: u64) {
    let pose = Pose { at, width_mm: DEFAULT_STICKER_MM, turn_deg: 0.0 };
    if let Ok(id) = session.put_down(Thing::Sticker(sticker), pose, now_ms) {
        desk.carried = None;
        desk.chosen = Some(id);
        desk.tool = Tool::Hand;
    }
}
