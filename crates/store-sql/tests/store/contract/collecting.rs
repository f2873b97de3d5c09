//! Returns, sign-offs, freezes and decisions come back as they were recorded.

use peel_data_core::{Contents, Store, StoreError, SubmissionQuery};

use crate::collected::{
    EDITION, all_queries, bringing, decision, declaration, files, force, freeze, id, programme,
    sign_off, subject, submission,
};
use crate::fixture::{cell, counts, edition, import, page, reads, revision};

const KENT: &str = "theft 12m-to-2016-06 kent";
const ESSEX: &str = "theft 12m-to-2016-06 essex";

pub(super) async fn append(store: &dyn Store, new: impl IntoIterator<Item = Contents>) {
    let newest = store
        .newest()
        .await
        .unwrap()
        .map_or(0, peel_model::Revision::number);
    let new = new.into_iter().zip(newest + 1..);
    let new = new.map(|(contents, number)| bringing(&number.to_string(), contents));
    store.append(new.collect()).await.unwrap();
}

pub(crate) async fn nothing_collected_is_nothing_found(store: &dyn Store) {
    assert_eq!(store.query(id("q1-1")).await.unwrap(), None);
    assert_eq!(store.queries(all_queries()).await.unwrap(), []);
    assert_eq!(store.freeze(programme(), None).await.unwrap(), None);
    assert!(store.sign_offs(programme(), None).await.unwrap().is_empty());
    assert!(store.declarations(cell(KENT)).await.unwrap().is_empty());
    assert_eq!(submissions(store, None, None, None).await, [""; 0]);
    let request = import("never", Vec::new()).request_id;
    assert_eq!(store.with_request(request).await.unwrap(), None);
}

pub(crate) async fn a_request_is_found_again(store: &dyn Store) {
    let new = import("once", vec![counts(KENT, 1)]);
    let request = new.request_id.clone();
    let recorded = store.append(vec![new]).await.unwrap();
    let found = store.with_request(request).await.unwrap();
    let [first] = recorded.try_into().unwrap();
    assert!(!first.repeated);
    assert_eq!(found, Some(first.record));
}

async fn submissions(
    store: &dyn Store,
    of: Option<&str>,
    edition: Option<&str>,
    after: Option<u64>,
) -> Vec<String> {
    let query = SubmissionQuery {
        force: of.map(force),
        edition: edition.map(|id| peel_model::EditionId::new(id).unwrap()),
        page: page(after.map(revision), 2),
    };
    let found = store.submissions(query).await.unwrap();
    found
        .iter()
        .map(|it| {
            let mut told = format!(
                "r{} {} {}v {}q",
                it.revision, it.force, it.values, it.queries
            );
            for (what, revision) in [
                ("signed off", it.after_sign_off),
                ("frozen", it.after_freeze),
            ] {
                if let Some(revision) = revision {
                    told.push_str(&format!(" after {what} at r{revision}"));
                }
            }
            told
        })
        .collect()
}

pub(crate) async fn submissions_are_listed_by_force_and_edition(store: &dyn Store) {
    let mut second = submission("kent", vec![counts(KENT, 2)]);
    second.raised = vec![subject(KENT, Some("a-check")), subject(KENT, None)];
    append(
        store,
        [
            Contents::Submission(submission("kent", vec![counts(KENT, 1)])),
            Contents::Submission(submission("essex", Vec::new())),
            Contents::Submission(second),
        ],
    )
    .await;
    let all = ["r1 kent 1v 0q", "r2 essex 0v 0q", "r3 kent 1v 2q"];
    assert_eq!(submissions(store, None, None, None).await, all[..2]);
    assert_eq!(submissions(store, None, None, Some(2)).await, all[2..]);
    assert_eq!(
        submissions(store, Some("kent"), None, None).await,
        [all[0], all[2]]
    );
    assert_eq!(
        submissions(store, Some("essex"), Some(EDITION), None).await,
        all[1..2]
    );
    assert_eq!(submissions(store, None, Some("2015"), None).await, [""; 0]);
    assert_eq!(submissions(store, Some("avon"), None, None).await, [""; 0]);
    let found = store.submissions(SubmissionQuery {
        force: None,
        edition: None,
        page: page(None, 1),
    });
    let found = found.await.unwrap().remove(0);
    assert_eq!(
        (
            found.author.as_str(),
            found.note.as_str(),
            found.recorded_at
        ),
        ("somebody", "from kent", 1_480_000_000)
    );
    assert_eq!(found.checked_against, revision(1));
}

pub(crate) async fn a_submission_tells_what_was_final_before_it(store: &dyn Store) {
    let kent = || Contents::Submission(submission("kent", Vec::new()));
    append(
        store,
        [
            kent(),
            sign_off("kent", 1),
            freeze(2, "first"),
            kent(),
            Contents::Submission(submission("essex", Vec::new())),
            sign_off("kent", 4),
            freeze(6, "second"),
            kent(),
        ],
    )
    .await;
    assert_eq!(
        submissions(store, Some("kent"), None, None).await,
        [
            "r1 kent 0v 0q",
            "r4 kent 0v 0q after signed off at r1 after frozen at r2"
        ]
    );
    assert_eq!(
        submissions(store, None, None, Some(4)).await,
        [
            "r5 essex 0v 0q after frozen at r2",
            "r8 kent 0v 0q after signed off at r4 after frozen at r6"
        ]
    );
}

