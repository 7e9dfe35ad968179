//! The assets are built into the program, so a change to one of them is a reason to build again.
//!
//! For a browser they are copied first, without the fonts that come when a character needs them: they would be most of the
//! download.

use std::{env, fs, io, path::Path};

/// The fonts for reading travel in the program everywhere.
const ALWAYS: &str = "Andika";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=assets");
    if env::var_os("CARGO_CFG_TARGET_ARCH").is_some_and(|arch| arch == "wasm32") {
        let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no OUT_DIR"))?;
        let copy = Path::new(&out).join("assets");
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        take(Path::new("assets"), &copy)?;
    }
    Ok(())
}

fn take(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        let comes_later = entry.extension().is_some_and(|e| e == "ttf") && !name.to_string_lossy().starts_with(ALWAYS);
        if entry.is_dir() {
            take(&entry, &to.join(name))?;
        } else if !comes_later {
            fs::copy(&entry, to.join(name))?;
        }
    }
    Ok(())
}
