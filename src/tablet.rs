//! The ways in that tablets' own systems call (`platforms/`). They are called by name from outside, which is why this file alone may
//! say `unsafe`. Checked here for its types only: the vendors' tools are needed to link and run it.
//! Must not know: anything but how the app is opened.
#![expect(unsafe_code, reason = "the systems call these by name")]

use crate::app::open::in_folder;
use std::path::PathBuf;

/// There is no terminal to tell anything on.
fn silently(_: &str) {}

fn open(folder: Option<PathBuf>) {
    if let Some(Ok(mut app)) = folder.map(|folder| in_folder(&folder, true, &silently)) {
        app.run();
    }
}

/// Android's: the activity is there.
// SAFETY: the only function of that name; the signature is the one `android-activity` calls.
#[cfg(target_os = "android")]
#[unsafe(no_mangle)]
pub fn android_main(activity: bevy::android::android_activity::AndroidApp) {
    // The folder that belongs to this program alone; it is in no backup (`AndroidManifest.xml`).
    let folder = activity.internal_data_path();
    if bevy::android::ANDROID_APP.set(activity).is_ok() {
        open(folder);
    }
}

/// The iPad's: called by `main.m`.
// SAFETY: the only function of that name; it takes and gives nothing.
#[cfg(target_os = "ios")]
#[unsafe(no_mangle)]
pub extern "C" fn three_houses_open() {
    // Inside the program's own container.
    open(std::env::home_dir().map(|home| home.join("Library/Application Support/three-houses")));
}
