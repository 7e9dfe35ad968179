//! A recording of the child's voice: what the record tells of it. The sound itself is kept beside the session, in pieces.
//! Must not know: microphones, where the sound lies.

use super::{Hand, HouseKind, Mark, MarkId, MarkKind, Page, Point, Pose, PromptId, Rect, Refused, Session, Thing, ink_bounds};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Peaks kept of one recording, at most.
const MOST_PEAKS: usize = 128;
/// Samples that the first peaks stand for.
const FIRST_PEAK: u64 = 480;

/// A recording: 16-bit mono sound, and what it looks like. The mark it becomes names its sound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recording {
    /// Samples per second.
    pub sample_rate: u32,
    /// How many samples there are.
    pub samples: u64,
    /// How loud it is from piece to piece, 0 to 255 for silence to as loud as can be, on a root scale. At most 128 of them.
    pub peaks: Vec<u8>,
}

impl Recording {
    /// How wide its bubble is when it is put down, mm.
    pub const WIDTH_MM: f32 = 30.0;
    /// The bubble's height as a share of its width.
    pub const ASPECT: f32 = 0.55;

    /// Length in seconds.
    pub fn seconds(&self) -> f32 {
        (self.samples as f64 / f64::from(self.sample_rate.max(1))) as f32
    }
}

/// Gathers what a sound looks like while it comes, in as little room however long it gets.
#[derive(Debug, Clone)]
pub struct Peaks {
    /// Samples that one peak stands for; doubled whenever there are too many peaks.
    each: u64,
    samples: u64,
    peaks: Vec<u8>,
}

impl Default for Peaks {
    fn default() -> Self {
        Self { each: FIRST_PEAK, samples: 0, peaks: Vec::with_capacity(MOST_PEAKS) }
    }
}

impl Peaks {
    /// More of the sound.
    pub fn push(&mut self, sound: &[i16]) {
        for sample in sound {
            let place = (self.samples / self.each) as usize;
            if place >= MOST_PEAKS {
                self.peaks = self.peaks.chunks(2).filter_map(|pair| pair.iter().max().copied()).collect();
                self.each *= 2;
            }
            let place = (self.samples / self.each) as usize;
            let loud = ((f32::from(sample.unsigned_abs().min(i16::MAX as u16)) / f32::from(i16::MAX)).sqrt() * 255.0) as u8;
            match self.peaks.get_mut(place) {
                Some(peak) => *peak = loud.max(*peak),
                None => self.peaks.push(loud),
            }
            self.samples += 1;
        }
    }

    /// That was all of it.
    pub fn finish(self, sample_rate: u32) -> Recording {
        Recording { sample_rate, samples: self.samples, peaks: self.peaks }
    }
}

/// A recording that has begun: what belongs to its beginning, wherever its bubble is put later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// The mark it will be, which also names its sound.
    pub id: MarkId,
    /// When it began, ms since the session started.
    pub at_ms: u64,
    hand: Hand,
    prompt: Option<PromptId>,
    /// Where the child was: there its bubble goes if nobody puts it anywhere else.
    house: Option<HouseKind>,
}

/// Recordings that are not on the page.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Voice {
    /// In the hand: recorded, and not put anywhere yet.
    waiting: Option<(Spoken, Arc<Recording>)>,
    /// The last recording that was finished.
    last: Option<MarkId>,
}

impl Session {
    /// A recording begins, inside a house or not.
    pub fn speak(&mut self, house: Option<HouseKind>, at_ms: u64) -> Spoken {
        let id = MarkId(self.next_mark);
        self.next_mark += 1;
        Spoken { id, at_ms, hand: self.hand, prompt: self.asking, house }
    }

    /// A recording is finished and waits for its place. One that waits already goes where it may.
    pub fn spoke(&mut self, spoken: Spoken, recording: Recording) {
        self.settle_spoken();
        self.next_mark = self.next_mark.max(spoken.id.0 + 1);
        self.voice = Voice { last: Some(spoken.id), waiting: Some((spoken, Arc::new(recording))) };
    }

    /// Whether a recording was finished as far as the session knows.
    pub fn has_finished(&self, spoken: &Spoken) -> bool {
        self.voice.last.is_some_and(|last| spoken.id <= last)
    }

