//! How loud it is: for the light that shows it, and to notice silence and too much.
//! Must not know: what is heard.

use super::Trouble;

/// Quieter than this is nothing at all: about -60 dBFS. A quiet room is louder.
const NOTHING: f32 = 0.001;
/// Samples this near the end of the scale are cut off.
const END: f32 = 0.985;
/// Silence is told after so long, s.
const PATIENCE_S: f32 = 5.0;
/// Cut-off samples in a second that are more than a knock on the table.
const MANY: u32 = 24;
/// How long too much is told after it was heard, s.
const TOLD_S: f32 = 3.0;

/// Listens for how loud it is.
pub struct Level {
    rate: f32,
    quiet_s: f32,
    second_s: f32,
    cut_off: u32,
    told_s: f32,
}

impl Level {
    /// For sound of a rate, samples to the second.
    pub fn of(rate: u32) -> Self {
        Self { rate: rate.max(1) as f32, quiet_s: 0.0, second_s: 0.0, cut_off: 0, told_s: 0.0 }
    }

    /// The loudest of a handful, 0 to 1.
    pub fn hear(&mut self, sound: &[f32]) -> f32 {
        let peak = sound.iter().fold(0.0f32, |peak, sample| peak.max(sample.abs())).min(1.0);
        let lasted_s = sound.len() as f32 / self.rate;
        self.quiet_s = if peak < NOTHING { self.quiet_s + lasted_s } else { 0.0 };
        self.cut_off += sound.iter().filter(|sample| sample.abs() >= END).count() as u32;
        self.told_s = (self.told_s - lasted_s).max(0.0);
        if self.cut_off >= MANY {
            self.told_s = TOLD_S;
        }
        self.second_s += lasted_s;
        if self.second_s >= 1.0 {
            self.second_s = 0.0;
            self.cut_off = 0;
        }
        peak
    }

    /// What there is to say about it.
    pub fn notice(&self) -> Option<Trouble> {
        if self.told_s > 0.0 { Some(Trouble::TooLoud) } else { (self.quiet_s >= PATIENCE_S).then_some(Trouble::Silent) }
    }
}

/// A peak as a share of what a level shows: -50 dBFS is nothing, 0 dBFS is all.
pub fn shown(peak: f32) -> f32 {
    if peak <= 0.0 { 0.0 } else { (1.0 + 20.0 * peak.log10() / 50.0).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(seconds: usize, sample: f32, level: &mut Level) -> Option<Trouble> {
        for _ in 0..seconds * 100 {
            level.hear(&[sample; 480]);
        }
        level.notice()
    }

    #[test]
    fn silence_is_told_after_a_while_and_no_longer_than_it_lasts() {
        let mut level = Level::of(48_000);
        assert_eq!(after(4, 0.0, &mut level), None);
        assert_eq!(after(2, 0.0, &mut level), Some(Trouble::Silent));
        assert_eq!(after(1, 0.01, &mut level), None, "a quiet room is no silence");
    }

    #[test]
    fn too_loud_is_told_but_not_for_one_knock() {
        let mut level = Level::of(48_000);
        level.hear(&[1.0; 4]);
        assert_eq!(level.notice(), None);
        assert_eq!(after(1, 0.99, &mut level), Some(Trouble::TooLoud));
        assert_eq!(after(5, 0.3, &mut level), None);
    }

    #[test]
    fn a_level_shows_what_ears_hear() {
        assert_eq!((shown(0.0), shown(1.0), shown(0.003)), (0.0, 1.0, 0.0));
        assert!((shown(0.1) - 0.6).abs() < 0.01);
    }
}
