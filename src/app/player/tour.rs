//! A walk through every screen of the app, with something on each: to photograph them, and to test what holds for all.
//! Must not know: what is done on the way.

use super::{Robot, play_steps};
use crate::{
    app::{
        screens::{closing, people, present, sharing, writing},
        tray,
    },
    artwork::text_in,
    session::{Chooser, HouseKind, Point},
    written_session::WrittenSession,
};

type Wrong = Box<dyn std::error::Error>;

/// Walks through all screens, in the theme houses with a story on its page and then in every other theme. `open` gives a fresh app
/// with the book closed and the PIN in the robot's hand; `take` is called on each screen with its name.
pub fn tour(
    story: &WrittenSession,
    open: &mut dyn FnMut() -> Result<Robot, Wrong>,
    take: &mut dyn FnMut(&mut Robot, &str) -> Result<(), Wrong>,
) -> Result<(), Wrong> {
    let mut robot = open()?;
    take(&mut robot, "01-cover")?;
    robot.tap("Open the book")?;
    take(&mut robot, "02-themes")?;
    robot.choose_theme("houses", Chooser::Child)?;
    let artwork = robot.studio().artwork.clone();
    let mut robot = play_steps(robot, story)?;
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
    robot.tap(writing::MORE)?;
    take(&mut robot, "16-more-about-words")?;
    robot.tap("Ready")?;
    robot.tap(tray::ASKED)?;
    take(&mut robot, "17-question")?;
    robot.tap("Tell me more.")?;
    robot.tap(tray::READ_BACK)?;
    take(&mut robot, "18-read-back")?;
    robot.tap("Close the card")?;
    robot.tap("Who holds the pen")?;
    take(&mut robot, "19-hands")?;
    robot.tap("I hold the pen")?;
    robot.tap("Back to the street")?;
    robot.tap(tray::PEOPLE)?;
    for (says, place) in
        [("Mum", Some("Lives here")), ("my baby brother", Some("Lives here")), ("Nan", Some("Visits")), ("Rob", None)]
    {
        robot.write(people::SOMEBODY, says)?;
        if let Some(place) = place {
            robot.tap(place)?;
        }
    }
    take(&mut robot, "20-people")?;
    robot.tap("Back to the page")?;
    robot.tap(tray::STEPS)?;
    robot.tap("Step 3")?;
    take(&mut robot, "21-steps")?;
    robot.tap("Ladder from 0 to 10")?;
    take(&mut robot, "22-ladder")?;
    robot.tap("Back to the page")?;
    robot.tap(tray::HAD_ENOUGH)?;
    robot.tap("Last: Good things")?;
    robot.write(closing::PROMISE, "I will show this to your teacher on Friday")?;
    take(&mut robot, "23-closing")?;
    robot.tap(closing::SHARING)?;
    robot.tap("A parent")?;
    robot.tap("The wish: When I am there")?;
    robot.tap(sharing::DONE)?;
    take(&mut robot, "24-sharing")?;
    robot.tap("Back")?;
    robot.tap("I'm finished")?;
    take(&mut robot, "25-goodbye")?;
    robot.tap("Hide")?;
    take(&mut robot, "12-hidden")?;
    robot.tap("Unlock")?;
    take(&mut robot, "13-pin")?;
    let pin = robot.pin.clone();
    robot.type_pin(&pin)?;
    robot.to_worker()?;
    take(&mut robot, "11-hand-over")?;
    robot.tap("Review")?;
    take(&mut robot, "26-review")?;
    robot.tap("Notes")?;
    robot.write("New: Observation", "Quiet at first; smiled when talking about Nan.")?;
    take(&mut robot, "27-notes")?;
    robot.tap("All sessions")?;
    take(&mut robot, "14-sessions")?;
    robot.tap("Settings")?;
    take(&mut robot, "28-settings")?;
    robot.tap("Back")?;
    robot.tap("New session")?;
    take(&mut robot, "15-prepare")?;
    robot.tap("Explain it")?;
    take(&mut robot, "29-explain")?;
    robot.tap("Back")?;
    robot.tap("Who else is here")?;
    robot.tap(present::SOMEBODY)?;
    robot.fill("Who is here 1", "", "Teaching assistant")?;
    take(&mut robot, "30-present")?;
    for theme in artwork.themes().iter().filter(|theme| theme.name != "houses") {
        let mut robot = open()?;
        robot.tap("Open the book")?;
        robot.choose_theme(&theme.name, Chooser::Child)?;
        take(&mut robot, &theme.name)?;
        for kind in HouseKind::ALL {
            robot.tap(text_in(&theme.part(kind).label, "en-GB"))?;
            take(&mut robot, &format!("{}-{}", theme.name, kind.slug()))?;
            robot.tap("Shutters")?;
            robot.tap("Back to the street")?;
        }
        take(&mut robot, &format!("{}-shut", theme.name))?;
    }
    Ok(())
}
