//! The rules of the language, one file per family. Nothing else decides whether a contract is good.

mod api;
mod docs;
mod elsewhere;
mod endpoints;
mod errors;
mod examples;
mod idle;
mod matchers;
mod rust_names;
mod shapes;
mod types;

use crate::contract::Contract;
use crate::diagnostic::{Diagnostic, Report};
use crate::raw::{Named, RawContract, RawEvidence};
use crate::source::Spanned;

/// Rules about the contract as written: references and contradictions.
pub(crate) fn raw(raw: &RawContract, report: &mut Report) {
    api::check(raw, report);
    shapes::check(raw, report);
    types::check(raw, report);
    endpoints::check(raw, report);
    errors::check(raw, report);
    idle::check(raw, report);
    docs::check(raw, report);
}

/// Rules that need the resolved contract: arguments, names in Rust, matchers, examples.
pub(crate) fn resolved(raw: &RawContract, contract: &Contract, report: &mut Report) {
    endpoints::check_arguments(raw, contract, report);
    idle::check_arguments(raw, contract, report);
    rust_names::check(raw, contract, report);
    // An example is only worth reading when everything it is read by is sound.
    let sound = !report.has_errors();
    matchers::check(raw, contract, report);
    if sound {
        examples::check(raw, contract, report);
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
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    let mut diagnostic = Diagnostic::error(
        code,
        name.span,
        format!("there is no {what} `{}`", name.value),
    )
    .suggest(&name.value, known.iter().copied());
    if diagnostic.help.is_empty() {
        diagnostic = diagnostic.help(match known.as_slice() {
            [] => format!("the contract has no {what} at all"),
            few if few.len() <= 12 => format!("known: {}", few.join(", ")),
            many => format!("the contract has {} others", many.len()),
        });
    }
    report.push(diagnostic);
}

fn names<T>(items: &[Named<T>]) -> impl Iterator<Item = &str> {
    items.iter().map(|item| item.name.value.as_str())
}

fn find<'r, T>(items: &'r [Named<T>], name: &str) -> Option<&'r Named<T>> {
    // Tables come sorted by name.
    items
        .binary_search_by(|item| item.name.value.as_str().cmp(name))
        .ok()
        .and_then(|at| items.get(at))
}

fn check_evidence(raw: &RawContract, evidence: &RawEvidence, report: &mut Report) {
    for source in &evidence.sources {
        if find(&raw.sources, &source.value).is_none() {
            unknown(report, "T0304", "source", source, names(&raw.sources));
        }
    }
}
