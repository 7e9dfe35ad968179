//! Words: laid out once, by one library, in the fonts that travel with the app. So paper and screen agree, and so do all tablets.
//!
//! Every font is tried in the order of [`crate::artwork::fonts`]. A character that none of them has is shown by its code
//! point, such as `[U+13000]`, never as an empty box. The record keeps the words themselves, byte for byte.
//! Must not know: whose words they are.

use crate::artwork;
use parley::{
    Alignment, AlignmentOptions, FontContext, FontData, FontFamily, FontFamilyName, FontWeight, Layout, LayoutContext,
    LineHeight, OverflowWrap, PositionedLayoutItem, StyleProperty,
    fontique::{Blob, Collection, CollectionOptions, FallbackKey, FamilyId, GenericFamily, Script, ScriptExt, SourceCache},
};
use skrifa::{
    GlyphId, MetadataProvider,
    instance::{LocationRef, Size},
    outline::{DrawSettings, OutlinePen},
    raw::{FontRef, TableProvider},
};
use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};
use tiny_skia::{Color, FillRule, Paint, PathBuilder, Pixmap, Transform};

/// Layout runs at so many units to the mm.
const UNITS_PER_MM: f32 = 10.0;

/// What stands for a character while its font is on its way: a gap.
const ON_ITS_WAY: char = '\u{2002}';

/// Lays out words and paints them. The fonts are made ready when the first word is set: a page without words does without.
#[derive(Default)]
pub struct Typesetter(Mutex<Option<Fonts>>);

struct Fonts {
    fonts: FontContext,
    layouts: LayoutContext<()>,
    /// Every font that is here, in the order they are tried: its name, its family, itself.
    here: Vec<(String, String, FontRef<'static>)>,
    /// Fonts that are not here and that a character needs, until somebody was told.
    wanted: BTreeSet<&'static str>,
    /// Fonts that were asked for, and whether they can still come.
    asked: BTreeSet<&'static str>,
    lost: BTreeSet<String>,
}

/// How words are to be set.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Letter size, mm.
    pub size_mm: f32,
    /// Lines are broken at this width, mm.
    pub wrap_mm: f32,
    /// Whether in bold.
    pub bold: bool,
    /// Whether lines are centred.
    pub centred: bool,
}

/// Words that have been laid out.
pub struct SetWords {
    layout: Layout<()>,
    /// Width of the longest line, mm.
    pub width_mm: f32,
    /// Height of all lines, mm.
    pub height_mm: f32,
}

/// Brings the bundled fonts into a collection as what is tried when a control's own font lacks a character, in every script.
pub fn register_fallbacks(collection: &mut Collection) {
    artwork::fonts().into_iter().for_each(|(name, data)| register_fallback(collection, name, data));
}

/// Brings one font more in the same way.
pub fn register_fallback(collection: &mut Collection, name: &str, data: &'static [u8]) {
    let families = register(collection, name, data);
    let scripts = Script::all_samples().iter().map(|(script, _)| *script);
    for script in scripts.chain([Script::from_bytes(*b"Zyyy"), Script::from_bytes(*b"Zinh")]) {
        collection.append_fallbacks(FallbackKey::new(script, None), families.iter().copied());
    }
}

/// Brings a font into a collection.
fn register(collection: &mut Collection, name: &str, data: &'static [u8]) -> Vec<FamilyId> {
    let families: Vec<_> =
        collection.register_fonts(Blob::new(std::sync::Arc::new(data)), None).into_iter().map(|(id, _)| id).collect();
    if name == "Twemoji" {
        collection.set_generic_families(GenericFamily::Emoji, families.iter().copied());
    }
    families
}

/// Whether a text has a character that the font for reading lacks.
pub fn needs_fallbacks(text: &str) -> bool {
    static READING: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    let read = || artwork::bytes("fonts/Andika-Regular.ttf").ok().and_then(|data| FontRef::new(data).ok());
    let Some(font) = READING.get_or_init(read) else { return false };
    let lacks = |c: char| font.charmap().map(c).is_none_or(|glyph| glyph == GlyphId::NOTDEF);
    text.chars().any(|c| !c.is_ascii() && !invisible(c) && lacks(c))
}

impl Fonts {
    fn read() -> Self {
        let collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
        let fonts = FontContext { collection, source_cache: SourceCache::default() };
        let (wanted, asked, lost) = Default::default();
        let mut all = Self { fonts, layouts: LayoutContext::new(), here: Vec::new(), wanted, asked, lost };
        artwork::fonts().into_iter().for_each(|(name, data)| all.add(name, data));
        all
    }

