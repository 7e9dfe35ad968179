//! A written-down session, played through the app and exported: the main job from end to end.

mod support;

use std::{fs, path::Path, process::Command, sync::Arc};
use support::{artwork, played, story};
use three_houses::{
    case_file::{self, ExportError, Summary, SummaryContent},
    picture::{Painter, Typesetter},
    session::*,
    written_session::{At, Step, WrittenSession},
};

fn painter(session: &Session) -> Painter {
    let artwork = artwork();
    let theme = artwork.theme(&session.theme.name).cloned().unwrap();
    Painter::new(artwork, Arc::new(Typesetter::new()), theme)
}

fn export(session: &Session, keep_put_away: bool, into: &Path) -> Result<std::path::PathBuf, ExportError> {
    case_file::export(session, &artwork(), &painter(session), &case_file::no_sound, keep_put_away, into, &|_| {})
}

fn summary(folder: &Path) -> Summary {
    Summary::from_ron(&fs::read_to_string(folder.join("summary.ron")).unwrap()).unwrap()
}

#[test]
fn the_first_session_gives_its_summary_to_the_letter() {
    let session = played("first-session.ron");
    let theme = artwork().theme("houses").cloned().unwrap();
    let told = case_file::summarise(&session, &theme, &artwork().catalogue, true, Vec::new());
    let expected = Summary::from_ron(include_str!("stories/first-session.summary.ron")).unwrap();
    assert_eq!(told.houses, expected.houses);
    assert_eq!(told.prompts, expected.prompts);
    for (told, expected) in told.items.iter().zip(&expected.items) {
        assert_eq!(told, expected);
    }
    assert_eq!(told, expected);
}

/// A long session with everything in it passes through the screens of the child and of the worker, and comes out field for field.
#[test]
fn everything_that_a_story_tells_is_in_the_record() {
    let artwork = artwork();
    let written = WrittenSession::read(&story("everything.ron"), &artwork).unwrap();
    let session = three_houses::app::player::play(&written, artwork.clone()).unwrap();
    let begun = written.begin(&artwork.theme("houses").cloned().unwrap());
    assert_eq!((&session.case_ref, &session.child), (&begun.case_ref, &begun.child));
    assert_eq!((&session.setting, &session.preparation), (&begun.setting, &begun.preparation));
    let (mut prompts, mut people, mut scales, mut sharing, mut notes, mut words, mut read) =
        <(Vec<_>, Vec<_>, Vec<_>, Vec<_>, Vec<_>, Vec<_>, Vec<_>)>::default();
    let mut ending = None;
    for At(at_ms, step) in &written.steps {
        let at_ms = *at_ms;
        match step {
            Step::Ask { kind, text } => prompts.push(Prompt { kind: *kind, text_as_asked: text.clone(), at_ms }),
            Step::Person { says, placement, .. } => people.push(Person { says: says.clone(), placement: *placement }),
            Step::Scale { question, low, high, form, answer, said } => scales.push(Scale {
                question: question.clone(),
                low_anchor: low.clone(),
                high_anchor: high.clone(),
                form: *form,
                answer: *answer,
                said: said.clone(),
                at_ms,
            }),
            Step::Share { audience, wish, parts, worker_decision, reason } => sharing.push(Sharing {
                audience: *audience,
                wish: *wish,
                parts: parts.clone(),
                worker_decision: worker_decision.clone(),
                reason: reason.clone(),
            }),
            Step::Note { kind, text } => {
                let author = written.setting.worker.name.clone();
                notes.push(Note { kind: *kind, text: text.clone(), author, at_ms });
            }
            Step::End { reason, finished_on, told_next } => {
                ending = Some(Ending { reason: *reason, finished_on: *finished_on, told_next: told_next.clone() });
                assert_eq!(session.lasted_ms, at_ms);
            }
            Step::Write { text, status, original, language, .. } | Step::Say { text, status, original, language, .. } => {
                let language = language.clone().unwrap_or_else(|| written.child.language.clone());
                words.push(Words { text: text.clone(), status: *status, original: original.clone(), language });
            }
            Step::ReadBack { answer, .. } => read.push(*answer),
            _ => {}
        }
    }
    assert_eq!(session.prompts, prompts);
    assert_eq!(session.people, people);
    assert_eq!(session.scales, scales);
    assert_eq!(session.sharing, sharing);
    assert_eq!(session.worker_notes, notes);
    assert_eq!(session.ending, ending);
    let items = session.items(true);
    let mut found: Vec<_> = items.iter().filter_map(|item| item.words.clone()).collect();
    assert_eq!(found.len(), words.len());
    found.retain(|found| !words.contains(found));
    assert_eq!(found, [], "words that nobody wrote");
    let mut answers: Vec<_> = items.iter().map(|item| item.read_back).filter(|answer| *answer != ReadBack::NotYet).collect();
    answers.sort();
    read.sort();
    assert_eq!(answers, read);
    let out = tempfile::tempdir().unwrap();
    case_file::check(&export(&session, true, out.path()).unwrap()).unwrap();
}

