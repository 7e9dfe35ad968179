//! The tray: seven discs on a paper shelf, a chair for who has had enough, and the drawers that slide out; and the worker's
//! strip across from it.
//! Must not know: how marks are made.

mod drawers;
mod strip;

use super::{
    desk::{Carried, Desk, Does, Drawer, Screen, Tool},
    layout::Layout,
    look::{self, Disc, Look},
    sitting::{Sitting, Studio},
};
use crate::{artwork, session::Brush};
use bevy::prelude::*;

pub use drawers::{BRUSHES, HANDS, PER_DRAWER, WIDTHS, colour_name, lay_drawer};
pub use strip::{ASKED, PEOPLE, READ_BACK, STEPS, THEIR_WORDS, lay_strip};

/// The accessible name of the microphone.
pub const SPEAK: &str = "Record my voice";
/// The accessible name of the microphone while it records.
pub const STOP: &str = "Stop recording";
/// The accessible name of the way out.
pub const HAD_ENOUGH: &str = "Had enough";

/// What is needed to lay controls out.
pub struct Bench<'a> {
    /// Where things go.
    pub layout: &'a Layout,
    /// The state of the view.
    pub desk: &'a Desk,
    /// Artwork.
    pub studio: &'a Studio,
    /// The session.
    pub sitting: &'a Sitting,
    /// Icons and fonts.
    pub look: &'a mut Look,
    /// Pictures.
    pub images: &'a mut Assets<Image>,
    /// Physical px to the logical px.
    pub scale_factor: f32,
}

impl Bench<'_> {
    /// An icon below `assets/`, to be shown `size` logical px wide.
    pub fn icon(&mut self, path: &str, size: f32, tint: Option<[u8; 3]>) -> Option<Handle<Image>> {
        self.look.icon(self.studio, self.images, path, size * self.scale_factor, tint)
    }

    /// A disc on paper with a tool's icon.
    pub fn tool(&mut self, name: &str, icon: &str, size: f32, chosen: bool) -> Disc {
        Disc {
            name: name.into(),
            word: name.into(),
            picture: self.icon(&format!("icons/{icon}.svg"), size, None),
            paper: self.icon("icons/disc.svg", size, None),
            colour: None,
            fill: 0.92,
            chosen,
        }
    }
}

/// The icon of a brush.
pub fn brush_icon(brush: Brush) -> &'static str {
    match brush {
        Brush::Pen => "pen",
        Brush::Crayon => "crayon",
        Brush::Marker => "marker",
        Brush::Paint => "paint",
    }
}

/// The microphone; while it records, what stops it; and with something recorded in the hand, that.
fn microphone(bench: &mut Bench) -> Disc {
    let (held, records) = (bench.desk.carried == Some(Carried::Spoken), bench.desk.voice.recording);
    let icon = if held { "bubble" } else { "microphone" };
    let mut disc = bench.tool(SPEAK, icon, bench.layout.disc, held || records);
    disc.word = if records { "Stop" } else { "Say it" }.into();
    if records {
        disc.name = STOP.into();
    }
    disc
}

/// Lays the tray out.
pub fn lay_tray(parent: &mut ChildSpawnerCommands, bench: &mut Bench) {
    let (layout, desk) = (bench.layout, bench.desk);
    look::shelf(parent, layout);
    let size = layout.disc;
    let rgb = artwork::rgb(desk.colour).unwrap_or_default();
    let mut pens = match desk.tool {
        Tool::Rubber => bench.tool("Pens", "rubber", size, true),
        Tool::Pot => bench.tool("Pens", "pot", size, true),
        tool => bench.tool("Pens", brush_icon(desk.brush), size, tool == Tool::Pen),
    };
    if desk.tool != Tool::Rubber {
        let icon = if desk.tool == Tool::Pot { "pot" } else { brush_icon(desk.brush) };
        pens.picture = bench.icon(&format!("icons/{icon}.svg"), size, Some(rgb));
    }
    let carrying = |what: &Carried| desk.carried.as_ref() == Some(what);
    let mut stickers = bench.tool("Stickers", "stickers", size, false);
    if let Some(Carried::Sticker(name)) = &desk.carried {
        // What is in the hand is seen on the disc it came from.
        stickers =
            Disc { picture: bench.icon(&format!("stickers/{name}.svg"), size * 0.8, None), fill: 0.8, chosen: true, ..stickers };
    }
    stickers.chosen |= matches!(desk.drawer, Some(Drawer::Stickers | Drawer::Group(..)));
    let mut discs = vec![
        (pens, Does::Slide(Drawer::Pens)),
        (bench.tool("Colours", "colours", size, desk.drawer == Some(Drawer::Colours)), Does::Slide(Drawer::Colours)),
        (stickers, Does::Slide(Drawer::Stickers)),
        (bench.tool("Words", "words", size, carrying(&Carried::Words)), Does::Carry(Carried::Words)),
        (bench.tool("Put away", "drawer", size, carrying(&Carried::PutAway)), Does::Carry(Carried::PutAway)),
        (bench.tool("Undo", "undo", size, false), Does::Undo),
        (bench.tool("Redo", "redo", size, false), Does::Redo),
    ];
    if desk.voice.allowed {
        discs.insert(4, (microphone(bench), Does::Speak));
    }
    for ((disc, does), centre) in discs.into_iter().zip(&layout.tray_discs) {
        look::disc(parent, bench.look, layout, *centre, size, disc, does);
    }
    let rest = bench.tool(HAD_ENOUGH, "rest", size, false);
    look::disc(parent, bench.look, layout, layout.rest_disc, size, rest, Does::Go(Screen::Closing));
}
