//! What can go wrong before a server runs or while it is told what to do.

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
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// The address is reachable from other machines, which nobody allowed.
    #[error(
        "{address} can be reached from other machines: listen on a loopback address, or allow it with `expose`"
    )]
    NotLoopback {
        /// The address that was asked for.
        address: SocketAddr,
    },
    /// The server's thread or its runtime could not be set up.
    #[error("cannot start the server: {0}")]
    Runtime(#[source] io::Error),
    /// The contract has no error row of that name.
    #[error("the contract has no error `{name}`{}", hint(suggestion.as_deref()))]
    UnknownRow {
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The contract has no endpoint of that name.
    #[error("the contract has no endpoint `{name}`{}", hint(suggestion.as_deref()))]
    UnknownEndpoint {
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The contract has no plan of that name.
    #[error("the contract has no plan `{name}`{}", hint(suggestion.as_deref()))]
    UnknownPlan {
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The row's texts capture nothing of that name.
    #[error("the error `{row}` captures no `{name}`{}", hint(suggestion.as_deref()))]
    UnknownCapture {
        /// The row.
        row: String,
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// The text cannot stand where the row captures it.
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
    /// The row does not come with that status.
    #[error("the error `{row}` comes with {documented}, not with {status}")]
    RowStatus {
        /// The row.
        row: String,
        /// The status that was given.
        status: u16,
        /// The statuses of the row.
        documented: String,
    },
    /// Every key begins with a prefix and this one does not.
    #[error("a key of this API begins with `{prefix}`, and something must follow it")]
    KeyPrefix {
        /// What every key begins with.
        prefix: String,
    },
    /// A status that no final HTTP reply can have.
    #[error("{0} is no status of a final reply: use 200 to 999")]
    Status(u16),
    /// There is no fault of that name.
    #[error("there is no fault `{name}`{}", hint(suggestion.as_deref()))]
    UnknownFault {
        /// The name that was given.
        name: String,
        /// A name that may have been meant.
        suggestion: Option<String>,
    },
    /// A value that the fault cannot have.
    #[error("the fault `{fault}` cannot have the value `{value}`: it takes {expected}")]
    FaultValue {
        /// The fault.
        fault: &'static str,
        /// The value that was given.
        value: String,
        /// What the value must be.
        expected: String,
    },
    /// A rate that is no probability.
    #[error("{0} is no rate of faults: use 0 to 1")]
    FaultRate(f64),
    /// The fault sets in before it is known which endpoint is asked.
    #[error("the fault `{0}` cannot wait for an endpoint: it sets in before a request is read")]
    FaultOnEndpoint(&'static str),
    /// A header that HTTP cannot carry.
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
