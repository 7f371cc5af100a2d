//! The marker of generated types.

/// A type that was generated from a contract.
///
/// The traits of generated types require it, so that items can be added to them without breaking any code. Do not
/// implement it by hand.
pub trait Generated {}

/// The plan of a contract that names none.
impl Generated for std::convert::Infallible {}
