//! Where it is kept: sealed, safe from a crash, and gone when it is erased.
//!
//! A vault is a set of sealed records in a [`Storage`]. A PIN makes a key (Argon2id), which opens the vault's key, which opens a
//! key for each session. Erasing a session destroys its key. What each step of a session changed is a record of its own, so that
//! keeping a gesture costs as much as the gesture ([`Keeper`]). `SECURITY.md` says what this protects against.
//! Must not know: screens, pictures, what a step means.

#[cfg(any(target_arch = "wasm32", test))]
mod at_once;
#[cfg(not(target_arch = "wasm32"))]
mod file;
mod keeper;
mod keys;
#[cfg(not(target_arch = "wasm32"))]
mod saver;
mod storage;
mod voices;

#[cfg(target_arch = "wasm32")]
pub use at_once::Saver;
#[cfg(not(target_arch = "wasm32"))]
pub use file::FileStorage;
pub use keeper::Keeper;
pub use keys::{Cost, Key, key_from};
#[cfg(not(target_arch = "wasm32"))]
pub use saver::Saver;
pub use storage::{Change, MemoryStorage, Record, Settled, Storage, StorageError};
pub use voices::{VoiceKeeper, Voices};

use crate::session::Session;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

/// The version of the records this program writes and reads.
const VERSION: u8 = 1;
/// Tries that cost no wait.
const FREE_TRIES: u32 = 3;
/// How long to wait after further wrong tries, s.
const WAITS_S: [u64; 6] = [5, 15, 30, 60, 300, 900];
/// Digits a PIN has at least.
const LEAST_DIGITS: usize = 6;
/// Letters a passphrase has at least.
const LEAST_LETTERS: usize = 8;
const DAY_S: u64 = 24 * 3600;

/// Why the vault did not do what it was asked. What was kept is still there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The PIN is wrong; or the record that would show it is right is damaged, which cannot be told apart.
    #[error("that is not the PIN")]
    WrongPin,
    /// Too many wrong tries.
    #[error("too many wrong tries; try again in {0} seconds")]
    Wait(u64),
    /// A PIN that would be guessed too soon.
    #[error("a PIN needs at least six digits, a passphrase at least eight letters")]
    WeakPin,
    /// There is no vault here yet.
    #[error("there is no vault here yet")]
    None,
    /// There is a vault here already.
    #[error("there is a vault here already")]
    AlreadyThere,
    /// No such session.
    #[error("there is no such session")]
    NoSuchSession,
    /// A later version of the app wrote it.
    #[error("this was kept by a later version of Three Houses; this one reads version {VERSION}")]
    LaterVersion,
    /// A record is damaged.
    #[error("{0} is damaged")]
    Damaged(&'static str),
    /// The system gave no random numbers.
    #[error("the system gave no random numbers, so nothing can be sealed")]
    NoRandomness,
    /// No key could be worked out.
    #[error("the PIN could not be tried: there is not enough memory here")]
    NoKey,
    /// It could not be sealed.
    #[error("it could not be sealed")]
    NotSealed,
    /// The storage failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The header: how the PIN makes a key, and the vault's key sealed with it.
#[derive(Serialize, Deserialize)]
struct Header {
    cost: Cost,
    salt: [u8; 16],
    sealed_key: Vec<u8>,
}

/// Wrong tries so far and when the last one was, seconds since 1970. Harmless to read.
#[derive(Serialize, Deserialize, Default)]
struct Tries {
    wrong: u32,
    last_s: u64,
}

const HEADER: &[u8] = b"h";
const TRIES: &[u8] = b"t";
const SESSIONS: &[u8] = b"s";
const RECORDS: &[u8] = b"r";
const KEY_PLACE: &[u8] = b"three houses: vault key";

/// A session's random name in the storage. Nothing can be read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionKeyId([u8; 16]);

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// It goes on.
    Open,
    /// It was ended and not exported yet.
    Ended,
    /// It was exported then, seconds since 1970.
    Exported(u64),
}

/// What the list of sessions tells of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The session's id.
    pub id: String,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The agency's reference.
    pub case_ref: String,
    /// Where it stands.
    pub standing: Standing,
    /// When it was last saved, seconds since 1970.
    pub saved_s: u64,
}

/// One line of the list of sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name in the storage.
    pub key: SessionKeyId,
    /// What it is; or that it is damaged. The others are fine.
    pub about: Result<About, VaultError>,
}

/// How long sessions stay, days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// After they were exported.
    pub exported_days: u32,
    /// When they were not.
    pub kept_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self { exported_days: 7, kept_days: 30 }
    }
}

