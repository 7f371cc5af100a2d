//! `[auth]`, `[headers]`, and where requests go.

use super::{Index, free, ident, taken, text, texts};
use crate::contract::{
    Access, Address, ClientHeader, EndpointId, Grant, Host, KeyPlace, Scheme, SchemeId, Secret,
    Token, TypeDef, Variable,
};
use crate::keys::{RawAlternative, RawContract, RawEndpoint, RawKey, RawOauth2};
use crate::names;
use crate::source::{Span, Spanned};

/// Name of the scheme that `[auth]` itself describes.
pub(crate) const MAIN: &str = "key";

/// What the name of a variable's enum ends in: the first that makes no name of another type.
const VARIABLE_ENDS: &[&str] = &["", "Choice"];

/// The names of the schemes in their order.
pub(crate) fn scheme_names(raw: &RawContract) -> Vec<&str> {
    let Some(auth) = &raw.auth else {
        return Vec::new();
    };
    let main = auth.key.has_place().then_some(MAIN);
    let others = auth.schemes.iter().map(|scheme| scheme.name.value.as_str());
    main.into_iter().chain(others).collect()
}

pub(super) fn schemes(index: &Index<'_>) -> Vec<Scheme> {
    let raw = index.raw;
    let Some(auth) = &raw.auth else {
        return Vec::new();
    };
    let api = names::screaming(&text(raw.api.title.as_ref()));
    let main = auth.key.has_place().then(|| {
        let mut main = scheme(
            index,
            &auth.key,
            MAIN,
            &format!("{api}_API_KEY"),
            auth.name.span,
        );
        main.main = true;
        // Two things are no key, and what a token is given for is none.
        if main.has_setting() {
            "credentials".clone_into(&mut main.ident);
        }
        main
    });
    let others = auth.schemes.iter().map(|named| {
        let name = &named.name;
        let env = format!("{api}_{}", names::screaming(&name.value));
        let mut other = scheme(index, &named.key, &name.value, &env, name.span);
        if let Some(rust) = &named.rust {
            other.ident.clone_from(&rust.value);
        }
        other
    });
    main.into_iter().chain(others).collect()
}

fn scheme(index: &Index<'_>, raw: &RawKey, name: &str, made_env: &str, span: Span) -> Scheme {
    let secret = |what: &str, env: String| {
        let what = what.to_owned();
        Secret { what, env }
    };
    let one = |env: String| vec![secret("key", env)];
    let env = || ident(raw.env.as_ref(), || made_env.to_owned());
    let (place, secrets) = match (&raw.query, &raw.basic) {
        (_, Some(basic)) => {
            let given = [("user", &basic.user), ("password", &basic.password)];
            let given = given
                .into_iter()
                .filter_map(|(what, env)| Some(secret(what, env.as_ref()?.value.clone())));
            let place = KeyPlace::Basic {
                user: basic.user.is_none().then(|| text(basic.user_text.as_ref())),
                password: basic
                    .password
                    .is_none()
                    .then(|| text(basic.password_text.as_ref())),
            };
            (place, given.collect())
        }
        (Some(query), None) => {
            let name = query.value.clone();
            (KeyPlace::Query { name }, one(env()))
        }
        (None, None) => {
            let written = raw.header.as_ref();
            let (name, word) = match (written, &raw.oauth2) {
                (None, Some(_)) => ("authorization".to_owned(), "Bearer".to_owned()),
                _ => (
                    text(written).to_ascii_lowercase(),
                    text(raw.scheme.as_ref()),
                ),
            };
            let place = KeyPlace::Header { name, scheme: word };
            (place, one(env()))
        }
    };
    let token = raw.oauth2.as_ref().map(|raw| token(index, raw));
    let secrets = match &raw.oauth2 {
        None => secrets,
        Some(oauth2) => {
            let given = oauth2.given.iter();
            let given = given
                .map(|named| secret(&names::snake(&named.name.value), named.value.value.clone()));
            given.collect()
        }
    };
    Scheme {
        name: name.to_owned(),
        ident: names::snake(name),
        main: false,
        place,
        prefix: text(raw.prefix.as_ref()),
        token,
        secrets,
        doc: text(raw.doc.as_ref()),
        span,
    }
}

fn token(index: &Index<'_>, raw: &RawOauth2) -> Token {
    let name = text(raw.token.as_ref());
    let endpoint = index.endpoints.get(name.as_str());
    let given = raw.given.iter();
    Token {
        endpoint: endpoint.copied().unwrap_or(EndpointId(0)),
        grant: raw
            .grant
            .as_ref()
            .map_or(Grant::ClientCredentials, |grant| grant.value),
        scopes: texts(&raw.scopes),
        given: given.map(|named| named.name.value.clone()).collect(),
    }
}

