//! What goes over the wire and back is the same; what breaks the contract is told by field.

use peel_model::{
    Absent, Acknowledgement, AnswerKind, Assessment, Band, Comparator, ComparatorKind,
    ComparatorMethod, ComparatorValue, Comparison, EarlierFinding, Finding, FindingAnswer,
    FindingKind, FindingState, FindingStep, Flag, Formula, Funnel, FunnelPosition, Indicator,
    Inspection, InspectionMove, InspectionState, InspectionStep, Intervals, Judgment, LeftOut,
    Limits, MethodVersion, NoBand, OverDispersionEstimate, Polarity, QuestionJudgment,
    Recommendation, Revision, Unit, UnitComparison,
};
use peel_proto::convert::{
    ComparisonLabels, comparison_from_wire, comparison_to_wire, earlier_finding_from_wire,
    earlier_finding_to_wire, finding_from_wire, inspection_from_wire, inspection_to_wire,
    observation_from_wire, run_from_wire,
};
use peel_proto::{data, scoring};

fn indicator() -> Indicator {
    Indicator {
        id: "made-up-rate".parse().unwrap(),
        title: "Made-up rate".to_owned(),
        question: None,
        formula: Formula::PublishedOnly {
            reason: "made up".to_owned(),
        },
        period: "12m-to-2016-06".parse().unwrap(),
        multiplier: 1000.0,
        unit: "per 1,000".to_owned(),
        decimals: 1,
        polarity: Polarity::Neither,
        comparator: ComparatorMethod::Pooled,
        note: String::new(),
        printed_at: String::new(),
        known_difference: String::new(),
    }
}

fn unit(id: &str) -> Unit {
    Unit {
        id: id.parse().unwrap(),
        name: id.to_owned(),
        forces: vec![id.parse().unwrap()],
    }
}

fn comparison() -> Comparison {
    let limits = |lower, upper| Limits { lower, upper };
    let intervals = Intervals {
        at_95: limits(1.0, 2.0),
        at_99_8: limits(0.5, 2.5),
    };
    let funnel = Funnel {
        plain: intervals,
        corrected: intervals,
        plain_position: FunnelPosition::AboveOuter,
        position: FunnelPosition::Within,
    };
    let north = UnitComparison {
        unit: unit("made-up-north"),
        value: 1.5,
        numerator: 3.0,
        denominator: 2000.0,
        interval: Ok(intervals),
        rank: 2,
        tied: 1,
        band: Ok(Band::Highest),
        funnel: Ok(funnel),
        flags: vec![
            Flag::Partial { months: 9 },
            Flag::Flagged("x5".parse().unwrap()),
            Flag::SmallNumber,
        ],
    };
    let south = UnitComparison {
        unit: unit("made-up-south"),
        rank: 1,
        interval: Err(Absent::NotApplicable),
        funnel: Err(Absent::NotApplicable),
        band: Err(NoBand::Ties),
        flags: vec![],
        ..north.clone()
    };
    Comparison {
        edition: "made-up-edition".parse().unwrap(),
        indicator: "made-up-rate".parse().unwrap(),
        period: "12m-to-2016-06".parse().unwrap(),
        revision: Revision::new(3),
        method: MethodVersion::new("2016.1").unwrap(),
        comparator: Comparator {
            kind: ComparatorKind::Peers("made-up-peers".parse().unwrap()),
            method: ComparatorMethod::Pooled,
            value: Ok(ComparatorValue {
                value: 1.2,
                numerator: 6.0,
                denominator: 5000.0,
            }),
        },
        units: vec![north, south],
        left_out: vec![LeftOut {
            unit: unit("made-up-west"),
            because: Absent::Excluded,
            exclusion: Some("x1".parse().unwrap()),
            note: "left out by decision".to_owned(),
        }],
        bands: Err(NoBand::TooFewUnits),
        over_dispersion: Some(OverDispersionEstimate {
            phi: 2.0,
            tau_squared: 0.1,
            applies: true,
        }),
        rising: Some(1),
        formula: "made-up events / made-up people".to_owned(),
    }
}

