//! The store trait on SQL databases: the only crate that sees a database.
