//! For which reasons each method refuses: what the manual says of it.
//!
//! `tests/src/manual.rs` asks a running service for things that there are not, and holds what it is told
//! against this.

/// Reasons that any method may give, and that are not repeated below.
pub(crate) const EVERYWHERE: &[&str] = &[
    "INVALID_REQUEST",
    "CALLER_UNKNOWN",
    "ROLE_REFUSED",
    "ORIGIN_REFUSED",
    "METHOD_UNKNOWN",
    "MALFORMED_TIMEOUT",
    "DEADLINE_EXCEEDED",
    "TOO_MANY_CALLS",
    "CALLER_CALLS_EXCEEDED",
    "CALLER_RATE_EXCEEDED",
    "STREAM_TOO_LONG",
    "TOO_LARGE",
    "SERVER_DRAINING",
    "STORE_UNAVAILABLE",
    "NEIGHBOUR_UNREACHABLE",
    "INTERNAL",
];

const NOTHING_ELSE: &[&str] = &[];
const EDITION_AT: &[&str] = &["UNKNOWN_EDITION", "UNKNOWN_REVISION"];
const PAGE_OF_EDITION: &[&str] = &["UNKNOWN_EDITION", "INVALID_PAGE_TOKEN"];
const PAGE_ABOUT_INDICATOR: &[&str] = &[
    "UNKNOWN_EDITION",
    "UNKNOWN_INDICATOR",
    "UNKNOWN_REVISION",
    "INVALID_PAGE_TOKEN",
];
const DECISION: &[&str] = &["UNKNOWN_EDITION", "DECISION_REFUSED", "REQUEST_ID_REUSED"];
const COMPARISON: &[&str] = &[
    "UNKNOWN_EDITION",
    "UNKNOWN_FORCE",
    "UNKNOWN_INDICATOR",
    "UNKNOWN_PEER_GROUP",
    "UNKNOWN_PERIOD",
    "UNKNOWN_REVISION",
];
const EVIDENCE: &[&str] = &[
    "UNKNOWN_EDITION",
    "UNKNOWN_FORCE",
    "UNKNOWN_INSPECTION",
    "UNKNOWN_REVISION",
];
const STEP: &[&str] = &[
    "UNKNOWN_EDITION",
    "UNKNOWN_FORCE",
    "UNKNOWN_INSPECTION",
    "INSPECTION_REFUSED",
    "INSPECTION_MOVED",
    "REQUEST_ID_REUSED",
];

