//! The projects for tablets (`platforms/`) say what they must. Whether the vendors' tools take them is not checked here.

use roxmltree::{Document, ParsingOptions};
use std::fs;

const ANDROID: &str = "http://schemas.android.com/apk/res/android";

fn read(file: &str) -> String {
    fs::read_to_string(format!("platforms/{file}")).unwrap()
}

fn parsed(text: &str) -> Document<'_> {
    Document::parse_with_options(text, ParsingOptions { allow_dtd: true, ..ParsingOptions::default() }).unwrap()
}

#[test]
fn android_has_no_network_no_backup_and_one_way_in() {
    let text = read("android/app/src/main/AndroidManifest.xml");
    let manifest = parsed(&text);
    let all = |tag: &str| manifest.descendants().filter(|node| node.has_tag_name(tag)).collect::<Vec<_>>();
    let permissions: Vec<_> = all("uses-permission").iter().filter_map(|node| node.attribute((ANDROID, "name"))).collect();
    assert_eq!(permissions, ["android.permission.RECORD_AUDIO"]);
    let (application, activity) = (all("application")[0], all("activity")[0]);
    for (name, value) in [("allowBackup", "false"), ("fullBackupContent", "false"), ("usesCleartextTraffic", "false")] {
        assert_eq!(application.attribute((ANDROID, name)), Some(value), "{name}");
    }
    for (name, value) in [("screenOrientation", "sensorLandscape"), ("excludeFromRecents", "true"), ("launchMode", "singleTask")]
    {
        assert_eq!(activity.attribute((ANDROID, name)), Some(value), "{name}");
    }
    assert_eq!(all("activity").len(), 1);
    assert!(all("provider").is_empty() && all("service").is_empty() && all("receiver").is_empty());
    let activity = read("android/app/src/main/java/org/threehouses/app/GlassActivity.java");
    assert!(activity.contains("FLAG_SECURE") && activity.contains("IMMERSIVE"));
    parsed(&read("android/app/src/main/res/xml/nothing_leaves.xml"));
    parsed(&read("android/app/src/main/res/values/values.xml"));
}

#[test]
fn the_ipad_protects_its_files_and_says_what_the_microphone_is_for() {
    let (info, entitlements) = (read("ios/Info.plist"), read("ios/ThreeHouses.entitlements"));
    let value = |text: &str, key: &str| {
        let document = parsed(text);
        let key = document.descendants().find(|node| node.has_tag_name("key") && node.text() == Some(key)).unwrap();
        key.next_sibling_element().and_then(|node| node.text().map(str::to_owned)).unwrap_or_default()
    };
    assert_eq!(value(&entitlements, "com.apple.developer.default-data-protection"), "NSFileProtectionComplete");
    assert!(value(&info, "NSMicrophoneUsageDescription").contains("voice"));
    assert!(info.contains("UIInterfaceOrientationLandscapeLeft") && !info.contains("Portrait"));
    assert!(read("ios/main.m").contains("three_houses_open"));
}

/// The page for browsers asks nobody else for anything.
#[test]
fn the_page_is_closed_to_the_outside() {
    let page = fs::read_to_string("web/index.html").unwrap();
    for rule in ["default-src 'none'", "connect-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "form-action 'none'"] {
        assert!(page.contains(rule), "{rule}");
    }
    for entry in fs::read_dir("web").unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        let outside =
            text.lines().any(|line| line.contains("https://") || line.contains("http://") && !line.contains("localhost"));
        assert!(!outside, "{}", entry.path().display());
    }
}
