-- What forces send, what is asked about it, and what is decided.

-- Author, time and number of values are the revision's.
CREATE TABLE submission (
    revision        INTEGER PRIMARY KEY REFERENCES revision,
    edition         TEXT    NOT NULL,
    area            INTEGER NOT NULL REFERENCES area,
    note            TEXT    NOT NULL,
    checked_against INTEGER NOT NULL,
    queries         INTEGER NOT NULL
);
CREATE INDEX submission_by_area ON submission (area, revision);
CREATE INDEX submission_by_edition ON submission (edition, revision);

-- What a force says of a value beside the value, by the revision that brought it.
CREATE TABLE declaration (
    measure  INTEGER NOT NULL REFERENCES measure,
    period   INTEGER NOT NULL,
    area     INTEGER NOT NULL REFERENCES area,
    revision INTEGER NOT NULL REFERENCES revision,
    reason   TEXT    NOT NULL,
    months   INTEGER,
    PRIMARY KEY (measure, period, area, revision)
) WITHOUT ROWID;

-- Files that an edition's document has from a revision on; the newest of a path counts, and empty
-- content takes it back.
CREATE TABLE decision_file (
    edition  TEXT    NOT NULL,
    path     TEXT    NOT NULL,
    revision INTEGER NOT NULL REFERENCES revision,
    content  BLOB    NOT NULL,
    PRIMARY KEY (edition, path, revision)
);
CREATE INDEX decision_file_by_edition ON decision_file (edition, revision);
CREATE INDEX decision_file_by_revision ON decision_file (revision);

-- A query's subject, and where its conversation stands: both follow from its moves, and are kept
-- beside them so that queries are listed by state with an index and two who answer at once cannot
-- both succeed.
CREATE TABLE query (
    revision  INTEGER NOT NULL REFERENCES revision,
    place     INTEGER NOT NULL CHECK (place > 0),
    area      INTEGER NOT NULL REFERENCES area,
    edition   TEXT    NOT NULL,
    measure   INTEGER NOT NULL REFERENCES measure,
    period    INTEGER NOT NULL,
    status    TEXT    NOT NULL, -- the letter of SDMX CL_OBS_STATUS
    value     REAL,
    check_id  TEXT,             -- none when an analyst raised it
    question  TEXT    NOT NULL,
    raised_at INTEGER NOT NULL, -- the revision's time
    state     TEXT    NOT NULL,
    moves     INTEGER NOT NULL,
    PRIMARY KEY (revision, place)
) WITHOUT ROWID;
CREATE INDEX query_by_area ON query (area, state, revision, place);
CREATE INDEX query_by_state ON query (state, revision, place);
CREATE INDEX query_by_check ON query (check_id, state, revision, place);
CREATE INDEX query_by_edition ON query (edition, state, revision, place);

-- Author and time are the revision's.
CREATE TABLE query_move (
    query_revision INTEGER NOT NULL,
    query_place    INTEGER NOT NULL,
    move           INTEGER NOT NULL CHECK (move > 0),
    area           INTEGER NOT NULL REFERENCES area,
    revision       INTEGER NOT NULL REFERENCES revision,
    action         TEXT    NOT NULL,
    text           TEXT    NOT NULL,
    PRIMARY KEY (query_revision, query_place, move),
    FOREIGN KEY (query_revision, query_place) REFERENCES query (revision, place)
) WITHOUT ROWID;

CREATE TABLE sign_off (
    revision INTEGER PRIMARY KEY REFERENCES revision,
    edition  TEXT    NOT NULL,
    area     INTEGER NOT NULL REFERENCES area,
    as_at    INTEGER NOT NULL,
    note     TEXT    NOT NULL
);
CREATE INDEX sign_off_by_edition ON sign_off (edition, area, revision);

CREATE TABLE edition_freeze (
    revision INTEGER PRIMARY KEY REFERENCES revision,
    edition  TEXT    NOT NULL,
    as_at    INTEGER NOT NULL,
    reason   TEXT    NOT NULL
);
CREATE INDEX edition_freeze_by_edition ON edition_freeze (edition, revision);

-- None of it is changed or taken back, but where a query stands.
CREATE TRIGGER submission_stays BEFORE UPDATE ON submission
BEGIN SELECT RAISE(ABORT, 'a submission is never changed: record another'); END;
CREATE TRIGGER submission_remains BEFORE DELETE ON submission
BEGIN SELECT RAISE(ABORT, 'a submission is never removed: record another'); END;
CREATE TRIGGER declaration_stays BEFORE UPDATE ON declaration
BEGIN SELECT RAISE(ABORT, 'a declaration is never changed: record another'); END;
CREATE TRIGGER declaration_remains BEFORE DELETE ON declaration
BEGIN SELECT RAISE(ABORT, 'a declaration is never removed: record another'); END;
CREATE TRIGGER decision_file_stays BEFORE UPDATE ON decision_file
BEGIN SELECT RAISE(ABORT, 'a decision is never changed: record another'); END;
CREATE TRIGGER decision_file_remains BEFORE DELETE ON decision_file
BEGIN SELECT RAISE(ABORT, 'a decision is never removed: record another'); END;
CREATE TRIGGER query_move_stays BEFORE UPDATE ON query_move
BEGIN SELECT RAISE(ABORT, 'a step is never changed: record another'); END;
CREATE TRIGGER query_move_remains BEFORE DELETE ON query_move
BEGIN SELECT RAISE(ABORT, 'a step is never removed: record another'); END;
CREATE TRIGGER sign_off_stays BEFORE UPDATE ON sign_off
BEGIN SELECT RAISE(ABORT, 'a sign-off is never changed: record another'); END;
CREATE TRIGGER sign_off_remains BEFORE DELETE ON sign_off
BEGIN SELECT RAISE(ABORT, 'a sign-off is never removed: record another'); END;
CREATE TRIGGER edition_freeze_stays BEFORE UPDATE ON edition_freeze
BEGIN SELECT RAISE(ABORT, 'a freeze is never changed: record another'); END;
CREATE TRIGGER edition_freeze_remains BEFORE DELETE ON edition_freeze
BEGIN SELECT RAISE(ABORT, 'a freeze is never removed: record another'); END;
CREATE TRIGGER query_stays BEFORE UPDATE OF
    revision, place, area, edition, measure, period, status, value, check_id, question, raised_at
ON query
BEGIN SELECT RAISE(ABORT, 'a query is never changed: record a step'); END;
CREATE TRIGGER query_remains BEFORE DELETE ON query
BEGIN SELECT RAISE(ABORT, 'a query is never removed: record a step'); END;
