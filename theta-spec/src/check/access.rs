//! Rules about where requests go and how they prove who sends them.

use super::{find, names, unknown};
use crate::contract::{Contract, KeyPlace, ParamPlace, Returns, Scheme, UrlPiece, url_pieces};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawAlternative, RawContract, RawEndpoint, RawKey, RawSegment, RawVariable};
use crate::names::is_setting;
use crate::resolve::access::{MAIN, scheme_names};
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    schemes(raw, report);
    for header in &raw.headers {
        env(header.env.as_ref(), report);
    }
    for variable in &raw.api.variables {
        env(variable.env.as_ref(), report);
        self::variable(variable, report);
    }
    addresses(raw, report);
    for endpoint in &raw.endpoints {
        if let Some(written) = &endpoint.auth {
            security(raw, &written.value, report);
        }
        goes_to(raw, endpoint, report);
    }
}

fn schemes(raw: &RawContract, report: &mut Report) {
    let Some(auth) = &raw.auth else {
        return;
    };
    secret_names(&auth.key, report);
    for scheme in &auth.schemes {
        secret_names(&scheme.key, report);
        if scheme.name.value == MAIN && auth.key.has_place() {
            report.push(
                Diagnostic::error("T0322", scheme.name.span, "two schemes are called `key`")
                    .related(auth.name.span, "what [auth] itself describes is called so")
                    .help("rename the scheme"),
            );
        }
    }
    match &auth.default {
        Some(default) => security(raw, &default.value, report),
        None if scheme_names(raw).len() > 1 && !auth.key.has_place() => {
            let silent =
                |endpoint: &&RawEndpoint| endpoint.auth.is_none() && endpoint.address.is_none();
            if let Some(endpoint) = raw.endpoints.iter().find(silent) {
                report.push(
                    Diagnostic::error(
                        "T0321",
                        auth.name.span,
                        "there are several schemes, and it is not said which one a request needs",
                    )
                    .related(endpoint.name.span, "this endpoint does not say it either")
                    .help("add `default = \"name\"` to [auth]; a list names alternatives, and \"a + b\" needs both"),
                );
            }
        }
        None => {}
    }
}

fn secret_names(key: &RawKey, report: &mut Report) {
    env(key.env.as_ref(), report);
    if let Some(basic) = &key.basic {
        env(basic.user.as_ref(), report);
        env(basic.password.as_ref(), report);
        if let Some(user) = &basic.user_text
            && user.value.contains(':')
        {
            report.error(
                "T0212",
                user.span,
                "the user of basic authentication holds a colon",
                "what stands behind the first colon would be the password (RFC 7617): write it there",
            );
        }
    }
}

/// A name of an environment variable.
pub(super) fn env(name: Option<&Spanned<String>>, report: &mut Report) {
    let is_env = |name: &str| {
        let first = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_');
        let rest = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
        first && name.chars().all(rest)
    };
    if let Some(name) = name.filter(|name| !is_env(&name.value)) {
        report.error(
            "T0201",
            name.span,
            format!(
                "`{}` cannot be the name of an environment variable",
                name.value
            ),
            "use capitals, digits and `_`, such as THETA_ONE_API_KEY",
        );
    }
}

/// Every scheme is there, and every alternative can be the one that is used.
fn security(raw: &RawContract, alternatives: &[RawAlternative], report: &mut Report) {
    let known = scheme_names(raw);
    for all in alternatives {
        let mut seen = BTreeSet::new();
        for name in &all.value {
            if !known.contains(&name.value.as_str()) {
                unknown(report, "T0320", "scheme", name, known.iter().copied());
            } else if !seen.insert(name.value.as_str()) {
                report.error(
                    "T0323",
                    name.span,
                    format!("`{}` is needed twice", name.value),
                    "name it once",
                );
            }
        }
    }
    let set = |all: &RawAlternative| -> BTreeSet<String> {
        all.value.iter().map(|name| name.value.clone()).collect()
    };
    for (at, all) in alternatives.iter().enumerate() {
        let first = alternatives[..at]
            .iter()
            .find(|first| set(first).is_subset(&set(all)));
        if let Some(first) = first {
            report.push(
                Diagnostic::error("T0323", all.span, "this alternative is never used")
                    .related(
                        first.span,
                        "whoever could use it can use this one, which is preferred",
                    )
                    .help("remove one of them, or write the one that needs more first"),
            );
        }
    }
}

