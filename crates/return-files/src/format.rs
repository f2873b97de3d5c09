//! The two forms of a return file.

use std::fmt;

/// In which form a template is written and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReturnFormat {
    /// Comma-separated values: for programs, and for people without a spreadsheet program.
    Csv,
    /// An Excel workbook, as most forces will want it.
    Xlsx,
}

impl ReturnFormat {
    /// Every value, in the order of declaration.
    pub const ALL: &'static [Self] = &[Self::Csv, Self::Xlsx];

    /// Its name, which is also how file names end.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|format| format.name() == name)
    }

    /// The format that a file's name promises, whatever the case of its ending.
    ///
    /// ```
    /// use peel_return_files::ReturnFormat;
    /// assert_eq!(ReturnFormat::of_file_name("Return 2016.XLSX"), Some(ReturnFormat::Xlsx));
    /// assert_eq!(ReturnFormat::of_file_name("return.xls"), None);
    /// ```
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Self::from_name(&ending.to_ascii_lowercase())
    }

    /// The format that a file's first bytes show: a workbook is a zip archive, anything else is
    /// read as text.
    #[must_use]
    pub fn of_content(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK\x03\x04") {
            Self::Xlsx
        } else {
            Self::Csv
        }
    }
}

impl fmt::Display for ReturnFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
