//! What a picture holds and what it never holds.

use super::*;
use crate::{
    artwork::Artwork,
    session::{Brush, Hand, HouseFront, MarkId, Rub, Stroke, Words, WordsStatus},
};
use std::sync::OnceLock;

fn painter() -> &'static Painter {
    static PAINTER: OnceLock<Painter> = OnceLock::new();
    PAINTER.get_or_init(|| {
        let artwork = Arc::new(Artwork::load().unwrap());
        let theme = artwork.theme("houses").cloned().unwrap();
        Painter::new(artwork, Arc::new(Typesetter::new()), theme)
    })
}

fn view() -> View {
    View::of(Rect::PAGE, 594)
}

fn samples(points: &[(f32, f32)]) -> Vec<Sample> {
    points.iter().enumerate().map(|(i, (x, y))| Sample { at: Point::new(*x, *y), ms: i as u32 * 10, pressure: 0.5 }).collect()
}

fn mark(id: u32, kind: MarkKind) -> Arc<Mark> {
    Arc::new(Mark { id: MarkId(id), kind, hand: Hand::Child, prompt: None, at_ms: 0, state: ItemState::Shown })
}

fn ink(brush: Brush, colour: &str, width_mm: f32, points: &[(f32, f32)]) -> MarkKind {
    MarkKind::Stroke(Arc::new(Stroke { brush, colour: colour.into(), width_mm, samples: samples(points) }))
}

fn rub(width_mm: f32, points: &[(f32, f32)]) -> MarkKind {
    MarkKind::Rub(Arc::new(Rub { width_mm, samples: samples(points) }))
}

fn sticker(name: &str, x: f32, y: f32) -> MarkKind {
    MarkKind::Placed(Thing::Sticker(name.into()), Pose { at: Point::new(x, y), width_mm: 24.0, turn_deg: 15.0 })
}

fn words(text: &str, x: f32, y: f32) -> MarkKind {
    let words = Words { text: text.into(), status: WordsStatus::ChildWrote, original: None, language: "en-GB".into() };
    MarkKind::Placed(Thing::Words(Arc::new(words)), Pose { at: Point::new(x, y), width_mm: 40.0, turn_deg: 0.0 })
}

fn page(marks: impl IntoIterator<Item = Arc<Mark>>) -> Page {
    Page { marks: marks.into_iter().collect(), ..Page::default() }
}

fn paint(page: &Page) -> Picture {
    let scene = painter().scene(&view(), &Default::default()).unwrap();
    painter().paint(&view(), page, &scene).unwrap()
}

fn at(picture: &Picture, x_mm: f32, y_mm: f32) -> [u8; 3] {
    let (x, y) = view().to_px(Point::new(x_mm, y_mm));
    let i = ((y as u32 * picture.width + x as u32) * 4) as usize;
    [picture.pixels[i], picture.pixels[i + 1], picture.pixels[i + 2]]
}

fn a_bit_of_everything() -> Vec<Arc<Mark>> {
    let all = [
        ink(Brush::Crayon, "yellow", 4.0, &[(20.0, 100.0), (40.0, 120.0), (60.0, 100.0)]),
        sticker("cat", 50.0, 130.0),
        ink(Brush::Marker, "blue", 8.0, &[(15.0, 130.0), (80.0, 135.0)]),
        rub(6.0, &[(30.0, 90.0), (45.0, 150.0)]),
        words("biscits", 50.0, 160.0),
        ink(Brush::Paint, "red", 8.0, &[(120.0, 120.0), (170.0, 160.0), (120.0, 160.0)]),
        ink(Brush::Pen, "black", 0.8, &[(250.0, 100.0)]),
        rub(10.0, &[(140.0, 130.0), (160.0, 170.0)]),
        ink(Brush::Pen, "purple", 1.6, &[(10.0, 20.0), (290.0, 60.0)]),
    ];
    all.into_iter().enumerate().map(|(i, kind)| mark(i as u32, kind)).collect()
}

