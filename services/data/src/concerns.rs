//! What requests that write are about, in the words of the log.

use peel_proto::data::v1 as wire;

/// What a request is about. A text that it does not say is empty.
#[derive(Debug, Default)]
pub(crate) struct Concern {
    pub(crate) edition: String,
    pub(crate) force: String,
    /// For example "query q3-1".
    pub(crate) object: String,
    pub(crate) request_id: String,
}

/// A message that says what it is about.
pub(crate) trait Concerns {
    fn concern(&self) -> Concern;
}

macro_rules! concerns {
    ($($message:ident: |$it:ident| $force:expr, $object:expr;)+) => {
        $(impl Concerns for wire::$message {
            fn concern(&self) -> Concern {
                let $it = self;
                Concern {
                    edition: $it.edition.clone(),
                    force: $force,
                    object: $object,
                    request_id: $it.request_id.clone(),
                }
            }
        })+
    };
}

concerns! {
    DecideCaveatRequest: |it| String::new(),
        format!("caveat {}", it.caveat.as_ref().map_or("", |caveat| caveat.id.as_str()));
    DecideExclusionRequest: |it| excluded(it),
        format!("exclusion {}", it.exclusion.as_ref().map_or("", |exclusion| exclusion.id.as_str()));
    WithdrawDecisionRequest: |it| String::new(), format!("decision {}", it.decision);
    FreezeEditionRequest: |it| String::new(), as_at("edition", it.as_at);
    RaiseQueryRequest: |it| it.force.clone(), format!("{} of {}", it.measure, it.period);
    SignOffReturnRequest: |it| it.force.clone(), as_at("return", it.as_at);
    SubmissionHeader: |it| it.force.clone(),
        if it.check_only { "return, to be checked only" } else { "return" }.to_owned();
    ImportHeader: |it| String::new(), format!("import \"{}\"", it.title);
}

macro_rules! of_queries {
    ($($message:ident),+) => {
        $(impl Concerns for wire::$message {
            fn concern(&self) -> Concern {
                Concern {
                    object: format!("query {}", self.query),
                    request_id: self.request_id.clone(),
                    ..Concern::default()
                }
            }
        })+
    };
}

of_queries!(AnswerQueryRequest, ReviewQueryRequest);

macro_rules! of_inspections {
    ($($message:ident: |$it:ident| $object:expr;)+) => {
        $(impl Concerns for wire::$message {
            fn concern(&self) -> Concern {
                let $it = self;
                of_inspection($it.entry.as_ref(), $object)
            }
        })+
    };
}

of_inspections! {
    OpenInspectionRequest: |_it| "inspection".to_owned();
    AssessSubQuestionRequest: |it| format!("sub-question {}", it.sub_question);
    RecordFindingRequest: |it|
        format!("finding {}", it.finding.as_ref().map_or("", |finding| finding.id.as_str()));
    RemoveFindingRequest: |it| format!("finding {}", it.finding);
    RecordEarlierFindingRequest: |it|
        format!("earlier finding {}", it.finding.as_ref().map_or("", |finding| finding.id.as_str()));
    AnswerEarlierFindingRequest: |it| format!("earlier finding {}", it.finding);
    RecordJudgmentRequest: |it| match it.question.as_str() {
        "" => "overall judgment".to_owned(),
        question => format!("judgment on {question}"),
    };
    RecordSummaryRequest: |it| format!("summary of {}", it.question);
    MoveInspectionRequest: |it| format!("move \"{}\"", it.r#move);
}

impl Concerns for wire::RecordRunRequest {
    fn concern(&self) -> Concern {
        self.run.as_ref().map(of_run).unwrap_or_default()
    }
}

impl Concerns for wire::RecordRunsRequest {
    fn concern(&self) -> Concern {
        match self.runs.as_slice() {
            [] => Concern::default(),
            [run] => of_run(run),
            [first, ..] => Concern {
                force: String::new(),
                object: format!("{} runs", self.runs.len()),
                ..of_run(first)
            },
        }
    }
}

fn of_run(run: &wire::Run) -> Concern {
    Concern {
        edition: run.edition.clone(),
        force: run.force.clone(),
        object: format!("run {}", run.id),
        request_id: run.id.clone(),
    }
}

fn of_inspection(entry: Option<&wire::InspectionEntry>, object: String) -> Concern {
    let Some(entry) = entry else {
        return Concern {
            object,
            ..Concern::default()
        };
    };
    Concern {
        edition: entry.edition.clone(),
        force: entry.force.clone(),
        object,
        request_id: entry.request_id.clone(),
    }
}

/// The one force that an exclusion is about.
fn excluded(request: &wire::DecideExclusionRequest) -> String {
    match request.exclusion.as_ref().map(|it| it.forces.as_slice()) {
        Some([force]) => force.clone(),
        _ => String::new(),
    }
}

fn as_at(object: &str, revision: u64) -> String {
    match revision {
        0 => object.to_owned(),
        revision => format!("{object} as at revision {revision}"),
    }
}
