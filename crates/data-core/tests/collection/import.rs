//! Imports are checked whole, told whole, and recorded once.

use peel_data_core::{LONGEST_TITLE, MOST_TOLD, RecordError, Rejected, StoreError};
use peel_model::{Observation, RevisionKind, SourceId};

use crate::fixture::{collection, counts, import, vocabulary};

const THEFTS: &str = "thefts 12m-to-2031-06 northshire";

/// What is wrong with these observations, a line each.
fn wrong(observations: &[Observation]) -> Vec<String> {
    match vocabulary().check_observations(observations) {
        Ok(()) => Vec::new(),
        Err(rejected) => {
            let told = rejected.told().iter();
            told.map(|it| format!("{}: {}", it.field, it.message))
                .collect()
        }
    }
}

#[test]
fn observations_use_the_editions_names_and_periods() {
    let check = |cell: &str, expected: &[&str]| {
        assert_eq!(wrong(&[counts(cell, 1.0)]), expected, "{cell}");
    };
    check(THEFTS, &[]);
    check("thefts 12m-to-2031-06 england-and-wales", &[]);
    check("thefts 12m-to-2031-06 canal-police", &[]);
    check("population at-2030-06-30 northshire", &[]);
    check("printed-offence-rate 12m-to-2031-06 northshire", &[]);
    check(
        "theft 12m-to-2031-06 northshire",
        &["observations[0].measure: unknown measure \"theft\" (nearest known: thefts)"],
    );
    check(
        "thefts 12m-to-2031-06 north-shire",
        &[
            "observations[0].area: unknown area \"north-shire\" (nearest known: northshire, \
           southshire)",
        ],
    );
    check(
        "offences 12m-to-2031-06 northshire",
        &["observations[0].measure: offences is computed from other measures; send those"],
    );
    check(
        "thefts at-2031-06-30 northshire",
        &["observations[0].period: thefts is counted over months; at-2031-06-30 is a day"],
    );
    check(
        "population 12m-to-2030-06 northshire",
        &[
            "observations[0].period: population is a level on a day; 12m-to-2030-06 is a span of \
           months",
        ],
    );
}

#[test]
fn everything_wrong_is_told_with_its_place() {
    let mut unknown_source = counts("frauds 12m-to-2031-06 southshire", 1.0);
    unknown_source.source = SourceId::new("harbour").unwrap();
    let observations = [
        counts(THEFTS, 1.0),
        unknown_source,
        counts("thefts at-2031-06-30 nowhere", 1.0),
        counts(THEFTS, 2.0),
    ];
    assert_eq!(
        wrong(&observations),
        [
            "observations[1].source: unknown source \"harbour\" (nearest known: harbour-office)",
            "observations[2].period: thefts is counted over months; at-2031-06-30 is a day",
            "observations[2].area: unknown area \"nowhere\"",
            "observations[3]: thefts of northshire for 12m-to-2031-06 stands at observations[0] \
             too; send one value",
        ]
    );
}

#[test]
fn what_is_told_is_bounded() {
    let unknown = vec![counts("nothing at-2031-06-30 northshire", 1.0); 3_000];
    let rejected = vocabulary().check_observations(&unknown).unwrap_err();
    assert_eq!(rejected.told().len(), MOST_TOLD);
    assert_eq!(rejected.told().len() + rejected.untold(), 3_000 + 2_999);
    let first = "observations[0].measure: unknown measure \"nothing\"";
    assert_eq!(rejected.to_string(), format!("{first} (and 5998 more)"));
}

#[tokio::test]
async fn an_import_is_one_revision() {
    let collection = collection();
    let new = import("1", vec![counts(THEFTS, 1.0)]);
    let recorded = collection.import(&vocabulary(), new.clone()).await.unwrap();
    assert!(!recorded.repeated);
    let record = recorded.record;
    assert_eq!(record.kind, RevisionKind::Import);
    assert_eq!((record.title, record.author), (new.title, new.author));
    assert_eq!(record.recorded_at, new.recorded_at);
}

#[tokio::test]
async fn the_same_import_in_another_order_is_the_same() {
    let collection = collection();
    let [a, b] = [
        counts(THEFTS, 1.0),
        counts("frauds 12m-to-2031-06 northshire", 2.0),
    ];
    let first = import("1", vec![a.clone(), b.clone()]);
    let first = collection.import(&vocabulary(), first).await.unwrap();
    let again = collection
        .import(&vocabulary(), import("1", vec![b, a]))
        .await
        .unwrap();
    assert!(again.repeated);
    assert_eq!(again.record, first.record);
}

#[tokio::test]
async fn any_difference_under_the_same_request_id_is_refused() {
    let collection = collection();
    let original = || import("1", vec![counts(THEFTS, 1.0)]);
    collection.import(&vocabulary(), original()).await.unwrap();
    let mut value = original();
    value.observations = vec![counts(THEFTS, 1.000_000_000_1)];
    let mut cell = original();
    cell.observations = vec![counts("thefts 12m-to-2031-06 southshire", 1.0)];
    let mut title = original();
    title.title = "another".to_owned();
    for other in [value, cell, title] {
        let refused = collection.import(&vocabulary(), other).await;
        let conflict = matches!(
            refused,
            Err(RecordError::Store(StoreError::RequestConflict { .. }))
        );
        assert!(conflict, "{refused:?}");
    }
}

#[tokio::test]
async fn headings_are_short_and_on_one_line_and_an_import_is_not_empty() {
    let check = async |title: &str, author: &str, observations: usize, expected: &[&str]| {
        let mut new = import("1", vec![counts(THEFTS, 1.0); observations]);
        new.title = title.to_owned();
        new.author = author.to_owned();
        let collection = collection();
        let rejected = match collection.import(&vocabulary(), new).await {
            Ok(_) => Rejected::default(),
            Err(RecordError::Rejected(rejected)) => rejected,
            Err(RecordError::Store(error)) => unreachable!("{error}"),
        };
        let fields: Vec<_> = rejected.told().iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, expected, "{title:?} {author:?}");
    };
    check("a title", "somebody", 1, &[]).await;
    check("", " ", 0, &["title", "author", "observations"]).await;
    check("two\nlines", "somebody", 1, &["title"]).await;
    check(&"é".repeat(LONGEST_TITLE), "somebody", 1, &[]).await;
    check(&"é".repeat(LONGEST_TITLE + 1), "somebody", 1, &["title"]).await;
}
