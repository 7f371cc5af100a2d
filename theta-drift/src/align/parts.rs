//! Parts, parameters and fields of requests, and the formats of audio.

use super::{Align, CHANGED, MAYBE, Sides, alike, endpoints, propose, share};
use crate::claim::Says;
use crate::fact::{Kind, Statement, Surety};
use crate::finding::{Change, Edit, Value, Verdict};
use std::collections::BTreeMap;
use theta_spec::contract::TypeKind;
use theta_spec::text::markdown::code as quoted;

pub(super) fn align(align: &mut Align<'_>) {
    let claims = align.claims_of(Kind::Part);
    let mut left: BTreeMap<(String, Vec<String>), Vec<usize>> = BTreeMap::new();
    let mut against: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for fact in align.facts_of(Kind::Part) {
        let Statement::Part { name, required } = &align.fact(fact).statement else {
            continue;
        };
        let named: Vec<usize> = claims
            .iter()
            .copied()
            .filter(|&at| matches!(&align.claims[at].says, Says::Part(own, _) if own == name))
            .collect();
        let scope = &align.fact(fact).scope.endpoints;
        let near: Vec<usize> = named
            .iter()
            .copied()
            .filter(|&at| in_reach(align, at, scope))
            .collect();
        if near.is_empty() {
            let known = !named.is_empty() && scope.is_empty() || is_a_word_of_replies(align, name);
            if !known {
                left.entry((name.clone(), scope.clone()))
                    .or_default()
                    .push(fact);
            }
            continue;
        }
        // One name in several places: the page means those of which it is true.
        let agrees = |at: usize| matches!((&align.claims[at].says, required), (Says::Part(_, own), Some(required)) if own == required);
        let agreeing: Vec<usize> = near
            .iter()
            .copied()
            .filter(|&at| required.is_none() || agrees(at))
            .collect();
        for &claim in &agreeing {
            align.confirm(claim, &[fact]);
        }
        if let (true, Some(&first)) = (agreeing.is_empty(), near.first()) {
            against.entry(first).or_default().push(fact);
        }
    }
    for (claim, facts) in against {
        align.contradicted(
            &[claim],
            &facts,
            None,
            "edit `optional` if the page is right: it decides what callers must pass",
        );
    }
    for ((name, scope), facts) in left {
        unknown(align, &claims, &name, &scope, &facts);
    }
    formats(align);
}

/// Whether a claim is about one of those endpoints; fields of types are about all.
fn in_reach(align: &Align<'_>, claim: usize, scope: &[String]) -> bool {
    share(&align.claims[claim].endpoints, scope)
}

/// Whether it is a field that error bodies have, or that the contract speaks of otherwise.
fn is_a_word_of_replies(align: &Align<'_>, name: &str) -> bool {
    let body = align.claims.iter().any(|claim| matches!(&claim.says, Says::Body(pointer) if pointer.tokens.iter().any(|token| token == name)));
    let header = align
        .contract
        .headers
        .iter()
        .any(|(header, _)| header.eq_ignore_ascii_case(name))
        || align.claims.iter().any(|claim| match &claim.says {
            Says::AuthHeader(header, _) | Says::RequestId(header) => {
                header.eq_ignore_ascii_case(name)
            }
            _ => false,
        });
    let capture = align
        .contract
        .errors
        .iter()
        .any(|row| row.captures.iter().any(|capture| capture.name == name));
    body || header || capture || is_field(align, name)
}

/// Whether some type of the contract has a field of that name.
pub(super) fn is_field(align: &Align<'_>, name: &str) -> bool {
    align.contract.types.iter().any(|def| match &def.kind {
        TypeKind::Struct { fields, .. } => fields.iter().any(|field| field.name == name),
        TypeKind::Union { tag, .. } => tag == name,
        TypeKind::Enum { .. } | TypeKind::Any { .. } | TypeKind::Alias(_) => false,
    })
}

