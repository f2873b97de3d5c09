//! Which calls services may make again when they come to nothing.

/// What services ask of each other and may ask again: it changes nothing, and takes one message.
pub const REPEATABLE: &[&str] = &[
    "/peel.data.v1.InspectionService/GetInspection",
    "/peel.data.v1.InspectionService/GetRun",
    "/peel.data.v1.InspectionService/ListInspections",
    "/peel.data.v1.InspectionService/ListPublishedGrades",
    "/peel.data.v1.ObservationService/ReadObservations",
    "/peel.data.v1.ReferenceService/GetEdition",
    "/peel.data.v1.ReferenceService/GetEditionDocument",
    "/peel.data.v1.ReferenceService/ListEditions",
    "/peel.data.v1.RevisionService/GetRevision",
    "/peel.data.v1.RevisionService/WatchRevisions",
    "/peel.scoring.v1.ComparisonService/BatchCompare",
    "/peel.scoring.v1.ComparisonService/Compare",
    "/peel.scoring.v1.ComparisonService/ListComparisons",
    "/peel.scoring.v1.ComparisonService/Reconcile",
    "/peel.scoring.v1.EvidenceService/CheckInspection",
    "/peel.scoring.v1.SeriesService/CompareSeries",
];
