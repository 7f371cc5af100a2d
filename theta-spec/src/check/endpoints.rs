//! Rules about endpoints: references, paths, parameters, bodies, and the arguments of the generated methods.

use super::{bodiless, check_evidence, constants, events, find, names, types, unknown};
use crate::contract::{Argument, Body, Contract, Endpoint};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{
    RawContent, RawContract, RawEndpoint, RawField, RawReturns, RawSegment, RawType, RawTypeKind,
};
use crate::resolve::types::argument_ident;
use crate::source::Spanned;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for endpoint in &raw.endpoints {
        one(raw, endpoint, report);
    }
}

fn one(raw: &RawContract, endpoint: &RawEndpoint, report: &mut Report) {
    check_evidence(raw, &endpoint.evidence, report);
    path_params(endpoint, report);
    for param in endpoint.params() {
        check_evidence(raw, &param.evidence, report);
        parameter(raw, param, report);
    }
    for plan in &endpoint.plans {
        if find(&raw.plans, &plan.value).is_none() {
            unknown(report, "T0305", "plan", plan, names(&raw.plans));
        }
    }
    for part in endpoint.parts.iter().flatten() {
        check_evidence(raw, &part.evidence, report);
        content(raw, &part.content, part.optional, report);
        if let RawContent::Text { ty, .. } = &part.content
            && !constants::check(&part.name, part.optional, ty, report)
        {
            sendable(raw, ty, report);
        }
    }
    if let Some(body) = &endpoint.body {
        content(raw, &body.content, body.optional, report);
    }
    let socket = endpoint.answer.socket.is_some();
    let sends_body = endpoint.parts.is_some() || (endpoint.body.is_some() && !socket);
    bodiless::endpoint(endpoint, sends_body, report);
    for returns in endpoint.answer.all() {
        match &returns.value {
            RawReturns::Json(ty) | RawReturns::Xml(ty) => {
                types::known(raw, &Spanned::new(ty.clone(), returns.span), report);
            }
            RawReturns::Socket {
                sends, receives, ..
            } => {
                types::known(raw, sends, report);
                types::known(raw, receives, report);
                let first = endpoint.body.as_ref().map(|body| &body.content);
                if let Some(
                    RawContent::Upload(_) | RawContent::Form { .. } | RawContent::Text { .. },
                ) = first
                {
                    report.error(
                        "T0104",
                        returns.span,
                        "the first message of a WebSocket is JSON",
                        "write it as `body = { json = \"Name\" }`, or leave it out",
                    );
                }
                if let Some(body) = endpoint.body.as_ref().filter(|body| body.optional) {
                    report.error(
                        "T0104",
                        body.name.span,
                        "the first message of a WebSocket cannot be left out",
                        "remove `optional`, or the `body`: what may come first or not at all is a message of `sends`",
                    );
                }
            }
            RawReturns::Events(given) => events::check(raw, given, report),
            RawReturns::Nothing | RawReturns::Text | RawReturns::Bytes { .. } => {}
        }
    }
    let can_be_shown = |returns: &Spanned<RawReturns>| {
        matches!(
            returns.value,
            RawReturns::Json(_)
                | RawReturns::Xml(_)
                | RawReturns::Text
                | RawReturns::Events(_)
                | RawReturns::Socket { .. }
        )
    };
    if let Some(example) = &endpoint.example
        && !endpoint.answer.all().any(can_be_shown)
    {
        report.error(
            "T0505",
            example.span,
            "an example for an endpoint that returns neither JSON nor text",
            "say what it `returns`, or remove the example",
        );
    }
}