    /// Takes a font in, at its place in the order.
    fn add(&mut self, name: &str, data: &'static [u8]) {
        let Ok(font) = FontRef::new(data) else { return };
        let collection = &mut self.fonts.collection;
        for id in register(collection, name, data) {
            if let Some(family) = collection.family_name(id).map(str::to_owned) {
                self.here.push((name.to_owned(), family, font.clone()));
            }
        }
        self.here.sort_by(|(a, ..), (b, ..)| artwork::font_order(a).cmp(&artwork::font_order(b)));
    }

    fn has(&self, c: char) -> bool {
        self.here.iter().any(|(.., font)| font.charmap().map(c).is_some_and(|g| g != GlyphId::NOTDEF))
    }

    /// The text with every character that no font has replaced by its code point, and one whose font is still to come by a gap.
    /// Characters that are not drawn stay.
    fn drawable<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        let fine = |fonts: &Self, c: char| invisible(c) || fonts.has(c);
        if text.chars().all(|c| fine(self, c)) {
            return Cow::Borrowed(text);
        }
        let mut drawable = String::new();
        for c in text.chars() {
            if fine(self, c) {
                drawable.push(c);
            } else if let Some(font) = artwork::font_with(c).filter(|font| !self.lost.contains(*font)) {
                if self.asked.insert(font) {
                    self.wanted.insert(font);
                }
                drawable.push(ON_ITS_WAY);
            } else {
                drawable.push_str(&format!("[U+{:04X}]", u32::from(c)));
            }
        }
        Cow::Owned(drawable)
    }
}

impl Typesetter {
    /// A typesetter for the bundled fonts.
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, Option<Fonts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, what: impl FnOnce(&mut Fonts) -> T) -> T {
        what(self.lock().get_or_insert_with(Fonts::read))
    }

    /// Makes the fonts ready, if they are not: a tenth of a second or less, so better not under a child's finger.
    pub fn make_ready(&self) {
        self.with(|_| ());
    }

    /// Looks ahead: these words will be set.
    pub fn expect(&self, text: &str) {
        self.with(|fonts| drop(fonts.drawable(text)));
    }

    /// The fonts that words need and that are not here, each told once. Does not make any font ready.
    pub fn wanted(&self) -> Vec<&'static str> {
        self.lock().as_mut().map(|fonts| std::mem::take(&mut fonts.wanted).into_iter().collect()).unwrap_or_default()
    }

    /// Whether a font that words need is still on its way.
    pub fn waits(&self) -> bool {
        let waits = |fonts: &Fonts| {
            let come = |font: &str| fonts.lost.contains(font) || fonts.here.iter().any(|(name, ..)| name == font);
            fonts.asked.iter().any(|font| !come(font))
        };
        self.lock().as_ref().is_some_and(waits)
    }

    /// A font that was wanted has come, or cannot. Words are to be set again. It stays as long as the app.
    pub fn bring(&self, name: &str, font: Option<&'static [u8]>) {
        self.with(|fonts| match font {
            Some(bytes) => fonts.add(name, bytes),
            None => drop(fonts.lost.insert(name.to_owned())),
        });
    }

    /// Lays words out.
    pub fn set(&self, text: &str, setting: Setting) -> SetWords {
        self.with(|fonts| fonts.set(text, setting))
    }
}

impl Fonts {
    fn set(&mut self, text: &str, setting: Setting) -> SetWords {
        let text = self.drawable(text);
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, &text, 1.0, false);
        let mut stack: Vec<_> = Vec::new();
        for (_, family, _) in &self.here {
            let family = FontFamilyName::Named(Cow::Borrowed(family.as_str()));
            if !stack.contains(&family) {
                stack.push(family);
            }
        }
        builder.push_default(StyleProperty::FontFamily(FontFamily::List(Cow::Owned(stack))));
        builder.push_default(StyleProperty::FontSize(setting.size_mm * UNITS_PER_MM));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.35)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if setting.bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        let mut layout = builder.build(&text);
        layout.break_all_lines(Some(setting.wrap_mm * UNITS_PER_MM));
        let alignment = if setting.centred { Alignment::Center } else { Alignment::Start };
        let width_mm = layout.width() / UNITS_PER_MM;
        if setting.centred || layout.is_rtl() {
            layout.break_all_lines(Some(layout.width() + 0.1));
        }
        layout.align(alignment, AlignmentOptions::default());
        SetWords { width_mm, height_mm: layout.height() / UNITS_PER_MM, layout }
    }
}

