//! What a force's report says.

mod corrections;
mod drafts;
mod figures;
mod outline;
mod overview;

use std::collections::BTreeSet;
use std::sync::Arc;

use peel_model::{FigureId, FunnelPosition, Polarity};

use crate::made_up::{MadeUp, comparison};
use crate::{Drawing, ReportDocument, ReportError, TracedNumber, force_figure, force_report};
use outline::outline;

fn report(made_up: &MadeUp) -> ReportDocument {
    force_report(&made_up.input()).unwrap()
}

#[test]
fn a_report_reads_like_this() {
    insta::assert_snapshot!(outline(&report(&MadeUp::report())));
}

#[test]
fn a_force_without_an_inspection_has_its_data_and_says_that_nothing_was_judged() {
    let document = report(&MadeUp::of("ashdale"));
    assert_eq!(document.cover.subtitle, "The data on Ashdale Police");
    assert!(
        document
            .overall
            .remark
            .contains("that was published is: good")
    );
    assert!(document.overall.judgment.is_none());
    assert!(
        document
            .chapters
            .iter()
            .all(|chapter| !chapter.remark.is_empty())
    );
    assert_eq!(document.progress.rows, []);
    assert!(!document.progress.remark.is_empty());
    assert_eq!(document.annex.inspection, []);
    insta::assert_snapshot!(outline(&document));
}

#[test]
fn a_draft_says_what_is_not_judged_yet() {
    let mut draft = MadeUp::report();
    let inspection = draft.inspection.as_mut().unwrap();
    inspection.overall = None;
    for question in &mut inspection.questions {
        question.judgment = None;
    }
    let document = report(&draft);
    assert_eq!(document.overall.judgment, None);
    assert!(
        document
            .overall
            .remark
            .starts_with("Not yet judged overall")
    );
    assert!(
        document
            .overall
            .questions
            .iter()
            .all(|line| line.badge.is_none())
    );
    let remarks = document
        .chapters
        .iter()
        .map(|chapter| chapter.remark.as_str());
    let not_judged = remarks.filter(|remark| remark.starts_with("Not yet judged"));
    assert_eq!(not_judged.count(), 2, "two questions are graded");
}

#[test]
fn a_figure_alone_says_in_notes_what_the_report_says_in_footnotes() {
    let made_up = MadeUp::report();
    let figure = force_figure(&made_up.input(), &"figure-3".parse().unwrap()).unwrap();
    let mut out = String::new();
    outline::figure(&mut out, &figure);
    insta::assert_snapshot!(out);
}

#[test]
fn the_same_input_gives_the_same_document_whatever_the_order_of_units() {
    let made_up = MadeUp::report();
    let mut shuffled = made_up.clone();
    for comparison in shuffled.comparisons.values_mut() {
        Arc::make_mut(comparison).units.reverse();
    }
    assert_eq!(report(&made_up), report(&shuffled));
}

#[test]
fn a_report_with_nothing_computed_is_dashes_with_reasons_and_printed_figures() {
    let mut made_up = MadeUp::report();
    made_up.comparisons.clear();
    made_up.reconciliations.clear();
    let document = report(&made_up);
    for placed in document.numbers() {
        let TracedNumber {
            exact,
            shown,
            basis,
            ..
        } = placed.number;
        match exact {
            None => assert!(shown == "–" && !basis.reason().is_empty(), "{placed:?}"),
            Some(_) => assert!(placed.number.is_as_printed(), "{placed:?}"),
        }
    }
    let drawn = |figure: &crate::Figure| matches!(figure.drawing, Drawing::Bars(_));
    assert!(
        !document
            .chapters
            .iter()
            .flat_map(|chapter| &chapter.figures)
            .any(drawn)
    );
    assert!(
        document
            .reproduction
            .summary
            .contains("No printed figure is recorded")
    );
}

#[test]
fn an_indicator_without_data_shows_a_dash_and_why() {
    let document = report(&MadeUp::report());
    let tiles = document
        .force_in_numbers
        .groups
        .iter()
        .flat_map(|group| &group.tiles);
    let calls = tiles
        .into_iter()
        .find(|tile| tile.label == "Calls")
        .unwrap();
    assert_eq!(calls.force.shown, "–");
    assert_eq!(calls.force.basis.reason(), "Not supplied.");
    assert_eq!(
        calls.comparator.basis.reason(),
        "No force could be included."
    );
    assert!(calls.strip.is_none() && calls.standing.plain().is_empty());
}

#[test]
fn one_unit_alone_is_compared_with_nobody() {
    let mut made_up = MadeUp::report();
    let change = made_up
        .edition
        .indicator(&"incident-change".parse().unwrap())
        .unwrap();
    let alone = comparison(change, change.period, &[-4.0], -4.0);
    assert_eq!(alone.units.len(), 1);
    let key = (alone.indicator.clone(), alone.period);
    made_up.comparisons.insert(key, Arc::new(alone));
    let figure = force_figure(&made_up.input(), &"figure-3".parse().unwrap()).unwrap();
    let sentence = figure.statements.first().unwrap().plain();
    assert!(
        sentence.contains("No band is given: fewer than eight units are compared."),
        "{sentence}"
    );
    assert!(
        figure.description.contains("for 1 force,"),
        "{}",
        figure.description
    );
}

