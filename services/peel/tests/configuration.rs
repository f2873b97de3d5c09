//! The sample files in `deploy/configuration/` and the reference `docs/configuration.md` are made from
//! the settings of the three services and what is written above them, so that no key is left out,
//! misspelt, or said to have another default.

#![expect(
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on says so by panicking, in helpers too"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use peel_data::DataSettings;
use peel_kit::Clock;
use peel_kit::settings::{self, ProcessSettings};
use peel_reporting::ReportingSettings;
use peel_scoring::ScoringSettings;
use serde_json::Value;
use syn::{Expr, Fields, Item, Lit, Meta, Type};

/// Set to write the files instead of comparing them.
const WRITE: &str = "PEEL_WRITE_CONFIGURATION";

/// The sources that have settings, from the workspace.
const SOURCES: [&str; 6] = [
    "crates/kit/src/settings/access.rs",
    "crates/kit/src/settings/sections.rs",
    "crates/kit/src/settings/tls.rs",
    "services/data/src/settings.rs",
    "services/scoring/src/settings.rs",
    "services/reporting/src/settings.rs",
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A struct of settings as its source has it.
struct Described {
    about: Vec<String>,
    fields: Vec<Field>,
}

struct Field {
    name: String,
    about: Vec<String>,
    /// The last part of its type's name.
    kind: String,
}

/// One service's section with its defaults.
struct Section {
    service: &'static str,
    name: String,
    kind: String,
    defaults: Value,
}

/// The lines of a documentation comment.
fn about(attributes: &[syn::Attribute]) -> Vec<String> {
    let line = |attribute: &syn::Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(line).collect()
}

fn kind(of: &Type) -> String {
    match of {
        Type::Path(path) => path.path.segments.last().map(|part| part.ident.to_string()),
        _ => None,
    }
    .expect("settings have types with names")
}

/// Every struct of the sources by its name.
fn described() -> BTreeMap<String, Described> {
    let mut structs = BTreeMap::new();
    for source in SOURCES {
        let text = fs::read_to_string(workspace().join(source)).expect("a source");
        for item in syn::parse_file(&text).expect("Rust").items {
            let Item::Struct(item) = item else { continue };
            let Fields::Named(fields) = &item.fields else {
                continue;
            };
            let fields = fields.named.iter().map(|field| Field {
                name: field.ident.as_ref().expect("a name").to_string(),
                about: about(&field.attrs),
                kind: kind(&field.ty),
            });
            let described = Described {
                about: about(&item.attrs),
                fields: fields.collect(),
            };
            structs.insert(item.ident.to_string(), described);
        }
    }
    structs
}

/// The sections of a service in the order of its source.
fn sections<T: ProcessSettings>(
    service: &'static str,
    whole: &str,
    structs: &BTreeMap<String, Described>,
) -> Vec<Section> {
    let defaults = serde_json::to_value(T::default()).expect("settings are data");
    let fields = structs[whole].fields.iter();
    let sections: Vec<_> = fields
        .map(|field| Section {
            service,
            name: field.name.clone(),
            kind: field.kind.clone(),
            defaults: defaults[&field.name].clone(),
        })
        .collect();
    let known = defaults.as_object().expect("a struct").len();
    assert_eq!(sections.len(), known, "sections of {whole}");
    for section in &sections {
        let known = section.defaults.as_object().expect("a section").len();
        assert_eq!(
            structs[&section.kind].fields.len(),
            known,
            "keys of {}",
            section.kind
        );
    }
    sections
}

/// What is said of a section, without its name: "`[listen]`: where the service is reached."
fn of_section(described: &Described) -> Vec<String> {
    let mut lines = described.about.clone();
    let said = lines[0].split_once("`: ").or(lines[0].split_once(": "));
    if let Some((_name, said)) = said {
        let (first, rest) = said.split_at(1);
        lines[0] = first.to_uppercase() + rest;
    }
    lines
}

fn variable(section: &str, key: &str) -> String {
    format!("PEEL__{section}__{key}").to_uppercase()
}

/// A default as TOML has it; `None` where there is none.
fn toml_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        plain => Some(plain.to_string()),
    }
}

/// A sample file: every key at its default, and those that have none as a comment.
fn sample(sections: &[Section], structs: &BTreeMap<String, Described>) -> String {
    let service = sections[0].service;
    let mut file = format!(
        "# Every setting of peel-{service} at its default: peel-{service} --config {service}.toml\n\
         # A key that is left out keeps its default, an unknown one is refused by name, and the\n\
         # variable above a key wins over it.\n"
    );
    for section in sections {
        let described = &structs[&section.kind];
        let _ = writeln!(file);
        for line in of_section(described) {
            let _ = writeln!(file, "# {line}");
        }
        let _ = writeln!(file, "[{}]", section.name);
        for field in &described.fields {
            let _ = writeln!(file, "\n# {}", variable(&section.name, &field.name));
            for line in &field.about {
                let _ = writeln!(file, "# {line}");
            }
            let _ = match toml_of(&section.defaults[&field.name]) {
                Some(value) => writeln!(file, "{} = {value}", field.name),
                None => writeln!(file, "#{} =", field.name),
            };
        }
    }
    file
}

