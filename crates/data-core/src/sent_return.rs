//! A return as a force sends it, before any rule of collection looks at it.

use peel_model::{
    Area, Declaration, EditionId, ForceId, MissingReason, Observation, Reading, ReturnDefinition,
    ReturnedValue, Revision, Standing,
};

use crate::writing::{LONGEST_TEXT, check_author, check_text};
use crate::{Checksum, Contents, NewRevision, Rejected, RequestId, Submission};

/// The most values in one submission.
pub const MOST_RETURNED_VALUES: usize = 20_000;

/// Part or all of a return, as a force sends it.
#[derive(Debug, Clone, PartialEq)]
pub struct SentReturn {
    /// Under which a repeat is recognised.
    pub request_id: RequestId,
    /// The edition.
    pub edition: EditionId,
    /// The force.
    pub force: ForceId,
    /// Who sends it.
    pub author: String,
    /// What they say about it; may be empty.
    pub note: String,
    /// When, seconds since 1970-01-01 00:00 UTC.
    pub recorded_at: i64,
    /// The values, in any order, no cell twice.
    pub values: Vec<ReturnedValue>,
}

impl SentReturn {
    pub(crate) fn check_shape(&self) -> Result<(), Rejected> {
        let mut rejected = Rejected::default();
        check_author(&self.author, &mut rejected);
        check_text("note", &self.note, (0, LONGEST_TEXT), &mut rejected);
        let count = self.values.len();
        if !(1..=MOST_RETURNED_VALUES).contains(&count) {
            rejected.add(
                || "values".to_owned(),
                format!("a submission has 1 to {MOST_RETURNED_VALUES} values, not {count}"),
            );
        }
        for (place, value) in self.values.iter().enumerate() {
            check_value(place, value, &mut rejected);
        }
        rejected.none_or_err()
    }

    pub(crate) fn observations(&self, definition: &ReturnDefinition) -> Vec<Observation> {
        let observation = |value: &ReturnedValue| Observation {
            area: Area::Force(self.force.clone()),
            measure: value.measure.clone(),
            period: value.period,
            reading: value.reading,
            source: definition.source.clone(),
        };
        self.values.iter().map(observation).collect()
    }

    /// What it says about single values, in order of measure and period.
    pub(crate) fn declarations(&self) -> Vec<Declaration> {
        let said = self.values.iter().filter(|value| !value.reason.is_empty());
        let mut declarations: Vec<_> = said
            .map(|value| Declaration {
                measure: value.measure.clone(),
                period: value.period,
                reason: value.reason.clone(),
                months: value.months,
            })
            .collect();
        declarations
            .sort_by(|one, other| (&one.measure, one.period).cmp(&(&other.measure, other.period)));
        declarations
    }

    /// The revision that it makes, before the checks add to it.
    pub(crate) fn revision(&self) -> NewRevision {
        NewRevision {
            title: format!("return of {} for {}", self.force, self.edition),
            author: self.author.clone(),
            recorded_at: self.recorded_at,
            checksum: self.checksum(),
            request_id: self.request_id.clone(),
            contents: Contents::Submission(Submission {
                edition: self.edition.clone(),
                force: self.force.clone(),
                note: self.note.clone(),
                checked_against: Revision::FIRST,
                observations: Vec::new(),
                declarations: Vec::new(),
                decisions: Vec::new(),
                raised: Vec::new(),
                corrected: Vec::new(),
            }),
        }
    }

    /// Over what was sent, in order of measure and period: what the checks add does not count.
    fn checksum(&self) -> Checksum {
        let mut values: Vec<_> = self.values.iter().collect();
        // Stable, so that a cell sent twice stays what it was.
        values.sort_by_key(|value| (&value.measure, value.period));
        let mut lines = format!("{},{}\n{}\n", self.edition, self.force, self.note);
        for value in values {
            let ReturnedValue {
                measure,
                period,
                reading,
                reason,
                months,
            } = value;
            let number = reading.value().map(|value| value.to_string());
            let number = number.unwrap_or_default();
            let months = months.map(|months| months.to_string()).unwrap_or_default();
            let status = reading.status();
            lines.push_str(&format!(
                "{measure},{period},{number},{status},{months},{reason}\n"
            ));
        }
        Checksum::of(lines.as_bytes())
    }
}

/// A reason fits; a partial value says how much it covers.
fn check_value(place: usize, value: &ReturnedValue, rejected: &mut Rejected) {
    let mut refuse = |part: &str, message: String| {
        rejected.add(|| format!("values[{place}].{part}"), message);
    };
    let length = value.reason.chars().count();
    if length > LONGEST_TEXT || value.reason.chars().any(char::is_control) {
        refuse(
            "reason",
            format!("a reason has at most {LONGEST_TEXT} characters on one line, not {length}"),
        );
    }
    let is_partial = matches!(
        value.reading,
        Reading::Present {
            standing: Standing::Partial,
            ..
        }
    );
    match (is_partial, value.months, value.period.months()) {
        (true, Some(months), Some(whole)) if (1..whole).contains(&months) => {}
        (true, _, Some(whole)) => refuse(
            "months",
            format!(
                "a partial value covers 1 to {} months; say how many",
                whole - 1
            ),
        ),
        (true, _, None) => refuse(
            "status",
            "a level on a day cannot be partial; send it as estimated".to_owned(),
        ),
        (false, Some(_), _) => refuse("months", "only a partial value has months".to_owned()),
        (false, None, _) => {}
    }
    if let Reading::Missing(MissingReason::Missing) = value.reading {
        refuse(
            "status",
            "a force knows why it has no value: send not-supplied or not-applicable".to_owned(),
        );
    }
}

impl SentReturn {
    /// What it says about one of its values.
    pub(crate) fn said_about(&self, observation: &Observation) -> &str {
        let mut values = self.values.iter();
        let value = values.find(|value| {
            value.measure == observation.measure && value.period == observation.period
        });
        value.map_or("", |value| value.reason.as_str())
    }
}
