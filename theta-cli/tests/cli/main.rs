//! The `theta` command as a shell sees it: what it prints where, and how it exits.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod acknowledge;
mod check;
mod columns;
mod diff;
mod docs;
mod drift;
mod drift_openapi;
mod exit_codes;
mod expand;
mod explain;
mod explain_answers;
mod explain_code;
mod files;
mod generated;
mod import;
mod init;
mod language;
mod mock;
mod openapi;
mod pages;
mod project;
mod repository;
mod review;
mod schema;
mod sides;
mod streams;
mod workflows;
