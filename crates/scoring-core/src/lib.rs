//! Comparators, ranks, bands, uncertainty, change and reconciliation, as pure functions.
