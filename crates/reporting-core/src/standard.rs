//! Figures that every edition has for every indicator, besides those of its report.

use std::fmt::Write;

use peel_model::{Edition, FigureId, Formula, Indicator, IndicatorId, Period, Series, SourceId};

use crate::figure::Figure;
use crate::figures::Drawn;
use crate::input::{ForceReportInput, ReportError};
use crate::lookup::Composer;
use crate::report::{alone, composer, unknown_figure};

/// The identifier of the figure of all indicators.
const ALL_INDICATORS: &str = "all-indicators";

/// A figure that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedFigure {
    /// Its identifier.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether the report holds it.
    pub in_report: bool,
}

/// What an indicator can be drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bars,
    Funnel,
    Map,
    Trend,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Bars, Self::Funnel, Self::Map, Self::Trend];

    const fn name(self) -> &'static str {
        match self {
            Self::Bars => "bars",
            Self::Funnel => "funnel",
            Self::Map => "map",
            Self::Trend => "trend",
        }
    }

    /// The figure's title.
    fn title(self, indicator: &Indicator) -> String {
        let title = &indicator.title;
        match self {
            Self::Bars => format!("{title}, by force"),
            Self::Funnel => format!("{title}: forces by size, with the limits of chance"),
            Self::Map => format!("{title}: map of forces"),
            Self::Trend => format!("{title} from period to period"),
        }
    }
}

/// A figure of every edition.
#[derive(Debug, Clone, Copy)]
enum Standard<'e> {
    AllIndicators,
    Of(Kind, &'e Indicator),
}

impl<'e> Standard<'e> {
    fn named(edition: &'e Edition, id: &str) -> Option<Self> {
        if id == ALL_INDICATORS {
            return Some(Self::AllIndicators);
        }
        let (kind, indicator) = id.split_once('-')?;
        let kind = Kind::ALL.into_iter().find(|known| known.name() == kind)?;
        let indicator = edition
            .indicators
            .iter()
            .find(|known| known.id.as_str() == indicator)?;
        Some(Self::Of(kind, indicator))
    }

    /// Why nothing is drawn where the data would allow it.
    const fn otherwise(self) -> &'static str {
        match self {
            Self::AllIndicators => "The force is compared on none of the indicators.",
            Self::Of(Kind::Bars, _) => "No force has a value.",
            Self::Of(Kind::Funnel, _) => "To this kind of figure no limits of chance apply.",
            Self::Of(Kind::Map, _) => "No force has a value, or the edition lays out no map.",
            Self::Of(Kind::Trend, _) => "No period has a value.",
        }
    }

    fn title(self) -> String {
        match self {
            Self::AllIndicators => "All indicators at a glance".to_owned(),
            Self::Of(kind, indicator) => kind.title(indicator),
        }
    }
}

/// Every figure that can be asked for: those of the report, then those of every edition: a dot plot
/// of all indicators, and for each indicator ranked bars, a funnel, a map and a trend.
///
/// An identifier of the report's layout comes first where both would have it.
#[must_use]
pub fn figure_list(edition: &Edition) -> Vec<ListedFigure> {
    let laid_out = edition.layout.figures.iter().map(|figure| ListedFigure {
        id: figure.id.to_string(),
        title: figure.title.clone(),
        in_report: true,
    });
    let mut listed: Vec<ListedFigure> = laid_out.collect();
    let mut add = |id: String, title: String| {
        if !listed.iter().any(|known| known.id == id) {
            listed.push(ListedFigure {
                id,
                title,
                in_report: false,
            });
        }
    };
    add(ALL_INDICATORS.to_owned(), Standard::AllIndicators.title());
    for indicator in &edition.indicators {
        for kind in Kind::ALL {
            let mut id = kind.name().to_owned();
            let _ = write!(id, "-{}", indicator.id);
            add(id, kind.title(indicator));
        }
    }
    listed
}

/// The indicator whose series a figure needs beside the comparisons; `None` for every figure that
/// comparisons are enough for.
#[must_use]
pub fn series_of_figure<'e>(edition: &'e Edition, figure: &FigureId) -> Option<&'e IndicatorId> {
    let laid_out = edition.layout.figures.iter();
    if laid_out.into_iter().any(|known| known.id == *figure) {
        return None;
    }
    match Standard::named(edition, figure.as_str())? {
        Standard::Of(Kind::Trend, indicator) => Some(&indicator.id),
        Standard::Of(Kind::Bars | Kind::Funnel | Kind::Map, _) | Standard::AllIndicators => None,
    }
}

