//! Keeps the session on the table in the vault, and the table closed to whoever has not the PIN.
//!
//! Every change is handed to the saver in the frame it was made in; the saver works on a thread of its own. What hides the page
//! (the curtain, the escape key, another program coming to the front, a while without a touch) hides it in the same frame, and
//! only the PIN brings it back.
//! Must not know: how screens look.

use super::{
    canvas::{CanvasSystems, fingers::OneFinger, live::LiveInk, tiles::PaintAhead},
    desk::{Desk, Does, Pad, Screen, Tool},
    keyboard,
    sitting::{Clock, Sitting, Studio},
};
use crate::{
    session::{MarkKind, Rub, Session, Stroke},
    settings::Settings,
    vault::{
        Cost, Entry, Keeper, MakeKey, MemoryStorage, Saver, Saving, SessionKeyId, Standing, Storage, Vault, VaultError, Voices,
        check_pin, is_there, made_here, made_with,
    },
};
use bevy::{
    input::{
        ButtonState,
        keyboard::{Key, KeyboardInput},
        touch::TouchInput,
    },
    input_focus::{InputFocus, InputFocusVisible},
    prelude::*,
    ui_widgets::Button,
    window::WindowFocused,
};
use std::{
    io,
    path::PathBuf,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Waker},
    time::Duration,
};
use zeroize::{Zeroize, Zeroizing};

pub use crate::vault::now_s;

/// A stroke under the finger is kept piece by piece, every so many ms.
pub const LIVE_PIECE_MS: u64 = 1_000;
/// No PIN or passphrase is longer, letters.
const LONGEST_PIN: usize = 64;

/// Makes an empty session of today: what a new one begins as.
pub type Fresh = Arc<dyn Fn() -> Session + Send + Sync>;

/// Begins to make the key of a PIN, with its salt and cost; or, with nothing, lets go of a key that was begun.
pub type BeginKey = fn(Option<(&str, [u8; 16], Cost)>);

/// Where the agency's decisions are written down.
#[derive(Default)]
pub enum SettingsKept {
    /// Nowhere: they hold until the app is closed.
    #[default]
    Nowhere,
    /// In a file.
    File(PathBuf),
    /// Wherever this puts their text.
    By(fn(&str) -> io::Result<()>),
}

impl SettingsKept {
    fn keep(&self, settings: &Settings) -> io::Result<()> {
        match self {
            Self::Nowhere => Ok(()),
            Self::File(file) => settings.write(file),
            Self::By(keep) => keep(&settings.to_text()?),
        }
    }
}

/// Where the vault is on its way to being open.
enum Door {
    /// There is none: a PIN is to be chosen, and chosen once more.
    None(Mutex<Box<dyn Storage>>, Option<Zeroizing<String>>),
    /// It is locked.
    Locked(Mutex<Box<dyn Storage>>),
    /// A PIN is being tried at it.
    Trying,
    /// It is open.
    Open(Vault),
    /// Nothing is kept: for benches and the like.
    Without,
}

/// How far a change of the PIN is.
#[derive(Default)]
enum Changing {
    /// The old one is asked for.
    #[default]
    Old,
    /// The new one is asked for.
    New(Zeroizing<String>),
    /// The new one is asked for once more.
    Again(Zeroizing<String>, Zeroizing<String>),
}

/// The vault, what keeps the session in it, and the PIN as far as it has been typed.
#[derive(Resource)]
pub struct Keeping {
    door: Door,
    saver: Option<Saver>,
    voices: Option<Voices>,
    id: Option<SessionKeyId>,
    fresh: Option<Fresh>,
    /// What the agency decided.
    pub settings: Settings,
    settings_kept: SettingsKept,
    typed: Zeroizing<String>,
    changing: Changing,
    make_key: MakeKey,
    begin_key: BeginKey,
    /// What was typed when a key was last begun, or let go.
    begun_for: Zeroizing<String>,
    /// The try that is going on, and what it is for.
    trying: Option<(Pad, Mutex<Coming>)>,
    /// One plain sentence about the last try.
    pub said: String,
    /// How saving stands, as far as the screens know.
    pub saving: Saving,
    pending: bool,
    live_since_ms: Option<u64>,
    live_kept_ms: u64,
    touched_ms: u64,
}

/// What the screens need to know of the keeping.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Told {
    /// Letters of the PIN typed so far.
    pub typed: usize,
    /// One plain sentence.
    pub said: String,
    /// How saving stands.
    pub failing: Option<String>,
}

