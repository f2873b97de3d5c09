//! `peel inspection`

use clap::ValueEnum;
use peel_proto::data::v1 as wire;
use prost::Message;

use crate::commands::collecting::{moment, repeated_note, request_id};
use crate::failure::told;
use crate::inspecting::{
    Answer, Assess, Earlier, Finding, Found, Inspecting, Judge, Move, Open, Summary, Working,
};
use crate::output::table;
use crate::session::{Done, Session};

pub(crate) async fn inspection(session: &Session<'_>, command: &Inspecting) -> Done {
    match command {
        Inspecting::Open(asked) => open(session, asked).await,
        Inspecting::Assess(asked) => assess(session, asked).await,
        Inspecting::Finding(asked) => finding(session, asked).await,
        Inspecting::Remove { force, id, working } => remove(session, (force, id), working).await,
        Inspecting::Earlier(asked) => earlier(session, asked).await,
        Inspecting::Answer(asked) => answer(session, asked).await,
        Inspecting::Judge(asked) => judge(session, asked).await,
        Inspecting::Summary(asked) => summary(session, asked).await,
        Inspecting::Move(asked) => go(session, asked).await,
        Inspecting::Show { force } => show(session, force).await,
    }
}

/// Sends a step under an identifier made of everything that it says, and tells its revision.
macro_rules! step {
    ($session:expr, $method:ident, $answer:expr, $request:expr, $working:expr, $told:expr) => {{
        let (session, working): (&Session<'_>, &Working) = ($session, $working);
        let mut request = $request;
        // Made before there is one: of everything else that the step says.
        let words = request.encode_to_vec();
        if let Some(entry) = &mut request.entry {
            entry.request_id = request_id(&working.recording, stringify!($method), &[&words]);
        }
        let request = session.services.context().request(request);
        let answer = session.services.inspection_work().$method(request).await;
        let answer = answer.map_err(|status| told(&status))?.into_inner();
        let tell = $told;
        session.output.answer($answer, &answer, || {
            format!(
                "{}, in revision {}{}",
                tell(&answer),
                answer.revision,
                repeated_note(answer.repeated_request)
            )
        })
    }};
}

/// What was chosen, as it is typed and as the contract spells it.
fn named(chosen: &impl ValueEnum) -> String {
    let value = chosen.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

/// Who takes a step in a force's inspection; the request's identifier follows.
fn entry(session: &Session<'_>, force: &str, working: &Working) -> Option<wire::InspectionEntry> {
    Some(wire::InspectionEntry {
        request_id: String::new(),
        force: force.to_owned(),
        edition: session.shared.edition.clone(),
        author: working.recording.author.clone(),
        role: named(&working.role),
        reason: working.reason.clone(),
        expected_revision: working.expected,
    })
}

async fn open(session: &Session<'_>, asked: &Open) -> Done {
    let request = wire::OpenInspectionRequest {
        entry: entry(session, &asked.force, &asked.working),
        inspected: asked.inspected.clone(),
        source: asked.source.clone(),
        carry_from: asked.carry_from.clone(),
    };
    let told = |answer: &wire::OpenInspectionResponse| {
        let carried = answer.earlier_findings.iter();
        let carried: Vec<_> = carried
            .map(|it| format!("\n           {} of {}: {}", it.id, it.year, it.title))
            .collect();
        format!(
            "opened     {}: {} earlier findings to be answered{}\n           recorded",
            asked.force,
            carried.len(),
            carried.concat(),
        )
    };
    let working = &asked.working;
    let name = "peel.data.v1.OpenInspectionResponse";
    step!(session, open_inspection, name, request, working, told)
}

async fn assess(session: &Session<'_>, asked: &Assess) -> Done {
    let request = wire::AssessSubQuestionRequest {
        entry: entry(session, &asked.force, &asked.working),
        sub_question: asked.sub_question.clone(),
        text: asked.text.clone(),
        grade: asked.grade.clone(),
    };
    let told = |_: &wire::AssessSubQuestionResponse| format!("assessed   {}", asked.sub_question);
    let working = &asked.working;
    let name = "peel.data.v1.AssessSubQuestionResponse";
    step!(session, assess_sub_question, name, request, working, told)
}

async fn finding(session: &Session<'_>, asked: &Finding) -> Done {
    let found = &asked.found;
    let request = wire::RecordFindingRequest {
        entry: entry(session, &found.force, &found.working),
        finding: Some(wire::Finding {
            id: found.id.clone(),
            kind: found.kind.clone(),
            question: found.question.clone(),
            title: found.title.clone(),
            text: found.text.clone(),
            state: asked.state.clone(),
            listed: !asked.unlisted,
            chain: Vec::new(),
            recommendations: recommendations(found),
            evidence: asked.evidence.clone(),
            source: asked.source.clone(),
            documents: asked.documents.clone(),
        }),
    };
    let told = |_: &wire::RecordFindingResponse| format!("recorded   finding {}", found.id);
    let working = &found.working;
    let name = "peel.data.v1.RecordFindingResponse";
    step!(session, record_finding, name, request, working, told)
}

fn recommendations(found: &Found) -> Vec<wire::Recommendation> {
    let recommendations = found.recommendations.iter();
    let recommendation = |text: &String| wire::Recommendation {
        text: text.clone(),
        owner: found.owner.clone(),
        due: found.due.clone(),
    };
    recommendations.map(recommendation).collect()
}

async fn remove(session: &Session<'_>, (force, id): (&str, &str), working: &Working) -> Done {
    let request = wire::RemoveFindingRequest {
        entry: entry(session, force, working),
        finding: id.to_owned(),
    };
    let told = |_: &wire::RemoveFindingResponse| format!("removed    finding {id}");
    let name = "peel.data.v1.RemoveFindingResponse";
    step!(session, remove_finding, name, request, working, told)
}

async fn earlier(session: &Session<'_>, asked: &Earlier) -> Done {
    let found = &asked.found;
    let request = wire::RecordEarlierFindingRequest {
        entry: entry(session, &found.force, &found.working),
        finding: Some(wire::EarlierFinding {
            id: found.id.clone(),
            year: asked.year,
            kind: found.kind.clone(),
            question: found.question.clone(),
            title: found.title.clone(),
            text: found.text.clone(),
            recommendations: recommendations(found),
            answer: String::new(),
            carried_by: Vec::new(),
        }),
    };
    let told = |_: &wire::RecordEarlierFindingResponse| {
        format!("recorded   earlier finding {}, to be answered", found.id)
    };
    let working = &found.working;
    let name = "peel.data.v1.RecordEarlierFindingResponse";
    step!(
        session,
        record_earlier_finding,
        name,
        request,
        working,
        told
    )
}

async fn answer(session: &Session<'_>, asked: &Answer) -> Done {
    let answer = named(&asked.answer);
    let request = wire::AnswerEarlierFindingRequest {
        entry: entry(session, &asked.force, &asked.working),
        finding: asked.id.clone(),
        answer: answer.clone(),
        carried_by: asked.carried_by.clone(),
    };
    let told = |_: &wire::AnswerEarlierFindingResponse| {
        format!("answered   earlier finding {}: {answer}", asked.id)
    };
    let working = &asked.working;
    let name = "peel.data.v1.AnswerEarlierFindingResponse";
    step!(
        session,
        answer_earlier_finding,
        name,
        request,
        working,
        told
    )
}

async fn judge(session: &Session<'_>, asked: &Judge) -> Done {
    let request = wire::RecordJudgmentRequest {
        entry: entry(session, &asked.force, &asked.working),
        question: asked.question.clone(),
        grade: asked.grade.clone(),
        previous_grade: asked.previous.clone(),
        grounds: asked.grounds.clone(),
    };
    let told = |_: &wire::RecordJudgmentResponse| {
        let question = if asked.question.is_empty() {
            "overall"
        } else {
            &asked.question
        };
        format!("judged     {question}: {}", asked.grade)
    };
    let working = &asked.working;
    let name = "peel.data.v1.RecordJudgmentResponse";
    step!(session, record_judgment, name, request, working, told)
}

async fn summary(session: &Session<'_>, asked: &Summary) -> Done {
    let request = wire::RecordSummaryRequest {
        entry: entry(session, &asked.force, &asked.working),
        question: asked.question.clone(),
        paragraphs: asked.paragraphs.clone(),
    };
    let told = |_: &wire::RecordSummaryResponse| format!("written    {}", asked.question);
    let working = &asked.working;
    let name = "peel.data.v1.RecordSummaryResponse";
    step!(session, record_summary, name, request, working, told)
}

async fn go(session: &Session<'_>, asked: &Move) -> Done {
    let stands = asked.stands.chunks_exact(3);
    let acknowledged = stands.filter_map(|words| {
        let [check, place, reason] = words else {
            return None;
        };
        Some(wire::Acknowledgement {
            check: check.clone(),
            place: place.clone(),
            reason: reason.clone(),
        })
    });
    let request = wire::MoveInspectionRequest {
        entry: entry(session, &asked.force, &asked.working),
        r#move: named(&asked.to),
        run: asked.run.clone(),
        acknowledged: acknowledged.collect(),
    };
    let told = |answer: &wire::MoveInspectionResponse| {
        format!(
            "moved      the inspection of {} is {}",
            asked.force, answer.state
        )
    };
    let working = &asked.working;
    let name = "peel.data.v1.MoveInspectionResponse";
    step!(session, move_inspection, name, request, working, told)
}

async fn show(session: &Session<'_>, force: &str) -> Done {
    let request = wire::GetInspectionRequest {
        force: force.to_owned(),
        edition: session.shared.edition.clone(),
        as_of: session.shared.as_of,
    };
    let request = session.services.context().request(request);
    let answer = session.services.inspections().get_inspection(request).await;
    let answer = answer.map_err(|status| told(&status))?.into_inner();
    let name = "peel.data.v1.GetInspectionResponse";
    session.output.answer(name, &answer, || shown(&answer))
}

/// How far it has come, and what is in it: heading by heading, without the texts of the report.
fn shown(answer: &wire::GetInspectionResponse) -> String {
    let Some(inspection) = &answer.inspection else {
        return "nothing is recorded".to_owned();
    };
    let mut parts = vec![standing(answer, inspection), judged(inspection)];
    let findings = inspection.findings.iter().map(|finding| {
        let evidence = finding.evidence.iter().chain(&finding.documents);
        let evidence: Vec<_> = evidence.map(String::as_str).collect();
        [
            finding.id.clone(),
            finding.kind.clone(),
            finding.state.clone(),
            finding.question.clone(),
            finding.title.clone(),
            evidence.join(", "),
        ]
    });
    let heading = ["finding", "kind", "state", "question", "title", "evidence"];
    parts.push(table(heading, &[], findings));
    if !answer.earlier_findings.is_empty() {
        let earlier = answer.earlier_findings.iter().map(|finding| {
            let answer = Some(finding.answer.as_str()).filter(|answer| !answer.is_empty());
            [
                finding.id.clone(),
                finding.year.to_string(),
                answer.unwrap_or("to be answered").to_owned(),
                finding.carried_by.join(", "),
                finding.title.clone(),
            ]
        });
        let heading = ["earlier", "year", "answer", "carried by", "title"];
        parts.push(table(heading, &[], earlier));
    }
    if !inspection.steps.is_empty() {
        let steps = inspection.steps.iter().map(|step| {
            [
                step.r#move.clone(),
                step.author.clone(),
                step.role.clone(),
                moment(step.at),
                step.reason.clone(),
                step.run.clone(),
                Some(step.corrects)
                    .filter(|revision| *revision > 0)
                    .map(|revision| format!("version as at revision {revision}"))
                    .unwrap_or_default(),
            ]
        });
        let heading = [
            "step", "author", "role", "when", "reason", "run", "corrects",
        ];
        parts.push(table(heading, &[], steps));
    }
    parts.join("\n\n")
}

fn standing(answer: &wire::GetInspectionResponse, inspection: &wire::Inspection) -> String {
    let wire::Inspection {
        force,
        edition,
        state,
        version,
        ..
    } = inspection;
    let next = answer.moves.join(", ");
    let changed = match answer.changed_in {
        0 => "as the edition brought it".to_owned(),
        revision => format!("last changed in revision {revision}"),
    };
    format!(
        "inspection {force} in edition {edition}, {changed}\nversion    {version}\nstate      {state}; what can be done is: {next}"
    )
}

fn judged(inspection: &wire::Inspection) -> String {
    let row = |what: &str, assessed: String, judgment: Option<&wire::Judgment>| {
        let missing = wire::Judgment::default();
        let judgment = judgment.unwrap_or(&missing);
        let moderated = if judgment.moderated { "moderated" } else { "" };
        [
            what.to_owned(),
            judgment.grade.clone(),
            judgment.previous_grade.clone(),
            judgment.author.clone(),
            moderated.to_owned(),
            assessed,
        ]
    };
    let questions = inspection.questions.iter().map(|question| {
        let assessed = question.assessments.iter();
        let assessed: Vec<_> = assessed.map(|it| it.sub_question.as_str()).collect();
        let judgment = question.judgment.as_ref();
        row(&question.question, assessed.join(", "), judgment)
    });
    let overall = row("overall", String::new(), inspection.overall.as_ref());
    let heading = [
        "question",
        "grade",
        "before",
        "author",
        "moderated",
        "assessed",
    ];
    table(heading, &[], std::iter::once(overall).chain(questions))
}
