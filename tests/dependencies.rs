//! What we stand on: crates from the registry only, at locked versions, under permissive licences only.

use std::process::Command;

/// Licences that ask for no more than to be named.
const PERMISSIVE: [&str; 11] =
    ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "MIT", "MIT-0", "Unicode-3.0", "Zlib"];

#[test]
fn dependencies_are_permissive_and_from_the_registry() {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut metadata = Command::new(cargo);
    metadata.args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"]);
    let output = metadata.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let used: Vec<&str> =
        metadata["resolve"]["nodes"].as_array().unwrap().iter().filter_map(|node| node["id"].as_str()).collect();
    let mut looked_at = 0;
    for package in metadata["packages"].as_array().unwrap() {
        let (name, id) = (package["name"].as_str().unwrap(), package["id"].as_str().unwrap());
        if name == "three-houses" || !used.contains(&id) {
            continue;
        }
        let source = package["source"].as_str().unwrap_or("a path");
        assert!(source.starts_with("registry+"), "{name} comes from {source}");
        let licence = package["license"].as_str().unwrap_or_else(|| panic!("{name} names no licence"));
        let expression =
            spdx::Expression::parse_mode(licence, spdx::ParseMode::LAX).unwrap_or_else(|error| panic!("{name}: {error}"));
        let permissive = |req: &spdx::LicenseReq| req.license.id().is_some_and(|id| PERMISSIVE.contains(&id.name));
        assert!(expression.evaluate(permissive), "{name} is under {licence}");
        looked_at += 1;
    }
    assert!(looked_at > 100, "{looked_at}");
}
