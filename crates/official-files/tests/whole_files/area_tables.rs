//! Workbooks of one line for each area: police force area tables and workforce tables.

use std::collections::BTreeMap;

use crate::made::{Made, Subject, number};

const TABLES: &str = "police-force-area-tables.toml";
const TOTAL: &str = "K04000001";

/// The measures, periods and areas of a facts file, each once.
fn each(numbers: &BTreeMap<Subject, f64>) -> [Vec<&str>; 3] {
    let mut each = [Vec::new(), Vec::new(), Vec::new()];
    for (measure, period, area) in numbers.keys() {
        for (list, one) in each.iter_mut().zip([measure, period, area]) {
            list.push(one.as_str());
        }
    }
    each.map(|mut list| {
        list.sort_unstable();
        list.dedup();
        list
    })
}

/// The sum of all areas but England and Wales.
fn sum_of_forces(numbers: &BTreeMap<Subject, f64>, measure: &str, period: &str) -> f64 {
    let of_it = |(m, p, area): &Subject| m == measure && p == period && area != TOTAL;
    let forces = numbers.iter().filter(|(subject, _)| of_it(subject));
    forces.map(|(_, number)| number).sum()
}

#[test]
fn offences_of_the_forces_and_the_transport_police_are_those_of_england_and_wales() {
    let files = [
        "offences-2018-03.csv",
        "offences-2018-06.csv",
        "offences-2019-03.csv",
        "offences-2019-06.csv",
    ];
    let Some(made) = Made::by(TABLES, &files) else {
        return;
    };
    for (file, period) in [
        ("offences-2018-03.csv", "12m-to-2018-03"),
        ("offences-2018-06.csv", "12m-to-2018-06"),
        ("offences-2019-03.csv", "12m-to-2019-03"),
        ("offences-2019-06.csv", "12m-to-2019-06"),
    ] {
        let numbers = made.numbers(file);
        let [measures, _, areas] = each(&numbers);
        assert_eq!((measures.len(), areas.len()), (23, 45), "{file}");
        for measure in measures {
            let total = number(&numbers, measure, period, TOTAL);
            assert_eq!(
                sum_of_forces(&numbers, measure, period),
                total,
                "{file}, {measure}"
            );
        }
    }
    let numbers = made.numbers("offences-2018-03.csv");
    let recorded = number(&numbers, "recorded-crime", "12m-to-2018-03", "E23000014");
    assert_eq!(recorded, 233_393.0);
}

#[test]
fn groups_of_offences_add_up_to_what_they_are_parts_of() {
    let Some(made) = Made::by(TABLES, &["offences-2018-03.csv", "offences-2019-06.csv"]) else {
        return;
    };
    let parts: [(&str, &[&str]); 4] = [
        (
            "recorded-crime",
            &[
                "violence-against-the-person",
                "sexual-offences",
                "robbery",
                "theft-offences",
                "criminal-damage-and-arson",
                "drug-offences",
                "possession-of-weapons",
                "public-order-offences",
                "miscellaneous-crimes",
            ],
        ),
        (
            "violence-against-the-person",
            &[
                "homicide",
                "violence-with-injury",
                "violence-without-injury",
                "stalking-and-harassment",
                "death-or-serious-injury",
            ],
        ),
        (
            "theft-offences",
            &[
                "burglary",
                "vehicle-offences",
                "theft-from-the-person",
                "bicycle-theft",
                "shoplifting",
                "other-theft-offences",
            ],
        ),
        (
            "burglary",
            &["residential-burglary", "non-residential-burglary"],
        ),
    ];
    for file in ["offences-2018-03.csv", "offences-2019-06.csv"] {
        let numbers = made.numbers(file);
        let [_, periods, areas] = each(&numbers);
        for area in areas {
            for (whole, parts) in parts {
                let of = |measure| number(&numbers, measure, periods[0], area);
                let sum: f64 = parts.iter().map(|part| of(part)).sum();
                assert_eq!(sum, of(whole), "{file}, {whole} of {area}");
            }
        }
    }
}

#[test]
fn sheets_agree_cell_by_cell_with_the_tidy_files_made_of_them_by_hand() {
    let Some(made) = Made::by(
        TABLES,
        &[
            "incidents-2018-03.csv",
            "tidy-incidents.csv",
            "population-2018-03.csv",
            "tidy-population.csv",
            "households-2018-03.csv",
            "tidy-households.csv",
        ],
    ) else {
        return;
    };
    for (sheet, tidy, cells) in [
        ("incidents-2018-03.csv", "tidy-incidents.csv", 484),
        ("population-2018-03.csv", "tidy-population.csv", 660),
        ("households-2018-03.csv", "tidy-households.csv", 660),
    ] {
        let counts = made.values(sheet).into_iter();
        let counts: BTreeMap<_, _> = counts
            .filter(|((measure, _, area), value)| {
                // The transport police has a line in the sheet, but no code and no tidy line.
                !measure.ends_with("-rate") && !value.is_empty() && !area.starts_with('X')
            })
            .collect();
        assert_eq!(counts, made.values(tidy), "{sheet}");
        assert_eq!(counts.len(), cells, "{sheet}");
    }
}