fn variable(variable: &RawVariable, report: &mut Report) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for value in variable.values.iter().chain(&variable.default) {
        if !is_part(&value.value) {
            report.error(
                "T0511",
                value.span,
                format!("`{}` cannot be part of an address", value.value),
                "use letters, digits, `-`, `_` and `.`, neither beginning nor ending with `.` or `-`",
            );
        }
    }
    for value in &variable.values {
        if let Some(first) = seen.insert(&value.value, value.span) {
            report.push(
                Diagnostic::error(
                    "T0511",
                    value.span,
                    format!("`{}` is there twice", value.value),
                )
                .related(first, "the first one")
                .help("remove one of them"),
            );
        }
    }
    if let Some(default) = &variable.default
        && !variable.values.is_empty()
        && !seen.contains_key(default.value.as_str())
    {
        report.push(
            Diagnostic::error(
                "T0511",
                default.span,
                format!("`{}` is not among the values", default.value),
            )
            .suggest(&default.value, seen.keys().copied())
            .help("add it to `values`, or take one of them"),
        );
    }
}

/// A host label, several of them, or one segment of a path.
fn is_part(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty()
        && text.len() <= 253
        && text.chars().all(fits)
        && !text.starts_with(['-', '.'])
        && !text.ends_with(['-', '.'])
        && !text.contains("..")
}

/// What variables the addresses name, and that each is one when they are filled in.
fn addresses(raw: &RawContract, report: &mut Report) {
    let base = raw.api.base_url.iter().map(|url| (url, "the base URL"));
    let hosts = raw
        .api
        .hosts
        .iter()
        .map(|host| (&host.value, "the base URL of a host"));
    let mut used = BTreeSet::new();
    for (url, what) in base.chain(hosts) {
        let mut filled = String::new();
        for piece in url_pieces(&url.value) {
            match piece {
                UrlPiece::Text(text) => filled.push_str(text),
                UrlPiece::Variable(name) => {
                    let Some(variable) = find(&raw.api.variables, name) else {
                        let name = Spanned::new(name.to_owned(), url.span);
                        unknown(
                            report,
                            "T0511",
                            "variable",
                            &name,
                            names(&raw.api.variables),
                        );
                        filled.push('x');
                        continue;
                    };
                    used.insert(name);
                    let value = variable.default.as_ref().or(variable.values.first());
                    let value = value.map(|value| value.value.as_str());
                    filled.push_str(value.filter(|value| is_part(value)).unwrap_or("x"));
                }
            }
        }
        super::api::base_url(&Spanned::new(filled, url.span), &url.value, what, report);
    }
    for variable in &raw.api.variables {
        if !used.contains(variable.name.value.as_str()) {
            report.error(
                "T0511",
                variable.name.span,
                format!("no address has `{{{}}}`", variable.name.value),
                "write it into `base_url` or a host, or remove the variable",
            );
        }
    }
}

fn goes_to(raw: &RawContract, endpoint: &RawEndpoint, report: &mut Report) {
    if let Some(host) = &endpoint.host
        && find(&raw.api.hosts, &host.value).is_none()
    {
        unknown(report, "T0510", "host", host, names(&raw.api.hosts));
    }
    let path = &endpoint.route.path;
    let is_whole = matches!(path.value[..], [RawSegment::Param(_)]);
    let Some(address) = &endpoint.address else {
        if is_whole {
            report.error(
                "T0512",
                path.span,
                "the whole address is an argument, and it is not said which hosts it may name",
                "add `address = { hosts = [\"files.example\"] }`, or begin the path with a slash",
            );
        }
        return;
    };
    if !is_whole && !path.value.is_empty() {
        report.error(
            "T0512",
            address.name.span,
            "the address is not an argument",
            "write the path as one parameter, such as `put = \"{upload_url}\"`, or remove `address`",
        );
    }
    if let Some(host) = &endpoint.host {
        report.push(
            Diagnostic::error("T0512", host.span, "an address has its own host")
                .related(address.name.span, "the address")
                .help("remove `host`, or `address`"),
        );
    }
    if let Some(query) = endpoint.query.first() {
        report.push(
            Diagnostic::error("T0512", query.name.span, "an address has its own query")
                .related(address.name.span, "it is sent as it was given")
                .help("remove the parameter"),
        );
    }
    let sends_key = endpoint
        .auth
        .as_ref()
        .is_some_and(|auth| auth.value.iter().any(|all| !all.value.is_empty()));
    for host in &address.hosts {
        if host.value != "*" {
            is_host(host, report);
        } else if sends_key {
            report.error(
                "T0513",
                host.span,
                "a key would go to any host that an answer names",
                "name the hosts, or send no key",
            );
        }
    }
}

