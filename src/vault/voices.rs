//! The sound of a session's recordings: sealed in pieces as it comes, so that a crash loses less than a piece.
//! Must not know: microphones, who asks.

use super::{
    Keeper, SessionKeyId, Vault, VaultError,
    keeper::{opened, put, read},
    keys::Key,
};
use crate::session::{MarkId, Peaks, Session, Spoken};

/// Kinds of records, as they stand in keys.
const PIECE: u8 = b'v';
const SPEAKING: u8 = b'w';
const WHAT: &str = "a piece of this recording";

/// Where the recordings of one session are kept. A copy can be on another thread than what keeps the session.
#[derive(Clone)]
pub struct Voices {
    vault: Vault,
    id: SessionKeyId,
    key: Key,
}

/// Keeps one recording, piece by piece, while it is made.
pub struct VoiceKeeper {
    voices: Voices,
    spoken: Spoken,
    sample_rate: u32,
    pieces: u32,
}

/// The recording that was begun last: what a crash in the middle of it leaves to go by.
#[derive(serde::Serialize, serde::Deserialize)]
struct Speaking {
    spoken: Spoken,
    sample_rate: u32,
}

impl Keeper {
    /// Where the recordings of this session are kept.
    pub fn voices(&self) -> Voices {
        Voices { vault: self.vault().clone(), id: self.id(), key: self.key().clone() }
    }
}

impl Voices {
    /// Begins to keep a recording. Nothing is stored before there is a piece of it.
    pub fn begin(&self, spoken: Spoken, sample_rate: u32) -> VoiceKeeper {
        VoiceKeeper { voices: self.clone(), spoken, sample_rate, pieces: 0 }
    }

    /// All that is kept of a recording, its pieces joined.
    pub fn sound(&self, of: MarkId) -> Result<Vec<i16>, VaultError> {
        let records = self.vault.storage().scan(&self.id.record(PIECE, &of.0.to_be_bytes()))?;
        let mut sound = Vec::new();
        for (number, (place, sealed)) in records.iter().enumerate() {
            if *place != piece_place(self.id, of, number as u32) {
                return Err(VaultError::Damaged(WHAT));
            }
            let bytes: Vec<u8> = opened(&self.key, place, sealed, WHAT)?;
            sound.extend(bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])));
        }
        Ok(sound)
    }

    /// A recording that a crash cut off is finished as far as it was kept, and put where there is room.
    pub(super) fn finish_what_was_cut_off(&self, session: &mut Session) -> Result<(), VaultError> {
        let speaking = read::<Speaking>(&self.vault, self.id, &self.key, SPEAKING, "the last recording of this session")?;
        if let Some(Speaking { spoken, sample_rate }) = speaking
            && !session.has_finished(&spoken)
        {
            let mut peaks = Peaks::default();
            peaks.push(&self.sound(spoken.id)?);
            session.spoke(spoken, peaks.finish(sample_rate));
        }
        session.settle_spoken();
        Ok(())
    }
}

impl VoiceKeeper {
    /// Seals and keeps one more piece. It is on the disk when this returns.
    pub fn keep(&mut self, piece: &[i16]) -> Result<(), VaultError> {
        let Voices { vault, id, key } = &self.voices;
        let bytes = zeroize::Zeroizing::new(piece.iter().flat_map(|sample| sample.to_le_bytes()).collect::<Vec<u8>>());
        let number = self.pieces.to_be_bytes();
        let mut changes = vec![put(*id, key, PIECE, &[self.spoken.id.0.to_be_bytes(), number].concat(), &*bytes)?];
        if self.pieces == 0 {
            let speaking = Speaking { spoken: self.spoken.clone(), sample_rate: self.sample_rate };
            changes.push(put(*id, key, SPEAKING, &[], &speaking)?);
        }
        vault.storage().commit(&changes)?;
        self.pieces += 1;
        Ok(())
    }
}

fn piece_place(id: SessionKeyId, of: MarkId, number: u32) -> Vec<u8> {
    id.record(PIECE, &[of.0.to_be_bytes(), number.to_be_bytes()].concat())
}
