//! What happened. Plain values and rules.
//! Must not know: a clock, a disk, pixels, or how anything is shown. Time comes in as a number.

pub mod geometry;
mod history;
mod items;
mod missing;
mod names;
mod page;
mod recording;
mod saved;

pub use geometry::{PAGE_HEIGHT_MM, PAGE_WIDTH_MM, Point, Rect};
pub use history::History;
pub use items::{Item, ItemContent};
pub use missing::Missing;
pub use names::*;
pub use page::*;
pub use recording::{Peaks, Recording, Spoken};
pub use saved::PageStep;

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Why a change was not made. Nothing is lost when one is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// No such mark on the page.
    #[error("there is no such thing on the page")]
    NoSuchMark,
    /// Ink cannot be moved, resized or turned.
    #[error("ink cannot be moved")]
    Ink,
    /// A stroke needs at least one sample, and all of them finite.
    #[error("a stroke needs at least one place on the page")]
    NoPlace,
    /// The thing was put away.
    #[error("it has been put away")]
    PutAway,
    /// Something is on the page already.
    #[error("there is something on the page already")]
    NotEmpty,
}

/// The child, by initials only: never a full name, never a date of birth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildRef {
    /// Initials.
    pub initials: String,
    /// Age in whole years.
    pub age_years: Option<u8>,
    /// Language tag, such as `en-GB`.
    pub language: String,
    /// What helps the child to be understood.
    pub communication_needs: Option<String>,
}

/// The worker who sat beside the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worker {
    /// Name.
    pub name: String,
    /// Role.
    pub role: String,
}

/// Somebody else in the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Who, as a label, not a name.
    pub label: String,
    /// In what role.
    pub role: String,
    /// Whether they stayed from start to end.
    pub whole_session: bool,
}

/// When, where and with whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Seconds since midnight at which the session started.
    pub started_at_s: u32,
    /// Where.
    pub place: Place,
    /// Anything to add about the place.
    pub place_note: Option<String>,
    /// Who sat beside the child.
    pub worker: Worker,
    /// Who else was there.
    pub present: Vec<Present>,
    /// Who interpreted, if anybody.
    pub interpreter: Option<String>,
}

/// What was said before the tablet was handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preparation {
    /// The tool was explained.
    pub tool_explained: bool,
    /// The child was told who will see it.
    pub told_who_sees: bool,
    /// The child was told what cannot be kept private.
    pub told_limits: bool,
    /// Whether the child agreed.
    pub child_agreed: ChildAnswer,
    /// Whether the parents agreed.
    pub parent_agreement: ParentAgreement,
}

/// A question as it was asked, or that something was said without being asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// The kind.
    pub kind: PromptKind,
    /// The very words.
    pub text_as_asked: String,
    /// ms since the session started.
    pub at_ms: u64,
}

/// A person the child named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The child's own word for them.
    pub says: String,
    /// Where the child put them.
    pub placement: Placement,
}

/// A scaling question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scale {
    /// As asked.
    pub question: String,
    /// What the low end means.
    pub low_anchor: String,
    /// What the high end means.
    pub high_anchor: String,
    /// The picture it was asked with.
    pub form: ScaleForm,
    /// The answer.
    pub answer: ScaleAnswer,
    /// What the child said about it.
    pub said: Option<String>,
    /// ms since the session started.
    pub at_ms: u64,
}

/// What the child wishes about one audience, and what the worker decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sharing {
    /// Who might see it.
    pub audience: Audience,
    /// The child's wish.
    pub wish: SharingWish,
    /// Which houses, when the wish is for parts only.
    pub parts: Vec<HouseKind>,
    /// What the worker decided.
    pub worker_decision: Option<String>,
    /// And why.
    pub reason: Option<String>,
}

/// How the session ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Why.
    pub reason: EndReason,
    /// The part looked at last.
    pub finished_on: Option<HouseKind>,
    /// What the child was told happens next.
    pub told_next: String,
}

/// A worker's note. Never in a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Observation, opinion or plan.
    pub kind: NoteKind,
    /// The text.
    pub text: String,
    /// Who owns it.
    pub author: String,
    /// ms since the session started.
    pub at_ms: u64,
}

/// The theme in use: its name and where its three parts lie on the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThemeInUse {
    /// Its folder's name.
    pub name: String,
    /// Who chose it.
    pub chosen_by: Chooser,
    /// The parts' areas in mm, in the order of [`HouseKind::ALL`].
    pub areas: [Rect; 3],
}

