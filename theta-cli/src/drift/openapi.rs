//! An OpenAPI document in the place of a page: its operations are held against the endpoints of the contract.

use crate::exit::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use theta_drift::{Difference, Finding, Format, Page, Side, Standing};
use theta_import::{Import, Options};
use theta_spec::contract::{
    Body, Contract, Endpoint, Field, JsonPart, ParamPlace, PathSegment, Returns, Scalar, Status,
    Type, TypeId, TypeKind,
};
use theta_spec::source::Span;
use theta_spec::text::markdown::code as quoted;

/// What differs between the operations of a document and the endpoints of a contract; `None` if a page is no such
/// document.
pub(super) fn told(
    page: &Page,
    bytes: &[u8],
    path: &Path,
    contract: &Contract,
) -> Result<Option<Vec<Finding>>, Failure> {
    let start = page
        .source
        .text()
        .trim_start_matches(['\u{feff}', '\n', '\r', ' ']);
    let begins = |key: &str| start.starts_with(key);
    let may_be = page.format == Format::Data || begins("openapi:") || begins("swagger:");
    if !may_be || page.unreadable.is_some() || !theta_import::is_document(bytes) {
        return Ok(None);
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut beside = |name: &str| crate::import::beside(folder, name);
    let failed = |why: &dyn std::fmt::Display| {
        Failure::failed(format!("could not read {}: {why}", page.source.name()))
            .help("give an OpenAPI document of version 3.0, 3.1 or 2.0, or another page")
    };
    let import = theta_import::import(bytes, &mut beside, &Options::default())
        .map_err(|error| failed(&error))?;
    let loaded = theta_spec::load("imported.toml", import.contract.as_bytes());
    let Some(document) = &loaded.contract else {
        return Err(failed(&"what it describes is no contract"));
    };
    let mut told = Told {
        page,
        contract,
        document,
        import: &import,
        place: Span::default(),
        seen: BTreeSet::new(),
        findings: Vec::new(),
    };
    told.all();
    Ok(Some(told.findings))
}

struct Told<'t> {
    page: &'t Page,
    contract: &'t Contract,
    document: &'t Contract,
    import: &'t Import,
    /// Where the operation stands that is looked at.
    place: Span,
    /// Pairs of types that were compared, with whether they are sent.
    seen: BTreeSet<(TypeId, TypeId, bool)>,
    findings: Vec<Finding>,
}

/// Method and path of an endpoint, with the path of its host and without the names of parameters.
fn route(contract: &Contract, endpoint: &Endpoint, with_host: bool) -> String {
    let base = contract.base_url_of(endpoint);
    let host = base.split_once("://").map_or(base, |(_, rest)| rest);
    let host = host.find('/').map_or("", |at| &host[at..]);
    let mut path = if with_host {
        host.trim_end_matches('/').to_owned()
    } else {
        String::new()
    };
    for segment in &endpoint.path {
        match segment {
            PathSegment::Literal(text) => path.push_str(text),
            PathSegment::Param(_) => path.push_str("{}"),
        }
    }
    format!(
        "{} {}",
        endpoint.method.as_str(),
        path.trim_end_matches('/')
    )
}

fn routes(contract: &Contract, with_host: bool) -> BTreeMap<String, &Endpoint> {
    let endpoints = contract.endpoints.iter();
    endpoints
        .map(|endpoint| (route(contract, endpoint, with_host), endpoint))
        .collect()
}

