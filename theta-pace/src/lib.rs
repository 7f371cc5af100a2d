//! Rate limits, queues, backoff and budgets for clients of a paid API: when a request may be sent, and how long to
//! wait.
//!
//! The runtime of Theta's clients uses this crate. It knows no contracts and sends nothing, and its tests do not
//! sleep: time, waiting and randomness are passed in.
//!
//! - [`Clock`] measures time and waits; [`Alarm`] and [`Patience`] limit a wait.
//! - [`Pacer`] decides when the next request of a key may be sent; [`LocalPacer`] does so within one process, using
//!   [`Gcra`].
//! - [`Limits`] are those that a vendor states: each has a [`Window`] with its [`Count`], or is about what runs at the
//!   same time. Calls count for several of them.
//! - [`Turns`] puts limits, a number of concurrent requests and the pacer into order.
//! - [`Backoff`] says how long to wait before a retry, using [`Random`]; [`delay`] reads how long a server asks to
//!   wait; [`RetryBudget`] limits what retries may cost.
//!
//! Start reading with `pacer.rs` and `gcra.rs`.

mod backoff;
mod budget;
mod clock;
mod count;
pub mod delay;
mod gcra;
mod limits;
mod local;
mod pacer;
mod patience;
mod random;
mod turns;
mod window;

pub use backoff::Backoff;
pub use budget::RetryBudget;
pub use clock::{Alarm, Clock, Sleep, TokioClock};
pub use count::Count;
pub use gcra::Gcra;
pub use limits::{Counted, Full, Held, Limit, Limits, Most, Need, Shared, Taken, Taking};
pub use local::LocalPacer;
pub use pacer::{NoTurn, Pacer, Turn};
pub use patience::Patience;
pub use random::Random;
pub use turns::{Leave, Refused, Turns};
pub use window::{Period, Window};
