//! Bad files: one plain sentence with its place, no panic, nothing begun.

use super::*;
use proptest::prelude::*;
use std::{path::Path, sync::OnceLock};

fn artwork() -> &'static Artwork {
    static ARTWORK: OnceLock<Artwork> = OnceLock::new();
    ARTWORK.get_or_init(|| Artwork::load().unwrap())
}

fn read_bytes(bytes: &[u8]) -> Result<WrittenSession, BadFile> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("story.ron");
    fs::write(&file, bytes).unwrap();
    WrittenSession::read(&file, artwork())
}

/// A good file around some steps; the first step is on line 6.
fn with_steps(steps: &str) -> String {
    format!(
        "WrittenSession(\n version: 1, case_ref: \"EX\",\n child: (initials: \"M\", language: \"en-GB\"),\n setting: (date: \"2026-11-23\", started_at: \"10:02\", \
         place: School, worker: (name: \"A\", role: \"B\")),\n steps: [\n{steps}\n ],\n)"
    )
}

/// What is said about steps that cannot be played, and where: line, column.
fn refusal(steps: &str) -> (usize, usize, String) {
    let error = read_bytes(with_steps(steps).as_bytes()).map(|_| ()).expect_err(steps);
    assert!(!error.what.contains('\n') && error.what.len() > 8, "{}", error.what);
    (error.line, error.column, error.what)
}

#[test]
fn the_example_is_good() {
    let written = WrittenSession::read(Path::new("tests/stories/first-session.ron"), artwork()).unwrap();
    assert_eq!(written.steps.len(), 29);
    assert!(read_bytes(with_steps("").as_bytes()).is_ok());
}

#[test]
fn steps_that_cannot_be_played_are_named_with_their_place() {
    let draw = |points: &str| format!("At(1, Draw(brush: Pen, colour: \"blue\", width_mm: 1.6, points: [{points}]))");
    let stick = |id: &str, at: &str| format!("At(2, Stick(id: \"{id}\", sticker: \"cat\", at: {at}, width_mm: 20.0))");
    for (steps, says) in [
        (draw(""), "there are no points"),
        (draw("(300.0, 10.0, 0, 0.5)"), "outside what is visible"),
        (draw("(-0.1, 10.0, 0, 0.5)"), "outside what is visible"),
        (draw("(NaN, 10.0, 0, 0.5)"), "outside what is visible"),
        (draw("(10.0, inf, 0, 0.5)"), "outside what is visible"),
        (draw("(10.0, 10.0, 0, 1.5)"), "pressure"),
        (draw("(10.0, 10.0, 0, NaN)"), "pressure"),
        (draw("(10.0, 10.0, 50, 0.5), (11.0, 10.0, 40, 0.5)"), "time runs backwards"),
        (draw(&"(1.0, 1.0, 0, 0.5),".repeat(MOST_POINTS + 1)), "points in one stroke"),
        (draw("(10.0, 10.0, 0, 0.5)").replace("blue", "beige"), "no colour beige"),
        (draw("(10.0, 10.0, 0, 0.5)").replace("1.6", "NaN"), "width"),
        (draw("(10.0, 10.0, 0, 0.5)").replace("1.6", "-1"), "width"),
        (stick("a", "(10.0, 500.0)"), "outside what is visible"),
        (stick("a", "(10.0, 50.0)").replace("cat", "dragon"), "no sticker dragon"),
        (stick("a", "(10.0, 50.0)").replace("20.0", "1000.0"), "width"),
        (stick("", "(10.0, 50.0)"), "id"),
        (format!("{}, {}", stick("a", "(10.0, 50.0)"), stick("a", "(20.0, 50.0)")), "used before"),
        ("At(1, Move(id: \"ghost\", to: (1.0, 1.0)))".into(), "no thing ghost"),
        ("At(1, ReadBack(id: \"ghost\", answer: Agreed))".into(), "no thing ghost"),
        ("At(1, Leave)".into(), "no house to leave"),
        ("At(1, ChooseTheme(theme: \"castle\", by: Child))".into(), "no theme castle"),
        (format!("At(9, Undo), {}", draw("(10.0, 10.0, 0, 0.5)")), "time runs backwards"),
        (format!("At(0, Hide), {}", draw("(10.0, 10.0, 0, 0.5)")), "hidden"),
        ("At(1, End(reason: TimeUp, told_next: \"\")), At(2, Undo)".into(), "after the end"),
        (format!("At(0, Enter(Dreams)), {}", draw("(10.0, 100.0, 0, 0.5)")), "outside what is visible"),
        (format!("At(0, CloseShutters(GoodThings)), {}", draw("(50.0, 100.0, 0, 0.5)")), "shutters"),
        ("At(1, Write(id: \"w\", text: \"\", at: (50.0, 100.0), status: ChildWrote))".into(), "no words"),
        ("At(1, Record(id: \"r\", clip: \"../secret.wav\", at: (50.0, 100.0)))".into(), "beside this one"),
        ("At(1, Record(id: \"r\", clip: \"none.wav\", at: (50.0, 100.0)))".into(), "none.wav"),
        ("At(1, Scale(question: \"?\", low: \"a\", high: \"b\", form: Path5, answer: At(6)))".into(), "step 6"),
    ] {
        let (line, _, what) = refusal(&steps);
        assert!(what.contains(says), "{steps:.200}: {what}");
        assert_eq!(line, 6, "{what}");
    }
    let (line, column, _) = refusal("  At(1, Undo),\n  At(2, Leave)");
    assert_eq!((line, column), (7, 3));
}

