//! Makes the files of an export, one after the other: pictures, recordings, summary. The same session makes the same bytes.
//! Must not know: where the files go.

use super::{FileKind, PngRows, SummaryFile, house_picture, is_left_empty, summarise, voice_file};
use crate::{
    artwork::{Artwork, ArtworkError, DEFAULT_LANGUAGE, text_in},
    picture::{Ground, Painter, Picture, Surface, View, footer},
    session::{HouseKind, Item, ItemContent, MarkId, Recording, Rect, Session, Thing},
};
use sha2::{Digest, Sha256};
use std::io::Cursor;
use tiny_skia::Pixmap;

/// 300 dpi, as pixels to the mm.
pub const PRINT_PX_PER_MM: f32 = 3508.0 / 297.0;
const WIDTH: u32 = 3508;
const HEIGHT: u32 = 2480;
const PAPER: [u8; 4] = [0xFB, 0xF6, 0xEC, 0xFF];
/// The name of the summary.
pub const SUMMARY: &str = "summary.ron";

/// Why a file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// A picture that is needed is missing or broken.
    #[error(transparent)]
    Artwork(#[from] ArtworkError),
    /// The sound of a recording is missing or broken.
    #[error("a recording could not be read: {0}")]
    NoSound(String),
    /// It could not be encoded.
    #[error("a file of the export could not be made: {0}")]
    Encoding(String),
}

/// Gives the sound of a recording, by the mark it is. The error is one sentence.
pub type SoundOf<'a> = &'a (dyn Fn(MarkId) -> Result<Vec<i16>, String> + Sync);

/// For sessions without recordings.
pub fn no_sound(_: MarkId) -> Result<Vec<i16>, String> {
    Err("it was not kept".into())
}

/// A file of the export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its name in the folder.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Made {
    /// How the summary tells of it.
    pub fn listed(&self) -> SummaryFile {
        SummaryFile { name: self.name.clone(), kind: self.kind, bytes: self.bytes.len() as u64, sha256: sha256_hex(&self.bytes) }
    }
}

/// The name of a session's folder: case reference (letters, digits and `-` only), date, first 8 of the session id.
pub fn folder_name(session: &Session) -> String {
    let tidy = |text: &str, most: usize| -> String {
        text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(most).collect()
    };
    format!("{}-{}-{}", tidy(&session.case_ref, 80), tidy(&session.setting.date, 10), tidy(&session.id, 8))
}

/// Makes the files of one session's export. `keep_put_away` is the agency's setting.
pub struct Maker<'a> {
    session: &'a Session,
    artwork: &'a Artwork,
    painter: &'a Painter,
    keep_put_away: bool,
    items: Vec<Item>,
    houses: Vec<HouseKind>,
}

impl<'a> Maker<'a> {
    /// A maker for a session as it is.
    pub fn new(session: &'a Session, artwork: &'a Artwork, painter: &'a Painter, keep_put_away: bool) -> Self {
        let items = session.items(keep_put_away);
        let houses = HouseKind::ALL.into_iter().filter(|kind| !is_left_empty(&items, *kind)).collect();
        Self { session, artwork, painter, keep_put_away, items, houses }
    }

    /// How many pictures there are: the whole page, and each house that is not empty.
    pub fn pictures(&self) -> usize {
        self.houses.len() + 1
    }

    /// Makes the n-th picture, counted from 0.
    pub fn picture(&self, n: usize) -> Result<Made, MakeError> {
        let (session, painter) = (self.session, self.painter);
        let theme = text_in(&painter.theme().label, DEFAULT_LANGUAGE);
        let (reference, date, pages) = (&session.case_ref, &session.setting.date, self.pictures());
        let line = |what: &str| format!("{reference} · {date} · {what} · page {} of {pages}", n + 1);
        let house = n.checked_sub(1).and_then(|n| self.houses.get(n)).copied();
        let mut png = PngRows::new(WIDTH, HEIGHT, PRINT_PX_PER_MM).map_err(encoding)?;
        let name = match house {
            None => {
                whole_page(session, painter, &line(theme), &mut png)?;
                "picture.png".into()
            }
            Some(house) => {
                let label = text_in(&painter.theme().part(house).label, DEFAULT_LANGUAGE);
                close_up(session, painter, house, &line(&format!("{theme}: {label}")), &mut png)?;
                house_picture(house)
            }
        };
        Ok(Made { name, kind: FileKind::Picture, bytes: png.finish().map_err(encoding)? })
    }

