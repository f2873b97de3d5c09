//! What is asked, and by which rules: the part that comparisons, rankings and workings share.

use std::collections::BTreeSet;

use peel_model::{
    ComparatorKind, ComparatorMethod, Edition, ForceId, Indicator, LeftOut, MethodParameters,
    Period, Revision, Unit,
};

use crate::decisions::Decisions;
use crate::formula::Resolved;
use crate::groups::peers;
use crate::method::method_of;
use crate::reader::Readers;
use crate::units::{Examination, Included};
use crate::{ComparisonError, Observations};

/// What is asked, and by which rules.
#[derive(Clone)]
pub(crate) struct Question<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) indicator: &'a Indicator,
    pub(crate) period: Period,
    pub(crate) comparator: &'a ComparatorKind,
    pub(crate) method: &'a MethodParameters,
    /// `None` when every unit is part of the comparator.
    pub(crate) peers: Option<BTreeSet<&'a ForceId>>,
}

/// Every unit, read: by identifier those that can be compared, and those that cannot.
pub(crate) struct Examined {
    pub(crate) included: Vec<Included>,
    pub(crate) left_out: Vec<LeftOut>,
    /// The newest revision of anything looked at.
    pub(crate) newest: Option<Revision>,
    pub(crate) multiplier: f64,
}

impl<'a> Question<'a> {
    pub(crate) fn new(
        edition: &'a Edition,
        indicator: &'a Indicator,
        period: Period,
        comparator: &'a ComparatorKind,
    ) -> Result<Self, ComparisonError> {
        Ok(Self {
            edition,
            indicator,
            period,
            comparator,
            method: method_of(edition)?,
            peers: peers(edition, comparator)?,
        })
    }

    pub(crate) fn examine(
        &self,
        resolved: &Resolved<'a>,
        observations: &'a Observations,
    ) -> Result<Examined, ComparisonError> {
        let multiplier = multiplier(self.indicator)?;
        let then = resolved.then.as_ref().map(|side| side.count.period);
        let examination = Examination {
            edition: self.edition,
            observations,
            decisions: Decisions::of(self.edition, self.indicator, self.period, then),
            readers: Readers::new(resolved, observations, self.method),
            shape: resolved.shape,
            multiplier,
            method: self.method,
        };
        let (included, left_out) = examination.units();
        Ok(Examined {
            included,
            left_out,
            newest: examination.readers.newest(),
            multiplier,
        })
    }

    /// Whether the unit is part of the comparator.
    pub(crate) fn is_peer(&self, unit: &Unit) -> bool {
        self.peers
            .as_ref()
            .is_none_or(|peers| unit.forces.iter().all(|force| peers.contains(force)))
    }

    /// How the comparator's value is worked out.
    pub(crate) fn comparator_method(&self) -> ComparatorMethod {
        self.method.comparator.unwrap_or(self.indicator.comparator)
    }
}

fn multiplier(indicator: &Indicator) -> Result<f64, ComparisonError> {
    let multiplier = indicator.multiplier;
    if multiplier.is_finite() && multiplier > 0.0 {
        Ok(multiplier)
    } else {
        Err(ComparisonError::Multiplier {
            indicator: indicator.id.clone(),
            multiplier,
        })
    }
}
