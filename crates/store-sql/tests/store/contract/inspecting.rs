//! An inspection is written where it was left, and held against the figures there are.

use peel_data_core::{Contents, Store, StoreError};
use peel_model::RevisionKind;

use super::collecting::append;
use crate::collected::{EDITION, bringing, decision, freeze, inspection, programme, submission};
use crate::fixture::{counts, edition, import, page, revision};

const PATH: &str = "inspections/kent.toml";

pub(crate) async fn an_inspection_is_written_in_place_of_the_editions_own(store: &dyn Store) {
    append(
        store,
        [
            edition(EDITION, "text").contents,
            inspection("kent", "opened", None, None),
            inspection("empty", "opened too", None, None),
            inspection("kent", "assessed", Some(2), None),
            // An edition that is recorded anew does not undo what was worked on since.
            edition(EDITION, "new-text").contents,
        ],
    )
    .await;
    let records = store.revisions(page(None, 10)).await.unwrap();
    assert_eq!(records[1].kind, RevisionKind::Inspection);
    assert!(records.iter().all(|record| record.changes_edition));
    let at = async |as_of: u64| {
        let stored = store.edition_document(programme(), Some(revision(as_of)));
        let stored = stored.await.unwrap().unwrap();
        let inspections = stored.document.files.iter().filter_map(|file| {
            let force = file.path.strip_prefix("inspections/")?;
            let last = stored.inspected.get(&file.path);
            let last = last.map_or(0, |revision| revision.number());
            let text = String::from_utf8_lossy(&file.bytes);
            Some(format!("; {force} {text} r{last}"))
        });
        format!("r{}{}", stored.revision, inspections.collect::<String>())
    };
    assert_eq!(at(1).await, "r1; empty.toml  r0");
    assert_eq!(at(2).await, "r2; empty.toml  r0; kent.toml opened r2");
    let both = "r3; empty.toml opened too r3; kent.toml opened r2";
    assert_eq!(at(3).await, both);
    let assessed = "r4; empty.toml opened too r3; kent.toml assessed r4";
    assert_eq!(at(4).await, assessed);
    assert_eq!(at(5).await, assessed.replace("r4;", "r5;"));
}

pub(crate) async fn an_inspection_goes_on_where_it_was_left(store: &dyn Store) {
    append(
        store,
        [
            edition(EDITION, "text").contents,
            inspection("kent", "opened", None, None),
        ],
    )
    .await;
    for (after, why) in [
        (None, "it was opened"),
        (Some(1), "that was the edition's"),
        (Some(3), "there is no such step"),
    ] {
        let refused = bringing("refused", inspection("kent", "lost", after, None));
        let others = vec![import("another", Vec::new()), refused];
        let error = store.append(others).await.unwrap_err();
        assert!(
            matches!(&error, StoreError::InspectionMoved { edition, path }
                if *edition == programme() && path == PATH),
            "{why}: {error:?}"
        );
        assert_eq!(store.newest().await.unwrap(), Some(revision(2)), "{why}");
    }
    append(store, [inspection("essex", "opened", None, None)]).await;
    let on = bringing("on", inspection("kent", "assessed", Some(2), None));
    store.append(vec![on]).await.unwrap();
}

pub(crate) async fn figures_that_have_changed_are_told(store: &dyn Store) {
    const THEFT: &str = "theft 12m-to-2016-06 kent";
    append(
        store,
        [
            edition(EDITION, "text").contents,
            inspection("kent", "opened", None, None),
        ],
    )
    .await;
    let mut last = 2;
    let publish = async |request: &str, after: u64, as_at: u64| {
        let published = inspection("kent", request, Some(after), Some(as_at));
        store.append(vec![bringing(request, published)]).await
    };
    for (changing, contents) in [
        (
            "an import",
            import("replaced", vec![counts(THEFT, 1)]).contents,
        ),
        (
            "a submission",
            Contents::Submission(submission("kent", vec![counts(THEFT, 2)])),
        ),
        ("a decision", decision(&[("a.toml", "left out")])),
        ("an edition", edition(EDITION, "new-text").contents),
    ] {
        let request = changing.replace(' ', "-");
        let recorded = store.append(vec![bringing(&request, contents)]).await;
        let by = recorded.unwrap()[0].record.revision;
        let stale = format!("stale after {changing}").replace(' ', "-");
        let error = publish(&stale, last, by.number() - 1).await.unwrap_err();
        assert!(
            matches!(error, StoreError::FiguresMoved { by: it } if it == by),
            "{changing}: {error:?}"
        );
        let fresh = format!("fresh after {changing}").replace(' ', "-");
        let written = publish(&fresh, last, by.number()).await.unwrap();
        last = written[0].record.revision.number();
    }
    // Neither another inspection nor a freeze changes any.
    let others = [
        inspection("essex", "opened", None, None),
        freeze(1, "published"),
    ];
    for (request, contents) in ["other", "frozen"].into_iter().zip(others) {
        store
            .append(vec![bringing(request, contents)])
            .await
            .unwrap();
    }
    publish("unchanged", last, last).await.unwrap();
}
