-- Every call that wrote, and every one that tried and was let in. It only grows.
-- Whole on every node: an entry need not be about a force.
CREATE TABLE audit_entry (
    number          BIGINT PRIMARY KEY CHECK (number > 0),
    at_milliseconds BIGINT NOT NULL, -- since 1970-01-01 00:00 UTC
    caller          TEXT COLLATE "C" NOT NULL,
    known_by        TEXT NOT NULL,
    identity        TEXT NOT NULL,
    roles           TEXT NOT NULL,
    through         TEXT NOT NULL,
    method          TEXT NOT NULL,
    edition         TEXT NOT NULL,
    force_name      TEXT COLLATE "C" NOT NULL,
    object          TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    trace_id        TEXT NOT NULL,
    code            TEXT NOT NULL, -- OK, or that of the refusal
    reason          TEXT NOT NULL,
    revision        BIGINT REFERENCES revision,
    repeated        BIGINT NOT NULL
);
CREATE INDEX audit_entry_by_time ON audit_entry (at_milliseconds, number);
CREATE INDEX audit_entry_by_caller ON audit_entry (caller, number);
CREATE INDEX audit_entry_by_force ON audit_entry (force_name, number);

CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry FOR EACH ROW
EXECUTE FUNCTION peel_refuse('an entry of the log is never changed');
CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry FOR EACH ROW
EXECUTE FUNCTION peel_refuse('an entry of the log is never removed');
CREATE TRIGGER audit_entries_remain BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT
EXECUTE FUNCTION peel_refuse('an entry of the log is never removed');
