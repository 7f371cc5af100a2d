//! `[endpoints]`.

use super::successes::{self, OCTETS};
use super::types::{field_type, named, verbatim};
use super::uses::resolve_type;
use super::written::{layout, written};
use super::{
    Index, access, api, arguments, billing, classifier, deprecated, evidence, foreseen, free,
    ident, response_headers, taken, text,
};
use crate::contract::{
    Body, Branch, Endpoint, ErrorId, ErrorRow, Field, FormBody, JsonPart, Lists, Method, Param,
    ParamPlace, Part, PartContent, PathSegment, Returns, Shape, ShapeContent, ShapeId, Status,
    Type, TypeDef, TypeKind, Upload, Written,
};
use crate::keys::{
    RawBody, RawContent, RawContract, RawEndpoint, RawField, RawPart, RawSegment, RawUpload,
};
use crate::names;
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet, HashSet};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";

pub(super) fn resolve(
    index: &Index<'_>,
    types: &[TypeDef],
    shapes: &[Shape],
    errors: &[ErrorRow],
) -> Vec<Endpoint> {
    // One pass over the rows instead of one per endpoint keeps a thousand endpoints linear.
    let mut rows: Vec<Vec<ErrorId>> = vec![Vec::new(); index.raw.endpoints.len()];
    for (at, row) in errors.iter().enumerate() {
        for endpoint in &row.on {
            rows[endpoint.0].push(ErrorId(at));
        }
    }
    let raws = index.raw.endpoints.iter().enumerate();
    let precedence = index.precedence();
    let context = Context {
        index,
        types,
        shapes,
        taken: taken(index.raw, types),
        errors,
        precedence,
    };
    raws.map(|(at, raw)| endpoint(&context, std::mem::take(&mut rows[at]), &raw.name, raw))
        .collect()
}

/// Where methods are that are not on the client itself.
pub(super) fn branches(
    raw: &RawContract,
    endpoints: &[Endpoint],
    types: &[TypeDef],
) -> Vec<Branch> {
    let taken = taken(raw, types);
    let mut branches: BTreeMap<&[String], Span> = BTreeMap::new();
    for endpoint in endpoints {
        for end in 1..=endpoint.under.len() {
            branches
                .entry(&endpoint.under[..end])
                .or_insert(endpoint.span);
        }
    }
    let branches = branches.into_iter().map(|(path, span)| Branch {
        path: path.to_vec(),
        type_ident: free(
            &taken,
            &names::pascal_stem(&path.join("_")),
            names::BRANCH_ENDS,
        ),
        span,
    });
    branches.collect()
}

/// What every endpoint is resolved with.
struct Context<'r> {
    index: &'r Index<'r>,
    types: &'r [TypeDef],
    shapes: &'r [Shape],
    /// What the author calls types in Rust, and what every client has.
    taken: HashSet<&'r str>,
    errors: &'r [ErrorRow],
    precedence: classifier::Precedence,
}

