//! What an import leaves in doubt: values that a refused line may be missing from, or about which a
//! file contradicts itself. They are withheld in the end, where the making of facts would stop.

use std::collections::BTreeMap;

use peel_model::{AreaCode, MeasureId, MissingReason, Period, SourceId};

use crate::error::InputProblem;
use crate::facts::{Facts, Gathering, Subject, Value};

/// Doubts held apart in one import.
const MOST_DOUBTS: usize = 50_000;

/// What may be lost with a line that is refused: the values of these measures, periods and areas,
/// of all of them where none is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Lost {
    pub measure: Option<MeasureId>,
    pub period: Option<Period>,
    pub area: Option<AreaCode>,
}

/// What makes values doubtful, and the line where that was first seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doubt {
    pub line: Option<u64>,
    pub reason: String,
}

/// How an import gathers: what is doubtful is noted and withheld in the end, where the making of
/// facts would stop.
#[derive(Debug, Default)]
pub(crate) struct Doubts(BTreeMap<Lost, Doubt>);

impl<'f> Gathering<'f> {
    /// Gathers a file as it is, for an import.
    pub(crate) fn importing(facts: &'f mut Facts, source: SourceId) -> Self {
        let mut gathering = Self::new(facts, 0, source, None);
        gathering.doubts = Some(Doubts::default());
        gathering
    }

    /// Whether a file is imported as it is.
    pub(crate) fn is_import(&self) -> bool {
        self.doubts.is_some()
    }

    /// Makes values doubtful: refuses the file where facts are made, and withholds the values in
    /// an import.
    pub(crate) fn doubt(
        &mut self,
        lost: Lost,
        line: Option<u64>,
        problem: InputProblem,
    ) -> Result<(), InputProblem> {
        let Some(Doubts(doubts)) = &mut self.doubts else {
            return Err(problem);
        };
        let lost = bounded(lost, doubts.len());
        let reason = problem.to_string();
        doubts.entry(lost).or_insert(Doubt { line, reason });
        Ok(())
    }

    /// Takes out every value that is in doubt, with what makes it so.
    pub(crate) fn withhold(&mut self) -> Vec<(Subject, Doubt)> {
        let Some(doubts) = self.doubts.take() else {
            return Vec::new();
        };
        let taken = self
            .facts
            .observations
            .extract_if(.., |subject, _| doubts.about(subject).is_some());
        taken
            .filter_map(|(subject, _)| {
                let doubt = doubts.about(&subject)?.clone();
                Some((subject, doubt))
            })
            .collect()
    }
}

impl Gathering<'_> {
    /// The values that an import's file says are not there, with why.
    pub(crate) fn absences(&mut self) -> impl Iterator<Item = (&Subject, &mut MissingReason)> {
        let facts = self.facts.observations.iter_mut();
        facts.filter_map(|(subject, fact)| match &mut fact.value {
            Value::Absent(reason) => Some((subject, reason)),
            Value::Present(..) => None,
        })
    }

    /// Makes doubtful what a line that is refused may be missing from.
    pub(crate) fn doubt_all(&mut self, lost: Vec<Lost>, line: u64, reason: &str) {
        let Some(Doubts(doubts)) = &mut self.doubts else {
            return;
        };
        for lost in lost {
            let lost = bounded(lost, doubts.len());
            doubts.entry(lost).or_insert_with(|| Doubt {
                line: Some(line),
                reason: reason.to_owned(),
            });
        }
    }
}

/// So many doubts leave nothing certain.
fn bounded(lost: Lost, doubts: usize) -> Lost {
    if doubts < MOST_DOUBTS {
        lost
    } else {
        Lost::default()
    }
}

impl Doubts {
    /// What makes a value doubtful.
    fn about(&self, (measure, period, area): &Subject) -> Option<&Doubt> {
        if self.0.is_empty() {
            return None;
        }
        (0..8_u8).find_map(|named| {
            let lost = Lost {
                measure: (named & 1 != 0).then(|| measure.clone()),
                period: (named & 2 != 0).then_some(*period),
                area: (named & 4 != 0).then(|| area.clone()),
            };
            self.0.get(&lost)
        })
    }
}

impl From<Subject> for Lost {
    fn from((measure, period, area): Subject) -> Self {
        Self {
            measure: Some(measure),
            period: Some(period),
            area: Some(area),
        }
    }
}
