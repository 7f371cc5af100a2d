//! What tells the requests of two endpoints with one method and one path apart.
//!
//! The check refuses two endpoints of which one request could be both; a server that follows the contract finds the
//! endpoint of a request by the same marks.

use crate::contract::{
    Body, Contract, Endpoint, Field, Layout, Nested, Outline, ParamPlace, PartContent, Returns,
    Scalar, Type, TypeKind, Written,
};
use crate::json::Json;
use std::collections::BTreeSet;

/// Where a mark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A parameter of the query.
    Query,
    /// A header.
    Header,
    /// A part of a multipart body.
    Part,
    /// A member of a JSON body or a form.
    Field,
}

/// Something with a name that requests of an endpoint can carry.
#[derive(Clone, Debug)]
pub struct Mark<'c> {
    /// Where it stands.
    pub place: Place,
    /// Its name on the wire.
    pub name: &'c str,
    /// Whether every request carries it.
    pub needed: bool,
    /// The value that it always has.
    pub constant: Option<&'c Scalar>,
    /// The values that it may have; empty if the contract does not list them.
    listed: Vec<&'c Scalar>,
    /// Whether its values are written as JSON, where a text is another value than a number. Elsewhere both are one text.
    is_json: bool,
}

impl Mark<'_> {
    /// The listed values as they go over the wire.
    fn values(&self) -> impl Iterator<Item = String> {
        let text = |value: &&Scalar| {
            if self.is_json {
                value.to_string()
            } else {
                value.text()
            }
        };
        self.listed.iter().map(text)
    }
}

/// What can be seen of the requests of an endpoint beside method and path.
#[derive(Clone, Debug)]
pub struct Marks<'c> {
    /// The named things, each once.
    pub named: Vec<Mark<'c>>,
    /// The media type of the body without parameters, lower case; `None` without a body.
    pub media_type: Option<String>,
    /// Whether a request may have no body.
    pub may_be_empty: bool,
    /// The media type that is asked for.
    pub accept: &'c str,
    /// Whether the body may have members beside the named ones.
    open: bool,
    /// Names that values of several texts are written under, or that their names begin with; an empty one for any.
    several: Vec<(Place, &'c str)>,
    /// Whether the body is bytes, which go by many media types.
    bytes: bool,
}

impl<'c> Marks<'c> {
    /// Returns the marks of an endpoint.
    #[must_use]
    pub fn of(contract: &'c Contract, endpoint: &'c Endpoint) -> Self {
        let mut marks = Self {
            named: Vec::new(),
            media_type: None,
            may_be_empty: endpoint.body_optional,
            accept: &endpoint.accept,
            open: false,
            several: Vec::new(),
            bytes: false,
        };
        for param in &endpoint.params {
            let place = match param.place {
                ParamPlace::Path => continue,
                ParamPlace::Query => Place::Query,
                ParamPlace::Header => Place::Header,
            };
            marks.named.push(Mark {
                place,
                name: &param.name,
                // What is several texts has other names, and may be none.
                needed: !param.optional
                    && (matches!(param.written, Written::Plain | Written::Json)
                        || matches!(Outline::of(&contract.types, &param.ty), Outline::Text)),
                constant: param.constant(),
                listed: listed(contract, &param.ty),
                is_json: param.written == Written::Json,
            });
            if let (Place::Query, Written::Pairs(layout)) = (place, &param.written) {
                marks.query(contract, layout, &param.ty, &param.name);
            }
        }
        // The first message of a WebSocket is no part of the request.
        if matches!(endpoint.returns, Returns::Socket { .. }) {
            marks.may_be_empty = true;
        } else {
            marks.body(contract, &endpoint.body);
        }
        marks
    }

