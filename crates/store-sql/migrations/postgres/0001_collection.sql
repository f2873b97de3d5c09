-- Where PostgreSQL is sharded (Citus, or a distributed database that speaks PostgreSQL), the key is
-- the force, here `area`: the number of a force, or of England and Wales.
--
-- Distributed by area, next to each other:
--     observation, cell, declaration, submission, query, query_move, sign_off
-- Every key of these holds the area, and what refers from one to another names it.
--
-- Whole on every node (reference tables; small, or read with everything):
--     peel, measure, area, source, revision, revision_measure, edition_document, edition_file,
--     decision_file, edition_freeze, run
--
-- A force's own work stays on its shard: its submission, what it declares, its queries, its
-- sign-off, the history of its values. These cross shards, each as one statement that every shard
-- answers from an index by itself, so that only a merge is left:
--     the observations of many areas, in order of period and area, a thousand at a time;
--     submissions, queries and sign-offs of all forces, a page at a time;
--     one query by its identifier, which does not name the force: one look-up on each shard;
--     an import of published facts, which writes rows of many areas in one transaction.
-- An inspection compares all forces, so the first is the purpose of it all and is what scoring
-- caches; the others are a person's page or a yearly import. Nothing joins rows of two areas.
--
-- Triggers below look only at the row they are fired for. Citus wants that confirmed, with
-- `citus.enable_unsafe_triggers`, before tables are distributed.

-- Marks the database as one of this program. Writers lock its one row, one after the other, also
-- those of several processes: revisions have no gaps, and what a writer reads stays true.
CREATE TABLE peel (
    program TEXT PRIMARY KEY CHECK (program = 'peel')
);
INSERT INTO peel VALUES ('peel');

-- Names stand once; observations refer to them by number.
CREATE TABLE measure (
    id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE
);
CREATE TABLE area (
    id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE
);
CREATE TABLE source (
    id   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT COLLATE "C" NOT NULL UNIQUE
);

-- Numbers have no gaps: each is the highest plus one, taken by the one writer.
CREATE TABLE revision (
    number       BIGINT PRIMARY KEY CHECK (number > 0),
    kind         TEXT NOT NULL,
    title        TEXT NOT NULL,
    author       TEXT NOT NULL,
    recorded_at  BIGINT NOT NULL, -- seconds since 1970-01-01 00:00 UTC
    checksum     TEXT NOT NULL,
    request_id   TEXT NOT NULL UNIQUE,
    observations BIGINT NOT NULL
);
CREATE INDEX revision_by_checksum ON revision (checksum, number);

CREATE TABLE revision_measure (
    measure  BIGINT NOT NULL REFERENCES measure,
    revision BIGINT NOT NULL REFERENCES revision,
    PRIMARY KEY (measure, revision)
);
CREATE INDEX measure_by_revision ON revision_measure (revision, measure);

CREATE TABLE observation (
    measure  BIGINT NOT NULL REFERENCES measure,
    period   BIGINT NOT NULL, -- last day and months: 201606300012 is the 12 months to 30 June 2016
    area     BIGINT NOT NULL REFERENCES area,
    revision BIGINT NOT NULL REFERENCES revision,
    status   TEXT NOT NULL, -- the letter of SDMX CL_OBS_STATUS
    value    DOUBLE PRECISION,
    source   BIGINT NOT NULL REFERENCES source,
    PRIMARY KEY (measure, period, area, revision),
    CHECK ((value IS NULL) = (status IN ('L', 'M', 'O')))
);

-- An index that no database makes by itself: every place that something was ever recorded for, in
-- the order of reading, with the newest revision of it. A read walks through it and looks up one
-- observation each, so it sorts nothing and costs the same however often values were revised.
CREATE TABLE cell (
    measure   BIGINT NOT NULL REFERENCES measure,
    period    BIGINT NOT NULL,
    area_name TEXT COLLATE "C" NOT NULL,
    area      BIGINT NOT NULL REFERENCES area,
    newest    BIGINT NOT NULL REFERENCES revision,
    PRIMARY KEY (measure, period, area_name, area)
);

