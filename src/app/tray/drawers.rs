//! The drawers: pens, colours, stickers.

use super::{Bench, brush_icon};
use crate::{
    app::{
        desk::{Carried, Does, Drawer, Tool},
        look::{self, Disc},
    },
    artwork::{self, COLOURS, StickerEntry, text_in},
    session::{Brush, Hand, ItemContent, ItemState, MarkKind, Thing},
};
use bevy::prelude::*;

/// Stickers in a drawer at once.
pub const PER_DRAWER: usize = 15;
/// Stickers used last that are offered again at once.
const LAST_USED: usize = 10;

/// Who can hold the pen: accessible name, icon.
pub const HANDS: [(Hand, &str, &str); 6] = [
    (Hand::Child, "I hold the pen", "hand-child"),
    (Hand::WorkerForChild, "You write for me", "hand-worker"),
    (Hand::Together, "We both hold it", "hand-together"),
    (Hand::Interpreter, "The interpreter", "hand-interpreter"),
    (Hand::Carer, "My carer", "hand-carer"),
    (Hand::Other, "Somebody else", "hand-other"),
];

/// The brushes and their accessible names.
pub const BRUSHES: [(Brush, &str); 4] =
    [(Brush::Pen, "Pen"), (Brush::Crayon, "Crayon"), (Brush::Marker, "Marker"), (Brush::Paint, "Paint")];

/// The accessible names of the four widths.
pub const WIDTHS: [&str; 4] = ["Thin", "Medium", "Thick", "Very thick"];

/// Lays the open drawer out over the page.
pub fn lay_drawer(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let Some(drawer) = bench.desk.drawer.clone() else { return };
    let rows = match drawer {
        Drawer::Pens => pens(bench),
        Drawer::Colours => colours(bench),
        Drawer::Stickers => vec![recent(bench), groups(bench)],
        Drawer::Group(group, page) => vec![stickers(bench, &group, page)],
        Drawer::Hands => {
            let mut hands = hands(bench);
            hands.push(close(bench, Drawer::Hands));
            vec![hands]
        }
        Drawer::PutAway => vec![put_away(bench)],
    };
    let whole = bench.layout.drawer();
    let (centres, size, height) = bench.layout.grid(whole, &rows.iter().map(Vec::len).collect::<Vec<_>>());
    look::card(parent, Rect { max: Vec2::new(whole.max.x, whole.min.y + height), ..whole });
    for ((disc, does), centre) in rows.into_iter().flatten().zip(centres) {
        look::disc(parent, bench.look, bench.layout, centre, size, disc, does);
    }
}

/// Rows of controls.
type Rows = Vec<Vec<(Disc, Does)>>;

/// What draws; how thick; who holds it.
fn pens(bench: &mut Bench) -> Rows {
    let (desk, size) = (bench.desk, bench.layout.disc);
    let rgb = artwork::rgb(desk.colour);
    let mut tools = Vec::new();
    for (brush, name) in BRUSHES {
        let mut disc = bench.tool(name, brush_icon(brush), size, desk.tool == Tool::Pen && desk.brush == brush);
        disc.picture = bench.icon(&format!("icons/{}.svg", brush_icon(brush)), size, rgb);
        tools.push((disc, Does::TakeBrush(brush)));
    }
    let mut pot = bench.tool("Paint pot", "pot", size, desk.tool == Tool::Pot);
    pot.picture = bench.icon("icons/pot.svg", size, rgb);
    tools.push((pot, Does::TakePot));
    tools.push((bench.tool("Rubber", "rubber", size, desk.tool == Tool::Rubber), Does::TakeRubber));
    let width =
        |(i, name): (usize, &str)| (bench.tool(name, &format!("width-{}", i + 1), size, desk.width == i), Does::ChooseWidth(i));
    let mut widths: Vec<_> = WIDTHS.into_iter().enumerate().map(width).collect();
    widths.push((bench.tool("Empty hand", "hand-empty", size, desk.tool == Tool::Hand), Does::EmptyHand));
    widths.push(close(bench, Drawer::Pens));
    vec![tools, widths, hands(bench)]
}

/// Who can hold the pen.
fn hands(bench: &mut Bench) -> Vec<(Disc, Does)> {
    let (held, size) = (bench.sitting.0.hand(), bench.layout.disc);
    HANDS.into_iter().map(|(hand, name, icon)| (bench.tool(name, icon, size, held == hand), Does::HoldPen(hand))).collect()
}

/// The way to close a drawer.
fn close(bench: &mut Bench, drawer: Drawer) -> (Disc, Does) {
    (bench.tool("Close the drawer", "close", bench.layout.disc, false), Does::Slide(drawer))
}

