//! Two made-up editions, and steps in an inspection made short.

use std::path::Path;
use std::sync::Arc;

use peel_data_core::{
    CarryFrom, Checksum, Collection, CollectionError, Import, InspectionChange, InspectionEntry,
    InspectionMoving, InspectionOpened, InspectionOpening, InspectionRefusal, InspectionWork,
    MemoryStore, Once, Rejected, RequestId, Vocabulary,
};
use peel_edition::{Folder, read_edition};
use peel_model::{
    EditionId, FindingAnswer, ForceId, InspectionMove, InspectionRole, MeasureId, Observation,
    QuestionId, Reading, Revision, Run, RunOutcome,
};

/// When everything in these tests happens.
pub(crate) const NOW: i64 = 1_900_000_000;
/// The edition that is worked on.
pub(crate) const LIGHTS: &str = "2032-lights";
/// The edition of the year before, whose inspection of Northshire is published: of its findings f2
/// is open, and f10 is a strength.
pub(crate) const BEFORE: &str = "2031-lights";

/// A collection with both editions, and what is typed to work on Northshire's inspection.
pub(crate) struct Desk {
    pub(crate) collection: Collection,
    requests: std::cell::Cell<u32>,
}

/// The made-up edition under another name, with every text of a file put for another.
pub(crate) fn edition(id: &str, changes: &[(&str, &str, &str)]) -> Folder {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = Folder::read(&path.join("../edition/tests/fixtures/made-up-edition")).unwrap();
    let files = folder.files().map(|(path, bytes)| {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let mut text = text.replace("made-up-edition", id);
        for (_, from, to) in changes.iter().filter(|(file, ..)| *file == path) {
            assert!(text.contains(from), "{path} has no {from:?}");
            text = text.replace(from, to);
        }
        (path.to_owned(), text.into_bytes())
    });
    Folder::from_files(id, files.collect::<Vec<_>>()).unwrap()
}

/// An edition without inspections.
pub(crate) fn uninspected(id: &str, changes: &[(&str, &str, &str)]) -> Folder {
    let folder = edition(id, changes);
    let files = folder
        .files()
        .filter(|(path, _)| !path.starts_with("inspections/"));
    let files = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
    Folder::from_files(id, files.collect::<Vec<_>>()).unwrap()
}

impl Desk {
    pub(crate) async fn with(editions: &[Folder]) -> Self {
        let collection = Collection::new(Arc::new(MemoryStore::new()));
        collection.seed(editions, NOW).await.unwrap();
        Self {
            collection,
            requests: std::cell::Cell::new(0),
        }
    }

    /// With the edition of the year before beside it.
    pub(crate) async fn new() -> Self {
        Self::with(&[edition(BEFORE, &[]), uninspected(LIGHTS, &[])]).await
    }

    /// With an inspection that Ada has opened, carrying f2 of the year before on as e1.
    pub(crate) async fn opened() -> Self {
        let desk = Self::new().await;
        desk.open(desk.by("inspector Ada"), CarryFrom::Newest)
            .await
            .unwrap();
        desk
    }

    /// With everything in it that a moderator needs.
    pub(crate) async fn complete() -> Self {
        let desk = Self::opened().await;
        for change in [
            assessment("lamp", "There is a lamp."),
            assessment("keeper", "There is a keeper."),
            finding("f1", "cause-of-concern"),
            finding("f2", "strength"),
            answer("e1", "not-alleviated", &["f1"]),
            judgment("", "dim"),
            judgment("lighting", "dim"),
        ] {
            desk.change("inspector Ada", change).await.unwrap();
        }
        desk
    }

    /// Moderated by Mo, complete as it was.
    pub(crate) async fn moderated() -> Self {
        let desk = Self::complete().await;
        desk.go("moderator Mo", InspectionMove::Moderate)
            .await
            .unwrap();
        desk
    }

    /// Published, complete as it was.
    pub(crate) async fn published() -> Self {
        let desk = Self::moderated().await;
        desk.publish(1).await;
        desk
    }

    /// Has what is moderated agreed and published, after a run of this number.
    pub(crate) async fn publish(&self, run: u8) -> Revision {
        let run = self.run(run, |_| ()).await;
        let entry = self.by("approver Pat");
        let finalised = self.move_by(entry, InspectionMove::Finalise, &run).await;
        finalised.unwrap();
        let published = self.go("approver Pat", InspectionMove::Publish).await;
        published.unwrap().answer
    }

