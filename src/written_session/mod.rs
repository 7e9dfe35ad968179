//! A written-down session: what a child and a worker did, step by step, as a RON file (`formats.md`).
//! Reading it checks it whole, so that nothing is begun that could not be finished.
//! Must not know: how the steps are played.

mod place;
mod rehearsal;

use crate::{
    artwork::Artwork,
    session::{self, *},
};
use place::{Place, step_places};
use serde::Deserialize;
use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

/// No written-down session is larger than this, bytes.
const LARGEST_FILE: u64 = 32 << 20;
/// No clip is larger than this, bytes: five minutes of the best sound there is.
const LARGEST_CLIP: u64 = 128 << 20;
/// No stroke has more points than this: three minutes without lifting the finger.
pub const MOST_POINTS: usize = 20_000;
/// Samples to the second that a clip may have.
const SAMPLE_RATES: std::ops::RangeInclusive<u32> = 4_000..=384_000;
/// The version this program reads.
const VERSION: u32 = 1;

/// What is wrong with a file, and where.
#[derive(Debug, thiserror::Error)]
#[error("{}:{line}:{column}: {what}", .file.display())]
pub struct BadFile {
    /// The file.
    pub file: PathBuf,
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1.
    pub column: usize,
    /// One plain sentence.
    pub what: String,
}

/// A whole written-down session.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenSession {
    /// Always 1.
    pub version: u32,
    /// The tablet it is played on.
    #[serde(default)]
    pub tablet: Tablet,
    /// The agency's reference.
    pub case_ref: String,
    /// The child.
    pub child: WrittenChild,
    /// When, where, with whom.
    pub setting: WrittenSetting,
    /// What was said before.
    #[serde(default)]
    pub preparation: WrittenPreparation,
    /// What was done.
    pub steps: Vec<At>,
    /// The recordings that the steps name, in the order of the steps.
    #[serde(skip)]
    pub clips: Vec<Clip>,
    /// SHA-256 of the file.
    #[serde(skip)]
    pub digest: [u8; 32],
}

/// A clip that is played where the microphone would be: 16-bit mono sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clip {
    /// Samples per second.
    pub sample_rate: u32,
    /// The sound.
    pub pcm: Vec<i16>,
}

/// A screen.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tablet {
    /// px.
    pub width_px: u32,
    /// px.
    pub height_px: u32,
    /// Pixels to the mm of glass.
    pub px_per_mm: f32,
}

impl Default for Tablet {
    fn default() -> Self {
        Self { width_px: 1280, height_px: 800, px_per_mm: 5.9 }
    }
}

/// [`ChildRef`] with what may be left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct WrittenChild {
    pub initials: String,
    #[serde(default)]
    pub age_years: Option<u8>,
    pub language: String,
    #[serde(default)]
    pub communication_needs: Option<String>,
}

/// [`Setting`] with what may be left out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct WrittenSetting {
    pub date: String,
    pub started_at: String,
    pub place: session::Place,
    #[serde(default)]
    pub place_note: Option<String>,
    pub worker: Worker,
    #[serde(default)]
    pub present: Vec<Present>,
    #[serde(default)]
    pub interpreter: Option<String>,
}

/// [`Preparation`] with what may be left out. What is left out was not done, or not asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(missing_docs)]
pub struct WrittenPreparation {
    pub tool_explained: bool,
    pub told_who_sees: bool,
    pub told_limits: bool,
    pub child_agreed: ChildAnswer,
    pub parent_agreement: ParentAgreement,
}

impl Default for WrittenPreparation {
    fn default() -> Self {
        Self {
            tool_explained: false,
            told_who_sees: false,
            told_limits: false,
            child_agreed: ChildAnswer::NotAsked,
            parent_agreement: ParentAgreement::NotSought(String::new()),
        }
    }
}

/// A step and when it was taken, ms since the session started.
#[derive(Debug, Deserialize)]
pub struct At(pub u64, pub Step);

/// A point of a stroke: x mm, y mm, ms since the step began, pressure 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct TimedPoint(pub f32, pub f32, pub u32, pub f32);

