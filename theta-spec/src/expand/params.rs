//! An endpoint that includes sets of parameters has these parameters; those that it has itself win.

use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawField, RawParamSet};
use crate::source::Spanned;
use crate::suggest;
use std::collections::BTreeSet;

/// Most parameters that endpoints include in all.
const MAX_INCLUDED: usize = 100_000;

pub(super) fn expand(raw: &mut RawContract, report: &mut Report) {
    let sets = std::mem::take(&mut raw.params);
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut left = MAX_INCLUDED;
    for endpoint in &mut raw.endpoints {
        let own: BTreeSet<String> = endpoint
            .query
            .iter()
            .chain(&endpoint.headers)
            .map(|param| param.name.value.to_ascii_lowercase())
            .collect();
        let mut included: Vec<RawField> = Vec::new();
        for name in std::mem::take(&mut endpoint.include) {
            let Some(set) = sets.iter().find(|set| set.name.value == name.value) else {
                unknown(&name, &sets, report);
                continue;
            };
            used.insert(&set.name.value);
            let Some(rest) = left.checked_sub(set.query.len() + set.headers.len()) else {
                report.error(
                    "T0006",
                    name.span,
                    format!("more than {MAX_INCLUDED} parameters that endpoints include"),
                    "make several contracts of it",
                );
                return;
            };
            left = rest;
            for (params, into) in [
                (&set.query, &mut endpoint.query),
                (&set.headers, &mut endpoint.headers),
            ] {
                for param in params {
                    let lower = |param: &RawField| param.name.value.to_ascii_lowercase();
                    if own.contains(&lower(param)) {
                        continue;
                    }
                    if let Some(other) = included.iter().find(|one| lower(one) == lower(param)) {
                        twice(&name, param, other, report);
                        continue;
                    }
                    included.push(param.clone());
                    into.push(param.clone());
                }
                into.sort_by(|a, b| a.name.value.cmp(&b.name.value));
            }
        }
    }
    for set in &sets {
        if !used.contains(set.name.value.as_str()) {
            report.warning(
                "T0313",
                set.name.span,
                format!("no endpoint includes the parameters `{}`", set.name.value),
                "remove them, or name them in the `include` of an endpoint",
            );
        }
    }
}

fn unknown(name: &Spanned<String>, sets: &[RawParamSet], report: &mut Report) {
    let known: Vec<&str> = sets.iter().map(|set| set.name.value.as_str()).collect();
    let message = format!("there is no set of parameters `{}`", name.value);
    let diagnostic = Diagnostic::error("T0617", name.span, message);
    let help = match suggest::nearest(&name.value, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "add it: `[params.NAME.query]`".to_owned(),
        None => format!("known: {}", known.join(", ")),
    };
    report.push(diagnostic.help(help));
}

fn twice(name: &Spanned<String>, param: &RawField, other: &RawField, report: &mut Report) {
    report.push(
        Diagnostic::error(
            "T0618",
            name.span,
            format!("two sets that are included have `{}`", param.name.value),
        )
        .related(other.name.span, "one of them")
        .related(param.name.span, "the other")
        .help("include one of them, or give the endpoint a parameter of that name, which wins"),
    );
}
