//! Reads the command line: opens the app, or runs one command. Every error is one plain sentence.
//! Must not know: what screens look like.

use clap::{Parser, Subcommand};
use std::{
    io::IsTerminal,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use three_houses::{
    app::{
        self,
        keeping::Keeping,
        open::{settings_in, vault_in},
        player::Told,
    },
    artwork::Artwork,
    case_file,
    picture::{Painter, Typesetter},
    session::Session,
    settings::Settings,
    vault::{self, Cost, Entry, FileStorage, Standing, Storage, Vault, VaultError},
    written_session::WrittenSession,
};
use zeroize::Zeroizing;

/// A child's own page of good things, worries and dreams, and the record of it.
#[derive(Parser)]
#[command(version, about)]
struct CommandLine {
    /// Opens the app over the whole screen, without a frame
    #[arg(long)]
    kiosk: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Plays a written-down session through the app itself and exports it into a new folder in DIR
    Play {
        /// The written-down session
        file: PathBuf,
        /// The folder to export into; it has to be there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Keeps the played session in the vault in this folder; the PIN is in THREE_HOUSES_PIN
        #[arg(long, value_name = "DATA")]
        data: Option<PathBuf>,
        /// As fast as the work can be done, or at the story's own speed
        #[arg(long, value_enum, default_value = "fast")]
        pace: Pace,
    },
    /// Lists the sessions in the vault
    List,
    /// Exports a session from the vault into a new folder in DIR
    Export {
        /// The session's id, or its beginning
        session: String,
        /// The folder to export into; it has to be there
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Checks an exported folder, or the folder its summary.ron is in
    Check {
        /// The folder or its summary.ron
        path: PathBuf,
    },
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Pace {
    Fast,
    Real,
}

pub fn run() -> ExitCode {
    let line = CommandLine::parse();
    match line.command {
        None => open(line.kiosk),
        Some(Command::Play { file, out, data, pace }) => play(&file, &out, data.as_deref(), pace),
        Some(Command::List) => told(list()),
        Some(Command::Export { session, out }) => told(export(&session, &out)),
        Some(Command::Check { path }) => check(&path),
    }
}

fn fail(code: u8, what: impl std::fmt::Display) -> ExitCode {
    eprintln!("{what}");
    ExitCode::from(code)
}

/// Prints what came of a command, or says in one sentence why nothing did.
fn told(done: Result<String, String>) -> ExitCode {
    match done {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(why) => fail(1, why),
    }
}

/// Where the vault is: `THREE_HOUSES_DATA`, or the platform's proper place for an app's data.
fn data_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("THREE_HOUSES_DATA").filter(|folder| !folder.is_empty()) {
        return folder.into();
    }
    let platform = etcetera::choose_base_strategy().map(|base| etcetera::BaseStrategy::data_dir(&base));
    platform.unwrap_or_default().join("three-houses")
}

fn tell(what: &str) {
    eprintln!("{what}");
}

/// What the agency decided; what is wrong with it is said, and the defaults hold.
fn settings() -> Settings {
    settings_in(&data_folder(), &tell).0
}

/// The vault, opened with the PIN: asked for on the terminal without showing it, or read as a line where there is none.
fn unlocked() -> Result<Vault, String> {
    let path = vault_in(&data_folder());
    if !path.exists() {
        return Err(VaultError::None.to_string());
    }
    let storage = FileStorage::open(&path).map_err(|error| error.to_string())?;
    let pin = if std::io::stdin().is_terminal() {
        rpassword::prompt_password("PIN: ").map_err(|_| "the PIN could not be read".to_owned())?
    } else {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line).map_err(|_| "the PIN could not be read".to_owned())?;
        line.trim_end_matches(['\n', '\r']).to_owned()
    };
    let pin = Zeroizing::new(pin);
    Vault::unlock(Box::new(storage), &pin, app::keeping::now_s()).map_err(|(_, error)| error.to_string())
}

fn list() -> Result<String, String> {
    let entries = unlocked()?.list().map_err(|error| error.to_string())?;
    let line = |entry: &Entry| match &entry.about {
        Ok(about) => {
            let state = match about.standing {
                Standing::Open => "open",
                Standing::Ended => "ended",
                Standing::Exported(_) => "exported",
            };
            format!("{} {} {} {state}", about.id, about.date, about.case_ref)
        }
        Err(error) => format!("a damaged session: {error}"),
    };
    Ok(if entries.is_empty() { "there are no sessions".into() } else { entries.iter().map(line).collect::<Vec<_>>().join("\n") })
}

fn export(wanted: &str, out: &Path) -> Result<String, String> {
    if !out.is_dir() {
        return Err(case_file::ExportError::NoFolder(out.to_owned()).to_string());
    }
    let vault = unlocked()?;
    let entries = vault.list().map_err(|error| error.to_string())?;
    let fits = |entry: &&Entry| !wanted.is_empty() && entry.about.as_ref().is_ok_and(|about| about.id.starts_with(wanted));
    let mut found = entries.iter().filter(fits);
    let (Some(entry), None) = (found.next(), found.next()) else {
        return Err(format!("there is no session, or more than one, whose id begins with {wanted}"));
    };
    let (session, keeper) = vault.open(entry.key).map_err(|error| error.to_string())?;
    let artwork = Arc::new(Artwork::with_themes_in(Some(&data_folder().join("themes"))).map_err(|error| error.to_string())?);
    let theme = artwork.theme(&session.theme.name).cloned().ok_or(format!("there is no theme {}", session.theme.name))?;
    let painter = Painter::new(artwork.clone(), Arc::new(Typesetter::new()), theme);
    let voices = keeper.voices();
    let sound_of = |id| voices.sound(id).map_err(|error| error.to_string());
    let folder = case_file::export(&session, &artwork, &painter, &sound_of, settings().keep_put_away, out, &|_| {})
        .map_err(|error| error.to_string())?;
    case_file::check(&folder).map_err(|wrong| wrong.join("; "))?;
    vault.mark_exported(entry.key, app::keeping::now_s()).map_err(|error| error.to_string())?;
    Ok(folder.display().to_string())
}

/// The vault in a folder for a played session, made with the PIN in the environment if it is not there yet.
fn vault_for_playing(folder: &Path, pin: &str) -> Result<Vault, VaultError> {
    let storage: Box<dyn Storage> = Box::new(FileStorage::open(&vault_in(folder))?);
    if vault::is_there(&*storage)? {
        Vault::unlock(storage, pin, app::keeping::now_s()).map_err(|(_, error)| error)
    } else {
        Vault::create(storage, pin, Cost::STANDARD)
    }
}

fn play(file: &Path, out: &Path, data: Option<&Path>, pace: Pace) -> ExitCode {
    let artwork = match Artwork::load() {
        Ok(artwork) => Arc::new(artwork),
        Err(error) => return fail(1, error),
    };
    let written = match WrittenSession::read(file, &artwork) {
        Ok(written) => written,
        Err(error) => return fail(2, error),
    };
    if !out.is_dir() {
        return fail(1, case_file::ExportError::NoFolder(out.to_owned()));
    }
    let pace = if pace == Pace::Real { app::player::Pace::Real } else { app::player::Pace::Fast };
    let pin = std::env::var("THREE_HOUSES_PIN").unwrap_or_else(|_| "000000".into());
    let vault = match data.map(|folder| vault_for_playing(folder, &pin)).transpose() {
        Ok(vault) => vault,
        Err(error) => return fail(1, error),
    };
    let kept_in = vault.clone();
    let mut voices = None;
    let keep = |session: &Session| {
        let keeping = match &kept_in {
            Some(vault) => Keeping::with(vault.begin(session, app::keeping::now_s())?),
            None => Keeping::in_memory(session, &pin)?,
        };
        voices = keeping.voices().cloned();
        Ok(keeping)
    };
    // Whoever watches a story told at its own speed wants to know how far it is.
    let told = |told: Told| {
        if pace == app::player::Pace::Real {
            match told {
                Told::Began => println!("began"),
                Told::Took(step) => println!("took step {}", step + 1),
            }
            let _ = std::io::Write::flush(&mut std::io::stdout());
        }
    };
    let session = match app::player::play_kept(&written, artwork.clone(), keep, &pin, pace, told) {
        Ok(session) => session,
        Err(error) => return fail(1, format!("{} could not be played: {error}", file.display())),
    };
    let Some(theme) = artwork.theme(&session.theme.name).cloned() else {
        return fail(1, format!("there is no theme {}", session.theme.name));
    };
    let painter = Painter::new(artwork.clone(), Arc::new(Typesetter::new()), theme);
    let sound_of = |id| match &voices {
        Some(voices) => voices.sound(id).map_err(|error| error.to_string()),
        None => case_file::no_sound(id),
    };
    match case_file::export(&session, &artwork, &painter, &sound_of, true, out, &|_| {}) {
        Ok(folder) => {
            println!("{}", folder.display());
            ExitCode::SUCCESS
        }
        Err(error) => fail(1, error),
    }
}

fn check(path: &Path) -> ExitCode {
    match case_file::check(path) {
        Ok(summary) => {
            let files = summary.files.len();
            println!("{} is whole: {} items, {files} files, all as they were exported", path.display(), summary.items.len());
            ExitCode::SUCCESS
        }
        Err(wrong) => fail(1, wrong.join("\n")),
    }
}

fn open(kiosk: bool) -> ExitCode {
    if let Err(why) = app::can_open() {
        return fail(1, why);
    }
    match app::open::in_folder(&data_folder(), kiosk, &tell).map(|mut app| app.run()) {
        Ok(bevy::app::AppExit::Success) => ExitCode::SUCCESS,
        Ok(bevy::app::AppExit::Error(code)) => ExitCode::from(code.get()),
        Err(why) => fail(1, why),
    }
}
