//! The child's voice, recorded by the whole app with a robot hand: from a microphone to the exported sound.

mod support;

use bevy::{input::touch::TouchPhase, prelude::*, window::WindowFocused};
use std::{
    fs,
    io::Write,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use support::{artwork, is_here, opening, story};
use three_houses::{
    app::{
        self, Opening,
        desk::{Carried, Does, Listen, Screen},
        keeping::{Keeping, SettingsKept},
        player::{Pace, Robot, play_kept},
        screens::{COVER, LISTEN, NOTED, SLOWLY, WRITE_DOWN},
        tray::{HAD_ENOUGH, SPEAK, STOP},
        voice::{Hearing, Sound},
    },
    case_file::{self, Summary, SummaryContent},
    picture::{Painter, Typesetter},
    session::{Chooser, HouseKind, ItemState, Mark, MarkKind, Point, Recording, Session, Thing, WordsStatus},
    settings::Settings,
    vault::{Cost, FileStorage, Vault, Voices},
    voice::{Clip, Device, Ear, Microphone, Open, RATE, Trouble},
    written_session::{self, WrittenSession},
};

const PIN: &str = "161803";

/// An app where voices may be recorded, with its vault in a folder, and a house open.
fn allowed(data: &Path) -> Robot {
    let opening = opening();
    let vault = Vault::create(Box::new(FileStorage::open(&data.join("vault")).unwrap()), PIN, Cost::LEAST).unwrap();
    let keeping = Keeping::with(vault.begin(&opening.session, 1).unwrap());
    let keeping = keeping.deciding(Settings { recording: true, ..Settings::default() }, SettingsKept::Nowhere);
    let mut robot = Robot::new(app::headless(Opening { keeping, ..opening }, (1280, 800, 5.9)));
    robot.pin = PIN.into();
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    robot.tap("Good things").unwrap();
    robot
}

/// Everything as it is when the app is killed and opened again.
fn opened_again(data: &Path) -> (Session, Voices) {
    let vault = Vault::unlock(Box::new(FileStorage::open(&data.join("vault")).unwrap()), PIN, 2).map_err(|(_, why)| why).unwrap();
    let (session, keeper) = vault.open(vault.list().unwrap()[0].key).unwrap();
    (session, keeper.voices())
}

fn clip(seconds: f32) -> written_session::Clip {
    let count = (seconds * RATE as f32) as usize;
    let pcm = (0..count).map(|i| ((i as f32 * 0.05).sin() * (i as f32 * 0.0007).sin().abs() * 20_000.0) as i16).collect();
    written_session::Clip { sample_rate: RATE, pcm }
}

fn hears(robot: &mut Robot, microphone: impl Microphone) {
    robot.app.world_mut().resource_mut::<Hearing>().microphone = Arc::new(microphone);
}

fn bubbles(session: &Session) -> Vec<(Mark, Recording)> {
    let marks = session.page().marks.iter();
    marks
        .filter_map(|mark| match &mark.kind {
            MarkKind::Placed(Thing::Recording(recording), _) => Some((Mark::clone(mark), Recording::clone(recording))),
            _ => None,
        })
        .collect()
}

fn voices(robot: &Robot) -> Voices {
    robot.app.world().resource::<Keeping>().voices().cloned().unwrap()
}

fn draw_a_line(robot: &mut Robot, y: f32) {
    robot.draw(&[(Point::new(20.0, y), 0, 0.5), (Point::new(50.0, y + 3.0), 20, 0.5), (Point::new(80.0, y), 40, 0.5)]);
}

#[test]
fn the_microphone_is_there_only_where_the_agency_allows_it() {
    let mut robot = support::robot();
    assert!(robot.find(SPEAK).is_err());
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    assert!(robot.find(SPEAK).is_ok());
    robot.app.world_mut().resource_mut::<Keeping>().settings.recording = false;
    robot.wait();
    robot.wait();
    assert!(robot.find(SPEAK).is_err());
}

#[test]
fn a_recording_is_spoken_placed_heard_written_down_moved_covered_and_put_away() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    robot.set_time(4_000);
    let said = clip(1.3);
    robot.speak(&said, 4_000).unwrap();
    assert_eq!((robot.desk().carried.clone(), bubbles(robot.session()).len()), (Some(Carried::Spoken), 0));
    robot.tap_page(Point::new(50.0, 130.0));
    let (mark, recording) = bubbles(robot.session()).remove(0);
    assert_eq!((mark.at_ms, recording.samples), (4_000, said.pcm.len() as u64));
    assert!(mark.pose().unwrap().at.distance(Point::new(50.0, 130.0)) < 0.1);
    assert!(voices(&robot).sound(mark.id).unwrap() == said.pcm, "none dropped, none doubled, none changed");
    let listens = |robot: &Robot| robot.desk().voice.hears;
    let plays = |robot: &mut Robot| {
        robot.wait_until(|robot| robot.app.world().resource::<Assets<Sound>>().len() == 1).unwrap();
        let mut players = robot.app.world_mut().query::<&PlaybackSettings>();
        players.single(robot.app.world()).unwrap().speed
    };
    // A touch is heard; the next one stops it.
    robot.tap(LISTEN).unwrap();
    assert_eq!(listens(&robot), Some((mark.id, false)));
    assert_eq!(plays(&mut robot), 1.0);
    robot.tap(LISTEN).unwrap();
    robot.wait();
    assert_eq!((listens(&robot), robot.app.world().resource::<Assets<Sound>>().len()), (None, 0), "and nothing of it stays");
    // A touch on the bubble itself is heard too.
    robot.tap_page(Point::new(50.0, 130.0));
    assert_eq!((listens(&robot), robot.desk().chosen), (Some((mark.id, false)), Some(mark.id)));
    robot.tap_page(Point::new(50.0, 130.0));
    assert_eq!((listens(&robot), robot.desk().chosen), (None, None));
    robot.tap_page(Point::new(50.0, 130.0));
    robot.tap(SLOWLY).unwrap();
    assert_eq!(plays(&mut robot), 0.5);
    // Its words are written down while it is heard, and it does not change.
    robot.tap(WRITE_DOWN).unwrap();
    robot.type_words("we have a dog").unwrap();
    robot.tap("Ready").unwrap();
    let words = robot.session().said_about(mark.id).cloned().unwrap();
    assert_eq!((words.text.as_str(), words.status), ("we have a dog", WordsStatus::FromRecording));
    assert_eq!(bubbles(robot.session()).remove(0).1, recording);
    // Covered, it is not heard; put away, it stops.
    robot.drag_page(Point::new(50.0, 130.0), Point::new(40.0, 120.0));
    robot.tap(COVER).unwrap();
    assert_eq!(listens(&robot), None);
    robot.tap(COVER).unwrap();
    robot.tap(LISTEN).unwrap();
    assert!(listens(&robot).is_some());
    robot.tap("Put away").unwrap();
    robot.wait();
    assert_eq!((listens(&robot), bubbles(robot.session())[0].0.state), (None, ItemState::PutAway));
    robot.tap("Undo").unwrap();
    assert_eq!(bubbles(robot.session())[0].0.state, ItemState::Shown);
}

