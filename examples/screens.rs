//! Photographs every screen at every size we care about, so that anyone can look: `cargo run --example screens -- DIR [SIZE]`.
//! `cargo run --example screens -- --sheet FILE` puts the most telling ones on one contact sheet instead.
//! Needs a graphics driver; Debian's `mesa-vulkan-drivers` is enough.

use image::{DynamicImage, RgbImage, imageops};
use std::{error::Error, path::PathBuf, sync::Arc, thread::sleep, time::Duration};
use three_houses::{
    app::{
        self, Opening,
        keeping::Keeping,
        player::{Robot, photograph, play_steps, tour},
        screens::{NOTED, WRITE_DOWN},
        tray,
        voice::Hearing,
    },
    artwork::Artwork,
    session::{Chooser, Point},
    settings::Settings,
    voice::{Ear, Microphone, Open, Trouble},
    written_session::WrittenSession,
};

/// Name, px, px, px to the mm.
const TABLETS: [(&str, u32, u32, f32); 5] = [
    ("1024x768", 1024, 768, 5.2),
    ("1280x800", 1280, 800, 5.9),
    ("2000x1200", 2000, 1200, 8.8),
    ("portrait-800x1280", 800, 1280, 5.9),
    ("phone-740x360", 740, 360, 6.3),
];

/// What stands on the contact sheet, of the size 1280 × 800.
const ON_SHEET: [&str; 15] = [
    "01-cover",
    "02-themes",
    "03-street",
    "04-house",
    "05-pens",
    "08-stickers",
    "wizard",
    "fairy",
    "three-wizards",
    "17-question",
    "20-people",
    "21-steps",
    "23-closing",
    "15-prepare",
    "26-review",
];

const PIN: &str = "123456";

const STORY: &str = "afternoon.ron";

type Take<'a> = &'a mut dyn FnMut(&mut Robot, &str) -> Result<(), Box<dyn Error>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if !app::has_driver() {
        return Err("there is no graphics driver here; Debian's mesa-vulkan-drivers has one".into());
    }
    if let [flag, file] = arguments.as_slice()
        && flag == "--sheet"
    {
        return sheet(&PathBuf::from(file));
    }
    let folder = PathBuf::from(arguments.first().map_or("target/screens", String::as_str));
    std::fs::create_dir_all(&folder)?;
    let only = arguments.get(1);
    for tablet in TABLETS.into_iter().filter(|(name, ..)| only.is_none_or(|only| only == name)) {
        photographs(tablet, &mut |robot, screen| {
            let picture = photograph(&mut robot.app).ok_or("no picture was taken")?;
            picture.save(folder.join(format!("{}-{screen}.png", tablet.0)))?;
            Ok(())
        })?;
    }
    println!("{}", folder.display());
    Ok(())
}

/// Photographs the screens of one tablet.
fn photographs(tablet: (&str, u32, u32, f32), take: Take) -> Result<(), Box<dyn Error>> {
    let artwork = Arc::new(Artwork::load()?);
    let written = WrittenSession::read(&story(), &artwork)?;
    tour(&written, &mut || opened(&artwork, &written, tablet), take)?;
    voices(opened(&artwork, &written, tablet)?, &written, take)
}

