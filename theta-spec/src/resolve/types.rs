//! `[types]`.

use super::uses::resolve_type;
use super::{Index, any, boxes, deprecated, evidence, ident, standing, text};
use crate::contract::{
    Argument, Body, Contract, EnumValue, Field, FormBody, PartContent, Returns, Scalar, Type,
    TypeDef, TypeId, TypeKind, UnionVariant, WebhookContent,
};
use crate::keys::{RawEnumValue, RawField, RawType, RawTypeDef, RawTypeKind};
use crate::names;
use crate::source::Spanned;
use std::cmp::Ordering;

pub(super) fn resolve(index: &Index<'_>) -> Vec<TypeDef> {
    let broken = standing::broken(index);
    let def = |named: &RawTypeDef| TypeDef {
        name: named.name.value.clone(),
        ident: ident(named.rust.as_ref(), || named.name.value.clone()),
        doc: text(named.doc.as_ref()),
        kind: if broken.contains(named.name.value.as_str()) {
            TypeKind::Alias(Type::Json)
        } else {
            kind(index, &named.kind)
        },
        evidence: evidence(&named.evidence),
        in_request: false,
        in_response: false,
        span: named.name.span,
    };
    let mut types = index.raw.types.iter().map(def).collect::<Vec<_>>();
    any::alternatives(&mut types);
    boxes::find(&mut types);
    types
}

fn kind(index: &Index<'_>, raw: &RawTypeKind) -> TypeKind {
    match raw {
        RawTypeKind::Struct {
            fields, rest, open, ..
        } => TypeKind::Struct {
            fields: fields.iter().map(|raw| field(index, raw)).collect(),
            open: *open,
            rest: rest.first().map(|raw| Box::new(self::rest(index, raw))),
        },
        RawTypeKind::Enum { values } => {
            let mut values: Vec<EnumValue> = values
                .iter()
                .map(|raw| EnumValue {
                    value: raw.value.value.clone(),
                    variant: variant(raw),
                    doc: text(raw.doc.as_ref()),
                    deprecated: deprecated(raw.deprecated.as_ref()),
                })
                .collect();
            values.sort_by(|a, b| in_order(&a.value, &b.value));
            TypeKind::Enum { values }
        }
        RawTypeKind::Union { tag, variants } => {
            let variants = variants
                .iter()
                .filter_map(|raw| {
                    Some(UnionVariant {
                        tag: raw.name.value.clone(),
                        variant: ident(raw.rust.as_ref(), || names::pascal(&raw.name.value)),
                        ty: *index.types.get(raw.ty.as_ref()?.value.as_str())?,
                        deprecated: deprecated(raw.deprecated.as_ref()),
                    })
                })
                .collect();
            TypeKind::Union {
                tag: tag.value.clone(),
                variants,
            }
        }
        RawTypeKind::Any { variants } => any::resolve(index, variants),
        RawTypeKind::Alias(ty) => TypeKind::Alias(resolve_type(index, &ty.value)),
        RawTypeKind::Broken => TypeKind::Alias(Type::Json),
    }
}

/// What a value of an enum is called in Rust.
pub(crate) fn variant(raw: &RawEnumValue) -> String {
    ident(raw.rust.as_ref(), || {
        let text = raw.value.value.as_text();
        match (&raw.value.value, text.strip_prefix('-')) {
            // The sign is no part of a name.
            (Scalar::Number(_), Some(number)) => format!("Minus{number}").replace('.', "_"),
            _ => names::pascal(text),
        }
    })
}

/// Numbers by their value, all else by its text.
fn in_order(a: &Scalar, b: &Scalar) -> Ordering {
    let number = |scalar: &Scalar| -> Option<f64> {
        match scalar {
            Scalar::Number(number) => number.parse().ok(),
            _ => None,
        }
    };
    match (number(a), number(b)) {
        (Some(x), Some(y)) => x.total_cmp(&y).then_with(|| a.cmp(b)),
        _ => a.cmp(b),
    }
}

fn field(index: &Index<'_>, raw: &RawField) -> Field {
    Field {
        name: raw.name.value.clone(),
        ident: ident(raw.rust.as_ref(), || names::snake(&raw.name.value)),
        ty: field_type(index, raw),
        optional: raw.optional,
        boxed: false,
        doc: text(raw.doc.as_ref()),
        unit: text(raw.unit.as_ref()),
        default: text(raw.default.as_ref()),
        deprecated: deprecated(raw.deprecated.as_ref()),
        evidence: evidence(&raw.evidence),
        span: raw.name.span,
    }
}

/// The map that all other fields go into. It may be empty, so that nobody has to give it.
fn rest(index: &Index<'_>, raw: &RawField) -> Field {
    let ty = match field_type(index, raw) {
        ty @ Type::Map(_) => ty,
        _ => Type::Map(Box::new(Type::Json)),
    };
    Field {
        ty,
        optional: true,
        ..field(index, raw)
    }
}

/// Type of a field or parameter; text when it is broken or unwritten.
pub(super) fn field_type(index: &Index<'_>, raw: &RawField) -> Type {
    let ty = raw
        .ty
        .as_ref()
        .map_or(Type::String, |ty| resolve_type(index, &ty.value));
    verbatim(ty, raw.verbatim)
}

pub(super) fn verbatim(ty: Type, verbatim: bool) -> Type {
    if verbatim {
        Type::Verbatim(Box::new(ty))
    } else {
        ty
    }
}

pub(super) fn named(index: &Index<'_>, ty: &Spanned<RawType>) -> Option<TypeId> {
    match &ty.value {
        RawType::Named(name) => index.types.get(name.as_str()).copied(),
        _ => None,
    }
}

