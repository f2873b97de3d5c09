//! Facts while they are gathered: one value per measure, period and area, or one grade per area.

use std::collections::{BTreeMap, BTreeSet};

use peel_model::{AreaCode, GradeId, MeasureId, MissingReason, Period, SourceId, Standing};

use crate::decimal::Decimal;
use crate::doubts::{Doubts, Lost};
use crate::error::InputProblem;
use crate::manifest::{Corrected, Filled};
use crate::spreadsheet::corrected;

/// Facts accepted in one file; an edition's largest has some thirty thousand.
const MOST_FACTS: usize = 500_000;

/// Values accepted from one import; what is held at once is bounded with them.
pub(crate) const MOST_IMPORTED: usize = 200_000;

/// What a fact is about; its order is the order of a facts file.
pub(crate) type Subject = (MeasureId, Period, AreaCode);

/// A value with its standing, or the reason why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    Present(Decimal, Standing),
    Absent(MissingReason),
}

/// What is known of one subject.
#[derive(Debug)]
pub(crate) struct Fact {
    pub value: Value,
    pub source: SourceId,
    origin: Origin,
}

/// A grade, and where it was published.
#[derive(Debug)]
pub(crate) struct Graded {
    pub grade: GradeId,
    pub source: SourceId,
    origin: Origin,
}

/// Which of a recipe's files, and which line of it.
type Origin = (usize, u64);

/// The facts of one file. What it holds is what its recipe's readers give: observations or
/// grades, never both.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub observations: BTreeMap<Subject, Fact>,
    pub grades: BTreeMap<AreaCode, Graded>,
}

/// The facts of one file as one of its official files adds to them.
pub(crate) struct Gathering<'f> {
    pub facts: &'f mut Facts,
    /// Which of the recipe's files is being read.
    input: usize,
    source: SourceId,
    kept: Option<BTreeSet<Period>>,
    /// Values of periods that are not kept.
    pub other_periods: u64,
    /// Reasons that rules of the reader gave for values that are not there.
    pub filled: Vec<Filled>,
    /// Names read without a footnote's mark: column, as written, as read.
    marks: BTreeMap<(String, String, String), u64>,
    /// Present in an import.
    pub doubts: Option<Doubts>,
}

impl<'f> Gathering<'f> {
    pub(crate) fn new(
        facts: &'f mut Facts,
        input: usize,
        source: SourceId,
        kept: Option<BTreeSet<Period>>,
    ) -> Self {
        Self {
            facts,
            input,
            source,
            kept,
            other_periods: 0,
            filled: Vec::new(),
            marks: BTreeMap::new(),
            doubts: None,
        }
    }

    /// The most values that may be gathered.
    pub(crate) fn limit(&self) -> usize {
        if self.is_import() {
            MOST_IMPORTED
        } else {
            MOST_FACTS
        }
    }

    /// Adds a value found on a line, unless its period is not kept.
    pub(crate) fn add(
        &mut self,
        subject: Subject,
        number: Decimal,
        line: u64,
    ) -> Result<(), InputProblem> {
        self.add_value(subject, Value::Present(number, Standing::Normal), line)
    }

    /// Adds that a line says there is no value. Where facts are made, that is for the recipe to
    /// say; an import keeps it as it stands.
    pub(crate) fn add_none(&mut self, subject: Subject, line: u64) -> Result<(), InputProblem> {
        if self.is_import() {
            return self.add_value(subject, Value::Absent(MissingReason::Missing), line);
        }
        Ok(())
    }

    fn add_value(&mut self, subject: Subject, value: Value, line: u64) -> Result<(), InputProblem> {
        if self
            .kept
            .as_ref()
            .is_some_and(|kept| !kept.contains(&subject.1))
        {
            self.other_periods += 1;
            return Ok(());
        }
        let Some(before) = self.facts.observations.get(&subject) else {
            return self.insert(subject, value, line);
        };
        let (origin, what) = (before.origin, describe(&subject));
        if self.is_import() {
            if before.value == value {
                let first_line = origin.1;
                return Err(InputProblem::Repeated { first_line });
            }
            let again = self.twice(what.clone(), origin);
            self.doubt(Lost::from(subject), Some(line), again)?;
        }
        Err(self.twice(what, origin))
    }

    /// Adds the reason that a line gives why there is no value, unless its period is not kept.
    pub(crate) fn add_missing(
        &mut self,
        subject: Subject,
        reason: MissingReason,
        line: u64,
    ) -> Result<(), InputProblem> {
        self.add_value(subject, Value::Absent(reason), line)
    }