#[test]
fn the_light_is_seen_for_as_long_as_it_records_and_the_child_can_draw() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    let light = |robot: &mut Robot| robot.find("Your voice is being recorded").is_ok();
    assert!(!light(&mut robot));
    let microphone = Clip::default();
    microphone.add(RATE, clip(0.5).pcm);
    hears(&mut robot, microphone);
    robot.tap(SPEAK).unwrap();
    assert!(light(&mut robot), "in the frame it was asked for");
    draw_a_line(&mut robot, 110.0);
    for name in ["Colours", "Red", "Back to the street"] {
        robot.tap(name).unwrap();
        assert!(light(&mut robot), "{name}");
    }
    robot.wait_until(|robot| robot.app.world().resource::<Hearing>().has_heard_all()).unwrap();
    assert!(robot.desk().voice.recording, "it stops when it is stopped");
    robot.tap(STOP).unwrap();
    robot.wait_until(|robot| !robot.desk().voice.recording).unwrap();
    assert!(!light(&mut robot));
    // Into the house with the bubble in the hand.
    robot.tap("Worries").unwrap();
    assert_eq!(robot.desk().carried, Some(Carried::Spoken));
    robot.tap_page(Point::new(150.0, 130.0));
    assert_eq!(robot.session().house_at(bubbles(robot.session())[0].0.first_point()), Some(HouseKind::Worries));
    assert_eq!(robot.session().page().marks.len(), 2);
}

