//! A request that can be pasted into a shell.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::fmt::Write as _;
use theta_spec::contract::{
    Body, Contract, Endpoint, KeyPlace, Method, Number, Param, ParamPlace, Part, PartContent,
    PathSegment, Scheme, Type, TypeKind, Upload, Written,
};
use theta_spec::json::Json;
use theta_spec::text::shell as quoted;
use theta_spec::written;

/// Deepest nesting that a made-up value goes into; types may contain themselves.
const MAX_DEPTH: usize = 8;

/// What has a meaning in an address, or may have one.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A `curl` command without the address.
pub(crate) struct Example {
    options: String,
    path: String,
}

impl Example {
    /// The command for a server at `base`.
    pub(crate) fn at(&self, base: &str) -> String {
        format!(
            "curl{} {}",
            self.options,
            quoted(&format!("{base}{}", self.path))
        )
    }
}

/// The token that the request is sent with.
pub(super) const TOKEN: &str = "token";

/// The first endpoint, with everything that it requires.
pub(crate) fn example(contract: &Contract) -> Option<Example> {
    // An address that an answer names has no path here.
    let mut endpoints = contract.endpoints.iter();
    let endpoint = endpoints.find(|endpoint| endpoint.address.is_none())?;
    Some(of(contract, endpoint))
}

/// The schemes that its first alternative needs.
fn needed<'c>(contract: &'c Contract, endpoint: &'c Endpoint) -> impl Iterator<Item = &'c Scheme> {
    let first = endpoint.access.0.first().into_iter().flatten();
    first.map(|id| contract.scheme(*id))
}

fn of(contract: &Contract, endpoint: &Endpoint) -> Example {
    Example {
        options: options(contract, endpoint),
        path: path(contract, endpoint),
    }
}

fn options(contract: &Contract, endpoint: &Endpoint) -> String {
    // With `-X HEAD` curl would wait for the body.
    let mut out = match endpoint.method {
        Method::Head => " -I".to_owned(),
        method => format!(" -X {}", method.as_str()),
    };
    let mut header = |name: &str, value: &str| {
        let _ = write!(out, " -H {}", quoted(&format!("{name}: {value}")));
    };
    let mut user = None;
    for scheme in needed(contract, endpoint) {
        let key = scheme.credentials(|secret| match secret.what.as_str() {
            "key" => format!("{}test", scheme.prefix),
            "token" if scheme.token.is_some() => TOKEN.to_owned(),
            what => what.to_owned(),
        });
        match &scheme.place {
            KeyPlace::Header { name, scheme: word } if word.is_empty() => header(name, &key),
            KeyPlace::Header { name, scheme: word } => header(name, &format!("{word} {key}")),
            KeyPlace::Basic { .. } => user = Some(key),
            KeyPlace::Query { .. } => {}
        }
    }
    for (name, value) in contract.demanded_headers() {
        header(name, value.unwrap_or("test"));
    }
    for param in required(endpoint, ParamPlace::Header) {
        for (_, text) in pairs(contract, param, str::to_owned) {
            header(&param.name, &text);
        }
    }
    match &endpoint.body {
        _ if endpoint.body_optional => {}
        Body::None => {}
        Body::Multipart(parts) => {
            for part in parts.iter().filter(|part| !part.optional) {
                let _ = write!(out, " {}", form(contract, part));
            }
        }
        Body::Json(json) => {
            header("content-type", &json.content_type);
            let _ = write!(
                out,
                " --data {}",
                quoted(&value(contract, &json.ty).to_string())
            );
        }
        Body::Form(form) => {
            let value = value(contract, &form.value.ty);
            for (name, text) in written::form(&form.layout, &value, percent) {
                let _ = write!(out, " --data {}", quoted(&format!("{name}={text}")));
            }
        }
        Body::Binary(upload) => {
            header("content-type", &upload.content_type);
            let _ = write!(out, " --data-binary @{}", quoted(&file(upload)));
        }
        Body::Text { content_type, .. } => {
            header("content-type", content_type);
            out.push_str(" --data text");
        }
    }
    if let Some(user) = user {
        let _ = write!(out, " -u {}", quoted(&user));
    }
    out
}

/// `-F` reads a file for a value that begins with `@` or `<`; `--form-string` takes any text.
fn form(contract: &Contract, part: &Part) -> String {
    match &part.content {
        PartContent::Upload(upload) => {
            format!("-F {}", quoted(&format!("{}=@{}", part.name, file(upload))))
        }
        PartContent::Json(json) => {
            format!(
                "--form-string {}",
                quoted(&format!("{}={}", part.name, value(contract, &json.ty)))
            )
        }
        PartContent::Text(ty) => format!(
            "--form-string {}",
            quoted(&format!("{}={}", part.name, plain(contract, ty)))
        ),
    }
}

fn file(upload: &Upload) -> String {
    let extension = upload
        .formats
        .iter()
        .find(|format| *format == "wav")
        .or(upload.formats.first());
    let stem = if upload.audio { "audio" } else { "file" };
    extension.map_or_else(
        || stem.to_owned(),
        |extension| format!("{stem}.{extension}"),
    )
}

