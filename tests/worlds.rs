//! The themes: each plays and exports, its parts have their names, and they are told apart without colour.

mod support;

use std::{fs, sync::Arc};
use support::{artwork, opening, played, story};
use three_houses::{
    app::{self, player::Robot},
    case_file::{self, Summary},
    picture::{Painter, Typesetter, View},
    session::{Chooser, HouseKind, Point, Rect},
    written_session::WrittenSession,
};

fn painter(theme: &str) -> Painter {
    let artwork = artwork();
    let theme = artwork.theme(theme).cloned().unwrap();
    Painter::new(artwork, Arc::new(Typesetter::new()), theme)
}

#[test]
fn every_theme_plays_and_exports_with_its_own_names() {
    for (name, parts, paints) in [
        ("wizard", ["cape", "clothes", "spell-bubble"], 4),
        ("fairy", ["wings", "clothes", "wand-star"], 4),
        ("three-wizards", ["wizard", "wizard", "wizard"], 2),
    ] {
        let session = played(&format!("{name}.ron"));
        let out = tempfile::tempdir().unwrap();
        let folder =
            case_file::export(&session, &artwork(), &painter(name), &case_file::no_sound, true, out.path(), &|_| {}).unwrap();
        let summary: Summary = case_file::check(&folder).unwrap();
        assert_eq!(summary.theme, name);
        assert_eq!(summary.houses.iter().map(|house| house.part.as_str()).collect::<Vec<_>>(), parts);
        assert_eq!(summary.houses.iter().filter(|house| house.picture.is_some()).count(), 3);
        assert_eq!(summary.paints.len(), paints, "what the child coloured is in the record");
        assert_eq!(summary.houses.iter().filter(|house| house.closed_by_child).count(), 1);
        let text = fs::read_to_string(folder.join("summary.ron")).unwrap();
        assert_eq!(Summary::from_ron(&text).unwrap(), summary);
    }
}

#[test]
fn a_record_without_paint_does_not_mention_it() {
    let session = played("first-session.ron");
    let theme = artwork().theme("houses").cloned().unwrap();
    let told = case_file::summarise(&session, &theme, &artwork().catalogue, true, Vec::new());
    assert!(!told.to_ron().unwrap().contains("paints"));
}

#[test]
fn the_child_paints_by_touching_and_undo_takes_it_back() {
    let mut robot = Robot::new(app::headless(opening(), (1280, 800, 5.9)));
    robot.tap("Open the book").unwrap();
    robot.choose_theme("wizard", Chooser::Together).unwrap();
    assert_eq!(robot.session().theme.chosen_by, Chooser::Together);
    robot.tap("Pens").unwrap();
    robot.tap("Paint pot").unwrap();
    robot.tap("Close the drawer").unwrap();
    robot.tap("Colours").unwrap();
    robot.tap("Green").unwrap();
    let at = |robot: &Robot, x: f32, y: f32| {
        let picture = robot.tiles().picture().unwrap();
        let (x, y) = View::of(Rect::PAGE, picture.width).to_px(Point::new(x, y));
        let i = ((y as u32 * picture.width + x as u32) * 4) as usize;
        [picture.pixels[i], picture.pixels[i + 1], picture.pixels[i + 2]]
    };
    let before = at(&robot, 148.0, 60.0);
    robot.tap_page(Point::new(148.0, 60.0));
    assert_eq!(robot.session().page().paints.get("hat").map(String::as_str), Some("green"));
    assert_ne!(at(&robot, 148.0, 60.0), before, "the hat is seen in its new colour");
    robot.tap_page(Point::new(148.0, 150.0));
    assert_eq!(robot.session().page().marks.len(), 0, "the pot leaves no mark in the rooms");
    robot.tap("Undo").unwrap();
    assert_eq!(at(&robot, 148.0, 60.0), before);
    assert!(robot.session().page().paints.is_empty());
}

#[test]
fn a_theme_stays_once_something_is_on_the_page() {
    let mut robot = Robot::new(app::headless(opening(), (1280, 800, 5.9)));
    robot.tap("Open the book").unwrap();
    robot.choose_theme("fairy", Chooser::Child).unwrap();
    robot.draw(&[(Point::new(50.0, 30.0), 0, 0.5), (Point::new(80.0, 30.0), 90, 0.5)]);
    robot.tap("For the worker").unwrap();
    assert!(!robot.names().contains(&"Another picture".into()));
}

