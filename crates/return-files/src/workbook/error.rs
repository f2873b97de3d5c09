//! Why a workbook cannot be read.

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkbookError {
    #[error("it is not a readable workbook; open it in a spreadsheet program and save it as .xlsx")]
    Archive(#[source] zip::result::ZipError),
    #[error(
        "its part {part} cannot be unpacked ({cause}); it was damaged on its way: send it again"
    )]
    Damaged {
        part: String,
        #[source]
        cause: std::io::Error,
    },
    #[error("it has {0} parts, more than the {most} of any return", most = super::package::MOST_PARTS)]
    TooManyParts(usize),
    #[error(
        "its part {0} would unpack to more than the {most} MiB that a return may have; begin \
         again from the template", most = super::package::LARGEST_WHOLE >> 20
    )]
    TooLarge(String),
    #[error("its part {0} is packed too tightly for a return; begin again from the template")]
    TooTight(String),
    #[error("it has no part {0}; open it in a spreadsheet program and save it as .xlsx")]
    NoPart(String),
    #[error("it has no sheet \"{wanted}\" (its sheets: {found}); fill in the template itself")]
    NoSheet { wanted: String, found: String },
    #[error("its part {part} is not well formed near byte {at}; save it again as .xlsx")]
    Malformed { part: String, at: u64 },
    #[error("its part {part} has more than {most} {what}; begin again from the template")]
    TooMany {
        part: String,
        what: &'static str,
        most: usize,
    },
    #[error("the sheet holds cell {0} twice; save it again in a spreadsheet program")]
    TwiceTheCell(String),
    #[error("row {row} lies beyond the {most} rows that a return may have", most = super::cells::MOST_ROWS)]
    TooFarDown { row: u32 },
}
