//! What is wrong with a request, in the order in which a server would notice.

use crate::audio;
use crate::failure::Failure;
use crate::request::Incoming;
use crate::route::{Found, named, takes};
use crate::value::{from_text, item_type, missing_fields};
use crate::written::Pairs;
use theta_spec::apart::{Marks, Place};
use theta_spec::conform;
use theta_spec::contract::{
    Body, Contract, Endpoint, FormBody, Param, ParamPlace, Part, PartContent, Scalar, TriggerKind,
    Type, Upload, Written,
};
use theta_spec::json::{self, Json};
use theta_spec::text::count;

/// A piece of JSON that was sent: a part or the body.
struct Sent<'r> {
    name: &'r str,
    ty: &'r Type,
    value: Json,
}

/// Checks size, body, headers of every request, parts and parameters, JSON, types and audio, in this order.
pub(crate) fn check(
    contract: &Contract,
    endpoint: &Endpoint,
    found: &Found,
    request: &Incoming,
) -> Result<(), Failure> {
    check_size(endpoint, request)?;
    check_media_type(endpoint, request)?;
    check_multipart(endpoint, request)?;
    check_headers(contract, endpoint, request)?;
    check_present(contract, endpoint, found, request)?;
    let sent = read_json(contract, endpoint, found, request)?;
    for sent in &sent {
        check_fields(contract, sent)?;
    }
    check_texts(contract, endpoint, found, request)?;
    for Sent { name, ty, value } in &sent {
        check_type(contract, ty, value, name)?;
    }
    check_audio(endpoint, request)
}

/// The values that were read from texts, as JSON, with their names.
pub(crate) fn values(
    contract: &Contract,
    found: &Found,
    request: &Incoming,
) -> Vec<(String, String)> {
    let endpoint = &contract.endpoints[found.endpoint];
    let mut values = Vec::new();
    for (index, param) in endpoint.params.iter().enumerate() {
        let value = written(contract, param, index, found, request);
        values.extend(value.map(|value| (param.name.clone(), value.to_string())));
        if param.written == Written::Json {
            let texts = param_values(param, index, found, request).into_iter();
            values.extend(texts.map(|text| (param.name.clone(), text.to_owned())));
        }
    }
    if let Body::Form(form) = &endpoint.body {
        values.push((
            "body".to_owned(),
            form_value(contract, form, request).to_string(),
        ));
    }
    values
}

fn form_value(contract: &Contract, form: &FormBody, request: &Incoming) -> Json {
    let text = String::from_utf8_lossy(&request.body);
    Pairs::of_query(&text).form(contract, &form.layout, &form.value.ty)
}

fn check_size(endpoint: &Endpoint, request: &Incoming) -> Result<(), Failure> {
    if request.over_limit {
        let text = format!(
            "the body is longer than the {} this server takes",
            count(request.body.len(), "byte")
        );
        let sent = multipart(endpoint)
            .iter()
            .filter(|part| matches!(part.content, PartContent::Upload(_)));
        return Err(Failure::new(TriggerKind::TooLarge, 413, text).about(
            ["body"]
                .into_iter()
                .chain(sent.map(|part| part.name.as_str())),
        ));
    }
    for (upload, name, bytes) in uploads(endpoint, request) {
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if let Some(max) = upload.max_size.filter(|max| size > *max) {
            let text = format!(
                "`{name}` has {}, the contract allows {max}",
                count(size, "byte")
            );
            return Err(Failure::new(TriggerKind::TooLarge, 413, text)
                .about([name, "body"])
                .capture(name));
        }
    }
    Ok(())
}

fn check_media_type(endpoint: &Endpoint, request: &Incoming) -> Result<(), Failure> {
    let content_type = request.content_type();
    // Without a body there is nothing that the media type could describe: what is missing is noticed later.
    if matches!(endpoint.body, Body::None)
        || request.body.is_empty()
        || takes(&endpoint.body, content_type)
    {
        return Ok(());
    }
    let sent = content_type.unwrap_or("no content-type");
    let taken = match &endpoint.body {
        Body::Binary(upload) if !upload.formats.is_empty() => upload.formats.join(", "),
        body => named(body).unwrap_or("none").to_owned(),
    };
    let text = format!(
        "a body with {sent} is not what `{}` takes: {taken}",
        endpoint.name
    );
    Err(Failure::new(TriggerKind::MediaTypeInvalid, 415, text)
        .about(["body"])
        .capture(sent))
}

