//! A window of opaque pixels that marks are laid onto, one after another.
//!
//! Beside the picture itself it can keep the same picture without ink, so that a rubber brings back what is really
//! beneath: the scene and the things on it.
//! Must not know: what a mark is.

use super::ink::{CELL, Coverage, at_full_width, wax};
use tiny_skia::Pixmap;

/// A window of a view: where its top left pixel lies, and its pixels as opaque RGBA.
pub struct Surface<'a> {
    /// px from the view's left edge.
    pub left: i32,
    /// px from the view's top edge.
    pub top: i32,
    /// px.
    pub width: usize,
    /// px.
    pub height: usize,
    /// The picture.
    pub full: &'a mut [u8],
    /// The picture without ink; not needed while nothing is rubbed out.
    pub bare: Option<&'a mut [u8]>,
}

/// What ink looks like where it covers.
#[derive(Debug, Clone, Copy)]
pub struct Ink {
    /// Red, green, blue.
    pub rgb: [u8; 3],
    /// 0 to 1.
    pub opacity: f32,
    /// For wax: mm per px, and the place (mm) of the view's top left corner.
    pub grain: Option<(f32, f32, f32)>,
}

/// Sixteen bits are enough for a product of two bytes, and twice as many fit a register.
#[inline(always)]
fn div255(x: u16) -> u16 {
    let x = x + 128;
    (x + (x >> 8)) >> 8
}

#[inline(always)]
fn mix(under: u8, over: u8, share: u16) -> u8 {
    div255(u16::from(under) * (255 - share) + u16::from(over) * share) as u8
}

/// Mixes a run of at most [`CELL`] pixels with those over it, each by its share of 255.
#[inline(always)]
fn blend(under: &mut [u8], over: &[u8], shares: &[u16; CELL]) {
    const BYTES: usize = CELL * 4;
    let each = shares.map(|share| (u32::from(share) * 0x0101_0101).to_ne_bytes());
    let each = each.as_flattened();
    // Whole runs have a length known beforehand and are mixed many bytes at a time.
    if let (Ok(under), Ok(over)) = (<&mut [u8; BYTES]>::try_from(&mut *under), <&[u8; BYTES]>::try_from(over)) {
        for i in 0..BYTES {
            under[i] = mix(under[i], over[i], u16::from(each[i]));
        }
    } else {
        for ((under, over), share) in under.iter_mut().zip(over).zip(each) {
            *under = mix(*under, *over, u16::from(*share));
        }
    }
}

impl Surface<'_> {
    /// Lays ink where a stroke covers.
    pub fn lay(&mut self, coverage: &Coverage, ink: Ink) {
        at_full_width(
            #[inline(always)]
            || self.lay_runs(coverage, ink),
        );
    }

    #[inline(always)]
    fn lay_runs(&mut self, coverage: &Coverage, ink: Ink) {
        let [r, g, b] = ink.rgb;
        let source = [[r, g, b, 255]; CELL];
        let opacity = (ink.opacity.clamp(0.0, 1.0) * 255.0).round() as u16;
        let solid = opacity == 255 && ink.grain.is_none();
        let (left, top, width) = (self.left, self.top, self.width);
        let full = &mut *self.full;
        coverage.runs(
            #[inline(always)]
            |x, y, run| {
                let row = &mut full[(y * width + x) * 4..][..run.len() * 4];
                if solid && run == [255; CELL] {
                    return row.copy_from_slice(source.as_flattened());
                }
                let mut shares = [0; CELL];
                for (share, covered) in shares.iter_mut().zip(run) {
                    *share = div255(u16::from(*covered) * opacity);
                }
                if let Some((mm, x_mm, y_mm)) = ink.grain {
                    let y_mm = y_mm + ((top + y as i32) as f32 + 0.5) * mm;
                    for (i, share) in shares.iter_mut().enumerate().filter(|(_, share)| **share > 0) {
                        let x_mm = x_mm + ((left + (x + i) as i32) as f32 + 0.5) * mm;
                        *share = (wax(x_mm, y_mm) * f32::from(*share)) as u16;
                    }
                }
                blend(row, source.as_flattened(), &shares);
            },
        );
    }

    /// Takes ink off where a rubber covers. Does nothing without the picture without ink.
    pub fn rub(&mut self, coverage: &Coverage) {
        if let Some(bare) = self.bare.take() {
            self.rub_down_to(coverage, bare);
            self.bare = Some(bare);
        }
    }

    /// Takes ink off where a rubber covers, down to a picture of the same window.
    pub fn rub_down_to(&mut self, coverage: &Coverage, bare: &[u8]) {
        let (full, width) = (&mut *self.full, self.width);
        coverage.runs(|x, y, run| {
            let mut shares = [0; CELL];
            for (share, covered) in shares.iter_mut().zip(run) {
                *share = u16::from(*covered);
            }
            let pixels = (y * width + x) * 4..(y * width + x + run.len()) * 4;
            blend(&mut full[pixels.clone()], &bare[pixels], &shares);
        });
    }

    /// Lays a picture (premultiplied) with its top left corner at a pixel of the view.
    pub fn stamp(&mut self, picture: &Pixmap, left: i32, top: i32) {
        let (x, y) = (left - self.left, top - self.top);
        let (width, height) = (self.width as i32, self.height as i32);
        let (x0, x1) = (x.max(0), (x + picture.width() as i32).min(width));
        let (y0, y1) = (y.max(0), (y + picture.height() as i32).min(height));
        if x0 >= x1 {
            return;
        }
        let count = (x1 - x0) as usize * 4;
        for row in y0..y1 {
            let from = (((row - y) as u32 * picture.width()) as usize + (x0 - x) as usize) * 4;
            let source = &picture.data()[from..from + count];
            let at = (row as usize * self.width + x0 as usize) * 4;
            for pixels in std::iter::once(&mut *self.full).chain(self.bare.as_deref_mut()) {
                for (under, over) in pixels[at..at + count].chunks_exact_mut(4).zip(source.chunks_exact(4)) {
                    let free = 255 - u16::from(over[3]);
                    for (u, o) in under.iter_mut().zip(over) {
                        *u = (div255(u16::from(*u) * free) + u16::from(*o)).min(255) as u8;
                    }
                }
            }
        }
    }
}