    /// The names that a parameter of several texts can have.
    fn query(&mut self, contract: &'c Contract, layout: &Layout, ty: &'c Type, name: &'c str) {
        self.several.push((Place::Query, name));
        if layout.nested != Some(Nested::Fields) {
            return;
        }
        let (mut open, mut seen) = (vec![ty], BTreeSet::new());
        let members = |fields: &'c [Field]| fields.iter().map(|field| (Place::Query, &*field.name));
        while let Some(ty) = open.pop() {
            match Outline::of(&contract.types, ty) {
                Outline::Struct(fields) => self.several.extend(members(fields)),
                Outline::Union(tag, variants) => {
                    self.several.push((Place::Query, tag));
                    for variant in variants {
                        let kind = &contract.type_def(variant.ty).kind;
                        if let TypeKind::Struct { fields, .. } = kind {
                            self.several.extend(members(fields));
                        }
                    }
                }
                Outline::OneOf(variants, _) => {
                    let variants = variants.iter().map(|variant| &variant.ty);
                    open.extend(variants.filter(|ty| seen.insert(std::ptr::from_ref(*ty))));
                }
                Outline::Nullable(inner) => open.push(inner),
                Outline::Map(_) | Outline::Any => self.several.push((Place::Query, "")),
                Outline::Text | Outline::List(_) | Outline::Tuple(_) => {}
            }
        }
    }

    fn body(&mut self, contract: &'c Contract, body: &'c Body) {
        match body {
            Body::None => self.may_be_empty = true,
            Body::Multipart(parts) => {
                self.media_type = Some("multipart/form-data".to_owned());
                for part in parts {
                    // A list may be empty.
                    let (many, listed) = match &part.content {
                        PartContent::Upload(upload) => (upload.many, Vec::new()),
                        PartContent::Text(ty) => {
                            (matches!(ty, Type::Array(_)), listed(contract, ty))
                        }
                        PartContent::Json(_) => (false, Vec::new()),
                    };
                    self.named.push(Mark {
                        place: Place::Part,
                        name: &part.name,
                        needed: !part.optional && !many,
                        constant: part.constant(),
                        listed,
                        is_json: false,
                    });
                }
            }
            Body::Json(json) => {
                self.media_type = Some(essence(&json.content_type));
                self.fields(contract, &json.ty);
            }
            Body::Form(form) => {
                self.media_type = Some(essence(&form.value.content_type));
                self.fields(contract, &form.value.ty);
                self.texts_only(contract, &form.value.ty);
            }
            Body::Binary(upload) => {
                self.media_type = Some(essence(&upload.content_type));
                self.bytes = true;
            }
            Body::Text { content_type, .. } => self.media_type = Some(essence(content_type)),
        }
    }

