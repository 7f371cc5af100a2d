//! Errors that all endpoints are said to share, and that the same page gives to some of them only.

use super::{Align, endpoints::same_path, share_status};
use crate::fact::{Kind, Statement};
use crate::finding::{SpecSide, Verdict};
use theta_spec::contract::Endpoint;

/// The most such sentences that are looked at.
const MAX_SENTENCES: usize = 64;

/// A page that takes its own sentence back contradicts itself. What only the contract narrows is no contradiction: that
/// an endpoint without a parameter cannot return what is wrong with it needs no words.
pub(super) fn align(align: &mut Align<'_>) {
    let mut sentences = align.facts_of(Kind::Scope);
    sentences.truncate(MAX_SENTENCES);
    if sentences.is_empty() {
        return;
    }
    let paths: Vec<String> = align
        .contract
        .endpoints
        .iter()
        .map(Endpoint::path_template)
        .collect();
    let mut taken_back: Vec<usize> = Vec::new();
    let mut narrower: Vec<usize> = Vec::new();
    let mut first = None;
    for (claim, support) in align
        .claims
        .iter()
        .zip(&align.support)
        .enumerate()
        .filter_map(|(at, (claim, support))| {
            matches!(claim.kind(), Kind::Detail | Kind::Code | Kind::Status)
                .then_some((at, support))
        })
    {
        for &fact in support {
            let before = taken_back.len();
            let takes_back = |&&sentence: &&usize| takes_back(align, &paths, sentence, fact);
            taken_back.extend(sentences.iter().filter(takes_back));
            if taken_back.len() > before {
                first = first.or(Some(claim));
                narrower.push(fact);
            }
        }
    }
    let Some(first) = first else { return };
    for list in [&mut narrower, &mut taken_back] {
        list.sort_unstable();
        list.dedup();
    }
    let only = super::say::values(align, &narrower);
    let on = align.fact(narrower[0]).scope.endpoints.join(", ");
    let message = format!(
        "the docs contradict themselves: they give all endpoints the same errors, and {only} to {on} only"
    );
    let facts = [narrower, taken_back].concat();
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

/// Whether a fact in the reach of a sentence is said of fewer endpoints. `paths` are those of the contract.
fn takes_back(align: &Align<'_>, paths: &[String], sentence: usize, fact: usize) -> bool {
    let (sentence, fact) = (align.fact(sentence), align.fact(fact));
    let Statement::SharedErrors { until } = sentence.statement else {
        return false;
    };
    let at = fact.place.span.start;
    let named = &sentence.scope.endpoints;
    let all = if named.is_empty() { paths } else { named };
    let has = |path: &String| fact.scope.endpoints.iter().any(|own| same_path(own, path));
    fact.place.page == sentence.place.page
        && (sentence.place.span.end..until).contains(&at)
        && !fact.scope.endpoints.is_empty()
        && share_status(&fact.scope.status, &sentence.scope.status)
        && !all.iter().all(has)
}
