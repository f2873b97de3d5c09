//! Reads and checks an edition folder into model values.
