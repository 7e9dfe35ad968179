//! The invariants of the record (domain.md, section 2), on arbitrary sessions.

use super::*;
use proptest::prelude::*;

fn areas() -> [Rect; 3] {
    [Rect::new(8.0, 90.0, 92.0, 190.0), Rect::new(106.5, 90.0, 190.5, 190.0), Rect::new(205.0, 90.0, 289.0, 190.0)]
}

fn empty() -> Session {
    Session::begin(
        "7c1b0f62-0000-4000-8000-000000000000".into(),
        "EX-1".into(),
        ChildRef { initials: "M".into(), age_years: None, language: "en-GB".into(), communication_needs: None },
        Setting {
            date: "2026-11-23".into(),
            started_at_s: 0,
            place: Place::School,
            place_note: None,
            worker: Worker { name: "A. Example".into(), role: "Social worker".into() },
            present: vec![],
            interpreter: None,
        },
        Preparation {
            tool_explained: false,
            told_who_sees: false,
            told_limits: false,
            child_agreed: ChildAnswer::NotAsked,
            parent_agreement: ParentAgreement::NotSought(String::new()),
        },
        ThemeInUse { name: "houses".into(), chosen_by: Chooser::Child, areas: areas() },
    )
}

fn stroke(x: f32, y: f32) -> Stroke {
    let samples = [(0.0, 0), (5.0, 40)].map(|(d, ms)| Sample { at: Point::new(x + d, y), ms, pressure: 0.5 }).to_vec();
    Stroke { brush: Brush::Crayon, colour: "blue".into(), width_mm: 4.0, samples }
}

fn words(text: &str) -> Thing {
    Thing::Words(Arc::new(Words { text: text.into(), status: WordsStatus::ChildWrote, original: None, language: "en-GB".into() }))
}

fn pose(x: f32, y: f32) -> Pose {
    Pose { at: Point::new(x, y), width_mm: 20.0, turn_deg: 0.0 }
}

