//! The assets are built into the program, so a change to one of them is a reason to build again.

fn main() {
    println!("cargo::rerun-if-changed=assets");
}
