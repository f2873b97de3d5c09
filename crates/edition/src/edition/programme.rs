//! `edition.toml`, `peer-groups.toml` and `sources.toml`.

use peel_model::{EditionId, Grade, MethodVersion, PeerGroup, Question, Source, SubQuestion};

use super::KnownNames;
use crate::reader::Reader;
use crate::written::{
    EditionFile, PeerGroupsFile, SourcesFile, WrittenGrade, WrittenQuestion, WrittenSubQuestion,
};

pub(super) struct Programme {
    pub(super) id: EditionId,
    pub(super) title: String,
    pub(super) headline_question: String,
    pub(super) publisher: String,
    pub(super) method: MethodVersion,
    pub(super) questions: Vec<Question>,
    pub(super) grades: Vec<Grade>,
}

pub(super) fn programme(
    written: &EditionFile,
    _: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Option<Programme> {
    let id = reader.parsed(&written.id);
    let method = reader.parsed_by(&written.method, MethodVersion::new);
    let parts: Vec<&WrittenSubQuestion> = written
        .question
        .iter()
        .flat_map(|question| &question.sub_question)
        .collect();
    reader.unique(
        "question",
        written.question.iter().map(|question| &question.id),
    );
    reader.unique("sub-question", parts.iter().map(|part| &part.id));
    reader.unique("sub-question number", parts.iter().map(|part| &part.number));
    let questions = written.question.iter();
    Some(Programme {
        title: reader.text(&written.title),
        headline_question: reader.text(&written.headline_question),
        publisher: reader.text(&written.publisher),
        grades: grades(&written.grade, reader),
        questions: questions
            .filter_map(|written| question(written, reader))
            .collect(),
        id: id?,
        method: method?,
    })
}

fn grades(written: &[WrittenGrade], reader: &mut Reader<'_>) -> Vec<Grade> {
    reader.unique("grade", written.iter().map(|grade| &grade.id));
    let mut best_so_far = Some(0);
    let mut grades = Vec::new();
    for grade in written {
        let order = grade.order.as_ref().map(|order| **order);
        // None sorts last here: what is no grade stands after the grades.
        let in_order = match (best_so_far, order) {
            (Some(before), Some(order)) => order > before,
            (Some(_) | None, None) => true,
            (None, Some(_)) => false,
        };
        if !in_order {
            let message = "grades stand best first, in rising order; those without order last";
            reader.report(&grade.id, message);
        }
        best_so_far = order;
        if let Some(id) = reader.parsed(&grade.id) {
            let title = reader.text(&grade.title);
            grades.push(Grade { id, title, order });
        }
    }
    grades
}

fn question(written: &WrittenQuestion, reader: &mut Reader<'_>) -> Option<Question> {
    if written.sub_question.is_empty() {
        reader.report(&written.id, "a question has at least one sub-question");
    }
    let parts = written.sub_question.iter();
    let id = reader.parsed(&written.id);
    Some(Question {
        number: *written.number,
        title: reader.text(&written.title),
        text: reader.text(&written.text),
        graded: written.graded,
        sub_questions: parts
            .filter_map(|part| sub_question(part, reader))
            .collect(),
        id: id?,
    })
}

fn sub_question(written: &WrittenSubQuestion, reader: &mut Reader<'_>) -> Option<SubQuestion> {
    let id = reader.parsed(&written.id);
    Some(SubQuestion {
        number: reader.text(&written.number),
        text: reader.text(&written.text),
        aspects: reader.texts(&written.aspects),
        id: id?,
    })
}

pub(super) fn peer_groups(
    written: &PeerGroupsFile,
    names: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Vec<PeerGroup> {
    let groups = &written.peer_group;
    reader.unique("peer group", groups.iter().map(|group| &group.id));
    let mut read = Vec::new();
    for group in groups {
        if group.forces.is_empty() {
            reader.report_at(&group.forces, "a peer group has at least one force");
        }
        let forces = reader.known_once(&group.forces, &names.inspected_forces);
        let title = reader.text(&group.title);
        let source = reader.text(&group.source);
        if let Some(id) = reader.parsed(&group.id) {
            read.push(PeerGroup {
                id,
                title,
                forces,
                source,
            });
        }
    }
    read
}

pub(super) fn sources(
    written: &SourcesFile,
    _: &KnownNames<'_>,
    reader: &mut Reader<'_>,
) -> Vec<Source> {
    reader.unique("source", written.source.iter().map(|source| &source.id));
    let mut read = Vec::new();
    for source in &written.source {
        let title = reader.text(&source.title);
        let publisher = reader.text(&source.publisher);
        let licence = reader.text(&source.licence);
        let note = reader.optional(source.note.as_ref());
        if let Some(id) = reader.parsed(&source.id) {
            read.push(Source {
                id,
                title,
                publisher,
                licence,
                note,
            });
        }
    }
    read
}
