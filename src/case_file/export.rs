//! Writes the exported folder. It appears whole or not at all: it is built under another name and renamed.

use super::{
    Made, Maker, SUMMARY, SoundOf,
    make::{MakeError, folder_name},
};
use crate::{artwork::Artwork, picture::Painter, session::Session};
use rayon::prelude::*;
use std::{
    fs, io,
    path::{Path, PathBuf},
};

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
    /// One of its files could not be made.
    #[error(transparent)]
    NotMade(#[from] MakeError),
}

/// How far an export is, from 0 to 1.
pub type Progress<'a> = &'a (dyn Fn(f32) + Sync);

/// Exports a session into a new folder in `into` and gives its path. `keep_put_away` is the agency's setting.
pub fn export(
    session: &Session,
    artwork: &Artwork,
    painter: &Painter,
    sound_of: SoundOf,
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
    let maker = Maker::new(session, artwork, painter, keep_put_away);
    let done = build(&maker, sound_of, &building, progress).and_then(|()| {
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

fn build(maker: &Maker, sound_of: SoundOf, folder: &Path, progress: Progress) -> Result<(), ExportError> {
    let failed =
        |error: io::Error| ExportError::NotWritten { folder: folder.parent().unwrap_or(folder).to_owned(), why: plain(&error) };
    let mut files = Vec::new();
    let mut write = |file: &Made| -> Result<(), ExportError> {
        write_file(&folder.join(&file.name), &file.bytes).map_err(failed)?;
        files.push(file.listed());
        Ok(())
    };
    progress(0.0);
    // Two pictures at a time: both cores of a small tablet have work, and its memory holds them.
    let pictures: Vec<_> = (0..maker.pictures()).collect();
    let mut made = 0;
    for pair in pictures.chunks(2) {
        for picture in pair.par_iter().map(|n| maker.picture(*n)).collect::<Result<Vec<_>, MakeError>>()? {
            write(&picture)?;
            made += 1;
            progress(made as f32 / (pictures.len() + 1) as f32);
        }
    }
    for n in 0..maker.recordings() {
        if n == 0 {
            fs::create_dir(folder.join("voice")).map_err(failed)?;
        }
        write(&maker.recording(n, sound_of)?)?;
    }
    write_file(&folder.join(SUMMARY), &maker.summary(files)?).map_err(failed)?;
    sync_folder(folder);
    progress(1.0);
    Ok(())
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