fn path(contract: &Contract, endpoint: &Endpoint) -> String {
    let mut out = String::new();
    for segment in &endpoint.path {
        match segment {
            PathSegment::Literal(text) => out.push_str(text),
            PathSegment::Param(index) => {
                let pairs = pairs(contract, &endpoint.params[*index], percent);
                out.extend(pairs.into_iter().map(|(_, text)| text));
            }
        }
    }
    let query = required(endpoint, ParamPlace::Query);
    let query = query.flat_map(|param| pairs(contract, param, percent));
    let keys = needed(contract, endpoint).filter_map(|scheme| {
        let key = match scheme.token {
            Some(_) => TOKEN.to_owned(),
            None => format!("{}test", scheme.prefix),
        };
        Some((percent(scheme.query()?), percent(&key)))
    });
    for (index, (name, text)) in query.chain(keys).enumerate() {
        let separator = if index == 0 { '?' } else { '&' };
        let _ = write!(out, "{separator}{name}={text}");
    }
    out
}

fn required(endpoint: &Endpoint, place: ParamPlace) -> impl Iterator<Item = &Param> {
    endpoint
        .params
        .iter()
        .filter(move |param| param.place == place && !param.optional)
}

/// The pairs that a parameter is sent as.
fn pairs(contract: &Contract, param: &Param, encode: fn(&str) -> String) -> Vec<(String, String)> {
    let one = |text: &str| vec![(encode(&param.name), encode(text))];
    match &param.written {
        Written::Plain => one(&plain(contract, &param.ty)),
        Written::Json => one(&value(contract, &param.ty).to_string()),
        Written::Pairs(layout) => {
            let written = |value| written::pairs(layout, &param.name, &value, encode);
            let shortest = written(value(contract, &param.ty));
            if shortest.is_empty() {
                return written(with_member(contract, &param.ty));
            }
            shortest
        }
    }
}

/// A value outside JSON.
fn plain(contract: &Contract, ty: &Type) -> String {
    match value(contract, ty) {
        Json::String(text) => text,
        Json::Array(items) => match items.into_iter().next() {
            Some(Json::String(text)) => text,
            Some(item) => item.to_string(),
            None => String::new(),
        },
        other => other.to_string(),
    }
}

/// A value that a type requires, as shallow as one can be: a type may contain itself.
fn value(contract: &Contract, ty: &Type) -> Json {
    let mut values = (1..=MAX_DEPTH).map(|depth| within(contract, ty, depth));
    values.find_map(|value| value).unwrap_or(Json::Null)
}

/// A value that has a member although none is required: an object without any is written as nothing.
fn with_member(contract: &Contract, ty: &Type) -> Json {
    let member = |name: &str, ty| Json::Object(vec![(name.to_owned(), value(contract, ty))]);
    match ty {
        Type::Json => member("name", &Type::String),
        Type::Map(inner) => member("name", inner),
        Type::Nullable(inner) | Type::Verbatim(inner) => with_member(contract, inner),
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Alias(inner) => with_member(contract, inner),
            TypeKind::Struct { fields, .. } => fields
                .first()
                .map_or(Json::Null, |field| member(&field.name, &field.ty)),
            _ => value(contract, ty),
        },
        _ => value(contract, ty),
    }
}

/// One that goes at most so deep.
fn within(contract: &Contract, ty: &Type, depth: usize) -> Option<Json> {
    let depth = depth.checked_sub(1)?;
    let below = |ty| within(contract, ty, depth);
    Some(match ty {
        Type::String => Json::String("text".to_owned()),
        Type::Boolean => Json::Bool(true),
        Type::Format(format) => Json::String(format.example().to_owned()),
        Type::Constant(constant) => constant.to_json(),
        Type::Tuple(items) => Json::Array(items.iter().map(below).collect::<Option<_>>()?),
        Type::Number(Number::Integer | Number::Unsigned) => Json::Number("1".to_owned()),
        Type::Number(Number::Float) => Json::Number("1.0".to_owned()),
        Type::Json | Type::Map(_) => Json::Object(Vec::new()),
        Type::Nullable(_) => Json::Null,
        Type::Array(inner) => Json::Array(vec![below(inner)?]),
        Type::Verbatim(inner) => below(inner)?,
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Alias(inner) => below(inner)?,
            TypeKind::Enum { values } => values
                .iter()
                // A segment of a path cannot be empty.
                .find(|value| !value.value.as_text().is_empty())
                .map_or_else(|| Json::from("text"), |value| value.value.to_json()),
            TypeKind::Struct { fields, .. } => {
                let needed = fields.iter().filter(|field| !field.optional);
                let members = needed.map(|field| Some((field.name.clone(), below(&field.ty)?)));
                Json::Object(members.collect::<Option<_>>()?)
            }
            TypeKind::Any { variants, .. } => {
                variants.iter().find_map(|variant| below(&variant.ty))?
            }
            TypeKind::Union { tag, variants } => {
                let mut values = variants.iter().filter_map(|variant| {
                    let mut members = vec![(tag.clone(), Json::String(variant.tag.clone()))];
                    if let Json::Object(rest) = within(contract, &Type::Named(variant.ty), depth)? {
                        members.extend(rest.into_iter().filter(|(name, _)| name != tag));
                    }
                    Some(Json::Object(members))
                });
                values.next()?
            }
        },
    })
}

fn percent(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests;
