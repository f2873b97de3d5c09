-- What a run checked and used, in the words of then. Lists of runs never read it.
ALTER TABLE run ADD COLUMN checked INTEGER NOT NULL DEFAULT 0;

CREATE TABLE run_check (
    run        TEXT NOT NULL REFERENCES run,
    place      INTEGER NOT NULL,
    check_name TEXT NOT NULL,
    severity   TEXT NOT NULL,
    stands_in  TEXT NOT NULL,
    message    TEXT NOT NULL,
    PRIMARY KEY (run, place)
) WITHOUT ROWID;

CREATE TABLE run_comparison (
    run        TEXT NOT NULL REFERENCES run,
    place      INTEGER NOT NULL,
    indicator  TEXT NOT NULL,
    period     INTEGER NOT NULL,
    peer_group TEXT,
    revision   INTEGER,
    found_in   TEXT NOT NULL,
    PRIMARY KEY (run, place)
) WITHOUT ROWID;
