//! What a vault keeps, what it refuses, and that nothing can be read from it.

use super::*;
use crate::session::*;
use proptest::prelude::*;
use redb::StorageBackend;
use std::{io, sync::Arc, time::Duration};

const PIN: &str = "314159";
const OTHER: &str = "271828";

fn a_session(case_ref: &str) -> Session {
    Session::begin(
        "11111111-2222-4333-8444-555555555555".into(),
        case_ref.into(),
        ChildRef { initials: "QZJXW".into(), age_years: Some(6), language: "en-GB".into(), communication_needs: None },
        Setting {
            date: "2026-11-24".into(),
            started_at_s: 36_000,
            place: Place::Home,
            place_note: None,
            worker: Worker { name: "A. Example".into(), role: "Social worker".into() },
            present: Vec::new(),
            interpreter: None,
        },
        Preparation {
            tool_explained: true,
            told_who_sees: true,
            told_limits: true,
            child_agreed: ChildAnswer::Yes,
            parent_agreement: ParentAgreement::Given,
        },
        ThemeInUse {
            name: "houses".into(),
            chosen_by: Chooser::Child,
            areas: [
                Rect::new(8.0, 90.0, 92.0, 190.0),
                Rect::new(106.5, 90.0, 190.5, 190.0),
                Rect::new(205.0, 90.0, 289.0, 190.0),
            ],
        },
    )
}

fn stroke(length: usize) -> Stroke {
    let samples =
        (0..length).map(|i| Sample { at: Point::new(20.0 + i as f32 * 0.5, 100.0), ms: i as u32 * 8, pressure: 0.5 }).collect();
    Stroke { brush: Brush::Crayon, colour: "blue".into(), width_mm: 4.0, samples }
}

fn words(text: &str) -> Thing {
    let words = Words { text: text.into(), status: WordsStatus::ChildWrote, original: None, language: "en-GB".into() };
    Thing::Words(Arc::new(words))
}

fn pose() -> Pose {
    Pose { at: Point::new(50.0, 120.0), width_mm: 30.0, turn_deg: 0.0 }
}

fn filled(case_ref: &str) -> Session {
    let mut session = a_session(case_ref);
    session.enter(HouseKind::GoodThings);
    session.ask(PromptKind::Open, "What do you like?".into(), 10);
    session.draw(stroke(30), 100).unwrap();
    session.put_down(Thing::Sticker("hedgehog".into()), pose(), 200).unwrap();
    session.put_down(words("the biscits are nice"), pose(), 300).unwrap();
    session.name_house(HouseKind::Worries, "the grumbly one".into());
    session.paint("good-things-roof", "blue");
    session.undo();
    session
}

fn a_vault() -> (MemoryStorage, Vault) {
    let storage = MemoryStorage::default();
    let vault = Vault::create(Box::new(storage.clone()), PIN, Cost::LEAST).unwrap();
    (storage, vault)
}

/// The vault again, as after a restart.
fn again(storage: impl Storage + 'static) -> Vault {
    Vault::unlock(Box::new(storage), PIN, 0).map_err(|(_, error)| error).unwrap()
}

fn the_one(vault: &Vault) -> Session {
    let entries = vault.list().unwrap();
    assert_eq!(entries.len(), 1);
    vault.open(entries[0].key).unwrap().0
}

#[derive(Debug, Clone)]
enum Act {
    Draw(usize),
    Write(u8),
    Undo,
    Redo,
    Describe,
    Name(u8),
    Ask,
    ReadBack,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        (1usize..6).prop_map(Act::Draw),
        any::<u8>().prop_map(Act::Write),
        Just(Act::Undo),
        Just(Act::Undo),
        Just(Act::Redo),
        Just(Act::Describe),
        any::<u8>().prop_map(Act::Name),
        Just(Act::Ask),
        Just(Act::ReadBack),
    ];
    prop::collection::vec(act, 1..40)
}

