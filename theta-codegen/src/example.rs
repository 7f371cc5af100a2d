//! The example in the documentation of an endpoint.

use crate::context::Context;
use crate::endpoint::{self, Value};
use crate::types::structs;
use theta_spec::contract::{Endpoint, Number, Scalar, Type, TypeKind, Upload, type_of};

/// Returns a call of an endpoint, in a fence. It is a test that compiles when it is known under which path a user
/// reaches the generated items, and else only shown.
pub(crate) fn call(cx: &Context<'_>, endpoint: &Endpoint) -> String {
    let generated = cx.example_path.unwrap_or("crate");
    let runtime = match cx.root_text.as_str() {
        "crate" | "$crate" => generated.split("::").next().unwrap_or(generated),
        root => root,
    };
    let paths = Paths { generated, runtime };
    let (mut given, mut values) = (vec![format!("client: {generated}::Client")], Vec::new());
    for slot in endpoint::slots(cx, endpoint, &endpoint.arguments) {
        values.push(argument(cx, &paths, &slot.value).unwrap_or_else(|| {
            let ty = match slot.value {
                Value::Of(ty) => paths.rust(cx, ty),
                Value::Upload(_) => format!("{runtime}::Upload"),
            };
            given.push(format!("{}: {ty}", slot.ident));
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
        endpoint.call(),
        values.join(", "),
    )
}

struct Paths<'p> {
    generated: &'p str,
    runtime: &'p str,
}

impl Paths<'_> {
    /// Returns how a type is written.
    fn rust(&self, cx: &Context<'_>, ty: &Type) -> String {
        let Self { generated, runtime } = self;
        let inner = |ty| self.rust(cx, ty);
        match ty {
            Type::String => "String".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Number(Number::Integer) => "i64".to_owned(),
            Type::Number(Number::Unsigned) => "u64".to_owned(),
            Type::Number(Number::Float) => "f64".to_owned(),
            Type::Format(format) => format!("{runtime}::json::{}", format.rust()),
            Type::Constant(value) => inner(type_of(value)),
            Type::Json => format!("{runtime}::Json"),
            Type::Named(id) => format!("{generated}::{}", cx.contract.type_def(*id).ident),
            Type::Array(item) => format!("Vec<{}>", inner(item)),
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(inner).collect();
                format!("({})", items.join(", "))
            }
            Type::Map(value) => {
                format!("std::collections::BTreeMap<String, {}>", inner(value))
            }
            Type::Nullable(ty) => format!("Option<{}>", inner(ty)),
            Type::Verbatim(ty) => format!("{runtime}::Verbatim<{}>", inner(ty)),
        }
    }
}

/// Returns an argument, when it is short enough to be written down.
fn argument(cx: &Context<'_>, paths: &Paths<'_>, value: &Value<'_>) -> Option<String> {
    match value {
        Value::Upload(upload) if upload.many => Some(format!("[{}]", file(paths, upload))),
        Value::Upload(upload) => Some(file(paths, upload)),
        Value::Of(Type::Array(item)) => Some(format!("[{}]", literal(cx, item)?)),
        Value::Of(ty @ Type::Named(id)) if cx.fields(*id).is_some() => {
            let required = structs::required(cx.fields(*id)?).map(|field| literal(cx, &field.ty));
            let required = required.collect::<Option<Vec<_>>>()?.join(", ");
            Some(format!("{}::new({required})", paths.rust(cx, ty)))
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
    let mut preferred = ["wav", "mp3"].into_iter();
    let preferred = preferred.find(|format| upload.formats.iter().any(|known| known == format));
    let is_plain = |c: char| c.is_ascii_alphanumeric();
    let mut formats = upload.formats.iter().map(String::as_str);
    let plain = formats.find(|format| !format.is_empty() && format.chars().all(is_plain));
    let format = preferred.or(plain).unwrap_or("bin");
    format!("{}::{ty}::file(\"{stem}.{format}\")", paths.runtime)
}

fn literal(cx: &Context<'_>, ty: &Type) -> Option<String> {
    match ty {
        Type::String => Some("\"text\"".to_owned()),
        Type::Boolean => Some("true".to_owned()),
        Type::Number(Number::Integer) => Some("1".to_owned()),
        Type::Number(Number::Unsigned) => Some("1_u64".to_owned()),
        Type::Format(format) => Some(format!("{:?}", format.example())),
        Type::Number(Number::Float) => Some("0.5".to_owned()),
        Type::Named(id) => match &cx.contract.type_def(*id).kind {
            TypeKind::Enum { values } => values.first().and_then(|value| match &value.value {
                Scalar::Text(text) => Some(format!("{text:?}")),
                // Which integer is meant would not be inferred.
                Scalar::Boolean(_) | Scalar::Number(_) => None,
            }),
            TypeKind::Any { variants, .. } => {
                let mut held = variants.iter().map(|variant| &variant.ty);
                held.any(|ty| *ty == Type::String)
                    .then(|| "\"text\"".to_owned())
            }
            TypeKind::Struct { .. } | TypeKind::Union { .. } | TypeKind::Alias(_) => None,
        },
        Type::Constant(_)
        | Type::Json
        | Type::Array(_)
        | Type::Tuple(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Verbatim(_) => None,
    }
}