fn on_the_wire(wanted: impl Fn(&Unit) -> bool) -> scoring::v1::Comparison {
    let indicator = indicator();
    comparison_to_wire(
        &comparison(),
        &ComparisonLabels {
            indicator: &indicator,
            caveats: vec![],
        },
        wanted,
    )
}

#[test]
fn a_comparison_comes_back_as_it_went() {
    assert_eq!(
        comparison_from_wire(on_the_wire(|_| true)).unwrap(),
        comparison()
    );
}

#[test]
fn an_absent_comparator_and_present_bands_come_back_too() {
    let mut other = comparison();
    other.comparator.kind = ComparatorKind::EnglandAndWales;
    other.comparator.value = Err(Absent::PublishedOnly);
    other.bands = Ok(11);
    other.over_dispersion = None;
    let indicator = indicator();
    let labels = ComparisonLabels {
        indicator: &indicator,
        caveats: vec![],
    };
    let message = comparison_to_wire(&other, &labels, |_| true);
    assert_eq!(comparison_from_wire(message).unwrap(), other);
}

#[test]
fn a_slice_lists_its_unit_and_still_counts_all() {
    let slice = on_the_wire(|unit| unit.id.as_str() == "made-up-south");
    assert_eq!(slice.units.len(), 1);
    assert_eq!(slice.left_out.len(), 0);
    assert_eq!(slice.included_units, 2);
    let all = on_the_wire(|_| true);
    let ranks: Vec<u32> = all.units.iter().map(|unit| unit.rank).collect();
    assert_eq!(ranks, [1, 2], "units go out by rank");
}