/// A mark that comes last, laid onto pixels that are there already, gives the same bytes as painting all again.
#[test]
fn adding_is_the_same_as_repainting() {
    let marks = a_bit_of_everything();
    let view = view();
    let scene = painter().scene(&view, &Default::default()).unwrap();
    let (mut full, mut bare) = (scene.pixels.clone(), scene.pixels.clone());
    for (i, mark) in marks.iter().enumerate() {
        let mut surface = Surface {
            left: 0,
            top: 0,
            width: view.width as usize,
            height: view.height as usize,
            full: &mut full,
            bare: Some(&mut bare),
        };
        painter().add_mark(&view, mark, &mut surface).unwrap();
        let again = painter().paint(&view, &page(marks[..=i].iter().cloned()), &scene).unwrap();
        assert!(full == again.pixels, "after mark {i}");
    }
}

/// Windows of any size and place join without a seam.
#[test]
fn windows_join_without_a_seam() {
    let page = page(a_bit_of_everything());
    let whole = paint(&page);
    let view = view();
    let scene = painter().scene(&view, &Default::default()).unwrap();
    let scenery = painter().prepare(&page);
    for (left, top, width, height) in [(0, 0, 256, 256), (100, 150, 77, 131), (338, 164, 256, 256), (37, 411, 500, 9)] {
        let cut = |picture: &Picture| -> Vec<u8> {
            (top..top + height)
                .flat_map(|y| {
                    let at = (y * view.width as usize + left) * 4;
                    picture.pixels[at..at + width * 4].to_vec()
                })
                .collect()
        };
        let (mut full, mut bare) = (cut(&scene), cut(&scene));
        let mut surface = Surface { left: left as i32, top: top as i32, width, height, full: &mut full, bare: Some(&mut bare) };
        painter().paint_window(&view, &scenery, &mut surface).unwrap();
        assert!(full == cut(&whole), "window at {left}, {top}");
    }
}

#[test]
fn the_rubber_takes_ink_off_down_to_what_lies_beneath() {
    let cat = mark(0, sticker("cat", 50.0, 130.0));
    let line = mark(1, ink(Brush::Pen, "red", 8.0, &[(20.0, 130.0), (80.0, 130.0)]));
    let rubbed = mark(2, rub(16.0, &[(10.0, 130.0), (90.0, 130.0)]));
    let without = paint(&page([cat.clone()]));
    let with = paint(&page([cat.clone(), line.clone()]));
    let after = paint(&page([cat, line, rubbed]));
    assert_ne!(without, with);
    assert_eq!(at(&with, 30.0, 130.0), [0xD6, 0x45, 0x45]);
    assert!(after == without, "the scene and the sticker are whole again");
}

#[test]
fn a_marker_never_darkens_where_it_crosses_itself() {
    let cross = mark(0, ink(Brush::Marker, "blue", 8.0, &[(20.0, 110.0), (80.0, 170.0), (80.0, 110.0), (20.0, 170.0)]));
    let picture = paint(&page([cross]));
    let middle = at(&picture, 50.0, 140.0);
    assert_eq!(middle, at(&picture, 30.0, 120.0));
    assert_ne!(middle, at(&picture, 50.0, 180.0), "it covers the paper");
    // Two strokes do darken: two layers of ink.
    let one = ink(Brush::Marker, "blue", 8.0, &[(20.0, 110.0), (80.0, 170.0)]);
    let other = ink(Brush::Marker, "blue", 8.0, &[(80.0, 110.0), (20.0, 170.0)]);
    let two = paint(&page([mark(0, one), mark(1, other)]));
    assert_ne!(at(&two, 50.0, 140.0), at(&two, 30.0, 120.0));
}