fn check_multipart(endpoint: &Endpoint, request: &Incoming) -> Result<(), Failure> {
    match (&endpoint.body, &request.malformed) {
        (Body::Multipart(_), Some(reason)) if !request.body.is_empty() => Err(
            Failure::undocumentable(400, format!("the multipart body cannot be read: {reason}")),
        ),
        _ => Ok(()),
    }
}

/// The headers that every request has. An address that an answer names is called without them.
fn check_headers(
    contract: &Contract,
    endpoint: &Endpoint,
    request: &Incoming,
) -> Result<(), Failure> {
    if endpoint.address.is_some() {
        return Ok(());
    }
    for (name, value) in contract.demanded_headers() {
        let Some(sent) = request.header(name) else {
            return Err(missing("header", name));
        };
        if let Some(value) = value.filter(|value| sent != *value) {
            let reason = format!("expected \"{value}\", found \"{sent}\"");
            let text = format!("the header `{name}` has another value: {reason}");
            return Err(Failure::new(TriggerKind::SchemaInvalid, 422, text)
                .about([name])
                .capture(reason));
        }
    }
    Ok(())
}

fn check_present(
    contract: &Contract,
    endpoint: &Endpoint,
    found: &Found,
    request: &Incoming,
) -> Result<(), Failure> {
    for (index, param) in endpoint.params.iter().enumerate() {
        let is_there = || match &param.written {
            Written::Pairs(_) => written(contract, param, index, found, request).is_some(),
            Written::Plain | Written::Json => {
                !param_values(param, index, found, request).is_empty()
            }
        };
        if !param.optional && !is_there() {
            return Err(missing("parameter", &param.name));
        }
    }
    match &endpoint.body {
        Body::Multipart(parts) => {
            for part in parts {
                if !part.optional && request.parts(&part.name).next().is_none() {
                    return Err(missing("part", &part.name));
                }
                if let PartContent::Upload(Upload {
                    max_count: Some(most),
                    ..
                }) = &part.content
                {
                    check_count(*most, &part.name, request)?;
                }
            }
            Ok(())
        }
        _ if endpoint.body_optional => Ok(()),
        Body::Binary(upload) if request.body.is_empty() && upload.audio => {
            Err(missing("body", "body").or(TriggerKind::AudioInvalid))
        }
        Body::Json(_) | Body::Text { .. } | Body::Binary(_) if request.body.is_empty() => {
            Err(missing("body", "body"))
        }
        // A form without a pair says that nothing is set.
        Body::None | Body::Json(_) | Body::Form(_) | Body::Text { .. } | Body::Binary(_) => Ok(()),
    }
}

/// A list of uploads is no longer than documented.
fn check_count(most: u64, name: &str, request: &Incoming) -> Result<(), Failure> {
    let count = request.parts(name).count();
    if u64::try_from(count).unwrap_or(u64::MAX) <= most {
        return Ok(());
    }
    let reason = format!("expected at most {most}, found {count}");
    let text = format!("`{name}` is sent too often: {reason}");
    Err(Failure::new(TriggerKind::SchemaInvalid, 422, text)
        .about([name])
        .capture(reason))
}

fn missing(what: &str, name: &str) -> Failure {
    let text = format!("the {what} `{name}` is missing");
    Failure::new(TriggerKind::Missing, 422, text)
        .about([name])
        .capture(name)
}

