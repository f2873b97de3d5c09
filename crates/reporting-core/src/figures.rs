//! Builds figures from comparisons.

use peel_model::{FigureShape, Formula, Indicator, Period};

use crate::figure::{Drawing, Figure};
use crate::indicator_table::IndicatorRow;
use crate::lookup::Composer;
use crate::statements::left_out_note;
use crate::table::DataTable;
use crate::text::Text;
use crate::wording::{absent_words, capitalised, list_of, sentence};

/// A figure's drawing with its words and data.
pub(crate) struct Drawn {
    pub(crate) drawing: Drawing,
    pub(crate) description: String,
    pub(crate) table: DataTable,
    pub(crate) statements: Vec<Text>,
    pub(crate) notes: Vec<String>,
}

impl Composer<'_> {
    /// A figure of the layout with this report's force in it.
    pub(crate) fn figure(&mut self, layout: &peel_model::Figure) -> Figure {
        let edition = self.input.edition;
        let shown: Vec<(&Indicator, Period)> = layout
            .indicators
            .iter()
            .filter_map(|id| edition.indicator(id))
            .flat_map(|indicator| {
                let own = layout.periods.is_empty().then_some(indicator.period);
                let periods = layout.periods.iter().copied().chain(own);
                periods.map(move |period| (indicator, period))
            })
            .collect();
        let one = shown
            .iter()
            .all(|(indicator, _)| layout.indicators.first() == Some(&indicator.id));
        // Where there is a row for each indicator, its note is cited there.
        let marks = if one {
            self.footnotes.cite_all(edition, &shown)
        } else {
            self.footnotes.cite_limits(edition, &shown)
        };
        let drawn = match (layout.shape, shown.first()) {
            (FigureShape::Line, Some((indicator, _))) => {
                let periods: Vec<Period> = shown
                    .iter()
                    .filter(|(other, _)| other.id == indicator.id)
                    .map(|(_, period)| *period)
                    .collect();
                self.line(indicator, &periods)
            }
            (FigureShape::RankedBars, Some((indicator, period))) if shown.len() == 1 => {
                self.bars(indicator, *period)
            }
            (FigureShape::RankedBars, Some(_)) => None,
            (FigureShape::BarsByType, Some(_)) => self.pairs(&layout.title, &shown),
            (FigureShape::Table, _) | (_, None) => Some(self.rows(&layout.title, &shown)),
        };
        let mut drawn = drawn.unwrap_or_else(|| self.not_drawn(&layout.title, &shown, OTHERWISE));
        if !one {
            for (row, (indicator, _)) in drawn.table.rows.iter_mut().zip(&shown) {
                row.marks = self.footnotes.cite_note(edition, indicator);
            }
        }
        let note = (!layout.note.is_empty()).then(|| sentence(&layout.note));
        Figure {
            id: layout.id.clone(),
            number: layout.number,
            title: layout.title.clone(),
            marks,
            drawing: drawn.drawing,
            description: drawn.description,
            table: drawn.table,
            statements: drawn.statements,
            notes: note.into_iter().chain(drawn.notes).collect(),
            source: layout.source.clone(),
        }
    }

    /// The figure as a table.
    fn rows(&mut self, title: &str, shown: &[(&Indicator, Period)]) -> Drawn {
        let rows = indicator_rows(shown);
        let left_out = shown.iter().filter_map(|(indicator, period)| {
            let comparison = self.comparison(&indicator.id, *period)?;
            Some((indicator.title.as_str(), left_out_note(comparison)?))
        });
        let mut notes = grouped(left_out, shown.len());
        let table = titled(self.indicator_table("", &rows), title);
        if table.has_printed() {
            notes.extend(self.why_printed(shown));
        }
        Drawn {
            drawing: Drawing::Table,
            description: String::new(),
            statements: self.extremes(&rows),
            table,
            notes,
        }
    }

    /// The figure that should be a chart, with the values as printed and why nothing is drawn.
    ///
    /// `otherwise` is the reason where the data are not.
    pub(crate) fn not_drawn(
        &mut self,
        title: &str,
        shown: &[(&Indicator, Period)],
        otherwise: &str,
    ) -> Drawn {
        let table = titled(self.indicator_table("", &indicator_rows(shown)), title);
        let why = self.why_printed(shown).join(" ");
        let why = if why.is_empty() { otherwise } else { &why };
        let values = match (table.has_printed(), table.has_values()) {
            (true, _) => " The values known are those the published report prints.",
            (false, true) => "",
            (false, false) => " No value is printed either.",
        };
        let reason = format!("No chart can be drawn. {why}{values}");
        Drawn {
            drawing: Drawing::NotDrawn {
                reason: reason.clone(),
            },
            description: reason,
            table,
            statements: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Why indicators could not be computed, each reason once.
    pub(crate) fn why_printed(&self, shown: &[(&Indicator, Period)]) -> Vec<String> {
        let reasons = shown.iter().filter_map(|(indicator, period)| {
            let comparison = self.comparison(&indicator.id, *period);
            let reason = match (&indicator.formula, comparison) {
                (Formula::PublishedOnly { reason }, _) => sentence(reason),
                (_, Some(comparison)) => match comparison.comparator.value {
                    Err(absent) => {
                        format!("It could not be computed: {}.", absent_words(absent))
                    }
                    Ok(_) => return None,
                },
                (_, None) => "The comparison was not made.".to_owned(),
            };
            Some((indicator.title.as_str(), reason))
        });
        grouped(reasons, shown.len())
    }
}

/// Why a figure of the layout is not drawn although there are values.
const OTHERWISE: &str = "What it should show has different units, which share no axis.";

/// Notes, each once, with the titles they are about unless they are about all.
fn grouped<'t>(notes: impl Iterator<Item = (&'t str, String)>, all: usize) -> Vec<String> {
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for (title, note) in notes {
        match groups.iter_mut().find(|(known, _)| *known == note) {
            Some((_, titles)) => titles.push(title),
            None => groups.push((note, vec![title])),
        }
    }
    groups
        .into_iter()
        .map(|(note, titles)| {
            let says_so = matches!(titles.as_slice(), [only] if note.starts_with(only));
            if titles.len() == all || says_so {
                capitalised(&note)
            } else {
                format!("{}: {note}", list_of(&titles))
            }
        })
        .collect()
}

/// The table; where rows share neither unit nor period, the figure's title is its caption.
pub(crate) fn titled(table: DataTable, title: &str) -> DataTable {
    if table.caption.is_empty() {
        DataTable {
            caption: title.to_owned(),
            ..table
        }
    } else {
        table
    }
}

pub(crate) fn indicator_rows<'i>(shown: &[(&'i Indicator, Period)]) -> Vec<IndicatorRow<'i>> {
    shown
        .iter()
        .map(|(indicator, period)| IndicatorRow {
            indicator,
            period: *period,
        })
        .collect()
}
