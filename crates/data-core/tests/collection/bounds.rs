//! What can be asked and named is bounded.

use peel_data_core::{
    Checksum, InvalidQuery, LARGEST_PAGE, LONGEST_REQUEST_ID, MOST_NAMED, ObservationQuery, Page,
    RequestId,
};
use peel_model::{MeasureId, Revision};

use crate::fixture::vocabulary;

fn measures(count: usize) -> impl Iterator<Item = MeasureId> {
    (0..count).map(|i| MeasureId::new(&format!("measure-{i}")).unwrap())
}

#[test]
fn a_query_names_a_bounded_number_of_things() {
    assert!(ObservationQuery::new(measures(MOST_NAMED), [], []).is_ok());
    let repeated = measures(MOST_NAMED).chain(measures(MOST_NAMED));
    assert!(
        ObservationQuery::new(repeated, [], []).is_ok(),
        "repetitions do not count"
    );
    let error = ObservationQuery::new(measures(MOST_NAMED + 1), [], []).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the query names 1001 measures; name at most 1000, or none for all"
    );
}

#[test]
fn a_query_with_unknown_names_is_told_all_of_them() {
    let measures = ["thefts", "theft"].map(|id| MeasureId::new(id).unwrap());
    let areas = ["kent", "port"].map(|id| id.parse().unwrap());
    let query = ObservationQuery::new(measures, areas, []).unwrap();
    let rejected = vocabulary().check_query(&query).unwrap_err();
    let told: Vec<_> = rejected
        .told()
        .iter()
        .map(|it| it.message.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "unknown measure \"theft\" (nearest known: thefts)",
            "unknown area \"kent\"",
            "unknown area \"port\" (nearest known: port-city)",
        ]
    );
    assert_eq!(
        vocabulary().check_query(&ObservationQuery::default()),
        Ok(())
    );
}

#[test]
fn a_page_has_a_size() {
    assert!(Page::<Revision>::new(None, 1).is_ok());
    assert!(Page::<Revision>::new(None, LARGEST_PAGE).is_ok());
    for size in [0, LARGEST_PAGE + 1] {
        assert_eq!(
            Page::<Revision>::new(None, size),
            Err(InvalidQuery::PageSize(size))
        );
    }
}

#[test]
fn a_request_id_is_short_and_printable() {
    let check = |text: &str, valid: bool| {
        assert_eq!(RequestId::new(text).is_ok(), valid, "{text:?}");
    };
    check("b7e1c9a0-1111-4222-8333-444455556666", true);
    check("import:2016.1_a", true);
    check("", false);
    check("two words", false);
    check("é", false);
    check(&"a".repeat(LONGEST_REQUEST_ID), true);
    check(&"a".repeat(LONGEST_REQUEST_ID + 1), false);
}

#[test]
fn a_checksum_is_64_hexadecimal_digits() {
    // FIPS 180-2, appendix B.1.
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(Checksum::of(b"abc").as_str(), known);
    assert!(known.parse::<Checksum>().is_ok());
    assert!(known.to_uppercase().parse::<Checksum>().is_err());
    assert!(known[1..].parse::<Checksum>().is_err());
}
