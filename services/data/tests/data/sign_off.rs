//! The end of a collection: final data, sign-off, freeze.

use peel_proto::data::v1::{
    FreezeEditionRequest, FreezeEditionResponse, GetFinalDataRequest, GetFinalDataResponse,
    ListReturnsRequest, ReviewQueryRequest, SignOffReturnRequest, SignOffReturnResponse,
    SubmissionHeader,
};
use peel_proto::errors::v1::ErrorReason;
use tonic::{Response, Status};

use crate::returning::{YEAR, declared, plain, returned_by, start};
use crate::support::{Service, fields, message, refused};

fn signing(request_id: &str, as_at: u64) -> SignOffReturnRequest {
    SignOffReturnRequest {
        request_id: request_id.to_owned(),
        force: "northshire".to_owned(),
        as_at,
        author: "Chief".to_owned(),
        note: "All counted.".to_owned(),
        ..SignOffReturnRequest::default()
    }
}

fn freezing(request_id: &str, as_at: u64) -> FreezeEditionRequest {
    FreezeEditionRequest {
        request_id: request_id.to_owned(),
        as_at,
        author: "Bea".to_owned(),
        reason: "Reports go to print.".to_owned(),
        ..FreezeEditionRequest::default()
    }
}

impl Service {
    async fn final_data(&self, as_of: u64) -> Result<GetFinalDataResponse, Status> {
        let request = GetFinalDataRequest {
            force: "northshire".to_owned(),
            as_of,
            ..GetFinalDataRequest::default()
        };
        let answer = self.returns().get_final_data(request).await;
        answer.map(Response::into_inner)
    }

    async fn sign_off(
        &self,
        request: SignOffReturnRequest,
    ) -> Result<SignOffReturnResponse, Status> {
        let answer = self.returns().sign_off_return(request).await;
        answer.map(Response::into_inner)
    }

    async fn freeze(&self, request: FreezeEditionRequest) -> Result<FreezeEditionResponse, Status> {
        let answer = self.returns().freeze_edition(request).await;
        answer.map(Response::into_inner)
    }
}

#[tokio::test]
async fn final_data_stand_beside_the_national_figure() {
    let service = start().await;
    let gap = declared("not-supplied", "The office burned down.", None, 0);
    service.submit(returned_by("r-1"), &[gap]).await.unwrap();
    let data = service.final_data(0).await.unwrap();
    assert_eq!(data.as_of, 4);
    let asked: Vec<_> = data
        .values
        .iter()
        .map(|it| (it.measure.as_str(), it.period.as_str()))
        .collect();
    let expected = [
        ("thefts", "12m-to-2031-06"),
        ("thefts", YEAR),
        ("frauds", YEAR),
        ("population", "at-2031-06-30"),
    ];
    assert_eq!(asked, expected);
    let [last_year, year, frauds, _] = data.values.try_into().unwrap();
    assert_eq!((last_year.value, last_year.revision), (Some(120.0), 3));
    // 120 thefts per 1,000 people.
    assert_eq!(
        (last_year.per.as_str(), last_year.rate),
        ("population", Some(120.0))
    );
    assert_eq!(last_year.national, Some(120.0 - 3.0 + 80.5));
    assert_eq!(last_year.national_forces, 3);
    assert_eq!((year.value, year.status.as_str()), (None, "not-supplied"));
    assert_eq!(
        (year.reason.as_str(), year.revision),
        ("The office burned down.", 4)
    );
    assert_eq!((frauds.status.as_str(), frauds.revision), ("", 0));
    // As it was before.
    let before = service.final_data(3).await.unwrap();
    assert_eq!((before.as_of, before.values[1].status.as_str()), (3, ""));
}

/// Nine months of thefts are held against nine months of people, and stand in no total of years.
#[tokio::test]
async fn a_partial_value_is_compared_for_its_own_months() {
    let service = start().await;
    let of = |force: &str, request_id: &str| SubmissionHeader {
        force: force.to_owned(),
        ..returned_by(request_id)
    };
    let whole = [plain("thefts", YEAR, 84.0)];
    let south = service.submit(of("southshire", "r-1"), &whole).await;
    south.unwrap();
    let nine_months = [
        declared("partial", "A new system.", Some(90.0), 9),
        plain("population", "at-2031-06-30", 1_000.0),
    ];
    let north = service.submit(of("northshire", "r-2"), &nine_months);
    north.await.unwrap();
    let data = service.final_data(0).await.unwrap();
    let year = &data.values[1];
    assert_eq!((year.value, year.months), (Some(90.0), 9));
    assert_eq!(year.reason, "A new system.");
    // 90 in three quarters of a year are 120 in a whole one, per 1,000 people.
    assert_eq!(year.rate, Some(120.0));
    assert_eq!((year.national, year.national_forces), (Some(84.0), 1));
}

