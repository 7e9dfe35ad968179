//! The check of an exported folder: is everything there, unchanged, and does everything that is named exist?

use super::{Made, SUMMARY, Summary, make::sha256_hex};
use std::{collections::BTreeSet, fs, io, path::Path};

/// No summary is larger than this, bytes.
const LARGEST_SUMMARY: u64 = 64 << 20;

/// Checks an exported folder, or the folder its `summary.ron` is in. Gives the summary, or one sentence for each thing that
/// is wrong.
pub fn check(path: &Path) -> Result<Summary, Vec<String>> {
    let (folder, file) = if path.is_dir() {
        (path.to_owned(), path.join(SUMMARY))
    } else {
        (path.parent().map(Path::to_owned).unwrap_or_default(), path.to_owned())
    };
    let shown = file.display();
    match fs::metadata(&file) {
        Err(error) => return Err(vec![format!("{shown} cannot be read: {error}")]),
        Ok(about) if about.len() > LARGEST_SUMMARY => return Err(vec![format!("{shown} is too large to be a summary")]),
        Ok(_) => {}
    }
    let text = fs::read_to_string(&file).map_err(|error| vec![format!("{shown} cannot be read: {error}")])?;
    check_all(&text, &shown.to_string(), &|name| fs::read(folder.join(name)))
}

/// The same for an export that lies in memory: its files and its summary.
pub fn check_made(files: &[Made], summary: &[u8]) -> Result<Summary, Vec<String>> {
    let read = |name: &str| {
        let found = files.iter().find(|file| file.name == name);
        found.map(|file| file.bytes.clone()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    check_all(&String::from_utf8_lossy(summary), SUMMARY, &read)
}

type Read<'a> = &'a dyn Fn(&str) -> io::Result<Vec<u8>>;

fn check_all(text: &str, shown: &str, read: Read) -> Result<Summary, Vec<String>> {
    let summary = Summary::from_ron(text).map_err(|error| vec![format!("{shown}: {error}")])?;
    let mut wrong = Vec::new();
    check_ids(&summary, &mut wrong);
    check_files(&summary, read, &mut wrong);
    if wrong.is_empty() { Ok(summary) } else { Err(wrong) }
}

fn check_ids(summary: &Summary, wrong: &mut Vec<String>) {
    let unique = |what: &str, ids: Vec<&str>, wrong: &mut Vec<String>| {
        let mut seen = BTreeSet::new();
        for id in &ids {
            if !seen.insert(*id) {
                wrong.push(format!("the {what} {id} is there twice"));
            }
        }
        seen.into_iter().map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let prompts = unique("prompt", summary.prompts.iter().map(|p| p.id.as_str()).collect(), wrong);
    let items = unique("item", summary.items.iter().map(|i| i.id.as_str()).collect(), wrong);
    let files = unique("file", summary.files.iter().map(|f| f.name.as_str()).collect(), wrong);
    if !summary.houses.iter().map(|house| house.kind).eq(crate::session::HouseKind::ALL) {
        wrong.push("the houses are not GoodThings, Worries and Dreams, in this order".into());
    }
    for item in &summary.items {
        if let Some(prompt) = &item.prompt
            && !prompts.contains(prompt)
        {
            wrong.push(format!("item {} names the prompt {prompt}, which is not there", item.id));
        }
        if let super::SummaryContent::Recording { file, .. } = &item.content
            && !files.contains(file)
        {
            wrong.push(format!("item {} names the file {file}, which is not listed", item.id));
        }
        for house in &summary.houses {
            if house.items.contains(&item.id) != (item.house == Some(house.kind)) {
                wrong.push(format!("item {} and the house {:?} do not agree", item.id, house.kind));
            }
        }
    }
    for house in &summary.houses {
        for id in house.items.iter().filter(|id| !items.contains(*id)) {
            wrong.push(format!("the house {:?} names the item {id}, which is not there", house.kind));
        }
        if let Some(picture) = &house.picture
            && !files.contains(picture)
        {
            wrong.push(format!("the house {:?} names the picture {picture}, which is not listed", house.kind));
        }
    }
}

fn check_files(summary: &Summary, read: Read, wrong: &mut Vec<String>) {
    for file in &summary.files {
        let name = &file.name;
        let inside = Path::new(name).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        if !inside || name.is_empty() {
            wrong.push(format!("the file name {name} leads out of the folder"));
            continue;
        }
        match read(name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => wrong.push(format!("{name} is missing")),
            Err(error) => wrong.push(format!("{name} cannot be read: {error}")),
            Ok(bytes) if bytes.len() as u64 != file.bytes => {
                wrong.push(format!("{name} has {} bytes, but the summary tells {}", bytes.len(), file.bytes));
            }
            Ok(bytes) if sha256_hex(&bytes) != file.sha256.to_ascii_lowercase() => {
                wrong.push(format!("{name} is not the file that was exported: its SHA-256 differs"));
            }
            Ok(_) => {}
        }
    }
}
