//! Photographs every screen at every size we care about, so that anyone can look: `cargo run --example screens -- DIR`.
//! Needs a graphics driver; Debian's `mesa-vulkan-drivers` is enough.

use std::{error::Error, path::PathBuf, sync::Arc};
use three_houses::{
    app::{
        self, Opening,
        player::{Robot, photograph, play_steps},
    },
    artwork::Artwork,
    session::Point,
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

const STORY: &str = include_str!("../tests/stories/afternoon.ron");

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "target/screens".into()));
    std::fs::create_dir_all(&folder)?;
    if !app::has_driver() {
        return Err("there is no graphics driver here; Debian's mesa-vulkan-drivers has one".into());
    }
    let story = folder.join("story.ron");
    std::fs::write(&story, STORY)?;
    let only = std::env::args().nth(2);
    for (name, width, height, px_per_mm) in
        TABLETS.into_iter().filter(|(name, ..)| only.as_deref().is_none_or(|only| only == *name))
    {
        let artwork = Arc::new(Artwork::load()?);
        let written = WrittenSession::read(&story, &artwork)?;
        let theme = artwork.theme("houses").cloned().ok_or("the theme houses")?;
        let opening = Opening::new(artwork, written.begin(&theme));
        let mut robot = Robot::new(app::for_photographs(opening, (width, height, px_per_mm)));
        let take = |robot: &mut Robot, screen: &str| -> Result<(), Box<dyn Error>> {
            let picture = photograph(&mut robot.app).ok_or("no picture was taken")?;
            picture.save(folder.join(format!("{name}-{screen}.png")))?;
            Ok(())
        };
        take(&mut robot, "01-cover")?;
        robot.tap("Open the book")?;
        take(&mut robot, "02-street-empty")?;
        let mut robot = play_steps(robot, &written)?;
        take(&mut robot, "03-street")?;
        robot.tap("Good things")?;
        take(&mut robot, "04-house")?;
        robot.tap("Pens")?;
        take(&mut robot, "05-pens")?;
        robot.tap("Empty hand")?;
        robot.tap("Colours")?;
        take(&mut robot, "06-colours")?;
        robot.tap("Stickers")?;
        take(&mut robot, "07-groups")?;
        robot.tap("Animals")?;
        take(&mut robot, "08-stickers")?;
        robot.tap("Cat")?;
        robot.tap_page(Point::new(45.0, 170.0));
        take(&mut robot, "09-chosen")?;
        robot.tap("Words")?;
        robot.tap_page(Point::new(70.0, 100.0));
        robot.type_words("my hamster is called Pickle")?;
        take(&mut robot, "10-writing")?;
        robot.tap("Ready")?;
        robot.tap("Back to the street")?;
        robot.tap("For the worker")?;
        take(&mut robot, "11-hand-over")?;
    }
    println!("{}", folder.display());
    Ok(())
}