/// Characters that shape what is around them and are not drawn themselves.
fn invisible(c: char) -> bool {
    c.is_control()
        || c.is_whitespace()
        || matches!(u32::from(c), 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0x00AD
            | 0x034F | 0x061C | 0x180B..=0x180F | 0xE0000..=0xE0FFF | 0x1F3FB..=0x1F3FF)
}

impl SetWords {
    /// Paints the words. `place` maps mm from the words' top left corner to px.
    pub fn paint(&self, pixmap: &mut Pixmap, place: Transform, rgb: [u8; 3]) {
        let units = place.pre_scale(1.0 / UNITS_PER_MM, 1.0 / UNITS_PER_MM);
        for item in self.layout.lines().flat_map(|line| line.items().collect::<Vec<_>>()) {
            let PositionedLayoutItem::GlyphRun(run) = item else { continue };
            let data: &FontData = run.run().font();
            let Ok(font) = FontRef::from_index(data.data.data(), data.index) else { continue };
            let size = run.run().font_size();
            for glyph in run.positioned_glyphs() {
                let at = units.pre_translate(glyph.x, glyph.y);
                paint_glyph(pixmap, &font, GlyphId::new(glyph.id), size, at, rgb);
            }
        }
    }
}

fn paint_glyph(pixmap: &mut Pixmap, font: &FontRef, glyph: GlyphId, size: f32, at: Transform, rgb: [u8; 3]) {
    let mut fill = |glyph: GlyphId, [r, g, b, a]: [u8; 4]| {
        let mut pen = Pen(PathBuilder::new());
        let Some(outline) = font.outline_glyphs().get(glyph) else { return };
        if outline.draw(DrawSettings::unhinted(Size::new(size), LocationRef::default()), &mut pen).is_err() {
            return;
        }
        if let Some(path) = pen.0.finish() {
            let mut paint = Paint::default();
            paint.set_color(Color::from_rgba8(r, g, b, a));
            pixmap.fill_path(&path, &paint, FillRule::Winding, at, None);
        }
    };
    let [r, g, b] = rgb;
    let Some(layers) = font.colr().ok().and_then(|colr| colr.v0_base_glyph(glyph).ok().flatten().map(|range| (colr, range)))
    else {
        return fill(glyph, [r, g, b, 255]);
    };
    let palette = font.cpal().ok().and_then(|cpal| cpal.color_records_array()).and_then(Result::ok).unwrap_or_default();
    let (colr, range) = layers;
    for (layer, colour) in range.filter_map(|i| colr.v0_layer(i).ok()) {
        // 0xFFFF stands for the colour of the text.
        let colour = palette.get(usize::from(colour)).map_or([r, g, b, 255], |c| [c.red(), c.green(), c.blue(), c.alpha()]);
        fill(layer.into(), colour);
    }
}

