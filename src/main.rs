//! Reads the command line: opens the app, or runs one command. Every error is one plain sentence.

use clap::{Parser, Subcommand};
use std::{path::PathBuf, process::ExitCode, sync::Arc};
use three_houses::{
    app,
    artwork::Artwork,
    case_file,
    picture::{Painter, Typesetter},
    session::{ChildAnswer, ChildRef, Chooser, ParentAgreement, Place, Preparation, Session, Setting, ThemeInUse, Worker},
    written_session::WrittenSession,
};

/// A child's own page of good things, worries and dreams, and the record of it.
#[derive(Parser)]
#[command(version, about)]
struct CommandLine {
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
    },
    /// Checks an exported folder, or the folder its summary.ron is in
    Check {
        /// The folder or its summary.ron
        path: PathBuf,
    },
}

fn main() -> ExitCode {
    match CommandLine::parse().command {
        None => open(),
        Some(Command::Play { file, out }) => play(&file, &out),
        Some(Command::Check { path }) => check(&path),
    }
}

fn fail(code: u8, what: impl std::fmt::Display) -> ExitCode {
    eprintln!("{what}");
    ExitCode::from(code)
}

fn play(file: &std::path::Path, out: &std::path::Path) -> ExitCode {
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
    let session = match app::player::play(&written, artwork.clone()) {
        Ok(session) => session,
        Err(error) => return fail(1, format!("{} could not be played: {error}", file.display())),
    };
    let Some(theme) = artwork.theme(&session.theme.name).cloned() else {
        return fail(1, format!("there is no theme {}", session.theme.name));
    };
    let painter = Painter::new(artwork.clone(), Arc::new(Typesetter::new()), theme);
    match case_file::export(&session, &artwork, &painter, true, out, &|_| {}) {
        Ok(folder) => {
            println!("{}", folder.display());
            ExitCode::SUCCESS
        }
        Err(error) => fail(1, error),
    }
}

fn check(path: &std::path::Path) -> ExitCode {
    match case_file::check(path) {
        Ok(summary) => {
            let files = summary.files.len();
            println!("{} is whole: {} items, {files} files, all as they were exported", path.display(), summary.items.len());
            ExitCode::SUCCESS
        }
        Err(wrong) => fail(1, wrong.join("\n")),
    }
}

fn open() -> ExitCode {
    if let Err(why) = app::can_open() {
        return fail(1, why);
    }
    let artwork = match Artwork::load() {
        Ok(artwork) => Arc::new(artwork),
        Err(error) => return fail(1, error),
    };
    for refused in &artwork.refused {
        eprintln!("{refused}");
    }
    let Some(theme) = artwork.theme("houses").cloned() else { return fail(1, "the theme houses is missing") };
    let session = fresh_session(ThemeInUse { name: theme.name.clone(), chosen_by: Chooser::Worker, areas: theme.areas() });
    match app::in_window(app::Opening::new(artwork, session)).run() {
        bevy::app::AppExit::Success => ExitCode::SUCCESS,
        bevy::app::AppExit::Error(code) => ExitCode::from(code.get()),
    }
}

/// An empty session of today. Nothing is preset to an answer.
fn fresh_session(theme: ThemeInUse) -> Session {
    let now = jiff::Zoned::now();
    let started_at_s = (now.hour() as u32) * 3600 + (now.minute() as u32) * 60 + now.second() as u32;
    Session::begin(
        uuid::Uuid::new_v4().to_string(),
        "NEW".into(),
        ChildRef { initials: String::new(), age_years: None, language: "en-GB".into(), communication_needs: None },
        Setting {
            date: now.date().to_string(),
            started_at_s,
            place: Place::Other,
            place_note: None,
            worker: Worker { name: String::new(), role: String::new() },
            present: Vec::new(),
            interpreter: None,
        },
        Preparation {
            tool_explained: false,
            told_who_sees: false,
            told_limits: false,
            child_agreed: ChildAnswer::NotAsked,
            parent_agreement: ParentAgreement::NotSought(String::new()),
        },
        theme,
    )
}