impl Retention {
    /// When a session is due to be erased, seconds since 1970.
    pub fn due_s(&self, about: &About) -> u64 {
        match about.standing {
            Standing::Exported(at_s) => at_s + u64::from(self.exported_days) * DAY_S,
            Standing::Open | Standing::Ended => about.saved_s + u64::from(self.kept_days) * DAY_S,
        }
    }
}

type Shared = Arc<Mutex<Box<dyn Storage>>>;

/// How saving stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Saving {
    /// All that was done is kept.
    #[default]
    Saved,
    /// It is on its way.
    Going,
    /// It goes on being tried; one plain sentence says why it fails.
    Failing(String),
}

/// Seconds since 1970.
pub fn now_s() -> u64 {
    web_time::SystemTime::now().duration_since(web_time::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// An unlocked vault. Its key is wiped when the last copy is let go.
#[derive(Clone)]
pub struct Vault {
    storage: Shared,
    key: Arc<Key>,
}

/// Bytes with the version before them.
fn versioned<T: Serialize>(value: &T) -> Result<zeroize::Zeroizing<Vec<u8>>, VaultError> {
    let mut bytes = zeroize::Zeroizing::new(vec![VERSION]);
    *bytes = postcard::to_extend(value, std::mem::take(&mut *bytes)).map_err(|_| VaultError::NotSealed)?;
    Ok(bytes)
}

fn unversioned<T: DeserializeOwned>(bytes: &[u8], what: &'static str) -> Result<T, VaultError> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(|_| VaultError::Damaged(what)),
        Some((version, _)) if *version > VERSION => Err(VaultError::LaterVersion),
        _ => Err(VaultError::Damaged(what)),
    }
}

/// Whether a PIN or passphrase is long enough.
pub fn check_pin(pin: &str) -> Result<(), VaultError> {
    let length = pin.chars().count();
    let digits = pin.chars().all(|c| c.is_ascii_digit());
    if length >= if digits { LEAST_DIGITS } else { LEAST_LETTERS } { Ok(()) } else { Err(VaultError::WeakPin) }
}

/// Whether there is a vault in a storage.
pub fn is_there(storage: &dyn Storage) -> Result<bool, VaultError> {
    Ok(storage.read(HEADER)?.is_some())
}

/// What the key of a vault's PIN is made with beside the PIN; nothing where there is no vault.
pub fn made_with(storage: &dyn Storage) -> Option<([u8; 16], Cost)> {
    let header: Header = unversioned(&storage.read(HEADER).ok()??, "the vault's header").ok()?;
    Some((header.salt, header.cost))
}

/// How long to wait before the next try, s. A clock that was set back makes the wait begin again.
pub fn wait_s(storage: &dyn Storage, now_s: u64) -> Result<u64, VaultError> {
    let tries = tries(storage)?;
    let Some(over) = tries.wrong.checked_sub(FREE_TRIES) else { return Ok(0) };
    let wait = WAITS_S[(over as usize).min(WAITS_S.len() - 1)];
    Ok(wait.saturating_sub(now_s.saturating_sub(tries.last_s)))
}

fn tries(storage: &dyn Storage) -> Result<Tries, VaultError> {
    // A damaged count is no reason to keep the worker out, but none to let guesses go free either.
    let bytes = storage.read(TRIES)?;
    Ok(bytes.map_or_else(Tries::default, |bytes| {
        postcard::from_bytes(&bytes).unwrap_or(Tries { wrong: FREE_TRIES + WAITS_S.len() as u32, last_s: 0 })
    }))
}

fn put_tries(storage: &mut dyn Storage, tries: &Tries) -> Result<(), VaultError> {
    let bytes = postcard::to_stdvec(tries).map_err(|_| VaultError::NotSealed)?;
    Ok(storage.commit(&[Change::Put(TRIES.into(), bytes)])?)
}

async fn header(cost: Cost, pin: &str, key: &Key, make: MakeKey) -> Result<Change, VaultError> {
    let salt = keys::random()?;
    let pins_key = make(pin, salt, cost).await?;
    let sealed_key = keys::seal(&pins_key, KEY_PLACE, key.as_slice())?;
    let header = versioned(&Header { cost, salt, sealed_key })?;
    Ok(Change::Put(HEADER.into(), header.to_vec()))
}

/// The key that a PIN makes, when it is worked out.
pub type KeyComing = Pin<Box<dyn Future<Output = Result<Key, VaultError>> + Send>>;

/// What works a key out of a PIN, a salt and a cost: [`made_here`], or a place that can be thrown away afterwards with the
/// memory that it takes.
pub type MakeKey = fn(&str, [u8; 16], Cost) -> KeyComing;

/// Works a key out here, before it returns.
pub fn made_here(pin: &str, salt: [u8; 16], cost: Cost) -> KeyComing {
    Box::pin(std::future::ready(keys::key_from(pin, &salt, cost)))
}

/// What comes of work that waits for nothing.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return done;
        }
    }
}

