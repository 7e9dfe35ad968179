//! The tablet's own microphone. The only file that knows the audio library.
//! Must not know: what is done with the sound.

use super::{Ear, Microphone, Open, Trouble};
use cpal::{
    BufferSize, BuildStreamError, DefaultStreamConfigError, FromSample, SampleFormat, SizedSample, StreamConfig, StreamError,
    SupportedBufferSize, SupportedStreamConfig,
    traits::{DeviceTrait, HostTrait, StreamTrait},
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Handfuls of sound that are asked for in a second. Nobody listens live, so there is no hurry, and a busy tablet misses nothing.
const HANDFULS: u32 = 20;

/// The microphone that the system says is the one to use, at its own rate.
#[derive(Debug, Clone, Copy, Default)]
pub struct Device;

impl Microphone for Device {
    fn open(&self, ear: Ear) -> Result<Open, Trouble> {
        // The library panics where the system's sound is set up wrongly; that is a sentence too.
        catch_unwind(AssertUnwindSafe(|| open(ear)))
            .unwrap_or_else(|_| Err(Trouble::Other("the system's sound is not set up".into())))
    }
}

fn open(ear: Ear) -> Result<Open, Trouble> {
    let host = cpal::default_host();
    let device = host.default_input_device().ok_or(Trouble::None)?;
    // Only what is plugged in counts; a system lists many names for the same thing.
    let plugged: Vec<_> = host.input_devices().map(|all| all.filter(is_plugged_in).collect()).unwrap_or_default();
    let unplayable = |described: String| why(&described, !plugged.is_empty());
    let config = device.default_input_config().map_err(|error| match error {
        DefaultStreamConfigError::DeviceNotAvailable => unplayable(String::new()),
        DefaultStreamConfigError::StreamTypeNotSupported => Trouble::None,
        DefaultStreamConfigError::BackendSpecific { err } => unplayable(err.description),
    })?;
    let stream = listen(&device, &config, ear).map_err(|error| match error {
        BuildStreamError::BackendSpecific { err } => unplayable(err.description),
        BuildStreamError::DeviceNotAvailable => unplayable(String::new()),
        other => Trouble::Other(other.to_string().to_lowercase()),
    })?;
    stream.play().map_err(|error| unplayable(error.to_string()))?;
    let mut cards: Vec<String> = plugged.iter().filter_map(card).collect();
    cards.sort();
    cards.dedup();
    let name = device.description().map(|described| described.name().to_owned()).unwrap_or_default();
    let notice = (cards.len() > 1).then_some(Trouble::Several(name));
    Ok(Open { rate: config.sample_rate(), notice, stream: Box::new(stream) })
}

/// Whether a device is a thing and not a name for something else. Only one system mixes the two.
fn is_plugged_in(device: &cpal::Device) -> bool {
    !cfg!(target_os = "linux") || device.id().is_ok_and(|id| id.to_string().contains("CARD="))
}

/// What a device is part of: one card has many names.
fn card(device: &cpal::Device) -> Option<String> {
    let id = device.id().ok()?.to_string();
    let named = id.split("CARD=").nth(1).and_then(|rest| rest.split(',').next()).map(str::to_owned);
    Some(named.unwrap_or(id))
}

/// Why a microphone does not open, from what the system says, if it says anything.
fn why(described: &str, any_plugged_in: bool) -> Trouble {
    let said = described.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| said.contains(word));
    if says(&["permission", "denied", "not permitted", "not allowed", "0x80070005"]) {
        Trouble::Refused
    } else if says(&["busy", "in use", "exclusive", "0x8889000a"]) || described.is_empty() && any_plugged_in {
        Trouble::Held
    } else if described.is_empty() || says(&["no such", "not found", "refused", "no device"]) {
        Trouble::None
    } else {
        Trouble::Other(said)
    }
}

fn listen(device: &cpal::Device, config: &SupportedStreamConfig, ear: Ear) -> Result<cpal::Stream, BuildStreamError> {
    let mut wanted: StreamConfig = config.config();
    // Devices like powers of two.
    let handful = 1 << (config.sample_rate() / HANDFULS).max(1).ilog2();
    if let SupportedBufferSize::Range { min, max } = *config.buffer_size() {
        wanted.buffer_size = BufferSize::Fixed(handful.clamp(min, max.max(min)));
    }
    let build = |wanted: &StreamConfig| match config.sample_format() {
        SampleFormat::F32 => into::<f32>(device, wanted, ear.clone()),
        SampleFormat::I16 => into::<i16>(device, wanted, ear.clone()),
        SampleFormat::I32 => into::<i32>(device, wanted, ear.clone()),
        SampleFormat::U8 => into::<u8>(device, wanted, ear.clone()),
        SampleFormat::I8 => into::<i8>(device, wanted, ear.clone()),
        SampleFormat::U16 => into::<u16>(device, wanted, ear.clone()),
        SampleFormat::U32 => into::<u32>(device, wanted, ear.clone()),
        SampleFormat::F64 => into::<f64>(device, wanted, ear.clone()),
        _ => Err(BuildStreamError::StreamConfigNotSupported),
    };
    match build(&wanted) {
        // Some devices only take what they like best.
        Err(error) if error != BuildStreamError::DeviceNotAvailable => {
            build(&StreamConfig { buffer_size: BufferSize::Default, ..wanted })
        }
        built => built,
    }
}

fn into<T: SizedSample>(device: &cpal::Device, wanted: &StreamConfig, ear: Ear) -> Result<cpal::Stream, BuildStreamError>
where
    f32: FromSample<T>,
{
    let channels = usize::from(wanted.channels);
    let lost = ear.clone();
    device.build_input_stream::<T, _, _>(
        wanted,
        move |sound, _| ear.hear(sound.iter().map(|sample| f32::from_sample_(*sample)), channels),
        move |error| match error {
            StreamError::BufferUnderrun => lost.miss(),
            StreamError::DeviceNotAvailable | StreamError::StreamInvalidated | StreamError::BackendSpecific { .. } => {
                lost.lose(Trouble::Unplugged);
            }
        },
        None,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_becomes_one_plain_sentence() {
        for (said, plugged, meant) in [
            ("", false, Trouble::None),
            ("", true, Trouble::Held),
            ("ALSA function 'snd_pcm_open' failed with error 'Device or resource busy (16)'", true, Trouble::Held),
            ("ALSA function 'snd_pcm_open' failed with error 'Permission denied (13)'", true, Trouble::Refused),
            ("Access is denied. (0x80070005)", true, Trouble::Refused),
            ("ALSA function 'snd_pcm_open' failed with error 'Connection refused (111)'", false, Trouble::None),
            ("ALSA function 'snd_pcm_open' failed with error 'No such file or directory (2)'", false, Trouble::None),
            ("Smoke", true, Trouble::Other("smoke".into())),
        ] {
            assert_eq!(why(said, plugged), meant, "{said}");
        }
    }
}
