//! What holds on every screen: each control has a name of its own and a picture, lies whole in the window, is large enough, lies on
//! no other, and can be reached by keyboard.

mod support;

use bevy::{
    input::keyboard::{Key, KeyCode},
    prelude::*,
    ui::CalculatedClip,
    ui::UiGlobalTransform,
    ui_widgets::Button,
    window::PrimaryWindow,
};
use std::sync::Arc;
use support::{artwork, story};
use three_houses::{
    app::{
        self, Opening,
        keeping::Keeping,
        look::Look,
        player::{Robot, tour},
        screens::{closing, question, read_back, steps},
        tray,
    },
    written_session::WrittenSession,
};

const PIN: &str = "123456";

/// Walks through all screens on a tablet of px, px and px to the mm.
fn on_every_screen((width, height, px_per_mm): (u32, u32, f32), mut look: impl FnMut(&mut Robot, &str)) {
    let artwork = artwork();
    let written = WrittenSession::read(&story("afternoon.ron"), &artwork).unwrap();
    let mut open = || {
        let session = written.begin(artwork.theme("houses").unwrap());
        let fresh = session.clone();
        let keeping = Keeping::in_memory(&session, PIN)?.offering(Arc::new(move || fresh.clone()));
        let opening = Opening { keeping, ..Opening::new(artwork.clone(), session) };
        let mut robot = Robot::new(app::headless(opening, (width, height, px_per_mm)));
        robot.pin = PIN.into();
        Ok(robot)
    };
    let mut take = |robot: &mut Robot, screen: &str| {
        robot.wait();
        look(robot, screen);
        Ok(())
    };
    tour(&written, &mut open, &mut take).unwrap();
}

/// The controls of the topmost layer: name, box, and the part of it that is not cut off, logical px.
fn controls(robot: &mut Robot) -> Vec<(String, Rect, Rect)> {
    let mut found = robot
        .app
        .world_mut()
        .query_filtered::<(&AccessibleLabel, &UiGlobalTransform, &ComputedNode, Option<&CalculatedClip>), With<Button>>();
    let world = robot.app.world();
    let boxes = found.iter(world).map(|(label, place, node, clip)| {
        let scale = node.inverse_scale_factor();
        let whole = Rect::from_center_size(place.translation * scale, node.size() * scale);
        let seen = clip.map_or(whole, |clip| whole.intersect(Rect::from_corners(clip.clip.min * scale, clip.clip.max * scale)));
        (label.0.clone(), whole, seen)
    });
    boxes.collect()
}

/// A card that lies over the page hides what is beneath: only its own controls are looked at.
fn is_card(screen: &str) -> bool {
    ["10-", "16-", "17-", "18-", "13-"].iter().any(|card| screen.starts_with(card))
}

#[test]
fn controls_have_names_and_pictures() {
    on_every_screen((1280, 800, 5.9), |robot, screen| {
        let mut names = robot.names();
        assert!(names.iter().all(|name| !name.trim().is_empty()), "{screen}: {names:?}");
        names.sort();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
        assert!(is_card(screen) || twice.is_empty(), "{screen}: {twice:?}");
        let missing = &robot.app.world().resource::<Look>().missing;
        assert!(missing.is_empty(), "{screen}: {missing:?}");
    });
}

