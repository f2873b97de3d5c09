//! Queries and their conversations.

use peel_model::{CheckId, Query, QueryMove, QueryState, QuerySubject};

use crate::data::v1 as wire;

/// A query with its whole conversation.
#[must_use]
pub fn query_to_wire(query: &Query) -> wire::Query {
    wire::Query {
        id: query.id.to_string(),
        state: query.state().name().to_owned(),
        author: query.author.clone(),
        raised_at: query.raised_at,
        moves: query.moves.iter().map(move_to_wire).collect(),
        ..raised_query_to_wire(&query.subject)
    }
}

/// A query that would be raised: without identifier, author, time and conversation.
#[must_use]
pub fn raised_query_to_wire(subject: &QuerySubject) -> wire::Query {
    let check = subject.check.as_ref().map(CheckId::to_string);
    wire::Query {
        edition: subject.edition.to_string(),
        force: subject.force.to_string(),
        measure: subject.measure.to_string(),
        period: subject.period.to_string(),
        value: subject.reading.value(),
        status: subject.reading.status().to_owned(),
        check: check.unwrap_or_default(),
        question: subject.question.clone(),
        state: QueryState::Open.name().to_owned(),
        ..wire::Query::default()
    }
}

fn move_to_wire(step: &QueryMove) -> wire::QueryMove {
    wire::QueryMove {
        action: step.action.name().to_owned(),
        author: step.author.clone(),
        text: step.text.clone(),
        at: step.at,
        revision: step.revision.number(),
    }
}
