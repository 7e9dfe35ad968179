//! The child's side, used with a robot hand: what is touched, and what then is on the page.

mod support;

use bevy::{input::touch::TouchPhase, prelude::*, window::PrimaryWindow};
use support::{robot, robot_on};
use three_houses::{
    app::{
        desk::{Desk, Screen, Tool},
        player::Robot,
        sitting::Sitting,
    },
    session::{Brush, HouseKind, ItemContent, ItemState, MarkKind, Point, Thing, WordsStatus},
};

const GOOD: HouseKind = HouseKind::GoodThings;

fn line(robot: &mut Robot, from: (f32, f32), to: (f32, f32)) {
    let start = robot.session().lasted_ms;
    let samples: Vec<_> = (0..=6u64)
        .map(|i| {
            let t = i as f32 / 6.0;
            (Point::new(from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t), start + i * 16, 0.5)
        })
        .collect();
    robot.draw(&samples);
}

fn marks(robot: &Robot) -> usize {
    robot.session().page().marks.len()
}

/// Where the finger is sent, on the glass.
fn glass(robot: &Robot, x: f32, y: f32) -> Vec2 {
    robot.px_of(Point::new(x, y))
}

#[test]
fn a_house_is_entered_and_left() {
    let mut robot = robot();
    robot.tap("Worries").unwrap();
    assert_eq!(robot.desk().inside, Some(HouseKind::Worries));
    robot.tap("Back to the street").unwrap();
    assert_eq!(robot.desk().inside, None);
    robot.tap_page(Point::new(50.0, 140.0));
    assert_eq!(robot.desk().inside, Some(GOOD), "touching the house itself goes in too");
    assert_eq!(robot.session().visit_order, [HouseKind::Worries, GOOD]);
    assert_eq!(marks(&robot), 0, "going in leaves no dot");
}

#[test]
fn a_finger_draws_with_what_was_taken() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    for name in ["Pens", "Marker", "Very thick", "Close the drawer", "Colours", "Pink"] {
        robot.tap(name).unwrap();
    }
    line(&mut robot, (20.0, 100.0), (80.0, 150.0));
    let items = robot.session().items(true);
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].house, Some(GOOD));
    let mark = robot.session().page().marks.first().unwrap().clone();
    let MarkKind::Stroke(stroke) = &mark.kind else { panic!("a stroke") };
    assert_eq!((stroke.brush, stroke.colour.as_str(), stroke.width_mm), (Brush::Marker, "pink", 8.0));
    assert_eq!(stroke.samples.len(), 7);
    assert!(stroke.samples[0].at.distance(Point::new(20.0, 100.0)) < 0.1);
    assert!(stroke.samples[6].at.distance(Point::new(80.0, 150.0)) < 0.1);
}

#[test]
fn while_a_line_is_drawn_only_its_ink_is_followed() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let changed = |robot: &Robot| {
        let world = robot.app.world();
        let ticks = (world.get_resource_change_ticks::<Sitting>(), world.get_resource_change_ticks::<Desk>());
        (ticks.0.unwrap().changed.get(), ticks.1.unwrap().changed.get())
    };
    let at = glass(&robot, 30.0, 110.0);
    robot.touch(1, TouchPhase::Started, at, 0.5);
    robot.wait();
    let before = changed(&robot);
    for i in 1..20 {
        robot.touch(1, TouchPhase::Moved, at + Vec2::new(i as f32 * 6.0, 0.0), 0.5);
        robot.app.update();
    }
    assert_eq!(changed(&robot), before, "what follows the session or the desk is not woken by a sample");
    robot.touch(1, TouchPhase::Ended, at + Vec2::new(120.0, 0.0), 0.5);
    robot.wait();
    assert_ne!(changed(&robot).0, before.0);
    assert_eq!(marks(&robot), 1);
}

