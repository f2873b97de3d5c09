-- Every call that wrote, and every one that tried and was let in. It only grows.
CREATE TABLE audit_entry (
    number          INTEGER PRIMARY KEY CHECK (number > 0),
    at_milliseconds INTEGER NOT NULL, -- since 1970-01-01 00:00 UTC
    caller          TEXT NOT NULL,
    known_by        TEXT NOT NULL,
    identity        TEXT NOT NULL,
    roles           TEXT NOT NULL,
    through         TEXT NOT NULL,
    method          TEXT NOT NULL,
    edition         TEXT NOT NULL,
    force_name      TEXT NOT NULL,
    object          TEXT NOT NULL,
    request_id      TEXT NOT NULL,
    trace_id        TEXT NOT NULL,
    code            TEXT NOT NULL, -- OK, or that of the refusal
    reason          TEXT NOT NULL,
    revision        INTEGER REFERENCES revision,
    repeated        INTEGER NOT NULL
);
CREATE INDEX audit_entry_by_time ON audit_entry (at_milliseconds, number);
CREATE INDEX audit_entry_by_caller ON audit_entry (caller, number);
CREATE INDEX audit_entry_by_force ON audit_entry (force_name, number);

CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never changed'); END;
CREATE TRIGGER audit_entry_remains BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never removed'); END;
-- An insert that replaces removes without asking the trigger above; and a gap would hide nothing.
CREATE TRIGGER audit_entry_follows BEFORE INSERT ON audit_entry
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_entry)
BEGIN SELECT RAISE(ABORT, 'an entry of the log is never put anywhere but at its end'); END;
