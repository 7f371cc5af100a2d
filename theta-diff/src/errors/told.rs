//! What a row tells its reader: captured values, whether to try again, and words.

use super::Rows;
use crate::finding::Finding;
use crate::pairing::Pairing;
use crate::rules::errors::TOLD;
use crate::told;
use theta_spec::contract::{Captured, ErrorRow, Retry};
use theta_spec::template::CaptureKind;
use theta_spec::wording::{self, RetryWords};

impl Rows<'_> {
    pub(super) fn captures(&self, out: &mut Vec<Finding>) {
        let (old, new) = (&self.old.captures, &self.new.captures);
        let variant = &self.new.variant;
        let place = |row: &ErrorRow, name: &str| {
            let detail = row
                .detail
                .as_ref()
                .and_then(|detail| detail.templates.first());
            detail.and_then(|template| template.captures().position(|capture| capture.name == name))
        };
        let pairing = Pairing::of(
            old,
            new,
            |captured| &captured.ident,
            |a, b| {
                let same_place = place(self.old, &a.name).is_some()
                    && place(self.old, &a.name) == place(self.new, &b.name);
                u32::from(same_place && old.len() == new.len())
            },
        );
        let ty = |captured: &Captured| {
            if captured.kind == CaptureKind::Int {
                "number"
            } else {
                "text"
            }
        };
        for at in pairing.removed {
            out.push(
                self.finding(
                    "error-capture-removed",
                    &["detail"],
                    format!("`{variant}::{}` is gone", old[at].ident),
                )
                .old(&old[at].ident),
            );
        }
        for at in pairing.added {
            out.push(
                self.finding(
                    "error-capture-added",
                    &["detail"],
                    format!("`{variant}` has the field `{}`", new[at].ident),
                )
                .new_value(&new[at].ident),
            );
        }
        for (a, b) in pairing.both {
            let (was, is) = (&old[a], &new[b]);
            if was.ident != is.ident {
                out.push(
                    self.finding(
                        "error-capture-renamed",
                        &["detail"],
                        format!("`{variant}::{}` is called `{}`", was.ident, is.ident),
                    )
                    .values(&was.ident, &is.ident),
                );
            }
            if was.kind != is.kind {
                out.push(
                    self.finding(
                        "error-capture-type-changed",
                        &["detail"],
                        format!(
                            "`{variant}::{}` is a {} instead of a {}",
                            is.ident,
                            ty(is),
                            ty(was)
                        ),
                    )
                    .values(ty(was), ty(is)),
                );
            }
            // An example that nobody wrote is made from the kind.
            if was.doc != is.doc || (was.kind == is.kind && was.example != is.example) {
                let words =
                    |captured: &Captured| format!("{} ({})", captured.doc, captured.example);
                out.push(
                    self.finding(
                        "error-capture-doc-changed",
                        &["captures"],
                        format!("readers see other words about `{variant}::{}`", is.ident),
                    )
                    .values(words(was), words(is)),
                );
            }
        }
    }

    pub(super) fn retry(&self, out: &mut Vec<Finding>) {
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
        let (rule, sees) = match (old, new) {
            (Retry::Backoff { at_most: was }, Retry::Backoff { at_most: is }) => {
                let most = |most: Option<u32>| most.unwrap_or(u32::MAX);
                if most(is) > most(was) {
                    (
                        "error-retries-increased",
                        format!("the client tries more often after `{variant}`"),
                    )
                } else {
                    (
                        "error-retries-decreased",
                        format!("the client tries less often after `{variant}`"),
                    )
                }
            }
            (_, Retry::Backoff { .. }) => (
                "error-became-retryable",
                format!("the client tries again after `{variant}`"),
            ),
            (Retry::Backoff { .. }, _) => (
                "error-became-non-retryable",
                format!("the client does not try again after `{variant}`"),
            ),
            _ => (
                "error-retry-advice-changed",
                format!("`retry()` of `{variant}` says otherwise"),
            ),
        };
        out.push(
            self.finding(rule, &["retry"], sees)
                .values(word(old), word(new)),
        );
    }

    pub(super) fn words(&self, out: &mut Vec<Finding>) {
        let (old, new) = (self.old, self.new);
        let variant = &new.variant;
        let category = |row: &ErrorRow| {
            row.category
                .map_or_else(|| "none".to_owned(), |category| format!("{category:?}"))
        };
        if old.category != new.category {
            out.push(
                self.finding(
                    "error-category-changed",
                    &["category"],
                    format!(
                        "`{variant}` is of the category {} instead of {}",
                        category(new),
                        category(old)
                    ),
                )
                .values(category(old), category(new)),
            );
        }
        let finding = |rule, key: &[&str], sees| self.finding(rule, key, sees);
        told::compare(TOLD, (old, new), variant, &finding, out);
    }
}
