//! How paper moves and sounds: softly, once, never on worries, and not at all where stillness was asked for.

mod support;

use bevy::{prelude::*, time::TimeUpdateStrategy};
use std::time::Duration;
use support::{opening, robot};
use three_houses::{
    app::{
        self, Opening,
        keeping::{Keeping, SettingsKept},
        motion::{Leaf, Slides},
        player::Robot,
        sitting::Clock,
        sounds::PaperSound,
    },
    artwork,
    session::{Chooser, Point},
    settings::Settings,
};

#[derive(Resource, Default)]
struct Heard(Vec<PaperSound>);

fn listening(mut robot: Robot) -> Robot {
    robot.app.init_resource::<Heard>();
    robot.app.add_systems(Last, |mut sounds: MessageReader<PaperSound>, mut heard: ResMut<Heard>| heard.0.extend(sounds.read()));
    robot.wait();
    robot
}

/// What was heard since the last time.
fn heard(robot: &mut Robot) -> Vec<PaperSound> {
    robot.wait();
    std::mem::take(&mut robot.app.world_mut().resource_mut::<Heard>().0)
}

#[test]
fn each_thing_sounds_once_and_undoing_not_at_all() {
    let mut robot = listening(robot());
    heard(&mut robot);
    robot.tap("Good things").unwrap();
    assert_eq!(heard(&mut robot), [PaperSound::Page]);
    robot.tap("Stickers").unwrap();
    assert_eq!(heard(&mut robot), [PaperSound::Drawer]);
    robot.tap("Animals").unwrap();
    robot.tap("Cat").unwrap();
    robot.tap_page(Point::new(50.0, 150.0));
    assert_eq!(heard(&mut robot), [PaperSound::LaidDown]);
    robot.tap("Put away").unwrap();
    assert_eq!(heard(&mut robot), [PaperSound::PutAway]);
    robot.tap("Undo").unwrap();
    robot.tap("Undo").unwrap();
    robot.draw(&[(Point::new(20.0, 150.0), 0, 0.5), (Point::new(40.0, 150.0), 90, 0.5)]);
    assert_eq!(heard(&mut robot), [], "ink and undoing are silent");
    robot.tap("Shutters").unwrap();
    assert_eq!(heard(&mut robot), [PaperSound::Shutters]);
    robot.tap("Back to the street").unwrap();
    assert_eq!(heard(&mut robot), [PaperSound::Page]);
}

#[test]
fn worries_and_hiding_are_silent() {
    let mut robot = listening(robot());
    heard(&mut robot);
    robot.tap("Worries").unwrap();
    robot.tap("Stickers").unwrap();
    robot.tap("Animals").unwrap();
    robot.tap("Cat").unwrap();
    robot.tap_page(Point::new(150.0, 150.0));
    robot.tap("Shutters").unwrap();
    robot.tap("Back to the street").unwrap();
    robot.tap("Hide").unwrap();
    assert_eq!(heard(&mut robot), []);
}

#[test]
fn sounds_are_short_and_soft() {
    for sound in PaperSound::ALL {
        let bytes = artwork::bytes(sound.file()).unwrap();
        let mut wav = hound::WavReader::new(bytes).unwrap();
        let samples: Vec<i16> = wav.samples().collect::<Result<_, _>>().unwrap();
        assert!(samples.len() as f32 / wav.spec().sample_rate as f32 <= 0.6, "{sound:?}");
        let loudest = samples.iter().map(|s| s.unsigned_abs()).max().unwrap();
        assert!((1_000..12_000).contains(&loudest), "{sound:?}: {loudest}");
    }
}

/// An app whose clock runs, as in a window, a frame of 20 ms at a time.
fn moving(settings: Settings) -> Robot {
    let opening = opening();
    let opening = Opening { keeping: Keeping::without().deciding(settings, SettingsKept::Nowhere), ..opening };
    let mut app = app::headless(opening, (1280, 800, 5.9));
    app.insert_resource(Clock::of_the_wall());
    app.insert_resource(TimeUpdateStrategy::ManualDuration(Duration::from_millis(20)));
    let mut robot = Robot::new(app);
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    robot
}

fn count<T: Component>(robot: &mut Robot) -> usize {
    let mut found = robot.app.world_mut().query_filtered::<(), With<T>>();
    found.iter(robot.app.world()).count()
}

#[test]
fn a_leaf_turns_and_a_drawer_slides_and_both_come_to_rest() {
    let mut robot = moving(Settings::default());
    robot.tap("Dreams").unwrap();
    assert!(count::<Leaf>(&mut robot) > 0);
    robot.tap("Stickers").unwrap();
    assert!(count::<Slides>(&mut robot) > 0);
    for _ in 0..50 {
        robot.wait();
    }
    assert_eq!((count::<Leaf>(&mut robot), count::<Slides>(&mut robot)), (0, 0));
    robot.tap("Animals").unwrap();
    assert_eq!(count::<Slides>(&mut robot), 0, "the drawer is out already");
}

#[test]
fn a_finger_on_the_page_does_not_wait_for_the_leaf() {
    let mut robot = moving(Settings::default());
    robot.tap("Good things").unwrap();
    assert!(count::<Leaf>(&mut robot) > 0);
    robot.draw(&[(Point::new(20.0, 150.0), 0, 0.5), (Point::new(60.0, 150.0), 90, 0.5)]);
    assert_eq!(count::<Leaf>(&mut robot), 0);
    assert_eq!(robot.session().page().marks.len(), 1);
}

#[test]
fn nothing_moves_where_stillness_was_asked_for() {
    let mut robot = moving(Settings { reduced_motion: true, ..Settings::default() });
    robot.tap("Dreams").unwrap();
    robot.tap("Stickers").unwrap();
    assert_eq!((count::<Leaf>(&mut robot), count::<Slides>(&mut robot)), (0, 0));
}