/// One sitting: everything the record will tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Random; nothing can be read from it.
    pub id: String,
    /// The agency's reference.
    pub case_ref: String,
    /// The child.
    pub child: ChildRef,
    /// When, where, with whom.
    pub setting: Setting,
    /// What was said before.
    pub preparation: Preparation,
    /// The theme.
    pub theme: ThemeInUse,
    /// Every visit to a house, in order.
    pub visit_order: Vec<HouseKind>,
    /// Every question, in order.
    pub prompts: Vec<Prompt>,
    /// People the child named.
    pub people: Vec<Person>,
    /// Scaling questions.
    pub scales: Vec<Scale>,
    /// Wishes about sharing.
    pub sharing: Vec<Sharing>,
    /// How it ended; none while it goes on.
    pub ending: Option<Ending>,
    /// The worker's notes.
    pub worker_notes: Vec<Note>,
    /// ms from start to end, or to the last thing that happened.
    pub lasted_ms: u64,
    /// Who holds the pen now.
    hand: Hand,
    /// What is being asked now, in this visit.
    asking: Option<PromptId>,
    /// What was said at read-back, by mark. Not the page's, so undo leaves it alone.
    read_backs: BTreeMap<MarkId, ReadBack>,
    /// What the child said about a thing or a drawing, by mark. Not the page's either.
    said: BTreeMap<MarkId, Words>,
    /// Recordings that are not on the page.
    voice: recording::Voice,
    #[serde(with = "saved")]
    page: History<Page>,
    next_mark: u32,
}

impl Session {
    /// A session that starts now, with an empty page. The child holds the pen until somebody says otherwise.
    pub fn begin(
        id: String,
        case_ref: String,
        child: ChildRef,
        setting: Setting,
        preparation: Preparation,
        theme: ThemeInUse,
    ) -> Self {
        Self {
            id,
            case_ref,
            child,
            setting,
            preparation,
            theme,
            visit_order: Vec::new(),
            prompts: Vec::new(),
            people: Vec::new(),
            scales: Vec::new(),
            sharing: Vec::new(),
            ending: None,
            worker_notes: Vec::new(),
            lasted_ms: 0,
            hand: Hand::Child,
            asking: None,
            read_backs: BTreeMap::new(),
            said: BTreeMap::new(),
            voice: recording::Voice::default(),
            page: History::default(),
            next_mark: 0,
        }
    }

    /// A session of a day (`YYYY-MM-DD`) and time (seconds since midnight) of which nothing else is known yet. Nothing is preset
    /// to an answer.
    pub fn unprepared(id: String, date: String, started_at_s: u32, theme: ThemeInUse) -> Self {
        Self::begin(
            id,
            String::new(),
            ChildRef { initials: String::new(), age_years: None, language: "en-GB".into(), communication_needs: None },
            Setting {
                date,
                started_at_s,
                place: Place::Other,
                place_note: None,
                worker: Worker { name: String::new(), role: String::new() },
                present: Vec::new(),
                interpreter: None,
            },
            Preparation {
                tool_explained: false,
                told_who_sees: false,
                told_limits: false,
                child_agreed: ChildAnswer::NotAsked,
                parent_agreement: ParentAgreement::NotSought(String::new()),
            },
            theme,
        )
    }

    /// The page as it is now.
    pub fn page(&self) -> &Page {
        self.page.now()
    }

    /// Undo depth: how many changes to the page lie behind.
    pub fn depth(&self) -> usize {
        self.page.depth()
    }

    /// Whether something undone can be taken again.
    pub fn can_redo(&self) -> bool {
        self.page.ahead() > 0
    }

    /// When the last thing happened that is still to be seen, ms since the session started.
    pub fn latest_ms(&self) -> u64 {
        let marks = self.page().marks.iter().map(|mark| mark.ended_ms());
        marks.chain(self.prompts.iter().map(|prompt| prompt.at_ms)).chain([self.lasted_ms]).max().unwrap_or(0)
    }

    /// The question that is being answered now, if one was asked in this visit.
    pub fn asked(&self) -> Option<&Prompt> {
        self.asking.and_then(|id| self.prompts.get(id.0))
    }

    /// The numbers of the page's states: two sessions agree on their history as far as these do.
    pub fn state_serials(&self) -> Vec<u64> {
        self.page.serials()
    }

