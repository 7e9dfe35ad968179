//! Makes a vault with one session of so many strokes and writes its sealed records into a file, one after the other, each with its
//! length before it: `cargo run --example records -- 5000 FILE`. The harness that measures the app in a browser puts them there.

#[path = "../benches/figures/pages.rs"]
#[allow(dead_code)]
mod pages;

use std::{error::Error, fs};
use three_houses::session::HouseKind;
use three_houses::vault::{Cost, MemoryStorage, Storage, Vault, now_s};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [strokes, file] = arguments.as_slice() else { return Err("records STROKES FILE".into()) };
    let storage = MemoryStorage::default();
    let vault = Vault::create(Box::new(storage.clone()), "270156", Cost::STANDARD)?;
    let mut session = pages::session(strokes.parse()?);
    // A session in which somebody was in a house opens at its page, even where nothing was drawn.
    session.enter(HouseKind::ALL[0]);
    vault.begin(&session, now_s())?;
    let mut bytes = Vec::new();
    for part in storage.scan(b"")?.into_iter().flat_map(|(key, value)| [key, value]) {
        bytes.extend((part.len() as u32).to_le_bytes());
        bytes.extend(part);
    }
    fs::write(file, bytes)?;
    Ok(())
}