#[test]
fn merit_is_worded_only_where_the_indicator_has_a_direction() {
    let check = |polarity, position, expected: Option<&str>| {
        let mut made_up = MadeUp::report();
        for indicator in &mut made_up.edition.indicators {
            indicator.polarity = polarity;
        }
        for comparison in made_up.comparisons.values_mut() {
            for unit in &mut Arc::make_mut(comparison).units {
                if let Ok(funnel) = &mut unit.funnel {
                    funnel.position = position;
                }
            }
        }
        let figure = force_figure(&made_up.input(), &"figure-1".parse().unwrap()).unwrap();
        let words: String = figure.statements.iter().map(crate::Text::plain).collect();
        let merit = ["better than", "worse than"]
            .into_iter()
            .find(|merit| words.contains(merit));
        assert_eq!(merit, expected, "{polarity}, {position}: {words}");
    };
    check(Polarity::Neither, FunnelPosition::AboveOuter, None);
    check(Polarity::HigherIsBetter, FunnelPosition::Within, None);
    check(
        Polarity::HigherIsBetter,
        FunnelPosition::AboveOuter,
        Some("better than"),
    );
    check(
        Polarity::LowerIsBetter,
        FunnelPosition::AboveInner,
        Some("worse than"),
    );
}

#[test]
fn every_number_names_an_indicator_of_the_edition_and_its_revision() {
    let made_up = MadeUp::report();
    let document = report(&made_up);
    let numbers = document.numbers();
    assert!(numbers.len() > 50);
    for placed in numbers {
        let origin = &placed.number.origin;
        assert!(
            made_up.edition.indicator(&origin.indicator).is_some(),
            "{placed:?}"
        );
        assert!(
            origin.revision.is_some() && !origin.subject.id.is_empty(),
            "{placed:?}"
        );
        assert!(!placed.number.account().is_empty());
    }
}

#[test]
fn footnotes_are_numbered_in_the_order_in_which_they_are_met() {
    let document = report(&MadeUp::report());
    let in_chapters = document
        .chapters
        .iter()
        .flat_map(|chapter| &chapter.footnotes);
    let numbers: Vec<u16> = document
        .force_in_numbers
        .footnotes
        .iter()
        .chain(in_chapters)
        .map(|footnote| footnote.number)
        .collect();
    assert!(!numbers.is_empty());
    assert!(
        numbers.iter().copied().eq(1..=numbers.len() as u16),
        "{numbers:?}"
    );
}

#[test]
fn the_annex_holds_what_the_numbers_used_and_nothing_else() {
    let document = report(&MadeUp::report());
    let titles = |entries: &[crate::AnnexEntry]| -> Vec<String> {
        entries.iter().map(|entry| entry.title.clone()).collect()
    };
    assert_eq!(titles(&document.annex.sources), ["Made-up crime tables"]);
    assert_eq!(titles(&document.annex.caveats), ["Recording quality"]);
    assert_eq!(
        titles(&document.annex.exclusions),
        [
            "x1: Dunmere, left out by decision, although supplied",
            "x2: Fenwold, kept, as an estimate"
        ]
    );
    assert_eq!(
        titles(&document.annex.inspection),
        [
            "Where the inspection was published",
            "Northmarch",
            "File review"
        ]
    );
}

#[test]
fn what_is_asked_of_scoring_is_what_the_report_shows() {
    let made_up = MadeUp::report();
    let shown: BTreeSet<_> = made_up.edition.shown_comparisons().into_iter().collect();
    let made: BTreeSet<_> = made_up.comparisons.keys().cloned().collect();
    assert_eq!(shown, made);
}

#[test]
fn a_report_that_cannot_be_made_says_why_and_what_to_do() {
    let check = |made_up: &MadeUp, expected: &str| {
        assert_eq!(
            force_report(&made_up.input()).unwrap_err().to_string(),
            expected
        );
    };
    check(
        &MadeUp::of("northmarsh"),
        "edition 1999-made-up has no force northmarsh (nearest known: northmarch); ask for one of \
         its forces",
    );
    check(
        &MadeUp::of("railway-constabulary"),
        "railway-constabulary is out of scope in edition 1999-made-up: it is never compared, so \
         there is no report on it",
    );
    let foreign = MadeUp {
        force: "ashdale".parse().unwrap(),
        ..MadeUp::report()
    };
    check(
        &foreign,
        "the inspection given is of northmarch in 1999-made-up, but the report is about ashdale \
         in 1999-made-up; pass the inspection of that force and edition, or none",
    );
    let figure: FigureId = "figure-33".parse().unwrap();
    let error = force_figure(&MadeUp::report().input(), &figure).unwrap_err();
    assert!(matches!(error, ReportError::UnknownFigure { .. }));
}
