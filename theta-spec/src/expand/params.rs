//! An endpoint that includes sets of parameters has these parameters and parts; those that it has itself win.

use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawField, RawParamSet, RawPart, parts_and_body};
use crate::source::{Span, Spanned};
use crate::suggest;
use std::collections::{BTreeMap, BTreeSet};

/// Most parameters that endpoints include in all.
const MAX_INCLUDED: usize = 100_000;

pub(super) fn expand(raw: &mut RawContract, report: &mut Report) {
    let sets = std::mem::take(&mut raw.params);
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut left = MAX_INCLUDED;
    for endpoint in &mut raw.endpoints {
        let mut params = Names::of(endpoint.query.iter().chain(&endpoint.headers));
        let mut parts = Names::of(endpoint.parts.iter().flatten());
        for name in std::mem::take(&mut endpoint.include) {
            let Some(set) = sets.iter().find(|set| set.name.value == name.value) else {
                unknown(&name, &sets, report);
                continue;
            };
            used.insert(&set.name.value);
            let count = set.query.len() + set.headers.len() + set.parts.len();
            let Some(rest) = left.checked_sub(count) else {
                report.error(
                    "T0006",
                    name.span,
                    format!("more than {MAX_INCLUDED} parameters that endpoints include"),
                    "make several contracts of it",
                );
                return;
            };
            left = rest;
            params.include(&name, &set.query, &mut endpoint.query, report);
            params.include(&name, &set.headers, &mut endpoint.headers, report);
            if set.parts.is_empty() {
                continue;
            }
            if let Some(body) = &endpoint.body {
                report.push(parts_and_body(body, name.span));
                continue;
            }
            let into = endpoint.parts.get_or_insert_default();
            parts.include(&name, &set.parts, into, report);
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

/// What stands in a table under a name of its own.
trait Named: Clone {
    fn name(&self) -> &Spanned<String>;

    /// Returns what two of them must not have in common.
    fn key(&self) -> String;
}

impl Named for RawField {
    fn name(&self) -> &Spanned<String> {
        &self.name
    }

    fn key(&self) -> String {
        self.name.value.to_ascii_lowercase()
    }
}

impl Named for RawPart {
    fn name(&self) -> &Spanned<String> {
        &self.name
    }

    fn key(&self) -> String {
        self.name.value.clone()
    }
}

/// The names that an endpoint has: of its own, and out of sets.
struct Names {
    own: BTreeSet<String>,
    included: BTreeMap<String, Span>,
}

impl Names {
    fn of<'a, T: Named + 'a>(own: impl Iterator<Item = &'a T>) -> Self {
        Self {
            own: own.map(Named::key).collect(),
            included: BTreeMap::new(),
        }
    }

    /// Puts what a set holds into an endpoint.
    fn include<T: Named>(
        &mut self,
        set: &Spanned<String>,
        from: &[T],
        into: &mut Vec<T>,
        report: &mut Report,
    ) {
        for one in from {
            let key = one.key();
            if self.own.contains(&key) {
                continue;
            }
            if let Some(&other) = self.included.get(&key) {
                twice(set, one.name(), other, report);
                continue;
            }
            self.included.insert(key, one.name().span);
            into.push(one.clone());
        }
        into.sort_by(|a, b| a.name().value.cmp(&b.name().value));
    }
}

fn twice(set: &Spanned<String>, name: &Spanned<String>, other: Span, report: &mut Report) {
    report.push(
        Diagnostic::error(
            "T0618",
            set.span,
            format!("two sets that are included have `{}`", name.value),
        )
        .related(other, "one of them")
        .related(name.span, "the other")
        .help("include one of them, or give the endpoint one of that name itself, which wins"),
    );
}
