//! Makes the small paper sounds: `cargo run --example sounds --no-default-features` writes them into `assets/sounds`.
//! All of them are shaped noise and damped wood; the same bytes every time.

use std::{error::Error, f32::consts::TAU, path::Path};

/// Samples a second.
const RATE: u32 = 22_050;
/// How loud the loudest sample is, of full scale.
const PEAK: f32 = 0.32;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/sounds");
    std::fs::create_dir_all(&folder)?;
    for (name, sound) in [
        ("page", page()),
        ("drawer", drawer(false)),
        ("put-away", drawer(true)),
        ("laid-down", laid_down()),
        ("shutters", shutters()),
    ] {
        write(&folder.join(format!("{name}.wav")), &sound)?;
    }
    Ok(())
}

fn write(path: &Path, sound: &[f32]) -> Result<(), hound::Error> {
    let spec = hound::WavSpec { channels: 1, sample_rate: RATE, bits_per_sample: 16, sample_format: hound::SampleFormat::Int };
    let loudest = sound.iter().fold(0.0f32, |loudest, sample| loudest.max(sample.abs())).max(1e-6);
    let mut file = hound::WavWriter::create(path, spec)?;
    for sample in sound {
        file.write_sample((sample / loudest * PEAK * f32::from(i16::MAX)) as i16)?;
    }
    file.finalize()
}

/// Noise that is always the same, -1 to 1.
struct Noise(u32);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// Lets through what lies between two pitches, Hz: two one-pole filters, one taken from the other.
#[derive(Default)]
struct Band {
    low: f32,
    high: f32,
}

impl Band {
    fn pass(&mut self, sample: f32, from_hz: f32, to_hz: f32) -> f32 {
        let share = |hz: f32| 1.0 - (-TAU * hz / RATE as f32).exp();
        self.high += (sample - self.high) * share(to_hz);
        self.low += (self.high - self.low) * share(from_hz);
        self.high - self.low
    }
}

fn over(seconds: f32, mut at: impl FnMut(f32) -> f32) -> Vec<f32> {
    let count = (seconds * RATE as f32) as usize;
    (0..count).map(|i| at(i as f32 / RATE as f32)).collect()
}

/// Rises to 1 at `top` and falls away, s.
fn swell(t: f32, top: f32, fall: f32) -> f32 {
    if t < top { (t / top).powi(2) } else { (-(t - top) / fall).exp() }
}

/// A damped tone, as wood or thick paper gives it.
fn knock(t: f32, hz: f32, fall: f32) -> f32 {
    if t < 0.0 { 0.0 } else { (TAU * hz * t).sin() * (-t / fall).exp() }
}

/// A leaf is lifted, swings over and settles.
fn page() -> Vec<f32> {
    let (mut noise, mut band, mut crackle) = (Noise(7), Band::default(), 0.0f32);
    over(0.5, |t| {
        let grain = noise.next();
        if noise.next() > 0.985 {
            crackle = noise.next().abs();
        }
        crackle *= 0.97;
        let air = swell(t, 0.16, 0.07) + 0.5 * swell((t - 0.22).max(0.0), 0.06, 0.05);
        let pitch = 900.0 + 2_600.0 * (t / 0.3).min(1.0);
        band.pass(grain, pitch, pitch * 2.4) * air * (0.45 + crackle) + 0.08 * knock(t - 0.33, 180.0, 0.03)
    })
}

/// A box of thick paper slides, and stops. Closing ends with the softer stop.
fn drawer(closing: bool) -> Vec<f32> {
    let (mut noise, mut band) = (Noise(23), Band::default());
    let stop = if closing { 0.26 } else { 0.18 };
    over(stop + 0.14, |t| {
        let slide = if t < stop { (t / stop * std::f32::consts::PI).sin() } else { 0.0 };
        let pitch = if closing { 700.0 - 900.0 * t } else { 420.0 + 900.0 * t };
        let thud = if closing { 0.5 } else { 0.7 };
        band.pass(noise.next(), pitch, pitch * 3.0) * slide + thud * 0.35 * knock(t - stop, 150.0, 0.028)
    })
}

/// A cut-out is laid on paper with one finger.
fn laid_down() -> Vec<f32> {
    let (mut noise, mut band) = (Noise(41), Band::default());
    over(0.16, |t| {
        let brush = band.pass(noise.next(), 500.0, 2_400.0) * swell(t, 0.012, 0.02);
        brush + 0.6 * knock(t - 0.012, 210.0, 0.022)
    })
}

/// Two small wooden leaves meet.
fn shutters() -> Vec<f32> {
    let (mut noise, mut band) = (Noise(59), Band::default());
    over(0.3, |t| {
        let touch = |at: f32, hz: f32| knock(t - at, hz, 0.02) + 0.5 * knock(t - at, hz * 2.7, 0.009);
        let hinge = band.pass(noise.next(), 300.0, 1_200.0) * if t < 0.14 { (t / 0.14 * 3.1).sin() * 0.35 } else { 0.0 };
        hinge + 0.7 * touch(0.12, 330.0) + 0.55 * touch(0.165, 390.0)
    })
}