/// What was done. `formats.md` lists the steps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub enum Step {
    ChooseTheme {
        theme: String,
        by: Chooser,
    },
    Enter(HouseKind),
    Leave,
    NameHouse {
        house: HouseKind,
        name: String,
    },
    CloseShutters(HouseKind),
    OpenShutters(HouseKind),
    HoldPen(Hand),
    Ask {
        kind: PromptKind,
        text: String,
    },
    Draw {
        brush: Brush,
        colour: String,
        width_mm: f32,
        points: Vec<TimedPoint>,
        /// For later steps about this drawing.
        #[serde(default)]
        id: Option<String>,
    },
    Rub {
        width_mm: f32,
        points: Vec<TimedPoint>,
    },
    Stick {
        id: String,
        sticker: String,
        at: (f32, f32),
        width_mm: f32,
        #[serde(default)]
        turn_deg: f32,
    },
    Write {
        id: String,
        text: String,
        at: (f32, f32),
        status: WordsStatus,
        #[serde(default)]
        original: Option<String>,
        #[serde(default)]
        language: Option<String>,
    },
    /// What the child says about a thing or a drawing.
    Say {
        about: String,
        text: String,
        status: WordsStatus,
        #[serde(default)]
        original: Option<String>,
        #[serde(default)]
        language: Option<String>,
    },
    Record {
        id: String,
        clip: String,
        at: (f32, f32),
    },
    Move {
        id: String,
        to: (f32, f32),
    },
    Resize {
        id: String,
        width_mm: f32,
    },
    Turn {
        id: String,
        turn_deg: f32,
    },
    Cover {
        id: String,
    },
    Uncover {
        id: String,
    },
    PutAway {
        id: String,
    },
    /// Paints a part of the scene, by its name in the theme.
    Colour {
        what: String,
        colour: String,
    },
    Undo,
    Redo,
    ReadBack {
        id: String,
        answer: ReadBack,
    },
    Person {
        id: String,
        says: String,
        placement: Placement,
    },
    Scale {
        question: String,
        low: String,
        high: String,
        form: ScaleForm,
        answer: ScaleAnswer,
        #[serde(default)]
        said: Option<String>,
    },
    Hide,
    Unhide,
    Share {
        audience: Audience,
        wish: SharingWish,
        #[serde(default)]
        parts: Vec<HouseKind>,
        #[serde(default)]
        worker_decision: Option<String>,
        #[serde(default)]
        reason: Option<String>,
    },
    End {
        reason: EndReason,
        #[serde(default)]
        finished_on: Option<HouseKind>,
        told_next: String,
    },
    Note {
        kind: NoteKind,
        text: String,
    },
}

impl WrittenSession {
    /// Reads and checks a file. Clips are looked for beside it.
    pub fn read(file: &Path, artwork: &Artwork) -> Result<Self, BadFile> {
        let bad = |place: Place, what: String| BadFile { file: file.to_owned(), line: place.line, column: place.column, what };
        let unread = |error: std::io::Error| bad(Place::START, format!("the file cannot be read: {error}"));
        let about = fs::metadata(file).map_err(unread)?;
        if about.is_dir() {
            return Err(bad(Place::START, "this is a folder, not a written-down session".into()));
        }
        let too_large = || bad(Place::START, "the file is larger than 32 MB".into());
        if about.len() > LARGEST_FILE {
            return Err(too_large());
        }
        let mut bytes = Vec::new();
        // A pipe or a device tells no length, so the limit holds while reading too.
        fs::File::open(file).and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes)).map_err(unread)?;
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(too_large());
        }
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            bad(Place::of(&before, before.len()), "the file is not UTF-8 text".into())
        })?;
        let spanned = |error: ron::error::SpannedError| {
            bad(Place { line: error.span.start.line, column: error.span.start.col }, tidy(&error.code.to_string()))
        };
        #[derive(Deserialize)]
        #[serde(rename = "WrittenSession")]
        struct Head {
            version: u32,
        }
        let head: Head = ron::from_str(text).map_err(spanned)?;
        if head.version != VERSION {
            let place = Place::of(text, text.find("version").unwrap_or(0));
            let what = format!("version {} is not known; this program reads version {VERSION}", head.version);
            return Err(bad(place, what));
        }
        let mut written: Self = ron::from_str(text).map_err(spanned)?;
        written.digest = <sha2::Sha256 as sha2::Digest>::digest(&bytes).into();
        let at = |name: &str| Place::of(text, text.find(name).unwrap_or(0));
        written.check_head().map_err(|(name, what)| bad(at(name), what))?;
        let places = step_places(text);
        let place = |step: usize| places.get(step).copied().unwrap_or(Place::START);
        rehearsal::rehearse(&written, artwork).map_err(|(step, what)| bad(place(step), what))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let mut clips = Vec::new();
        for (i, At(_, step)) in written.steps.iter().enumerate() {
            if let Step::Record { clip, .. } = step {
                clips.push(read_clip(folder, clip).map_err(|what| bad(place(i), what))?);
            }
        }
        written.clips = clips;
        Ok(written)
    }

    fn check_head(&self) -> Result<(), (&'static str, String)> {
        let Tablet { width_px, height_px, px_per_mm } = self.tablet;
        if !(320..=8192).contains(&width_px) || !(320..=8192).contains(&height_px) || !(1.0..=40.0).contains(&px_per_mm) {
            return Err(("tablet", "the tablet must be 320 to 8192 px on each side, with 1 to 40 px to the mm".into()));
        }
        if self.setting.date.len() != 10 || self.setting.date.parse::<jiff::civil::Date>().is_err() {
            return Err(("date", "the date must be YYYY-MM-DD".into()));
        }
        if self.case_ref.trim().is_empty() {
            return Err(("case_ref", "the case reference is missing".into()));
        }
        if self.setting.worker.name.trim().is_empty() {
            return Err(("worker", "the worker's name is missing".into()));
        }
        if crate::case_file::parse_time(&self.setting.started_at).is_none() {
            return Err(("started_at", "the time must be HH:MM or HH:MM:SS".into()));
        }
        Ok(())
    }

    /// The session this file begins, with all that its head tells. Its id comes from the file's bytes, so that playing it twice
    /// gives the same record.
    pub fn begin(&self, theme: &crate::artwork::Theme) -> Session {
        let (child, setting, preparation) = (&self.child, &self.setting, &self.preparation);
        let mut session = self.begin_unprepared(theme);
        session.case_ref.clone_from(&self.case_ref);
        session.child = ChildRef {
            initials: child.initials.clone(),
            age_years: child.age_years,
            language: child.language.clone(),
            communication_needs: child.communication_needs.clone(),
        };
        session.setting.place = setting.place;
        session.setting.place_note.clone_from(&setting.place_note);
        session.setting.worker = setting.worker.clone();
        session.setting.present.clone_from(&setting.present);
        session.setting.interpreter.clone_from(&setting.interpreter);
        session.preparation = Preparation {
            tool_explained: preparation.tool_explained,
            told_who_sees: preparation.told_who_sees,
            told_limits: preparation.told_limits,
            child_agreed: preparation.child_agreed,
            parent_agreement: preparation.parent_agreement.clone(),
        };
        session
    }

    /// The same session as the worker finds it: today's, with nothing prepared.
    pub fn begin_unprepared(&self, theme: &crate::artwork::Theme) -> Session {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.digest[..16]);
        let started_at_s = crate::case_file::parse_time(&self.setting.started_at).unwrap_or(0);
        let theme = ThemeInUse { name: theme.name.clone(), chosen_by: Chooser::Worker, areas: theme.areas() };
        Session::unprepared(uuid::Uuid::new_v8(bytes).to_string(), self.setting.date.clone(), started_at_s, theme)
    }
}