#[tokio::test]
async fn data_are_signed_off_and_a_later_correction_is_marked() {
    let service = start().await;
    let values = [plain("thefts", YEAR, 125.0)];
    service.submit(returned_by("r-1"), &values).await.unwrap();
    let signed = service.sign_off(signing("s-1", 4)).await.unwrap();
    assert!(!signed.repeated_request);
    let sign_off = signed.sign_off.unwrap();
    assert_eq!((sign_off.as_at, sign_off.revision), (4, 5));
    assert_eq!(
        (sign_off.author.as_str(), sign_off.note.as_str()),
        ("Chief", "All counted.")
    );
    assert_eq!(sign_off.at, service.clock.now().as_second());
    let again = service.sign_off(signing("s-1", 4)).await.unwrap();
    assert!(again.repeated_request);
    assert_eq!(again.sign_off.as_ref(), Some(&sign_off));
    let data = service.final_data(0).await.unwrap();
    assert_eq!(data.signed_off, Some(sign_off));

    let values = [plain("thefts", YEAR, 126.0)];
    let corrected = service.submit(returned_by("r-2"), &values).await.unwrap();
    assert_eq!(corrected.submission.unwrap().after_sign_off, 4);
    let answer = service
        .returns()
        .list_returns(ListReturnsRequest::default())
        .await
        .unwrap();
    assert!(answer.into_inner().returns[0].corrected_since);
}

#[tokio::test]
async fn what_is_not_settled_or_newer_stands_in_the_way_of_a_sign_off() {
    let service = start().await;
    service.asked_about("r-1").await;
    let answer = service.sign_off(signing("s-1", 3)).await;
    let details = refused(
        answer,
        ErrorReason::NotReadyToSignOff,
        "the data of northshire cannot be signed off as at that revision: it submitted values \
         since, in revision 4; look at those and sign them off; queries are not settled: q4-1",
    );
    let metadata = &details.error_info().unwrap().metadata;
    assert_eq!(
        (
            metadata["newestSubmission"].as_str(),
            metadata["pendingQueries"].as_str()
        ),
        ("4", "1")
    );
    let violations = &details.precondition_failure().unwrap().violations;
    let told: Vec<_> = violations
        .iter()
        .map(|it| (it.r#type.as_str(), it.subject.as_str()))
        .collect();
    assert_eq!(told, [("SUBMISSION", "4"), ("QUERY", "q4-1")]);
    let data = service.final_data(0).await.unwrap();
    assert_eq!(data.pending[0].id, "q4-1");

    let withdrawn = ReviewQueryRequest {
        request_id: "v-1".to_owned(),
        query: "q4-1".to_owned(),
        action: "withdraw".to_owned(),
        text: "Known from elsewhere.".to_owned(),
        author: "Bea".to_owned(),
    };
    service.queries().review_query(withdrawn).await.unwrap();
    service.sign_off(signing("s-1", 5)).await.unwrap();
}

#[tokio::test]
async fn an_edition_is_frozen_at_a_revision() {
    let service = start().await;
    let frozen = service.freeze(freezing("f-1", 2)).await.unwrap();
    let freeze = frozen.freeze.unwrap();
    assert_eq!((freeze.as_at, freeze.revision), (2, 4));
    assert_eq!(freeze.reason, "Reports go to print.");
    let again = service.freeze(freezing("f-1", 2)).await.unwrap();
    assert!(again.repeated_request);
    // 0 is the newest.
    let newest = service.freeze(freezing("f-2", 0)).await.unwrap();
    assert_eq!(newest.freeze.unwrap().as_at, 4);
    let again = service.freeze(freezing("f-1", 2)).await.unwrap();
    assert_eq!(again.freeze.unwrap(), freeze, "the first answer");
    let request = ListReturnsRequest::default();
    let answer = service.returns().list_returns(request).await.unwrap();
    assert_eq!(answer.into_inner().frozen.unwrap().as_at, 4);

    let values = [plain("thefts", YEAR, 126.0)];
    let late = service.submit(returned_by("r-1"), &values).await.unwrap();
    assert_eq!(late.submission.unwrap().after_freeze, 4);
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused_by_field() {
    let service = start().await;
    #[track_caller]
    fn at_fault<T>(answer: Result<T, Status>, expected: &[&str]) {
        let text = message(&answer);
        let details = refused(answer, ErrorReason::InvalidRequest, &text);
        let told: Vec<_> = fields(&details).iter().map(|it| it.0).collect();
        assert_eq!(told, expected, "{text}");
    }
    let nothing = SignOffReturnRequest::default();
    at_fault(
        service.sign_off(nothing).await,
        &["request_id", "force", "as_at"],
    );
    let nameless = SignOffReturnRequest {
        author: String::new(),
        note: "n".repeat(1_001),
        ..signing("s-1", 3)
    };
    at_fault(service.sign_off(nameless).await, &["author", "note"]);
    at_fault(
        service.freeze(FreezeEditionRequest::default()).await,
        &["request_id"],
    );
    let silent = FreezeEditionRequest {
        author: String::new(),
        reason: String::new(),
        ..freezing("f-1", 3)
    };
    at_fault(service.freeze(silent).await, &["author", "reason"]);
    let request = GetFinalDataRequest::default();
    at_fault(service.returns().get_final_data(request).await, &["force"]);
    let future = "revision 9 does not exist yet: the newest is 3; leave the revision out to read \
                  the newest";
    let unknown = ErrorReason::UnknownRevision;
    refused(service.sign_off(signing("s-1", 9)).await, unknown, future);
    refused(service.freeze(freezing("f-1", 9)).await, unknown, future);
    refused(service.final_data(9).await, unknown, future);
    assert_eq!(service.newest().await, 3);
}
