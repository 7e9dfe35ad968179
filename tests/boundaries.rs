//! Who may know whom (ARCHITECTURE.md), read from the `use` lines and paths of every file in `src/`.

use std::{fs, path::Path};

/// Each folder of the record half, and what of the crate it may know.
const MAY_KNOW: [(&str, &[&str]); 7] = [
    ("session", &["session"]),
    ("artwork", &["artwork", "session"]),
    ("picture", &["picture", "artwork", "session"]),
    ("vault", &["vault", "session"]),
    ("voice", &["voice", "session"]),
    ("case_file", &["case_file", "picture", "artwork", "session"]),
    ("written_session", &["written_session", "case_file", "artwork", "session"]),
];

/// The parts of the app, and which of its other parts each may know. All may know the record half.
const IN_THE_APP: [(&str, &[&str]); 5] = [
    ("browser", &["browser", "canvas", "desk", "keeping", "layout", "motion", "screens", "sitting"]),
    ("canvas", &["canvas", "desk", "layout", "look", "motion", "sitting"]),
    ("tray", &["tray", "desk", "layout", "look", "sitting"]),
    ("voice", &["voice", "browser", "canvas", "desk", "keeping", "sitting"]),
    ("screens", &["screens", "tray", "browser", "canvas", "desk", "keeping", "keyboard", "layout", "look", "sitting", "voice"]),
];

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    found
}

/// The first names after `crate::` (or `crate::app::`), grouped imports included.
fn known<'t>(text: &'t str, root: &str) -> Vec<&'t str> {
    let mut names = Vec::new();
    for (at, _) in text.match_indices(root) {
        let rest = text[at + root.len()..].trim_start();
        let Some(group) = rest.strip_prefix('{') else {
            names.push(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && c.is_alphabetic() => {
                    names.push(word(&group[i..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("")
}

#[test]
fn nobody_knows_more_than_they_may() {
    for (folder, may) in MAY_KNOW {
        for (path, text) in files(Path::new("src").join(folder).as_path()) {
            for name in known(&text, "crate::") {
                assert!(may.contains(&name), "{path} knows {name}");
            }
            assert!(!text.contains("bevy"), "{path} knows Bevy");
        }
    }
    for (folder, may) in IN_THE_APP {
        for (path, text) in files(Path::new("src/app").join(folder).as_path()) {
            for root in ["app::", "super::super::"] {
                for name in known(&text, root).into_iter().filter(|name| name.starts_with(char::is_lowercase)) {
                    assert!(may.contains(&name), "{path} knows {name}");
                }
            }
        }
    }
}

#[test]
fn the_reader_of_use_lines_reads_them() {
    let text = "use crate::{a::{b, c}, d,\n e::f};\nlet x = crate::g::h;";
    assert_eq!(known(text, "crate::"), ["a", "d", "e", "g"]);
}

/// The app has no network code of its own, and never prints what a child said.
#[test]
fn no_network_and_no_talk() {
    for (path, text) in files(Path::new("src")) {
        for word in ["std::net", "TcpStream", "UdpSocket", "reqwest", "hyper::", "dbg!("] {
            assert!(!text.contains(word), "{path} has {word}");
        }
        let prints = text.lines().filter(|line| !line.trim_start().starts_with("//")).any(|line| line.contains("println!("));
        assert!(!prints || path.ends_with("command_line.rs"), "{path} prints");
    }
}

/// The audio library is known in one file, so that another microphone can stand in for it.
#[test]
fn one_file_knows_the_audio_library() {
    let knows: Vec<_> =
        files(Path::new("src")).into_iter().filter(|(_, text)| text.contains("cpal::")).map(|(path, _)| path).collect();
    assert_eq!(knows, ["src/voice/device.rs"]);
}

/// Every file says what it is.
#[test]
fn every_file_opens_with_what_it_is() {
    for (path, text) in files(Path::new("src")) {
        assert!(text.starts_with("//! "), "{path}");
    }
}
