//! Request bodies, by media type.

use super::responses::bytes;
use super::{Source, error_body::JSON, extension, types, written};
use theta_audio::Format;
use theta_spec::contract::{
    Body, Endpoint, JsonPart, Part, PartContent, Returns, Type, TypeKind, Upload,
};
use theta_spec::json::Json;

/// The request body of an operation, which several endpoints can share; none when nothing is sent.
pub(super) fn of(source: &Source<'_>, endpoints: &[&Endpoint]) -> Option<Json> {
    // The body of a WebSocket is its first message, not what the request that opens it carries.
    let bodies = endpoints.iter().map(|endpoint| match endpoint.returns {
        Returns::Socket { .. } => (false, Vec::new()),
        _ => (!endpoint.body_optional, media(source, &endpoint.body)),
    });
    let mut required = true;
    let mut content: Vec<(String, Json)> = Vec::new();
    for (needed, body) in bodies {
        required &= needed && !body.is_empty();
        for (kind, media) in body {
            match content.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, known)) => *known = either(known, &media),
                None => content.push((kind, media)),
            }
        }
    }
    if content.is_empty() {
        return None;
    }
    content.sort_by(|a, b| a.0.cmp(&b.0));
    Some(Json::object([
        ("required", Json::from(required)),
        ("content", Json::object(content)),
    ]))
}

/// Two bodies of one media type.
fn either(a: &Json, b: &Json) -> Json {
    let schemas = [a, b].map(|media| {
        media
            .get("schema")
            .cloned()
            .unwrap_or(Json::Object(Vec::new()))
    });
    let mut out = Json::object([("schema", Json::object([("anyOf", Json::array(schemas))]))]);
    let mut encoding: Vec<(String, Json)> = Vec::new();
    for media in [a, b] {
        if let Some(Json::Object(parts)) = media.get("encoding") {
            for part in parts {
                if encoding.iter().all(|(known, _)| *known != part.0) {
                    encoding.push(part.clone());
                }
            }
        }
    }
    if !encoding.is_empty() {
        out.set("encoding", Json::object(encoding));
    }
    out
}

fn media(source: &Source<'_>, body: &Body) -> Vec<(String, Json)> {
    match body {
        Body::None => Vec::new(),
        Body::Multipart(parts) => {
            vec![("multipart/form-data".to_owned(), multipart(source, parts))]
        }
        Body::Json(json) => {
            let schema = types::of(source, &json.ty);
            let schema = types::noted(schema, &json.doc, Json::Object(Vec::new()));
            let kind = without_parameters(&json.content_type);
            vec![(kind.to_owned(), Json::object([("schema", schema)]))]
        }
        Body::Form(form) => {
            let schema = types::of(source, &form.value.ty);
            let schema = types::noted(schema, &form.value.doc, Json::Object(Vec::new()));
            let mut media = Json::object([("schema", schema)]);
            written::form(source, form, &mut media);
            vec![("application/x-www-form-urlencoded".to_owned(), media)]
        }
        Body::Binary(upload) => {
            let schema = types::noted(file(upload), &upload.doc, Json::Object(Vec::new()));
            let kinds = kinds(upload).into_iter();
            kinds
                .map(|kind| (kind, Json::object([("schema", schema.clone())])))
                .collect()
        }
        Body::Text {
            content_type, doc, ..
        } => {
            let mut schema = types::of(source, &Type::String);
            extension::describe(&mut schema, doc);
            let kind = without_parameters(content_type);
            vec![(kind.to_owned(), Json::object([("schema", schema)]))]
        }
    }
}

/// Parameters such as the charset are no part of the key.
fn without_parameters(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Media types that an upload may have.
fn kinds(upload: &Upload) -> Vec<String> {
    let known = |format: &String| Format::media_type_of(format).map(str::to_owned);
    let mut kinds: Vec<String> = upload.formats.iter().filter_map(known).collect();
    if kinds.len() < upload.formats.len() || kinds.is_empty() {
        kinds.push(upload.content_type.clone());
    }
    kinds.sort();
    kinds.dedup();
    kinds
}

fn file(upload: &Upload) -> Json {
    let mut schema = bytes();
    schema.set("contentMediaType", "application/octet-stream");
    extension::put(&mut schema, extension::upload(upload));
    schema
}

/// One file, or a list that is sent as a part for each item.
fn files(upload: &Upload) -> Json {
    if !upload.many {
        return file(upload);
    }
    let mut list = Json::object([("type", Json::from("array")), ("items", file(upload))]);
    if let Some(most) = upload.max_count {
        list.set("maxItems", most);
    }
    list
}

fn multipart(source: &Source<'_>, parts: &[Part]) -> Json {
    let mut properties = Json::Object(Vec::new());
    let mut encoding = Json::Object(Vec::new());
    for part in parts {
        let doc = if part.doc.is_empty() {
            inner_doc(part)
        } else {
            &part.doc
        };
        let (schema, kind) = match &part.content {
            PartContent::Upload(upload) => (files(upload), Some(kinds(upload).join(", "))),
            PartContent::Json(json) => (json_part(source, json), Some(JSON.to_owned())),
            PartContent::Text(ty) => (types::of(source, ty), None),
        };
        let kind = kind.map(|made| match part.content_type.as_str() {
            "" => made,
            stated => stated.to_owned(),
        });
        let kind = kind.or_else(|| Some(part.content_type.clone()).filter(|kind| !kind.is_empty()));
        let mut more = extension::evidence(&part.evidence);
        more.say("file_name", &part.file_name);
        let schema = types::noted(schema, doc, more);
        properties.set(part.name.as_str(), schema);
        if let Some(kind) = kind {
            encoding.set(
                part.name.as_str(),
                Json::object([("contentType", Json::from(kind))]),
            );
        }
    }
    let required = parts.iter().filter(|part| !part.optional);
    let required = Json::array(required.map(|part| part.name.as_str()));
    let mut schema = Json::object([("type", Json::from("object")), ("properties", properties)]);
    if !required.is_empty() {
        schema.set("required", required);
    }
    schema.set("additionalProperties", false);
    let mut media = Json::object([("schema", schema)]);
    if !encoding.is_empty() {
        media.set("encoding", encoding);
    }
    media
}

fn inner_doc(part: &Part) -> &str {
    match &part.content {
        PartContent::Upload(upload) => &upload.doc,
        PartContent::Json(json) => &json.doc,
        PartContent::Text(_) => "",
    }
}

/// An object is sent as JSON by itself. An array would be sent as one part for each item, and a text without its quotes:
/// such JSON is a text whose content is JSON.
fn json_part(source: &Source<'_>, json: &JsonPart) -> Json {
    let schema = types::of(source, &json.ty);
    if is_object(source, &json.ty) {
        return schema;
    }
    Json::object([
        ("type", Json::from("string")),
        ("contentMediaType", Json::from(JSON)),
        ("contentSchema", schema),
    ])
}

fn is_object(source: &Source<'_>, ty: &Type) -> bool {
    match ty {
        Type::Map(_) => true,
        Type::Verbatim(inner) => is_object(source, inner),
        Type::Named(id) => match &source.contract.type_def(*id).kind {
            TypeKind::Struct { .. } | TypeKind::Union { .. } => true,
            TypeKind::Alias(inner) => is_object(source, inner),
            TypeKind::Any { variants, .. } => variants
                .iter()
                .all(|variant| is_object(source, &variant.ty)),
            TypeKind::Enum { .. } => false,
        },
        _ => false,
    }
}
