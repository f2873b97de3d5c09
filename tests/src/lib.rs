//! The services as their users meet them.
