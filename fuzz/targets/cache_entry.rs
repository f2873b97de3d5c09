//! Whatever a shared store gives back, it is believed only if it is the very value that was kept.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;

// Compiled apart from their crate, which would bring a runtime and a client of Redis along.
#[allow(dead_code)]
#[path = "../../crates/cache/src/envelope.rs"]
mod envelope;
#[allow(dead_code)]
#[path = "../../crates/cache/src/key.rs"]
mod key;

use key::{CacheKey, KeyParts};

fuzz_target!(|bytes: &[u8]| {
    let (name, stored) = bytes.split_at(bytes.len().min(8));
    let key = CacheKey::new(&KeyParts {
        answer: "comparison",
        definition: name,
        period: "12m-to-2016-06",
        comparator: "england-and-wales",
        revision: 41,
        history: &[9; 32],
        method: "2016.1",
        encoding: 1,
        slice: None,
    });
    let stored = Bytes::copy_from_slice(stored);
    if let Ok(value) = envelope::open(&key, &stored) {
        assert_eq!(envelope::seal(&key, &value), stored);
    }
    let mut sealed = envelope::seal(&key, &stored);
    let whole = Bytes::from(sealed.clone());
    assert_eq!(envelope::open(&key, &whole).as_ref(), Ok(&stored));
    if let Some(at) = name.first().map(|byte| usize::from(*byte) % sealed.len()) {
        sealed[at] ^= 1;
        assert!(envelope::open(&key, &Bytes::from(sealed)).is_err());
    }
});
