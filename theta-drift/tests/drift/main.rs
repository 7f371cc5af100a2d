//! Following a vendor's pages: what is read, what it is found to be, and what is written of it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::too_many_lines,
    reason = "helpers of tests fail as tests do, and put contracts together as text"
)]

mod align;
mod apply;
mod blocks;
mod edits;
mod facts;
mod headers;
mod ledger;
mod lock;
mod no_page;
mod phrases;
mod pins;
mod reading;
mod robust;
mod round_trip;
mod scopes;
mod vendor;
mod vendors;
