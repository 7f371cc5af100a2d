//! Errors of starting and scripting a server.

use std::io;
use std::net::SocketAddr;
use theta_spec::suggest::nearest;

/// Why a mock could not be started or scripted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MockError {
    /// The contract has mistakes; the text holds every diagnostic, rendered.
    #[error("the contract has mistakes, correct them first:\n{rendered}")]
    Contract {
        /// Every diagnostic with its place and snippet.
        rendered: String,
    },
    /// The address could not be bound.
    #[error(
        "cannot listen on {address}: {source}; choose another address or port 0 for a free one"
    )]
    Listen {
        /// The requested address.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The address is reachable from other machines, which was not allowed.
    #[error(
        "{address} can be reached from other machines: listen on a loopback address, or allow it with `expose`"
    )]
    NotLoopback {
        /// The requested address.
        address: SocketAddr,
    },
    /// The server's thread or its runtime could not be set up.
    #[error("cannot start the server: {0}")]
    Runtime(#[source] io::Error),
    /// The contract has no error row with this name.
    #[error("the contract has no error `{name}`{}", hint(suggestion.as_deref()))]
    UnknownRow {
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The contract has no endpoint with this name.
    #[error("the contract has no endpoint `{name}`{}", hint(suggestion.as_deref()))]
    UnknownEndpoint {
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The endpoint has no pages.
    #[error("`{0}` has no list that comes page by page: say it with `pages` in the contract")]
    NoPages(String),
    /// The endpoint begins no job.
    #[error("`{0}` begins no job: say it with `job` in the contract")]
    NoJob(String),
    /// The contract has no plan with this name.
    #[error("the contract has no plan `{name}`{}", hint(suggestion.as_deref()))]
    UnknownPlan {
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The row has no capture with this name.
    #[error("the error `{row}` captures no `{name}`{}", hint(suggestion.as_deref()))]
    UnknownCapture {
        /// The row.
        row: String,
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The capture cannot have this text.
    #[error("`{value}` cannot be the `{name}` of the error `{row}`: {expected}")]
    CaptureValue {
        /// The row.
        row: String,
        /// The capture.
        name: String,
        /// The value that was given.
        value: String,
        /// What the value must be.
        expected: &'static str,
    },
    /// The endpoint cannot return the row.
    #[error(
        "`{endpoint}` does not document the error `{row}`; it is documented on: {documented_on}"
    )]
    RowNotOnEndpoint {
        /// The row.
        row: String,
        /// The endpoint that was given.
        endpoint: String,
        /// The endpoints that can return the row.
        documented_on: String,
    },
    /// The row does not have this status.
    #[error("the error `{row}` comes with {documented}, not with {status}")]
    RowStatus {
        /// The row.
        row: String,
        /// The status that was given.
        status: u16,
        /// The statuses of the row.
        documented: String,
    },
    /// The rows are not failures of one list.
    #[error(
        "the errors `{row}` and `{other}` cannot be in one reply: their first shape must be the same, and a list (`each`)"
    )]
    NotOneList {
        /// The row.
        row: String,
        /// The row that was added to it.
        other: String,
    },
    /// The key lacks the prefix that every key has.
    #[error("a key of this API begins with `{prefix}`, and something must follow it")]
    KeyPrefix {
        /// The prefix of every key.
        prefix: String,
    },
    /// The endpoint documents no reply with this status.
    #[error(
        "`{endpoint}` documents no reply with the status `{status}`; it documents: {documented}"
    )]
    NoStatus {
        /// The endpoint.
        endpoint: String,
        /// The status that was asked for.
        status: String,
        /// The statuses that it documents.
        documented: String,
    },
    /// The preference has no value.
    #[error("`prefer: {0}` needs a value: `prefer: {0}=…`")]
    EmptyPreference(&'static str),
    /// No final HTTP reply can have this status.
    #[error("{0} is no status of a final reply: use 200 to 999")]
    Status(u16),
    /// There is no fault with this name.
    #[error("there is no fault `{name}`{}", hint(suggestion.as_deref()))]
    UnknownFault {
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The fault cannot have this value.
    #[error("the fault `{fault}` cannot have the value `{value}`: it takes {expected}")]
    FaultValue {
        /// The fault.
        fault: &'static str,
        /// The value that was given.
        value: String,
        /// What the value must be.
        expected: String,
    },
    /// The rate is not a probability.
    #[error("{0} is not a valid fault rate: use 0 to 1")]
    FaultRate(f64),
    /// The fault begins before the endpoint of a request is known.
    #[error("the fault `{0}` cannot wait for an endpoint: it sets in before a request is read")]
    FaultOnEndpoint(&'static str),
    /// The header cannot be sent over HTTP.
    #[error("`{0}` is no header that HTTP can carry: check its name and value")]
    Header(String),
}

fn hint(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!(": did you mean `{name}`?"))
}

/// Returns the candidate that may have been meant.
pub(crate) fn meant<'a>(
    written: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(written, candidates).map(str::to_owned)
}

/// Returns the index of a name, or the error that it is none of them.
pub(crate) fn find<'a>(
    name: &str,
    mut names: impl Iterator<Item = &'a str> + Clone,
    unknown: fn(String, Option<String>) -> MockError,
) -> Result<usize, MockError> {
    let all = names.clone();
    names
        .position(|known| known == name)
        .ok_or_else(|| unknown(name.to_owned(), meant(name, all)))
}
