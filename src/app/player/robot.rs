//! A hand without a body: it finds controls by their accessible names, presses, moves and lifts. Used by the player and by the
//! tests that use the app as a person would.

use super::super::{
    canvas::tiles::Tiles,
    desk::{Desk, Screen},
    keeping::Keep,
    layout::Layout,
    screens::{CHOOSERS, ENTER, UNLOCK},
    sitting::{Clock, Sitting, Studio},
};
use crate::{
    artwork::text_in,
    session::{Chooser, MarkId, MarkKind, Point, Rect, Session},
};
use bevy::{
    input::{
        ButtonState,
        keyboard::{Key, KeyboardInput},
        touch::{ForceTouch, TouchInput, TouchPhase},
    },
    input_focus::InputFocus,
    prelude::*,
    ui::UiGlobalTransform,
    window::{Ime, PrimaryWindow, WindowEvent},
};
use std::time::{Duration, Instant};

/// The hand looked for something that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot find {0}")]
pub struct Lost(pub String);

/// The hand, and the app under it.
pub struct Robot {
    /// The app.
    pub app: App,
    /// The worker's PIN, if there is one.
    pub pin: String,
    /// When the story began, if it is told at its own speed.
    pub real_since: Option<Instant>,
    touches: u64,
}

impl Robot {
    /// A hand for an app that has been set up.
    pub fn new(mut app: App) -> Self {
        for _ in 0..3 {
            app.update();
        }
        Self { app, pin: String::new(), real_since: None, touches: 0 }
    }

    /// Lets the app have a frame.
    pub fn wait(&mut self) {
        self.app.update();
    }

    /// Sets the clock, ms since the session started. At the story's own speed that takes as long.
    pub fn set_time(&mut self, ms: u64) {
        if let Some(since) = self.real_since {
            std::thread::sleep(Duration::from_millis(ms).saturating_sub(since.elapsed()));
        }
        self.app.world_mut().resource_mut::<Clock>().now_ms = ms;
    }

    /// The session.
    pub fn session(&self) -> &Session {
        &self.app.world().resource::<Sitting>().0
    }

