//! Rules about successes: a reply is one of them at most, each has a name of its own, and none is a failure too.

use crate::contract::success::{Breadth, breadth};
use crate::contract::{Contract, Endpoint, Returns, Status, Success, Successes};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawEndpoint, RawReturns, RawSuccess};
use crate::source::{Span, Spanned};

/// Rules about them as they are written.
pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for endpoint in &raw.endpoints {
        once(endpoint, report);
        stream(endpoint, report);
    }
}

/// Rules about what they are read as.
pub(super) fn check_resolved(contract: &Contract, report: &mut Report) {
    for endpoint in &contract.endpoints {
        if let Returns::OneOf(several) = &endpoint.returns {
            told_apart(several, report);
            variants(several, report);
        }
        redirects(contract, endpoint, report);
    }
}

/// The examples that several successes have of their own.
pub(super) fn examples<'e>(
    named: &'e RawEndpoint,
    endpoint: &'e Endpoint,
) -> impl Iterator<Item = (&'e Success, &'e Spanned<String>)> {
    let several = match &endpoint.returns {
        Returns::OneOf(several) => several.all.as_slice(),
        _ => &[],
    };
    named.answer.successes.iter().filter_map(|success| {
        let resolved = several.iter().find(|one| one.span == success.returns.span);
        Some((resolved?, success.example.as_ref()?))
    })
}

/// Each status is there once, but for bodies of several media types.
fn once(endpoint: &RawEndpoint, report: &mut Report) {
    let successes = &endpoint.answer.successes;
    for (at, one) in successes.iter().enumerate() {
        for status in &one.status {
            let same = |other: &&RawSuccess| {
                let is_same = other.status.iter().any(|other| other.value == status.value);
                is_same && !(one.has_body() && other.has_body())
            };
            if let Some(first) = successes[..at].iter().find(same) {
                let shown = shown(status.value);
                report.push(
                    Diagnostic::error(
                        "T0104",
                        status.span,
                        format!("{shown} comes back in two ways"),
                    )
                    .related(first.returns.span, "already given here")
                    .help("give a status without a body once, and no body beside it"),
                );
            }
        }
    }
}

/// Nothing stands beside a stream.
fn stream(endpoint: &RawEndpoint, report: &mut Report) {
    let successes = &endpoint.answer.successes;
    let Some(streamed) = successes.iter().find(|one| one.is_stream()) else {
        return;
    };
    let other = successes
        .iter()
        .find(|other| other.returns.span != streamed.returns.span);
    // Events that are told by their names have an enum.
    let names = match &streamed.returns.value {
        RawReturns::Events(events) => Some(!events.named().is_empty()),
        _ => None,
    };
    if let Some(other) = other {
        let span = other
            .status
            .first()
            .map_or(other.returns.span, |status| status.span);
        report.push(
            Diagnostic::error("T0104", span, "a stream that may be no answer")
                .related(streamed.returns.span, "given as it comes")
                .help(if names.is_some() {
                    "make another endpoint of it, or say with `events = { … }` of the endpoint how the same request is answered with events"
                } else {
                    "leave out `stream`: the bytes are then given whole"
                }),
        );
        return;
    }
    let rust = streamed.rust.as_ref().filter(|_| names != Some(true));
    let words = [
        (streamed.doc.as_ref(), "doc"),
        (rust, "rust"),
        (streamed.example.as_ref(), "example"),
    ];
    let words = words
        .iter()
        .filter_map(|(words, key)| Some((words.as_ref()?.span, *key)));
    let is_exact = |status: Status| matches!(status, Status::Exact(_));
    let status = match streamed.status.as_slice() {
        [] => None,
        [one] if is_exact(one.value) => None,
        [one, ..] => Some((one.span, "status")),
    };
    for (span, key) in words.chain(status) {
        report.error(
            "T0104",
            span,
            format!("`{key}` of several successes, and a stream is the only one"),
            if names.is_some() && key == "example" {
                "write it beside `returns`: the endpoint has the `example` of its one answer"
            } else if names.is_some() {
                "remove it: what is said of the answer goes into the words of the endpoint"
            } else {
                "remove it, or leave out `stream`; a stream has one status"
            },
        );
    }
}

