//! A force that submits the same return again and again, each time with other numbers.

use futures::stream;
use peel_proto::data::v1 as data;
use peel_proto::data::v1::observation_service_client::ObservationServiceClient;
use peel_proto::data::v1::return_service_client::ReturnServiceClient;
use peel_proto::data::v1::submit_return_request::Part;
use tonic::transport::Channel;
use tonic::{Code, Status};

use super::Draws;
use crate::support::launch::Running;

/// Who submits.
pub(crate) const FORCES: [&str; 3] = ["ashdale", "greyshore", "inverlock"];

const YEAR: &str = "12m-to-2031-06";
const MEASURES: [&str; 4] = ["offences", "thefts", "frauds", "charged"];

/// One return: which force's, and what makes it differ from others.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) force: &'static str,
    round: u32,
    number: u32,
    frauds: f64,
    at_length: bool,
}

impl Sent {
    /// How many values each has.
    pub(crate) const VALUES: u64 = MEASURES.len() as u64;

    pub(crate) fn new(force: &'static str, round: u32, number: u32) -> Self {
        Self {
            force,
            round,
            number,
            frauds: 9_500.0,
            at_length: false,
        }
    }

    /// With a long reason for every value.
    pub(crate) fn at_length(self) -> Self {
        Self {
            at_length: true,
            ..self
        }
    }

    /// The same request with something else in it.
    pub(crate) fn with_other_values(&self) -> Self {
        Self {
            frauds: self.frauds + 1.0,
            ..self.clone()
        }
    }

    pub(crate) fn request_id(&self) -> String {
        format!("{}-{}-{}", self.force, self.round, self.number)
    }

    fn values(&self) -> Vec<data::ReturnedValue> {
        let more = f64::from(self.round) * 10.0 + f64::from(self.number);
        let thefts = 40_000.0 + more;
        let numbers = [thefts + self.frauds, thefts, self.frauds, 7_700.0];
        let values = MEASURES.into_iter().zip(numbers);
        values
            .map(|(measure, number)| data::ReturnedValue {
                measure: measure.to_owned(),
                period: YEAR.to_owned(),
                value: Some(number),
                ..self.said()
            })
            .collect()
    }

    fn said(&self) -> data::ReturnedValue {
        if !self.at_length {
            return data::ReturnedValue::default();
        }
        // Words that no database makes shorter.
        let mut draws = Draws(u64::from(self.number));
        let words = (0..110).map(|_| format!("{:08x}", draws.below(1 << 31)));
        data::ReturnedValue {
            status: "estimated".to_owned(),
            reason: words.collect::<Vec<_>>().join(" "),
            ..data::ReturnedValue::default()
        }
    }

    /// The messages of a call that submits it.
    pub(crate) fn parts(&self) -> [data::SubmitReturnRequest; 2] {
        let header = Part::Header(data::SubmissionHeader {
            request_id: self.request_id(),
            force: self.force.to_owned(),
            author: "the harbour master".to_owned(),
            ..data::SubmissionHeader::default()
        });
        let values = Part::Values(data::ReturnedValueChunk {
            values: self.values(),
        });
        [header, values].map(|part| data::SubmitReturnRequest { part: Some(part) })
    }
}

pub(crate) async fn returns(running: &Running) -> ReturnServiceClient<Channel> {
    ReturnServiceClient::new(running.channel().await)
}

pub(crate) struct Submitter {
    pub(crate) force: &'static str,
    returns: ReturnServiceClient<Channel>,
    observations: ObservationServiceClient<Channel>,
}

impl Submitter {
    pub(crate) async fn of(running: &Running, force: &'static str) -> Self {
        Self {
            force,
            returns: returns(running).await,
            observations: ObservationServiceClient::new(running.channel().await),
        }
    }

    /// Submits; gives the revision that acknowledges it.
    pub(crate) async fn submit(&mut self, sent: &Sent) -> Result<u64, Status> {
        Ok(self.answer(sent).await?.0)
    }

    /// Submits what was never submitted.
    pub(crate) async fn submit_new(&mut self, sent: &Sent) -> u64 {
        let (revision, repeated) = self.answer(sent).await.unwrap();
        assert!(!repeated, "{sent:?}");
        revision
    }

    /// Submits what may have been submitted; whether it had.
    pub(crate) async fn again(&mut self, sent: &Sent) -> (u64, bool) {
        self.answer(sent).await.unwrap()
    }

    async fn answer(&mut self, sent: &Sent) -> Result<(u64, bool), Status> {
        let answer = self
            .returns
            .submit_return(stream::iter(sent.parts()))
            .await?;
        let answer = answer.into_inner();
        let revision = answer.submission.unwrap().revision;
        Ok((revision, answer.repeated_request))
    }

    /// Every measure was sent with every submission, so their histories name the same revisions.
    pub(crate) async fn check_histories(&mut self) {
        let mut expected: Option<Vec<u64>> = None;
        for measure in MEASURES {
            let request = data::GetObservationHistoryRequest {
                area: self.force.to_owned(),
                measure: measure.to_owned(),
                period: YEAR.to_owned(),
            };
            let revisions: Vec<u64> = match self.observations.get_observation_history(request).await
            {
                Ok(answer) => {
                    let history = answer.into_inner().observations;
                    history.iter().map(|recorded| recorded.revision).collect()
                }
                Err(status) if status.code() == Code::NotFound => Vec::new(),
                Err(status) => panic!("{status}"),
            };
            let expected = expected.get_or_insert_with(|| revisions.clone());
            assert_eq!(*expected, revisions, "{measure} of {}", self.force);
        }
    }
}
