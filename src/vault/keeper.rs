//! Keeps one session: what is new since the last time is sealed and committed, and nothing else.
//! Must not know: where records lie, who asks.

use super::{About, Change, SessionKeyId, Standing, Vault, VaultError, keys, keys::Key, unversioned, versioned};
use crate::session::{MarkKind, PageStep, Session};

/// Kinds of records, as they stand in keys.
const HEAD: u8 = b'h';
const STEP: u8 = b'p';
const ABOUT: u8 = b'a';
const LIVE: u8 = b'l';
const EXPORTED: u8 = b'x';

/// What keeps a session. It knows which steps are stored already.
pub struct Keeper {
    vault: Vault,
    id: SessionKeyId,
    key: Key,
    /// The serial numbers of the states that are stored, and whether a live stroke is.
    stored: Vec<u64>,
    live: bool,
    /// The head that is stored, before it was sealed: what is the same needs no saving.
    head: zeroize::Zeroizing<Vec<u8>>,
}

/// All of a session but its steps, and how many of them belong to it.
#[derive(serde::Serialize, serde::Deserialize)]
struct Head {
    session: Session,
    steps: u32,
    depth: u32,
}

/// A stroke that was still under the finger, and when it began, ms since the session started.
#[derive(serde::Serialize, serde::Deserialize)]
struct Live {
    kind: MarkKind,
    at_ms: u64,
}

pub(super) fn put(
    id: SessionKeyId,
    key: &Key,
    kind: u8,
    number: &[u8],
    value: &impl serde::Serialize,
) -> Result<Change, VaultError> {
    let place = id.record(kind, number);
    let sealed = keys::seal(key, &place, &versioned(value)?)?;
    Ok(Change::Put(place, sealed))
}

pub(super) fn opened<T: serde::de::DeserializeOwned>(
    key: &Key,
    place: &[u8],
    sealed: &[u8],
    what: &'static str,
) -> Result<T, VaultError> {
    unversioned(&keys::open(key, place, sealed).ok_or(VaultError::Damaged(what))?, what)
}

pub(super) fn read<T: serde::de::DeserializeOwned>(
    vault: &Vault,
    id: SessionKeyId,
    key: &Key,
    kind: u8,
    what: &'static str,
) -> Result<Option<T>, VaultError> {
    let place = id.record(kind, &[]);
    let sealed = vault.storage().read(&place)?;
    sealed.map(|sealed| opened(key, &place, &sealed, what)).transpose()
}

/// What the list tells of a session.
pub(super) fn about(vault: &Vault, id: SessionKeyId, key: &Key) -> Result<About, VaultError> {
    let about = read::<About>(vault, id, key, ABOUT, "this session's line in the list")?;
    let mut about = about.ok_or(VaultError::Damaged("this session's line in the list"))?;
    if let Some(at_s) = read::<u64>(vault, id, key, EXPORTED, "the note of this session's export")? {
        about.standing = Standing::Exported(at_s);
    }
    Ok(about)
}

/// The note that a session was exported.
pub(super) fn exported(id: SessionKeyId, key: &Key, at_s: u64) -> Result<Change, VaultError> {
    put(id, key, EXPORTED, &[], &at_s)
}

impl Keeper {
    pub(super) fn new(vault: Vault, id: SessionKeyId, key: Key) -> Self {
        Self { vault, id, key, stored: Vec::new(), live: false, head: zeroize::Zeroizing::default() }
    }

    /// The session's name in the storage.
    pub fn id(&self) -> SessionKeyId {
        self.id
    }

    /// The vault it keeps into.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    pub(super) fn open(vault: Vault, id: SessionKeyId, key: Key) -> Result<(Session, Self), VaultError> {
        let damaged = VaultError::Damaged("this session");
        let head: Head = read(&vault, id, &key, HEAD, "this session")?.ok_or(damaged.clone())?;
        let records = vault.storage().scan(&id.record(STEP, &[]))?;
        let mut steps: Vec<PageStep> = Vec::with_capacity(head.steps as usize);
        for (number, (place, sealed)) in records.iter().take(head.steps as usize).enumerate() {
            if *place != id.record(STEP, &(number as u32).to_be_bytes()) {
                return Err(damaged);
            }
            steps.push(opened(&key, place, sealed, "a step of this session")?);
        }
        if steps.len() != head.steps as usize {
            return Err(damaged);
        }
        let stored_head = versioned(&head)?;
        let mut session = head.session.restored(steps, head.depth as usize).ok_or(damaged)?;
        let mut keeper = Self { vault, id, key, stored: session.state_serials(), live: false, head: stored_head };
        keeper.voices().finish_what_was_cut_off(&mut session)?;
        if let Some(Live { kind, at_ms }) = read(&keeper.vault, id, &keeper.key, LIVE, "the last stroke of this session")? {
            keeper.live = true;
            let _ = match kind {
                MarkKind::Stroke(stroke) => session.draw(stroke.as_ref().clone(), at_ms),
                MarkKind::Rub(rub) => session.rub(rub.as_ref().clone(), at_ms),
                MarkKind::Placed(thing, pose) => session.put_down(thing, pose, at_ms),
            };
        }
        Ok((session, keeper))
    }

    /// Keeps the session as it is now. `now_s` is seconds since 1970. A session that changed since it was exported is no longer
    /// one that was exported.
    pub fn save(&mut self, session: &Session, now_s: u64) -> Result<(), VaultError> {
        self.save_with(session, now_s, Vec::new())
    }

    pub(super) fn save_with(&mut self, session: &Session, now_s: u64, mut changes: Vec<Change>) -> Result<(), VaultError> {
        let (id, key) = (self.id, &self.key);
        let serials = session.state_serials();
        for (number, step) in session.steps_since(&self.stored) {
            changes.push(put(id, key, STEP, &(number as u32).to_be_bytes(), &step)?);
        }
        // The first state is the empty page: there is one step fewer than states.
        for number in serials.len().max(1)..self.stored.len() {
            changes.push(Change::Remove(id.record(STEP, &(number as u32 - 1).to_be_bytes())));
        }
        if self.live {
            changes.push(Change::Remove(id.record(LIVE, &[])));
        }
        let steps = serials.len().saturating_sub(1) as u32;
        let head = Head { session: session.without_steps(), steps, depth: session.depth() as u32 };
        let stored_head = versioned(&head)?;
        if changes.is_empty() && stored_head == self.head && serials == self.stored {
            return Ok(());
        }
        changes.push(put(id, key, HEAD, &[], &head)?);
        changes.push(Change::Remove(id.record(EXPORTED, &[])));
        let about = About {
            id: session.id.clone(),
            date: session.setting.date.clone(),
            case_ref: session.case_ref.clone(),
            standing: if session.ending.is_some() { Standing::Ended } else { Standing::Open },
            saved_s: now_s,
        };
        changes.push(put(id, key, ABOUT, &[], &about)?);
        self.vault.storage().commit(&changes)?;
        self.stored = serials;
        self.live = false;
        self.head = stored_head;
        Ok(())
    }

    /// Keeps a stroke that is still under the finger, as far as it has come.
    pub fn save_live(&mut self, kind: MarkKind, at_ms: u64) -> Result<(), VaultError> {
        let change = put(self.id, &self.key, LIVE, &[], &Live { kind, at_ms })?;
        self.vault.storage().commit(&[change])?;
        self.live = true;
        Ok(())
    }
}
