//! The gRPC service of comparisons: unpack, answer, pack.

use std::sync::Arc;

use peel_kit::paging::{List, Paging};
use peel_kit::{CallContext, Violations};
use peel_model::{Area, ENGLAND_AND_WALES, ForceId, InvalidPeriod, Period};
use peel_proto::convert::reconciliation_to_wire;
use peel_proto::encoded::Encoded;
use peel_proto::scoring::v1 as wire;
use peel_proto::scoring::v1::servers::comparison_service_server::ComparisonService;
use peel_scoring_core::{printed_measures, printed_values, reconcile};
use tonic::{Request, Response, Status};

use crate::answers::{Answers, Standpoint};
use crate::failures::too_large;
use crate::question::Question;

/// The most comparisons asked for at once.
const MOST_CHOICES: usize = 1_000;

/// Serves comparisons.
#[derive(Debug)]
pub(crate) struct Comparisons {
    pub(crate) answers: Arc<Answers>,
    /// The most bytes of an answer.
    pub(crate) max_message: usize,
}

/// The period asked for; `None`: the indicator's own.
pub(crate) fn asked_period(violations: &mut Violations, field: &str, text: &str) -> Option<Period> {
    if text.is_empty() {
        return None;
    }
    text.parse()
        .map_err(|wrong: InvalidPeriod| violations.add(field, wrong.to_string()))
        .ok()
}

#[tonic::async_trait]
impl ComparisonService for Comparisons {
    async fn compare(
        &self,
        request: Request<wire::CompareRequest>,
    ) -> Result<Response<Encoded>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &asked.force, "ListForces");
        violations.require("indicator", &asked.indicator, "ListIndicators");
        let period = asked_period(&mut violations, "period", &asked.period);
        violations.check()?;

        let standpoint = self
            .answers
            .standpoint(&asked.edition, asked.as_of, context)
            .await?;
        let programme = &standpoint.programme;
        let definition = programme.definition(&asked.indicator)?;
        let force = programme.force(&asked.force)?;
        let comparator = programme.comparator(&asked.peer_group)?;
        let period = period.unwrap_or(definition.indicator.period);
        let question = Question {
            definition,
            period,
            comparator: &comparator,
        };
        if asked.explain {
            let explained = self.explained(&standpoint, question, force, context);
            return Box::pin(explained).await.map(Response::new);
        }
        let slice = self
            .answers
            .slice(&standpoint, question, force, context)
            .await?;
        Ok(Response::new(Encoded::comparisons(
            [&slice],
            standpoint.as_of,
        )))
    }

    async fn rank_forces(
        &self,
        request: Request<wire::RankForcesRequest>,
    ) -> Result<Response<Encoded>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        violations.require("indicator", &asked.indicator, "ListIndicators");
        let period = asked_period(&mut violations, "period", &asked.period);
        violations.check()?;

        let standpoint = self
            .answers
            .standpoint(&asked.edition, asked.as_of, context)
            .await?;
        let programme = &standpoint.programme;
        let definition = programme.definition(&asked.indicator)?;
        let comparator = programme.comparator(&asked.peer_group)?;
        let period = period.unwrap_or(definition.indicator.period);
        let questions = [Question {
            definition,
            period,
            comparator: &comparator,
        }];
        let evidence = self.answers.evidence(&standpoint, &questions, context);
        let whole = self
            .answers
            .wholes(&standpoint, &questions, &evidence, |_, _| {})
            .await?;
        let [question] = questions;
        let ranking = self
            .answers
            .ranking(&standpoint, question, &evidence)
            .await?;
        let answer = Encoded::comparisons(&whole, standpoint.as_of).with_ranking(&ranking);
        Ok(Response::new(answer))
    }

    async fn list_comparisons(
        &self,
        request: Request<wire::ListComparisonsRequest>,
    ) -> Result<Response<Encoded>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        violations.require("force", &asked.force, "ListForces");
        let paging = Paging::of(asked.page_size, &asked.page_token, &mut violations);
        violations.check()?;
        let as_asked = asked.as_of.to_string();
        let list = List::of(
            "ListComparisons",
            &[
                &asked.force,
                &asked.edition,
                &as_asked,
                &asked.peer_group,
                &asked.explain.to_string(),
            ],
        );
        // A later page is read as at the first one's revision, or the list could mix two.
        let as_of = paging.after(&list, |key| key.split_once('.')?.0.parse().ok())?;
        let standpoint = self
            .answers
            .standpoint(&asked.edition, as_of.unwrap_or(asked.as_of), context)
            .await?;
        let programme = &standpoint.programme;
        let force = programme.force(&asked.force)?;
        let indicators = programme.edition.indicators.iter();
        let places = indicators.map(|indicator| {
            let place = format!("{}.{}", standpoint.as_of, indicator.id);
            (place, indicator)
        });
        let (listed, next) = paging.page(&list, places, |(place, _)| place)?;
        let comparator = programme.comparator(&asked.peer_group)?;
        let questions = listed
            .iter()
            .map(|(_, indicator)| {
                let definition = programme.definition(indicator.id.as_str())?;
                Ok(Question {
                    definition,
                    period: indicator.period,
                    comparator: &comparator,
                })
            })
            .collect::<Result<Vec<_>, Status>>()?;
        let evidence = self.answers.evidence(&standpoint, &questions, context);
        let slices = self
            .answers
            .slices(&standpoint, &questions, force, &evidence)
            .await?;
        let mut answer =
            Encoded::comparisons(&slices, standpoint.as_of).with_next_page_token(&next);
        if asked.explain {
            let mut workings = Vec::with_capacity(questions.len());
            for question in &questions {
                let working = self
                    .answers
                    .working(&standpoint, *question, force, &evidence);
                workings.push(working.await?);
            }
            answer = answer.with_workings(&workings);
        }
        self.bounded(answer, slices.len())
    }

    async fn batch_compare(
        &self,
        request: Request<wire::BatchCompareRequest>,
    ) -> Result<Response<Encoded>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let mut violations = Violations::default();
        if !(1..=MOST_CHOICES).contains(&asked.choices.len()) {
            let given = asked.choices.len();
            violations.add(
                "choices",
                format!("takes 1 to {MOST_CHOICES} choices, not {given}"),
            );
        }
        let mut periods = Vec::with_capacity(asked.choices.len());
        for (at, choice) in asked.choices.iter().take(MOST_CHOICES).enumerate() {
            let field = |name| format!("choices[{at}].{name}");
            violations.require(&field("indicator"), &choice.indicator, "ListIndicators");
            let period = asked_period(&mut violations, &field("period"), &choice.period);
            periods.push(period);
        }
        violations.check()?;

        let standpoint = self
            .answers
            .standpoint(&asked.edition, asked.as_of, context)
            .await?;
        let programme = &standpoint.programme;
        let comparator = programme.comparator(&asked.peer_group)?;
        let force = match asked.force.as_str() {
            "" => None,
            name => Some(programme.force(name)?),
        };
        let questions = asked
            .choices
            .iter()
            .zip(periods)
            .map(|(choice, period)| {
                let definition = programme.definition(&choice.indicator)?;
                let period = period.unwrap_or(definition.indicator.period);
                Ok(Question {
                    definition,
                    period,
                    comparator: &comparator,
                })
            })
            .collect::<Result<Vec<_>, Status>>()?;
        let evidence = self.answers.evidence(&standpoint, &questions, context);
        let answers = &self.answers;
        let parts = match force {
            Some(force) => {
                let slices = answers.slices(&standpoint, &questions, force, &evidence);
                slices.await?
            }
            None => {
                let wholes = answers.wholes(&standpoint, &questions, &evidence, |_, _| {});
                wholes.await?
            }
        };
        self.bounded(Encoded::comparisons(&parts, standpoint.as_of), parts.len())
    }

    async fn reconcile(
        &self,
        request: Request<wire::ReconcileRequest>,
    ) -> Result<Response<wire::ReconcileResponse>, Status> {
        let context = CallContext::of(&request);
        let asked = request.into_inner();
        let standpoint = self
            .answers
            .standpoint(&asked.edition, asked.as_of, context)
            .await?;
        let area = match asked.area.as_str() {
            "" => None,
            ENGLAND_AND_WALES => Some(Area::EnglandAndWales),
            force => Some(Area::Force(standpoint.programme.force(force)?.clone())),
        };
        let reconciliations = self.reconciled(&standpoint, area.as_ref(), context).await?;
        Ok(Response::new(wire::ReconcileResponse {
            reconciliations,
            as_of: standpoint.as_of,
        }))
    }
}

