//! The cells of one line, wherever their text lies.

use std::ops::Range;

use csv::StringRecord;

/// The cells of one line.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cells<'t> {
    /// As the reader of CSV gives them.
    Record(&'t StringRecord),
    /// As places in a longer text.
    Places {
        /// The text.
        text: &'t str,
        /// Where in it each cell is.
        places: &'t [Range<u32>],
    },
}

impl<'t> Cells<'t> {
    /// The text of the cell with this number.
    pub(crate) fn get(self, at: usize) -> Option<&'t str> {
        match self {
            Self::Record(record) => record.get(at),
            Self::Places { text, places } => {
                let place = places.get(at)?;
                text.get(place.start as usize..place.end as usize)
            }
        }
    }

    /// How many cells there are.
    pub(crate) fn len(self) -> usize {
        match self {
            Self::Record(record) => record.len(),
            Self::Places { places, .. } => places.len(),
        }
    }

    /// Every cell, in order.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'t str> {
        (0..self.len()).map(move |at| self.get(at).unwrap_or_default())
    }
}

/// A text without the spaces around it.
pub(crate) fn trimmed(text: &str) -> &str {
    // Nearly every cell begins and ends with a letter or digit, and needs no closer look.
    let plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if plain(bytes.first()) && plain(bytes.last()) {
        return text;
    }
    text.trim()
}
