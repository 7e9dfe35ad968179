//! PNG with its size on paper. Without a date or a name: the same picture is always the same bytes.

use crate::picture::Picture;
use std::io;

/// Writes an opaque picture as PNG at so many pixels to the mm.
pub fn encode(picture: &Picture, px_per_mm: f32) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, picture.width, picture.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::Up);
    let per_metre = (px_per_mm * 1000.0).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: per_metre, yppu: per_metre, unit: png::Unit::Meter }));
    let mut writer = encoder.write_header().map_err(io::Error::from)?;
    let mut rgb = vec![0; picture.pixels.len() / 4 * 3];
    for (to, [r, g, b, _]) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(picture.pixels.as_chunks::<4>().0) {
        *to = [*r, *g, *b];
    }
    writer.write_image_data(&rgb).map_err(io::Error::from)?;
    writer.finish().map_err(io::Error::from)?;
    Ok(bytes)
}