#[test]
fn incidents_of_the_forces_are_those_of_england_and_wales() {
    let Some(made) = Made::by(TABLES, &["incidents-2018-03.csv", "incidents-2019-03.csv"]) else {
        return;
    };
    for (file, years) in [("incidents-2018-03.csv", 11), ("incidents-2019-03.csv", 12)] {
        let mut numbers = made.numbers(file);
        numbers.retain(|(_, _, area), _| !area.starts_with('X'));
        let [measures, periods, areas] = each(&numbers);
        assert_eq!(measures, ["incidents", "incidents-rate"]);
        assert_eq!((periods.len(), areas.len()), (years, 44), "{file}");
        for period in periods {
            let total = number(&numbers, "incidents", period, TOTAL);
            assert_eq!(
                sum_of_forces(&numbers, "incidents", period),
                total,
                "{file}, {period}"
            );
        }
    }
    // The region and the force go by the same name; the force's line was read.
    let numbers = made.numbers("incidents-2019-03.csv");
    let incidents = number(&numbers, "incidents", "12m-to-2008-03", "E23000014");
    assert_eq!(incidents, 172_034.0);
}

#[test]
fn rates_are_those_of_the_counts_and_populations() {
    let Some(made) = Made::by(
        TABLES,
        &[
            "rates-2018-03.csv",
            "offences-2018-03.csv",
            "rates-2019-06.csv",
            "offences-2019-06.csv",
        ],
    ) else {
        return;
    };
    for (rates, counts, period, people) in [
        (
            "rates-2018-03.csv",
            "offences-2018-03.csv",
            "12m-to-2018-03",
            "at-2016-06-30",
        ),
        (
            "rates-2019-06.csv",
            "offences-2019-06.csv",
            "12m-to-2019-06",
            "at-2018-06-30",
        ),
    ] {
        let (rates, counts) = (made.numbers(rates), made.numbers(counts));
        let mut compared = 0;
        for ((measure, of, area), rate) in &rates {
            let Some(measure) = measure.strip_suffix("-rate").filter(|_| of == period) else {
                continue;
            };
            if measure == "residential-burglary-households" {
                continue;
            }
            let count = number(&counts, measure, period, area);
            let expected = count / number(&rates, "population", people, area) * 1000.0;
            // Populations are rounded to hundreds, the rates' own are not.
            assert!(
                (rate - expected).abs() <= expected * 0.0005,
                "{measure} of {area}"
            );
            compared += 1;
        }
        assert_eq!(compared, 23 * 43);
    }
}

#[test]
fn marks_and_missing_numbers_are_accounted_for() {
    let Some(made) = Made::by(TABLES, &["incidents-2018-03.csv"]) else {
        return;
    };
    let account = made.account("incidents-2018-03.csv");
    let read: Vec<(&str, &str, &str)> = account
        .corrected
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
        assert!(read.contains(&expected), "{expected:?} in {read:?}");
    }
    let missing: Vec<(&str, u64)> = account
        .absent
        .iter()
        .map(|absent| (absent.status.as_str(), absent.values))
        .collect();
    assert_eq!(missing, [("not-supplied", 16), ("not-applicable", 11)]);
}

#[test]
fn the_workforce_of_the_forces_is_that_of_england_and_wales() {
    for measure in [
        "officers",
        "staff",
        "community-support-officers",
        "designated-officers",
        "special-constables",
    ] {
        let files = ["2015", "2016"].map(|year| format!("{measure}-{year}.csv"));
        let files = files.each_ref().map(String::as_str);
        let Some(made) = Made::by("workforce-tables.toml", &files) else {
            return;
        };
        for file in files {
            let mut numbers = made.numbers(file);
            numbers.retain(|(_, _, area), _| !area.starts_with('X'));
            let [_, periods, areas] = each(&numbers);
            assert_eq!((periods.len(), areas.len()), (3, 44), "{file}");
            for period in periods {
                let total = number(&numbers, measure, period, TOTAL);
                let sum = sum_of_forces(&numbers, measure, period);
                assert!(
                    (sum - total).abs() < 0.05,
                    "{file}, {period}: {sum} and {total}"
                );
            }
        }
    }
}

#[test]
fn numbers_of_open_document_keep_the_digits_that_were_typed() {
    let Some(made) = Made::by("workforce-tables.toml", &["officers-2016.csv"]) else {
        return;
    };
    let officers = made.values("officers-2016.csv");
    let of = (
        "officers".to_owned(),
        "at-2016-09-30".to_owned(),
        "E23000013".to_owned(),
    );
    assert_eq!(officers[&of], "1299.06");
}
