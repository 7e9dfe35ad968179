//! The app by keyboard alone: a worker prepares, a child draws, sticks and writes, and the page is hidden and found again.

mod support;

use bevy::{
    input::{
        ButtonState,
        keyboard::{Key, KeyCode, KeyboardInput},
    },
    prelude::*,
    window::PrimaryWindow,
};
use std::sync::Arc;
use support::{opening, robot};
use three_houses::{
    app::{
        self, Opening,
        desk::Screen,
        keeping::Keeping,
        player::{Lost, Robot},
    },
    session::{HouseKind, MarkKind, Thing},
};

const PIN: &str = "271828";

fn press(robot: &mut Robot, code: KeyCode, key: Key) {
    let mut windows = robot.app.world_mut().query_filtered::<Entity, With<PrimaryWindow>>();
    let window = windows.single(robot.app.world()).unwrap();
    let text = match &key {
        Key::Character(text) => Some(text.clone()),
        Key::Space => Some(" ".into()),
        _ => None,
    };
    for state in [ButtonState::Pressed, ButtonState::Released] {
        let input = KeyboardInput { key_code: code, logical_key: key.clone(), state, text: text.clone(), repeat: false, window };
        robot.app.world_mut().write_message(input);
        robot.wait();
    }
    robot.wait();
}

fn enter(robot: &mut Robot) {
    press(robot, KeyCode::Enter, Key::Enter);
}

/// Tab until a control has the focus, and Enter.
fn touch(robot: &mut Robot, name: &str) -> Result<(), Lost> {
    go_to(robot, name)?;
    enter(robot);
    Ok(())
}

fn go_to(robot: &mut Robot, name: &str) -> Result<(), Lost> {
    for _ in 0..120 {
        if robot.focused().as_deref() == Some(name) {
            return Ok(());
        }
        press(robot, KeyCode::Tab, Key::Tab);
    }
    Err(Lost(name.to_owned()))
}

#[test]
fn a_child_draws_a_line_and_sticks_a_cat_with_keys() {
    let mut robot = robot();
    touch(&mut robot, "Good things").unwrap();
    assert_eq!(robot.desk().inside, Some(HouseKind::GoodThings));
    touch(&mut robot, "Pens").unwrap();
    touch(&mut robot, "Crayon").unwrap();
    touch(&mut robot, "Close the drawer").unwrap();
    go_to(&mut robot, "The page").unwrap();
    press(&mut robot, KeyCode::Space, Key::Space);
    for _ in 0..6 {
        press(&mut robot, KeyCode::ArrowRight, Key::ArrowRight);
    }
    press(&mut robot, KeyCode::ArrowDown, Key::ArrowDown);
    press(&mut robot, KeyCode::Space, Key::Space);
    let marks: Vec<_> = robot.session().page().marks.iter().cloned().collect();
    let [mark] = marks.as_slice() else { panic!("{} marks", marks.len()) };
    let MarkKind::Stroke(stroke) = &mark.kind else { panic!("not a stroke") };
    let (first, last) = (stroke.samples[0].at, stroke.samples[stroke.samples.len() - 1].at);
    assert!((last.x - first.x - 30.0).abs() < 0.1 && (last.y - first.y - 5.0).abs() < 0.1, "{first:?} {last:?}");
    touch(&mut robot, "Stickers").unwrap();
    touch(&mut robot, "Animals").unwrap();
    touch(&mut robot, "Cat").unwrap();
    assert_eq!(robot.focused().as_deref(), Some("The page"), "where the sticker is to go");
    enter(&mut robot);
    let top = robot.session().page().marks.last().cloned().unwrap();
    assert!(matches!(&top.kind, MarkKind::Placed(Thing::Sticker(name), _) if name == "cat"));
    let before = top.pose().unwrap();
    // A handle is touched, and then the place it is to go to.
    touch(&mut robot, "Bigger or smaller").unwrap();
    go_to(&mut robot, "The page").unwrap();
    for _ in 0..6 {
        press(&mut robot, KeyCode::ArrowRight, Key::ArrowRight);
    }
    enter(&mut robot);
    let after = robot.session().page().marks.last().and_then(|mark| mark.pose()).unwrap();
    assert!(after.width_mm != before.width_mm && after.at == before.at, "{before:?} {after:?}");
    touch(&mut robot, "Undo").unwrap();
    assert_eq!(robot.focused().as_deref(), Some("Undo"), "the focus stays where it was");
    enter(&mut robot);
    assert_eq!(robot.session().page().marks.len(), 1);
}

#[test]
fn words_are_written_and_the_page_hides_with_keys() {
    let mut robot = robot();
    robot.pin = String::new();
    touch(&mut robot, "Worries").unwrap();
    touch(&mut robot, "Words").unwrap();
    go_to(&mut robot, "The page").unwrap();
    enter(&mut robot);
    for letter in ["n", "o"] {
        press(&mut robot, KeyCode::KeyN, Key::Character(letter.into()));
    }
    touch(&mut robot, "Ready").unwrap();
    let mark = robot.session().page().marks.last().cloned().unwrap();
    assert!(matches!(&mark.kind, MarkKind::Placed(Thing::Words(words), _) if words.text == "no"));
}

#[test]
fn a_worker_unlocks_and_prepares_with_keys() {
    let data = tempfile::tempdir().unwrap();
    let opening = opening();
    let mut session = opening.session.clone();
    session.case_ref = String::new();
    let keeping = Keeping::in_file(&data.path().join("vault"), Arc::new(move || session.clone())).unwrap();
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, (1280, 800, 5.9)));
    for _ in 0..2 {
        for digit in PIN.chars() {
            press(&mut robot, KeyCode::Digit0, Key::Character(digit.to_string().into()));
        }
        enter(&mut robot);
    }
    assert_eq!(robot.desk().screen, Screen::Sessions);
    touch(&mut robot, "New session").unwrap();
    go_to(&mut robot, "Case reference").unwrap();
    for letter in ["E", "X", "9"] {
        press(&mut robot, KeyCode::KeyE, Key::Character(letter.into()));
    }
    touch(&mut robot, "Where: School").unwrap();
    assert_eq!(robot.session().case_ref, "EX9");
    touch(&mut robot, "Give it to the child").unwrap();
    touch(&mut robot, "Open the book").unwrap();
    assert_eq!(robot.desk().screen, Screen::Themes);
    press(&mut robot, KeyCode::Escape, Key::Escape);
    assert!(robot.desk().hidden);
    touch(&mut robot, "Unlock").unwrap();
    // A digit that was reached by Tab is touched by Enter, and does not end the PIN.
    touch(&mut robot, "2").unwrap();
    for digit in PIN.chars().skip(1) {
        press(&mut robot, KeyCode::Digit0, Key::Character(digit.to_string().into()));
    }
    touch(&mut robot, "Open").unwrap();
    assert!(!robot.desk().hidden);
}
