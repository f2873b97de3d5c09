//! What a step brings is held against the edition's names and within bounds.

use std::collections::BTreeSet;

use peel_model::nearest::suggestion;
use peel_model::{Edition, GradeId, Question, QuestionId, SubQuestionId, nearest_names};

use crate::Rejected;
use crate::writing::check_text;

/// The longest text of an inspection that a report prints as a paragraph, in characters.
pub const LONGEST_PASSAGE: usize = 5_000;
/// The longest heading, owner, due date, document or source, in characters.
pub const LONGEST_LINE: usize = 200;
/// The most entries of a list in a finding, and paragraphs of a summary.
pub(super) const MOST_ENTRIES: usize = 100;
/// The most findings of an inspection, and the most that it takes over.
pub(super) const MOST_FINDINGS: usize = 500;

/// Everything that is wrong with what a step brings.
pub(super) struct Brought<'e> {
    pub(super) edition: &'e Edition,
    pub(super) rejected: Rejected,
}

impl<'e> Brought<'e> {
    pub(super) fn under(edition: &'e Edition) -> Self {
        Self {
            edition,
            rejected: Rejected::default(),
        }
    }

    pub(super) fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.rejected.add(|| field.to_owned(), message.into());
    }

    /// A heading that must be there.
    pub(super) fn line(&mut self, field: &str, text: &str) {
        check_text(field, text, (1, LONGEST_LINE), &mut self.rejected);
    }

    /// A line that may be empty.
    pub(super) fn optional_line(&mut self, field: &str, text: &str) {
        check_text(field, text, (0, LONGEST_LINE), &mut self.rejected);
    }

    /// A text that must be there.
    pub(super) fn passage(&mut self, field: &str, text: &str) {
        check_text(field, text, (1, LONGEST_PASSAGE), &mut self.rejected);
    }

    /// A list that is not too long. Its entries are told by their place.
    pub(super) fn each<'t, T>(
        &mut self,
        field: &str,
        entries: &'t [T],
        mut check: impl FnMut(&mut Self, &str, &'t T),
    ) {
        if entries.len() > MOST_ENTRIES {
            let count = entries.len();
            self.refuse(
                field,
                format!("has at most {MOST_ENTRIES} entries, not {count}"),
            );
        }
        for (place, entry) in entries.iter().take(MOST_ENTRIES).enumerate() {
            check(self, &format!("{field}[{place}]"), entry);
        }
    }

    /// Names without repetition, all of which are known.
    pub(super) fn names<'t, T: AsRef<str> + 't>(
        &mut self,
        field: &str,
        kind: &str,
        names: &'t [T],
        known: &BTreeSet<&str>,
    ) {
        let mut seen = BTreeSet::new();
        self.each(field, names, |brought, field, name| {
            let name = name.as_ref();
            if !seen.insert(name) {
                brought.refuse(field, format!("\"{name}\" stands here twice"));
            } else if !known.contains(name) {
                brought.unknown(field, kind, name, known.iter().copied());
            }
        });
    }

    pub(super) fn question(&mut self, field: &str, id: &QuestionId) -> Option<&'e Question> {
        let questions = &self.edition.questions;
        let found = questions.iter().find(|question| question.id == *id);
        if found.is_none() {
            let known = questions.iter().map(|question| question.id.as_str());
            self.unknown(field, "question", id.as_str(), known);
        }
        found
    }

    /// The question that a sub-question is part of.
    pub(super) fn question_of(&mut self, field: &str, id: &SubQuestionId) -> Option<&'e Question> {
        let questions = &self.edition.questions;
        let has = |question: &&Question| question.sub_questions.iter().any(|part| part.id == *id);
        let found = questions.iter().find(has);
        if found.is_none() {
            let parts = questions
                .iter()
                .flat_map(|question| &question.sub_questions);
            let known = parts.map(|part| part.id.as_str());
            self.unknown(field, "sub-question", id.as_str(), known);
        }
        found
    }

    /// A grade; one with a place among the grades, or one without, or any.
    pub(super) fn grade(&mut self, field: &str, id: &GradeId, ranked: Option<bool>) {
        let grades = &self.edition.grades;
        let fits = |order: Option<u8>| ranked.is_none_or(|ranked| ranked == order.is_some());
        match grades.iter().find(|grade| grade.id == *id) {
            Some(grade) if fits(grade.order) => {}
            Some(_) => {
                let these = grades.iter().filter(|grade| fits(grade.order));
                let these: Vec<_> = these.map(|grade| grade.id.as_str()).collect();
                let these = these.join(", ");
                self.refuse(
                    field,
                    format!("\"{id}\" is not given here; give one of: {these}"),
                );
            }
            None => {
                let known = grades.iter().map(|grade| grade.id.as_str());
                self.unknown(field, "grade", id.as_str(), known);
            }
        }
    }

    pub(super) fn unknown<'k>(
        &mut self,
        field: &str,
        kind: &str,
        name: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) {
        let nearest = suggestion(&nearest_names(name, known));
        self.refuse(field, format!("there is no {kind} \"{name}\"{nearest}"));
    }
}