#[test]
fn malformed_files_are_refused_with_their_place() {
    let good = with_steps("At(1, Undo)");
    for (bad, says) in [
        ("".to_owned(), ""),
        ("WrittenSession(".into(), ""),
        ("\u{0}\u{1}\u{2}".into(), ""),
        (good.replace("version: 1", "version: 2"), "version 2 is not known"),
        (good.replace("version: 1", "version: 4294967296"), ""),
        (good.replace("version: 1,", ""), "version"),
        (good.replace("case_ref", "caseref"), "caseref"),
        (good.replace("Undo", "Explode"), "Explode"),
        (good.replace("Undo", "Undo(3)"), ""),
        (good.replace("2026-11-23", "23.11.2026"), "YYYY-MM-DD"),
        (good.replace("10:02", "26:02"), "HH:MM"),
        (good.replace("version: 1,", "version: 1, tablet: (width_px: 0, height_px: 0, px_per_mm: 0.0),"), "tablet"),
        (good.replace("version: 1,", "version: 1, tablet: (width_px: 1280, height_px: 800, px_per_mm: NaN),"), "tablet"),
        (format!("{good}{good}"), ""),
        ("[".repeat(200_000), ""),
        (good.replace("At(1, Undo)", &format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000))), ""),
        (format!("/*{good}"), ""),
    ] {
        let error = read_bytes(bad.as_bytes()).map(|_| ()).expect_err(&bad[..bad.len().min(100)]);
        assert!(error.what.contains(says), "{}", error.what);
        assert!(!error.to_string().contains('\n') && error.line >= 1 && error.column >= 1, "{error}");
        assert!(error.to_string().len() < 600, "{error}");
    }
    let latin = [b"WrittenSession(\n\xff".as_slice(), good.as_bytes()].concat();
    let error = read_bytes(&latin).map(|_| ()).unwrap_err();
    assert_eq!((error.line, error.column, error.what.as_str()), (2, 1, "the file is not UTF-8 text"));
}

#[test]
fn a_file_that_is_missing_a_folder_or_huge_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("none.ron")] {
        let error = WrittenSession::read(&path, artwork()).map(|_| ()).unwrap_err();
        assert!(error.to_string().starts_with(&format!("{}:1:1: ", path.display())), "{error}");
    }
    let huge = folder.path().join("huge.ron");
    fs::File::create(&huge).unwrap().set_len(100 << 20).unwrap();
    assert_eq!(WrittenSession::read(&huge, artwork()).map(|_| ()).unwrap_err().what, "the file is larger than 32 MB");
}

#[test]
fn the_same_bytes_begin_the_same_session() {
    let theme = artwork().theme("houses").unwrap();
    let begin = |text: &str| read_bytes(text.as_bytes()).unwrap().begin(theme);
    let text = with_steps("");
    assert_eq!(begin(&text), begin(&text));
    assert_ne!(begin(&text).id, begin(&format!("{text} ")).id);
    assert_eq!(begin(&text).preparation.child_agreed, ChildAnswer::NotAsked);
}

#[test]
fn clips_of_any_common_kind_become_sixteen_bit_mono() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("clip.wav");
    for (channels, bits, float) in [(1, 16, false), (2, 16, false), (1, 8, false), (2, 24, false), (1, 32, true)] {
        let sample_format = if float { hound::SampleFormat::Float } else { hound::SampleFormat::Int };
        let spec = hound::WavSpec { channels, sample_rate: 8_000, bits_per_sample: bits, sample_format };
        let mut writer = hound::WavWriter::create(&file, spec).unwrap();
        for i in 0..800u16 * channels {
            let share = f32::from(i / channels % 80) / 160.0;
            if float {
                writer.write_sample(share).unwrap();
            } else {
                writer.write_sample((share * ((1i64 << (bits - 1)) - 1) as f32) as i32).unwrap();
            }
        }
        writer.finalize().unwrap();
        let clip = read_clip(folder.path(), "clip.wav").unwrap();
        assert_eq!((clip.sample_rate, clip.pcm.len()), (8_000, 800));
        let peak = clip.pcm.iter().copied().max().unwrap();
        assert!((15_800..16_400).contains(&peak), "{channels} channels, {bits} bits: {peak}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A good file with a piece cut out, doubled or replaced is good or refused, and never a panic.
    #[test]
    fn damage_is_never_a_panic(from in 0usize..4000, length in 0usize..60, put in "[\\PC\\n]{0,12}") {
        let text = fs::read_to_string("tests/stories/first-session.ron").unwrap();
        let mut from = from.min(text.len());
        while !text.is_char_boundary(from) { from -= 1 }
        let mut to = (from + length).min(text.len());
        while !text.is_char_boundary(to) { to += 1 }
        let _ = read_bytes(format!("{}{put}{}", &text[..from], &text[to..]).as_bytes());
    }

    /// Truncated anywhere: refused with a place inside the file.
    #[test]
    fn truncation_is_refused(at in 0usize..4000) {
        let text = fs::read("tests/stories/first-session.ron").unwrap();
        let at = at.min(text.len() - 4);
        prop_assert!(read_bytes(&text[..at]).is_err());
    }
}
