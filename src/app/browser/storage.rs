//! The vault's records in the browser's own storage: all of them in memory to read from, and every commit on its way to the
//! browser's database as one transaction. When that is durable, [`Storage::settled`] says so.
//! Must not know: what is in a record.

use super::bridge;
use crate::vault::{Change, MemoryStorage, Record, Settled, Storage, StorageError};

/// Storage in a browser. The records are sealed, here as there.
pub(super) struct BrowserStorage(MemoryStorage);

impl BrowserStorage {
    /// Takes the records that the page has read.
    pub fn open() -> Self {
        let mut memory = MemoryStorage::default();
        let records: Vec<_> = bridge::records().into_iter().map(|(key, bytes)| Change::Put(key, bytes)).collect();
        // Memory keeps everything.
        let _ = memory.commit(&records);
        Self(memory)
    }
}

impl Storage for BrowserStorage {
    fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        self.0.read(key)
    }

    fn scan(&self, prefix: &[u8]) -> Result<Vec<Record>, StorageError> {
        self.0.scan(prefix)
    }

    fn commit(&mut self, changes: &[Change]) -> Result<(), StorageError> {
        bridge::keep(changes);
        self.0.commit(changes)
    }

    fn compact(&mut self) -> Result<(), StorageError> {
        Ok(())
    }

    fn settled(&self) -> Settled {
        bridge::settled()
    }
}
