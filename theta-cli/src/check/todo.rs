//! `theta check --todo`: what a contract leaves unsaid that only a person can know.

use crate::report::Place;
use crate::shown::visible;
use crate::styles::{GOOD, STRONG};
use serde::Serialize;
use std::fmt::Write as _;
use theta_spec::contract::{Billing, Confidence, Contract, Endpoint, ErrorRow, Evidence, Retry};
use theta_spec::source::{SourceText, Span};
use theta_spec::text::count;

/// Something that is not said of a `T`, by the key that would say it.
struct Gap<T> {
    key: &'static str,
    /// What to write there, for people.
    means: &'static str,
    is_open: fn(&T) -> bool,
}

const OF_ROWS: &[Gap<ErrorRow>] = &[
    Gap {
        key: "detail",
        means: "the texts or codes that tell failures of this status apart (`detail`, `code`, `codes`)",
        is_open: |row| row.is_status_only() && is_inferred(&row.evidence),
    },
    Gap {
        key: "cause",
        means: "why it happens",
        is_open: |row| row.causes.is_empty(),
    },
    Gap {
        key: "fix",
        means: "what to do about it",
        is_open: |row| row.fixes.is_empty(),
    },
    Gap {
        key: "retry",
        means: "whether the same request may be sent again",
        is_open: |row| row.retry == Retry::Unstated,
    },
    Gap {
        key: "confidence",
        means: "whether what was inferred is so; then delete the line",
        is_open: |row| is_inferred(&row.evidence),
    },
];

const OF_ENDPOINTS: &[Gap<Endpoint>] = &[
    Gap {
        key: "billed",
        means: "what a call is billed by, or `false`",
        is_open: |endpoint| endpoint.billing == Billing::Unstated,
    },
    Gap {
        key: "confidence",
        means: "whether what was inferred is so; then delete the line",
        is_open: |endpoint| is_inferred(&endpoint.evidence),
    },
];

const OF_API: &[Gap<Contract>] = &[
    Gap {
        key: "plans",
        means: "how often one may call (`[plans]` or `[limits]`)",
        is_open: |contract| contract.plans.is_empty() && contract.limits.is_empty(),
    },
    Gap {
        key: "job",
        means: "which endpoint is asked for the work that goes on behind a 202",
        is_open: |contract| {
            let accepts = |one: &Endpoint| one.success == 202 || one.empty.contains(&202);
            let all = &contract.endpoints;
            all.iter().any(accepts) && all.iter().all(|one| one.job.is_none())
        },
    },
];

fn is_inferred(evidence: &Evidence) -> bool {
    evidence.confidence == Confidence::Inferred
}

/// The list for programs.
#[derive(Serialize)]
pub(super) struct Todo<'c> {
    format_version: u32,
    spec: &'c str,
    /// How many keys are missing in all.
    open: usize,
    items: Vec<Item<'c>>,
}

/// A table of the contract, and the keys that are missing in it.
#[derive(Serialize)]
struct Item<'c> {
    kind: &'static str,
    name: &'c str,
    missing: Vec<&'static str>,
    /// What the contract says is uncertain.
    note: &'c str,
    #[serde(flatten)]
    place: Place<'c>,
}

impl<'c> Todo<'c> {
    /// Returns what is missing, in the order of the file.
    pub(super) fn of(contract: &'c Contract, source: &'c SourceText) -> Self {
        let item = |kind, name: &'c str, note: &'c str, span: Span, missing: Vec<&'static str>| {
            let place = Place::of(source, span);
            (!missing.is_empty()).then_some(Item {
                kind,
                name,
                missing,
                note,
                place,
            })
        };
        let mut items: Vec<Item<'_>> = Vec::new();
        for endpoint in &contract.endpoints {
            let missing = open(OF_ENDPOINTS, endpoint);
            let note = &endpoint.evidence.note;
            items.extend(item(
                "endpoint",
                &endpoint.name,
                note,
                endpoint.span,
                missing,
            ));
        }
        for row in &contract.errors {
            let missing = open(OF_ROWS, row);
            items.extend(item(
                "error",
                &row.name,
                &row.evidence.note,
                row.span,
                missing,
            ));
        }
        items.sort_by_key(|item| item.place.line);
        let api = item(
            "api",
            &contract.api.name,
            "",
            Span::default(),
            open(OF_API, contract),
        );
        items.splice(0..0, api);
        Self {
            format_version: 1,
            spec: source.name(),
            open: items.iter().map(|item| item.missing.len()).sum(),
            items,
        }
    }

    /// Returns the list for people: each key once with what it means, then each table with the keys that it lacks.
    pub(super) fn human(&self) -> String {
        if self.items.is_empty() {
            return format!("{}: {GOOD}nothing is left to write{GOOD:#}\n", self.spec);
        }
        let mut out = String::new();
        let gaps = [means(OF_API), means(OF_ENDPOINTS), means(OF_ROWS)].concat();
        let mut told = Vec::new();
        for (key, means) in gaps {
            let lacking = self
                .items
                .iter()
                .filter(|item| item.missing.contains(&key))
                .count();
            if lacking > 0 && !told.contains(&key) {
                told.push(key);
                let _ = writeln!(out, "{STRONG}{key}{STRONG:#}: {means} ({lacking})");
            }
        }
        out.push('\n');
        for item in &self.items {
            let line = item.place.line.unwrap_or(1);
            let _ = write!(
                out,
                "{}:{line}: {} {STRONG}{}{STRONG:#}: {}",
                self.spec,
                item.kind,
                visible(item.name, 200),
                item.missing.join(", ")
            );
            if !item.note.is_empty() {
                let _ = write!(out, " ({})", visible(item.note, 200));
            }
            out.push('\n');
        }
        let _ = writeln!(out, "\n{}: {} to write", self.spec, count(self.open, "key"));
        out
    }
}

fn open<T>(gaps: &[Gap<T>], of: &T) -> Vec<&'static str> {
    gaps.iter()
        .filter(|gap| (gap.is_open)(of))
        .map(|gap| gap.key)
        .collect()
}

fn means<T>(gaps: &[Gap<T>]) -> Vec<(&'static str, &'static str)> {
    gaps.iter().map(|gap| (gap.key, gap.means)).collect()
}
