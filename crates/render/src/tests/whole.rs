//! No part of a document is missing in any format.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use peel_model::{InspectionMove, InspectionState, InspectionStep, Revision, Severity};
use peel_reporting_core::made_up::MadeUp;
use peel_reporting_core::{DASH, FailedCheck, OverviewDocument, ReportDocument};
use serde_json::Value;

use super::said::said;
use super::{document, overview_document};
use crate::{
    overview_json, overview_workbook, render_html, render_overview_html, report_json,
    report_workbook,
};

/// The names of fields that are drawn: what they show is told by the description and the table
/// beside them.
const DRAWN: [&str; 2] = ["drawing", "strip"];

/// Reports in which, together, every part says something.
pub(crate) fn reports() -> Vec<ReportDocument> {
    let mut draft = MadeUp::report();
    let inspection = draft.inspection.as_mut().unwrap();
    inspection.state = InspectionState::Draft;
    inspection.questions[0].summary = vec!["It was {crime-rate} then.".to_owned()];
    draft.failed_checks = Some(vec![FailedCheck {
        check: "grade-words".to_owned(),
        severity: Severity::Error,
        place: "finding f1".to_owned(),
        message: "It says what it does not mean.".to_owned(),
    }]);
    draft.edition.layout.figures[1].question = None;
    let step = |action| InspectionStep {
        action,
        author: "Pat".to_owned(),
        at: 1_900_000_000,
        reason: "A count was wrong".to_owned(),
        run: String::new(),
        acknowledged: Vec::new(),
        corrects: (action == InspectionMove::Correct).then_some(Revision::FIRST),
    };
    inspection.steps = [InspectionMove::Publish, InspectionMove::Correct]
        .map(step)
        .into();
    let mut half = draft.clone();
    half.inspection.as_mut().unwrap().overall = None;
    for question in &mut half.inspection.as_mut().unwrap().questions {
        question.judgment = None;
    }
    let made_up = [MadeUp::report(), MadeUp::of("ashdale"), draft, half];
    made_up.iter().map(document).collect()
}

pub(crate) fn overviews() -> Vec<OverviewDocument> {
    let mut without_a_map = MadeUp::report();
    without_a_map.edition.layout.map.clear();
    [MadeUp::report(), MadeUp::of("ashdale"), without_a_map]
        .iter()
        .map(overview_document)
        .collect()
}

/// Checks that every text of a document is in what it is rendered to, but for what is below a
/// field of one of these names.
pub(crate) fn check<D: Debug, R>(
    documents: &[D],
    without: &[&str],
    render: impl Fn(&D) -> R,
    has: impl Fn(&R, &str) -> bool,
) {
    for document in documents {
        let texts = said(document, without).texts;
        assert!(texts.len() > 100);
        let rendered = render(document);
        for said in texts {
            assert!(has(&rendered, &said.text), "{said:?} is missing");
        }
    }
}

#[test]
fn the_made_up_documents_have_every_part() {
    let (reports, overviews) = (reports(), overviews());
    let reports = reports.iter().map(|report| said(report, &DRAWN));
    let overviews = overviews.iter().map(|overview| said(overview, &DRAWN));
    let (mut filled, mut empty) = (BTreeSet::new(), BTreeSet::new());
    for all in reports.chain(overviews) {
        filled.extend(all.filled);
        empty.extend(all.empty);
    }
    let never: Vec<_> = empty.difference(&filled).collect();
    assert_eq!(
        never,
        Vec::<&String>::new(),
        "so the other tests do not see it"
    );
}

/// Every text in a JSON value.
fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| texts(field, found)),
        _ => {}
    }
}

fn texts_of(json: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    texts(&serde_json::from_str(json).unwrap(), &mut found);
    found
}

#[test]
fn json_has_every_text() {
    let has = |found: &BTreeSet<String>, text: &str| found.contains(text);
    let report = |it: &_| texts_of(&report_json(it));
    check(&reports(), &["drawing"], report, has);
    let overview = |it: &_| texts_of(&overview_json(it));
    check(&overviews(), &["drawing"], overview, has);
}

/// Every text in a workbook.
fn cells(workbook: Vec<u8>) -> String {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let mut texts = Vec::new();
    for sheet in workbook.sheet_names() {
        let range = workbook.worksheet_range(&sheet).unwrap();
        texts.extend(range.used_cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    texts.join("\n")
}

#[test]
fn a_workbook_has_every_text() {
    // Places to jump to and the list of them are a page's; numbers are checked as numbers.
    let without = ["drawing", "contents", "anchor", "id", "shown", "origin"];
    // A dash is shorthand there.
    let has = |found: &String, text: &str| text == DASH || found.contains(text);
    let report = |it: &_| cells(report_workbook(it).unwrap());
    check(&reports(), &without, report, has);
    let overview = |it: &_| cells(overview_workbook(it).unwrap());
    check(&overviews(), &without, overview, has);
}

#[test]
fn a_page_has_every_text() {
    let has = |page: &String, text: &str| {
        let escaped = askama::filters::escape(text, askama::filters::Html).unwrap();
        page.contains(&escaped.to_string())
    };
    let report = |it: &_| render_html(it).unwrap();
    check(&reports(), &["drawing"], report, has);
    let overview = |it: &_| render_overview_html(it).unwrap();
    check(&overviews(), &["drawing"], overview, has);
}
