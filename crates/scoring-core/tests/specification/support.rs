//! Made-up editions: a few measures, a few forces, one question.

use peel_model::{
    Area, AreaCode, ChangeOf, ComparatorKind, ComparatorMethod, Comparison, DenominatorPeriod,
    Edition, Exclusion, Force, Formula, Indicator, IndicatorScope, LeftOut, Measure,
    MeasureDefinition, MeasureKind, Observation, PeerGroup, Period, Polarity, RatioKind, Reading,
    RecordedObservation, ReportLayout, Revision, Scope, Treatment, UnitComparison,
};
use peel_scoring_core::{ComparisonError, Observations, compare};

pub(crate) const YEAR: &str = "12m-to-2016-06";
pub(crate) const YEAR_BEFORE: &str = "12m-to-2015-06";
pub(crate) const MID_YEAR: &str = "at-2015-06-30";

/// An identifier of any type.
pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// An edition, and what was recorded for it.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) edition: Edition,
    pub(crate) recorded: Vec<RecordedObservation>,
}

impl World {
    /// Forces with a measure of events (`crimes`, of which `thefts` and `frauds` are parts of the
    /// sum `offences`) and a level (`people`), and no observations.
    pub(crate) fn of(forces: &[&str]) -> Self {
        let mut world = Self {
            edition: edition(),
            recorded: Vec::new(),
        };
        for force in forces {
            world = world.force(force, Scope::Inspected);
        }
        for count in ["crimes", "thefts", "frauds"] {
            world = world.measure(count, MeasureKind::Count, &[]);
        }
        world.measure("people", MeasureKind::Stock, &[]).measure(
            "offences",
            MeasureKind::Count,
            &["thefts", "frauds"],
        )
    }

    pub(crate) fn force(mut self, force: &str, scope: Scope) -> Self {
        let number = self.edition.forces.len();
        self.edition.forces.push(Force {
            id: id(force),
            code: AreaCode::new(&format!("E{:08}", number % 100_000_000)).unwrap(),
            name: force.replace('-', " "),
            full_name: format!("{force} police"),
            region: "made up".to_owned(),
            aliases: Vec::new(),
            scope,
        });
        self
    }

    pub(crate) fn measure(mut self, measure: &str, kind: MeasureKind, parts: &[&str]) -> Self {
        let definition = if parts.is_empty() {
            MeasureDefinition::Recorded { source: None }
        } else {
            MeasureDefinition::Sum {
                parts: parts.iter().map(|part| id(part)).collect(),
            }
        };
        self.edition.measures.push(Measure {
            id: id(measure),
            title: measure.to_owned(),
            unit: "things".to_owned(),
            kind,
            definition,
        });
        self
    }

    pub(crate) fn peers(mut self, group: &str, forces: &[&str]) -> Self {
        self.edition.peer_groups.push(PeerGroup {
            id: id(group),
            title: group.to_owned(),
            forces: forces.iter().map(|force| id(force)).collect(),
            source: "made up".to_owned(),
        });
        self
    }

    pub(crate) fn indicator(mut self, indicator: Indicator) -> Self {
        self.edition.indicators.push(indicator);
        self
    }

    /// A decision about `forces`, for every indicator and period.
    pub(crate) fn decide(self, exclusion: &str, forces: &[&str], treatment: Treatment) -> Self {
        self.decide_for(exclusion, forces, treatment, &[])
    }

    pub(crate) fn decide_for(
        mut self,
        exclusion: &str,
        forces: &[&str],
        treatment: Treatment,
        periods: &[&str],
    ) -> Self {
        self.edition.exclusions.push(Exclusion {
            id: id(exclusion),
            forces: forces.iter().map(|force| id(force)).collect(),
            applies_to: IndicatorScope::All,
            periods: periods.iter().map(|period| id(period)).collect(),
            treatment,
            reason: format!("Reason of {exclusion}."),
            source: "made up".to_owned(),
            decided: None,
        });
        self
    }

    /// Normal values of a measure, force by force.
    pub(crate) fn record(mut self, measure: &str, period: &str, values: &[(&str, f64)]) -> Self {
        for (area, value) in values {
            let reading = Reading::new(Some(*value), "normal").unwrap();
            self.recorded
                .push(recorded(measure, period, area, reading, 1));
        }
        self
    }

    pub(crate) fn record_status(
        mut self,
        measure: &str,
        period: &str,
        area: &str,
        value: Option<f64>,
        status: &str,
    ) -> Self {
        let reading = Reading::new(value, status).unwrap();
        self.recorded
            .push(recorded(measure, period, area, reading, 1));
        self
    }

    pub(crate) fn record_at(
        mut self,
        revision: u64,
        measure: &str,
        period: &str,
        area: &str,
        value: f64,
    ) -> Self {
        let reading = Reading::new(Some(value), "normal").unwrap();
        self.recorded
            .push(recorded(measure, period, area, reading, revision));
        self
    }

    pub(crate) fn observations(&self) -> Observations {
        Observations::new(self.recorded.clone()).unwrap()
    }

