//! One file's way from lines to observations and a report.

use std::collections::BTreeMap;

use super::comparing::{Compared, Comparing};
use super::gathered::Gathered;
use super::lines::{Lines, Next};
use super::refused::RefusedFile;
use super::report::{LineCounts, MOST_TOLD, RefusedLine, Withheld, kind};
use super::rules::{ImportRules, Named};
use crate::areas::Areas;
use crate::cells::{Cells, trimmed};
use crate::error::{InputProblem, OfficialFileError, cut};
use crate::facts::{Facts, Gathering};
use crate::gaps;
use crate::line::{Line, Tolerance};
use crate::lookup::Lookup;
use crate::reader::Reader;
use crate::table::{self, Correcting, Omission};
use csv::{ByteRecord, StringRecord};

/// Lines accepted in one file.
const MOST_LINES: u64 = 20_000_000;

/// Why an import gives nothing.
pub(super) enum Trouble {
    /// The file as a whole, and on which line.
    File(Option<u64>, InputProblem),
    /// The file of refused lines.
    Refused(OfficialFileError),
}

/// An import being made.
pub(super) struct Run<'r> {
    pub named: Named<'r>,
    pub areas: Areas,
    pub reader: Box<dyn Reader + 'r>,
    pub header: StringRecord,
    pub columns: Vec<usize>,
    pub omissions: Vec<Omission<'r>>,
    pub corrections: Vec<Correcting<'r>>,
    pub comparing: Comparing,
    pub account: Account,
}

/// What became of the lines so far.
#[derive(Default)]
pub(super) struct Account {
    pub lines: LineCounts,
    pub cells: Tolerance,
    pub read_as: BTreeMap<(String, String), (u64, u64)>,
    pub refused: BTreeMap<&'static str, u64>,
    pub refused_lines: Vec<RefusedLine>,
}

/// What became of one line.
enum Fate {
    Used,
    LeftOut,
    Empty,
    Repeated,
    Refused(InputProblem),
}

impl<'r> Run<'r> {
    /// Finds every column that the reader or a rule needs.
    pub(super) fn new(
        named: Named<'r>,
        header: &StringRecord,
        lookup: Option<Lookup>,
        rules: &'r ImportRules,
    ) -> Result<Self, InputProblem> {
        let header = header.clone();
        let recipe = named.recipe;
        let mut reader = recipe.reader.start();
        if let Some(lookup) = lookup {
            reader.look_up_in(lookup);
        }
        let find = |column: &str| {
            let mut places = header
                .iter()
                .enumerate()
                .filter(|(_, name)| *name == column);
            match (places.next(), places.next()) {
                (Some((at, _)), None) => Ok(at),
                (None, _) => Err(InputProblem::no_column(column, &header)),
                (Some(_), Some(_)) => Err(InputProblem::ColumnTwice {
                    column: column.to_owned(),
                }),
            }
        };
        let columns = reader.columns().into_iter().map(find);
        let columns: Vec<usize> = columns.collect::<Result<_, _>>()?;
        let omissions = table::omissions(recipe, find)?;
        let corrections = table::corrections(recipe, find)?;
        let comparing = Comparing::by(&reader.told_apart_by(), &columns, &header);
        Ok(Self {
            named,
            areas: rules.areas.tolerant(),
            reader,
            header,
            columns,
            omissions,
            corrections,
            comparing,
            account: Account::default(),
        })
    }

