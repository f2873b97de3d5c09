//! The account of an import: what became of every line.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::error::InputProblem;
use crate::manifest::{Corrected, Filled, LeftOut, LookedUp, Marked};

/// Refused lines, withheld values and names read as others that are told one by one.
pub(super) const MOST_TOLD: usize = 1000;

/// What an import read, mapped, corrected, left out, refused and withheld.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// The file's name.
    pub file: String,
    /// SHA-256 of its bytes as they lie on disk, in hexadecimal.
    pub sha256: String,
    /// Its size on disk, in bytes.
    pub bytes: u64,
    /// The recipe that was followed.
    pub recipe: String,
    /// Who publishes files of this kind.
    pub publisher: String,
    /// The publisher's title.
    pub title: String,
    /// The source that the observations name.
    pub source: String,
    /// What became of the lines.
    pub lines: LineCounts,
    /// Observations imported, those without a value included.
    pub observations: u64,
    /// Labels that were read as measures.
    pub mapped: Vec<Mapped>,
    /// Lines left out by rules of the recipe.
    pub left_out: Vec<LeftOut>,
    /// Slips put right by rules of the recipe.
    pub corrected: Vec<Corrected>,
    /// The first line with each of these slips, in the same order.
    pub corrected_from_line: Vec<u64>,
    /// Names of forces that differ from the known ones in capitals, spaces, "&" or a footnote
    /// mark: the first 1,000.
    pub read_as: Vec<ReadAs>,
    /// The lookup from parts of areas to areas, where one was used.
    pub looked_up: Option<LookedUp>,
    /// Labels of lines from which a footnote mark was taken off.
    pub footnotes_taken_off: u64,
    /// What a footnote's mark was taken off of in a workbook: headers, by their cell, and names.
    pub unfootnoted: Vec<Corrected>,
    /// Cells with spaces around their text, which were left aside.
    pub padded_cells: u64,
    /// Numbers with commas between thousands.
    pub grouped_numbers: u64,
    /// Counts below zero: corrections of earlier periods, kept as published.
    pub negative_counts: u64,
    /// Cells that say there is no value (an empty cell, "..", ":", "-", "NA", "+" and the like).
    pub cells_without_value: u64,
    /// Reasons that the recipe knows for values that are not there.
    pub explained: Vec<Filled>,
    /// Values that the recipe marks as of another standing than normal.
    pub marked: Vec<Marked>,
    /// Refused lines by kind of problem.
    pub refused: Vec<RefusedKind>,
    /// The first 1,000 refused lines.
    pub refused_lines: Vec<RefusedLine>,
    /// The file that keeps all refused lines; `None` when there are none or no place was given.
    pub refused_file: Option<PathBuf>,
    /// Values withheld because a line that they may be missing is refused, or because the file
    /// contradicts itself about them.
    pub values_withheld: u64,
    /// The first 1,000 of them.
    pub withheld: Vec<Withheld>,
    /// Whether every line was compared with those before it; a file of more than 900,000 lines
    /// that are added up is too long for that, and its repetitions were not all looked for.
    pub all_lines_compared: bool,
}

/// What became of a file's lines, the header not counted. The parts add up to `read`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct LineCounts {
    /// Lines read.
    pub read: u64,
    /// Lines that went into observations.
    pub used: u64,
    /// Lines left out by a rule of the recipe.
    pub left_out: u64,
    /// Lines that hold nothing.
    pub empty: u64,
    /// Lines that say again what an earlier line says; they add nothing.
    pub repeated: u64,
    /// Lines refused.
    pub refused: u64,
}

/// A publisher's label that was read as a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mapped {
    /// The label.
    pub label: String,
    /// The measure.
    pub measure: String,
    /// Its observations.
    pub observations: u64,
}

/// A force's name that was read as a known one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadAs {
    /// What the file holds.
    pub name: String,
    /// The area code that it was read as.
    pub code: String,
    /// The first line with it.
    pub first_line: u64,
    /// Lines with it.
    pub lines: u64,
}

/// How many lines were refused for one kind of problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedKind {
    /// The kind: `unknown-name`, `not-understood`, `other-meaning`, `contradiction`, `not-text`,
    /// `other-cells` or `other`.
    pub problem: &'static str,
    /// Lines.
    pub lines: u64,
}

/// A line that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusedLine {
    /// Its number in the file, counted from 1.
    pub line: u64,
    /// The kind of problem, as in [`RefusedKind`].
    pub problem: &'static str,
    /// The column, where the problem is in one.
    pub column: Option<String>,
    /// What is wrong and what to do about it.
    pub reason: String,
}

/// A value that is not imported although lines give it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Withheld {
    /// The measure.
    pub measure: String,
    /// The period.
    pub period: String,
    /// The area's code.
    pub area: String,
    /// The first line that makes it doubtful; `None` when the file as a whole does.
    pub line: Option<u64>,
    /// Why.
    pub reason: String,
}

/// What is known of a file once it is read.
pub(super) struct FileRead {
    pub file: String,
    pub sha256: String,
    pub bytes: u64,
    pub refused_file: Option<PathBuf>,
    pub header_marks: Vec<Corrected>,
    pub looked_up: Option<LookedUp>,
}

/// The kind of a problem with a line.
pub(super) fn kind(problem: &InputProblem) -> &'static str {
    match problem {
        InputProblem::Unknown { .. } => "unknown-name",
        InputProblem::Cell { .. } => "not-understood",
        InputProblem::OtherMeaning { .. } => "other-meaning",
        InputProblem::Twice { .. } | InputProblem::Mixed { .. } => "contradiction",
        InputProblem::NotText { .. } => "not-text",
        InputProblem::OtherCells { .. } => "other-cells",
        _ => "other",
    }
}

