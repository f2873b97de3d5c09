//! What each role may call: one table for all contracts.
//!
//! A service does not start with a method that has no rule here, and a test holds the table against
//! the contracts.

/// Who reads what is not about one force's returns: all but forces.
const READERS: &[&str] = &[
    "reader",
    "analyst",
    "inspector",
    "moderator",
    "publisher",
    "administrator",
    "service",
];

/// What an edition asks and says is for everybody.
const EVERYBODY: &[&str] = &[
    "reader",
    "force",
    "analyst",
    "inspector",
    "moderator",
    "publisher",
    "administrator",
    "service",
];

/// What the services read of each other that is not yet for readers.
const STAFF_AND_SERVICES: &[&str] = &[
    "analyst",
    "inspector",
    "moderator",
    "publisher",
    "administrator",
    "service",
];

/// A force's own, which handlers keep to that force.
const FORCE_AND_STAFF: &[&str] = &[
    "force",
    "analyst",
    "inspector",
    "moderator",
    "publisher",
    "administrator",
];

const ANALYSTS: &[&str] = &["analyst"];
const FORCE_OR_ANALYST: &[&str] = &["force", "analyst"];
const RUNNERS: &[&str] = &["analyst", "inspector", "administrator"];
const FORCES: &[&str] = &["force"];
const SERVICES: &[&str] = &["service"];
const WRITERS: &[&str] = &["inspector", "moderator", "publisher"];