    /// Adds a reason why there is no value, for a subject that has none.
    pub(crate) fn add_absent(
        &mut self,
        subject: Subject,
        reason: MissingReason,
    ) -> Result<(), InputProblem> {
        self.insert(subject, Value::Absent(reason), 0)
    }

    fn insert(&mut self, subject: Subject, value: Value, line: u64) -> Result<(), InputProblem> {
        if self.facts.observations.len() >= self.limit() {
            let limit = self.limit() as u64;
            return Err(InputProblem::TooManyValues { limit });
        }
        let fact = Fact {
            value,
            source: self.source.clone(),
            origin: (self.input, line),
        };
        self.facts.observations.insert(subject, fact);
        Ok(())
    }

    /// Adds a grade found on a line.
    pub(crate) fn add_grade(
        &mut self,
        area: AreaCode,
        grade: GradeId,
        line: u64,
    ) -> Result<(), InputProblem> {
        if let Some(before) = self.facts.grades.get(&area) {
            return Err(self.twice(format!("the grade of {area}"), before.origin));
        }
        let graded = Graded {
            grade,
            source: self.source.clone(),
            origin: (self.input, line),
        };
        self.facts.grades.insert(area, graded);
        Ok(())
    }

    fn twice(&self, what: String, (input, first_line): Origin) -> InputProblem {
        InputProblem::Twice {
            what,
            first_line,
            elsewhere: input != self.input,
        }
    }

    /// Counts a name that is read without the mark of a footnote that sticks to it.
    pub(crate) fn count_mark(&mut self, column: &str, text: &str, name: &str) {
        let mark = (column.to_owned(), text.to_owned(), name.to_owned());
        *self.marks.entry(mark).or_default() += 1;
    }

    /// The account of the marks of footnotes that names were read without.
    pub(crate) fn without_marks(&self) -> impl Iterator<Item = Corrected> {
        let marks = self.marks.iter();
        marks.map(|((column, from, to), lines)| corrected(column.clone(), from, to, *lines))
    }

    /// Whether this subject has a value or a reason already.
    pub(crate) fn has(&self, subject: &Subject) -> bool {
        self.facts.observations.contains_key(subject)
    }

    /// Whether this area has a grade already.
    pub(crate) fn has_grade(&self, area: &AreaCode) -> bool {
        self.facts.grades.contains_key(area)
    }

    /// The values that the file being read has given, with what they are about.
    pub(crate) fn values(&mut self) -> impl Iterator<Item = (&Subject, &mut Standing)> {
        let input = self.input;
        self.facts
            .observations
            .iter_mut()
            .filter(move |(_, fact)| fact.origin.0 == input)
            .filter_map(|(subject, fact)| match &mut fact.value {
                Value::Present(_, standing) => Some((subject, standing)),
                Value::Absent(_) => None,
            })
    }
}

/// A subject in words, for errors.
pub(crate) fn describe((measure, period, area): &Subject) -> String {
    format!("{measure} of {area} for {period}")
}

impl Facts {
    /// The facts as tidy CSV, sorted by measure, period and area, with LF line ends.
    pub(crate) fn to_csv(&self) -> Result<(Vec<u8>, u64), csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::Any(b'\n'))
            .from_writer(Vec::new());
        if self.grades.is_empty() {
            writer.write_record([
                "force_code",
                "measure",
                "period",
                "value",
                "status",
                "source",
            ])?;
        } else {
            writer.write_record(["force_code", "grade", "source"])?;
        }
        for ((measure, period, area), fact) in &self.observations {
            let (value, status) = match &fact.value {
                Value::Present(number, standing) => (number.to_string(), standing.name()),
                Value::Absent(reason) => (String::new(), reason.name()),
            };
            let period = period.to_string();
            let (area, measure) = (area.as_str(), measure.as_str());
            writer.write_record([area, measure, &period, &value, status, fact.source.as_str()])?;
        }
        for (area, graded) in &self.grades {
            let (grade, source) = (graded.grade.as_str(), graded.source.as_str());
            writer.write_record([area.as_str(), grade, source])?;
        }
        let rows = self.observations.len() + self.grades.len();
        let bytes = writer
            .into_inner()
            .map_err(|unwritten| csv::Error::from(unwritten.into_error()))?;
        Ok((bytes, rows as u64))
    }
}
