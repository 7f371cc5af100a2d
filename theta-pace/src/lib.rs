//! When a request may be sent: what a client of a paid API waits for, and for how long.
//!
//! The runtime of Theta's clients stands on this crate. It knows no contract and carries nothing, and no test of it sleeps:
//! time, waiting and randomness are given to it.
//!
//! - [`Clock`] is what time is told and waited by; [`Alarm`] and [`Patience`] bound a wait by it.
//! - [`Pacer`] decides when the next request of a key may be sent; [`LocalPacer`] does so within one process, by
//!   [`Gcra`].
//! - [`Turns`] adds how many requests are on their way at once.
//! - [`Backoff`] says how long to wait before trying again, at [`Random`], [`delay`] how long a server asks to wait, and
//!   [`RetryBudget`] how much trying again may cost.
//!
//! Begin reading with `pacer.rs` and `gcra.rs`.

mod backoff;
mod budget;
mod clock;
pub mod delay;
mod gcra;
mod local;
mod pacer;
mod patience;
mod random;
mod turns;

pub use backoff::Backoff;
pub use budget::RetryBudget;
pub use clock::{Alarm, Clock, Sleep, TokioClock};
pub use gcra::Gcra;
pub use local::LocalPacer;
pub use pacer::{NoTurn, Pacer, Turn};
pub use patience::Patience;
pub use random::Random;
pub use turns::{Leave, Turns};
