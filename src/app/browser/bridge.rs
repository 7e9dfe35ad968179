//! The words between the app and the page's script: functions of the object `threeHouses`, called by name.
//! Must not know: what is done with them.

use super::{HandedOver, News};
use crate::vault::{Change, Cost, Key, KeyComing, Record, Settled, StorageError, VaultError};
use bevy::math::Vec2;
use js_sys::{Array, Date, Float32Array, Function, Int16Array, Reflect, Uint8Array, Uint8ClampedArray};
use std::{
    future::{poll_fn, ready},
    io,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use zeroize::Zeroizing;

/// Calls a function of the page's. Nothing if it is not there or throws.
fn call(name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let page = Reflect::get(&js_sys::global(), &"threeHouses".into()).ok()?;
    let function: Function = Reflect::get(&page, &name.into()).ok()?.dyn_into().ok()?;
    Reflect::apply(&function, &page, &arguments.iter().collect::<Array>()).ok()
}

fn bytes(value: &JsValue) -> Vec<u8> {
    value.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).unwrap_or_default()
}

fn text(value: &JsValue) -> String {
    value.as_string().unwrap_or_default()
}

fn rows(value: Option<JsValue>) -> Vec<Array> {
    let rows = value.and_then(|value| value.dyn_into::<Array>().ok());
    rows.map(|rows| rows.iter().filter_map(|row| row.dyn_into().ok()).collect()).unwrap_or_default()
}

/// The date as `YYYY-MM-DD` and the seconds of the day, by the tablet's clock.
pub fn today() -> (String, u32) {
    let now = Date::new_0();
    let date = format!("{:04}-{:02}-{:02}", now.get_full_year(), now.get_month() + 1, now.get_date());
    (date, now.get_hours() * 3600 + now.get_minutes() * 60 + now.get_seconds())
}

/// The app cannot be opened.
pub(super) fn cannot_open(why: &str) {
    call("cannotOpen", &[why.into()]);
}

/// The app has stopped; where in the program.
pub(super) fn stopped(place: &str) {
    call("stopped", &[place.into()]);
}

/// All records that are kept. The page lets go of its copy.
pub(super) fn records() -> Vec<Record> {
    rows(call("records", &[])).iter().map(|row| (bytes(&row.get(0)), bytes(&row.get(1)))).collect()
}

/// Begins to keep changes, all of them or none.
pub(super) fn keep(changes: &[Change]) {
    let row = |change: &Change| match change {
        Change::Put(key, value) => {
            Array::of2(&Uint8Array::from(key.as_slice()).into(), &Uint8Array::from(value.as_slice()).into())
        }
        Change::Remove(key) => Array::of2(&Uint8Array::from(key.as_slice()).into(), &JsValue::NULL),
    };
    call("keep", &[changes.iter().map(row).collect::<Array>().into()]);
}

/// How what was to be kept stands.
pub(super) fn settled() -> Settled {
    match call("settled", &[]).map(|told| text(&told)).as_deref() {
        Some("kept") => Settled::Kept,
        Some("going") => Settled::Going,
        Some("full") => Settled::Failing(StorageError::Full),
        Some(why) => Settled::Failing(StorageError::Failed(why.to_owned())),
        None => Settled::Failing(StorageError::Failed("the browser does not answer".into())),
    }
}

/// A key that is being worked out, and what out of.
struct Begun {
    pin: Zeroizing<String>,
    made_with: ([u8; 16], Cost),
    came: Arc<Mutex<Option<Result<Key, VaultError>>>>,
}

/// The key that was begun before anybody asked for it.
static BEGUN: Mutex<Option<Begun>> = Mutex::new(None);

