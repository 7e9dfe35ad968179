//! The exported folder as one file, for where there are no folders: a ZIP whose entries are stored as they are, since pictures are
//! small already. The same files give the same bytes: no time, no name of the tablet.
//! Must not know: what the files are.

/// Version 2.0 of the format; names are UTF-8; stored; 1 January 1980, the format's zero.
const COMMON: [u8; 10] = [20, 0, 0, 0x08, 0, 0, 0, 0, 0x21, 0];
/// Made on a Unix, so that the mode below counts.
const MADE_BY: [u8; 2] = [20, 3];
/// An ordinary file that its owner may write.
const MODE: u32 = 0o100_644 << 16;

/// Puts files into a folder in a ZIP. An export is far from the four gigabytes and 65,535 files that the plain format holds.
pub fn zip<'a>(folder: &str, files: impl Iterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let (mut out, mut directory, mut count) = (Vec::new(), Vec::new(), 0u16);
    for (name, bytes) in files {
        let name = format!("{folder}/{name}");
        let offset = out.len() as u32;
        let length = (bytes.len() as u32).to_le_bytes();
        let about = [crc32fast::hash(bytes).to_le_bytes(), length, length].concat();
        let of_name = (name.len() as u16).to_le_bytes();
        out.extend([b"PK\x03\x04", &COMMON[..], &about, &of_name, &[0, 0], name.as_bytes(), bytes].concat());
        let rest = [&[0; 8][..], &MODE.to_le_bytes(), &offset.to_le_bytes()].concat();
        directory.extend([b"PK\x01\x02", &MADE_BY[..], &COMMON, &about, &of_name, &rest, name.as_bytes()].concat());
        count += 1;
    }
    let count = count.to_le_bytes();
    let (start, length) = ((out.len() as u32).to_le_bytes(), (directory.len() as u32).to_le_bytes());
    out.extend(directory);
    out.extend([b"PK\x05\x06", &[0; 4][..], &count, &count, &length, &start, &[0, 0]].concat());
    out
}
