//! Street-level records.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::bench::Bench;

const LINES: &str = "\
Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,Last outcome category,Context
,2016-07,Northland Police,Northland Police,1.5,53.5,On or near A Street,E01,Town 1,Disorder,,
,2016-07,Northland Police,Northland Police,1.5,53.5,On or near A Street,E01,Town 1,Disorder,,
aa,2016-07,Northland Police,Northland Police,,,No Location,,,Theft,Under investigation,
bb,2016-07,Northland Police,Dale Police,1.5,53.5,On or near B Street,E02,Town 2,Theft,Under investigation,
";

const RECIPE: &str = r#"
correct = [
  { column = "Falls within", from = "Dale Police", to = "Coast and Dale", reason = "Its name." },
]

[facts.from.reader.street-crime]
force = "falls-within"
categories = { Disorder = "disorder", Theft = "theft", Drugs = "drugs" }
without_id = ["Disorder"]
"#;

const EXPECTED: [&str; 6] = [
    "E99000001,disorder,1m-to-2016-07,2,normal",
    "E99000002,disorder,1m-to-2016-07,0,normal",
    "E99000001,drugs,1m-to-2016-07,0,normal",
    "E99000002,drugs,1m-to-2016-07,0,normal",
    "E99000001,theft,1m-to-2016-07,1,normal",
    "E99000002,theft,1m-to-2016-07,1,normal",
];

#[test]
fn records_are_counted_by_force_month_and_category() {
    let made = Bench::new("street.csv", RECIPE)
        .with("street.csv", LINES)
        .make();
    assert_eq!(made.unwrap().facts(), EXPECTED);

    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(LINES.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let made = Bench::new("street.csv.gz", RECIPE)
        .with("street.csv.gz", packed)
        .make();
    assert_eq!(made.unwrap().facts(), EXPECTED);
}

#[test]
fn the_force_that_reported_can_be_counted_instead() {
    let recipe = RECIPE.replace("falls-within", "reported-by");
    let made = Bench::new("street.csv", &recipe)
        .with("street.csv", LINES)
        .make();
    assert_eq!(
        made.unwrap().facts(),
        [
            "E99000001,disorder,1m-to-2016-07,2,normal",
            "E99000001,drugs,1m-to-2016-07,0,normal",
            "E99000001,theft,1m-to-2016-07,2,normal",
        ]
    );
}

#[test]
fn records_that_are_not_as_expected_are_refused() {
    let check = |from: &str, to: &str, expected: &str| {
        assert_eq!(LINES.matches(from).count(), 1, "{from:?}");
        let bench = Bench::new("street.csv", RECIPE).with("street.csv", LINES.replace(from, to));
        assert_eq!(bench.refusal(), expected);
    };
    check(
        "aa,2016-07",
        ",2016-07",
        "street.csv, line 4: column \"Crime ID\" holds \"\", which is not the record's identifier",
    );
    check(
        "Theft,Under investigation,\nbb",
        "Disorder,,\nbb",
        "street.csv, line 4: column \"Crime ID\" holds \"aa\", which is not empty, as it is for \
         this category",
    );
    check(
        "aa,2016-07",
        "aa,July 2016",
        "street.csv, line 4: column \"Month\" holds \"July 2016\", which is not a month, written \
         YYYY-MM",
    );
    check(
        "E02,Town 2,Theft",
        "E02,Town 2,Thefts",
        "street.csv, line 5: the category \"Thefts\" is not known (nearest known: Theft); if the \
         file is right, add it to its recipe",
    );
}
