//! Readable identifiers, typed by what they name.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// The longest identifier accepted, in bytes.
pub const LONGEST_SLUG: usize = 100;

/// Why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{text}\" is not an identifier: use 1 to {LONGEST_SLUG} lower-case letters, digits and \
     single hyphens, beginning and ending with a letter or digit"
)]
pub struct InvalidSlug {
    /// What was given, cut to its first 120 characters.
    pub text: String,
}

fn is_slug(text: &str) -> bool {
    let well_formed = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    text.len() <= LONGEST_SLUG && text.split('-').all(well_formed)
}

macro_rules! slug_types {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Parses an identifier: lower-case letters, digits and single hyphens.
            ///
            /// # Errors
            /// [`InvalidSlug`] for anything else.
            pub fn new(text: &str) -> Result<Self, InvalidSlug> {
                if is_slug(text) {
                    Ok(Self(text.into()))
                } else {
                    Err(InvalidSlug { text: text.chars().take(120).collect() })
                }
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidSlug;
            fn from_str(text: &str) -> Result<Self, InvalidSlug> {
                Self::new(text)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

slug_types! {
    /// A police force, for example `west-midlands`.
    ForceId;
    /// What is compared: a force, or several merged into one, for example
    /// `warwickshire-and-west-mercia`.
    UnitId;
    /// A thing counted, for example `recorded-crime-excluding-fraud`.
    MeasureId;
    /// A question asked of the figures, for example `recorded-crime-rate`.
    IndicatorId;
    /// A year's programme of inspections, for example `2016-effectiveness`.
    EditionId;
    /// One of an edition's questions, for example `protecting-vulnerable-people`.
    QuestionId;
    /// Part of a question.
    SubQuestionId;
    /// One of an edition's grades, for example `requires-improvement`.
    GradeId;
    /// A published source, for example `ons-recorded-crime`.
    SourceId;
    /// A decision about which units an indicator counts, for example `x11`.
    ExclusionId;
    /// A warning that travels with a figure, for example `c9`.
    CaveatId;
    /// A finding of an inspection, for example `f3`.
    FindingId;
    /// A figure of the report, for example `figure-3`.
    FigureId;
    /// A rule that submissions are held against, for example `parts-exceed-whole`.
    CheckId;
    /// A named set of forces that may serve as comparator, for example `metropolitan`.
    PeerGroupId;
}

/// A force that is compared by itself is the unit of the same identifier. The text is shared.
impl From<&ForceId> for UnitId {
    fn from(force: &ForceId) -> Self {
        Self(Arc::clone(&force.0))
    }
}

/// A version of the method of comparison, for example `2016.1`.
///
/// The same data under the same method version always gives the same comparison.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MethodVersion(Arc<str>);

impl MethodVersion {
    /// Parses a method version: a year, a dot and a number.
    ///
    /// # Errors
    /// [`InvalidMethodVersion`] for anything else.
    pub fn new(text: &str) -> Result<Self, InvalidMethodVersion> {
        let digits = |part: &str, most: usize| {
            (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        match text.split_once('.') {
            Some((year, number)) if year.len() == 4 && digits(year, 4) && digits(number, 4) => {
                Ok(Self(text.into()))
            }
            _ => Err(InvalidMethodVersion {
                text: text.chars().take(40).collect(),
            }),
        }
    }

    /// The version as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MethodVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text is not a method version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a method version: write a year, a dot and a number, such as 2016.1")]
pub struct InvalidMethodVersion {
    /// What was given, cut to its first 40 characters.
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_lower_case_words_joined_by_single_hyphens() {
        let check = |text: &str, valid: bool| {
            assert_eq!(ForceId::new(text).is_ok(), valid, "{text:?}");
        };
        check("west-midlands", true);
        check("x11", true);
        check("2016-effectiveness", true);
        check("", false);
        check("-west", false);
        check("west-", false);
        check("west--midlands", false);
        check("West-Midlands", false);
        check("west midlands", false);
        check("münchen", false);
        check(&"a".repeat(LONGEST_SLUG), true);
        check(&"a".repeat(LONGEST_SLUG + 1), false);
    }

    #[test]
    fn a_force_by_itself_is_the_unit_of_its_identifier() {
        let force = ForceId::new("west-midlands").unwrap();
        let unit = UnitId::from(&force);
        assert_eq!(unit, UnitId::new("west-midlands").unwrap());
        assert!(Arc::ptr_eq(&unit.0, &force.0), "the text is copied");
    }

    #[test]
    fn method_versions_are_a_year_and_a_number() {
        let check = |text: &str, valid: bool| {
            assert_eq!(MethodVersion::new(text).is_ok(), valid, "{text:?}");
        };
        check("2016.1", true);
        check("2016", false);
        check("16.1", false);
        check("2016.", false);
        check("2016.1.2", false);
        check("2016.x", false);
    }
}
