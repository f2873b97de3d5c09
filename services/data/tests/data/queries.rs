//! Conversations about single values.

use peel_proto::data::v1::{
    AnswerQueryRequest, AnswerQueryResponse, GetQueryRequest, ListQueriesRequest, Query,
    RaiseQueryRequest, RaiseQueryResponse, ReviewQueryRequest, ReviewQueryResponse,
};
use peel_proto::errors::v1::ErrorReason;
use tonic::{Response, Status};

use crate::returning::{YEAR, plain, returned_by, start};
use crate::support::{Service, fields, message, refused};

fn question(request_id: &str) -> RaiseQueryRequest {
    RaiseQueryRequest {
        request_id: request_id.to_owned(),
        force: "northshire".to_owned(),
        measure: "thefts".to_owned(),
        period: "12m-to-2031-06".to_owned(),
        question: "Were boats counted?".to_owned(),
        author: "Bea".to_owned(),
        ..RaiseQueryRequest::default()
    }
}

fn explanation(request_id: &str, query: &str) -> AnswerQueryRequest {
    AnswerQueryRequest {
        request_id: request_id.to_owned(),
        query: query.to_owned(),
        explanation: "The harbour was closed.".to_owned(),
        author: "Ada".to_owned(),
    }
}

fn review(request_id: &str, query: &str, action: &str) -> ReviewQueryRequest {
    ReviewQueryRequest {
        request_id: request_id.to_owned(),
        query: query.to_owned(),
        action: action.to_owned(),
        text: "Seen.".to_owned(),
        author: "Bea".to_owned(),
    }
}

impl Service {
    async fn ask(&self, request: RaiseQueryRequest) -> Result<RaiseQueryResponse, Status> {
        let answer = self.queries().raise_query(request).await;
        answer.map(Response::into_inner)
    }

    async fn answer(&self, request: AnswerQueryRequest) -> Result<AnswerQueryResponse, Status> {
        let answer = self.queries().answer_query(request).await;
        answer.map(Response::into_inner)
    }

    async fn review(&self, request: ReviewQueryRequest) -> Result<ReviewQueryResponse, Status> {
        let answer = self.queries().review_query(request).await;
        answer.map(Response::into_inner)
    }

    async fn query(&self, id: &str) -> Result<Query, Status> {
        let request = GetQueryRequest {
            query: id.to_owned(),
        };
        let answer = self.queries().get_query(request).await?;
        Ok(answer.into_inner().query.unwrap())
    }
}

#[tokio::test]
async fn a_conversation_is_kept_move_by_move() {
    let service = start().await;
    let raised = service.asked_about("r-1").await;
    assert_eq!(
        (raised.id.as_str(), raised.state.as_str()),
        ("q4-1", "open")
    );
    assert_eq!(raised.check, "first-zero");
    assert_eq!((raised.value, raised.author.as_str()), (Some(0.0), "Ada"));

    service.clock.set("2032-10-01T12:00:00Z".parse().unwrap());
    let answered = service.answer(explanation("a-1", "q4-1")).await.unwrap();
    assert_eq!(answered.query.unwrap().state, "answered");
    let again = service.review(review("v-1", "q4-1", "ask-again")).await;
    assert_eq!(again.unwrap().query.unwrap().state, "open");
    service.answer(explanation("a-2", "q4-1")).await.unwrap();
    let accepted = service
        .review(review("v-2", "q4-1", "accept"))
        .await
        .unwrap();
    let query = accepted.query.unwrap();
    assert_eq!(query.state, "accepted");
    let actions: Vec<_> = query.moves.iter().map(|it| it.action.as_str()).collect();
    assert_eq!(actions, ["confirm", "ask-again", "confirm", "accept"]);
    let first = &query.moves[0];
    assert_eq!(
        (first.author.as_str(), first.text.as_str(), first.revision),
        ("Ada", "The harbour was closed.", 5)
    );
    assert_eq!(first.at, service.clock.now().as_second());
    assert_eq!(service.query("q4-1").await.unwrap(), query);
}

