//! What each role may call, and what writes: one table for all contracts.
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
const ADMINISTRATORS: &[&str] = &["administrator"];
const SERVICES: &[&str] = &["service"];
const WRITERS: &[&str] = &["inspector", "moderator", "publisher"];

const READS: bool = false;
/// Something may be recorded because of the call, here or by another service: the log of calls that
/// write has an entry of each.
const WRITES: bool = true;

/// Every method by its path, with the roles that may call it, and whether it writes.
pub const RULES: &[(&str, &[&str], bool)] = &[
    (
        "/peel.data.v1.AuditService/ListAuditEntries",
        ADMINISTRATORS,
        READS,
    ),
    (
        "/peel.data.v1.CollectionService/ImportObservations",
        ANALYSTS,
        WRITES,
    ),
    (
        "/peel.data.v1.DecisionService/DecideExclusion",
        ANALYSTS,
        WRITES,
    ),
    (
        "/peel.data.v1.DecisionService/DecideCaveat",
        ANALYSTS,
        WRITES,
    ),
    (
        "/peel.data.v1.DecisionService/WithdrawDecision",
        ANALYSTS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/OpenInspection",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/AssessSubQuestion",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/RecordFinding",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/RemoveFinding",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/RecordEarlierFinding",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/AnswerEarlierFinding",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/RecordJudgment",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/RecordSummary",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionWorkService/MoveInspection",
        WRITERS,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionService/GetInspection",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.data.v1.InspectionService/ListInspections",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.data.v1.InspectionService/ListPublishedGrades",
        READERS,
        READS,
    ),
    (
        "/peel.data.v1.InspectionService/RecordRun",
        SERVICES,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionService/RecordRuns",
        SERVICES,
        WRITES,
    ),
    (
        "/peel.data.v1.InspectionService/GetRun",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.data.v1.InspectionService/ListRuns",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.data.v1.ObservationService/ReadObservations",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.data.v1.ObservationService/GetObservationHistory",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.data.v1.QueryService/ListQueries",
        FORCE_AND_STAFF,
        READS,
    ),
    (
        "/peel.data.v1.QueryService/GetQuery",
        FORCE_AND_STAFF,
        READS,
    ),
    ("/peel.data.v1.QueryService/RaiseQuery", ANALYSTS, WRITES),
    ("/peel.data.v1.QueryService/AnswerQuery", FORCES, WRITES),
    ("/peel.data.v1.QueryService/ReviewQuery", ANALYSTS, WRITES),
    (
        "/peel.data.v1.ReferenceService/ListForces",
        EVERYBODY,
        READS,
    ),
    ("/peel.data.v1.ReferenceService/GetForce", EVERYBODY, READS),
    (
        "/peel.data.v1.ReferenceService/ListEditions",
        EVERYBODY,
        READS,
    ),
    (
        "/peel.data.v1.ReferenceService/GetEdition",
        EVERYBODY,
        READS,
    ),
    (
        "/peel.data.v1.ReferenceService/GetEditionDocument",
        EVERYBODY,
        READS,
    ),
    (
        "/peel.data.v1.ReferenceService/ListIndicators",
        EVERYBODY,
        READS,
    ),
    (
        "/peel.data.v1.ReferenceService/GetIndicator",
        EVERYBODY,
        READS,
    ),
    (
        "/peel.data.v1.ReferenceService/ListMeasures",
        EVERYBODY,
        READS,
    ),
    (
        "/peel.data.v1.ReferenceService/ListExclusions",
        EVERYBODY,
        READS,
    ),
    (
        "/peel.data.v1.ReferenceService/ListCaveats",
        EVERYBODY,
        READS,
    ),
    (
        "/peel.data.v1.ReturnService/GetReturnTemplate",
        FORCE_AND_STAFF,
        READS,
    ),
    (
        "/peel.data.v1.ReturnService/SubmitReturn",
        FORCE_OR_ANALYST,
        WRITES,
    ),
    (
        "/peel.data.v1.ReturnService/ListSubmissions",
        FORCE_AND_STAFF,
        READS,
    ),
    ("/peel.data.v1.ReturnService/ListChecks", EVERYBODY, READS),
    (
        "/peel.data.v1.ReturnService/GetFinalData",
        FORCE_AND_STAFF,
        READS,
    ),
    ("/peel.data.v1.ReturnService/SignOffReturn", FORCES, WRITES),
    (
        "/peel.data.v1.ReturnService/ListReturns",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.data.v1.ReturnService/FreezeEdition",
        ANALYSTS,
        WRITES,
    ),
    ("/peel.data.v1.RevisionService/GetRevision", READERS, READS),
    (
        "/peel.data.v1.RevisionService/ListRevisions",
        READERS,
        READS,
    ),
    (
        "/peel.data.v1.RevisionService/WatchRevisions",
        READERS,
        READS,
    ),
    ("/peel.reporting.v1.ReportService/GetReport", READERS, READS),
    ("/peel.reporting.v1.ReportService/GetFigure", READERS, READS),
    (
        "/peel.reporting.v1.ReportService/ListFigures",
        READERS,
        READS,
    ),
    (
        "/peel.reporting.v1.ReportService/GetOverview",
        READERS,
        READS,
    ),
    ("/peel.scoring.v1.ComparisonService/Compare", READERS, READS),
    (
        "/peel.scoring.v1.ComparisonService/RankForces",
        READERS,
        READS,
    ),
    (
        "/peel.scoring.v1.ComparisonService/ListComparisons",
        READERS,
        READS,
    ),
    (
        "/peel.scoring.v1.ComparisonService/BatchCompare",
        READERS,
        READS,
    ),
    (
        "/peel.scoring.v1.ComparisonService/Reconcile",
        READERS,
        READS,
    ),
    (
        "/peel.scoring.v1.EvidenceService/ProposeGrades",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.scoring.v1.EvidenceService/ListLinesOfEnquiry",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.scoring.v1.EvidenceService/CheckInspection",
        STAFF_AND_SERVICES,
        READS,
    ),
    (
        "/peel.scoring.v1.EvidenceService/ListInspectionChecks",
        READERS,
        READS,
    ),
    (
        "/peel.scoring.v1.InspectionRunService/RunInspection",
        RUNNERS,
        WRITES,
    ),
    (
        "/peel.scoring.v1.InspectionRunService/RunNational",
        RUNNERS,
        WRITES,
    ),
    (
        "/peel.scoring.v1.InspectionRunService/CancelRun",
        RUNNERS,
        WRITES,
    ),
    (
        "/peel.scoring.v1.SeriesService/CompareSeries",
        READERS,
        READS,
    ),
];