/// Marks which types are sent and which come back.
pub(super) fn mark_use(contract: &mut Contract) {
    let mut sent = vec![false; contract.types.len()];
    let mut received = vec![false; contract.types.len()];
    let of_endpoints = contract
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.response_headers);
    for header in contract.response_headers.iter().chain(of_endpoints) {
        mark(&contract.types, &header.ty, &mut received);
    }
    let contents = contract.webhooks.iter().map(|webhook| &webhook.content);
    for ty in contents.flat_map(WebhookContent::types) {
        mark(&contract.types, ty, &mut received);
    }
    for endpoint in &contract.endpoints {
        for param in &endpoint.params {
            mark(&contract.types, &param.ty, &mut sent);
        }
        match &endpoint.body {
            Body::Json(json) | Body::Form(FormBody { value: json, .. }) => {
                mark(&contract.types, &json.ty, &mut sent);
            }
            Body::Multipart(parts) => {
                for part in parts {
                    match &part.content {
                        PartContent::Json(json) => mark(&contract.types, &json.ty, &mut sent),
                        PartContent::Text(ty) => mark(&contract.types, ty, &mut sent),
                        PartContent::Upload(_) => {}
                    }
                }
            }
            Body::None | Body::Binary(_) | Body::Text { .. } => {}
        }
        match &endpoint.returns {
            Returns::Json(ty) | Returns::Xml { ty, .. } => {
                mark(&contract.types, ty, &mut received);
            }
            Returns::OneOf(several) => {
                for success in &several.all {
                    if let Returns::Json(ty) | Returns::Xml { ty, .. } = &success.content {
                        mark(&contract.types, ty, &mut received);
                    }
                }
            }
            Returns::Socket {
                sends, receives, ..
            } => {
                mark(&contract.types, sends, &mut sent);
                mark(&contract.types, receives, &mut received);
            }
            Returns::Events(events) => {
                for ty in events.types() {
                    mark(&contract.types, ty, &mut received);
                }
            }
            Returns::Nothing | Returns::Text | Returns::Bytes { .. } => {}
        }
    }
    for (def, (sent, received)) in contract
        .types
        .iter_mut()
        .zip(sent.into_iter().zip(received))
    {
        def.in_request = sent;
        def.in_response = received;
    }
}

/// With a list of its own instead of recursion: a chain of types can be as long as the file.
fn mark(types: &[TypeDef], ty: &Type, seen: &mut [bool]) {
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        let id = match ty {
            Type::Array(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::Verbatim(inner) => {
                open.push(inner);
                continue;
            }
            Type::Tuple(items) => {
                open.extend(items);
                continue;
            }
            Type::Named(id) => *id,
            _ => continue,
        };
        let mut ids = vec![id];
        while let Some(id) = ids.pop() {
            if std::mem::replace(&mut seen[id.0], true) {
                continue;
            }
            match &types[id.0].kind {
                TypeKind::Struct { fields, rest, .. } => {
                    open.extend(fields.iter().map(|field| &field.ty));
                    open.extend(rest.iter().map(|rest| &rest.ty));
                }
                TypeKind::Union { variants, .. } => {
                    ids.extend(variants.iter().map(|variant| variant.ty));
                }
                TypeKind::Any { variants, .. } => {
                    open.extend(variants.iter().map(|variant| &variant.ty));
                }
                TypeKind::Alias(ty) => open.push(ty),
                TypeKind::Enum { .. } => {}
            }
        }
    }
}

/// The struct a type is, looking through other names for it.
pub(crate) fn struct_fields<'t>(types: &'t [TypeDef], ty: &Type) -> Option<(TypeId, &'t [Field])> {
    let mut ty = ty;
    // A chain of names longer than the list of types is a cycle, reported elsewhere.
    for _ in 0..=types.len() {
        let Type::Named(id) = ty else { return None };
        match &types[id.0].kind {
            TypeKind::Struct { fields, .. } => return Some((*id, fields)),
            TypeKind::Alias(next) => ty = next,
            TypeKind::Enum { .. } | TypeKind::Union { .. } | TypeKind::Any { .. } => return None,
        }
    }
    None
}

/// The fields of a struct that is spread into arguments, by their indices: known ones, and then the rest.
pub(super) fn spread_fields(types: &[TypeDef], id: TypeId) -> impl Iterator<Item = &Field> {
    let kind = &types[id.0].kind;
    (0..).map_while(|at| kind.field(at))
}

/// What an argument is called in Rust.
pub(crate) fn argument_ident<'e>(
    types: &'e [TypeDef],
    params: &'e [crate::contract::Param],
    body: &'e Body,
    argument: &Argument,
) -> &'e str {
    let field = |ty: &Type, field: usize| {
        struct_fields(types, ty)
            .and_then(|(id, _)| types[id.0].kind.field(field))
            .map_or("", |field| field.ident.as_str())
    };
    match (argument, body) {
        (Argument::Param(at), _) => params.get(*at).map_or("", |param| param.ident.as_str()),
        (Argument::Part(at), Body::Multipart(parts)) => {
            parts.get(*at).map_or("", |part| part.ident.as_str())
        }
        (Argument::PartField { part, field: at }, Body::Multipart(parts)) => {
            match parts.get(*part).map(|part| &part.content) {
                Some(PartContent::Json(json)) => field(&json.ty, *at),
                _ => "",
            }
        }
        (Argument::Body, Body::Json(json) | Body::Form(FormBody { value: json, .. })) => {
            &json.ident
        }
        (Argument::Body, Body::Binary(upload)) => &upload.ident,
        (Argument::Body, Body::Text { ident, .. }) => ident,
        (Argument::BodyField(at), Body::Json(json) | Body::Form(FormBody { value: json, .. })) => {
            field(&json.ty, *at)
        }
        _ => "",
    }
}
