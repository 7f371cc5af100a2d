//! The page of one endpoint.

use super::access;
use super::index::billed;
use super::markdown::{code, deprecated, evidence, paragraph, retry, table, words};
use super::{rust, successes, types, walks, written};
use std::fmt::Write as _;
use theta_spec::contract::{
    Body, Contract, Endpoint, JsonPart, Method, Param, ParamPlace, Part, PartContent, Returns,
    Scalar, Upload,
};
use theta_spec::json::Json;
use theta_spec::text::markdown::fence;
use theta_spec::text::single_quoted as quoted;
use theta_spec::wording;

pub(super) fn page(contract: &Contract, endpoint: &Endpoint) -> String {
    let mut out = format!("# {}\n\n", endpoint.name);
    paragraph(&mut out, &words(&endpoint.summary));
    paragraph(&mut out, &words(&endpoint.doc));
    paragraph(&mut out, deprecated(endpoint.deprecated.as_deref()).trim());
    let url = format!(
        "{} {}{}",
        endpoint.method.as_str(),
        if endpoint.address.is_some() {
            ""
        } else {
            contract.base_url_of(endpoint)
        },
        endpoint.path_template()
    );
    let _ = write!(out, "{}\n\n", fence("http", &url));
    facts(contract, endpoint, &mut out);
    sent(contract, endpoint, &mut out);
    returned(contract, endpoint, &mut out);
    successes::headers(contract, endpoint, &mut out);
    walks::of_endpoint(contract, endpoint, &mut out);
    example(contract, endpoint, &mut out);
    errors(contract, endpoint, &mut out);
    paragraph(&mut out, &evidence(contract, &endpoint.evidence));
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn facts(contract: &Contract, endpoint: &Endpoint, out: &mut String) {
    let plans = if endpoint.plans.is_empty() {
        "all".to_owned()
    } else {
        endpoint.plans.join(", ")
    };
    let mut rows = vec![
        vec!["Billed".to_owned(), billed(&endpoint.billing)],
        vec![
            "Timeout of one attempt".to_owned(),
            wording::duration(endpoint.timeout),
        ],
    ];
    let names = [
        ("Call in Rust", format!("client.{}", endpoint.call())),
        ("Request in Rust", endpoint.request_ident.clone()),
        ("Error in Rust", endpoint.error_ident.clone()),
    ];
    rows.extend(names.map(|(what, name)| vec![what.to_owned(), code(&name)]));
    if !contract.plans.is_empty() {
        rows.push(vec!["Plans".to_owned(), plans]);
    }
    for limit in contract.limits_on(endpoint) {
        let plan = limit
            .plan
            .as_deref()
            .map_or_else(String::new, |plan| format!(", on the plan {}", words(plan)));
        let most = words(&limit.most.to_string());
        rows.push(vec!["Limit".to_owned(), format!("{most}{plan}")]);
    }
    rows.extend(access::of_endpoint(contract, endpoint));
    if endpoint.repeatable {
        rows.push(vec![
            "Same request again".to_owned(),
            "same answer, nothing changed".to_owned(),
        ]);
    }
    if let Some(header) = &endpoint.idempotency_key {
        rows.push(vec![
            "Idempotency key".to_owned(),
            format!("header {}", code(header)),
        ]);
    }
    table(out, &["fact", "value"], &rows);
}

fn sent(contract: &Contract, endpoint: &Endpoint, out: &mut String) {
    if !endpoint.params.is_empty() {
        out.push_str("## Parameters\n\n");
        let mut params: Vec<&Param> = endpoint.params.iter().collect();
        params.sort_by_key(|param| param.optional);
        let rows = params.into_iter().map(|param| parameter(contract, param));
        table(
            out,
            &["parameter", "in", "type", "presence", "meaning"],
            &rows.collect::<Vec<_>>(),
        );
    }
    match &endpoint.body {
        Body::None => {}
        Body::Multipart(parts) => {
            out.push_str("## Parts\n\nSent as `multipart/form-data`.\n\n");
            let mut sorted: Vec<&Part> = parts.iter().collect();
            sorted.sort_by_key(|part| part.optional);
            let rows: Vec<Vec<String>> = sorted.iter().map(|one| part(contract, one)).collect();
            table(out, &["part", "holds", "presence", "meaning"], &rows);
            for one in parts {
                if let PartContent::Json(json) = &one.content {
                    fields(
                        contract,
                        &format!("Fields of {}", code(&one.name)),
                        json,
                        out,
                    );
                }
            }
        }
        Body::Json(json) => {
            let _ = write!(out, "## Body\n\nSent as {}.\n\n", code(&json.content_type));
            may_lack(endpoint, out);
            paragraph(out, &words(&json.doc));
            paragraph(out, &format!("{}.", types::name(contract, &json.ty, "../")));
            fields(contract, "Fields of the body", json, out);
        }
        Body::Form(form) => {
            out.push_str("## Body\n\nSent as `application/x-www-form-urlencoded`.\n\n");
            let value = &form.value;
            paragraph(out, &words(&value.doc));
            paragraph(
                out,
                &format!("{}.", types::name(contract, &value.ty, "../")),
            );
            paragraph(out, &written::form(contract, form));
            fields(contract, "Fields of the body", value, out);
        }
        Body::Binary(upload) => {
            let _ = write!(out, "## Body\n\n{}\n\n", limits(upload));
            may_lack(endpoint, out);
            paragraph(out, &words(&upload.doc));
        }
        Body::Text {
            content_type, doc, ..
        } => {
            let _ = write!(out, "## Body\n\nText, sent as {}.\n\n", code(content_type));
            may_lack(endpoint, out);
            paragraph(out, &words(doc));
        }
    }
}

/// What a body that may be left out means.
fn may_lack(endpoint: &Endpoint, out: &mut String) {
    if endpoint.body_optional {
        out.push_str("It may be left out: without anything to say, no body is sent.\n\n");
    }
}

fn parameter(contract: &Contract, param: &Param) -> Vec<String> {
    let place = match param.place {
        ParamPlace::Path => "path",
        ParamPlace::Query => "query",
        ParamPlace::Header => "header",
    };
    let mut said = words(&param.doc);
    if !param.unit.is_empty() {
        let _ = write!(said, " Unit: {}.", words(&param.unit));
    }
    if !param.default.is_empty() {
        let _ = write!(said, " Without it: {}.", code(&param.default));
    }
    said.push_str(&written::parameter(contract, param));
    said.push_str(&deprecated(param.deprecated.as_deref()));
    let source = evidence(contract, &param.evidence);
    if !source.is_empty() {
        let _ = write!(said, " {source}");
    }
    let ty = types::name(contract, &param.ty, "../");
    vec![
        code(&param.name),
        place.to_owned(),
        ty,
        types::needed(param.optional).to_owned(),
        said.trim().to_owned(),
    ]
}

fn part(contract: &Contract, part: &Part) -> Vec<String> {
    let holds = match &part.content {
        PartContent::Upload(upload) => limits(upload),
        PartContent::Json(json) => format!("JSON text: {}", types::name(contract, &json.ty, "../")),
        PartContent::Text(ty) => types::name(contract, ty, "../"),
    };
    let mut said = words(&part.doc);
    if !part.content_type.is_empty() {
        let _ = write!(said, " Sent as {}.", code(&part.content_type));
    }
    if !part.file_name.is_empty() {
        let _ = write!(said, " File name: {}.", code(&part.file_name));
    }
    let source = evidence(contract, &part.evidence);
    if !source.is_empty() {
        let _ = write!(said, " {source}");
    }
    vec![
        code(&part.name),
        holds,
        types::needed(part.optional).to_owned(),
        said.trim().to_owned(),
    ]
}

fn limits(upload: &Upload) -> String {
    let kind = if upload.audio { "audio" } else { "bytes" };
    let mut said = match (upload.many, upload.max_count) {
        (false, _) => kind.to_owned(),
        (true, None) => format!("a list, each item {kind}"),
        (true, Some(most)) => format!("a list of at most {most}, each item {kind}"),
    };
    if !upload.formats.is_empty() {
        let formats: Vec<String> = upload
            .formats
            .iter()
            .map(|format| code(&format!(".{format}")))
            .collect();
        let _ = write!(said, ": {}", formats.join(" or "));
    }
    if !upload.max_size_text.is_empty() {
        let _ = write!(said, ", at most {}", words(&upload.max_size_text));
    }
    if let Some(longest) = upload.max_duration {
        let _ = write!(said, ", at most {}", wording::duration(longest));
    }
    said
}

fn fields(contract: &Contract, title: &str, json: &JsonPart, out: &mut String) {
    let Some(id) = json.spread else { return };
    if let theta_spec::contract::TypeKind::Struct { fields, rest, .. } = &contract.type_def(id).kind
    {
        let _ = write!(out, "### {title}\n\n");
        types::table_of(contract, fields, rest.as_deref(), "../", out);
    }
}

fn returned(contract: &Contract, endpoint: &Endpoint, out: &mut String) {
    out.push_str("## Reply\n\n");
    match &endpoint.returns {
        Returns::OneOf(several) => {
            successes::list(contract, several, out);
            return;
        }
        Returns::Nothing => out.push_str("Nothing that is read.\n\n"),
        Returns::Text => out.push_str("Text.\n\n"),
        Returns::Socket {
            sends, receives, ..
        } => {
            let (sends, receives) = (
                types::name(contract, sends, "../"),
                types::name(contract, receives, "../"),
            );
            paragraph(
                out,
                &format!(
                    "A WebSocket: the client sends {sends}, the server {receives}, both as JSON."
                ),
            );
        }
        Returns::Bytes { accept, stream } => {
            let how = if *stream { ", given as they come" } else { "" };
            let _ = write!(out, "Bytes, asked for as {}{how}.\n\n", code(accept));
        }
        Returns::Events(events) => successes::events(contract, events, out),
        // XML is always one of several.
        Returns::Json(ty) | Returns::Xml { ty, .. } => {
            paragraph(out, &format!("JSON: {}.", types::name(contract, ty, "../")));
        }
    }
    if endpoint.says_status || !endpoint.empty.is_empty() {
        let empty = endpoint
            .empty
            .iter()
            .map(|status| format!("{status} without a body"));
        let statuses = std::iter::once(endpoint.success.to_string()).chain(empty);
        let statuses: Vec<String> = statuses.collect();
        paragraph(out, &format!("Status {}.", statuses.join(", or ")));
    }
    if !endpoint.example.is_empty() {
        let language = if matches!(endpoint.returns, Returns::Json(_)) {
            "json"
        } else {
            "text"
        };
        let _ = write!(out, "{}\n\n", fence(language, endpoint.example.trim()));
    }
}

/// The request as a shell command; the words in capitals are to be filled in.
fn example(contract: &Contract, endpoint: &Endpoint, out: &mut String) {
    // With `-X HEAD` curl would wait for the body.
    let method = match endpoint.method {
        Method::Head => "-I".to_owned(),
        method => format!("-X {}", method.as_str()),
    };
    let (query, keys) = access::shell(contract, endpoint);
    let url = if endpoint.address.is_some() {
        path(endpoint).to_ascii_uppercase()
    } else {
        let base = contract.api.sample_url(contract.base_url_of(endpoint));
        format!("{base}{}", path(endpoint))
    };
    let url = if query.is_empty() {
        quoted(&url)
    } else {
        let gap = if url.contains('?') { '&' } else { '?' };
        format!(
            "\"{}{gap}{}\"",
            access::double_quoted(&url),
            query.join("&")
        )
    };
    let mut lines = vec![format!("curl {method} {url}")];
    lines.extend(keys);
    for (name, value) in &contract.headers {
        lines.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
    }
    for header in contract
        .client_headers
        .iter()
        .filter(|header| !header.optional)
    {
        let value = header.value.as_deref().unwrap_or("TEXT");
        lines.push(format!(
            "-H {}",
            quoted(&format!("{}: {value}", header.name))
        ));
    }
    for (name, value) in constants(endpoint, ParamPlace::Header) {
        lines.push(format!("-H {}", quoted(&format!("{name}: {value}"))));
    }
    match &endpoint.body {
        Body::None => {}
        Body::Multipart(parts) => {
            lines.extend(parts.iter().filter(|part| !part.optional).map(|part| {
                let value = match &part.content {
                    PartContent::Upload(upload) => format!(
                        "@FILE.{}",
                        upload.formats.last().map_or("bin", String::as_str)
                    ),
                    PartContent::Json(json) => body_of(contract, json),
                    PartContent::Text(_) => part
                        .constant()
                        .map_or_else(|| "TEXT".to_owned(), Scalar::text),
                };
                let kind = match part.content_type.as_str() {
                    "" => String::new(),
                    kind => format!(";type={kind}"),
                };
                let file = match part.file_name.as_str() {
                    "" => String::new(),
                    name => format!(";filename={name}"),
                };
                format!(
                    "-F {}",
                    quoted(&format!("{}={value}{kind}{file}", part.name))
                )
            }));
        }
        Body::Json(json) => {
            let header = format!("content-type: {}", json.content_type);
            lines.push(format!("-H {}", quoted(&header)));
            lines.push(format!("-d {}", quoted(&body_of(contract, json))));
        }
        Body::Form(form) => {
            let pairs = written::required(contract, form).into_iter();
            lines.extend(pairs.map(|pair| format!("-d {}", quoted(&pair))));
        }
        Body::Binary(upload) => {
            let header = format!("content-type: {}", upload.content_type);
            lines.push(format!("-H {}", quoted(&header)));
            lines.push("--data-binary @FILE".to_owned());
        }
        Body::Text { content_type, .. } => {
            lines.push(format!(
                "-H {}",
                quoted(&format!("content-type: {content_type}"))
            ));
            lines.push("--data-binary TEXT".to_owned());
        }
    }
    let _ = write!(
        out,
        "## Example\n\n{}\n\n",
        fence("sh", &lines.join(" \\\n  "))
    );
    rust::example(contract, endpoint, out);
}

fn path(endpoint: &Endpoint) -> String {
    let mut path = endpoint.path_template().replace(['{', '}'], "");
    for (name, value) in constants(endpoint, ParamPlace::Query) {
        path.push(if path.contains('?') { '&' } else { '?' });
        let _ = write!(path, "{}={}", encoded(name), encoded(&value));
    }
    path
}

/// The parameters that are always the same.
fn constants(endpoint: &Endpoint, place: ParamPlace) -> impl Iterator<Item = (&str, String)> {
    let params = endpoint.params.iter();
    params
        .filter(move |param| param.place == place)
        .filter_map(|param| {
            let value = param.constant()?;
            Some((param.name.as_str(), value.text()))
        })
}

/// A text as it stands in a query.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// JSON with the required fields.
fn body_of(contract: &Contract, json: &JsonPart) -> String {
    let Some(id) = json.spread else {
        return "JSON".to_owned();
    };
    let theta_spec::contract::TypeKind::Struct { fields, .. } = &contract.type_def(id).kind else {
        return "JSON".to_owned();
    };
    let members: Vec<String> = fields
        .iter()
        .filter(|field| !field.optional)
        .map(|field| format!("{}: {}", Json::from(field.name.as_str()), value(&field.ty)))
        .collect();
    format!("{{{}}}", members.join(", "))
}

fn value(ty: &theta_spec::contract::Type) -> String {
    use theta_spec::contract::Type;
    match ty {
        Type::Boolean => "true".to_owned(),
        Type::Number(_) => "1".to_owned(),
        Type::Constant(value) => value.to_string(),
        Type::Array(_) => "[]".to_owned(),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(value).collect();
            format!("[{}]", items.join(", "))
        }
        Type::Map(_) | Type::Json => "{}".to_owned(),
        Type::Nullable(_) => "null".to_owned(),
        Type::Verbatim(inner) => value(inner),
        Type::Format(format) => Json::from(format.example()).to_string(),
        Type::String | Type::Named(_) => "\"TEXT\"".to_owned(),
    }
}

fn errors(contract: &Contract, endpoint: &Endpoint, out: &mut String) {
    if endpoint.errors.is_empty() {
        return;
    }
    out.push_str("## Errors\n\n");
    let rows: Vec<Vec<String>> = endpoint
        .errors
        .iter()
        .map(|&id| contract.error(id))
        .map(|row| {
            let link = format!("[{}](../errors.md#{})", row.name, row.name);
            vec![
                row.status.to_string(),
                super::errors::text(row),
                link,
                retry(row.retry),
                super::markdown::alternatives(&row.fixes),
            ]
        })
        .collect();
    table(
        out,
        &["status", "reply", "error", "try again", "fix"],
        &rows,
    );
}
