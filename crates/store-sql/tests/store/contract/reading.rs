//! Observations come back as at a revision, in order, a bounded part at a time.

use futures::TryStreamExt;
use peel_data_core::{CHUNK, Store, StoreError};
use peel_model::EditionId;

use crate::fixture::{cell, counts, import, page, query, read, reads, revision};

const YEAR: &str = "12m-to-2016-06";

pub(crate) async fn a_read_is_as_of_a_revision(store: &dyn Store) {
    let [kent, essex] = ["theft 12m-to-2016-06 kent", "theft 12m-to-2016-06 essex"];
    for (request, observations) in [
        ("1", vec![counts(kent, 10)]),
        ("2", vec![counts(essex, 20)]),
        ("3", vec![counts(kent, 11), counts(essex, 21)]),
        ("4", vec![reads(kent, None, "not-supplied")]),
    ] {
        store
            .append(vec![import(request, observations)])
            .await
            .unwrap();
    }
    let at = async |as_of| read(store, query("", "", ""), as_of).await.join("; ");
    let (kent, essex) = ("theft 12m-to-2016-06 kent", "theft 12m-to-2016-06 essex");
    assert_eq!(at(Some(1)).await, format!("{kent} 10 r1"));
    assert_eq!(at(Some(2)).await, format!("{essex} 20 r2; {kent} 10 r1"));
    assert_eq!(at(Some(3)).await, format!("{essex} 21 r3; {kent} 11 r3"));
    assert_eq!(
        at(Some(4)).await,
        format!("{essex} 21 r3; {kent} not-supplied r4")
    );
    assert_eq!(at(None).await, at(Some(4)).await);
    let newest = store.observations(query("", "", ""), None).await.unwrap();
    assert_eq!(newest.as_of, Some(revision(4)));
}

pub(crate) async fn a_read_of_the_future_names_the_newest_revision(store: &dyn Store) {
    let all = query("", "", "");
    let refused = store
        .observations(all.clone(), Some(revision(1)))
        .await
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "revision 1 does not exist yet: nothing was recorded yet; leave the revision out to read \
         the newest"
    );
    store.append(vec![import("1", Vec::new())]).await.unwrap();
    let future = Some(revision(2));
    let id = EditionId::new("2016-effectiveness").unwrap();
    let refusals = [
        store.observations(all, future).await.map(drop),
        store.measure_revisions(future).await.map(drop),
        store.editions(future).await.map(drop),
        store.edition_document(id, future).await.map(drop),
    ];
    for refused in refusals {
        match refused {
            Err(StoreError::FutureRevision { asked, newest }) => {
                assert_eq!((asked, newest), (revision(2), Some(revision(1))));
            }
            other => panic!("{other:?}"),
        }
    }
}

pub(crate) async fn a_read_gives_what_is_asked_for_in_order(store: &dyn Store) {
    let cells = [
        "theft 12m-to-2016-06 kent",
        "theft 3m-to-2016-06 kent",
        "theft 12m-to-2015-06 kent",
        "theft 12m-to-2016-06 england-and-wales",
        "theft 12m-to-2016-06 essex",
        "arson 12m-to-2016-06 sussex",
        "population at-2015-06-30 kent",
    ];
    let observations = cells.iter().map(|cell| counts(cell, 1)).collect();
    store.append(vec![import("1", observations)]).await.unwrap();
    let check = async |measures, periods, areas, expected: &[&str]| {
        let expected: Vec<_> = expected.iter().map(|cell| format!("{cell} 1 r1")).collect();
        let found = read(store, query(measures, periods, areas), None).await;
        assert_eq!(found, expected, "{measures} / {periods} / {areas}");
    };
    let in_order = [
        "arson 12m-to-2016-06 sussex",
        "population at-2015-06-30 kent",
        "theft 12m-to-2015-06 kent",
        "theft 3m-to-2016-06 kent",
        "theft 12m-to-2016-06 england-and-wales",
        "theft 12m-to-2016-06 essex",
        "theft 12m-to-2016-06 kent",
    ];
    check("", "", "", &in_order).await;
    check("population arson", "", "", &in_order[..2]).await;
    check("theft", YEAR, "", &in_order[4..]).await;
    check("theft", "12m-to-2015-06 3m-to-2016-06", "", &in_order[2..4]).await;
    check(
        "",
        "",
        "england-and-wales sussex",
        &[in_order[0], in_order[4]],
    )
    .await;
    check("theft", YEAR, "essex", &in_order[5..6]).await;
    check("never-recorded", "", "", &[]).await;
    check("", "12m-to-2014-06", "", &[]).await;
    check("", "", "nowhere", &[]).await;
    check(
        "theft never-recorded",
        YEAR,
        "nowhere essex",
        &in_order[5..6],
    )
    .await;
}

