//! Errors by a name, or by a status.

use super::endpoint::EndpointSaid;
use super::explanation::{Asked, Explanation, Level, Outcome, UnknownOn, WebhookSaid};
use super::query::STATUS;
use super::scope::{Scope, written_code};
use super::{texts, value};
use theta_spec::contract::{EndpointId, ErrorRow};
use theta_spec::suggest::nearest;

/// Explains an error by its name, its variant or an alias; whatever the case when nothing has exactly that name, and by
/// its texts when nothing has that name at all.
pub(super) fn by_name(scope: &Scope<'_>, name: &str) -> Explanation {
    let mut explanation = scope.explanation(Asked {
        name: Some(name.to_owned()),
        ..Asked::default()
    });
    // `PronunciationError::NotAllWordsSpoken`, as a program prints it.
    let (owner, short) = name.rsplit_once("::").unwrap_or(("", name));
    let of_owner = |id: &EndpointId| {
        owner.is_empty() || owner == "ApiError" || scope.endpoint(*id).error_ident == owner
    };
    let candidates = Scope {
        endpoints: scope.endpoints.iter().copied().filter(of_owner).collect(),
        spec: String::new(),
        ..*scope
    };
    let is_similar = |known: &str| known.eq_ignore_ascii_case(short);
    explanation.matches = candidates.documented(|row| known_as(row).any(|known| known == short));
    if explanation.matches.is_empty() {
        explanation.matches = candidates.documented(|row| known_as(row).any(is_similar));
    }
    let webhooks = scope.contract.webhooks.iter();
    let asked = webhooks.filter(|it| is_similar(&it.name) || is_similar(&it.ident));
    explanation.webhooks = asked.map(WebhookSaid::of).collect();
    let mut endpoints = scope.endpoints.iter().map(|id| scope.endpoint(*id));
    let asked = endpoints.find(|endpoint| endpoint.name == name || endpoint.method_ident == name);
    explanation.endpoint = asked.map(|endpoint| EndpointSaid::of(scope.contract, endpoint));
    let is_found = !(explanation.matches.is_empty() && explanation.webhooks.is_empty());
    if is_found || explanation.endpoint.is_some() {
        explanation.result = Outcome::Match;
        return explanation;
    }
    let mut rows = scope.contract.errors.iter();
    if let Some(row) = rows.find(|row| known_as(row).any(is_similar)) {
        let (name, on) = (&row.name, scope.listed(&row.on));
        explanation
            .hints
            .push(format!("`{name}` is documented on: {on}"));
        return explanation;
    }
    texts::look_up(scope, &mut explanation, name);
    let is_silent = explanation.matches.is_empty() && explanation.hints.is_empty();
    let contract = scope.contract;
    let names = contract.errors.iter().flat_map(known_as);
    let endpoints = contract.endpoints.iter().map(|one| one.name.as_str());
    let webhooks = contract.webhooks.iter().map(|one| one.name.as_str());
    match nearest(short, names.chain(endpoints).chain(webhooks)) {
        Some(near) if is_silent => {
            explanation.hints.push(format!("did you mean `{near}`?"));
            explanation.nearest.clear();
        }
        _ if is_silent && name.starts_with(|c: char| c.is_ascii_digit()) => {
            explanation.hints.push(STATUS.to_owned());
        }
        None if is_silent && explanation.nearest.is_empty() => explanation.hints.push(
            "ask with the status of a reply, `theta explain 400 BODY`; the pages of `theta docs --out DIR` have all names"
                .to_owned(),
        ),
        _ => {}
    }
    explanation
}

fn known_as(row: &ErrorRow) -> impl Iterator<Item = &str> {
    [row.name.as_str(), row.variant.as_str()]
        .into_iter()
        .chain(row.aliases.iter().map(String::as_str))
        .chain(written_code(row))
}

/// Explains which errors come with a status, or have a code that is that number where none do.
pub(super) fn by_number(scope: &Scope<'_>, number: u16) -> Explanation {
    let explanation = by_status(scope, number);
    let code = number.to_string();
    let mut coded = scope.contract.errors.iter();
    let is_code = coded.any(|row| written_code(row) == Some(&code));
    if explanation.result == Outcome::Unknown && is_code {
        return by_name(scope, &code);
    }
    explanation
}

fn by_status(scope: &Scope<'_>, status: u16) -> Explanation {
    let mut explanation = scope.explanation(Asked {
        status: Some(status),
        ..Asked::default()
    });
    explanation.matches = scope.documented(|row| {
        let mut on = scope.on(row).into_iter();
        on.any(|id| {
            let classifier = &scope.endpoint(id).classifier;
            let mut members = row.status.members.iter();
            members.any(|member| classifier.enters(*member, status))
        })
    });
    let documents = |id: &EndpointId| value::documents(scope.endpoint(*id), status);
    let success: Vec<_> = scope.endpoints.iter().copied().filter(documents).collect();
    explanation.success = scope.names(&success);
    if !explanation.matches.is_empty() {
        explanation.result = Outcome::Candidates;
    } else if !success.is_empty() {
        explanation.result = Outcome::Success;
    } else {
        explanation.unknown = vec![UnknownOn {
            level: Level::UnknownStatus,
            endpoints: scope.names(&scope.endpoints),
        }];
    }
    explanation
}