fn take(session: &mut Session, act: &Act, at_ms: u64) {
    let last = session.page().marks.last().map(|mark| mark.id);
    match act {
        Act::Draw(n) => drop(session.draw(stroke(*n), at_ms)),
        Act::Write(n) => drop(session.put_down(words(&format!("word {n}")), pose(), at_ms)),
        Act::Undo => drop(session.undo()),
        Act::Redo => drop(session.redo()),
        Act::Describe => {
            if let Some(id) = last {
                let status = WordsStatus::Translated;
                session.say_about(
                    id,
                    Words { text: "a word".into(), status, original: Some("słowo".into()), language: "en".into() },
                );
            }
        }
        Act::Name(n) => session.name_house(HouseKind::Dreams, format!("{n}")),
        Act::Ask => session.ask(PromptKind::Open, "What else?".into(), at_ms),
        Act::ReadBack => {
            if let Some(id) = last {
                session.read_back(id, ReadBack::Agreed);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever was done and whenever the app was closed: what is opened is what was saved, and goes on as it would have.
    #[test]
    fn a_session_comes_back_exactly_as_it_was(before in acts(), after in acts()) {
        let (storage, vault) = a_vault();
        let mut session = a_session("EX-1");
        let mut keeper = vault.begin(&session, 1).unwrap();
        for (i, act) in before.iter().enumerate() {
            take(&mut session, act, i as u64);
            keeper.save(&session, 2).unwrap();
        }
        drop((keeper, vault));
        let vault = again(storage.clone());
        let key = vault.list().unwrap()[0].key;
        let (mut opened, mut keeper) = vault.open(key).unwrap();
        prop_assert_eq!(&opened, &session);
        for (i, act) in after.iter().enumerate() {
            take(&mut session, act, 1000 + i as u64);
            take(&mut opened, act, 1000 + i as u64);
        }
        prop_assert_eq!(&opened, &session);
        keeper.save(&opened, 3).unwrap();
        prop_assert_eq!(the_one(&again(storage)), session);
    }
}

#[test]
fn a_gesture_costs_a_gesture() {
    let (storage, vault) = a_vault();
    let mut session = a_session("EX-1");
    let mut keeper = vault.begin(&session, 1).unwrap();
    for i in 0..300 {
        session.draw(stroke(100), i).unwrap();
    }
    keeper.save(&session, 1).unwrap();
    let before: BTreeMapOf = storage.scan(b"").unwrap().into_iter().collect();
    session.draw(stroke(100), 400).unwrap();
    keeper.save(&session, 1).unwrap();
    let after = storage.scan(b"").unwrap();
    let written: usize = after.iter().filter(|(key, bytes)| before.get(key) != Some(bytes)).map(|(_, bytes)| bytes.len()).sum();
    assert!(written < 6_000, "{written} bytes for one stroke");
}

type BTreeMapOf = std::collections::BTreeMap<Vec<u8>, Vec<u8>>;

#[test]
fn only_the_pin_opens_it_and_wrong_tries_cost_longer_and_longer() {
    let (storage, vault) = a_vault();
    vault.begin(&filled("EX-1"), 1).unwrap();
    drop(vault);
    let wrong = |now| Vault::unlock(Box::new(storage.clone()), OTHER, now).map(|_| ()).map_err(|(_, error)| error);
    for now in [100, 101, 102] {
        assert_eq!(wrong(now), Err(VaultError::WrongPin));
    }
    assert_eq!(wrong(103), Err(VaultError::Wait(4)), "also after a restart: the count is in the storage");
    let right_too_soon = Vault::unlock(Box::new(storage.clone()), PIN, 104).map(|_| ()).map_err(|(_, error)| error);
    assert_eq!(right_too_soon, Err(VaultError::Wait(3)));
    assert_eq!(wrong(107), Err(VaultError::WrongPin));
    assert_eq!(wrong(108), Err(VaultError::Wait(14)));
    assert_eq!(wrong(50), Err(VaultError::Wait(15)), "setting the clock back begins the wait again");
    assert_eq!(wrong(65), Err(VaultError::WrongPin));
    assert!(Vault::unlock(Box::new(storage.clone()), PIN, 200).is_ok());
    assert_eq!(wait_s(&storage, 200), Ok(0), "the right PIN forgives");
}

/// A key that takes its time: it is not there at the first look.
fn made_late(pin: &str, salt: [u8; 16], cost: Cost) -> KeyComing {
    let (key, mut looked) = (keys::key_from(pin, &salt, cost), false);
    Box::pin(std::future::poll_fn(
        move |_| {
            if std::mem::replace(&mut looked, true) { Poll::Ready(key.clone()) } else { Poll::Pending }
        },
    ))
}

#[test]
fn a_try_is_counted_before_its_key_is_there_and_keeps_nobody_from_the_storage() {
    let (storage, vault) = a_vault();
    for (pin, comes) in [(OTHER, Err(VaultError::WrongPin)), (PIN, Ok(()))] {
        let mut trying = std::pin::pin!(vault.is_pin_by(made_late, pin, 10));
        let mut look = || trying.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert_eq!(look(), Poll::Pending);
        let counted = tries(&storage).unwrap().wrong;
        vault.begin(&filled("EX-1"), 1).unwrap();
        assert_eq!(look(), Poll::Ready(comes.clone()));
        assert_eq!(counted, if pin == OTHER { 1 } else { 2 });
        assert_eq!(tries(&storage).unwrap().wrong, if comes.is_ok() { 0 } else { counted });
    }
}

#[test]
fn a_vault_that_could_not_be_made_gives_the_storage_back() {
    let nowhere: MakeKey = |_, _, _| Box::pin(std::future::ready(Err(VaultError::NoKey)));
    let made = at_once(Vault::create_by(nowhere, Box::new(MemoryStorage::default()), PIN, Cost::LEAST));
    let Err((storage, VaultError::NoKey)) = made else { panic!("made") };
    assert_eq!(is_there(&*storage), Ok(false));
    assert!(Vault::create(storage, PIN, Cost::LEAST).is_ok());
}

#[test]
fn a_pin_that_is_too_short_is_refused() {
    for weak in ["", "12345", "abcdefg"] {
        let made = Vault::create(Box::new(MemoryStorage::default()), weak, Cost::LEAST).map(|_| ());
        assert_eq!(made, Err(VaultError::WeakPin), "{weak}");
    }
    for fine in ["123456", "a long walk", "ключ-ключ"] {
        assert!(Vault::create(Box::new(MemoryStorage::default()), fine, Cost::LEAST).is_ok(), "{fine}");
    }
}

#[test]
fn another_pin_wraps_the_same_keys() {
    let (storage, vault) = a_vault();
    let session = filled("EX-1");
    vault.begin(&session, 1).unwrap();
    let records = |storage: &MemoryStorage| storage.scan(b"r").unwrap();
    let before = records(&storage);
    assert_eq!(vault.change_pin(OTHER, "999999", Cost::LEAST, 1), Err(VaultError::WrongPin));
    vault.change_pin(PIN, OTHER, Cost::LEAST, 1).unwrap();
    assert_eq!(records(&storage), before, "data stays as it is");
    assert!(Vault::unlock(Box::new(storage.clone()), PIN, 1).is_err());
    let vault = Vault::unlock(Box::new(storage), OTHER, 1).map_err(|(_, error)| error).unwrap();
    assert_eq!(the_one(&vault), session);
}

#[test]
fn a_live_stroke_is_kept_and_becomes_an_ordinary_one_once() {
    let (storage, vault) = a_vault();
    let session = filled("EX-1");
    let mut keeper = vault.begin(&session, 1).unwrap();
    keeper.save_live(MarkKind::Stroke(Arc::new(stroke(50))), 900).unwrap();
    keeper.save_live(MarkKind::Stroke(Arc::new(stroke(90))), 900).unwrap();
    drop(keeper);
    let vault = again(storage.clone());
    let (opened, mut keeper) = vault.open(vault.list().unwrap()[0].key).unwrap();
    let last = opened.page().marks.last().unwrap().clone();
    assert!(matches!(&last.kind, MarkKind::Stroke(stroke) if stroke.samples.len() == 90));
    assert_eq!(opened.depth(), session.depth() + 1);
    keeper.save(&opened, 2).unwrap();
    assert_eq!(the_one(&again(storage)), opened);
}

#[test]
fn a_recording_is_kept_piece_by_piece() {
    let (storage, vault) = a_vault();
    let mut session = filled("EX-1");
    let (first, second) = (session.speak(None, 10), session.speak(None, 20));
    let keeper = vault.begin(&session, 1).unwrap();
    let mut voice = keeper.voices().begin(first.clone(), 48_000);
    for number in 0..12 {
        voice.keep(&vec![number as i16 - 6; 480]).unwrap();
    }
    keeper.voices().begin(second.clone(), 48_000).keep(&[i16::MIN, i16::MAX]).unwrap();
    let (_, keeper) = again(storage).open(keeper.id()).unwrap();
    let sound = keeper.voices().sound(first.id).unwrap();
    assert_eq!((sound.len(), sound[0], sound[480 * 11]), (480 * 12, -6, 5));
    assert_eq!(keeper.voices().sound(second.id).unwrap(), [i16::MIN, i16::MAX]);
}

/// The tablet dies in the middle of a recording: what was kept of it is on the page when the session is opened again, once.
#[test]
fn a_recording_that_was_cut_off_comes_to_the_page_as_far_as_it_was_kept() {
    let (storage, vault) = a_vault();
    let mut session = filled("EX-1");
    let mut keeper = vault.begin(&session, 1).unwrap();
    let spoken = session.speak(Some(HouseKind::Worries), 7_000);
    let mut voice = keeper.voices().begin(spoken.clone(), 48_000);
    voice.keep(&[300; 24_000]).unwrap();
    voice.keep(&[900; 24_000]).unwrap();
    // A stroke under the finger when it happens, and a session that was last saved before the recording began.
    keeper.save_live(session.page().marks.first().unwrap().kind.clone(), 7_500).unwrap();
    let marks = session.page().marks.len();
    drop((vault, keeper, voice));
    let (opened, mut keeper) = again(storage.clone()).open(again(storage.clone()).list().unwrap()[0].key).unwrap();
    let bubble = opened.page().marks.iter().find(|mark| mark.spoken_ms().is_some()).unwrap();
    let MarkKind::Placed(Thing::Recording(recording), _) = &bubble.kind else { panic!("a recording") };
    assert_eq!((recording.samples, bubble.at_ms, bubble.id), (48_000, 7_000, spoken.id));
    assert_eq!(opened.house_at(bubble.first_point()), Some(HouseKind::Worries));
    let mut ids: Vec<_> = opened.page().marks.iter().map(|mark| mark.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), marks + 2, "no two marks share a name");
    keeper.save(&opened, 2).unwrap();
    assert_eq!(the_one(&again(storage)), opened, "and it comes once");
}

#[test]
fn what_is_erased_is_gone_and_the_rest_is_not() {
    let (storage, vault) = a_vault();
    let first = vault.begin(&filled("EX-1"), 1).unwrap();
    let second = vault.begin(&filled("EX-2"), 2).unwrap();
    assert_eq!(vault.list().unwrap().iter().map(|e| e.about.clone().unwrap().case_ref).collect::<Vec<_>>(), ["EX-2", "EX-1"]);
    vault.erase(first.id()).unwrap();
    assert_eq!(vault.open(first.id()).map(|_| ()), Err(VaultError::NoSuchSession));
    assert_eq!(the_one(&vault).case_ref, "EX-2");
    assert!(storage.scan(&first.id().records()).unwrap().is_empty());
    assert!(vault.open(second.id()).is_ok());
}

#[test]
fn sessions_become_due_after_their_time() {
    let (_, vault) = a_vault();
    let mut session = filled("EX-1");
    let mut keeper = vault.begin(&session, 1_000).unwrap();
    let about = || vault.list().unwrap()[0].about.clone().unwrap();
    assert_eq!((about().standing, Retention::default().due_s(&about())), (Standing::Open, 1_000 + 30 * DAY_S));
    session.end(Ending { reason: EndReason::ChildFinished, finished_on: None, told_next: String::new() }, 9);
    keeper.save(&session, 2_000).unwrap();
    assert_eq!(about().standing, Standing::Ended);
    vault.mark_exported(keeper.id(), 3_000).unwrap();
    assert_eq!((about().standing, Retention::default().due_s(&about())), (Standing::Exported(3_000), 3_000 + 7 * DAY_S));
}

/// Every byte of every record, flipped in turn (sampled): an error or the right data, and the other session still opens.
#[test]
fn damage_is_found_and_stays_where_it_is() {
    let (storage, vault) = a_vault();
    let session = filled("EX-1");
    vault.begin(&session, 1).unwrap();
    let other = vault.begin(&filled("EX-2"), 1).unwrap().id();
    let records = storage.scan(b"").unwrap();
    for (key, bytes) in &records {
        let lengths = [0, 1, bytes.len() / 2, bytes.len().saturating_sub(1)];
        let cut = lengths.into_iter().map(|length| bytes[..length].to_vec());
        let flipped = (0..bytes.len()).step_by(37).map(|at| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << (at % 8);
            bytes
        });
        for damaged in cut.chain(flipped) {
            let mut broken = MemoryStorage::default();
            let all = records.iter().map(|(k, b)| Change::Put(k.clone(), if k == key { damaged.clone() } else { b.clone() }));
            broken.commit(&all.collect::<Vec<_>>()).unwrap();
            let Ok(vault) = Vault::unlock(Box::new(broken), PIN, 0) else { continue };
            let entries = vault.list().unwrap();
            let mut fine = 0;
            for entry in &entries {
                if let Ok((opened, _)) = vault.open(entry.key) {
                    let expected = if entry.key == other { filled("EX-2") } else { session.clone() };
                    assert!(opened == expected, "wrong data came out");
                    fine += 1;
                }
            }
            assert!(fine >= 1, "one damaged record shut both sessions");
        }
    }
}

#[test]
fn records_cannot_change_places() {
    let (mut storage, vault) = a_vault();
    let keeper = vault.begin(&filled("EX-1"), 1).unwrap();
    let steps = storage.scan(&keeper.id().record(b'p', &[])).unwrap();
    let swapped = [Change::Put(steps[0].0.clone(), steps[1].1.clone()), Change::Put(steps[1].0.clone(), steps[0].1.clone())];
    storage.commit(&swapped).unwrap();
    assert_eq!(vault.open(keeper.id()).map(|_| ()), Err(VaultError::Damaged("a step of this session")));
}

#[test]
fn a_later_version_is_said_to_be_one() {
    let (mut storage, vault) = a_vault();
    drop(vault);
    let mut header = storage.read(HEADER).unwrap().unwrap();
    header[0] = VERSION + 1;
    storage.commit(&[Change::Put(HEADER.into(), header)]).unwrap();
    assert_eq!(Vault::unlock(Box::new(storage), PIN, 0).map(|_| ()).map_err(|(_, e)| e), Err(VaultError::LaterVersion));
}

#[test]
fn nothing_can_be_read_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    let vault = Vault::create(Box::new(FileStorage::open(&path).unwrap()), PIN, Cost::LEAST).unwrap();
    let mut keeper = vault.begin(&filled("EX-SECRET-77"), 1).unwrap();
    keeper.save_live(MarkKind::Stroke(Arc::new(stroke(50))), 900).unwrap();
    drop((keeper, vault));
    let bytes = std::fs::read(&path).unwrap();
    let found = |what: &str| bytes.windows(what.len()).any(|window| window == what.as_bytes());
    for secret in
        ["EX-SECRET-77", "QZJXW", "biscits", "hedgehog", "grumbly", "A. Example", "What do you like", "2026-11-24", "11111111"]
    {
        assert!(!found(secret), "{secret} stands in the file");
    }
    assert_eq!(the_one(&again(FileStorage::open(&path).unwrap())).depth(), filled("EX-SECRET-77").depth() + 1);
}

