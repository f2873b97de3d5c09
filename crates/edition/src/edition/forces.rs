//! `forces.csv`.

use std::collections::BTreeMap;

use peel_model::{AreaCode, Force, ForceId, Scope};

use crate::Folder;
use crate::problem::Problems;
use crate::reader::{Cell, Placed, Reader};
use crate::table::Table;

pub(super) const PATH: &str = "forces.csv";
pub(super) const HEADER: [&str; 7] = [
    "id",
    "code",
    "name",
    "full_name",
    "region",
    "scope",
    "aliases",
];
const SCOPES: [(&str, Scope); 2] = [
    ("inspected", Scope::Inspected),
    ("out-of-scope", Scope::OutOfScope),
];

pub(super) fn ids(table: &Table<7>, only_inspected: bool) -> Vec<&str> {
    table
        .rows()
        .filter(|[.., scope, _]| !only_inspected || scope.text == "inspected")
        .map(|[id, ..]| id.text)
        .collect()
}

pub(super) fn forces(table: &Table<7>, folder: &Folder, problems: &mut Problems) -> Vec<Force> {
    let mut reader = table.reader(folder, problems);
    let ids: Vec<Cell<'_>> = table.rows().map(|[id, ..]| id).collect();
    let codes: Vec<Cell<'_>> = table.rows().map(|[_, code, ..]| code).collect();
    reader.unique("force", &ids);
    reader.unique("the area code", &codes);
    let mut spellings = Spellings::default();
    table
        .rows()
        .filter_map(|row| force(row, &mut spellings, &mut reader))
        .collect()
}

fn force(
    [id, code, name, full_name, region, scope, aliases]: [Cell<'_>; 7],
    spellings: &mut Spellings,
    reader: &mut Reader<'_>,
) -> Option<Force> {
    let force: Option<ForceId> = reader.parsed(&id);
    let code = reader.parsed_by(&code, AreaCode::new);
    let scope_found = SCOPES.iter().find(|(name, _)| *name == scope.text);
    if scope_found.is_none() {
        reader.unknown(&scope, "scope", SCOPES.map(|(name, _)| name));
    }
    let listed = aliases.text.split(';').filter(|alias| !alias.is_empty());
    let listed: Vec<Cell<'_>> = listed.map(|text| Cell { text, ..aliases }).collect();
    for spelling in [name, full_name].iter().chain(&listed) {
        spellings.claim(spelling, id.text, reader);
    }
    Some(Force {
        id: force?,
        code: code?,
        name: reader.text(&name),
        full_name: reader.text(&full_name),
        region: reader.text(&region),
        aliases: listed.iter().map(|alias| alias.text().to_owned()).collect(),
        scope: scope_found.map(|(_, scope)| *scope)?,
    })
}

/// Which force each spelling means: a spelling that meant two would join figures to the wrong one.
#[derive(Default)]
struct Spellings(BTreeMap<String, String>);

impl Spellings {
    fn claim(&mut self, spelling: &Cell<'_>, force: &str, reader: &mut Reader<'_>) {
        let before = self
            .0
            .insert(spelling.text.to_lowercase(), force.to_owned());
        if let Some(before) = before.filter(|before| before != force) {
            let spelling_text = spelling.text;
            reader.report(
                spelling,
                format!("\"{spelling_text}\" already means {before}; a spelling means one force"),
            );
        }
    }
}
