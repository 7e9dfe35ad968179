//! What there is to use: themes, stickers, icons, colours and fonts, read from `assets/`.
//! The assets travel inside the program, so it works from any folder and a picture cannot go missing.
//! Must not know: how a session went, how marks are painted.

mod colours;
mod stickers;
mod theme;

pub use colours::{COLOURS, RUBBER_WIDTHS_MM, WIDTHS_MM, nearest_width, rgb};
pub use stickers::{Catalogue, Group, StickerEntry};
pub use theme::{Part, Theme};

use include_dir::{Dir, include_dir};
use resvg::usvg;
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, Mutex},
};

/// The language everything is labelled in at least.
pub const DEFAULT_LANGUAGE: &str = "en-GB";

static ASSETS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// Texts by language tag.
pub type Texts = BTreeMap<String, String>;

/// What is wrong with a piece of artwork, and where.
#[derive(Debug, thiserror::Error)]
pub enum ArtworkError {
    /// A file that should be there is not.
    #[error("assets/{0} is missing")]
    Missing(String),
    /// A RON file is malformed.
    #[error("assets/{file}:{place}: {what}")]
    Malformed {
        /// The file.
        file: String,
        /// `line:column`.
        place: String,
        /// What is wrong.
        what: String,
    },
    /// A file says something that cannot be.
    #[error("assets/{file}: {what}")]
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
    pictures: Mutex<BTreeMap<String, Arc<usvg::Tree>>>,
}

impl Artwork {
    /// Reads themes and catalogue. A theme that is wrong is refused and the others still work; the theme `houses` and the
    /// catalogue must be right.
    pub fn load() -> Result<Self, ArtworkError> {
        let mut themes = BTreeMap::new();
        let mut refused = Vec::new();
        let folder = ASSETS.get_dir("themes").ok_or_else(|| ArtworkError::Missing("themes".into()))?;
        for dir in folder.dirs() {
            let name = dir.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
            match Theme::read(&name) {
                Ok(theme) => {
                    themes.insert(name, Arc::new(theme));
                }
                Err(error) => refused.push(error),
            }
        }
        if !themes.contains_key("houses") {
            return Err(refused.pop().unwrap_or_else(|| ArtworkError::Missing("themes/houses".into())));
        }
        Ok(Self { themes, refused, catalogue: Catalogue::read()?, pictures: Mutex::default() })
    }

    /// A theme by its folder's name.
    pub fn theme(&self, name: &str) -> Option<&Arc<Theme>> {
        self.themes.get(name)
    }

    /// The picture in a file below `assets/`, parsed once.
    pub fn picture(&self, path: &str) -> Result<Arc<usvg::Tree>, ArtworkError> {
        if let Some(tree) = self.lock().get(path) {
            return Ok(tree.clone());
        }
        let tree = Arc::new(parse_svg(path, bytes(path)?)?);
        self.lock().insert(path.into(), tree.clone());
        Ok(tree)
    }

    /// A tool's icon with its colour swapped for the child's. `colour` is red, green, blue.
    pub fn tinted_icon(&self, path: &str, colour: [u8; 3]) -> Result<Arc<usvg::Tree>, ArtworkError> {
        let [r, g, b] = colour;
        let darker = colour.map(|c| (u16::from(c) * 85 / 100) as u8);
        let svg = String::from_utf8_lossy(bytes(path)?)
            .replace("#F08A6B", &format!("#{r:02X}{g:02X}{b:02X}"))
            .replace("#D9705A", &format!("#{:02X}{:02X}{:02X}", darker[0], darker[1], darker[2]));
        Ok(Arc::new(parse_svg(path, svg.as_bytes())?))
    }

    /// The picture of a sticker.
    pub fn sticker(&self, name: &str) -> Result<Arc<usvg::Tree>, ArtworkError> {
        self.picture(&format!("stickers/{name}.svg"))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Arc<usvg::Tree>>> {
        self.pictures.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The font files, the one for reading first, then the fallbacks in the order they are tried.
pub fn fonts() -> Vec<(String, &'static [u8])> {
    let mut fonts: Vec<_> = ASSETS
        .get_dir("fonts")
        .into_iter()
        .flat_map(Dir::files)
        .filter(|file| file.path().extension().is_some_and(|e| e == "ttf"))
        .map(|file| (file_stem(file.path()), file.contents()))
        .collect();
    // Emoji before the plain symbol fonts, the great CJK font last.
    let rank = |name: &str| match name {
        "Andika-Regular" => 0,
        "Andika-Bold" => 1,
        "NotoSans-Regular" => 2,
        "Twemoji" => 3,
        "DroidSansFallbackFull" => 9,
        name if name.contains("Symbols") || name.contains("Math") => 8,
        _ => 5,
    };
    fonts.sort_by_key(|(name, _)| (rank(name), name.clone()));
    fonts
}

fn file_stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The bytes of a file below `assets/`.
pub fn bytes(path: &str) -> Result<&'static [u8], ArtworkError> {
    ASSETS.get_file(path).map(|file| file.contents()).ok_or_else(|| ArtworkError::Missing(path.into()))
}

fn parse_svg(path: &str, svg: &[u8]) -> Result<usvg::Tree, ArtworkError> {
    usvg::Tree::from_data(svg, &usvg::Options::default())
        .map_err(|error| ArtworkError::Wrong { file: path.into(), what: error.to_string() })
}

fn read_ron<T: serde::de::DeserializeOwned>(path: &str) -> Result<T, ArtworkError> {
    ron::de::from_bytes(bytes(path)?).map_err(|error| ArtworkError::Malformed {
        file: path.into(),
        place: error.span.start.to_string(),
        what: error.code.to_string(),
    })
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
}
