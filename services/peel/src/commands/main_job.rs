//! `peel` alone: load, compare, inspect, report.

use std::path::Path;

use peel_kit::{Exit, ProcessError};
use peel_proto::data::v1 as wire;
use peel_proto::scoring::v1::ReconcileRequest;
use peel_reporting_core::NumberFormat;
use tracing::{Instrument, info_span};

use crate::arguments::Format;
use crate::commands::{inspect, reconcile};
use crate::failure::told;
use crate::session::{Done, Session};

pub(crate) async fn main_job(session: &Session<'_>, output: &Path) -> Done {
    let inspected = inspections(session).await?;
    if inspected.is_empty() {
        let message = "no inspection is recorded in this edition; name a force: peel inspect FORCE";
        return Err(ProcessError::new(Exit::Data, message));
    }
    if !session.output.is_json() {
        session.output.line(loaded(session).await?)?;
    }
    for inspection in inspected {
        let span = info_span!("peel inspect", peel.force = inspection.force);
        one(session, &inspection, output).instrument(span).await?;
    }
    Ok(())
}

async fn one(session: &Session<'_>, inspection: &wire::Inspection, output: &Path) -> Done {
    let run = inspect::run(session, &inspection.force).await?;
    inspect::tell(session, &run)?;
    let request = ReconcileRequest {
        edition: run.edition.clone(),
        area: String::new(),
        as_of: run.revision,
    };
    let request = session.services.context().request(request);
    let held = session.services.comparisons().reconcile(request).await;
    let held = held.map_err(|status| told(&status))?.into_inner();
    let written = inspect::report(session, &run, Format::Html, output).await?;
    if session.output.is_json() {
        return Ok(());
    }
    let grade = inspection.overall.clone().unwrap_or_default().grade;
    session.output.line(format!("judgment   {grade} overall"))?;
    session
        .output
        .line(format!("figures    {}", reconcile::tally(&held)))?;
    session
        .output
        .line(format!("report     {}", written.display()))?;
    session
        .output
        .line("\nnext       peel indicators; peel reconcile; peel --help")
}

async fn inspections(session: &Session<'_>) -> Result<Vec<wire::Inspection>, ProcessError> {
    let request = wire::ListInspectionsRequest {
        edition: session.shared.edition.clone(),
        page_size: 1_000,
        ..wire::ListInspectionsRequest::default()
    };
    let request = session.services.context().request(request);
    let answer = session
        .services
        .inspections()
        .list_inspections(request)
        .await;
    Ok(answer
        .map_err(|status| told(&status))?
        .into_inner()
        .inspections)
}

/// What was loaded: forces, observations, revision, edition.
async fn loaded(session: &Session<'_>) -> Result<String, ProcessError> {
    let context = session.services.context();
    let request = wire::GetEditionRequest {
        edition: session.shared.edition.clone(),
        as_of: session.shared.as_of,
    };
    let edition = session
        .services
        .reference()
        .get_edition(context.request(request))
        .await;
    let edition = edition
        .map_err(|status| told(&status))?
        .into_inner()
        .edition
        .unwrap_or_default();
    let request = wire::ListForcesRequest {
        page_size: 1_000,
        ..Default::default()
    };
    let forces = session
        .services
        .reference()
        .list_forces(context.request(request))
        .await;
    let forces = forces
        .map_err(|status| told(&status))?
        .into_inner()
        .forces
        .len();
    let request = wire::ListRevisionsRequest {
        page_size: 1_000,
        ..Default::default()
    };
    let revisions = session
        .services
        .revisions()
        .list_revisions(context.request(request))
        .await;
    let revisions = revisions
        .map_err(|status| told(&status))?
        .into_inner()
        .revisions;
    let observations: u64 = revisions.iter().map(|revision| revision.observations).sum();
    let newest = revisions.last().map_or(0, |revision| revision.number);
    let observations = NumberFormat::whole().show(observations as f64);
    Ok(format!(
        "edition    {} ({} indicators, method {})\n\
         data       {forces} forces, {observations} observations in {newest} revisions",
        edition.title, edition.indicators, edition.method
    ))
}
