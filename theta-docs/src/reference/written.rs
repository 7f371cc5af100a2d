//! How values are written as text, shown by a sample.

use super::markdown::code;
use theta_spec::contract::{
    Contract, FormBody, Outline, Param, ParamPlace, Type, TypeKind, Written,
};
use theta_spec::json::Json;
use theta_spec::written;

/// Deepest nesting of a sample; types may contain themselves.
const MAX_DEPTH: usize = 4;

/// How a parameter is written; empty where nothing is said.
pub(super) fn parameter(contract: &Contract, param: &Param) -> String {
    let sample = match &param.written {
        Written::Plain if param.slashes => return " It may hold slashes.".to_owned(),
        Written::Plain => return String::new(),
        Written::Json => return " Written as JSON text.".to_owned(),
        Written::Pairs(layout) => {
            let value = sample(contract, &param.ty, 0);
            written::pairs(layout, &param.name, &value, str::to_owned)
        }
    };
    let texts: Vec<String> = sample
        .into_iter()
        .map(|(name, text)| match param.place {
            ParamPlace::Query => format!("{name}={text}"),
            ParamPlace::Path | ParamPlace::Header => text,
        })
        .collect();
    match param.place {
        ParamPlace::Query => format!(" Written as {}.", code(&texts.join("&"))),
        ParamPlace::Path | ParamPlace::Header => format!(" Written as {}.", code(&texts.join(" "))),
    }
}

/// How the fields of a form are written; empty where there is nothing to say.
pub(super) fn form(contract: &Contract, form: &FormBody) -> String {
    let value = sample(contract, &form.value.ty, 0);
    let Json::Object(mut members) = value else {
        return String::new();
    };
    members.retain(|(_, value)| matches!(value, Json::Array(_) | Json::Object(_)));
    let pairs = written::form(&form.layout, &Json::Object(members), str::to_owned);
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, text)| code(&format!("{name}={text}")))
        .collect();
    if pairs.is_empty() {
        return String::new();
    }
    format!("Lists and objects are written as {}.", pairs.join(", "))
}

/// The required fields of a form as pairs.
pub(super) fn required(contract: &Contract, form: &FormBody) -> Vec<String> {
    let Json::Object(mut members) = sample(contract, &form.value.ty, 0) else {
        return Vec::new();
    };
    if let Outline::Struct(fields) = Outline::of(&contract.types, &form.value.ty) {
        let needed = |name: &str| fields.iter().any(|one| one.name == name && !one.optional);
        members.retain(|(name, _)| needed(name));
    }
    let pairs = written::form(&form.layout, &Json::Object(members), plain);
    let pairs = pairs
        .into_iter()
        .map(|(name, text)| format!("{name}={text}"));
    pairs.collect()
}

/// Encodes what has a meaning in a form; brackets are understood without.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '%' => "%25".to_owned(),
            '&' => "%26".to_owned(),
            '=' => "%3D".to_owned(),
            '+' => "%2B".to_owned(),
            ' ' => "+".to_owned(),
            c => c.to_string(),
        })
        .collect()
}

/// A value with everything that the type has.
fn sample(contract: &Contract, ty: &Type, depth: usize) -> Json {
    let text = || Json::from("TEXT");
    if depth > MAX_DEPTH {
        return text();
    }
    let below = |ty| sample(contract, ty, depth + 1);
    match Outline::of(&contract.types, ty) {
        Outline::Text => scalar(contract, ty),
        Outline::Any => text(),
        Outline::OneOf(variants, _) => variants
            .first()
            .map_or_else(text, |variant| below(&variant.ty)),
        Outline::Nullable(inner) => below(inner),
        Outline::List(item) => Json::array([below(item)]),
        Outline::Tuple(items) => Json::array(items.iter().map(below)),
        Outline::Map(inner) => Json::object([("KEY", below(inner))]),
        Outline::Struct(fields) => Json::object(
            fields
                .iter()
                .map(|field| (field.name.as_str(), below(&field.ty))),
        ),
        Outline::Union(tag, variants) => {
            let Some(variant) = variants.first() else {
                return text();
            };
            let mut members = vec![(tag.to_owned(), Json::from(variant.tag.as_str()))];
            if let Json::Object(rest) = below(&Type::Named(variant.ty)) {
                members.extend(rest.into_iter().filter(|(name, _)| name != tag));
            }
            Json::Object(members)
        }
    }
}

fn scalar(contract: &Contract, ty: &Type) -> Json {
    match ty {
        Type::Boolean => Json::from(true),
        Type::Constant(value) => value.to_json(),
        Type::Number(_) => Json::from(1_u64),
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Alias(inner) => scalar(contract, inner),
            TypeKind::Enum { values } => {
                let first = values.first().map(|value| value.value.to_json());
                first.unwrap_or_else(|| Json::from("TEXT"))
            }
            _ => Json::from("TEXT"),
        },
        _ => Json::from("TEXT"),
    }
}
