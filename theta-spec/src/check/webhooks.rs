//! Rules about webhooks: what is signed can be found, and what is not signed is not relied on.

use super::{check_evidence, types};
use crate::contract::{
    Contract, Scalar, SignatureEncoding, SignatureHash, Signed, Type, TypeKind, WebhookContent,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawSignature, RawWebhook};
use crate::resolve::types::struct_fields;
use crate::resolve::webhooks::signed;
use crate::source::Spanned;

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for webhook in &raw.webhooks {
        check_evidence(raw, &webhook.evidence, report);
        webhook.types().for_each(|ty| types::known(raw, ty, report));
        super::access::env(webhook.signature.secret.env.as_ref(), report);
        if webhook.signature.hash.as_ref().map(|hash| hash.value) == Some(SignatureHash::None) {
            unsigned(&webhook.signature, report);
        } else {
            of(webhook, report);
            places(&webhook.signature, report);
        }
        headers(webhook, report);
    }
}

/// What says how something is signed means nothing where nothing is.
fn unsigned(raw: &RawSignature, report: &mut Report) {
    let keys = [
        ("of", raw.of.as_ref().map(|it| it.span)),
        ("encoding", raw.encoding.as_ref().map(|it| it.span)),
        ("timestamp", raw.timestamp.as_ref().map(|it| it.name.span)),
        ("body_digest", raw.body_digest.as_ref().map(|it| it.span)),
        ("separator", raw.separator.as_ref().map(|it| it.span)),
    ];
    for (key, span) in keys {
        if let Some(span) = span {
            report.push(
                Diagnostic::error("T0104", span, format!("`{key}` has no effect here"))
                    .label("with `hash = \"none\"` the header is the secret itself")
                    .help("remove it, or name the hash that signatures are made with"),
            );
        }
    }
}

fn of(webhook: &RawWebhook, report: &mut Report) {
    let raw = &webhook.signature;
    let (pieces, span) = match &raw.of {
        Some(of) => {
            let mut pieces = Vec::new();
            for piece in signed(&of.value) {
                match piece {
                    Ok(piece) => pieces.push(piece),
                    Err(word) => report.push(
                        Diagnostic::error(
                            "T0590",
                            of.span,
                            format!("`{{{word}}}` is nothing that a webhook holds"),
                        )
                        .suggest(word, Signed::WORDS.iter().map(|(word, _)| *word))
                        .help("use {body}, {form}, {id}, {method}, {timestamp} and {url}"),
                    ),
                }
            }
            (pieces, of.span)
        }
        None => (vec![Signed::Body], raw.name.span),
    };
    let has = |piece: &Signed| pieces.contains(piece);
    let has_body = has(&Signed::Body) || has(&Signed::Form);
    if let Some(digest) = &raw.body_digest {
        if !has(&Signed::Url) {
            report.error(
                "T0590",
                digest.span,
                "the digest stands in an address that is not signed",
                "sign the address: `of = \"{url}\"`",
            );
        }
    } else if !has_body {
        report.error(
            "T0590",
            span,
            "the body is not signed, so anybody could change it",
            "add `{body}`, or say with `body_digest` where the address holds its digest",
        );
    }
    let mut needs = |piece: &Signed, there: bool, what: &str, help: &str| {
        if has(piece) && !there {
            let message = format!("`{{{}}}` is signed, but {what}", piece.word());
            report.error("T0591", span, message, help);
        }
    };
    needs(
        &Signed::Timestamp,
        raw.timestamp.is_some(),
        "it is not said where the time stands",
        "add `timestamp = \"x-…\"`",
    );
    needs(
        &Signed::Id,
        webhook.id.is_some(),
        "it is not said which header holds the id",
        "add `id = \"x-…\"` to the webhook",
    );
    needs(
        &Signed::Form,
        webhook.form.is_some(),
        "the body is not a form",
        "say with `form` which fields it has, or sign `{body}`",
    );
    if let Some(timestamp) = &raw.timestamp
        && !has(&Signed::Timestamp)
    {
        report.error(
            "T0591",
            timestamp.name.span,
            "the time is not signed, so whoever sends a webhook again can change it",
            "add `{timestamp}` to `of`, or leave `timestamp` out",
        );
    }
}

