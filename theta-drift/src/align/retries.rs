//! Whether to try again.

use super::{Align, share_status};
use crate::claim::{Says, written};
use crate::fact::{Kind, Retried, Role, Statement};
use std::collections::BTreeMap;
use theta_spec::contract::{ErrorId, Retry};

pub(super) fn align(align: &mut Align<'_>) {
    let claims = align.claims_of(Kind::Retry);
    let rows_of = align.rows_of_facts();
    let mut against: BTreeMap<(Vec<usize>, String), Vec<usize>> = BTreeMap::new();
    for fact in align.facts_of(Kind::Retry) {
        let Statement::Retry(retried) = &align.fact(fact).statement else {
            continue;
        };
        let rows = rows_beside(align, &rows_of, fact);
        if !rows.is_empty() {
            let own: Vec<usize> = claims
                .iter()
                .copied()
                .filter(|&at| align.claims[at].row.is_some_and(|row| rows.contains(&row)))
                .collect();
            judge(align, &own, fact, *retried, String::new(), &mut against);
            continue;
        }
        for status in align.fact(fact).scope.status.clone() {
            let own: Vec<usize> = claims
                .iter()
                .copied()
                .filter(|&at| share_status(&align.claims[at].statuses, &[status]))
                .collect();
            judge(align, &own, fact, *retried, written(status), &mut against);
        }
    }
    for ((claims, status), facts) in against {
        let subject = match claims.as_slice() {
            [one] => align.claims[*one].subject.clone(),
            _ => format!("errors.{status}.retry"),
        };
        align.contradicted(&claims, &facts, None, "whether to send a billed request again is never changed unasked: edit `retry` if the docs are right");
        if let Some(finding) = align.findings.last_mut() {
            finding.subject = subject;
        }
    }
}

/// A fact about a whole status is contradicted by none of its rows when one of them says the same: a row may be an
/// exception.
fn judge(
    align: &mut Align<'_>,
    claims: &[usize],
    fact: usize,
    retried: Retried,
    status: String,
    against: &mut BTreeMap<(Vec<usize>, String), Vec<usize>>,
) {
    let agreeing: Vec<usize> = claims
        .iter()
        .copied()
        .filter(
            |&at| matches!(align.claims[at].says, Says::Retry(retry) if is_same(retry, retried)),
        )
        .collect();
    for &claim in &agreeing {
        align.confirm(claim, &[fact]);
    }
    if agreeing.is_empty() && !claims.is_empty() {
        against
            .entry((claims.to_vec(), status))
            .or_default()
            .push(fact);
    }
}

/// The rows whose text stands in the same table row or body.
pub(super) fn rows_beside(
    align: &Align<'_>,
    rows_of: &BTreeMap<usize, Vec<ErrorId>>,
    fact: usize,
) -> Vec<ErrorId> {
    let is_text = |at: &usize| matches!(&align.fact(*at).statement, Statement::Text { role, .. } if *role != Role::Unnamed);
    let mut rows: Vec<ErrorId> = align
        .beside(fact)
        .filter(is_text)
        .filter_map(|at| rows_of.get(&at))
        .flatten()
        .copied()
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Whether a page's words mean what the contract says.
///
/// "No" in a table covers both what never helps and what helps after somebody has acted; a page that gives no number
/// leaves room for any.
fn is_same(ours: Retry, theirs: Retried) -> bool {
    match (ours, theirs) {
        (_, Retried::Conditional)
        | (Retry::Never | Retry::AfterUser, Retried::Never | Retried::AfterUser)
        | (Retry::Backoff { .. }, Retried::Backoff(None)) => true,
        (
            Retry::Backoff {
                at_most: Some(most),
            },
            Retried::Backoff(Some((least, greatest))),
        ) => (least..=greatest).contains(&most),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_less_exact_than_a_contract_and_agrees_with_it_all_the_same() {
        let backoff = |at_most| Retry::Backoff { at_most };
        for (ours, theirs, same) in [
            (Retry::Never, Retried::Never, true),
            (Retry::AfterUser, Retried::Never, true),
            (Retry::Never, Retried::AfterUser, true),
            (backoff(None), Retried::Backoff(None), true),
            (backoff(Some(2)), Retried::Backoff(None), true),
            (backoff(Some(2)), Retried::Backoff(Some((2, 3))), true),
            (backoff(Some(2)), Retried::Conditional, true),
            (backoff(Some(4)), Retried::Backoff(Some((2, 3))), false),
            (backoff(None), Retried::Backoff(Some((2, 3))), false),
            (backoff(None), Retried::Never, false),
            (Retry::Never, Retried::Backoff(None), false),
            (Retry::Unstated, Retried::Never, false),
        ] {
            assert_eq!(is_same(ours, theirs), same, "{ours:?} {theirs:?}");
        }
    }
}
