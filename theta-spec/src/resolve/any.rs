//! Untagged unions: what their variants are called, and which forms of JSON are read as which.

use super::uses::resolve_type;
use super::{Index, ident, text};
use crate::contract::{
    Alternative, AnyVariant, Form, JsonKind, Kinds, Number, Scalar, Type, TypeDef, TypeId,
    TypeKind, unlisted,
};
use crate::keys::{RawAny, RawType};
use crate::names;
use std::collections::BTreeSet;

/// The union, how its variants are told apart aside, which depends on all types.
pub(super) fn resolve(index: &Index<'_>, raw: &[RawAny]) -> TypeKind {
    let variants = raw.iter().filter_map(|raw| {
        let written = &raw.ty.as_ref()?.value;
        let mut ty = resolve_type(index, written);
        while let Type::Nullable(inner) = ty {
            ty = *inner;
        }
        Some(AnyVariant {
            variant: ident(raw.rust.as_ref(), || name(index, written)),
            ty,
            doc: text(raw.doc.as_ref()),
            span: raw.name.span,
        })
    });
    let mut variants: Vec<AnyVariant> = variants.collect();
    variants.sort_by(|a, b| (&a.variant, a.span).cmp(&(&b.variant, b.span)));
    TypeKind::Any {
        variants,
        alternatives: Vec::new(),
    }
}

/// What a variant is called when the contract does not say.
pub(crate) fn name(index: &Index<'_>, ty: &RawType) -> String {
    let many = |one: String| {
        if one.ends_with('s') {
            one + "List"
        } else {
            one + "s"
        }
    };
    match ty {
        RawType::String => "String".to_owned(),
        RawType::Boolean => "Boolean".to_owned(),
        RawType::Integer => "Integer".to_owned(),
        RawType::Unsigned => "Unsigned".to_owned(),
        RawType::Number => "Number".to_owned(),
        RawType::Format(format) => format.rust().to_owned(),
        RawType::Constant(value) => names::pascal(&match value {
            Scalar::Text(text) => text.clone(),
            other => other.to_string(),
        }),
        RawType::Tuple(items) => items.iter().map(|item| name(index, item)).collect(),
        RawType::Json => "Json".to_owned(),
        RawType::Named(name) => {
            let id = index.types.get(name.as_str());
            let rust = id.and_then(|id| index.raw.types[id.0].rust.as_ref());
            ident(rust, || name.clone())
        }
        RawType::Array(item) => many(name(index, item)),
        RawType::Map(value) => name(index, value) + "Map",
        RawType::Nullable(inner) => name(index, inner),
    }
}

/// Fills in how the variants of all unions are told apart.
pub(super) fn alternatives(types: &mut [TypeDef]) {
    let mut seen = Seen {
        now: 0,
        last: vec![0; types.len()],
    };
    for at in 0..types.len() {
        let TypeKind::Any { variants, .. } = &types[at].kind else {
            continue;
        };
        let mut found = Vec::new();
        for (variant, one) in variants.iter().enumerate() {
            let mut forms = Vec::new();
            collect(types, &one.ty, &mut seen, &mut forms);
            found.extend(forms.into_iter().map(|(form, known)| Alternative {
                variant,
                form,
                over: Vec::new(),
                known,
            }));
        }
        for one in 0..found.len() {
            let over = (0..found.len())
                .filter(|other| found[one].form.is_narrower(&found[*other].form))
                .collect();
            found[one].over = over;
        }
        if let TypeKind::Any { alternatives, .. } = &mut types[at].kind {
            *alternatives = found;
        }
    }
}

/// Which types a walk has reached, without a set for each of many walks.
struct Seen {
    now: usize,
    /// The last walk that reached each type.
    last: Vec<usize>,
}

impl Seen {
    fn is_new(&mut self, id: TypeId) -> bool {
        std::mem::replace(&mut self.last[id.0], self.now) != self.now
    }
}

type Forms = Vec<(Form, Option<BTreeSet<String>>)>;

