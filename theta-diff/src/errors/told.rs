//! What a row tells its reader: captured values, whether to try again, and words.

use super::Rows;
use crate::pairing::Pairing;
use crate::rules::errors::TOLD;
use theta_spec::contract::{Captured, ErrorRow, Retry};
use theta_spec::template::CaptureKind;
use theta_spec::wording::{self, RetryWords};

/// The keys of what a reviewer of a new row decides on, beside whether it is sent again.
const SHOWN: &[&str] = &["cause", "fix", "tell_user"];

/// What a new row says.
pub(super) fn all(row: &ErrorRow) -> Vec<(&'static str, String)> {
    let told = TOLD.iter().filter(|told| SHOWN.contains(&told.key));
    let told = told.map(|told| (told.key, (told.text)(row)));
    std::iter::once(("retry", wording::retry(row.retry).advice))
        .chain(told.filter(|(_, text)| !text.is_empty()))
        .collect()
}

/// Which value of the old row is which of the new one.
pub(crate) fn paired_captures(old: &ErrorRow, new: &ErrorRow) -> Pairing {
    let place = |row: &ErrorRow, name: &str| {
        let detail = row
            .detail
            .as_ref()
            .and_then(|detail| detail.templates.first());
        detail.and_then(|template| template.captures().position(|capture| capture.name == name))
    };
    let alike = |a: &Captured, b: &Captured| {
        let same_place =
            place(old, &a.name).is_some() && place(old, &a.name) == place(new, &b.name);
        u32::from(same_place && old.captures.len() == new.captures.len())
    };
    Pairing::of(
        &old.captures,
        &new.captures,
        |captured| &captured.ident,
        alike,
    )
}

impl Rows<'_, '_> {
    pub(super) fn captures(&mut self) {
        let (old, new) = (&self.old.captures, &self.new.captures);
        let variant = &self.new.variant;
        let pairing = paired_captures(self.old, self.new);
        let ty = |captured: &Captured| match captured.kind {
            CaptureKind::Int => "number",
            CaptureKind::Text => "text",
        };
        for at in pairing.removed {
            let ident = &old[at].ident;
            let sees = format!("`{variant}::{ident}` is gone");
            let finding = self.it.finding("error-capture-removed", "detail", sees);
            self.it.out.push(finding.old(ident));
        }
        for at in pairing.added {
            let ident = &new[at].ident;
            let sees = format!("`{variant}` has the field `{ident}`");
            let finding = self.it.finding("error-capture-added", "detail", sees);
            self.it.out.push(finding.new_value(ident));
        }
        for (a, b) in pairing.both {
            let (was, is) = (&old[a], &new[b]);
            let ident = &is.ident;
            self.it.changed(
                "error-capture-renamed",
                "detail",
                (&was.ident, ident),
                format!("`{variant}::{}` is called `{ident}`", was.ident),
            );
            let (was_type, is_type) = (ty(was), ty(is));
            self.it.changed(
                "error-capture-type-changed",
                "detail",
                (was_type, is_type),
                format!("`{variant}::{ident}` is a {is_type} instead of a {was_type}"),
            );
            // An example that nobody wrote is made from the kind.
            if was.doc != is.doc || (was.kind == is.kind && was.example != is.example) {
                let words =
                    |captured: &Captured| format!("{} ({})", captured.doc, captured.example);
                let sees = format!("readers see other words about `{variant}::{ident}`");
                let values = (words(was), words(is));
                self.it
                    .became("error-capture-doc-changed", "captures", values, sees);
            }
        }
    }

    pub(super) fn retry(&mut self) {
        let (old, new) = (self.old.retry, self.new.retry);
        if old == new {
            return;
        }
        let variant = &self.new.variant;
        let word = |retry: Retry| match wording::retry(retry) {
            RetryWords {
                word,
                at_most: Some(most),
                ..
            } => format!("{word}, at most {most}"),
            RetryWords { word, .. } => word.to_owned(),
        };
        let most = |most: Option<u32>| most.unwrap_or(u32::MAX);
        let (rule, sees) = match (old, new) {
            (Retry::Backoff { at_most: was }, Retry::Backoff { at_most: is }) => {
                if most(is) > most(was) {
                    (
                        "error-retries-increased",
                        "the client tries more often after",
                    )
                } else {
                    (
                        "error-retries-decreased",
                        "the client tries less often after",
                    )
                }
            }
            (_, Retry::Backoff { .. }) => {
                ("error-became-retryable", "the client tries again after")
            }
            (Retry::Backoff { .. }, _) => (
                "error-became-non-retryable",
                "the client does not try again after",
            ),
            _ => {
                let sees = format!("`retry()` of `{variant}` says otherwise");
                let rule = "error-retry-advice-changed";
                return self.it.became(rule, "retry", (word(old), word(new)), sees);
            }
        };
        let sees = format!("{sees} `{variant}`");
        self.it.became(rule, "retry", (word(old), word(new)), sees);
    }

    pub(super) fn words(&mut self) {
        let (old, new) = (self.old, self.new);
        let variant = &new.variant;
        let category = |row: &ErrorRow| {
            row.category
                .map_or_else(|| "none".to_owned(), |category| format!("{category:?}"))
        };
        let (was, is) = (category(old), category(new));
        let sees = format!("`{variant}` is of the category {is} instead of {was}");
        self.it
            .changed("error-category-changed", "category", (was, is), sees);
        self.it.told(TOLD, (old, new), variant);
    }
}
