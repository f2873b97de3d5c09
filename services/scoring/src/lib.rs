//! The scoring service: unpack, compare, pack.