#[test]
fn controls_lie_whole_in_the_window_and_on_no_other() {
    let mut wrong = Vec::new();
    for tablet in [(1280, 800, 5.9), (1024, 768, 5.2), (2000, 1200, 8.8), (800, 1280, 5.9), (740, 360, 6.3)] {
        on_every_screen(tablet, |robot, screen| {
            let window = Rect::new(-1.0, -1.0, tablet.0 as f32 + 1.0, tablet.1 as f32 + 1.0);
            let all = controls(robot);
            for (place, (name, whole, seen)) in all.iter().enumerate() {
                if (whole.area() - seen.area()).abs() > whole.area() * 0.02 {
                    wrong.push(format!("{}x{} {screen}: {name} is cut off: {whole:?} {seen:?}", tablet.0, tablet.1));
                }
                if !(window.contains(whole.min) && window.contains(whole.max)) {
                    wrong.push(format!("{}x{} {screen}: {name} is outside", tablet.0, tablet.1));
                }
                if is_card(screen) {
                    continue;
                }
                for (other, box_, _) in &all[..place] {
                    // Discs are round: they touch where their middles are nearer than their diameters.
                    let round = |rect: &Rect| (rect.width() - rect.height()).abs() < 1.5;
                    let both = if round(whole) && round(box_) {
                        whole.center().distance(box_.center()) + 2.0 < (whole.width() + box_.width()) / 2.0
                    } else {
                        !whole.inflate(-1.0).intersect(box_.inflate(-1.0)).is_empty()
                    };
                    // An open drawer lies over the page; people stand in the places they were put.
                    let meant = robot.desk().drawer.is_some() || screen == "20-people" && !other.contains('?');
                    if both && !meant {
                        wrong.push(format!("{}x{} {screen}: {name} lies on {other}: {whole:?} {box_:?}", tablet.0, tablet.1));
                    }
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The screens a child touches: where to begin, the page and its drawers, people, steps, the close, every theme.
fn is_the_childs(screen: &str) -> bool {
    let cards = ["01-", "10-", "11-", "12-", "13-", "14-", "15-", "16-", "17-", "24-", "25-", "26-", "27-", "28-", "29-", "30-"];
    !cards.iter().any(|card| screen.starts_with(card))
}

/// What is the worker's on a child's screen: the strip, and what writes down or asks.
fn is_the_workers(screen: &str, name: &str) -> bool {
    let strip =
        [tray::ASKED, "Who holds the pen", tray::THEIR_WORDS, tray::READ_BACK, tray::PEOPLE, tray::STEPS, "For the worker"];
    let reads = ["Close the card", read_back::NEXT, read_back::BEFORE, "Hide"];
    let asks = question::ABOUT_PEOPLE.iter().chain(&steps::LINES[..3]).copied().chain(steps::FORMS.map(|(_, name, _)| name));
    let ends = closing::ENDS.into_iter().filter(|(.., icon)| icon.is_none()).map(|(_, name, _)| name);
    let on = |number: &str, names: &[&str]| screen.starts_with(number) && names.contains(&name);
    strip.contains(&name) && !on("23", &strip)
        || on("18", &reads)
        || on("20", &asks.clone().collect::<Vec<_>>())
        || on("21", &asks.clone().collect::<Vec<_>>())
        || on("22", &asks.collect::<Vec<_>>())
        || on("23", &ends.chain([closing::PROMISE]).collect::<Vec<_>>())
}

/// On a tablet a child's targets are 20 mm and a worker's 12 mm, or 0.5 mm less (domain.md, section 4).
#[test]
fn controls_are_large_enough_for_a_finger() {
    let mut wrong = Vec::new();
    for tablet in [(1280, 800, 5.9), (2000, 1200, 8.8), (800, 1280, 5.9)] {
        on_every_screen(tablet, |robot, screen| {
            if is_card(screen) && screen != "18-read-back" && screen != "17-question" {
                return;
            }
            for (name, whole, _) in controls(robot) {
                let childs = is_the_childs(screen) && !is_the_workers(screen, &name);
                let side = whole.size().min_element() / tablet.2;
                if side < if childs { 19.5 } else { 11.5 } {
                    wrong.push(format!("{}x{} {screen}: {name} is {side:.1} mm", tablet.0, tablet.1));
                }
            }
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn press(robot: &mut Robot, code: KeyCode, key: Key) {
    let mut windows = robot.app.world_mut().query_filtered::<Entity, With<PrimaryWindow>>();
    let window = windows.single(robot.app.world()).unwrap();
    robot.press_key(window, code, key);
}

#[test]
fn every_control_can_be_reached_by_tab() {
    on_every_screen((1280, 800, 5.9), |robot, screen| {
        let mut reached = Vec::new();
        let count = robot.names().len() + 2;
        for _ in 0..count {
            press(robot, KeyCode::Tab, Key::Tab);
            robot.wait();
            reached.extend(robot.focused());
        }
        if !is_card(screen) {
            for (name, ..) in controls(robot) {
                assert!(reached.contains(&name), "{screen}: {name} is not reached by Tab, only {reached:?}");
            }
        }
        assert!(!reached.is_empty(), "{screen}");
        // What was reached by keyboard is ringed; a touch takes the ring away.
        robot.tap_at(Vec2::new(2.0, 2.0));
    });
}
