//! Statuses that replies have.

use super::{Align, propose, share_status};
use crate::claim::{Says, written};
use crate::fact::{Kind, Statement};
use crate::finding::Verdict;
use std::collections::BTreeMap;
use theta_spec::contract::Status;

/// The first status of a failed reply.
const FIRST_FAILURE: u16 = 400;

pub(super) fn align(align: &mut Align<'_>) {
    let mut unknown: BTreeMap<Status, Vec<usize>> = BTreeMap::new();
    let mut scoped: Vec<(usize, Vec<Status>)> = Vec::new();
    for fact in align.facts_of(Kind::Status) {
        if let Statement::Status { status, .. } = &align.fact(fact).statement {
            scoped.push((fact, vec![*status]));
        }
    }
    // A text under a status says as much as a row of a table of statuses does, where a page has no such row.
    for fact in [Kind::Detail, Kind::Code, Kind::Retry]
        .into_iter()
        .flat_map(|kind| align.facts_of(kind))
    {
        scoped.push((fact, align.fact(fact).scope.status.clone()));
    }
    for (fact, statuses) in scoped {
        for status in statuses {
            let found: Vec<usize> = align
                .claims_of(Kind::Status)
                .into_iter()
                .filter(|&at| matches!(align.claims[at].says, Says::Status(own) if share_status(&[own], &[status])))
                .collect();
            let page = align.fact(fact).place.page;
            for &claim in &found {
                let implied = align.fact(fact).kind() != Kind::Status;
                let told = implied
                    && align.support[claim]
                        .iter()
                        .any(|&other| align.fact(other).place.page == page);
                if !told {
                    align.confirm(claim, &[fact]);
                }
            }
            if found.is_empty() && is_failure(status) {
                unknown.entry(status).or_default().push(fact);
            }
        }
    }
    for (status, facts) in unknown {
        new(align, status, &facts);
    }
}

fn is_failure(status: Status) -> bool {
    match status {
        Status::Exact(status) => status >= FIRST_FAILURE,
        Status::Class(class) => class >= 4,
        Status::Default => true,
    }
}

/// A status that the contract does not have, unless a new error under it says so already.
fn new(align: &mut Align<'_>, status: Status, facts: &[usize]) {
    let stated: Vec<usize> = facts
        .iter()
        .copied()
        .filter(|&at| align.fact(at).kind() == Kind::Status)
        .collect();
    let told = align.findings.iter().any(|finding| {
        matches!(finding.verdict, Verdict::New | Verdict::Moved)
            && finding.pages.iter().any(|side| {
                facts.iter().any(|&at| {
                    let fact = align.fact(at);
                    fact.place == side.place
                        && fact.scope.status.contains(&status)
                        && fact.kind() != Kind::Status
                })
            })
    });
    if told {
        return;
    }
    if stated.is_empty() {
        return;
    }
    let label = stated
        .iter()
        .filter_map(|&at| match &align.fact(at).statement {
            Statement::Status { label, .. } if !label.is_empty() => Some(label.as_str()),
            _ => None,
        })
        .min_by_key(|label| label.len())
        .unwrap_or_default();
    let weak = align.is_weak(&stated);
    let verdict = if weak { Verdict::Maybe } else { Verdict::New };
    let said = written(status);
    let message = if weak {
        format!(
            "words or a sample of the docs name the status {said}, the contract does not have it"
        )
    } else {
        format!("the docs have the status {said}, the contract does not")
    };
    let (name, change) = propose::status(align, status, label, &stated);
    let mut finding = align.only_there(
        verdict,
        Kind::Status,
        format!("errors.{name}"),
        &stated,
        message,
    );
    if weak {
        finding.advise("add an error with that status if the API sends it");
    } else {
        finding.change = Some(change);
    }
    align.findings.push(finding);
}
