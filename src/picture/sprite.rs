//! Things painted once at the size they are shown in, and kept for the next time.

use super::{
    Typesetter, bubble,
    label::{self, Label},
};
use crate::{
    artwork::{Artwork, ArtworkError},
    session::{Rect, Thing},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};
use tiny_skia::{Pixmap, Transform};

/// How wide a sticker is when it is put down, mm.
pub const DEFAULT_STICKER_MM: f32 = 24.0;
/// Sprites kept at most; then all are let go. A page seldom holds more.
const KEPT: usize = 400;

/// What a kept sprite shows: what, its size and turn in px, degrees and mm as bits.
type Key = (String, [u32; 4]);

#[derive(Default)]
pub(super) struct Sprites {
    pictures: Mutex<HashMap<Key, Arc<Pixmap>>>,
    labels: Mutex<HashMap<String, Arc<Label>>>,
}

impl Sprites {
    fn kept(&self, key: Key, make: impl FnOnce() -> Result<Pixmap, ArtworkError>) -> Result<Arc<Pixmap>, ArtworkError> {
        let lock = || self.pictures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sprite) = lock().get(&key) {
            return Ok(sprite.clone());
        }
        let sprite = Arc::new(make()?);
        let mut pictures = lock();
        if pictures.len() >= KEPT {
            pictures.clear();
        }
        pictures.insert(key, sprite.clone());
        Ok(sprite)
    }

    /// The label for a text, laid out once.
    pub(super) fn label(&self, typesetter: &Typesetter, text: &str) -> Arc<Label> {
        let lock = || self.labels.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(label) = lock().get(text) {
            return label.clone();
        }
        let label = Arc::new(Label::new(typesetter, text));
        let mut labels = lock();
        if labels.len() >= KEPT {
            labels.clear();
        }
        labels.insert(text.into(), label.clone());
        label
    }

    /// A thing whose box before turning is `area` (mm).
    pub(super) fn thing(
        &self,
        artwork: &Artwork,
        typesetter: &Typesetter,
        thing: &Thing,
        area: Rect,
        turn_deg: f32,
        px_per_mm: f32,
    ) -> Result<Arc<Pixmap>, ArtworkError> {
        let width = area.width();
        let size = [width.to_bits(), turn_deg.to_bits(), px_per_mm.to_bits(), 0];
        match thing {
            Thing::Sticker(name) => self.stretched(artwork, &format!("stickers/{name}.svg"), area, turn_deg, px_per_mm),
            Thing::Words(words) => {
                let label = self.label(typesetter, &words.text);
                self.kept((format!("words {}", words.text), size), || Ok(label.paint(width, turn_deg, px_per_mm)))
            }
            Thing::Recording(recording) => {
                // What it looks like is all that tells one bubble from another.
                let shape: String = recording.peaks.iter().map(|peak| char::from(*peak)).collect();
                self.kept((format!("bubble {shape}"), size), || Ok(bubble::paint(recording, width, turn_deg, px_per_mm)))
            }
        }
    }

    /// A picture stretched over a box (mm), turned about its middle.
    pub(super) fn stretched(
        &self,
        artwork: &Artwork,
        path: &str,
        area: Rect,
        turn_deg: f32,
        px_per_mm: f32,
    ) -> Result<Arc<Pixmap>, ArtworkError> {
        let size = [area.width().to_bits(), area.height().to_bits(), turn_deg.to_bits(), px_per_mm.to_bits()];
        self.kept((path.into(), size), || {
            let tree = artwork.picture(path)?;
            let turned = Rect::around(area.centre(), area.width(), area.height()).turned(turn_deg);
            let mut sprite = pixmap((turned.width() * px_per_mm).ceil() as u32, (turned.height() * px_per_mm).ceil() as u32);
            let place = Transform::from_translate(sprite.width() as f32 / 2.0, sprite.height() as f32 / 2.0)
                .pre_rotate(turn_deg)
                .pre_scale(area.width() * px_per_mm / tree.size().width(), area.height() * px_per_mm / tree.size().height())
                .pre_translate(-tree.size().width() / 2.0, -tree.size().height() / 2.0);
            resvg::render(&tree, place, &mut sprite.as_mut());
            Ok(sprite)
        })
    }

    /// The plate with a house's name.
    pub(super) fn plate(&self, typesetter: &Typesetter, name: &str, area: Rect, px_per_mm: f32) -> Arc<Pixmap> {
        let size = [area.width().to_bits(), area.height().to_bits(), px_per_mm.to_bits(), 1];
        self.kept((format!("plate {name}"), size), || Ok(label::plate(typesetter, name, area.width(), area.height(), px_per_mm)))
            .unwrap_or_else(|_| Arc::new(pixmap(1, 1)))
    }
}

/// An empty pixmap. Sizes are kept between 1 and 8192 px, so that there always is one.
pub(super) fn pixmap(width: u32, height: u32) -> Pixmap {
    let (width, height) = (width.clamp(1, 8192), height.clamp(1, 8192));
    #[expect(clippy::expect_used, reason = "both sides are from 1 to 8192")]
    Pixmap::new(width, height).expect("a pixmap of a sensible size")
}
