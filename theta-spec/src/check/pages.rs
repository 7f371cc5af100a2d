//! Rules about lists that go on page by page.

use super::access;
use super::places::{Wanted, answer, place, takes};
use crate::contract::{Body, Contract, Endpoint, Method, Number, Type};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawPages};
use crate::names::is_pages_method;
use crate::resolve::types::argument_ident;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (raw, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        if let Some(pages) = &raw.pages {
            one(contract, endpoint, pages, report);
        }
    }
}

fn one(contract: &Contract, endpoint: &Endpoint, raw: &RawPages, report: &mut Report) {
    for setter in &endpoint.setters {
        let ident = argument_ident(&contract.types, &endpoint.params, &endpoint.body, setter);
        if is_pages_method(ident) {
            report.push(
                Diagnostic::error(
                    "T0310",
                    endpoint.span,
                    format!("a setter would be called `{ident}`, as a method that every request with pages has"),
                )
                .related(raw.name.span, "the pages")
                .help("rename it with `rust = \"…\"`, or pass its struct whole with `spread = false`"),
            );
        }
    }
    for host in &raw.hosts {
        access::is_host(host, report);
    }
    if let Some(way) = [
        raw.link.as_ref().map(|link| link.span),
        raw.url.as_ref().map(|url| url.span),
    ]
    .into_iter()
    .flatten()
    .next()
    {
        followed(endpoint, way, report);
    }
    let Some(ty) = answer(endpoint, raw.name.span, "pages", report) else {
        return;
    };
    let mut find = |pointer, wanted| place(contract, ty, pointer, wanted, report);
    if let Some(items) = &raw.items {
        find(items, Wanted::List);
    }
    if let Some(more) = &raw.more {
        find(more, Wanted::Flag);
    }
    if let Some(total) = &raw.total {
        find(total, Wanted::Count);
    }
    if let Some(url) = &raw.url {
        find(url, Wanted::Address);
    }
    let cursor = raw.next.as_ref().or(raw.last.as_ref());
    let cursor = cursor.map(|pointer| find(pointer, Wanted::Text));
    match (&raw.into, cursor) {
        (Some(into), Some(Some(cursor))) => {
            takes(contract, endpoint, into, Some(&cursor.ty), report);
        }
        (Some(into), None) if raw.header.is_some() => {
            takes(contract, endpoint, into, None, report);
        }
        _ => {}
    }
    if let Some(counted) = raw.page.as_ref().or(raw.offset.as_ref()) {
        let number = Type::Number(Number::Unsigned);
        takes(contract, endpoint, counted, Some(&number), report);
    }
}

/// An address stands for a whole request, so there must be nothing but an address.
fn followed(endpoint: &Endpoint, at: crate::source::Span, report: &mut Report) {
    if endpoint.method != Method::Get || !matches!(endpoint.body, Body::None) {
        report.push(
            Diagnostic::error(
                "T0560",
                at,
                "an address leads to a page only where a page is a GET without a body",
            )
            .related(endpoint.span, "the endpoint")
            .help("say with `next` and `into` which cursor is sent again, or make it a `get`"),
        );
    }
    if endpoint.address.is_some() {
        report.push(
            Diagnostic::error(
                "T0560",
                at,
                "the address of the first page is an argument, so it is no host's own",
            )
            .related(endpoint.span, "the endpoint")
            .help("call it with each address yourself, or give it a path"),
        );
    }
}
