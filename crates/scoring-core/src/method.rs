//! Methods of comparison: every choice a comparison needs, under a version.

use peel_model::MethodVersion;
use peel_stats::{ConfidenceLevel, WINSORISED_SHARE};

use crate::ComparisonError;

/// The choices of one method version. The same data under the same version always compare alike.
///
/// A published version is never changed: another choice is another version.
///
/// ```
/// use peel_model::MethodVersion;
/// use peel_scoring_core::Method;
///
/// let method = Method::of(&MethodVersion::new("2016.1")?)?;
/// assert_eq!(method.least_banded_units, 8);
/// assert!(Method::of(&MethodVersion::new("1999.1")?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Method {
    /// Its version.
    pub version: &'static str,
    /// The share of the included units that makes a band, rounded to the nearest whole number of
    /// units, halves up.
    pub band_share: f64,
    /// Fewer included units than this are not banded.
    pub least_banded_units: usize,
    /// A value from fewer events than this is marked as a small number.
    pub small_number: f64,
    /// The inner level of intervals and funnel limits.
    pub inner_level: ConfidenceLevel,
    /// The outer level of intervals and funnel limits.
    pub outer_level: ConfidenceLevel,
    /// The share of z-scores pulled in at each end before over-dispersion is estimated
    /// (Spiegelhalter 2005, Statistics in Medicine 24:1185).
    pub winsorised_share: f64,
    /// The lengths, in months, of the consecutive parts that a longer span of counts may have been
    /// recorded in, in the order in which they are tried.
    pub part_months: &'static [u16],
}

const KNOWN: &[Method] = &[Method {
    version: "2016.1",
    band_share: 0.25,
    least_banded_units: 8,
    small_number: 5.0,
    inner_level: ConfidenceLevel::P95,
    outer_level: ConfidenceLevel::P99_8,
    winsorised_share: WINSORISED_SHARE,
    part_months: &[3, 1],
}];

impl Method {
    /// The method with this version.
    ///
    /// # Errors
    /// [`ComparisonError::UnknownMethod`] for a version that this build does not know.
    pub fn of(version: &MethodVersion) -> Result<&'static Self, ComparisonError> {
        KNOWN
            .iter()
            .find(|method| method.version == version.as_str())
            .ok_or_else(|| ComparisonError::UnknownMethod {
                version: version.clone(),
                known: Self::versions().collect::<Vec<_>>().join(", "),
            })
    }

    /// Every version this build knows, oldest first.
    pub fn versions() -> impl Iterator<Item = &'static str> {
        KNOWN.iter().map(|method| method.version)
    }
}
