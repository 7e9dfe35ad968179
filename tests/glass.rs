//! What is really on the glass, drawn by a software Vulkan driver and photographed.

mod support;

use bevy::prelude::Rect as Glass;
use support::{is_here, opening, story};
use three_houses::{
    app::{
        self, Opening,
        layout::Layout,
        player::{Robot, photograph, play_steps},
    },
    picture::{Picture, View},
    session::{HouseKind, Rect},
    written_session::WrittenSession,
};

/// Two pixels that differ by more than this in any colour are different.
const TOLERANCE: u8 = 4;

/// The share of pixels of the page on the glass that differ from the painter's picture of the same view.
fn share_off(robot: &mut Robot) -> f32 {
    let frame = robot.desk().frame(robot.studio());
    let page: Glass = robot.app.world().resource::<Layout>().page(frame);
    let paper = on_paper(robot, frame, page.width().round() as u32);
    let glass = photograph(&mut robot.app).expect("a photograph");
    let (left, top) = (page.min.x.round() as u32, page.min.y.round() as u32);
    let mut off = 0;
    for y in 0..paper.height {
        for x in 0..paper.width {
            let i = ((y * paper.width + x) * 4) as usize;
            let seen = glass.get_pixel((left + x).min(glass.width() - 1), (top + y).min(glass.height() - 1));
            off += u32::from(seen.0[..3].iter().zip(&paper.pixels[i..]).any(|(a, b)| a.abs_diff(*b) > TOLERANCE));
        }
    }
    off as f32 / (paper.width * paper.height) as f32
}

/// The painter's own picture of a frame of the page.
fn on_paper(robot: &Robot, frame: Rect, width: u32) -> Picture {
    let (painter, view) = (&robot.studio().painter, View::of(frame, width));
    let scene = painter.scene(&view, &robot.session().page().paints).unwrap();
    painter.paint(&view, robot.session().page(), &scene).unwrap()
}

fn afternoon(tablet: (u32, u32, f32)) -> Robot {
    let Opening { artwork, .. } = opening();
    let written = WrittenSession::read(&story("afternoon.ron"), &artwork).unwrap();
    let session = written.begin(artwork.theme("houses").unwrap());
    let mut robot = Robot::new(app::for_photographs(Opening::new(artwork, session), tablet));
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", three_houses::session::Chooser::Child).unwrap();
    play_steps(robot, &written).unwrap()
}

#[test]
fn screen_and_paper_agree() {
    if !is_here("graphics driver", app::has_driver()) {
        return;
    }
    for tablet in [(1280, 800, 5.9), (2000, 1200, 8.8)] {
        let mut robot = afternoon(tablet);
        let street = share_off(&mut robot);
        assert!(street < 0.01, "the street at {tablet:?}: {street}");
        robot.tap("Worries").unwrap();
        assert_eq!(robot.desk().inside, Some(HouseKind::Worries));
        let house = share_off(&mut robot);
        assert!(house < 0.01, "the house at {tablet:?}: {house}");
    }
}

/// The settled tiles are the painter's own bytes, after any way of getting there. Needs no driver.
#[test]
fn tiles_and_paper_are_the_same_bytes() {
    let Opening { artwork, .. } = opening();
    let written = WrittenSession::read(&story("afternoon.ron"), &artwork).unwrap();
    let session = written.begin(artwork.theme("houses").unwrap());
    let mut robot = Robot::new(app::headless(Opening::new(artwork, session), (1280, 800, 5.9)));
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", three_houses::session::Chooser::Child).unwrap();
    let mut robot = play_steps(robot, &written).unwrap();
    let check = |robot: &Robot, what: &str| {
        let tiles = robot.tiles().picture().unwrap();
        let frame = robot.desk().frame(robot.studio());
        assert!(tiles == on_paper(robot, frame, tiles.width), "{what}");
    };
    check(&robot, "after the story");
    for name in ["Dreams", "Undo", "Undo", "Undo", "Redo", "Shutters", "Shutters", "Redo", "Back to the street"] {
        robot.tap(name).unwrap();
        check(&robot, name);
    }
}