#[test]
fn a_tap_with_the_pen_is_a_dot() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    for name in ["Pens", "Pen", "Close the drawer"] {
        robot.tap(name).unwrap();
    }
    robot.tap_page(Point::new(50.0, 140.0));
    let mark = robot.session().page().marks.first().cloned().unwrap();
    assert!(matches!(&mark.kind, MarkKind::Stroke(stroke) if stroke.samples.len() == 1));
}

#[test]
fn a_palm_draws_nothing_while_a_finger_draws() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let (a, b, palm) = (glass(&robot, 30.0, 110.0), glass(&robot, 60.0, 120.0), glass(&robot, 70.0, 170.0));
    robot.touch(50, TouchPhase::Started, a, 0.5);
    robot.touch(51, TouchPhase::Started, palm, 0.9);
    robot.touch(50, TouchPhase::Moved, b, 0.5);
    robot.touch(51, TouchPhase::Moved, palm + Vec2::splat(40.0), 0.9);
    robot.touch(51, TouchPhase::Ended, palm, 0.9);
    robot.touch(50, TouchPhase::Ended, b, 0.5);
    assert_eq!(marks(&robot), 1);
    let mark = robot.session().page().marks.first().cloned().unwrap();
    let MarkKind::Stroke(stroke) = &mark.kind else { panic!("a stroke") };
    assert!(stroke.samples.iter().all(|s| s.at.y < 125.0), "the palm's places are not in it");
    // A palm that was there first and stays does not keep the next finger from drawing once it lifts.
    line(&mut robot, (30.0, 110.0), (60.0, 120.0));
    assert_eq!(marks(&robot), 2);
}

#[test]
fn a_cancelled_touch_drops_a_dot_and_keeps_a_line() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let (a, b) = (glass(&robot, 30.0, 110.0), glass(&robot, 60.0, 130.0));
    robot.touch(60, TouchPhase::Started, a, 0.5);
    robot.touch(60, TouchPhase::Canceled, a, 0.5);
    assert_eq!(marks(&robot), 0);
    let images = robot.app.world().resource::<Assets<Image>>();
    assert!(robot.tiles().shown(images) == robot.tiles().picture(), "the dot is still seen");
    robot.touch(61, TouchPhase::Started, a, 0.5);
    robot.touch(61, TouchPhase::Moved, b, 0.5);
    robot.touch(61, TouchPhase::Canceled, b, 0.5);
    assert_eq!(marks(&robot), 1);
    line(&mut robot, (30.0, 150.0), (60.0, 160.0));
    assert_eq!(marks(&robot), 2, "the next finger draws");
}

#[test]
fn sliding_off_the_tray_never_draws() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let (from, to) = (robot.find("Colours").unwrap(), glass(&robot, 60.0, 130.0));
    robot.drag_handle(from, &[from.midpoint(to), to]);
    assert_eq!(marks(&robot), 0);
    assert_eq!(robot.desk().drawer, None, "and presses nothing");
}

#[test]
fn sliding_onto_the_tray_keeps_the_line_on_the_page() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let (from, to) = (glass(&robot, 30.0, 130.0), robot.find("Undo").unwrap());
    robot.drag_handle(from, &[from.midpoint(to), to]);
    assert_eq!(marks(&robot), 1, "the line is kept and Undo was not pressed");
    let mark = robot.session().page().marks.first().cloned().unwrap();
    let MarkKind::Stroke(stroke) = &mark.kind else { panic!("a stroke") };
    assert!(stroke.samples.iter().all(|s| s.at.x >= 0.0 && s.at.y <= 210.0));
}

fn stick(robot: &mut Robot, name: &str, x: f32, y: f32) -> three_houses::session::MarkId {
    for control in ["Stickers", "Animals", name] {
        robot.tap(control).unwrap();
    }
    robot.tap_page(Point::new(x, y));
    robot.session().page().marks.last().unwrap().id
}

fn pose(robot: &Robot, id: three_houses::session::MarkId) -> three_houses::session::Pose {
    robot.session().page().find(id).unwrap().1.pose().unwrap()
}