/// Every piece of JSON in the request, or the first that is none.
fn read_json<'r>(
    contract: &Contract,
    endpoint: &'r Endpoint,
    found: &Found,
    request: &Incoming,
) -> Result<Vec<Sent<'r>>, Failure> {
    let mut sent = Vec::new();
    for (index, param) in endpoint.params.iter().enumerate() {
        match &param.written {
            Written::Plain => {}
            Written::Json => {
                for text in param_values(param, index, found, request) {
                    sent.push(read(&param.name, &param.ty, text.as_bytes())?);
                }
            }
            Written::Pairs(_) => {
                let value = written(contract, param, index, found, request);
                sent.extend(value.map(|value| Sent {
                    name: &param.name,
                    ty: &param.ty,
                    value,
                }));
            }
        }
    }
    match &endpoint.body {
        Body::Json(_) | Body::Form(_) if endpoint.body_optional && request.body.is_empty() => {}
        Body::Json(part) => {
            let mut body = read("body", &part.ty, &request.body)?;
            forgive_refusals(contract, endpoint, &mut body.value);
            sent.push(body);
        }
        Body::Form(form) => {
            sent.push(Sent {
                name: "body",
                ty: &form.value.ty,
                value: form_value(contract, form, request),
            });
        }
        Body::Multipart(parts) => {
            for part in parts {
                let PartContent::Json(content) = &part.content else {
                    continue;
                };
                for received in request.parts(&part.name) {
                    sent.push(read(&part.name, &content.ty, &received.bytes)?);
                }
            }
        }
        Body::None | Body::Binary(_) | Body::Text { .. } => {}
    }
    Ok(sent)
}

/// Takes out what says no to another endpoint of the same path: where `"stream": true` asks for events, `"stream": false`
/// asks for what there is without it.
fn forgive_refusals(contract: &Contract, endpoint: &Endpoint, body: &mut Json) {
    let Json::Object(members) = body else {
        return;
    };
    let own = Marks::of(contract, endpoint);
    let others = contract.endpoints.iter().filter(|other| {
        other.method == endpoint.method
            && other.path == endpoint.path
            && other.name != endpoint.name
    });
    for mark in others.flat_map(|other| Marks::of(contract, other).named) {
        let Some(asked) = mark.constant.filter(|_| mark.place == Place::Field) else {
            continue;
        };
        let is_own =
            |own: &theta_spec::apart::Mark<'_>| own.place == mark.place && own.name == mark.name;
        if !own.named.iter().any(is_own) {
            members.retain(|(name, value)| {
                name != mark.name || asked.is(value) || !is_alike(asked, value)
            });
        }
    }
}

fn is_alike(scalar: &Scalar, value: &Json) -> bool {
    matches!(
        (scalar, value),
        (Scalar::Text(_), Json::String(_))
            | (Scalar::Boolean(_), Json::Bool(_))
            | (Scalar::Number(_), Json::Number(_))
    )
}

fn read<'r>(name: &'r str, ty: &'r Type, bytes: &[u8]) -> Result<Sent<'r>, Failure> {
    let value = match std::str::from_utf8(bytes) {
        Ok(text) => json::parse(text).map_err(|error| error.to_string()),
        Err(_) => Err("the text is not UTF-8".to_owned()),
    };
    match value {
        Ok(value) => Ok(Sent { name, ty, value }),
        Err(reason) => {
            let text = format!("`{name}` is not JSON: {reason}");
            Err(Failure::new(TriggerKind::JsonInvalid, 400, text)
                .about([name])
                .capture(reason))
        }
    }
}

fn check_fields(contract: &Contract, sent: &Sent<'_>) -> Result<(), Failure> {
    let Sent { name, ty, value } = sent;
    let missing = missing_fields(contract, ty, value);
    let Some(path) = missing.first() else {
        return Ok(());
    };
    let field = path.rsplit('.').next().unwrap_or(path);
    // From `options.words.0.text` over `options.text` and `text` to `options`.
    let (whole, short) = (format!("{name}.{path}"), format!("{name}.{field}"));
    let text = format!("`{name}` lacks the field `{path}`");
    Err(Failure::new(TriggerKind::FieldMissing, 422, text)
        .capture(field)
        .or(TriggerKind::SchemaInvalid)
        .capture(format!("{path}: expected a value, found nothing"))
        .about([&*whole, &*short, path, field, name]))
}

/// Checks what is written as text: parameters, then parts.
fn check_texts(
    contract: &Contract,
    endpoint: &Endpoint,
    found: &Found,
    request: &Incoming,
) -> Result<(), Failure> {
    let check = |name: &str, ty: &Type, text: &str| {
        let ty = item_type(contract, ty);
        check_type(contract, ty, &from_text(contract, ty, text), name)
    };
    let params = endpoint.params.iter().enumerate();
    for (index, param) in params.filter(|(_, param)| param.written == Written::Plain) {
        for text in param_values(param, index, found, request) {
            check(&param.name, &param.ty, text)?;
        }
    }
    for part in multipart(endpoint) {
        if let PartContent::Text(ty) = &part.content {
            for received in request.parts(&part.name) {
                check(&part.name, ty, &String::from_utf8_lossy(&received.bytes))?;
            }
        }
    }
    Ok(())
}