#[test]
fn every_sticker_is_at_most_two_touches_from_its_group_and_the_last_used_come_first() {
    let mut robot = Robot::new(app::headless(opening(), (1280, 800, 5.9)));
    robot.tap("Open the book").unwrap();
    robot.choose_theme("houses", Chooser::Child).unwrap();
    assert!(artwork().catalogue.stickers.len() >= 96 && artwork().catalogue.groups.len() >= 8);
    robot.tap("Stickers").unwrap();
    robot.tap("Animals").unwrap();
    robot.tap("Hedgehog").unwrap();
    robot.tap_page(Point::new(50.0, 40.0));
    robot.tap("Stickers").unwrap();
    robot.tap("Hedgehog").unwrap();
    robot.tap_page(Point::new(150.0, 40.0));
    assert_eq!(robot.session().page().marks.len(), 2);
}

#[test]
fn what_cannot_be_coloured_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(story("wizard.ron")).unwrap();
    for (from, to, what) in [
        ("what: \"cape\"", "what: \"wings\"", "nothing called wings"),
        ("what: \"hat\", colour: \"red\"", "what: \"hat\", colour: \"infra-red\"", "no colour infra-red"),
    ] {
        let file = folder.path().join("bad.ron");
        assert!(text.contains(from));
        fs::write(&file, text.replace(from, to)).unwrap();
        let error = WrittenSession::read(&file, &artwork()).unwrap_err().to_string();
        assert!(error.contains(what) && error.contains("bad.ron:"), "{error}");
    }
}

/// How people with the three common colour-vision differences see a colour (Machado, Oliveira and Fernandes 2009, severity 1, in
/// linear light), and how a grey printer prints it.
const SEEN: [(&str, [[f32; 3]; 3]); 4] = [
    ("protanopia", [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]]),
    ("deuteranopia", [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]]),
    ("tritanopia", [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]]),
    ("grey", [[0.213, 0.715, 0.072], [0.213, 0.715, 0.072], [0.213, 0.715, 0.072]]),
];

fn seen(rgb: [u8; 3], how: &[[f32; 3]; 3]) -> [f32; 3] {
    let light = rgb.map(|v| (f32::from(v) / 255.0).powf(2.2));
    how.map(|row| row.iter().zip(light).map(|(a, b)| a * b).sum::<f32>().clamp(0.0, 1.0).powf(1.0 / 2.2))
}

/// The signs of the three parts, and the parts as they stand in the scene, differ in shape and tone under every way of seeing: at
/// least a tenth of a sign's pixels, and a twentieth of a part's, by more than a tenth of the way from black to white.
#[test]
fn the_three_parts_are_told_apart_without_colour() {
    let artwork = artwork();
    for theme in artwork.themes() {
        let signs = HouseKind::ALL.map(|kind| {
            let tree = artwork.picture(&theme.sign(kind)).unwrap();
            let mut pixmap = tiny_skia::Pixmap::new(100, 100).unwrap();
            pixmap.fill(tiny_skia::Color::WHITE);
            let scale = 100.0 / tree.size().width();
            resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
            pixmap.take()
        });
        let painter = painter(&theme.name);
        // Each part with what surrounds it, brought to one size.
        let parts = HouseKind::ALL.map(|kind| {
            let area = theme.part(kind).close_up();
            let view = View::of(area, 160);
            let picture = painter.scene(&view, &Default::default()).unwrap();
            picture.pixels[..(160 * 4 * picture.height.min(150)) as usize].to_vec()
        });
        // Most of a part is its calm paper, alike on purpose.
        for (what, pictures, least) in [("signs", &signs, 0.1), ("parts", &parts, 0.05)] {
            for (name, how) in &SEEN {
                for (a, b) in [(0, 1), (1, 2), (0, 2)] {
                    let pairs = pictures[a].chunks_exact(4).zip(pictures[b].chunks_exact(4));
                    let apart = |(a, b): (&[u8], &[u8])| {
                        let (a, b) = (seen([a[0], a[1], a[2]], how), seen([b[0], b[1], b[2]], how));
                        a.iter().zip(b).any(|(a, b)| (a - b).abs() > 0.1)
                    };
                    let total = pictures[a].len().min(pictures[b].len()) / 4;
                    let share = pairs.filter(|pair| apart(*pair)).count() as f32 / total as f32;
                    assert!(share > least, "{}: {what} {a} and {b} look alike in {name}: {share}", theme.name);
                }
            }
        }
    }
}
