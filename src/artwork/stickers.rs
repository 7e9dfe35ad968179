//! The sticker catalogue: names, groups and labels.

use super::{ArtworkError, Files, Texts};
use serde::Deserialize;

/// `stickers/catalogue.ron`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// The groups, in the order of the tray.
    pub groups: Vec<Group>,
    /// Every sticker; a group's stickers in the order of the tray.
    pub stickers: Vec<StickerEntry>,
}

/// A group of stickers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its name.
    pub name: String,
    /// What it is called, by language.
    pub label: Texts,
    /// The sticker that stands for it.
    pub picture: String,
}

/// One sticker.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StickerEntry {
    /// Its name, and its file's.
    pub name: String,
    /// The group it is in.
    pub group: String,
    /// What it is called, by language.
    pub label: Texts,
    /// Further words for it.
    #[serde(default)]
    pub tags: Vec<String>,
}

impl Catalogue {
    pub(super) fn read(files: &Files) -> Result<Self, ArtworkError> {
        const FILE: &str = "stickers/catalogue.ron";
        let catalogue: Self = files.ron(FILE)?;
        for sticker in &catalogue.stickers {
            if !catalogue.groups.iter().any(|group| group.name == sticker.group) {
                let what = format!("the sticker {} is in no known group: {}", sticker.name, sticker.group);
                return Err(ArtworkError::Wrong { file: files.told(FILE), what });
            }
        }
        Ok(catalogue)
    }

    /// The sticker of that name.
    pub fn find(&self, name: &str) -> Option<&StickerEntry> {
        self.stickers.iter().find(|sticker| sticker.name == name)
    }

    /// A group's stickers.
    pub fn in_group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = &'a StickerEntry> {
        self.stickers.iter().filter(move |sticker| sticker.group == group)
    }
}
