//! The rules of the language, one file per family. Nothing else decides whether a contract is valid.

mod access;
mod any;
mod apart;
mod api;
mod billing;
mod bodiless;
mod constants;
mod docs;
mod elsewhere;
mod endless;
mod endpoints;
mod errors;
mod events;
mod examples;
mod headers;
mod idle;
mod include;
mod jobs;
mod limits;
mod matchers;
mod pages;
mod places;
mod response_headers;
mod rest;
mod rust_names;
mod scalars;
mod shapes;
mod size;
mod successes;
mod token;
mod triggers;
mod types;
mod webhooks;
mod written;
mod xml;

use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::keys::{HasName, RawContract, RawEvidence};
use crate::source::Spanned;

pub(crate) use include::spread as include;
pub(crate) use size::check as size;

/// Rules about the contract as written: references and contradictions.
pub(crate) fn raw(raw: &RawContract, report: &mut Report) {
    api::check(raw, report);
    limits::check(raw, report);
    access::check(raw, report);
    token::check(raw, report);
    shapes::check(raw, report);
    types::check(raw, report);
    endpoints::check(raw, report);
    constants::of_paths(raw, report);
    successes::check(raw, report);
    response_headers::check(raw, report);
    headers::check(raw, report);
    webhooks::check(raw, report);
    errors::check(raw, report);
    idle::check(raw, report);
    docs::check(raw, report);
}

/// Rules that need the resolved contract: arguments, names in Rust, matchers, examples.
pub(crate) fn resolved(raw: &RawContract, contract: &Contract, report: &mut Report) {
    endpoints::check_arguments(raw, contract, report);
    apart::check(contract, report);
    idle::check_arguments(raw, contract, report);
    written::check(raw, contract, report);
    rust_names::check(raw, contract, report);
    any::check(contract, report);
    access::check_resolved(raw, contract, report);
    token::check_resolved(raw, contract, report);
    successes::check_resolved(contract, report);
    events::check_resolved(raw, contract, report);
    response_headers::check_resolved(contract, report);
    headers::check_resolved(raw, contract, report);
    webhooks::check_resolved(raw, contract, report);
    xml::types(contract, report);
    pages::check(raw, contract, report);
    jobs::check(raw, contract, report);
    billing::check(raw, contract, report);
    limits::check_resolved(raw, contract, report);
    // An example is only worth reading when everything it is read by is sound.
    let sound = !report.has_errors();
    matchers::check(raw, contract, report);
    bodiless::rows(raw, contract, report);
    if sound {
        examples::check(raw, contract, report);
        triggers::check(raw, contract, report);
        elsewhere::check(raw, contract, report);
    }
}

/// Reports a name that leads nowhere.
fn unknown<'a>(
    report: &mut Report,
    code: &'static str,
    what: &str,
    name: &Spanned<String>,
    known: impl IntoIterator<Item = &'a str>,
) {
    report.push_with(Severity::Error, code, name.span, || {
        let known: Vec<&str> = known.into_iter().collect();
        let diagnostic = Diagnostic::error(
            code,
            name.span,
            format!("there is no {what} `{}`", name.value),
        )
        .suggest(&name.value, known.iter().copied());
        if !diagnostic.help.is_empty() {
            return diagnostic;
        }
        diagnostic.help(match known.len() {
            0 => "there is no other".to_owned(),
            1..=12 => {
                let mut few = known;
                few.sort_unstable();
                format!("known: {}", few.join(", "))
            }
            many => format!("the contract has {many} others"),
        })
    });
}

/// `a → b → a`, with the middle left out of a long way.
fn way(steps: &[&str]) -> String {
    const ENDS: usize = 4;
    if steps.len() <= 2 * ENDS + 1 {
        return steps.join(" → ");
    }
    let (first, last) = (&steps[..ENDS], &steps[steps.len() - ENDS..]);
    let between = steps.len() - 2 * ENDS;
    format!(
        "{} → {between} more → {}",
        first.join(" → "),
        last.join(" → ")
    )
}

fn names<T: HasName>(items: &[T]) -> impl Iterator<Item = &str> {
    items.iter().map(|item| item.name().value.as_str())
}

fn find<'r, T: HasName>(items: &'r [T], name: &str) -> Option<&'r T> {
    // Tables come sorted by name.
    items
        .binary_search_by(|item| item.name().value.as_str().cmp(name))
        .ok()
        .and_then(|at| items.get(at))
}

fn check_evidence(raw: &RawContract, evidence: &RawEvidence, report: &mut Report) {
    for source in &evidence.source {
        if find(&raw.sources, &source.value).is_none() {
            unknown(report, "T0304", "source", source, names(&raw.sources));
        }
    }
}
