//! What keeping costs: opening the vault, keeping one gesture, opening a full session.

use crate::{Done, Table, median, pages};
use nix::sys::{
    resource::{UsageWho, getrusage},
    time::TimeValLike,
};
use std::time::Instant;
use three_houses::{
    session::{Brush, Point, Sample, Stroke},
    vault::{Cost, FileStorage, Vault},
};

fn cpu_ms() -> Result<f64, Box<dyn std::error::Error>> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    Ok((usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e3)
}

pub fn measure(table: &mut Table) -> Done {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("vault");
    let vault = Vault::create(Box::new(FileStorage::open(&path)?), "314159", Cost::STANDARD)?;
    let mut session = pages::session(5_000);
    let mut keeper = vault.begin(&session, 1)?;
    let mut gestures = Vec::new();
    for i in 0..100 {
        let samples = (0..100).map(|j| Sample { at: Point::new(j as f32 * 2.0, i as f32), ms: j * 8, pressure: 0.5 }).collect();
        session.draw(Stroke { brush: Brush::Pen, colour: "blue".into(), width_mm: 1.6, samples }, 1)?;
        let began = cpu_ms()?;
        keeper.save(&session.clone(), 2)?;
        gestures.push(cpu_ms()? - began);
    }
    table.row(
        "vault: keeping one gesture on a page with 5,000 strokes, CPU, median",
        format!("{:.2} ms", median(gestures)),
        "under 5 ms",
    );
    let id = keeper.id();
    drop((keeper, vault));
    let storage = Box::new(FileStorage::open(&path)?);
    let began = Instant::now();
    let vault = Vault::unlock(storage, "314159", 3).map_err(|(_, error)| error)?;
    table.row(
        format!("vault: the PIN, Argon2id of {} MiB and {} passes", Cost::STANDARD.memory_kib / 1024, Cost::STANDARD.passes),
        format!("{:.2} s", began.elapsed().as_secs_f64()),
        "0.3 to 1.0 s, at least 64 MiB",
    );
    let began = Instant::now();
    let (opened, _) = vault.open(id)?;
    table.row("vault: opening a session of 5,100 strokes", format!("{:.2} s", began.elapsed().as_secs_f64()), "");
    if opened != session {
        return Err("the session is not the one that was kept".into());
    }
    Ok(())
}