impl<'t> Told<'t> {
    fn all(&mut self) {
        // A document may name another host, or leave it out.
        let (ours, theirs) = (routes(self.contract, true), routes(self.document, true));
        let with_host = ours.keys().any(|route| theirs.contains_key(route));
        let (ours, theirs) = if with_host {
            (ours, theirs)
        } else {
            (routes(self.contract, false), routes(self.document, false))
        };
        let role = self.page.role.as_deref();
        for (route, endpoint) in &ours {
            let sources = &endpoint.evidence.sources;
            let expected = role.is_none_or(|role| {
                sources.is_empty() || sources.iter().any(|source| source == role)
            });
            match theirs.get(route) {
                Some(there) => self.endpoint(endpoint, there),
                None if expected => {
                    let subject = subject(endpoint);
                    self.add(
                        Difference::Missing,
                        ("path", subject, Some(endpoint.span)),
                        (&shown(endpoint), ""),
                        format!("the document has no {}", quoted(&shown(endpoint))),
                    );
                }
                None => {}
            }
        }
        for (route, there) in &theirs {
            if !ours.contains_key(route) {
                let (subject, shown) = (subject(there), shown(there));
                self.place = self.place_of(there);
                let message = format!("the document has {}, the contract does not", quoted(&shown));
                self.add(
                    Difference::New,
                    ("path", subject, None),
                    ("", &shown),
                    message,
                );
            }
        }
    }

    /// Where an operation stands in the document: at its path.
    fn place_of(&self, endpoint: &Endpoint) -> Span {
        let outcomes = self.import.operations.iter();
        let mut outcomes = outcomes.filter(|one| one.endpoints.contains(&endpoint.name));
        let operation = outcomes.next().map(|one| one.operation.as_str());
        let path = operation.and_then(|operation| operation.split_once(' '));
        let text = self.page.source.text();
        let at = path.and_then(|(_, path)| {
            let keys = [
                format!("\"{path}\""),
                format!("'{path}'"),
                format!("{path}:"),
            ];
            let places = keys
                .iter()
                .filter_map(|key| Some((text.find(key.as_str())?, key.len())));
            places.min()
        });
        at.map_or_else(Span::default, |(at, length)| Span::new(at, at + length))
    }

    fn add(
        &mut self,
        difference: Difference,
        (kind, subject, span): (&'static str, String, Option<Span>),
        (contract, says): (&str, &str),
        message: String,
    ) {
        let side = |value: &str, span: Span| Side {
            value: value.to_owned(),
            span,
        };
        let place = self.place;
        self.findings.push(Finding {
            difference,
            kind,
            subject,
            page: 0,
            contract: span.map(|span| side(contract, span)),
            says: (!says.is_empty()).then(|| side(says, place)),
            nearest: None,
            message,
            help: String::new(),
            proposal: None,
            paste: String::new(),
            standing: Standing::News,
            acknowledged: None,
        });
    }

    /// Adds that two values of one thing differ.
    fn differs(&mut self, kind: &'static str, path: String, span: Span, ours: &str, theirs: &str) {
        if ours != theirs {
            let message = format!(
                "the document says {}, where the contract says {}",
                quoted(theirs),
                quoted(ours)
            );
            let of = (kind, path, Some(span));
            self.add(Difference::Changed, of, (ours, theirs), message);
        }
    }

    /// Adds that only one side has a name.
    fn one_sided(&mut self, path: &str, name: &str, span: Option<Span>) {
        let name = quoted(name);
        let (difference, message) = if span.is_some() {
            (Difference::Missing, format!("the document has no {name}"))
        } else {
            let message = format!("the document has {name}, the contract does not");
            (Difference::New, message)
        };
        let bare = path.rsplit('.').next().unwrap_or_default().to_owned();
        let sides = if span.is_some() {
            (bare.as_str(), "")
        } else {
            ("", bare.as_str())
        };
        self.add(difference, ("name", path.to_owned(), span), sides, message);
    }

    fn endpoint(&mut self, ours: &'t Endpoint, theirs: &'t Endpoint) {
        self.place = self.place_of(theirs);
        let path = format!("endpoints.{}", ours.name);
        self.params(&path, ours, theirs);
        let (here, there) = (body(&ours.body), body(&theirs.body));
        self.differs("body", format!("{path}.body"), ours.span, here, there);
        match (&ours.body, &theirs.body) {
            (Body::Multipart(here), Body::Multipart(there)) => {
                let names = |part: &'t theta_spec::contract::Part| {
                    (part.name.as_str(), (part.optional, part.span))
                };
                let (here, there) = (here.iter().map(names), there.iter().map(names));
                self.names(&format!("{path}.parts"), here.collect(), &there.collect());
            }
            _ => {
                if let (Some(here), Some(there)) = (value(&ours.body), value(&theirs.body)) {
                    let place = (format!("{path}.body"), ours.span);
                    self.types(place, &here.ty, &there.ty, true);
                }
            }
        }
        if !matches!(ours.returns, Returns::OneOf(_))
            && !matches!(theirs.returns, Returns::OneOf(_))
        {
            let (here, there) = (ours.success.to_string(), theirs.success.to_string());
            let place = format!("{path}.returns.status");
            self.differs("status", place, ours.span, &here, &there);
        }
        if let (Returns::Json(here), Returns::Json(there)) = (&ours.returns, &theirs.returns) {
            self.types((format!("{path}.returns"), ours.span), here, there, false);
        }
        self.statuses(&path, ours, theirs);
    }

