//! What a value in Redis is wrapped in, so that it is believed only if it is whole and ours.
//!
//! | bytes | content |
//! |---|---|
//! | 0..4 | `PEEL` |
//! | 4..6 | version of this layout, big-endian |
//! | 6..14 | XXH3-64 of everything behind it, big-endian |
//! | 14..46 | digest of the key |
//! | 46..50 | length of the value, big-endian |
//! | 50.. | the value |

use bytes::Bytes;
use xxhash_rust::xxh3::xxh3_64;

use crate::CacheKey;

const MAGIC: [u8; 4] = *b"PEEL";
const VERSION: u16 = 1;

/// Bytes that an envelope adds to a value.
pub(crate) const OVERHEAD: usize = 50;

/// Why a stored value is not believed. Each is a miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Damage {
    #[error("it is shorter than its header")]
    TooShort,
    #[error("it was not written by this program")]
    NotOurs,
    #[error("its envelope has version {0}, this build reads {VERSION}")]
    OtherVersion(u16),
    #[error("its content does not match its checksum")]
    Checksum,
    #[error("it belongs to another key")]
    OtherKey,
    #[error("its length is not the one it states")]
    Length,
}

/// The value as it is stored. The caller keeps `value` below 4 GiB; a larger one would be read
/// back as damaged, never as something else.
pub(crate) fn seal(key: &CacheKey, value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap_or(u32::MAX).to_be_bytes();
    let covered = [key.digest(), &length[..], value].concat();
    let checksum = xxh3_64(&covered).to_be_bytes();
    [&MAGIC, &VERSION.to_be_bytes()[..], &checksum, &covered].concat()
}

/// The value inside `stored`, without copying it.
pub(crate) fn open(key: &CacheKey, stored: &Bytes) -> Result<Bytes, Damage> {
    let (magic, rest) = stored.split_first_chunk::<4>().ok_or(Damage::TooShort)?;
    if *magic != MAGIC {
        return Err(Damage::NotOurs);
    }
    let (version, rest) = rest.split_first_chunk::<2>().ok_or(Damage::TooShort)?;
    let version = u16::from_be_bytes(*version);
    if version != VERSION {
        return Err(Damage::OtherVersion(version));
    }
    let (checksum, covered) = rest.split_first_chunk::<8>().ok_or(Damage::TooShort)?;
    if xxh3_64(covered) != u64::from_be_bytes(*checksum) {
        return Err(Damage::Checksum);
    }
    let (owner, rest) = covered.split_first_chunk::<32>().ok_or(Damage::TooShort)?;
    if owner != key.digest() {
        return Err(Damage::OtherKey);
    }
    let (length, value) = rest.split_first_chunk::<4>().ok_or(Damage::TooShort)?;
    if usize::try_from(u32::from_be_bytes(*length)) != Ok(value.len()) {
        return Err(Damage::Length);
    }
    Ok(stored.slice(OVERHEAD..))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::KeyParts;

    fn key(period: &str) -> CacheKey {
        CacheKey::new(&KeyParts {
            answer: "comparison",
            definition: &[],
            period,
            comparator: "",
            revision: 0,
            history: &[9; 32],
            method: "",
            encoding: 0,
            slice: None,
        })
    }

    fn any_value() -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(any::<u8>(), 0..300)
    }

    #[test]
    fn the_layout_is_the_one_that_the_table_states() {
        let sealed = seal(&key("2016"), b"43 rows");
        assert_eq!(sealed.len(), OVERHEAD + 7);
        assert_eq!(&sealed[..6], b"PEEL\x00\x01");
        assert_eq!(sealed[6..14], xxh3_64(&sealed[14..]).to_be_bytes());
        assert_eq!(&sealed[14..46], key("2016").digest());
        assert_eq!(&sealed[46..], b"\x00\x00\x00\x0743 rows");
    }

    #[test]
    fn each_damage_is_named() {
        fn check(change: impl FnOnce(&mut Vec<u8>), damage: Damage) {
            let mut stored = seal(&key("2016"), b"43 rows");
            change(&mut stored);
            assert_eq!(open(&key("2016"), &stored.into()), Err(damage));
        }
        check(Vec::clear, Damage::TooShort);
        check(|stored| stored.truncate(10), Damage::TooShort);
        check(|stored| stored.truncate(40), Damage::Checksum);
        check(|stored| stored[0] = b'p', Damage::NotOurs);
        check(|stored| stored[5] = 2, Damage::OtherVersion(2));
        check(|stored| stored[56] ^= 1, Damage::Checksum);
        check(|stored| stored.push(0), Damage::Checksum);
        check(
            |stored| *stored = seal(&key("2015"), b"43 rows"),
            Damage::OtherKey,
        );
        check(|stored| *stored = with_checksum(&[]), Damage::TooShort);
        let lying = [&key("2016").digest()[..], &[0, 0, 0, 9], b"43 rows"].concat();
        check(|stored| *stored = with_checksum(&lying), Damage::Length);
    }

    fn with_checksum(covered: &[u8]) -> Vec<u8> {
        [
            &b"PEEL\x00\x01"[..],
            &xxh3_64(covered).to_be_bytes(),
            covered,
        ]
        .concat()
    }

    proptest! {
        #[test]
        fn what_was_sealed_comes_out(value in any_value()) {
            let opened = open(&key("2016"), &seal(&key("2016"), &value).into());
            prop_assert_eq!(opened, Ok(value.into()));
        }

        #[test]
        fn a_change_anywhere_is_noticed(
            value in any_value(),
            at: proptest::sample::Index,
            flip in 1..=u8::MAX,
        ) {
            let mut stored = seal(&key("2016"), &value);
            let at = at.index(stored.len());
            stored[at] ^= flip;
            prop_assert!(open(&key("2016"), &stored.into()).is_err());
        }

        #[test]
        fn a_cut_or_a_splice_is_noticed(
            value in any_value(),
            at: proptest::sample::Index,
            other in any_value(),
        ) {
            let whole = seal(&key("2016"), &value);
            let stored = [&whole[..at.index(whole.len())], &other].concat();
            let opened = open(&key("2016"), &stored.clone().into());
            prop_assert!(opened.is_err() || stored == whole);
        }

        #[test]
        fn no_bytes_make_it_panic(stored in any_value()) {
            prop_assert!(open(&key("2016"), &stored.into()).is_err());
        }
    }
}