pub(crate) async fn what_a_force_declares_is_kept_by_revision(store: &dyn Store) {
    let saying = |declared| {
        let mut submission = submission("kent", vec![reads(KENT, None, "not-supplied")]);
        submission.declarations = vec![declared];
        Contents::Submission(submission)
    };
    let first = declaration(KENT, "the system was replaced", None);
    let second = declaration(KENT, "three months are known", Some(3));
    let unasked = declaration("arson 12m-to-2016-06 kent", "never counted", None);
    append(
        store,
        [
            saying(first.clone()),
            Contents::Submission(submission("kent", vec![counts(KENT, 1)])),
            saying(second.clone()),
            saying(unasked),
        ],
    )
    .await;
    let said = store.declarations(cell(KENT)).await.unwrap();
    assert_eq!(said, [(revision(1), first), (revision(3), second)].into());
    for other in [
        ESSEX,
        "theft 12m-to-2015-06 kent",
        "fraud 12m-to-2016-06 kent",
    ] {
        assert!(store.declarations(cell(other)).await.unwrap().is_empty());
    }
    let touched = store.measure_revisions(None).await.unwrap();
    assert_eq!(touched.len(), 1, "a declaration alone touches no measure");
}

pub(crate) async fn the_newest_sign_off_and_freeze_count(store: &dyn Store) {
    append(
        store,
        [
            sign_off("kent", 1),
            sign_off("essex", 1),
            freeze(1, "first"),
            sign_off("kent", 3),
            freeze(4, "second"),
        ],
    )
    .await;
    let signed = store.sign_offs(programme(), None).await.unwrap();
    let told: Vec<_> = signed
        .iter()
        .map(|(force, it)| format!("{force} {} r{} at r{}", it.force, it.revision, it.as_at))
        .collect();
    assert_eq!(told, ["essex essex r2 at r1", "kent kent r4 at r3"]);
    let frozen = store.freeze(programme(), None).await.unwrap().unwrap();
    assert_eq!(
        (frozen.reason.as_str(), frozen.author.as_str(), frozen.at),
        ("second", "somebody", 1_480_000_000)
    );
    assert_eq!((frozen.revision, frozen.as_at), (revision(5), revision(4)));
    let frozen = store.freeze(programme(), Some(revision(4))).await.unwrap();
    assert_eq!(frozen.unwrap().reason, "first");
    let signed = store
        .sign_offs(programme(), Some(revision(3)))
        .await
        .unwrap();
    let revisions: Vec<_> = signed.values().map(|it| it.revision.number()).collect();
    assert_eq!(revisions, [2, 1], "as at that revision");
    let other = peel_model::EditionId::new("2015").unwrap();
    assert!(
        store
            .sign_offs(other.clone(), None)
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(store.freeze(other, None).await.unwrap(), None);
}

pub(crate) async fn a_decision_is_made_and_taken_back_once(store: &dyn Store) {
    append(store, [decision(&[("a.toml", "made"), ("b.toml", "made")])]).await;
    let check = async |request: &str, files: &[(&str, &str)], moved: Option<&str>| {
        let appended = store.append(vec![bringing(request, decision(files))]).await;
        match (appended, moved) {
            (Ok(_), None) => {}
            (Err(StoreError::DecisionMoved { edition, path }), Some(expected)) => {
                assert_eq!(
                    (edition, path.as_str()),
                    (programme(), expected),
                    "{request}"
                );
            }
            (other, _) => panic!("{request}: {other:?}"),
        }
    };
    check("again", &[("a.toml", "other")], Some("a.toml")).await;
    check("half", &[("c.toml", "new"), ("a.toml", "")], None).await;
    check("gone", &[("a.toml", "")], Some("a.toml")).await;
    check("never", &[("b.toml", ""), ("d.toml", "")], Some("d.toml")).await;
    check("anew", &[("a.toml", "other")], None).await;
    check("kept", &[("b.toml", "other")], Some("b.toml")).await;
    let newest = store.newest().await.unwrap();
    assert_eq!(newest, Some(revision(3)), "what is refused leaves nothing");
}

pub(crate) async fn decisions_are_part_of_an_editions_document(store: &dyn Store) {
    let mut sent = submission("kent", Vec::new());
    sent.decisions = files(&[("returns/kent/theft.toml", "estimated"), ("a.toml", "new")]);
    append(
        store,
        [
            decision(&[("a.toml", "old"), ("b.toml", "kept")]),
            edition(EDITION, "text").contents,
            Contents::Submission(sent),
            decision(&[("returns/kent/theft.toml", "")]),
            Contents::Submission(submission("kent", Vec::new())),
        ],
    )
    .await;
    let changes: Vec<_> = store
        .revisions(page(None, 10))
        .await
        .unwrap()
        .iter()
        .map(|it| it.changes_edition)
        .collect();
    assert_eq!(changes, [true, true, true, true, false]);
    let at = async |as_of: u64| {
        let as_of = Some(revision(as_of));
        let entries = store.editions(as_of).await.unwrap();
        let stored = store.edition_document(programme(), as_of).await.unwrap();
        let Some(stored) = stored else {
            assert_eq!(entries, []);
            return "none".to_owned();
        };
        assert_eq!(entries[0].revision, stored.revision);
        let added = stored.document.files.iter().filter_map(|file| {
            let path = file.path.strip_prefix("decisions/")?;
            let text = String::from_utf8_lossy(&file.bytes);
            Some(format!("; {path} {text}"))
        });
        format!("r{}{}", stored.revision, added.collect::<String>())
    };
    assert_eq!(at(1).await, "none");
    assert_eq!(
        at(2).await,
        "r2; 000000000001/a.toml old; 000000000001/b.toml kept"
    );
    assert_eq!(
        at(3).await,
        "r3; 000000000003/a.toml new; 000000000001/b.toml kept; \
         000000000003/returns/kent/theft.toml estimated"
    );
    assert_eq!(
        at(4).await,
        "r4; 000000000003/a.toml new; 000000000001/b.toml kept"
    );
    assert_eq!(at(5).await, at(4).await);
}
