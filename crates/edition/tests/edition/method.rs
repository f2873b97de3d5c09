//! `method.toml`: an edition may bring the choices its comparisons follow.

use peel_model::{ComparatorMethod, FunnelCorrection};

use crate::made_up::MadeUp;

const METHOD: &str = r#"version = "2031.1"
band_share = 0.2
least_banded_units = 5
small_number = 10.0
comparator = "mean-of-rates"
winsorised_share = 0.1
correction = "multiplicative"
part_months = [3, 1]
rank_draws = 1000
rank_seed = 7
least_trend_periods = 5
least_charted_periods = 12
run = 7
run_in_one_direction = 6
step_baseline = 12
"#;

#[test]
fn an_edition_follows_its_own_method_or_one_that_is_known() {
    assert_eq!(MadeUp::new().edition().unwrap().own_method, None);
    let edition = MadeUp::new().and("method.toml", METHOD).edition().unwrap();
    let method = edition.own_method.unwrap();
    assert_eq!(method.version, edition.method);
    assert_eq!(method.comparator, Some(ComparatorMethod::MeanOfRates));
    assert_eq!(method.correction, FunnelCorrection::Multiplicative);
    assert_eq!((method.part_months, method.run), (vec![3, 1], 7));

    let without = METHOD.replace("comparator = \"mean-of-rates\"\n", "");
    let edition = MadeUp::new()
        .and("method.toml", &without)
        .edition()
        .unwrap();
    assert_eq!(edition.own_method.unwrap().comparator, None);
}

#[test]
fn a_method_that_says_what_nobody_knows_is_told_with_its_line() {
    let check = |from: &str, to: &str, told: &str| {
        let changed = METHOD.replace(from, to);
        assert_ne!(changed, METHOD);
        let problems = MadeUp::new().and("method.toml", &changed).edition();
        let problems = problems.unwrap_err().to_string();
        assert!(problems.contains(told), "{problems}");
    };
    check(
        "mean-of-rates",
        "median",
        "made-up/method.toml:5: unknown comparator \"median\"; use pooled, mean-of-rates",
    );
    check(
        "multiplicative",
        "multiplied",
        "made-up/method.toml:7: unknown correction \"multiplied\" (nearest known: multiplicative)",
    );
    check(
        "run = 7\n",
        "",
        "made-up/method.toml:1: missing field `run`",
    );
    check(
        "run = 7\n",
        "run = 7\nwalk = 1\n",
        "made-up/method.toml:14: unknown field `walk`",
    );
}
