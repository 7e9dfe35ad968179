//! What is kept, who gets in, and what is left on the tablet.

mod support;

use bevy::{
    input::{
        ButtonState,
        keyboard::{Key, KeyCode, KeyboardInput},
        touch::TouchPhase,
    },
    prelude::*,
    window::{PrimaryWindow, WindowFocused},
};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::Poll,
    time::{Duration, Instant},
};
use support::{opening, story};
use three_houses::{
    app::{
        self, Opening,
        desk::{Pad, Screen},
        keeping::{Fresh, Keeping},
        player::Robot,
    },
    session::{Chooser, HouseKind, MarkKind, Point, Session},
    vault::{Change, Cost, FileStorage, KeyComing, MemoryStorage, Record, Storage, StorageError, Vault, key_from},
};

const PIN: &str = "271828";
const TABLET: (u32, u32, f32) = (1280, 800, 5.9);

/// An app whose session is kept in memory, on the street.
fn robot() -> Robot {
    let opening = opening();
    let keeping = Keeping::in_memory(&opening.session, PIN).unwrap();
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, TABLET));
    robot.pin = PIN.into();
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    robot
}

/// An app as it starts on a tablet, with its vault in a file.
fn started(data: &Path) -> Robot {
    let opening = opening();
    let session = opening.session.clone();
    let fresh: Fresh = Arc::new(move || session.clone());
    let keeping = Keeping::in_file(&data.join("vault"), fresh).unwrap();
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, TABLET));
    robot.pin = PIN.into();
    robot
}

fn flush(robot: &mut Robot) {
    robot.wait();
    assert!(robot.app.world().resource::<Keeping>().flush(Duration::from_secs(20)));
}

fn line(robot: &mut Robot, y: f32) {
    let samples: Vec<_> = (0..8u64).map(|i| (Point::new(20.0 + i as f32 * 5.0, y), i * 16, 0.5)).collect();
    robot.draw(&samples);
}

fn press(robot: &mut Robot, key: Key, code: KeyCode) {
    let mut windows = robot.app.world_mut().query_filtered::<Entity, With<PrimaryWindow>>();
    let window = windows.single(robot.app.world()).unwrap();
    let text = if let Key::Character(text) = &key { Some(text.clone()) } else { None };
    let input = KeyboardInput { key_code: code, logical_key: key, state: ButtonState::Pressed, text, repeat: false, window };
    robot.app.world_mut().write_message(input);
    robot.wait();
}

#[test]
fn one_touch_hides_all_and_only_the_pin_returns_to_the_very_same_place() {
    let mut robot = robot();
    robot.tap("Worries").unwrap();
    robot.tap("Stickers").unwrap();
    let (before, session) = (robot.desk().clone(), robot.session().clone());
    let at = robot.find("Hide").unwrap();
    robot.touch(900, TouchPhase::Started, at, 0.5);
    robot.touch(900, TouchPhase::Ended, at, 0.5);
    assert!(robot.desk().hidden, "in the frame of the touch");
    assert_eq!(robot.names(), ["Unlock"], "nothing else can be reached or is read out");
    for at in [Vec2::new(640.0, 400.0), Vec2::new(60.0, 60.0), Vec2::new(700.0, 90.0)] {
        robot.tap_at(at);
    }
    robot.tap("Unlock").unwrap();
    robot.type_pin("000000").unwrap();
    assert!(robot.desk().hidden, "a wrong PIN leads nowhere");
    robot.tap("Never mind").unwrap();
    assert_eq!(robot.names(), ["Unlock"]);
    robot.unlock().unwrap();
    assert_eq!((robot.desk(), robot.session()), (&before, &session));
}

#[test]
fn a_key_and_another_program_hide_it_too_and_a_stroke_is_not_lost() {
    let mut robot = robot();
    robot.tap("Good things").unwrap();
    let from = robot.px_of(Point::new(20.0, 120.0));
    robot.touch(7, TouchPhase::Started, from, 0.5);
    for i in 1..10 {
        robot.touch(7, TouchPhase::Moved, from + Vec2::new(i as f32 * 12.0, 0.0), 0.5);
    }
    press(&mut robot, Key::Escape, KeyCode::Escape);
    assert!(robot.desk().hidden);
    robot.touch(7, TouchPhase::Ended, from, 0.5);
    robot.unlock().unwrap();
    assert_eq!(robot.session().page().marks.len(), 1, "what was under the finger stays");
    let mut windows = robot.app.world_mut().query_filtered::<Entity, With<PrimaryWindow>>();
    let window = windows.single(robot.app.world()).unwrap();
    robot.app.world_mut().write_message(WindowFocused { window, focused: false });
    robot.wait();
    assert!(robot.desk().hidden);
}

