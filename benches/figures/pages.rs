//! Pages with many strokes, always the same ones, and what is needed to paint them.

use std::{error::Error, sync::Arc};
use three_houses::{
    artwork::Artwork,
    picture::{Painter, Typesetter},
    session::*,
};

/// How wide the page is painted for a screen of 2000 × 1200, px: its whole height.
pub const VIEW_2000: u32 = 1697;

/// Artwork, fonts and painter, made from nothing.
pub struct Bed {
    pub artwork: Arc<Artwork>,
    pub painter: Painter,
}

impl Bed {
    pub fn new() -> Result<Self, Box<dyn Error>> {
        let artwork = Arc::new(Artwork::load()?);
        let theme = artwork.theme("houses").cloned().ok_or("the theme houses")?;
        let painter = Painter::new(artwork.clone(), Arc::new(Typesetter::new()), theme);
        Ok(Self { artwork, painter })
    }
}

/// Numbers from 0 to 1 that look random and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1u64 << 24) as f32
    }
}

/// A session with so many strokes of 100 points, all over the page.
pub fn session(strokes: usize) -> Session {
    let areas = [Rect::new(8.0, 90.0, 92.0, 190.0), Rect::new(106.5, 90.0, 190.5, 190.0), Rect::new(205.0, 90.0, 289.0, 190.0)];
    let theme = ThemeInUse { name: "houses".into(), chosen_by: Chooser::Worker, areas };
    let mut session = Session::unprepared("00000000-0000-4000-8000-000000000000".into(), "2026-11-24".into(), 0, theme);
    session.case_ref = "BENCH".into();
    let mut dice = Dice(7);
    let colours = ["black", "blue", "red", "green", "purple", "orange"];
    for i in 0..strokes {
        let (mut x, mut y) = (dice.roll() * 297.0, dice.roll() * 210.0);
        let mut heading = dice.roll() * std::f32::consts::TAU;
        let samples = (0..100)
            .map(|j| {
                heading += (dice.roll() - 0.5) * 0.6;
                x = (x + heading.cos() * 0.5).clamp(0.0, 297.0);
                y = (y + heading.sin() * 0.5).clamp(0.0, 210.0);
                Sample { at: Point::new(x, y), ms: j * 8, pressure: 0.3 + 0.4 * dice.roll() }
            })
            .collect();
        let stroke = Stroke { brush: Brush::Pen, colour: colours[i % colours.len()].into(), width_mm: 1.6, samples };
        let _ = session.draw(stroke, i as u64 * 1000);
    }
    session
}

/// The page of such a session.
pub fn page(strokes: usize) -> Page {
    session(strokes).page().clone()
}