/// The golden export: what must come out is kept beside the tests. After a wanted change, write it anew with
/// `THREE_HOUSES_NEW_GOLDEN=1 cargo test --test play golden` and look at what changed.
#[test]
fn golden_export() {
    let out = tempfile::tempdir().unwrap();
    let folder = export(&played("afternoon.ron"), true, out.path()).unwrap();
    case_file::check(&folder).unwrap();
    let golden = story("afternoon.golden");
    if std::env::var_os("THREE_HOUSES_NEW_GOLDEN").is_some() {
        fs::create_dir_all(&golden).unwrap();
        fs::copy(folder.join("summary.ron"), golden.join("summary.ron")).unwrap();
        small(&folder.join("picture.png")).save(golden.join("picture.png")).unwrap();
        return;
    }
    let (told, expected) = (summary(&folder), summary(&golden));
    assert_eq!(told.items, expected.items);
    assert_eq!(told.houses, expected.houses);
    let (now, before) = (small(&folder.join("picture.png")), image::open(golden.join("picture.png")).unwrap().to_rgb8());
    assert_eq!(now.dimensions(), before.dimensions());
    let off = now.pixels().zip(before.pixels()).filter(|(a, b)| a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > 6)).count();
    assert!(off * 1000 < (now.width() * now.height()) as usize, "{off} pixels differ");
}

/// A picture at a quarter of its size, small enough to keep.
fn small(path: &Path) -> image::RgbImage {
    let picture = image::open(path).unwrap().to_rgb8();
    image::imageops::resize(&picture, picture.width() / 4, picture.height() / 4, image::imageops::FilterType::Triangle)
}

#[test]
fn an_export_is_the_same_bytes_every_time() {
    let session = played("first-session.ron");
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (first, second) =
        (export(&session, true, a.path()).unwrap(), export(&played("first-session.ron"), true, b.path()).unwrap());
    assert_eq!(first.file_name(), second.file_name());
    let mut names: Vec<_> = fs::read_dir(&first).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["good-things.png", "picture.png", "summary.ron", "worries.png"]);
    for name in names {
        assert!(fs::read(first.join(&name)).unwrap() == fs::read(second.join(&name)).unwrap(), "{name:?}");
    }
}

#[test]
fn a_picture_has_its_size_on_paper_and_nothing_of_the_tablet() {
    let out = tempfile::tempdir().unwrap();
    let folder = export(&played("first-session.ron"), true, out.path()).unwrap();
    for name in ["picture.png", "good-things.png", "worries.png"] {
        let bytes = fs::read(folder.join(name)).unwrap();
        let reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().unwrap();
        let info = reader.info();
        assert_eq!((info.width, info.height), (3508, 2480));
        let size = info.pixel_dims.unwrap();
        assert_eq!((size.xppu, size.yppu, size.unit), (11_811, 11_811, png::Unit::Meter));
        for chunk in [b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf"] {
            assert!(!bytes.windows(4).any(|w| w == chunk), "{name} has a {}", String::from_utf8_lossy(chunk));
        }
    }
}