#[test]
fn a_crayon_has_grain_and_a_pen_has_none() {
    let shades = |brush| {
        let line = ink(brush, "blue", 8.0, &[(20.0, 130.0), (80.0, 130.0)]);
        let picture = paint(&page([mark(0, line)]));
        (0..80).map(|i| at(&picture, 28.0 + i as f32 * 0.5, 130.0)).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!(shades(Brush::Pen), 1);
    assert!(shades(Brush::Crayon) > 5);
}

#[test]
fn what_is_put_away_is_in_no_picture() {
    let marks = a_bit_of_everything();
    for gone in 0..marks.len() {
        let put_away = marks.iter().enumerate().map(|(i, mark)| {
            if i == gone { Arc::new(Mark { state: ItemState::PutAway, ..Mark::clone(mark) }) } else { mark.clone() }
        });
        let never_there = marks.iter().enumerate().filter(|(i, _)| *i != gone).map(|(_, mark)| mark.clone());
        assert!(paint(&page(put_away)) == paint(&page(never_there)), "mark {gone}");
    }
}

#[test]
fn what_is_covered_cannot_be_told_from_another_covered_thing() {
    let covered = |kind| Arc::new(Mark { state: ItemState::Covered, ..Mark::clone(&mark(0, kind)) });
    let shutter = paint(&page([covered(sticker("cat", 50.0, 130.0))]));
    assert!(shutter == paint(&page([covered(sticker("storm", 50.0, 130.0))])));
    assert!(shutter != paint(&page([])));
}

#[test]
fn closed_shutters_hide_the_whole_room() {
    let mut shut = page(a_bit_of_everything());
    shut.houses[0] = HouseFront { child_name: None, closed: true };
    let mut empty = page(a_bit_of_everything().into_iter().filter(|mark| {
        let area = painter().theme().areas()[0];
        !area.contains(mark.first_point()) || mark.id == MarkId(8)
    }));
    empty.houses[0].closed = true;
    let (a, b) = (paint(&shut), paint(&empty));
    let area = painter().theme().areas()[0].grown(-1.0);
    for i in 0..40 {
        for j in 0..40 {
            let (x, y) = (area.left + area.width() * i as f32 / 39.0, area.top + area.height() * j as f32 / 39.0);
            assert_eq!(at(&a, x, y), at(&b, x, y), "{x}, {y}");
        }
    }
}

#[test]
fn words_never_hang_over_the_edge() {
    for (x, y) in [(0.5, 0.5), (296.0, 209.0), (91.5, 189.0), (107.0, 91.0)] {
        let MarkKind::Placed(thing, pose) = words("when they shout I go under the bed", x, y) else { unreachable!() };
        let (_, turned) = painter().thing_bounds(&thing, pose);
        assert!(Rect::PAGE.grown(0.01).union(turned) == Rect::PAGE.grown(0.01), "{turned:?}");
    }
}

#[test]
fn any_words_can_be_painted() {
    for text in [
        "",
        " ",
        "\n\n\n",
        "\u{0}\u{7}",
        "a\u{301}\u{302}\u{303}",
        "👨‍👩‍👧‍👦",
        "שלום عليكم",
        &"long ".repeat(2_000),
        "\u{202E}abc",
        "\u{10FFFF}",
    ] {
        paint(&page([mark(0, words(text, 50.0, 140.0))]));
    }
}

#[test]
fn odd_ink_is_no_panic() {
    for points in [
        &[(0.0, 0.0)][..],
        &[(-50.0, -50.0), (400.0, 400.0)],
        &[(10.0, 10.0), (10.0, 10.0), (10.0, 10.0)],
        &[(297.0, 210.0), (0.0, 210.0)],
    ] {
        for brush in [Brush::Pen, Brush::Crayon, Brush::Marker, Brush::Paint] {
            paint(&page([
                mark(0, ink(brush, "black", 8.0, points)),
                mark(1, rub(16.0, points)),
                mark(2, ink(brush, "no such colour", 0.1, points)),
            ]));
        }
    }
}
