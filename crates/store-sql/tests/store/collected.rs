//! What collection hands to a store: returns, queries, sign-offs, freezes, decisions,
//! inspections.

use peel_data_core::{
    Contents, Decisions, DocumentFile, NewFreeze, NewRevision, NewSignOff, QueryFilter, QueryStep,
    Store, Submission, WrittenInspection,
};
use peel_model::{
    CheckId, Declaration, EditionId, ForceId, Observation, Query, QueryAction, QueryId,
    QuerySubject, Reading,
};

use crate::fixture::{cell, import, page, revision};

pub(crate) const EDITION: &str = "2016-effectiveness";

pub(crate) fn force(name: &str) -> ForceId {
    ForceId::new(name).unwrap()
}

pub(crate) fn programme() -> EditionId {
    EditionId::new(EDITION).unwrap()
}

pub(crate) fn bringing(request: &str, contents: Contents) -> NewRevision {
    NewRevision {
        contents,
        ..import(request, Vec::new())
    }
}

pub(crate) fn submission(of: &str, observations: Vec<Observation>) -> Submission {
    Submission {
        edition: programme(),
        force: force(of),
        note: format!("from {of}"),
        checked_against: revision(1),
        observations,
        declarations: Vec::new(),
        decisions: Vec::new(),
        raised: Vec::new(),
        corrected: Vec::new(),
    }
}

pub(crate) fn declaration(cell_text: &str, reason: &str, months: Option<u16>) -> Declaration {
    let cell = cell(cell_text);
    Declaration {
        measure: cell.measure,
        period: cell.period,
        reason: reason.to_owned(),
        months,
    }
}

/// A question about a value of a cell, raised by a check unless an analyst asks.
pub(crate) fn subject(cell_text: &str, check: Option<&str>) -> QuerySubject {
    let cell = cell(cell_text);
    QuerySubject {
        edition: programme(),
        force: force(cell.area.as_str()),
        measure: cell.measure,
        period: cell.period,
        reading: Reading::new(Some(7.5), "provisional").unwrap(),
        check: check.map(|id| CheckId::new(id).unwrap()),
        question: "why so many?".to_owned(),
    }
}

pub(crate) fn id(text: &str) -> QueryId {
    text.parse().unwrap()
}

pub(crate) fn step(query: &str, after: u32, action: QueryAction) -> QueryStep {
    QueryStep {
        query: id(query),
        after,
        action,
        text: format!("{action} it"),
    }
}

pub(crate) fn sign_off(of: &str, as_at: u64) -> Contents {
    Contents::SignOff(NewSignOff {
        edition: programme(),
        force: force(of),
        as_at: revision(as_at),
        note: String::new(),
    })
}

pub(crate) fn freeze(as_at: u64, reason: &str) -> Contents {
    Contents::Freeze(NewFreeze {
        edition: programme(),
        as_at: revision(as_at),
        reason: reason.to_owned(),
    })
}

pub(crate) fn files(files: &[(&str, &str)]) -> Vec<DocumentFile> {
    let file = |(path, text): &(&str, &str)| DocumentFile {
        path: (*path).to_owned(),
        bytes: text.as_bytes().to_vec(),
    };
    files.iter().map(file).collect()
}

pub(crate) fn decision(of: &[(&str, &str)]) -> Contents {
    Contents::Decision(Decisions {
        edition: programme(),
        files: files(of),
    })
}

/// A force's inspection, written after a step and held against figures as at a revision.
pub(crate) fn inspection(
    of: &str,
    text: &str,
    after: Option<u64>,
    figures_as_at: Option<u64>,
) -> Contents {
    Contents::Inspection(WrittenInspection {
        edition: programme(),
        file: DocumentFile {
            path: WrittenInspection::path_of(&force(of)),
            bytes: text.as_bytes().to_vec(),
        },
        after: after.map(revision),
        figures_as_at: figures_as_at.map(revision),
    })
}

/// Every query, on one page.
pub(crate) fn all_queries() -> QueryFilter {
    QueryFilter {
        edition: None,
        force: None,
        states: [].into(),
        check: None,
        raised_before: None,
        page: page(None, 1_000),
    }
}

pub(crate) async fn queries(store: &dyn Store, filter: QueryFilter) -> Vec<String> {
    let told = |query: &Query| format!("{} {} {}", query.id, query.subject.force, query.state());
    let found = store.queries(filter).await.unwrap();
    found.iter().map(told).collect()
}