/// One thing somebody does.
#[derive(Debug, Clone)]
enum Deed {
    Draw(f32, f32),
    Rub(f32, f32),
    Stick(f32, f32),
    Write(String, f32, f32),
    Move(usize, f32, f32),
    Cover(usize, bool),
    PutAway(usize),
    Name(usize, String),
    Shutters(usize, bool),
    Hold(Hand),
    Ask(String),
    Enter(usize),
    Leave,
    Undo,
    Redo,
    ReadBack(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    let (x, y) = (0.0f32..297.0, 0.0f32..210.0);
    prop_oneof![
        6 => (x.clone(), y.clone()).prop_map(|(x, y)| Deed::Draw(x, y)),
        1 => (x.clone(), y.clone()).prop_map(|(x, y)| Deed::Rub(x, y)),
        3 => (x.clone(), y.clone()).prop_map(|(x, y)| Deed::Stick(x, y)),
        3 => (any::<String>(), x.clone(), y.clone()).prop_map(|(text, x, y)| Deed::Write(text, x, y)),
        2 => (0usize..20, x, y).prop_map(|(i, x, y)| Deed::Move(i, x, y)),
        2 => (0usize..20, any::<bool>()).prop_map(|(i, on)| Deed::Cover(i, on)),
        2 => (0usize..20).prop_map(Deed::PutAway),
        1 => (0usize..3, any::<String>()).prop_map(|(i, name)| Deed::Name(i, name)),
        1 => (0usize..3, any::<bool>()).prop_map(|(i, on)| Deed::Shutters(i, on)),
        2 => prop_oneof![Just(Hand::Child), Just(Hand::WorkerForChild), Just(Hand::Interpreter)].prop_map(Deed::Hold),
        2 => any::<String>().prop_map(Deed::Ask),
        2 => (0usize..3).prop_map(Deed::Enter),
        1 => Just(Deed::Leave),
        4 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
        1 => (0usize..20).prop_map(Deed::ReadBack),
    ]
}

fn carry_out(session: &mut Session, deed: &Deed, at_ms: u64) {
    let mark = |session: &Session, i: usize| {
        let marks: Vec<_> = session.page().marks.iter().map(|mark| mark.id).collect();
        (!marks.is_empty()).then(|| marks[i % marks.len()])
    };
    match deed {
        Deed::Draw(x, y) => drop(session.draw(stroke(*x, *y), at_ms)),
        Deed::Rub(x, y) => drop(session.rub(Rub { width_mm: 6.0, samples: stroke(*x, *y).samples }, at_ms)),
        Deed::Stick(x, y) => drop(session.put_down(Thing::Sticker("cat".into()), pose(*x, *y), at_ms)),
        Deed::Write(text, x, y) => drop(session.put_down(words(text), pose(*x, *y), at_ms)),
        Deed::Move(i, x, y) => drop(mark(session, *i).map(|id| session.pose(id, pose(*x, *y)))),
        Deed::Cover(i, on) => drop(mark(session, *i).map(|id| session.cover(id, *on))),
        Deed::PutAway(i) => drop(mark(session, *i).and_then(|id| session.item_of(id)).map(|item| session.put_away(&item.marks))),
        Deed::Name(i, name) => session.name_house(HouseKind::ALL[*i], name.clone()),
        Deed::Shutters(i, on) => session.set_shutters(HouseKind::ALL[*i], *on),
        Deed::Hold(hand) => session.hold_pen(*hand),
        Deed::Ask(text) => session.ask(PromptKind::Open, text.clone(), at_ms),
        Deed::Enter(i) => session.enter(HouseKind::ALL[*i]),
        Deed::Leave => session.leave(),
        Deed::Undo => drop(session.undo()),
        Deed::Redo => drop(session.redo()),
        Deed::ReadBack(i) => drop(mark(session, *i).map(|id| session.read_back(id, ReadBack::Agreed))),
    }
}

fn lived(deeds: &[Deed]) -> Session {
    let mut session = empty();
    for (i, deed) in deeds.iter().enumerate() {
        carry_out(&mut session, deed, i as u64 * 700);
    }
    session
}

proptest! {
    /// Every mark on the page but the rubber's belongs to exactly one item, and every item's mark is on the page.
    #[test]
    fn every_mark_belongs_to_one_item(deeds in prop::collection::vec(deed(), 0..60)) {
        let session = lived(&deeds);
        let mut of_items: Vec<_> = session.items(true).into_iter().flat_map(|item| item.marks).collect();
        let mut on_page: Vec<_> = session.page().marks.iter().filter(|m| !matches!(m.kind, MarkKind::Rub(_))).map(|m| m.id).collect();
        of_items.sort();
        on_page.sort();
        prop_assert_eq!(of_items, on_page);
    }

    /// All marks of an item have the item's hand, prompt and state; the prompt exists and was asked before it.
    #[test]
    fn an_item_tells_the_truth_about_its_marks(deeds in prop::collection::vec(deed(), 0..60)) {
        let session = lived(&deeds);
        for item in session.items(true) {
            for id in &item.marks {
                let (_, mark) = session.page().find(*id).unwrap();
                prop_assert_eq!((mark.hand, mark.prompt, mark.state), (item.hand, item.prompt, item.state));
                prop_assert!(mark.at_ms >= item.at_ms);
            }
            if let Some(PromptId(i)) = item.prompt {
                prop_assert!(session.prompts[i].at_ms <= item.at_ms);
            }
        }
    }

    /// Undo takes back step by step to the empty page, redo brings back the very same page; nothing else changes.
    #[test]
    fn undo_and_redo_lose_nothing(deeds in prop::collection::vec(deed(), 0..60)) {
        let mut session = lived(&deeds);
        while session.redo() {}
        let before = session.clone();
        let mut pages = vec![session.page().clone()];
        while session.undo() {
            pages.push(session.page().clone());
        }
        prop_assert_eq!(session.page(), &Page::default());
        prop_assert_eq!(&session.prompts, &before.prompts);
        for page in pages.iter().rev().skip(1) {
            prop_assert!(session.redo());
            prop_assert_eq!(session.page(), page);
        }
        prop_assert_eq!(session, before);
    }

    /// Words are byte for byte what was entered, whatever happens afterwards.
    #[test]
    fn words_stay_as_they_were_entered(text in any::<String>(), deeds in prop::collection::vec(deed(), 0..30)) {
        let mut session = empty();
        let id = session.put_down(words(&text), pose(50.0, 120.0), 0).unwrap();
        let kept = |session: &Session| {
            let found = session.page().find(id).map(|(_, mark)| mark.clone());
            found.is_none_or(|mark| matches!(&mark.kind, MarkKind::Placed(Thing::Words(words), _) if words.text == text))
        };
        for (i, deed) in deeds.iter().enumerate() {
            carry_out(&mut session, deed, 1000 + i as u64);
            prop_assert!(kept(&session));
        }
    }

    /// Without put-away things the list is the list, less those; nothing put away is in it.
    #[test]
    fn what_is_put_away_can_be_left_out(deeds in prop::collection::vec(deed(), 0..60)) {
        let session = lived(&deeds);
        let kept = session.items(true);
        let left = session.items(false);
        prop_assert!(left.iter().all(|item| item.state != ItemState::PutAway));
        let marks = |items: &[Item]| items.iter().filter(|i| i.state != ItemState::PutAway).flat_map(|i| i.marks.clone()).collect::<Vec<_>>();
        prop_assert_eq!(marks(&kept), marks(&left));
    }
}

#[test]
fn nothing_is_preset_to_an_answer() {
    let session = empty();
    assert_eq!(session.preparation.child_agreed, ChildAnswer::NotAsked);
    assert_eq!(session.preparation.parent_agreement, ParentAgreement::NotSought(String::new()));
    assert_eq!(session.read_back_of(MarkId(0)), ReadBack::NotYet);
    assert!(session.ending.is_none() && session.scales.is_empty() && session.sharing.is_empty());
}

#[test]
fn a_prompt_counts_only_within_its_visit() {
    let mut session = empty();
    session.enter(HouseKind::GoodThings);
    session.ask(PromptKind::Open, "What do you like?".into(), 10);
    let asked = session.draw(stroke(20.0, 100.0), 20).unwrap();
    session.leave();
    let outside = session.draw(stroke(20.0, 20.0), 30).unwrap();
    session.ask(PromptKind::Open, "What is in the garden?".into(), 40);
    let garden = session.draw(stroke(20.0, 20.0), 50).unwrap();
    session.enter(HouseKind::GoodThings);
    let again = session.draw(stroke(20.0, 100.0), 60).unwrap();
    let prompt = |id| session.page().find(id).unwrap().1.prompt;
    assert_eq!(prompt(asked), Some(PromptId(0)));
    assert_eq!(prompt(outside), None);
    assert_eq!(prompt(garden), Some(PromptId(1)));
    assert_eq!(prompt(again), None);
}

#[test]
fn strokes_gather_into_drawings_as_the_format_says() {
    let mut session = empty();
    session.draw(stroke(20.0, 100.0), 0).unwrap();
    session.draw(stroke(30.0, 110.0), 20_039).unwrap(); // 19.999 s after the first ended
    session.rub(Rub { width_mm: 6.0, samples: stroke(20.0, 100.0).samples }, 20_500).unwrap();
    session.draw(stroke(40.0, 120.0), 21_000).unwrap(); // rubbing does not break it
    session.draw(stroke(40.0, 120.0), 41_040).unwrap(); // exactly 20 s after: another drawing
    session.hold_pen(Hand::Together);
    session.draw(stroke(40.0, 130.0), 41_100).unwrap(); // another hand
    session.put_down(Thing::Sticker("cat".into()), pose(50.0, 150.0), 41_200).unwrap();
    session.draw(stroke(40.0, 140.0), 41_300).unwrap(); // an item came between
    session.draw(stroke(20.0, 20.0), 41_400).unwrap(); // outside the houses
    let strokes: Vec<_> = session
        .items(true)
        .into_iter()
        .map(|item| (item.house, if let ItemContent::Drawing { strokes, .. } = item.content { strokes } else { 0 }))
        .collect();
    let good = Some(HouseKind::GoodThings);
    assert_eq!(strokes, [(good, 3), (good, 1), (good, 1), (good, 0), (good, 1), (None, 1)]);
}

#[test]
fn what_cannot_be_done_is_refused_and_changes_nothing() {
    let mut session = empty();
    let ink = session.draw(stroke(20.0, 100.0), 0).unwrap();
    let before = session.clone();
    let nowhere = Stroke { samples: vec![], ..stroke(1.0, 1.0) };
    assert_eq!(session.draw(nowhere, 5), Err(Refused::NoPlace));
    assert_eq!(session.draw(stroke(f32::NAN, 1.0), 5), Err(Refused::NoPlace));
    assert_eq!(session.draw(stroke(f32::INFINITY, 1.0), 5), Err(Refused::NoPlace));
    assert_eq!(session.put_down(Thing::Sticker("cat".into()), pose(f32::NAN, 1.0), 5), Err(Refused::NoPlace));
    assert_eq!(session.pose(ink, pose(1.0, 1.0)), Err(Refused::Ink));
    assert_eq!(session.pose(MarkId(99), pose(1.0, 1.0)), Err(Refused::NoSuchMark));
    assert_eq!(session.cover(MarkId(99), true), Err(Refused::NoSuchMark));
    assert_eq!(session, before);
}

#[test]
fn a_step_of_history_shares_what_did_not_change() {
    let mut session = empty();
    for i in 0..100 {
        session.draw(stroke(20.0, 100.0), i).unwrap();
    }
    let before = session.page().clone();
    session.put_down(Thing::Sticker("cat".into()), pose(50.0, 150.0), 200).unwrap();
    assert!(before.marks.iter().zip(session.page().marks.iter()).all(|(a, b)| Arc::ptr_eq(a, b)));
}

proptest! {
    /// The saved form comes back equal, undo and redo included.
    #[test]
    fn the_saved_form_comes_back_equal(deeds in prop::collection::vec(deed(), 0..60)) {
        let session = lived(&deeds);
        let saved = ron::to_string(&session).unwrap();
        let mut back = ron::from_str::<Session>(&saved).unwrap();
        prop_assert_eq!(&back, &session);
        let mut session = session;
        while session.undo() {
            prop_assert!(back.undo());
            prop_assert_eq!(back.page(), session.page());
        }
    }
}

#[test]
fn the_saved_form_grows_with_what_was_done_not_with_its_square() {
    let saved = |count: u64| {
        let mut session = empty();
        (0..count).for_each(|i| drop(session.draw(stroke(20.0, 100.0), i)));
        ron::to_string(&session).unwrap().len()
    };
    assert!(saved(400) < saved(200) * 3);
}