/// A microphone that goes on until it is let go, like a real one, and says so when it is closed.
#[derive(Clone, Default)]
struct Endless {
    open: Arc<AtomicBool>,
    pull: Arc<AtomicBool>,
    /// Says nothing for a while.
    hold: Arc<AtomicBool>,
    /// Samples said so far.
    said: Arc<AtomicUsize>,
}

/// What such a microphone says: it counts.
fn counted(from: usize, to: usize) -> impl Iterator<Item = i16> {
    (from..to).map(|i| (i % 20_000) as i16)
}

impl Endless {
    fn said(&self) -> usize {
        self.said.load(Ordering::SeqCst)
    }
}

struct Closes(Arc<AtomicBool>);

impl Drop for Closes {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

impl Microphone for Endless {
    fn open(&self, ear: Ear) -> Result<Open, Trouble> {
        self.open.store(true, Ordering::SeqCst);
        let mine = self.clone();
        std::thread::spawn(move || {
            while mine.open.load(Ordering::SeqCst) {
                if mine.pull.load(Ordering::SeqCst) {
                    return ear.lose(Trouble::Unplugged);
                }
                if mine.hold.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(1));
                    continue;
                }
                let next = mine.said();
                if !ear.wait_and_hear(counted(next, next + 480).map(|sample| f32::from(sample) / 32_767.0).collect()) {
                    return;
                }
                mine.said.store(next + 480, Ordering::SeqCst);
                // Ten times as fast as life.
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        Ok(Open { rate: RATE, notice: None, stream: Box::new(Closes(self.open.clone())) })
    }
}

/// Hide, another program in front, another screen: it stops at once, and what was said is on the page in the house it was said in.
#[test]
fn whatever_takes_the_page_away_stops_it_and_keeps_it() {
    for way in ["Hide", "focus", HAD_ENOUGH, "For the worker"] {
        let data = tempfile::tempdir().unwrap();
        let mut robot = allowed(data.path());
        let microphone = Endless::default();
        hears(&mut robot, microphone.clone());
        robot.tap(SPEAK).unwrap();
        robot.wait_until(|_| microphone.said() > 30_000).unwrap();
        match way {
            "focus" => {
                let mut windows = robot.app.world_mut().query_filtered::<Entity, With<bevy::window::PrimaryWindow>>();
                let window = windows.single(robot.app.world()).unwrap();
                robot.app.world_mut().write_message(WindowFocused { window, focused: false });
                robot.wait();
            }
            "For the worker" => robot.to_worker().unwrap(),
            name => robot.tap(name).unwrap(),
        }
        robot.wait_until(|robot| !robot.desk().voice.recording).unwrap();
        assert!(!microphone.open.load(Ordering::SeqCst), "{way}: the microphone is closed");
        let (mark, recording) = bubbles(robot.session()).remove(0);
        assert_eq!(robot.session().house_at(mark.first_point()), Some(HouseKind::GoodThings), "{way}");
        assert!(recording.samples > 30_000, "{way}");
        let kept = voices(&robot).sound(mark.id).unwrap();
        assert!(kept.iter().copied().eq(counted(0, kept.len())), "{way}");
        assert_eq!(robot.desk().carried, None, "{way}");
        if way == "Hide" {
            robot.unlock().unwrap();
            assert!(!robot.desk().voice.recording, "and it does not begin again by itself");
        }
    }
}

#[test]
fn hiding_stops_what_is_listened_to() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    robot.speak(&clip(0.5), 100).unwrap();
    robot.tap_page(Point::new(50.0, 130.0));
    robot.tap(LISTEN).unwrap();
    robot.wait_until(|robot| robot.app.world().resource::<Assets<Sound>>().len() == 1).unwrap();
    robot.tap("Hide").unwrap();
    let mut players = robot.app.world_mut().query::<&PlaybackSettings>();
    assert_eq!(players.iter(robot.app.world()).count(), 0);
    assert_eq!(robot.desk().voice.hears, None);
}

/// The device goes away at a random moment, fifty times: less than a second is lost each time, and a second recording begins as if
/// nothing had happened.
#[test]
fn pulled_away_fifty_times_less_than_a_second_is_lost() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    let mut chance = 2_463_534_242u32;
    for turn in 0..50 {
        chance ^= chance << 13;
        chance ^= chance >> 17;
        chance ^= chance << 5;
        let microphone = Endless::default();
        hears(&mut robot, microphone.clone());
        robot.tap(SPEAK).unwrap();
        let moment = (chance % 90_000) as usize;
        robot.wait_until(|_| microphone.said() > moment).unwrap();
        microphone.pull.store(true, Ordering::SeqCst);
        robot.wait_until(|robot| !robot.desk().voice.recording).unwrap();
        assert_eq!(robot.desk().voice.trouble, Some(Trouble::Unplugged));
        robot.tap(NOTED).unwrap();
        robot.tap_page(Point::new(20.0 + (turn % 8) as f32 * 7.0, 105.0 + (turn / 8) as f32 * 10.0));
        let mark = robot.session().page().marks.last().cloned().unwrap();
        let (kept, said) = (voices(&robot).sound(mark.id).unwrap(), microphone.said());
        assert!(said.saturating_sub(kept.len()) < RATE as usize, "{turn}: {} of {said}", kept.len());
        assert!(kept.iter().copied().eq(counted(0, kept.len())), "{turn}: none dropped, none doubled");
    }
    assert_eq!(bubbles(robot.session()).len(), 50);
}

