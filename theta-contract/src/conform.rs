//! Checks whether a JSON value has a type of the contract.

use crate::contract::{
    Alternative, AnyVariant, Contract, Field, Number, Picked, Type, TypeKind, pick, type_of,
    unlisted,
};
use crate::json::{Json, integer, unsigned};
use crate::text::count;
use std::collections::{HashMap, HashSet};

/// Deepest nesting that is followed; deeper values are taken to fit.
const MAX_DEPTH: usize = 128;

/// A place where a value does not conform to its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The place as a JSON pointer; empty for the whole value.
    pub path: String,
    /// What the type requires: `a string`.
    pub expected: String,
    /// What is there: `a number`, `nothing`.
    pub found: String,
    /// Whether a client reads the value nevertheless: it passes over a field that it does not know, and keeps a value
    /// that is not the documented constant, or an object without the tag of its union.
    pub kept: bool,
}

/// Returns every place where the value does not conform to the type.
///
/// A value of an enum's kind that is not listed and an unknown union tag conform: clients keep them, as they keep an
/// object without the tag, which does not conform. A value that could
/// be several variants of an untagged union conforms if it conforms to one of them; one that is none of them does not.
/// An unknown field conforms only in
/// an open struct. A field that may be left out may also be `null`.
#[must_use]
pub fn mismatches(contract: &Contract, ty: &Type, value: &Json) -> Vec<Mismatch> {
    let mut found = Vec::new();
    Walk {
        contract,
        found: &mut found,
        tried: HashMap::new(),
    }
    .value(ty, value, &mut String::new(), 0);
    found
}

struct Walk<'w> {
    contract: &'w Contract,
    found: &'w mut Vec<Mismatch>,
    /// What was found for a union at a place, by their addresses: its variants may hold it again, and each of them
    /// would ask for all that is inside.
    tried: HashMap<(*const AnyVariant, *const Json), Vec<Mismatch>>,
}

