//! What the worker's hand does in a story: prepares, asks, writes down, reads back, closes, shares, notes. Through the same
//! screens, by the same names.
//! Must not know: how gestures become changes.

use super::{
    super::{
        desk::{Card, Desk, Screen},
        screens::{closing, notes, people, prepare, present, question, read_back, sharing, steps, writing},
        tray::{ASKED, HAD_ENOUGH, PEOPLE, READ_BACK, STEPS},
    },
    Lost, Player, Robot,
};
use crate::{
    artwork::text_in,
    session::*,
    written_session::{Step, WrittenSession},
};

const TO_PAGE: &str = "Back to the page";

impl Robot {
    /// Touches what asks for words, writes them, and is ready.
    pub fn write(&mut self, asks: &str, words: &str) -> Result<(), Lost> {
        self.tap(asks)?;
        self.type_words(words)?;
        self.tap("Ready")
    }

    /// Fills a line in, in the place of what stands there.
    pub fn fill(&mut self, line: &str, before: &str, words: &str) -> Result<(), Lost> {
        if before != words {
            self.tap(line)?;
            self.rub_out(before)?;
            self.type_words(words)?;
        }
        Ok(())
    }

    /// Prepares a session as the head of a file tells it, and gives the tablet to the child.
    pub fn prepare(&mut self, told: &Session) -> Result<(), Lost> {
        let lines = prepare::LINES.map(|(line, name)| (line, name, prepare::text_of(told, line)));
        for (line, name, text) in lines {
            let before = prepare::text_of(self.session(), line);
            self.fill(name, &before, &text)?;
        }
        for (asked, choices) in prepare::rows() {
            for (word, choice) in choices {
                if prepare::is_chosen(told, &choice) && !prepare::is_chosen(self.session(), &choice) {
                    self.tap(&format!("{asked}: {word}"))?;
                }
            }
        }
        let others = present::LINES.map(|(line, name)| (name, prepare::text_of(told, line)));
        if !told.setting.present.is_empty() || others.iter().any(|(_, text)| !text.is_empty()) {
            self.tap("Who else is here")?;
            for (name, text) in others {
                self.fill(name, "", &text)?;
            }
            for (place, person) in told.setting.present.iter().enumerate() {
                self.tap(present::SOMEBODY)?;
                let name = |which: usize| format!("{} {}", present::NAMES[which], place + 1);
                self.fill(&name(0), "", &person.label)?;
                self.fill(&name(1), "", &person.role)?;
                if person.whole_session {
                    self.tap(&name(2))?;
                }
            }
            self.tap("Back")?;
        }
        // A line holds no line breaks; a file may, and then it is the file that counts.
        let known = |session: &Session| {
            (session.case_ref.clone(), session.child.clone(), session.setting.clone(), session.preparation.clone())
        };
        if known(self.session()) != known(told) {
            let written = format!("{:?}", known(told));
            if !written.contains("\\n") && !written.contains("\\r") {
                return Err(Lost("a way to prepare the session as the file tells it".into()));
            }
            let session = self.session_mut();
            (session.case_ref, session.child, session.setting, session.preparation) = known(told);
        }
        self.tap("Give it to the child")
    }

    /// Asks a question, or says that none was asked.
    pub fn ask(&mut self, kind: PromptKind, text: &str) -> Result<(), Lost> {
        let before = self.session().prompts.len();
        self.tap(ASKED)?;
        let wanted = question::Asks(kind, text.to_owned());
        let mut offered = self.app.world_mut().query::<&question::Asks>();
        if offered.iter(self.app.world()).any(|asks| *asks == wanted) {
            self.tap(if text.is_empty() { question::UNASKED } else { text })?;
        } else {
            let word = question::KINDS.iter().find(|(each, _)| *each == kind).map_or("", |(_, word)| *word);
            self.write(&format!("In my own words: {word}"), text)?;
        }
        if self.session().prompts.len() == before + 1 { Ok(()) } else { Err(Lost(format!("a way to ask \"{text}\""))) }
    }

    /// The card in which words are written is open: says how they came to be written, and is ready.
    pub fn finish_words(&mut self, status: WordsStatus, original: Option<&str>, language: &str) -> Result<(), Lost> {
        let session = self.session();
        let usual = writing::usual(session, self.desk().writing.as_ref());
        let before = session.child.language.clone();
        if status != usual || original.is_some() || language != before {
            self.tap(writing::MORE)?;
            if status != usual {
                let name = writing::STATUSES.iter().find(|(each, _)| *each == status).map_or("", |(_, name)| *name);
                self.tap(name)?;
            }
            if let Some(original) = original {
                self.fill(writing::ORIGINAL, "", original)?;
            }
            self.fill(writing::LANGUAGE, &before, language)?;
        }
        self.tap("Ready")
    }
}

impl Player {
    /// Prepares the session that a file tells of.
    pub(super) fn prepare(robot: &mut Robot, told: &Session) -> Result<(), Lost> {
        robot.app.world_mut().resource_mut::<Desk>().screen = Screen::Prepare;
        robot.wait();
        robot.prepare(told)
    }

