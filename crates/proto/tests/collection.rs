//! What collection sends over the wire and back; everything malformed is told at once.

use peel_model::{
    Caveat, Decided, Exclusion, IndicatorScope, Query, QueryAction, QueryMove, QuerySubject,
    Reading, Revision, Treatment,
};
use peel_proto::convert::{
    Malformed, caveat_from_wire, caveat_to_wire, exclusion_from_wire, exclusion_to_wire,
    query_to_wire, raised_query_to_wire, returned_value_from_wire,
};
use peel_proto::data::v1 as wire;

fn exclusion(treatment: Treatment, applies_to: IndicatorScope) -> Exclusion {
    Exclusion {
        id: "x1".parse().unwrap(),
        forces: vec!["northshire".parse().unwrap(), "southshire".parse().unwrap()],
        applies_to,
        periods: vec!["12m-to-2031-06".parse().unwrap()],
        treatment,
        reason: "made up".to_owned(),
        source: "nowhere".to_owned(),
        decided: None,
    }
}

#[test]
fn decisions_come_back_as_they_went() {
    let check = |treatment, applies_to| {
        let exclusion = exclusion(treatment, applies_to);
        assert_eq!(
            exclusion_from_wire(&exclusion_to_wire(&exclusion)),
            Ok(exclusion)
        );
    };
    let these = IndicatorScope::These(vec!["made-up-rate".parse().unwrap()]);
    check(Treatment::Exclude, IndicatorScope::All);
    check(Treatment::Note, IndicatorScope::Inspection);
    check(Treatment::NotSupplied, these.clone());
    check(Treatment::Partial { months: 9 }, these.clone());
    for plain in [
        Treatment::OutOfScope,
        Treatment::Estimated,
        Treatment::Revised,
        Treatment::Flag,
    ] {
        check(plain, IndicatorScope::All);
    }
    let merge = Treatment::Merge {
        unit: "both-shires".parse().unwrap(),
        name: "Both Shires".to_owned(),
    };
    check(merge, IndicatorScope::All);

    let caveat = Caveat {
        id: "c1".parse().unwrap(),
        title: "Made up".to_owned(),
        text: "Nothing is real.".to_owned(),
        applies_to: these,
        source: "nowhere".to_owned(),
        decided: None,
    };
    assert_eq!(caveat_from_wire(&caveat_to_wire(&caveat)), Ok(caveat));
}

#[test]
fn when_and_by_whom_a_decision_was_made_goes_out_and_never_comes_in() {
    let decided = Exclusion {
        decided: Some(Decided {
            revision: Revision::new(7).unwrap(),
            author: "Ada".to_owned(),
        }),
        ..exclusion(Treatment::Exclude, IndicatorScope::All)
    };
    let message = exclusion_to_wire(&decided);
    assert_eq!(
        (message.decided_in, message.decided_by.as_str()),
        (7, "Ada")
    );
    assert_eq!(exclusion_from_wire(&message).unwrap().decided, None);
}

fn told<T: std::fmt::Debug>(parsed: Result<T, Vec<Malformed>>) -> Vec<String> {
    let malformed = parsed.expect_err("it should be malformed").into_iter();
    malformed.map(|it| it.to_string()).collect()
}

#[test]
fn everything_malformed_in_a_decision_is_told_by_field() {
    let message = wire::Exclusion {
        id: "X 1".to_owned(),
        forces: vec!["northshire".to_owned(), "South".to_owned()],
        indicators: vec!["made-up-rate".to_owned()],
        all_indicators: true,
        periods: vec!["June".to_owned()],
        treatment: "forget".to_owned(),
        unit: "both".to_owned(),
        months: 3,
        ..wire::Exclusion::default()
    };
    let told = told(exclusion_from_wire(&message));
    let fields: Vec<_> = told.iter().filter_map(|it| it.split(": ").next()).collect();
    assert_eq!(
        fields,
        [
            "id",
            "forces[1]",
            "indicators",
            "periods[0]",
            "unit",
            "months",
            "treatment"
        ]
    );
    assert!(told[6].contains("use exclude, not-supplied, out-of-scope, merge"));
}

#[test]
fn everything_malformed_in_a_returned_value_is_told_by_field() {
    let value = |value, status: &str, months| wire::ReturnedValue {
        measure: "thefts".to_owned(),
        period: "12m-to-2031-06".to_owned(),
        value,
        status: status.to_owned(),
        reason: String::new(),
        months,
    };
    let read = returned_value_from_wire(&value(Some(12.0), "", 0)).unwrap();
    assert_eq!(read.reading, Reading::new(Some(12.0), "normal").unwrap());
    assert_eq!(read.months, None);
    let read = returned_value_from_wire(&value(Some(12.0), "partial", 9)).unwrap();
    assert_eq!(read.months, Some(9));

    let check = |message, expected: &[&str]| {
        let told = told(returned_value_from_wire(&message));
        let fields: Vec<_> = told.iter().filter_map(|it| it.split(": ").next()).collect();
        assert_eq!(fields, expected);
    };
    check(value(None, "", 0), &["status"]);
    check(value(Some(f64::NAN), "normal", 0), &["status"]);
    let malformed = wire::ReturnedValue {
        measure: String::new(),
        period: "June".to_owned(),
        ..value(Some(1.0), "A", 70_000)
    };
    check(malformed, &["measure", "period", "status", "months"]);
}

#[test]
fn a_query_tells_its_whole_conversation() {
    let query = Query {
        id: "q12-3".parse().unwrap(),
        subject: QuerySubject {
            edition: "made-up-edition".parse().unwrap(),
            force: "northshire".parse().unwrap(),
            measure: "thefts".parse().unwrap(),
            period: "12m-to-2031-06".parse().unwrap(),
            reading: Reading::new(Some(900.0), "normal").unwrap(),
            check: Some("first-zero".parse().unwrap()),
            question: "Really?".to_owned(),
        },
        author: "Ada".to_owned(),
        raised_at: 5,
        moves: vec![QueryMove {
            action: QueryAction::Confirm,
            author: "Bea".to_owned(),
            text: "Yes.".to_owned(),
            at: 6,
            revision: Revision::new(13).unwrap(),
        }],
    };
    let message = query_to_wire(&query);
    assert_eq!(
        (message.id.as_str(), message.state.as_str()),
        ("q12-3", "answered")
    );
    assert_eq!(message.check, "first-zero");
    assert_eq!(message.moves[0].action, "confirm");
    assert_eq!(message.moves[0].revision, 13);

    // One that would be raised differs by what only raising it gives.
    let raised = wire::Query {
        id: "q12-3".to_owned(),
        state: "answered".to_owned(),
        author: "Ada".to_owned(),
        raised_at: 5,
        moves: message.moves.clone(),
        ..raised_query_to_wire(&query.subject)
    };
    assert_eq!(raised, message);
}