CREATE TABLE edition_document (
    revision        BIGINT PRIMARY KEY REFERENCES revision,
    edition         TEXT COLLATE "C" NOT NULL,
    definition_hash TEXT NOT NULL
);
CREATE INDEX edition_document_by_edition ON edition_document (edition, revision);

CREATE TABLE edition_file (
    revision BIGINT NOT NULL REFERENCES edition_document,
    path     TEXT COLLATE "C" NOT NULL,
    content  BYTEA NOT NULL,
    PRIMARY KEY (revision, path)
);

CREATE TABLE run (
    id                      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    force_name              TEXT COLLATE "C" NOT NULL,
    edition                 TEXT COLLATE "C" NOT NULL,
    revision                BIGINT NOT NULL REFERENCES revision,
    method                  TEXT NOT NULL,
    outcome                 TEXT NOT NULL,
    comparisons             BIGINT NOT NULL,
    memory_hits             BIGINT NOT NULL,
    redis_hits              BIGINT NOT NULL,
    computed                BIGINT NOT NULL,
    started_at_milliseconds BIGINT NOT NULL,
    duration_microseconds   BIGINT NOT NULL,
    trace_id                TEXT NOT NULL,
    failure                 TEXT NOT NULL
);
CREATE INDEX run_by_start ON run (started_at_milliseconds DESC, id);
CREATE INDEX run_by_force ON run (force_name, started_at_milliseconds DESC, id);
CREATE INDEX run_by_edition ON run (edition, started_at_milliseconds DESC, id);

-- Author, time and number of values of a submission are its revision's.
CREATE TABLE submission (
    revision        BIGINT NOT NULL REFERENCES revision,
    edition         TEXT COLLATE "C" NOT NULL,
    area            BIGINT NOT NULL REFERENCES area,
    note            TEXT NOT NULL,
    checked_against BIGINT NOT NULL,
    queries         BIGINT NOT NULL,
    PRIMARY KEY (revision, area)
);
CREATE INDEX submission_by_area ON submission (area, revision);
CREATE INDEX submission_by_edition ON submission (edition, revision);

-- What a force says of a value beside the value, by the revision that brought it.
CREATE TABLE declaration (
    measure  BIGINT NOT NULL REFERENCES measure,
    period   BIGINT NOT NULL,
    area     BIGINT NOT NULL REFERENCES area,
    revision BIGINT NOT NULL REFERENCES revision,
    reason   TEXT NOT NULL,
    months   BIGINT,
    PRIMARY KEY (measure, period, area, revision)
);

-- Files that an edition's document has from a revision on; the newest of a path counts, and empty
-- content takes it back.
CREATE TABLE decision_file (
    edition  TEXT COLLATE "C" NOT NULL,
    path     TEXT COLLATE "C" NOT NULL,
    revision BIGINT NOT NULL REFERENCES revision,
    content  BYTEA NOT NULL,
    PRIMARY KEY (edition, path, revision)
);
CREATE INDEX decision_file_by_edition ON decision_file (edition, revision);
CREATE INDEX decision_file_by_revision ON decision_file (revision);

-- A query's subject, and where its conversation stands: both follow from its moves, and are kept
-- beside them so that queries are listed by state with an index and two who answer at once cannot
-- both succeed.
CREATE TABLE query (
    revision  BIGINT NOT NULL REFERENCES revision,
    place     BIGINT NOT NULL CHECK (place > 0),
    area      BIGINT NOT NULL REFERENCES area,
    edition   TEXT COLLATE "C" NOT NULL,
    measure   BIGINT NOT NULL REFERENCES measure,
    period    BIGINT NOT NULL,
    status    TEXT NOT NULL, -- the letter of SDMX CL_OBS_STATUS
    value     DOUBLE PRECISION,
    check_id  TEXT, -- none when an analyst raised it
    question  TEXT NOT NULL,
    raised_at BIGINT NOT NULL, -- the revision's time
    state     TEXT NOT NULL,
    moves     BIGINT NOT NULL,
    PRIMARY KEY (revision, place, area)
);
CREATE INDEX query_by_area ON query (area, state, revision, place);
CREATE INDEX query_by_state ON query (state, revision, place);
CREATE INDEX query_by_check ON query (check_id, state, revision, place);
CREATE INDEX query_by_edition ON query (edition, state, revision, place);

