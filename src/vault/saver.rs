//! Saves in the background, so that no frame waits for a disk: always the newest state, again and again until it is kept.
//! Must not know: screens.

use super::{Keeper, Saving, VaultError, now_s};
use crate::session::{MarkKind, Session};
use std::{
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

/// After a failed save it is tried again so soon, ms, and then less and less often.
const FIRST_RETRY_MS: u64 = 200;
/// But at least so often, ms.
const LAST_RETRY_MS: u64 = 5_000;

#[derive(Default)]
struct Desk {
    /// The newest state that was handed over and not yet kept.
    session: Option<Session>,
    live: Option<(MarkKind, u64)>,
    busy: bool,
    failing: Option<String>,
    over: bool,
}

#[derive(Default)]
struct Shared {
    desk: Mutex<Desk>,
    bell: Condvar,
}

impl Shared {
    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps a session on a thread of its own. Dropping it keeps what is left first.
pub struct Saver {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Saver {
    /// Begins to save with a keeper.
    pub fn new(keeper: Keeper) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = shared.clone();
        let thread = std::thread::spawn(move || work(&theirs, keeper));
        Self { shared, thread: Some(thread) }
    }

    /// Hands the newest state over. Returns at once.
    pub fn save(&self, session: Session) {
        let mut desk = self.shared.desk();
        desk.session = Some(session);
        // What was under the finger is in the session now, or was dropped.
        desk.live = None;
        self.shared.bell.notify_all();
    }

    /// Hands over the stroke that is still under the finger.
    pub fn save_live(&self, kind: MarkKind, at_ms: u64) {
        self.shared.desk().live = Some((kind, at_ms));
        self.shared.bell.notify_all();
    }

    /// How saving stands.
    pub fn saving(&self) -> Saving {
        let desk = self.shared.desk();
        match &desk.failing {
            Some(why) => Saving::Failing(why.clone()),
            None if desk.busy || desk.session.is_some() || desk.live.is_some() => Saving::Going,
            None => Saving::Saved,
        }
    }

    /// Waits until all is kept, or until it fails or takes longer than `patience`. True when all is kept.
    pub fn flush(&self, patience: Duration) -> bool {
        let waiting = |desk: &mut Desk| desk.failing.is_none() && (desk.busy || desk.session.is_some() || desk.live.is_some());
        let done = self.shared.bell.wait_timeout_while(self.shared.desk(), patience, waiting);
        let desk = done.unwrap_or_else(PoisonError::into_inner).0;
        desk.failing.is_none() && !desk.busy && desk.session.is_none() && desk.live.is_none()
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.shared.desk().over = true;
        self.shared.bell.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn work(shared: &Shared, mut keeper: Keeper) {
    let mut retry_ms = FIRST_RETRY_MS;
    loop {
        let idle = |desk: &mut Desk| desk.session.is_none() && desk.live.is_none() && !desk.over;
        let mut desk = shared.bell.wait_while(shared.desk(), idle).unwrap_or_else(PoisonError::into_inner);
        let (session, live) = (desk.session.take(), desk.live.take());
        if session.is_none() && live.is_none() {
            return;
        }
        desk.busy = true;
        drop(desk);
        let done = keep(&mut keeper, session.as_ref(), live.as_ref());
        let mut desk = shared.desk();
        desk.busy = false;
        match done {
            Ok(()) => {
                desk.failing = None;
                retry_ms = FIRST_RETRY_MS;
                shared.bell.notify_all();
            }
            Err(error) => {
                desk.failing = Some(error.to_string());
                // What came in the meantime is newer.
                desk.session = desk.session.take().or(session);
                desk.live = desk.live.take().or(live);
                shared.bell.notify_all();
                if desk.over {
                    return;
                }
                let patience = Duration::from_millis(retry_ms);
                let _ = shared.bell.wait_timeout_while(desk, patience, |desk| !desk.over);
                retry_ms = (retry_ms * 2).min(LAST_RETRY_MS);
            }
        }
    }
}

fn keep(keeper: &mut Keeper, session: Option<&Session>, live: Option<&(MarkKind, u64)>) -> Result<(), VaultError> {
    if let Some(session) = session {
        keeper.save(session, now_s())?;
    }
    if let Some((kind, at_ms)) = live {
        keeper.save_live(kind.clone(), *at_ms)?;
    }
    Ok(())
}
