//! Comparisons and findings to a report document: the only place that rounds and words.