impl Keeping {
    fn new(door: Door) -> Self {
        Self {
            door,
            saver: None,
            voices: None,
            id: None,
            fresh: None,
            settings: Settings::default(),
            settings_kept: SettingsKept::Nowhere,
            typed: Zeroizing::new(String::new()),
            changing: Changing::Old,
            make_key: made_here,
            begin_key: |_| {},
            begun_for: Zeroizing::default(),
            trying: None,
            said: String::new(),
            saving: Saving::Saved,
            pending: false,
            live_since_ms: None,
            live_kept_ms: 0,
            touched_ms: 0,
        }
    }

    /// Nothing is kept.
    pub fn without() -> Self {
        Self::new(Door::Without)
    }

    /// Keeps with this keeper from now on: the vault is open.
    pub fn with(keeper: Keeper) -> Self {
        let mut keeping = Self::new(Door::Open(keeper.vault().clone()));
        keeping.keep_with(keeper);
        keeping
    }

    /// Keeps a session in a vault in memory, opened by `pin`: for playing and for tests.
    pub fn in_memory(session: &Session, pin: &str) -> Result<Self, VaultError> {
        let vault = Vault::create(Box::new(MemoryStorage::default()), pin, Cost::LEAST)?;
        Ok(Self::with(vault.begin(session, now_s())?))
    }

    /// With what the agency decided, and where it is written down.
    pub fn deciding(self, settings: Settings, settings_kept: SettingsKept) -> Self {
        Self { settings, settings_kept, ..self }
    }

    /// With PINs' keys worked out by this, and begun by that while the hand is still on its way to the button.
    pub fn making_keys(self, make_key: MakeKey, begin_key: BeginKey) -> Self {
        Self { make_key, begin_key, ..self }
    }

    /// Decides anew. What could not be written down holds until the app is closed, and that is said.
    pub fn decide(&mut self, settings: Settings) {
        self.settings = settings;
        self.said = match self.settings_kept.keep(&self.settings) {
            Err(error) => format!("This could not be written down and holds only for today: {error}."),
            Ok(()) => String::new(),
        };
    }

    /// New sessions begin as `fresh` makes them.
    pub fn offering(self, fresh: Fresh) -> Self {
        Self { fresh: Some(fresh), ..self }
    }

