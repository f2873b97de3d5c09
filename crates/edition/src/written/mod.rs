//! The shapes of an edition's files, as people write them.
//!
//! The doc comments here become the descriptions in `editions/schemas/`, where editors find them.

mod decisions;
mod figures;
mod inspection;
mod inspection_rules;
mod layout;
mod method;
mod programme;
mod returned;

pub(crate) use decisions::*;
pub(crate) use figures::*;
pub(crate) use inspection::*;
pub(crate) use inspection_rules::*;
pub(crate) use layout::*;
pub(crate) use method::*;
pub(crate) use programme::*;
pub(crate) use returned::*;

#[cfg(test)]
pub(crate) fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|value| name(*value)).collect()
}
