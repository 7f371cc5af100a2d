//! Rules about names in Rust: each is an identifier, no two are the same, and a changed one is pointed out.

use crate::contract::{Contract, Endpoint, Returns, Scalar, TypeKind, WebhookContent};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawTypeKind};
use crate::names::{self, RESERVED_TYPES};
use crate::resolve::ident;
use crate::resolve::types::variant;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Variant that keeps a value the contract does not list.
const UNLISTED: &str = "Unlisted";
/// Field that keeps unknown fields of an open struct.
const EXTRA: &str = "extra";

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    let mut types = Scope::new("type");
    for reserved in RESERVED_TYPES {
        types.reserve(reserved);
    }
    if !contract.settings().is_empty() {
        types.reserve(names::SETTINGS_TRAIT);
    }
    for variable in contract
        .api
        .variables
        .iter()
        .filter(|it| !it.values.is_empty())
    {
        types.add(&variable.type_ident, &variable.name, variable.span, report);
    }
    for def in &contract.types {
        types.add(&def.ident, &def.name, def.span, report);
    }
    if let Some(header) = contract.response_headers.first() {
        types.add(
            names::RESPONSE_HEADERS,
            "response_headers",
            header.span,
            report,
        );
    }
    webhooks(contract, &mut types, report);
    let mut methods = branches(contract, &mut types, report);
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        types.add(
            &endpoint.request_ident,
            &endpoint.name,
            endpoint.span,
            report,
        );
        types.add(&endpoint.error_ident, &endpoint.name, endpoint.span, report);
        replies(endpoint, &mut types, report);
        for (ident, what, ends) in [
            (&endpoint.request_ident, "request", names::REQUEST_ENDS),
            (&endpoint.error_ident, "error", names::ERROR_ENDS),
        ] {
            if !ident.ends_with(ends[0]) {
                gave_way(&endpoint.name, what, ident, endpoint.span, report);
            }
        }
        let scope = methods
            .entry(&endpoint.under)
            .or_insert_with(|| Scope::new("method"));
        let (method, name) = (&endpoint.method_ident, &endpoint.name);
        scope.add(method, name, endpoint.span, report);
        every_client_has(name, method, endpoint.span, report);
        if named.rust.is_none() {
            changed(
                "method",
                &endpoint.name,
                &endpoint.method_ident,
                endpoint.span,
                report,
            );
        }
        for param in endpoint
            .params
            .iter()
            .filter(|param| param.ident.ends_with('_') && param.constant().is_none())
        {
            changed("argument", &param.name, &param.ident, param.span, report);
        }
    }
    let mut variants = Scope::new("variant");
    let mut predicates = Scope::new("method");
    for row in &contract.errors {
        if variants.add(&row.variant, &row.name, row.span, report) {
            predicates.add(&row.predicate, &row.name, row.span, report);
        }
        if super::find(&raw.errors, &row.name).is_some_and(|row| row.rust.is_none())
            && row.variant.ends_with('_')
        {
            changed("variant", &row.name, &row.variant, row.span, report);
        }
        for capture in &row.captures {
            changed("field", &capture.name, &capture.ident, row.span, report);
        }
    }
    let mut plans = Scope::new("plan");
    for plan in &raw.plans {
        let variant = ident(plan.rust.as_ref(), || names::pascal(&plan.name.value));
        plans.add(&variant, &plan.name.value, plan.name.span, report);
    }
    members(raw, contract, report);
}

/// The methods that lead to others, by the way to each.
fn branches<'c>(
    contract: &'c Contract,
    types: &mut Scope,
    report: &mut Report,
) -> BTreeMap<&'c [String], Scope> {
    let mut methods: BTreeMap<&[String], Scope> = BTreeMap::new();
    for branch in &contract.branches {
        let (name, before) = branch
            .path
            .split_last()
            .map_or(("", &[][..]), |(name, before)| (name.as_str(), before));
        // As a call: an endpoint may have the same name.
        let path = format!("{}()", branch.path.join("()."));
        types.add(&branch.type_ident, &path, branch.span, report);
        let scope = methods
            .entry(before)
            .or_insert_with(|| Scope::new("method"));
        scope.add(name, &path, branch.span, report);
        every_client_has(&path, name, branch.span, report);
    }
    methods
}

/// The types that verify webhooks, and the enums of their events.
fn webhooks(contract: &Contract, types: &mut Scope, report: &mut Report) {
    for webhook in &contract.webhooks {
        types.add(&webhook.ident, &webhook.name, webhook.span, report);
        let WebhookContent::Tagged { ident, events, .. } = &webhook.content else {
            continue;
        };
        types.add(ident, &webhook.name, webhook.span, report);
        let mut scope = Scope::new("variant");
        scope.reserve(UNLISTED);
        for event in events {
            scope.add(&event.variant, &event.tag, event.span, report);
        }
    }
}

fn every_client_has(name: &str, method: &str, span: Span, report: &mut Report) {
    if names::is_client_method(method) {
        report.error(
            "T0310",
            span,
            format!("`{name}` would make a method `{method}`, which every client has"),
            "give it another name with `rust = \"…\"`",
        );
    }
}

/// The types of what an endpoint gives back.
fn replies(endpoint: &Endpoint, types: &mut Scope, report: &mut Report) {
    let several = match &endpoint.returns {
        Returns::OneOf(several) => several.ident.as_str(),
        _ => "",
    };
    let event = match &endpoint.returns {
        Returns::Events(events) => {
            let mut scope = Scope::new("variant");
            scope.reserve(UNLISTED);
            for (variant, name, span) in super::events::variants(events) {
                scope.add(variant, name, span, report);
            }
            events.ident()
        }
        _ => "",
    };
    for (ident, what, ends) in [
        (several, "reply", names::REPLY_ENDS),
        (event, "event", names::STREAM_EVENT_ENDS),
        (
            endpoint.headers_ident.as_str(),
            "headers",
            names::HEADERS_ENDS,
        ),
    ] {
        if ident.is_empty() {
            continue;
        }
        types.add(ident, &endpoint.name, endpoint.span, report);
        if !ident.ends_with(ends[0]) || ident.ends_with(names::RESPONSE_HEADERS) {
            gave_way(&endpoint.name, what, ident, endpoint.span, report);
        }
    }
}

