//! `peel check FORCE`, `peel enquiries FORCE`, `peel propose FORCE`

use peel_kit::{Exit, ProcessError};
use peel_proto::scoring::v1 as wire;
use peel_reporting_core::DASH;

use crate::arguments::Check;
use crate::commands::lists::PAGE;
use crate::failure::told;
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn check(session: &Session<'_>, asked: &Check) -> Done {
    let Some(force) = &asked.force else {
        return rules(session).await;
    };
    let request = wire::CheckInspectionRequest {
        force: force.clone(),
        edition: session.shared.edition.clone(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.evidence().check_inspection(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.scoring.v1.CheckInspectionResponse", &answer, || {
            raised(force, &answer)
        })?;
    if answer.errors == 0 {
        return Ok(());
    }
    let message = format!(
        "{} cannot stand in a published inspection; correct the inspection and check it again",
        counted(answer.errors, "error")
    );
    Err(ProcessError::new(Exit::Data, message))
}

fn raised(force: &str, answer: &wire::CheckInspectionResponse) -> String {
    let mut lines = vec![heading(force, &answer.edition, answer.as_of), String::new()];
    for one in &answer.inconsistencies {
        let place = one.place.clone().unwrap_or_default().words;
        lines.push(format!("{:<8} {}: {place}", one.severity, one.check));
        lines.push(format!("         {}", one.message));
        lines.extend(one.based_on.iter().map(|based| source(based, 9)));
    }
    let count = answer.errors.saturating_add(answer.warnings) as usize;
    if count > answer.inconsistencies.len() {
        let more = count - answer.inconsistencies.len();
        lines.push(format!("… and {more} more"));
    }
    lines.push(format!(
        "raised     {}",
        tally(answer.errors, answer.warnings)
    ));
    lines.join("\n")
}

/// How many errors and warnings there are, in words.
pub(crate) fn tally(errors: u32, warnings: u32) -> String {
    if errors == 0 && warnings == 0 {
        return "nothing".to_owned();
    }
    format!(
        "{}, {}",
        counted(errors, "error"),
        counted(warnings, "warning")
    )
}

fn counted(count: u32, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

fn heading(force: &str, edition: &str, as_of: u64) -> String {
    format!("{force} in edition {edition}, data as at revision {as_of}")
}

/// Which comparison or series something rests on.
fn source(based: &wire::ComparisonReference, indent: usize) -> String {
    let against = match based.peer_group.as_str() {
        "" => "England and Wales",
        group => group,
    };
    format!(
        "{:indent$}from {} {} against {against}, revision {}, method {}",
        "", based.indicator, based.period, based.revision, based.method
    )
}

async fn rules(session: &Session<'_>) -> Done {
    let request = wire::ListInspectionChecksRequest {};
    let request = session.services.context().request(request);
    let mut client = session.services.evidence();
    let answer = client.list_inspection_checks(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let name = "peel.scoring.v1.ListInspectionChecksResponse";
    session.output.answer(name, &answer, || {
        let checks = answer.checks.iter().map(|check| {
            format!(
                "{} ({}): {}\n  {}",
                check.id, check.severity, check.title, check.rule
            )
        });
        checks.collect::<Vec<_>>().join("\n")
    })
}

pub(crate) async fn enquiries(session: &Session<'_>, force: &str) -> Done {
    let mut request = wire::ListLinesOfEnquiryRequest {
        force: force.to_owned(),
        edition: session.shared.edition.clone(),
        as_of: session.shared.as_of,
        page_size: PAGE,
        page_token: String::new(),
    };
    let mut answer = wire::ListLinesOfEnquiryResponse::default();
    loop {
        let call = session.services.context().request(request.clone());
        let page = session
            .services
            .evidence()
            .list_lines_of_enquiry(call)
            .await;
        let page = page.map_err(|status| told(&status))?.into_inner();
        answer.lines_of_enquiry.extend(page.lines_of_enquiry);
        (answer.edition, answer.as_of) = (page.edition, page.as_of);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    session.output.answer(
        "peel.scoring.v1.ListLinesOfEnquiryResponse",
        &answer,
        || asked(force, &answer),
    )
}

fn asked(force: &str, answer: &wire::ListLinesOfEnquiryResponse) -> String {
    let mut lines = vec![heading(force, &answer.edition, answer.as_of), String::new()];
    for line in &answer.lines_of_enquiry {
        let merit = match line.merit.as_str() {
            "" => String::new(),
            merit => format!(", {merit}"),
        };
        lines.push(format!("{} ({}{merit})", line.indicator, line.kind));
        lines.push(format!("  {}", line.reason));
        lines.extend(line.based_on.iter().map(|based| source(based, 2)));
    }
    let count = answer.lines_of_enquiry.len();
    lines.push(match count {
        0 => "the figures ask nothing".to_owned(),
        1 => "1 line of enquiry; none of them is a grade".to_owned(),
        _ => format!("{count} lines of enquiry; none of them is a grade"),
    });
    lines.join("\n")
}

pub(crate) async fn propose(session: &Session<'_>, force: &str) -> Done {
    let request = wire::ProposeGradesRequest {
        force: force.to_owned(),
        edition: session.shared.edition.clone(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.evidence().propose_grades(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    session
        .output
        .answer("peel.scoring.v1.ProposeGradesResponse", &answer, || {
            proposed(force, &answer)
        })
}

fn proposed(force: &str, answer: &wire::ProposeGradesResponse) -> String {
    let grade = |grade: &Option<wire::ProposedGrade>| grade.clone().unwrap_or_default();
    let questions = answer.questions.iter();
    let questions = questions.map(|one| (one.question.as_str(), grade(&one.grade)));
    let all: Vec<_> = questions
        .chain([("overall", grade(&answer.overall))])
        .collect();
    let rows = all.iter().map(|(question, grade)| {
        let proposal = grade.proposal.clone().unwrap_or_default();
        let differs = if grade.differs { "differs" } else { "" };
        [
            (*question).to_owned(),
            or_dash(&proposal.grade),
            or_dash(&grade.recorded),
            differs.to_owned(),
        ]
    });
    let columns = ["question", "proposed", "recorded", ""];
    let mut lines = vec![
        heading(force, &answer.edition, answer.as_of),
        table(columns, &[], rows),
    ];
    for (question, grade) in &all {
        lines.push(format!("\n{question}"));
        lines.extend(reasons(grade));
    }
    lines.join("\n")
}

fn reasons(grade: &wire::ProposedGrade) -> Vec<String> {
    if let Some(because) = &grade.no_proposal {
        let names = because.names.join(", ");
        return vec![format!("  no proposal: {} {names}", because.reason)];
    }
    let reasons = grade.proposal.iter().flat_map(|proposal| &proposal.reasons);
    let told = |reason: &wire::ProposalReason| match reason.findings.join(", ") {
        none if none.is_empty() => format!("  {}", reason.text),
        findings => format!("  {} ({findings})", reason.text),
    };
    reasons.map(told).collect()
}

fn or_dash(grade: &str) -> String {
    if grade.is_empty() { DASH } else { grade }.to_owned()
}
