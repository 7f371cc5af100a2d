//! Numbers that bound something.

use super::parts::set_all;
use super::{Align, share};
use crate::claim::{Says, shown_limit};
use crate::fact::{Bound, Kind, Limited, Quantity, Statement};
use crate::finding::{Value, Verdict};
use std::collections::BTreeMap;
use theta_spec::text::markdown::code as quoted;

pub(super) fn align(align: &mut Align<'_>) {
    shown(align);
    let claims: Vec<usize> = (0..align.claims.len())
        .filter(|&at| amount(align, at).is_some())
        .collect();
    let mut against: BTreeMap<(Vec<usize>, u64), Vec<usize>> = BTreeMap::new();
    for fact in align.facts_of(Kind::Limit) {
        let Statement::Limit {
            of,
            quantity,
            bound,
        } = &align.fact(fact).statement
        else {
            continue;
        };
        if *of == Limited::Rpm && quantity.most.is_none() {
            per_key(align, fact, quantity, *bound);
            continue;
        }
        let scope = &align.fact(fact).scope.endpoints;
        let near: Vec<usize> = claims
            .iter()
            .copied()
            .filter(|&at| amount(align, at).is_some_and(|(own, _)| own == *of))
            .filter(|&at| share(&align.claims[at].endpoints, scope))
            .collect();
        let agreeing: Vec<usize> = near
            .iter()
            .copied()
            .filter(|&at| amount(align, at).is_some_and(|(_, own)| quantity.admits(own)))
            .collect();
        // Words that a number fits are no evidence for that number.
        if quantity.most.is_some() && !agreeing.is_empty() {
            continue;
        }
        for &claim in &agreeing {
            align.confirm(claim, &[fact]);
        }
        if !agreeing.is_empty() || align.mentions(&quantity.raw) && near.is_empty() {
            continue;
        }
        if near.is_empty() {
            unknown(align, fact, *of, quantity, *bound);
        } else {
            against
                .entry((same_value(align, &near), quantity.amount))
                .or_default()
                .push(fact);
        }
    }
    for ((claims, _), facts) in against {
        let change = strongest(align, &facts).and_then(|(fact, quantity)| {
            let new = Value::Text(quantity.raw.trim().to_owned());
            set_all(align, &claims, &new, fact)
        });
        align.contradicted(
            &claims,
            &facts,
            change,
            "a limit that the client checks refuses calls before they are sent",
        );
    }
}

/// Of claims that a page may mean, those with the value of the first: four endpoints with one limit are one claim.
fn same_value(align: &Align<'_>, near: &[usize]) -> Vec<usize> {
    near.iter()
        .copied()
        .filter(|&at| amount(align, at) == amount(align, near[0]))
        .collect()
}

/// What a claim bounds, and by how much.
fn amount(align: &Align<'_>, claim: usize) -> Option<(Limited, u64)> {
    match align.claims[claim].says {
        Says::Limit(of, amount) | Says::Shown(of, amount) => Some((of, amount)),
        _ => None,
    }
}

/// Numbers in the holes of texts that agree otherwise: the page shows a limit, and the contract shows it too.
fn shown(align: &mut Align<'_>) {
    let claims: Vec<usize> = (0..align.claims.len())
        .filter(|&at| matches!(align.claims[at].says, Says::Shown(..)))
        .collect();
    for claim in claims {
        let Some([.., name, _]) = align.claims[claim].path.get(..) else {
            continue;
        };
        let name = name.clone();
        let row = align.claims[claim].row;
        let texts: Vec<usize> = (0..align.claims.len())
            .filter(|&at| {
                align.claims[at].row == row && matches!(align.claims[at].says, Says::Detail(_))
            })
            .flat_map(|at| align.support[at].clone())
            .collect();
        let mut against = Vec::new();
        for fact in texts {
            let Statement::Text { wording, .. } = &align.fact(fact).statement else {
                continue;
            };
            let Some(value) = captured(align, claim, &name, &wording.raw) else {
                continue;
            };
            let characters = amount(align, claim).is_some_and(|(of, _)| of == Limited::Characters);
            match shown_limit(&value, characters) {
                Some(limit) if Some(limit) == amount(align, claim) => align.confirm(claim, &[fact]),
                Some(_) => against.push(fact),
                None => {}
            }
        }
        if !against.is_empty() {
            align.contradicted(&[claim], &against, None, "edit the `example` of the capture, and what else in the contract rests on the limit");
        }
    }
}

