//! JSON values made from types, and places in them.

use theta_spec::contract::{Contract, Picked, Pointer, Scalar, Type, TypeKind, pick, unlisted};
use theta_spec::json::Json;

/// Paths of the fields that a value lacks although its type needs them, such as `words.0.text`.
pub(crate) fn missing_fields(contract: &Contract, ty: &Type, value: &Json) -> Vec<String> {
    let mut missing = Vec::new();
    collect_missing(contract, ty, value, "", &mut missing);
    missing
}

fn collect_missing(
    contract: &Contract,
    ty: &Type,
    value: &Json,
    path: &str,
    missing: &mut Vec<String>,
) {
    let below = |name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        }
    };
    match (ty, value) {
        (Type::Nullable(inner) | Type::Verbatim(inner), _) => {
            collect_missing(contract, inner, value, path, missing);
        }
        (Type::Array(inner), Json::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                collect_missing(contract, inner, item, &below(&index.to_string()), missing);
            }
        }
        (Type::Tuple(types), Json::Array(items)) => {
            for (index, (ty, item)) in types.iter().zip(items).enumerate() {
                collect_missing(contract, ty, item, &below(&index.to_string()), missing);
            }
        }
        (Type::Map(inner), Json::Object(members)) => {
            for (name, item) in members {
                collect_missing(contract, inner, item, &below(name), missing);
            }
        }
        (Type::Named(id), _) => match (&contract.type_def(*id).kind, value) {
            (TypeKind::Alias(inner), _) => collect_missing(contract, inner, value, path, missing),
            (TypeKind::Struct { fields, .. }, Json::Object(_)) => {
                for field in fields {
                    match value.get(&field.name) {
                        Some(inner) => collect_missing(
                            contract,
                            &field.ty,
                            inner,
                            &below(&field.name),
                            missing,
                        ),
                        None if !field.optional => missing.push(below(&field.name)),
                        None => {}
                    }
                }
            }
            (
                TypeKind::Any {
                    variants,
                    alternatives,
                },
                _,
            ) => {
                if let Picked::Variant(variant) = pick(alternatives, value) {
                    let ty = &variants[variant].ty;
                    collect_missing(contract, ty, value, path, missing);
                }
            }
            (TypeKind::Union { tag, variants }, Json::Object(_)) => {
                let named = value.get(tag).and_then(Json::as_str);
                if let Some(variant) = variants
                    .iter()
                    .find(|variant| Some(variant.tag.as_str()) == named)
                {
                    collect_missing(contract, &Type::Named(variant.ty), value, path, missing);
                }
            }
            _ => {}
        },
        _ => {}
    }
}

/// The JSON that a text parameter stands for, by its type.
pub(crate) fn from_text(contract: &Contract, ty: &Type, text: &str) -> Json {
    let written = || Json::String(text.to_owned());
    match ty {
        Type::Nullable(inner) | Type::Verbatim(inner) | Type::Array(inner) => {
            from_text(contract, inner, text)
        }
        Type::Boolean | Type::Constant(Scalar::Boolean(_)) if matches!(text, "true" | "false") => {
            Json::Bool(text == "true")
        }
        Type::Number(_) | Type::Constant(Scalar::Number(_)) => {
            match theta_spec::json::parse(text) {
                Ok(number @ Json::Number(_)) => number,
                _ => written(),
            }
        }
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Alias(inner) => from_text(contract, inner, text),
            TypeKind::Any {
                variants,
                alternatives,
            } => {
                let values = variants.iter().map(|variant| {
                    let value = from_text(contract, &variant.ty, text);
                    if item_type(contract, &variant.ty) == &variant.ty {
                        value
                    } else {
                        Json::Array(vec![value])
                    }
                });
                let mut read = values.filter(|value| pick(alternatives, value) != Picked::Nothing);
                read.next().unwrap_or_else(written)
            }
            TypeKind::Enum { values } => values
                .iter()
                .find(|value| value.value.as_text() == text)
                .map_or_else(
                    || from_text(contract, unlisted(values), text),
                    |value| value.value.to_json(),
                ),
            _ => written(),
        },
        _ => written(),
    }
}

/// The type of one occurrence of a parameter that can be repeated.
pub(crate) fn item_type<'c>(contract: &'c Contract, ty: &'c Type) -> &'c Type {
    match ty {
        Type::Nullable(inner) | Type::Verbatim(inner) => item_type(contract, inner),
        Type::Array(inner) => inner,
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Alias(inner) => item_type(contract, inner),
            _ => ty,
        },
        _ => ty,
    }
}

/// Puts a value where the pointer leads and makes the objects and arrays on the way. Something else that stands in
/// the way is left alone.
pub(crate) fn put(root: &mut Json, pointer: &Pointer, value: Json) {
    let mut at = root;
    for token in &pointer.tokens {
        if matches!(at, Json::Null) {
            *at = if is_index(token) {
                Json::Array(Vec::new())
            } else {
                Json::Object(Vec::new())
            };
        }
        at = match at {
            Json::Array(items) => {
                let Some(index) = token
                    .parse::<usize>()
                    .ok()
                    .filter(|index| *index <= items.len())
                else {
                    return;
                };
                if index == items.len() {
                    items.push(Json::Null);
                }
                &mut items[index]
            }
            Json::Object(members) => {
                let index = members
                    .iter()
                    .rposition(|(name, _)| name == token)
                    .unwrap_or_else(|| {
                        members.push((token.clone(), Json::Null));
                        members.len() - 1
                    });
                &mut members[index].1
            }
            _ => return,
        };
    }
    *at = value;
}

fn is_index(token: &str) -> bool {
    token == "0"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointer(tokens: &[&str]) -> Pointer {
        Pointer {
            tokens: tokens.iter().map(|token| (*token).to_owned()).collect(),
        }
    }

    #[test]
    fn put_makes_what_is_on_the_way() {
        let mut root = Json::Null;
        put(
            &mut root,
            &pointer(&["error", "details", "0", "msg"]),
            Json::String("x".to_owned()),
        );
        put(&mut root, &pointer(&["error", "code"]), Json::Bool(true));
        put(&mut root, &pointer(&["error", "code"]), Json::Null);
        assert_eq!(
            root.to_string(),
            r#"{"error":{"details":[{"msg":"x"}],"code":null}}"#
        );
    }

    #[test]
    fn put_leaves_what_stands_in_the_way() {
        let mut root = Json::String("text".to_owned());
        put(&mut root, &pointer(&["a"]), Json::Null);
        assert_eq!(root, Json::String("text".to_owned()));
    }
}
