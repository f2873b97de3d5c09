//! What a template looks like.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::column::Column;

/// The formats of a template's cells.
pub(super) struct Styles {
    pub(super) label: Format,
    pub(super) plain: Format,
    pub(super) columns: Format,
    pub(super) section: Format,
    pub(super) section_note: Format,
    pub(super) wrapped: Format,
    pub(super) identifier: Format,
    pub(super) whole: Format,
    pub(super) number: Format,
    pub(super) filled_in: Format,
    pub(super) term: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let plain = Format::new();
        let wrapped = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let right = Format::new()
            .set_align(FormatAlign::Top)
            .set_align(FormatAlign::Right);
        let section = wrapped.clone().set_background_color(Color::RGB(0xDD_E5_EF));
        Self {
            label: plain.clone().set_bold(),
            columns: plain
                .clone()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(0x1F_3A_5F)),
            section: section.clone().set_bold(),
            section_note: section,
            identifier: wrapped.clone().set_font_color(Color::RGB(0x59_59_59)),
            whole: right.clone().set_num_format("#,##0"),
            number: right,
            filled_in: wrapped
                .clone()
                .set_unlocked()
                .set_background_color(Color::RGB(0xFF_F8_DC))
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x8C_8C_8C)),
            term: wrapped.clone().set_bold(),
            plain,
            wrapped,
        }
    }
}

/// How wide each column is, in characters.
pub(super) const fn width(column: Column) -> u16 {
    match column {
        Column::Measure => 24,
        Column::Title => 42,
        Column::Unit | Column::LastYear | Column::Value => 13,
        Column::Period => 17,
        Column::InWords => 29,
        Column::Status => 15,
        Column::Months => 10,
        Column::Reason => 40,
        Column::Note => 60,
    }
}
