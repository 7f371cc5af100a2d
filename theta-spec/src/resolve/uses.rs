//! Uses of types.

use super::Index;
use crate::contract::{Number, Type};
use crate::keys::{RawContract, RawType, RawTypeKind};
use std::collections::{HashMap, HashSet};

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
            Some(&id) if index.nulls.contains(name.as_str()) => {
                Type::Nullable(Box::new(Type::Named(id)))
            }
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

/// The unions of which `null` is one, so that every use of them may be `null`.
pub(super) fn nulls(raw: &RawContract) -> HashSet<&str> {
    let mut held_by: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut open = Vec::new();
    for def in &raw.types {
        let RawTypeKind::Any { variants } = &def.kind else {
            continue;
        };
        for ty in variants.iter().map(|raw| raw.ty.as_ref()) {
            let name = def.name.value.as_str();
            match ty.map(|ty| &ty.value) {
                None | Some(RawType::Nullable(_)) => open.push(name),
                Some(RawType::Named(inner)) => held_by.entry(inner).or_default().push(name),
                Some(_) => {}
            }
        }
    }
    let mut found = HashSet::new();
    while let Some(name) = open.pop() {
        if found.insert(name) {
            open.extend(held_by.get(name).into_iter().flatten());
        }
    }
    found
}