/// A key that takes its time: it is there at the fifth look.
fn made_late(pin: &str, salt: [u8; 16], cost: Cost) -> KeyComing {
    let (key, mut looks) = (key_from(pin, &salt, cost), 0);
    Box::pin(std::future::poll_fn(move |_| {
        looks += 1;
        if looks < 5 { Poll::Pending } else { Poll::Ready(key.clone()) }
    }))
}

#[test]
fn a_key_that_takes_its_time_is_waited_for_and_nothing_else_is_done_meanwhile() {
    let opening = opening();
    let keeping = Keeping::in_memory(&opening.session, PIN).unwrap().making_keys(made_late, |_| {});
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, TABLET));
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    let told = |robot: &Robot| robot.app.world().resource::<Keeping>().told();
    // A wrong one, the right one, and the right one while somebody hides the page again: that stays hidden.
    for (pin, escape, opens) in [("000000", false, false), (PIN, true, false), (PIN, false, true)] {
        if !robot.desk().hidden {
            robot.tap("Hide").unwrap();
        }
        if robot.desk().pad.is_none() {
            robot.tap("Unlock").unwrap();
        }
        for digit in pin.chars() {
            robot.tap(&digit.to_string()).unwrap();
        }
        let at = robot.find("Open").unwrap();
        robot.touch(901, TouchPhase::Started, at, 0.5);
        robot.touch(901, TouchPhase::Ended, at, 0.5);
        assert!(robot.desk().hidden && told(&robot).said == "One moment.", "{:?}", told(&robot));
        if escape {
            press(&mut robot, Key::Escape, KeyCode::Escape);
        }
        for _ in 0..6 {
            robot.wait();
        }
        assert_eq!(robot.desk().hidden, !opens);
        assert_eq!(told(&robot).said, if pin == PIN { "" } else { "That is not the PIN." });
    }
}

/// What was begun, for one test.
static BEGUN: Mutex<Vec<Option<String>>> = Mutex::new(Vec::new());

#[test]
fn a_key_is_begun_when_what_is_typed_may_be_all_and_let_go_with_it() {
    let opening = opening();
    let keeping = Keeping::in_memory(&opening.session, PIN).unwrap();
    let keeping = keeping.making_keys(made_late, |of| BEGUN.lock().unwrap().push(of.map(|(pin, ..)| pin.to_owned())));
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, TABLET));
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    robot.tap("Hide").unwrap();
    robot.tap("Unlock").unwrap();
    let begun_by = |robot: &mut Robot, control: &str| {
        BEGUN.lock().unwrap().clear();
        robot.tap(control).unwrap();
        BEGUN.lock().unwrap().clone()
    };
    let (first, last) = PIN.split_at(5);
    for digit in first.chars() {
        assert_eq!(begun_by(&mut robot, &digit.to_string()), [None]);
    }
    assert_eq!(begun_by(&mut robot, last), [Some(PIN.into())]);
    assert_eq!(begun_by(&mut robot, "1"), [Some(format!("{PIN}1"))]);
    assert_eq!(begun_by(&mut robot, "Take back"), [Some(PIN.into())]);
    assert_eq!(begun_by(&mut robot, "Never mind"), [None]);
    // Nothing is begun, or let go, while it is tried; then it is let go.
    robot.tap("Unlock").unwrap();
    for digit in PIN.chars() {
        robot.tap(&digit.to_string()).unwrap();
    }
    BEGUN.lock().unwrap().clear();
    let at = robot.find("Open").unwrap();
    robot.touch(901, TouchPhase::Started, at, 0.5);
    robot.touch(901, TouchPhase::Ended, at, 0.5);
    assert!(BEGUN.lock().unwrap().is_empty());
    for _ in 0..6 {
        robot.wait();
    }
    assert!(!robot.desk().hidden);
    assert_eq!(*BEGUN.lock().unwrap(), [None]);
}

#[test]
fn the_workers_side_lies_behind_the_pin() {
    let mut robot = robot();
    robot.tap("For the worker").unwrap();
    assert_eq!((robot.desk().screen, robot.desk().pad), (Screen::Page, Some(Pad::Worker)));
    robot.type_pin("1234567").unwrap();
    assert_eq!(robot.desk().screen, Screen::Page);
    robot.tap("Never mind").unwrap();
    line(&mut robot, 60.0);
    assert_eq!(robot.session().page().marks.len(), 1, "the page is the child's again");
    robot.to_worker().unwrap();
    assert_eq!(robot.desk().screen, Screen::HandOver);
}

