//! Workbooks of one line for each area: police force area tables and workforce tables.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::whole::{OfficialFiles, TOTAL, TRANSPORT, Whole, official_files};

const MARCH_2018: &str = "ons-pfa-tables/policeforceareatablesyearendingmarch2018v2.xlsx";
const JUNE_2018: &str = "ons-pfa-tables/policeforceareadatatablesyearendingjune2018corrected.xlsx";
const MARCH_2019: &str = "ons-pfa-tables/policeforceareatablesyeendingmarch2019.xlsx";
const JUNE_2019: &str = "ons-pfa-tables/policeforceareatablesyearendingjune2019.xlsx";

fn march_2018(files: &OfficialFiles, table: &str) -> Arc<Whole> {
    files.table(MARCH_2018, &format!("area-tables-2018-03-{table}"))
}

/// Each measure and period, summed over the bodies that are chosen, is the published total.
fn check_total(whole: &Whole, bodies: impl Fn(&str) -> bool, tolerance: f64) {
    let [measures, periods, _] = whole.each();
    for measure in &measures {
        for period in &periods {
            let total = whole.sum(|m, p, area| m == measure && p == period && area == TOTAL);
            let sum = whole.sum(|m, p, area| m == measure && p == period && bodies(area));
            let difference = (sum - total).abs();
            assert!(total > 0.0, "{measure} for {period}");
            assert!(
                difference <= tolerance,
                "{measure} for {period}: {sum}, {total}"
            );
        }
    }
}

#[test]
fn offences_of_the_forces_and_the_transport_police_are_those_of_england_and_wales() {
    let Some(files) = official_files() else {
        return;
    };
    for (file, release) in [
        (MARCH_2018, "2018-03"),
        (JUNE_2018, "2018-06"),
        (MARCH_2019, "2019-03"),
        (JUNE_2019, "2019-06"),
    ] {
        let table = files.table(file, &format!("area-tables-{release}-recorded-crime"));
        let [measures, periods, areas] = table.each();
        assert_eq!((measures.len(), areas.len()), (19, 45), "{file}");
        assert_eq!(periods, BTreeSet::from([format!("12m-to-{release}")]));
        check_total(&table, |area| area != TOTAL, 0.0);
    }
}

#[test]
fn groups_of_offences_add_up_to_all_recorded_crime() {
    let Some(files) = official_files() else {
        return;
    };
    let table = march_2018(&files, "recorded-crime");
    // The table's own "Total recorded crime (excluding fraud)".
    let recorded = |body: &str| table.sum(|_, _, area| area == body);
    assert_eq!(recorded("west-midlands"), 233_393.0);
}

#[test]
fn sheets_agree_value_by_value_with_the_tidy_files_made_of_them_by_hand() {
    let Some(files) = official_files() else {
        return;
    };
    for (table, tidy, values) in [
        (
            "anti-social-behaviour",
            "tidy-asb-incidents-2007-08-to-2017-18.csv",
            484,
        ),
        ("population", "tidy-population-mid-2002-to-2016.csv", 660),
        ("households", "tidy-households-mid-2002-to-2016.csv", 660),
    ] {
        let mut sheet = march_2018(&files, table).readings();
        // The transport police has a line in the sheet, but no code and no tidy line.
        sheet.retain(|(_, _, area), _| area != TRANSPORT);
        let tidy = files.import(&format!("ons-pfa-tables/{tidy}")).readings();
        // With their standing: estimated, partial, and a break in the series.
        assert_eq!(sheet, tidy, "{table}");
        assert_eq!(sheet.len(), values, "{table}");
    }
}

