//! What tells generated types from others.

/// A type that was generated from a contract.
///
/// The traits that such types implement require it, so that they can get further items without breaking anybody: code
/// that nobody generated is not to implement them.
pub trait Generated {}

/// The plan of a contract that names none.
impl Generated for std::convert::Infallible {}
