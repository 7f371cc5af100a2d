//! Limits, of every key and of plans.

use super::{Index, errors, text};
use crate::contract::{EndpointId, Limit, Most, Window};
use crate::keys::{RawContract, RawLimit};
use crate::source::Spanned;

/// Sorted by plan, those of every key first, then by what is limited.
pub(super) fn resolve(index: &Index<'_>) -> Vec<Limit> {
    let mut limits: Vec<Limit> = written(index.raw)
        .map(|(plan, raw)| Limit {
            plan: plan.map(|plan| plan.value.clone()),
            most: most(raw),
            on: on(index, raw),
            doc: text(raw.doc.as_ref()),
            span: raw.name.span,
        })
        .collect();
    limits.sort_by(|one, other| {
        let key = |limit: &'_ Limit| (limit.plan.clone(), limit.most.clone(), limit.on.clone());
        key(one).cmp(&key(other))
    });
    limits
}

/// Every limit as written, with the name of its plan.
pub(crate) fn written(
    raw: &RawContract,
) -> impl Iterator<Item = (Option<&Spanned<String>>, &RawLimit)> {
    let of_all = raw.limits.iter().map(|limit| (None, limit));
    let of_plans = raw.plans.iter().flat_map(|plan| {
        let limits = plan.limits.iter();
        limits.map(|limit| (Some(&plan.name), limit))
    });
    of_all.chain(of_plans)
}

pub(crate) fn most(raw: &RawLimit) -> Most {
    let number = |number: &Option<Spanned<u64>>| number.as_ref().map(|number| number.value);
    let window = match raw.per.as_ref().map(|per| per.value) {
        Some(Window::Calendar { period, .. }) => Window::Calendar {
            period,
            zone: raw.zone.as_ref().map_or(0, |zone| zone.value),
        },
        Some(sliding) => sliding,
        None => Window::Sliding(std::time::Duration::from_secs(60)),
    };
    match (number(&raw.concurrent), number(&raw.units)) {
        (Some(most), _) => Most::Concurrent(most),
        (None, Some(most)) => Most::Units {
            most,
            unit: text(raw.unit.as_ref()),
            window,
        },
        (None, None) => Most::Requests {
            most: number(&raw.requests).unwrap_or(1),
            window,
            burst: number(&raw.burst),
        },
    }
}

fn on(index: &Index<'_>, raw: &RawLimit) -> Vec<EndpointId> {
    let names = raw.on.as_ref().map(|on| on.value.as_slice());
    let on = names.map(|names| errors::named(index, names));
    // All of them is the same as none that is named.
    on.filter(|on| on.len() < index.endpoints.len())
        .unwrap_or_default()
}
