//! What is read from a page: blocks, where facts of the contract stand, and what their places teach.

#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "pages are made of lines, in the way in which they read"
)]

mod blocks;
mod bounds;
mod contract;
mod doors;
mod forms;
mod numbers;
mod partition;
mod traps;
