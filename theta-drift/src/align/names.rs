//! Names that the docs give to errors and that are not on the wire.

use super::{Align, CHANGED, alike, share_status};
use crate::claim::Says;
use crate::fact::{Kind, Statement, Surety};
use crate::finding::{Change, Edit, Value, Verdict};
use std::collections::BTreeSet;
use theta_spec::text::markdown::code as quoted;

/// What a page calls an error: as a name of its own, or beside a status.
struct Called<'a> {
    fact: usize,
    name: &'a str,
    /// Whether it is given as a name, not as a label that may be any words.
    plain: bool,
}

pub(super) fn align(align: &mut Align<'_>) {
    let called = called(align);
    let aliases: Vec<usize> = align.claims_of(Kind::Alias);
    let mut left = Vec::new();
    for one in called {
        let key = alike::name(one.name);
        let found: Vec<usize> = aliases
            .iter()
            .copied()
            .filter(|&at| {
                let claim = &align.claims[at];
                matches!(&claim.says, Says::Alias(alias) if alike::name(alias) == key)
                    && share_status(&claim.statuses, &align.fact(one.fact).scope.status)
            })
            .collect();
        for &claim in &found {
            align.confirm(claim, &[one.fact]);
        }
        if found.is_empty() && is_identifier(one.name) && !is_known(align, &one, &key) {
            left.push(one);
        }
    }
    let told: BTreeSet<&str> = left
        .iter()
        .filter(|one| is_of_a_new_error(align, one.fact))
        .map(|one| one.name)
        .collect();
    for one in left.iter().filter(|one| !told.contains(one.name)) {
        unknown(align, &aliases, one);
    }
}

fn called<'a>(align: &Align<'a>) -> Vec<Called<'a>> {
    let mut out = Vec::new();
    for fact in align.facts_of(Kind::Alias) {
        if let Statement::Alias(name) = &align.fact(fact).statement {
            out.push(Called {
                fact,
                name,
                plain: true,
            });
        }
    }
    for fact in align.facts_of(Kind::Status) {
        if let Statement::Status { label, .. } = &align.fact(fact).statement {
            out.push(Called {
                fact,
                name: label,
                plain: false,
            });
        }
    }
    out
}

/// Whether it is one word of a program's kind: `PAYMENT_REQUIRED`, `NotAllWordsSpokenError`.
fn is_identifier(name: &str) -> bool {
    let inner = name.chars().skip(1);
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && (name.contains('_')
            || inner.clone().any(|c| c.is_ascii_uppercase())
                && name.chars().any(|c| c.is_ascii_lowercase()))
}

/// Whether the contract has it as something else: a row's name, a code, a word of its own.
fn is_known(align: &Align<'_>, one: &Called<'_>, key: &str) -> bool {
    let row = align
        .contract
        .errors
        .iter()
        .any(|row| alike::name(&row.name) == key || alike::name(&row.variant) == key);
    let code = align
        .claims
        .iter()
        .any(|claim| matches!(claim.says, Says::Code(_)) && alike::name(&claim.value) == key);
    row || code || align.mentions(one.name)
}

/// Whether it stands beside something that is reported as a new error already: then it is that error's name.
fn is_of_a_new_error(align: &Align<'_>, fact: usize) -> bool {
    let is_new = |at: usize| {
        let place = align.fact(at).place;
        align.findings.iter().any(|finding| {
            finding.verdict == Verdict::New
                && matches!(finding.kind, Kind::Detail | Kind::Code | Kind::Status)
                && finding.pages.iter().any(|side| side.place == place)
        })
    };
    if is_new(fact) || align.beside(fact).any(is_new) {
        return true;
    }
    // A section about one error names it in its own table.
    let own = align.fact(fact);
    let mut texts = [Kind::Detail, Kind::Code]
        .into_iter()
        .flat_map(|kind| align.facts_of(kind))
        .filter(|&at| {
            let other = align.fact(at);
            other.place.page == own.place.page && other.scope.section == own.scope.section
        });
    let first = texts.next();
    first.is_some_and(is_new) && texts.all(is_new)
}

/// A name that the contract does not have: a new one for an old one, or a further one.
fn unknown(align: &mut Align<'_>, aliases: &[usize], one: &Called<'_>) {
    let name = one.name;
    let fact = align.fact(one.fact);
    let key = alike::name(name);
    let before = aliases
        .iter()
        .copied()
        .filter(|&at| {
            let claim = &align.claims[at];
            align.support[at].is_empty()
                && !align.settled[at]
                && !fact.scope.status.is_empty()
                && share_status(&claim.statuses, &fact.scope.status)
        })
        .map(|at| {
            (
                alike::likeness(&key, &alike::name(&align.claims[at].value)),
                at,
            )
        })
        .filter(|(score, _)| *score >= CHANGED)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    if let Some((score, claim)) = before {
        let value = align.claims[claim].value.clone();
        let message = format!(
            "the docs call it {}, the contract {}",
            quoted(name),
            quoted(&value)
        );
        let mut finding = align.finding(Verdict::Changed, claim, &[one.fact], message);
        finding.score = Some(score);
        finding.advise("the old name can stay beside the new one: callers may look for either");
        finding.change = grown(align, claim, name, one.fact);
        align.settled[claim] = true;
        align.findings.push(finding);
        return;
    }
    // A label that nothing else supports is a heading's words more often than a name.
    if !one.plain && fact.surety < Surety::Plain {
        return;
    }
    let twice = align.findings.iter().any(|finding| {
        finding.kind == Kind::Alias && finding.subject.ends_with(&format!("`{name}`"))
    });
    if twice {
        return;
    }
    let message = format!(
        "the docs name an error {}, the contract does not",
        quoted(name)
    );
    let subject = format!("errors.*.aliases `{name}`");
    let mut finding = align.only_there(Verdict::New, Kind::Alias, subject, &[one.fact], message);
    finding.advise("add it to the `aliases` of the error that is meant, so that people find it");
    align.findings.push(finding);
}

/// The list of aliases with one more.
fn grown(align: &Align<'_>, claim: usize, name: &str, fact: usize) -> Option<Change> {
    let claim = &align.claims[claim];
    let path: Vec<&str> = claim.path.iter().map(String::as_str).collect();
    let old = align.spelled.value(&path)?;
    let mut items = match &old {
        Value::Text(text) => vec![Value::Text(text.clone())],
        Value::List(items) => items.clone(),
        _ => return None,
    };
    items.push(Value::Text(name.to_owned()));
    Some(Change {
        edits: vec![Edit::Set {
            path: claim.path.clone(),
            old,
            new: Value::List(items),
        }],
        place: align.fact(fact).place,
    })
}