/// Whether signature and time can be told apart in one header.
fn places(raw: &RawSignature, report: &mut Report) {
    let text = |value: &Option<Spanned<String>>| {
        value
            .as_ref()
            .map(|value| value.value.clone())
            .unwrap_or_default()
    };
    let (prefix, separator) = (text(&raw.prefix), text(&raw.separator));
    let beside = raw
        .timestamp
        .as_ref()
        .filter(|stamp| stamp.header.is_none());
    if let Some(written) = &raw.separator {
        let is_digit = |c: char| match raw.encoding.as_ref().map(|encoding| encoding.value) {
            Some(SignatureEncoding::Base64) => c.is_ascii_alphanumeric() || "+/=".contains(c),
            _ => c.is_ascii_hexdigit(),
        };
        let stamps = raw.timestamp.as_ref().map(|stamp| text(&stamp.prefix));
        let cut = std::iter::once(&prefix).chain(&stamps);
        if separator.is_empty() {
            report.error(
                "T0592",
                written.span,
                "nothing stands between the items",
                "write what does, or leave `separator` out",
            );
        } else if separator.chars().all(is_digit) {
            report.error(
                "T0592",
                written.span,
                format!("{separator:?} can be part of a signature"),
                "write what stands between two items, and nothing that stands in one",
            );
        } else if cut.into_iter().any(|prefix| prefix.contains(&separator)) {
            report.error(
                "T0592",
                written.span,
                format!("{separator:?} is part of a prefix"),
                "write what stands between two items, and nothing that stands in one",
            );
        }
    } else if let Some(stamp) = beside {
        report.error(
            "T0592",
            stamp.name.span,
            "the time stands beside the signature, but it is not said what is between them",
            "add `separator = \",\"`, or the header that the time stands in",
        );
    }
    if let Some(stamp) = beside
        && are_alike(&text(&stamp.prefix), &prefix)
    {
        report.error(
            "T0592",
            stamp.name.span,
            "time and signature look alike",
            "say with `prefix` what stands before each of them",
        );
    }
}

/// Whether what begins with one may begin with the other.
fn are_alike(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

fn headers(webhook: &RawWebhook, report: &mut Report) {
    let signature = &webhook.signature;
    let stamp = signature.timestamp.as_ref();
    let all = [
        signature.header.as_ref(),
        stamp.and_then(|stamp| stamp.header.as_ref()),
        webhook.id.as_ref(),
        webhook.tag.as_ref(),
    ];
    let mut seen: Vec<&Spanned<String>> = Vec::new();
    for header in all.into_iter().flatten() {
        let first = seen
            .iter()
            .find(|other| other.value.eq_ignore_ascii_case(&header.value));
        if let Some(first) = first {
            report.push(
                Diagnostic::error("T0594", header.span, format!("`{}` already holds something else", header.value))
                    .related(first.span, "the first one")
                    .help("name the header that it really stands in; a time beside the signature has a `prefix` and no `header`"),
            );
        }
        seen.push(header);
    }
}

/// Rules that need the types.
pub(super) fn check_resolved(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (named, webhook) in raw.webhooks.iter().zip(&contract.webhooks) {
        if let (WebhookContent::Form(ty), Some(form)) = (&webhook.content, &named.form) {
            match struct_fields(&contract.types, ty) {
                Some((_, fields)) => {
                    for field in fields.iter().filter(|field| !is_text(contract, &field.ty)) {
                        report.push(
                            Diagnostic::error("T0593", field.span, format!("`{}` is a field of a form and no text", field.name))
                                .related(form.span, "the form")
                                .help("make it a `string` or an enum of texts, which is what a form holds"),
                        );
                    }
                }
                None => report.error(
                    "T0593",
                    form.span,
                    "a form has the fields of a struct",
                    "name a type with `fields`",
                ),
            }
        }
    }
}

fn is_text(contract: &Contract, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Format(_) | Type::Constant(Scalar::Text(_)) => true,
        Type::Nullable(inner) => is_text(contract, inner),
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Enum { values } => {
                let mut values = values.iter();
                values.all(|value| matches!(value.value, Scalar::Text(_)))
            }
            // Another name for another name is refused where it stands.
            TypeKind::Alias(inner) => !matches!(inner, Type::Named(_)) && is_text(contract, inner),
            _ => false,
        },
        _ => false,
    }
}