/// Begins to work a key out of a PIN by another instance of the program, on a thread of its own, which is thrown away with all its
/// memory: a program's own memory never shrinks. Nothing if there is no such thread.
fn work_out(pin: &str, salt: [u8; 16], cost: Cost) -> Option<Begun> {
    let came = Arc::new(Mutex::new(None));
    let told = {
        let came = came.clone();
        move |key: JsValue| {
            let key = Zeroizing::new(bytes(&key));
            let key = key.first_chunk().map(|key| Key::new(*key)).ok_or(VaultError::NoKey);
            *came.lock().unwrap_or_else(PoisonError::into_inner) = Some(key);
        }
    };
    let [pin_bytes, salt_bytes] = [pin.as_bytes(), &salt].map(|bytes| Uint8Array::from(bytes).into());
    let told = Closure::<dyn Fn(JsValue)>::new(told).into_js_value();
    call("workOutKey", &[pin_bytes, salt_bytes, cost.memory_kib.into(), cost.passes.into(), told])?;
    Some(Begun { pin: Zeroizing::new(pin.to_owned()), made_with: (salt, cost), came })
}

/// Begins a key before anybody asks for it; or lets go of one.
pub(super) fn begin_key(of: Option<(&str, [u8; 16], Cost)>) {
    let begun = of.and_then(|(pin, salt, cost)| work_out(pin, salt, cost));
    if begun.is_none() {
        call("forgetKey", &[]);
    }
    *BEGUN.lock().unwrap_or_else(PoisonError::into_inner) = begun;
}

/// A key out of a PIN, worked out elsewhere: the one that was begun, if it is that.
pub(super) fn key_elsewhere(pin: &str, salt: [u8; 16], cost: Cost) -> KeyComing {
    let begun = BEGUN.lock().unwrap_or_else(PoisonError::into_inner).take();
    let begun = begun.filter(|begun| *begun.pin == pin && begun.made_with == (salt, cost));
    let Some(Begun { came, .. }) = begun.or_else(|| work_out(pin, salt, cost)) else {
        return Box::pin(ready(Err(VaultError::NoKey)));
    };
    Box::pin(poll_fn(move |_| {
        let key = came.lock().unwrap_or_else(PoisonError::into_inner).take();
        key.map_or(Poll::Pending, Poll::Ready)
    }))
}

/// In that other instance: tells the thread what works a key out of a PIN. False where this is the app.
pub(super) fn works_keys_out(work: impl Fn(&str, &[u8; 16], Cost) -> Option<Key> + 'static) -> bool {
    let work = move |asked: Array| {
        let key = || {
            let pin = Zeroizing::new(String::from_utf8(bytes(&asked.get(0))).ok()?);
            let salt = *bytes(&asked.get(1)).first_chunk()?;
            let [memory_kib, passes] = [2, 3].map(|at| asked.get(at).as_f64().unwrap_or_default() as u32);
            work(&pin, &salt, Cost { memory_kib, passes })
        };
        key().map_or(JsValue::NULL, |key| Uint8Array::from(key.as_slice()).into())
    };
    call("worksKeysOut", &[Closure::<dyn Fn(Array) -> JsValue>::new(work).into_js_value()]).is_some()
}

/// What the agency decided, if anything.
pub(super) fn settings() -> Option<String> {
    call("settings", &[])?.as_string()
}

/// Keeps what the agency decided.
pub(super) fn keep_settings(settings: &str) -> io::Result<()> {
    call("keepSettings", &[settings.into()]).map(drop).ok_or_else(|| io::Error::other("the browser does not answer"))
}

/// Lends the page a font for its own fields, under a family's name.
pub(super) fn lend_font(family: &str, font: &[u8]) {
    call("lendFont", &[family.into(), Uint8Array::from(font).into()]);
}

/// Asks for a font, by its file's name without the ending.
pub(super) fn ask_for_font(name: &str) {
    call("askForFont", &[name.into()]);
}

/// Shows what is on the glass to those who cannot see it: rows of key, role, name, left, top, width, height in logical px, letters'
/// size, text.
pub(super) fn show(rows: &Array) {
    call("show", &[rows.into()]);
}

/// The page may be seen again: what had to be covered is covered by the app now.
pub(super) fn uncover() {
    call("uncover", &[]);
}

/// While ink is wet, the page brings the moves of the finger that draws to this: places in logical px, with their pressures.
pub(super) fn draw_with(draw: impl Fn(&[[f32; 3]]) + 'static) {
    let draw = move |moves: JsValue| {
        let moves = moves.dyn_ref::<Float32Array>().map(Float32Array::to_vec).unwrap_or_default();
        draw(moves.as_chunks().0);
    };
    call("drawWith", &[Closure::<dyn Fn(JsValue)>::new(draw).into_js_value()]);
}