    /// Failures that the document lists and no row of the contract takes.
    fn statuses(&mut self, path: &str, ours: &Endpoint, theirs: &Endpoint) {
        let members = |contract: &'t Contract, endpoint: &Endpoint| {
            let rows = endpoint.errors.iter();
            let all = rows.flat_map(|id| contract.error(*id).status.members.clone());
            all.collect::<BTreeSet<Status>>()
        };
        let here = members(self.contract, ours);
        for status in members(self.document, theirs) {
            let taken = match status {
                Status::Exact(number) => here.iter().any(|one| one.may_be(number)),
                _ => continue,
            };
            if !taken {
                let message = format!(
                    "the document lists {} for {}, the contract has no error of it",
                    quoted(&status.to_string()),
                    quoted(&shown(ours))
                );
                let subject = format!("{path}.errors.{status}");
                let says = status.to_string();
                self.add(
                    Difference::New,
                    ("status", subject, None),
                    ("", &says),
                    message,
                );
            }
        }
    }

    fn params(&mut self, path: &str, ours: &'t Endpoint, theirs: &'t Endpoint) {
        for (place, table) in [
            (ParamPlace::Query, "query"),
            (ParamPlace::Header, "headers"),
        ] {
            let names = |endpoint: &'t Endpoint| {
                let params = endpoint.params.iter().filter(|param| param.place == place);
                params
                    .map(|param| (param.name.as_str(), (param.optional, param.span)))
                    .collect::<BTreeMap<_, _>>()
            };
            self.names(&format!("{path}.{table}"), names(ours), &names(theirs));
        }
    }

    /// Compares what is sent by name.
    fn names(
        &mut self,
        path: &str,
        ours: BTreeMap<&str, (bool, Span)>,
        theirs: &BTreeMap<&str, (bool, Span)>,
    ) {
        for (name, (_, _)) in theirs.iter().filter(|(name, _)| !ours.contains_key(*name)) {
            self.one_sided(&format!("{path}.{name}"), name, None);
        }
        for (name, (optional, span)) in ours {
            match theirs.get(name) {
                None => self.one_sided(&format!("{path}.{name}"), name, Some(span)),
                Some((there, _)) => {
                    let place = format!("{path}.{name}.optional");
                    self.differs("name", place, span, need(optional), need(*there));
                }
            }
        }
    }

    /// Compares two types; `sent` is whether requests have them.
    fn types(&mut self, (path, span): (String, Span), ours: &Type, theirs: &Type, sent: bool) {
        let (ours, theirs) = (bare(self.contract, ours), bare(self.document, theirs));
        let (here, there) = (kind(self.contract, ours), kind(self.document, theirs));
        if here == ANY || there == ANY {
            return;
        }
        self.differs("type", path.clone(), span, here, there);
        match (ours, theirs) {
            (Type::Array(ours), Type::Array(theirs)) | (Type::Map(ours), Type::Map(theirs)) => {
                self.types((path, span), ours, theirs, sent);
            }
            (Type::Named(ours), Type::Named(theirs))
                if self.seen.insert((*ours, *theirs, sent)) =>
            {
                self.structs(*ours, *theirs, sent);
            }
            _ => {}
        }
    }

    fn structs(&mut self, ours: TypeId, theirs: TypeId, sent: bool) {
        let (ours, theirs) = (self.contract.type_def(ours), self.document.type_def(theirs));
        let (TypeKind::Struct { fields, .. }, TypeKind::Struct { fields: others, .. }) =
            (&ours.kind, &theirs.kind)
        else {
            return;
        };
        let path = format!("types.{}.fields", ours.name);
        for field in fields {
            let place = format!("{path}.{}", field.name);
            let Some(other) = others.iter().find(|other| other.name == field.name) else {
                self.one_sided(&place, &field.name, Some(field.span));
                continue;
            };
            let is_constant = |field: &Field| field.constant().is_some();
            if !is_constant(field) && !is_constant(other) {
                let optional = format!("{place}.optional");
                let (here, there) = (need(field.optional), need(other.optional));
                self.differs("name", optional, field.span, here, there);
            }
            self.types((place, field.span), &field.ty, &other.ty, sent);
        }
        // Of answers a client keeps what it does not know.
        for other in others.iter().filter(|_| sent) {
            if !fields.iter().any(|field| field.name == other.name) {
                self.one_sided(&format!("{path}.{}", other.name), &other.name, None);
            }
        }
    }
}

