//! The vocabulary of `peel`: what an inspectorate counts, compares, finds and judges.
//!
//! This crate holds meanings and nothing else: no input or output, no async, no wire or stored
//! shape. A value of one of these types is valid by construction; text is parsed into them once,
//! at the border, by the crate that meets the text.
//!
//! The words are those of the field, and each has one spelling everywhere: a *force* is compared
//! on an *indicator*, whose *numerator* and *denominator* are *measures*; what was recorded of a
//! measure for a *period* is an *observation* as at a *revision*.

#[macro_use]
mod named;

pub mod audit;
pub mod breakdown;
pub mod collection;
pub mod comparison;
pub mod consistency;
pub mod earlier_finding;
pub mod edition;
pub mod enquiry;
pub mod exclusion;
pub mod force;
pub mod indicator;
pub mod inspection;
pub mod inspection_rules;
pub mod inspection_work;
pub mod measure;
pub mod method;
pub mod nearest;
pub mod observation;
pub mod period;
pub mod proposal;
pub mod query;
pub mod ranking;
pub mod reconciliation;
pub mod reference;
pub mod report_layout;
pub mod revision;
pub mod run;
pub mod series;
pub mod slug;
pub mod working;

pub use audit::*;
pub use breakdown::*;
pub use collection::*;
pub use comparison::*;
pub use consistency::*;
pub use earlier_finding::*;
pub use edition::*;
pub use enquiry::*;
pub use exclusion::*;
pub use force::*;
pub use indicator::*;
pub use inspection::*;
pub use inspection_rules::*;
pub use inspection_work::*;
pub use measure::*;
pub use method::*;
pub use nearest::nearest_names;
pub use observation::*;
pub use period::*;
pub use proposal::*;
pub use query::*;
pub use ranking::*;
pub use reconciliation::*;
pub use reference::*;
pub use report_layout::*;
pub use revision::*;
pub use run::*;
pub use series::*;
pub use slug::*;
pub use working::*;
