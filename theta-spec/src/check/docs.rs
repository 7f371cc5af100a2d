//! Warnings about words that callers will look for.

use crate::diagnostic::Report;
use crate::keys::{RawContract, RawField, RawTypeKind};
use crate::source::{Span, Spanned};

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    let mut missing = |there: bool, span: Span, what: String, key: &str| {
        if !there {
            report.warning(
                "T0801",
                span,
                format!("{what} has no `{key}`"),
                format!("add `{key} = \"…\"`: it becomes the documentation of the generated item"),
            );
        }
    };
    let field = |field: &RawField| {
        (
            field.doc.is_some(),
            field.name.span,
            format!("`{}`", field.name.value),
        )
    };
    for endpoint in &raw.endpoints {
        missing(
            endpoint.summary.is_some(),
            endpoint.name.span,
            format!("endpoint `{}`", endpoint.name.value),
            "summary",
        );

        for param in endpoint.params() {
            let (there, span, what) = field(param);
            missing(there, span, format!("parameter {what}"), "doc");
        }
        for part in endpoint.parts.iter().flatten() {
            missing(
                part.doc.is_some(),
                part.name.span,
                format!("part `{}`", part.name.value),
                "doc",
            );
        }
    }
    for webhook in &raw.webhooks {
        missing(
            webhook.summary.is_some(),
            webhook.name.span,
            format!("webhook `{}`", webhook.name.value),
            "summary",
        );
    }
    for def in &raw.types {
        missing(
            def.doc.is_some(),
            def.name.span,
            format!("type `{}`", def.name.value),
            "doc",
        );
        if let RawTypeKind::Struct { fields, .. } = &def.kind {
            for one in fields {
                let (there, span, what) = field(one);
                missing(there, span, format!("field {what}"), "doc");
            }
        }
    }
    let has = |texts: &[Spanned<String>]| super::errors::has_words(texts);
    for row in &raw.errors {
        missing(
            has(&row.said.cause),
            row.name.span,
            format!("error `{}`", row.name.value),
            "cause",
        );
        missing(
            has(&row.said.fix),
            row.name.span,
            format!("error `{}`", row.name.value),
            "fix",
        );
    }
}
