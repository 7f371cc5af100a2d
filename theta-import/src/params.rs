//! Parameters of operations.

use crate::document::Node;
use crate::draft::{Field, Kind, Loss, Param, Place, Ty};
use crate::names::{another, joined};
use crate::operations::{Operation, Parameter};
use crate::schema::Types;
use crate::words;
use std::collections::BTreeSet;
use theta_spec::json::Json;
use theta_spec::names::snake;

/// Header parameters that say nothing: the body, the answer and the key have places of their own.
const NOT_PARAMETERS: &[&str] = &["accept", "content-type", "authorization"];

/// Returns the parameters of an operation. `keys` are the headers and query parameters that carry a key.
pub(crate) fn of<'d>(
    types: &mut Types<'d>,
    operation: &Operation<'d>,
    name: &str,
    keys: &BTreeSet<String>,
) -> (Vec<Param>, Vec<Loss>) {
    let mut params: Vec<Param> = Vec::new();
    let mut losses = Vec::new();
    for parameter in &operation.parameters {
        let place = match parameter.place {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            other => {
                losses.push(Loss::new(
                    parameter.node.place(),
                    format!(
                        "parameter `{}` goes into the {other}: it is left out",
                        parameter.name
                    ),
                ));
                continue;
            }
        };
        let lower = parameter.name.to_ascii_lowercase();
        if place == Place::Header
            && (NOT_PARAMETERS.contains(&lower.as_str()) || keys.contains(&lower))
        {
            continue;
        }
        if place == Place::Query && keys.contains(parameter.name) {
            continue;
        }
        if place == Place::Path && !operation.path.contains(&format!("{{{}}}", parameter.name)) {
            losses.push(Loss::new(
                parameter.node.place(),
                format!("the path has no `{{{}}}`: it is left out", parameter.name),
            ));
            continue;
        }
        if place == Place::Header
            && params.iter().any(|param| {
                param.place == place && param.field.name.eq_ignore_ascii_case(parameter.name)
            })
        {
            continue;
        }
        params.push(param(types, parameter, place, name));
    }
    distinct(&mut params);
    (params, losses)
}

/// Returns the parameters that a path has behind a question mark: always the same.
pub(crate) fn of_path(path: &str) -> Vec<Param> {
    let path = path.split('#').next().unwrap_or(path);
    let Some((_, query)) = path.split_once('?') else {
        return Vec::new();
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let params = pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let mut field = Field::named(name, Ty::STRING);
        field.constant = Some(Json::String(value.to_owned()));
        Param {
            place: Place::Query,
            field,
            lists: None,
            nested: None,
            json: false,
            raw: false,
        }
    });
    params.collect()
}

fn param<'d>(types: &mut Types<'d>, parameter: &Parameter<'d>, place: Place, name: &str) -> Param {
    let node = &parameter.node;
    let content = node.members_of("content").into_iter().next();
    let json = content
        .as_ref()
        .is_some_and(|(media, _)| media.contains("json"));
    let schema = match &content {
        Some((_, media)) => media.get("schema"),
        None => node.get("schema"),
    };
    let optional = place != Place::Path && node.flag("required") != Some(true);
    let mut field = match &schema {
        Some(schema) => types.field(
            parameter.name,
            std::slice::from_ref(schema),
            optional,
            &joined(name, parameter.name),
        ),
        None => Field::named(parameter.name, Ty::STRING),
    };
    field.optional = optional;
    field.place = node.place();
    // What can be left out is sent or not; only what is always sent is no argument.
    if optional
        && field.constant.take().is_some()
        && let Some(schema) = &schema
    {
        field.ty = types.ty(schema, &joined(name, parameter.name));
    }
    let (ty, _) = field.ty.split();
    field.ty = if ty == Ty::JSON && !json {
        Ty::STRING
    } else {
        ty
    };
    let doc = words::of(node);
    if !doc.is_empty() {
        field.doc = doc;
    }
    field.deprecated |= node.flag("deprecated") == Some(true);
    let mut param = Param {
        place,
        field,
        lists: None,
        nested: None,
        json,
        raw: node.flag("allowReserved") == Some(true) && place == Place::Path,
    };
    if !json {
        style(types, node, &mut param);
    }
    param
}