    /// The session, for what has no screen yet.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.app.world_mut().resource_mut::<Sitting>().into_inner().0
    }

    /// The state of the view.
    pub fn desk(&self) -> &Desk {
        self.app.world().resource::<Desk>()
    }

    /// Artwork and painter.
    pub fn studio(&self) -> &Studio {
        self.app.world().resource::<Studio>()
    }

    /// The tiles.
    pub fn tiles(&self) -> &Tiles {
        self.app.world().resource::<Tiles>()
    }

    fn layout(&self) -> &Layout {
        self.app.world().resource::<Layout>()
    }

    /// Types the PIN on the pad that is open, and says that it is complete.
    pub fn type_pin(&mut self, pin: &str) -> Result<(), Lost> {
        for letter in pin.chars() {
            if letter.is_ascii_digit() {
                self.tap(&letter.to_string())?;
            } else {
                // Letters come from a keyboard.
                self.app.world_mut().trigger(Keep::Digit(letter));
            }
        }
        self.tap(ENTER)
    }

    /// Comes back from the neutral picture.
    pub fn unlock(&mut self) -> Result<(), Lost> {
        self.tap(UNLOCK)?;
        let pin = self.pin.clone();
        self.type_pin(&pin)
    }

    /// Goes to the worker's side.
    pub fn to_worker(&mut self) -> Result<(), Lost> {
        self.tap("For the worker")?;
        if self.desk().pad.is_some() {
            let pin = self.pin.clone();
            self.type_pin(&pin)?;
        }
        Ok(())
    }

    /// Chooses a theme where the pictures are; from the page, the worker's card leads there.
    pub fn choose_theme(&mut self, name: &str, by: Chooser) -> Result<(), Lost> {
        if self.desk().screen == Screen::Page {
            self.to_worker()?;
            self.tap("Another picture")?;
        }
        if self.desk().chooser != by
            && let Some((_, who, _)) = CHOOSERS.iter().find(|(chooser, ..)| *chooser == by)
        {
            self.tap(who)?;
        }
        let theme = self.studio().artwork.theme(name).cloned().ok_or_else(|| Lost(format!("the theme {name}")))?;
        let label = text_in(&theme.label, &self.session().child.language).to_owned();
        self.tap(&label)
    }

    /// The middle of the control with that accessible name, logical px.
    pub fn find(&mut self, name: &str) -> Result<Vec2, Lost> {
        let mut controls = self.app.world_mut().query::<(&AccessibleLabel, &UiGlobalTransform, &ComputedNode)>();
        controls
            .iter(self.app.world())
            .find(|(label, ..)| label.0 == name)
            .map(|(_, transform, node)| transform.translation * node.inverse_scale_factor())
            .ok_or_else(|| Lost(format!("the control \"{name}\"")))
    }

    /// The size of the control with that accessible name, logical px.
    pub fn size_of(&mut self, name: &str) -> Result<Vec2, Lost> {
        let mut controls = self.app.world_mut().query::<(&AccessibleLabel, &ComputedNode)>();
        controls
            .iter(self.app.world())
            .find(|(label, _)| label.0 == name)
            .map(|(_, node)| node.size() * node.inverse_scale_factor())
            .ok_or_else(|| Lost(format!("the control \"{name}\"")))
    }

    /// All accessible names.
    pub fn names(&mut self) -> Vec<String> {
        let mut controls = self.app.world_mut().query::<&AccessibleLabel>();
        controls.iter(self.app.world()).map(|label| label.0.clone()).collect()
    }

    /// The name of the control that has the keyboard's focus.
    pub fn focused(&self) -> Option<String> {
        let world = self.app.world();
        let entity = world.resource::<InputFocus>().get()?;
        world.get::<AccessibleLabel>(entity).map(|label| label.0.clone())
    }

    /// Sends one touch.
    pub fn touch(&mut self, id: u64, phase: TouchPhase, position: Vec2, pressure: f32) {
        let mut windows = self.app.world_mut().query_filtered::<Entity, With<PrimaryWindow>>();
        let Ok(window) = windows.single(self.app.world()) else { return };
        let touch = TouchInput { phase, position, window, force: Some(ForceTouch::Normalized(f64::from(pressure))), id };
        self.app.world_mut().write_message(touch);
        self.app.world_mut().write_message(WindowEvent::TouchInput(touch));
        self.app.update();
    }

    fn next_touch(&mut self) -> u64 {
        self.touches += 1;
        self.touches
    }

    /// Taps a place of the glass.
    pub fn tap_at(&mut self, at: Vec2) {
        let id = self.next_touch();
        self.touch(id, TouchPhase::Started, at, 0.5);
        self.touch(id, TouchPhase::Ended, at, 0.5);
        self.wait();
    }

    /// Taps the control with that accessible name.
    pub fn tap(&mut self, name: &str) -> Result<(), Lost> {
        let at = self.find(name)?;
        self.tap_at(at);
        Ok(())
    }

    /// The part of the page that is shown, mm.
    pub fn frame(&self) -> Rect {
        self.desk().frame(self.studio())
    }

    /// Where a place on the page is on the glass, logical px.
    pub fn px_of(&self, at: Point) -> Vec2 {
        self.layout().to_px(self.frame(), at)
    }

    /// Logical px to the mm of the page.
    pub fn px_per_page_mm(&self) -> f32 {
        let frame = self.frame();
        self.layout().page(frame).width() / frame.width()
    }

    /// Whether a place on the page is shown.
    pub fn shows(&self, at: Point) -> bool {
        self.frame().contains(at)
    }

    /// Whether a finger from one place to the other has clearly moved.
    pub fn strays(&self, from: Point, to: Point) -> bool {
        self.px_of(from).distance(self.px_of(to)) > 2.0 * self.layout().px_per_mm
    }

    /// Taps a place on the page.
    pub fn tap_page(&mut self, at: Point) {
        let at = self.px_of(at);
        self.tap_at(at);
    }

    /// Moves along places on the page, each at its time (ms) and pressure.
    pub fn draw(&mut self, samples: &[(Point, u64, f32)]) {
        let id = self.next_touch();
        let mut last = (Vec2::ZERO, 0.5);
        for (i, (at, ms, pressure)) in samples.iter().enumerate() {
            self.set_time(*ms);
            last = (self.px_of(*at), *pressure);
            let phase = if i == 0 { TouchPhase::Started } else { TouchPhase::Moved };
            self.touch(id, phase, last.0, last.1);
        }
        self.touch(id, TouchPhase::Ended, last.0, last.1);
        self.wait();
    }

    /// Drags from one place on the page to another.
    pub fn drag_page(&mut self, from: Point, to: Point) {
        let (from, to) = (self.px_of(from), self.px_of(to));
        self.drag_handle(from, &[from.midpoint(to), to]);
    }

    /// Drags along places of the glass.
    pub fn drag_handle(&mut self, from: Vec2, path: &[Vec2]) {
        let id = self.next_touch();
        self.touch(id, TouchPhase::Started, from, 0.5);
        for at in path {
            self.touch(id, TouchPhase::Moved, *at, 0.5);
        }
        self.touch(id, TouchPhase::Ended, path.last().copied().unwrap_or(from), 0.5);
        self.wait();
    }

    /// Types words as an input method commits them.
    pub fn type_words(&mut self, text: &str) -> Result<(), Lost> {
        self.wait();
        let mut windows = self.app.world_mut().query_filtered::<Entity, With<PrimaryWindow>>();
        let window = windows.single(self.app.world()).map_err(|_| Lost("the window".into()))?;
        self.app.world_mut().write_message(Ime::Commit { window, value: text.into() });
        self.wait();
        self.wait();
        Ok(())
    }

    /// Takes letters back, as many as a text has.
    pub fn rub_out(&mut self, text: &str) -> Result<(), Lost> {
        self.wait();
        let mut windows = self.app.world_mut().query_filtered::<Entity, With<PrimaryWindow>>();
        let window = windows.single(self.app.world()).map_err(|_| Lost("the window".into()))?;
        for _ in text.chars() {
            self.press_key(window, KeyCode::Backspace, Key::Backspace);
        }
        self.wait();
        Ok(())
    }

    /// Presses a key and lets it go.
    pub fn press_key(&mut self, window: Entity, key_code: KeyCode, logical_key: Key) {
        for state in [ButtonState::Pressed, ButtonState::Released] {
            let input = KeyboardInput { key_code, logical_key: logical_key.clone(), state, text: None, repeat: false, window };
            self.app.world_mut().write_message(input);
        }
        self.wait();
    }

    /// A place where a touch finds this thing and no other, and no control lies over it, mm on the page.
    pub fn free_place_of(&mut self, id: MarkId) -> Option<Point> {
        let studio = self.studio().clone();
        let session = self.session().clone();
        let (_, mark) = session.page().find(id)?;
        let (thing, pose) = match &mark.kind {
            MarkKind::Placed(thing, pose) => (thing, pose),
            // Ink is found along its line.
            MarkKind::Stroke(stroke) => {
                let places: Vec<Point> = stroke.samples.iter().map(|sample| sample.at).collect();
                return places.into_iter().find(|at| {
                    let free = super::super::canvas::thing_at(&session, &studio, *at).is_none();
                    let item = session.item_of(id);
                    let top = super::super::canvas::ink_at(&session, *at);
                    let same = top.is_some_and(|top| item.is_some_and(|item| item.marks.contains(&top)));
                    free && same && self.shows(*at) && !self.covered_by_control(*at)
                });
            }
            MarkKind::Rub(_) => return None,
        };
        let (straight, _) = studio.painter.thing_bounds(thing, *pose);
        let places =
            [(0.0, 0.0), (0.3, 0.0), (-0.3, 0.0), (0.0, 0.3), (0.0, -0.3), (0.4, 0.4), (-0.4, 0.4), (0.4, -0.4), (-0.4, -0.4)];
        let fine = (-9i32..=9).flat_map(|x| (-9i32..=9).map(move |y| (x as f32 * 0.05, y as f32 * 0.05)));
        places.into_iter().chain(fine).find_map(|(x, y)| {
            let centre = straight.centre();
            let at = Point::new(centre.x + x * straight.width(), centre.y + y * straight.height()).turned(centre, pose.turn_deg);
            let free = super::super::canvas::thing_at(&session, &studio, at).is_some_and(|(found, _)| found == id);
            (free && self.shows(at) && !self.covered_by_control(at)).then_some(at)
        })
    }

    fn covered_by_control(&mut self, at: Point) -> bool {
        let px = self.px_of(at);
        let mut controls =
            self.app.world_mut().query_filtered::<(&UiGlobalTransform, &ComputedNode), With<bevy::ui_widgets::Button>>();
        controls.iter(self.app.world()).any(|(transform, node)| {
            let scale = node.inverse_scale_factor();
            Vec2::abs(px - transform.translation * scale).cmple(node.size() * scale / 2.0).all()
        })
    }
}