#[test]
fn what_is_put_away_is_listed_or_not_as_the_agency_says() {
    let session = played("first-session.ron");
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (listed, left_out) =
        (summary(&export(&session, true, a.path()).unwrap()), summary(&export(&session, false, b.path()).unwrap()));
    let stickers = |summary: &Summary| {
        summary
            .items
            .iter()
            .filter(|item| matches!(&item.content, SummaryContent::Sticker { sticker, .. } if sticker == "cloud"))
            .count()
    };
    assert_eq!((stickers(&listed), stickers(&left_out)), (1, 0));
    // Neither is it in the picture: both pictures are the same.
    assert_eq!(listed.files[0].sha256, left_out.files[0].sha256);
}

#[test]
fn notes_are_in_no_picture() {
    let mut session = played("first-session.ron");
    let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let before = summary(&export(&session, true, a.path()).unwrap());
    session.worker_notes.push(Note { kind: NoteKind::Analysis, text: "an opinion".into(), author: "A".into(), at_ms: 1 });
    let after = summary(&export(&session, true, b.path()).unwrap());
    assert_eq!(before.files, after.files);
    assert_eq!(after.worker_notes.len(), before.worker_notes.len() + 1);
}

#[test]
fn an_export_is_whole_or_not_there() {
    let session = played("first-session.ron");
    let out = tempfile::tempdir().unwrap();
    let missing = out.path().join("none");
    assert!(matches!(export(&session, true, &missing), Err(ExportError::NoFolder(_))));
    assert!(!missing.exists());
    let folder = export(&session, true, out.path()).unwrap();
    let before = fs::metadata(folder.join("picture.png")).unwrap().modified().unwrap();
    assert!(matches!(export(&session, true, out.path()), Err(ExportError::AlreadyThere(_))));
    assert_eq!(fs::metadata(folder.join("picture.png")).unwrap().modified().unwrap(), before);
    fs::remove_dir_all(&folder).unwrap();
    // A file of that name is in the way as well.
    fs::write(&folder, "mine").unwrap();
    assert!(matches!(export(&session, true, out.path()), Err(ExportError::AlreadyThere(_))));
    assert_eq!(fs::read_to_string(&folder).unwrap(), "mine");
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1, "nothing half-written is left");
}

#[test]
fn the_check_finds_what_is_wrong() {
    let session = played("first-session.ron");
    let out = tempfile::tempdir().unwrap();
    let folder = export(&session, true, out.path()).unwrap();
    let ron = fs::read_to_string(folder.join("summary.ron")).unwrap();
    assert!(case_file::check(&folder).is_ok() && case_file::check(&folder.join("summary.ron")).is_ok());
    let wrong = |what: &str| case_file::check(&folder).map(|_| ()).expect_err(what).join("\n");
    for (old, new, says) in [
        ("version: 1", "version: 2", "version 2"),
        ("three-houses-summary", "something-else", "not a Three Houses summary"),
        ("prompt: Some(\"q1\")", "prompt: Some(\"q9\")", "q9"),
        ("\"i2\",", "\"i99\",", "i99"),
        ("id: \"i2\"", "id: \"i1\"", "twice"),
        ("sha256: \"", "sha256: \"0", "SHA-256"),
        ("bytes: ", "bytes: 1", "bytes"),
        ("picture: Some(\"worries.png\")", "picture: Some(\"other.png\")", "other.png"),
        ("name: \"picture.png\"", "name: \"../picture.png\"", "leads out"),
        ("case_ref", "case_reference", "case_reference"),
        ("Summary(", "Summary((", ""),
    ] {
        assert!(ron.contains(old), "{old}");
        fs::write(folder.join("summary.ron"), ron.replacen(old, new, 1)).unwrap();
        assert!(wrong(new).contains(says), "{}", wrong(new));
    }
    fs::write(folder.join("summary.ron"), &ron).unwrap();
    let picture = fs::read(folder.join("picture.png")).unwrap();
    let mut flipped = picture.clone();
    flipped[40_000] ^= 1;
    fs::write(folder.join("picture.png"), &flipped).unwrap();
    assert!(wrong("flipped").contains("picture.png is not the file that was exported"));
    fs::write(folder.join("picture.png"), &picture[..99]).unwrap();
    assert!(wrong("short").contains("picture.png has 99 bytes"));
    fs::remove_file(folder.join("picture.png")).unwrap();
    assert_eq!(wrong("gone"), "picture.png is missing");
    fs::remove_file(folder.join("summary.ron")).unwrap();
    assert!(wrong("no summary").contains("summary.ron cannot be read"));
}