/// The tablet dies in the middle of a recording: less than a second is lost, and the rest is on the page when it is opened again.
/// What is looked at is the disk once the recorder has had the time to take what was said, and nothing was said after it.
#[test]
fn a_dead_tablet_loses_less_than_a_second() {
    for moment in [10_000, 60_000, 100_000, 151_000] {
        let data = tempfile::tempdir().unwrap();
        let mut robot = allowed(data.path());
        let microphone = Endless::default();
        hears(&mut robot, microphone.clone());
        robot.tap(SPEAK).unwrap();
        robot.wait_until(|_| microphone.said() > moment).unwrap();
        microphone.hold.store(true, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(50));
        let said = microphone.said();
        let began = Instant::now();
        let (session, kept) = loop {
            let dead = tempfile::tempdir().unwrap();
            fs::copy(data.path().join("vault"), dead.path().join("vault")).unwrap();
            let (session, voices) = opened_again(dead.path());
            let kept = bubbles(&session).first().map_or(Vec::new(), |(mark, _)| voices.sound(mark.id).unwrap());
            if said - kept.len() < RATE as usize {
                break (session, kept);
            }
            assert!(began.elapsed() < Duration::from_secs(20), "{} of {said}", kept.len());
        };
        assert!(kept.iter().copied().eq(counted(0, kept.len())));
        if let Some((mark, recording)) = bubbles(&session).first() {
            assert_eq!(session.house_at(mark.first_point()), Some(HouseKind::GoodThings));
            assert_eq!(recording.samples, kept.len() as u64);
        }
    }
}

struct Not(Trouble);

