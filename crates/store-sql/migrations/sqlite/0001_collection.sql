-- Marks the file as one of this program: "peel" in ASCII.
PRAGMA application_id = 1885693292;

-- Names stand once; observations refer to them by number.
CREATE TABLE measure (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE area (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
CREATE TABLE source (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

-- Numbers have no gaps: each is the highest plus one, taken by the one writer.
CREATE TABLE revision (
    number       INTEGER PRIMARY KEY CHECK (number > 0),
    kind         TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    author       TEXT    NOT NULL,
    recorded_at  INTEGER NOT NULL, -- seconds since 1970-01-01 00:00 UTC
    checksum     TEXT    NOT NULL,
    request_id   TEXT    NOT NULL UNIQUE,
    observations INTEGER NOT NULL
);
CREATE INDEX revision_by_checksum ON revision (checksum, number);

CREATE TABLE revision_measure (
    measure  INTEGER NOT NULL REFERENCES measure,
    revision INTEGER NOT NULL REFERENCES revision,
    PRIMARY KEY (measure, revision)
) WITHOUT ROWID;
CREATE INDEX measure_by_revision ON revision_measure (revision, measure);

CREATE TABLE observation (
    measure  INTEGER NOT NULL REFERENCES measure,
    period   INTEGER NOT NULL, -- last day and months: 201606300012 is the 12 months to 30 June 2016
    area     INTEGER NOT NULL REFERENCES area,
    revision INTEGER NOT NULL REFERENCES revision,
    status   TEXT    NOT NULL, -- the letter of SDMX CL_OBS_STATUS
    value    REAL,
    source   INTEGER NOT NULL REFERENCES source,
    PRIMARY KEY (measure, period, area, revision),
    CHECK ((value IS NULL) = (status IN ('L', 'M', 'O')))
) WITHOUT ROWID;

-- An index that no database makes by itself: every place that something was ever recorded for, in
-- the order of reading, with the newest revision of it. A read walks through it and looks up one
-- observation each, so it sorts nothing and costs the same however often values were revised.
CREATE TABLE cell (
    measure   INTEGER NOT NULL REFERENCES measure,
    period    INTEGER NOT NULL,
    area_name TEXT    NOT NULL,
    area      INTEGER NOT NULL REFERENCES area,
    newest    INTEGER NOT NULL REFERENCES revision,
    PRIMARY KEY (measure, period, area_name)
) WITHOUT ROWID;

CREATE TABLE edition_document (
    revision        INTEGER PRIMARY KEY REFERENCES revision,
    edition         TEXT NOT NULL,
    definition_hash TEXT NOT NULL
);
CREATE INDEX edition_document_by_edition ON edition_document (edition, revision);

CREATE TABLE edition_file (
    revision INTEGER NOT NULL REFERENCES edition_document,
    path     TEXT    NOT NULL,
    content  BLOB    NOT NULL,
    PRIMARY KEY (revision, path)
);

CREATE TABLE run (
    id                      TEXT    NOT NULL PRIMARY KEY,
    force_name              TEXT    NOT NULL,
    edition                 TEXT    NOT NULL,
    revision                INTEGER NOT NULL REFERENCES revision,
    method                  TEXT    NOT NULL,
    outcome                 TEXT    NOT NULL,
    comparisons             INTEGER NOT NULL,
    memory_hits             INTEGER NOT NULL,
    redis_hits              INTEGER NOT NULL,
    computed                INTEGER NOT NULL,
    started_at_milliseconds INTEGER NOT NULL,
    duration_microseconds   INTEGER NOT NULL,
    trace_id                TEXT    NOT NULL,
    failure                 TEXT    NOT NULL
);
CREATE INDEX run_by_start ON run (started_at_milliseconds DESC, id);
CREATE INDEX run_by_force ON run (force_name, started_at_milliseconds DESC, id);
CREATE INDEX run_by_edition ON run (edition, started_at_milliseconds DESC, id);

-- What was recorded is never changed and never taken back, not even by hand.
CREATE TRIGGER revision_stays BEFORE UPDATE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END;
CREATE TRIGGER revision_remains BEFORE DELETE ON revision
BEGIN SELECT RAISE(ABORT, 'a revision is never removed'); END;
CREATE TRIGGER observation_stays BEFORE UPDATE ON observation
BEGIN SELECT RAISE(ABORT, 'an observation is never changed: record another'); END;
CREATE TRIGGER observation_remains BEFORE DELETE ON observation
BEGIN SELECT RAISE(ABORT, 'an observation is never removed: record another'); END;
