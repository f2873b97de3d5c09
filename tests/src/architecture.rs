//! The house stands as it was drawn: who imports whom, what a source file may say, how long it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package, PackageId};
use peel_proto::errors::v1::ErrorReason;
use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::support::edition_copy::edition_folder;
use crate::support::workspace;

/// Every crate with what it imports of the others. Each stands below what it imports, so that
/// there are no cycles.
const HOUSE: [(&str, &[&str]); 18] = [
    ("peel-model", &[]),
    ("peel-stats", &[]),
    ("peel-cache", &[]),
    ("peel-kit", &[]),
    ("peel-proto-generator", &[]),
    ("peel-edition", &["peel-model"]),
    ("peel-official-files", &["peel-model"]),
    ("peel-proto", &["peel-model"]),
    ("peel-return-files", &["peel-model"]),
    (
        "peel-data-core",
        &["peel-model", "peel-stats", "peel-edition"],
    ),
    ("peel-scoring-core", &["peel-model", "peel-stats"]),
    ("peel-reporting-core", &["peel-model"]),
    ("peel-store-sql", &["peel-model", "peel-data-core"]),
    ("peel-render", &["peel-model", "peel-reporting-core"]),
    (
        "peel-data",
        &[
            "peel-model",
            "peel-proto",
            "peel-kit",
            "peel-edition",
            "peel-data-core",
            "peel-store-sql",
            "peel-return-files",
        ],
    ),
    (
        "peel-scoring",
        &[
            "peel-model",
            "peel-proto",
            "peel-kit",
            "peel-edition",
            "peel-scoring-core",
            "peel-cache",
        ],
    ),
    (
        "peel-reporting",
        &[
            "peel-model",
            "peel-proto",
            "peel-kit",
            "peel-edition",
            "peel-reporting-core",
            "peel-render",
        ],
    ),
    (
        "peel",
        &[
            "peel-model",
            "peel-proto",
            "peel-kit",
            "peel-official-files",
            "peel-reporting-core",
            "peel-data",
            "peel-scoring",
            "peel-reporting",
        ],
    ),
];

/// Crates without a network or a database, themselves or through what they import.
const CORES: [&str; 9] = [
    "peel-model",
    "peel-stats",
    "peel-edition",
    "peel-official-files",
    "peel-return-files",
    "peel-data-core",
    "peel-scoring-core",
    "peel-reporting-core",
    "peel-render",
];

/// What knows a network or a database.
const OUTSIDE: [&str; 5] = ["tokio", "tonic", "hyper", "sqlx", "redis"];

/// The longest source file, in lines.
const LONGEST: usize = 400;

/// Where a name of the edition may stand in a program, and why.
const NAMED: [(&str, &str, &str); 2] = [
    ("services/peel/src/arguments.rs", "west-midlands", EXAMPLE),
    (
        "services/peel/src/arguments.rs",
        "recorded-crime-rate",
        EXAMPLE,
    ),
];

const EXAMPLE: &str = "help shows commands that can be typed as they stand";

fn metadata() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(workspace().join("Cargo.toml"));
    command.exec().expect("what cargo knows of the workspace")
}

/// What a crate imports to be built, not to be tested.
fn imports(package: &Package) -> BTreeSet<&str> {
    let imports = package.dependencies.iter();
    imports
        .filter(|import| import.kind == DependencyKind::Normal)
        .map(|import| import.name.as_str())
        .collect()
}

#[test]
fn crates_import_what_the_drawing_allows() {
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    let drawn: BTreeMap<&str, BTreeSet<&str>> = HOUSE
        .iter()
        .map(|(name, imports)| (*name, imports.iter().copied().collect()))
        .collect();
    let found: BTreeMap<&str, BTreeSet<&str>> = packages
        .iter()
        .filter(|package| package.name.as_str() != env!("CARGO_PKG_NAME"))
        .map(|package| {
            let mut imports = imports(package);
            imports.retain(|name| drawn.contains_key(name));
            (package.name.as_str(), imports)
        })
        .collect();
    assert_eq!(found, drawn);

    let mut below = BTreeSet::new();
    for (name, imports) in HOUSE {
        let above: Vec<_> = imports
            .iter()
            .filter(|name| !below.contains(*name))
            .collect();
        assert!(
            above.is_empty(),
            "{name} stands below {above:?}, which it imports"
        );
        below.insert(name);
    }
}

#[test]
fn one_crate_knows_the_database_and_one_knows_redis() {
    let metadata = metadata();
    let check = |dependency: &str, expected: &str| {
        let packages = metadata.workspace_packages();
        let found: Vec<_> = packages
            .iter()
            .filter(|package| imports(package).contains(dependency))
            .map(|package| package.name.as_str())
            .collect();
        assert_eq!(found, [expected], "{dependency}");
    };
    check("sqlx", "peel-store-sql");
    check("redis", "peel-cache");
}

