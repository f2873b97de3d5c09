//! Any submissions, any question: the store answers as the naive one does.

use peel_data_core::{MemoryStore, ObservationQuery, Store};
use peel_model::{Area, MeasureId, Observation, Period, Revision};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;

use crate::fixture::{cell, import, memory, page, reads};

const MEASURES: [&str; 3] = ["arson", "theft", "vehicle-theft"];
const PERIODS: [&str; 3] = ["12m-to-2016-06", "3m-to-2016-06", "at-2016-06-30"];
const AREAS: [&str; 4] = ["devon", "england-and-wales", "essex", "kent"];

fn a_cell() -> impl Strategy<Value = String> {
    (0..3usize, 0..3usize, 0..4usize)
        .prop_map(|(m, p, a)| format!("{} {} {}", MEASURES[m], PERIODS[p], AREAS[a]))
}

fn submission() -> impl Strategy<Value = Vec<Observation>> {
    btree_map(a_cell(), prop::option::of(-5i32..1_000), 0..12).prop_map(|readings| {
        let observation = |(cell, value): (String, Option<i32>)| {
            let status = if value.is_some() {
                "provisional"
            } else {
                "not-supplied"
            };
            reads(&cell, value.map(f64::from), status)
        };
        readings.into_iter().map(observation).collect()
    })
}

fn question() -> impl Strategy<Value = ObservationQuery> {
    let some = |most: usize| btree_set(0..most, 0..=2);
    (some(3), some(3), some(4)).prop_map(|(measures, periods, areas)| {
        ObservationQuery::new(
            measures
                .into_iter()
                .map(|i| MeasureId::new(MEASURES[i]).unwrap()),
            areas.into_iter().map(|i| AREAS[i].parse::<Area>().unwrap()),
            periods
                .into_iter()
                .map(|i| PERIODS[i].parse::<Period>().unwrap()),
        )
        .unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_read_of_any_submissions_is_the_naive_one(
        submissions in vec(submission(), 1..8),
        question in question(),
        one in a_cell(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (store, naive) = (memory().await, MemoryStore::new());
            for (place, observations) in submissions.iter().enumerate() {
                let new = import(&place.to_string(), observations.clone());
                let recorded = store.append(vec![new.clone()]).await.unwrap();
                assert_eq!(recorded, naive.append(vec![new]).await.unwrap());
            }
            for number in 1..=submissions.len() as u64 {
                let as_of = Revision::new(number);
                let found = store.observations(question.clone(), as_of).await.unwrap();
                let expected = naive.observations(question.clone(), as_of).await.unwrap();
                assert_eq!(found.all().await.unwrap(), expected.all().await.unwrap());
                assert_eq!(
                    store.measure_revisions(as_of).await.unwrap(),
                    naive.measure_revisions(as_of).await.unwrap()
                );
            }
            assert_eq!(
                store.history(cell(&one), page(None, 100)).await.unwrap(),
                naive.history(cell(&one), page(None, 100)).await.unwrap()
            );
        });
    }
}
