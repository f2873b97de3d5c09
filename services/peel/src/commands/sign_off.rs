//! `peel final`, `peel sign-off`, `peel freeze`

use peel_proto::data::v1 as wire;
use peel_reporting_core::NumberFormat;

use crate::collecting::{Freeze, SignOff};
use crate::commands::collecting::{exact, moment, repeated_note, request_id, said};
use crate::commands::conversations::listed;
use crate::failure::told;
use crate::numbers::shown;
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn final_data(session: &Session<'_>, force: &str) -> Done {
    let request = wire::GetFinalDataRequest {
        force: force.to_owned(),
        edition: session.shared.edition.clone(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.returns().get_final_data(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.GetFinalDataResponse", &answer, || {
            text(force, &answer)
        })
}

fn text(force: &str, answer: &wire::GetFinalDataResponse) -> String {
    let rate = NumberFormat {
        decimals: 3,
        ..NumberFormat::default()
    };
    let rows = answer.values.iter().map(|value| {
        [
            value.measure.clone(),
            value.period.clone(),
            exact(value.value),
            value.status.clone(),
            shown(&rate, value.rate),
            shown(&rate, value.national_rate),
            value.national_forces.to_string(),
            said(&value.reason, value.months),
        ]
    });
    let heading = [
        "measure",
        "period",
        "value",
        "status",
        "per 1,000",
        "national",
        "forces",
        "reason",
    ];
    let mut parts = vec![
        format!("{force}, data as at revision {}", answer.as_of),
        table(heading, &[2, 4, 5, 6], rows),
    ];
    if let Some(signed) = &answer.signed_off {
        parts.push(signed_off(signed));
    }
    if answer.pending.is_empty() {
        parts.push(format!(
            "next       peel sign-off {force} --as-at {} --author NAME",
            answer.as_of
        ));
    } else {
        parts.push(format!("not settled:\n{}", listed(&answer.pending)));
    }
    parts.join("\n\n")
}

pub(crate) async fn sign_off(session: &Session<'_>, asked: &SignOff) -> Done {
    let edition = &session.shared.edition;
    let as_at = asked.as_at.to_string();
    let words = [edition, &asked.force, &as_at, &asked.note].map(String::as_bytes);
    let request = wire::SignOffReturnRequest {
        request_id: request_id(&asked.recording, "sign-off", &words),
        edition: edition.clone(),
        force: asked.force.clone(),
        as_at: asked.as_at,
        author: asked.recording.author.clone(),
        note: asked.note.clone(),
    };
    let request = session.services.context().request(request);
    let answer = session.services.returns().sign_off_return(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.SignOffReturnResponse", &answer, || {
            let signed = answer.sign_off.as_ref().map(signed_off);
            signed.unwrap_or_default() + repeated_note(answer.repeated_request)
        })
}

fn signed_off(signed: &wire::SignOff) -> String {
    format!(
        "signed off {} as at revision {} by {}, {} (revision {})",
        signed.force,
        signed.as_at,
        signed.author,
        moment(signed.at),
        signed.revision
    )
}

pub(crate) async fn freeze(session: &Session<'_>, asked: &Freeze) -> Done {
    let edition = &session.shared.edition;
    let as_at = asked.as_at.to_string();
    let words = [edition, &as_at, &asked.reason].map(String::as_bytes);
    let request = wire::FreezeEditionRequest {
        request_id: request_id(&asked.recording, "freeze", &words),
        edition: edition.clone(),
        as_at: asked.as_at,
        author: asked.recording.author.clone(),
        reason: asked.reason.clone(),
    };
    let request = session.services.context().request(request);
    let answer = session.services.returns().freeze_edition(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.data.v1.FreezeEditionResponse", &answer, || {
            let frozen = answer.freeze.as_ref().map(frozen);
            frozen.unwrap_or_default() + repeated_note(answer.repeated_request)
        })
}

/// What reports cite.
pub(crate) fn frozen(freeze: &wire::Freeze) -> String {
    format!(
        "frozen     {} as at revision {} by {}, {}: {}",
        freeze.edition,
        freeze.as_at,
        freeze.author,
        moment(freeze.at),
        freeze.reason
    )
}
