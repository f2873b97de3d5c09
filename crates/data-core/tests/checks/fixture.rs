//! A made-up return of made-up forces, told in lines: `measure period value`, where the value may
//! be followed by a status, and be `-` where there is none.

use std::path::Path;
use std::sync::LazyLock;

use peel_data_core::{Check, Evidence, RecordedValues, Remark, check, check_named};
use peel_edition::{Folder, read_edition};
use peel_model::{
    Area, AreaCode, DenominatorPeriod, Edition, Force, ForceId, Formula, Measure,
    MeasureDefinition, MeasureId, MeasureKind, Observation, Period, RatioKind, Reading, Relation,
    ReturnDefinition, ReturnEntry, ReturnSection, Scope, SourceId,
};

pub(crate) const NOW: &str = "12m-to-2031-06";
pub(crate) const LAST_YEAR: &str = "12m-to-2030-06";
/// The estimate that stands for [`NOW`].
pub(crate) const MID_YEAR: &str = "at-2030-06-30";
/// Whose return it is.
pub(crate) const FORCE: &str = "force-0";

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) edition: Edition,
    pub(crate) definition: ReturnDefinition,
}

pub(crate) fn measure(id: &str) -> MeasureId {
    MeasureId::new(id).unwrap()
}

pub(crate) fn force(id: &str) -> ForceId {
    ForceId::new(id).unwrap()
}

pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Twelve forces and one that is out of scope. Thefts are of two kinds, `all-thefts` is their sum
/// as the edition makes it, `thefts` as forces return it; `solved` lies within `thefts`.
pub(crate) fn world() -> &'static World {
    // Read once: properties are tried on hundreds of submissions.
    static WORLD: LazyLock<World> = LazyLock::new(make);
    &WORLD
}

fn make() -> World {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = path.join("../edition/tests/fixtures/made-up-edition");
    let mut edition = read_edition(&Folder::read(&path).unwrap()).unwrap();
    edition.forces = (0..12).map(|n| a_force(n, Scope::Inspected)).collect();
    edition.forces.push(a_force(12, Scope::OutOfScope));
    edition.measures = measures();
    let proportion = ("cases-solved", "cases");
    for indicator in &mut edition.indicators {
        indicator.formula = Formula::Ratio {
            numerator: measure(proportion.0),
            denominator: measure(proportion.1),
            denominator_period: DenominatorPeriod::Same,
            kind: RatioKind::Proportion,
        };
    }
    World {
        edition,
        definition: definition(),
    }
}

fn a_force(number: u8, scope: Scope) -> Force {
    Force {
        id: force(&format!("force-{number}")),
        code: AreaCode::new(&format!("Z{number:08}")).unwrap(),
        name: format!("Force {number}"),
        full_name: format!("Force {number} Police"),
        region: "Made up".to_owned(),
        aliases: Vec::new(),
        scope,
    }
}

fn measures() -> Vec<Measure> {
    let of = |id: &str, unit: &str, kind| Measure {
        id: measure(id),
        title: id.replace('-', " "),
        unit: unit.to_owned(),
        kind,
        definition: MeasureDefinition::Recorded { source: None },
    };
    let parts = ["bicycle-thefts", "other-thefts"].map(measure).to_vec();
    vec![
        of("thefts", "thefts", MeasureKind::Count),
        of("bicycle-thefts", "thefts", MeasureKind::Count),
        of("other-thefts", "thefts", MeasureKind::Count),
        of("solved", "thefts", MeasureKind::Count),
        of("cases", "cases", MeasureKind::Count),
        of("cases-solved", "cases", MeasureKind::Count),
        of("officers", "officers", MeasureKind::Stock),
        of("population", "people", MeasureKind::Stock),
        Measure {
            definition: MeasureDefinition::Sum { parts },
            ..of("all-thefts", "thefts", MeasureKind::Count)
        },
    ]
}