impl Microphone for Not {
    fn open(&self, _: Ear) -> Result<Open, Trouble> {
        Err(self.0.clone())
    }
}

#[test]
fn what_goes_wrong_is_one_sentence_and_a_picture_and_goes_away_with_a_touch() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    for trouble in [Trouble::None, Trouble::Refused, Trouble::Held] {
        hears(&mut robot, Not(trouble.clone()));
        robot.tap(SPEAK).unwrap();
        robot.wait_until(|robot| !robot.desk().voice.recording).unwrap();
        assert_eq!(robot.desk().voice.trouble, Some(trouble.clone()));
        let mut texts = robot.app.world_mut().query::<&Text>();
        assert!(texts.iter(robot.app.world()).any(|text| text.0 == trouble.to_string()));
        robot.tap(NOTED).unwrap();
        assert_eq!(robot.desk().voice.trouble, None);
    }
    assert!(bubbles(robot.session()).is_empty());
    for (name, amplitude, trouble) in [("silence", 0.0, Trouble::Silent), ("clipping", 1.0, Trouble::TooLoud)] {
        let microphone = Clip::default();
        microphone.add(RATE, vec![(amplitude * 32_767.0) as i16; RATE as usize * 7]);
        hears(&mut robot, microphone);
        robot.tap(SPEAK).unwrap();
        robot.wait_until(|robot| robot.desk().voice.trouble.is_some()).unwrap();
        assert_eq!(robot.desk().voice.trouble, Some(trouble), "{name}");
        robot.tap(NOTED).unwrap();
        robot.wait_until(|robot| robot.app.world().resource::<Hearing>().has_heard_all()).unwrap();
        robot.tap(STOP).unwrap();
        robot.wait_until(|robot| !robot.desk().voice.recording).unwrap();
        // Put down, it comes to the page by itself.
        robot.tap(SPEAK).unwrap();
    }
    assert_eq!(bubbles(robot.session()).len(), 2, "what was recorded stays");
}

/// Nothing that was said lies in the open anywhere in the app's folder.
#[test]
fn no_sound_reaches_the_disk_unsealed() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    let said = clip(3.0);
    robot.speak(&said, 100).unwrap();
    robot.tap_page(Point::new(50.0, 130.0));
    assert!(robot.app.world().resource::<Keeping>().flush(Duration::from_secs(20)));
    let floats: Vec<u8> = said.pcm[5_000..5_016].iter().flat_map(|s| (f32::from(*s) / 32_767.0).to_le_bytes()).collect();
    let sixteen: Vec<u8> = said.pcm[5_000..5_016].iter().flat_map(|s| s.to_le_bytes()).collect();
    let mut files = 0;
    for entry in fs::read_dir(data.path()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        files += 1;
        for sound in [&floats, &sixteen] {
            assert!(!bytes.windows(sound.len()).any(|window| window == sound.as_slice()));
        }
    }
    assert_eq!(files, 1, "the vault and nothing else");
}

/// A long recording needs no more memory than a short one.
#[test]
fn memory_does_not_grow_with_the_recording() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    let microphone = Endless::default();
    hears(&mut robot, microphone.clone());
    robot.tap(SPEAK).unwrap();
    let seconds = |seconds: usize| {
        let microphone = microphone.clone();
        move |_: &Robot| microphone.said() > seconds * RATE as usize
    };
    // Until the vault's file has filled its share of memory.
    robot.wait_until(seconds(120)).unwrap();
    let before = resident_kib();
    robot.wait_until(seconds(220)).unwrap();
    let grown = resident_kib().saturating_sub(before);
    // A hundred seconds of it are 9 400 KiB.
    assert!(grown < 4_000, "{grown} KiB for a hundred seconds");
}

fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