#[test]
fn a_sticker_is_put_down_moved_by_drag_and_by_tap_resized_turned_covered_and_put_away() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let cat = stick(&mut robot, "Cat", 50.0, 140.0);
    assert!(pose(&robot, cat).at.distance(Point::new(50.0, 140.0)) < 0.1);
    // A drag that starts on it moves it.
    robot.drag_page(Point::new(50.0, 140.0), Point::new(30.0, 120.0));
    assert!(pose(&robot, cat).at.distance(Point::new(30.0, 120.0)) < 0.1);
    assert_eq!(robot.desk().chosen, Some(cat));
    // Tap, then tap, moves it too.
    robot.tap_page(Point::new(60.0, 150.0));
    assert!(pose(&robot, cat).at.distance(Point::new(60.0, 150.0)) < 0.1);
    // The handles.
    let handle = robot.find("Bigger or smaller").unwrap();
    robot.drag_handle(handle, &[handle + Vec2::new(20.0, 0.0), handle + Vec2::new(40.0, 0.0)]);
    assert!(pose(&robot, cat).width_mm > 30.0);
    let handle = robot.find("Turn round").unwrap();
    robot.drag_handle(handle, &[handle + Vec2::new(60.0, 10.0), handle + Vec2::new(120.0, 60.0)]);
    assert!(pose(&robot, cat).turn_deg > 15.0);
    robot.tap("Cover or uncover").unwrap();
    assert_eq!(robot.session().items(true)[0].state, ItemState::Covered);
    robot.tap("Cover or uncover").unwrap();
    assert_eq!(robot.session().items(true)[0].state, ItemState::Shown);
    robot.tap("Put away").unwrap();
    assert_eq!(robot.session().items(true)[0].state, ItemState::PutAway);
    // Seven changes, and each can be taken back.
    for _ in 0..7 {
        robot.tap("Undo").unwrap();
    }
    assert!(pose(&robot, cat).at.distance(Point::new(50.0, 140.0)) < 0.1);
    robot.tap("Undo").unwrap();
    assert_eq!(marks(&robot), 0);
    for _ in 0..8 {
        robot.tap("Redo").unwrap();
    }
    assert_eq!(robot.session().items(true)[0].state, ItemState::PutAway);
}

#[test]
fn a_handle_can_be_tapped_and_then_the_place_to_go_to() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let cat = stick(&mut robot, "Cat", 50.0, 140.0);
    let before = pose(&robot, cat).width_mm;
    let handle = robot.find("Bigger or smaller").unwrap();
    robot.tap_at(handle);
    let place = handle + Vec2::new(60.0, 0.0);
    robot.tap_at(place);
    assert!(pose(&robot, cat).width_mm > before + 5.0, "{}", pose(&robot, cat).width_mm);
    assert!(pose(&robot, cat).at.distance(Point::new(50.0, 140.0)) < 0.1, "it did not move");
}

#[test]
fn a_drawing_is_put_away_whole() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    line(&mut robot, (20.0, 100.0), (80.0, 100.0));
    line(&mut robot, (20.0, 120.0), (80.0, 120.0));
    robot.tap("Put away").unwrap();
    robot.tap_page(Point::new(50.0, 120.0));
    let items = robot.session().items(true);
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].state, ItemState::PutAway);
    assert!(matches!(items[0].content, ItemContent::Drawing { strokes: 2, .. }));
}

