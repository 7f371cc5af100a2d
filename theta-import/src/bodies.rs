//! Bodies of requests.

use crate::document::Node;
use crate::draft::{Body, Content, Holds, Kind, Loss, Part, Ty, Word};
use crate::media::{self, Entry, Media};
use crate::names::{another, joined};
use crate::operations::Operation;
use crate::params::{has_list, has_object};
use crate::schema::Types;
use crate::words;
use std::collections::BTreeSet;
use theta_spec::names::snake;

/// A body, and what the endpoint that sends it is called besides its name.
pub(crate) struct Found {
    pub(crate) body: Body,
    pub(crate) suffix: &'static str,
    pub(crate) losses: Vec<Loss>,
}

/// Returns the bodies that an operation takes; several where they differ by more than how they are written.
pub(crate) fn of<'d>(types: &mut Types<'d>, operation: &Operation<'d>, name: &str) -> Vec<Found> {
    let none = Found {
        body: Body::default(),
        suffix: "",
        losses: Vec::new(),
    };
    let Some(written) = operation.node.get("requestBody") else {
        return vec![none];
    };
    let node = match written.followed() {
        Ok(node) => node,
        Err(why) => {
            let losses = vec![Loss::new(
                written.place(),
                format!("the body is left out: {why}"),
            )];
            return vec![Found { losses, ..none }];
        }
    };
    let mut entries = media::entries(&node);
    // The same content in another notation says nothing more.
    let mut kept: Vec<Entry<'d>> = Vec::new();
    for entry in entries.drain(..) {
        let same = |other: &Entry<'d>| {
            same_schema(other, &entry) || (other.media == entry.media && other.media != Media::Json)
        };
        if !kept.iter().any(same) {
            kept.push(entry);
        }
    }
    if kept.is_empty() {
        return vec![none];
    }
    let several = kept.len() > 1;
    let mut found: Vec<Found> = Vec::new();
    for (at, entry) in kept.iter().enumerate() {
        let suffix = match (several && at > 0, entry.media) {
            (false, _) => "",
            (true, Media::Json) => "as_json",
            (true, Media::Multipart) => "multipart",
            (true, Media::Form) => "form",
            (true, Media::Xml) => "xml",
            (true, Media::Text | Media::Events | Media::Lines) => "text",
            (true, Media::Bytes) => "bytes",
        };
        let mut body = Body {
            content_type: content_type(entry),
            place: written.place(),
            doc: words::short(node.text("description").unwrap_or_default()),
            ..Body::default()
        };
        let hint = if at == 0 {
            format!("{name}Params")
        } else {
            joined(name, &format!("{suffix} params"))
        };
        body.content = content(types, entry, &hint, &mut body);
        body.optional = is_optional(types, &node, &body);
        let losses = std::mem::take(&mut types.losses);
        found.push(Found {
            body,
            suffix,
            losses,
        });
    }
    found
}

fn same_schema(a: &Entry<'_>, b: &Entry<'_>) -> bool {
    match (&a.schema, &b.schema) {
        (Some(a), Some(b)) => a.value == b.value,
        (None, None) => true,
        _ => false,
    }
}

/// The media type, where it is another than the usual one of its kind.
fn content_type(entry: &Entry<'_>) -> Option<String> {
    let name = media::bare(entry.name);
    let usual = match entry.media {
        Media::Json => "application/json",
        Media::Multipart | Media::Form => return None,
        Media::Xml => "application/xml",
        Media::Text | Media::Events | Media::Lines => "text/plain",
        Media::Bytes => "application/octet-stream",
    };
    (name != usual && !name.contains('*')).then_some(name)
}

/// Whether the document says that the body may be left out. Most documents that say nothing mean that it may not, if it
/// has fields that may not.
fn is_optional(types: &Types<'_>, node: &Node<'_>, body: &Body) -> bool {
    match node.flag("required") {
        Some(required) => !required,
        None => match &body.content {
            Content::Json(Ty::Named(id)) | Content::Form(Ty::Named(id)) => {
                match &types.defs[*id].kind {
                    Kind::Struct { fields, .. } => fields.iter().all(|field| field.optional),
                    _ => false,
                }
            }
            _ => false,
        },
    }
}

fn content<'d>(types: &mut Types<'d>, entry: &Entry<'d>, hint: &str, body: &mut Body) -> Content {
    let schema = entry.schema.clone();
    match entry.media {
        Media::Json => Content::Json(schema.map_or(Ty::JSON, |schema| types.ty(&schema, hint))),
        Media::Xml => Content::Xml(schema.map_or(Ty::JSON, |schema| types.ty(&schema, hint))),
        Media::Form => {
            let ty = schema.map_or(Ty::JSON, |schema| types.ty(&schema, hint));
            written(types, &ty, entry, body);
            Content::Form(ty)
        }
        Media::Multipart => Content::Parts(
            schema.map_or_else(Vec::new, |schema| parts(types, &schema, entry, hint)),
        ),
        Media::Text | Media::Events | Media::Lines => Content::Text,
        Media::Bytes => Content::Binary,
    }
}

