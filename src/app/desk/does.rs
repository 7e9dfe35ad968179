//! What each control of the child's does to the view and to the session. What the worker's cards do stands with them, in
//! `screens`.
//! Must not know: how controls look, where they are.

use super::{Card, Carried, Desk, Drawer, Pad, Screen, Tool, Writing};
use crate::{
    app::{
        keeping::{AskPin, Keep},
        sitting::{Clock, Sitting, Studio},
    },
    artwork::WIDTHS_MM,
    picture::{DEFAULT_STICKER_MM, default_label_width},
    session::*,
};
use bevy::{prelude::*, ui_widgets::Activate};
use std::sync::Arc;

/// What a control does.
#[derive(Component, Debug, Clone, PartialEq)]
pub enum Does {
    /// Goes somewhere else.
    Go(Screen),
    /// Lays a card over the page, or takes it off.
    Open(Option<Card>),
    /// Begins to write.
    Write(Writing),
    /// Turns to another page of a long list.
    TurnTo(usize),
    /// Shows all that can be said about words, or hides it.
    More,
    /// Takes out again what was put away.
    TakeOut(MarkId),
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
    /// Begins to record the child's voice, or stops.
    Speak,
    /// Listens to a recording, or stops.
    Listen(Listen),
    /// What there was to know is known.
    Noted,
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
    /// Hides the page.
    Hide,
    /// Asks for the PIN.
    AskPin(Pad),
    /// The PIN, and the list of sessions.
    Keep(Keep),
    /// From the worker's side back to the page, and to the child.
    ToPage,
    /// The tablet goes to the child.
    HandOver,
    /// Writes the export.
    Export,
    /// Shows the folder of the export.
    ShowFolder,
}

/// Words were finished: whoever asked for them takes them.
#[derive(Event, Debug, Clone, PartialEq)]
pub struct Finished {
    /// What they are.
    pub writing: Writing,
    /// The very words.
    pub text: String,
    /// How they came to be written; only for the child's words.
    pub status: WordsStatus,
    /// The words they are a translation of.
    pub original: Option<String>,
    /// Language tag.
    pub language: String,
}

/// The microphone was touched.
#[derive(Event)]
pub struct Speak;

/// Somebody wants to hear a recording; the one that is heard already stops.
#[derive(Event, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen {
    /// Which.
    pub id: MarkId,
    /// At half speed.
    pub slow: bool,
}

/// Nothing is to be heard any more.
#[derive(Event)]
pub struct StopListening;

/// The tablet is to go to the child.
#[derive(Event)]
pub struct GiveToChild;

/// The worker asked for the export.
#[derive(Event)]
pub struct StartExport;

/// The worker wants to see the folder of the export.
#[derive(Event)]
pub struct ShowFolder;

/// The field's text is wanted.
#[derive(Event)]
pub struct ReadField;

pub(in crate::app) fn plugin(app: &mut App) {
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
        Does::ToPage => {
            session.go_on();
            desk.go(Screen::Page);
        }
        Does::Go(screen) => desk.go(screen),
        Does::Open(card) => {
            desk.clear();
            desk.card = card;
        }
        Does::Write(what) => desk.write(what),
        Does::TurnTo(leaf) => desk.leaf = leaf,
        Does::More => desk.more = !desk.more,
        Does::TakeOut(id) => {
            if let Some(item) = session.item_of(id) {
                let _ = session.take_out(&item.marks);
                desk.clear();
            }
        }
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
                desk.write(Writing::HouseName(house));
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
            desk.carried = None;
            desk.colour = colour;
            if desk.tool != Tool::Pot {
                desk.tool = Tool::Pen;
            }
        }
        Does::HoldPen(hand) => {
            session.hold_pen(hand);
            if desk.drawer == Some(Drawer::Hands) {
                desk.drawer = None;
            }
        }
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
        Does::Carry(Carried::Said) if desk.chosen.is_some_and(|id| session.takes_words(id)) => {
            if let Some(id) = desk.chosen.take() {
                desk.write(Writing::About(id));
            }
        }
        // The drawer that is touched again opens: there is something in it.
        Does::Carry(Carried::PutAway)
            if desk.carried == Some(Carried::PutAway)
                && session.page().marks.iter().any(|mark| mark.state == ItemState::PutAway) =>
        {
            desk.clear();
            desk.drawer = Some(Drawer::PutAway);
        }
        Does::Carry(what) => {
            let same = desk.carried.as_ref() == Some(&what);
            desk.clear();
            desk.carried = None;
            desk.carried = (!same).then_some(what);
        }
        // What is in the hand comes to the page by itself when it is put down.
        Does::Speak if desk.carried == Some(Carried::Spoken) => desk.carried = None,
        Does::Speak => commands.trigger(Speak),
        Does::Listen(listen) => commands.trigger(listen),
        Does::Noted => desk.voice.trouble = None,
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
        Does::Hide => desk.hide(),
        Does::AskPin(pad) => commands.trigger(AskPin(pad)),
        Does::Keep(keep) => commands.trigger(keep),
        Does::HandOver => commands.trigger(GiveToChild),
        Does::Export => commands.trigger(StartExport),
        Does::ShowFolder => commands.trigger(ShowFolder),
    }
}

/// The child goes into a house.
pub fn enter(desk: &mut Desk, session: &mut Session, house: HouseKind) {
    session.enter(house);
    desk.clear();
    desk.inside = Some(house);
}

/// Puts the child's finished words where they belong. Empty words put nothing down.
fn take_words(
    finished: On<Finished>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
    clock: Res<Clock>,
    studio: Res<Studio>,
) {
    let (Finished { writing, text, status, original, language }, session) = (finished.clone(), &mut sitting.0);
    let words = Words { text, status, original, language };
    match writing {
        Writing::HouseName(house) => session.name_house(house, words.text),
        Writing::About(id) => session.say_about(id, words),
        Writing::Words(at) if !words.text.is_empty() => {
            let pose = Pose { at, width_mm: default_label_width(&studio.typesetter, &words.text), turn_deg: 0.0 };
            if let Ok(id) = session.put_down(Thing::Words(Arc::new(words)), pose, clock.now_ms) {
                desk.chosen = Some(id);
                desk.tool = Tool::Hand;
            }
        }
        _ => {}
    }
}

/// Puts the recording that waits down at a place.
pub fn put_spoken(desk: &mut Desk, session: &mut Session, at: Point) {
    if let Ok(id) = session.place_spoken(at) {
        desk.carried = None;
        desk.chosen = Some(id);
        desk.tool = Tool::Hand;
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
