//! Figures as PNG, for where vectors cannot be shown.

use std::sync::{Arc, LazyLock};

use peel_reporting_core::Figure;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::fontdb::{Database, Source};
use resvg::usvg::{Options, Tree};

use super::fonts::{FONTS, can_be_set};
use crate::chart::FONT_FAMILIES;
use crate::{PdfError, render_figure_svg};

/// The family that pictures are lettered in.
const FAMILY: &str = "'Source Sans 3', 'DejaVu Sans Mono'";

/// Dots for each unit of a drawing: sharp on paper at the width that it has in a report.
const DOTS: f32 = 3.0;

/// What letters are drawn with, once for all pictures.
static OPTIONS: LazyLock<Options<'_>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    for font in FONTS.iter() {
        fonts.load_font_source(Source::Binary(Arc::new(font.data().clone())));
    }
    Options {
        font_family: "Source Sans 3".to_owned(),
        fontdb: Arc::new(fonts),
        ..Options::default()
    }
});

/// A figure as PNG on white, as [`render_figure_svg`] draws it, three dots for each of its units.
///
/// The same figure gives the same bytes.
///
/// # Errors
/// [`PdfError::NotSet`] when the drawing is no SVG, which no figure causes.
pub fn render_figure_png(figure: &Figure) -> Result<Vec<u8>, PdfError> {
    dots(&render_figure_svg(figure)).ok_or_else(|| PdfError::NotSet {
        what: figure.id.to_string(),
        why: "its drawing is no SVG".to_owned(),
    })
}

fn dots(svg: &str) -> Option<Vec<u8>> {
    let svg: String = in_own_fonts(svg)
        .chars()
        .map(|letter| {
            if letter.is_ascii() || can_be_set(letter) {
                letter
            } else {
                '\u{fffd}'
            }
        })
        .collect();
    let tree = Tree::from_str(&svg, &OPTIONS).ok()?;
    let size = tree.size().to_int_size().scale_by(DOTS)?;
    let mut canvas = Pixmap::new(size.width(), size.height())?;
    canvas.fill(Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(DOTS, DOTS),
        &mut canvas.as_mut(),
    );
    canvas.encode_png().ok()
}

/// A drawing in the fonts that are part of the program, in place of a reader's system's.
pub(super) fn in_own_fonts(svg: &str) -> String {
    svg.replacen(FONT_FAMILIES, FAMILY, 1)
}
