//! Who sends a request, and where it goes.

use super::extension;
use theta_spec::contract::{
    Access, Contract, Endpoint, Grant, KeyPlace, PathSegment, Scheme, UrlPiece, Variable,
    url_pieces,
};
use theta_spec::json::Json;
use theta_spec::text::markdown::{code, prose};

/// The schemes by their names.
pub(super) fn schemes(contract: &Contract) -> Json {
    Json::object(
        contract
            .auth
            .iter()
            .map(|it| (it.name.as_str(), scheme(contract, it))),
    )
}

fn scheme(contract: &Contract, scheme: &Scheme) -> Json {
    let mut said = Vec::new();
    let mut more = Json::Object(Vec::new());
    if !scheme.doc.is_empty() {
        said.push(prose(&scheme.doc));
    }
    let flow = flow(contract, scheme);
    if let Some(token) = &scheme.token {
        let endpoint = contract.endpoints[token.endpoint.0].name.as_str();
        said.push(format!("A token that {} gives.", code(endpoint)));
        let mut about = Json::object([
            ("endpoint", Json::from(endpoint)),
            ("grant", Json::from(token.grant.as_str())),
        ]);
        about.list("scopes", &token.scopes);
        about.list("given", &token.given);
        more.set("token", about);
    }
    let fields: Vec<(&str, &str)> = match &scheme.place {
        _ if flow.is_some() => vec![("type", "oauth2")],
        // Of the schemes of HTTP itself only this one carries a key as it is.
        KeyPlace::Header { name, scheme: word }
            if name == "authorization" && word.eq_ignore_ascii_case("bearer") =>
        {
            vec![("type", "http"), ("scheme", "bearer")]
        }
        KeyPlace::Header { name, scheme: word } => {
            if !word.is_empty() {
                said.push(format!(
                    "The word {} and a space stand before the key.",
                    code(word)
                ));
            }
            more.say("scheme", word);
            vec![("type", "apiKey"), ("in", "header"), ("name", name)]
        }
        KeyPlace::Query { name } => vec![("type", "apiKey"), ("in", "query"), ("name", name)],
        KeyPlace::Basic { user, password } => {
            more.say("user", user.as_deref().unwrap_or_default());
            more.say("password", password.as_deref().unwrap_or_default());
            vec![("type", "http"), ("scheme", "basic")]
        }
    };
    if !scheme.prefix.is_empty() {
        said.push(format!("A key begins with {}.", code(&scheme.prefix)));
    }
    let mut out = Json::object(
        fields
            .into_iter()
            .map(|(name, text)| (name, Json::from(text))),
    );
    if let Some(flow) = flow {
        out.set("flows", Json::object([("clientCredentials", flow)]));
    }
    out.say("description", &said.join(" "));
    more.say("prefix", &scheme.prefix);
    match &scheme.secrets[..] {
        [] => {}
        [secret] if scheme.token.is_none() => more.say("env", &secret.env),
        several => {
            let env = several
                .iter()
                .map(|secret| (secret.what.as_str(), Json::from(secret.env.as_str())));
            more.set("env", Json::object(env));
        }
    }
    extension::put(&mut out, more);
    out
}

/// The flow in which OpenAPI says where a token comes from; `None` where it has none, or another address than one that
/// is always the same.
fn flow(contract: &Contract, scheme: &Scheme) -> Option<Json> {
    let token = scheme.token.as_ref()?;
    let endpoint = contract.endpoints.get(token.endpoint.0)?;
    let is_bearer =
        scheme.header() == Some("authorization") && scheme.word().eq_ignore_ascii_case("bearer");
    let is_fixed = endpoint
        .path
        .iter()
        .all(|segment| matches!(segment, PathSegment::Literal(_)));
    if !is_bearer || !is_fixed || token.grant != Grant::ClientCredentials {
        return None;
    }
    let base = contract.api.sample_url(contract.base_url_of(endpoint));
    let scopes = token.scopes.iter();
    let scopes = scopes.map(|scope| (scope.as_str(), Json::from("")));
    Some(Json::object([
        ("tokenUrl", Json::from(base + &endpoint.path_template())),
        ("scopes", Json::object(scopes)),
    ]))
}