fn path_params(endpoint: &RawEndpoint, report: &mut Report) {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for segment in &endpoint.route.path.value {
        let RawSegment::Param(name) = segment else {
            continue;
        };
        if !seen.insert(name) {
            report.error(
                "T0502",
                endpoint.route.path.span,
                format!("`{{{name}}}` is twice in the path"),
                "give the parameters different names",
            );
        }
    }
    for param in &endpoint.path_params {
        if !seen.contains(param.name.value.as_str()) {
            report.push(
                Diagnostic::error(
                    "T0502",
                    param.name.span,
                    format!("the path has no parameter `{}`", param.name.value),
                )
                .related(endpoint.route.path.span, "the path")
                .suggest(&param.name.value, seen.iter().copied())
                .help(format!(
                    "write `{{{}}}` into the path, or move it to `query`",
                    param.name.value
                )),
            );
        }
        if param.optional {
            report.error(
                "T0502",
                param.name.span,
                format!("path parameter `{}` cannot be optional", param.name.value),
                "a path without it is another path: make another endpoint",
            );
        }
    }
}

fn parameter(raw: &RawContract, param: &RawField, report: &mut Report) {
    if let Some(ty) = &param.ty
        && !constants::check(&param.name, param.optional, ty, report)
    {
        types::known(raw, ty, report);
    }
}

/// A plain form field is text: a simple value, a string enum, or a list of these.
fn sendable(raw: &RawContract, ty: &Spanned<RawType>, report: &mut Report) {
    fn simple(raw: &RawContract, ty: &RawType, list: bool) -> bool {
        match ty {
            RawType::String
            | RawType::Boolean
            | RawType::Integer
            | RawType::Unsigned
            | RawType::Number
            | RawType::Format(_) => true,
            RawType::Array(inner) => list && simple(raw, inner, false),
            RawType::Named(name) => match find(&raw.types, name).map(|def| &def.kind) {
                Some(RawTypeKind::Enum { .. } | RawTypeKind::Broken) | None => true,
                // Of what a union holds nothing is looked up: a list in another one would be hidden from a reader.
                Some(RawTypeKind::Any { variants }) => variants.iter().all(|variant| {
                    let ty = variant.ty.as_ref().map(|ty| &ty.value);
                    ty.is_some_and(|ty| match ty {
                        RawType::Named(name) => matches!(
                            find(&raw.types, name).map(|def| &def.kind),
                            Some(RawTypeKind::Enum { .. } | RawTypeKind::Broken) | None
                        ),
                        ty => simple(raw, ty, list),
                    })
                }),
                Some(RawTypeKind::Alias(ty)) => {
                    !matches!(ty.value, RawType::Named(_)) && simple(raw, &ty.value, list)
                }
                Some(_) => false,
            },
            RawType::Json
            | RawType::Constant(_)
            | RawType::Map(_)
            | RawType::Tuple(_)
            | RawType::Nullable(_) => false,
        }
    }
    if !simple(raw, &ty.value, true) {
        report.error("T0404", ty.span, "a form field of this type cannot be sent as text", "use string, boolean, integer, unsigned, number, datetime, date, time, uuid, uri, an enum, a union of these, or a list of one of these; JSON goes into a part with `json`");
    }
}

fn content(raw: &RawContract, content: &RawContent, optional: bool, report: &mut Report) {
    if let Some(ty) = content.ty() {
        types::known(raw, ty, report);
    }
    let spread = match content {
        RawContent::Json {
            ty,
            verbatim,
            spread,
            ..
        } => spread.as_ref().map(|spread| (ty, verbatim, spread)),
        RawContent::Form { ty, spread, .. } => spread.as_ref().map(|spread| (ty, &false, spread)),
        _ => None,
    };
    if let Some((ty, verbatim, spread)) = spread
        && spread.value
    {
        let fields = match &ty.value {
            RawType::Named(name) => find(&raw.types, name).map(|def| &def.kind),
            _ => None,
        };
        let possible = match fields {
            Some(RawTypeKind::Struct { fields, .. }) => {
                !fields.is_empty()
                    && !*verbatim
                    && (!optional
                        || fields
                            .iter()
                            .all(|field| field.optional || RawField::is_constant(field)))
            }
            _ => false,
        };
        if !possible {
            report.error("T0104", spread.span, "this content cannot be spread into arguments", "only a struct that is not verbatim can, and when the part is optional all its fields must be");
        }
    }
}