/// The forms that values of a type have, each with the fields that it is documented to have.
///
/// With a list of its own: a chain of types can be as long as the file. What is reached twice says nothing more.
fn collect<'t>(types: &'t [TypeDef], ty: &'t Type, seen: &mut Seen, out: &mut Forms) {
    seen.now += 1;
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            Type::String | Type::Format(_) => out.push((Form::String, None)),
            Type::Boolean => out.push((Form::Boolean, None)),
            Type::Number(Number::Integer) => out.push((Form::Integer, None)),
            Type::Number(Number::Unsigned) => out.push((Form::Unsigned, None)),
            Type::Number(Number::Float) => out.push((Form::Number, None)),
            Type::Constant(value) => out.push((Form::Is(value.clone()), None)),
            Type::Tuple(items) => {
                let items = items.iter().map(|item| kinds(types, item));
                out.push((Form::Tuple(items.collect()), None));
            }
            Type::Json => {
                let forms = [
                    Form::Null,
                    Form::Boolean,
                    Form::Number,
                    Form::String,
                    Form::Array(Kinds::all()),
                    Form::Object(Vec::new()),
                ];
                out.extend(forms.map(|form| (form, None)));
            }
            Type::Array(item) => out.push((Form::Array(kinds(types, item)), None)),
            Type::Map(_) => out.push((Form::Object(Vec::new()), None)),
            Type::Nullable(inner) => {
                out.push((Form::Null, None));
                open.push(inner);
            }
            Type::Verbatim(inner) => open.push(inner),
            Type::Named(id) if seen.is_new(*id) => match &types[id.0].kind {
                TypeKind::Alias(ty) => open.push(ty),
                TypeKind::Enum { values } => open.push(unlisted(values)),
                TypeKind::Any { variants, .. } => {
                    open.extend(variants.iter().rev().map(|variant| &variant.ty));
                }
                TypeKind::Struct { .. } | TypeKind::Union { .. } => objects(types, *id, out),
            },
            Type::Named(_) => {}
        }
    }
}

/// The forms of a type whose values are objects.
fn objects(types: &[TypeDef], id: TypeId, out: &mut Forms) {
    match &types[id.0].kind {
        TypeKind::Struct { fields, rest, .. } => {
            let known = fields.iter().map(|field| field.name.clone()).collect();
            let required = fields.iter().filter(|field| !field.optional);
            let required = required.map(|field| (field.name.clone(), kinds(types, &field.ty)));
            let form = Form::Object(required.collect());
            out.push((form, rest.is_none().then_some(known)));
        }
        TypeKind::Union { tag, variants } => {
            let object = |kinds: Kinds| Form::Object(vec![(tag.clone(), kinds)]);
            for variant in variants {
                let mut tags = Kinds::default();
                tags.add_value(&Scalar::Text(variant.tag.clone()));
                let fields = match &types[variant.ty.0].kind {
                    TypeKind::Struct { fields, .. } => fields.as_slice(),
                    _ => &[],
                };
                let known = fields.iter().map(|field| field.name.clone());
                let known = known.chain([tag.clone()]).collect();
                out.push((object(tags), Some(known)));
            }
            let mut texts = Kinds::default();
            texts.add(JsonKind::String);
            out.push((object(texts), None));
        }
        TypeKind::Alias(_) | TypeKind::Enum { .. } | TypeKind::Any { .. } => {}
    }
}

/// The kinds of the values of a type.
fn kinds(types: &[TypeDef], ty: &Type) -> Kinds {
    let mut out = Kinds::default();
    let mut seen = BTreeSet::new();
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            Type::String | Type::Format(_) => out.add(JsonKind::String),
            Type::Constant(value) => out.add_value(value),
            Type::Boolean => out.add(JsonKind::Boolean),
            Type::Number(_) => out.add(JsonKind::Number),
            Type::Json => return Kinds::all(),
            Type::Array(_) | Type::Tuple(_) => out.add(JsonKind::Array),
            Type::Map(_) => out.add(JsonKind::Object),
            Type::Nullable(inner) => {
                out.add(JsonKind::Null);
                open.push(inner);
            }
            Type::Verbatim(inner) => open.push(inner),
            Type::Named(id) if seen.insert(*id) => match &types[id.0].kind {
                TypeKind::Alias(inner) => open.push(inner),
                TypeKind::Enum { values } => open.push(unlisted(values)),
                TypeKind::Struct { .. } | TypeKind::Union { .. } => out.add(JsonKind::Object),
                TypeKind::Any { variants, .. } => {
                    open.extend(variants.iter().map(|variant| &variant.ty));
                }
            },
            Type::Named(_) => {}
        }
    }
    out
}