impl Comparisons {
    /// An answer of several comparisons, unless it is more than may be sent.
    fn bounded(&self, answer: Encoded, comparisons: usize) -> Result<Response<Encoded>, Status> {
        if answer.bytes().len() > self.max_message {
            return Err(too_large(comparisons, self.max_message));
        }
        Ok(Response::new(answer))
    }

    /// A force's answer with its whole working.
    async fn explained(
        &self,
        standpoint: &Standpoint,
        question: Question<'_>,
        force: &ForceId,
        context: CallContext,
    ) -> Result<Encoded, Status> {
        let questions = [question];
        let evidence = self.answers.evidence(standpoint, &questions, context);
        let slices = self
            .answers
            .slices(standpoint, &questions, force, &evidence)
            .await?;
        let working = self
            .answers
            .working(standpoint, question, force, &evidence)
            .await?;
        Ok(Encoded::comparisons(&slices, standpoint.as_of).with_working(&working))
    }

    async fn reconciled(
        &self,
        standpoint: &Standpoint,
        area: Option<&Area>,
        context: CallContext,
    ) -> Result<Vec<wire::Reconciliation>, Status> {
        let edition = &standpoint.programme.edition;
        let measures = printed_measures(edition)
            .iter()
            .map(ToString::to_string)
            .collect();
        let data = &self.answers.data;
        let observations = data
            .observations_of(measures, standpoint.as_of, context)
            .await?;
        let mut printed = printed_values(edition, &observations);
        printed.retain(|printed| area.is_none_or(|area| printed.area == *area));
        let mut choices: Vec<_> = printed
            .iter()
            .map(|printed| (printed.indicator.clone(), printed.period))
            .collect();
        choices.sort();
        choices.dedup();
        let comparisons = self
            .answers
            .comparisons(standpoint, &choices, context)
            .await?;
        let computed = |indicator: &_, period| {
            let at = choices.binary_search_by(|(known, of)| (known, *of).cmp(&(indicator, period)));
            at.ok().and_then(|at| comparisons.get(at))
        };
        reconcile(edition, &printed, computed)
            .iter()
            .map(|reconciliation| {
                let indicator = reconciliation.printed.indicator.as_str();
                let definition = standpoint.programme.definition(indicator)?;
                Ok(reconciliation_to_wire(
                    reconciliation,
                    &definition.indicator,
                ))
            })
            .collect()
    }
}