    /// The steps that are new since the states had the numbers `known`, by their place.
    pub fn steps_since(&self, known: &[u64]) -> Vec<(usize, PageStep)> {
        saved::steps_since(&self.page, known)
    }

    /// All of the session but its steps.
    pub fn without_steps(&self) -> Self {
        Self { page: History::default(), ..self.clone() }
    }

    /// The session with these steps, seen at a depth; none if they do not fit together.
    pub fn restored(self, steps: Vec<PageStep>, depth: usize) -> Option<Self> {
        Some(Self { page: saved::replay(steps, depth)?, ..self })
    }

    /// Who holds the pen now.
    pub fn hand(&self) -> Hand {
        self.hand
    }

    /// Says who holds the pen from now on.
    pub fn hold_pen(&mut self, hand: Hand) {
        self.hand = hand;
    }

    /// The house whose area holds the point; none outside the houses.
    pub fn house_at(&self, point: Point) -> Option<HouseKind> {
        HouseKind::ALL.into_iter().find(|kind| self.theme.areas[kind.index()].contains(point))
    }

    /// The child goes into a house. What was asked before belongs to the visit before.
    pub fn enter(&mut self, house: HouseKind) {
        self.visit_order.push(house);
        self.asking = None;
    }

    /// The child leaves the house.
    pub fn leave(&mut self) {
        self.asking = None;
    }

    /// Records a question as it was asked.
    pub fn ask(&mut self, kind: PromptKind, text: String, at_ms: u64) {
        self.asking = Some(PromptId(self.prompts.len()));
        self.prompts.push(Prompt { kind, text_as_asked: text, at_ms });
    }

    /// Draws a stroke. Errors when it has no place on the page.
    pub fn draw(&mut self, stroke: Stroke, at_ms: u64) -> Result<MarkId, Refused> {
        usable(&stroke.samples)?;
        Ok(self.add(MarkKind::Stroke(Arc::new(stroke)), at_ms))
    }

    /// Rubs ink out along a path. Errors when it has no place on the page.
    pub fn rub(&mut self, rub: Rub, at_ms: u64) -> Result<MarkId, Refused> {
        usable(&rub.samples)?;
        Ok(self.add(MarkKind::Rub(Arc::new(rub)), at_ms))
    }

    /// Puts a thing down. Errors when it has no place on the page.
    pub fn put_down(&mut self, thing: Thing, pose: Pose, at_ms: u64) -> Result<MarkId, Refused> {
        if !pose.at.is_finite() || !pose.width_mm.is_finite() || !pose.turn_deg.is_finite() {
            return Err(Refused::NoPlace);
        }
        Ok(self.add(MarkKind::Placed(thing, pose), at_ms))
    }

    fn add(&mut self, kind: MarkKind, at_ms: u64) -> MarkId {
        let id = MarkId(self.next_mark);
        self.next_mark += 1;
        self.put(Mark { id, kind, hand: self.hand, prompt: self.asking, at_ms, state: ItemState::Shown });
        id
    }

    fn put(&mut self, mark: Mark) {
        let page = self.page.now();
        self.page.step(Page { marks: page.marks.push_back(Arc::new(mark)), ..page.clone() });
    }

    /// Moves, resizes or turns a thing. A step is taken only when something changes.
    pub fn pose(&mut self, id: MarkId, pose: Pose) -> Result<(), Refused> {
        if !pose.at.is_finite() || !pose.width_mm.is_finite() || !pose.turn_deg.is_finite() {
            return Err(Refused::NoPlace);
        }
        self.change(&[id], |mark| match &mut mark.kind {
            MarkKind::Placed(_, old) => {
                *old = pose;
                Ok(())
            }
            _ => Err(Refused::Ink),
        })
    }

    /// Covers a thing with a closed shutter, or uncovers it.
    pub fn cover(&mut self, id: MarkId, covered: bool) -> Result<(), Refused> {
        self.change(&[id], |mark| {
            if mark.state == ItemState::PutAway {
                return Err(Refused::PutAway);
            }
            mark.state = if covered { ItemState::Covered } else { ItemState::Shown };
            Ok(())
        })
    }

    /// Puts marks away together, in one step: a thing, or all the strokes of a drawing.
    pub fn put_away(&mut self, ids: &[MarkId]) -> Result<(), Refused> {
        self.change(ids, |mark| {
            mark.state = ItemState::PutAway;
            Ok(())
        })
    }