    pub(crate) fn try_compare(
        &self,
        indicator: &Indicator,
        comparator: &ComparatorKind,
    ) -> Result<Comparison, ComparisonError> {
        compare(
            &self.edition,
            indicator,
            indicator.period,
            comparator,
            &self.observations(),
        )
    }

    pub(crate) fn compare(&self, indicator: &Indicator) -> Comparison {
        self.try_compare(indicator, &ComparatorKind::EnglandAndWales)
            .unwrap()
    }

    pub(crate) fn compare_with_peers(&self, indicator: &Indicator, group: &str) -> Comparison {
        self.try_compare(indicator, &ComparatorKind::Peers(id(group)))
            .unwrap()
    }
}

pub(crate) fn recorded(
    measure: &str,
    period: &str,
    area: &str,
    reading: Reading,
    revision: u64,
) -> RecordedObservation {
    RecordedObservation {
        observation: Observation {
            area: area.parse::<Area>().unwrap(),
            measure: id(measure),
            period: id(period),
            reading,
            source: id("made-up"),
        },
        revision: Revision::new(revision).unwrap(),
    }
}

/// A ratio in the made-up year.
pub(crate) fn ratio(
    kind: RatioKind,
    numerator: &str,
    denominator: &str,
    when: DenominatorPeriod,
    multiplier: f64,
) -> Indicator {
    indicator(
        Formula::Ratio {
            numerator: id(numerator),
            denominator: id(denominator),
            denominator_period: when,
            kind,
        },
        multiplier,
    )
}

/// `crimes` per 1,000 `people`.
pub(crate) fn crime_rate() -> Indicator {
    ratio(
        RatioKind::Rate,
        "crimes",
        "people",
        DenominatorPeriod::MidYear,
        1_000.0,
    )
}

/// `thefts` as a percentage of `crimes`.
pub(crate) fn theft_share() -> Indicator {
    ratio(
        RatioKind::Proportion,
        "thefts",
        "crimes",
        DenominatorPeriod::Same,
        100.0,
    )
}

/// The percentage change of `crimes` within a year.
pub(crate) fn crime_change() -> Indicator {
    change(ChangeOf::Counts)
}

/// The percentage change of `crimes` per head within a year.
pub(crate) fn crime_rate_change() -> Indicator {
    change(ChangeOf::Rates {
        denominator: id("people"),
        denominator_period: DenominatorPeriod::MidYear,
    })
}

fn change(of: ChangeOf) -> Indicator {
    indicator(
        Formula::Change {
            numerator: id("crimes"),
            base: id("crimes"),
            months_back: 12,
            of,
        },
        100.0,
    )
}

pub(crate) fn indicator(formula: Formula, multiplier: f64) -> Indicator {
    Indicator {
        id: id("made-up-indicator"),
        title: "Made-up indicator".to_owned(),
        question: None,
        formula,
        period: id(YEAR),
        multiplier,
        unit: "things".to_owned(),
        decimals: 1,
        polarity: Polarity::Neither,
        comparator: ComparatorMethod::Pooled,
        note: String::new(),
        printed_at: String::new(),
        known_difference: String::new(),
    }
}

pub(crate) fn period(text: &str) -> Period {
    id(text)
}

/// The included unit with this identifier.
pub(crate) fn unit<'c>(comparison: &'c Comparison, unit: &str) -> &'c UnitComparison {
    comparison
        .units
        .iter()
        .find(|found| found.unit.id.as_str() == unit)
        .unwrap_or_else(|| panic!("{unit} is not included: {:?}", comparison.left_out))
}

/// The unit with this identifier, which has to be left out.
pub(crate) fn left_out<'c>(comparison: &'c Comparison, unit: &str) -> &'c LeftOut {
    comparison
        .left_out
        .iter()
        .find(|found| found.unit.id.as_str() == unit)
        .unwrap_or_else(|| panic!("{unit} is not left out: {:?}", comparison.units))
}

/// The identifiers of the included units.
pub(crate) fn included(comparison: &Comparison) -> Vec<&str> {
    comparison
        .units
        .iter()
        .map(|unit| unit.unit.id.as_str())
        .collect()
}

#[track_caller]
pub(crate) fn assert_close(actual: f64, expected: f64) {
    let tolerance = 1e-9 * expected.abs().max(1.0);
    assert!(
        (actual - expected).abs() <= tolerance,
        "{actual} is not {expected}"
    );
}

fn edition() -> Edition {
    Edition {
        id: id("made-up"),
        title: "Made up".to_owned(),
        headline_question: String::new(),
        publisher: "Nobody".to_owned(),
        method: peel_model::MethodVersion::new("2016.1").unwrap(),
        own_method: None,
        questions: Vec::new(),
        grades: Vec::new(),
        forces: Vec::new(),
        peer_groups: Vec::new(),
        sources: Vec::new(),
        measures: Vec::new(),
        indicators: Vec::new(),
        exclusions: Vec::new(),
        caveats: Vec::new(),
        published_grades: Vec::new(),
        return_definition: None,
        inspection_rules: None,
        layout: ReportLayout {
            title: String::new(),
            introduction: Vec::new(),
            force_in_numbers: Vec::new(),
            figures: Vec::new(),
            next_steps: Vec::new(),
            map: Vec::new(),
        },
        definition_hash: String::new(),
    }
}