/// What was put away, to be taken out again: the latest first.
fn put_away(bench: &mut Bench) -> Vec<(Disc, Does)> {
    let size = bench.layout.disc;
    let away: Vec<_> =
        bench.sitting.0.items(true).into_iter().filter(|item| item.state == ItemState::PutAway).rev().take(PER_DRAWER).collect();
    let mut discs: Vec<_> = away
        .into_iter()
        .filter_map(|item| Some((item.marks.first().copied()?, item)))
        .map(|(id, item)| {
            let language = bench.sitting.0.child.language.clone();
            let (picture, name) = match &item.content {
                ItemContent::Placed(Thing::Sticker(name), _) => {
                    let label = bench.studio.artwork.catalogue.find(name).map_or(name.as_str(), |s| text_in(&s.label, &language));
                    (format!("stickers/{name}.svg"), label.to_owned())
                }
                ItemContent::Placed(Thing::Words(words), _) => ("icons/words.svg".into(), look::short(&words.text)),
                ItemContent::Placed(Thing::Recording(_), _) => ("icons/microphone.svg".into(), "What I said".into()),
                ItemContent::Drawing { .. } => ("icons/crayon.svg".into(), "A drawing".into()),
            };
            let disc = Disc {
                name: format!("Take out: {name}"),
                word: name,
                picture: bench.icon(&picture, size * 0.72, None),
                paper: bench.icon("icons/disc.svg", size, None),
                colour: None,
                fill: 0.72,
                chosen: false,
            };
            (disc, Does::TakeOut(id))
        })
        .collect();
    discs.push(close(bench, Drawer::PutAway));
    discs
}

/// Crayon colours, then skin.
fn colours(bench: &mut Bench) -> Rows {
    let size = bench.layout.disc;
    let disc = |(name, [r, g, b]): &(&'static str, [u8; 3])| {
        let disc = Disc {
            name: colour_name(name),
            word: String::new(),
            picture: None,
            paper: bench.icon("icons/disc.svg", size, None),
            colour: Some(Color::srgb_u8(*r, *g, *b)),
            fill: 1.0,
            chosen: bench.desk.colour == *name,
        };
        (disc, Does::ChooseColour(name))
    };
    let all: Vec<_> = COLOURS.iter().map(disc).collect();
    let (skin, plain) =
        all.into_iter().partition(|(_, does)| matches!(does, Does::ChooseColour(name) if name.starts_with("skin")));
    vec![plain, skin]
}

/// The accessible name of a colour: `skin-1` is `Skin 1`.
pub fn colour_name(name: &str) -> String {
    sentence(&name.replace('-', " "))
}

/// With a capital first letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn groups(bench: &mut Bench) -> Vec<(Disc, Does)> {
    let (size, language) = (bench.layout.disc, bench.sitting.0.child.language.clone());
    let artwork = bench.studio.artwork.clone();
    artwork
        .catalogue
        .groups
        .iter()
        .map(|group| {
            let label = text_in(&group.label, &language);
            let disc = Disc {
                name: label.into(),
                word: label.into(),
                picture: bench.icon(&format!("stickers/{}.svg", group.picture), size * 0.72, None),
                paper: bench.icon("icons/disc.svg", size, None),
                colour: None,
                fill: 0.72,
                chosen: false,
            };
            (disc, Does::Slide(Drawer::Group(group.name.clone(), 0)))
        })
        .collect()
}

/// A sticker on the tray.
fn sticker(bench: &mut Bench, entry: &StickerEntry) -> (Disc, Does) {
    let size = bench.layout.disc;
    let disc = Disc {
        name: text_in(&entry.label, &bench.sitting.0.child.language).into(),
        word: String::new(),
        picture: bench.icon(&format!("stickers/{}.svg", entry.name), size, None),
        paper: None,
        colour: None,
        fill: 1.0,
        chosen: false,
    };
    (disc, Does::Carry(Carried::Sticker(entry.name.clone())))
}

/// The stickers used last, the latest first.
fn recent(bench: &mut Bench) -> Vec<(Disc, Does)> {
    let artwork = bench.studio.artwork.clone();
    let mut names: Vec<&str> = Vec::new();
    let marks: Vec<_> = bench.sitting.0.page().marks.iter().collect();
    for mark in marks.into_iter().rev() {
        if let MarkKind::Placed(Thing::Sticker(name), _) = &mark.kind
            && !names.contains(&name.as_str())
            && names.len() < LAST_USED
        {
            names.push(name);
        }
    }
    names.iter().filter_map(|name| artwork.catalogue.find(name)).map(|entry| sticker(bench, entry)).collect()
}

fn stickers(bench: &mut Bench, group: &str, page: usize) -> Vec<(Disc, Does)> {
    let size = bench.layout.disc;
    let artwork = bench.studio.artwork.clone();
    let all: Vec<_> = artwork.catalogue.in_group(group).collect();
    let pages = all.len().div_ceil(PER_DRAWER).max(1);
    let page = page.min(pages - 1);
    let mut discs: Vec<_> = all.iter().skip(page * PER_DRAWER).take(PER_DRAWER).map(|entry| sticker(bench, entry)).collect();
    if pages > 1 {
        let next = (page + 1) % pages;
        discs.push((bench.tool("More", "next", size, false), Does::Slide(Drawer::Group(group.into(), next))));
    }
    discs.push((bench.tool("All groups", "previous", size, false), Does::Slide(Drawer::Stickers)));
    discs
}
