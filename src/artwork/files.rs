//! Where artwork is read from: what travels inside the program, and the themes of an agency's own in a folder.
//! Must not know: what the files mean.

use super::ArtworkError;
use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

#[cfg(not(target_arch = "wasm32"))]
static ASSETS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets");
/// Without the fonts that come when they are needed (`build.rs`).
#[cfg(target_arch = "wasm32")]
static ASSETS: Dir<'static> = include_dir!("$OUT_DIR/assets");

/// No file of a theme is larger than this, bytes.
const LARGEST: u64 = 4 << 20;

/// The files that artwork is made of, by their path below `assets/`.
#[derive(Default)]
pub(super) struct Files {
    /// An agency's own, with the place each came from.
    own: BTreeMap<String, (PathBuf, Vec<u8>)>,
}

/// A file that travels inside the program.
pub(super) fn embedded(path: &str) -> Option<&'static [u8]> {
    ASSETS.get_file(path).map(|file| file.contents())
}

/// The fonts, by name.
pub(super) fn fonts() -> Vec<(&'static str, &'static [u8])> {
    let files = ASSETS.get_dir("fonts").into_iter().flat_map(Dir::files);
    let fonts = files.filter(|file| file.path().extension().is_some_and(|e| e == "ttf"));
    fonts.filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents()))).collect()
}

fn embedded_themes() -> BTreeSet<String> {
    let folders = ASSETS.get_dir("themes").into_iter().flat_map(Dir::dirs);
    folders.map(|dir| dir.path().file_name().unwrap_or_default().to_string_lossy().into_owned()).collect()
}

impl Files {
    /// Reads the themes in a folder of an agency's own, and says what was left out.
    pub(super) fn read(folder: Option<&Path>) -> (Self, Vec<ArtworkError>) {
        let mut files = Self::default();
        let mut refused = Vec::new();
        let themes = folder.and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten().flatten();
        for theme in themes.filter(|entry| entry.path().is_dir()) {
            let name = theme.file_name().to_string_lossy().into_owned();
            let fine = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            let wrong = |what: &str| ArtworkError::Wrong { file: theme.path().display().to_string(), what: what.into() };
            if !fine {
                refused.push(wrong("a theme's folder is named with a–z, 0–9 and - only"));
            } else if embedded_themes().contains(&name) {
                refused.push(wrong("a theme that comes with the app has this name already"));
            } else if let Err(error) = files.take(&name, &theme.path()) {
                refused.push(error);
            }
        }
        (files, refused)
    }

    fn take(&mut self, name: &str, folder: &Path) -> Result<(), ArtworkError> {
        let wrong = |file: &Path, what: String| ArtworkError::Wrong { file: file.display().to_string(), what };
        let entries = fs::read_dir(folder).map_err(|error| wrong(folder, error.to_string()))?;
        for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
            let path = entry.path();
            if entry.metadata().is_ok_and(|data| data.len() > LARGEST) {
                return Err(wrong(&path, format!("it is larger than {} MiB", LARGEST >> 20)));
            }
            let bytes = fs::read(&path).map_err(|error| wrong(&path, error.to_string()))?;
            self.own.insert(format!("themes/{name}/{}", entry.file_name().to_string_lossy()), (path, bytes));
        }
        // Named even when it is empty, so that what is missing is said.
        self.own.entry(format!("themes/{name}")).or_insert_with(|| (folder.to_owned(), Vec::new()));
        Ok(())
    }

    /// The names of all themes there are.
    pub(super) fn themes(&self) -> BTreeSet<String> {
        let own = self.own.keys().filter_map(|path| path.strip_prefix("themes/")).filter(|rest| !rest.contains('/'));
        embedded_themes().into_iter().chain(own.map(str::to_owned)).collect()
    }

    /// Whether a theme is an agency's own.
    pub(super) fn is_own(&self, theme: &str) -> bool {
        self.own.contains_key(&format!("themes/{theme}"))
    }

    /// The bytes of a file.
    pub(super) fn bytes(&self, path: &str) -> Result<&[u8], ArtworkError> {
        let own = self.own.get(path).map(|(_, bytes)| bytes.as_slice());
        own.or_else(|| embedded(path)).ok_or_else(|| ArtworkError::Missing(self.told(path)))
    }

    /// How a file is named to people.
    pub(super) fn told(&self, path: &str) -> String {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        match (self.own.get(path), self.own.get(folder)) {
            (Some((file, _)), _) => file.display().to_string(),
            (None, Some((folder, _))) => folder.join(path.rsplit('/').next().unwrap_or_default()).display().to_string(),
            (None, None) => format!("assets/{path}"),
        }
    }

    /// Reads a RON file.
    pub(super) fn ron<T: DeserializeOwned>(&self, path: &str) -> Result<T, ArtworkError> {
        ron::de::from_bytes(self.bytes(path)?).map_err(|error| ArtworkError::Malformed {
            file: self.told(path),
            place: error.span.start.to_string(),
            what: error.code.to_string(),
        })
    }
}
