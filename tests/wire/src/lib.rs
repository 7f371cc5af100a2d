//! Programs that call the client of an OpenAPI document, so that tools of other authors can judge what goes over the wire.
//!
//! [`calls`] writes the calls of a contract's endpoints as Rust, [`plan`] says which they are for `tests/python/wire.py`, which gives
//! the values, answers the requests and judges them, and [`chosen`] picks operations by a seed.

mod calls;
mod chosen;
mod plan;

pub use calls::calls;
pub use chosen::chosen;
pub use plan::{Operation, plan};
