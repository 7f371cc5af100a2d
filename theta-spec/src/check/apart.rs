//! Two endpoints differ in what goes over the wire.

use crate::apart::{Marks, witness};
use crate::contract::{Contract, Endpoint, EndpointId, Method, PathSegment};
use crate::diagnostic::{Diagnostic, Report};
use std::collections::BTreeMap;

/// Most pairs of marks that are compared in all.
const MAX_LOOKS: usize = 10_000_000;

pub(super) fn check(contract: &Contract, report: &mut Report) {
    let mut looks = 0_usize;
    for ids in of_one_path(contract) {
        let endpoints = ids.iter().map(|id| &contract.endpoints[id.0]);
        let endpoints: Vec<&Endpoint> = endpoints.collect();
        let marks: Vec<Marks<'_>> = endpoints
            .iter()
            .map(|endpoint| Marks::of(contract, endpoint))
            .collect();
        for (at, (endpoint, own)) in endpoints.iter().zip(&marks).enumerate() {
            let earlier = endpoints[..at].iter().zip(&marks);
            for (first, others) in
                earlier.filter(|(first, _)| !are_elsewhere(contract, first, endpoint))
            {
                looks = looks.saturating_add((own.named.len() + 1) * (others.named.len() + 1));
                if looks > MAX_LOOKS {
                    report.error(
                        "T0501",
                        endpoint.span,
                        "there are too many endpoints with one method and path to tell them apart",
                        "remove some of them, or their parameters",
                    );
                    return;
                }
                if !own.are_apart(others) {
                    report.push(same(contract, first, endpoint));
                    break;
                }
            }
        }
    }
}

/// The endpoints that share a method and a path with others, in groups.
pub(super) fn of_one_path(contract: &Contract) -> impl Iterator<Item = Vec<EndpointId>> {
    let mut routes: BTreeMap<(Method, String), Vec<EndpointId>> = BTreeMap::new();
    let endpoints = contract.endpoints.iter().enumerate();
    for (at, endpoint) in endpoints.filter(|(_, one)| !one.path.is_empty()) {
        let pieces = endpoint.path.iter().map(|piece| match piece {
            PathSegment::Literal(text) => text.as_str(),
            PathSegment::Param(_) => "{}",
        });
        let route = (endpoint.method, pieces.collect());
        routes.entry(route).or_default().push(EndpointId(at));
    }
    routes.into_values().filter(|ids| ids.len() > 1)
}

/// Whether two endpoints are at different addresses, whatever a client is given.
pub(super) fn are_elsewhere(contract: &Contract, a: &Endpoint, b: &Endpoint) -> bool {
    let [one, other] = [a, b].map(|endpoint| contract.base_url_of(endpoint));
    let is_fixed = |url: &str| !url.contains('{');
    a.host != b.host && is_fixed(one) && is_fixed(other) && !one.eq_ignore_ascii_case(other)
}

fn same(contract: &Contract, first: &Endpoint, second: &Endpoint) -> Diagnostic {
    Diagnostic::error(
        "T0501",
        second.span,
        format!("a request of `{}` can be one of `{}`", second.name, first.name),
    )
    .label(witness(contract, first, second))
    .related(first.span, "the same method and path, and nothing that tells them apart")
    .help("remove one, or say what only one of them sends: a `const` in the query, a header or the body, a parameter that it needs, another media type of the body or of `accept`")
}