fn endpoint(
    context: &Context<'_>,
    rows: Vec<ErrorId>,
    name: &Spanned<String>,
    raw: &RawEndpoint,
) -> Endpoint {
    let Context {
        index,
        types,
        shapes,
        taken,
        errors,
        precedence,
    } = context;
    let (under, method_ident, pascal) = called(name, raw);
    let (params, path) = params(index, types, raw);
    let body = body(index, types, raw);
    let body_optional = raw.body.as_ref().is_some_and(|body| body.optional);
    let (arguments, setters) =
        arguments::resolve(types, &params, (&body, body_optional), raw.args.as_ref());
    let successes::Answers {
        mut returns,
        success,
        empty,
        accept,
    } = successes::resolve(index, types, &raw.answer, |ends| {
        let stem = pascal.strip_suffix("Events");
        let stem = stem.filter(|stem| ends == names::STREAM_EVENT_ENDS && !stem.is_empty());
        free(taken, stem.unwrap_or(&pascal), ends)
    });
    let example = text(raw.example.as_ref());
    successes::name_root(&mut returns, &example);
    // What a WebSocket calls its body is its first message.
    let sent = match returns {
        Returns::Socket { .. } => &Body::None,
        _ => &body,
    };
    let foreseen = foreseen::resolve(errors, &rows, types, &params, sent);
    let mut endpoint = Endpoint {
        name: name.value.clone(),
        method_ident,
        under,
        request_ident: free(taken, &pascal, names::REQUEST_ENDS),
        error_ident: free(taken, &pascal, names::ERROR_ENDS),
        method: raw.route.method.unwrap_or(Method::Get),
        path,
        access: access::of_endpoint(index.raw, raw),
        host: access::host(index.raw, raw),
        address: access::address(raw),
        summary: text(raw.summary.as_ref()),
        doc: text(raw.doc.as_ref()),
        params,
        body,
        body_optional,
        failing: failing(
            shapes,
            errors,
            &rows,
            matches!(returns, Returns::Socket { .. } | Returns::Events(_)),
        ),
        returns,
        says_status: raw.answer.says_status(),
        success,
        empty,
        response_headers: response_headers::of_endpoint(index, &raw.response_headers),
        headers_ident: if raw.response_headers.is_empty() {
            String::new()
        } else {
            free(taken, &pascal, names::HEADERS_ENDS)
        },
        accept,
        // Known once all types and endpoints are.
        pages: None,
        job: None,
        arguments,
        setters,
        billing: billing::resolve(raw),
        repeatable: raw
            .repeatable
            .as_ref()
            .is_some_and(|repeatable| repeatable.value),
        idempotency_key: raw
            .idempotency_key
            .as_ref()
            .map(|name| name.value.to_ascii_lowercase()),
        plans: api::plan_names(&raw.plans),
        timeout: raw
            .timeout
            .as_ref()
            .map_or_else(|| api::timeout(index.raw), |timeout| timeout.value),
        example,
        deprecated: deprecated(raw.deprecated.as_ref()),
        classifier: classifier::build(errors, &rows, precedence),
        foreseen,
        errors: rows,
        evidence: evidence(&raw.evidence),
        span: name.span,
    };
    let redirects = (300..400).filter(|&status| endpoint.is_success(status));
    endpoint.classifier.redirects = redirects.collect();
    endpoint
}

/// Where the method is, what it is called, and what the names of the endpoint's types begin with.
fn called(name: &Spanned<String>, raw: &RawEndpoint) -> (Vec<String>, String, String) {
    let under = raw.under.as_ref().map(|under| under.value.clone());
    let under = under.unwrap_or_default();
    let method_ident = ident(raw.rust.as_ref(), || {
        names::client_method(names::method_under(&name.value, &under))
    });
    // A method that is not on the client itself shares its name with others.
    let stem = match &raw.rust {
        Some(rust) if under.is_empty() => &rust.value,
        _ => &name.value,
    };
    (under, method_ident, names::pascal_stem(stem))
}

/// The shapes of which a success is a failure.
fn failing(
    shapes: &[Shape],
    errors: &[ErrorRow],
    rows: &[ErrorId],
    has_messages: bool,
) -> Vec<ShapeId> {
    // A message and an event have no status, but that of a close frame is no text's.
    let in_text = |status: &Status| !matches!(status, Status::Exact(1_000..));
    let fails = |row: &ErrorRow| {
        row.status.has_success() || (has_messages && row.status.members.iter().any(in_text))
    };
    let named: BTreeSet<ShapeId> = rows
        .iter()
        .map(|id| &errors[id.0])
        .filter(|row| fails(row))
        .flat_map(|row| row.shapes.iter().copied())
        .collect();
    let ids = (0..shapes.len()).map(ShapeId);
    ids.filter(|id| {
        let shape = &shapes[id.0];
        matches!(shape.content, ShapeContent::Json { .. }) && (shape.closed || named.contains(id))
    })
    .collect()
}

