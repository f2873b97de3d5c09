//! Any submissions, any question: the store answers as the naive one does.

use peel_data_core::{
    Contents, MemoryStore, NewRevision, ObservationQuery, QueryFilter, Store, SubmissionQuery,
};
use peel_model::{
    Area, MeasureId, Observation, Period, QueryAction, QueryId, QueryState, Revision,
};
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;

use crate::collected::{
    all_queries, bringing, decision, declaration, force, freeze, inspection, programme, sign_off,
    step, subject, submission,
};
use crate::fixture::{cell, counts, edition, import, memory, page, postgres, reads, revision};

const MEASURES: [&str; 3] = ["arson", "theft", "vehicle-theft"];
const PERIODS: [&str; 3] = ["12m-to-2016-06", "3m-to-2016-06", "at-2016-06-30"];
const AREAS: [&str; 4] = ["devon", "england-and-wales", "essex", "kent"];

fn a_cell() -> impl Strategy<Value = String> {
    (0..3usize, 0..3usize, 0..4usize)
        .prop_map(|(m, p, a)| format!("{} {} {}", MEASURES[m], PERIODS[p], AREAS[a]))
}

fn observations() -> impl Strategy<Value = Vec<Observation>> {
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
        submissions in vec(observations(), 1..8),
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

const FORCES: [&str; 2] = ["essex", "kent"];

/// Anything that collection records; much of it fits what went before, some does not.
fn happening() -> impl Strategy<Value = Contents> {
    let force = || (0..2usize).prop_map(|place| FORCES[place]);
    let theft = |of: &str| format!("theft 12m-to-2016-06 {of}");
    let steps = || {
        let action = (0..QueryAction::ALL.len()).prop_map(|place| QueryAction::ALL[place]);
        (1..4u64, 1..3u32, 0..3u32, action).prop_map(|(revision, place, after, action)| {
            step(&format!("q{revision}-{place}"), after, action)
        })
    };
    prop_oneof![
        (
            force(),
            0..9u32,
            0..3usize,
            vec(steps(), 0..2),
            any::<bool>()
        )
            .prop_map(move |(of, value, raised, corrected, declares)| {
                let mut sent = submission(of, vec![counts(&theft(of), value)]);
                sent.raised = vec![subject(&theft(of), Some("a-check")); raised];
                sent.corrected = corrected;
                if declares {
                    sent.declarations = vec![declaration(&theft(of), "a guess", None)];
                    let path = format!("returns/{of}.toml");
                    sent.decisions = crate::collected::files(&[(path.as_str(), "a guess")]);
                }
                Contents::Submission(sent)
            }),
        force().prop_map(move |of| Contents::Query(subject(&theft(of), None))),
        steps().prop_map(Contents::QueryStep),
        force().prop_map(|of| sign_off(of, 1)),
        Just(freeze(1, "published")),
        any::<bool>().prop_map(|empty| {
            decision(&[("returns/kent.toml", if empty { "" } else { "decided" })])
        }),
        Just(edition("2016-effectiveness", "text").contents),
        (
            force(),
            prop::option::of(1..6u64),
            prop::option::of(1..12u64)
        )
            .prop_map(|(of, after, as_at)| inspection(of, "written", after, as_at)),
    ]
}

fn filter() -> impl Strategy<Value = QueryFilter> {
    let states = btree_set(0..QueryState::ALL.len(), 0..=2);
    (
        prop::option::of(0..2usize),
        states,
        any::<bool>(),
        1..4usize,
    )
        .prop_map(|(of, states, checked, size)| QueryFilter {
            force: of.map(|place| force(FORCES[place])),
            states: states.into_iter().map(|it| QueryState::ALL[it]).collect(),
            check: checked
                .then(|| subject("theft 12m-to-2016-06 kent", Some("a-check")).check)
                .flatten(),
            page: page(None, size),
            ..all_queries()
        })
}

/// Both stores take and refuse the same, and answer the same.
async fn compare(store: &dyn Store, happenings: Vec<Contents>, filter: QueryFilter) {
    let naive = MemoryStore::new();
    for (place, contents) in happenings.into_iter().enumerate() {
        let new = || -> Vec<NewRevision> { vec![bringing(&place.to_string(), contents.clone())] };
        let recorded = store.append(new()).await.map_err(|error| error.to_string());
        let expected = naive.append(new()).await.map_err(|error| error.to_string());
        assert_eq!(recorded, expected);
    }
    macro_rules! same {
        ($($question:tt)*) => {
            assert_eq!(
                store.$($question)*.await.unwrap(),
                naive.$($question)*.await.unwrap()
            );
        };
    }
    same!(revisions(page(None, 100)));
    same!(queries(all_queries()));
    same!(queries(filter.clone()));
    same!(query(QueryId::new(Revision::FIRST, 1).unwrap()));
    let newest = naive.newest().await.unwrap().map_or(0, Revision::number);
    for as_of in (1..=newest).map(revision).map(Some) {
        same!(editions(as_of));
        same!(edition_document(programme(), as_of));
        same!(sign_offs(programme(), as_of));
        same!(freeze(programme(), as_of));
    }
    for of in FORCES {
        let theft = cell(&format!("theft 12m-to-2016-06 {of}"));
        same!(declarations(theft.clone()));
        same!(history(theft.clone(), page(None, 100)));
        same!(submissions(SubmissionQuery {
            force: Some(force(of)),
            edition: None,
            page: page(None, 3),
        }));
    }
}

fn run(check: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(check);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_collected_is_kept_as_the_naive_one_does(
        happenings in vec(happening(), 1..14),
        filter in filter(),
    ) {
        run(async { compare(&memory().await, happenings, filter).await });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_is_collected_is_kept_on_postgresql_as_the_naive_one_does(
        happenings in vec(happening(), 1..14),
        filter in filter(),
    ) {
        run(async { compare(&postgres().await, happenings, filter).await });
    }
}
