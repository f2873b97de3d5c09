//! Folders on disk and in memory.

use std::fs;

use peel_edition::{Folder, FolderError, LARGEST_FILE, MOST_FILES};
use proptest::prelude::*;

use crate::made_up::MadeUp;

#[test]
fn a_folder_is_the_same_on_disk_and_in_memory() {
    let disk = tempfile::tempdir().unwrap();
    let decision = "decisions/000000000007/returns/northshire/thefts/12m-to-2031-06.toml";
    fs::create_dir(disk.path().join("facts")).unwrap();
    fs::create_dir_all(disk.path().join(decision).parent().unwrap()).unwrap();
    for (path, content) in [
        ("edition.toml", "a"),
        ("facts/x.csv", "b"),
        (decision, "c"),
        ("decisions/README.md", "left alone"),
        ("README.md", "left alone"),
    ] {
        fs::write(disk.path().join(path), content).unwrap();
    }
    let read = Folder::read(disk.path()).unwrap();
    let files: Vec<_> = read.files().collect();
    assert_eq!(
        files,
        [
            (decision, &b"c"[..]),
            ("edition.toml", b"a"),
            ("facts/x.csv", b"b")
        ]
    );

    let name = disk.path().display().to_string();
    let embedded = [
        ("facts/x.csv", &b"b"[..]),
        ("edition.toml", b"a"),
        (decision, b"c"),
        ("README.md", b"d"),
    ];
    assert_eq!(Folder::from_files(name, embedded).unwrap(), read);
}

#[test]
fn only_what_defines_the_edition_is_in_its_hash() {
    let hash = |made_up: MadeUp| made_up.edition().unwrap().definition_hash;
    let before = hash(MadeUp::new());
    assert_eq!(before.len(), 64);
    let check = |what, changes: bool, made_up: MadeUp| {
        assert_eq!(hash(made_up) != before, changes, "{what}");
    };
    let made_up = MadeUp::new;
    check("nothing", false, made_up());
    check(
        "facts",
        false,
        made_up().with("facts/population.csv", "1000", "1001"),
    );
    check(
        "an inspection",
        false,
        made_up().with("inspections/northshire.toml", "Buy oil.", "Buy more oil."),
    );
    check(
        "a note",
        true,
        made_up().with("indicators.toml", "The base leaves", "It leaves"),
    );
    check(
        "a force",
        true,
        made_up().with("forces.csv", "North Shire", "N. Shire"),
    );
}

#[test]
fn a_folder_is_bounded() {
    let too_large = [("edition.toml", vec![b'#'; LARGEST_FILE + 1])];
    let error = Folder::from_files("made-up", too_large).unwrap_err();
    assert!(matches!(error, FolderError::FileTooLarge { .. }), "{error}");

    let too_many = (0..=MOST_FILES).map(|n| (format!("{n}.toml"), Vec::new()));
    let error = Folder::from_files("made-up", too_many).unwrap_err();
    assert!(matches!(error, FolderError::TooLarge { .. }), "{error}");

    let error = Folder::read("no/such/folder".as_ref()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no/such/folder cannot be read; check that it exists and may be read"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    // Whatever a file holds, reading ends with an edition or with problems in that file's place.
    #[test]
    fn no_content_makes_the_reader_fail_badly(
        file in prop::sample::select(vec![
            "edition.toml", "forces.csv", "measures.toml", "indicators.toml", "exclusions.toml",
            "facts/published-grades.csv",
        ]),
        at in 0.0..1.0f64,
        noise in "[ -~\n\"=\\[\\]]{0,30}",
    ) {
        let files: Vec<(String, Vec<u8>)> = MadeUp::new()
            .folder()
            .files()
            .map(|(path, content)| {
                let mut content = content.to_vec();
                if path == file {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        clippy::cast_precision_loss,
                        reason = "any place in the file will do"
                    )]
                    let place = (content.len() as f64 * at) as usize;
                    content.splice(place..place, noise.bytes());
                }
                (path.to_owned(), content)
            })
            .collect();
        let folder = Folder::from_files("made-up", files).unwrap();
        if let Err(problems) = peel_edition::read_edition(&folder) {
            prop_assert!(!problems.told().is_empty());
        }
    }
}