impl Vault {
    /// Makes a vault in an empty storage.
    pub fn create(storage: Box<dyn Storage>, pin: &str, cost: Cost) -> Result<Self, VaultError> {
        at_once(Self::create_by(made_here, storage, pin, cost)).map_err(|(_, error)| error)
    }

    /// [`Self::create`], with a key that is made by `make`. The storage comes back with the error, for the next try.
    pub async fn create_by(
        make: MakeKey,
        mut storage: Box<dyn Storage>,
        pin: &str,
        cost: Cost,
    ) -> Result<Self, (Box<dyn Storage>, VaultError)> {
        let made = Self::make_in(&mut *storage, make, pin, cost).await;
        Self::with(storage, made)
    }

    /// A vault if its key is there, or else its storage back.
    fn with(storage: Box<dyn Storage>, key: Result<Key, VaultError>) -> Result<Self, (Box<dyn Storage>, VaultError)> {
        match key {
            Ok(key) => Ok(Self { storage: Arc::new(Mutex::new(storage)), key: Arc::new(key) }),
            Err(error) => Err((storage, error)),
        }
    }

    async fn make_in(storage: &mut dyn Storage, make: MakeKey, pin: &str, cost: Cost) -> Result<Key, VaultError> {
        check_pin(pin)?;
        if is_there(storage)? {
            return Err(VaultError::AlreadyThere);
        }
        let key = keys::new_key()?;
        storage.commit(&[header(cost, pin, &key, make).await?])?;
        Ok(key)
    }

    /// Opens a vault. A wrong try is counted before it is made, so that pulling the plug does not help. The storage comes back
    /// with the error, for the next try.
    pub fn unlock(storage: Box<dyn Storage>, pin: &str, now_s: u64) -> Result<Self, (Box<dyn Storage>, VaultError)> {
        at_once(Self::unlock_by(made_here, storage, pin, now_s))
    }

    /// [`Self::unlock`], with a key that is made by `make`.
    pub async fn unlock_by(
        make: MakeKey,
        mut storage: Box<dyn Storage>,
        pin: &str,
        now_s: u64,
    ) -> Result<Self, (Box<dyn Storage>, VaultError)> {
        let tried = match Self::begin_try(&mut *storage, now_s) {
            Ok(header) => make(pin, header.salt, header.cost).await.and_then(|key| Self::end_try(&mut *storage, &header, &key)),
            Err(error) => Err(error),
        };
        Self::with(storage, tried)
    }

    /// Counts a try that is about to be made, if one may be made now. Gives what it is made against.
    fn begin_try(storage: &mut dyn Storage, now_s: u64) -> Result<Header, VaultError> {
        if !is_there(storage)? {
            return Err(VaultError::None);
        }
        let mut counted = tries(storage)?;
        if now_s < counted.last_s {
            counted.last_s = now_s;
            put_tries(storage, &counted)?;
        }
        let wait = wait_s(storage, now_s)?;
        if wait > 0 {
            return Err(VaultError::Wait(wait));
        }
        put_tries(storage, &Tries { wrong: counted.wrong.saturating_add(1), last_s: now_s })?;
        unversioned(&storage.read(HEADER)?.ok_or(VaultError::None)?, "the vault's header")
    }

    /// The vault's key, if the PIN's key opens it; then no try is counted any more.
    fn end_try(storage: &mut dyn Storage, header: &Header, pins_key: &Key) -> Result<Key, VaultError> {
        let key = keys::open(pins_key, KEY_PLACE, &header.sealed_key);
        let key = key.and_then(|key| Some(Key::new(*key.first_chunk()?))).ok_or(VaultError::WrongPin)?;
        put_tries(storage, &Tries::default())?;
        Ok(key)
    }

    /// What the key of its PIN is made with beside the PIN.
    pub fn made_with(&self) -> Option<([u8; 16], Cost)> {
        made_with(&**self.storage())
    }

    /// Whether this is the PIN, for coming back to an unlocked vault: counted and delayed like any try.
    pub async fn is_pin_by(&self, make: MakeKey, pin: &str, now_s: u64) -> Result<(), VaultError> {
        // Others may keep into the storage while the key is worked out.
        let header = Self::begin_try(&mut **self.storage(), now_s)?;
        let key = make(pin, header.salt, header.cost).await?;
        Self::end_try(&mut **self.storage(), &header, &key).map(|_| ())
    }