    /// Takes what was put away out again, in one step.
    pub fn take_out(&mut self, ids: &[MarkId]) -> Result<(), Refused> {
        self.change(ids, |mark| {
            mark.state = ItemState::Shown;
            Ok(())
        })
    }

    fn change(&mut self, ids: &[MarkId], edit: impl Fn(&mut Mark) -> Result<(), Refused>) -> Result<(), Refused> {
        let mut page = self.page.now().clone();
        let mut changed = false;
        for id in ids {
            let (index, mark) = page.find(*id).ok_or(Refused::NoSuchMark)?;
            let mut edited = Mark::clone(mark);
            edit(&mut edited)?;
            if edited != **mark {
                page.marks.set_mut(index, Arc::new(edited));
                changed = true;
            }
        }
        if changed {
            self.page.step(page);
        }
        Ok(())
    }

    /// Gives a house the child's own name. An empty name takes it off again.
    pub fn name_house(&mut self, house: HouseKind, name: String) {
        self.change_front(house, |front| front.child_name = (!name.is_empty()).then(|| name.clone()));
    }

    /// Closes or opens the shutters of a house.
    pub fn set_shutters(&mut self, house: HouseKind, closed: bool) {
        self.change_front(house, |front| front.closed = closed);
    }

    fn change_front(&mut self, house: HouseKind, edit: impl Fn(&mut HouseFront)) {
        let mut page = self.page.now().clone();
        edit(&mut page.houses[house.index()]);
        if page.houses != self.page.now().houses {
            self.page.step(page);
        }
    }

    /// Paints a part of the scene. A step is taken only when that changes something.
    pub fn paint(&mut self, what: &str, colour: &str) {
        let mut page = self.page.now().clone();
        let before = Arc::make_mut(&mut page.paints).insert(what.to_owned(), colour.to_owned());
        if before.as_deref() != Some(colour) {
            self.page.step(page);
        }
    }

    /// Begins again with another theme. Only an empty page can: marks belong to the parts they were made in.
    pub fn choose_theme(&mut self, theme: ThemeInUse) -> Result<(), Refused> {
        if self.theme.name != theme.name && self.page().marks.iter().any(|mark| mark.state != ItemState::PutAway) {
            return Err(Refused::NotEmpty);
        }
        self.theme = theme;
        Ok(())
    }

    /// Takes back the last change to the page; false if there is none.
    pub fn undo(&mut self) -> bool {
        self.page.undo()
    }

    /// Makes an undone change again; false if there is none.
    pub fn redo(&mut self) -> bool {
        self.page.redo()
    }

    /// Writes down what the child said about a thing or a drawing; empty words take it off again. Not a change to the page:
    /// undo leaves it.
    pub fn say_about(&mut self, id: MarkId, words: Words) {
        if words.text.is_empty() {
            self.said.remove(&id);
        } else {
            self.said.insert(id, words);
        }
    }

    /// Whether words can be said about it: a thing or a drawing, not words themselves.
    pub fn takes_words(&self, id: MarkId) -> bool {
        let kind = self.page().find(id).map(|(_, mark)| &mark.kind);
        kind.is_some_and(|kind| !matches!(kind, MarkKind::Rub(_) | MarkKind::Placed(Thing::Words(_), _)))
    }

    /// What the child said about a mark.
    pub fn said_about(&self, id: MarkId) -> Option<&Words> {
        self.said.get(&id)
    }

    /// Notes what was said when a thing was read back.
    pub fn read_back(&mut self, id: MarkId, answer: ReadBack) {
        self.read_backs.insert(id, answer);
    }

    /// What was said when a thing was read back.
    pub fn read_back_of(&self, id: MarkId) -> ReadBack {
        self.read_backs.get(&id).copied().unwrap_or(ReadBack::NotYet)
    }

    /// Goes on after an end that was none.
    pub fn go_on(&mut self) {
        self.ending = None;
    }

    /// Ends the session at a time, ms since its start.
    pub fn end(&mut self, ending: Ending, at_ms: u64) {
        self.ending = Some(ending);
        self.lasted_ms = at_ms;
    }
}

fn usable(samples: &[Sample]) -> Result<(), Refused> {
    let fine = |s: &Sample| s.at.is_finite() && s.pressure.is_finite();
    if samples.is_empty() || !samples.iter().all(fine) { Err(Refused::NoPlace) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