#[test]
fn a_pin_can_be_typed_on_a_keyboard() {
    let mut robot = robot();
    robot.tap("Hide").unwrap();
    robot.tap("Unlock").unwrap();
    for digit in PIN.chars() {
        press(&mut robot, Key::Character(digit.to_string().into()), KeyCode::Digit1);
    }
    press(&mut robot, Key::Enter, KeyCode::Enter);
    assert!(!robot.desk().hidden);
}

#[test]
fn a_first_start_chooses_a_pin_and_a_second_goes_on_where_the_first_was_cut_off() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = started(data.path());
    assert_eq!(robot.desk().screen, Screen::Locked);
    robot.type_pin("12345").unwrap();
    robot.type_pin(PIN).unwrap();
    robot.type_pin("999999").unwrap();
    assert_eq!(robot.desk().screen, Screen::Locked, "the two were not the same");
    robot.type_pin(PIN).unwrap();
    robot.type_pin(PIN).unwrap();
    assert_eq!(robot.desk().screen, Screen::Sessions);
    robot.tap("New session").unwrap();
    robot.tap("Give it to the child").unwrap();
    robot.tap("Open the book").unwrap();
    robot.choose_theme("fairy", Chooser::Child).unwrap();
    robot.tap("Dreams").unwrap();
    robot.tap("Back to the street").unwrap();
    line(&mut robot, 20.0);
    line(&mut robot, 40.0);
    robot.tap("Undo").unwrap();
    assert_eq!(robot.session().page().marks.len(), 1);
    flush(&mut robot);
    let session = robot.session().clone();
    drop(robot);

    let mut robot = started(data.path());
    robot.type_pin("999999").unwrap();
    assert_eq!(robot.desk().screen, Screen::Locked);
    robot.type_pin(PIN).unwrap();
    let name = format!("{} {}", session.setting.date, session.case_ref);
    robot.tap(&name).unwrap();
    assert_eq!(robot.session(), &session);
    assert_eq!(robot.desk().screen, Screen::Page, "the child's page is open at once");
    robot.tap("Redo").unwrap();
    assert_eq!(robot.session().page().marks.len(), session.page().marks.len() + 1, "undo and redo are still there");
    assert_eq!(robot.studio().painter.theme().name, "fairy");
}

#[test]
fn what_was_exported_can_be_erased() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = started(data.path());
    robot.type_pin(PIN).unwrap();
    robot.type_pin(PIN).unwrap();
    robot.tap("New session").unwrap();
    robot.tap("Give it to the child").unwrap();
    robot.tap("Open the book").unwrap();
    robot.choose_theme("wizard", Chooser::Child).unwrap();
    line(&mut robot, 60.0);
    let out = data.path().join("out");
    fs::create_dir(&out).unwrap();
    robot.app.world_mut().resource_mut::<three_houses::app::screens::Exporting>().into = Some(out.clone());
    robot.to_worker().unwrap();
    assert!(!robot.names().contains(&"Erase from this tablet".into()), "not before it was exported");
    robot.tap("Write the case file").unwrap();
    let patience = Instant::now();
    while !robot.names().contains(&"Erase from this tablet".into()) {
        assert!(patience.elapsed() < Duration::from_secs(120));
        std::thread::sleep(Duration::from_millis(50));
        robot.wait();
    }
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
    robot.tap("Erase from this tablet").unwrap();
    assert_eq!(robot.desk().screen, Screen::Sessions);
    assert!(robot.app.world().resource::<Keeping>().sessions().is_empty());
}

