//! PNG with its size on paper. Without a date or a name: the same picture is always the same bytes.

use crate::picture::{Picture, at_full_width};
use fdeflate::Compressor;
use std::io;

/// Writes an opaque picture as PNG at so many pixels to the mm.
pub fn encode(picture: &Picture, px_per_mm: f32) -> io::Result<Vec<u8>> {
    let mut rows = PngRows::new(picture.width, picture.height, px_per_mm)?;
    rows.add(&picture.pixels);
    rows.finish()
}

/// A PNG that is written as its rows come, from the top. No more than two rows are kept beside the file itself.
pub struct PngRows {
    width: u32,
    height: u32,
    px_per_mm: f32,
    deflated: Compressor<Vec<u8>>,
    above: Vec<u8>,
    change: Vec<u8>,
    line: Vec<u8>,
    wrong: io::Result<()>,
}

/// The number of the filter that tells each byte as its difference from the one above: strokes are smooth and paper is even.
const UP: u8 = 2;

impl PngRows {
    /// A picture of so many pixels, at so many of them to the mm.
    pub fn new(width: u32, height: u32, px_per_mm: f32) -> io::Result<Self> {
        let deflated = Compressor::new(Vec::new())?;
        let [above, change] = [(); 2].map(|()| vec![0; width as usize * 4]);
        let line = vec![UP; width as usize * 3 + 1];
        Ok(Self { width, height, px_per_mm, deflated, above, change, line, wrong: Ok(()) })
    }

    /// Adds rows of opaque RGBA. What goes wrong is said by [`PngRows::finish`].
    pub fn add(&mut self, rows: &[u8]) {
        for row in rows.chunks_exact(self.above.len()) {
            at_full_width(
                #[inline(always)]
                || {
                    for ((change, now), above) in self.change.iter_mut().zip(row).zip(&self.above) {
                        *change = now.wrapping_sub(*above);
                    }
                    for (to, [r, g, b, _]) in self.line[1..].as_chunks_mut::<3>().0.iter_mut().zip(self.change.as_chunks::<4>().0)
                    {
                        *to = [*r, *g, *b];
                    }
                },
            );
            self.above.copy_from_slice(row);
            if self.wrong.is_ok() {
                self.wrong = self.deflated.write_data(&self.line);
            }
        }
    }

    /// The file.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        self.wrong?;
        let data = self.deflated.finish()?;
        let mut bytes = Vec::with_capacity(data.len() + 1024);
        let mut encoder = png::Encoder::new(&mut bytes, self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        let per_metre = (self.px_per_mm * 1000.0).round() as u32;
        encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
        let mut writer = encoder.write_header().map_err(io::Error::from)?;
        writer.write_chunk(png::chunk::IDAT, &data).map_err(io::Error::from)?;
        writer.finish().map_err(io::Error::from)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_may_come_in_any_number_of_pieces() {
        let pixels: Vec<u8> = (0..50 * 40 * 4).map(|i| if i % 4 == 3 { 255 } else { (i * i / 77) as u8 }).collect();
        let picture = Picture { width: 50, height: 40, pixels };
        let mut rows = PngRows::new(50, 40, 11.8).unwrap();
        picture.pixels.chunks(50 * 4 * 7).for_each(|some| rows.add(some));
        let bytes = rows.finish().unwrap();
        assert!(bytes == encode(&picture, 11.8).unwrap());
        assert!(image::load_from_memory(&bytes).unwrap().to_rgba8().into_raw() == picture.pixels);
    }
}
