//! What an agency decides for all its tablets: one RON file beside the vault, `settings.ron`. README has every line of it.
//! Must not know: who asks.

use crate::vault::Retention;
use serde::Deserialize;
use std::{fs, path::Path};

/// The settings. What a file leaves out is as it is by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Whether the record still lists what the child put away (domain.md, rule 10).
    pub keep_put_away: bool,
    /// Minutes without a touch after which the page hides itself.
    pub hide_after_minutes: u16,
    /// How long sessions stay on the tablet, days.
    pub retention: Retention,
}

impl Default for Settings {
    fn default() -> Self {
        Self { keep_put_away: true, hide_after_minutes: 5, retention: Retention::default() }
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
        match ron::from_str::<Self>(&text) {
            Ok(settings) if settings.hide_after_minutes == 0 => told("hide_after_minutes must be 1 or more".into()),
            Ok(settings) => (settings, None),
            Err(error) => told(format!("{}: {}", error.span.start, error.code)),
        }
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
