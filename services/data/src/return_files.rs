//! Returns as files: templates going out, filled ones coming in.

use peel_data_core::TemplateContent;
use peel_kit::{Failure, Violations};
use peel_model::{Force, ForceId, ReturnedValue, Revision};
use peel_proto::data::v1 as wire;
use peel_proto::errors::v1::ErrorReason;
use peel_return_files::{
    FilledReturn, ReturnFileProblems, ReturnFormat, Template, TemplateRow, TemplateSection, read,
    write_csv, write_xlsx,
};
use tonic::Status;

use crate::editions::KnownEdition;

/// What is known of a filled template beside its values.
pub(crate) struct FilledIn {
    /// Where each value stands, in the order of the values.
    places: Vec<String>,
    /// Values left empty.
    pub(crate) left_empty: u32,
}

/// The format that a request names; `None` when it leaves the choice.
pub(crate) fn wanted_format(
    field: &str,
    number: i32,
    violations: &mut Violations,
) -> Option<ReturnFormat> {
    match wire::ReturnFormat::try_from(number) {
        Ok(wire::ReturnFormat::Unspecified) => None,
        Ok(wire::ReturnFormat::Csv) => Some(ReturnFormat::Csv),
        Ok(wire::ReturnFormat::Xlsx) => Some(ReturnFormat::Xlsx),
        Err(_) => {
            violations.add(field, format!("no format has the number {number}"));
            None
        }
    }
}

/// A force's template as a file, CSV unless another format is wanted.
pub(crate) async fn template(
    known: &KnownEdition,
    force: Force,
    content: TemplateContent,
    format: Option<ReturnFormat>,
) -> Result<wire::GetReturnTemplateResponse, Failure> {
    let format = format.unwrap_or(ReturnFormat::Csv);
    let edition = &known.edition;
    let file_name = format!("{}-{}-return.{format}", force.id, edition.id);
    let as_of = content.as_of.map_or(0, Revision::number);
    let rows = content.sections.iter().map(|section| section.rows.len());
    let values = count(rows.sum());
    let template = Template {
        edition: edition.id.clone(),
        edition_title: edition.title.clone(),
        force: force.id,
        force_name: force.full_name,
        sections: content.sections.into_iter().map(section).collect(),
    };
    // Many rows take a moment, which nobody else should wait for.
    let write = move || match format {
        ReturnFormat::Csv => write_csv(&template),
        ReturnFormat::Xlsx => write_xlsx(&template),
    };
    let written = tokio::task::spawn_blocking(write).await;
    let content = written.map_err(Failure::internal)?;
    Ok(wire::GetReturnTemplateResponse {
        content: content.map_err(Failure::internal)?,
        file_name,
        media_type: media_type(format).to_owned(),
        values,
        as_of,
    })
}

/// The values of a filled template, which must be that of the force and edition meant.
pub(crate) async fn read_filled(
    bytes: Vec<u8>,
    format: Option<ReturnFormat>,
    known: &KnownEdition,
    force: &ForceId,
) -> Result<(Vec<ReturnedValue>, FilledIn), Status> {
    let format = format.unwrap_or_else(|| ReturnFormat::of_content(&bytes));
    let filled = tokio::task::spawn_blocking(move || read(&bytes, format)).await;
    let filled = filled.map_err(Failure::internal)?;
    let filled = filled.map_err(|problems| unreadable(&problems))?;
    check_heading(&filled, known, force)?;
    if filled.values.is_empty() {
        return Err(nothing_filled_in().into());
    }
    let left_empty = count(filled.unanswered);
    let placed = filled.values.into_iter();
    let (places, values) = placed.map(|placed| (placed.place, placed.value)).unzip();
    Ok((values, FilledIn { places, left_empty }))
}

impl FilledIn {
    /// The place in the file that a path such as `values[3].reason` means.
    pub(crate) fn place(&self, field: &str) -> String {
        let parsed = || {
            let (index, rest) = field.strip_prefix("values[")?.split_once(']')?;
            let place = self.places.get(index.parse::<usize>().ok()?)?;
            Some(format!("file[{place}]{rest}"))
        };
        parsed().unwrap_or_else(|| "file".to_owned())
    }
}

/// A return of another force or edition was sent by mistake.
fn check_heading(
    filled: &FilledReturn,
    known: &KnownEdition,
    force: &ForceId,
) -> Result<(), Failure> {
    let mut violations = Violations::default();
    if filled.edition != known.edition.id {
        let message = format!("the file is a return for {}", filled.edition);
        violations.add("header.edition", message);
    }
    if filled.force != *force {
        violations.add(
            "header.force",
            format!("the file is a return of {}", filled.force),
        );
    }
    violations.check()
}

fn nothing_filled_in() -> Failure {
    let mut violations = Violations::default();
    let message = "nothing in it is filled in: give a value, or a status and a reason, in one row \
                   at least";
    violations.add("file", message);
    violations.refused_as(ErrorReason::SubmissionRefused.reason())
}

fn unreadable(problems: &ReturnFileProblems) -> Failure {
    let mut violations = Violations::default();
    for problem in problems.told() {
        let field = match problem.place.as_str() {
            "the file" => "file".to_owned(),
            place => format!("file[{place}]"),
        };
        violations.add(field, problem.message.as_str());
    }
    if problems.untold() > 0 {
        let more = format!("{} more problems are not listed", problems.untold());
        violations.add("", more);
    }
    violations.refused_as(ErrorReason::SubmissionRefused.reason())
}

fn section(section: peel_data_core::TemplateSection) -> TemplateSection {
    TemplateSection {
        title: section.title,
        note: section.note,
        rows: section.rows.into_iter().map(row).collect(),
    }
}

fn row(row: peel_data_core::TemplateRow) -> TemplateRow {
    TemplateRow {
        measure: row.measure,
        title: row.title,
        unit: row.unit,
        period: row.period,
        last_year: row.last_year,
        // Before the first year that periods reach there is no last year, and no value of it.
        last_year_period: row.last_year_period.unwrap_or(row.period),
        note: row.note,
    }
}

fn media_type(format: ReturnFormat) -> &'static str {
    match format {
        ReturnFormat::Csv => "text/csv; charset=utf-8",
        ReturnFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
