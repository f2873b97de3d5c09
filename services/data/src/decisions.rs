//! Decisions about an edition that was published already.

use std::sync::Arc;

use peel_data_core::{Collection, DecisionSubject, NewDecision, Once, Withdrawal};
use peel_kit::{Failure, Violations};
use peel_model::{EditionId, Revision};
use peel_proto::convert::{Malformed, caveat_from_wire, exclusion_from_wire};
use peel_proto::data::v1 as wire;
use peel_proto::data::v1::decision_service_server::DecisionService;
use peel_proto::errors::v1::ErrorReason;
use tonic::{Request, Response, Status, async_trait};

use crate::audit::Attempt;
use crate::callers;
use crate::failures;
use crate::service::Shared;
use crate::writing::{read, request_id};

/// Handlers of `peel.data.v1.DecisionService`.
pub(crate) struct DecisionMaking(pub(crate) Arc<Shared>);

#[async_trait]
impl DecisionService for DecisionMaking {
    async fn decide_exclusion(
        &self,
        request: Request<wire::DecideExclusionRequest>,
    ) -> Result<Response<wire::DecideExclusionResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let parsed = part("exclusion", request.exclusion, |exclusion| {
            exclusion_from_wire(exclusion).map(DecisionSubject::Exclusion)
        });
        let asked = Asked {
            request_id: request.request_id,
            edition: request.edition,
            author: request.author,
        };
        let decided = self.decide(&attempt, asked, parsed, "exclusion").await?;
        Ok(Response::new(wire::DecideExclusionResponse {
            revision: decided.answer.number(),
            repeated_request: decided.repeated,
        }))
    }

    async fn decide_caveat(
        &self,
        request: Request<wire::DecideCaveatRequest>,
    ) -> Result<Response<wire::DecideCaveatResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let parsed = part("caveat", request.caveat, |caveat| {
            caveat_from_wire(caveat).map(DecisionSubject::Caveat)
        });
        let asked = Asked {
            request_id: request.request_id,
            edition: request.edition,
            author: request.author,
        };
        let decided = self.decide(&attempt, asked, parsed, "caveat").await?;
        Ok(Response::new(wire::DecideCaveatResponse {
            revision: decided.answer.number(),
            repeated_request: decided.repeated,
        }))
    }

    async fn withdraw_decision(
        &self,
        request: Request<wire::WithdrawDecisionRequest>,
    ) -> Result<Response<wire::WithdrawDecisionResponse>, Status> {
        let (attempt, request) = callers::attempt(request)?;
        let mut violations = Violations::default();
        let request_id = request_id("request_id", &request.request_id, &mut violations);
        let lists = "ListExclusions or ListCaveats";
        violations.require("decision", &request.decision, lists);
        violations.check()?;
        let edition = self.edition(&request.edition).await?;
        let withdrawal = Withdrawal {
            request_id: read(request_id)?,
            author: request.author,
            at: self.0.clock.now().as_second(),
            decision: request.decision,
            reason: request.reason,
        };
        let withdrawn = self.0.write(&attempt, async move |collection: Collection| {
            let withdrawn = collection.withdraw_decision(&edition, withdrawal);
            let refused = |error| failures::collecting(error, ErrorReason::InvalidRequest);
            withdrawn.await.map_err(refused)
        });
        let withdrawn = withdrawn.await?;
        Ok(Response::new(wire::WithdrawDecisionResponse {
            revision: withdrawn.answer.number(),
            repeated_request: withdrawn.repeated,
        }))
    }
}

/// What both kinds of decision come with.
struct Asked {
    request_id: String,
    edition: String,
    author: String,
}

impl DecisionMaking {
    async fn edition(&self, name: &str) -> Result<EditionId, Failure> {
        let entry = self.0.editions.entry(name, None).await?;
        Ok(entry.edition)
    }

    /// Records a decision that the request has in the field `part`.
    async fn decide(
        &self,
        attempt: &Attempt,
        asked: Asked,
        parsed: Result<DecisionSubject, Vec<Malformed>>,
        part: &'static str,
    ) -> Result<Once<Revision>, Status> {
        let mut violations = Violations::default();
        let request_id = request_id("request_id", &asked.request_id, &mut violations);
        let subject = match parsed {
            Ok(subject) => Some(subject),
            Err(malformed) => {
                for Malformed { field, problem } in malformed {
                    violations.add(field, problem);
                }
                None
            }
        };
        violations.check()?;
        let edition = self.edition(&asked.edition).await?;
        let decision = NewDecision {
            request_id: read(request_id)?,
            author: asked.author,
            at: self.0.clock.now().as_second(),
            subject: read(subject)?,
        };
        self.0
            .write(attempt, async move |collection: Collection| {
                let decided = collection.decide(&edition, decision).await;
                decided.map_err(|error| {
                    let named = |field: &str| match field {
                        // The rules know a decision of either kind.
                        "decision" => part.to_owned(),
                        field => field.to_owned(),
                    };
                    failures::collecting_in(error, ErrorReason::DecisionRefused, named)
                })
            })
            .await
    }
}

/// A part of a request that must be there, with the paths of what is malformed in it.
fn part<M, T>(
    name: &str,
    message: Option<M>,
    parse: impl FnOnce(&M) -> Result<T, Vec<Malformed>>,
) -> Result<T, Vec<Malformed>> {
    let message = message.ok_or_else(|| vec![Malformed::new(name, "is required")])?;
    parse(&message).map_err(|malformed| {
        let within = |it: Malformed| Malformed::new(format!("{name}.{}", it.field), it.problem);
        malformed.into_iter().map(within).collect()
    })
}