/// Runs the program; gives its exit code, standard output and standard error.
fn three_houses(arguments: &[&std::ffi::OsStr]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_three-houses"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap_or(-1), text(output.stdout), text(output.stderr))
}

#[test]
fn the_command_line_keeps_its_promises() {
    let out = tempfile::tempdir().unwrap();
    let file = story("first-session.ron");
    let (play, flag, dir) = ("play".as_ref(), "--out".as_ref(), out.path().as_os_str());
    let one_line = |text: &str| assert_eq!(text.trim_end().lines().count(), 1, "{text}");
    // A good file.
    let (code, stdout, stderr) = three_houses(&[play, file.as_os_str(), flag, dir]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let folder = stdout.lines().last().unwrap().to_owned();
    assert!(Path::new(&folder).join("summary.ron").is_file());
    let (code, stdout, _) = three_houses(&["check".as_ref(), folder.as_ref()]);
    assert_eq!(code, 0);
    one_line(&stdout);
    // The same again.
    let (code, _, stderr) = three_houses(&[play, file.as_os_str(), flag, dir]);
    assert_eq!(code, 1);
    one_line(&stderr);
    // No such folder.
    let none = out.path().join("none");
    let (code, _, stderr) = three_houses(&[play, file.as_os_str(), flag, none.as_os_str()]);
    assert_eq!(code, 1);
    one_line(&stderr);
    // A bad file.
    let bad = out.path().join("bad.ron");
    fs::write(&bad, "WrittenSession(\n version: 7)").unwrap();
    let (code, stdout, stderr) = three_houses(&[play, bad.as_os_str(), flag, dir]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    assert!(stderr.starts_with(&format!("{}:2:2: ", bad.display())), "{stderr}");
    one_line(&stderr);
    // What is wrong with a folder.
    fs::remove_file(Path::new(&folder).join("worries.png")).unwrap();
    let (code, _, stderr) = three_houses(&["check".as_ref(), folder.as_ref()]);
    assert_eq!((code, stderr.as_str()), (1, "worries.png is missing\n"));
    // No display.
    let (code, _, stderr) = three_houses(&[]);
    assert_eq!(code, 1);
    one_line(&stderr);
    for flag in ["--help", "--version"] {
        let (code, stdout, _) = three_houses(&[flag.as_ref()]);
        assert!(code == 0 && !stdout.is_empty());
    }
}

/// Where one is not root, a folder that may not be written to is one plain sentence and stays as it was.
#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_to_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let out = tempfile::tempdir().unwrap();
    fs::set_permissions(out.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let root = fs::create_dir(out.path().join("probe")).is_ok();
    if !root {
        let error = export(&played("first-session.ron"), true, out.path()).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the export could not be written to {}: it may not be written to", out.path().display())
        );
    }
    fs::set_permissions(out.path(), fs::Permissions::from_mode(0o755)).unwrap();
}

/// A disk that takes no more, in the middle of a picture: one plain sentence, and nothing half-written is left.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let out = tempfile::tempdir().unwrap();
    let script = "trap '' XFSZ; ulimit -f 100; exec \"$0\" play \"$1\" --out \"$2\"";
    let mut shell = Command::new("bash");
    shell.arg("-c").arg(script).arg(env!("CARGO_BIN_EXE_three-houses")).arg(story("first-session.ron")).arg(out.path());
    let output = shell.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(said, format!("the export could not be written to {}: there is no room left\n", out.path().display()));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0);
}
