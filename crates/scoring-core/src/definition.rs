//! What a comparison depends on besides the data, as one hash.

use std::fmt;

use peel_model::{
    ChangeOf, ComparatorMethod, DenominatorPeriod, Edition, Exclusion, Formula, Indicator,
    MeasureKind, MethodParameters, Scope, Treatment,
};
use sha2::{Digest, Sha256};

use crate::ComparisonError;
use crate::formula::{Plan, Resolved, Term};
use crate::method::method_of;

/// Named first in the hash. The number is raised whenever what is hashed changes its meaning.
const FORM: &str = "peel definition 2";

/// SHA-256 over everything in an edition that can influence an indicator's comparison. In text, 64
/// hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefinitionHash([u8; 32]);

impl DefinitionHash {
    /// The hash as bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for DefinitionHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The hash of everything in an edition that can influence an indicator's comparison in any
/// period, against any comparator: the method, the formula with its measures down to the recorded
/// ones, the decisions about it, the forces, the peer groups, and the names and reasons that the
/// comparison quotes.
///
/// Editing a caveat, a note or another indicator leaves the hash as it is.
///
/// # Errors
/// As [`crate::compare`], for a definition at fault.
pub fn definition_hash(
    edition: &Edition,
    indicator: &Indicator,
) -> Result<DefinitionHash, ComparisonError> {
    let method = method_of(edition)?;
    let plan = Plan::of(edition, indicator, indicator.period)?;
    let mut canonical = Canonical(Sha256::new());
    canonical.fields([FORM, edition.id.as_str()]);
    canonical.method(method);
    canonical.indicator(indicator);
    if let Plan::Tally { change, .. } = &plan {
        canonical.indicator(change);
    }
    for term in plan.resolved().into_iter().flat_map(Resolved::terms) {
        canonical.term(term);
    }
    let decided = match &plan {
        Plan::Tally { change, .. } => change,
        Plan::Compute(_) | Plan::PublishedOnly { .. } => indicator,
    };
    let decisions = edition
        .exclusions
        .iter()
        .filter(|exclusion| exclusion.applies_to.covers(&decided.id));
    canonical.list(decisions, Canonical::decision);
    canonical.list(&edition.forces, |canonical, force| {
        let scope = match force.scope {
            Scope::Inspected => "inspected",
            Scope::OutOfScope => "out-of-scope",
        };
        canonical.fields([force.id.as_str(), &force.name, &force.region, scope]);
    });
    canonical.list(&edition.peer_groups, |canonical, group| {
        canonical.field(group.id.as_str());
        canonical.list(&group.forces, |canonical, force| {
            canonical.field(force.as_str());
        });
    });
    Ok(DefinitionHash(canonical.0.finalize().into()))
}

/// A text in which no two different definitions run together: every field has its length before
/// it, every list its end after it.
struct Canonical(Sha256);

impl Canonical {
    fn field(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
    }

    fn fields<const N: usize>(&mut self, texts: [&str; N]) {
        for text in texts {
            self.field(text);
        }
    }

    fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Self, T)) {
        for item in items {
            self.field("+");
            write(self, item);
        }
        self.field("end");
    }

    /// Every parameter: one that is not written down here does not compile.
    fn method(&mut self, method: &MethodParameters) {
        let MethodParameters {
            version,
            band_share,
            least_banded_units,
            small_number,
            comparator,
            winsorised_share,
            correction,
            part_months,
            rank_draws,
            rank_seed,
            least_trend_periods,
            least_charted_periods,
            run,
            run_in_one_direction,
            step_baseline,
        } = method;
        self.fields([version.as_str(), correction.name()]);
        self.field(comparator.map_or("", ComparatorMethod::name));
        for number in [band_share, small_number, winsorised_share] {
            self.field(&number.to_string());
        }
        for number in [
            least_banded_units,
            rank_draws,
            least_trend_periods,
            least_charted_periods,
            run,
            run_in_one_direction,
            step_baseline,
        ] {
            self.field(&number.to_string());
        }
        self.field(&rank_seed.to_string());
        self.list(part_months, |canonical, months| {
            canonical.field(&months.to_string());
        });
    }

    fn indicator(&mut self, indicator: &Indicator) {
        self.fields([indicator.id.as_str(), &indicator.title]);
        self.field(&indicator.multiplier.to_string());
        self.field(indicator.comparator.name());
        match &indicator.formula {
            Formula::Ratio {
                numerator,
                denominator,
                denominator_period,
                kind,
            } => {
                self.fields([
                    "ratio",
                    numerator.as_str(),
                    denominator.as_str(),
                    kind.name(),
                ]);
                self.denominator_period(*denominator_period);
            }
            Formula::Change {
                numerator,
                base,
                months_back,
                of,
            } => {
                self.fields(["change", numerator.as_str(), base.as_str()]);
                self.field(&months_back.to_string());
                self.change_of(of);
            }
            Formula::Tally { of } => self.fields(["tally", of.as_str()]),
            Formula::PublishedOnly { reason } => self.fields(["published-only", reason]),
        }
    }

    fn change_of(&mut self, of: &ChangeOf) {
        match of {
            ChangeOf::Counts => self.field("counts"),
            ChangeOf::Rates {
                denominator,
                denominator_period,
            } => {
                self.fields(["rates", denominator.as_str()]);
                self.denominator_period(*denominator_period);
            }
        }
    }

    fn denominator_period(&mut self, period: DenominatorPeriod) {
        match period {
            DenominatorPeriod::Same => self.field("same"),
            DenominatorPeriod::MidYear => self.field("mid-year"),
            DenominatorPeriod::Fixed(period) => self.fields(["fixed", &period.to_string()]),
        }
    }

    fn term(&mut self, term: &Term<'_>) {
        let measures = std::iter::once(&term.leaves.measure).chain(&term.leaves.parts);
        self.list(measures, |canonical, measure| {
            canonical.fields([measure.id.as_str(), &measure.title]);
            canonical.field(match measure.kind {
                MeasureKind::Count => "count",
                MeasureKind::Stock => "stock",
                MeasureKind::Printed => "printed",
            });
        });
    }

    fn decision(&mut self, exclusion: &Exclusion) {
        self.fields([exclusion.id.as_str(), &exclusion.reason]);
        self.field(exclusion.treatment.name());
        match &exclusion.treatment {
            Treatment::Merge { unit, name } => self.fields([unit.as_str(), name]),
            Treatment::Partial { months } => self.field(&months.to_string()),
            Treatment::Exclude
            | Treatment::NotSupplied
            | Treatment::OutOfScope
            | Treatment::Estimated
            | Treatment::Revised
            | Treatment::Flag
            | Treatment::Note => {}
        }
        self.list(&exclusion.forces, |canonical, force| {
            canonical.field(force.as_str());
        });
        self.list(&exclusion.periods, |canonical, period| {
            canonical.field(&period.to_string());
        });
    }
}
