//! `peel rank INDICATOR`

use peel_model::Comparison;
use peel_proto::scoring::v1 as wire;

use crate::arguments::Rank;
use crate::commands::compare::{heading, understood};
use crate::failure::told;
use crate::numbers::{absences, band, flags, format_of, interval, position};
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn rank(session: &Session<'_>, asked: &Rank) -> Done {
    let request = wire::RankForcesRequest {
        indicator: asked.question.indicator.clone(),
        edition: session.shared.edition.clone(),
        period: asked.question.period.clone(),
        peer_group: asked.question.peers.clone(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.comparisons().rank_forces(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let message = answer.comparison.clone().unwrap_or_default();
    let comparison = understood(message.clone())?;
    session
        .output
        .answer("peel.scoring.v1.RankForcesResponse", &answer, || {
            text(&message, comparison)
        })
}

fn text(message: &wire::Comparison, mut comparison: Comparison) -> String {
    comparison
        .units
        .sort_by(|a, b| a.rank.cmp(&b.rank).then(a.unit.id.cmp(&b.unit.id)));
    let format = format_of(message);
    let rows = comparison.units.iter().map(|unit| {
        [
            unit.rank.to_string(),
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
        "force",
        "value",
        "95% interval",
        "band",
        "funnel",
        "note",
    ];
    let mut text = heading(message, &comparison);
    if !comparison.units.is_empty() {
        text.push_str(&table(heading_row, &[0, 2], rows));
    }
    for line in absences(&comparison) {
        text.push('\n');
        text.push_str(&line);
    }
    text
}
