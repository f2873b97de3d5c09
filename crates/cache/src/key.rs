use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256};

/// Prefix of every Redis key. The number is raised when the meaning of the hashed parts changes,
/// so that processes of two builds beside each other never read each other's values.
const REDIS_PREFIX: &str = "peel:cmp:2:";

/// Separates these hashes from any other use of SHA-256 on the same parts.
const DOMAIN: &[u8] = b"peel comparison key 2";

/// Everything a comparison depends on.
///
/// Two comparisons with equal parts are the same bytes; a comparison that could differ in any way
/// has to differ in a part. That is why nothing in the cache is ever invalidated: a new revision of
/// the data is another key, and the old one expires.
#[derive(Debug, Clone, Copy)]
pub struct KeyParts<'a> {
    /// What is answered, such as a comparison or a series: answers to one question that are
    /// different bytes.
    pub answer: &'a str,
    /// Digest of the whole indicator definition in its edition, in whichever form its owner keeps it.
    pub definition: &'a [u8],
    /// The period compared, as its slug.
    pub period: &'a str,
    /// What is compared against: England and Wales, or a named set of forces.
    pub comparator: &'a str,
    /// Newest data revision that touched *the measures involved*, not the newest of all: an import
    /// of something else must not empty the cache.
    pub revision: u64,
    /// Digest of the whole record up to that revision: numbers alone would meet the entries of a
    /// store that was replaced by another.
    pub history: &'a [u8],
    /// Version of the method.
    pub method: &'a str,
    /// Version of the layout of the stored bytes. Raise it when an older build could not read them.
    pub encoding: u32,
    /// A part of the comparison stored on its own, such as one force's row. `None` is the whole.
    pub slice: Option<&'a str>,
}

/// Identity of a cached comparison: the hash of its [`KeyParts`], worked out once.
///
/// ```
/// use peel_cache::{CacheKey, KeyParts};
///
/// let parts = KeyParts {
///     answer: "comparison",
///     definition: &[7; 32],
///     period: "2016-06-12m",
///     comparator: "england-and-wales",
///     revision: 41,
///     history: &[9; 32],
///     method: "2016.1",
///     encoding: 1,
///     slice: None,
/// };
/// let key = CacheKey::new(&parts);
/// assert_eq!(key, CacheKey::new(&parts));
/// assert_ne!(key, CacheKey::new(&KeyParts { revision: 42, ..parts }));
/// assert_eq!(key.to_string().len(), 75);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CacheKey([u8; 32]);

impl CacheKey {
    /// The key of these parts. Every part goes into the hash with its length before it, so that no
    /// two different sets of parts run together into the same text.
    #[must_use]
    pub fn new(parts: &KeyParts<'_>) -> Self {
        let mut hash = Sha256::new();
        let mut part = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        part(DOMAIN);
        part(parts.answer.as_bytes());
        part(parts.definition);
        part(parts.period.as_bytes());
        part(parts.comparator.as_bytes());
        part(&parts.revision.to_be_bytes());
        part(parts.history);
        part(parts.method.as_bytes());
        part(&parts.encoding.to_be_bytes());
        // An absent slice adds nothing, a present one its length: they cannot meet.
        if let Some(slice) = parts.slice {
            part(slice.as_bytes());
        }
        Self(hash.finalize().into())
    }

    pub(crate) fn digest(&self) -> &[u8; 32] {
        &self.0
    }

    /// Where a replica says in Redis that it is at work on this key.
    pub(crate) fn claim(&self) -> String {
        format!("{self}:claim")
    }

    /// Two independent numbers, evenly spread over the keys: one to vary the time in memory, one
    /// to vary the time in Redis, so that the two levels do not lose an entry together.
    pub(crate) fn spreads(&self) -> (u32, u32) {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        (
            u32::from_be_bytes([a, b, c, d]),
            u32::from_be_bytes([e, f, g, h]),
        )
    }
}

/// The Redis key: `peel:cmp:2:` and 64 hexadecimal digits.
impl fmt::Display for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: [char; 16] = [
            '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f',
        ];
        f.write_str(REDIS_PREFIX)?;
        // Digit by digit, since a formatter for each byte costs more than the rest of a look-up.
        for byte in self.0 {
            for half in [byte >> 4, byte & 0xF] {
                f.write_char(DIGITS[usize::from(half)])?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const PARTS: KeyParts<'static> = KeyParts {
        answer: "comparison",
        definition: &[1, 2, 3],
        period: "2016-06-12m",
        comparator: "england-and-wales",
        revision: 7,
        history: &[4, 5, 6],
        method: "2016.1",
        encoding: 1,
        slice: None,
    };

    #[test]
    fn the_redis_key_is_readable_bounded_and_does_not_change_between_builds() {
        assert_eq!(
            CacheKey::new(&PARTS).to_string(),
            "peel:cmp:2:f92491d3ae6730f8d99b0c8f61d162fe8f2030e4a619ef20da4593729c9ae979"
        );
    }

    #[test]
    fn every_part_makes_a_difference() {
        let variants = [
            PARTS,
            KeyParts {
                definition: &[1, 2, 4],
                ..PARTS
            },
            KeyParts {
                period: "2015-06-12m",
                ..PARTS
            },
            KeyParts {
                comparator: "metropolitan",
                ..PARTS
            },
            KeyParts {
                revision: 8,
                ..PARTS
            },
            KeyParts {
                history: &[4, 5, 7],
                ..PARTS
            },
            KeyParts {
                answer: "series",
                ..PARTS
            },
            KeyParts {
                method: "2016.2",
                ..PARTS
            },
            KeyParts {
                encoding: 2,
                ..PARTS
            },
            KeyParts {
                slice: Some(""),
                ..PARTS
            },
            KeyParts {
                slice: Some("west-midlands"),
                ..PARTS
            },
        ];
        let keys: HashSet<_> = variants.iter().map(CacheKey::new).collect();
        assert_eq!(keys.len(), variants.len());
    }

    #[test]
    fn neighbouring_parts_do_not_run_together() {
        let left = KeyParts {
            period: "ab",
            comparator: "c",
            ..PARTS
        };
        let right = KeyParts {
            period: "a",
            comparator: "bc",
            ..PARTS
        };
        assert_ne!(CacheKey::new(&left), CacheKey::new(&right));
    }
}