    /// Takes in every line.
    pub(super) fn gather(
        mut self,
        mut lines: Lines,
        refused: &mut RefusedFile,
        mut progress: impl FnMut(),
    ) -> Result<Gathered<'r>, Trouble> {
        const LINES_BETWEEN_REPORTS: u64 = 8192;
        let source = self.named.recipe.source.0.clone();
        let mut facts = Facts::default();
        let mut gathering = Gathering::importing(&mut facts, source);
        while let Some((number, next)) = lines
            .next()
            .map_err(|(line, problem)| Trouble::File(line, problem))?
        {
            self.account.lines.read += 1;
            if self.account.lines.read > MOST_LINES {
                let problem = InputProblem::TooManyLines { limit: MOST_LINES };
                return Err(Trouble::File(Some(number), problem));
            }
            match next {
                Next::Text(cells) => match self.take(cells, number, &mut gathering) {
                    Fate::Used => self.account.lines.used += 1,
                    Fate::LeftOut => self.account.lines.left_out += 1,
                    Fate::Empty => self.account.lines.empty += 1,
                    Fate::Repeated => self.account.lines.repeated += 1,
                    Fate::Refused(problem @ InputProblem::TooManyValues { .. }) => {
                        return Err(Trouble::File(Some(number), problem));
                    }
                    Fate::Refused(problem) => {
                        let bytes: ByteRecord = cells.iter().collect();
                        let doubted = self.refuse(number, cells, &bytes, &problem, refused);
                        doubted.map(|doubt| doubt(&mut gathering))?;
                    }
                },
                Next::NotText(bytes, at) => {
                    let readable = bytes.iter().map(String::from_utf8_lossy);
                    let cells: StringRecord = readable.collect();
                    let column = self.header.get(at).unwrap_or_default().to_owned();
                    let problem = InputProblem::NotText { column };
                    let cells = Cells::Record(&cells);
                    let doubted = self.refuse(number, cells, &bytes, &problem, refused);
                    doubted.map(|doubt| doubt(&mut gathering))?;
                }
            }
            if self
                .account
                .lines
                .read
                .is_multiple_of(LINES_BETWEEN_REPORTS)
            {
                progress();
            }
        }
        drop(lines);
        let Self { named, reader, .. } = &mut self;
        match reader.finish(&mut gathering) {
            // A rule may concern nothing in a file that was not the one it was written for.
            Ok(()) | Err(InputProblem::UnusedRule { .. }) => {}
            Err(problem) => return Err(Trouble::File(None, problem)),
        }
        let mut explained = std::mem::take(&mut gathering.filled);
        explained.extend(gaps::explain(named.recipe, &mut gathering));
        let unfootnoted = gathering.without_marks().take(MOST_TOLD).collect();
        let marked = gaps::mark_some(named.recipe, &mut gathering);
        let (values_withheld, withheld) = withheld(&mut gathering);
        Ok(Gathered {
            run: self,
            facts,
            explained,
            unfootnoted,
            marked,
            values_withheld,
            withheld,
        })
    }

    /// What becomes of a line.
    fn take(&mut self, cells: Cells<'_>, number: u64, facts: &mut Gathering<'_>) -> Fate {
        if cells.iter().all(|cell| trimmed(cell).is_empty()) {
            return Fate::Empty;
        }
        if cells.len() != self.header.len() {
            return Fate::Refused(InputProblem::OtherCells {
                found: cells.len(),
                expected: self.header.len(),
            });
        }
        if table::leaves_out(&mut self.omissions, cells, holds) {
            return Fate::LeftOut;
        }
        match self.comparing.compare(cells, number) {
            Compared::New => {}
            Compared::Repeated(_) => return Fate::Repeated,
            Compared::Conflicting(first_line) => {
                return Fate::Refused(InputProblem::Twice {
                    what: "the same".to_owned(),
                    first_line,
                    elsewhere: false,
                });
            }
        }
        let tolerance = Tolerance::default();
        let line = Line {
            header: &self.header,
            cells,
            corrections: &self.corrections,
            columns: &self.columns,
            tolerant: Some(&tolerance),
            number,
        };
        match self.reader.line(&line, &self.areas, facts) {
            Ok(()) => {}
            Err(InputProblem::Repeated { .. }) => return Fate::Repeated,
            Err(problem) => return Fate::Refused(problem),
        }
        table::count_corrections(&mut self.corrections, cells, number, holds);
        self.account.cells.add(&tolerance);
        self.account.note_name(&self.areas, number);
        Fate::Used
    }

    /// Accounts for a refused line, keeps it, and says what has to be doubted because of it.
    fn refuse<'g>(
        &mut self,
        number: u64,
        cells: Cells<'_>,
        bytes: &ByteRecord,
        problem: &InputProblem,
        refused: &mut RefusedFile,
    ) -> Result<impl FnOnce(&mut Gathering<'g>) + use<'g>, Trouble> {
        let tolerance = Tolerance::default();
        let line = Line {
            header: &self.header,
            cells,
            corrections: &self.corrections,
            columns: &self.columns,
            tolerant: Some(&tolerance),
            number,
        };
        let lost = self.reader.loses(&line, &self.areas);
        // What was read tolerantly of a refused line is not told: the line is.
        let _ = self.areas.read_as();
        let told = RefusedLine {
            line: number,
            problem: kind(problem),
            column: column(problem, &self.header, cells),
            reason: problem.to_string(),
        };
        refused
            .add(&self.header, &told, bytes)
            .map_err(Trouble::Refused)?;
        let reason = told.reason.clone();
        self.account.lines.refused += 1;
        *self.account.refused.entry(told.problem).or_default() += 1;
        if self.account.refused_lines.len() < MOST_TOLD {
            self.account.refused_lines.push(told);
        }
        Ok(move |facts: &mut Gathering<'g>| facts.doubt_all(lost, number, &reason))
    }
}

/// Whether a cell holds a rule's text; spaces around it do not matter.
fn holds(cell: &str, text: &str) -> bool {
    trimmed(cell) == text
}

/// The column that a problem is in.
fn column(problem: &InputProblem, header: &StringRecord, cells: Cells<'_>) -> Option<String> {
    match problem {
        InputProblem::Cell { column, .. }
        | InputProblem::NotText { column }
        | InputProblem::NoColumn { column, .. } => Some(column.clone()),
        InputProblem::Unknown { name, .. } => {
            let at = cells.iter().position(|cell| cut(cell.trim()) == *name)?;
            header.get(at).map(str::to_owned)
        }
        _ => None,
    }
}

impl Account {
    /// Notes a force's name that was read as another.
    fn note_name(&mut self, areas: &Areas, number: u64) {
        let Some(read) = areas.read_as() else {
            return;
        };
        let name = (cut(&read.from), read.to.as_str().to_owned());
        if let Some((_, lines)) = self.read_as.get_mut(&name) {
            *lines += 1;
        } else if self.read_as.len() < MOST_TOLD {
            self.read_as.insert(name, (number, 1));
        }
    }
}

fn withheld(gathering: &mut Gathering<'_>) -> (u64, Vec<Withheld>) {
    let doubtful = gathering.withhold();
    let count = doubtful.len() as u64;
    let told = doubtful.into_iter().take(MOST_TOLD);
    let told = told.map(|((measure, period, area), doubt)| Withheld {
        measure: measure.to_string(),
        period: period.to_string(),
        area: area.to_string(),
        line: doubt.line,
        reason: doubt.reason,
    });
    (count, told.collect())
}
