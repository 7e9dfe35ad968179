//! What must hold, measured: prints a table and writes it to `benches/figures.md` with the machine named. Every time is told
//! beside something that was run next to it, because machines differ and ratios do not so much.
//!
//! `cargo bench` runs all; `cargo bench -- export` only what has that in its name. The `resvg` command is looked for in
//! `PATH` (`cargo install resvg --version 0.49.0`); Xvfb, a software Vulkan driver and Tux Paint are Debian's.

mod candidates;
mod glass;
mod keeping;
mod pages;
mod process;

use pages::{Bed, VIEW_2000};
use std::{error::Error, fmt::Write as _, path::PathBuf, sync::Arc, time::Instant};
use three_houses::{
    app::canvas::{live::LiveInk, tiles::Tiles},
    artwork::{Artwork, Paints},
    case_file,
    picture::{Painter, Typesetter, View, ink},
    session::{Brush, HouseKind, Page, Point, Pose, Rect, Sample, Thing},
    vault::{Cost, MemoryStorage, Vault},
};

type Done = Result<(), Box<dyn Error>>;
type Part = fn(&mut Table) -> Done;

/// The table: what, found, must.
#[derive(Default)]
struct Table(Vec<[String; 3]>);

impl Table {
    fn row(&mut self, what: impl Into<String>, found: impl Into<String>, must: impl Into<String>) {
        let row = [what.into(), found.into(), must.into()];
        println!("{:<92} {:<34} {}", row[0], row[1], row[2]);
        self.0.push(row);
    }

    fn markdown(&self) -> String {
        let mut text = String::from("| what | found | must |\n|---|---|---|\n");
        for [what, found, must] in &self.0 {
            let _ = writeln!(text, "| {what} | {found} | {must} |");
        }
        text
    }
}

fn main() -> Done {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with("--bench")).collect();
    // The bench runs itself again as a process of its own, to be measured from outside.
    if let [flag, strokes, folder] = arguments.as_slice()
        && flag == "--export"
    {
        return process::export_here(strokes.parse()?, &PathBuf::from(folder));
    }
    if let [flag, strokes, file] = arguments.as_slice()
        && flag == "--page"
    {
        return process::page_here(strokes.parse()?, &PathBuf::from(file));
    }
    if let [flag, session] = arguments.as_slice()
        && flag == "--window"
    {
        return glass::open_window(&PathBuf::from(session));
    }
    let wanted = arguments.first().cloned().unwrap_or_default();
    let mut table = Table::default();
    let parts: [(&str, Part); 6] = [
        ("themes", themes),
        ("sample", sample),
        ("opening", opening),
        ("vault", keeping::measure),
        ("export", export),
        ("glass", glass::measure),
    ];
    for (_, measure) in parts.iter().filter(|(name, _)| name.contains(&wanted)) {
        measure(&mut table)?;
    }
    if wanted.is_empty() {
        let text = format!("# Figures\n\nWritten by `cargo bench`. {}\n\n{}", process::machine(), table.markdown());
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/figures.md"), text)?;
    }
    Ok(())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// 1. One pen sample → tiles painted, on a page with nothing and with 5,000 strokes, turn by turn.
fn sample(table: &mut Table) -> Done {
    let bed = Bed::new()?;
    let view = View::of(Rect::PAGE, VIEW_2000);
    let mut benches: Vec<_> = [0, 1_000, 5_000]
        .into_iter()
        .map(|strokes| {
            let mut images = bevy::asset::Assets::default();
            let mut tiles = Tiles::default();
            let page = pages::page(strokes);
            tiles.look_at(&bed.painter, view, &page, |w, h| images.add(three_houses::app::canvas::tiles::blank(w, h)))?;
            Ok::<_, Box<dyn Error>>((strokes, images, tiles, Vec::new()))
        })
        .collect::<Result<_, _>>()?;
    for brush in [Brush::Pen, Brush::Crayon, Brush::Paint] {
        let nib = ink::nib(brush);
        for round in 0..30 {
            for (_, images, tiles, times) in &mut benches {
                let mut live = LiveInk::default();
                live.begin(nib, Some("blue"), 4.0);
                for i in 0..60 {
                    let t = i as f32;
                    let at = Point::new(20.0 + t * 4.0, 100.0 + (t * 0.3 + round as f32).sin() * 60.0);
                    let began = Instant::now();
                    live.push(Sample { at, ms: i * 8, pressure: 0.5 });
                    tiles.paint_live(&mut live, images);
                    times.push(began.elapsed().as_secs_f64() * 1e3);
                }
                tiles.forget_live();
            }
        }
        let found: Vec<_> = benches.iter_mut().map(|(strokes, _, _, times)| (*strokes, median(std::mem::take(times)))).collect();
        for (strokes, ms) in &found {
            table.row(
                format!("1. {brush:?}: a sample → tiles, 2000 × 1200, {strokes} strokes on the page, median"),
                format!("{ms:.3} ms, {:.2} × the empty page", ms / found[0].1),
                "under 1 ms, at most 1.5 ×",
            );
        }
    }
    Ok(())
}