/// Rules about the arguments of the generated methods.
pub(super) fn check_arguments(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        arguments_differ(contract, named, endpoint, report);
        if let Some(args) = &named.args {
            args_complete(contract, endpoint, args, report);
        }
    }
}

fn ident<'c>(contract: &'c Contract, endpoint: &'c Endpoint, argument: &Argument) -> &'c str {
    argument_ident(&contract.types, &endpoint.params, &endpoint.body, argument)
}

fn arguments_differ(
    contract: &Contract,
    named: &RawEndpoint,
    endpoint: &Endpoint,
    report: &mut Report,
) {
    let mut seen: BTreeMap<&str, String> = BTreeMap::new();
    for argument in endpoint.arguments.iter().chain(&endpoint.setters) {
        let ident = ident(contract, endpoint, argument);
        let what = describe(contract, endpoint, argument);
        if ident.is_empty() {
            report.error(
                "T0201",
                named.name.span,
                format!("{what} of `{}` has no name in Rust", endpoint.name),
                "give it one with `rust = \"…\"`",
            );
        } else if let Some(first) = seen.get(ident) {
            report.push(
                Diagnostic::error(
                    "T0504",
                    named.name.span,
                    format!("two arguments of `{}` are called `{ident}`", endpoint.name),
                )
                .label(format!("{first} and {what}"))
                .help(
                    "rename one with `rust = \"…\"`, or pass a struct whole with `spread = false`",
                ),
            );
        } else {
            seen.insert(ident, what);
        }
    }
    for setter in &endpoint.setters {
        let ident = ident(contract, endpoint, setter);
        if crate::names::is_request_method(ident) {
            let what = describe(contract, endpoint, setter);
            report.error(
                "T0310",
                named.name.span,
                format!("{what} would make a setter `{ident}`, which every request has"),
                "rename it with `rust = \"…\"`, or pass its struct whole with `spread = false`",
            );
        }
    }
}

fn describe(contract: &Contract, endpoint: &Endpoint, argument: &Argument) -> String {
    match (argument, &endpoint.body) {
        (Argument::Param(at), _) => format!("parameter `{}`", endpoint.params[*at].name),
        (Argument::Part(at), Body::Multipart(parts)) => format!("part `{}`", parts[*at].name),
        (Argument::PartField { part, .. }, Body::Multipart(parts)) => {
            format!(
                "field `{}` of part `{}`",
                ident(contract, endpoint, argument),
                parts[*part].name
            )
        }
        (Argument::BodyField(_), _) => format!(
            "field `{}` of the body",
            ident(contract, endpoint, argument)
        ),
        _ => "the body".to_owned(),
    }
}

fn args_complete(
    contract: &Contract,
    endpoint: &Endpoint,
    args: &Spanned<Vec<Spanned<String>>>,
    report: &mut Report,
) {
    let required: Vec<&str> = endpoint
        .arguments
        .iter()
        .map(|argument| ident(contract, endpoint, argument))
        .collect();
    let known: BTreeSet<&str> = required.iter().copied().collect();
    let mut given: BTreeSet<&str> = BTreeSet::new();
    for arg in &args.value {
        if !known.contains(arg.value.as_str()) {
            unknown(
                report,
                "T0307",
                "required argument",
                arg,
                required.iter().copied(),
            );
        } else if !given.insert(&arg.value) {
            report.error(
                "T0503",
                arg.span,
                format!("`{}` is listed twice", arg.value),
                "remove one of them",
            );
        }
    }
    let missing: Vec<&str> = required
        .iter()
        .copied()
        .filter(|name| !given.contains(name))
        .collect();
    if !missing.is_empty() {
        report.error(
            "T0503",
            args.span,
            format!("`args` lacks {}", missing.join(" and ")),
            format!(
                "`args` orders all required arguments: {}",
                required.join(", ")
            ),
        );
    }
}
