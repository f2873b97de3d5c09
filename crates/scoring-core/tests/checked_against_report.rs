//! The 2016 edition's published facts, compared, against what the report of that year prints.
//!
//! The computed figures were first worked out by hand from the official files; the printed ones
//! are those of the report on West Midlands Police.

#[cfg(test)]
mod checked_against_report {
    use std::collections::BTreeMap;
    use std::path::Path;
    use std::sync::LazyLock;

    use peel_edition::{Folder, read_edition, read_facts};
    use peel_model::{
        Absent, Area, ComparatorKind, Comparison, Edition, IndicatorId, NoBand, NoChart, Period,
        Reconciliation, ReconciliationStatus, RecordedObservation, Revision, SeriesDirection,
    };
    use peel_scoring_core::{
        Observations, check_breakdowns, compare, compare_series, definition_hash, printed_values,
        rank_units, reconcile, required_observations,
    };

    const FOLDER: &str = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../editions/2016-effectiveness"
    );
    const FORCE: &str = "west-midlands";

    static FACTS: LazyLock<(Edition, Observations)> = LazyLock::new(|| {
        let folder = Folder::read(Path::new(FOLDER)).unwrap();
        let edition = read_edition(&folder).unwrap();
        let facts = read_facts(&folder, &edition).unwrap();
        let observations = facts.into_iter().flat_map(|file| file.observations);
        let recorded = observations.map(|observation| RecordedObservation {
            observation,
            revision: Revision::FIRST,
        });
        let observations = Observations::new(recorded).unwrap();
        (edition, observations)
    });

    fn compared(indicator: &str, period: Option<&str>) -> Comparison {
        let (edition, observations) = &*FACTS;
        let indicator = edition.indicator(&indicator.parse().unwrap()).unwrap();
        let period = period.map_or(indicator.period, |period| period.parse().unwrap());
        let national = ComparatorKind::EnglandAndWales;
        compare(edition, indicator, period, &national, observations).unwrap()
    }

    fn force_value(comparison: &Comparison) -> f64 {
        comparison.unit_of(&FORCE.parse().unwrap()).unwrap().value
    }

    fn national_value(comparison: &Comparison) -> f64 {
        comparison.comparator.value.unwrap().value
    }

    #[test]
    fn computed_figures_are_those_worked_out_by_hand() {
        let check = |indicator: &str, force: f64, national: f64| {
            let comparison = compared(indicator, None);
            assert_eq!(comparison.units.len(), 43, "{indicator}");
            let computed = [force_value(&comparison), national_value(&comparison)];
            for (computed, by_hand) in computed.into_iter().zip([force, national]) {
                assert!(
                    (computed - by_hand).abs() < 0.005,
                    "{indicator}: {computed} is not {by_hand}"
                );
            }
        };
        check("recorded-crime-change-one-year", 6.23, 8.10);
        check("recorded-crime-change-five-years", -10.83, -3.37);
        check("victim-based-crime-change-five-years", -10.10, -1.57);
        check("recorded-crime-rate", 66.65, 67.44);
        check("victim-based-crime-rate", 60.24, 59.70);
        check("sexual-offences-rate", 1.62, 1.87);
        check("burglary-in-a-dwelling-rate", 11.04, 8.10);
        check("anti-social-behaviour-rate", 20.58, 30.99);
        check("anti-social-behaviour-rate-previous-year", 23.13, 33.66);
        check("anti-social-behaviour-change", -10.99, -7.93);
    }

    #[test]
    fn recorded_crime_rose_in_39_of_43_forces() {
        let tally = compared("forces-with-rising-recorded-crime", None);
        assert_eq!(tally.rising, Some(39));
        let value = tally.comparator.value.unwrap();
        assert_eq!((value.numerator, value.denominator), (39.0, 43.0));
        let change = compared("recorded-crime-change-one-year", None);
        assert_eq!(change.rising, Some(39));
    }

    #[test]
    fn bands_are_of_eleven_forces_and_the_railway_police_are_in_none() {
        let comparison = compared("recorded-crime-rate", None);
        assert_eq!(comparison.bands, Ok(11));
        let left_out: Vec<(&str, Absent)> = comparison
            .left_out
            .iter()
            .map(|left_out| (left_out.unit.id.as_str(), left_out.because))
            .collect();
        assert_eq!(left_out, [("british-transport-police", Absent::OutOfScope)]);
    }

    #[test]
    fn outcomes_of_a_later_year_are_added_up_from_its_quarters() {
        let check = |indicator: &str, expected: f64| {
            let comparison = compared(indicator, Some("12m-to-2018-03"));
            let computed = force_value(&comparison);
            assert!(
                (computed - expected).abs() < 0.05,
                "{indicator}: {computed} is not {expected}"
            );
        };
        check("outcome-charged", 10.4);
        check("outcome-no-suspect-identified", 62.9);
        check("outcome-victim-does-not-support", 11.7);
    }

    #[test]
    fn outcomes_of_the_year_reported_were_not_found() {
        let comparison = compared("outcome-charged", None);
        assert_eq!(comparison.comparator.value, Err(Absent::NoUnits));
        assert_eq!(comparison.bands, Err(NoBand::TooFewUnits));
        let dorset = comparison.left_out(&"dorset".parse().unwrap()).unwrap();
        assert_eq!(dorset.because, Absent::Excluded);
        let others = comparison.left_out.iter().filter(|unit| **unit != *dorset);
        for unit in others {
            assert_eq!(unit.because, Absent::NotRecorded, "{:?}", unit.unit.id);
        }
    }

    fn reconciled() -> Vec<Reconciliation> {
        let (edition, observations) = &*FACTS;
        let printed = printed_values(edition, observations);
        let mut computed: BTreeMap<(IndicatorId, Period), Comparison> = BTreeMap::new();
        for printed in &printed {
            let id = printed.indicator.to_string();
            let period = printed.period.to_string();
            let comparison = compared(&id, Some(&period));
            computed.insert((printed.indicator.clone(), printed.period), comparison);
        }
        let lookup = |indicator: &IndicatorId, period| computed.get(&(indicator.clone(), period));
        reconcile(edition, &printed, lookup)
    }

    #[test]
    fn printed_figures_are_reproduced_or_the_difference_is_known() {
        use ReconciliationStatus::{Differs, Reproduced};
        let all = reconciled();
        let check = |indicator: &str, force: ReconciliationStatus, national| {
            for (area, status) in [(FORCE, force), ("england-and-wales", national)] {
                let area: Area = area.parse().unwrap();
                let found = all
                    .iter()
                    .find(|one| {
                        one.printed.indicator.as_str() == indicator && one.printed.area == area
                    })
                    .unwrap();
                assert_eq!(found.status, status, "{found:?}");
                assert_eq!(found.cause.is_empty(), status == Reproduced, "{found:?}");
            }
        };
        check("recorded-crime-change-one-year", Reproduced, Differs);
        check("recorded-crime-change-five-years", Reproduced, Reproduced);
        check("victim-based-crime-change-five-years", Reproduced, Differs);
        check("recorded-crime-rate", Differs, Differs);
        check("victim-based-crime-rate", Differs, Differs);
        check("sexual-offences-rate", Reproduced, Reproduced);
        check("burglary-in-a-dwelling-rate", Reproduced, Reproduced);
        check("anti-social-behaviour-rate", Reproduced, Reproduced);
        check(
            "anti-social-behaviour-rate-previous-year",
            Reproduced,
            Reproduced,
        );
        check("anti-social-behaviour-change", Reproduced, Reproduced);
    }

    #[test]
    fn every_other_printed_figure_is_published_only_and_says_why() {
        let all = reconciled();
        let count = |status| all.iter().filter(|one| one.status == status).count();
        // Ten indicators for the force and for England and Wales, and the tally of forces.
        assert_eq!(count(ReconciliationStatus::Reproduced), 15);
        assert_eq!(count(ReconciliationStatus::Differs), 6);
        for one in &all {
            if one.status == ReconciliationStatus::PublishedOnly {
                assert_eq!((one.computed, one.difference), (None, None));
                assert!(!one.cause.is_empty(), "{:?}", one.printed);
            }
        }
    }

    #[test]
    fn every_indicator_of_the_edition_can_be_asked_for() {
        let (edition, _) = &*FACTS;
        for indicator in &edition.indicators {
            let id = indicator.id.as_str();
            compared(id, None);
            required_observations(edition, indicator, indicator.period).unwrap();
            definition_hash(edition, indicator).unwrap();
        }
    }

    #[test]
    fn a_place_in_the_league_table_says_how_sure_it_is() {
        let (edition, observations) = &*FACTS;
        let indicator = edition
            .indicator(&"recorded-crime-rate".parse().unwrap())
            .unwrap();
        let ranking = rank_units(edition, indicator, indicator.period, observations).unwrap();
        let place = |force: &str| {
            let units = ranking.units.as_ref().unwrap().iter();
            let mut units = units.filter(|unit| unit.unit.as_str() == force);
            let unit = units.next().unwrap();
            (unit.rank, unit.best, unit.worst)
        };
        assert_eq!(place(FORCE), (15, 15, 15));
        assert_eq!(place("hampshire"), (13, 12, 13));
        assert_eq!(place("cheshire"), (36, 35, 38));
    }

    #[test]
    fn a_series_knows_nothing_of_the_years_after_the_report() {
        let (edition, observations) = &*FACTS;
        let indicator = edition
            .indicator(&"sexual-offences-rate".parse().unwrap())
            .unwrap();
        let national = ComparatorKind::EnglandAndWales;
        let force = FORCE.parse().unwrap();
        let period = indicator.period;
        let series =
            compare_series(edition, indicator, period, &national, &force, observations).unwrap();
        let periods: Vec<String> = series
            .points
            .iter()
            .map(|point| point.period.to_string())
            .collect();
        let expected: Vec<String> = (2010..=2016)
            .map(|year| format!("12m-to-{year}-06"))
            .collect();
        assert_eq!(periods, expected);
        assert_eq!(series.trend.unwrap().direction, SeriesDirection::Rising);
        assert_eq!(series.chart, Err(NoChart::OnlyWholeSpans));
    }

    #[test]
    fn every_breakdown_adds_up_within_rounding() {
        let (edition, observations) = &*FACTS;
        assert_eq!(check_breakdowns(edition, observations).unwrap(), []);
    }
}