/// A story with recordings, played twice: the same bytes, and every recording whole.
#[test]
fn a_story_records_through_the_microphone() {
    let artwork = artwork();
    let written = WrittenSession::read(&story("said.ron"), &artwork).unwrap();
    let out = tempfile::tempdir().unwrap();
    let mut folders = Vec::new();
    for turn in 0..2 {
        let mut voices = None;
        let keep = |session: &Session| {
            let keeping = Keeping::in_memory(session, PIN)?;
            voices = keeping.voices().cloned();
            Ok(keeping)
        };
        let session = play_kept(&written, artwork.clone(), keep, PIN, Pace::Fast, |_| {}).unwrap();
        let into = out.path().join(turn.to_string());
        fs::create_dir(&into).unwrap();
        folders.push(export(&session, &voices.unwrap(), &into));
    }
    let summary = case_file::check(&folders[0]).unwrap();
    let heard: Vec<_> = summary
        .items
        .iter()
        .filter_map(|item| match &item.content {
            SummaryContent::Recording { file, seconds, .. } => Some((item, file.clone(), *seconds)),
            _ => None,
        })
        .collect();
    assert_eq!(heard.iter().map(|(item, ..)| item.at_ms).collect::<Vec<_>>(), [5_000, 13_000, 18_000]);
    assert_eq!(
        heard.iter().map(|(item, ..)| item.state).collect::<Vec<_>>(),
        [ItemState::Shown, ItemState::PutAway, ItemState::Covered]
    );
    let (first, file, seconds) = &heard[0];
    assert_eq!((file.as_str(), *seconds), ("voice/01.wav", 2.04));
    assert_eq!((first.prompt.as_deref(), first.house), (Some("q1"), Some(HouseKind::GoodThings)));
    let words = first.words.clone().unwrap();
    assert_eq!((words.text.as_str(), words.status), ("the dog sleeps on my bed", WordsStatus::FromRecording));
    assert!(matches!(first.content, SummaryContent::Recording { at_mm: (60.0, 140.0), .. }), "{:?}", first.content);
    // Two drawings: what is said between two strokes parts them.
    let drawings = summary.items.iter().filter(|item| matches!(item.content, SummaryContent::Drawing { .. })).count();
    assert_eq!(drawings, 2);
    let said = &written.clips[0];
    let wav = hound::WavReader::open(folders[0].join(file)).unwrap();
    let spec = wav.spec();
    assert_eq!((spec.channels, spec.sample_rate, spec.bits_per_sample), (1, 48_000, 16));
    let got: Vec<f64> = wav.into_samples::<i16>().map(|sample| f64::from(sample.unwrap())).collect();
    assert_eq!(got.len(), said.pcm.len() * 3);
    let every_third: Vec<f64> = got.iter().step_by(3).copied().collect();
    let meant: Vec<f64> = said.pcm.iter().map(|sample| f64::from(*sample)).collect();
    assert!(correlation(&every_third, &meant) > 0.999, "{}", correlation(&every_third, &meant));
    for name in ["summary.ron", "picture.png", "voice/01.wav", "voice/03.wav"] {
        assert!(fs::read(folders[0].join(name)).unwrap() == fs::read(folders[1].join(name)).unwrap(), "{name}");
    }
    assert_eq!(Summary::from_ron(&fs::read_to_string(folders[0].join("summary.ron")).unwrap()).unwrap(), summary);
}

fn export(session: &Session, voices: &Voices, into: &Path) -> std::path::PathBuf {
    let artwork = artwork();
    let theme = artwork.theme(&session.theme.name).cloned().unwrap();
    let painter = Painter::new(artwork.clone(), Arc::new(Typesetter::new()), theme);
    let sound_of = |id| voices.sound(id).map_err(|error| error.to_string());
    case_file::export(session, &artwork, &painter, &sound_of, true, into, &|_| {}).unwrap()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    ab / (aa * bb).sqrt()
}

/// Seconds of speech that go through the system's own sound.
const SPEECH_S: usize = 60;
/// What the system's sound says the device gives.
const DEVICE_RATE: u32 = 44_100;
/// Samples in what the device hands over at once. The pipe it comes through holds four times as much, and never a part of it.
const PERIOD: usize = 2048;
/// How much faster than life the device speaks.
const FASTER: f64 = 2.0;

