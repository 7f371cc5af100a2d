//! Methods whose requests or replies have no body.

use crate::contract::{Contract, ErrorRow, Method};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawEndpoint, RawReturns};
use crate::source::Spanned;

/// What a GET should not carry, and what a HEAD cannot.
pub(super) fn endpoint(endpoint: &RawEndpoint, sends_body: bool, report: &mut Report) {
    let name = &endpoint.name.value;
    match endpoint.route.method {
        Some(Method::Get) if sends_body => report.warning(
            "T0506",
            endpoint.name.span,
            format!("`{name}` is a GET with a body"),
            "a body of a GET has no meaning of its own (RFC 9110, 9.3.1), and servers and proxies may drop it: use `query` or another method, unless the docs say so",
        ),
        Some(Method::Head) if sends_body => report.error(
            "T0525",
            endpoint.name.span,
            format!("`{name}` is a HEAD with a body"),
            "a HEAD asks for the headers of a GET and carries none (RFC 9110, 9.3.2): use `query`, or another method",
        ),
        Some(Method::Head) => comes_back(endpoint, report),
        _ => {}
    }
}

/// The reply to a HEAD is its status and its headers.
fn comes_back(endpoint: &RawEndpoint, report: &mut Report) {
    let is_body = |returns: &&Spanned<RawReturns>| !matches!(returns.value, RawReturns::Nothing);
    if let Some(returns) = endpoint.answer.all().find(is_body) {
        report.error(
            "T0525",
            returns.span,
            format!("`{}` is a HEAD that returns a body", endpoint.name.value),
            "leave out what comes back, or write it as `nothing` with its status: the reply is status and headers",
        );
    }
}

/// A row that is told by a body, on endpoints whose replies have none.
pub(super) fn rows(raw: &RawContract, contract: &Contract, report: &mut Report) {
    let is_head = |row: &ErrorRow| {
        let mut on = row.on.iter().map(|id| &contract.endpoints[id.0]);
        !row.on.is_empty() && on.all(|endpoint| endpoint.method == Method::Head)
    };
    for row in contract.errors.iter().filter(|row| is_head(row)) {
        let names_shape =
            super::find(&raw.errors, &row.name).is_some_and(|row| !row.shape.is_empty());
        let looks = row.code.is_some() || row.detail.is_some() || !row.fields.is_empty();
        if looks || names_shape {
            let endpoint = &contract.endpoints[row.on[0].0];
            report.push(
                Diagnostic::error(
                    "T0526",
                    row.span,
                    format!(
                        "`{}` looks at a body, and the reply to a HEAD has none",
                        row.name
                    ),
                )
                .related(endpoint.span, "a HEAD")
                .help("leave its status alone, or name other endpoints with `on`"),
            );
        }
    }
}
