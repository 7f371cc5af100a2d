//! Errors that all endpoints are said to share, and that the same page gives to some of them only.

use super::{Align, endpoints::same_path, share_status};
use crate::contract::Endpoint;
use crate::drift::fact::{Kind, Statement};
use crate::drift::finding::{SpecSide, Verdict};

/// A page that takes its own sentence back contradicts itself. What only the contract narrows is no contradiction: that
/// an endpoint without a parameter cannot return what is wrong with it needs no words.
pub(super) fn align(align: &mut Align<'_>) {
    for shared in align.facts_of(Kind::Scope) {
        let Statement::SharedErrors { until } = align.fact(shared).statement else {
            continue;
        };
        let narrower: Vec<(usize, usize)> = (0..align.claims.len())
            .filter(|&claim| {
                matches!(
                    align.claims[claim].kind(),
                    Kind::Detail | Kind::Code | Kind::Status
                )
            })
            .flat_map(|claim| align.support[claim].iter().map(move |&fact| (claim, fact)))
            .filter(|&(_, fact)| takes_back(align, shared, until, fact))
            .collect();
        let Some(&(first, _)) = narrower.first() else {
            continue;
        };
        let mut facts: Vec<usize> = narrower.iter().map(|&(_, fact)| fact).collect();
        facts.sort_unstable();
        facts.dedup();
        let only = super::say::values(align, &facts);
        let paths = align.fact(facts[0]).scope.endpoints.join(", ");
        let message = format!(
            "the docs contradict themselves: they give all endpoints the same errors, and {only} to {paths} only"
        );
        facts.push(shared);
        let mut finding = align.finding(Verdict::Conflict, first, &facts, message);
        finding.kind = Kind::Scope;
        "errors.*.on".clone_into(&mut finding.subject);
        let claim = &align.claims[first];
        let value = if claim.endpoints.is_empty() {
            "all endpoints".to_owned()
        } else {
            claim.endpoints.join(", ")
        };
        finding.spec = Some(SpecSide {
            value,
            span: claim.span,
        });
        finding.advise("which endpoints an error belongs to is never changed unasked: edit its `on` if the page is right");
        align.findings.push(finding);
    }
}

/// Whether a fact in the reach of such a sentence is said of fewer endpoints.
fn takes_back(align: &Align<'_>, shared: usize, until: usize, fact: usize) -> bool {
    let (shared, fact) = (align.fact(shared), align.fact(fact));
    let at = fact.place.span.start;
    let reached = fact.place.page == shared.place.page
        && shared.place.span.end <= at
        && at < until
        && share_status(&fact.scope.status, &shared.scope.status);
    let has = |path: &String| fact.scope.endpoints.iter().any(|own| same_path(own, path));
    let named = &shared.scope.endpoints;
    let fewer = if named.is_empty() {
        let all = align.contract.endpoints.iter();
        all.map(Endpoint::path_template).any(|path| !has(&path))
    } else {
        named.iter().any(|path| !has(path))
    };
    reached && !fact.scope.endpoints.is_empty() && fewer
}