#[test]
fn incidents_of_the_forces_are_those_of_england_and_wales() {
    let Some(files) = official_files() else {
        return;
    };
    for (file, release, years) in [(MARCH_2018, "2018-03", 11), (MARCH_2019, "2019-03", 12)] {
        let recipe = format!("area-tables-{release}-anti-social-behaviour");
        let table = files.table(file, &recipe);
        let [_, periods, areas] = table.each();
        assert_eq!((periods.len(), areas.len()), (years, 45), "{file}");
        check_total(&table, |area| area != TOTAL && area != TRANSPORT, 0.0);
        // The region and the force go by the same name; the force's line was read.
        let force =
            table.sum(|_, period, area| period == "12m-to-2008-03" && area == "west-midlands");
        assert_eq!(force, 172_034.0, "{file}");
    }
}

#[test]
fn populations_that_rates_are_of_are_those_copied_from_the_workbook() {
    let Some(files) = official_files() else {
        return;
    };
    let sheet = files.table(JUNE_2019, "area-tables-2019-06-population-and-households");
    let copied = files.import("ons-population/pfa-population-2018-households-2017.csv");
    assert_eq!(sheet.readings(), copied.readings());
    let left_out = copied.report().left_out.first().unwrap();
    assert_eq!(
        (left_out.lines, left_out.what.as_str()),
        (1, "code: , with name: Beds Cambs Herts")
    );
}

#[test]
fn marks_and_missing_numbers_are_accounted_for() {
    let Some(files) = official_files() else {
        return;
    };
    let table = march_2018(&files, "anti-social-behaviour");
    let report = table.report();
    let unfootnoted: Vec<(&str, &str, &str)> = report
        .unfootnoted
        .iter()
        .map(|mark| (mark.column.as_str(), mark.from.as_str(), mark.to.as_str()))
        .collect();
    for expected in [
        ("Area Name", "Cheshire8", "Cheshire"),
        ("Area Name", "City of London10", "City of London"),
        ("Area Name", "Warwickshire9", "Warwickshire"),
        (
            "Area Name",
            "British Transport Police7",
            "British Transport Police",
        ),
        (
            "Table P7!K5",
            "Apr '11 to Mar '125, 6 / Number of Incidents",
            "Apr '11 to Mar '12 / Number of Incidents",
        ),
    ] {
        assert!(
            unfootnoted.contains(&expected),
            "{expected:?} in {unfootnoted:?}"
        );
    }
    let marked: Vec<(&str, u64)> = report
        .marked
        .iter()
        .map(|mark| (mark.status.as_str(), mark.values))
        .collect();
    // Cheshire's eleven months, Warwickshire's four years, and everybody's break but the transport
    // police's, which has no figure for that year.
    assert_eq!(marked, [("partial", 1), ("estimated", 4), ("break", 44)]);
    let missing = table.readings().into_iter();
    let missing: Vec<String> = missing
        .filter(|(_, reading)| reading.value().is_none())
        .map(|((_, period, area), reading)| format!("{area} {period} {}", reading.status()))
        .collect();
    assert_eq!(
        missing,
        ["2008", "2009", "2010", "2011", "2012"]
            .map(|year| format!("{TRANSPORT} 12m-to-{year}-03 not-supplied"))
    );
}

#[test]
fn the_workforce_of_the_forces_is_that_of_england_and_wales() {
    let Some(files) = official_files() else {
        return;
    };
    for file in [
        "home-office-workforce/police-workforce-tables-sep16.ods",
        "home-office-workforce/police-workforce-tabs-30sep15.ods",
    ] {
        for recipe in files.tables(file) {
            let table = files.table(file, &recipe);
            let [measures, periods, _] = table.each();
            assert_eq!((measures.len(), periods.len()), (1, 3), "{recipe}");
            check_total(&table, |area| area != TOTAL && area != TRANSPORT, 0.05);
        }
    }
}

#[test]
fn numbers_of_open_document_keep_the_digits_that_were_typed() {
    let Some(files) = official_files() else {
        return;
    };
    let file = "home-office-workforce/police-workforce-tables-sep16.ods";
    let officers = files.table(file, "workforce-2016-09-police-officers");
    let force = officers.sum(|_, period, area| period == "at-2016-09-30" && area == "cleveland");
    assert_eq!(force, 1299.06);
}