#[tokio::test]
async fn another_value_answers_the_query() {
    let service = start().await;
    service.asked_about("r-1").await;
    let values = [plain("thefts", YEAR, 125.0)];
    let corrected = service.submit(returned_by("r-2"), &values).await.unwrap();
    assert_eq!(corrected.corrected, ["q4-1"]);
    let query = service.query("q4-1").await.unwrap();
    assert_eq!(query.state, "answered");
    assert_eq!(query.moves[0].action, "correct");
    assert_eq!(query.moves[0].revision, 5);
}

#[tokio::test]
async fn an_analyst_asks_about_what_is_recorded() {
    let service = start().await;
    let raised = service.ask(question("k-1")).await.unwrap();
    let query = raised.query.unwrap();
    assert_eq!((query.id.as_str(), query.check.as_str()), ("q4-1", ""));
    assert_eq!((query.value, query.author.as_str()), (Some(120.0), "Bea"));
    let again = service.ask(question("k-1")).await.unwrap();
    assert!(again.repeated_request && !raised.repeated_request);
    assert_eq!(again.query.unwrap(), query);
    let other = RaiseQueryRequest {
        question: "Were carts?".to_owned(),
        ..question("k-1")
    };
    let answer = service.ask(other).await;
    let text = message(&answer);
    refused(answer, ErrorReason::RequestIdReused, &text);
    assert_eq!(service.newest().await, 4);
    let withdrawn = service.review(review("v-1", "q4-1", "withdraw")).await;
    assert_eq!(withdrawn.unwrap().query.unwrap().state, "withdrawn");
}

#[tokio::test]
async fn a_step_taken_again_gives_the_first_answer() {
    let service = start().await;
    service.asked_about("r-1").await;
    let first = service.answer(explanation("a-1", "q4-1")).await.unwrap();
    let again = service.answer(explanation("a-1", "q4-1")).await.unwrap();
    assert!(again.repeated_request && !first.repeated_request);
    assert_eq!(again.query, first.query);
    assert_eq!(service.newest().await, 5);
}

