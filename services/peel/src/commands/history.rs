//! `peel history FORCE MEASURE PERIOD`

use peel_proto::data::v1 as wire;

use crate::commands::collecting::{exact, said};
use crate::failure::told;
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn history(session: &Session<'_>, [area, measure, period]: [&str; 3]) -> Done {
    let request = wire::GetObservationHistoryRequest {
        area: area.to_owned(),
        measure: measure.to_owned(),
        period: period.to_owned(),
    };
    let request = session.services.context().request(request);
    let mut observations = session.services.observations();
    let answer = observations.get_observation_history(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let name = "peel.data.v1.GetObservationHistoryResponse";
    session.output.answer(name, &answer, || {
        let rows = answer.observations.iter().map(|observation| {
            [
                observation.revision.to_string(),
                exact(observation.value),
                observation.status.clone(),
                observation.source.clone(),
                said(&observation.reason, observation.months),
            ]
        });
        table(
            ["revision", "value", "status", "source", "reason"],
            &[0, 1],
            rows,
        )
    })
}
