//! The worker's side: what is asked before the tablet is handed over, and how few touches it takes.

mod support;

use std::sync::Arc;
use support::opening;
use three_houses::{
    app::{
        self, Opening,
        desk::Screen,
        keeping::{Fresh, Keeping},
        player::Robot,
    },
    session::{ChildAnswer, Chooser, ParentAgreement, Place, Point, Worker},
};

const PIN: &str = "271828";

/// An app with its vault in a folder, unlocked, whose fresh sessions know nothing yet.
fn unlocked(data: &std::path::Path) -> Robot {
    let opening = opening();
    let mut session = opening.session.clone();
    session.case_ref = String::new();
    session.child.initials = String::new();
    session.child.age_years = None;
    session.setting.place = Place::Other;
    session.setting.worker = Worker { name: String::new(), role: String::new() };
    session.preparation.tool_explained = false;
    session.preparation.child_agreed = ChildAnswer::NotAsked;
    session.preparation.parent_agreement = ParentAgreement::NotSought(String::new());
    let fresh: Fresh = Arc::new(move || session.clone());
    let keeping = Keeping::in_file(&data.join("vault"), fresh).unwrap();
    let new = keeping.is_new().is_some();
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, (1280, 800, 5.9)));
    robot.pin = PIN.into();
    robot.type_pin(PIN).unwrap();
    if new {
        robot.type_pin(PIN).unwrap();
    }
    robot
}

/// Touches a field and types.
fn fill(robot: &mut Robot, field: &str, text: &str) {
    robot.tap(field).unwrap();
    robot.type_words(text).unwrap();
}

#[test]
fn what_is_prepared_is_in_the_record_as_it_was_typed() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = unlocked(data.path());
    robot.tap("New session").unwrap();
    fill(&mut robot, "Case reference", "EX 7/б");
    fill(&mut robot, "Worker's name", "A. Example");
    fill(&mut robot, "Worker's role", "Social worker");
    fill(&mut robot, "Child's initials", "jR");
    fill(&mut robot, "Age in years", "6");
    robot.tap("Who else is here").unwrap();
    fill(&mut robot, "Interpreter", "B. Dolmetscher");
    robot.tap("Back").unwrap();
    for choice in ["Where: School", "The child was told: What this is", "The child agrees: Yes", "The parents: Need not be asked"]
    {
        robot.tap(choice).unwrap();
    }
    fill(&mut robot, "What helps the child to be understood", "pictures");
    let session = robot.session();
    assert_eq!((session.case_ref.as_str(), session.child.initials.as_str(), session.child.age_years), ("EX 7/б", "jR", Some(6)));
    assert_eq!(session.setting.worker, Worker { name: "A. Example".into(), role: "Social worker".into() });
    assert_eq!(session.setting.interpreter.as_deref(), Some("B. Dolmetscher"));
    assert_eq!(session.child.communication_needs.as_deref(), Some("pictures"));
    assert_eq!((session.setting.place, session.preparation.child_agreed), (Place::School, ChildAnswer::Yes));
    assert_eq!(session.preparation.parent_agreement, ParentAgreement::NotNeeded);
    robot.tap("The child agrees: Yes").unwrap();
    assert_eq!(robot.session().preparation.child_agreed, ChildAnswer::NotAsked, "touched again it is taken back");
    robot.tap("Give it to the child").unwrap();
    assert_eq!(robot.desk().screen, Screen::Cover);
}

#[test]
fn only_the_reference_and_the_worker_are_needed_and_the_worker_is_remembered() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = unlocked(data.path());
    robot.tap("New session").unwrap();
    robot.tap("Give it to the child").unwrap();
    assert_eq!(robot.desk().screen, Screen::Prepare);
    fill(&mut robot, "Case reference", "EX-8");
    fill(&mut robot, "Worker's name", "A. Example");
    robot.tap("Give it to the child").unwrap();
    assert_eq!(robot.desk().screen, Screen::Cover);
    let told = &robot.session().preparation;
    assert_eq!((told.tool_explained, told.child_agreed), (false, ChildAnswer::NotAsked), "nothing is preset to an answer");
    robot.wait();
    drop(robot);
    let mut robot = unlocked(data.path());
    robot.tap("New session").unwrap();
    assert_eq!(robot.session().setting.worker.name, "A. Example");
}

/// From unlocked to the child's first mark: at most six touches, the typing apart.
#[test]
fn a_child_draws_after_six_touches() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = unlocked(data.path());
    robot.tap("New session").unwrap();
    fill(&mut robot, "Case reference", "EX-8");
    fill(&mut robot, "Worker's name", "A. Example");
    robot.tap("Give it to the child").unwrap();
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    // Six touches so far, two of them into fields; the seventh is the drawing itself.
    robot.draw(&[(Point::new(50.0, 30.0), 0, 0.5), (Point::new(80.0, 30.0), 90, 0.5)]);
    assert_eq!(robot.session().page().marks.len(), 1);
}

/// Ten thousand characters of many scripts, written through the card, come out of the export byte for byte.
#[test]
fn long_words_of_any_script_come_out_byte_for_byte() {
    let piece = "  she SAID\tno!! é\u{301}\u{327} أنا خائف 👨‍👩‍👧‍👦 שלום क्षि \u{202e}x\u{202c} ";
    let text: String = piece.chars().cycle().take(10_000).collect();
    let mut robot = support::robot();
    robot.tap("Worries").unwrap();
    robot.tap("Words").unwrap();
    robot.tap_page(Point::new(148.0, 140.0));
    robot.type_words(&text).unwrap();
    robot.tap("Ready").unwrap();
    let session = robot.session().clone();
    let studio = robot.studio().clone();
    let out = tempfile::tempdir().unwrap();
    let folder = three_houses::case_file::export(
        &session,
        &studio.artwork,
        &studio.painter,
        &three_houses::case_file::no_sound,
        true,
        out.path(),
        &|_| {},
    )
    .unwrap();
    let summary = three_houses::case_file::check(&folder).unwrap();
    let words = summary.items[0].words.as_ref().unwrap();
    assert!(words.text == text, "{} characters", words.text.chars().count());
}