/// Reads a WAV beside the file as 16-bit mono.
fn read_clip(folder: &Path, clip: &str) -> Result<Clip, String> {
    let plain = Path::new(clip).components().count() == 1 && Path::new(clip).file_name().is_some_and(|name| name == clip);
    if !plain {
        return Err(format!("the clip {clip} must be a file beside this one"));
    }
    let wrong = |error: hound::Error| format!("the clip {clip} cannot be read: {error}");
    if fs::metadata(folder.join(clip)).is_ok_and(|about| about.len() > LARGEST_CLIP) {
        return Err(format!("the clip {clip} is larger than 128 MB"));
    }
    let mut reader = hound::WavReader::open(folder.join(clip)).map_err(wrong)?;
    let spec = reader.spec();
    if !SAMPLE_RATES.contains(&spec.sample_rate) {
        return Err(format!("the clip {clip} has {} samples to the second; 4000 to 384000 can be played", spec.sample_rate));
    }
    let channels = i64::from(spec.channels.max(1));
    let sixteen: Vec<i64> = match spec.sample_format {
        hound::SampleFormat::Int => {
            let shift = i32::from(spec.bits_per_sample) - 16;
            let scaled = |s: i32| if shift >= 0 { i64::from(s) >> shift } else { i64::from(s) << -shift };
            reader.samples::<i32>().map(|s| s.map(scaled)).collect::<Result<_, _>>().map_err(wrong)?
        }
        hound::SampleFormat::Float => {
            let scaled = |s: f32| (s.clamp(-1.0, 1.0) * 32_767.0) as i64;
            reader.samples::<f32>().map(|s| s.map(scaled)).collect::<Result<_, _>>().map_err(wrong)?
        }
    };
    let mono = |frame: &[i64]| (frame.iter().sum::<i64>() / channels).clamp(i64::from(i16::MIN), i64::from(i16::MAX)) as i16;
    let pcm: Vec<i16> = sixteen.chunks(channels as usize).map(mono).collect();
    if pcm.is_empty() {
        return Err(format!("the clip {clip} has no sound in it"));
    }
    Ok(Clip { sample_rate: spec.sample_rate, pcm })
}

/// The reader's complaint as a sentence about the file, without names of the program's own types.
fn tidy(what: &str) -> String {
    let what: String = what.split_whitespace().collect::<Vec<_>>().join(" ");
    if what.chars().count() > 300 { what.chars().take(300).chain("…".chars()).collect() } else { what }
}

#[cfg(test)]
mod tests;