#[test]
fn the_rubber_rubs_and_the_pen_draws_over_stickers() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let cat = stick(&mut robot, "Cat", 50.0, 140.0);
    for name in ["Pens", "Crayon", "Close the drawer"] {
        robot.tap(name).unwrap();
    }
    line(&mut robot, (40.0, 140.0), (60.0, 140.0));
    assert!(pose(&robot, cat).at.distance(Point::new(50.0, 140.0)) < 0.1, "with a pen in the hand nothing is moved");
    for name in ["Pens", "Rubber", "Close the drawer"] {
        robot.tap(name).unwrap();
    }
    assert_eq!(robot.desk().tool, Tool::Rubber);
    line(&mut robot, (40.0, 140.0), (60.0, 140.0));
    let kinds: Vec<_> = robot.session().page().marks.iter().map(|mark| matches!(mark.kind, MarkKind::Rub(_))).collect();
    assert_eq!(kinds, [false, false, true]);
}

#[test]
fn words_are_kept_byte_for_byte_and_say_who_wrote_them() {
    let said = "  nan lets me make the biscits\n\n😟 ‏שלום e\u{301} ";
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    robot.tap("Words").unwrap();
    robot.tap_page(Point::new(50.0, 140.0));
    robot.type_words(said).unwrap();
    robot.tap("Ready").unwrap();
    for name in ["Pens", "You write for me", "Close the drawer", "Words"] {
        robot.tap(name).unwrap();
    }
    robot.tap_page(Point::new(50.0, 110.0));
    robot.type_words("and I like it").unwrap();
    robot.tap("Ready").unwrap();
    let words: Vec<_> = robot
        .session()
        .items(true)
        .into_iter()
        .filter_map(|item| match item.content {
            ItemContent::Placed(Thing::Words(words), _) => Some((words.text.clone(), words.status)),
            _ => None,
        })
        .collect();
    assert_eq!(words, [(said.into(), WordsStatus::ChildWrote), ("and I like it".into(), WordsStatus::ExactWordsScribed)]);
}

#[test]
fn a_house_is_named_and_its_shutters_close() {
    let mut robot = robot();
    robot.tap("Dreams").unwrap();
    robot.tap("Dreams").unwrap();
    robot.type_words("wenn ich groß bin").unwrap();
    robot.tap("Ready").unwrap();
    robot.tap("Shutters").unwrap();
    let front = &robot.session().page().houses[2];
    assert_eq!(front.child_name.as_deref(), Some("wenn ich groß bin"));
    assert!(front.closed);
    let before = marks(&robot);
    line(&mut robot, (230.0, 120.0), (260.0, 150.0));
    assert_eq!(marks(&robot), before, "nothing is drawn on closed shutters");
    robot.tap("Shutters").unwrap();
    line(&mut robot, (230.0, 120.0), (260.0, 150.0));
    assert_eq!(marks(&robot), before + 1);
}

fn resize(robot: &mut Robot, width: f32, height: f32) {
    let mut windows = robot.app.world_mut().query_filtered::<&mut Window, With<PrimaryWindow>>();
    windows.single_mut(robot.app.world_mut()).unwrap().resolution.set(width, height);
    for _ in 0..3 {
        robot.wait();
    }
}

#[test]
fn the_window_resizes_and_turns_and_the_page_stays() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    line(&mut robot, (20.0, 100.0), (80.0, 150.0));
    let before = robot.session().clone();
    for (width, height) in [(800.0, 1280.0), (1024.0, 768.0), (640.0, 360.0), (2000.0, 1200.0), (320.0, 320.0), (1280.0, 800.0)] {
        resize(&mut robot, width, height);
        assert_eq!(robot.session(), &before);
        for name in ["Pens", "Colours", "Stickers", "Words", "Put away", "Undo", "Redo", "Shutters", "Back to the street"] {
            let at = robot.find(name).unwrap();
            assert!(Rect::new(0.0, 0.0, width, height).contains(at), "{name} at {at} in {width} × {height}");
        }
    }
    line(&mut robot, (20.0, 110.0), (80.0, 160.0));
    assert_eq!(marks(&robot), 2);
}

