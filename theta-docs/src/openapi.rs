//! A contract as an OpenAPI 3.1 document.
//!
//! Facts that OpenAPI cannot express are in extensions: `x-theta` (billing, plans, limits, confidence) and, on the
//! schema of each documented error, `x-theta-error` (what to do about it). The same contract always gives the same
//! document, which contains no time and no path.

mod error_body;
mod events;
mod extension;
mod names;
mod operation;
mod pattern;
mod request;
mod responses;
mod security;
mod success;
mod types;
mod walks;
mod webhooks;
mod written;

use names::Names;
use std::collections::BTreeSet;
use theta_spec::contract::Contract;
use theta_spec::json::Json;
use theta_spec::sample;

/// The version of OpenAPI.
const VERSION: &str = "3.1.0";

/// What the parts of the document are made from.
struct Source<'c> {
    contract: &'c Contract,
    names: Names,
    /// The media type of each row's example.
    kinds: Vec<&'static str>,
}

/// Returns the OpenAPI document of a contract.
///
/// ```
/// let loaded = theta_spec::load("spec.toml", br#"
/// theta = 1
/// api = { name = "Echo", base_url = "https://echo.example" }
/// shapes.detail = { message = "/detail" }
/// endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
/// errors.too_long = { status = 400, detail = "at most {limit:int} characters" }
/// "#);
/// let document = theta_docs::openapi::document(&loaded.contract.expect("no errors in it"));
/// let schema = document.get("components").and_then(|it| it.get("schemas")).and_then(|it| it.get("TooLongError"));
/// let detail = schema.and_then(|it| it.get("properties")).and_then(|it| it.get("detail"));
/// let pattern = detail.and_then(|it| it.get("pattern")).and_then(|it| it.as_str());
/// assert_eq!(pattern, Some("^at most [0-9]+ characters$"));
/// ```
#[must_use]
pub fn document(contract: &Contract) -> Json {
    let source = Source {
        contract,
        names: Names::of(contract),
        kinds: contract
            .errors
            .iter()
            .map(|row| sample::error_reply(contract, row).content_type)
            .collect(),
    };
    let mut document = Json::object([("openapi", Json::from(VERSION)), ("info", info(contract))]);
    if let Some(docs) = &contract.api.docs {
        let docs = Json::object([("url", Json::from(docs.as_str()))]);
        document.set("externalDocs", docs);
    }
    let server = security::server(contract, &contract.api.base_url);
    document.set("servers", Json::array([server]));
    if !contract.auth.is_empty() {
        document.set("security", security::needed(contract, &contract.access));
    }
    let names = contract.endpoints.iter();
    let mut ids: BTreeSet<String> = names.map(|endpoint| endpoint.name.clone()).collect();
    let mut paths = operation::paths(&source, &mut ids);
    let shared = responses::share(&mut paths);
    document.set("paths", paths);
    if !contract.webhooks.is_empty() {
        document.set("webhooks", webhooks::all(&source, &mut ids));
    }
    document.set("components", components(&source, shared));
    document.set("x-theta", extension::api(contract));
    document
}

/// An id that no other operation has. One that is made gives way to the names of endpoints.
fn free_id(mut id: String, taken: &mut BTreeSet<String>) -> String {
    while !taken.insert(id.clone()) {
        id.push('_');
    }
    id
}

fn info(contract: &Contract) -> Json {
    let mut info = Json::object([("title", Json::from(contract.api.name.as_str()))]);
    info.say("summary", &contract.api.summary);
    let said = [&contract.api.summary, &contract.api.support];
    let said = said.into_iter().filter(|text| !text.is_empty());
    let said: Vec<String> = said.cloned().collect();
    extension::describe(&mut info, &said.join("\n\n"));
    // OpenAPI wants a version; the day on which the docs were last read is the only one that a contract knows.
    let version = contract.api.checked.as_deref().unwrap_or("unversioned");
    info.set("version", version);
    info
}

fn components(source: &Source<'_>, responses: Json) -> Json {
    let contract = source.contract;
    let mut components = Json::Object(Vec::new());
    let mut schemas = Json::Object(Vec::new());
    types::schemas(source, &mut schemas);
    error_body::schemas(source, &mut schemas);
    for (name, value) in [
        ("schemas", schemas),
        ("responses", responses),
        ("examples", error_body::examples(source)),
        ("securitySchemes", security::schemes(contract)),
    ] {
        if !value.is_empty() {
            components.set(name, value);
        }
    }
    components
}

/// `{"$ref": "#/components/KIND/NAME"}`
fn reference(kind: &str, name: &str) -> Json {
    let pointer = format!("#/components/{kind}/{name}");
    Json::object([("$ref", Json::from(pointer))])
}

/// One schema as it is, several as alternatives; exactly one of them when no value can be two.
fn alternatives(mut schemas: Vec<Json>, disjoint: bool) -> Json {
    if schemas.len() == 1 {
        return schemas.remove(0);
    }
    let word = if disjoint { "oneOf" } else { "anyOf" };
    Json::object([(word, Json::Array(schemas))])
}