/// A host, or all below one.
pub(super) fn is_host(host: &Spanned<String>, report: &mut Report) {
    let name = host.value.strip_prefix("*.").unwrap_or(&host.value);
    if !is_part(name) || !name.contains('.') || name.contains('_') {
        report.error(
            "T0512",
            host.span,
            format!("`{}` is not a host", host.value),
            "write a host such as `files.example`, `*.files.example` for those below it, or `*`",
        );
    }
}

/// Rules that need the resolved contract.
pub(super) fn check_resolved(raw: &RawContract, contract: &Contract, report: &mut Report) {
    settings(contract, report);
    together(contract, report);
    unused(contract, report);
    let raws = raw.endpoints.iter().zip(&contract.endpoints);
    for (named, endpoint) in raws {
        let of_endpoint = endpoint.access.schemes();
        for scheme in of_endpoint.iter().map(|id| contract.scheme(*id)) {
            let Some(name) = scheme.query() else {
                continue;
            };
            let is_it = |param: &&crate::contract::Param| {
                param.place == ParamPlace::Query && param.name == name
            };
            if let Some(param) = endpoint.params.iter().find(is_it) {
                report.push(
                    Diagnostic::error(
                        "T0324",
                        param.span,
                        format!("the query would have `{name}` twice"),
                    )
                    .related(scheme.span, "it carries the key of this scheme")
                    .help("remove the parameter: the client sends the key"),
                );
            }
        }
        if let Returns::Socket {
            key_field: Some(_), ..
        } = &endpoint.returns
            && !contract.auth.is_empty()
            && !endpoint.access.0.iter().all(|all| {
                all.is_empty() || matches!(all[..], [id] if contract.scheme(id).secrets.len() == 1)
            })
        {
            report.error(
                "T0326",
                named.name.span,
                "it is not clear which key goes into the first message",
                "with `key_field`, each alternative of `auth` is one scheme with one key",
            );
        }
    }
}

/// Settings of clients have names that differ, and hide none that every client has.
fn settings(contract: &Contract, report: &mut Report) {
    let mut seen: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    for setting in contract.settings() {
        let (ident, name, span) = (setting.ident, setting.name, setting.span);
        if ident.is_empty() {
            report.error(
                "T0322",
                span,
                format!("no name of a setting can be made of `{name}`"),
                "give it one with `rust = \"…\"`, or rename it",
            );
        } else if is_setting(ident) {
            report.error(
                "T0322",
                span,
                format!("`{name}` would make a setting `{ident}`, which every client has"),
                "give it another name with `rust = \"…\"`, or rename it",
            );
        } else if let Some((other, first)) = seen.get(ident) {
            report.push(
                Diagnostic::error(
                    "T0322",
                    span,
                    format!("`{other}` and `{name}` both make the setting `{ident}`"),
                )
                .related(*first, "the first one")
                .help("give one of them another name with `rust = \"…\"`, or rename it"),
            );
        } else {
            seen.insert(ident, (name, span));
        }
    }
    constructor(contract, report);
    for variable in &contract.api.variables {
        let mut seen = BTreeMap::new();
        for (value, variant) in &variable.values {
            if variant.is_empty() {
                report.error(
                    "T0511",
                    variable.span,
                    format!("no name of a variant can be made of `{value}`"),
                    "leave `values` out, and say in `doc` what it can be",
                );
            } else if let Some(other) = seen.insert(variant, value)
                && other != value
            {
                report.error(
                    "T0511",
                    variable.span,
                    format!("`{other}` and `{value}` both make the variant `{variant}`"),
                    "leave `values` out, and say in `doc` what it can be",
                );
            }
        }
    }
}

