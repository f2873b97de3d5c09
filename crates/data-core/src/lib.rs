//! The rules of collection: revisions, imports, reads as at a revision; owns the store trait.
