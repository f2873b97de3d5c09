//! Forces, and the areas that figures are recorded for.

use std::fmt;
use std::str::FromStr;

use crate::{ForceId, InvalidSlug};

/// An Office for National Statistics area code: a letter and eight digits, `E23000014`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode(String);

impl AreaCode {
    /// Parses a code.
    ///
    /// # Errors
    /// [`InvalidAreaCode`] unless it is one capital letter and eight digits.
    pub fn new(text: &str) -> Result<Self, InvalidAreaCode> {
        match text.as_bytes() {
            [first, rest @ ..]
                if first.is_ascii_uppercase()
                    && rest.len() == 8
                    && rest.iter().all(u8::is_ascii_digit) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(InvalidAreaCode {
                text: text.chars().take(40).collect(),
            }),
        }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not an area code: one capital letter and eight digits, such as E23000014")]
pub struct InvalidAreaCode {
    /// What was given, cut to its first 40 characters.
    pub text: String,
}

/// A police force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Force {
    /// Its identifier.
    pub id: ForceId,
    /// Its area's code; sources are joined on this, never on the name.
    pub code: AreaCode,
    /// Its area's name, for example "West Midlands".
    pub name: String,
    /// The force's own full name, for example "West Midlands Police".
    pub full_name: String,
    /// The region it lies in.
    pub region: String,
    /// Other spellings that published files use.
    pub aliases: Vec<String>,
    /// Whether comparisons count it.
    pub scope: Scope,
}

/// Whether a body is one of those compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One of the forces that are inspected and compared.
    Inspected,
    /// Recorded in sources, but never part of a comparison or a national total.
    OutOfScope,
}

/// What an observation is about: one force, or England and Wales as published.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// One force.
    Force(ForceId),
    /// The total that a source publishes for England and Wales. Used where the parts are not
    /// known; it never enters a comparison computed from forces.
    EnglandAndWales,
}

/// The identifier of England and Wales as an area.
pub const ENGLAND_AND_WALES: &str = "england-and-wales";

impl Area {
    /// The area's identifier.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Force(id) => id.as_str(),
            Self::EnglandAndWales => ENGLAND_AND_WALES,
        }
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Area {
    type Err = InvalidSlug;
    fn from_str(text: &str) -> Result<Self, InvalidSlug> {
        if text == ENGLAND_AND_WALES {
            Ok(Self::EnglandAndWales)
        } else {
            ForceId::new(text).map(Self::Force)
        }
    }
}