    /// The recording that waits for its place.
    pub fn waiting(&self) -> Option<&Arc<Recording>> {
        self.voice.waiting.as_ref().map(|(_, recording)| recording)
    }

    /// Puts the recording that waits down at a place.
    pub fn place_spoken(&mut self, at: Point) -> Result<MarkId, Refused> {
        if !at.is_finite() {
            return Err(Refused::NoPlace);
        }
        let Some((spoken, recording)) = self.voice.waiting.take() else { return Err(Refused::NoSuchMark) };
        let Spoken { id, at_ms, hand, prompt, .. } = spoken;
        let pose = Pose { at, width_mm: Recording::WIDTH_MM, turn_deg: 0.0 };
        let kind = MarkKind::Placed(Thing::Recording(recording), pose);
        self.put(Mark { id, kind, hand, prompt, at_ms, state: super::ItemState::Shown });
        Ok(id)
    }

    /// Puts the recording that waits where there is room, in the house it was spoken in: nothing that was said is lost because
    /// nobody put it anywhere.
    pub fn settle_spoken(&mut self) -> Option<MarkId> {
        let house = self.voice.waiting.as_ref()?.0.house;
        let at = self.free_place(house);
        self.place_spoken(at).ok()
    }

    /// A place for a bubble that covers nothing; failing that, one that covers no thing; failing that, the middle.
    fn free_place(&self, house: Option<HouseKind>) -> Point {
        let area = house.map_or(Rect::PAGE, |kind| self.theme.areas[kind.index()]);
        let (width, height) = (Recording::WIDTH_MM + 3.0, Recording::WIDTH_MM * Recording::ASPECT + 3.0);
        let lies_in = |area: Rect, spot: Rect| {
            area.left <= spot.left && area.top <= spot.top && area.right >= spot.right && area.bottom >= spot.bottom
        };
        let outside = |spot: Rect| house.is_some() || !self.theme.areas.iter().any(|area| area.intersects(spot));
        let spots: Vec<Rect> = (0..40)
            .flat_map(|row| (0..40).map(move |column| (row, column)))
            .map(|(row, column)| {
                let at = Point::new(
                    area.left + width * 0.5 + column as f32 * width * 0.5,
                    area.bottom - height * 0.5 - row as f32 * height * 0.5,
                );
                Rect::around(at, width, height)
            })
            .filter(|spot| lies_in(area, *spot) && outside(*spot))
            .collect();
        let taken = |with_ink: bool| covered(self.page(), with_ink);
        let free = |taken: Vec<Rect>| spots.iter().find(|spot| !taken.iter().any(|other| other.intersects(**spot))).copied();
        free(taken(true)).or_else(|| free(taken(false))).or(spots.first().copied()).unwrap_or(area).centre()
    }
}

