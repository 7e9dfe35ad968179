//! A recording's picture: a speech bubble of cut paper with the sound's own shape on it.
//! Must not know: what is said in it.

use super::label::{INK, sheet};
use crate::session::Recording;
use tiny_skia::{Color, FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

/// The bubble is drawn on a sheet so wide and high, and then brought to its size.
const WIDE: f32 = 100.0;
const HIGH: f32 = WIDE * Recording::ASPECT;
/// Where its paper ends and its tail begins.
const FOOT: f32 = 44.0;
/// Strips the sound's shape is made of.
const BARS: usize = 25;

/// Paints a bubble `width_mm` wide, turned about the middle of a pixmap that holds it.
pub(super) fn paint(recording: &Recording, width_mm: f32, turn_deg: f32, px_per_mm: f32) -> Pixmap {
    let (mut pixmap, place) = sheet(width_mm, width_mm * Recording::ASPECT, turn_deg, px_per_mm);
    let place = place.pre_scale(width_mm / WIDE, width_mm / WIDE);
    let Some(paper) = cut_bubble() else { return pixmap };
    let mut fill = |rgb: [u8; 3], alpha: u8, place: Transform| {
        let mut paint = Paint::default();
        paint.set_color(Color::from_rgba8(rgb[0], rgb[1], rgb[2], alpha));
        pixmap.fill_path(&paper, &paint, FillRule::Winding, place, None);
    };
    // Two soft shadows, a deeper leaf, and a paler one on it.
    fill(INK, 18, place.pre_translate(1.8, 3.0));
    fill(INK, 34, place.pre_translate(1.0, 1.6));
    fill([0xF0, 0x8A, 0x6B], 255, place);
    let (x, y) = (WIDE / 2.0, FOOT / 2.0);
    fill([0xFF, 0xFD, 0xF7], 255, place.pre_translate(x, y).pre_scale(0.945, 0.885).pre_translate(-x, -y));
    let mut paint = Paint::default();
    paint.set_color(Color::from_rgba8(0x5D, 0x6B, 0x8A, 255));
    let step = WIDE * 0.8 / BARS as f32;
    let stroke = Stroke { width: step * 0.56, line_cap: LineCap::Round, ..Stroke::default() };
    for bar in 0..BARS {
        let reach = (FOOT * 0.36 * loudness(&recording.peaks, bar)).max(0.2);
        let x = WIDE * 0.1 + step * (bar as f32 + 0.5);
        let mut line = PathBuilder::new();
        line.move_to(x, FOOT / 2.0 - reach);
        line.line_to(x, FOOT / 2.0 + reach);
        if let Some(line) = line.finish() {
            pixmap.stroke_path(&line, &paint, &stroke, place, None);
        }
    }
    pixmap
}

/// How loud the sound is where a strip stands, 0 to 1.
fn loudness(peaks: &[u8], bar: usize) -> f32 {
    let from = peaks.len() * bar / BARS;
    let to = (peaks.len() * (bar + 1)).div_ceil(BARS).max(from + 1).min(peaks.len());
    let loudest = peaks.get(from..to).and_then(|some| some.iter().max()).copied().unwrap_or(0);
    f32::from(loudest) / 255.0
}

/// The outline, as scissors cut it: a cushion with a tail at its lower left.
fn cut_bubble() -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(14.0, 0.8);
    path.quad_to(48.0, -0.6, 86.0, 0.9);
    path.quad_to(99.2, 1.4, 99.6, 15.0);
    path.quad_to(100.2, 24.0, 99.3, 31.0);
    path.quad_to(98.6, 43.4, 85.0, FOOT - 0.4);
    path.quad_to(56.0, FOOT + 0.5, 33.0, FOOT - 0.2);
    path.quad_to(28.0, 51.0, 16.0, HIGH - 0.4);
    path.quad_to(20.4, 49.6, 19.6, FOOT - 0.3);
    path.quad_to(1.6, 44.6, 0.7, 31.0);
    path.quad_to(-0.2, 24.0, 0.5, 14.0);
    path.quad_to(1.0, 1.4, 14.0, 0.8);
    path.close();
    path.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loud_sound_has_more_ink_than_a_quiet_one_and_silence_is_still_a_line() {
        let inked = |peaks: Vec<u8>| {
            let picture = paint(&Recording { sample_rate: 48_000, samples: 48_000, peaks }, 30.0, 0.0, 8.0);
            let ink = |p: &&tiny_skia::PremultipliedColorU8| p.alpha() == 255 && p.red() < 0x70 && p.blue() > 0x70;
            picture.pixels().iter().filter(ink).count()
        };
        let (silent, quiet, loud) = (inked(vec![0; 100]), inked(vec![80; 100]), inked(vec![255; 3]));
        assert!(0 < silent && silent < quiet && quiet < loud, "{silent} {quiet} {loud}");
        assert_eq!(inked(Vec::new()), silent, "a recording without a shape is a line too");
    }
}
