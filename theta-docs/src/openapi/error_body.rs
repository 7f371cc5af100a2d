//! The bodies of documented errors as schemas.

use super::types::{attribute, nullable};
use super::{Source, extension, pattern, reference};
use theta_spec::contract::{Contract, ErrorId, ErrorRow, Pointer, Scalar, ShapeContent, StatusSet};
use theta_spec::json::{self, Json};
use theta_spec::sample;

pub(super) const JSON: &str = "application/json";
pub(super) const TEXT: &str = "text/plain";
pub(super) const XML: &str = "application/xml";

/// A schema for each row of which a body is documented; of several shapes, one for each shape.
pub(super) fn schemas(source: &Source<'_>, out: &mut Json) {
    let contract = source.contract;
    for (at, row) in contract.errors.iter().enumerate() {
        let id = ErrorId(at);
        let bodies = bodies(contract, row);
        let mut json = bodies.json;
        let mut schema = if json.len() > 1 {
            let shapes = json.into_iter().zip(source.names.shapes(id));
            let shapes: Vec<Json> = shapes
                .map(|(schema, name)| {
                    out.set(name.as_str(), schema);
                    reference("schemas", name)
                })
                .collect();
            Json::object([("anyOf", Json::Array(shapes))])
        } else if let Some(schema) = json.pop().or(bodies.text) {
            schema
        } else {
            continue;
        };
        extension::describe(&mut schema, &row.causes.join(" Or: "));
        schema.set("x-theta-error", extension::error(contract, row));
        out.set(source.names.row(id), schema);
    }
}

/// What a row's body is, by media type.
pub(super) struct Bodies {
    /// JSON, one for each shape that it can have.
    pub(super) json: Vec<Json>,
    pub(super) text: Option<Json>,
}

pub(super) fn bodies(contract: &Contract, row: &ErrorRow) -> Bodies {
    let mut bodies = Bodies {
        json: Vec::new(),
        text: None,
    };
    for &id in &row.shapes {
        match &contract.shape(id).content {
            ShapeContent::Text => bodies.text = Some(pattern::detail(row.detail.as_ref())),
            content @ ShapeContent::Json { .. } => {
                let body = object(content, row);
                bodies.json.push(match content.xml_root() {
                    Some(root) => document(&body, root),
                    None => body,
                });
            }
        }
    }
    bodies
}

/// An example for each row of which a body is documented.
pub(super) fn examples(source: &Source<'_>) -> Json {
    let contract = source.contract;
    let rows = contract.errors.iter().filter(|row| has_example(row));
    Json::object(rows.map(|row| {
        let reply = sample::error_reply(contract, row);
        let value = json::parse(&reply.body)
            .ok()
            .filter(|_| reply.content_type == JSON);
        let mut example = Json::Object(Vec::new());
        example.say("summary", &row.causes.join(" Or: "));
        example.set("value", value.unwrap_or(Json::String(reply.body)));
        (row.name.as_str(), example)
    }))
}

/// Whether there is an example of the row.
pub(super) fn has_example(row: &ErrorRow) -> bool {
    !row.shapes.is_empty() && !is_close(&row.status)
}

/// Whether the row is a close frame, whose reason is no body.
fn is_close(status: &StatusSet) -> bool {
    status.example() >= 1_000
}

/// A JSON body of the shape, with the row's texts.
fn object(content: &ShapeContent, row: &ErrorRow) -> Json {
    let ShapeContent::Json {
        each,
        code,
        message,
        fields,
        request_id,
        retry_after,
        constants,
        unless,
        optional,
        ..
    } = content
    else {
        return Json::Object(Vec::new());
    };
    let empty = || Json::object([("type", Json::from("object"))]);
    let (mut body, mut item) = (empty(), empty());
    if each.as_ref().is_some_and(|each| each.tokens.is_empty()) {
        body = Json::Object(Vec::new());
    }
    for (pointer, scalar) in constants {
        let kind = match scalar {
            Scalar::Text(_) => "string",
            Scalar::Boolean(_) => "boolean",
            Scalar::Number(_) => "number",
        };
        let constant = Json::object([("type", Json::from(kind)), ("const", scalar.to_json())]);
        merge(&mut body, nested(&pointer.tokens, constant, true));
    }
    for (pointer, not) in unless {
        let listed = Json::object([("enum", Json::array(not.iter().map(Scalar::to_json)))]);
        let other = Json::object([("not", listed)]);
        merge(&mut body, nested(&pointer.tokens, other, true));
    }
    let mut text = |name: &str, pointers: &[Pointer], schema: Json, matched: bool| {
        // What may not be there may be `null` as well.
        let absent = !matched && optional.iter().any(|role| role == name);
        let schema = if absent { nullable(schema) } else { schema };
        match each {
            None => role(&mut body, pointers, &schema, !absent),
            // The places in the first item are those in each.
            Some(each) => {
                let inside = |pointer: &Pointer| Pointer {
                    tokens: pointer
                        .tokens
                        .iter()
                        .skip(each.tokens.len() + 1)
                        .cloned()
                        .collect(),
                };
                let inside: Vec<Pointer> = pointers.iter().map(inside).collect();
                role(&mut item, &inside, &schema, !absent);
            }
        }
    };
    let (by_code, by_detail) = (row.code.as_ref(), row.detail.as_ref());
    text("code", code, pattern::code(by_code), by_code.is_some());
    text(
        "message",
        message,
        pattern::detail(by_detail),
        by_detail.is_some(),
    );
    for (name, pointers) in fields {
        let matcher = row.fields.iter().find(|field| field.field == *name);
        let matcher = matcher.map(|field| &field.matcher);
        text(name, pointers, pattern::detail(matcher), matcher.is_some());
    }
    if let Some(each) = each {
        let list = Json::object([
            ("type", Json::from("array")),
            ("minItems", Json::from(1_u64)),
            ("contains", item),
        ]);
        merge(&mut body, nested(&each.tokens, list, true));
    }
    let id = Json::object([("description", Json::from("Id of the request, for support."))]);
    role(&mut body, request_id, &id, false);
    let delay = Json::object([(
        "description",
        Json::from("How long to wait before the request is sent again."),
    )]);
    role(&mut body, retry_after, &delay, false);
    body
}

