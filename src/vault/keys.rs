//! Keys and sealing: Argon2id makes a key from a PIN, XChaCha20-Poly1305 seals with it. Standard cryptography, used plainly.
//! Must not know: what is sealed, where it lies.

use super::VaultError;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A key of 32 bytes, wiped when it is let go.
pub type Key = Zeroizing<[u8; 32]>;

/// Length of a nonce, bytes. Long enough that random ones do not meet.
const NONCE: usize = 24;
/// Sealed texts are padded to at least this, bytes.
const LEAST: usize = 256;

/// What Argon2id costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory, KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// What a vault is made with: 64 MiB, about half a second on a tablet.
    pub const STANDARD: Self = Self { memory_kib: 64 * 1024, passes: 14 };
    /// For tests and for a vault that lives in memory only: as little as Argon2 allows.
    pub const LEAST: Self = Self { memory_kib: 8, passes: 1 };
    /// A header that asks for more is damaged: nothing good would come of trying.
    const MOST: Self = Self { memory_kib: 1024 * 1024, passes: 64 };
}

/// Random bytes from the system.
pub fn random<const N: usize>() -> Result<[u8; N], VaultError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| VaultError::NoRandomness)?;
    Ok(bytes)
}

/// A new random key.
pub fn new_key() -> Result<Key, VaultError> {
    Ok(Zeroizing::new(random()?))
}

/// The key a PIN or passphrase makes.
pub fn key_from(pin: &str, salt: &[u8; 16], cost: Cost) -> Result<Key, VaultError> {
    if cost.memory_kib > Cost::MOST.memory_kib || cost.passes > Cost::MOST.passes {
        return Err(VaultError::Damaged("its header"));
    }
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(|_| VaultError::Damaged("its header"))?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(pin.as_bytes(), salt, key.as_mut_slice())
        .map_err(|_| VaultError::Damaged("its header"))?;
    Ok(key)
}

/// Seals bytes. `place` is bound to them: opened anywhere else they are refused.
pub fn seal(key: &Key, place: &[u8], bytes: &[u8]) -> Result<Vec<u8>, VaultError> {
    let nonce: [u8; NONCE] = random()?;
    let padded = padded(bytes);
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: &padded, aad: place }).map_err(|_| VaultError::NotSealed)?;
    Ok([nonce.as_slice(), &sealed].concat())
}

/// Opens what [`seal`] sealed; nothing if one bit of it, its key or its place is another.
pub fn open(key: &Key, place: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
    let cipher = XChaCha20Poly1305::new((&**key).into());
    let mut bytes = Zeroizing::new(cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place }).ok()?);
    let length = u32::from_le_bytes(*bytes.first_chunk::<4>()?) as usize;
    if length > bytes.len() - 4 {
        return None;
    }
    bytes.drain(..4);
    bytes.truncate(length);
    Some(bytes)
}

/// The bytes with their length before them and nothing after, so long that lengths tell little: the leading bits of a length are
/// kept, the rest rounded up (Padmé).
fn padded(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = bytes.len() + 4;
    let bits = usize::BITS - length.leading_zeros();
    let kept = u32::BITS - bits.leading_zeros();
    let step = 1usize << bits.saturating_sub(kept);
    let mut padded = Zeroizing::new(Vec::with_capacity(length.next_multiple_of(step).max(LEAST)));
    padded.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
    padded.extend_from_slice(bytes);
    padded.resize(length.next_multiple_of(step).max(LEAST), 0);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_only_with_its_key_and_in_its_place() {
        let (key, other) = (new_key().unwrap(), new_key().unwrap());
        for length in [0, 1, 251, 252, 253, 5000] {
            let bytes = vec![7; length];
            let sealed = seal(&key, b"here", &bytes).unwrap();
            assert_eq!(*open(&key, b"here", &sealed).unwrap(), bytes);
            assert!(open(&other, b"here", &sealed).is_none());
            assert!(open(&key, b"there", &sealed).is_none());
            for cut in [0, 10, sealed.len() - 1] {
                assert!(open(&key, b"here", &sealed[..cut]).is_none());
            }
        }
    }

    #[test]
    fn lengths_tell_little() {
        let key = new_key().unwrap();
        let lengths: std::collections::BTreeSet<_> = (0..2000).map(|n| seal(&key, b"", &vec![0; n]).unwrap().len()).collect();
        assert!(lengths.len() < 60, "{}", lengths.len());
    }
}