#[test]
fn what_breaks_the_contract_is_told_by_field() {
    let check = |break_it: fn(&mut scoring::v1::Comparison), expected: &str| {
        let mut message = on_the_wire(|_| true);
        break_it(&mut message);
        let error = comparison_from_wire(message).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    check(
        |message| message.period = "2016".to_owned(),
        "period: \"2016\" is not a period",
    );
    check(
        |message| message.comparator = None,
        "comparator: is missing",
    );
    check(
        |message| message.method.clear(),
        "method: \"\" is not a method version",
    );
    check(
        |message| message.units[1].interval = None,
        "no_interval_because: is missing",
    );
    check(
        |message| message.units[1].band = "best".to_owned(),
        "no_band_because: is missing",
    );
    check(
        |message| message.units[1].flags[0].months = 70_000,
        "flags.months: 70000 is too large",
    );
}

#[test]
fn observations_and_runs_are_checked_on_receipt() {
    let observation = data::v1::Observation {
        area: "made-up-north".to_owned(),
        measure: "made-up-events".to_owned(),
        period: "12m-to-2016-06".to_owned(),
        value: Some(3.0),
        status: "normal".to_owned(),
        source: "made-up-source".to_owned(),
        ..data::v1::Observation::default()
    };
    let received = observation_from_wire(&observation, Revision::FIRST).unwrap();
    assert_eq!(received.revision, Revision::FIRST);
    let not_finite = data::v1::Observation {
        value: Some(f64::NAN),
        ..observation.clone()
    };
    assert!(observation_from_wire(&not_finite, Revision::FIRST).is_err());
    let without = data::v1::Observation {
        value: None,
        ..observation
    };
    assert!(observation_from_wire(&without, Revision::FIRST).is_err());

    let run = data::v1::Run {
        id: "not-hexadecimal".to_owned(),
        ..data::v1::Run::default()
    };
    assert_eq!(run_from_wire(run).unwrap_err().field, "id");
}

/// An inspection under way, with everything that a step writes.
fn inspection() -> Inspection {
    let judgment = |moderated| Judgment {
        grade: "good".parse().unwrap(),
        previous: None,
        author: "Ada".to_owned(),
        moderated,
        reason: "Made up.".to_owned(),
    };
    Inspection {
        edition: "made-up-edition".parse().unwrap(),
        force: "made-up-north".parse().unwrap(),
        state: InspectionState::Final,
        inspected: "spring".to_owned(),
        overall: Some(judgment(true)),
        questions: vec![QuestionJudgment {
            question: "lighting".parse().unwrap(),
            judgment: Some(judgment(true)),
            summary: vec!["Lit.".to_owned()],
            assessments: vec![Assessment {
                sub_question: "lamp".parse().unwrap(),
                text: "There is a lamp.".to_owned(),
            }],
        }],
        findings: vec![Finding {
            id: "f1".parse().unwrap(),
            kind: FindingKind::CauseOfConcern,
            question: "lighting".parse().unwrap(),
            title: "Oil".to_owned(),
            text: "There is little oil.".to_owned(),
            state: FindingState::Enduring,
            listed: true,
            chain: vec![FindingStep {
                year: 2030,
                inspection: "Lighthouses 2030".to_owned(),
                text: "There was little oil.".to_owned(),
            }],
            recommendations: vec![Recommendation {
                text: "Buy oil.".to_owned(),
                owner: "Made-up Police".to_owned(),
                due: "immediately".to_owned(),
            }],
            evidence: vec!["made-up-rate".parse().unwrap()],
            documents: vec!["The keeper's diary".to_owned()],
            source: "page 1".to_owned(),
        }],
        facts: Vec::new(),
        source: "Made up".to_owned(),
        steps: vec![InspectionStep {
            action: InspectionMove::Finalise,
            author: "Pat".to_owned(),
            at: 1_900_000_000,
            reason: "agreed".to_owned(),
            run: "0".repeat(32),
            acknowledged: vec![Acknowledgement {
                check: "grade-words".to_owned(),
                place: "overall judgment".to_owned(),
                reason: "It quotes.".to_owned(),
            }],
            corrects: None,
        }],
    }
}

#[test]
fn an_inspection_goes_over_the_wire_and_back() {
    let mut corrected = inspection();
    corrected.steps.push(InspectionStep {
        action: InspectionMove::Correct,
        corrects: Revision::new(7),
        ..corrected.steps[0].clone()
    });
    let message = inspection_to_wire(&corrected);
    assert_eq!((message.version, message.steps[1].corrects), (2, 7));
    assert_eq!(inspection_from_wire(message), Ok(corrected));
    let message = inspection_to_wire(&inspection());
    assert_eq!(message.version, 1);
    assert_eq!(message.steps[0].role, "approver");
    assert_eq!(inspection_from_wire(message), Ok(inspection()));
}

#[test]
fn an_earlier_finding_goes_over_the_wire_and_back() {
    let finding = EarlierFinding {
        id: "e1".parse().unwrap(),
        year: 2030,
        kind: FindingKind::Recommendation,
        question: "lighting".parse().unwrap(),
        title: "Oil".to_owned(),
        text: "There was little oil.".to_owned(),
        recommendations: inspection().findings[0].recommendations.clone(),
        answer: Some(FindingAnswer {
            kind: AnswerKind::Split,
            carried_by: vec!["f1".parse().unwrap(), "f2".parse().unwrap()],
        }),
    };
    let message = earlier_finding_to_wire(&finding);
    assert_eq!(earlier_finding_from_wire(&message), Ok(finding));
    let wrong = data::v1::EarlierFinding {
        year: 70_000,
        kind: "wish".to_owned(),
        answer: String::new(),
        ..message
    };
    let malformed = earlier_finding_from_wire(&wrong).unwrap_err();
    let fields: Vec<_> = malformed.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["year", "kind", "carried_by"]);
}

#[test]
fn everything_malformed_in_a_finding_is_told() {
    let message = inspection_to_wire(&inspection()).findings.remove(0);
    assert!(finding_from_wire(&message).is_ok());
    let wrong = data::v1::Finding {
        id: "F 1".to_owned(),
        kind: "wish".to_owned(),
        state: "gone".to_owned(),
        evidence: vec!["made-up-rate".to_owned(), "A rate".to_owned()],
        ..message
    };
    let malformed = finding_from_wire(&wrong).unwrap_err();
    let fields: Vec<_> = malformed.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["id", "kind", "state", "evidence[1]"]);
}
