//! Rules about keys that an endpoint gives out.

use super::{names, unknown};
use crate::contract::token::{GRANT_TYPE, REFRESH_TOKEN, SCOPE};
use crate::contract::{
    Body, Contract, Endpoint, Field, FormBody, Grant, Returns, Scalar, SchemeId, Token, Type,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawKey, RawOauth2};
use crate::resolve::types::struct_fields;
use crate::source::Span;

/// The keys that are described, in the order of the resolved schemes.
fn keys(raw: &RawContract) -> impl Iterator<Item = &RawKey> {
    let auth = raw.auth.iter();
    auth.flat_map(|auth| {
        let main = Some(&auth.key).filter(|key| key.has_place());
        main.into_iter()
            .chain(auth.schemes.iter().map(|scheme| &scheme.key))
    })
}

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for oauth2 in keys(raw).filter_map(|key| key.oauth2.as_ref()) {
        for given in &oauth2.given {
            super::access::env(Some(&given.value), report);
        }
        for scope in &oauth2.scopes {
            // A scope-token (RFC 6749, 3.3).
            let fits = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\');
            if scope.value.is_empty() || !scope.value.chars().all(fits) {
                report.error(
                    "T0575",
                    scope.span,
                    format!("`{}` is not one scope", scope.value),
                    "write each scope by itself, without spaces: `scopes = [\"read\", \"write\"]`",
                );
            }
        }
    }
}

/// Rules that need the resolved contract.
pub(super) fn check_resolved(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (at, key) in keys(raw).enumerate() {
        let (Some(oauth2), Some(token)) = (
            &key.oauth2,
            contract
                .auth
                .get(at)
                .and_then(|scheme| scheme.token.as_ref()),
        ) else {
            continue;
        };
        let Some(name) = &oauth2.token else {
            continue;
        };
        let Some(endpoint) = contract.endpoint(&name.value) else {
            unknown(report, "T0570", "endpoint", name, names(&raw.endpoints));
            continue;
        };
        if needs(contract, endpoint, SchemeId(at), contract.auth.len()) {
            report.push(
                Diagnostic::error(
                    "T0571",
                    name.span,
                    format!("`{}` gives the token, and needs it too", name.value),
                )
                .related(endpoint.span, "what it needs")
                .help("give it an `auth` of its own: another scheme, or `false` where `given` says who asks"),
            );
        }
        arguments(contract, oauth2, token, endpoint, name.span, report);
        grant(contract, oauth2, token, endpoint, name.span, report);
        answer(contract, endpoint, name.span, report);
    }
}

/// Whether a request of the endpoint may need the scheme, itself or for a token of another one.
fn needs(contract: &Contract, endpoint: &Endpoint, scheme: SchemeId, depth: usize) -> bool {
    endpoint.access.schemes().into_iter().any(|id| {
        let token = contract.scheme(id).token.as_ref();
        let further = token.and_then(|token| contract.endpoints.get(token.endpoint.0));
        id == scheme
            || depth > 0
                && further.is_some_and(|endpoint| needs(contract, endpoint, scheme, depth - 1))
    })
}