#[test]
fn a_line_survives_the_tablet_being_turned_in_the_middle_of_it() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let (a, b) = (glass(&robot, 30.0, 110.0), glass(&robot, 60.0, 130.0));
    robot.touch(70, TouchPhase::Started, a, 0.5);
    robot.touch(70, TouchPhase::Moved, b, 0.5);
    resize(&mut robot, 800.0, 1280.0);
    robot.touch(70, TouchPhase::Canceled, b, 0.5);
    assert_eq!(marks(&robot), 1);
}

#[test]
fn on_a_phone_everything_can_still_be_reached() {
    let mut robot = robot_on((740, 360, 6.3));
    robot.tap("Good things").unwrap();
    stick(&mut robot, "Cat", 50.0, 140.0);
    line(&mut robot, (20.0, 100.0), (80.0, 150.0));
    robot.tap("Back to the street").unwrap();
    robot.tap("For the worker").unwrap();
    assert_eq!(robot.desk().screen, Screen::HandOver);
    robot.tap("Back to the page").unwrap();
    assert_eq!(robot.desk().screen, Screen::Page);
}

#[test]
fn the_mouse_draws_too() {
    use bevy::{
        input::{ButtonState, mouse::MouseButtonInput},
        window::{CursorMoved, WindowEvent},
    };
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let mut windows = robot.app.world_mut().query_filtered::<Entity, With<PrimaryWindow>>();
    let window = windows.single(robot.app.world()).unwrap();
    let go = |robot: &mut Robot, position: Vec2| {
        let moved = CursorMoved { window, position, delta: None };
        robot.app.world_mut().write_message(moved.clone());
        robot.app.world_mut().write_message(WindowEvent::CursorMoved(moved));
        robot.wait();
    };
    let press = |robot: &mut Robot, state: ButtonState| {
        let input = MouseButtonInput { button: MouseButton::Left, state, window };
        robot.app.world_mut().write_message(input);
        robot.app.world_mut().write_message(WindowEvent::MouseButtonInput(input));
        robot.wait();
    };
    let (a, b) = (glass(&robot, 30.0, 110.0), glass(&robot, 60.0, 130.0));
    go(&mut robot, a);
    press(&mut robot, ButtonState::Pressed);
    go(&mut robot, a.midpoint(b));
    go(&mut robot, b);
    press(&mut robot, ButtonState::Released);
    assert_eq!(marks(&robot), 1);
    let mark = robot.session().page().marks.first().cloned().unwrap();
    assert!(matches!(&mark.kind, MarkKind::Stroke(stroke) if stroke.samples.len() >= 3));
}

#[test]
fn every_control_has_a_name_and_no_two_on_one_screen_share_it() {
    let mut robot = robot();
    let look = |robot: &mut Robot| {
        let mut names = robot.names();
        assert!(names.iter().all(|name| !name.trim().is_empty()), "{names:?}");
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    };
    look(&mut robot);
    robot.tap("Good things").unwrap();
    for name in ["Pens", "Colours", "Stickers"] {
        robot.tap(name).unwrap();
        look(&mut robot);
    }
    let groups: Vec<_> = robot.studio().artwork.catalogue.groups.iter().map(|g| g.label["en-GB"].clone()).collect();
    for group in groups {
        robot.tap(&group).unwrap();
        look(&mut robot);
        robot.tap("All groups").unwrap();
    }
}

#[test]
fn live_ink_is_painted_in_the_frame_its_sample_arrives_in() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let (a, b) = (glass(&robot, 30.0, 110.0), glass(&robot, 60.0, 130.0));
    robot.touch(80, TouchPhase::Started, a, 0.5);
    let before = robot.tiles().shown(robot.app.world().resource::<Assets<Image>>());
    robot.touch(80, TouchPhase::Moved, b, 0.5); // one message, one frame
    let after = robot.tiles().shown(robot.app.world().resource::<Assets<Image>>());
    assert!(before != after);
    robot.touch(80, TouchPhase::Ended, b, 0.5);
    let settled = robot.tiles().shown(robot.app.world().resource::<Assets<Image>>());
    assert!(after == settled, "lifting the finger changes no pixel");
}
