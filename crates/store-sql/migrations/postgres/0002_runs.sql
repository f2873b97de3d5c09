-- What a run checked and used, in the words of then. Lists of runs never read it.
-- Whole on every node, as runs are.
ALTER TABLE run ADD COLUMN checked BIGINT NOT NULL DEFAULT 0;

CREATE TABLE run_check (
    run        TEXT COLLATE "C" NOT NULL REFERENCES run,
    place      BIGINT NOT NULL,
    check_name TEXT NOT NULL,
    severity   TEXT NOT NULL,
    stands_in  TEXT NOT NULL,
    message    TEXT NOT NULL,
    PRIMARY KEY (run, place)
);

CREATE TABLE run_comparison (
    run        TEXT COLLATE "C" NOT NULL REFERENCES run,
    place      BIGINT NOT NULL,
    indicator  TEXT NOT NULL,
    period     BIGINT NOT NULL,
    peer_group TEXT,
    revision   BIGINT,
    found_in   TEXT NOT NULL,
    PRIMARY KEY (run, place)
);
