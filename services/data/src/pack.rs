//! An edition's parts as messages.

use peel_model::{
    Edition, Force, Formula, Grade, Indicator, Measure, MeasureDefinition, MeasureKind, PeerGroup,
    Question, Scope,
};
use peel_proto::data::v1 as wire;

use crate::editions::KnownEdition;
use crate::formula;

pub(crate) fn force(force: &Force) -> wire::Force {
    wire::Force {
        id: force.id.to_string(),
        code: force.code.to_string(),
        name: force.name.clone(),
        full_name: force.full_name.clone(),
        region: force.region.clone(),
        aliases: force.aliases.clone(),
        inspected: force.scope == Scope::Inspected,
    }
}

/// An edition with everything in it.
pub(crate) fn edition(known: &KnownEdition) -> wire::Edition {
    let edition = &known.edition;
    wire::Edition {
        questions: edition.questions.iter().map(question).collect(),
        grades: edition.grades.iter().map(grade).collect(),
        peer_groups: edition.peer_groups.iter().map(peer_group).collect(),
        ..edition_in_list(known)
    }
}

/// An edition as it stands in lists.
pub(crate) fn edition_in_list(known: &KnownEdition) -> wire::Edition {
    let edition = &known.edition;
    wire::Edition {
        id: edition.id.to_string(),
        title: edition.title.clone(),
        headline_question: edition.headline_question.clone(),
        publisher: edition.publisher.clone(),
        method: edition.method.to_string(),
        definition_hash: edition.definition_hash.clone(),
        revision: known.revision.number(),
        indicators: u32::try_from(edition.indicators.len()).unwrap_or(u32::MAX),
        ..wire::Edition::default()
    }
}

fn question(question: &Question) -> wire::Question {
    let parts = question.sub_questions.iter();
    wire::Question {
        id: question.id.to_string(),
        number: question.number.into(),
        title: question.title.clone(),
        text: question.text.clone(),
        graded: question.graded,
        sub_questions: parts
            .map(|part| wire::SubQuestion {
                id: part.id.to_string(),
                number: part.number.clone(),
                text: part.text.clone(),
                aspects: part.aspects.clone(),
            })
            .collect(),
    }
}

fn grade(grade: &Grade) -> wire::Grade {
    wire::Grade {
        id: grade.id.to_string(),
        title: grade.title.clone(),
        order: grade.order.map(u32::from),
    }
}

fn peer_group(group: &PeerGroup) -> wire::PeerGroup {
    wire::PeerGroup {
        id: group.id.to_string(),
        title: group.title.clone(),
        forces: strings(&group.forces),
        source: group.source.clone(),
    }
}

pub(crate) fn indicator(edition: &Edition, indicator: &Indicator) -> wire::Indicator {
    let published_only_reason = match &indicator.formula {
        Formula::PublishedOnly { reason } => reason.clone(),
        _ => String::new(),
    };
    wire::Indicator {
        id: indicator.id.to_string(),
        title: indicator.title.clone(),
        question: indicator
            .question
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        formula: formula::in_words(edition, indicator),
        period: indicator.period.to_string(),
        multiplier: indicator.multiplier,
        unit: indicator.unit.clone(),
        decimals: indicator.decimals.into(),
        polarity: indicator.polarity.name().to_owned(),
        comparator_method: indicator.comparator.name().to_owned(),
        computable: !matches!(indicator.formula, Formula::PublishedOnly { .. }),
        published_only_reason,
        measures: strings(formula::recorded_measures(edition, indicator)),
        caveats: strings(edition.caveats_of(&indicator.id).map(|caveat| &caveat.id)),
        note: indicator.note.clone(),
        printed_at: indicator.printed_at.clone(),
        known_difference: indicator.known_difference.clone(),
    }
}

pub(crate) fn measure(measure: &Measure) -> wire::Measure {
    let (source, parts) = match &measure.definition {
        MeasureDefinition::Recorded { source } => (source.as_ref(), Vec::new()),
        MeasureDefinition::Sum { parts } => (None, strings(parts)),
    };
    let kind = match measure.kind {
        MeasureKind::Count => "count",
        MeasureKind::Stock => "stock",
        MeasureKind::Printed => "printed",
    };
    wire::Measure {
        id: measure.id.to_string(),
        title: measure.title.clone(),
        unit: measure.unit.clone(),
        kind: kind.to_owned(),
        source: source.map(ToString::to_string).unwrap_or_default(),
        parts,
    }
}

fn strings<T: ToString>(of: impl IntoIterator<Item = T>) -> Vec<String> {
    of.into_iter().map(|one| one.to_string()).collect()
}