    /// The members of a JSON body; any where its type does not say which.
    fn fields(&mut self, contract: &'c Contract, mut ty: &'c Type) {
        // A longer chain of names is a circle, which is reported elsewhere.
        for _ in 0..=contract.types.len() {
            match ty {
                Type::Verbatim(inner) => ty = inner,
                Type::Named(id) => match &contract.type_def(*id).kind {
                    TypeKind::Alias(inner) => ty = inner,
                    TypeKind::Struct { fields, open, rest } => {
                        self.open = *open || rest.is_some();
                        let needs_body = !self.may_be_empty;
                        self.named.extend(fields.iter().map(|field| Mark {
                            place: Place::Field,
                            name: &field.name,
                            needed: needs_body && !field.optional,
                            constant: field.constant(),
                            listed: listed(contract, &field.ty),
                            is_json: true,
                        }));
                        return;
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        self.open = true;
    }

    /// In a form every value is a text or several, and only one that is a text has the name of its field: a list may be
    /// no text at all.
    fn texts_only(&mut self, contract: &'c Contract, ty: &'c Type) {
        for mark in self
            .named
            .iter_mut()
            .filter(|mark| mark.place == Place::Field)
        {
            mark.is_json = false;
        }
        let Outline::Struct(fields) = Outline::of(&contract.types, ty) else {
            return;
        };
        for field in fields {
            if !matches!(Outline::of(&contract.types, &field.ty), Outline::Text) {
                self.several.push((Place::Field, &field.name));
                let is_it =
                    |mark: &&mut Mark<'_>| mark.place == Place::Field && mark.name == field.name;
                if let Some(mark) = self.named.iter_mut().find(is_it) {
                    mark.needed = false;
                }
            }
        }
    }

    /// Whether there is room for something of that name that the contract does not name.
    fn takes_more(&self, place: Place, name: &str) -> bool {
        let mut several = self.several.iter();
        (place == Place::Field && self.open)
            || several.any(|(of, stem)| {
                let end = name.strip_prefix(stem).filter(|_| *of == place);
                end.is_some_and(|end| {
                    stem.is_empty() || end.is_empty() || end.starts_with(['[', '.'])
                })
            })
    }

    fn find(&self, place: Place, name: &str) -> Option<&Mark<'c>> {
        let same = |mark: &&Mark<'_>| {
            mark.place == place
                && match place {
                    Place::Header => mark.name.eq_ignore_ascii_case(name),
                    Place::Query | Place::Part | Place::Field => mark.name == name,
                }
        };
        self.named.iter().find(same)
    }

    /// Returns whether no request of one is a request of the other.
    #[must_use]
    pub fn are_apart(&self, other: &Self) -> bool {
        self.bodies_differ(other)
            || self.asks_for_another(other)
            || self.has_what_lacks(other)
            || other.has_what_lacks(self)
    }

    fn bodies_differ(&self, other: &Self) -> bool {
        if self.may_be_empty && other.may_be_empty {
            return false;
        }
        match (&self.media_type, &other.media_type) {
            (Some(one), Some(other_type)) => match (self.bytes, other.bytes) {
                (false, false) => one != other_type,
                // Bytes are taken by whatever name, but for those of the other kinds of body.
                (bytes, other_bytes) => bytes != other_bytes && one != other_type,
            },
            (one, other) => one.is_some() != other.is_some(),
        }
    }

    fn asks_for_another(&self, other: &Self) -> bool {
        let is_one = |accept: &str| !accept.is_empty() && !accept.contains(['*', ',']);
        is_one(self.accept) && is_one(other.accept) && essence(self.accept) != essence(other.accept)
    }

    /// Whether every request has something that no request of the other has.
    fn has_what_lacks(&self, other: &Self) -> bool {
        self.named.iter().filter(|mark| mark.needed).any(|mark| {
            match other.find(mark.place, mark.name) {
                None => !other.takes_more(mark.place, mark.name),
                Some(known) => {
                    let known: BTreeSet<String> = known.values().collect();
                    !mark.listed.is_empty()
                        && !known.is_empty()
                        && !mark.values().any(|value| known.contains(&value))
                }
            }
        })
    }
}

/// The values that a type lists: those of an enum, or the one of a constant.
fn listed<'c>(contract: &'c Contract, mut ty: &'c Type) -> Vec<&'c Scalar> {
    // A longer chain of names is a circle, which is reported elsewhere.
    for _ in 0..=contract.types.len() {
        match ty {
            Type::Constant(value) => return vec![value],
            Type::Named(id) => match &contract.type_def(*id).kind {
                TypeKind::Alias(inner) => ty = inner,
                TypeKind::Enum { values } => {
                    return values.iter().map(|value| &value.value).collect();
                }
                _ => break,
            },
            _ => break,
        }
    }
    Vec::new()
}

/// Returns a media type without its parameters, lower case.
#[must_use]
pub fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// What can be seen of one request.
pub trait Seen {
    /// Returns whether it has something of that name there, and whether any of these is this value.
    fn has(&self, place: Place, name: &str, value: Option<&Scalar>) -> bool;
    /// Returns the media type that it asks for; empty for none.
    fn accept(&self) -> &str;
}

/// How well a request fits one of several endpoints, the better the greater; `media_type` says how well its media type
/// does. A good request of an endpoint fits no other one as well, if the two are apart.
#[must_use]
pub fn fit(
    request: &dyn Seen,
    marks: &Marks<'_>,
    all: &[Marks<'_>],
    media_type: u8,
) -> impl Ord + use<> {
    let constants = marks.named.iter().all(|mark| {
        let Some(value) = mark.constant else {
            return true;
        };
        let is_there = request.has(mark.place, mark.name, None);
        request.has(mark.place, mark.name, Some(value)) || (!mark.needed && !is_there)
    });
    // What is sent says more than what is asked for: a client that is written by hand may ask for nothing.
    let hits = marks
        .named
        .iter()
        .filter(|mark| mark.constant.is_some() && request.has(mark.place, mark.name, mark.constant))
        .count();
    let accept = essence(request.accept()) == essence(marks.accept);
    let mut needed = marks.named.iter().filter(|mark| mark.needed);
    let complete = needed.all(|mark| request.has(mark.place, mark.name, None));
    let mut unknown: Vec<(Place, &str)> = all
        .iter()
        .flat_map(|other| &other.named)
        .filter(|mark| {
            marks.find(mark.place, mark.name).is_none()
                && !marks.takes_more(mark.place, mark.name)
                && request.has(mark.place, mark.name, None)
        })
        .map(|mark| (mark.place, mark.name))
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    let known = std::cmp::Reverse(unknown.len());
    let listed = marks.named.iter().filter(|mark| {
        let mut values = mark.listed.iter();
        values.any(|value| request.has(mark.place, mark.name, Some(value)))
    });
    (
        constants,
        media_type,
        hits,
        accept,
        complete,
        known,
        listed.count(),
    )
}

/// Returns a request that could be one of both endpoints, in words: method, path, query, headers and body.
#[must_use]
pub fn witness(contract: &Contract, a: &Endpoint, b: &Endpoint) -> String {
    let (one, other) = (Marks::of(contract, a), Marks::of(contract, b));
    let mut needed: Vec<&Mark<'_>> = Vec::new();
    for mark in one.named.iter().chain(&other.named) {
        let is_known = |known: &&Mark<'_>| known.place == mark.place && known.name == mark.name;
        if mark.needed {
            match needed.iter_mut().find(|known| is_known(known)) {
                Some(known) if known.constant.is_none() => *known = mark,
                Some(_) => {}
                None => needed.push(mark),
            }
        }
    }
    let of = |place: Place| needed.iter().filter(move |mark| mark.place == place);
    let text = |mark: &Mark<'_>| mark.constant.map_or_else(|| "…".to_owned(), Scalar::text);
    let query = of(Place::Query).map(|mark| format!("{}={}", mark.name, text(mark)));
    let query: Vec<String> = query.collect();
    let mut out = format!("{} {}", a.method.as_str(), a.path_template());
    if !query.is_empty() {
        out.push('?');
        out.push_str(&query.join("&"));
    }
    let headers = of(Place::Header).map(|mark| format!("{}: {}", mark.name, text(mark)));
    let mut more: Vec<String> = headers.collect();
    let empty = one.may_be_empty && other.may_be_empty;
    more.push(match (&one.media_type, &other.media_type) {
        (Some(kind), _) | (_, Some(kind)) if !empty => {
            let members = of(Place::Field).map(|mark| {
                let value = mark
                    .constant
                    .map_or_else(|| "…".to_owned(), Scalar::to_string);
                format!("{}: {value}", Json::from(mark.name))
            });
            let members: Vec<String> = members.collect();
            let parts = of(Place::Part).map(|mark| match mark.constant {
                Some(_) => format!("{}={}", mark.name, text(mark)),
                None => mark.name.to_owned(),
            });
            let parts: Vec<String> = parts.collect();
            match (members.is_empty(), parts.is_empty()) {
                (false, _) => format!("{kind} {{{}}}", members.join(", ")),
                (true, false) => format!("{kind} with {}", parts.join(", ")),
                (true, true) => kind.clone(),
            }
        }
        _ => "no body".to_owned(),
    });
    format!("{out}, {}", more.join(", "))
}