/// What the root of a document holds, named as the root.
fn document(body: &Json, root: &str) -> Json {
    let member = format!("<{root}>");
    let of_root = body.get("properties").and_then(|all| all.get(&member));
    let mut schema = of_root.cloned().unwrap_or(Json::Object(Vec::new()));
    attributes(&mut schema);
    schema.set("xml", Json::object([("name", Json::from(root))]));
    schema
}

/// Says which members are attributes.
fn attributes(schema: &mut Json) {
    let Json::Object(members) = schema else {
        return;
    };
    let properties = members.iter_mut().find(|(name, _)| name == "properties");
    if let Some((_, Json::Object(properties))) = properties {
        for (name, schema) in properties {
            if let Some(name) = name.strip_prefix('@') {
                schema.set("xml", attribute(name));
            }
            attributes(schema);
        }
    }
}

/// A role is at one of its places.
fn role(body: &mut Json, pointers: &[Pointer], schema: &Json, required: bool) {
    match pointers {
        [one] => merge(body, nested(&one.tokens, schema.clone(), required)),
        several if required && !several.is_empty() => {
            let places = several
                .iter()
                .map(|pointer| nested(&pointer.tokens, schema.clone(), true));
            let places = Json::object([("anyOf", Json::array(places))]);
            merge(body, places);
        }
        several => {
            for pointer in several {
                merge(body, nested(&pointer.tokens, schema.clone(), false));
            }
        }
    }
}

/// Longest list that a pointer can lead into; no documented one comes near it.
const LONGEST: usize = 64;

/// A value deep in a body.
fn nested(tokens: &[String], schema: Json, required: bool) -> Json {
    let Some((first, rest)) = tokens.split_first() else {
        return schema;
    };
    let inner = nested(rest, schema, required);
    if let Ok(at @ 0..LONGEST) = first.parse::<usize>() {
        let mut items = vec![Json::Object(Vec::new()); at];
        items.push(inner);
        let mut list = Json::object([
            ("type", Json::from("array")),
            ("prefixItems", Json::Array(items)),
        ]);
        if required {
            list.set("minItems", at as u64 + 1);
        }
        return list;
    }
    let mut object = Json::object([
        ("type", Json::from("object")),
        ("properties", Json::object([(first.as_str(), inner)])),
    ]);
    if required {
        object.set("required", Json::array([first.as_str()]));
    }
    object
}

/// Makes a schema that says what both say.
fn merge(into: &mut Json, other: Json) {
    let (Json::Object(members), Json::Object(others)) = (&mut *into, other) else {
        return;
    };
    let kind = |members: &[(String, Json)]| {
        members
            .iter()
            .find(|(name, _)| name == "type")
            .map(|(_, kind)| kind.clone())
    };
    let objects = Some(Json::from("object"));
    if kind(members) == objects && kind(&others) == objects {
        for (name, value) in others {
            let known = members.iter_mut().find(|(known, _)| *known == name);
            match (known.map(|(_, known)| known), value) {
                (Some(Json::Object(properties)), Json::Object(new)) => {
                    for (name, schema) in new {
                        match properties.iter_mut().find(|(known, _)| *known == name) {
                            Some((_, known)) => merge(known, schema),
                            None => properties.push((name, schema)),
                        }
                    }
                }
                (Some(Json::Array(required)), Json::Array(new)) => {
                    for name in new {
                        if !required.contains(&name) {
                            required.push(name);
                        }
                    }
                }
                (Some(_), _) => {}
                (None, value) => members.push((name, value)),
            }
        }
        return;
    }
    let other = Json::Object(others);
    match members.iter_mut().find(|(name, _)| name == "allOf") {
        Some((_, Json::Array(all))) => all.push(other),
        _ => into.set("allOf", Json::array([other])),
    }
}
