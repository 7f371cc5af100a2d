//! Rules about limits: none contradicts another, and each can bind.

use super::{find, names, unknown};
use crate::contract::{Billing, Contract, EndpointId, Limit, Most, Window};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::RawContract;
use crate::resolve::limits::written;
use crate::source::Span;
use std::collections::BTreeSet;
use std::time::Duration;

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for (_, limit) in written(raw) {
        let numbers = [
            ("requests", &limit.requests),
            ("concurrent", &limit.concurrent),
            ("units", &limit.units),
            ("burst", &limit.burst),
        ];
        for (key, number) in numbers {
            if let Some(number) = number
                && number.value == 0
            {
                report.error(
                    "T0105",
                    number.span,
                    format!("`{key} = 0` lets no call begin"),
                    "write a number above zero, or leave the limit out where the docs state none",
                );
            }
        }
        if let (Some(burst), Some(requests)) = (&limit.burst, &limit.requests)
            && burst.value > requests.value
        {
            report.push(
                Diagnostic::error(
                    "T0582",
                    burst.span,
                    format!(
                        "{} requests at once are more than the {} of the whole window",
                        burst.value, requests.value
                    ),
                )
                .related(requests.span, "the window")
                .help("write a `burst` of at most `requests`, or leave it out"),
            );
        }
        if let Some(on) = &limit.on {
            if on.value.is_empty() {
                report.error(
                    "T0609",
                    on.span,
                    "no call counts for this limit",
                    "name the endpoints and groups, or leave `on` out when every endpoint counts",
                );
            }
            for name in &on.value {
                if find(&raw.endpoints, &name.value).is_none()
                    && find(&raw.groups, &name.value).is_none()
                {
                    let known = names(&raw.endpoints).chain(names(&raw.groups));
                    unknown(report, "T0301", "endpoint or group", name, known);
                }
            }
        }
    }
    let resets = &raw.retry.resets;
    for (name, reset) in &raw.retry.remaining {
        let same = |(other, _): &&(crate::source::Spanned<String>, _)| {
            other.value.eq_ignore_ascii_case(&reset.value)
        };
        if !resets.iter().any(|pair| same(&pair)) {
            report.error(
                "T0585",
                reset.span,
                format!("nothing says when `{}` ends", name.value),
                format!("add the header to `resets`, with the form of its value: `resets = {{ {} = \"seconds\" }}`", reset.value),
            );
        }
    }
}

/// A limit with what is said of it: `rpm` is one too.
struct Stated {
    limit: Limit,
    span: Span,
}

pub(super) fn check_resolved(raw: &RawContract, contract: &Contract, report: &mut Report) {
    let mut stated: Vec<Stated> = contract.limits.iter().map(Stated::of).collect();
    for plan in &contract.plans {
        let written = find(&raw.plans, &plan.name).and_then(|raw| raw.rpm.as_ref());
        if let (Some(rpm), Some(written)) = (plan.rpm, written) {
            let limit = Limit {
                plan: Some(plan.name.clone()),
                most: Most::Requests {
                    most: u64::from(rpm),
                    window: Window::Sliding(Duration::from_secs(60)),
                    burst: None,
                },
                on: Vec::new(),
                doc: String::new(),
                span: written.span,
            };
            stated.push(Stated::of(&limit));
        }
    }
    stated.sort_by_key(|one| one.span.start);
    for one in &stated {
        units(contract, one, report);
    }
    // Of a plan, and of every plan with it.
    let mut told = BTreeSet::new();
    for (at, one) in stated.iter().enumerate() {
        for (before, other) in stated.iter().enumerate() {
            if at != before
                && !told.contains(&one.span.start)
                && let Some(diagnostic) = idle(one, other, before < at)
            {
                told.insert(one.span.start);
                report.push(diagnostic);
            }
        }
    }
}

impl Stated {
    fn of(limit: &Limit) -> Self {
        Self {
            span: limit.span,
            limit: limit.clone(),
        }
    }
}

/// A unit that is limited is one that calls are counted by.
fn units(contract: &Contract, stated: &Stated, report: &mut Report) {
    let Most::Units { unit, .. } = &stated.limit.most else {
        return;
    };
    let endpoints = contract.endpoints.iter().enumerate();
    let mut bills = endpoints.filter(|(at, _)| stated.limit.is_on(EndpointId(*at)));
    let counts = bills
        .any(|(_, endpoint)| matches!(&endpoint.billing, Billing::Per(bill) if bill.unit == *unit));
    if !counts {
        report.error(
            "T0584",
            stated.span,
            format!("no call that counts for this limit is billed by `{unit}`"),
            "write the unit as `billed` does, or say there what the calls are billed by",
        );
    }
}

/// What to say of a limit beside another one; nothing where both can bind.
fn idle(one: &Stated, other: &Stated, is_later: bool) -> Option<Diagnostic> {
    let (limit, beside) = (&one.limit, &other.limit);
    let same_key = beside.plan.is_none() || beside.plan == limit.plan;
    if !same_key || !limit.most.is_same_kind(&beside.most) {
        return None;
    }
    let is_same = limit.on == beside.on && limit.plan == beside.plan;
    if is_same && limit.most.window() == beside.most.window() {
        return is_later.then(|| {
            Diagnostic::error("T0581", one.span, "this is limited twice")
                .related(other.span, "the first limit of it")
                .help("keep the one that the docs state")
        });
    }
    if !beside.is_as_wide_as(limit) {
        return None;
    }
    let times = match (limit.most.window(), beside.most.window()) {
        (Some(window), Some(smaller)) => window.covered_by(smaller),
        _ => 1,
    };
    let (most, in_one) = (limit.most.number(), beside.most.number());
    let in_all = in_one.saturating_mul(times);
    // Of two that say the same, the one of the plan is kept.
    let binds =
        in_all > most || (in_all == most && times == 1 && limit.plan == beside.plan && !is_later);
    (!binds).then(|| {
        let sum = match times {
            1 => format!("at most {in_one} are let through"),
            _ => format!("{times} × {in_one} = {in_all} are let through at most"),
        };
        Diagnostic::warning(
            "T0583",
            one.span,
            format!("a limit of {most} is never reached: {sum}"),
        )
        .related(other.span, "by this stricter limit")
        .help("remove it, or correct the number that is not as the docs state")
    })
}
