//! Inspections that agree with themselves, or are told where they do not.

#[cfg(test)]
mod as_printed;
#[cfg(test)]
mod checks;
#[cfg(test)]
mod enquiries;
#[cfg(test)]
mod other_editions;
#[cfg(test)]
mod proposals;
#[cfg(test)]
mod support;
