//! The example in the documentation of an endpoint.

use crate::context::Context;
use crate::endpoint::{self, Slot, Value};
use crate::types::structs;
use theta_spec::contract::{Endpoint, Number, Type, TypeKind, Upload};

/// A call of an endpoint, in a fence. A test that compiles when it is known under which path a user reaches the
/// generated items, else only shown.
pub(crate) fn call(cx: &Context<'_>, endpoint: &Endpoint) -> String {
    let generated = cx.example_path.unwrap_or("crate");
    let runtime = match cx.root_text.as_str() {
        "crate" | "$crate" => generated.split("::").next().unwrap_or(generated),
        root => root,
    };
    let paths = Paths { generated, runtime };
    let (mut given, mut values) = (vec![format!("client: {generated}::Client")], Vec::new());
    for slot in endpoint::slots(cx, endpoint, &endpoint.arguments) {
        values.push(argument(cx, &paths, &slot).unwrap_or_else(|| {
            given.push(format!("{}: {}", slot.ident, rust(cx, &paths, &slot)));
            slot.ident.to_owned()
        }));
    }
    let fence = if cx.example_path.is_some() {
        "no_run"
    } else {
        "ignore"
    };
    format!(
        "```{fence}\n\
         # async fn example({}) -> Result<(), Box<dyn std::error::Error>> {{\n\
         let answer = client.{}({}).await?;\n\
         # let _ = answer;\n\
         # Ok(())\n\
         # }}\n\
         ```",
        given.join(", "),
        endpoint.method_ident,
        values.join(", "),
    )
}

struct Paths<'p> {
    generated: &'p str,
    runtime: &'p str,
}

/// An argument, when it is short enough to be written down.
fn argument(cx: &Context<'_>, paths: &Paths<'_>, slot: &Slot<'_>) -> Option<String> {
    match slot.value {
        Value::Upload(upload) => Some(file(paths, upload)),
        Value::Of(Type::Array(item)) => Some(format!("[{}]", literal(cx, item)?)),
        Value::Of(Type::Named(id)) if cx.fields(*id).is_some() => {
            let fields = cx.fields(*id)?;
            let required: Option<Vec<_>> = structs::required(fields)
                .map(|field| literal(cx, &field.ty))
                .collect();
            Some(format!(
                "{}::{}::new({})",
                paths.generated,
                cx.contract.type_def(*id).ident,
                required?.join(", ")
            ))
        }
        Value::Of(ty) => literal(cx, ty),
    }
}

fn file(paths: &Paths<'_>, upload: &Upload) -> String {
    let (ty, stem) = if upload.audio {
        ("Audio", "speech")
    } else {
        ("Upload", "upload")
    };
    let known = |format: &&str| upload.formats.iter().any(|known| known == format);
    let preferred = ["wav", "mp3"].into_iter().find(known);
    let plain =
        |format: &&str| !format.is_empty() && format.chars().all(|c| c.is_ascii_alphanumeric());
    let format = preferred
        .or_else(|| upload.formats.iter().map(String::as_str).find(plain))
        .unwrap_or("bin");
    format!("{}::{ty}::file(\"{stem}.{format}\")", paths.runtime)
}

fn literal(cx: &Context<'_>, ty: &Type) -> Option<String> {
    match ty {
        Type::String => Some("\"text\"".to_owned()),
        Type::Boolean => Some("true".to_owned()),
        Type::Number(Number::Integer) => Some("1".to_owned()),
        Type::Number(Number::Float) => Some("0.5".to_owned()),
        Type::Named(id) => match &cx.contract.type_def(*id).kind {
            TypeKind::Enum { values } => values.first().map(|value| format!("{:?}", value.value)),
            TypeKind::Struct { .. } | TypeKind::Union { .. } | TypeKind::Alias(_) => None,
        },
        Type::Json | Type::Array(_) | Type::Map(_) | Type::Nullable(_) | Type::Verbatim(_) => None,
    }
}

/// The type of an argument that the example is given.
fn rust(cx: &Context<'_>, paths: &Paths<'_>, slot: &Slot<'_>) -> String {
    fn written(cx: &Context<'_>, paths: &Paths<'_>, ty: &Type) -> String {
        let Paths { generated, runtime } = paths;
        match ty {
            Type::String => "String".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Number(Number::Integer) => "i64".to_owned(),
            Type::Number(Number::Float) => "f64".to_owned(),
            Type::Json => format!("{runtime}::Json"),
            Type::Named(id) => format!("{generated}::{}", cx.contract.type_def(*id).ident),
            Type::Array(item) => format!("Vec<{}>", written(cx, paths, item)),
            Type::Map(value) => format!(
                "std::collections::BTreeMap<String, {}>",
                written(cx, paths, value)
            ),
            Type::Nullable(inner) => format!("Option<{}>", written(cx, paths, inner)),
            Type::Verbatim(inner) => format!("{runtime}::Verbatim<{}>", written(cx, paths, inner)),
        }
    }
    match slot.value {
        Value::Of(ty) => written(cx, paths, ty),
        Value::Upload(_) => format!("{}::Upload", paths.runtime),
    }
}
