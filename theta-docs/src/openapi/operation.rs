//! Paths and operations.

use super::{
    Source, error_body, events, extension, free_id, reference, request, responses, security, types,
    walks, written,
};
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::contract::{
    Body, Contract, Endpoint, Param, ParamPlace, PathSegment, Returns, Status,
};
use theta_spec::json::Json;

/// Every path with its operations. Two endpoints with one method and path are one operation.
pub(super) fn paths(source: &Source<'_>, ids: &mut BTreeSet<String>) -> Json {
    // By the path without the names of its parameters: those do not make another path.
    let mut paths: BTreeMap<String, Vec<&Endpoint>> = BTreeMap::new();
    for endpoint in &source.contract.endpoints {
        paths.entry(nameless(endpoint)).or_default().push(endpoint);
    }
    let paths = paths.into_values().map(|endpoints| {
        // An address that is an argument stands behind the slash that every path begins with.
        let slash = if endpoints[0].address.is_some() {
            "/"
        } else {
            ""
        };
        let template = format!("{slash}{}", endpoints[0].path_template());
        let names = path_names(endpoints[0]);
        let mut methods: BTreeMap<&str, Vec<&Endpoint>> = BTreeMap::new();
        for endpoint in endpoints {
            methods
                .entry(endpoint.method.as_str())
                .or_default()
                .push(endpoint);
        }
        let operations = methods.into_iter().map(|(method, endpoints)| {
            let id = operation_id(&endpoints, ids);
            (
                method.to_ascii_lowercase(),
                operation(source, id, &endpoints, &names),
            )
        });
        (template, Json::object(operations))
    });
    Json::object(paths)
}

fn nameless(endpoint: &Endpoint) -> String {
    let slash = if endpoint.address.is_some() { "/" } else { "" };
    let pieces = endpoint.path.iter().map(|piece| match piece {
        PathSegment::Literal(text) => text,
        PathSegment::Param(_) => "{}",
    });
    std::iter::once(slash).chain(pieces).collect()
}

fn path_names(endpoint: &Endpoint) -> Vec<&str> {
    let params = endpoint.path.iter().filter_map(|piece| match piece {
        PathSegment::Param(at) => Some(endpoint.params[*at].name.as_str()),
        PathSegment::Literal(_) => None,
    });
    params.collect()
}

/// The name of its endpoint, or one made of the names of several.
fn operation_id(endpoints: &[&Endpoint], ids: &mut BTreeSet<String>) -> String {
    match endpoints {
        [endpoint] => endpoint.name.clone(),
        several => {
            let names = several.iter().map(|endpoint| endpoint.name.as_str());
            free_id(names.collect::<Vec<_>>().join("_or_"), ids)
        }
    }
}

fn operation(
    source: &Source<'_>,
    id: String,
    endpoints: &[&Endpoint],
    path_names: &[&str],
) -> Json {
    let mut operation = Json::object([("operationId", Json::from(id))]);
    let tags: BTreeSet<String> = endpoints
        .iter()
        .filter(|endpoint| !endpoint.under.is_empty())
        .map(|endpoint| endpoint.under.join("."))
        .collect();
    if !tags.is_empty() {
        operation.set("tags", Json::array(tags));
    }
    let said = |text: fn(&Endpoint) -> &str, gap: &str| {
        let mut said: Vec<&str> = endpoints
            .iter()
            .map(|endpoint| text(endpoint))
            .filter(|text| !text.is_empty())
            .collect();
        said.dedup();
        said.join(gap)
    };
    operation.say("summary", &said(|endpoint| &endpoint.summary, " Or: "));
    extension::describe(&mut operation, &said(|endpoint| &endpoint.doc, "\n\n"));
    if endpoints
        .iter()
        .all(|endpoint| endpoint.deprecated.is_some())
    {
        operation.set("deprecated", true);
    }
    security::of_operation(source.contract, endpoints, &mut operation);
    let parameters = parameters(source, endpoints, path_names);
    if !parameters.is_empty() {
        operation.set("parameters", Json::array(parameters));
    }
    if let Some(body) = request::of(source, endpoints) {
        operation.set("requestBody", body);
    }
    operation.set("responses", responses::of(source, endpoints));
    let mut more: Vec<Json> = endpoints
        .iter()
        .map(|endpoint| beyond(source, endpoint))
        .collect();
    let more = match more.len() {
        1 => more.remove(0),
        _ => Json::object([("endpoints", Json::Array(more))]),
    };
    extension::put(&mut operation, more);
    operation
}

/// A parameter of an operation, while its endpoints are put together.
struct Parameter {
    place: &'static str,
    name: String,
    required: bool,
    schemas: Vec<Json>,
    /// Whether its text is JSON.
    is_json: bool,
    rest: Json,
    /// How many of the endpoints have it.
    count: usize,
}

