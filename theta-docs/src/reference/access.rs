//! Who sends a request, and where it goes.

use super::markdown::{code, words};
use theta_spec::contract::{ClientHeader, Contract, Endpoint, KeyPlace, Scheme, Variable};
use theta_spec::text::visible;

/// Rows of a table about the API as a whole: keys, variables, other hosts.
pub(super) fn facts(contract: &Contract) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let mut row = |what: String, said: String| rows.push(vec![what, said]);
    for variable in &contract.api.variables {
        row(
            format!("Variable {}", code(&variable.name)),
            of_variable(variable),
        );
    }
    for host in &contract.api.hosts {
        row(format!("Host {}", code(&host.name)), code(&host.base_url));
    }
    for scheme in &contract.auth {
        let what = if scheme.main {
            "Key".to_owned()
        } else {
            format!("Key {}", code(&scheme.name))
        };
        row(what, key(contract, scheme));
    }
    if contract.auth.iter().any(|scheme| !scheme.main) {
        let needed = contract.access.words(contract, |scheme| code(&scheme.name));
        row("Needed by default".to_owned(), needed);
    }
    rows
}

/// The same about headers whose value a client is given.
pub(super) fn headers(contract: &Contract) -> Vec<Vec<String>> {
    let rows = contract
        .client_headers
        .iter()
        .map(|header| vec![format!("Header {}", code(&header.name)), of_header(header)]);
    rows.collect()
}

fn key(contract: &Contract, scheme: &Scheme) -> String {
    let begins = if scheme.prefix.is_empty() {
        String::new()
    } else {
        format!("; every key begins with {}", code(&scheme.prefix))
    };
    let place = match &scheme.place {
        KeyPlace::Header { name, scheme } => {
            let word = if scheme.is_empty() {
                String::new()
            } else {
                format!("{scheme} ")
            };
            format!("header {}", code(&format!("{name}: {word}…")))
        }
        KeyPlace::Query { name } => format!("query {}", code(&format!("{name}=…"))),
        KeyPlace::Basic { .. } => {
            let shown = scheme.credentials(|secret| secret.what.to_uppercase());
            format!("basic authentication, {}", code(&shown))
        }
    };
    let fetched = scheme.token.as_ref().map_or_else(String::new, |token| {
        let endpoint = &contract.endpoints[token.endpoint.0].name;
        let scopes: Vec<String> = token.scopes.iter().map(|scope| code(scope)).collect();
        let scopes = if scopes.is_empty() {
            String::new()
        } else {
            format!(" for {}", scopes.join(", "))
        };
        let grant = code(token.grant.as_str());
        format!("; a token that {} gives{scopes} ({grant})", code(endpoint))
    });
    let env: Vec<String> = scheme
        .secrets
        .iter()
        .map(|secret| code(&secret.env))
        .collect();
    let doc = words(&scheme.doc);
    let gap = if doc.is_empty() { "" } else { ". " };
    let read = if env.is_empty() {
        String::new()
    } else {
        format!("; read from {}", env.join(" and "))
    };
    format!("{place}{begins}{fetched}{read}{gap}{doc}")
}

fn of_variable(variable: &Variable) -> String {
    let mut said = vec![words(&variable.doc)];
    let values: Vec<String> = variable
        .values
        .iter()
        .map(|(value, _)| code(value))
        .collect();
    if !values.is_empty() {
        said.push(format!("One of {}.", values.join(", ")));
    }
    said.push(match &variable.default {
        Some(default) => format!("Without it: {}.", code(default)),
        None => "Required.".to_owned(),
    });
    said.push(read_from(variable.env.as_deref()));
    join(said)
}

fn of_header(header: &ClientHeader) -> String {
    let mut said = vec![words(&header.doc)];
    said.push(match (&header.value, header.optional) {
        (Some(value), _) => format!("Without it: {}.", code(value)),
        (None, true) => "May be left out.".to_owned(),
        (None, false) => "Required.".to_owned(),
    });
    said.push(read_from(header.env.as_deref()));
    join(said)
}

fn read_from(env: Option<&str>) -> String {
    env.map_or_else(String::new, |env| format!("Read from {}.", code(env)))
}

fn join(said: Vec<String>) -> String {
    let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
    said.join(" ")
}

/// Rows of a table about an endpoint, where it differs from the API as a whole.
pub(super) fn of_endpoint(contract: &Contract, endpoint: &Endpoint) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    if endpoint.access != contract.access {
        let needed = endpoint.access.words(contract, |scheme| code(&scheme.name));
        rows.push(vec!["Key".to_owned(), needed]);
    }
    if let Some(address) = &endpoint.address {
        let hosts: Vec<String> = address.hosts.iter().map(|host| code(host)).collect();
        rows.push(vec!["Address at".to_owned(), hosts.join(", ")]);
    }
    rows
}

/// What a shell command needs to prove who sends it: a piece of the query and options of curl, each for use between
/// double quotes.
pub(super) fn shell(contract: &Contract, endpoint: &Endpoint) -> (Vec<String>, Vec<String>) {
    let (mut query, mut options) = (Vec::new(), Vec::new());
    let first = endpoint.access.0.first().into_iter().flatten();
    for scheme in first.map(|id| contract.scheme(*id)) {
        let env = match scheme.place {
            KeyPlace::Basic { .. } => String::new(),
            KeyPlace::Header { .. } | KeyPlace::Query { .. } => {
                scheme.credentials(|secret| secret.env.clone())
            }
        };
        match &scheme.place {
            KeyPlace::Header { name, scheme } => {
                let word = if scheme.is_empty() {
                    String::new()
                } else {
                    format!("{scheme} ")
                };
                let before = double_quoted(&format!("{name}: {word}"));
                options.push(format!("-H \"{before}${env}\""));
            }
            KeyPlace::Query { name } => query.push(format!("{}=${env}", double_quoted(name))),
            KeyPlace::Basic { user, password } => {
                let part = |stated: &Option<String>, what: &str| {
                    if let Some(stated) = stated {
                        double_quoted(stated)
                    } else {
                        let mut secrets = scheme.secrets.iter();
                        let secret = secrets.find(|secret| secret.what == what);
                        format!("${}", secret.map_or("", |secret| &secret.env))
                    }
                };
                options.push(format!(
                    "-u \"{}:{}\"",
                    part(user, "user"),
                    part(password, "password")
                ));
            }
        }
    }
    (query, options)
}

/// A text between double quotes of a shell, in which only what follows it is a variable.
pub(super) fn double_quoted(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        if matches!(c, '\\' | '"' | '$' | '`') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
