//! What there is to use: themes, stickers, icons, colours and fonts, read from `assets/`.
//! The assets travel inside the program, so it works from any folder and a picture cannot go missing.
//! Must not know: how a session went, how marks are painted.

mod colours;
mod files;
mod fonts;
mod stickers;
mod theme;

pub use colours::{COLOURS, RUBBER_WIDTHS_MM, WIDTHS_MM, nearest_width, rgb};
pub use fonts::{font_order, font_with, fonts};
pub use stickers::{Catalogue, Group, StickerEntry};
pub use theme::{Paint, Part, Steps, Theme};

use files::Files;
use resvg::usvg;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

/// The language everything is labelled in at least.
pub const DEFAULT_LANGUAGE: &str = "en-GB";

/// Texts by language tag.
pub type Texts = BTreeMap<String, String>;

/// What is wrong with a piece of artwork, and where.
#[derive(Debug, thiserror::Error)]
pub enum ArtworkError {
    /// A file that should be there is not.
    #[error("{0} is missing")]
    Missing(String),
    /// A RON file is malformed, or says something that cannot be at a place.
    #[error("{file}:{place}: {what}")]
    Malformed {
        /// The file.
        file: String,
        /// `line:column`.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// A file says something that cannot be.
    #[error("{file}: {what}")]
    Wrong {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
}

/// All artwork. Pictures are parsed when first used and then kept.
pub struct Artwork {
    themes: BTreeMap<String, Arc<Theme>>,
    /// Themes that were refused, and why.
    pub refused: Vec<ArtworkError>,
    /// The stickers.
    pub catalogue: Catalogue,
    files: Files,
    pictures: Mutex<BTreeMap<String, Arc<usvg::Tree>>>,
}

/// The colours the child gave to parts of the scene: a paint's name → a colour's name.
pub type Paints = BTreeMap<String, String>;

impl Artwork {
    /// Reads themes and catalogue. A theme that is wrong is refused and the others still work; the theme `houses` and the
    /// catalogue must be right.
    pub fn load() -> Result<Self, ArtworkError> {
        Self::with_themes_in(None)
    }

    /// The same, with the themes of an agency's own: each folder in `folder` is one. A theme cannot take the name of one that
    /// comes with the app.
    pub fn with_themes_in(folder: Option<&Path>) -> Result<Self, ArtworkError> {
        let (files, mut refused) = Files::read(folder);
        let mut themes = BTreeMap::new();
        for name in files.themes() {
            match Theme::read(&name, &files) {
                Ok(theme) => {
                    themes.insert(name, Arc::new(theme));
                }
                Err(error) => refused.push(error),
            }
        }
        if !themes.contains_key("houses") {
            return Err(refused.pop().unwrap_or_else(|| ArtworkError::Missing("assets/themes/houses".into())));
        }
        let catalogue = Catalogue::read(&files)?;
        Ok(Self { themes, refused, catalogue, files, pictures: Mutex::default() })
    }

    /// The themes: those that come with the app in the order they are offered, then the agency's own by name.
    pub fn themes(&self) -> Vec<&Arc<Theme>> {
        let first = ["houses", "wizard", "fairy"];
        let own = self.themes.iter().filter(|(name, _)| !first.contains(&name.as_str())).map(|(_, theme)| theme);
        first.iter().filter_map(|name| self.themes.get(*name)).chain(own).collect()
    }

    /// A theme by its folder's name.
    pub fn theme(&self, name: &str) -> Option<&Arc<Theme>> {
        self.themes.get(name)
    }

    /// The picture in a file below `assets/`, parsed once.
    pub fn picture(&self, path: &str) -> Result<Arc<usvg::Tree>, ArtworkError> {
        self.parsed(path.to_owned(), path, None)
    }

    /// A theme's scene in the colours the child gave it, parsed once for these colours.
    pub fn painted_scene(&self, theme: &Theme, paints: &Paints) -> Result<Arc<usvg::Tree>, ArtworkError> {
        let path = theme.scene();
        let known = paints.iter().filter(|(name, _)| theme.paints.iter().any(|paint| paint.name == **name));
        let style: String = known.filter_map(|(name, colour)| Some(style_of(name, rgb(colour)?))).collect();
        if style.is_empty() { self.picture(&path) } else { self.parsed(format!("{path}?{style}"), &path, Some(style)) }
    }

    fn parsed(&self, key: String, path: &str, style: Option<String>) -> Result<Arc<usvg::Tree>, ArtworkError> {
        if let Some(tree) = self.lock().get(&key) {
            return Ok(tree.clone());
        }
        let tree = Arc::new(parse_svg(&self.files.told(path), self.files.bytes(path)?, style)?);
        self.lock().insert(key, tree.clone());
        Ok(tree)
    }

    /// A tool's icon with its colour swapped for the child's. `colour` is red, green, blue.
    pub fn tinted_icon(&self, path: &str, colour: [u8; 3]) -> Result<Arc<usvg::Tree>, ArtworkError> {
        let svg = String::from_utf8_lossy(self.files.bytes(path)?)
            .replace("#F08A6B", &hex(colour))
            .replace("#D9705A", &hex(toned(colour, 85)));
        Ok(Arc::new(parse_svg(&self.files.told(path), svg.as_bytes(), None)?))
    }

    /// The picture of a sticker.
    pub fn sticker(&self, name: &str) -> Result<Arc<usvg::Tree>, ArtworkError> {
        self.picture(&format!("stickers/{name}.svg"))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<usvg::Tree>>> {
        self.pictures.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// A lighter (over 100) or darker tone of a colour, in hundredths.
fn toned(colour: [u8; 3], hundredths: u16) -> [u8; 3] {
    colour.map(|c| match hundredths {
        0..=100 => (u16::from(c) * hundredths / 100) as u8,
        _ => c + ((255 - u16::from(c)) * (hundredths - 100) / 100) as u8,
    })
}

fn hex([r, g, b]: [u8; 3]) -> String {
    format!("#{r:02X}{g:02X}{b:02X}")
}

/// The style that paints everything of a class in a colour and its two near tones.
fn style_of(class: &str, colour: [u8; 3]) -> String {
    let (plain, dark, light) = (hex(colour), hex(toned(colour, 84)), hex(toned(colour, 120)));
    format!(".{class}{{fill:{plain}}}.{class}-dark{{fill:{dark}}}.{class}-light{{fill:{light}}}")
}

/// The bytes of a file below `assets/` that comes with the app.
pub fn bytes(path: &str) -> Result<&'static [u8], ArtworkError> {
    files::embedded(path).ok_or_else(|| ArtworkError::Missing(format!("assets/{path}")))
}

fn parse_svg(path: &str, svg: &[u8], style_sheet: Option<String>) -> Result<usvg::Tree, ArtworkError> {
    usvg::Tree::from_data(svg, &usvg::Options { style_sheet, ..usvg::Options::default() })
        .map_err(|error| ArtworkError::Wrong { file: path.into(), what: error.to_string() })
}

/// The text in a language, or in the default one.
pub fn text_in<'a>(texts: &'a Texts, language: &str) -> &'a str {
    texts.get(language).or_else(|| texts.get(DEFAULT_LANGUAGE)).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_in_the_catalogue_has_a_picture_and_a_label() {
        let artwork = Artwork::load().unwrap();
        assert!(artwork.refused.is_empty(), "{:?}", artwork.refused);
        for theme in artwork.themes() {
            theme.check_art(&artwork.files).unwrap();
        }
        assert!(artwork.catalogue.stickers.len() >= 24);
        for sticker in &artwork.catalogue.stickers {
            artwork.sticker(&sticker.name).unwrap();
            assert!(!text_in(&sticker.label, DEFAULT_LANGUAGE).is_empty(), "{}", sticker.name);
        }
        for always in "cat dog cloud sun star heart bed ball car tree storm question".split(' ') {
            assert!(artwork.catalogue.find(always).is_some(), "{always}");
        }
    }

    #[test]
    fn a_missing_picture_is_named() {
        let error = Artwork::load().unwrap().sticker("no-such").unwrap_err();
        assert_eq!(error.to_string(), "assets/stickers/no-such.svg is missing");
    }

    /// A folder of an agency's own themes with one theme in it: the houses, with words in a file replaced.
    fn own_theme(edit: impl Fn(&str, String) -> Option<String>) -> (tempfile::TempDir, Artwork) {
        let folder = tempfile::tempdir().unwrap();
        let theme = folder.path().join("our-houses");
        std::fs::create_dir(&theme).unwrap();
        let houses = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/themes/houses");
        for entry in std::fs::read_dir(houses).unwrap().flatten() {
            let name = entry.file_name().into_string().unwrap();
            if let Some(text) = edit(&name, std::fs::read_to_string(entry.path()).unwrap()) {
                std::fs::write(theme.join(name), text).unwrap();
            }
        }
        let artwork = Artwork::with_themes_in(Some(folder.path())).unwrap();
        (folder, artwork)
    }

    #[test]
    fn a_theme_of_an_agencys_own_is_offered_after_ours() {
        let (_folder, artwork) = own_theme(|_, text| Some(text));
        assert!(artwork.refused.is_empty(), "{:?}", artwork.refused);
        let names: Vec<_> = artwork.themes().iter().map(|theme| theme.name.clone()).collect();
        assert_eq!(names, ["houses", "wizard", "fairy", "our-houses", "three-wizards"]);
        artwork.picture("themes/our-houses/scene.svg").unwrap();
    }

    #[test]
    fn a_wrong_theme_is_refused_by_file_and_place_and_the_others_still_work() {
        let swap = |file: &'static str, from: &'static str, to: &'static str| {
            move |name: &str, text: String| {
                assert!(name != file || text.contains(from), "{file} has no {from}");
                Some(if name == file { text.replacen(from, to, 1) } else { text })
            }
        };
        type Edit = Box<dyn Fn(&str, String) -> Option<String>>;
        let cases: Vec<(Edit, &str, &str)> = vec![
            (Box::new(swap("theme.ron", "(106.5, 90, 190.5, 190)", "(90, 90, 190.5, 190)")), "theme.ron:", "lies over"),
            (Box::new(swap("theme.ron", "(8, 90, 92, 190)", "(8, 90, 90, 190)")), "theme.ron:", "smaller than 84 mm"),
            (Box::new(swap("theme.ron", "(8, 90, 92, 190)", "(8, 90, inf, 190)")), "theme.ron:", "not made of numbers"),
            (Box::new(swap("theme.ron", "kind: Worries", "kind: Worry")), "theme.ron:", "Worry"),
            (Box::new(swap("theme.ron", "\"en-GB\": \"Worries\"", "\"cy\": \"Gofidiau\"")), "theme.ron:", "en-GB"),
            (Box::new(swap("theme.ron", "label:", "label")), "theme.ron:", ""),
            (Box::new(swap("scene.svg", "<svg", "<svgg")), "scene.svg", ""),
            (Box::new(|name: &str, text| (name != "step.svg").then_some(text)), "step.svg", "is missing"),
            (Box::new(|name: &str, text| (name != "theme.ron").then_some(text)), "theme.ron", "is missing"),
        ];
        for (edit, file, what) in cases {
            let (folder, artwork) = own_theme(edit);
            let refused: Vec<String> = artwork.refused.iter().map(ToString::to_string).collect();
            assert_eq!(refused.len(), 1, "{file} {what}: {refused:?}");
            assert!(refused[0].starts_with(&*folder.path().to_string_lossy()), "{}", refused[0]);
            assert!(refused[0].contains(file) && refused[0].contains(what), "{}", refused[0]);
            assert!(artwork.theme("our-houses").is_none() && artwork.theme("houses").is_some());
        }
    }

    #[test]
    fn the_place_of_what_is_wrong_is_its_line() {
        let (_folder, artwork) = own_theme(|name, text| {
            Some(if name == "theme.ron" { text.replacen("(106.5, 90, 190.5, 190)", "(100, 90, 150, 190)", 1) } else { text })
        });
        let text = String::from_utf8_lossy(bytes("themes/houses/theme.ron").unwrap()).into_owned();
        let line = text.lines().position(|line| line.contains("kind: Worries")).unwrap() + 1;
        assert!(artwork.refused[0].to_string().contains(&format!("theme.ron:{line}:")), "{}", artwork.refused[0]);
    }

    fn drawn(tree: &usvg::Tree) -> Vec<u8> {
        let mut pixmap = tiny_skia::Pixmap::new(594, 420).unwrap();
        let scale = 594.0 / tree.size().width();
        resvg::render(tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        pixmap.take()
    }

    #[test]
    fn every_paint_can_be_reached_and_changes_the_scene() {
        let artwork = Artwork::load().unwrap();
        for theme in artwork.themes() {
            let plain = artwork.picture(&theme.scene()).unwrap();
            for paint in &theme.paints {
                let at = theme.place_of_paint(&paint.name, crate::session::Rect::PAGE);
                assert!(at.is_some(), "{}: no touch means {}", theme.name, paint.name);
                let other = if paint.colour == "blue" { "red" } else { "blue" };
                let painted = artwork.painted_scene(theme, &Paints::from([(paint.name.clone(), other.to_owned())])).unwrap();
                assert!(drawn(&plain) != drawn(&painted), "{}: {} changes nothing", theme.name, paint.name);
            }
        }
    }
}