/// What an endpoint needs that says nothing: what `default` says, the scheme of `[auth]` itself, or the only one.
pub(super) fn default(raw: &RawContract) -> Access {
    let names = scheme_names(raw);
    let written = raw.auth.as_ref().and_then(|auth| auth.default.as_ref());
    match written {
        Some(written) => access(&names, &written.value),
        None if names.is_empty() => Access::open(),
        None => Access(vec![vec![SchemeId(0)]]),
    }
}

fn access(names: &[&str], alternatives: &[RawAlternative]) -> Access {
    let id = |name: &Spanned<String>| {
        let at = names.iter().position(|known| *known == name.value);
        at.map(SchemeId)
    };
    let alternatives = alternatives.iter().map(|all| {
        let mut all: Vec<SchemeId> = all.value.iter().filter_map(id).collect();
        all.sort_unstable();
        all
    });
    Access(alternatives.collect())
}

pub(super) fn of_endpoint(raw: &RawContract, endpoint: &RawEndpoint) -> Access {
    match &endpoint.auth {
        Some(written) => access(&scheme_names(raw), &written.value),
        // A key goes to an address that an answer named only if the contract says so.
        None if endpoint.address.is_some() => Access::open(),
        None => default(raw),
    }
}

pub(super) fn host(raw: &RawContract, endpoint: &RawEndpoint) -> Option<usize> {
    let name = endpoint.host.as_ref()?;
    let mut hosts = raw.api.hosts.iter();
    hosts.position(|host| host.name.value == name.value)
}

pub(super) fn address(endpoint: &RawEndpoint) -> Option<Address> {
    let raw = endpoint.address.as_ref()?;
    let mut hosts: Vec<String> = raw
        .hosts
        .iter()
        .map(|host| host.value.to_ascii_lowercase())
        .collect();
    hosts.sort();
    hosts.dedup();
    Some(Address { hosts })
}

pub(super) fn headers(raw: &RawContract) -> Vec<(String, String)> {
    let constant = raw.headers.iter().filter(|header| !header.optional);
    let mut headers: Vec<(String, String)> = constant
        .filter_map(|header| {
            let value = header.value.as_ref()?.value.clone();
            Some((header.name.value.to_ascii_lowercase(), value))
        })
        .collect();
    headers.sort();
    headers
}

pub(super) fn client_headers(raw: &RawContract) -> Vec<ClientHeader> {
    let given = raw.headers.iter();
    let given = given.filter(|header| header.optional || header.value.is_none());
    let mut headers: Vec<ClientHeader> = given
        .map(|header| ClientHeader {
            name: header.name.value.to_ascii_lowercase(),
            ident: ident(header.rust.as_ref(), || names::snake(&header.name.value)),
            value: header.value.as_ref().map(|value| value.value.clone()),
            optional: header.optional,
            env: header.env.as_ref().map(|env| env.value.clone()),
            doc: text(header.doc.as_ref()),
            span: header.name.span,
        })
        .collect();
    headers.sort_by(|a, b| a.name.cmp(&b.name));
    headers
}

pub(super) fn variables(raw: &RawContract, types: &[TypeDef]) -> Vec<Variable> {
    let taken = taken(raw, types);
    let variables = raw.api.variables.iter().map(|variable| {
        let setting = ident(variable.rust.as_ref(), || {
            names::snake(&variable.name.value)
        });
        let values = variable.values.iter();
        let values: Vec<(String, String)> = values
            .map(|value| (value.value.clone(), names::pascal(&value.value)))
            .collect();
        let type_ident = if values.is_empty() {
            String::new()
        } else {
            free(&taken, &names::pascal_stem(&setting), VARIABLE_ENDS)
        };
        Variable {
            name: variable.name.value.clone(),
            ident: setting,
            type_ident,
            values,
            default: variable.default.as_ref().map(|value| value.value.clone()),
            env: variable.env.as_ref().map(|env| env.value.clone()),
            doc: text(variable.doc.as_ref()),
            span: variable.name.span,
        }
    });
    variables.collect()
}

pub(super) fn hosts(raw: &RawContract) -> Vec<Host> {
    let hosts = raw.api.hosts.iter().map(|host| Host {
        name: host.name.value.clone(),
        ident: format!(
            "{}_url",
            names::snake(&host.name.value).trim_end_matches('_')
        ),
        base_url: host.value.value.trim_end_matches('/').to_owned(),
        span: host.name.span,
    });
    hosts.collect()
}