impl Walk<'_> {
    fn value(&mut self, ty: &Type, value: &Json, path: &mut String, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        match (ty, value) {
            (Type::Json, _)
            | (Type::Nullable(_), Json::Null)
            | (Type::String | Type::Format(_), Json::String(_))
            | (Type::Boolean, Json::Bool(_))
            | (Type::Number(Number::Float), Json::Number(_)) => {}
            (Type::Number(Number::Integer), Json::Number(text)) if integer(text).is_some() => {}
            (Type::Number(Number::Unsigned), Json::Number(text)) if unsigned(text).is_some() => {}
            (Type::Constant(constant), value) if constant.is(value) => {}
            (Type::Constant(constant), value) => {
                let kept = constant.is_kind(value);
                let found = if kept { "another value" } else { value.kind() };
                self.push(path, &constant.to_string(), found, kept);
            }
            (Type::Tuple(types), Json::Array(items)) if types.len() == items.len() => {
                for (index, (ty, item)) in types.iter().zip(items).enumerate() {
                    self.at(path, &index.to_string(), |walk, path| {
                        walk.value(ty, item, path, depth + 1);
                    });
                }
            }
            (Type::Tuple(types), Json::Array(items)) => {
                let wanted = format!("an array of {}", count(types.len(), "item"));
                self.report(path, &wanted, &count(items.len(), "item"));
            }
            (Type::Nullable(inner) | Type::Verbatim(inner), value) => {
                self.value(inner, value, path, depth + 1);
            }
            (Type::Array(inner), Json::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    self.at(path, &index.to_string(), |walk, path| {
                        walk.value(inner, item, path, depth + 1);
                    });
                }
            }
            (Type::Map(inner), Json::Object(members)) => {
                for (name, member) in members {
                    self.at(path, name, |walk, path| {
                        walk.value(inner, member, path, depth + 1);
                    });
                }
            }
            (Type::Named(id), value) => {
                let kind = &self.contract.type_def(*id).kind;
                self.named(kind, value, path, depth + 1);
            }
            (ty, value) => self.report(path, expected(ty), value.kind()),
        }
    }

    fn named(&mut self, kind: &TypeKind, value: &Json, path: &mut String, depth: usize) {
        match (kind, value) {
            (TypeKind::Alias(ty), value) => self.value(ty, value, path, depth),
            (TypeKind::Enum { values }, value) => self.value(unlisted(values), value, path, depth),
            (TypeKind::Struct { fields, open, rest }, Json::Object(members)) => {
                let others = Others::of(*open, rest.as_deref());
                self.members(fields, others, None, members, path, depth);
            }
            (
                TypeKind::Any {
                    variants,
                    alternatives,
                },
                value,
            ) => self.any(variants, alternatives, value, path, depth),
            (TypeKind::Union { tag, variants }, Json::Object(members)) => {
                let written = value.get(tag).and_then(Json::as_str);
                if written.is_none() {
                    let found = value.get(tag).map_or("nothing", Json::kind);
                    self.at(path, tag, |walk, path| {
                        walk.push(path, "a string", found, true);
                    });
                }
                let variant = variants
                    .iter()
                    .find(|variant| Some(variant.tag.as_str()) == written);
                if let Some(TypeKind::Struct { fields, open, rest }) =
                    variant.map(|variant| &self.contract.type_def(variant.ty).kind)
                {
                    let others = Others::of(*open, rest.as_deref());
                    self.members(fields, others, Some(tag), members, path, depth);
                }
            }
            (_, value) => self.report(path, "an object", value.kind()),
        }
    }

    fn any(
        &mut self,
        variants: &[AnyVariant],
        alternatives: &[Alternative],
        value: &Json,
        path: &mut String,
        depth: usize,
    ) {
        let picked = match pick(alternatives, value) {
            Picked::Variant(variant) => vec![variant],
            Picked::Several(variants) => variants,
            Picked::Nothing => {
                return self.report(path, "one of several types", value.kind());
            }
        };
        let place = (variants.as_ptr(), std::ptr::from_ref(value));
        if let Some(known) = self.tried.get(&place) {
            return self.found.extend(known.iter().cloned());
        }
        let before = self.found.len();
        let mut first = None;
        for variant in picked {
            self.value(&variants[variant].ty, value, path, depth);
            let found = self.found.split_off(before);
            if found.is_empty() {
                first = None;
                break;
            }
            first.get_or_insert(found);
        }
        let found = first.unwrap_or_default();
        self.found.extend(found.iter().cloned());
        self.tried.insert(place, found);
    }

    #[allow(clippy::too_many_arguments)] // one call's worth of context, used in two places
    fn members(
        &mut self,
        fields: &[Field],
        others: Others<'_>,
        tag: Option<&str>,
        members: &[(String, Json)],
        path: &mut String,
        depth: usize,
    ) {
        // Of two members of one name the last counts, as everywhere.
        let by_name: HashMap<&str, &Json> = members
            .iter()
            .map(|(name, member)| (name.as_str(), member))
            .collect();
        for field in fields {
            match by_name.get(field.name.as_str()).copied() {
                None | Some(Json::Null) if field.optional => {}
                None => self.at(path, &field.name, |walk, path| {
                    walk.report(path, expected(&field.ty), "nothing");
                }),
                Some(member) => self.at(path, &field.name, |walk, path| {
                    walk.value(&field.ty, member, path, depth);
                }),
            }
        }
        if matches!(others, Others::Any) {
            return;
        }
        let documented: HashSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let known = |name: &str| tag == Some(name) || documented.contains(name);
        for (name, member) in members.iter().filter(|(name, _)| !known(name)) {
            self.at(path, name, |walk, path| match others {
                Others::Of(ty) => walk.value(ty, member, path, depth),
                _ => walk.push(path, "no such field", member.kind(), true),
            });
        }
    }

    fn at(&mut self, path: &mut String, step: &str, inner: impl FnOnce(&mut Self, &mut String)) {
        let length = path.len();
        path.push('/');
        path.push_str(&step.replace('~', "~0").replace('/', "~1"));
        inner(self, path);
        path.truncate(length);
    }

    fn report(&mut self, path: &str, expected: &str, found: &str) {
        self.push(path, expected, found, false);
    }

    fn push(&mut self, path: &str, expected: &str, found: &str, kept: bool) {
        self.found.push(Mismatch {
            path: path.to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
            kept,
        });
    }
}

/// Which fields an object may have beside the documented ones.
#[derive(Clone, Copy)]
enum Others<'c> {
    None,
    Any,
    Of(&'c Type),
}

impl<'c> Others<'c> {
    fn of(open: bool, rest: Option<&'c Field>) -> Self {
        match rest.map(|rest| &rest.ty) {
            Some(Type::Map(ty)) => Self::Of(ty),
            _ if open => Self::Any,
            _ => Self::None,
        }
    }
}

fn expected(ty: &Type) -> &'static str {
    match ty {
        Type::String | Type::Format(_) => "a string",
        Type::Constant(value) => expected(type_of(value)),
        Type::Boolean => "a boolean",
        Type::Number(Number::Unsigned) => "an integer of 64 bits that is not negative",
        Type::Number(Number::Integer) => "an integer of 64 bits",
        Type::Number(Number::Float) => "a number",
        Type::Json => "any JSON",
        Type::Named(_) => "a value of its type",
        Type::Array(_) | Type::Tuple(_) => "an array",
        Type::Map(_) => "an object",
        Type::Nullable(inner) | Type::Verbatim(inner) => expected(inner),
    }
}