fn told_apart(several: &Successes, report: &mut Report) {
    for (at, one) in several.all.iter().enumerate() {
        let earlier = several.all[..at].iter().filter(|other| other.has_body());
        for other in earlier.filter(|_| one.has_body()) {
            let common = one
                .status
                .members
                .iter()
                .find(|status| other.status.members.contains(status));
            let (Some(status), Some(media_type)) = (common, both(one, other)) else {
                continue;
            };
            let (first, second) = in_order(other, one);
            report.push(
                Diagnostic::error(
                    "T0535",
                    second,
                    "one reply would be two of the successes",
                )
                .label(format!("{} with `content-type: {media_type}`", example(*status)))
                .related(first, "it is this one too")
                .help("say with `media` which media types each comes with, or give them different statuses"),
            );
        }
    }
}

/// Their places as they stand in the file.
fn in_order(one: &Success, other: &Success) -> (Span, Span) {
    if one.span.start < other.span.start {
        (one.span, other.span)
    } else {
        (other.span, one.span)
    }
}

/// A media type that two successes come with, and neither more narrowly than the other.
fn both(one: &Success, other: &Success) -> Option<String> {
    let pairs = one
        .media
        .iter()
        .flat_map(|a| other.media.iter().map(move |b| (a, b)));
    let mut common = pairs.filter_map(|(a, b)| {
        let is_common = match (breadth(a), breadth(b)) {
            (Breadth::Suffix, Breadth::Suffix) => {
                a.ends_with(b.trim_start_matches('*')) || b.ends_with(a.trim_start_matches('*'))
            }
            _ => a == b,
        };
        is_common.then_some(if a.len() < b.len() { b } else { a })
    });
    let range = common.next()?;
    Some(match breadth(range) {
        Breadth::One => range.clone(),
        Breadth::Suffix => format!("application/x{}", range.trim_start_matches('*')),
        Breadth::Type => range.replace('*', "x"),
        Breadth::Any => "application/octet-stream".to_owned(),
    })
}

/// What is not alike has variants of its own.
fn variants(several: &Successes, report: &mut Report) {
    if several.ident.is_empty() {
        return;
    }
    for (at, one) in several.all.iter().enumerate() {
        let mut earlier = several.all[..at].iter();
        let Some(other) =
            earlier.find(|other| other.variant == one.variant && other.content != one.content)
        else {
            continue;
        };
        let (first, second) = in_order(other, one);
        report.push(
            Diagnostic::error(
                "T0536",
                second,
                format!("two successes make the variant `{}`", one.variant),
            )
            .related(first, "the first one")
            .help("give one of them another name with `rust = \"…\"`"),
        );
    }
}

/// A redirect is a success or a failure.
fn redirects(contract: &Contract, endpoint: &Endpoint, report: &mut Report) {
    let redirect = |status: &u16| endpoint.is_success(*status);
    for id in &endpoint.errors {
        let row = contract.error(*id);
        if row
            .status
            .members
            .iter()
            .all(|status| matches!(status, Status::Exact(status) if !(300..400).contains(status)))
        {
            continue;
        }
        let Some(status) = (300..400)
            .filter(redirect)
            .find(|status| row.status.members.iter().any(|one| one.lists(*status)))
        else {
            continue;
        };
        report.push(
            Diagnostic::error(
                "T0537",
                row.span,
                format!(
                    "{status} of `{}` is a success and the failure `{}`",
                    endpoint.name, row.name
                ),
            )
            .related(endpoint.span, "it `returns` it")
            .help("name in the row the statuses that are failures, or leave the endpoint out with `on`"),
        );
    }
}

fn shown(status: Status) -> String {
    status.to_string()
}

fn example(status: Status) -> u16 {
    match status {
        Status::Exact(status) => status,
        Status::Class(class) => u16::from(class) * 100,
        Status::Default => 0,
    }
}
