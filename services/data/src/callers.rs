//! What a request says of its caller, held against what is known of them.
//!
//! Where callers have to be known, what they claim does not count: what they write is signed with
//! their name, they act in a role that they have, and an account of a force is answered about that
//! force alone. Whether there is something about another is not told: the refusal comes first.

use peel_kit::{Caller, Failure, FailureKind, Reason, Role};
use peel_model::InspectionRole;
use peel_proto::data::v1 as wire;
use peel_proto::errors::v1::ErrorReason;
use tonic::Request;

use crate::audit::Attempt;
use crate::concerns::Concerns;

/// A message that says who sends it or of which force it is.
pub(crate) trait Claims {
    /// Who is said to write.
    fn author(&mut self) -> Option<&mut String> {
        None
    }

    /// The force it is about.
    fn force(&mut self) -> Option<&mut String> {
        None
    }

    /// In which role somebody is said to act.
    fn role(&self) -> Option<&str> {
        None
    }
}

macro_rules! claims {
    ($($message:ident: $($field:ident),+;)+) => {
        $(impl Claims for wire::$message {
            $(fn $field(&mut self) -> Option<&mut String> {
                Some(&mut self.$field)
            })+
        })+
    };
}

claims! {
    DecideCaveatRequest: author;
    DecideExclusionRequest: author;
    WithdrawDecisionRequest: author;
    FreezeEditionRequest: author;
    GetFinalDataRequest: force;
    GetReturnTemplateRequest: force;
    ListQueriesRequest: force;
    ListSubmissionsRequest: force;
    RaiseQueryRequest: author, force;
    AnswerQueryRequest: author;
    ReviewQueryRequest: author;
    SignOffReturnRequest: author, force;
    SubmissionHeader: author, force;
    ImportHeader: author;
}

macro_rules! entered {
    ($($message:ident),+ $(,)?) => {
        $(impl Claims for wire::$message {
            fn author(&mut self) -> Option<&mut String> {
                self.entry.as_mut().map(|entry| &mut entry.author)
            }

            fn role(&self) -> Option<&str> {
                self.entry.as_ref().map(|entry| entry.role.as_str())
            }
        })+
    };
}

entered!(
    OpenInspectionRequest,
    AssessSubQuestionRequest,
    RecordFindingRequest,
    RemoveFindingRequest,
    RecordEarlierFindingRequest,
    AnswerEarlierFindingRequest,
    RecordJudgmentRequest,
    RecordSummaryRequest,
    MoveInspectionRequest,
);

/// A call that writes, and its message, as far as its caller may send it.
pub(crate) fn attempt<T: Claims + Concerns>(request: Request<T>) -> Result<(Attempt, T), Failure> {
    let attempt = Attempt::of(&request)?;
    attempt.concerns(request.get_ref().concern());
    let message = message(request)?;
    // Of a force that did not name itself.
    attempt.concerns(message.concern());
    Ok((attempt, message))
}

/// The message of a request, as far as its caller may send it.
pub(crate) fn message<T: Claims>(request: Request<T>) -> Result<T, Failure> {
    let caller = Caller::of(&request);
    let mut message = request.into_inner();
    proven(caller.as_deref(), &mut message)?;
    Ok(message)
}

/// Replaces what `message` claims by what is known, or refuses it.
pub(crate) fn proven(caller: Option<&Caller>, message: &mut impl Claims) -> Result<(), Failure> {
    let Some(caller) = caller else { return Ok(()) };
    if let Some(role) = message.role().and_then(InspectionRole::from_name) {
        acts(caller, role)?;
    }
    if let Some(author) = message.author() {
        caller.name().clone_into(author);
    }
    if let (Some(own), Some(force)) = (caller.force(), message.force()) {
        if force.is_empty() {
            own.clone_into(force);
        }
        if force != own {
            return Err(of_another_force(own));
        }
    }
    Ok(())
}

fn acts(caller: &Caller, role: InspectionRole) -> Result<(), Failure> {
    let needed = match role {
        InspectionRole::Inspector => Role::Inspector,
        InspectionRole::Moderator => Role::Moderator,
        InspectionRole::Approver => Role::Publisher,
    };
    if caller.roles().has(needed) {
        return Ok(());
    }
    let message = format!("{} does not have the role {}", caller.name(), needed.name());
    let reason = ErrorReason::RoleRefused.reason();
    Err(Failure::new(FailureKind::PermissionDenied, reason, message)
        .metadata("role", caller.roles().to_string())
        .metadata("neededRole", needed.name()))
}

/// The same whatever is asked for, so that nothing can be learned from it.
fn of_another_force(own: &str) -> Failure {
    Failure::new(
        FailureKind::PermissionDenied,
        Reason::FORCE_REFUSED,
        format!("this account is of {own} and sees no other force's data"),
    )
    .metadata("force", own)
}