/// Ink is wet from now on: a touch, by its number, draws it on a page whose top left corner is there (logical px), with so many of its
/// pixels to the logical one.
pub(super) fn wet_ink(touch: u64, page: Vec2, scale: f32) {
    call("wetInk", &[(touch as f64).into(), page.x.into(), page.y.into(), scale.into()]);
}

/// Lays pixels over a tile of the page, each at its own place, px: rows of `width`.
pub(super) fn lay_ink(tile: (i32, i32), at: (usize, usize), width: usize, pixels: &[u8]) {
    let numbers = [tile.0 as f64, tile.1 as f64, at.0 as f64, at.1 as f64, width as f64].map(JsValue::from);
    let [left, top, x, y, width] = numbers;
    call("layInk", &[left, top, x, y, width, Uint8ClampedArray::from(pixels).into()]);
}

/// No ink is wet any more: what was laid goes when the app's own picture is seen, or at once.
pub(super) fn dry_ink(at_once: bool) {
    call("dryInk", &[at_once.into()]);
}

/// Plays a sound, by its file's path below `assets/`.
pub fn play(file: &str) {
    call("play", &[file.into()]);
}

/// Silence, at once.
pub fn hush() {
    call("hush", &[]);
}

/// What the page's microphone tells.
pub(super) enum Heard {
    /// A handful of sound, at the rate it was asked for.
    Sound(Zeroizing<Vec<f32>>),
    /// It may listen. Where there are several microphones, which one does.
    Allowed(Option<String>),
    /// It does not listen, or not any more: the browser's name for why.
    Lost(String),
}

/// Asks for the microphone, and tells what comes of it until [`stop_listening`].
pub(super) fn listen(rate: u32, hear: impl Fn(Heard) + 'static) {
    let told = move |what: JsValue, value: JsValue| match text(&what).as_str() {
        "sound" => hear(Heard::Sound(value.dyn_ref::<Float32Array>().map(Float32Array::to_vec).unwrap_or_default().into())),
        "allowed" => hear(Heard::Allowed(value.as_string())),
        _ => hear(Heard::Lost(text(&value))),
    };
    call("listen", &[rate.into(), Closure::<dyn Fn(JsValue, JsValue)>::new(told).into_js_value()]);
}

/// The microphone is let go, at once.
pub(super) fn stop_listening() {
    call("stopListening", &[]);
}

/// Plays a recording, so many times as fast as it was.
pub(super) fn speak(sound: &[i16], rate: u32, speed: f32) {
    call("speak", &[Int16Array::from(sound).into(), rate.into(), speed.into()]);
}

/// Whether a recording is to be heard: "soon", "now", or "over".
pub(super) fn speaking() -> String {
    call("speaking", &[]).map(|told| text(&told)).unwrap_or_default()
}

/// No recording is heard any more.
pub(super) fn stop_speaking() {
    call("stopSpeaking", &[]);
}

/// Lays the export ready, for the worker's next touch.
pub fn offer(name: &str, zip: &[u8]) {
    call("offer", &[name.into(), Uint8Array::from(zip).into()]);
}

/// Hands over what lies ready, by the share sheet or as a download.
pub fn hand_over() {
    call("handOver", &[]);
}

/// The page wakes the app with this when it has something to tell.
pub(super) fn be_woken_by(wake: impl Fn() + 'static) {
    call("wakeWith", &[Closure::<dyn Fn()>::new(wake).into_js_value()]);
}

/// What the page has to tell since it was asked last.
pub(super) fn news() -> impl Iterator<Item = Result<News, HandedOver>> {
    rows(call("news", &[])).into_iter().filter_map(|row| {
        let (first, second) = (row.get(1), row.get(2));
        Some(match text(&row.get(0)).as_str() {
            "press" => Ok(News::Press(text(&first))),
            "write" => Ok(News::Write(text(&first), text(&second))),
            "font" => Ok(News::Font(text(&first), (!second.is_null()).then(|| bytes(&second)))),
            "away" => Ok(News::Away),
            "taken" => Err(HandedOver::Taken(text(&first))),
            "refused" => Err(HandedOver::Refused(text(&first))),
            _ => return None,
        })
    })
}
