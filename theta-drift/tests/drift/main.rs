//! Following a vendor's pages: what is read, what it is found to be, and what is written of it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::too_many_lines,
    reason = "helpers of tests fail as tests do, and put contracts together as text"
)]

mod apply;
mod cases;
mod changes;
mod corpus;
mod edits;
mod first;
mod lock;
mod revisions;
mod robust;
mod rows;
mod vendor;
mod vendors;