/// Real speech through the system's real sound, the real recorder and vault, to the exported file, while the child draws all the
/// time. The sound system's configuration is read once in a program's life, so the test runs itself with another one.
#[test]
fn real_speech_comes_out_as_it_went_in_while_the_child_draws() {
    let tools = ["espeak-ng", "sox"].iter().all(|tool| Command::new(tool).arg("--version").output().is_ok());
    if !is_here("espeak-ng and sox", tools) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let run = |program: &str, arguments: &[&str]| {
        assert!(Command::new(program).args(arguments).status().unwrap().success(), "{program}");
    };
    let text = "My dog sleeps on my bed. He is brown and he snores. When it is loud downstairs we go under the blanket. \
                Nan says I can stay on Friday. I like it when we make biscuits. "
        .repeat(8);
    run("espeak-ng", &["-v", "en-gb", "-p", "75", "-w", &at("speech.wav"), &text]);
    // What a microphone gives: two channels at its own rate.
    let rate = DEVICE_RATE.to_string();
    let seconds = SPEECH_S.to_string();
    run("sox", &[&at("speech.wav"), "-r", &rate, "-c", "2", "-e", "float", "-b", "32", &at("device.wav"), "trim", "0", &seconds]);
    run("sox", &[&at("device.wav"), "-t", "raw", &at("device.raw")]);
    // What must come out of it, made by another program.
    run("sox", &["-D", &at("device.wav"), "-r", "48000", "-c", "1", "-b", "16", "-e", "signed", &at("meant.wav")]);
    run("mkfifo", &[&at("pipe")]);
    let asound = format!(
        "pcm.!default {{ type file slave.pcm {{ type null }} file \"/dev/null\" infile \"{}\" format \"raw\" }}\n",
        at("pipe")
    );
    fs::write(folder.path().join("asound.conf"), asound).unwrap();
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "--ignored", "--nocapture", "inside_real_speech"]);
    again.env("ALSA_CONFIG_PATH", at("asound.conf")).env("VOICE_FOLDER", folder.path());
    assert!(again.status().unwrap().success());
}

