//! `peel reconcile [AREA]`

use peel_model::ReconciliationStatus;
use peel_proto::scoring::v1 as wire;
use peel_reporting_core::NumberFormat;
use peel_reporting_core::wording::reconciliation_words;

use crate::failure::told;
use crate::numbers::shown;
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn reconcile(session: &Session<'_>, area: &str) -> Done {
    let request = wire::ReconcileRequest {
        edition: session.shared.edition.clone(),
        area: area.to_owned(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.comparisons().reconcile(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.scoring.v1.ReconcileResponse", &answer, || {
            text(&answer)
        })
}

fn text(answer: &wire::ReconcileResponse) -> String {
    let rows = answer.reconciliations.iter().map(|held| {
        let format = NumberFormat {
            decimals: u8::try_from(held.decimals).unwrap_or(u8::MAX),
            ..NumberFormat::default()
        };
        let finer = format.with_decimals(format.decimals.saturating_add(2));
        let status = ReconciliationStatus::from_name(&held.status);
        [
            held.indicator.clone(),
            held.area.clone(),
            held.period.clone(),
            format.show(held.printed),
            shown(&finer, held.computed),
            status
                .map(reconciliation_words)
                .unwrap_or_default()
                .to_owned(),
            held.cause.clone(),
        ]
    });
    let heading = [
        "indicator",
        "area",
        "period",
        "printed",
        "computed",
        "status",
        "cause",
    ];
    let mut text = table(heading, &[3, 4], rows);
    text.push_str(&format!(
        "\n\n{} (data as at revision {})",
        tally(answer),
        answer.as_of
    ));
    text
}

/// "31 reproduced, 5 differ, 68 cannot be computed".
pub(crate) fn tally(answer: &wire::ReconcileResponse) -> String {
    let count = |status: ReconciliationStatus| {
        let held = answer
            .reconciliations
            .iter()
            .filter(|held| held.status == status.name());
        held.count()
    };
    format!(
        "{} printed figures: {} reproduced, {} differ, {} known only as printed",
        answer.reconciliations.len(),
        count(ReconciliationStatus::Reproduced),
        count(ReconciliationStatus::Differs),
        count(ReconciliationStatus::PublishedOnly),
    )
}