#[test]
fn cores_know_no_network_and_no_database() {
    let metadata = metadata();
    let resolve = metadata.resolve.as_ref().expect("what cargo resolved");
    let nodes: BTreeMap<&PackageId, _> =
        resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    for core in CORES {
        let packages = metadata.workspace_packages();
        let core = packages
            .iter()
            .find(|package| package.name.as_str() == core);
        let mut reached = BTreeSet::new();
        let mut next = vec![&core.expect("a crate of the workspace").id];
        while let Some(id) = next.pop() {
            if reached.insert(id) {
                let imports = nodes[id].deps.iter().filter(|import| {
                    let mut kinds = import.dep_kinds.iter();
                    kinds.any(|kind| kind.kind == DependencyKind::Normal)
                });
                next.extend(imports.map(|import| &import.pkg));
            }
        }
        let outside: Vec<_> = reached
            .iter()
            .map(|id| metadata[*id].name.as_str())
            .filter(|name| OUTSIDE.contains(name))
            .collect();
        assert!(
            outside.is_empty(),
            "{} reaches {outside:?}",
            core.unwrap().name
        );
    }
}

/// The sources that programs are made of, by their path in the workspace; tests and what is
/// generated left out.
fn sources() -> BTreeMap<String, String> {
    let workspace = workspace();
    let mut sources = BTreeMap::new();
    for package in metadata().workspace_packages() {
        let folder = package
            .manifest_path
            .parent()
            .expect("a folder")
            .join("src");
        collect(folder.as_std_path(), &mut |path: &Path| {
            let name = path.strip_prefix(&workspace).expect("a path below");
            let name = name.to_str().expect("a name in Unicode").to_owned();
            let apart = ["tests/", "/tests/", "/tests.rs", "/made_up/", "/generated/"];
            if !apart
                .iter()
                .any(|part| name.starts_with(part) || name[1..].contains(part))
            {
                sources.insert(name, fs::read_to_string(path).expect("a source"));
            }
        });
    }
    assert!(sources.len() > 100, "{:?}", sources.keys());
    sources
}

fn collect(folder: &Path, take: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path: PathBuf = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, take);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            take(&path);
        }
    }
}

#[test]
fn no_source_file_is_longer_than_a_sitting() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|(name, text)| (name, text.lines().count()))
        .filter(|(_, lines)| *lines >= LONGEST)
        .collect();
    assert!(long.is_empty(), "{LONGEST} lines or more: {long:?}");
}

/// The literals and names of a program, without its comments, documentation and tests.
fn words(tokens: TokenStream, words: &mut Vec<String>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                let inner = tokens.next_if(|next| next.to_string() == "!").is_some();
                let attribute = tokens
                    .next()
                    .map(|next| next.to_string())
                    .unwrap_or_default();
                if attribute.starts_with("[cfg (test)") {
                    assert!(!inner, "a whole file of tests is a file of its own");
                    // The item that the attribute belongs to ends with a block or a semicolon.
                    for token in tokens.by_ref() {
                        match token {
                            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                                break;
                            }
                            TokenTree::Punct(mark) if mark.as_char() == ';' => break,
                            _ => {}
                        }
                    }
                } else if !attribute.starts_with("[doc") {
                    words.push(attribute);
                }
            }
            TokenTree::Group(group) => self::words(group.stream(), words),
            TokenTree::Ident(name) => words.push(name.to_string().replace('_', "-")),
            TokenTree::Literal(literal) => words.push(literal.to_string()),
            TokenTree::Punct(_) => {}
        }
    }
}

/// Whether `text` has `name` with nothing before or after it that would make it another name.
fn says(text: &str, name: &str) -> bool {
    let other = |character: char| character.is_ascii_alphanumeric() || character == '-';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        !before.is_some_and(other) && !after.is_some_and(other)
    })
}

/// The identifiers of the edition's forces and indicators.
fn names_of_the_edition() -> Vec<String> {
    let folder = edition_folder();
    let mut forces = csv::Reader::from_path(folder.join("forces.csv")).expect("the forces");
    let forces = forces
        .records()
        .map(|row| row.expect("a force")[0].to_owned());
    let indicators = fs::read_to_string(folder.join("indicators.toml")).expect("the indicators");
    let indicators: toml::Table = toml::from_str(&indicators).expect("TOML");
    let indicators = indicators["indicator"]
        .as_array()
        .expect("a list of indicators");
    let indicators = indicators.iter().map(|indicator| indicator["id"].as_str());
    let indicators = indicators.map(|id| id.expect("an identifier").to_owned());
    let names: Vec<_> = forces.chain(indicators).collect();
    assert!(names.len() > 90, "{names:?}");
    names
}

#[test]
fn programs_name_no_force_and_no_indicator() {
    let names = names_of_the_edition();
    let mut found = BTreeSet::new();
    for (file, text) in sources() {
        let tokens: TokenStream = text
            .parse()
            .unwrap_or_else(|error| panic!("{file}: {error}"));
        let mut said = Vec::new();
        words(tokens, &mut said);
        let said = said.join("\n");
        for name in &names {
            if says(&said, name) {
                found.insert((file.clone(), name.clone()));
            }
        }
    }
    let allowed = NAMED.map(|(file, name, _reason)| (file.to_owned(), name.to_owned()));
    assert_eq!(
        found,
        allowed.into(),
        "what is known of one force belongs in the edition"
    );
}

#[test]
fn every_reason_that_the_kit_sends_is_in_the_contract() {
    for reason in peel_kit::Reason::ALL {
        let name = format!("ERROR_REASON_{reason}");
        let known = ErrorReason::from_str_name(&name);
        assert_eq!(known.map(ErrorReason::reason), Some(reason), "{name}");
    }
}
