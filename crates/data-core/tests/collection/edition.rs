//! Editions are read again from what was stored.

use std::error::Error;

use peel_data_core::{
    Collection, Contents, DocumentFile, EditionDocument, NewRevision, ReadEditionError, RequestId,
};
use peel_edition::{read_edition, read_inspections};
use peel_model::{EditionId, Revision};

use crate::fixture::{NOW, collection, made_up, with};

fn id(text: &str) -> EditionId {
    EditionId::new(text).unwrap()
}

#[tokio::test]
async fn an_edition_comes_back_as_its_folder_says_it() {
    let collection = collection();
    collection.seed(&[made_up()], NOW).await.unwrap();
    let recorded = collection
        .edition(&id("made-up-edition"), None)
        .await
        .unwrap();
    let edition = read_edition(&made_up()).unwrap();
    assert_eq!(recorded.revision, Revision::FIRST);
    let inspections = recorded.inspections.into_iter();
    let inspections: Vec<_> = inspections.map(|work| work.inspection).collect();
    assert_eq!(inspections, read_inspections(&made_up(), &edition).unwrap());
    assert_eq!(recorded.edition, edition);
}

#[tokio::test]
async fn an_edition_is_read_as_of_a_revision() {
    let collection = collection();
    collection.seed(&[made_up()], NOW).await.unwrap();
    let newer = with("edition.toml", "A made-up edition", "A newer title");
    collection.seed(&[newer], NOW).await.unwrap();
    let check = async |as_of: Option<u64>, title: &str| {
        let as_of = as_of.and_then(Revision::new);
        let recorded = collection
            .edition(&id("made-up-edition"), as_of)
            .await
            .unwrap();
        assert_eq!(recorded.edition.title, title);
    };
    check(Some(1), "A made-up edition").await;
    check(Some(3), "A made-up edition").await;
    check(Some(4), "A newer title").await;
    check(None, "A newer title").await;
}

#[tokio::test]
async fn an_unknown_edition_is_told_with_those_most_like_it() {
    let collection = collection();
    collection.seed(&[made_up()], NOW).await.unwrap();
    let error = collection
        .edition(&id("made-up-editoin"), None)
        .await
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "the edition \"made-up-editoin\" is not recorded (nearest known: made-up-edition)"
    );
}

async fn record(collection: &Collection, document: EditionDocument) {
    let new = NewRevision {
        title: "an edition".to_owned(),
        author: "another program".to_owned(),
        recorded_at: NOW,
        checksum: document.checksum(),
        request_id: RequestId::new("1").unwrap(),
        contents: Contents::Edition(document),
    };
    collection.store().append(vec![new]).await.unwrap();
}

#[tokio::test]
async fn a_document_that_this_programs_rules_refuse_is_told_with_the_cause() {
    let collection = collection();
    let document = EditionDocument {
        edition: id("later"),
        definition_hash: String::new(),
        files: vec![DocumentFile {
            path: "edition.toml".to_owned(),
            bytes: b"id = \"later\"\nshape = \"unheard of\"\n".to_vec(),
        }],
    };
    record(&collection, document).await;
    let error = collection.edition(&id("later"), None).await.unwrap_err();
    assert!(
        matches!(error, ReadEditionError::Unreadable { .. }),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("\"later\" as recorded in revision 1 cannot be read")
    );
    let cause = error.source().unwrap().to_string();
    assert!(
        cause.contains("later (revision 1)/edition.toml:2"),
        "{cause}"
    );
}

#[test]
fn a_documents_checksum_differs_when_anything_does() {
    let document = |files: &[(&str, &str)]| EditionDocument {
        edition: id("an-edition"),
        definition_hash: String::new(),
        files: files
            .iter()
            .map(|(path, text)| DocumentFile {
                path: (*path).to_owned(),
                bytes: text.as_bytes().to_vec(),
            })
            .collect(),
    };
    let checksum = |files| document(files).checksum();
    let original = checksum(&[("a.toml", "1"), ("b.toml", "2")]);
    assert_eq!(
        checksum(&[("b.toml", "2"), ("a.toml", "1")]),
        original,
        "order does not count"
    );
    for other in [
        &[("a.toml", "1")][..],
        &[("a.toml", "2"), ("b.toml", "1")],
        &[("a.toml", "1b.toml\n1\n2")],
        &[("c.toml", "1"), ("b.toml", "2")],
    ] {
        assert_ne!(checksum(other), original, "{other:?}");
    }
}