/// The boxes that hold what is on the page.
fn covered(page: &Page, with_ink: bool) -> Vec<Rect> {
    let shown = page.marks.iter().filter(|mark| mark.state != super::ItemState::PutAway);
    shown
        .filter_map(|mark| match &mark.kind {
            MarkKind::Placed(_, pose) => Some(Rect::around(pose.at, pose.width_mm, pose.width_mm)),
            MarkKind::Stroke(stroke) if with_ink => ink_bounds(&stroke.samples, stroke.width_mm),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Brush, Chooser, ItemContent, ItemState, PromptKind, Sample, Stroke, ThemeInUse};

    const GOOD: HouseKind = HouseKind::GoodThings;

    fn session() -> Session {
        let areas =
            [Rect::new(8.0, 90.0, 92.0, 190.0), Rect::new(106.5, 90.0, 190.5, 190.0), Rect::new(205.0, 90.0, 289.0, 190.0)];
        let theme = ThemeInUse { name: "houses".into(), chosen_by: Chooser::Child, areas };
        Session::unprepared("id".into(), "2026-11-25".into(), 0, theme)
    }

    fn recording() -> Recording {
        Recording { sample_rate: 48_000, samples: 96_000, peaks: vec![9; 20] }
    }

    fn line(y: f32) -> Stroke {
        let samples = (0..3).map(|i| Sample { at: Point::new(20.0 + i as f32 * 20.0, y), ms: i * 50, pressure: 0.5 }).collect();
        Stroke { brush: Brush::Pen, colour: "blue".into(), width_mm: 1.6, samples }
    }

    #[test]
    fn what_it_looks_like_takes_little_room_however_long_it_is() {
        let mut peaks = Peaks::default();
        for second in 0..300 {
            peaks.push(&vec![if second == 299 { i16::MIN } else { 0 }; 48_000]);
        }
        let recording = peaks.finish(48_000);
        assert_eq!((recording.samples, recording.seconds()), (14_400_000, 300.0));
        assert!((65..=128).contains(&recording.peaks.len()), "{}", recording.peaks.len());
        assert_eq!((recording.peaks[0], recording.peaks.last()), (0, Some(&255)), "the loud end is at the end");
        let mut short = Peaks::default();
        short.push(&[100; 700]);
        assert_eq!(short.finish(48_000).peaks.len(), 2);
    }

    #[test]
    fn it_belongs_to_the_question_and_the_hand_it_was_begun_with() {
        let mut session = session();
        session.enter(GOOD);
        session.ask(PromptKind::Open, "What helps?".into(), 100);
        session.hold_pen(Hand::Together);
        let spoken = session.speak(Some(GOOD), 200);
        session.ask(PromptKind::Closed, "Is it him?".into(), 300);
        session.hold_pen(Hand::Child);
        session.spoke(spoken.clone(), recording());
        assert!(session.items(true).is_empty(), "it waits for its place");
        let id = session.place_spoken(Point::new(50.0, 130.0)).unwrap();
        let item = session.item_of(id).unwrap();
        assert_eq!((id, item.at_ms, item.hand, item.prompt), (spoken.id, 200, Hand::Together, Some(PromptId(0))));
        assert_eq!(session.place_spoken(Point::new(50.0, 130.0)), Err(Refused::NoSuchMark), "once");
        assert!(session.has_finished(&spoken));
    }

    #[test]
    fn what_nobody_puts_anywhere_finds_a_free_place_in_its_house() {
        let mut session = session();
        for turn in 0..40 {
            let spoken = session.speak(Some(HouseKind::Dreams), turn);
            session.spoke(spoken, recording());
            assert!(session.settle_spoken().is_some() && session.waiting().is_none());
        }
        let areas = session.theme.areas;
        let marks: Vec<_> = session.page().marks.iter().filter_map(|mark| mark.pose()).collect();
        assert!(marks.iter().all(|pose| areas[2].contains(pose.at)));
        let apart = |a: &Pose, b: &Pose| (a.at.x - b.at.x).abs() >= 30.0 || (a.at.y - b.at.y).abs() >= 16.5;
        assert!(apart(&marks[0], &marks[1]) && apart(&marks[0], &marks[2]) && apart(&marks[1], &marks[2]));
        let spoken = session.speak(None, 99);
        session.spoke(spoken, recording());
        let id = session.settle_spoken().unwrap();
        assert_eq!(session.item_of(id).unwrap().house, None, "spoken outside, it stays outside");
    }

    #[test]
    fn what_is_said_between_two_strokes_parts_the_drawing() {
        let mut session = session();
        session.draw(line(100.0), 1_000).unwrap();
        let spoken = session.speak(Some(GOOD), 2_000);
        session.draw(line(110.0), 3_000).unwrap();
        session.draw(line(120.0), 4_000).unwrap();
        session.spoke(spoken, recording());
        let id = session.place_spoken(Point::new(50.0, 150.0)).unwrap();
        let strokes = |session: &Session, listed: bool| -> Vec<usize> {
            let items = session.items(listed).into_iter();
            items
                .filter_map(|item| if let ItemContent::Drawing { strokes, .. } = item.content { Some(strokes) } else { None })
                .collect()
        };
        assert_eq!(strokes(&session, true), [1, 2]);
        session.put_away(&[id]).unwrap();
        assert_eq!(session.page().find(id).unwrap().1.state, ItemState::PutAway);
        assert_eq!(strokes(&session, false), [3], "what is not listed leaves no trace");
    }
}