/// The reference: each section once, with the services that have it.
fn reference(services: &[Vec<Section>], structs: &BTreeMap<String, Described>) -> String {
    let mut page = "# Configuration\n\n\
         Made from the code by `services/peel/tests/configuration.rs`; change the comments there, not this \
         page.\n\n\
         A setting comes from the defaults, then the file that `--config` names, then the environment, which \
         wins. `deploy/configuration/` has a file for each service with every key at its default. `peel` \
         itself has the sections listen, tls, access, store, editions, cache, redis, telemetry and limits, with a store \
         in memory and the log filter `warn` as defaults. A key or variable that does not exist is refused \
         by name.\n\n\
         With `--check-config` a service (`peel-data`, `peel serve`) reads all this and every file that it \
         names, shows what is in force without secrets, and ends: with 0, or with one line that says what is \
         wrong and where. It opens no store and calls nobody.\n\n\
         A key that may hold a secret has a sibling that ends in `_file`: the content of that file, without \
         white space around it, is the value. Whoever sets both is refused.\n"
        .to_owned();
    let all: Vec<&Section> = services.iter().flatten().collect();
    let mut shown: Vec<&str> = Vec::new();
    for section in &all {
        if shown.contains(&section.name.as_str()) {
            continue;
        }
        shown.push(&section.name);
        let same: Vec<_> = all.iter().filter(|one| one.name == section.name).collect();
        let names: Vec<_> = same.iter().map(|one| one.service).collect();
        let described = &structs[&section.kind];
        let _ = write!(
            page,
            "\n## {}\n\nOf {}. {}\n\n| key, variable | default | |\n|---|---|---|\n",
            section.name,
            names.join(", "),
            of_section(described).join(" "),
        );
        for field in &described.fields {
            let defaults: Vec<_> = same
                .iter()
                .map(|one| toml_of(&one.defaults[&field.name]))
                .collect();
            let written = |value: &Option<String>| match value {
                Some(value) => format!("`{value}`"),
                None => "none".to_owned(),
            };
            let default = if defaults.iter().all(|one| *one == defaults[0]) {
                written(&defaults[0])
            } else {
                let each = same.iter().zip(&defaults);
                let each = each.map(|(one, value)| format!("{}: {}", one.service, written(value)));
                each.collect::<Vec<_>>().join("<br>")
            };
            let _ = writeln!(
                page,
                "| `{}`<br>`{}` | {default} | {} |",
                field.name,
                variable(&section.name, &field.name),
                field.about.join(" ").replace('|', "\\|"),
            );
        }
    }
    page
}

#[track_caller]
fn check(path: &str, made: &str) {
    let place = workspace().join(path);
    if std::env::var_os(WRITE).is_some() {
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder to write into");
        fs::write(&place, made).expect("a file that can be written");
    }
    let stored = fs::read_to_string(&place).unwrap_or_default();
    assert!(
        stored == made,
        "{path} is not what the settings say; run this test once with {WRITE}=1"
    );
}

/// A sample file as a process would read it, and start with.
fn loaded<T: ProcessSettings>(service: &str) -> T {
    let file = workspace().join(format!("deploy/configuration/{service}.toml"));
    let loaded: T =
        settings::load_from(Some(&file), BTreeMap::new()).unwrap_or_else(|error| panic!("{error}"));
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let checked = runtime.block_on(async { loaded.check(&Clock::system()) });
    checked.unwrap_or_else(|error| panic!("{service}: {error}"));
    loaded
}

#[test]
fn the_sample_files_and_the_reference_are_those_of_the_settings() {
    let structs = described();
    let services = [
        sections::<DataSettings>("data", "DataSettings", &structs),
        sections::<ScoringSettings>("scoring", "ScoringSettings", &structs),
        sections::<ReportingSettings>("reporting", "ReportingSettings", &structs),
    ];
    for sections in &services {
        let path = format!("deploy/configuration/{}.toml", sections[0].service);
        check(&path, &sample(sections, &structs));
    }
    check("docs/configuration.md", &reference(&services, &structs));

    assert_eq!(loaded::<DataSettings>("data"), DataSettings::default());
    let scoring = ScoringSettings::default();
    assert_eq!(loaded::<ScoringSettings>("scoring"), scoring);
    let reporting = ReportingSettings::default();
    assert_eq!(loaded::<ReportingSettings>("reporting"), reporting);
}
