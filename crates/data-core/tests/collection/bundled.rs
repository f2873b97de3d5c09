//! The edition that comes with the program can be recorded and read again.

use std::path::Path;

use peel_edition::Folder;
use peel_model::EditionId;

use crate::fixture::{NOW, collection};

#[tokio::test]
async fn every_bundled_edition_is_recorded_whole_and_once() {
    let editions = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../editions");
    let mut names: Vec<_> = std::fs::read_dir(&editions)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("edition.toml").is_file())
        .collect();
    names.sort();
    assert!(!names.is_empty());
    let folders: Vec<_> = names
        .iter()
        .map(|path| Folder::read(path).unwrap())
        .collect();
    let collection = collection();
    let seeded = collection.seed(&folders, NOW).await.unwrap();
    let empty = seeded
        .added
        .iter()
        .find(|it| it.observations == 0 && it.kind.name() == "import");
    assert_eq!(empty, None, "every file of facts says something");
    for folder in &folders {
        let edition = peel_edition::read_edition(folder).unwrap();
        let id = EditionId::new(edition.id.as_str()).unwrap();
        let recorded = collection.edition(&id, None).await.unwrap();
        assert_eq!(recorded.edition, edition);
    }
    assert_eq!(collection.seed(&folders, NOW).await.unwrap().added, []);
}