    /// A vault in a file, still closed, or still to be made.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn in_file(path: &std::path::Path, fresh: Fresh) -> Result<Self, VaultError> {
        Self::in_storage(Box::new(crate::vault::FileStorage::open(path)?), fresh)
    }

    /// A vault in a storage, still closed, or still to be made.
    pub fn in_storage(storage: Box<dyn Storage>, fresh: Fresh) -> Result<Self, VaultError> {
        let there = is_there(&*storage)?;
        let storage = Mutex::new(storage);
        let door = if there { Door::Locked(storage) } else { Door::None(storage, None) };
        Ok(Self { fresh: Some(fresh), ..Self::new(door) })
    }

    /// What a screen for an app that starts with this vault is.
    pub fn first_screen(&self) -> Screen {
        match self.door {
            Door::None(..) | Door::Locked(_) | Door::Trying => Screen::Locked,
            Door::Open(_) | Door::Without => Screen::Cover,
        }
    }

    /// Whether there is a PIN between the child's side and the worker's.
    pub fn has_pin(&self) -> bool {
        !matches!(self.door, Door::Without)
    }

    /// Whether a PIN is still to be chosen, and whether it was typed once already.
    pub fn is_new(&self) -> Option<bool> {
        match &self.door {
            Door::None(_, first) => Some(first.is_some()),
            _ => None,
        }
    }

    /// What a change of the PIN asks for now.
    pub fn asks(&self) -> &'static str {
        match self.changing {
            Changing::Old => "The PIN as it is now",
            Changing::New(_) => "The new PIN: six digits or more",
            Changing::Again(..) => "The new PIN once more",
        }
    }

    /// What the screens need to know.
    pub fn told(&self) -> Told {
        let failing = if let Saving::Failing(why) = &self.saving { Some(why.clone()) } else { None };
        Told { typed: self.typed.chars().count(), said: self.said.clone(), failing }
    }

    fn keep_with(&mut self, keeper: Keeper) {
        self.id = Some(keeper.id());
        self.voices = Some(keeper.voices());
        self.saver = Some(Saver::new(keeper));
        self.pending = false;
    }

    /// Where the recordings of the session on the table are kept; none where nothing is.
    pub fn voices(&self) -> Option<&Voices> {
        self.voices.as_ref()
    }

    /// Waits until all is kept; false when it is not after `patience`.
    pub fn flush(&self, patience: Duration) -> bool {
        !self.pending && self.saver.as_ref().is_none_or(|saver| saver.flush(patience))
    }

    /// The sessions in the open vault, and when each is due to be erased.
    pub fn sessions(&self) -> Vec<Entry> {
        match &self.door {
            Door::Open(vault) => vault.list().unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// Notes that the session on the table was exported.
    pub fn mark_exported(&self) {
        if let (Door::Open(vault), Some(id)) = (&self.door, self.id) {
            let _ = vault.mark_exported(id, now_s());
        }
    }

    /// Begins to try what was typed, at what the pad was opened for. The typed letters are wiped whatever comes of it.
    fn begin_to_try(&mut self, pad: Pad) {
        let (typed, make) = (std::mem::take(&mut self.typed), self.make_key);
        let changing = std::mem::take(&mut self.changing);
        let door = match &self.door {
            // The saver goes on keeping.
            Door::Open(vault) => Door::Open(vault.clone()),
            Door::Without => Door::Without,
            Door::None(..) | Door::Locked(_) | Door::Trying => std::mem::replace(&mut self.door, Door::Trying),
        };
        self.said = "One moment.".into();
        let outcome: Coming = match (pad, door) {
            (Pad::Change, Door::Open(vault)) => Box::pin(change_pin(vault, changing, typed, make)),
            (_, door) => Box::pin(try_pin(door, typed, make)),
        };
        self.trying = Some((pad, Mutex::new(outcome)));
    }

    /// Whether a PIN is being tried.
    pub fn is_trying(&self) -> bool {
        self.trying.is_some()
    }

    /// What came of the try that was begun, and at what; nothing while the key is still being worked out.
    fn tried(&mut self) -> Option<(Pad, Result<bool, VaultError>)> {
        let (pad, outcome) = self.trying.as_mut()?;
        let outcome = outcome.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut();
        let Poll::Ready(outcome) = outcome.poll(&mut Context::from_waker(Waker::noop())) else { return None };
        let pad = *pad;
        self.trying = None;
        self.door = outcome.door;
        self.changing = outcome.changing;
        self.said = outcome.said.into();
        Some((pad, outcome.done))
    }

    /// Erases what was exported so long ago that it is due. What was never exported waits for the worker.
    fn erase_what_is_due(&self) {
        let Door::Open(vault) = &self.door else { return };
        for entry in vault.list().unwrap_or_default() {
            if let Ok(about) = entry.about
                && matches!(about.standing, Standing::Exported(_))
                && self.settings.retention.due_s(&about) <= now_s()
            {
                let _ = vault.erase(entry.key);
            }
        }
    }

    /// Somebody is there, at this time.
    #[cfg(target_arch = "wasm32")]
    pub fn touched(&mut self, now_ms: u64) {
        self.touched_ms = now_ms;
    }

    fn type_letter(&mut self, letter: char) {
        if self.typed.chars().count() < LONGEST_PIN && !letter.is_control() {
            self.typed.push(letter);
        }
    }
}

/// What comes of trying a PIN.
struct Outcome {
    door: Door,
    changing: Changing,
    said: &'static str,
    /// Whether that was all.
    done: Result<bool, VaultError>,
}

type Coming = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Tries a PIN at a door; where there is none, chooses it.
async fn try_pin(door: Door, typed: Zeroizing<String>, make: MakeKey) -> Outcome {
    let outcome = |door, done| Outcome { door, changing: Changing::Old, said: "", done };
    match door {
        Door::None(storage, None) => {
            let fine = check_pin(&typed);
            outcome(Door::None(storage, fine.is_ok().then_some(typed)), fine.map(|()| false))
        }
        Door::None(storage, Some(first)) if first != typed => {
            Outcome { said: "The two were not the same. Choose a PIN again.", ..outcome(Door::None(storage, None), Ok(false)) }
        }
        Door::None(storage, Some(first)) => {
            let storage = storage.into_inner().unwrap_or_else(PoisonError::into_inner);
            match Vault::create_by(make, storage, &first, Cost::STANDARD).await {
                Ok(vault) => outcome(Door::Open(vault), Ok(true)),
                Err((storage, error)) => outcome(Door::None(Mutex::new(storage), None), Err(error)),
            }
        }
        Door::Locked(storage) => {
            let storage = storage.into_inner().unwrap_or_else(PoisonError::into_inner);
            match Vault::unlock_by(make, storage, &typed, now_s()).await {
                Ok(vault) => outcome(Door::Open(vault), Ok(true)),
                Err((storage, error)) => outcome(Door::Locked(Mutex::new(storage)), Err(error)),
            }
        }
        Door::Open(vault) => {
            let right = vault.is_pin_by(make, &typed, now_s()).await;
            outcome(Door::Open(vault), right.map(|()| true))
        }
        door @ (Door::Without | Door::Trying) => outcome(door, Ok(true)),
    }
}

/// Takes what was typed as the next part of a change of the PIN.
async fn change_pin(vault: Vault, changing: Changing, typed: Zeroizing<String>, make: MakeKey) -> Outcome {
    let (changing, said, done) = match changing {
        Changing::Old => match vault.is_pin_by(make, &typed, now_s()).await {
            Ok(()) => (Changing::New(typed), "", Ok(false)),
            Err(error) => (Changing::Old, "", Err(error)),
        },
        Changing::New(old) => {
            let fine = check_pin(&typed);
            let next = if fine.is_ok() { Changing::Again(old, typed) } else { Changing::New(old) };
            (next, "", fine.map(|()| false))
        }
        Changing::Again(old, new) if new != typed => {
            (Changing::New(old), "The two were not the same. Type the new PIN again.", Ok(false))
        }
        Changing::Again(old, new) => match vault.change_pin_by(make, &old, &new, Cost::STANDARD, now_s()).await {
            Ok(()) => (Changing::Old, "The PIN is changed.", Ok(true)),
            Err(error) => (Changing::Old, "", Err(error)),
        },
    };
    Outcome { door: Door::Open(vault), changing, said, done }
}

/// What a touch on the pad or the list of sessions does.
#[derive(Event, Debug, Clone, PartialEq, Eq)]
pub enum Keep {
    /// One more digit.
    Digit(char),
    /// The last one was wrong.
    Back,
    /// That is the PIN.
    Enter,
    /// Not now.
    Leave,
    /// Begins a new session.
    New,
    /// Goes on with a session.
    GoOn(SessionKeyId),
    /// Erases the session on the table.
    Erase,
    /// To the list of sessions.
    List,
}

pub(super) fn plugin(app: &mut App) {
    app.add_observer(keep).add_observer(open_pad);
    app.add_systems(Update, (go_on_trying, hide, type_keys).before(CanvasSystems::Touch));
    app.add_systems(Last, (hand_to_saver, begin_key));
}

/// The worker's side lies behind the PIN.
#[derive(Event)]
pub struct AskPin(pub Pad);

fn open_pad(ask: On<AskPin>, mut desk: ResMut<Desk>, keeping: Res<Keeping>) {
    if keeping.has_pin() {
        desk.pad = Some(ask.0);
    } else {
        go_on(&mut desk, ask.0);
    }
}

/// Where the right PIN leads.
fn go_on(desk: &mut Desk, pad: Pad) {
    desk.pad = None;
    match pad {
        Pad::Return => desk.hidden = false,
        Pad::Worker => {
            desk.hidden = false;
            desk.go(Screen::HandOver);
        }
        Pad::Open | Pad::Change => desk.go(Screen::Sessions),
    }
}

#[expect(clippy::too_many_arguments, reason = "a system's parameters are what it reads")]
fn keep(
    what: On<Keep>,
    mut desk: ResMut<Desk>,
    mut sitting: ResMut<Sitting>,
    mut clock: ResMut<Clock>,
    mut keeping: ResMut<Keeping>,
    mut live: ResMut<LiveInk>,
    studio: Res<Studio>,
    mut commands: Commands,
) {
    // What is being tried is tried to its end.
    if keeping.is_trying() {
        return;
    }
    keeping.said.clear();
    match &*what {
        Keep::Digit(letter) => keeping.type_letter(*letter),
        Keep::Back => drop(keeping.typed.pop()),
        Keep::Leave => {
            keeping.typed.zeroize();
            keeping.changing = Changing::Old;
            desk.pad = None;
        }
        Keep::Enter => {
            let pad = if desk.screen == Screen::Locked { Pad::Open } else { desk.pad.unwrap_or(Pad::Return) };
            keeping.begin_to_try(pad);
            end_try(&mut keeping, &mut desk);
            // A browser takes a second for it, on a thread of its own.
            if keeping.is_trying() {
                commands.trigger(PaintAhead);
            }
        }
        Keep::New | Keep::GoOn(_) => {
            let Door::Open(vault) = &keeping.door else { return };
            let opened = match (&*what, keeping.fresh.clone()) {
                (Keep::GoOn(id), _) => vault.open(*id),
                (_, Some(fresh)) => {
                    let mut session = fresh();
                    session.child.language.clone_from(&keeping.settings.language);
                    // The worker of the last session is most likely the worker of this one.
                    if session.setting.worker.name.is_empty()
                        && let Some((last, _)) = vault.list().ok().and_then(|all| vault.open(all.first()?.key).ok())
                    {
                        session.setting.worker = last.setting.worker;
                    }
                    vault.begin(&session, now_s()).map(|keeper| (session, keeper))
                }
                (_, None) => return,
            };
            match opened {
                Ok((session, keeper)) => {
                    // Time goes on after the last thing that happened.
                    clock.go_on_from(session.latest_ms());
                    keeping.touched_ms = clock.now_ms;
                    let studio = Studio::new(studio.artwork.clone(), studio.typesetter.clone(), &session.theme.name);
                    commands.insert_resource(studio);
                    // A session that was begun with the child goes on where the child was; a fresh one begins with the book.
                    let begun = session.depth() > 0 || session.can_redo() || !session.visit_order.is_empty();
                    let screen = if begun { Screen::Page } else { Screen::Prepare };
                    sitting.0 = session;
                    live.drop_it();
                    keeping.keep_with(keeper);
                    *desk = Desk { screen, ..Desk::default() };
                }
                Err(error) => keeping.said = sentence(&error.to_string()),
            }
        }
        Keep::Erase => {
            let (Door::Open(vault), Some(id)) = (&keeping.door, keeping.id) else { return };
            let vault = vault.clone();
            keeping.saver = None;
            keeping.voices = None;
            keeping.pending = false;
            match vault.erase(id) {
                Ok(()) => {
                    keeping.id = None;
                    desk.screen = Screen::Sessions;
                }
                Err(error) => keeping.said = sentence(&error.to_string()),
            }
        }
        Keep::List => desk.go(Screen::Sessions),
    }
}

/// A try whose key takes a while to work out is looked at in every frame.
fn go_on_trying(mut keeping: ResMut<Keeping>, mut desk: ResMut<Desk>) {
    if keeping.is_trying() {
        end_try(&mut keeping, &mut desk);
    }
}

/// A PIN's key begins to be made when what is typed may be all of it. Whatever else is typed, or wiped, lets go of it. It is no try: what
/// the key opens is asked only then, and counted before.
fn begin_key(mut keeping: ResMut<Keeping>) {
    let keeping = keeping.bypass_change_detection();
    if keeping.is_trying() || keeping.begun_for == keeping.typed {
        return;
    }
    keeping.begun_for = keeping.typed.clone();
    let old = matches!(keeping.changing, Changing::Old);
    let whole = old && keeping.typed.chars().all(|c| c.is_ascii_digit()) && check_pin(&keeping.typed).is_ok();
    let made_with = match &mut keeping.door {
        Door::Locked(storage) if whole => made_with(&**storage.get_mut().unwrap_or_else(PoisonError::into_inner)),
        Door::Open(vault) if whole => vault.made_with(),
        _ => None,
    };
    (keeping.begin_key)(made_with.map(|(salt, cost)| (keeping.typed.as_str(), salt, cost)));
}

/// Goes on to where the right PIN leads, or says what was wrong.
fn end_try(keeping: &mut Keeping, desk: &mut Desk) {
    match keeping.tried() {
        Some((pad, Ok(true))) => {
            if pad == Pad::Open {
                keeping.erase_what_is_due();
            }
            // A page that was hidden in the meantime stays hidden.
            if desk.pad == Some(pad) || desk.screen == Screen::Locked {
                go_on(desk, pad);
            }
        }
        Some((_, Err(error))) => keeping.said = sentence(&error.to_string()),
        Some((_, Ok(false))) | None => {}
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

/// Hides the page, at once: another program is in front, a key was pressed, or nobody has touched it for a while.
fn hide(
    mut focus: MessageReader<WindowFocused>,
    mut keys: MessageReader<KeyboardInput>,
    mut touches: MessageReader<TouchInput>,
    mut pressed: MessageReader<bevy::input::mouse::MouseButtonInput>,
    clock: Res<Clock>,
    mut keeping: ResMut<Keeping>,
    mut desk: ResMut<Desk>,
) {
    let lost = focus.read().any(|focus| !focus.focused);
    let mut key = false;
    for input in keys.read().filter(|input| input.state == ButtonState::Pressed) {
        key |= matches!(input.logical_key, Key::Escape | Key::BrowserBack | Key::GoBack);
        keeping.bypass_change_detection().touched_ms = clock.now_ms;
    }
    // Who is telling something has not left the page alone.
    if touches.read().count() + pressed.read().count() > 0 || desk.voice.recording {
        keeping.bypass_change_detection().touched_ms = clock.now_ms;
    }
    let idle =
        clock.now_ms.saturating_sub(keeping.touched_ms) > u64::from(keeping.settings.hide_after_minutes) * 60_000 && clock.runs();
    // Over a page that is hidden already only the pad may lie, and it goes too, with what was typed on it.
    let can = keeping.has_pin() && (!desk.hidden || desk.pad.is_some()) && !matches!(desk.screen, Screen::Locked);
    if can && (lost || key || idle) {
        keeping.typed.zeroize();
        desk.hide();
    }
}

/// Letters and digits from a keyboard go to the pad while it is open.
fn type_keys(
    mut keys: MessageReader<KeyboardInput>,
    focus: Res<InputFocus>,
    visible: Res<InputFocusVisible>,
    buttons: Query<(), With<Button>>,
    desk: Res<Desk>,
    mut commands: Commands,
) {
    let open = desk.pad.is_some() || desk.screen == Screen::Locked;
    let on_button = keyboard::is_on_button(&focus, &visible, &buttons);
    for input in keys.read().filter(|input| open && input.state == ButtonState::Pressed) {
        match &input.logical_key {
            Key::Enter | Key::Space if on_button => {}
            Key::Enter => commands.trigger(Keep::Enter),
            Key::Backspace => commands.trigger(Keep::Back),
            _ => input.text.iter().flat_map(|text| text.chars()).for_each(|letter| commands.trigger(Keep::Digit(letter))),
        }
    }
}

/// Hands what changed to the saver, once the finger is up; and a long stroke in pieces while it is not.
fn hand_to_saver(
    sitting: Res<Sitting>,
    desk: Res<Desk>,
    clock: Res<Clock>,
    finger: Res<OneFinger>,
    live: Res<LiveInk>,
    mut keeping: ResMut<Keeping>,
) {
    let now = keeping.bypass_change_detection();
    let Some(saver) = &now.saver else { return };
    now.pending |= sitting.is_changed();
    match live.so_far() {
        None => now.live_since_ms = None,
        Some((samples, colour, width_mm)) => {
            let since = *now.live_since_ms.get_or_insert(clock.now_ms);
            now.live_kept_ms = now.live_kept_ms.max(since);
            if clock.now_ms.saturating_sub(now.live_kept_ms) >= LIVE_PIECE_MS {
                now.live_kept_ms = clock.now_ms;
                let samples = samples.to_vec();
                let kind = match (desk.tool, colour) {
                    (Tool::Rubber, _) | (_, None) => MarkKind::Rub(Arc::new(Rub { width_mm, samples })),
                    (_, Some(colour)) => {
                        MarkKind::Stroke(Arc::new(Stroke { brush: desk.brush, colour: colour.into(), width_mm, samples }))
                    }
                };
                saver.save_live(kind, since);
            }
        }
    }
    if now.pending && !finger.is_down() {
        now.pending = false;
        saver.save(sitting.0.clone());
    }
    let saving = saver.saving();
    let tell = matches!((&saving, &now.saving), (Saving::Failing(_), _) | (_, Saving::Failing(_))) && saving != now.saving;
    now.saving = saving;
    if tell {
        keeping.set_changed();
    }
}

/// Controls that keep: what they trigger.
impl From<Keep> for Does {
    fn from(keep: Keep) -> Self {
        Self::Keep(keep)
    }
}
