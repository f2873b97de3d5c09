//! CSV files: recorded crime, offences by code, outcomes, population by local authority, and
//! street-level records.

use std::collections::{BTreeMap, BTreeSet};

use crate::whole::{TRANSPORT, Whole, by_area, official_files};

const ROLLING: &str = "ons-recorded-crime-pfa-rolling/rec-crime-pfa.csv";
const BY_CODE: &str = "home-office-prc-pfa-2017-18/prc-pfa-mar2013-onwards-tables201718.csv";

#[test]
fn slips_and_corrections_of_the_rolling_release_are_those_that_are_known() {
    let Some(files) = official_files() else {
        return;
    };
    let crime = files.import(ROLLING);
    let report = crime.report();
    assert_eq!(report.corrected[0].from, "30-12-2017");
    assert_eq!(report.negative_counts, 25);
}

#[test]
fn recorded_crime_rose_in_39_of_43_forces() {
    let Some(files) = official_files() else {
        return;
    };
    let crime = files.import(ROLLING);
    let excluding_fraud = |year: &str| {
        let mut numbers = crime.numbers();
        numbers.retain(|(measure, period, area), _| {
            measure != "fraud-recorded-by-forces" && period == year && area != TRANSPORT
        });
        by_area(&numbers)
    };
    let (before, after) = (
        excluding_fraud("12m-to-2015-06"),
        excluding_fraud("12m-to-2016-06"),
    );
    assert_eq!(after.len(), 43);
    let rises = after.iter().filter(|(force, sum)| **sum > before[*force]);
    assert_eq!(rises.count(), 39);
}

#[test]
fn offences_by_code_are_those_of_the_rolling_release_but_for_six_bodies() {
    let Some(files) = official_files() else {
        return;
    };
    let codes = files.import(BY_CODE);
    let report = codes.report();
    assert_eq!(report.corrected[0].lines, 5792);
    assert!(report.padded_cells >= 23_056, "{}", report.padded_cells);

    let mut rolling = files.import(ROLLING).numbers();
    rolling.retain(|(_, period, _), _| period == "12m-to-2018-03");
    let (by_quarter, rolling) = (codes.numbers(), by_group(rolling));
    let by_quarter = by_group(by_quarter);
    assert_eq!(by_quarter.len(), rolling.len());
    let mut differences: BTreeMap<&str, f64> = BTreeMap::new();
    for ((measure, area), sum) in &by_quarter {
        let difference = sum - rolling[&(measure.clone(), area.clone())];
        if difference != 0.0 {
            *differences.entry(area).or_default() += difference;
        }
    }
    assert_eq!(differences.len(), 6, "{differences:?}");
    assert_eq!(differences["leicestershire"], 1833.0, "{differences:?}");
    assert_eq!(differences["sussex"], 840.0, "{differences:?}");
}

/// The sum over periods, by measure and area.
fn by_group(numbers: BTreeMap<(String, String, String), f64>) -> BTreeMap<(String, String), f64> {
    let mut sums = BTreeMap::new();
    for ((measure, _, area), number) in numbers {
        // Fraud went to a national body before that year.
        if measure != "fraud-recorded-by-forces" {
            *sums.entry((measure, area)).or_default() += number;
        }
    }
    sums
}

fn tracked(outcomes: &Whole) -> BTreeMap<String, f64> {
    let mut numbers = outcomes.numbers();
    numbers.retain(|(measure, _, _), _| measure.ends_with("-tracked"));
    by_area(&numbers)
}

#[test]
fn the_first_release_of_outcomes_is_that_of_the_area_tables() {
    let Some(files) = official_files() else {
        return;
    };
    let outcomes = files.import("home-office-outcomes/outcomes-pfa-2017-18.csv.gz");
    // Tracked and given.
    assert_eq!(outcomes.report().negative_counts, 2584 + 449);
    let table = files.table(
        "ons-pfa-tables/policeforceareatablesyearendingmarch2018v2.xlsx",
        "area-tables-2018-03-recorded-crime",
    );
    let (tracked, recorded) = (tracked(&outcomes), by_area(&table.numbers()));
    assert_eq!(tracked["west-midlands"], recorded["west-midlands"]);
}

#[test]
fn the_second_release_of_outcomes_differs_from_the_area_tables_where_that_is_known() {
    let Some(files) = official_files() else {
        return;
    };
    let outcomes = files.import("home-office-outcomes/outcomes-pfa-2018-19.csv.gz");
    let table = files.table(
        "ons-pfa-tables/policeforceareatablesyeendingmarch2019.xlsx",
        "area-tables-2019-03-recorded-crime",
    );
    let recorded = by_area(&table.numbers());
    let mut far: BTreeSet<String> = tracked(&outcomes)
        .into_iter()
        .filter(|(area, sum)| (sum / recorded[area] - 1.0).abs() > 0.01)
        .map(|(area, _)| area)
        .collect();
    // Some of its values are withheld: NA for some offences and counts for others.
    assert!(far.remove("devon-and-cornwall"));
    let withheld = outcomes.report().withheld.iter();
    let of_it =
        withheld.filter(|value| value.area == "E23000035" && value.measure.ends_with("-tracked"));
    assert_eq!(of_it.count(), 1);
    let known = [
        "dorset",
        "dyfed-powys",
        "norfolk",
        "northumbria",
        "warwickshire",
    ];
    assert_eq!(far, known.map(str::to_owned).into());
}

#[test]
fn authorities_add_up_to_the_population_of_their_forces() {
    let Some(files) = official_files() else {
        return;
    };
    let summed = files.import("ons-population/lad-mid-year-population-2001-2019.csv.gz");
    let table = files.table(
        "ons-pfa-tables/policeforceareatablesyearendingmarch2018v2.xlsx",
        "area-tables-2018-03-population",
    );
    let published = table.numbers();
    let mut compared = 0;
    for (subject, sum) in summed.numbers() {
        if let Some(rounded) = published.get(&subject) {
            // Rounded to hundreds, and revised since by up to half a percent.
            assert!(
                (sum - rounded).abs() <= rounded * 0.005 + 50.0,
                "{subject:?}: {sum}"
            );
            compared += 1;
        }
    }
    assert_eq!(compared, 43 * 15);
}

#[test]
fn every_street_level_record_is_counted_once() {
    let Some(files) = official_files() else {
        return;
    };
    for (year, records, incidents) in [
        (2016, 27_176.0, 7429.0),
        (2017, 28_537.0, 5955.0),
        (2018, 31_635.0, 5442.0),
    ] {
        let file =
            format!("police-uk-street-west-yorkshire/{year}-07-west-yorkshire-street.csv.gz");
        let street = files.import(&file);
        let month = format!("1m-to-{year}-07");
        let all = street.sum(|_, period, area| period == month && area == "west-yorkshire");
        assert_eq!(all, records, "{file}");
        let noise = "street-level-anti-social-behaviour";
        assert_eq!(street.sum(|measure, _, _| measure == noise), incidents);
    }
}