/// Runs the program with the PIN on its standard input: its exit code, what it printed, what it complained about.
fn run(data: &Path, arguments: &[&str], pin: &str) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_three-houses"))
        .args(arguments)
        .env("THREE_HOUSES_DATA", data)
        .env("THREE_HOUSES_PIN", PIN)
        .env("RUST_LOG", "trace")
        .env("TMPDIR", data.join("tmp"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = writeln!(child.stdin.take().unwrap(), "{pin}");
    let done = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (done.status.code().unwrap_or(-1), text(&done.stdout), text(&done.stderr))
}

#[test]
fn a_played_session_is_kept_and_nothing_of_it_can_be_read() {
    let data = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    fs::create_dir(data.path().join("tmp")).unwrap();
    let (folder, elsewhere) = (data.path().to_str().unwrap(), out.path().to_str().unwrap());
    let file = story("first-session.ron");
    let (code, said, complained) = run(data.path(), &["play", file.to_str().unwrap(), "--out", elsewhere, "--data", folder], "");
    assert_eq!(code, 0, "{complained}");
    let exported = PathBuf::from(said.lines().last().unwrap());
    // Nothing in the clear: not in the data folder, not in what was said.
    let secrets = ["EX-0412", "biscits", "My sunny house", "I go under the bed", "A. Example", "Teaching assistant", "cloud"];
    let signatures: [&[u8]; 3] = [b"\x89PNG", b"RIFF", b"Summary("];
    assert_eq!(fs::read_dir(data.path().join("tmp")).unwrap().count(), 0, "no temporary file is left");
    for entry in fs::read_dir(data.path()).unwrap().flatten().filter(|entry| entry.path().is_file()) {
        let bytes = fs::read(entry.path()).unwrap();
        let holds = |what: &[u8]| bytes.windows(what.len()).any(|window| window == what);
        for secret in secrets {
            assert!(!holds(secret.as_bytes()), "{secret} stands in {:?}", entry.path());
        }
        for signature in signatures {
            assert!(!holds(signature), "{signature:?} stands in {:?}", entry.path());
        }
    }
    assert!(secrets.iter().all(|secret| !complained.contains(secret)), "{complained}");

    let (code, listed, _) = run(data.path(), &["list"], PIN);
    assert_eq!((code, listed.contains("2026-11-23 EX-0412 ended")), (0, true), "{listed}");
    let (code, _, complained) = run(data.path(), &["list"], "111111");
    assert_eq!((code, complained.trim()), (1, "that is not the PIN"));
    let id = listed.split(' ').next().unwrap();
    let (code, _, complained) = run(data.path(), &["export", "no-such", "--out", elsewhere], PIN);
    assert_eq!((code, complained.lines().count()), (1, 1), "{complained}");
    let again = tempfile::tempdir().unwrap();
    let (code, said, complained) = run(data.path(), &["export", &id[..8], "--out", again.path().to_str().unwrap()], PIN);
    assert_eq!(code, 0, "{complained}");
    let summary = |folder: &Path| fs::read(folder.join("summary.ron")).unwrap();
    assert_eq!(summary(Path::new(said.trim())), summary(&exported), "the same record from the vault as from the app");
    let (_, listed, _) = run(data.path(), &["list"], PIN);
    assert!(listed.contains("exported"), "{listed}");
    // What the agency decided holds; a bad file is told and the defaults hold.
    for (settings, lists, told) in
        [("(keep_put_away: false)", false, ""), ("(keep_put_away: perhaps)", true, "settings.ron: 1:16")]
    {
        fs::write(data.path().join("settings.ron"), settings).unwrap();
        let into = tempfile::tempdir().unwrap();
        let (code, said, complained) = run(data.path(), &["export", &id[..8], "--out", into.path().to_str().unwrap()], PIN);
        assert_eq!((code, complained.contains(told)), (0, true), "{complained}");
        assert_eq!(String::from_utf8(summary(Path::new(said.trim()))).unwrap().contains("PutAway"), lists);
    }
    let (code, _, complained) = run(&data.path().join("nothing-here"), &["list"], PIN);
    assert_eq!((code, complained.trim()), (1, "there is no vault here yet"));
}

/// Kills the app at random moments of a story played at its own speed. Each time the vault opens, and every gesture that the app
/// had finished more than 250 ms before is there. `THREE_HOUSES_KILLS` says how often.
#[test]
fn a_killed_app_loses_at_most_the_last_quarter_of_a_second() {
    let kills: usize = std::env::var("THREE_HOUSES_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    let folder = tempfile::tempdir().unwrap();
    // Short strokes, ten a second, for two seconds.
    let strokes: Vec<String> = (0..20)
        .map(|i| {
            let (at, y) = (300 + i * 100, 20 + i * 3);
            let points = format!("(20, {y}, 0, 0.5), (40, {y}, 20, 0.5), (60, {y}, 40, 0.5)");
            format!("At({at}, Draw(brush: Pen, colour: \"blue\", width_mm: 1.6, points: [{points}])),")
        })
        .collect();
    let text = format!(
        "WrittenSession(version: 1, case_ref: \"EX-9\", child: (initials: \"K\", language: \"en-GB\"), setting: (date: \"2026-11-24\", \
         started_at: \"10:00\", place: Home, worker: (name: \"A\", role: \"B\")), steps: [At(0, ChooseTheme(theme: \"houses\", by: Child)), {}])",
        strokes.join(" ")
    );
    let file = folder.path().join("story.ron");
    fs::write(&file, text).unwrap();
    let mut seed = 12_345u64;
    let mut kept = 0;
    for round in 0..kills {
        let data = folder.path().join(format!("data-{round}"));
        fs::create_dir(&data).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_three-houses"))
            .args(["play".as_ref(), file.as_os_str(), "--out".as_ref(), folder.path().as_os_str()])
            .args(["--data".as_ref(), data.as_os_str(), "--pace".as_ref(), "real".as_ref()])
            .env("THREE_HOUSES_PIN", PIN)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(said.next().unwrap().unwrap(), "began");
        let began = Instant::now();
        let heard = std::thread::spawn(move || {
            let heard = said.map_while(Result::ok).filter(|line| line.starts_with("took step")).map(|_| Instant::now());
            heard.collect::<Vec<_>>()
        });
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis(100 + (seed >> 33) % 2_200).saturating_sub(began.elapsed()));
        let killed = Instant::now();
        child.kill().unwrap();
        child.wait().unwrap();
        // The first step chooses the theme; each of the others is a stroke.
        let heard = heard.join().unwrap();
        let due = heard.iter().skip(1).filter(|at| **at + Duration::from_millis(250) < killed).count();
        let storage = FileStorage::open(&data.join("vault")).unwrap();
        let vault = Vault::unlock(Box::new(storage), PIN, 0).map_err(|(_, error)| error).unwrap();
        let entries = vault.list().unwrap();
        let session: Session = vault.open(entries[0].key).unwrap().0;
        let found = session.page().marks.iter().filter(|mark| matches!(mark.kind, MarkKind::Stroke(_))).count();
        assert!(found >= due, "round {round}: {found} of {due} strokes after a kill at {:?}", killed - began);
        kept += found;
    }
    assert!(kept > kills, "too few strokes were made for this to prove anything: {kept} in {kills} rounds");
}

#[test]
fn the_pin_can_be_changed_and_only_the_new_one_opens() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = started(data.path());
    robot.type_pin(PIN).unwrap();
    robot.type_pin(PIN).unwrap();
    robot.tap("New session").unwrap();
    flush(&mut robot);
    robot.tap("Give it to the child").unwrap();
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    robot.to_worker().unwrap();
    robot.tap("All sessions").unwrap();
    robot.tap("Change the PIN").unwrap();
    for typed in ["999999", PIN, "123", "424242", "424243", "424242", "424242"] {
        robot.type_pin(typed).unwrap();
    }
    assert_eq!(robot.desk().pad, None, "it is changed");
    drop(robot);
    let mut robot = started(data.path());
    robot.type_pin(PIN).unwrap();
    assert_eq!(robot.desk().screen, Screen::Locked);
    robot.type_pin("424242").unwrap();
    assert_eq!(robot.desk().screen, Screen::Sessions);
}

