//! A narrow reader of workbooks: the values of one sheet, and nothing that could do harm.
//!
//! A filled template comes from outside, and the general readers trust what a workbook says of
//! itself: one that declares a thousand million million texts makes them ask for the memory to hold
//! them, which ends the process; styles that repeat one another grow with their product. Here no
//! declared count is believed, every part is inflated against a limit, and what a return does not
//! need (styles beyond number formats, links, drawings, macros) is never opened.

mod cells;
mod error;
mod markup;
mod package;
mod parts;

use crate::grid::SheetRow;
pub(crate) use error::WorkbookError;
use package::Package;

/// The rows of the sheet of this name that have content, in order.
pub(crate) fn rows(bytes: &[u8], sheet: &str) -> Result<Vec<SheetRow>, WorkbookError> {
    let mut package = Package::open(bytes)?;
    let part = parts::sheet_part(&mut package, sheet)?;
    let texts = match package.part("xl/sharedStrings.xml")? {
        Some(part) => parts::shared_texts(&part)?,
        None => Vec::new(),
    };
    let shown_as = match package.part("xl/styles.xml")? {
        Some(part) => parts::number_formats(&part)?,
        None => Vec::new(),
    };
    let content = package.part(&part)?.ok_or(WorkbookError::NoPart(part))?;
    cells::rows(&content, &texts, &shown_as)
}
