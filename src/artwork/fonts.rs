//! The fonts: those that travel in the program, and which of all fonts has a character. On a computer all of them travel in it; in
//! a browser only those for reading do, and the others come when a character needs them.
//! Must not know: how words are set.

use super::files;
use std::sync::OnceLock;

/// The table of which font has what, below `assets/`: one line for each, ranges of code points in hexadecimal. A test keeps it right.
const TABLE: &str = "fonts/characters.txt";

/// Where a font stands in the order in which fonts are tried: the one for reading first, emoji before the plain symbol fonts, the
/// great CJK font last.
pub fn font_order(name: &str) -> (u8, &str) {
    let rank = match name {
        "Andika-Regular" => 0,
        "Andika-Bold" => 1,
        "NotoSans-Regular" => 2,
        "Twemoji" => 3,
        "DroidSansFallbackFull" => 9,
        name if name.contains("Symbols") || name.contains("Math") => 8,
        _ => 5,
    };
    (rank, name)
}

/// The font files that travel in the program, in the order they are tried.
pub fn fonts() -> Vec<(&'static str, &'static [u8])> {
    let mut fonts = files::fonts();
    fonts.sort_by_key(|(name, _)| font_order(name));
    fonts
}

/// The first font in that order that has a character, whether it travels in the program or not.
pub fn font_with(c: char) -> Option<&'static str> {
    static RANGES: OnceLock<Vec<(u32, u32, &'static str)>> = OnceLock::new();
    let ranges = RANGES.get_or_init(|| {
        let table = files::embedded(TABLE).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        let mut ranges: Vec<_> = table.lines().flat_map(line).collect();
        ranges.sort_unstable();
        ranges
    });
    let c = u32::from(c);
    let at = ranges.partition_point(|(first, ..)| *first <= c).checked_sub(1)?;
    let (first, last, font) = ranges[at];
    (first..=last).contains(&c).then_some(font)
}

fn line(line: &'static str) -> Vec<(u32, u32, &'static str)> {
    let (font, ranges) = line.split_once(' ').unwrap_or((line, ""));
    let range = |range: &str| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        Some((u32::from_str_radix(first, 16).ok()?, u32::from_str_radix(last, 16).ok()?, font))
    };
    ranges.split_whitespace().filter_map(range).collect()
}