/// Every method by its path, with the roles that may call it.
pub const RULES: &[(&str, &[&str])] = &[
    (
        "/peel.data.v1.CollectionService/ImportObservations",
        ANALYSTS,
    ),
    ("/peel.data.v1.DecisionService/DecideExclusion", ANALYSTS),
    ("/peel.data.v1.DecisionService/DecideCaveat", ANALYSTS),
    ("/peel.data.v1.DecisionService/WithdrawDecision", ANALYSTS),
    (
        "/peel.data.v1.InspectionWorkService/OpenInspection",
        WRITERS,
    ),
    (
        "/peel.data.v1.InspectionWorkService/AssessSubQuestion",
        WRITERS,
    ),
    ("/peel.data.v1.InspectionWorkService/RecordFinding", WRITERS),
    ("/peel.data.v1.InspectionWorkService/RemoveFinding", WRITERS),
    (
        "/peel.data.v1.InspectionWorkService/RecordEarlierFinding",
        WRITERS,
    ),
    (
        "/peel.data.v1.InspectionWorkService/AnswerEarlierFinding",
        WRITERS,
    ),
    (
        "/peel.data.v1.InspectionWorkService/RecordJudgment",
        WRITERS,
    ),
    ("/peel.data.v1.InspectionWorkService/RecordSummary", WRITERS),
    (
        "/peel.data.v1.InspectionWorkService/MoveInspection",
        WRITERS,
    ),
    (
        "/peel.data.v1.InspectionService/GetInspection",
        STAFF_AND_SERVICES,
    ),
    (
        "/peel.data.v1.InspectionService/ListInspections",
        STAFF_AND_SERVICES,
    ),
    (
        "/peel.data.v1.InspectionService/ListPublishedGrades",
        READERS,
    ),
    ("/peel.data.v1.InspectionService/RecordRun", SERVICES),
    ("/peel.data.v1.InspectionService/RecordRuns", SERVICES),
    ("/peel.data.v1.InspectionService/GetRun", STAFF_AND_SERVICES),
    (
        "/peel.data.v1.InspectionService/ListRuns",
        STAFF_AND_SERVICES,
    ),
    (
        "/peel.data.v1.ObservationService/ReadObservations",
        STAFF_AND_SERVICES,
    ),
    (
        "/peel.data.v1.ObservationService/GetObservationHistory",
        STAFF_AND_SERVICES,
    ),
    ("/peel.data.v1.QueryService/ListQueries", FORCE_AND_STAFF),
    ("/peel.data.v1.QueryService/GetQuery", FORCE_AND_STAFF),
    ("/peel.data.v1.QueryService/RaiseQuery", ANALYSTS),
    ("/peel.data.v1.QueryService/AnswerQuery", FORCES),
    ("/peel.data.v1.QueryService/ReviewQuery", ANALYSTS),
    ("/peel.data.v1.ReferenceService/ListForces", EVERYBODY),
    ("/peel.data.v1.ReferenceService/GetForce", EVERYBODY),
    ("/peel.data.v1.ReferenceService/ListEditions", EVERYBODY),
    ("/peel.data.v1.ReferenceService/GetEdition", EVERYBODY),
    (
        "/peel.data.v1.ReferenceService/GetEditionDocument",
        EVERYBODY,
    ),
    ("/peel.data.v1.ReferenceService/ListIndicators", EVERYBODY),
    ("/peel.data.v1.ReferenceService/GetIndicator", EVERYBODY),
    ("/peel.data.v1.ReferenceService/ListMeasures", EVERYBODY),
    ("/peel.data.v1.ReferenceService/ListExclusions", EVERYBODY),
    ("/peel.data.v1.ReferenceService/ListCaveats", EVERYBODY),
    (
        "/peel.data.v1.ReturnService/GetReturnTemplate",
        FORCE_AND_STAFF,
    ),
    ("/peel.data.v1.ReturnService/SubmitReturn", FORCE_OR_ANALYST),
    (
        "/peel.data.v1.ReturnService/ListSubmissions",
        FORCE_AND_STAFF,
    ),
    ("/peel.data.v1.ReturnService/ListChecks", EVERYBODY),
    ("/peel.data.v1.ReturnService/GetFinalData", FORCE_AND_STAFF),
    ("/peel.data.v1.ReturnService/SignOffReturn", FORCES),
    (
        "/peel.data.v1.ReturnService/ListReturns",
        STAFF_AND_SERVICES,
    ),
    ("/peel.data.v1.ReturnService/FreezeEdition", ANALYSTS),
    ("/peel.data.v1.RevisionService/GetRevision", READERS),
    ("/peel.data.v1.RevisionService/ListRevisions", READERS),
    ("/peel.data.v1.RevisionService/WatchRevisions", READERS),
    ("/peel.reporting.v1.ReportService/GetReport", READERS),
    ("/peel.reporting.v1.ReportService/GetFigure", READERS),
    ("/peel.reporting.v1.ReportService/ListFigures", READERS),
    ("/peel.reporting.v1.ReportService/GetOverview", READERS),
    ("/peel.scoring.v1.ComparisonService/Compare", READERS),
    ("/peel.scoring.v1.ComparisonService/RankForces", READERS),
    (
        "/peel.scoring.v1.ComparisonService/ListComparisons",
        READERS,
    ),
    ("/peel.scoring.v1.ComparisonService/BatchCompare", READERS),
    ("/peel.scoring.v1.ComparisonService/Reconcile", READERS),
    (
        "/peel.scoring.v1.EvidenceService/ProposeGrades",
        STAFF_AND_SERVICES,
    ),
    (
        "/peel.scoring.v1.EvidenceService/ListLinesOfEnquiry",
        STAFF_AND_SERVICES,
    ),
    (
        "/peel.scoring.v1.EvidenceService/CheckInspection",
        STAFF_AND_SERVICES,
    ),
    (
        "/peel.scoring.v1.EvidenceService/ListInspectionChecks",
        READERS,
    ),
    (
        "/peel.scoring.v1.InspectionRunService/RunInspection",
        RUNNERS,
    ),
    ("/peel.scoring.v1.InspectionRunService/RunNational", RUNNERS),
    ("/peel.scoring.v1.InspectionRunService/CancelRun", RUNNERS),
    ("/peel.scoring.v1.SeriesService/CompareSeries", READERS),
];
