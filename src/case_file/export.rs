//! Writes the exported folder. It appears whole or not at all: it is built under another name and renamed.

use super::{FileKind, PngRows, SummaryFile, house_picture, is_left_empty, summarise, voice_file};
use crate::{
    artwork::{Artwork, ArtworkError, DEFAULT_LANGUAGE, text_in},
    picture::{Ground, Painter, Picture, Surface, View, footer},
    session::{HouseKind, ItemContent, Rect, Session, Thing},
};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{self, Cursor},
    path::{Path, PathBuf},
};
use tiny_skia::Pixmap;

/// 300 dpi, as pixels to the mm.
pub const PRINT_PX_PER_MM: f32 = 3508.0 / 297.0;
const WIDTH: u32 = 3508;
const HEIGHT: u32 = 2480;
const PAPER: [u8; 4] = [0xFB, 0xF6, 0xEC, 0xFF];

/// Why nothing was exported. Nothing half-written is left behind.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The folder to export into is not there.
    #[error("the folder {0} is not there")]
    NoFolder(PathBuf),
    /// There is an export of this session already.
    #[error("{0} is already there; nothing was changed")]
    AlreadyThere(PathBuf),
    /// The disk said no.
    #[error("the export could not be written to {folder}: {why}")]
    NotWritten {
        /// Where it should have gone.
        folder: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A picture that is needed is missing or broken.
    #[error(transparent)]
    Artwork(#[from] ArtworkError),
}

/// How far an export is, from 0 to 1.
pub type Progress<'a> = &'a (dyn Fn(f32) + Sync);

/// The name of a session's folder: case reference (letters, digits and `-` only), date, first 8 of the session id.
pub fn folder_name(session: &Session) -> String {
    let tidy = |text: &str, most: usize| -> String {
        text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(most).collect()
    };
    format!("{}-{}-{}", tidy(&session.case_ref, 80), tidy(&session.setting.date, 10), tidy(&session.id, 8))
}

/// Exports a session into a new folder in `into` and gives its path. `keep_put_away` is the agency's setting.
pub fn export(
    session: &Session,
    artwork: &Artwork,
    painter: &Painter,
    keep_put_away: bool,
    into: &Path,
    progress: Progress,
) -> Result<PathBuf, ExportError> {
    if !into.is_dir() {
        return Err(ExportError::NoFolder(into.to_owned()));
    }
    let folder = into.join(folder_name(session));
    if fs::symlink_metadata(&folder).is_ok() {
        return Err(ExportError::AlreadyThere(folder));
    }
    let name = folder_name(session);
    let building = into.join(format!(".{name}.part-{}", std::process::id()));
    let failed = |error: io::Error| ExportError::NotWritten { folder: into.to_owned(), why: plain(&error) };
    fs::create_dir(&building).map_err(failed)?;
    let done = build(session, artwork, painter, keep_put_away, &building, progress).and_then(|()| {
        fs::rename(&building, &folder).map_err(failed)?;
        sync_folder(into);
        Ok(())
    });
    match done {
        Ok(()) => Ok(folder),
        Err(error) => {
            let _ = fs::remove_dir_all(&building);
            Err(error)
        }
    }
}

fn build(
    session: &Session,
    artwork: &Artwork,
    painter: &Painter,
    keep_put_away: bool,
    folder: &Path,
    progress: Progress,
) -> Result<(), ExportError> {
    let failed =
        |error: io::Error| ExportError::NotWritten { folder: folder.parent().unwrap_or(folder).to_owned(), why: plain(&error) };
    let mut files = Vec::new();
    let mut write = |name: String, kind: FileKind, bytes: Vec<u8>| -> Result<(), ExportError> {
        write_file(&folder.join(&name), &bytes).map_err(failed)?;
        files.push(SummaryFile { name, kind, bytes: bytes.len() as u64, sha256: sha256_hex(&bytes) });
        Ok(())
    };
    let items = session.items(keep_put_away);
    let houses: Vec<_> = HouseKind::ALL.into_iter().filter(|kind| !is_left_empty(&items, *kind)).collect();
    let pages = houses.len() + 1;
    let theme = text_in(&painter.theme().label, DEFAULT_LANGUAGE);
    let line =
        |what: &str, page: usize| format!("{} · {} · {what} · page {page} of {pages}", session.case_ref, session.setting.date);
    progress(0.0);
    // Two pictures at a time: both cores of a small tablet have work, and its memory holds them.
    let mut made = 0;
    for pair in (0..pages).collect::<Vec<_>>().chunks(2) {
        let pictures: Vec<_> = pair
            .par_iter()
            .map(|page| {
                let mut png = PngRows::new(WIDTH, HEIGHT, PRINT_PX_PER_MM).map_err(failed)?;
                match page.checked_sub(1) {
                    None => whole_page(session, painter, &line(theme, 1), &mut png)?,
                    Some(i) => {
                        let label = text_in(&painter.theme().part(houses[i]).label, DEFAULT_LANGUAGE);
                        close_up(session, painter, houses[i], &line(&format!("{theme}: {label}"), page + 1), &mut png)?;
                    }
                }
                png.finish().map_err(failed)
            })
            .collect::<Result<_, ExportError>>()?;
        for (page, picture) in pair.iter().zip(pictures) {
            let name = page.checked_sub(1).map_or_else(|| "picture.png".into(), |i| house_picture(houses[i]));
            write(name, FileKind::Picture, picture)?;
            made += 1;
            progress(made as f32 / (pages + 1) as f32);
        }
    }
    let recordings = items.iter().filter_map(|item| match &item.content {
        ItemContent::Placed(Thing::Recording(recording), _) => Some(recording),
        _ => None,
    });
    for (n, recording) in recordings.enumerate() {
        if n == 0 {
            fs::create_dir(folder.join("voice")).map_err(failed)?;
        }
        let bytes = wav(recording.sample_rate, &recording.pcm).map_err(|error| failed(io::Error::other(error)))?;
        write(voice_file(n), FileKind::Recording, bytes)?;
    }
    let summary = summarise(session, painter.theme(), &artwork.catalogue, keep_put_away, files);
    let ron = summary.to_ron().map_err(|error| failed(io::Error::other(error)))?;
    write_file(&folder.join("summary.ron"), ron.as_bytes()).map_err(failed)?;
    sync_folder(folder);
    progress(1.0);
    Ok(())
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

fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut file = fs::File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder's entries durable where the system can; elsewhere a rename is all there is.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// What went wrong, in words a worker can use.
fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "it may not be written to".into(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => "there is no room left".into(),
        _ => error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase(),
    }
}

/// SHA-256 as 64 hexadecimal digits.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