#[test]
fn one_program_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("vault");
    let _held = FileStorage::open(&path).unwrap();
    assert_eq!(FileStorage::open(&path).map(|_| ()).unwrap_err(), StorageError::InUse);
}

/// A disk that fails, and forgets or reorders what was not synced when the power goes.
#[derive(Debug, Clone, Default)]
struct Disk(Arc<Mutex<Platters>>);

#[derive(Debug, Default)]
struct Platters {
    safe: Vec<u8>,
    now: Vec<u8>,
    /// Writes since the last sync: where and what.
    unsynced: Vec<(usize, Vec<u8>)>,
    /// Operations until one fails; never for none.
    fails_in: Option<usize>,
    /// A failing write writes the first half.
    short: bool,
}

impl Disk {
    fn platters(&self) -> MutexGuard<'_, Platters> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The power goes: of what was not synced, `kept` writes arrived, picked by the bits of `which`.
    fn after_power_cut(&self, which: u64) -> Self {
        let platters = self.platters();
        let mut safe = platters.safe.clone();
        for (i, (at, bytes)) in platters.unsynced.iter().enumerate() {
            if which >> (i % 64) & 1 == 1 {
                safe.resize(safe.len().max(at + bytes.len()), 0);
                safe[*at..at + bytes.len()].copy_from_slice(bytes);
            }
        }
        Self(Arc::new(Mutex::new(Platters { now: safe.clone(), safe, ..Platters::default() })))
    }
}