/// Everything that the endpoint asks for is there, and everything that is there is asked for.
fn arguments(
    contract: &Contract,
    oauth2: &RawOauth2,
    token: &Token,
    endpoint: &Endpoint,
    at: Span,
    report: &mut Report,
) {
    for argument in &endpoint.arguments {
        match contract.plain_argument(endpoint, argument) {
            None => report.push(
                Diagnostic::error(
                    "T0572",
                    at,
                    format!("a client cannot fill in what `{}` takes", endpoint.name),
                )
                .related(endpoint.span, "its arguments are a body as a whole, or parts")
                .help("describe a form or a JSON body whose fields are arguments, or parameters"),
            ),
            Some((name, _)) if token.fill(name).is_none() => report.push(
                Diagnostic::error(
                    "T0572",
                    at,
                    format!("`{}` asks for `{name}`, and nothing says what it is", endpoint.name),
                )
                .related(endpoint.span, "the endpoint")
                .help(format!(
                    "name the environment variable in `given = {{ {name} = \"…\" }}`, or make it a constant there"
                )),
            ),
            Some(_) => {}
        }
    }
    let all: Vec<(&str, &Type)> = endpoint
        .arguments
        .iter()
        .chain(&endpoint.setters)
        .filter_map(|argument| contract.plain_argument(endpoint, argument))
        .collect();
    for (name, ty) in &all {
        if token.fill(name).is_some() && !matches!(ty, Type::String) {
            report.push(
                Diagnostic::error(
                    "T0572",
                    at,
                    format!("`{name}` of `{}` is not a text", endpoint.name),
                )
                .related(endpoint.span, "the endpoint")
                .help("give it the type string, or make it a constant"),
            );
        }
    }
    for given in &oauth2.given {
        if !all.iter().any(|(name, _)| *name == given.name.value) {
            unknown(
                report,
                "T0572",
                "argument",
                &given.name,
                all.iter().map(|(name, _)| *name),
            );
        }
    }
    if let Some(scope) = oauth2.scopes.first()
        && !all.iter().any(|(name, _)| *name == SCOPE)
    {
        report.push(
            Diagnostic::error(
                "T0574",
                scope.span,
                format!("`{}` has no argument `{SCOPE}`", endpoint.name),
            )
            .related(endpoint.span, "the endpoint")
            .help("describe it there, or remove the scopes"),
        );
    }
}

/// The grant is the one that is asked for.
fn grant(
    contract: &Contract,
    oauth2: &RawOauth2,
    token: &Token,
    endpoint: &Endpoint,
    at: Span,
    report: &mut Report,
) {
    let place = oauth2.grant.as_ref().map_or(at, |grant| grant.span);
    let other = match token.grant {
        Grant::ClientCredentials => Grant::RefreshToken,
        Grant::RefreshToken => Grant::ClientCredentials,
    };
    let refreshes = token.given.iter().any(|name| name == REFRESH_TOKEN);
    if refreshes != (token.grant == Grant::RefreshToken) {
        let help = if refreshes {
            "add `grant = \"refresh_token\"`"
        } else {
            "add `given = { refresh_token = \"…\" }` with the environment variable that holds the first one"
        };
        let what = if refreshes { "is" } else { "is not" };
        report.error(
            "T0574",
            place,
            format!(
                "the grant is {}, and a refresh token {what} given",
                token.grant.as_str()
            ),
            help,
        );
    }
    let params = endpoint.params.iter();
    let params = params.map(|param| (param.name.as_str(), param.constant()));
    let fields = match &endpoint.body {
        Body::Json(json) | Body::Form(FormBody { value: json, .. }) => fields(contract, &json.ty),
        _ => &[],
    };
    let fields = fields
        .iter()
        .map(|field| (field.name.as_str(), field.constant()));
    let is_other =
        |constant: &Scalar| matches!(constant, Scalar::Text(text) if text == other.as_str());
    if params
        .chain(fields)
        .any(|(name, constant)| name == GRANT_TYPE && constant.is_some_and(is_other))
    {
        report.push(
            Diagnostic::error(
                "T0574",
                place,
                format!(
                    "`{}` asks for the grant {}, and this is {}",
                    endpoint.name,
                    other.as_str(),
                    token.grant.as_str()
                ),
            )
            .related(endpoint.span, "the endpoint")
            .help("name the endpoint of this grant, or the grant of this endpoint"),
        );
    }
}

/// What comes back holds a token.
fn answer(contract: &Contract, endpoint: &Endpoint, at: Span, report: &mut Report) {
    let fields = match &endpoint.returns {
        Returns::Json(ty) => fields(contract, ty),
        _ => &[],
    };
    let is_text = |field: &Field| field.name == "access_token" && matches!(field.ty, Type::String);
    if !fields.iter().any(is_text) {
        report.push(
            Diagnostic::error(
                "T0573",
                at,
                format!("`{}` gives no token", endpoint.name),
            )
            .related(endpoint.span, "what it returns is no struct with a text `access_token`")
            .help("name the endpoint that gives one, or describe what it returns: `fields.access_token = \"string\"`"),
        );
    }
}

fn fields<'c>(contract: &'c Contract, ty: &Type) -> &'c [Field] {
    struct_fields(&contract.types, ty).map_or(&[], |(_, fields)| fields)
}