    /// Gives the vault another PIN. Only its key is wrapped anew.
    pub fn change_pin(&self, old: &str, new: &str, cost: Cost, now_s: u64) -> Result<(), VaultError> {
        at_once(self.change_pin_by(made_here, old, new, cost, now_s))
    }

    /// [`Self::change_pin`], with keys that are made by `make`.
    pub async fn change_pin_by(&self, make: MakeKey, old: &str, new: &str, cost: Cost, now_s: u64) -> Result<(), VaultError> {
        check_pin(new)?;
        self.is_pin_by(make, old, now_s).await?;
        let header = header(cost, new, &self.key, make).await?;
        Ok(self.storage().commit(&[header])?)
    }

    fn storage(&self) -> MutexGuard<'_, Box<dyn Storage>> {
        self.storage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How what was kept so far stands.
    pub fn settled(&self) -> Settled {
        self.storage().settled()
    }

    /// Begins to keep a session: its key and all of it so far are stored before this returns.
    pub fn begin(&self, session: &Session, now_s: u64) -> Result<Keeper, VaultError> {
        let id = SessionKeyId(keys::random()?);
        let key = keys::new_key()?;
        let place = id.place();
        let wrapped = keys::seal(&self.key, &place, key.as_slice())?;
        let mut keeper = Keeper::new(self.clone(), id, key);
        keeper.save_with(session, now_s, vec![Change::Put(place, wrapped)])?;
        Ok(keeper)
    }

    fn key_of(&self, id: SessionKeyId) -> Result<Key, VaultError> {
        let place = id.place();
        let wrapped = self.storage().read(&place)?.ok_or(VaultError::NoSuchSession)?;
        let key = keys::open(&self.key, &place, &wrapped).ok_or(VaultError::Damaged("this session's key"))?;
        Ok(Key::new(*key.first_chunk().ok_or(VaultError::Damaged("this session's key"))?))
    }

    /// The session exactly as it was, undo and redo included, and what goes on keeping it. A stroke that was still under the finger
    /// has become an ordinary one.
    pub fn open(&self, id: SessionKeyId) -> Result<(Session, Keeper), VaultError> {
        Keeper::open(self.clone(), id, self.key_of(id)?)
    }

    /// All sessions, the latest first. A damaged one is listed as damaged.
    pub fn list(&self) -> Result<Vec<Entry>, VaultError> {
        let keys = self.storage().scan(SESSIONS)?;
        let ids = keys.iter().filter_map(|(key, _)| Some(SessionKeyId(*key.strip_prefix(SESSIONS)?.first_chunk::<16>()?)));
        let mut entries: Vec<_> = ids.map(|key| Entry { key, about: self.about(key) }).collect();
        let saved = |entry: &Entry| entry.about.as_ref().map_or(0, |about| about.saved_s);
        entries.sort_by_key(|entry| (std::cmp::Reverse(saved(entry)), entry.key));
        Ok(entries)
    }

    fn about(&self, id: SessionKeyId) -> Result<About, VaultError> {
        keeper::about(self, id, &self.key_of(id)?)
    }

    /// Notes that a session was exported and the export checked.
    pub fn mark_exported(&self, id: SessionKeyId, at_s: u64) -> Result<(), VaultError> {
        let key = self.key_of(id)?;
        Ok(self.storage().commit(&[keeper::exported(id, &key, at_s)?])?)
    }

    /// Destroys a session's key and all its records, then gives the room back.
    pub fn erase(&self, id: SessionKeyId) -> Result<(), VaultError> {
        let mut storage = self.storage();
        let records = storage.scan(&id.records())?;
        let gone = records.into_iter().map(|(key, _)| Change::Remove(key));
        storage.commit(&gone.chain([Change::Remove(id.place())]).collect::<Vec<_>>())?;
        Ok(storage.compact()?)
    }
}

impl SessionKeyId {
    /// Where the session's wrapped key lies, which is also what it is bound to.
    fn place(self) -> Vec<u8> {
        [SESSIONS, &self.0].concat()
    }

    /// Where one of its records lies: kind and number.
    fn record(self, kind: u8, number: &[u8]) -> Vec<u8> {
        [self.records().as_slice(), &[kind], number].concat()
    }

    /// What the keys of all its records begin with.
    fn records(self) -> Vec<u8> {
        [RECORDS, &self.0].concat()
    }
}

#[cfg(test)]
mod tests;
