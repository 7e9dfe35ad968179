//! Paper labels: the child's words, a house's name, and the footer of a printed page.

use super::{SetWords, Setting, Typesetter, sprite::pixmap};
use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Rect as PxRect, Transform};

/// The colour words are printed in.
pub(super) const INK: [u8; 3] = [0x2E, 0x2A, 0x3B];
/// Free paper round the words, mm.
const MARGIN_MM: f32 = 2.6;
/// Letter size of a fresh label, mm, and the sizes tried when there is much to say.
const SIZES_MM: [f32; 7] = [5.0, 4.2, 3.5, 2.8, 2.2, 1.6, 1.1];
/// No label is taller than this when fresh, mm: a room's height, less a little.
const TALLEST_MM: f32 = 92.0;
/// No label is wider than this when fresh, mm.
const WIDEST_MM: f32 = 76.0;

/// Words set on a label at its natural size.
pub(super) struct Label {
    words: SetWords,
    width_mm: f32,
    height_mm: f32,
}

impl Label {
    pub(super) fn new(typesetter: &Typesetter, text: &str) -> Self {
        let set = |size_mm: f32| {
            // Short words keep a short line; long ones use the room.
            let wrap_mm = if size_mm > 4.9 { 52.0 } else { WIDEST_MM - 2.0 * MARGIN_MM };
            typesetter.set(text, Setting { size_mm, wrap_mm, bold: false, centred: false })
        };
        let fits = |words: &SetWords| words.height_mm + 2.0 * MARGIN_MM <= TALLEST_MM;
        let words = SIZES_MM.iter().map(|size| set(*size)).find(fits).unwrap_or_else(|| {
            // More than a label can hold: as much as fits, and a mark that the summary has the rest.
            let size_mm = SIZES_MM[SIZES_MM.len() - 1];
            let mut cut = text.len().min(9_000);
            loop {
                while !text.is_char_boundary(cut) {
                    cut -= 1;
                }
                let shown = format!("{} …", &text[..cut]);
                let words = typesetter
                    .set(&shown, Setting { size_mm, wrap_mm: WIDEST_MM - 2.0 * MARGIN_MM, bold: false, centred: false });
                if fits(&words) || cut < 16 {
                    break words;
                }
                cut = cut * 9 / 10;
            }
        });
        let width_mm = (words.width_mm + 2.0 * MARGIN_MM).max(12.0);
        let height_mm = words.height_mm + 2.0 * MARGIN_MM;
        Self { words, width_mm, height_mm }
    }

    /// Height as a share of width.
    pub(super) fn aspect(&self) -> f32 {
        self.height_mm / self.width_mm
    }

    /// Paints the label `width_mm` wide, turned about the middle of a pixmap that holds it.
    pub(super) fn paint(&self, width_mm: f32, turn_deg: f32, px_per_mm: f32) -> Pixmap {
        let (mut pixmap, place) = sheet(width_mm, width_mm * self.aspect(), turn_deg, px_per_mm);
        let place = place.pre_scale(width_mm / self.width_mm, width_mm / self.width_mm);
        paper(&mut pixmap, place, self.width_mm, self.height_mm, [0xFF, 0xFD, 0xF7]);
        self.words.paint(&mut pixmap, place.pre_translate(MARGIN_MM, MARGIN_MM), INK);
        pixmap
    }
}

/// How wide a label with these words is when it is put down, mm.
pub fn default_label_width(typesetter: &Typesetter, text: &str) -> f32 {
    Label::new(typesetter, text).width_mm
}

/// A house's name plate.
pub(super) fn plate(typesetter: &Typesetter, name: &str, width_mm: f32, height_mm: f32, px_per_mm: f32) -> Pixmap {
    let (mut pixmap, place) = sheet(width_mm, height_mm, 0.0, px_per_mm);
    paper(&mut pixmap, place, width_mm, height_mm, [0xFF, 0xF7, 0xE2]);
    let setting = |size_mm| Setting { size_mm, wrap_mm: 1000.0, bold: true, centred: false };
    let mut size_mm = height_mm * 0.62;
    let mut words = typesetter.set(name, setting(size_mm));
    let (most_w, most_h) = (width_mm - 4.0, height_mm - 0.6);
    let shrink = (most_w / words.width_mm.max(0.1)).min(most_h / words.height_mm.max(0.1));
    if shrink < 1.0 {
        size_mm *= shrink;
        words = typesetter.set(name, setting(size_mm));
    }
    let at = place.pre_translate((width_mm - words.width_mm) / 2.0, (height_mm - words.height_mm) / 2.0);
    words.paint(&mut pixmap, at, INK);
    pixmap
}