    /// An entry "inspector Ada", under a request identifier of its own.
    pub(crate) fn by(&self, who: &str) -> InspectionEntry {
        let (role, author) = who.split_once(' ').unwrap();
        let number = self.requests.get() + 1;
        self.requests.set(number);
        InspectionEntry {
            request_id: RequestId::new(&format!("request-{number}")).unwrap(),
            checksum: Checksum::of(&number.to_be_bytes()),
            edition: id(LIGHTS),
            force: northshire(),
            author: author.to_owned(),
            role: InspectionRole::from_name(role).unwrap(),
            reason: String::new(),
            expected: None,
            at: NOW,
        }
    }

    /// The same with a reason.
    pub(crate) fn because(&self, who: &str, reason: &str) -> InspectionEntry {
        InspectionEntry {
            reason: reason.to_owned(),
            ..self.by(who)
        }
    }

    pub(crate) async fn open(
        &self,
        entry: InspectionEntry,
        carry_from: CarryFrom,
    ) -> Result<Once<InspectionOpened>, CollectionError> {
        let opening = InspectionOpening {
            inspected: "spring".to_owned(),
            source: "Lighthouses 2032 (made up)".to_owned(),
            carry_from,
        };
        self.collection.open_inspection(entry, opening).await
    }

    pub(crate) async fn change(
        &self,
        who: &str,
        change: InspectionChange,
    ) -> Result<Once<Revision>, CollectionError> {
        let entry = self.by(who);
        self.collection.change_inspection(entry, change).await
    }

    /// Moves it, with a reason, without a run.
    pub(crate) async fn go(
        &self,
        who: &str,
        action: InspectionMove,
    ) -> Result<Once<Revision>, CollectionError> {
        let entry = self.because(who, "it is time");
        self.move_by(entry, action, "").await
    }

    pub(crate) async fn move_by(
        &self,
        entry: InspectionEntry,
        action: InspectionMove,
        run: &str,
    ) -> Result<Once<Revision>, CollectionError> {
        let moving = InspectionMoving {
            action,
            run: run.to_owned(),
            acknowledged: Vec::new(),
        };
        self.collection.move_inspection(entry, moving).await
    }

    /// The inspection as at a revision; `None` for the newest.
    pub(crate) async fn work(&self, as_of: Option<Revision>) -> InspectionWork {
        self.find(as_of).await.unwrap()
    }

    pub(crate) async fn find(&self, as_of: Option<Revision>) -> Option<InspectionWork> {
        let recorded = self.collection.edition(&id(LIGHTS), as_of).await.unwrap();
        let mut works = recorded.inspections.into_iter();
        works.find(|work| work.inspection.force == northshire())
    }

    pub(crate) async fn newest(&self) -> Revision {
        self.collection.store().newest().await.unwrap().unwrap()
    }

    /// Records a run as at the newest revision that raised nothing, changed.
    pub(crate) async fn run(&self, number: u8, change: impl FnOnce(&mut Run)) -> String {
        let mut run = Run {
            id: format!("{number:032x}"),
            force: northshire(),
            edition: id(LIGHTS),
            revision: self.newest().await,
            method: peel_model::MethodVersion::new("2031.1").unwrap(),
            outcome: RunOutcome::Completed,
            comparisons: 0,
            memory_hits: 0,
            redis_hits: 0,
            computed: 0,
            started_at_milliseconds: NOW * 1_000,
            duration_microseconds: 1,
            trace_id: String::new(),
            failure: String::new(),
            checked: true,
            checks: Vec::new(),
            used: Vec::new(),
        };
        change(&mut run);
        let id = run.id.clone();
        self.collection.record_run(run).await.unwrap();
        id
    }