#[test]
fn what_was_exported_a_week_ago_is_erased_at_the_next_unlocking_and_what_was_not_stays() {
    let data = tempfile::tempdir().unwrap();
    let storage = FileStorage::open(&data.path().join("vault")).unwrap();
    let vault = Vault::create(Box::new(storage), PIN, Cost::LEAST).unwrap();
    let mut session = opening().session;
    let old = vault.begin(&session, 1).unwrap().id();
    session.case_ref = "EX-STAYS".into();
    vault.begin(&session, 1).unwrap();
    vault.mark_exported(old, 2).unwrap();
    drop(vault);
    let mut robot = started(data.path());
    robot.type_pin(PIN).unwrap();
    let left = robot.app.world().resource::<Keeping>().sessions();
    assert_eq!(left.iter().map(|entry| entry.about.clone().unwrap().case_ref).collect::<Vec<_>>(), ["EX-STAYS"]);
}

#[test]
fn a_house_left_by_hiding_is_still_entered() {
    let mut robot = robot();
    robot.tap("Dreams").unwrap();
    robot.tap("Hide").unwrap();
    robot.unlock().unwrap();
    assert_eq!(robot.desk().inside, Some(HouseKind::Dreams));
}

/// Turned upright too, every control of the worker's side can be reached.
#[test]
fn nothing_overlaps_on_the_workers_side_of_a_small_window() {
    for tablet in [(800, 1280, 5.9), (740, 360, 6.3), (360, 740, 6.3)] {
        let opening = opening();
        let keeping = Keeping::in_memory(&opening.session, PIN).unwrap();
        let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, tablet));
        robot.pin = PIN.into();
        robot.tap("Open the book").unwrap();
        robot.choose_theme("wizard", Chooser::Child).unwrap();
        robot.choose_theme("fairy", Chooser::Together).unwrap();
        assert_eq!(robot.studio().painter.theme().name, "fairy");
        robot.tap("Hide").unwrap();
        robot.unlock().unwrap();
        robot.to_worker().unwrap();
        robot.tap("All sessions").unwrap();
        assert_eq!(robot.desk().screen, Screen::Sessions);
    }
}

