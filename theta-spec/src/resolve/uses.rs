//! Uses of types.

use super::Index;
use crate::contract::{Number, Type};
use crate::keys::{RawType, RawTypeKind};
use std::collections::BTreeSet;

pub(super) fn resolve_type(index: &Index<'_>, raw: &RawType) -> Type {
    let inner = |raw: &RawType| Box::new(resolve_type(index, raw));
    match raw {
        RawType::String => Type::String,
        RawType::Boolean => Type::Boolean,
        RawType::Integer => Type::Number(Number::Integer),
        RawType::Unsigned => Type::Number(Number::Unsigned),
        RawType::Number => Type::Number(Number::Float),
        RawType::Json => Type::Json,
        RawType::Format(format) => Type::Format(*format),
        RawType::Constant(value) => Type::Constant(value.clone()),
        RawType::Named(name) => match index.types.get(name.as_str()) {
            None => Type::Json,
            Some(&id) if has_null(index, name) => Type::Nullable(Box::new(Type::Named(id))),
            Some(&id) => Type::Named(id),
        },
        RawType::Array(raw) => Type::Array(inner(raw)),
        RawType::Tuple(items) => {
            let items = items.iter().map(|item| resolve_type(index, item));
            Type::Tuple(items.collect())
        }
        RawType::Map(raw) => Type::Map(inner(raw)),
        RawType::Nullable(raw) => match resolve_type(index, raw) {
            ty @ Type::Nullable(_) => ty,
            ty => Type::Nullable(Box::new(ty)),
        },
    }
}

/// Whether a type is a union of which `null` is one, so that every use of it may be `null`.
fn has_null(index: &Index<'_>, name: &str) -> bool {
    let (mut open, mut seen) = (vec![name], BTreeSet::new());
    while let Some(name) = open.pop() {
        let def = index.types.get(name).map(|id| &index.raw.types[id.0].kind);
        let Some(RawTypeKind::Any { variants }) = def else {
            continue;
        };
        for ty in variants.iter().map(|raw| raw.ty.as_ref()) {
            match ty.map(|ty| &ty.value) {
                None | Some(RawType::Nullable(_)) => return true,
                Some(RawType::Named(inner)) if seen.insert(inner.as_str()) => open.push(inner),
                Some(_) => {}
            }
        }
    }
    false
}