impl Platters {
    fn step(&mut self) -> Result<(), io::Error> {
        match &mut self.fails_in {
            Some(0) => Err(io::Error::from(io::ErrorKind::StorageFull)),
            Some(n) => {
                *n -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl StorageBackend for Disk {
    fn len(&self) -> Result<u64, io::Error> {
        Ok(self.platters().now.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), io::Error> {
        let platters = self.platters();
        let from = platters.now.get(offset as usize..offset as usize + out.len());
        out.copy_from_slice(from.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?);
        Ok(())
    }

    fn set_len(&self, len: u64) -> Result<(), io::Error> {
        let mut platters = self.platters();
        platters.step()?;
        platters.now.resize(len as usize, 0);
        platters.safe.resize(len as usize, 0);
        Ok(())
    }

    fn sync_data(&self) -> Result<(), io::Error> {
        let mut platters = self.platters();
        platters.step()?;
        platters.safe = platters.now.clone();
        platters.unsynced.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), io::Error> {
        let mut platters = self.platters();
        let fine = platters.step();
        let written = match (&fine, platters.short) {
            (Ok(()), _) => data,
            (Err(_), true) => &data[..data.len() / 2],
            (Err(_), false) => &[],
        };
        let at = offset as usize;
        if let Some(place) = platters.now.get_mut(at..at + written.len()) {
            place.copy_from_slice(written);
        }
        let written = written.to_vec();
        platters.unsynced.push((at, written));
        fine
    }
}

/// Each operation of the disk failing in turn, whole or half done, then the power cut: every save that said it was kept is there.
#[test]
fn no_failing_disk_and_no_power_cut_loses_what_was_kept() {
    for short in [false, true] {
        let mut fails_at = 0;
        loop {
            let disk = Disk::default();
            let vault = Vault::create(Box::new(FileStorage::on(disk.clone()).unwrap()), PIN, Cost::LEAST).unwrap();
            let mut session = a_session("EX-1");
            let mut keeper = vault.begin(&session, 1).unwrap();
            {
                let mut platters = disk.platters();
                (platters.fails_in, platters.short) = (Some(fails_at), short);
            }
            let (mut kept, mut failed) = (session.clone(), false);
            for i in 0..6 {
                session.draw(stroke(20), i).unwrap();
                match keeper.save(&session, 2) {
                    Ok(()) => kept = session.clone(),
                    Err(error) => {
                        assert!(matches!(error, VaultError::Storage(_)), "{error}");
                        failed = true;
                        break;
                    }
                }
            }
            for which in [0, u64::MAX, 0xAAAA_AAAA_AAAA_AAAA, 0x5555_5555_5555_5555, 0x0F0F_3C3C_1234_5678] {
                let vault = again(FileStorage::on(disk.after_power_cut(which)).unwrap());
                let found = the_one(&vault);
                // What failed to be kept may have arrived all the same; nothing else may.
                assert!(found == kept || found == session, "operation {fails_at}, short {short}, writes {which:x}");
            }
            drop((keeper, vault));
            if !failed {
                break;
            }
            fails_at += 1;
        }
        assert!(fails_at > 10, "only {fails_at} operations were tried");
    }
}

/// The database's file itself damaged: bits flipped, the end cut off (sampled).
#[test]
fn a_damaged_file_is_an_error_or_the_right_data() {
    let disk = Disk::default();
    let vault = Vault::create(Box::new(FileStorage::on(disk.clone()).unwrap()), PIN, Cost::LEAST).unwrap();
    let mut session = filled("EX-1");
    let mut keeper = vault.begin(&session, 1).unwrap();
    let before = session.clone();
    session.draw(stroke(40), 950).unwrap();
    keeper.save(&session, 2).unwrap();
    drop((keeper, vault));
    let bytes = disk.platters().now.clone();
    let cut = (0..24).map(|i| bytes[..bytes.len() * i / 24].to_vec());
    let flipped = (0..bytes.len()).step_by(bytes.len() / 160 + 1).chain(0..64).map(|at| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1 << (at % 8);
        bytes
    });
    let mut opened = 0;
    let mut wrong = Vec::new();
    for (i, damaged) in cut.chain(flipped).enumerate() {
        let disk = Disk(Arc::new(Mutex::new(Platters { safe: damaged.clone(), now: damaged, ..Platters::default() })));
        let Ok(storage) = FileStorage::on(disk) else { continue };
        let Ok(vault) = Vault::unlock(Box::new(storage), PIN, 0) else { continue };
        for entry in vault.list().unwrap_or_default() {
            if let Ok((found, _)) = vault.open(entry.key) {
                opened += 1;
                // The database may fall back to the commit before: older, but whole.
                if found != session && found != before {
                    wrong.push(i);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "wrong data came out: {wrong:?}");
    assert!(opened > 0);
}

#[test]
fn the_saver_keeps_the_newest_and_says_when_it_cannot() {
    let disk = Disk::default();
    let vault = Vault::create(Box::new(FileStorage::on(disk.clone()).unwrap()), PIN, Cost::LEAST).unwrap();
    let mut session = a_session("EX-1");
    let saver = Saver::new(vault.begin(&session, 1).unwrap());
    for i in 0..20 {
        session.draw(stroke(20), i).unwrap();
        saver.save(session.clone());
    }
    assert!(saver.flush(Duration::from_secs(20)));
    assert_eq!(saver.saving(), Saving::Saved);
    assert_eq!(the_one(&vault), session);
    disk.platters().fails_in = Some(0);
    let kept = session.clone();
    session.draw(stroke(20), 99).unwrap();
    saver.save(session.clone());
    assert!(!saver.flush(Duration::from_secs(20)));
    assert!(matches!(saver.saving(), Saving::Failing(why) if why.contains("room") || why.contains("vault")));
    let found = the_one(&again(FileStorage::on(disk.after_power_cut(u64::MAX)).unwrap()));
    assert!(found == kept || found == session);
}

#[test]
fn a_hidden_cost_is_a_damaged_header() {
    let (mut storage, vault) = a_vault();
    drop(vault);
    let mut header: Header = unversioned(&storage.read(HEADER).unwrap().unwrap(), "").unwrap();
    header.cost.memory_kib = u32::MAX;
    storage.commit(&[Change::Put(HEADER.into(), versioned(&header).unwrap().to_vec())]).unwrap();
    let opened = Vault::unlock(Box::new(storage), PIN, 0).map(|_| ()).map_err(|(_, error)| error);
    assert_eq!(opened, Err(VaultError::Damaged("its header")));
}

/// Storage that takes its time, as a browser's does: what stands in it is durable when somebody says so.
#[derive(Clone, Default)]
struct Slow(MemoryStorage, Arc<Mutex<Settled>>);

impl Storage for Slow {
    fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        self.0.read(key)
    }
    fn scan(&self, prefix: &[u8]) -> Result<Vec<Record>, StorageError> {
        self.0.scan(prefix)
    }
    fn commit(&mut self, changes: &[Change]) -> Result<(), StorageError> {
        *self.1.lock().unwrap() = Settled::Going;
        self.0.commit(changes)
    }
    fn compact(&mut self) -> Result<(), StorageError> {
        Ok(())
    }
    fn settled(&self) -> Settled {
        self.1.lock().unwrap().clone()
    }
}

#[test]
fn without_threads_saving_says_how_the_storage_stands() {
    let storage = Slow::default();
    let vault = Vault::create(Box::new(storage.clone()), PIN, Cost::LEAST).unwrap();
    let mut session = a_session("EX-1");
    let saver = at_once::Saver::new(vault.begin(&session, 1).unwrap());
    session.draw(stroke(20), 1).unwrap();
    saver.save(session.clone());
    assert_eq!((saver.saving(), saver.flush(Duration::ZERO)), (Saving::Going, false));
    *storage.1.lock().unwrap() = Settled::Failing(StorageError::Full);
    assert!(matches!(saver.saving(), Saving::Failing(why) if why.contains("room")));
    saver.save_live(MarkKind::Stroke(Arc::new(stroke(9))), 5);
    *storage.1.lock().unwrap() = Settled::Kept;
    assert!(saver.flush(Duration::ZERO));
    saver.save(session.clone());
    assert_eq!(the_one(&again(storage.0)), session);
}