#[tokio::test]
async fn a_step_that_cannot_be_taken_is_refused() {
    let service = start().await;
    service.asked_about("r-1").await;
    let answer = service.review(review("v-1", "q4-1", "accept")).await;
    let details = refused(
        answer,
        ErrorReason::QueryMoved,
        "the query q4-1 is open, and \"accept\" is no step from there; possible: confirm, correct, \
         withdraw",
    );
    let metadata = &details.error_info().unwrap().metadata;
    assert_eq!(metadata["query"], "q4-1");
    assert_eq!(
        (metadata["state"].as_str(), metadata["action"].as_str()),
        ("open", "accept")
    );
    let violation = &details.precondition_failure().unwrap().violations[0];
    assert_eq!(
        (violation.r#type.as_str(), violation.subject.as_str()),
        ("QUERY_STATE", "q4-1")
    );
    assert_eq!(service.newest().await, 4);

    let details = refused(
        service.answer(explanation("a-1", "q9-1")).await,
        ErrorReason::UnknownQuery,
        "there is no query q9-1; list the queries to see which there are",
    );
    assert_eq!(details.resource_info().unwrap().resource_name, "q9-1");
    refused(
        service.query("q9-1").await,
        ErrorReason::UnknownQuery,
        "there is no query q9-1; list the queries to see which there are",
    );
}

#[tokio::test]
async fn requests_that_make_no_sense_are_refused_by_field() {
    let service = start().await;
    service.asked_about("r-1").await;
    #[track_caller]
    fn at_fault<T>(answer: Result<T, Status>, expected: &[&str]) {
        let text = message(&answer);
        let details = refused(answer, ErrorReason::InvalidRequest, &text);
        let told: Vec<_> = fields(&details).iter().map(|it| it.0).collect();
        assert_eq!(told, expected, "{text}");
    }
    let malformed = RaiseQueryRequest {
        period: "June".to_owned(),
        ..RaiseQueryRequest::default()
    };
    at_fault(
        service.ask(malformed).await,
        &["request_id", "force", "measure", "period"],
    );
    let empty = RaiseQueryRequest {
        question: " ".to_owned(),
        author: String::new(),
        measure: "calls".to_owned(),
        ..question("k-1")
    };
    at_fault(service.ask(empty).await, &["author", "question", "measure"]);
    let nothing = RaiseQueryRequest {
        period: YEAR.to_owned(),
        measure: "frauds".to_owned(),
        ..question("k-1")
    };
    at_fault(service.ask(nothing).await, &["period"]);
    let empty = AnswerQueryRequest {
        explanation: String::new(),
        ..explanation("a-1", "q4-1")
    };
    at_fault(service.answer(empty).await, &["explanation"]);
    at_fault(
        service.answer(explanation("", "12")).await,
        &["request_id", "query"],
    );
    at_fault(
        service.review(review("v-1", "12", "confirm")).await,
        &["query", "action"],
    );
    let silent = ReviewQueryRequest {
        text: String::new(),
        ..review("v-1", "q4-1", "withdraw")
    };
    at_fault(service.review(silent).await, &["text"]);
    at_fault(service.query("").await, &["query"]);
    let list = ListQueriesRequest {
        states: vec!["open".to_owned(), "closed".to_owned()],
        check: "first-zer".to_owned(),
        page_size: 1_001,
        ..ListQueriesRequest::default()
    };
    at_fault(
        service.queries().list_queries(list).await,
        &["page_size", "states[1]", "check"],
    );
    let unknown = RaiseQueryRequest {
        measure: "theft".to_owned(),
        ..question("k-1")
    };
    refused(
        service.ask(unknown).await,
        ErrorReason::UnknownMeasure,
        "measure \"theft\" is not known; did you mean \"thefts\"?",
    );
    assert_eq!(service.newest().await, 4);
}

#[tokio::test]
async fn queries_are_listed_by_what_restricts_them() {
    let service = start().await;
    service.asked_about("r-1").await;
    service.clock.set("2031-09-02T09:00:00Z".parse().unwrap());
    let of_southshire = RaiseQueryRequest {
        force: "southshire".to_owned(),
        ..question("k-1")
    };
    service.ask(of_southshire).await.unwrap();
    service.ask(question("k-2")).await.unwrap();
    service.answer(explanation("a-1", "q6-1")).await.unwrap();

    let list = async |request: ListQueriesRequest| {
        let answer = service.queries().list_queries(request).await?;
        let answer = answer.into_inner();
        let ids: Vec<_> = answer.queries.into_iter().map(|it| it.id).collect();
        Ok::<_, Status>((ids, answer.next_page_token))
    };
    let check = async |request: ListQueriesRequest, expected: &[&str]| {
        assert_eq!(list(request).await.unwrap().0, expected);
    };
    let all = ListQueriesRequest::default;
    check(all(), &["q4-1", "q5-1", "q6-1"]).await;
    let force = "northshire".to_owned();
    check(ListQueriesRequest { force, ..all() }, &["q4-1", "q6-1"]).await;
    let states = vec!["answered".to_owned(), "accepted".to_owned()];
    check(ListQueriesRequest { states, ..all() }, &["q6-1"]).await;
    let named = "first-zero".to_owned();
    let by_check = ListQueriesRequest {
        check: named,
        ..all()
    };
    check(by_check, &["q4-1"]).await;
    let raised_before = service.clock.now().as_second();
    let older = ListQueriesRequest {
        raised_before,
        ..all()
    };
    check(older, &["q4-1"]).await;

    let page_size = 2;
    let (first, page_token) = list(ListQueriesRequest { page_size, ..all() })
        .await
        .unwrap();
    let next = ListQueriesRequest {
        page_token,
        ..all()
    };
    let (second, end) = list(next.clone()).await.unwrap();
    assert_eq!(first, ["q4-1", "q5-1"]);
    assert_eq!((second, end), (vec!["q6-1".to_owned()], String::new()));
    let other_list = ListQueriesRequest {
        states: vec!["open".to_owned()],
        ..next
    };
    refused(
        list(other_list).await,
        ErrorReason::InvalidPageToken,
        "the request has 1 invalid field; page_token: is not the next_page_token of this list; \
         ask for the first page again",
    );
}