    fn voices(&self) -> impl Iterator<Item = (MarkId, &Recording)> {
        self.items.iter().filter_map(|item| match &item.content {
            ItemContent::Placed(Thing::Recording(recording), _) => Some((*item.marks.first()?, recording.as_ref())),
            _ => None,
        })
    }

    /// How many recordings there are.
    pub fn recordings(&self) -> usize {
        self.voices().count()
    }

    /// Makes the n-th recording, counted from 0.
    pub fn recording(&self, n: usize, sound_of: SoundOf) -> Result<Made, MakeError> {
        let (of, recording) = self.voices().nth(n).ok_or_else(|| MakeError::NoSound("there is no such one".into()))?;
        let sound = sound_of(of).map_err(MakeError::NoSound)?;
        if sound.len() as u64 != recording.samples {
            return Err(MakeError::NoSound("it is not as long as it was".into()));
        }
        let bytes = wav(recording.sample_rate, &sound).map_err(encoding)?;
        Ok(Made { name: voice_file(n), kind: FileKind::Recording, bytes })
    }

    /// Makes the summary, which lists the files before it.
    pub fn summary(&self, files: Vec<SummaryFile>) -> Result<Vec<u8>, MakeError> {
        let summary = summarise(self.session, self.painter.theme(), &self.artwork.catalogue, self.keep_put_away, files);
        Ok(summary.to_ron().map_err(encoding)?.into_bytes())
    }
}

fn encoding(error: impl std::fmt::Display) -> MakeError {
    MakeError::Encoding(error.to_string())
}

/// The whole page at 300 dpi with its footer.
fn whole_page(session: &Session, painter: &Painter, line: &str, png: &mut PngRows) -> Result<(), ArtworkError> {
    let view = View::of(Rect::PAGE, WIDTH);
    let scene = painter.scene(&view, &session.page().paints)?;
    let (strip, top) = footer_strip(painter, line);
    let print = |surface: &mut Surface| surface.stamp(&strip, 0, top);
    painter.paint_bands(&view, session.page(), Ground::Scene(&scene), print, |rows| png.add(rows))
}

/// One house as large as an A4 sheet holds it, at 300 dpi, with its footer.
fn close_up(session: &Session, painter: &Painter, kind: HouseKind, line: &str, png: &mut PngRows) -> Result<(), ArtworkError> {
    const MARGIN: u32 = 60;
    const FOOTER: u32 = 90;
    let frame = painter.theme().part(kind).close_up();
    let (most_w, most_h) = ((WIDTH - 2 * MARGIN) as f32, (HEIGHT - 2 * MARGIN - FOOTER) as f32);
    let view = View::of(frame, (frame.width() * (most_w / frame.width()).min(most_h / frame.height())) as u32);
    let mut picture = Picture { width: WIDTH, height: HEIGHT, pixels: PAPER.repeat((WIDTH * HEIGHT) as usize) };
    let scene = painter.scene(&view, &session.page().paints)?;
    let left = ((WIDTH - view.width) / 2) as usize;
    let mut lines = picture.pixels.chunks_exact_mut(WIDTH as usize * 4).skip(MARGIN as usize);
    painter.paint_bands(
        &view,
        session.page(),
        Ground::Scene(&scene),
        |_| {},
        |rows| {
            for (row, line) in rows.chunks_exact(view.width as usize * 4).zip(&mut lines) {
                line[left * 4..][..row.len()].copy_from_slice(row);
            }
        },
    )?;
    let (strip, top) = footer_strip(painter, line);
    let (width, height) = (WIDTH as usize, HEIGHT as usize);
    Surface { left: 0, top: 0, width, height, full: &mut picture.pixels, bare: None }.stamp(&strip, 0, top);
    png.add(&picture.pixels);
    Ok(())
}

/// The line at the foot of a page, and at which pixel it begins.
fn footer_strip(painter: &Painter, line: &str) -> (Pixmap, i32) {
    let strip = footer(painter.typesetter(), line, WIDTH, PRINT_PX_PER_MM);
    let top = HEIGHT as i32 - strip.height() as i32;
    (strip, top)
}

fn wav(sample_rate: u32, pcm: &[i16]) -> Result<Vec<u8>, hound::Error> {
    let mut bytes = Cursor::new(Vec::new());
    let spec = hound::WavSpec { channels: 1, sample_rate, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let mut writer = hound::WavWriter::new(&mut bytes, spec)?;
    for sample in pcm {
        writer.write_sample(*sample)?;
    }
    writer.finalize()?;
    Ok(bytes.into_inner())
}

/// SHA-256 as 64 hexadecimal digits.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