/// A name that the contract does not have there: another name of a part that is gone, or a new part.
fn unknown(align: &mut Align<'_>, claims: &[usize], name: &str, scope: &[String], facts: &[usize]) {
    let near = claims
        .iter()
        .copied()
        .filter(|&at| {
            let claim = &align.claims[at];
            claim.main
                && align.support[at].is_empty()
                && !align.settled[at]
                && in_reach(align, at, scope)
        })
        .filter_map(|at| match &align.claims[at].says {
            Says::Part(own, _) => Some((alike::likeness(own, name), at)),
            _ => None,
        })
        .filter(|(score, _)| *score >= MAYBE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let weak = align.is_weak(facts);
    if let Some((score, claim)) = near {
        let verdict = if score >= CHANGED && !weak {
            Verdict::Changed
        } else {
            Verdict::Maybe
        };
        let old = match &align.claims[claim].says {
            Says::Part(own, _) => own.clone(),
            _ => String::new(),
        };
        let message = format!(
            "the docs have the part {}, and no page has {} any more",
            quoted(name),
            quoted(&old)
        );
        let mut finding = align.finding(verdict, claim, facts, message);
        finding.score = Some(score);
        finding.advise(
            "either it was renamed, or this is another part: a name is never changed unasked",
        );
        settle_all(align, claims, &old, claim);
        align.findings.push(finding);
        return;
    }
    let weak = weak
        || facts
            .iter()
            .all(|&at| align.fact(at).surety < Surety::Plain && align.mentions(name));
    let required = facts
        .iter()
        .find_map(|&at| match &align.fact(at).statement {
            Statement::Part { required, .. } => *required,
            _ => None,
        });
    let mut edits: Vec<Edit> = Vec::new();
    for endpoint in &align.contract.endpoints {
        let named = scope
            .iter()
            .any(|path| endpoints::same_path(path, &endpoint.path_template()));
        if named {
            let change = propose::part(align, &endpoint.name, name, required, facts[0]);
            edits.extend(change.into_iter().flat_map(|change| change.edits));
        }
    }
    let verdict = if weak { Verdict::Maybe } else { Verdict::New };
    let subject = match edits.first() {
        Some(Edit::Add { path, .. }) => path.join("."),
        _ => format!("endpoints.*.parts.{name}"),
    };
    let message = format!(
        "the docs have the part {}, the contract does not",
        quoted(name)
    );
    let mut finding = align.only_there(verdict, Kind::Part, subject, facts, message);
    if edits.is_empty() {
        finding.advise("the page does not say which endpoint takes it: add it by hand");
    } else if !weak {
        finding.change = Some(Change {
            edits,
            place: align.fact(facts[0]).place,
        });
    }
    align.findings.push(finding);
}

/// The same part of several endpoints is one thing to a reader.
fn settle_all(align: &mut Align<'_>, claims: &[usize], name: &str, first: usize) {
    for &at in claims {
        let same = matches!(&align.claims[at].says, Says::Part(own, _) if own == name);
        if at == first || (same && align.support[at].is_empty()) {
            align.settled[at] = true;
        }
    }
}

fn formats(align: &mut Align<'_>) {
    let claims = align.claims_of(Kind::Formats);
    let mut against: BTreeMap<_, Sides> = BTreeMap::new();
    for fact in align.facts_of(Kind::Formats) {
        let Statement::Formats(theirs) = &align.fact(fact).statement else {
            continue;
        };
        for &claim in &claims {
            let Says::Formats(ours) = &align.claims[claim].says else {
                continue;
            };
            if !in_reach(align, claim, &align.fact(fact).scope.endpoints) {
                continue;
            }
            if ours == theirs {
                align.confirm(claim, &[fact]);
            } else {
                against
                    .entry((ours.clone(), theirs.clone()))
                    .or_default()
                    .add(claim, fact);
            }
        }
    }
    for ((_, theirs), Sides { claims, facts }) in against {
        let new = Value::List(theirs.into_iter().map(Value::Text).collect());
        let change = set_all(align, &claims, &new, facts[0]);
        align.contradicted(
            &claims,
            &facts,
            change,
            "edit `formats` if the page is right",
        );
    }
}

/// The same new value in the place of each claim's.
pub(super) fn set_all(
    align: &Align<'_>,
    claims: &[usize],
    new: &Value,
    fact: usize,
) -> Option<Change> {
    let mut edits = Vec::new();
    for &claim in claims {
        let path: Vec<&str> = align.claims[claim]
            .path
            .iter()
            .map(String::as_str)
            .collect();
        edits.push(Edit::Set {
            old: align.spelled.value(&path)?,
            path: align.claims[claim].path.clone(),
            new: new.clone(),
        });
    }
    Some(Change {
        edits,
        place: align.fact(fact).place,
    })
}