/// Path parameters in the order of the path, then query and header parameters.
fn params(
    index: &Index<'_>,
    types: &[TypeDef],
    raw: &RawEndpoint,
) -> (Vec<Param>, Vec<PathSegment>) {
    let mut params: Vec<Param> = Vec::new();
    let mut path = Vec::new();
    for segment in &raw.route.path.value {
        match segment {
            RawSegment::Literal(text) => path.push(PathSegment::Literal(text.clone())),
            RawSegment::Param(name) => {
                let declared = raw
                    .path_params
                    .iter()
                    .find(|param| param.name.value == *name);
                path.push(PathSegment::Param(params.len()));
                params.push(match declared {
                    Some(field) => param(index, types, field, ParamPlace::Path),
                    None => plain_path_param(name, raw.route.path.span),
                });
            }
        }
    }
    params.extend(
        raw.query
            .iter()
            .map(|field| param(index, types, field, ParamPlace::Query)),
    );
    params.extend(
        raw.headers
            .iter()
            .map(|field| param(index, types, field, ParamPlace::Header)),
    );
    (params, path)
}

fn param(index: &Index<'_>, types: &[TypeDef], raw: &RawField, place: ParamPlace) -> Param {
    let ty = field_type(index, raw);
    Param {
        name: raw.name.value.clone(),
        ident: ident(raw.rust.as_ref(), || names::request_method(&raw.name.value)),
        place,
        written: written(types, raw, &ty, place),
        slashes: raw.slashes.as_ref().is_some_and(|slashes| slashes.value),
        ty,
        optional: raw.optional && place != ParamPlace::Path,
        doc: text(raw.doc.as_ref()),
        unit: text(raw.unit.as_ref()),
        default: text(raw.default.as_ref()),
        deprecated: deprecated(raw.deprecated.as_ref()),
        evidence: evidence(&raw.evidence),
        span: raw.name.span,
    }
}

fn plain_path_param(name: &str, span: Span) -> Param {
    Param {
        name: name.to_owned(),
        ident: names::request_method(name),
        place: ParamPlace::Path,
        ty: Type::String,
        written: Written::Plain,
        slashes: false,
        optional: false,
        doc: String::new(),
        unit: String::new(),
        default: String::new(),
        deprecated: None,
        evidence: crate::contract::Evidence::default(),
        span,
    }
}

fn body(index: &Index<'_>, types: &[TypeDef], raw: &RawEndpoint) -> Body {
    if let Some(parts) = &raw.parts {
        let mut parts: Vec<Part> = parts
            .iter()
            .filter_map(|raw| part(index, types, raw))
            .collect();
        // Uploads go last, so that a server has read the small fields when the bytes arrive.
        parts.sort_by(|a, b| (is_upload(a), &a.name).cmp(&(is_upload(b), &b.name)));
        return Body::Multipart(parts);
    }
    let Some(raw) = &raw.body else {
        return Body::None;
    };
    let doc = text(raw.doc.as_ref());
    match &raw.content {
        RawContent::Broken => Body::None,
        RawContent::Upload(upload) => Body::Binary(resolve_upload(
            upload,
            None,
            body_ident(raw, if upload.audio { "audio" } else { "content" }),
            doc,
        )),
        RawContent::Text { content_type, .. } => Body::Text {
            ident: body_ident(raw, "text"),
            content_type: content_type
                .as_ref()
                .map_or_else(|| PLAIN_TEXT.to_owned(), |ty| ty.value.clone()),
            doc,
        },
        RawContent::Json { .. } => json_part(
            index,
            types,
            &raw.content,
            body_ident(raw, "body"),
            doc,
            raw.optional,
        )
        .map_or(Body::None, Body::Json),
        RawContent::Form { writing, .. } => json_part(
            index,
            types,
            &raw.content,
            body_ident(raw, "body"),
            doc,
            raw.optional,
        )
        .map_or(Body::None, |value| {
            let layout = layout(writing, Lists::Repeat);
            Body::Form(FormBody { value, layout })
        }),
    }
}

