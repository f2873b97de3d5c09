//! `peel exclude`, `peel caveat`, `peel withdraw`

use peel_proto::data::v1 as wire;
use prost::Message;

use crate::collecting::{Caveat, Exclude, Withdraw};
use crate::commands::collecting::{repeated_note, request_id};
use crate::failure::told;
use crate::session::{Done, Session};

pub(crate) async fn exclude(session: &Session<'_>, asked: &Exclude) -> Done {
    let exclusion = wire::Exclusion {
        id: asked.id.clone(),
        forces: asked.forces.clone(),
        indicators: asked.about.indicators.clone(),
        all_indicators: asked.about.all_indicators,
        periods: asked.periods.clone(),
        treatment: asked.treatment.clone(),
        reason: asked.reason.clone(),
        source: asked.source.clone(),
        unit: asked.unit.clone(),
        unit_name: asked.unit_name.clone(),
        months: asked.months,
        ..wire::Exclusion::default()
    };
    let edition = &session.shared.edition;
    let words = [edition.as_bytes(), &exclusion.encode_to_vec()];
    let request = wire::DecideExclusionRequest {
        request_id: request_id(&asked.recording, "exclude", &words),
        edition: edition.clone(),
        author: asked.recording.author.clone(),
        exclusion: Some(exclusion),
    };
    let request = session.services.context().request(request);
    let answer = session.services.decisions().decide_exclusion(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let name = "peel.data.v1.DecideExclusionResponse";
    session.output.answer(name, &answer, || {
        decided(&asked.id, answer.revision, answer.repeated_request)
    })
}

pub(crate) async fn caveat(session: &Session<'_>, asked: &Caveat) -> Done {
    let caveat = wire::Caveat {
        id: asked.id.clone(),
        title: asked.title.clone(),
        text: asked.text.clone(),
        indicators: asked.about.indicators.clone(),
        all_indicators: asked.about.all_indicators,
        source: asked.source.clone(),
        ..wire::Caveat::default()
    };
    let edition = &session.shared.edition;
    let words = [edition.as_bytes(), &caveat.encode_to_vec()];
    let request = wire::DecideCaveatRequest {
        request_id: request_id(&asked.recording, "caveat", &words),
        edition: edition.clone(),
        author: asked.recording.author.clone(),
        caveat: Some(caveat),
    };
    let request = session.services.context().request(request);
    let answer = session.services.decisions().decide_caveat(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let name = "peel.data.v1.DecideCaveatResponse";
    session.output.answer(name, &answer, || {
        decided(&asked.id, answer.revision, answer.repeated_request)
    })
}

pub(crate) async fn withdraw(session: &Session<'_>, asked: &Withdraw) -> Done {
    let edition = &session.shared.edition;
    let words = [edition, &asked.id, &asked.reason].map(String::as_bytes);
    let request = wire::WithdrawDecisionRequest {
        request_id: request_id(&asked.recording, "withdraw", &words),
        edition: edition.clone(),
        author: asked.recording.author.clone(),
        decision: asked.id.clone(),
        reason: asked.reason.clone(),
    };
    let request = session.services.context().request(request);
    let answer = session
        .services
        .decisions()
        .withdraw_decision(request)
        .await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let name = "peel.data.v1.WithdrawDecisionResponse";
    session.output.answer(name, &answer, || {
        format!(
            "withdrawn  {} no longer holds from revision {} on{}",
            asked.id,
            answer.revision,
            repeated_note(answer.repeated_request)
        )
    })
}

fn decided(id: &str, revision: u64, repeated: bool) -> String {
    format!(
        "decided    {id} holds from revision {revision} on{}",
        repeated_note(repeated)
    )
}
