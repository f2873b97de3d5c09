//! Workbooks, table by table, and lookups: what is imported of them, and what is refused and kept.

use std::fs;
use std::path::Path;

use peel_official_files::{ImportOptions, ImportRules, Imported, import, tables};
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use crate::bench::{refused, values};

/// What every recipe says of its file and these tests do not care about.
const ABOUT: &str = r#"
source = "made-up"
publisher = "Nobody"
title = "Made up"
release = "first"
licence = "None"
obtained = "made up"
"#;

const THEFTS: &str = r#"
[import.from.sheet]
name = "Thefts"
header = ["Area", "2016"]
ends_before = "Source:"
footnotes = 3

[import.from.reader.area-columns]
name_column = "Area"
footnotes = 3
columns = [{ column = "2016", measure = "thefts", period = "12m-to-2016-03" }]
missing = [{ text = "..", status = "not-supplied", reason = "Not given." }]
"#;

const PEOPLE: &str = r#"
[import.from.reader.authority-by-year]
authority_column = "code"
year_column = "year"
value_column = "people"
measure = "population"

[import.from.reader.authority-by-year.lookup]
file = "lists/authorities.csv"
part_column = "LADCD"
area_column = "PFACD"
"#;

fn recipe(name: &str, file: &str, layout: &str) -> String {
    format!("[[import]]\nname = \"{name}\"\n\n[import.from]\nfile = \"{file}\"{ABOUT}{layout}\n")
}

fn rules() -> ImportRules {
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/made-up-edition");
    let recipes = fs::read_to_string(edition.join("facts/recipes.toml")).unwrap();
    let forces = fs::read_to_string(edition.join("forces.csv")).unwrap();
    let staff = THEFTS.replace("Thefts", "Staff");
    let staff = staff.replace("thefts", "staff").replace("12m-to", "1m-to");
    let imports = [
        recipe("thefts-2016", "tables-2016.xlsx", THEFTS),
        recipe("staff-2016", "tables-2016.xlsx", &staff),
        recipe("thefts-2017", "tables-2017.ods", THEFTS),
        recipe("people", "people.csv", PEOPLE),
    ];
    ImportRules::parse(&recipes, &imports.concat(), &forces).unwrap()
}

/// A workbook of two tables, in the second of which one line is not understood.
fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, second) in [("Thefts ", "6"), ("Staff", "about 6")] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        sheet.write_string(0, 0, "A table").unwrap();
        let lines = [
            ("Area", "20163"),
            ("Northland2", "5"),
            ("Coast & Dale", second),
            ("Canal Police", ".."),
            ("Source: nobody", ""),
        ];
        for (row, (area, cell)) in (2..).zip(lines) {
            sheet.write_string(row, 0, area).unwrap();
            sheet.write_string(row, 1, cell).unwrap();
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn read(path: &Path, options: &ImportOptions) -> Result<Imported, String> {
    let imported = import(path, &rules(), options, |_, _| ());
    imported.map_err(|error| error.to_string())
}

#[test]
fn a_workbook_is_imported_by_the_recipes_of_its_tables() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("tables-2016.xlsx");
    fs::write(&file, workbook()).unwrap();
    assert_eq!(
        tables(&file, &rules()).unwrap(),
        ["thefts-2016", "staff-2016"]
    );

    let place = folder.path().join("refused.csv");
    let table = |recipe: &str| {
        let options = ImportOptions {
            recipe: Some(recipe.to_owned()),
            refused: Some(place.clone()),
            lookups: None,
        };
        read(&file, &options).unwrap()
    };
    let thefts = table("thefts-2016");
    assert_eq!(
        values(&thefts),
        [
            "thefts northland 12m-to-2016-03 5 normal",
            "thefts coast-and-dale 12m-to-2016-03 6 normal",
            "thefts canal-police 12m-to-2016-03 not-supplied",
        ]
    );
    let report = &thefts.report;
    let unfootnoted: Vec<(&str, &str)> = report
        .unfootnoted
        .iter()
        .map(|mark| (mark.column.as_str(), mark.to.as_str()))
        .collect();
    assert_eq!(unfootnoted, [("Thefts!B3", "2016"), ("Area", "Northland")]);
    assert_eq!(report.explained[0].values, 1);
    assert!(!place.exists());

    let staff = table("staff-2016");
    assert_eq!(refused(&staff), [(3, "not-understood")]);
    assert_eq!(
        values(&staff),
        [
            "staff northland 1m-to-2016-03 5 normal",
            "staff canal-police 1m-to-2016-03 not-supplied",
        ]
    );
    // Kept with the row of the sheet.
    assert_eq!(
        fs::read_to_string(&place).unwrap(),
        "line,problem,column,reason,sheet row,Area,2016\n\
         3,not-understood,2016,\"column \"\"2016\"\" holds \"\"about 6\"\", which is not a whole \
         number\",5,Coast & Dale,about 6\n"
    );
}