fn body_ident(raw: &RawBody, made: &str) -> String {
    ident(raw.rust.as_ref(), || made.to_owned())
}

fn is_upload(part: &Part) -> bool {
    matches!(part.content, PartContent::Upload(_))
}

fn part(index: &Index<'_>, types: &[TypeDef], raw: &RawPart) -> Option<Part> {
    let ident = ident(raw.rust.as_ref(), || names::request_method(&raw.name.value));
    let doc = text(raw.doc.as_ref());
    let content = match &raw.content {
        RawContent::Broken | RawContent::Form { .. } => return None,
        RawContent::Upload(upload) => {
            let most = raw.max_count.as_ref().map(|most| most.value);
            PartContent::Upload(resolve_upload(upload, most, ident.clone(), doc.clone()))
        }
        RawContent::Text { ty, .. } => PartContent::Text(resolve_type(index, &ty.value)),
        RawContent::Json { .. } => PartContent::Json(json_part(
            index,
            types,
            &raw.content,
            ident.clone(),
            doc.clone(),
            raw.optional,
        )?),
    };
    Some(Part {
        name: raw.name.value.clone(),
        ident,
        optional: raw.optional,
        doc,
        content,
        content_type: match &raw.content {
            RawContent::Json { content_type, .. } | RawContent::Text { content_type, .. } => {
                text(content_type.as_ref())
            }
            RawContent::Upload(_) | RawContent::Form { .. } | RawContent::Broken => String::new(),
        },
        file_name: text(raw.file_name.as_ref()),
        evidence: evidence(&raw.evidence),
        span: raw.name.span,
    })
}

fn resolve_upload(raw: &RawUpload, max_count: Option<u64>, ident: String, doc: String) -> Upload {
    let mut formats: Vec<String> = raw
        .formats
        .iter()
        .map(|format| format.value.trim_start_matches('.').to_ascii_lowercase())
        .collect();
    formats.sort();
    formats.dedup();
    Upload {
        ident,
        audio: raw.audio,
        many: raw.many,
        max_count,
        formats,
        max_size: raw.max_size.as_ref().map(|size| size.value.0),
        max_size_text: raw
            .max_size
            .as_ref()
            .map(|size| size.value.1.clone())
            .unwrap_or_default(),
        max_duration: raw.max_duration.as_ref().map(|duration| duration.value),
        content_type: raw
            .content_type
            .as_ref()
            .map_or_else(|| OCTETS.to_owned(), |ty| ty.value.clone()),
        doc,
    }
}

fn json_part(
    index: &Index<'_>,
    types: &[TypeDef],
    raw: &RawContent,
    ident: String,
    doc: String,
    optional: bool,
) -> Option<JsonPart> {
    let (ty, kept, spread, media_type) = match raw {
        RawContent::Json {
            ty,
            verbatim,
            spread,
            content_type,
        } => {
            let media_type = content_type.as_ref();
            let media_type = media_type.map_or(JSON, |ty| &ty.value);
            (ty, verbatim, spread, media_type)
        }
        RawContent::Form { ty, spread, .. } => (ty, &false, spread, FORM),
        RawContent::Upload(_) | RawContent::Text { .. } | RawContent::Broken => return None,
    };
    let wanted = spread.as_ref().map(|spread| spread.value);
    let spread = named(index, ty).filter(|id| match &types[id.0].kind {
        TypeKind::Struct { fields, .. } => {
            // An optional part with required fields cannot be put together from setters.
            !*kept
                && wanted != Some(false)
                && !fields.is_empty()
                && (!optional || !fields.iter().any(Field::is_given))
        }
        _ => false,
    });
    Some(JsonPart {
        ty: verbatim(resolve_type(index, &ty.value), *kept),
        content_type: media_type.to_owned(),
        ident,
        spread,
        doc,
    })
}