/// The figure of a force's series.
///
/// # Errors
/// [`ReportError`] as for [`crate::force_report`], and when the figure is of no series.
pub fn trend_figure(
    input: &ForceReportInput<'_>,
    figure: &FigureId,
    series: &Series,
) -> Result<Figure, ReportError> {
    let named = Standard::named(input.edition, figure.as_str());
    let Some(trend @ Standard::Of(Kind::Trend, indicator)) = named else {
        return Err(unknown_figure(input.edition, figure));
    };
    let mut composer = composer(input)?;
    let drawn = composer.trend(indicator, series);
    let shown: Vec<(&Indicator, Period)> = series
        .points
        .iter()
        .map(|point| (indicator, point.period))
        .collect();
    let shown = if shown.is_empty() {
        vec![(indicator, indicator.period)]
    } else {
        shown
    };
    Ok(composer.standing_alone(figure, trend, drawn, &shown))
}

/// A figure of every edition; `None` when there is none of that name, or it needs a series.
pub(crate) fn standard_figure(composer: &mut Composer<'_>, figure: &FigureId) -> Option<Figure> {
    let edition = composer.input.edition;
    let standard = Standard::named(edition, figure.as_str())?;
    let (drawn, shown) = match standard {
        Standard::AllIndicators => {
            let shown: Vec<(&Indicator, Period)> = edition
                .indicators
                .iter()
                .filter(|indicator| !matches!(indicator.formula, Formula::Tally { .. }))
                .map(|indicator| (indicator, composer.shown_period(indicator)))
                .collect();
            (composer.dots(&standard.title(), &shown), shown)
        }
        Standard::Of(kind, indicator) => {
            let period = composer.shown_period(indicator);
            let drawn = match kind {
                Kind::Bars => composer.bars(indicator, period),
                Kind::Funnel => composer.funnel(indicator, period),
                Kind::Map => composer.map(indicator, period),
                Kind::Trend => return None,
            };
            (drawn, vec![(indicator, period)])
        }
    };
    Some(composer.standing_alone(figure, standard, drawn, &shown))
}

impl Composer<'_> {
    /// A figure that stands in no report, with everything that must be known of it in its notes.
    fn standing_alone(
        &mut self,
        id: &FigureId,
        standard: Standard<'_>,
        drawn: Option<Drawn>,
        shown: &[(&Indicator, Period)],
    ) -> Figure {
        let title = standard.title();
        let drawn = drawn.unwrap_or_else(|| self.not_drawn(&title, shown, standard.otherwise()));
        let edition = self.input.edition;
        if let [(indicator, _), ..] = shown
            && shown.iter().all(|(other, _)| other.id == indicator.id)
        {
            self.footnotes.cite_all(edition, shown);
        } else {
            for (indicator, period) in shown {
                self.footnotes
                    .cite_at_a_glance(edition, indicator, *period, self.force);
            }
        }
        let source = self.publishers(shown);
        let other = match shown {
            [(indicator, period)] => self.other_period_note(indicator, *period),
            _ => None,
        };
        let made = Figure {
            id: id.clone(),
            number: 0,
            title,
            marks: Vec::new(),
            drawing: drawn.drawing,
            description: drawn.description,
            table: drawn.table,
            statements: drawn.statements,
            notes: other.into_iter().chain(drawn.notes).collect(),
            source,
        };
        alone(self, made)
    }

    /// Who published what the indicators are worked out from.
    pub(crate) fn publishers(&self, shown: &[(&Indicator, Period)]) -> String {
        let ids = self.source_ids(shown);
        let mut publishers: Vec<&str> = Vec::new();
        let known = self.input.edition.sources.iter();
        for source in known.filter(|source| ids.contains::<SourceId>(&source.id)) {
            // Some were published by several together.
            for publisher in source.publisher.split("; ") {
                if !publishers.contains(&publisher) {
                    publishers.push(publisher);
                }
            }
        }
        publishers.join("; ")
    }
}
