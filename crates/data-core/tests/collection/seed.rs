//! What a program brings along is recorded once, whole or not at all.

use peel_data_core::{ObservationQuery, Page, RequestId, SEED_AUTHOR, Seeded};
use peel_model::RevisionRecord;

use crate::fixture::{NOW, changed, collection, files, folder_of, made_up, with};

fn told(records: &[RevisionRecord]) -> Vec<String> {
    let line = |record: &RevisionRecord| {
        assert_eq!(record.author, SEED_AUTHOR);
        let RevisionRecord {
            revision,
            kind,
            title,
            observations,
            ..
        } = record;
        format!("{revision} {kind} \"{title}\" {observations}")
    };
    records.iter().map(line).collect()
}

#[tokio::test]
async fn an_edition_and_each_of_its_files_of_facts_is_a_revision() {
    let collection = collection();
    let seeded = collection.seed(&[made_up()], NOW).await.unwrap();
    assert_eq!(
        told(&seeded.added),
        [
            "1 edition \"A made-up edition\" 0",
            "2 import \"population.csv of made-up-edition\" 2",
            "3 import \"offences.csv of made-up-edition\" 4",
        ]
    );
    assert_eq!(
        seeded.to_string(),
        "recorded 3 revisions (1 to 3) with 6 observations"
    );
    let all = ObservationQuery::default();
    let read = collection
        .store()
        .observations(all, None)
        .await
        .unwrap()
        .all()
        .await
        .unwrap();
    assert_eq!(read.len(), 6);
    let offences = &files()["facts/offences.csv"];
    assert_eq!(
        seeded.added[2].checksum,
        peel_data_core::Checksum::of(offences).to_string(),
        "the manifest's checksum names the revision"
    );
}

#[tokio::test]
async fn a_second_start_records_nothing() {
    let collection = collection();
    collection.seed(&[made_up()], NOW).await.unwrap();
    let again = collection.seed(&[made_up()], NOW + 1).await.unwrap();
    assert_eq!(again.added, []);
    assert_eq!(again.to_string(), "up to date at revision 3");
    assert_eq!(collection.seed(&[], NOW).await.unwrap(), again);
}

#[tokio::test]
async fn only_what_changed_is_recorded_again() {
    let collection = collection();
    collection.seed(&[made_up()], NOW).await.unwrap();
    let check = async |folder, expected: &str| {
        let seeded: Seeded = collection.seed(&[folder], NOW).await.unwrap();
        assert_eq!(told(&seeded.added), [expected]);
    };
    let definition = with("edition.toml", "A made-up edition", "Another title");
    check(definition, "4 edition \"Another title\" 0").await;
    let inspection = changed(|files| {
        files.insert(
            "inspections/northshire.toml".to_owned(),
            northshire_inspected_later(),
        );
    });
    check(inspection, "5 edition \"A made-up edition\" 0").await;
    let page = Page::new(None, 10).unwrap();
    assert_eq!(collection.store().revisions(page).await.unwrap().len(), 5);
}

fn northshire_inspected_later() -> Vec<u8> {
    let mut text = files()["inspections/northshire.toml"].clone();
    text.extend_from_slice(b"\n# seen once more\n");
    text
}

#[tokio::test]
async fn an_older_program_does_not_undo_what_a_newer_one_brought() {
    let collection = collection();
    let newer = || with("edition.toml", "A made-up edition", "A newer title");
    collection.seed(&[made_up()], NOW).await.unwrap();
    collection.seed(&[newer()], NOW).await.unwrap();
    let older = collection.seed(&[made_up()], NOW).await.unwrap();
    assert_eq!(older.added, []);
    let id = peel_model::EditionId::new("made-up-edition").unwrap();
    let recorded = collection.edition(&id, None).await.unwrap();
    assert_eq!(recorded.edition.title, "A newer title");
}

#[tokio::test]
async fn programs_that_start_at_once_record_once() {
    let collection = collection();
    let folders = [made_up()];
    let seeds = (0..8).map(|_| collection.seed(&folders, NOW));
    for seeded in futures::future::join_all(seeds).await {
        assert_eq!(seeded.unwrap().newest, peel_model::Revision::new(3));
    }
}

#[tokio::test]
async fn facts_that_two_editions_share_are_recorded_once() {
    let collection = collection();
    let next = changed(|files| {
        for path in ["edition.toml", "inspections/northshire.toml"] {
            let text = String::from_utf8(files[path].clone()).unwrap();
            let text = text.replace("\"made-up-edition\"", "\"next-edition\"");
            files.insert(path.to_owned(), text.into_bytes());
        }
    });
    let seeded = collection.seed(&[made_up(), next], NOW).await.unwrap();
    let kinds: Vec<_> = seeded
        .added
        .iter()
        .map(|record| record.kind.name())
        .collect();
    assert_eq!(kinds, ["edition", "import", "import", "edition"]);
}

#[tokio::test]
async fn nothing_is_recorded_when_anything_is_wrong() {
    let broken = with("measures.toml", "harbour-office", "harbor-office");
    let check = async |folders: &[peel_edition::Folder], expected: &str| {
        let collection = collection();
        let error = collection.seed(folders, NOW).await.unwrap_err();
        let error: &dyn std::error::Error = &error;
        let cause = error
            .source()
            .map(|cause| format!(": {cause}"))
            .unwrap_or_default();
        let told = format!("{error}{cause}");
        assert!(told.contains(expected), "{told}");
        assert_eq!(collection.store().newest().await.unwrap(), None);
    };
    check(&[made_up(), broken], "harbor-office").await;
    let twin = folder_of("twin", files());
    check(
        &[made_up(), twin],
        "the edition \"made-up-edition\" is in two folders, made-up and twin; remove one",
    )
    .await;
    let tampered = with("facts/offences.csv", "120", "121");
    check(&[tampered], "offences.csv").await;
}

#[tokio::test]
async fn a_request_id_names_contents() {
    let collection = collection();
    let seeded = collection.seed(&[made_up()], NOW).await.unwrap();
    for record in seeded.added {
        let checksum = record.checksum.parse().unwrap();
        let id = RequestId::of_contents(record.kind, &checksum);
        assert_eq!(
            RequestId::new(id.as_str()).unwrap(),
            id,
            "it could be sent by hand"
        );
    }
}
