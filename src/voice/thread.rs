//! Drives a recording on a thread of its own, so that no frame and no device waits for the other.
//! Must not know: what is done in a turn.

use super::{
    Microphone,
    listener::Listener,
    recorder::{Finished, Seen},
    take::Keep,
};
use std::{
    ops::ControlFlow,
    sync::{Arc, mpsc::RecvTimeoutError},
    thread::JoinHandle,
    time::Duration,
};

/// How soon a recording stops when it is told to, at the latest.
const SOON: Duration = Duration::from_millis(20);

/// The thread, until it has told what became of the recording.
pub struct Driver(Option<JoinHandle<Finished>>);

impl Driver {
    pub fn begin(microphone: Arc<dyn Microphone>, keep: Keep, seen: Arc<Seen>) -> Self {
        let work = move || match Listener::open(&*microphone, keep, seen) {
            Ok(listener) => record(listener),
            Err(trouble) => Finished::without(trouble),
        };
        Self(std::thread::Builder::new().name("voice".into()).spawn(work).ok())
    }

    pub fn finished(&mut self) -> Option<Finished> {
        if self.0.as_ref().is_some_and(|thread| !thread.is_finished()) {
            return None;
        }
        let done = self.0.take().and_then(|thread| thread.join().ok());
        Some(done.unwrap_or_else(Finished::broken_off))
    }

    /// Waits until all is kept. It was told to stop.
    pub fn end(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}

fn record(mut listener: Listener) -> Finished {
    loop {
        let heard = listener.waiting().recv_timeout(SOON);
        // A microphone that let go of the ear is not waited for by the channel.
        let gone = matches!(heard, Err(RecvTimeoutError::Disconnected));
        match listener.turn(heard, SOON) {
            ControlFlow::Break(why) => return listener.finish(why),
            ControlFlow::Continue(()) if gone => std::thread::sleep(SOON),
            ControlFlow::Continue(()) => {}
        }
    }
}
