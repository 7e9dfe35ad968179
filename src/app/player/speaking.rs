//! How the hand records: a clip speaks where the microphone would be, and the microphone's disc is touched before and after it.
//! Must not know: how a recording is made.

use super::{Lost, Robot};
use crate::{
    app::{desk::Carried, screens::NOTED, tray, voice::Hearing},
    voice::Clip,
    written_session,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a clip may take to be heard, however long it is: it speaks as fast as it is listened to.
const PATIENCE: Duration = Duration::from_secs(120);

impl Robot {
    /// Records a clip that begins at a time, ms since the session started. Its bubble is then in the hand.
    pub fn speak(&mut self, clip: &written_session::Clip, at_ms: u64) -> Result<(), Lost> {
        let microphone = Clip::default();
        microphone.add(clip.sample_rate, clip.pcm.clone());
        self.app.world_mut().resource_mut::<Hearing>().microphone = Arc::new(microphone);
        self.tap(tray::SPEAK)?;
        self.wait_until(|robot| robot.app.world().resource::<Hearing>().has_heard_all() || !robot.desk().voice.recording)?;
        // It takes as long as it does, however fast it was heard.
        let lasted_ms = clip.pcm.len() as u64 * 1_000 / u64::from(clip.sample_rate.max(1));
        self.set_time(at_ms + lasted_ms);
        if self.desk().voice.recording {
            self.tap(tray::STOP)?;
        }
        self.wait_until(|robot| !robot.desk().voice.recording)?;
        if self.desk().voice.trouble.is_some() {
            self.tap(NOTED)?;
        }
        if self.desk().carried == Some(Carried::Spoken) { Ok(()) } else { Err(Lost("what was recorded".into())) }
    }

    /// Lets the app have frames until something is so.
    pub fn wait_until(&mut self, is_so: impl Fn(&Self) -> bool) -> Result<(), Lost> {
        let began = Instant::now();
        while !is_so(self) {
            if began.elapsed() > PATIENCE {
                return Err(Lost("an end of waiting".into()));
            }
            std::thread::sleep(Duration::from_millis(1));
            self.wait();
        }
        self.wait();
        Ok(())
    }
}
