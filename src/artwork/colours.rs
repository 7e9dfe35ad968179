//! The colours and widths on the tray.

/// Name, red, green, blue. Six of them are skin tones, from light to dark.
pub const COLOURS: [(&str, [u8; 3]); 17] = [
    ("black", [0x2E, 0x2A, 0x3B]),
    ("grey", [0x8C, 0x8B, 0x95]),
    ("white", [0xFF, 0xFF, 0xFF]),
    ("brown", [0x8C, 0x64, 0x43]),
    ("red", [0xD6, 0x45, 0x45]),
    ("orange", [0xF0, 0x8A, 0x3C]),
    ("yellow", [0xF7, 0xC5, 0x48]),
    ("green", [0x5F, 0x9E, 0x55]),
    ("blue", [0x3F, 0x7F, 0xC1]),
    ("purple", [0x7A, 0x5A, 0xA8]),
    ("pink", [0xEC, 0x86, 0xAE]),
    ("skin-1", [0xF6, 0xD7, 0xC3]),
    ("skin-2", [0xE8, 0xB8, 0x94]),
    ("skin-3", [0xCF, 0x94, 0x67]),
    ("skin-4", [0xA8, 0x6E, 0x47]),
    ("skin-5", [0x7B, 0x4B, 0x31]),
    ("skin-6", [0x4E, 0x30, 0x24]),
];

/// The four widths a pen can have, mm.
pub const WIDTHS_MM: [f32; 4] = [0.8, 1.6, 4.0, 8.0];

/// The four widths the rubber has at the same four discs, mm.
pub const RUBBER_WIDTHS_MM: [f32; 4] = [3.0, 6.0, 10.0, 16.0];

/// The colour of that name as red, green, blue.
pub fn rgb(name: &str) -> Option<[u8; 3]> {
    COLOURS.iter().find(|(n, _)| *n == name).map(|(_, c)| *c)
}

/// Which of the widths is nearest to one asked for, by its index.
pub fn nearest_width(widths: &[f32; 4], width_mm: f32) -> usize {
    let off = |i: &usize| (widths[*i] - width_mm).abs();
    (0..widths.len()).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_width_is_found() {
        assert_eq!(nearest_width(&WIDTHS_MM, 4.0), 2);
        assert_eq!(nearest_width(&WIDTHS_MM, 100.0), 3);
        assert_eq!(nearest_width(&WIDTHS_MM, 0.0), 0);
    }
}