#[test]
fn a_workbook_of_another_name_asks_for_its_recipe() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("Tables (1).xlsx");
    fs::write(&file, workbook()).unwrap();
    assert_eq!(tables(&file, &rules()).unwrap(), [""; 0]);
    let refusal = read(&file, &ImportOptions::default()).unwrap_err();
    assert!(
        refusal.contains("thefts-2016, staff-2016, thefts-2017; name the one to follow"),
        "{refusal}"
    );
}

#[test]
fn no_lookup_leads_out_of_its_folder() {
    let edition = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/made-up-edition");
    let recipes = fs::read_to_string(edition.join("facts/recipes.toml")).unwrap();
    for file in ["../authorities.csv", "/lists/authorities.csv"] {
        let people = PEOPLE.replace("lists/authorities.csv", file);
        let imports = recipe("people", "people.csv", &people);
        let refusal = ImportRules::parse(&recipes, &imports, "").unwrap_err();
        assert_eq!(
            refusal.to_string(),
            format!("imports.toml: \"{file}\" leads out of its folder; name a file inside it")
        );
    }
}

#[test]
fn authorities_are_looked_up_in_the_folder_that_is_named() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("people.csv");
    let lines = "code,year,people\nA1,2018,10\nA2,2018,20\nA1,2019,11\nA2,2019,many\n";
    fs::write(&file, lines).unwrap();
    let place = folder.path().join("refused.csv");
    let looked_up_in = |lookups: &Path| {
        let options = ImportOptions {
            recipe: None,
            refused: Some(place.clone()),
            lookups: Some(lookups.to_owned()),
        };
        read(&file, &options)
    };
    let missing = looked_up_in(folder.path()).unwrap_err();
    assert_eq!(
        missing,
        format!(
            "the recipe looks names up in lists/authorities.csv, which cannot be read in {}; put it \
             there, or name the folder of lookups that has it",
            folder.path().display()
        )
    );

    fs::create_dir(folder.path().join("lists")).unwrap();
    let lookup = "\u{feff}LADCD,PFACD\nA1,E99000001\nA2,E99000002\n";
    fs::write(folder.path().join("lists/authorities.csv"), lookup).unwrap();
    let imported = looked_up_in(folder.path()).unwrap();
    assert_eq!(refused(&imported), [(5, "not-understood")]);
    let looked_up = imported.report.looked_up.as_ref().unwrap();
    assert_eq!(
        (looked_up.name.as_str(), looked_up.lines),
        ("lists/authorities.csv", 2)
    );
    assert!(place.exists());
    assert_eq!(imported.report.values_withheld, 0);
    // What the refused line would have been part of is withheld, and nothing else.
    assert_eq!(
        values(&imported),
        [
            "population northland at-2018-06-30 10 normal",
            "population coast-and-dale at-2018-06-30 20 normal",
            "population northland at-2019-06-30 11 normal",
        ]
    );
}