    /// Counts Northshire's thefts anew.
    pub(crate) async fn count_again(&self, value: f64) -> Revision {
        let edition = read_edition(&uninspected(LIGHTS, &[])).unwrap();
        let import = Import {
            title: "thefts, counted again".to_owned(),
            author: "a harbour master".to_owned(),
            recorded_at: NOW,
            request_id: RequestId::new(&format!("thefts-{value}")).unwrap(),
            observations: vec![Observation {
                area: "northshire".parse().unwrap(),
                measure: MeasureId::new("thefts").unwrap(),
                period: "12m-to-2031-06".parse().unwrap(),
                reading: Reading::new(Some(value), "normal").unwrap(),
                source: "harbour-office".parse().unwrap(),
            }],
        };
        let vocabulary = Vocabulary::of(&edition);
        let recorded = self.collection.import(&vocabulary, import).await.unwrap();
        recorded.record.revision
    }
}

pub(crate) fn id(edition: &str) -> EditionId {
    EditionId::new(edition).unwrap()
}

pub(crate) fn northshire() -> ForceId {
    ForceId::new("northshire").unwrap()
}

pub(crate) fn assessment(sub_question: &str, text: &str) -> InspectionChange {
    InspectionChange::Assessment {
        sub_question: sub_question.parse().unwrap(),
        text: text.to_owned(),
        grade: None,
    }
}

/// A finding about the lighting, borne out by an indicator, with a recommendation.
pub(crate) fn finding(id: &str, kind: &str) -> InspectionChange {
    InspectionChange::Finding(found(id, kind))
}

pub(crate) fn found(id: &str, kind: &str) -> peel_model::Finding {
    peel_model::Finding {
        id: id.parse().unwrap(),
        kind: peel_model::FindingKind::from_name(kind).unwrap(),
        question: "lighting".parse().unwrap(),
        title: "Oil".to_owned(),
        text: "There is little oil.".to_owned(),
        state: peel_model::FindingState::New,
        listed: true,
        chain: Vec::new(),
        recommendations: vec![peel_model::Recommendation {
            text: "Buy oil.".to_owned(),
            owner: "Northshire Police".to_owned(),
            due: "immediately".to_owned(),
        }],
        evidence: vec!["theft-share".parse().unwrap()],
        documents: Vec::new(),
        source: String::new(),
    }
}

pub(crate) fn answer(earlier: &str, kind: &str, carried_by: &[&str]) -> InspectionChange {
    InspectionChange::Answer {
        finding: earlier.parse().unwrap(),
        answer: FindingAnswer {
            kind: peel_model::AnswerKind::from_name(kind).unwrap(),
            carried_by: carried_by.iter().map(|id| id.parse().unwrap()).collect(),
        },
    }
}

/// A judgment on a question, or overall where that is empty.
pub(crate) fn judgment(question: &str, grade: &str) -> InspectionChange {
    InspectionChange::Judgment {
        question: (!question.is_empty()).then(|| QuestionId::new(question).unwrap()),
        grade: grade.parse().unwrap(),
        previous: Some("bright".parse().unwrap()),
        grounds: "There is little oil.".to_owned(),
    }
}

pub(crate) fn summary(question: &str, paragraphs: &[&str]) -> InspectionChange {
    InspectionChange::Summary {
        question: question.parse().unwrap(),
        paragraphs: paragraphs.iter().map(|&text| text.to_owned()).collect(),
    }
}

/// What is wrong, a line per violation.
#[track_caller]
pub(crate) fn rejected<T: std::fmt::Debug>(answer: Result<T, CollectionError>) -> Vec<String> {
    match answer {
        Err(CollectionError::Rejected(rejected)) => lines(&rejected),
        other => panic!("not rejected: {other:?}"),
    }
}

/// What is missing, a line each.
#[track_caller]
pub(crate) fn missing<T: std::fmt::Debug>(answer: Result<T, CollectionError>) -> Vec<String> {
    match answer {
        Err(CollectionError::Inspection(InspectionRefusal::NotReady { missing, .. })) => {
            lines(&missing)
        }
        other => panic!("nothing is missing: {other:?}"),
    }
}

fn lines(rejected: &Rejected) -> Vec<String> {
    let told = rejected.told().iter();
    told.map(|one| format!("{}: {}", one.field, one.message))
        .collect()
}

/// Why it was refused, where nothing is wrong with the request.
#[track_caller]
pub(crate) fn refused<T: std::fmt::Debug>(answer: Result<T, CollectionError>) -> String {
    match answer {
        Err(error @ (CollectionError::Inspection(_) | CollectionError::Store(_))) => {
            error.to_string()
        }
        other => panic!("not refused: {other:?}"),
    }
}
