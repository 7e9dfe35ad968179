//! Where sealed records lie: bytes by bytes, changed in batches that are kept whole or not at all.
//! Must not know: what is in a record.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Why the storage did not do what it was asked. What was kept before is still there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// Another program has the vault open.
    #[error("another program has the vault open")]
    InUse,
    /// There is no room left.
    #[error("there is no room left on this tablet")]
    Full,
    /// The file is damaged.
    #[error("the vault's file is damaged")]
    Damaged,
    /// Something else went wrong.
    #[error("the vault could not be read or written: {0}")]
    Failed(String),
}

/// One change to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Puts a record in place of the old one, if there was one.
    Put(Vec<u8>, Vec<u8>),
    /// Takes a record away, if it is there.
    Remove(Vec<u8>),
}

/// A record's key and its bytes.
pub type Record = (Vec<u8>, Vec<u8>);

/// How what was committed stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Settled {
    /// All of it is durable.
    #[default]
    Kept,
    /// Some of it is on its way.
    Going,
    /// It is not kept, for this reason, and goes on being tried.
    Failing(StorageError),
}

/// What a vault stands on. A file on a computer; in a browser the browser's own storage.
pub trait Storage: Send {
    /// The bytes of a record.
    fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError>;
    /// All records whose key begins so, in the order of their keys.
    fn scan(&self, prefix: &[u8]) -> Result<Vec<Record>, StorageError>;
    /// Makes all the changes or none: durably, or as [`Storage::settled`] tells.
    fn commit(&mut self, changes: &[Change]) -> Result<(), StorageError>;
    /// Gives room back, and with it what was taken away.
    fn compact(&mut self) -> Result<(), StorageError>;
    /// How what was committed stands. Where a commit waits until it is durable, as on a file, there is nothing to tell.
    fn settled(&self) -> Settled {
        Settled::Kept
    }
}

/// Storage that is gone when the program ends.
#[derive(Debug, Clone, Default)]
pub struct MemoryStorage(Arc<Mutex<BTreeMap<Vec<u8>, Vec<u8>>>>);

impl MemoryStorage {
    fn records(&self) -> std::sync::MutexGuard<'_, BTreeMap<Vec<u8>, Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for MemoryStorage {
    fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.records().get(key).cloned())
    }

    fn scan(&self, prefix: &[u8]) -> Result<Vec<Record>, StorageError> {
        let records = self.records();
        let from = records.range(prefix.to_vec()..).take_while(|(key, _)| key.starts_with(prefix));
        Ok(from.map(|(key, bytes)| (key.clone(), bytes.clone())).collect())
    }

    fn commit(&mut self, changes: &[Change]) -> Result<(), StorageError> {
        let mut records = self.records();
        for change in changes {
            match change {
                Change::Put(key, bytes) => records.insert(key.clone(), bytes.clone()),
                Change::Remove(key) => records.remove(key),
            };
        }
        Ok(())
    }

    fn compact(&mut self) -> Result<(), StorageError> {
        Ok(())
    }
}