/// What stands in a hole of the detail of a claim's row.
fn captured(align: &Align<'_>, claim: usize, name: &str, raw: &str) -> Option<String> {
    let row = align.contract.error(align.claims[claim].row?);
    row.detail.as_ref()?.templates.iter().find_map(|template| {
        let at = template
            .captures()
            .position(|capture| capture.name == name)?;
        template
            .matches(raw)?
            .get(at)
            .map(|value| (*value).to_owned())
    })
}

fn strongest<'a>(align: &Align<'a>, facts: &[usize]) -> Option<(usize, &'a Quantity)> {
    let fact = facts
        .iter()
        .copied()
        .max_by_key(|&at| (align.fact(at).surety, std::cmp::Reverse(at)))?;
    match &align.fact(fact).statement {
        Statement::Limit { quantity, .. } => Some((fact, quantity)),
        _ => None,
    }
}

/// Requests per minute of a key, whatever its plan: less than a plan allows contradicts the plan.
fn per_key(align: &mut Align<'_>, fact: usize, quantity: &Quantity, bound: Bound) {
    let plans = align.claims_of(Kind::Plan);
    let rpm = |at: usize, align: &Align<'_>| match align.claims[at].says {
        Says::Plan(_, rpm) => rpm.map(u64::from),
        _ => None,
    };
    let more: Vec<usize> = plans
        .iter()
        .copied()
        .filter(|&at| rpm(at, align).is_some_and(|rpm| rpm > quantity.amount))
        .collect();
    let known = plans
        .iter()
        .any(|&at| rpm(at, align) == Some(quantity.amount));
    if let (false, Some(&first)) = (bound == Bound::Min || more.is_empty(), more.first()) {
        let mut facts = align.support[first].clone();
        facts.push(fact);
        let plan = align.claims[first]
            .owner()
            .last()
            .cloned()
            .unwrap_or_default();
        let message = format!(
            "the docs give every key at most {} requests per minute, and the plan {} {}",
            quoted(&quantity.raw),
            quoted(&plan),
            quoted(&align.claims[first].value)
        );
        let mut finding = align.finding(Verdict::Conflict, first, &facts, message);
        finding.kind = Kind::Limit;
        "plans.*.rpm".clone_into(&mut finding.subject);
        finding.advise(
            "the client paces itself by the plan: find out whether the key's limit comes first",
        );
        align.findings.push(finding);
    } else if !known && plans.is_empty() && !align.mentions(&quantity.raw) {
        unknown(align, fact, Limited::Rpm, quantity, bound);
    }
}

/// A limit of which the contract has nothing of the kind.
fn unknown(align: &mut Align<'_>, fact: usize, of: Limited, quantity: &Quantity, bound: Bound) {
    if of == Limited::Other || bound == Bound::Advice {
        return;
    }
    let weak = align.is_weak(&[fact]);
    let verdict = if weak { Verdict::Maybe } else { Verdict::New };
    let (what, key) = match of {
        Limited::Size => ("size", "max_size"),
        Limited::Duration => ("duration", "max_duration"),
        Limited::Timeout => ("time that a request may take", "timeout"),
        Limited::Characters => ("number of characters", "max_characters"),
        Limited::Rpm => ("number of requests per minute", "rpm"),
        Limited::Other => return,
    };
    let message = format!(
        "the docs bound the {what} by {}, the contract does not",
        quoted(&quantity.raw)
    );
    let mut finding = align.only_there(
        verdict,
        Kind::Limit,
        format!("limits.{key}"),
        &[fact],
        message,
    );
    finding.advise("add it where it belongs, or mention it in a note: then it is known");
    align.findings.push(finding);
}
