//! The words without which nothing is open to a network unprotected.

use serde::{Deserialize, Serialize};

/// That whoever configures a service knows what it means to leave it open. Only these words say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Unprotected;

impl Unprotected {
    /// The words.
    pub const WORDS: &'static str = "anybody who reaches it may read and write";
}

impl TryFrom<String> for Unprotected {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == Self::WORDS {
            Ok(Self)
        } else {
            Err(format!(
                "write \"{}\" if that is what you want; \"{text}\" does not say so",
                Self::WORDS
            ))
        }
    }
}

impl From<Unprotected> for String {
    fn from(_: Unprotected) -> Self {
        Unprotected::WORDS.to_owned()
    }
}
