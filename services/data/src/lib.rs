//! The data service: unpack, call the rules of collection, pack.