impl fmt::Display for ImportReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = &self.lines;
        writeln!(
            f,
            "{}, read as {}: {}, {}",
            self.file, self.recipe, self.publisher, self.title
        )?;
        writeln!(
            f,
            "{}: {} used, {} left out, {} empty, {} repeated, {} refused",
            counted(lines.read, "line"),
            lines.used,
            lines.left_out,
            lines.empty,
            lines.repeated,
            lines.refused
        )?;
        writeln!(f, "{}", counted(self.observations, "observation"))?;
        for mapped in &self.mapped {
            let Mapped { label, measure, .. } = mapped;
            let observations = counted(mapped.observations, "observation");
            if label == measure {
                writeln!(f, "  {measure}: {observations}")?;
            } else {
                writeln!(f, "  {label}: {measure}, {observations}")?;
            }
        }
        self.fmt_rules(f)?;
        self.fmt_cells(f)?;
        self.fmt_refused(f)
    }
}

/// A count with what is counted: "1 line", "2 lines".
fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

/// What a rule leaves out, with the first few of many texts.
fn shortened(what: &str) -> String {
    const MOST_TEXTS: usize = 5;
    let texts: Vec<&str> = what.split("; ").collect();
    match texts.split_at_checked(MOST_TEXTS) {
        Some((first, more)) if more.len() > 1 => {
            format!("{} and {} more", first.join("; "), more.len())
        }
        _ => what.to_owned(),
    }
}

/// Entries of one kind in the report for people; the rest is in the file of refused lines and in
/// the report for programs.
const MOST_SHOWN: usize = 20;

impl ImportReport {
    fn fmt_rules(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for rule in &self.left_out {
            let lines = counted(rule.lines, "line");
            let what = shortened(&rule.what);
            writeln!(f, "left out {lines} with {what}: {}", rule.reason)?;
        }
        for (rule, line) in self.corrected.iter().zip(&self.corrected_from_line) {
            let Corrected {
                column,
                from,
                to,
                lines,
                reason,
            } = rule;
            let lines = counted(*lines, "line");
            writeln!(
                f,
                "corrected {column} on {lines}, first line {line}: \"{from}\" read as \
                 \"{to}\": {reason}"
            )?;
        }
        for name in self.read_as.iter().take(MOST_SHOWN) {
            let ReadAs {
                name,
                code,
                first_line,
                lines,
            } = name;
            let lines = counted(*lines, "line");
            writeln!(
                f,
                "read \"{name}\" as {code} on {lines}, first line {first_line}"
            )?;
        }
        if let Some(LookedUp {
            name,
            lines,
            changes,
            ..
        }) = &self.looked_up
        {
            let lines = counted(*lines, "line");
            writeln!(f, "looked up in {name}: {lines}")?;
            for change in changes {
                let (added, retired) = (change.added.len(), change.retired.len());
                let reason = &change.reason;
                writeln!(f, "  {added} added to it, {retired} retired: {reason}")?;
            }
        }
        for mark in self.unfootnoted.iter().take(MOST_SHOWN) {
            let Corrected {
                column, from, to, ..
            } = mark;
            writeln!(
                f,
                "read \"{from}\" as \"{to}\" in {column}: the rest is the mark of a footnote"
            )?;
        }
        for rule in &self.explained {
            let Filled {
                status,
                values,
                reason,
                ..
            } = rule;
            let values = counted(*values, "value");
            writeln!(f, "not there: {values}, {status}: {reason}")?;
        }
        for rule in &self.marked {
            let Marked {
                status,
                values,
                reason,
            } = rule;
            let values = counted(*values, "value");
            writeln!(f, "marked {values} {status}: {reason}")?;
        }
        Ok(())
    }

    fn fmt_cells(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (count, what) in [
            (
                self.negative_counts,
                "counts below zero, kept as published corrections",
            ),
            (self.cells_without_value, "cells that say there is no value"),
            (
                self.padded_cells,
                "cells read without the spaces around their text",
            ),
            (
                self.grouped_numbers,
                "numbers read without commas between thousands",
            ),
            (
                self.footnotes_taken_off,
                "labels read without a footnote mark",
            ),
        ] {
            if count > 0 {
                writeln!(f, "{what}: {count}")?;
            }
        }
        if !self.all_lines_compared {
            writeln!(f, "the file is too long to look for every repeated line")?;
        }
        Ok(())
    }

    fn fmt_refused(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for RefusedKind { problem, lines } in &self.refused {
            writeln!(f, "refused {}: {problem}", counted(*lines, "line"))?;
        }
        for refused in self.refused_lines.iter().take(MOST_SHOWN) {
            writeln!(f, "  line {}: {}", refused.line, refused.reason)?;
        }
        if let Some(path) = &self.refused_file {
            writeln!(f, "all refused lines are kept in {}", path.display())?;
        }
        if self.values_withheld > 0 {
            let values = counted(self.values_withheld, "value");
            writeln!(f, "withheld {values} that the file leaves in doubt")?;
        }
        for withheld in self.withheld.iter().take(MOST_SHOWN) {
            let Withheld {
                measure,
                period,
                area,
                line,
                reason,
            } = withheld;
            let line = line.map_or(String::new(), |line| format!("line {line}: "));
            writeln!(f, "  {measure} of {area} for {period}: {line}{reason}")?;
        }
        Ok(())
    }
}
