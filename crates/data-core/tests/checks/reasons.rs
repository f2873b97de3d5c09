//! What is not plain says why.

use peel_data_core::{Evidence, RecordedValues, check_named};
use peel_model::Declaration;

use crate::fixture::{FORCE, LAST_YEAR, NOW, evidence, force, measure, of, period, world};

fn said(about: &str, reason: &str) -> Declaration {
    Declaration {
        measure: measure("thefts"),
        period: period(about),
        reason: reason.to_owned(),
        months: None,
    }
}

#[test]
fn every_status_but_normal_says_why() {
    let check = |row: &str, declarations: &[Declaration], expected: Option<&str>| {
        let (force, submitted) = (force(FORCE), [of(FORCE, &format!("thefts {NOW} {row}"))]);
        let recorded = RecordedValues::default();
        let evidence = Evidence {
            declarations,
            ..evidence(world(), &force, &submitted, &recorded)
        };
        let remarks = check_named("no-reason").unwrap().remarks(&evidence);
        let told: Vec<&str> = remarks.iter().map(|it| it.message.as_str()).collect();
        assert_eq!(told, Vec::from_iter(expected), "{row} {declarations:?}");
    };
    check("12", &[], None);
    for status in ["provisional", "estimated", "revised", "partial", "break"] {
        let wanted = format!("a value that is {status} needs a reason; say why in a few words");
        let row = format!("12 {status}");
        check(&row, &[], Some(&wanted));
        check(&row, &[said(NOW, " ")], Some(&wanted));
        check(&row, &[said(LAST_YEAR, "a new system")], Some(&wanted));
        check(&row, &[said(NOW, "a new system")], None);
    }
    for status in ["not-supplied", "not-applicable"] {
        let wanted = format!("a value that is {status} needs a reason; say why in a few words");
        check(&format!("- {status}"), &[], Some(&wanted));
        check(&format!("- {status}"), &[said(NOW, "a fire")], None);
    }
}
