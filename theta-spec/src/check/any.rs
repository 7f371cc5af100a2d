//! Untagged unions: no value that a server may send could be several variants.

use crate::contract::any::{MOST, singled_out};
use crate::contract::{Alternative, AnyVariant, Contract, Form, Scalar, TypeKind};
use crate::diagnostic::{Diagnostic, Report};
use crate::json::Json;
use std::collections::BTreeSet;

pub(super) fn check(contract: &Contract, report: &mut Report) {
    // What stands for itself resolves to something else.
    let is_endless = |one: &Diagnostic| one.code == "T0401";
    if report.diagnostics().iter().any(is_endless) {
        return;
    }
    for def in &contract.types {
        // Who sends a value chooses what it is.
        if def.in_request && !def.in_response {
            continue;
        }
        if let TypeKind::Any {
            variants,
            alternatives,
        } = &def.kind
        {
            union(&def.name, variants, alternatives, report);
        }
    }
}

fn union(name: &str, variants: &[AnyVariant], alternatives: &[Alternative], report: &mut Report) {
    let singled = singled_out(alternatives.iter().map(|one| &one.form));
    let mut under = vec![BTreeSet::new(); alternatives.len()];
    for (at, one) in alternatives.iter().enumerate() {
        for &wider in &one.over {
            under[wider].insert(at);
        }
    }
    let mut reported = BTreeSet::new();
    for (at, one) in alternatives.iter().enumerate() {
        for (other_at, other) in alternatives.iter().enumerate().skip(at + 1) {
            let pair = (one.variant, other.variant);
            if pair.0 == pair.1 || reported.contains(&pair) {
                continue;
            }
            let Some(witness) = witness(alternatives, &under, (at, other_at), &singled) else {
                continue;
            };
            reported.insert(pair);
            let [first, second] = [pair.0, pair.1].map(|at| &variants[at]);
            let help = match witness {
                Json::Array(_) => {
                    "make it one list, of a union: an empty list says nothing of its items"
                }
                Json::Object(_) => {
                    "leave one of them out, or give one a required field that the other does not have; what cannot be told apart is `json`"
                }
                _ => "leave one of them out; what cannot be told apart is `json`",
            };
            report.push(
                Diagnostic::error(
                    "T0414",
                    second.span,
                    format!(
                        "a value of `{name}` could be `{}` and `{}`",
                        first.variant, second.variant
                    ),
                )
                .label(format!("such as {witness}"))
                .related(first.span, "the other variant")
                .help(help),
            );
        }
    }
}

/// A shortest value that could be both, of which no other form decides which. `under` has for each alternative those
/// that are narrower.
fn witness(
    alternatives: &[Alternative],
    under: &[BTreeSet<usize>],
    (a, b): (usize, usize),
    singled: &BTreeSet<Scalar>,
) -> Option<Json> {
    let (one, other) = (&alternatives[a], &alternatives[b]);
    if under[b].contains(&a) || under[a].contains(&b) || stand_together(one, other) {
        return None;
    }
    let values = one.form.both(&other.form)?.some(singled);
    // With very many, others were left out: what is not proved is refused.
    let is_cut = values.len() * 2 > MOST;
    let narrower: BTreeSet<usize> = under[a].union(&under[b]).copied().collect();
    let is_open = |value: &&Json| {
        let takes = |at: usize| alternatives[at].form.takes(value);
        is_cut || (takes(a) && takes(b) && !narrower.iter().any(|&at| takes(at)))
    };
    let open = values.iter().filter(is_open);
    open.min_by_key(|value| value.to_string().len()).cloned()
}

/// Whether each of two objects needs a field that the other is not documented to have: an object with both is neither,
/// as far as anybody knows, and is kept.
fn stand_together(a: &Alternative, b: &Alternative) -> bool {
    let needs_more = |one: &Alternative, other: &Alternative| match (&one.form, &other.known) {
        (Form::Object(required), Some(known)) => {
            required.iter().any(|(name, _)| !known.contains(name))
        }
        _ => false,
    };
    needs_more(a, b) && needs_more(b, a)
}
