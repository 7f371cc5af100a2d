//! What the tests of the vendors' contracts share.
//!
//! A contract is held against the page it comes from in two steps: every body that the page shows is classified as its
//! row, and the page is read again to see that none was left out. The requests that a page shows are compared with those
//! that the client sends.

pub mod curl;
pub mod sent;

use std::collections::BTreeSet;
use std::path::PathBuf;
use theta_runtime::http::{HeaderMap, HeaderName, HeaderValue};
use theta_runtime::meta::ApiInfo;
use theta_runtime::{DocumentedError, Reply};
use theta_spec::contract::Contract;

/// A reply that the page shows, and what it has to be.
pub struct Shown<E> {
    /// What the page calls it.
    pub entry: &'static str,
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: String,
    /// The error that it is.
    pub is: E,
}

/// How the failed replies of one endpoint are told apart: its name, and its error enum made into that of the API.
pub type Endpoint<E> = (&'static str, fn(&Reply<'_>) -> Option<E>);

/// Every reply is what the page says on each endpoint that can return it, and nothing else on the others.
///
/// # Panics
///
/// When one is not, or is nowhere.
pub fn round_trip<E: DocumentedError + PartialEq>(
    api: &'static ApiInfo,
    endpoints: &[Endpoint<E>],
    shown: &[Shown<E>],
) {
    let headers = HeaderMap::new();
    for Shown {
        entry,
        status,
        body,
        is,
    } in shown
    {
        let reply = Reply::new(api, *status, &headers, body.as_bytes());
        let mut places = 0;
        for (endpoint, classify) in endpoints {
            if let Some(found) = classify(&reply) {
                assert!(
                    found == *is,
                    "{entry} on {endpoint}: {found:?}, not {is:?}, in {body}"
                );
                places += 1;
            }
        }
        assert!(places > 0, "{entry} is nowhere recognised: {status} {body}");
    }
}

/// The documented body of each row of the contract is that row and no other, on every endpoint that can return it.
///
/// Gives the number of ordered pairs of rows that were compared.
///
/// # Panics
///
/// When a body is taken for another row.
pub fn nothing_is_mistaken<E: DocumentedError>(
    api: &'static ApiInfo,
    endpoints: &[Endpoint<E>],
    contract: &Contract,
) -> usize {
    for row in &contract.errors {
        let sample = theta_spec::sample::error_reply(contract, row);
        let headers = headers(&sample.headers);
        let reply = Reply::new(api, sample.status, &headers, sample.body.as_bytes());
        let found: BTreeSet<&str> = endpoints
            .iter()
            .filter(|(name, _)| {
                row.on
                    .iter()
                    .any(|id| contract.endpoints[id.0].name == *name)
            })
            .map(|(_, classify)| classify(&reply).map_or("none", |error| error.info().name))
            .collect();
        assert!(
            found.iter().eq([&row.name.as_str()]),
            "the body of {} is {found:?}: {} {}",
            row.name,
            sample.status,
            sample.body
        );
    }
    contract.errors.len() * (contract.errors.len() - 1)
}

/// These headers.
///
/// # Panics
///
/// When one cannot be a header.
#[must_use]
pub fn headers<T: AsRef<str>>(pairs: &[(T, T)]) -> HeaderMap {
    let header = |(name, value): &(T, T)| {
        let name = HeaderName::try_from(name.as_ref()).expect("the name of a header");
        let value = HeaderValue::try_from(value.as_ref()).expect("the value of a header");
        (name, value)
    };
    pairs.iter().map(header).collect()
}

/// The contract of that text.
///
/// # Panics
///
/// When it has mistakes.
#[must_use]
pub fn contract(text: &str) -> Contract {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert!(loaded.contract.is_some(), "{report}");
    loaded.contract.expect("asserted above")
}

/// The contract of that text, of which the check says nothing at all.
///
/// # Panics
///
/// When it says something.
#[must_use]
pub fn clean(text: &str) -> Contract {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert!(loaded.report.diagnostics().is_empty(), "{report}");
    loaded.contract.expect("no diagnostic refuses it")
}

/// A vendor's page, out of the folder `THETA_VENDOR_DOCS` or `../shared/vendor-docs` beside the workspace.
///
/// `None`, with a word about it, when there is no such folder.
///
/// # Panics
///
/// In CI, where the pages must be there.
#[must_use]
pub fn page(name: &str) -> Option<String> {
    let folder = std::env::var_os("THETA_VENDOR_DOCS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/vendor-docs"),
        PathBuf::from,
    );
    let file = folder.join(name);
    let text = std::fs::read_to_string(&file).ok();
    if text.is_none() {
        let in_ci = std::env::var_os("CI").is_some_and(|value| value == "true");
        assert!(
            !in_ci,
            "{} is missing: CI must compare the contract with the page",
            file.display()
        );
        println!(
            "left out: {} is not here, so the contract was not compared with the page",
            file.display()
        );
    }
    text
}
