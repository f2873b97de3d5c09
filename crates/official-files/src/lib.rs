//! Reads statistics as their publishers release them and writes them as tidy facts.