fn members(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (named, def) in raw.types.iter().zip(&contract.types) {
        match (&def.kind, &named.kind) {
            (TypeKind::Struct { fields, open, rest }, RawTypeKind::Struct { fields: raws, .. }) => {
                let mut scope = Scope::new("field");
                if *open {
                    scope.reserve(EXTRA);
                }
                for (field, raw) in fields.iter().zip(raws) {
                    scope.add(&field.ident, &field.name, field.span, report);
                    if raw.rust.is_none() {
                        changed("field", &field.name, &field.ident, field.span, report);
                    }
                }
                if let Some(rest) = rest {
                    scope.add(&rest.ident, &rest.name, rest.span, report);
                }
            }
            (TypeKind::Enum { .. }, RawTypeKind::Enum { values }) => {
                let mut scope = Scope::new("variant");
                scope.reserve(UNLISTED);
                let mut all = values.iter().map(|raw| &raw.value.value);
                let are_texts = all.all(|value| matches!(value, Scalar::Text(_)));
                // One that is listed twice is reported as such.
                let mut seen = BTreeSet::new();
                for raw in values.iter().filter(|raw| seen.insert(&raw.value.value)) {
                    let value = &raw.value;
                    let name = if are_texts {
                        value.value.text()
                    } else {
                        value.value.to_string()
                    };
                    scope.add(&variant(raw), &name, value.span, report);
                }
            }
            (TypeKind::Any { variants, .. }, RawTypeKind::Any { .. }) => {
                let mut scope = Scope::new("variant");
                scope.reserve(UNLISTED);
                for (at, variant) in variants.iter().enumerate() {
                    // Two of one name are two variants, whatever they hold.
                    let name = format!("{}. {}", at + 1, variant.variant);
                    scope.add(&variant.variant, &name, variant.span, report);
                }
            }
            (TypeKind::Union { .. }, RawTypeKind::Union { variants, .. }) => {
                let mut scope = Scope::new("variant");
                scope.reserve(UNLISTED);
                for raw in variants {
                    let variant = ident(raw.rust.as_ref(), || names::pascal(&raw.name.value));
                    scope.add(&variant, &raw.name.value, raw.name.span, report);
                }
            }
            _ => {}
        }
    }
}

/// Names of one kind that must differ.
struct Scope {
    what: &'static str,
    taken: BTreeMap<String, Option<(String, Span)>>,
}

impl Scope {
    fn new(what: &'static str) -> Self {
        Self {
            what,
            taken: BTreeMap::new(),
        }
    }

    fn reserve(&mut self, ident: &str) {
        self.taken.insert(ident.to_owned(), None);
    }

    /// What to do about a name that is taken. What a member is called is its own name alone, so that one is proposed.
    fn advice(&self, ident: &str, name: &str) -> String {
        let advice = "give one of them another name with `rust = \"…\"`";
        if !matches!(self.what, "field" | "variant" | "plan") {
            return advice.to_owned();
        }
        let mut free = names::spelled(name, ident);
        while self.taken.contains_key(&free) {
            free = names::spelled("", &free);
        }
        format!("{advice}: `rust = \"{free}\"` is free for this one")
    }

    /// Whether the name is fine.
    fn add(&mut self, ident: &str, name: &str, span: Span, report: &mut Report) -> bool {
        let what = self.what;
        if ident.is_empty() {
            report.error(
                "T0201",
                span,
                format!("no Rust name for a {what} can be made of `{name}`"),
                "give it one with `rust = \"…\"`",
            );
            return false;
        }
        let diagnostic = match self.taken.get(ident) {
            None => {
                self.taken
                    .insert(ident.to_owned(), Some((name.to_owned(), span)));
                return true;
            }
            Some(None) => Diagnostic::error(
                "T0310",
                span,
                format!("`{name}` would make a {what} `{ident}`, which every client has"),
            ),
            Some(Some((other, first))) => {
                let message = if other == name {
                    format!("two things called `{name}` make the {what} `{ident}`")
                } else {
                    format!("`{other}` and `{name}` both make the {what} `{ident}`")
                };
                Diagnostic::error("T0310", span, message).related(*first, "the first one")
            }
        };
        report.push(diagnostic.help(self.advice(ident, name)));
        false
    }
}

/// Points out that a type of the contract has the name that would have been made.
fn gave_way(endpoint: &str, what: &str, ident: &str, span: Span, report: &mut Report) {
    report.warning(
            "T0311",
            span,
            format!("a type has the name that the {what} of `{endpoint}` would have: that is called `{ident}`"), "choose another name with `rust = \"…\"`, for the endpoint or for the type, if you do not like it");
}

/// Points out a name that had to be changed.
fn changed(what: &str, name: &str, ident: &str, span: Span, report: &mut Report) {
    let Some(plain) = ident.strip_suffix('_') else {
        return;
    };
    if plain.is_empty() || name.ends_with('_') {
        return;
    }
    let why = if names::is_keyword(plain) || names::is_keyword(name) {
        "is a Rust keyword"
    } else {
        "is taken"
    };
    report.warning(
        "T0311",
        span,
        format!("`{plain}` {why}: the {what} is named `{ident}`"),
        "use `rust = \"…\"` to choose another name",
    );
}