    /// Takes a step that is the worker's.
    pub(super) fn tell(&mut self, step: &Step, written: &WrittenSession) -> Result<(), Lost> {
        match step {
            Step::Ask { kind, text } => self.robot.ask(*kind, text),
            Step::ReadBack { id, answer } => self.read_back(id, *answer),
            Step::Person { says, placement, .. } => {
                self.robot.tap(PEOPLE)?;
                self.robot.write(people::SOMEBODY, says)?;
                if let Some((_, name, _)) = people::PLACES.iter().find(|(each, ..)| each == placement) {
                    self.robot.tap(name)?;
                }
                self.robot.tap(TO_PAGE)
            }
            Step::Scale { question, low, high, form, answer, said } => {
                self.robot.tap(STEPS)?;
                if let Some((_, name, _)) = steps::FORMS.iter().find(|(each, ..)| each == form)
                    && self.robot.desk().steps.form != *form
                {
                    self.robot.tap(name)?;
                }
                for ((name, offered), text) in steps::LINES.iter().zip(steps::OFFERED).zip([question, low, high]) {
                    if text != offered {
                        self.robot.write(name, text)?;
                    }
                }
                match answer {
                    ScaleAnswer::At(step) => self.robot.tap(&format!("Step {step}"))?,
                    ScaleAnswer::NotSure => self.robot.tap("Not sure")?,
                    ScaleAnswer::Skipped => self.robot.tap("Skip")?,
                    ScaleAnswer::NotAsked => {}
                }
                if let Some(said) = said {
                    self.robot.write(steps::LINES[3], said)?;
                }
                self.robot.tap(steps::DONE)
            }
            Step::Share { audience, wish, parts, worker_decision, reason } => {
                self.go_to_sharing()?;
                let word = sharing::AUDIENCES.iter().find(|(each, _)| each == audience).map_or("", |(_, word)| *word);
                self.robot.tap(word)?;
                let word = sharing::WISHES.iter().find(|(each, _)| each == wish).map_or("", |(_, word)| *word);
                self.robot.tap(&format!("The wish: {word}"))?;
                for part in parts {
                    let name = format!("Part: {}", self.sign(*part));
                    self.robot.tap(&name)?;
                }
                for (name, text) in [(sharing::DECISION, worker_decision), (sharing::REASON, reason)] {
                    if let Some(text) = text {
                        self.robot.write(name, text)?;
                    }
                }
                self.robot.tap(sharing::DONE)?;
                if self.robot.session().ending.is_none() {
                    self.robot.tap("Back")?;
                    self.robot.tap(TO_PAGE)?;
                }
                Ok(())
            }
            Step::End { reason, finished_on, told_next } => {
                self.robot.tap(HAD_ENOUGH)?;
                if let Some(part) = finished_on {
                    let name = format!("Last: {}", self.sign(*part));
                    self.robot.tap(&name)?;
                }
                if !told_next.is_empty() {
                    self.robot.write(closing::PROMISE, told_next)?;
                }
                let name = closing::ENDS.iter().find(|(each, ..)| each == reason).map_or("", |(_, name, _)| *name);
                self.robot.tap(name)
            }
            Step::Note { kind, text } => {
                self.go_to_worker()?;
                self.robot.tap("Notes")?;
                let name = notes::KINDS.iter().find(|(each, ..)| each == kind).map_or("", |(_, name, _)| *name);
                self.robot.write(&format!("New: {name}"), text)?;
                if self.robot.session().ending.is_none() {
                    self.robot.tap(TO_PAGE)?;
                }
                Ok(())
            }
            Step::Say { text, status, original, language, .. } => {
                self.robot.type_words(text)?;
                let language = language.as_deref().unwrap_or(&written.child.language);
                self.robot.finish_words(*status, original.as_deref(), language)
            }
            _ => Ok(()),
        }
    }

    fn read_back(&mut self, id: &str, answer: ReadBack) -> Result<(), Lost> {
        let lost = || Lost(format!("the thing {id}"));
        let mark = *self.ids.get(id).ok_or_else(lost)?;
        let items = read_back::readable(self.robot.session());
        let place = items.iter().position(|item| item.marks.contains(&mark)).ok_or_else(lost)?;
        self.robot.tap(READ_BACK)?;
        while let Some(Card::ReadBack(open)) = self.robot.desk().card
            && open != place
        {
            self.robot.tap(if open < place { read_back::NEXT } else { read_back::BEFORE })?;
        }
        if let Some((_, name, _)) = read_back::ANSWERS.iter().find(|(each, ..)| *each == answer) {
            self.robot.tap(name)?;
        }
        if self.robot.desk().card.is_some() { self.robot.tap("Close the card") } else { Ok(()) }
    }

    /// Behind the PIN, from wherever the story is.
    fn go_to_worker(&mut self) -> Result<(), Lost> {
        if matches!(self.robot.desk().screen, Screen::Page | Screen::Goodbye) { self.robot.to_worker() } else { Ok(()) }
    }

    /// To the wishes: on the child's side while the session goes on, behind the PIN once it has ended.
    fn go_to_sharing(&mut self) -> Result<(), Lost> {
        if self.robot.session().ending.is_some() {
            self.go_to_worker()?;
            return self.robot.tap("Sharing");
        }
        self.robot.tap(HAD_ENOUGH)?;
        self.robot.tap(closing::SHARING)
    }

    /// What a part is called.
    pub(super) fn sign(&self, house: HouseKind) -> String {
        let theme = self.robot.studio().painter.theme().clone();
        text_in(&theme.part(house).label, &self.robot.session().child.language).to_owned()
    }
}
