//! The made-up edition's report.

use peel_model::{Figure, FigureShape, MapTile, NumberEntry, NumberGroup, ReportLayout};

use super::edition::{FORCES, slug_of};
use super::id;

pub(super) fn layout() -> ReportLayout {
    ReportLayout {
        title: "Made-up effectiveness 1999".to_owned(),
        introduction: vec![
            "This report shows what a report looks like. Every force, number and finding in it is \
             made up."
                .to_owned(),
            "The inspection asks one question of every force and answers it in three parts."
                .to_owned(),
        ],
        force_in_numbers: vec![
            NumberGroup {
                title: "Crime".to_owned(),
                entries: vec![
                    entry("Recorded crime", "crime-rate", Some(0)),
                    entry("Change in incidents", "incident-change", None),
                    entry("Assault with injury", "assault-rate", None),
                ],
            },
            NumberGroup {
                title: "People".to_owned(),
                entries: vec![
                    entry("Victims satisfied", "satisfaction", None),
                    entry("Calls", "empty-rate", None),
                    entry("Organised crime groups", "group-rate", None),
                ],
            },
        ],
        figures: vec![
            Figure {
                periods: ["1995", "1996", "1997", "1998", "1999"]
                    .map(|year| id(&format!("12m-to-{year}-06")))
                    .into(),
                ..figure(
                    1,
                    "Recorded crime over five years",
                    "preventing",
                    FigureShape::Line,
                    &["crime-rate"],
                )
            },
            figure(
                2,
                "Crime of three kinds",
                "preventing",
                FigureShape::Table,
                &["crime-rate", "burglary-rate", "assault-rate"],
            ),
            Figure {
                note: "The year is another than the report's".to_owned(),
                ..figure(
                    3,
                    "Change in incidents, by force",
                    "preventing",
                    FigureShape::RankedBars,
                    &["incident-change"],
                )
            },
            figure(
                4,
                "Crime with a vulnerable victim, by force",
                "protecting",
                FigureShape::RankedBars,
                &["vulnerable-share"],
            ),
        ],
        next_steps: vec!["The made-up force answers within sixty made-up days.".to_owned()],
        map: map(),
    }
}

/// Four made-up forces in a row.
fn map() -> Vec<MapTile> {
    (0_u8..)
        .zip(FORCES.iter().take(12))
        .map(|(index, name)| MapTile {
            force: id(&slug_of(name)),
            column: index % 4 + 1,
            row: index / 4 + 1,
            label: name.chars().take(9).collect(),
        })
        .collect()
}

fn entry(label: &str, indicator: &str, decimals: Option<u8>) -> NumberEntry {
    NumberEntry {
        label: label.to_owned(),
        indicator: id(indicator),
        period: None,
        decimals,
    }
}

fn figure(
    number: u8,
    title: &str,
    question: &str,
    shape: FigureShape,
    indicators: &[&str],
) -> Figure {
    Figure {
        id: id(&format!("figure-{number}")),
        number,
        title: title.to_owned(),
        question: Some(id(question)),
        shape,
        indicators: indicators.iter().map(|slug| id(slug)).collect(),
        periods: Vec::new(),
        note: String::new(),
        source: "Made-up Office".to_owned(),
    }
}