/// How a list or an object is written.
fn style<'d>(types: &mut Types<'d>, node: &Node<'d>, param: &mut Param) {
    let usual = if param.place == Place::Query {
        "form"
    } else {
        "simple"
    };
    let style = node.text("style").unwrap_or(usual);
    let explode = node
        .flag("explode")
        .unwrap_or(style == "form" || style == "deepObject");
    let (list, object) = (
        has_list(types, &param.field.ty, 0),
        has_object(types, &param.field.ty, 0),
    );
    if list {
        param.lists = match (style, explode) {
            // Nothing says how a list inside of an object is written.
            ("form", true) | ("deepObject", _) => None,
            ("form" | "simple", _) => Some("comma"),
            ("spaceDelimited", false) => Some("space"),
            ("pipeDelimited", false) => Some("pipe"),
            _ => {
                types.lose(
                    node,
                    format!("a list in the style `{style}`: written with commas"),
                );
                Some("comma")
            }
        };
        if param.place != Place::Query && param.lists.is_none() {
            param.lists = Some("comma");
        }
    }
    if object {
        param.nested = Some(match (style, explode) {
            ("deepObject", _) => "brackets",
            ("form", true) => "fields",
            ("simple", true) => "pairs",
            ("form" | "simple", false) => "comma",
            _ => {
                types.lose(
                    node,
                    format!("an object in the style `{style}`: written with brackets"),
                );
                "brackets"
            }
        });
    }
}

/// Whether a value can be a list.
pub(crate) fn has_list(types: &Types<'_>, ty: &Ty, depth: usize) -> bool {
    match ty {
        Ty::List(_) => true,
        Ty::Nullable(inner) => has_list(types, inner, depth),
        Ty::Map(inner) => has_list(types, inner, depth + 1),
        Ty::Named(id) if depth < 6 => match &types.defs[*id].kind {
            Kind::Tuple(_) => true,
            Kind::Alias(inner) => has_list(types, inner, depth + 1),
            Kind::Any(of) => of.iter().any(|ty| has_list(types, ty, depth + 1)),
            Kind::Struct { fields, .. } => fields
                .iter()
                .any(|field| has_list(types, &field.ty, depth + 1)),
            Kind::Tagged { variants, .. } => variants
                .iter()
                .any(|(_, id)| has_list(types, &Ty::Named(*id), depth + 1)),
            Kind::Enum(_) => false,
        },
        Ty::Word(_) | Ty::Named(_) => false,
    }
}

/// Whether a value can be an object.
pub(crate) fn has_object(types: &Types<'_>, ty: &Ty, depth: usize) -> bool {
    match ty {
        Ty::Map(_) => true,
        Ty::List(inner) | Ty::Nullable(inner) => has_object(types, inner, depth + 1),
        Ty::Named(id) if depth < 6 => match &types.defs[*id].kind {
            Kind::Struct { .. } | Kind::Tagged { .. } => true,
            Kind::Alias(inner) => has_object(types, inner, depth + 1),
            Kind::Any(of) | Kind::Tuple(of) => of.iter().any(|ty| has_object(types, ty, depth + 1)),
            Kind::Enum(_) => false,
        },
        Ty::Word(_) | Ty::Named(_) => false,
    }
}

/// Gives parameters names in Rust where those made of their names are the same, or none.
fn distinct(params: &mut [Param]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut late = Vec::new();
    for (at, param) in params.iter().enumerate() {
        let made = snake(&param.field.name);
        if made.is_empty() || !taken.insert(made) {
            late.push(at);
        }
    }
    for at in late {
        let param = &mut params[at];
        let kind = match param.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
        };
        let name = another(&format!("{kind} {}", param.field.name), &taken);
        taken.insert(name.clone());
        param.field.rust = Some(name);
    }
}

/// Returns the scalar that a field has as its default, in the way that a contract writes it.
pub(crate) fn default_text(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(theta_spec::text::toml(text)),
        Json::Bool(flag) => Some(flag.to_string()),
        Json::Number(text) => Some(number(text)),
        _ => None,
    }
}

/// A number as TOML writes it.
pub(crate) fn number(text: &str) -> String {
    // TOML has no integer beyond 63 bits: a float says the same.
    if text.parse::<i64>().is_ok() || text.contains(['.', 'e', 'E']) {
        text.to_owned()
    } else {
        format!("{text}.0")
    }
}