/// Turns a font's outline, y upwards, into a path, y downwards.
struct Pen(PathBuilder);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, -y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, -y);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.0.quad_to(cx, -cy, x, -y);
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.0.cubic_to(ax, -ay, bx, -by, x, -y);
    }
    fn close(&mut self) {
        self.0.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Setting = Setting { size_mm: 5.0, wrap_mm: 60.0, bold: false, centred: false };

    /// Every script the README names, the emoji families included, is set without a missing glyph.
    #[test]
    fn no_empty_boxes() {
        let typesetter = Typesetter::new();
        for text in [
            "when they shout I go under the bed 😟",
            "👨‍👩‍👧‍👦 👩🏾‍🦽 🏳️‍🌈 ☂️ ❤️",
            "Ζω με τη γιαγιά",
            "Я живу з бабусею",
            "أعيش مع جدتي",
            "אני גר עם סבתא",
            "मैं नानी के साथ रहता हूँ",
            "আমি দাদির সাথে থাকি",
            "ਮੈਂ ਦਾਦੀ ਨਾਲ",
            "હું દાદી સાથે",
            "நான் பாட்டியுடன்",
            "నేను అమ్మమ్మతో",
            "ನಾನು ಅಜ್ಜಿ",
            "ഞാൻ അമ്മൂമ്മ",
            "මම ආච්චි",
            "ฉันอยู่กับยาย",
            "ຂ້ອຍຢູ່ກັບ",
            "ខ្ញុំរស់នៅ",
            "ကျွန်တော်",
            "ከአያቴ ጋር",
            "ես ապրում եմ",
            "მე ვცხოვრობ",
            "我和奶奶住在一起",
            "おばあちゃんと",
            "할머니와 살아요",
            "ང་རྨོ་མོ",
            "ᐃᓄᒃᑎᑐᑦ",
            "Nǐ hǎo é̂ Ŋ ɔ",
        ] {
            let set = typesetter.set(text, PLAIN);
            for line in set.layout.lines() {
                for item in line.items() {
                    let PositionedLayoutItem::GlyphRun(run) = item else { continue };
                    assert!(run.glyphs().all(|glyph| glyph.id != 0), "{text}: a glyph is missing");
                }
            }
        }
    }

    #[test]
    fn what_no_font_has_is_shown_by_its_code_point() {
        let typesetter = Typesetter::new();
        let drawable = |text: &str| typesetter.with(|fonts| fonts.drawable(text).into_owned());
        assert_eq!(drawable("a\u{13000}b"), "a[U+13000]b");
        assert_eq!(drawable("plain\n\twords"), "plain\n\twords");
        assert!(typesetter.wanted().is_empty() && !typesetter.waits());
    }

    /// A typesetter as it is in a browser when it starts: with the fonts for reading only.
    fn with_few_fonts() -> Typesetter {
        let typesetter = Typesetter::new();
        typesetter.with(|fonts| {
            fonts.here.clear();
            fonts.fonts.collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
            let few = artwork::fonts().into_iter().filter(|(name, _)| name.starts_with("Andika"));
            few.for_each(|(name, data)| fonts.add(name, data));
        });
        typesetter
    }

    #[test]
    fn a_font_comes_when_a_character_needs_it_and_then_nothing_differs() {
        let text = "when they shout I go under the bed 😟 Ζω я 我 ⛩";
        let few = with_few_fonts();
        few.set(text, PLAIN);
        let wanted = few.wanted();
        assert!(wanted.contains(&"Twemoji") && wanted.contains(&"DroidSansFallbackFull"), "{wanted:?}");
        assert!(few.wanted().is_empty() && few.waits());
        for name in wanted {
            let font = artwork::fonts().into_iter().find(|(each, _)| *each == name).unwrap().1;
            few.bring(name, Some(font));
        }
        assert!(!few.waits());
        let painted = |typesetter: &Typesetter| {
            let mut pixmap = Pixmap::new(600, 300).unwrap();
            typesetter.set(text, PLAIN).paint(&mut pixmap, Transform::from_scale(10.0, 10.0), [0; 3]);
            pixmap
        };
        assert!(painted(&few) == painted(&Typesetter::new()));
    }

    #[test]
    fn a_font_that_cannot_come_shows_code_points() {
        let few = with_few_fonts();
        few.expect("我");
        few.bring(few.wanted()[0], None);
        assert!(!few.waits());
        assert_eq!(few.with(|fonts| fonts.drawable("我").into_owned()), "[U+6211]");
    }

    /// `assets/fonts/characters.txt` is what the fonts have. With `THREE_HOUSES_WRITE=1` it is written anew.
    #[test]
    fn the_table_of_characters_is_right() {
        let mut taken = BTreeSet::new();
        let mut table = String::new();
        for (name, data) in artwork::fonts() {
            let font = FontRef::new(data).unwrap();
            let has: BTreeSet<u32> = font.charmap().mappings().filter(|(_, g)| *g != GlyphId::NOTDEF).map(|(c, _)| c).collect();
            let new: Vec<u32> = has.difference(&taken).copied().collect();
            table.push_str(name);
            for run in new.chunk_by(|a, b| a + 1 == *b) {
                let (first, last) = (run[0], run[run.len() - 1]);
                table.push_str(&if first == last { format!(" {first:x}") } else { format!(" {first:x}-{last:x}") });
            }
            table.push('\n');
            taken.extend(new);
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts/characters.txt");
        if std::env::var_os("THREE_HOUSES_WRITE").is_some() {
            std::fs::write(path, &table).unwrap();
        }
        let there = std::fs::read_to_string(path).unwrap_or_default();
        assert!(there == table, "the table is out of date: run this test with THREE_HOUSES_WRITE=1");
    }

    #[test]
    fn long_words_wrap() {
        let set = Typesetter::new().set(&"w".repeat(500), PLAIN);
        assert!(set.width_mm <= 60.1 && set.height_mm > 50.0);
    }
}