/// Every method by its name as a call writes it, with its other reasons.
pub(crate) const REFUSALS: &[(&str, &[&str])] = &[
    (
        "peel.data.v1.AuditService/ListAuditEntries",
        &["INVALID_PAGE_TOKEN"],
    ),
    (
        "peel.data.v1.CollectionService/ImportObservations",
        &["UNKNOWN_EDITION", "IMPORT_REFUSED", "REQUEST_ID_REUSED"],
    ),
    ("peel.data.v1.DecisionService/DecideExclusion", DECISION),
    ("peel.data.v1.DecisionService/DecideCaveat", DECISION),
    (
        "peel.data.v1.DecisionService/WithdrawDecision",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_DECISION",
            "DECISION_REFUSED",
            "REQUEST_ID_REUSED",
        ],
    ),
    (
        "peel.data.v1.InspectionWorkService/OpenInspection",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "INSPECTION_REFUSED",
            "INSPECTION_MOVED",
            "REQUEST_ID_REUSED",
        ],
    ),
    ("peel.data.v1.InspectionWorkService/AssessSubQuestion", STEP),
    ("peel.data.v1.InspectionWorkService/RecordFinding", STEP),
    ("peel.data.v1.InspectionWorkService/RemoveFinding", STEP),
    (
        "peel.data.v1.InspectionWorkService/RecordEarlierFinding",
        STEP,
    ),
    (
        "peel.data.v1.InspectionWorkService/AnswerEarlierFinding",
        STEP,
    ),
    ("peel.data.v1.InspectionWorkService/RecordJudgment", STEP),
    ("peel.data.v1.InspectionWorkService/RecordSummary", STEP),
    (
        "peel.data.v1.InspectionWorkService/MoveInspection",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_INSPECTION",
            "UNKNOWN_RUN",
            "INSPECTION_REFUSED",
            "INSPECTION_MOVED",
            "INSPECTION_NOT_READY",
            "REQUEST_ID_REUSED",
        ],
    ),
    ("peel.data.v1.InspectionService/GetInspection", EVIDENCE),
    (
        "peel.data.v1.InspectionService/ListInspections",
        PAGE_OF_EDITION,
    ),
    (
        "peel.data.v1.InspectionService/ListPublishedGrades",
        PAGE_OF_EDITION,
    ),
    (
        "peel.data.v1.InspectionService/RecordRun",
        &["UNKNOWN_EDITION", "UNKNOWN_FORCE", "REQUEST_ID_REUSED"],
    ),
    (
        "peel.data.v1.InspectionService/RecordRuns",
        &["UNKNOWN_EDITION", "UNKNOWN_FORCE", "REQUEST_ID_REUSED"],
    ),
    ("peel.data.v1.InspectionService/GetRun", &["UNKNOWN_RUN"]),
    (
        "peel.data.v1.InspectionService/ListRuns",
        &["UNKNOWN_EDITION", "UNKNOWN_FORCE", "INVALID_PAGE_TOKEN"],
    ),
    (
        "peel.data.v1.ObservationService/ReadObservations",
        &["UNKNOWN_FORCE", "UNKNOWN_MEASURE", "UNKNOWN_REVISION"],
    ),
    (
        "peel.data.v1.ObservationService/GetObservationHistory",
        &["UNKNOWN_FORCE", "UNKNOWN_MEASURE", "UNKNOWN_PERIOD"],
    ),
    (
        "peel.data.v1.QueryService/ListQueries",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "FORCE_REFUSED",
            "INVALID_PAGE_TOKEN",
        ],
    ),
    ("peel.data.v1.QueryService/GetQuery", &["UNKNOWN_QUERY"]),
    (
        "peel.data.v1.QueryService/RaiseQuery",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_MEASURE",
            "NO_RETURN",
            "REQUEST_ID_REUSED",
        ],
    ),
    (
        "peel.data.v1.QueryService/AnswerQuery",
        &["UNKNOWN_QUERY", "QUERY_MOVED", "REQUEST_ID_REUSED"],
    ),
    (
        "peel.data.v1.QueryService/ReviewQuery",
        &["UNKNOWN_QUERY", "QUERY_MOVED", "REQUEST_ID_REUSED"],
    ),
    ("peel.data.v1.ReferenceService/ListForces", PAGE_OF_EDITION),
    (
        "peel.data.v1.ReferenceService/GetForce",
        &["UNKNOWN_EDITION", "UNKNOWN_FORCE"],
    ),
    (
        "peel.data.v1.ReferenceService/ListEditions",
        &["INVALID_PAGE_TOKEN"],
    ),
    ("peel.data.v1.ReferenceService/GetEdition", EDITION_AT),
    (
        "peel.data.v1.ReferenceService/GetEditionDocument",
        EDITION_AT,
    ),
    (
        "peel.data.v1.ReferenceService/ListIndicators",
        PAGE_OF_EDITION,
    ),
    (
        "peel.data.v1.ReferenceService/GetIndicator",
        &["UNKNOWN_EDITION", "UNKNOWN_INDICATOR"],
    ),
    (
        "peel.data.v1.ReferenceService/ListMeasures",
        PAGE_OF_EDITION,
    ),
    (
        "peel.data.v1.ReferenceService/ListExclusions",
        PAGE_ABOUT_INDICATOR,
    ),
    (
        "peel.data.v1.ReferenceService/ListCaveats",
        PAGE_ABOUT_INDICATOR,
    ),
    (
        "peel.data.v1.ReturnService/GetReturnTemplate",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_REVISION",
            "FORCE_REFUSED",
            "NO_RETURN",
        ],
    ),
    (
        "peel.data.v1.ReturnService/SubmitReturn",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "FORCE_REFUSED",
            "NO_RETURN",
            "SUBMISSION_REFUSED",
            "REQUEST_ID_REUSED",
        ],
    ),
    (
        "peel.data.v1.ReturnService/ListSubmissions",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "FORCE_REFUSED",
            "INVALID_PAGE_TOKEN",
        ],
    ),
    ("peel.data.v1.ReturnService/ListChecks", NOTHING_ELSE),
    (
        "peel.data.v1.ReturnService/GetFinalData",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_REVISION",
            "FORCE_REFUSED",
            "NO_RETURN",
        ],
    ),
    (
        "peel.data.v1.ReturnService/SignOffReturn",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_REVISION",
            "FORCE_REFUSED",
            "NO_RETURN",
            "NOT_READY_TO_SIGN_OFF",
            "REQUEST_ID_REUSED",
        ],
    ),
    (
        "peel.data.v1.ReturnService/ListReturns",
        &["UNKNOWN_EDITION", "NO_RETURN", "INVALID_PAGE_TOKEN"],
    ),
    (
        "peel.data.v1.ReturnService/FreezeEdition",
        &["UNKNOWN_EDITION", "UNKNOWN_REVISION", "REQUEST_ID_REUSED"],
    ),
    (
        "peel.data.v1.RevisionService/GetRevision",
        &["UNKNOWN_REVISION"],
    ),
    (
        "peel.data.v1.RevisionService/ListRevisions",
        &["INVALID_PAGE_TOKEN"],
    ),
    (
        "peel.data.v1.RevisionService/WatchRevisions",
        &["UNKNOWN_REVISION"],
    ),
    (
        "peel.reporting.v1.ReportService/GetReport",
        &["UNKNOWN_EDITION", "UNKNOWN_FORCE", "UNKNOWN_REVISION"],
    ),
    (
        "peel.reporting.v1.ReportService/GetFigure",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_FIGURE",
            "UNKNOWN_REVISION",
        ],
    ),
    (
        "peel.reporting.v1.ReportService/ListFigures",
        &["UNKNOWN_EDITION", "UNKNOWN_REVISION", "INVALID_PAGE_TOKEN"],
    ),
    ("peel.reporting.v1.ReportService/GetOverview", EDITION_AT),
    ("peel.scoring.v1.ComparisonService/Compare", COMPARISON),
    (
        "peel.scoring.v1.ComparisonService/RankForces",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_INDICATOR",
            "UNKNOWN_PEER_GROUP",
            "UNKNOWN_PERIOD",
            "UNKNOWN_REVISION",
        ],
    ),
    (
        "peel.scoring.v1.ComparisonService/ListComparisons",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_PEER_GROUP",
            "UNKNOWN_REVISION",
            "INVALID_PAGE_TOKEN",
        ],
    ),
    ("peel.scoring.v1.ComparisonService/BatchCompare", COMPARISON),
    (
        "peel.scoring.v1.ComparisonService/Reconcile",
        &["UNKNOWN_EDITION", "UNKNOWN_FORCE", "UNKNOWN_REVISION"],
    ),
    ("peel.scoring.v1.EvidenceService/ProposeGrades", EVIDENCE),
    (
        "peel.scoring.v1.EvidenceService/ListLinesOfEnquiry",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_INSPECTION",
            "UNKNOWN_REVISION",
            "INVALID_PAGE_TOKEN",
        ],
    ),
    ("peel.scoring.v1.EvidenceService/CheckInspection", EVIDENCE),
    (
        "peel.scoring.v1.EvidenceService/ListInspectionChecks",
        NOTHING_ELSE,
    ),
    (
        "peel.scoring.v1.InspectionRunService/RunInspection",
        &[
            "UNKNOWN_EDITION",
            "UNKNOWN_FORCE",
            "UNKNOWN_REVISION",
            "REQUEST_ID_REUSED",
        ],
    ),
    (
        "peel.scoring.v1.InspectionRunService/RunNational",
        &["UNKNOWN_EDITION", "UNKNOWN_REVISION", "REQUEST_ID_REUSED"],
    ),
    (
        "peel.scoring.v1.InspectionRunService/CancelRun",
        &["UNKNOWN_EDITION", "UNKNOWN_FORCE", "UNKNOWN_RUN"],
    ),
    ("peel.scoring.v1.SeriesService/CompareSeries", COMPARISON),
];
