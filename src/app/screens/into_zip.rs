//! Makes the export as one ZIP for a browser, which saves or shares it when the worker says so: one file a frame, so that it is
//! seen how far it is.
//! Must not know: how that is shown to the worker.

use super::hand_over::{Exporting, State, Write};
use crate::{
    app::{
        browser::{self, HandedOver},
        desk::ShowFolder,
    },
    case_file::{Made, MakeError, Maker, SUMMARY, check_made, folder_name, zip},
};
use bevy::prelude::*;
use std::path::PathBuf;

/// The export that is being made.
#[derive(Resource, Default)]
struct Making(Option<Part>);

struct Part {
    what: Write,
    made: Vec<Made>,
    /// A frame has shown that it began.
    shown: bool,
}

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Making>().add_observer(begin).add_observer(hand_over).add_observer(note);
    app.add_systems(Update, make.before(super::FurnitureSystems));
}

fn begin(what: On<Write>, mut making: ResMut<Making>) {
    making.0 = Some(Part { what: what.clone(), made: Vec::new(), shown: false });
}

fn make(mut making: ResMut<Making>, exporting: Res<Exporting>) {
    let Some(part) = &mut making.bypass_change_detection().0 else { return };
    // Words wait for their fonts.
    if !std::mem::replace(&mut part.shown, true) || part.what.studio.typesetter.waits() {
        return;
    }
    match part.go_on() {
        Ok(None) => exporting.tell(State::Going(part.percent())),
        Ok(Some(name)) => {
            exporting.tell(State::Ready(name));
            making.0 = None;
        }
        Err(why) => {
            exporting.tell(State::Failed(why));
            making.0 = None;
        }
    }
}

impl Part {
    fn maker(&self) -> Maker<'_> {
        let studio = &self.what.studio;
        Maker::new(&self.what.session, &studio.artwork, &studio.painter, self.what.keep_put_away)
    }

    fn percent(&self) -> u8 {
        let maker = self.maker();
        (self.made.len() * 100 / (maker.pictures() + maker.recordings() + 1)) as u8
    }

    /// Makes one more file; or, when all are made, the summary and the ZIP, and gives its name.
    fn go_on(&mut self) -> Result<Option<String>, String> {
        let told = |error: MakeError| error.to_string();
        let (maker, n) = (self.maker(), self.made.len());
        if n < maker.pictures() + maker.recordings() {
            let made = n
                .checked_sub(maker.pictures())
                .map_or_else(|| maker.picture(n), |n| maker.recording(n, &|of| self.what.sound(of)))
                .map_err(told)?;
            self.made.push(made);
            return Ok(None);
        }
        let summary = maker.summary(self.made.iter().map(Made::listed).collect()).map_err(told)?;
        check_made(&self.made, &summary).map_err(|wrong| wrong.join("; "))?;
        let folder = folder_name(&self.what.session);
        let files = self.made.iter().map(|file| (file.name.as_str(), file.bytes.as_slice()));
        let whole = zip(&folder, files.chain([(SUMMARY, summary.as_slice())]));
        let name = format!("{folder}.zip");
        browser::offer(&name, &whole);
        Ok(Some(name))
    }
}

fn hand_over(_: On<ShowFolder>) {
    browser::hand_over();
}

/// The browser took it, or did not.
fn note(handed: On<HandedOver>, exporting: Res<Exporting>) {
    match (&*handed, exporting.told()) {
        (HandedOver::Taken(how), State::Ready(_) | State::Done(_)) => exporting.tell(State::Done(PathBuf::from(how))),
        (HandedOver::Refused(why), State::Ready(_)) => exporting.tell(State::Failed(why.clone())),
        _ => {}
    }
}
