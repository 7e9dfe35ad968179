//! The exported folder as one file can be read by others.

use std::process::Command;
use three_houses::case_file::zip;

#[test]
fn others_can_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.zip");
    let files: [(&str, &[u8]); 2] = [("summary.ron", b"()"), ("voice/01.wav", &[7; 300])];
    std::fs::write(&path, zip("EX-1", files.into_iter())).unwrap();
    let Ok(read) = Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&path).arg(folder.path()).status() else {
        assert!(std::env::var_os("THREE_HOUSES_NO_SKIPS").is_none(), "there is no python3 to read the ZIP with");
        println!("skipped: there is no python3 to read the ZIP with");
        return;
    };
    assert!(read.success());
    for (name, bytes) in files {
        assert_eq!(std::fs::read(folder.path().join("EX-1").join(name)).unwrap(), bytes);
    }
    assert_eq!(zip("EX-1", files.into_iter()), std::fs::read(&path).unwrap());
}