/// What a request needs: one of these, each with all of its schemes.
pub(super) fn needed(contract: &Contract, access: &Access) -> Json {
    Json::array(access.0.iter().map(|all| {
        let all = all.iter().map(|id| {
            let scheme = contract.scheme(*id);
            let token = scheme
                .token
                .as_ref()
                .filter(|_| flow(contract, scheme).is_some());
            let scopes = token.into_iter().flat_map(|token| &token.scopes);
            let scopes = scopes.map(|scope| Json::from(scope.as_str()));
            (scheme.name.as_str(), Json::array(scopes))
        });
        Json::object(all)
    }))
}

/// A server, with its variables.
pub(super) fn server(contract: &Contract, url: &str) -> Json {
    let mut server = Json::object([("url", Json::from(url))]);
    let named = |piece: UrlPiece<'_>| match piece {
        UrlPiece::Variable(name) => contract.api.variables.iter().find(|it| it.name == name),
        UrlPiece::Text(_) => None,
    };
    let used: Vec<&Variable> = url_pieces(url).into_iter().filter_map(named).collect();
    let variables = used.into_iter().map(|it| (it.name.as_str(), variable(it)));
    let variables = Json::object(variables);
    if !variables.is_empty() {
        server.set("variables", variables);
    }
    server
}

fn variable(variable: &Variable) -> Json {
    let mut out = Json::Object(Vec::new());
    let values: Vec<String> = variable
        .values
        .iter()
        .map(|(value, _)| value.clone())
        .collect();
    out.list("enum", &values);
    // OpenAPI has no variable without a default.
    out.set("default", variable.sample());
    out.say("description", &prose(&variable.doc));
    let mut more = Json::Object(Vec::new());
    if variable.default.is_none() {
        more.set("required", true);
    }
    more.say("env", variable.env.as_deref().unwrap_or_default());
    extension::put(&mut out, more);
    out
}

/// What the endpoints of one operation say that the API as a whole does not.
pub(super) fn of_operation(contract: &Contract, endpoints: &[&Endpoint], operation: &mut Json) {
    let mut alternatives: Vec<Json> = Vec::new();
    let mut servers: Vec<Json> = Vec::new();
    for endpoint in endpoints {
        if let Json::Array(all) = needed(contract, &endpoint.access) {
            alternatives.extend(all);
        }
        let urls: Vec<String> = match &endpoint.address {
            None => vec![contract.base_url_of(endpoint).to_owned()],
            Some(address) => address.hosts.iter().map(|host| host_url(host)).collect(),
        };
        for url in urls {
            let server = if endpoint.address.is_some() {
                any_host(&url)
            } else {
                server(contract, &url)
            };
            if !servers.contains(&server) {
                servers.push(server);
            }
        }
    }
    let mut said: Vec<Json> = Vec::new();
    for alternative in alternatives {
        if !said.contains(&alternative) {
            said.push(alternative);
        }
    }
    let said = Json::Array(said);
    if !contract.auth.is_empty() && said != needed(contract, &contract.access) {
        // Whoever needs no key at all says so with an empty list.
        let open = endpoints
            .iter()
            .all(|endpoint| endpoint.access.is_keyless());
        operation.set(
            "security",
            if open { Json::Array(Vec::new()) } else { said },
        );
    }
    let usual = Json::array([server(contract, &contract.api.base_url)]);
    let servers = Json::Array(servers);
    if servers != usual {
        operation.set("servers", servers);
    }
}

fn host_url(host: &str) -> String {
    match host.strip_prefix("*.") {
        Some(end) => format!("https://{{host}}.{end}"),
        None if host == "*" => "https://{host}".to_owned(),
        None => format!("https://{host}"),
    }
}

/// A server whose host an earlier answer names.
fn any_host(url: &str) -> Json {
    let mut server = Json::object([("url", Json::from(url))]);
    if url.contains("{host}") {
        let host = Json::object([("default", Json::from("host"))]);
        server.set("variables", Json::object([("host", host)]));
    }
    server
}