fn subject(endpoint: &Endpoint) -> String {
    let method = endpoint.method.as_str().to_ascii_lowercase();
    format!("endpoints.{}.{method}", endpoint.name)
}

fn shown(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method.as_str(), endpoint.path_template())
}

fn need(optional: bool) -> &'static str {
    if optional { "optional" } else { "required" }
}

fn body(body: &Body) -> &'static str {
    match body {
        Body::None => "no body",
        Body::Multipart(_) => "parts",
        Body::Json(_) => "JSON",
        Body::Form(_) => "a form",
        Body::Binary(_) => "bytes",
        Body::Text { .. } => "text",
    }
}

fn value(body: &Body) -> Option<&JsonPart> {
    match body {
        Body::Json(value) => Some(value),
        Body::Form(form) => Some(&form.value),
        _ => None,
    }
}

/// What is never held against anything.
const ANY: &str = "any JSON";

/// A type without what does not change its form: other names of it, `null`, whether its bytes are kept.
fn bare<'t>(contract: &'t Contract, ty: &'t Type) -> &'t Type {
    match ty {
        Type::Nullable(ty) | Type::Verbatim(ty) => bare(contract, ty),
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Alias(ty) => bare(contract, ty),
            _ => ty,
        },
        _ => ty,
    }
}

fn kind(contract: &Contract, ty: &Type) -> &'static str {
    match ty {
        Type::String | Type::Format(_) => "text",
        Type::Boolean => "a boolean",
        Type::Number(_) => "a number",
        Type::Constant(value) => scalar(value),
        Type::Array(_) | Type::Tuple(_) => "a list",
        Type::Map(_) => "an object",
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Struct { .. } | TypeKind::Union { .. } => "an object",
            TypeKind::Enum { values } => values.first().map_or(ANY, |value| scalar(&value.value)),
            TypeKind::Any { .. } | TypeKind::Alias(_) => ANY,
        },
        Type::Json | Type::Nullable(_) | Type::Verbatim(_) => ANY,
    }
}

fn scalar(value: &Scalar) -> &'static str {
    match value {
        Scalar::Text(_) => "text",
        Scalar::Boolean(_) => "a boolean",
        Scalar::Number(_) => "a number",
    }
}
