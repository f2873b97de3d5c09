//! Wire contracts: generated code, committed, proven by a test that generates it again.