/// Figure 3: a session of 5,000 strokes, opened from the vault as the app keeps it, to a full sharp screen, from nothing. The PIN's cost
/// is meant to be one and is told by itself.
fn opening(table: &mut Table) -> Done {
    let storage = MemoryStorage::default();
    let vault = Vault::create(Box::new(storage), "314159", Cost::LEAST)?;
    let id = vault.begin(&pages::session(5_000), 1)?.id();
    let mut times = Vec::new();
    for _ in 0..5 {
        let began = Instant::now();
        let (session, _) = vault.open(id)?;
        let read = began.elapsed().as_secs_f64();
        let bed = Bed::new()?;
        let mut images = bevy::asset::Assets::default();
        let mut tiles = Tiles::default();
        tiles.look_at(&bed.painter, View::of(Rect::PAGE, VIEW_2000), session.page(), |w, h| {
            images.add(three_houses::app::canvas::tiles::blank(w, h))
        })?;
        times.push((began.elapsed().as_secs_f64(), read));
    }
    let (all, read) = (median(times.iter().map(|t| t.0).collect()), median(times.iter().map(|t| t.1).collect()));
    table.row(
        "3. opening 5,000 strokes of 100 points to a full sharp screen, 2000 × 1200, artwork and fonts included",
        format!("{all:.2} s (of it unsealing {read:.2} s)"),
        "under 1 s",
    );
    Ok(())
}

/// What the pictures cost when the app starts: all themes read (their pictures are checked by a test), and each scene and every sticker used once.
fn themes(table: &mut Table) -> Done {
    let began = Instant::now();
    let artwork = Artwork::load()?;
    let read = began.elapsed().as_secs_f64() * 1e3;
    let before = process::resident_mib();
    let began = Instant::now();
    // The whole street and the three close-ups of one theme are kept as pixels, and every sticker of the catalogue as it lies on the tray.
    let mut kept = Vec::new();
    let theme = artwork.theme("wizard").cloned().ok_or("the theme wizard")?;
    let artwork = Arc::new(artwork);
    let painter = Painter::new(artwork.clone(), Arc::new(Typesetter::new()), theme.clone());
    let frames = HouseKind::ALL.map(|kind| theme.part(kind).close_up());
    for frame in frames.into_iter().chain([Rect::PAGE]) {
        let height = 1200.0;
        kept.push(painter.scene(&View::of(frame, (frame.width() / frame.height() * height) as u32), &Paints::default())?);
    }
    for sticker in &artwork.catalogue.stickers {
        let pose = Pose { at: Point::new(50.0, 50.0), width_mm: 20.0, turn_deg: 0.0 };
        painter.lifted(&Thing::Sticker(sticker.name.clone()), pose, 8.8)?;
    }
    let parsed = began.elapsed().as_secs_f64() * 1e3;
    table.row(
        format!("themes and {} stickers: read at the start", artwork.catalogue.stickers.len()),
        format!("{read:.0} ms"),
        "at most 150 ms",
    );
    table.row(
        "the four views of a theme at 2000 × 1200 and every sticker painted, kept in memory, fonts included",
        format!("{:.0} MiB, {parsed:.0} ms when first used", process::resident_mib() - before),
        "at most 60 MiB",
    );
    Ok(())
}

/// 2. An export beside the `resvg` command drawing the same outlines, and beside both renderers we could have taken.
fn export(table: &mut Table) -> Done {
    let folder = tempfile::tempdir()?;
    for strokes in [100, 1_000, 5_000] {
        let svg = folder.path().join(format!("{strokes}.svg"));
        std::fs::write(&svg, candidates::svg(&pages::page(strokes)))?;
        let (mut theirs, mut page, mut whole) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..5 {
            theirs.push(process::run(process::resvg().arg(&svg).arg(folder.path().join("theirs.png")))?);
            page.push(process::run(process::this()?.arg("--page").arg(strokes.to_string()).arg(folder.path().join("ours.png")))?);
            let out = folder.path().join(format!("out-{strokes}-{round}"));
            std::fs::create_dir(&out)?;
            whole.push(process::run(process::this()?.arg("--export").arg(strokes.to_string()).arg(&out))?);
        }
        let [theirs, page, whole] = [theirs, page, whole].map(process::middle);
        table.row(
            format!("2. the `resvg` command, {strokes} strokes of 100 points → PNG of 3508 × 2480: CPU / wall / memory"),
            theirs.told(),
            "",
        );
        table.row(
            "2. ours, the same strokes on plain paper → the same PNG",
            page.beside(&theirs),
            "≤ 0.25 × CPU, wall lower, ≤ 2 × memory",
        );
        table.row(
            format!("2. ours, the whole exported folder: scene, {}, summary", whole.said.trim()),
            whole.beside(&theirs),
            "told",
        );
        candidates::beside(table, strokes)?;
    }
    Ok(())
}

/// What an exported folder's pictures are called.
fn pictures_in(folder: &std::path::Path) -> Result<String, Box<dyn Error>> {
    let summary = case_file::check(folder).map_err(|wrong| wrong.join("; "))?;
    Ok(format!("{} pictures", summary.files.len()))
}

/// A page alone, for those who need no session.
fn marks(page: &Page) -> usize {
    page.marks.len()
}
