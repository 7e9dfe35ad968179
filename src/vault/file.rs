//! Storage in one file, by `redb`: copy-on-write pages with checksums, synced before a commit returns.
//! Must not know: what is in a record.

use super::{Change, Record, Storage, StorageError};
use redb::{Database, DatabaseError, Durability, ReadableDatabase, StorageBackend, TableDefinition};
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

/// Pages of the file that are kept in memory, bytes: by default it would be as much as a gigabyte.
const CACHE: usize = 8 << 20;
const RECORDS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("r");

/// Storage in one file.
pub struct FileStorage(Option<Database>);

/// Closing a damaged file may panic too.
impl Drop for FileStorage {
    fn drop(&mut self) {
        let database = self.0.take();
        let _ = catch_unwind(AssertUnwindSafe(|| drop(database)));
    }
}

/// The database's complaint in our words. It may also panic on a file that was damaged outside it; that is caught here, so that
/// a damaged vault is a sentence and not the end of the app.
fn guarded<T>(what: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, StorageError> {
    match catch_unwind(AssertUnwindSafe(what)) {
        Ok(done) => done.map_err(|error| plain(&error)),
        Err(_) => Err(StorageError::Damaged),
    }
}

fn plain(error: &redb::Error) -> StorageError {
    match error {
        redb::Error::DatabaseAlreadyOpen => StorageError::InUse,
        redb::Error::Corrupted(_) | redb::Error::TableTypeMismatch { .. } | redb::Error::UpgradeRequired(_) => {
            StorageError::Damaged
        }
        other => {
            let text = other.to_string();
            let full = ["No space left", "StorageFull", "quota", "too large"].iter().any(|word| text.contains(word));
            if full { StorageError::Full } else { StorageError::Failed(text.to_lowercase()) }
        }
    }
}

impl FileStorage {
    /// Opens the file, or makes it. Only its owner may read it, where the system knows owners.
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| StorageError::Failed(error.to_string()))?;
        }
        let opened =
            catch_unwind(|| Database::builder().set_cache_size(CACHE).create(path)).map_err(|_| StorageError::Damaged)?;
        let storage = Self::from(opened)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let _ = fs::set_permissions(path, fs::Permissions::from_mode(0o600));
        }
        Ok(storage)
    }

    /// Storage on something else than a file: the tests' faulty disks.
    pub fn on(backend: impl StorageBackend) -> Result<Self, StorageError> {
        let opened = catch_unwind(AssertUnwindSafe(|| Database::builder().create_with_backend(backend)));
        Self::from(opened.map_err(|_| StorageError::Damaged)?)
    }

    fn from(opened: Result<Database, DatabaseError>) -> Result<Self, StorageError> {
        let database = opened.map_err(|error| match error {
            DatabaseError::DatabaseAlreadyOpen => StorageError::InUse,
            other => match plain(&redb::Error::from(other)) {
                // Whatever it is that cannot be opened, it is no vault any more.
                StorageError::Failed(text) if text.contains("invalid") || text.contains("magic") => StorageError::Damaged,
                other => other,
            },
        })?;
        let storage = Self(Some(database));
        guarded(|| {
            let write = storage.database()?.begin_write()?;
            write.open_table(RECORDS)?;
            write.commit()?;
            Ok(())
        })?;
        Ok(storage)
    }

    fn database(&self) -> Result<&Database, redb::Error> {
        self.0.as_ref().ok_or(redb::Error::DatabaseAlreadyOpen)
    }
}

impl Storage for FileStorage {
    fn read(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StorageError> {
        guarded(|| Ok(self.database()?.begin_read()?.open_table(RECORDS)?.get(key)?.map(|bytes| bytes.value().to_vec())))
    }

    fn scan(&self, prefix: &[u8]) -> Result<Vec<Record>, StorageError> {
        guarded(|| {
            let table = self.database()?.begin_read()?.open_table(RECORDS)?;
            let mut found = Vec::new();
            for record in table.range(prefix..)? {
                let (key, bytes) = record?;
                if !key.value().starts_with(prefix) {
                    break;
                }
                found.push((key.value().to_vec(), bytes.value().to_vec()));
            }
            Ok(found)
        })
    }

    fn commit(&mut self, changes: &[Change]) -> Result<(), StorageError> {
        guarded(|| {
            let mut write = self.database()?.begin_write()?;
            write.set_durability(Durability::Immediate).map_err(|error| redb::Error::Io(std::io::Error::other(error)))?;
            {
                let mut table = write.open_table(RECORDS)?;
                for change in changes {
                    match change {
                        Change::Put(key, bytes) => drop(table.insert(key.as_slice(), bytes.as_slice())?),
                        Change::Remove(key) => drop(table.remove(key.as_slice())?),
                    }
                }
            }
            write.commit()?;
            Ok(())
        })
    }

    fn compact(&mut self) -> Result<(), StorageError> {
        guarded(|| {
            if let Some(database) = &mut self.0 {
                database.compact().map_err(|error| redb::Error::Io(std::io::Error::other(error)))?;
            }
            Ok(())
        })
    }
}