-- Author and time of a step are its revision's.
CREATE TABLE query_move (
    query_revision BIGINT NOT NULL,
    query_place    BIGINT NOT NULL,
    move           BIGINT NOT NULL CHECK (move > 0),
    area           BIGINT NOT NULL REFERENCES area,
    revision       BIGINT NOT NULL REFERENCES revision,
    action         TEXT NOT NULL,
    text           TEXT NOT NULL,
    PRIMARY KEY (query_revision, query_place, move, area),
    FOREIGN KEY (query_revision, query_place, area) REFERENCES query (revision, place, area)
);

CREATE TABLE sign_off (
    revision BIGINT NOT NULL REFERENCES revision,
    edition  TEXT COLLATE "C" NOT NULL,
    area     BIGINT NOT NULL REFERENCES area,
    as_at    BIGINT NOT NULL,
    note     TEXT NOT NULL,
    PRIMARY KEY (revision, area)
);
CREATE INDEX sign_off_by_edition ON sign_off (edition, area, revision);

CREATE TABLE edition_freeze (
    revision BIGINT PRIMARY KEY REFERENCES revision,
    edition  TEXT COLLATE "C" NOT NULL,
    as_at    BIGINT NOT NULL,
    reason   TEXT NOT NULL
);
CREATE INDEX edition_freeze_by_edition ON edition_freeze (edition, revision);

-- What was recorded is never changed and never taken back, not even by hand.
CREATE FUNCTION peel_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$;

CREATE TRIGGER revision_stays BEFORE UPDATE ON revision FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a revision is never changed');
CREATE TRIGGER revision_remains BEFORE DELETE ON revision FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a revision is never removed');
CREATE TRIGGER observation_stays BEFORE UPDATE ON observation FOR EACH ROW
EXECUTE FUNCTION peel_refuse('an observation is never changed: record another');
CREATE TRIGGER observation_remains BEFORE DELETE ON observation FOR EACH ROW
EXECUTE FUNCTION peel_refuse('an observation is never removed: record another');
CREATE TRIGGER submission_stays BEFORE UPDATE ON submission FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a submission is never changed: record another');
CREATE TRIGGER submission_remains BEFORE DELETE ON submission FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a submission is never removed: record another');
CREATE TRIGGER declaration_stays BEFORE UPDATE ON declaration FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a declaration is never changed: record another');
CREATE TRIGGER declaration_remains BEFORE DELETE ON declaration FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a declaration is never removed: record another');
CREATE TRIGGER decision_file_stays BEFORE UPDATE ON decision_file FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a decision is never changed: record another');
CREATE TRIGGER decision_file_remains BEFORE DELETE ON decision_file FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a decision is never removed: record another');
CREATE TRIGGER query_move_stays BEFORE UPDATE ON query_move FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a step is never changed: record another');
CREATE TRIGGER query_move_remains BEFORE DELETE ON query_move FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a step is never removed: record another');
CREATE TRIGGER sign_off_stays BEFORE UPDATE ON sign_off FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a sign-off is never changed: record another');
CREATE TRIGGER sign_off_remains BEFORE DELETE ON sign_off FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a sign-off is never removed: record another');
CREATE TRIGGER edition_freeze_stays BEFORE UPDATE ON edition_freeze FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a freeze is never changed: record another');
CREATE TRIGGER edition_freeze_remains BEFORE DELETE ON edition_freeze FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a freeze is never removed: record another');
-- But where a query stands.
CREATE TRIGGER query_stays BEFORE UPDATE OF
    revision, place, area, edition, measure, period, status, value, check_id, question, raised_at
ON query FOR EACH ROW EXECUTE FUNCTION peel_refuse('a query is never changed: record a step');
CREATE TRIGGER query_remains BEFORE DELETE ON query FOR EACH ROW
EXECUTE FUNCTION peel_refuse('a query is never removed: record a step');
