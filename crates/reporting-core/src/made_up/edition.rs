//! The made-up edition.

use peel_model::{
    AreaCode, Caveat, ChangeOf, ComparatorMethod, DenominatorPeriod, Edition, Exclusion, Force,
    Formula, Grade, Indicator, IndicatorScope, Measure, MeasureDefinition, MeasureKind,
    MethodVersion, Polarity, PublishedGrade, Question, RatioKind, Scope, Source, SubQuestion,
    Treatment,
};

use super::id;
use super::layout::layout;

/// Names of the made-up forces, in order of identifier. The last is out of scope.
pub(super) const FORCES: [&str; 13] = [
    "Ashdale",
    "Brackwater",
    "Caldermoor",
    "Dunmere",
    "Eastfold",
    "Fenwold",
    "Glenrush",
    "Harrowgate Vale",
    "Islemouth",
    "Kingsferry",
    "Lowmarsh",
    "Northmarch",
    "Railway Constabulary",
];

/// The made-up edition.
#[must_use]
pub fn edition() -> Edition {
    Edition {
        id: id("1999-made-up"),
        title: "Made-up effectiveness 1999".to_owned(),
        headline_question: "How well does the made-up force keep people safe?".to_owned(),
        publisher: "It restates, in our own words, a made-up programme of a made-up inspectorate"
            .to_owned(),
        method: MethodVersion::new("1999.1").unwrap(),
        own_method: None,
        questions: questions(),
        grades: grades(),
        forces: forces(),
        peer_groups: Vec::new(),
        sources: vec![
            Source {
                id: id("made-up-office"),
                title: "Made-up crime tables".to_owned(),
                publisher: "Made-up Office".to_owned(),
                licence: "Open Made-up Licence".to_owned(),
                note: "Counts are invented".to_owned(),
            },
            Source {
                id: id("unused-office"),
                title: "A source no number uses".to_owned(),
                publisher: "Unused Office".to_owned(),
                licence: String::new(),
                note: String::new(),
            },
        ],
        measures: ["crimes", "population", "incidents"].map(measure).into(),
        indicators: indicators(),
        exclusions: exclusions(),
        caveats: caveats(),
        published_grades: vec![PublishedGrade {
            force: id("ashdale"),
            grade: id("good"),
        }],
        return_definition: None,
        inspection_rules: None,
        layout: layout(),
        definition_hash: "0".repeat(64),
    }
}

fn questions() -> Vec<Question> {
    let question = |number: u8, slug: &str, title: &str, text: &str, part: &str| Question {
        id: id(slug),
        number,
        title: title.to_owned(),
        text: text.to_owned(),
        graded: number < 3,
        sub_questions: vec![SubQuestion {
            id: id(&format!("{slug}-part")),
            number: format!("{number}.1"),
            text: part.to_owned(),
            aspects: vec!["knowing the risk".to_owned(), "learning".to_owned()],
        }],
    };
    vec![
        question(
            1,
            "preventing",
            "Preventing crime",
            "How well does the force prevent made-up crime?",
            "Does it know its made-up area?",
        ),
        question(
            2,
            "protecting",
            "Protecting people",
            "How well does the force protect made-up people?",
            "Does it see who is at risk?",
        ),
        question(
            3,
            "specialist",
            "Specialist work",
            "How ready is the force for rare made-up events?",
            "Does it rehearse?",
        ),
    ]
}

fn grades() -> Vec<Grade> {
    [
        ("outstanding", "Outstanding", Some(1)),
        ("good", "Good", Some(2)),
        ("requires-improvement", "Requires improvement", Some(3)),
        ("inadequate", "Inadequate", Some(4)),
        ("ungraded", "Ungraded", None),
    ]
    .map(|(slug, title, order)| Grade {
        id: id(slug),
        title: title.to_owned(),
        order,
    })
    .into()
}

fn forces() -> Vec<Force> {
    FORCES
        .iter()
        .enumerate()
        .map(|(index, name)| Force {
            id: id(&slug_of(name)),
            code: AreaCode::new(&format!("X{index:08}")).unwrap(),
            name: (*name).to_owned(),
            full_name: format!("{name} Police"),
            region: "Made-up Region".to_owned(),
            aliases: Vec::new(),
            scope: if index + 1 == FORCES.len() {
                Scope::OutOfScope
            } else {
                Scope::Inspected
            },
        })
        .collect()
}

/// A made-up force's identifier.
pub(super) fn slug_of(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}

fn measure(slug: &str) -> Measure {
    Measure {
        id: id(slug),
        title: format!("Made-up {slug}"),
        unit: slug.to_owned(),
        kind: if slug == "population" {
            MeasureKind::Stock
        } else {
            MeasureKind::Count
        },
        definition: MeasureDefinition::Recorded {
            source: Some(id("made-up-office")),
        },
    }
}