/// Where voices may be recorded: the light, the bubble in the hand and on the page, its words, and a microphone that has a rest.
fn voices(mut robot: Robot, written: &WrittenSession, take: Take) -> Result<(), Box<dyn Error>> {
    robot.app.world_mut().resource_mut::<Keeping>().settings = Settings { recording: true, ..Settings::default() };
    robot.app.world_mut().resource_mut::<Hearing>().microphone = Arc::new(Hum);
    robot.wait();
    robot.wait();
    robot.tap("Open the book")?;
    robot.choose_theme("houses", Chooser::Child)?;
    let mut robot = play_steps(robot, written)?;
    take(&mut robot, "31-microphone")?;
    robot.tap(tray::SPEAK)?;
    sleep(Duration::from_secs(4));
    take(&mut robot, "32-recording")?;
    robot.tap("Good things")?;
    take(&mut robot, "33-recording-in-a-house")?;
    robot.tap(tray::STOP)?;
    robot.wait_until(|robot| !robot.desk().voice.recording)?;
    take(&mut robot, "34-in-the-hand")?;
    robot.tap_page(Point::new(50.0, 112.0));
    take(&mut robot, "35-bubble")?;
    robot.tap(WRITE_DOWN)?;
    robot.type_words("the dog sleeps on my bed")?;
    take(&mut robot, "36-written-down")?;
    robot.tap("Ready")?;
    robot.app.world_mut().resource_mut::<Hearing>().microphone = Arc::new(Nobody);
    robot.tap(tray::SPEAK)?;
    robot.wait_until(|robot| !robot.desk().voice.recording)?;
    take(&mut robot, "37-microphone-rests")?;
    robot.tap(NOTED)?;
    Ok(())
}

/// A microphone in a room where somebody speaks.
struct Hum;

impl Microphone for Hum {
    fn open(&self, ear: Ear) -> Result<Open, Trouble> {
        std::thread::spawn(move || {
            let said = |i: usize| {
                (i as f32 * 0.05).sin() * (0.08 + 0.5 * ((i as f32 * 0.000_13).sin() * (i as f32 * 0.000_031).sin()).abs())
            };
            for i in (0..).step_by(480) {
                if !ear.wait_and_hear((i..i + 480).map(said).collect()) {
                    return;
                }
                sleep(Duration::from_millis(10));
            }
        });
        Ok(Open { rate: 48_000, notice: None, stream: Box::new(()) })
    }
}

/// No microphone at all.
struct Nobody;

impl Microphone for Nobody {
    fn open(&self, _: Ear) -> Result<Open, Trouble> {
        Err(Trouble::None)
    }
}

fn story() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/stories").join(STORY)
}

/// A fresh app on a tablet.
fn opened(
    artwork: &Arc<Artwork>,
    written: &WrittenSession,
    (_, width, height, px_per_mm): (&str, u32, u32, f32),
) -> Result<Robot, Box<dyn Error>> {
    let theme = artwork.theme("houses").cloned().ok_or("the theme houses")?;
    let session = written.begin(&theme);
    let fresh = session.clone();
    let keeping = Keeping::in_memory(&session, PIN)?.offering(Arc::new(move || fresh.clone()));
    let opening = Opening { keeping, ..Opening::new(artwork.clone(), session) };
    let mut robot = Robot::new(app::for_photographs(opening, (width, height, px_per_mm)));
    robot.pin = PIN.into();
    Ok(robot)
}

/// Fifteen small photographs on one sheet.
fn sheet(file: &PathBuf) -> Result<(), Box<dyn Error>> {
    const WIDE: u32 = 384;
    const TALL: u32 = 240;
    const GAP: u32 = 12;
    let mut sheet = RgbImage::from_pixel(3 * (WIDE + GAP) + GAP, 5 * (TALL + GAP) + GAP, image::Rgb([0xE6, 0xDA, 0xC5]));
    photographs(TABLETS[1], &mut |robot, screen| {
        let Some(place) = ON_SHEET.iter().position(|name| *name == screen) else { return Ok(()) };
        let picture = photograph(&mut robot.app).ok_or("no picture was taken")?;
        let small = imageops::resize(&DynamicImage::ImageRgba8(picture).to_rgb8(), WIDE, TALL, imageops::FilterType::CatmullRom);
        let (x, y) = (place as u32 % 3, place as u32 / 3);
        imageops::replace(&mut sheet, &small, i64::from(GAP + x * (WIDE + GAP)), i64::from(GAP + y * (TALL + GAP)));
        Ok(())
    })?;
    sheet.save(file)?;
    Ok(())
}
