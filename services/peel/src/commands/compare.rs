//! `peel compare FORCE INDICATOR`

use peel_kit::ProcessError;
use peel_model::Comparison;
use peel_proto::convert::comparison_from_wire;
use peel_proto::scoring::v1 as wire;

use crate::arguments::Compare;
use crate::commands::working::working_lines;
use crate::failure::told;
use crate::numbers::{absences, band, flags, format_of, interval, mismatch_lines, position, shown};
use crate::session::{Done, Session};

pub(crate) async fn compare(session: &Session<'_>, asked: &Compare) -> Done {
    let request = wire::CompareRequest {
        force: asked.force.clone(),
        indicator: asked.question.indicator.clone(),
        edition: session.shared.edition.clone(),
        period: asked.question.period.clone(),
        peer_group: asked.question.comparator.clone(),
        as_of: session.shared.as_of,
        explain: asked.explain,
    };
    let request = session.services.context().request(request);
    let answer = session.services.comparisons().compare(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let message = answer.comparison.clone().unwrap_or_default();
    let comparison = understood(message.clone())?;
    session
        .output
        .answer("peel.scoring.v1.CompareResponse", &answer, || {
            let working = answer.working.as_ref();
            let working = working.map(working_lines).unwrap_or_default();
            let mut lines = vec![text(&message, &comparison)];
            lines.extend(working);
            lines.join("\n")
        })
}

/// The comparison as the model has it.
pub(crate) fn understood(message: wire::Comparison) -> Result<Comparison, ProcessError> {
    comparison_from_wire(message).map_err(|malformed| {
        let message = format!("the service sent what its contract does not allow: {malformed}");
        ProcessError::new(peel_kit::Exit::Software, message)
    })
}

/// What is compared with what, for which period, as at which revision.
pub(crate) fn heading(message: &wire::Comparison, comparison: &Comparison) -> String {
    let comparator = match message
        .comparator
        .as_ref()
        .map(|known| known.peer_group.as_str())
    {
        None | Some("") => "England and Wales".to_owned(),
        Some(group) => format!("Peers ({group})"),
    };
    let format = format_of(message);
    let value = shown(
        &format,
        comparison.comparator.value.ok().map(|value| value.value),
    );
    let revision = match comparison.revision {
        Some(revision) => format!("data as at revision {revision}"),
        None => "no data recorded".to_owned(),
    };
    let (title, unit, period) = (&message.title, &message.unit, comparison.period.in_words());
    let (units, method, formula) = (
        message.included_units,
        &comparison.method,
        &comparison.formula,
    );
    format!(
        "{title}, {unit}, {period}\n{comparator}: {value}; {units} units compared\n{revision}, \
         method {method}\n{formula}\n"
    )
}

fn text(message: &wire::Comparison, comparison: &Comparison) -> String {
    let format = format_of(message);
    let mut lines = vec![heading(message, comparison)];
    for unit in &comparison.units {
        let rank = format!("{} of {}", unit.rank, message.included_units);
        let mut told = vec![
            ("value", format.show(unit.value)),
            ("95% interval", interval(&format, unit)),
            (
                "rank",
                if unit.tied > 1 {
                    format!("{rank}, tied")
                } else {
                    rank
                },
            ),
            ("band", band(unit).to_owned()),
            ("funnel", position(unit).to_owned()),
        ];
        let flags = flags(comparison, unit);
        if !flags.is_empty() {
            told.push(("note", flags));
        }
        lines.push(unit.unit.name.clone());
        lines.extend(
            told.iter()
                .map(|(name, value)| format!("  {name:<13} {value}")),
        );
    }
    lines.extend(absences(comparison));
    lines.extend(mismatch_lines(message));
    lines.join("\n")
}
