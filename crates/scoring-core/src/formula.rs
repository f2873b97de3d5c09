//! An indicator's formula, resolved: what is read for which period.

use peel_model::{
    ChangeOf, DenominatorPeriod, Edition, Formula, Indicator, IndicatorId, MeasureId, Period,
    RatioKind,
};

use crate::ComparisonError;
use crate::leaves::Leaves;

/// What it takes to answer an indicator in a period.
#[derive(Debug, Clone)]
pub(crate) enum Plan<'e> {
    /// Readings of every unit.
    Compute(Resolved<'e>),
    /// Readings of every unit on a change indicator, then counting.
    Tally {
        change: &'e Indicator,
        counted: Resolved<'e>,
    },
    /// Nothing: it is known only as printed.
    PublishedOnly { reason: &'e str },
}

/// A formula of readings: a ratio has one side, a change two.
#[derive(Debug, Clone)]
pub(crate) struct Resolved<'e> {
    pub(crate) shape: Shape,
    pub(crate) now: Side<'e>,
    pub(crate) then: Option<Side<'e>>,
}

/// How the readings of a formula make a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Ratio(RatioKind),
    ChangeOfCounts,
    ChangeOfRates,
}

/// What is counted in one period, and against what.
#[derive(Debug, Clone)]
pub(crate) struct Side<'e> {
    pub(crate) count: Term<'e>,
    pub(crate) per: Option<Term<'e>>,
}

/// A measure with the period it is read for.
#[derive(Debug, Clone)]
pub(crate) struct Term<'e> {
    pub(crate) leaves: Leaves<'e>,
    pub(crate) period: Period,
}

impl<'e> Plan<'e> {
    pub(crate) fn of(
        edition: &'e Edition,
        indicator: &'e Indicator,
        period: Period,
    ) -> Result<Self, ComparisonError> {
        match &indicator.formula {
            Formula::Ratio {
                numerator,
                denominator,
                denominator_period,
                kind,
            } => {
                let per = Some((denominator, *denominator_period));
                Ok(Self::Compute(Resolved {
                    shape: Shape::Ratio(*kind),
                    now: Side::of(edition, numerator, period, per)?,
                    then: None,
                }))
            }
            Formula::Change {
                numerator,
                base,
                months_back,
                of,
            } => Resolved::change(edition, period, numerator, base, *months_back, of)
                .map(Self::Compute),
            Formula::Tally { of } => Self::tally(edition, indicator, of, period),
            Formula::PublishedOnly { reason } => Ok(Self::PublishedOnly { reason }),
        }
    }

    fn tally(
        edition: &'e Edition,
        tally: &Indicator,
        of: &IndicatorId,
        period: Period,
    ) -> Result<Self, ComparisonError> {
        let no_change = || ComparisonError::TallyOfNoChange {
            tally: tally.id.clone(),
            of: of.clone(),
        };
        let change = edition.indicator(of).ok_or_else(no_change)?;
        let Formula::Change {
            numerator,
            base,
            months_back,
            of,
        } = &change.formula
        else {
            return Err(no_change());
        };
        let counted = Resolved::change(edition, period, numerator, base, *months_back, of)?;
        Ok(Self::Tally { change, counted })
    }

    /// What is read, if anything.
    pub(crate) fn resolved(&self) -> Option<&Resolved<'e>> {
        match self {
            Self::Compute(resolved)
            | Self::Tally {
                counted: resolved, ..
            } => Some(resolved),
            Self::PublishedOnly { .. } => None,
        }
    }
}

impl<'e> Resolved<'e> {
    fn change(
        edition: &'e Edition,
        period: Period,
        numerator: &MeasureId,
        base: &MeasureId,
        months_back: u16,
        of: &ChangeOf,
    ) -> Result<Self, ComparisonError> {
        let earlier =
            period
                .earlier(i32::from(months_back))
                .ok_or(ComparisonError::NoBasePeriod {
                    period,
                    months_back,
                })?;
        let (shape, per) = match of {
            ChangeOf::Counts => (Shape::ChangeOfCounts, None),
            ChangeOf::Rates {
                denominator,
                denominator_period,
            } => (
                Shape::ChangeOfRates,
                Some((denominator, *denominator_period)),
            ),
        };
        Ok(Self {
            shape,
            now: Side::of(edition, numerator, period, per)?,
            then: Some(Side::of(edition, base, earlier, per)?),
        })
    }

    pub(crate) fn terms(&self) -> impl Iterator<Item = &Term<'e>> {
        std::iter::once(&self.now)
            .chain(&self.then)
            .flat_map(|side| std::iter::once(&side.count).chain(&side.per))
    }
}

impl<'e> Side<'e> {
    fn of(
        edition: &'e Edition,
        count: &MeasureId,
        period: Period,
        per: Option<(&MeasureId, DenominatorPeriod)>,
    ) -> Result<Self, ComparisonError> {
        let term = |measure: &MeasureId, period| {
            Leaves::of(edition, measure).map(|leaves| Term { leaves, period })
        };
        Ok(Self {
            count: term(count, period)?,
            per: per
                .map(|(measure, when)| term(measure, when.for_numerator(period)))
                .transpose()?,
        })
    }
}
