//! What holds for any numbers.

use peel_data_core::{Evidence, RecordedValues, check, check_named, observations_needed};
use peel_model::{Observation, Quantity, Reading, Standing};
use proptest::prelude::*;

use crate::fixture::{
    FORCE, LAST_YEAR, MID_YEAR, NOW, all_remarks, force, forces, measure, of, period, world,
};

const MEASURES: [&str; 8] = [
    "thefts",
    "bicycle-thefts",
    "other-thefts",
    "solved",
    "cases",
    "cases-solved",
    "officers",
    "population",
];
const PERIODS: [&str; 9] = [
    NOW,
    LAST_YEAR,
    "12m-to-2029-06",
    "12m-to-2028-06",
    "12m-to-2027-06",
    "3m-to-2031-06",
    "1m-to-2031-06",
    MID_YEAR,
    "at-2031-03-31",
];

fn readings() -> impl Strategy<Value = Reading> {
    let values = prop_oneof![
        Just(0.0),
        (0u32..2_000).prop_map(f64::from),
        -1e3..1e6,
        prop::num::f64::NORMAL | prop::num::f64::SUBNORMAL | prop::num::f64::ZERO,
    ];
    let standing = prop::sample::select(Standing::ALL);
    (values, standing).prop_map(|(value, standing)| match Quantity::new(value) {
        Some(value) => Reading::Present { value, standing },
        None => Reading::new(None, "missing").unwrap(),
    })
}

fn observations(areas: u8, most: usize) -> impl Strategy<Value = Vec<Observation>> {
    let one = (
        0..areas,
        prop::sample::select(&MEASURES),
        prop::sample::select(&PERIODS),
        readings(),
    );
    let one = one.prop_map(|(number, measure, period, reading)| {
        let blank = of(
            &format!("force-{number}"),
            &format!("{measure} {period} - missing"),
        );
        Observation { reading, ..blank }
    });
    prop::collection::vec(one, 0..most)
}

proptest! {
    #[test]
    fn no_values_make_a_check_fail(
        submitted in observations(2, 30),
        recorded in observations(12, 120),
    ) {
        let remarks = all_remarks(&submitted, &recorded.into_iter().collect());
        for remark in remarks {
            let row = &submitted[remark.place];
            prop_assert_eq!((&remark.measure, remark.period), (&row.measure, row.period));
            let message = remark.message;
            prop_assert!(!message.contains("NaN") && !message.contains("inf"), "{}", message);
        }
    }

    #[test]
    fn the_order_of_rows_does_not_count(
        (submitted, shuffled) in observations(2, 30)
            .prop_map(|mut rows| {
                // Which of two rows for one value is the second does depend on their order.
                let mut seen = std::collections::BTreeSet::new();
                rows.retain(|row| seen.insert(peel_data_core::Cell::of(row)));
                rows
            })
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        recorded in observations(12, 120),
    ) {
        let recorded: RecordedValues = recorded.into_iter().collect();
        let told = |rows: &[Observation]| {
            let mut told: Vec<_> = all_remarks(rows, &recorded)
                .into_iter()
                .map(|it| (it.measure, it.period, it.check.id, it.message))
                .collect();
            told.sort();
            told
        };
        prop_assert_eq!(told(&submitted), told(&shuffled));
    }

    /// What is asked for is enough: with everything on record the answer is the same.
    #[test]
    fn what_is_needed_is_all_that_is_looked_at(
        submitted in observations(1, 12),
        recorded in observations(12, 120),
    ) {
        let world = world();
        let force = force(FORCE);
        let queries =
            observations_needed(&world.edition, &world.definition, &force, &submitted).unwrap();
        let read = recorded.iter().filter(|it| {
            let cell = peel_data_core::Cell::of(it);
            queries.iter().any(|query| query.covers(&cell))
        });
        let read: RecordedValues = read.cloned().collect();
        let all: RecordedValues = recorded.iter().cloned().collect();
        prop_assert_eq!(all_remarks(&submitted, &read), all_remarks(&submitted, &all));
    }

    /// Twice the people with twice the thefts are twice as sure of the same rates: the limits come
    /// no nearer to being left than the deviation, which stays what it was.
    #[test]
    fn larger_forces_with_the_same_rates_are_asked_no_less(
        counts in prop::collection::vec(1u32..5_000, 12),
        factor in 2u32..50,
    ) {
        let asked = |factor: u32| {
            let scale = f64::from(factor);
            let all: Vec<_> = counts.iter().map(|count| (f64::from(*count) * scale, 1e5 * scale)).collect();
            let row = of(FORCE, &format!("thefts {NOW} {}", all[0].0));
            crate::fixture::remarks_of("unlike-other-forces", &[row], &forces(&all)).len()
        };
        prop_assert!(asked(1) <= asked(factor));
    }

    /// Years that vary by a few percent, parts that sum, forces that are alike.
    #[test]
    fn good_data_raise_no_question(
        thefts in prop::collection::vec(4_000u32..4_400, 12 * 5),
        bicycles in 5u32..50,
    ) {
        let spans = [NOW, LAST_YEAR, "12m-to-2029-06", "12m-to-2028-06", "12m-to-2027-06"];
        let mut rows = Vec::new();
        for number in 0..12 {
            let area = format!("force-{number}");
            rows.push(of(&area, &format!("population {MID_YEAR} 500000")));
            for (year, span) in spans.iter().enumerate() {
                // No year is the one before once more.
                let count = thefts[number * 5 + year] * 2 + u32::try_from(year % 2).unwrap();
                rows.push(of(&area, &format!("thefts {span} {count}")));
                let stolen = count * bicycles / 100;
                rows.push(of(&area, &format!("bicycle-thefts {span} {stolen}")));
                rows.push(of(&area, &format!("other-thefts {span} {}", count - stolen)));
            }
        }
        let own = |row: &&Observation| row.area.as_str() == FORCE && row.period == period(NOW);
        let submitted: Vec<Observation> = rows
            .iter()
            .filter(own)
            .filter(|row| row.measure != measure("population"))
            .cloned()
            .collect();
        let remarks = all_remarks(&submitted, &rows.into_iter().collect());
        let repeats = check_named("repeats-last-year").unwrap();
        let others: Vec<_> = remarks.iter().filter(|it| it.check != repeats).collect();
        prop_assert!(others.is_empty(), "{:?}", others);
    }
}

#[test]
fn checking_needs_no_return_at_all() {
    let mut world = world().clone();
    world.definition.sections.clear();
    world.definition.relations.clear();
    let (force, submitted) = (force(FORCE), [of(FORCE, &format!("thefts {NOW} 1"))]);
    let recorded = RecordedValues::default();
    let evidence = Evidence {
        edition: &world.edition,
        definition: &world.definition,
        force: &force,
        submitted: &submitted,
        declarations: &[],
        recorded: &recorded,
    };
    let remarks = check(&evidence);
    assert_eq!(remarks.len(), 1);
    assert_eq!(remarks[0].check.id, "unknown-measure");
}