/// The other half of the test above, in a program of its own.
#[test]
#[ignore = "run by real_speech_comes_out_as_it_went_in_while_the_child_draws"]
fn inside_real_speech() {
    let folder = std::path::PathBuf::from(std::env::var_os("VOICE_FOLDER").unwrap());
    let mut robot = allowed(&folder);
    hears(&mut robot, Device);
    let raw = fs::read(folder.join("device.raw")).unwrap();
    // The device: a handful of sound at a time, at its pace, and silence for as long as it is open.
    let (pipe, given) = (folder.join("pipe"), Arc::new(AtomicBool::new(false)));
    let all_given = given.clone();
    let device = std::thread::spawn(move || {
        let mut pipe = fs::File::options().write(true).open(pipe).unwrap();
        let began = Instant::now();
        let handful = PERIOD * 8;
        let silence = vec![0; handful];
        let mut padded = raw;
        padded.resize(padded.len().div_ceil(handful) * handful, 0);
        let handfuls = padded.chunks(handful).chain(std::iter::repeat(silence.as_slice()));
        for (i, some) in handfuls.enumerate() {
            if pipe.write_all(some).is_err() {
                return;
            }
            all_given.store((i + 1) * handful >= padded.len() + handful, Ordering::SeqCst);
            let due = Duration::from_secs_f64((i as f64 + 1.0) * PERIOD as f64 / f64::from(DEVICE_RATE) / FASTER);
            std::thread::sleep(due.saturating_sub(began.elapsed()));
        }
    });
    robot.tap(SPEAK).unwrap();
    let mut strokes = 0;
    while !given.load(Ordering::SeqCst) {
        let from = Point::new(15.0 + (strokes % 7) as f32 * 10.0, 95.0 + (strokes % 9) as f32 * 10.0);
        let line: Vec<_> = (0..40u64).map(|i| (Point::new(from.x + i as f32 * 0.2, from.y), i * 8, 0.5)).collect();
        robot.draw(&line);
        strokes += 1;
        assert_eq!(robot.desk().voice.trouble, None);
    }
    robot.tap(STOP).unwrap();
    robot.wait_until(|robot| !robot.desk().voice.recording).unwrap();
    assert_eq!(robot.desk().voice.trouble, None, "nothing was missed");
    device.join().unwrap();
    assert!(strokes > 5, "{strokes}");
    robot.tap_page(Point::new(50.0, 130.0));
    let exported = tempfile::tempdir().unwrap();
    let exported = export(robot.session(), &voices(&robot), exported.path());
    let samples = |path: &Path| -> Vec<f64> {
        let wav = hound::WavReader::open(path).unwrap();
        assert_eq!((wav.spec().sample_rate, wav.spec().channels, wav.spec().bits_per_sample), (RATE, 1, 16));
        wav.into_samples::<i16>().map(|sample| f64::from(sample.unwrap())).collect()
    };
    let (got, meant) = (samples(&exported.join("voice/01.wav")), samples(&folder.join("meant.wav")));
    assert!(meant.len() >= SPEECH_S * RATE as usize - 48, "{}", meant.len());
    assert!(got.len() >= meant.len(), "{} of {}", got.len(), meant.len());
    // The first sample that was recorded is the first that was said, and it stays so to the end: one dropped or doubled sample
    // would show in every second after it.
    let mut unlike = Vec::new();
    for (second, (got, meant)) in got.chunks(RATE as usize).zip(meant.chunks(RATE as usize)).enumerate() {
        let alike = correlation(got, meant);
        let quiet = meant.iter().all(|sample| sample.abs() < 50.0);
        if !quiet && alike < 0.99 {
            unlike.push((second, alike));
        }
    }
    assert!(unlike.is_empty(), "{unlike:?}");
    let alike = correlation(&got, &meant);
    assert!(alike > 0.99, "{alike}");
    println!("{SPEECH_S} s of speech, {strokes} strokes meanwhile, correlation {alike:.6}");
}

#[test]
fn the_bubble_is_the_same_on_the_screen_and_on_paper() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    robot.speak(&clip(2.0), 100).unwrap();
    robot.tap_page(Point::new(50.0, 130.0));
    robot.tap_at(robot.px_of(Point::new(50.0, 130.0)));
    let tiles = robot.tiles().picture().unwrap();
    let (frame, page) = (robot.desk().frame(robot.studio()), robot.session().page().clone());
    let view = three_houses::picture::View::of(frame, tiles.width);
    let painter = robot.studio().painter.clone();
    let paper = painter.paint(&view, &page, &painter.scene(&view, &page.paints).unwrap()).unwrap();
    assert!(tiles == paper);
}

/// A control that listens says which recording.
#[test]
fn listening_is_asked_for_by_name() {
    let data = tempfile::tempdir().unwrap();
    let mut robot = allowed(data.path());
    robot.speak(&clip(0.4), 10).unwrap();
    robot.tap_page(Point::new(50.0, 130.0));
    let id = robot.session().page().marks.last().unwrap().id;
    let mut controls = robot.app.world_mut().query::<&Does>();
    let wanted = Does::Listen(Listen { id, slow: true });
    assert!(controls.iter(robot.app.world()).any(|does| *does == wanted));
    assert_eq!(robot.desk().screen, Screen::Page);
    // The worker's own finger on the page does not stop it.
    robot.tap(SLOWLY).unwrap();
    let at = robot.px_of(Point::new(20.0, 100.0));
    robot.touch(900, TouchPhase::Started, at, 0.5);
    robot.touch(900, TouchPhase::Canceled, at, 0.5);
    assert!(robot.desk().voice.hears.is_some());
}
