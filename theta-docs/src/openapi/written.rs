//! How values are written as text, in OpenAPI's words as far as it has them.

use super::error_body::JSON;
use super::{Source, extension};
use theta_spec::contract::{
    FormBody, Layout, Lists, Nested, Outline, Param, ParamPlace, Type, Written,
};
use theta_spec::json::Json;

/// What OpenAPI says of how a value is written: `style` and `explode`.
struct Style {
    style: &'static str,
    explode: bool,
}

/// The name of a parameter: brackets that a list repeats are a part of it.
pub(super) fn name(source: &Source<'_>, param: &Param) -> String {
    match &param.written {
        Written::Pairs(layout)
            if layout.lists == Lists::Brackets && is_flat_list(source, &param.ty) =>
        {
            format!("{}[]", param.name)
        }
        _ => param.name.clone(),
    }
}

/// Whether a parameter is JSON, which OpenAPI writes as its content.
pub(super) fn is_json(source: &Source<'_>, param: &Param) -> bool {
    match &param.written {
        Written::Plain => false,
        Written::Json => true,
        Written::Pairs(layout) => is_json_text(source, layout, &param.ty),
    }
}

/// Adds how a parameter is written.
pub(super) fn parameter(source: &Source<'_>, param: &Param, out: &mut Json) {
    if param.slashes {
        extension::put(out, Json::object([("slashes", Json::from(true))]));
    }
    let Written::Pairs(layout) = &param.written else {
        return;
    };
    if !is_json(source, param) {
        let style = match param.place {
            ParamPlace::Query => of_pairs(source, layout, &param.ty),
            ParamPlace::Path | ParamPlace::Header => Some(Style {
                style: "simple",
                explode: layout.nested == Some(Nested::Pairs),
            }),
        };
        if let Some(Style { style, explode }) = style {
            out.set("style", style);
            out.set("explode", explode);
        }
    }
    extension::put(out, of_layout(layout));
}

/// How the fields of a form are written: the `encoding` of each that is no text, and everything that is said.
pub(super) fn form(source: &Source<'_>, form: &FormBody, media: &mut Json) {
    let mut encoding = Json::Object(Vec::new());
    if let Outline::Struct(fields) = Outline::of(&source.contract.types, &form.value.ty) {
        for field in fields {
            let (layout, ty) = (&form.layout, &field.ty);
            if is_json_text(source, layout, ty) {
                let kind = Json::object([("contentType", Json::from(JSON))]);
                encoding.set(field.name.as_str(), kind);
            } else if let Some(Style { style, explode }) = of_pairs(source, layout, ty) {
                let style = Json::object([
                    ("style", Json::from(style)),
                    ("explode", Json::from(explode)),
                ]);
                encoding.set(field.name.as_str(), style);
            }
        }
    }
    if !encoding.is_empty() {
        media.set("encoding", encoding);
    }
    extension::put(media, of_layout(&form.layout));
}

fn of_layout(layout: &Layout) -> Json {
    let mut out = Json::object([("lists", Json::from(layout.lists.as_str()))]);
    if let Some(nested) = layout.nested {
        out.set("nested", nested.as_str());
    }
    if let Some(null) = &layout.null {
        out.set("null", null.as_str());
    }
    out
}

fn is_flat_list(source: &Source<'_>, ty: &Type) -> bool {
    match Outline::of(&source.contract.types, ty) {
        Outline::Nullable(inner) => is_flat_list(source, inner),
        Outline::List(item) => {
            !Outline::of(&source.contract.types, item).nests(&source.contract.types)
        }
        Outline::Tuple(items) => {
            let types = &source.contract.types;
            items
                .iter()
                .all(|item| !Outline::of(types, item).nests(types))
        }
        _ => false,
    }
}

fn is_json_text(source: &Source<'_>, layout: &Layout, ty: &Type) -> bool {
    match Outline::of(&source.contract.types, ty) {
        Outline::Text => false,
        Outline::Nullable(inner) => is_json_text(source, layout, inner),
        Outline::List(_) | Outline::Tuple(_) => layout.lists == Lists::Json,
        _ => layout.nested == Some(Nested::Json),
    }
}

/// Of a query parameter or a field of a form; `None` where OpenAPI's own rule says the same, or has no word for it.
fn of_pairs(source: &Source<'_>, layout: &Layout, ty: &Type) -> Option<Style> {
    let (style, explode) = match Outline::of(&source.contract.types, ty) {
        Outline::Text => return None,
        Outline::Nullable(inner) => return of_pairs(source, layout, inner),
        Outline::List(_) | Outline::Tuple(_) => match layout.lists {
            Lists::Repeat | Lists::Json => return None,
            Lists::Comma => ("form", false),
            Lists::Pipe => ("pipeDelimited", false),
            Lists::Space => ("spaceDelimited", false),
            Lists::Brackets if is_flat_list(source, ty) => ("form", true),
            Lists::Brackets | Lists::Indices => ("deepObject", true),
        },
        _ => match layout.nested {
            Some(Nested::Brackets) => ("deepObject", true),
            Some(Nested::Fields) => ("form", true),
            Some(Nested::Comma) => ("form", false),
            Some(Nested::Dots | Nested::Pairs | Nested::Json) | None => return None,
        },
    };
    Some(Style { style, explode })
}