pub(crate) async fn a_long_read_comes_in_full_chunks(store: &dyn Store) {
    // The first measure ends exactly with a chunk, the second within one.
    let areas = |measure: &str, count: usize| -> Vec<_> {
        (0..count)
            .map(|i| counts(&format!("{measure} {YEAR} force-{i:05}"), 1))
            .collect()
    };
    let observations = [areas("arson", CHUNK), areas("theft", CHUNK + 1)].concat();
    store
        .append(vec![import("1", observations.clone())])
        .await
        .unwrap();
    let read = store.observations(query("", "", ""), None).await.unwrap();
    let chunks: Vec<_> = read.chunks.try_collect().await.unwrap();
    let sizes: Vec<_> = chunks.iter().map(Vec::len).collect();
    assert_eq!(sizes, [CHUNK, CHUNK, 1]);
    let found: Vec<_> = chunks
        .into_iter()
        .flatten()
        .map(|it| it.observation)
        .collect();
    assert_eq!(found, observations);
}

pub(crate) async fn a_read_on_its_way_is_not_disturbed(store: &dyn Store) {
    let observations = |value| -> Vec<_> {
        let areas = 0..CHUNK + 10;
        areas
            .map(|i| counts(&format!("theft {YEAR} force-{i:05}"), value))
            .collect()
    };
    store
        .append(vec![import("1", observations(1))])
        .await
        .unwrap();
    let mut chunks = store
        .observations(query("", "", ""), None)
        .await
        .unwrap()
        .chunks;
    let mut found = chunks.try_next().await.unwrap().unwrap();
    store
        .append(vec![import("2", observations(2))])
        .await
        .unwrap();
    while let Some(chunk) = chunks.try_next().await.unwrap() {
        found.extend(chunk);
    }
    let found: Vec<_> = found.into_iter().map(|it| it.observation).collect();
    assert_eq!(found, observations(1));
}

pub(crate) async fn every_reading_comes_back_as_it_was_recorded(store: &dyn Store) {
    let values = [
        0.0,
        -0.0,
        -3.0,
        0.1,
        1.0 / 3.0,
        9_007_199_254_740_992.0,
        1e-300,
    ];
    let present = [
        "normal",
        "provisional",
        "estimated",
        "revised",
        "partial",
        "break",
    ];
    let missing = ["not-supplied", "not-applicable", "missing"];
    let present = present
        .iter()
        .flat_map(|status| values.map(|value| (Some(value), *status)));
    let missing = missing.iter().map(|status| (None, *status));
    let observations: Vec<_> = present
        .chain(missing)
        .enumerate()
        .map(|(i, (value, status))| reads(&format!("theft {YEAR} force-{i:03}"), value, status))
        .collect();
    store
        .append(vec![import("1", observations.clone())])
        .await
        .unwrap();
    let read = store.observations(query("", "", ""), None).await.unwrap();
    let found: Vec<_> = read
        .all()
        .await
        .unwrap()
        .into_iter()
        .map(|it| it.observation)
        .collect();
    assert_eq!(found, observations);
}

pub(crate) async fn history_tells_every_revision_of_a_cell(store: &dyn Store) {
    let kent = "theft 12m-to-2016-06 kent";
    for (request, observations) in [
        (
            "1",
            vec![counts(kent, 10), counts("theft 12m-to-2016-06 essex", 5)],
        ),
        ("2", vec![counts("theft 12m-to-2016-06 essex", 6)]),
        ("3", vec![reads(kent, None, "missing")]),
        ("4", vec![reads(kent, Some(12.0), "revised")]),
    ] {
        store
            .append(vec![import(request, observations)])
            .await
            .unwrap();
    }
    let told = async |text: &str, after: Option<u64>, size| {
        let history = store
            .history(cell(text), page(after.map(revision), size))
            .await
            .unwrap();
        let line = |status: &str, number| format!("{status} r{number}");
        let lines: Vec<_> = history
            .iter()
            .map(|it| line(it.observation.reading.status(), it.revision))
            .collect();
        lines.join(", ")
    };
    assert_eq!(
        told(kent, None, 10).await,
        "normal r1, missing r3, revised r4"
    );
    assert_eq!(told(kent, None, 2).await, "normal r1, missing r3");
    assert_eq!(told(kent, Some(3), 2).await, "revised r4");
    assert_eq!(told("theft 12m-to-2016-06 sussex", None, 2).await, "");
}

pub(crate) async fn measures_know_the_revision_that_touched_them_last(store: &dyn Store) {
    let [theft, arson] = ["theft 12m-to-2016-06 kent", "arson 12m-to-2016-06 kent"];
    for (request, observations) in [
        ("1", vec![counts(theft, 1), counts(arson, 1)]),
        ("2", vec![counts(theft, 2)]),
        ("3", vec![]),
    ] {
        store
            .append(vec![import(request, observations)])
            .await
            .unwrap();
    }
    let at = async |as_of: Option<u64>| {
        let revisions = store.measure_revisions(as_of.map(revision)).await.unwrap();
        let told: Vec<_> = revisions
            .iter()
            .map(|(id, number)| format!("{id} r{number}"))
            .collect();
        told.join(", ")
    };
    assert_eq!(at(Some(1)).await, "arson r1, theft r1");
    assert_eq!(at(Some(2)).await, "arson r1, theft r2");
    assert_eq!(at(None).await, "arson r1, theft r2");
}