/// A made-up indicator: crimes over population, changed at will by its caller.
#[must_use]
pub fn indicator(slug: &str, title: &str, question: Option<&str>) -> Indicator {
    Indicator {
        id: id(slug),
        title: title.to_owned(),
        question: question.map(id),
        formula: Formula::Ratio {
            numerator: id("crimes"),
            denominator: id("population"),
            denominator_period: DenominatorPeriod::MidYear,
            kind: RatioKind::Rate,
        },
        period: id("12m-to-1999-06"),
        multiplier: 1000.0,
        unit: "per 1,000 population".to_owned(),
        decimals: 1,
        polarity: Polarity::Neither,
        comparator: ComparatorMethod::Pooled,
        note: String::new(),
        printed_at: String::new(),
        known_difference: String::new(),
    }
}

fn indicators() -> Vec<Indicator> {
    let published_only = || Formula::PublishedOnly {
        reason: "The made-up returns behind it were never published".to_owned(),
    };
    vec![
        indicator("crime-rate", "Recorded crime", Some("preventing")),
        Indicator {
            note: "Households of the year before are used".to_owned(),
            ..indicator(
                "burglary-rate",
                "Burglary in a dwelling",
                Some("preventing"),
            )
        },
        Indicator {
            formula: published_only(),
            ..indicator("assault-rate", "Assault with injury", Some("preventing"))
        },
        Indicator {
            formula: Formula::Change {
                numerator: id("incidents"),
                base: id("incidents"),
                months_back: 12,
                of: ChangeOf::Rates {
                    denominator: id("population"),
                    denominator_period: DenominatorPeriod::MidYear,
                },
            },
            unit: "percent".to_owned(),
            decimals: 0,
            polarity: Polarity::LowerIsBetter,
            ..indicator("incident-change", "Change in incidents", Some("preventing"))
        },
        Indicator {
            formula: Formula::Tally {
                of: id("incident-change"),
            },
            unit: "forces".to_owned(),
            decimals: 0,
            ..indicator(
                "forces-rising",
                "Forces with more incidents",
                Some("preventing"),
            )
        },
        Indicator {
            unit: "percent".to_owned(),
            polarity: Polarity::HigherIsBetter,
            comparator: ComparatorMethod::MeanOfRates,
            multiplier: 100.0,
            ..indicator("satisfaction", "Victim satisfaction", Some("protecting"))
        },
        Indicator {
            formula: published_only(),
            unit: "percent".to_owned(),
            ..indicator(
                "vulnerable-share",
                "Crime with a vulnerable victim",
                Some("protecting"),
            )
        },
        indicator("empty-rate", "Calls nobody returned", Some("protecting")),
        Indicator {
            period: id("at-1999-07-01"),
            unit: "per million population".to_owned(),
            decimals: 0,
            ..indicator("group-rate", "Organised crime groups", Some("specialist"))
        },
    ]
}

fn exclusions() -> Vec<Exclusion> {
    let exclusion = |slug: &str, force: &str, indicator: &str, treatment, reason: &str| Exclusion {
        id: id(slug),
        forces: vec![id(force)],
        applies_to: IndicatorScope::These(vec![id(indicator)]),
        periods: Vec::new(),
        treatment,
        reason: reason.to_owned(),
        source: "annex, made-up report".to_owned(),
        decided: None,
    };
    vec![
        exclusion(
            "x1",
            "dunmere",
            "burglary-rate",
            Treatment::Exclude,
            "Its new recording system filed offences late",
        ),
        exclusion(
            "x2",
            "fenwold",
            "incident-change",
            Treatment::Estimated,
            "Two in a hundred incidents are estimated",
        ),
        exclusion(
            "x3",
            "eastfold",
            "unused-indicator",
            Treatment::NotSupplied,
            "It touches no number of any report",
        ),
        Exclusion {
            applies_to: IndicatorScope::Inspection,
            ..exclusion(
                "x4",
                "northmarch",
                "crime-rate",
                Treatment::Note,
                "It was the pilot and was inspected early",
            )
        },
        Exclusion {
            applies_to: IndicatorScope::Inspection,
            ..exclusion(
                "x5",
                "ashdale",
                "crime-rate",
                Treatment::Note,
                "It concerns another force",
            )
        },
    ]
}

fn caveats() -> Vec<Caveat> {
    let caveat = |slug: &str, title: &str, text: &str, applies_to| Caveat {
        id: id(slug),
        title: title.to_owned(),
        text: text.to_owned(),
        applies_to,
        source: "annex, made-up report".to_owned(),
        decided: None,
    };
    let these = |slug: &str| IndicatorScope::These(vec![id(slug)]);
    vec![
        caveat(
            "c1",
            "Recording quality",
            "Recorded crime follows how well it is recorded",
            these("crime-rate"),
        ),
        caveat(
            "c2",
            "Unused",
            "It is about no number of any report",
            these("unused-indicator"),
        ),
        caveat(
            "c3",
            "File review",
            "Sixty made-up files were read",
            IndicatorScope::Inspection,
        ),
    ]
}
