//! Words of the vendor's own, which the contract says in its own: they are never compared with it, only with what was
//! pinned.

use super::{Align, retries};
use crate::claim::{Says, written};
use crate::fact::{Kind, Statement};

/// Causes, fixes and purposes, each with what it is about.
pub(super) fn of(align: &Align<'_>) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    let rows_of = align.rows_of_facts();
    for (kind, key) in [(Kind::Cause, "cause"), (Kind::Fix, "fix")] {
        for fact in align.facts_of(kind) {
            let rows = retries::rows_beside(align, &rows_of, fact);
            let statuses = &align.fact(fact).scope.status;
            let about = match (rows.first(), statuses.first()) {
                (Some(row), _) => align.contract.error(*row).name.clone(),
                (None, Some(status)) => written(*status),
                (None, None) => continue,
            };
            out.push((format!("errors.{about}.{key}"), fact));
        }
    }
    for fact in align.facts_of(Kind::Purpose) {
        let endpoint = align.beside(fact).find_map(|other| {
            let is_endpoint = matches!(align.fact(other).statement, Statement::Endpoint { .. });
            (0..align.claims.len()).find(|&at| {
                is_endpoint
                    && matches!(align.claims[at].says, Says::Endpoint(..))
                    && align.support[at].contains(&other)
            })
        });
        if let Some(claim) = endpoint {
            let owner = align.claims[claim].owner().join(".");
            out.push((format!("{owner}.summary"), fact));
        }
    }
    out
}