/// A storage that fails when it is told to.
struct Failing(MemoryStorage, Arc<AtomicBool>);

impl Storage for Failing {
    fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        self.0.read(key)
    }

    fn scan(&self, prefix: &[u8]) -> Result<Vec<Record>, StorageError> {
        self.0.scan(prefix)
    }

    fn commit(&mut self, changes: &[Change]) -> Result<(), StorageError> {
        if self.1.load(Ordering::SeqCst) { Err(StorageError::Full) } else { self.0.commit(changes) }
    }

    fn compact(&mut self) -> Result<(), StorageError> {
        self.0.compact()
    }
}

#[test]
fn a_failing_save_shows_and_goes_on_being_tried() {
    let opening = opening();
    let (storage, fails) = (MemoryStorage::default(), Arc::new(AtomicBool::new(false)));
    let vault = Vault::create(Box::new(Failing(storage.clone(), fails.clone())), PIN, Cost::LEAST).unwrap();
    let keeping = Keeping::with(vault.begin(&opening.session, 1).unwrap());
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, TABLET));
    robot.pin = PIN.into();
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    let shows = |robot: &mut Robot, wanted: bool| {
        let patience = Instant::now();
        while robot.names().contains(&"Not saved yet".into()) != wanted {
            assert!(patience.elapsed() < Duration::from_secs(30));
            std::thread::sleep(Duration::from_millis(20));
            robot.wait();
        }
    };
    fails.store(true, Ordering::SeqCst);
    line(&mut robot, 40.0);
    shows(&mut robot, true);
    line(&mut robot, 60.0);
    fails.store(false, Ordering::SeqCst);
    shows(&mut robot, false);
    flush(&mut robot);
    let entries = vault.list().unwrap();
    assert_eq!(&vault.open(entries[0].key).unwrap().0, robot.session(), "nothing was lost");
}

#[test]
fn a_long_stroke_is_kept_while_the_finger_is_still_down() {
    let opening = opening();
    let storage = MemoryStorage::default();
    let vault = Vault::create(Box::new(storage.clone()), PIN, Cost::LEAST).unwrap();
    let keeping = Keeping::with(vault.begin(&opening.session, 1).unwrap());
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, TABLET));
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    let from = robot.px_of(Point::new(20.0, 30.0));
    robot.touch(5, TouchPhase::Started, from, 0.5);
    for i in 1..=30u64 {
        robot.set_time(i * 100);
        robot.touch(5, TouchPhase::Moved, from + Vec2::new(i as f32 * 8.0, 0.0), 0.5);
    }
    assert_eq!(robot.session().page().marks.len(), 0, "the finger is still down");
    // The power goes now: what a new start finds.
    let patience = Instant::now();
    let found = loop {
        let found = vault.open(vault.list().unwrap()[0].key).unwrap().0;
        if matches!(found.page().marks.last().map(|mark| &mark.kind), Some(MarkKind::Stroke(stroke)) if stroke.samples.len() >= 20)
        {
            break found;
        }
        assert!(patience.elapsed() < Duration::from_secs(20), "no piece of the stroke was kept");
        std::thread::sleep(Duration::from_millis(20));
    };
    let mark = found.page().marks.last().unwrap().clone();
    let MarkKind::Stroke(stroke) = &mark.kind else { panic!("a stroke") };
    assert!(stroke.samples.len() >= 20 && mark.at_ms <= 200, "{} samples from {} ms on", stroke.samples.len(), mark.at_ms);
    robot.touch(5, TouchPhase::Ended, from + Vec2::new(240.0, 0.0), 0.5);
    flush(&mut robot);
    let found = vault.open(vault.list().unwrap()[0].key).unwrap().0;
    assert_eq!(&found, robot.session(), "and once it is lifted the piece is gone and the stroke is there, once");
}