fn parameters(source: &Source<'_>, endpoints: &[&Endpoint], path_names: &[&str]) -> Vec<Json> {
    let mut all: Vec<Parameter> = Vec::new();
    let mut add = |new: Parameter| match all
        .iter_mut()
        .find(|known| known.place == new.place && known.name == new.name)
    {
        Some(known) => {
            known.required &= new.required;
            known.count += 1;
            for schema in new.schemas {
                if !known.schemas.contains(&schema) {
                    known.schemas.push(schema);
                }
            }
        }
        None => all.push(new),
    };
    for endpoint in endpoints {
        let mut path = path_names.iter();
        for param in &endpoint.params {
            let name = match param.place {
                ParamPlace::Path => path.next().copied().unwrap_or(&param.name),
                ParamPlace::Query | ParamPlace::Header => &written::name(source, param),
            };
            add(parameter(source, param, name));
        }
        if let Some(header) = &endpoint.idempotency_key {
            add(header_parameter(
                header,
                None,
                "Two requests with one key are done once.",
            ));
        }
        for (name, value) in &source.contract.headers {
            add(header_parameter(name, Some(value), ""));
        }
        for header in &source.contract.client_headers {
            let mut parameter = header_parameter(&header.name, None, &header.doc);
            parameter.required = !header.optional;
            if let (Some(value), Some(schema)) = (&header.value, parameter.schemas.first_mut()) {
                schema.set("default", value.as_str());
            }
            add(parameter);
        }
    }
    let finished = all.into_iter().map(|parameter| {
        let required =
            parameter.place == "path" || (parameter.required && parameter.count == endpoints.len());
        let mut out = Json::object([
            ("name", Json::from(parameter.name)),
            ("in", Json::from(parameter.place)),
            ("required", Json::from(required)),
        ]);
        let schema = super::alternatives(parameter.schemas, false);
        if parameter.is_json {
            let media = Json::object([("schema", schema)]);
            out.set("content", Json::object([(error_body::JSON, media)]));
        } else {
            out.set("schema", schema);
        }
        extension::extend(&mut out, parameter.rest);
        out
    });
    finished.collect()
}

fn parameter(source: &Source<'_>, param: &Param, name: &str) -> Parameter {
    let place = match param.place {
        ParamPlace::Path => "path",
        ParamPlace::Query => "query",
        ParamPlace::Header => "header",
    };
    let said = types::Said {
        doc: "",
        unit: &param.unit,
        default: &param.default,
        deprecated: param.deprecated.as_deref(),
        evidence: &param.evidence,
    };
    let mut rest = Json::Object(Vec::new());
    extension::describe(&mut rest, &param.doc);
    if param.deprecated.is_some() {
        rest.set("deprecated", true);
    }
    written::parameter(source, param, &mut rest);
    Parameter {
        place,
        name: name.to_owned(),
        required: !param.optional,
        schemas: vec![types::described(source, &param.ty, said)],
        is_json: written::is_json(source, param),
        rest,
        count: 1,
    }
}

/// A header that is not a parameter of the contract: a key of one's own, or the same text with every request.
fn header_parameter(name: &str, value: Option<&str>, doc: &str) -> Parameter {
    let mut schema = Json::object([("type", Json::from("string"))]);
    if let Some(value) = value {
        // Generators know a choice of one better than a constant.
        schema.set("enum", Json::array([value]));
        schema.set("default", value);
    }
    let mut rest = Json::Object(Vec::new());
    extension::describe(&mut rest, doc);
    Parameter {
        place: "header",
        name: name.to_owned(),
        required: value.is_some(),
        schemas: vec![schema],
        is_json: false,
        rest,
        count: 1,
    }
}

/// What an endpoint says that OpenAPI has no word for.
fn beyond(source: &Source<'_>, endpoint: &Endpoint) -> Json {
    let mut out = extension::endpoint(endpoint);
    extension::deprecated(&mut out, endpoint.deprecated.as_deref());
    walks::put(&mut out, source.contract, endpoint);
    if let Returns::Socket {
        sends,
        receives,
        key_field,
    } = &endpoint.returns
    {
        let mut socket = Json::Object(Vec::new());
        if let Body::Json(first) = &endpoint.body {
            socket.set("first_message", types::of(source, &first.ty));
        }
        if let Some(field) = key_field {
            socket.say("key_field", field);
        }
        socket.set("sends", types::of(source, sends));
        socket.set("receives", types::of(source, receives));
        let close = closes(source.contract, endpoint);
        let close = close.map(|(code, id)| {
            let row = source.contract.error(id);
            (code.to_string(), extension::error(source.contract, row))
        });
        let close = Json::object(close);
        if !close.is_empty() {
            socket.set("close", close);
        }
        let failed = endpoint.errors.iter().filter(|&&id| {
            let bodies = error_body::bodies(source.contract, source.contract.error(id));
            !bodies.json.is_empty()
        });
        let failed = Json::array(failed.map(|&id| reference("schemas", source.names.row(id))));
        if !failed.is_empty() {
            socket.set("errors", failed);
        }
        out.set("websocket", socket);
    }
    if let Returns::Events(given) = &endpoint.returns {
        out.set("events", events::beyond(source, given));
    }
    out
}

/// Rows that are close frames, by their codes.
fn closes<'e>(
    contract: &'e Contract,
    endpoint: &'e Endpoint,
) -> impl Iterator<Item = (u16, theta_spec::contract::ErrorId)> + 'e {
    endpoint.errors.iter().flat_map(move |&id| {
        contract
            .error(id)
            .status
            .members
            .iter()
            .filter_map(move |status| match status {
                Status::Exact(code @ 1_000..) => Some((*code, id)),
                _ => None,
            })
    })
}
