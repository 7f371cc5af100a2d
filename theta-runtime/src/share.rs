//! What identical calls share: one upload, and one answer.

pub(crate) mod cache;
pub(crate) mod digest;
pub(crate) mod single_flight;
