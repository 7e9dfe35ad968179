//! What an agency decides for all its tablets: one RON file beside the vault, `settings.ron`. README has every line of it.
//! Must not know: who asks.

use crate::{session::Audience, vault::Retention};
use serde::{Deserialize, Serialize};
use std::{fs, io, path::Path};

/// The settings. What a file leaves out is as it is by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Whether the record still lists what the child put away (domain.md, rule 10).
    pub keep_put_away: bool,
    /// Minutes without a touch after which the page hides itself.
    pub hide_after_minutes: u16,
    /// How long sessions stay on the tablet, days.
    pub retention: Retention,
    /// Whether voices may be recorded (domain.md, rule 11).
    pub recording: bool,
    /// The language a session is in until somebody says otherwise.
    pub language: String,
    /// Open questions of the agency's own, offered beside the theme's.
    pub prompts: Vec<String>,
    /// What the audiences are called here, where that is not as usual.
    pub audiences: Vec<(Audience, String)>,
    /// Whether nothing moves that need not.
    pub reduced_motion: bool,
    /// How loud paper is.
    pub sounds: Sounds,
    /// On which side the tray lies: for a child who draws with the left hand, on the right.
    pub tray: Side,
}

/// One side of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// The left.
    Left,
    /// The right.
    Right,
}

/// How loud paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sounds {
    /// Not at all.
    Off,
    /// Softly.
    Soft,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keep_put_away: true,
            hide_after_minutes: 5,
            retention: Retention::default(),
            recording: false,
            language: "en-GB".into(),
            prompts: Vec::new(),
            audiences: Vec::new(),
            reduced_motion: false,
            sounds: Sounds::Soft,
            tray: Side::Left,
        }
    }
}

/// No settings are longer than this, bytes.
const LONGEST: u64 = 64 << 10;

impl Settings {
    /// Reads a file. Where there is none the defaults hold, and where it is wrong too: the sentence names the place.
    pub fn read(file: &Path) -> (Self, Option<String>) {
        let told = |what: String| (Self::default(), Some(format!("{}: {what}; the defaults are used", file.display())));
        match fs::metadata(file) {
            Err(_) => return (Self::default(), None),
            Ok(about) if about.len() > LONGEST => return told("it is too long".into()),
            Ok(_) => {}
        }
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => return told(error.to_string()),
        };
        match Self::from_text(&text) {
            Ok(settings) => (settings, None),
            Err(what) => told(what),
        }
    }

    /// Reads a text; or says what is wrong with it, with its place.
    pub fn from_text(text: &str) -> Result<Self, String> {
        match ron::from_str::<Self>(text) {
            Ok(settings) if settings.hide_after_minutes == 0 => Err("hide_after_minutes must be 1 or more".into()),
            Ok(settings) if settings.language.trim().is_empty() => Err("language must be a language tag".into()),
            Ok(settings) => Ok(settings),
            Err(error) => Err(format!("{}: {}", error.span.start, error.code)),
        }
    }

    /// The text of a file with these settings.
    pub fn to_text(&self) -> io::Result<String> {
        let text = ron::ser::to_string_pretty(self, ron::ser::PrettyConfig::default()).map_err(io::Error::other)?;
        Ok(text + "\n")
    }

    /// Writes a file, whole or not at all.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let beside = file.with_extension("new");
        fs::write(&beside, self.to_text()?)?;
        fs::rename(beside, file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Settings, Option<String>) {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        Settings::read(file.path())
    }

    #[test]
    fn what_is_left_out_is_as_by_default() {
        let (settings, wrong) = read("(hide_after_minutes: 2, retention: (exported_days: 1))");
        assert_eq!((settings.hide_after_minutes, settings.retention.exported_days, wrong), (2, 1, None));
        assert_eq!((settings.keep_put_away, settings.retention.kept_days), (true, 30));
        assert_eq!(Settings::read(Path::new("/no/such/file")), (Settings::default(), None));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.ron");
        let settings = Settings {
            recording: true,
            prompts: vec!["What would \"better\" look like?\n".into()],
            audiences: vec![(Audience::Parent, "Mum or Dad".into())],
            sounds: Sounds::Off,
            ..Settings::default()
        };
        settings.write(&file).unwrap();
        assert_eq!(Settings::read(&file), (settings, None));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_bad_file_is_told_with_its_place_and_the_defaults_hold() {
        for (text, what) in [
            ("(keep_put_away: maybe)", "1:16"),
            ("(\n  colour: blue)", ": 2:"),
            ("(hide_after_minutes: 0)", "1 or more"),
            ("", ": 1:"),
        ] {
            let (settings, wrong) = read(text);
            assert_eq!(settings, Settings::default());
            assert!(wrong.as_ref().is_some_and(|wrong| wrong.contains(what)), "{text}: {wrong:?}");
        }
    }
}