fn check_type(contract: &Contract, ty: &Type, value: &Json, name: &str) -> Result<(), Failure> {
    let mismatches = conform::mismatches(contract, ty, value);
    let Some(mismatch) = mismatches.first() else {
        return Ok(());
    };
    let path = mismatch.path.replace('/', ".");
    let path = path.trim_start_matches('.');
    let what = format!("expected {}, found {}", mismatch.expected, mismatch.found);
    let reason = match path {
        "" => what,
        _ => format!("{path}: {what}"),
    };
    let whole = format!("{name}.{path}");
    let field = path.rsplit('.').next().unwrap_or_default();
    Err(Failure::new(
        TriggerKind::SchemaInvalid,
        422,
        format!("`{name}` has another type: {reason}"),
    )
    .about([whole.as_str(), path, field, name])
    .capture(reason))
}

fn check_audio(endpoint: &Endpoint, request: &Incoming) -> Result<(), Failure> {
    for (upload, name, bytes) in uploads(endpoint, request) {
        if !upload.audio {
            continue;
        }
        let text = if bytes.is_empty() {
            format!("the audio `{name}` is empty")
        } else if !audio::is_audio(bytes, &upload.formats) {
            format!(
                "the audio `{name}` is none of: {}",
                upload.formats.join(", ")
            )
        } else {
            continue;
        };
        return Err(Failure::new(TriggerKind::AudioInvalid, 422, text)
            .about([name])
            .capture(name));
    }
    Ok(())
}

fn multipart(endpoint: &Endpoint) -> &[Part] {
    match &endpoint.body {
        Body::Multipart(parts) => parts,
        _ => &[],
    }
}

/// The uploads that were sent, each with its name on the wire.
fn uploads<'r>(
    endpoint: &'r Endpoint,
    request: &'r Incoming,
) -> Vec<(&'r Upload, &'r str, &'r [u8])> {
    if endpoint.body_optional && request.body.is_empty() {
        return Vec::new();
    }
    if let Body::Binary(upload) = &endpoint.body {
        return vec![(upload, "body", &request.body)];
    }
    let mut sent = Vec::new();
    for part in multipart(endpoint) {
        if let PartContent::Upload(upload) = &part.content {
            let received = request.parts(&part.name);
            sent.extend(received.map(|one| (upload, part.name.as_str(), &one.bytes[..])));
        }
    }
    sent
}

fn param_values<'r>(
    param: &'r Param,
    index: usize,
    found: &'r Found,
    request: &'r Incoming,
) -> Vec<&'r str> {
    let of = |pairs: &'r [(String, String)], is_it: &dyn Fn(&str) -> bool| -> Vec<&'r str> {
        let pairs = pairs.iter().filter(|(name, _)| is_it(name));
        pairs.map(|(_, value)| value.as_str()).collect()
    };
    match param.place {
        ParamPlace::Path => {
            let params = found.params.iter().filter(|held| held.param == index);
            params.map(|held| held.text.as_str()).collect()
        }
        ParamPlace::Query => of(&request.query, &|name| name == param.name),
        ParamPlace::Header => of(&request.headers, &|name| {
            name.eq_ignore_ascii_case(&param.name)
        }),
    }
}

/// The value of a parameter of which the contract says how it is written; `None` when it is not there.
fn written(
    contract: &Contract,
    param: &Param,
    index: usize,
    found: &Found,
    request: &Incoming,
) -> Option<Json> {
    let Written::Pairs(layout) = &param.written else {
        return None;
    };
    let pairs = match param.place {
        ParamPlace::Query => Pairs::of_query(&request.raw_query),
        ParamPlace::Header => {
            let texts = param_values(param, index, found, request);
            Pairs::of_param(param.place, &param.name, &texts)
        }
        ParamPlace::Path => {
            let held = found.params.iter().filter(|held| held.param == index);
            let texts: Vec<&str> = held.map(|held| held.raw.as_str()).collect();
            Pairs::of_param(param.place, &param.name, &texts)
        }
    };
    pairs.value(contract, layout, &param.ty, &param.name)
}