/// What is given together has names that differ: the secrets of one scheme, and all that `new` takes.
fn constructor(contract: &Contract, report: &mut Report) {
    let mut differ = |what: &str, given: &mut dyn Iterator<Item = (String, &str, Span)>| {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        for (ident, name, span) in given {
            if let Some(first) = seen.get(&ident) {
                report.push(
                    Diagnostic::error(
                        "T0322",
                        span,
                        format!("`{name}` would make a second argument `{ident}` of {what}"),
                    )
                    .related(*first, "the first one")
                    .help("give it another name with `rust = \"…\"`, or rename it"),
                );
            } else {
                seen.insert(ident, span);
            }
        }
    };
    for scheme in &contract.auth {
        let secrets = scheme.secrets.iter();
        let mut secrets = secrets.map(|one| (one.what.clone(), &*scheme.name, scheme.span));
        differ("its setting", &mut secrets);
    }
    if contract.has_new() {
        let keys = contract.new_keys().into_iter().flat_map(|(id, names)| {
            let scheme = contract.scheme(id);
            let names = names.into_iter();
            names.map(|ident| (ident, &*scheme.name, scheme.span))
        });
        let settings = contract.settings().into_iter();
        let settings = settings.filter(crate::contract::Setting::is_required);
        let settings = settings.map(|one| (one.ident.to_owned(), one.name, one.span));
        differ("`new`", &mut keys.chain(settings));
    }
}

/// Schemes that are needed together have different places.
fn together(contract: &Contract, report: &mut Report) {
    let accesses = contract.endpoints.iter().map(|endpoint| &endpoint.access);
    let mut said = BTreeSet::new();
    for all in accesses
        .chain([&contract.access])
        .flat_map(|access| &access.0)
    {
        let mut places: BTreeMap<(bool, &str), &Scheme> = BTreeMap::new();
        for id in all {
            let scheme = contract.scheme(*id);
            let place = match &scheme.place {
                KeyPlace::Query { name } => (true, name.as_str()),
                KeyPlace::Header { .. } | KeyPlace::Basic { .. } => {
                    (false, scheme.header().unwrap_or_default())
                }
            };
            if let Some(other) = places.insert(place, scheme)
                && said.insert((&other.name, &scheme.name))
            {
                let (other, what) = (
                    other.span,
                    if place.0 { "query parameter" } else { "header" },
                );
                report.push(
                    Diagnostic::error(
                        "T0324",
                        scheme.span,
                        format!("both would be the {what} `{}` of one request", place.1),
                    )
                    .related(other, "the scheme that it is needed together with")
                    .help("name the places as the docs do, or make them alternatives"),
                );
            }
        }
    }
}

fn unused(contract: &Contract, report: &mut Report) {
    let accesses = contract.endpoints.iter().map(|endpoint| &endpoint.access);
    let used: BTreeSet<_> = accesses
        .flat_map(crate::contract::Access::schemes)
        .collect();
    for (at, scheme) in contract.auth.iter().enumerate() {
        if !used.contains(&crate::contract::SchemeId(at)) {
            report.warning(
                "T0325",
                scheme.span,
                format!("no endpoint needs the scheme `{}`", scheme.name),
                "name it in the `auth` of an endpoint or in the `default` of [auth], or remove it",
            );
        }
    }
    for (at, host) in contract.api.hosts.iter().enumerate() {
        if !contract
            .endpoints
            .iter()
            .any(|endpoint| endpoint.host == Some(at))
        {
            report.warning(
                "T0325",
                host.span,
                format!("no endpoint is at the host `{}`", host.name),
                "name it in the `host` of an endpoint, or remove it",
            );
        }
    }
}
