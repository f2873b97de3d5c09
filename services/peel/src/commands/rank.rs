//! `peel rank INDICATOR`

use peel_kit::{Exit, ProcessError};
use peel_model::{Absent, Comparison, Ranking, UnitId};
use peel_proto::convert::ranking_from_wire;
use peel_proto::scoring::v1 as wire;
use peel_reporting_core::wording::absent_words;
use peel_reporting_core::{DASH, NumberFormat};

use crate::arguments::Rank;
use crate::commands::compare::{heading, understood};
use crate::failure::told;
use crate::numbers::{absences, band, flags, format_of, interval, mismatch_lines, position};
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn rank(session: &Session<'_>, asked: &Rank) -> Done {
    let request = wire::RankForcesRequest {
        indicator: asked.question.indicator.clone(),
        edition: session.shared.edition.clone(),
        period: asked.question.period.clone(),
        peer_group: asked.question.comparator.clone(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.comparisons().rank_forces(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let message = answer.comparison.clone().unwrap_or_default();
    let comparison = understood(message.clone())?;
    let ranking = ranking_from_wire(answer.ranking.clone().unwrap_or_default());
    let ranking = ranking.map_err(|malformed| {
        let message = format!("the service sent what its contract does not allow: {malformed}");
        ProcessError::new(Exit::Software, message)
    })?;
    session
        .output
        .answer("peel.scoring.v1.RankForcesResponse", &answer, || {
            text(&message, comparison, &ranking)
        })
}

fn text(message: &wire::Comparison, mut comparison: Comparison, ranking: &Ranking) -> String {
    comparison
        .units
        .sort_by(|a, b| a.rank.cmp(&b.rank).then(a.unit.id.cmp(&b.unit.id)));
    let format = format_of(message);
    let rows = comparison.units.iter().map(|unit| {
        [
            unit.rank.to_string(),
            between(ranking, &unit.unit.id),
            unit.unit.name.clone(),
            format.show(unit.value),
            interval(&format, unit),
            band(unit).to_owned(),
            position(unit).to_owned(),
            flags(&comparison, unit),
        ]
    });
    let heading_row = [
        "rank",
        "between",
        "force",
        "value",
        "95% interval",
        "band",
        "funnel",
        "note",
    ];
    let mut text = heading(message, &comparison);
    if !comparison.units.is_empty() {
        text.push_str(&table(heading_row, &[0, 3], rows));
    }
    let lines = absences(&comparison).into_iter();
    for line in lines
        .chain(sureness(ranking))
        .chain(mismatch_lines(message))
    {
        text.push('\n');
        text.push_str(&line);
    }
    text
}

/// The ranks that a unit may well have: "4 to 11".
fn between(ranking: &Ranking, unit: &UnitId) -> String {
    let units = ranking.units.as_deref().unwrap_or_default();
    match units.iter().find(|ranked| ranked.unit == *unit) {
        Some(ranked) if ranked.best == ranked.worst => ranked.best.to_string(),
        Some(ranked) => format!("{} to {}", ranked.best, ranked.worst),
        None => DASH.to_owned(),
    }
}

/// How the ranks between which a unit lies were found, or why there are none.
fn sureness(ranking: &Ranking) -> Option<String> {
    match &ranking.units {
        Ok(_) => {
            let draws = NumberFormat::default().show(f64::from(ranking.draws));
            Some(format!(
                "between: where 95% of {draws} draws from the data place the force"
            ))
        }
        Err(Absent::NoUnits | Absent::PublishedOnly) => None,
        Err(because) => Some(format!("between: none, {}", absent_words(*because))),
    }
}
