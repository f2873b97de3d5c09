//! CSV files: offences by code, outcomes, population by local authority, and street-level records.

use std::collections::{BTreeMap, BTreeSet};

use crate::made::{Made, Subject, committed, number};

const TABLES: &str = "police-force-area-tables.toml";

/// The sum of what each force has, over measures and periods.
fn by_force(numbers: &BTreeMap<Subject, f64>) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    for ((_, _, area), number) in numbers {
        *sums.entry(area.clone()).or_default() += number;
    }
    sums
}

#[test]
fn offences_by_code_are_those_of_the_rolling_release_but_for_six_bodies() {
    let Some(codes) = Made::by("offence-codes.toml", &["by-group.csv"]) else {
        return;
    };
    let account = codes.account("by-group.csv");
    assert_eq!(account.lines, 23_068);
    assert_eq!(account.left_out[0].lines, 12);
    assert_eq!(account.corrected[0].lines, 5792);

    let mut rolling = committed("recorded-crime.csv");
    rolling.retain(|(_, period, _), _| period == "12m-to-2018-03");
    let rolling = by_force(&rolling);
    let sums = by_force(&codes.numbers("by-group.csv")).into_iter();
    let differences: BTreeMap<String, f64> = sums
        .map(|(area, sum)| {
            let difference = sum - rolling[&area];
            (area, difference)
        })
        .filter(|(_, difference)| *difference != 0.0)
        .collect();
    assert_eq!(differences.len(), 6, "{differences:?}");
    assert_eq!(differences["E23000021"], 1833.0, "{differences:?}");
    assert_eq!(differences["E23000033"], 840.0, "{differences:?}");
}

#[test]
fn codes_and_subgroups_come_to_the_same() {
    let Some(codes) = Made::by("offence-codes.toml", &["by-subgroup.csv", "by-code.csv"]) else {
        return;
    };
    let mut by_subgroup = codes.numbers("by-subgroup.csv");
    by_subgroup.retain(|(measure, _, _), _| measure == "violence-with-injury");
    let mut by_code: BTreeMap<Subject, f64> = BTreeMap::new();
    for ((_, period, area), number) in codes.numbers("by-code.csv") {
        let subject = ("violence-with-injury".to_owned(), period, area);
        *by_code.entry(subject).or_default() += number;
    }
    assert_eq!(by_code.len(), 4 * 44);
    assert_eq!(by_code, by_subgroup);
}

#[test]
fn the_second_release_of_outcomes_differs_from_the_area_tables_where_that_is_known() {
    let Some(outcomes) = Made::by("outcomes-2018-19.toml", &["outcomes.csv"]) else {
        return;
    };
    let Some(tables) = Made::by(TABLES, &["offences-2019-03.csv"]) else {
        return;
    };
    assert_eq!(outcomes.account("outcomes.csv").lines, 132_529);
    let mut tracked = outcomes.numbers("outcomes.csv");
    tracked.retain(|(measure, _, _), _| measure.ends_with("-tracked"));
    let table = tables.numbers("offences-2019-03.csv");
    let far: BTreeSet<String> = by_force(&tracked)
        .into_iter()
        .filter(|(area, sum)| {
            let published = number(&table, "recorded-crime", "12m-to-2019-03", area);
            (sum / published - 1.0).abs() > 0.01
        })
        .map(|(area, _)| area)
        .collect();
    // Dorset, Dyfed-Powys, Norfolk, Northumbria, Warwickshire.
    let known = [
        "E23000007",
        "E23000017",
        "E23000024",
        "E23000039",
        "W15000004",
    ];
    assert_eq!(far, known.map(str::to_owned).into());
}

#[test]
fn authorities_add_up_to_the_population_of_their_forces() {
    let Some(population) = Made::by(
        "population.toml",
        &[
            "population-by-2016-lookup.csv",
            "population-by-2021-lookup.csv",
        ],
    ) else {
        return;
    };
    let Some(tables) = Made::by(TABLES, &["population-2018-03.csv"]) else {
        return;
    };
    let summed = population.numbers("population-by-2016-lookup.csv");
    assert_eq!(summed.len(), 43 * 19);
    // Another lookup, with other authorities added and retired, comes to the same.
    assert_eq!(summed, population.numbers("population-by-2021-lookup.csv"));

    let account = population.account("population-by-2016-lookup.csv");
    assert_eq!(account.lines, 7258);
    let lookup = account.lookup.as_ref().unwrap();
    assert_eq!(lookup.lines, 348);
    assert_eq!(lookup.changes[0].added.len(), 5);
    assert_eq!(lookup.changes[1].retired.len(), 14);

    let published = tables.numbers("population-2018-03.csv");
    for ((measure, period, area), sum) in &summed {
        let subject = (measure.clone(), period.clone(), area.clone());
        if let Some(rounded) = published.get(&subject) {
            // Rounded to hundreds, and revised since by up to half a percent.
            assert!(
                (sum - rounded).abs() <= rounded * 0.005 + 50.0,
                "{subject:?}: {sum}"
            );
        }
    }
}

#[test]
fn populations_copied_from_a_workbook_are_those_of_the_workbook() {
    let Some(population) = Made::by("population.toml", &["population-2018.csv"]) else {
        return;
    };
    let Some(tables) = Made::by(TABLES, &["rates-2019-06.csv"]) else {
        return;
    };
    let mut sheet = tables.numbers("rates-2019-06.csv");
    sheet.retain(|(measure, _, _), _| !measure.ends_with("-rate"));
    let copied = population.numbers("population-2018.csv");
    assert_eq!(copied.len(), 2 * 44);
    assert_eq!(copied, sheet);
    let left_out = &population.account("population-2018.csv").left_out[0];
    assert_eq!(
        (left_out.lines, left_out.what.as_str()),
        (1, "code: , with name: Beds Cambs Herts")
    );
}

#[test]
fn every_street_level_record_is_counted_once() {
    let Some(made) = Made::by(
        "street-crime.toml",
        &["street-2016.csv", "street-2017.csv", "street-2018.csv"],
    ) else {
        return;
    };
    for (year, records, incidents) in [
        (2016, 27_176, 7429),
        (2017, 28_537, 5955),
        (2018, 31_635, 5442),
    ] {
        let file = format!("street-{year}.csv");
        assert_eq!(made.account(&file).lines, records);
        let numbers = made.numbers(&file);
        assert_eq!(numbers.len(), 14, "{file}");
        assert_eq!(numbers.values().sum::<f64>(), records as f64, "{file}");
        let month = format!("1m-to-{year}-07");
        let counted = number(&numbers, "anti-social-behaviour", &month, "E23000010");
        assert_eq!(counted, f64::from(incidents), "{file}");
    }
}