/// The printed footer: one plain line on a strip of paper, `width` px wide.
pub fn footer(typesetter: &Typesetter, text: &str, width: u32, px_per_mm: f32) -> Pixmap {
    let height_mm = 6.4;
    let mut strip = pixmap(width, (height_mm * px_per_mm).round() as u32);
    strip.fill(Color::from_rgba8(0xFB, 0xF6, 0xEC, 255));
    let words = typesetter.set(text, Setting { size_mm: 3.2, wrap_mm: 1000.0, bold: false, centred: false });
    let place = Transform::from_scale(px_per_mm, px_per_mm).pre_translate(8.0, (height_mm - words.height_mm) / 2.0);
    words.paint(&mut strip, place, INK);
    strip
}

/// An empty pixmap that holds a sheet of that size turned about its middle, a margin for its shadow included; and the
/// transform from mm on the sheet to px.
pub(super) fn sheet(width_mm: f32, height_mm: f32, turn_deg: f32, px_per_mm: f32) -> (Pixmap, Transform) {
    let (sin, cos) = turn_deg.to_radians().sin_cos();
    let (w, h) = (width_mm + 2.4, height_mm + 2.4);
    let width = ((w * cos).abs() + (h * sin).abs()) * px_per_mm;
    let height = ((w * sin).abs() + (h * cos).abs()) * px_per_mm;
    let sheet = pixmap(width.ceil() as u32, height.ceil() as u32);
    let (cx, cy) = (sheet.width() as f32 / 2.0, sheet.height() as f32 / 2.0);
    let place = Transform::from_translate(cx, cy)
        .pre_rotate(turn_deg)
        .pre_scale(px_per_mm, px_per_mm)
        .pre_translate(-width_mm / 2.0, -height_mm / 2.0);
    (sheet, place)
}

/// A piece of cut paper with a short soft shadow, `width` × `height` mm.
fn paper(pixmap: &mut Pixmap, place: Transform, width: f32, height: f32, rgb: [u8; 3]) {
    let Some(path) = cut_paper(width, height) else { return };
    let mut paint = Paint::default();
    for (offset, alpha) in [(0.9, 18), (0.5, 34)] {
        paint.set_color(Color::from_rgba8(INK[0], INK[1], INK[2], alpha));
        pixmap.fill_path(&path, &paint, FillRule::Winding, place.pre_translate(offset * 0.6, offset), None);
    }
    paint.set_color(Color::from_rgba8(rgb[0], rgb[1], rgb[2], 255));
    pixmap.fill_path(&path, &paint, FillRule::Winding, place, None);
}

/// A box as scissors cut it: corners a little round, edges not quite straight.
fn cut_paper(width: f32, height: f32) -> Option<tiny_skia::Path> {
    PxRect::from_xywh(0.0, 0.0, width, height)?;
    let r = (width.min(height) * 0.18).min(2.2);
    let sag = (width.min(height) * 0.02).min(0.35);
    let mut path = PathBuilder::new();
    path.move_to(r, 0.1);
    path.quad_to(width * 0.45, -sag, width - r, 0.15);
    path.quad_to(width, 0.0, width, r);
    path.quad_to(width + sag * 0.6, height * 0.55, width - 0.1, height - r);
    path.quad_to(width, height, width - r, height);
    path.quad_to(width * 0.6, height + sag * 0.7, r, height - 0.1);
    path.quad_to(0.0, height, 0.05, height - r);
    path.quad_to(-sag * 0.5, height * 0.4, 0.0, r);
    path.quad_to(0.0, 0.0, r, 0.1);
    path.close();
    path.finish()
}
