//! Saves where there are no threads: at once, into storage that takes its time and says how it stands.
//! Must not know: screens.

use super::{Keeper, Saving, Settled, Vault, VaultError, now_s};
use crate::session::{MarkKind, Session};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Keeps a session. Sealing one gesture takes less than a millisecond; the storage goes on by itself.
pub struct Saver {
    vault: Vault,
    work: Mutex<Work>,
}

struct Work {
    keeper: Keeper,
    failing: Option<String>,
}

impl Work {
    fn note(&mut self, done: Result<(), VaultError>) {
        self.failing = done.err().map(|error| error.to_string());
    }
}

impl Saver {
    /// Begins to save with a keeper.
    pub fn new(keeper: Keeper) -> Self {
        Self { vault: keeper.vault().clone(), work: Mutex::new(Work { keeper, failing: None }) }
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the newest state.
    pub fn save(&self, session: Session) {
        let mut work = self.work();
        let done = work.keeper.save(&session, now_s());
        work.note(done);
    }

    /// Keeps the stroke that is still under the finger.
    pub fn save_live(&self, kind: MarkKind, at_ms: u64) {
        let mut work = self.work();
        let done = work.keeper.save_live(kind, at_ms);
        work.note(done);
    }

    /// How saving stands.
    pub fn saving(&self) -> Saving {
        if let Some(why) = self.work().failing.clone() {
            return Saving::Failing(why);
        }
        match self.vault.settled() {
            Settled::Kept => Saving::Saved,
            Settled::Going => Saving::Going,
            Settled::Failing(why) => Saving::Failing(why.to_string()),
        }
    }

    /// Whether all is kept. Nothing can be waited for here.
    pub fn flush(&self, _patience: Duration) -> bool {
        self.saving() == Saving::Saved
    }
}