/// How lists and objects inside a form are written.
fn written(types: &Types<'_>, ty: &Ty, entry: &Entry<'_>, body: &mut Body) {
    let Ty::Named(id) = ty else {
        return;
    };
    let Kind::Struct { fields, .. } = &types.defs[*id].kind else {
        return;
    };
    let encoding = |name: &str| {
        entry
            .node
            .get("encoding")
            .and_then(|encoding| encoding.get(name))
    };
    for field in fields {
        let encoding = encoding(&field.name);
        let text = encoding
            .as_ref()
            .and_then(|encoding| encoding.text("style"));
        let explode = encoding
            .as_ref()
            .and_then(|encoding| encoding.flag("explode"));
        if has_object(types, &field.ty, 0) {
            body.nested = Some("brackets");
        }
        if has_list(types, &field.ty, 0) {
            let nested = has_object(types, &field.ty, 0) || text == Some("deepObject");
            let lists = match (text, explode) {
                _ if nested => Some("indices"),
                (Some("spaceDelimited"), _) => Some("space"),
                (Some("pipeDelimited"), _) => Some("pipe"),
                (_, Some(false)) => Some("comma"),
                _ => None,
            };
            body.lists = body.lists.or(lists);
        }
    }
}

/// The parts of a multipart body: the fields of its schema.
fn parts<'d>(types: &mut Types<'d>, schema: &Node<'d>, entry: &Entry<'d>, hint: &str) -> Vec<Part> {
    let Some((properties, required)) = types.members(schema) else {
        types.lose(
            schema,
            "a multipart body that is no object with named fields: its parts are left out",
        );
        return Vec::new();
    };
    let mut parts: Vec<Part> = Vec::new();
    for (name, nodes) in properties {
        let Some(first) = nodes.first() else { continue };
        let encoding = entry
            .node
            .get("encoding")
            .and_then(|encoding| encoding.get(name));
        let named_type = encoding
            .as_ref()
            .and_then(|encoding| encoding.text("contentType"));
        let files = holds_files(first, 0);
        let mut part = Part {
            name: name.to_owned(),
            holds: files.unwrap_or(Holds::File),
            optional: !required.contains(name),
            doc: words::of(first),
            content_type: named_type
                .filter(|one| !one.contains(['*', ',']))
                .map(media::bare),
            place: first.place(),
            rust: None,
            whole: false,
        };
        if files_of(first).is_none() {
            let field = types.field(name, &nodes, part.optional, &joined(hint, name));
            let (ty, nullable) = field.ty.split();
            part.optional |= nullable;
            part.doc = field.doc;
            let as_json = named_type.is_some_and(|named| Media::of(named) == Media::Json)
                || has_object(types, &ty, 0)
                || ty == Ty::JSON;
            if as_json {
                part.holds = Holds::Json(ty);
                part.content_type = None;
            } else {
                part.content_type = None;
                part.holds = Holds::Text(simple(types, ty, first));
            }
        }
        parts.push(part);
    }
    distinct(&mut parts);
    parts
}

/// A value that a form field can hold.
fn simple<'d>(types: &mut Types<'d>, ty: Ty, node: &Node<'d>) -> Ty {
    match &ty {
        Ty::Named(id) => match &types.defs[*id].kind {
            // Of several kinds of text each is one.
            Kind::Any(of)
                if of
                    .iter()
                    .all(|ty| matches!(ty, Ty::Word(word) if *word != Word::Json)) =>
            {
                Ty::STRING
            }
            Kind::Any(_) | Kind::Tuple(_) => {
                types.lose(node, "a form field of several kinds: any text");
                Ty::STRING
            }
            _ => ty,
        },
        _ => ty,
    }
}

fn files_of(node: &Node<'_>) -> Option<Holds> {
    holds_files(node, 0)
}

/// Whether a part holds a file, or several.
fn holds_files(node: &Node<'_>, depth: usize) -> Option<Holds> {
    if depth > 8 {
        return None;
    }
    let target = node.followed().unwrap_or_else(|_| node.clone());
    if media::is_binary(&target) {
        return Some(Holds::File);
    }
    if let Some(items) = target.get("items")
        && holds_files(&items, depth + 1).is_some()
    {
        return Some(Holds::Files);
    }
    let mut of = target.items_of("oneOf");
    of.extend(target.items_of("anyOf"));
    of.extend(target.items_of("allOf"));
    let of: Vec<_> = of
        .iter()
        .filter(|of| of.texts("type") != ["null"])
        .collect();
    let held: Vec<_> = of.iter().map(|of| holds_files(of, depth + 1)).collect();
    if held.is_empty() || held.iter().any(Option::is_none) {
        return None;
    }
    let many = held.iter().any(|held| matches!(held, Some(Holds::Files)));
    Some(if many { Holds::Files } else { Holds::File })
}

fn distinct(parts: &mut [Part]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for part in parts {
        let made = snake(&part.name);
        if made.is_empty() || !taken.insert(made) {
            let name = another(&part.name, &taken);
            taken.insert(name.clone());
            part.rust = Some(name);
        }
    }
}