fn definition() -> ReturnDefinition {
    let counts = [
        "thefts",
        "bicycle-thefts",
        "other-thefts",
        "solved",
        "cases",
        "cases-solved",
    ];
    let mut spans: Vec<Period> = period(NOW).parts(3).unwrap();
    spans.extend(period(NOW).parts(1).unwrap());
    spans.extend([LAST_YEAR, NOW].map(period));
    let mut entries: Vec<ReturnEntry> = counts
        .into_iter()
        .map(|id| ReturnEntry {
            measure: measure(id),
            periods: spans.clone(),
            per: Some(measure("population")),
            note: String::new(),
        })
        .collect();
    entries.push(ReturnEntry {
        measure: measure("officers"),
        periods: vec![period("at-2031-03-31")],
        per: None,
        note: String::new(),
    });
    let title = "Everything".to_owned();
    let note = String::new();
    ReturnDefinition {
        source: SourceId::new("harbour-office").unwrap(),
        sections: vec![ReturnSection {
            title,
            note,
            entries,
        }],
        relations: vec![
            Relation::Sum {
                whole: measure("thefts"),
                parts: ["bicycle-thefts", "other-thefts"].map(measure).to_vec(),
            },
            Relation::Within {
                whole: measure("thefts"),
                part: measure("solved"),
            },
        ],
    }
}

pub(crate) fn of(area: &str, line: &str) -> Observation {
    let words: Vec<&str> = line.split_whitespace().collect();
    let value = (words[2] != "-").then(|| words[2].parse().unwrap());
    let status = words.get(3).copied().unwrap_or("normal");
    Observation {
        area: area.parse().unwrap(),
        measure: measure(words[0]),
        period: period(words[1]),
        reading: Reading::new(value, status).unwrap(),
        source: SourceId::new("harbour-office").unwrap(),
    }
}

pub(crate) fn lines(lines: &[&str]) -> Vec<Observation> {
    lines.iter().map(|line| of(FORCE, line)).collect()
}

/// The remarks of one check, as `row message`.
pub(crate) fn remarks_of(
    id: &str,
    submitted: &[Observation],
    recorded: &RecordedValues,
) -> Vec<String> {
    let world = world();
    let force = force(FORCE);
    let evidence = evidence(world, &force, submitted, recorded);
    let the_check: &'static Check = check_named(id).unwrap();
    told(&the_check.remarks(&evidence))
}

/// The remarks of one check on lines of the force, held against recorded lines of the force.
pub(crate) fn remarks(id: &str, submitted: &[&str], recorded: &[&str]) -> Vec<String> {
    remarks_of(
        id,
        &lines(submitted),
        &lines(recorded).into_iter().collect(),
    )
}

pub(crate) fn all_remarks(submitted: &[Observation], recorded: &RecordedValues) -> Vec<Remark> {
    let world = world();
    let force = force(FORCE);
    check(&evidence(world, &force, submitted, recorded))
}

pub(crate) fn evidence<'a>(
    world: &'a World,
    force: &'a ForceId,
    submitted: &'a [Observation],
    recorded: &'a RecordedValues,
) -> Evidence<'a> {
    Evidence {
        edition: &world.edition,
        definition: &world.definition,
        force,
        submitted,
        declarations: &[],
        recorded,
    }
}

fn told(remarks: &[Remark]) -> Vec<String> {
    let told = remarks.iter();
    told.map(|remark| format!("{} {}", remark.place, remark.message))
        .collect()
}

/// Of every force, a count of thefts and the population that stands for it.
pub(crate) fn forces(thefts: &[(f64, f64)]) -> RecordedValues {
    let recorded = thefts.iter().enumerate().flat_map(|(n, (count, people))| {
        let area = format!("force-{n}");
        [
            of(&area, &format!("thefts {NOW} {count}")),
            of(&area, &format!("population {MID_YEAR} {people}")),
        ]
    });
    recorded.collect()
}

pub(crate) fn area(id: &str) -> Area {
    id.parse().unwrap()
}
