//! The API as a whole: its name, and where it is.

use crate::document::Node;
use crate::draft::{Api, Loss, Variable};
use crate::operations::Operation;
use crate::words;
use std::collections::BTreeSet;
use theta_spec::names::{is_setting, snake};

/// An address that is no one's, where the document names none.
pub(crate) const NOWHERE: &str = "https://api.example.com";

/// Returns what the document says of the API, and the host of each operation that has another one.
pub(crate) fn of(root: &Node<'_>, operations: &[Operation<'_>]) -> (Api, Vec<Option<String>>) {
    let info = root.get("info");
    let text = |name: &str| {
        info.as_ref()
            .and_then(|info| info.text(name))
            .unwrap_or_default()
    };
    let mut api = Api {
        name: line(text("title")),
        summary: words::sentence(if text("summary").is_empty() {
            text("description")
        } else {
            text("summary")
        }),
        docs: root
            .get("externalDocs")
            .and_then(|docs| docs.text("url"))
            .unwrap_or_default()
            .to_owned(),
        ..Api::default()
    };
    if api.name.is_empty() {
        "API".clone_into(&mut api.name);
    }
    let servers = root.items_of("servers");
    let place = root
        .get("servers")
        .map_or_else(|| root.place(), |servers| servers.place());
    // Most operations may all have one of their own.
    let own: Vec<Option<&Node<'_>>> = operations
        .iter()
        .map(|operation| usable(&operation.servers))
        .collect();
    let named = usable(&servers).or_else(|| own.iter().flatten().next().copied());
    let base = if let Some(server) = named {
        server.text("url").unwrap_or_default().to_owned()
    } else {
        let path = servers
            .first()
            .and_then(|server| server.text("url"))
            .unwrap_or_default();
        let reason = "it does not say where the server is: the base URL is made up";
        api.notes.push(Loss::new(place, reason));
        format!("{NOWHERE}{}", if path.starts_with('/') { path } else { "" })
    };
    if let Some(server) = named {
        variables(server, &mut api);
    }
    api.base_url = cleaned(&base, &mut api);
    let mut hosts = Vec::new();
    for server in own {
        let url = server.and_then(|server| server.text("url"));
        let Some(url) = url.filter(|url| *url != base) else {
            hosts.push(None);
            continue;
        };
        if let Some(server) = server {
            variables(server, &mut api);
        }
        let url = cleaned(url, &mut api);
        if url == api.base_url {
            hosts.push(None);
            continue;
        }
        let known = api
            .hosts
            .iter()
            .find(|(_, known)| *known == url)
            .map(|(name, _)| name.clone());
        let name = known.unwrap_or_else(|| {
            let name = host_name(&url, &api.hosts);
            api.hosts.push((name.clone(), url.clone()));
            name
        });
        hosts.push(Some(name));
    }
    (api, hosts)
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first server that is reached over the network, encrypted if there is one.
fn usable<'s, 'd>(servers: &'s [Node<'d>]) -> Option<&'s Node<'d>> {
    let url = |server: &&Node<'_>, scheme: &str| {
        server
            .text("url")
            .is_some_and(|url| url.starts_with(scheme))
    };
    servers
        .iter()
        .find(|server| url(server, "https://"))
        .or_else(|| servers.iter().find(|server| url(server, "http://")))
}

fn variables(server: &Node<'_>, api: &mut Api) {
    let url = server.text("url").unwrap_or_default();
    for (name, variable) in server.members_of("variables") {
        let known = snake(name);
        if !url.contains(&format!("{{{name}}}"))
            || api.variables.iter().any(|other| other.name == known)
        {
            continue;
        }
        api.variables.push(Variable {
            name: known,
            rust: None,
            values: variable
                .texts("enum")
                .into_iter()
                .map(str::to_owned)
                .collect(),
            default: variable
                .text("default")
                .filter(|default| !default.is_empty())
                .map(str::to_owned),
            doc: words::of(&variable),
        });
    }
    // One that is not described is whatever a client is given.
    let names = url
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next());
    for name in names.map(snake) {
        if !name.is_empty() && api.variables.iter().all(|other| other.name != name) {
            api.variables.push(Variable {
                name,
                rust: None,
                values: Vec::new(),
                default: None,
                doc: String::new(),
            });
        }
    }
}

/// An address as a contract writes it.
fn cleaned(url: &str, api: &mut Api) -> String {
    let mut url = url.trim_end_matches('/').to_owned();
    // Names of variables are the contract's own.
    let names: Vec<String> = url
        .split('{')
        .skip(1)
        .filter_map(|rest| rest.split('}').next())
        .map(str::to_owned)
        .collect();
    for name in names {
        url = url.replace(&format!("{{{name}}}"), &format!("{{{}}}", snake(&name)));
    }
    let loopback = ["localhost", "127.0.0.1", "[::1]"]
        .iter()
        .any(|host| url.starts_with(&format!("http://{host}")));
    if let Some(rest) = url.strip_prefix("http://").filter(|_| !loopback) {
        api.notes.push(Loss::new(
            "/servers",
            format!("`{url}` is not encrypted: https is used"),
        ));
        url = format!("https://{rest}");
    }
    if let Some((before, _)) = url.split_once(['?', '#']) {
        url = before.to_owned();
    }
    url
}

/// What a host is called: the first label that is not everybody's.
fn host_name(url: &str, taken: &[(String, String)]) -> String {
    let authority = url
        .split("://")
        .nth(1)
        .unwrap_or_default()
        .split('/')
        .next()
        .unwrap_or_default();
    let labels = authority
        .split(['.', ':'])
        .filter(|label| !matches!(*label, "www" | "api"));
    let base = labels
        .map(snake)
        .find(|label| label.starts_with(|c: char| c.is_ascii_lowercase()))
        .unwrap_or_else(|| "other".to_owned());
    let taken: BTreeSet<&str> = taken.iter().map(|(name, _)| name.as_str()).collect();
    let numbered = (2_usize..).map(|number| format!("{base}_{number}"));
    let mut names = std::iter::once(base.clone()).chain(numbered);
    let is_free =
        |name: &&String| !taken.contains(name.as_str()) && !is_setting(&format!("{name}_url"));
    let free = names.find(|name| is_free(&name));
    free.unwrap_or(base)
}
