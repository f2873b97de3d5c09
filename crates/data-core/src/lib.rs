//! The rules of collection: revisions, imports, reads as at a revision; owns the store trait.
//!
//! Everything accepted is one numbered [`Revision`](peel_model::Revision) without gaps, and
//! observations are only ever added. A read is *as of* a revision: for each measure, period and
//! area it answers with the observation of the highest revision not above it, so an old answer
//! can be made again, byte for byte, however much has been recorded since.
//!
//! [`Store`] says what must be kept and how it is read back; this crate says what may go in
//! ([`Collection`]). Neither knows a network, a disk or a clock: time is an argument.

mod asked_for;
mod audit;
mod checks;
mod collection;
mod conversations;
mod decisions;
mod declared;
mod document;
mod error;
mod final_data;
mod inspections;
mod memory;
mod progress;
mod query;
mod rejected;
mod request;
mod returns;
mod runs;
mod seed;
mod sent_return;
mod sign_off;
mod store;
mod template;
mod vocabulary;
mod writing;

pub use audit::LONGEST_AUDITED;
pub use checks::*;
pub use collection::*;
pub use conversations::*;
pub use decisions::*;
pub use document::*;
pub use error::*;
pub use final_data::*;
pub use inspections::*;
pub use memory::MemoryStore;
pub use progress::*;
pub use query::*;
pub use rejected::*;
pub use request::*;
pub use returns::*;
pub use runs::*;
pub use seed::*;
pub use sent_return::*;
pub use sign_off::*;
pub use store::*;
pub use template::*;
pub use vocabulary::Vocabulary;
pub use writing::{CollectionError, LONGEST_TEXT, Once};
