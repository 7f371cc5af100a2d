//! What a request takes: parameters and parts.

use super::finding::{Finding, Make};
use super::pairing::Pairing;
use super::rules::types::DEPRECATED;
use super::said::{borrow, evidence};
use super::sides::Sides;
use super::uploads::upload;
use theta_spec::contract::{
    Argument, Body, Contract, Endpoint, Evidence, JsonPart, Param, ParamPlace, PartContent,
    TypeKind, Upload,
};
use theta_spec::text::markdown::code as quoted;
use theta_spec::wording::deprecated;

/// A parameter or a part, in the words in which both are compared.
struct Input<'c> {
    /// Table of the contract: `query`, `parts`.
    place: &'static str,
    name: &'c str,
    ident: &'c str,
    optional: bool,
    /// Its type in the words of the old contract.
    ty: String,
    /// Whether the fields of its struct are the arguments.
    spread: bool,
    doc: String,
    default: &'c str,
    deprecated: Option<&'c str>,
    evidence: Option<&'c Evidence>,
    upload: Option<&'c Upload>,
}

pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, out: &mut Vec<Finding>) {
    // Parts that come or go with the whole body are not news of their own.
    let parts = old.body.kind() == new.body.kind();
    let (was, is) = (
        inputs(sides, old, true, parts),
        inputs(sides, new, false, parts),
    );
    // A name can stand in the query and in a header at once: the place is part of it.
    let names = |list: &[Input<'_>]| {
        list.iter()
            .map(|input| format!("{} {}", input.place, input.name))
            .collect::<Vec<_>>()
    };
    let (old_names, new_names) = (names(&was), names(&is));
    let (old_ids, new_ids): (Vec<usize>, Vec<usize>) =
        ((0..was.len()).collect(), (0..is.len()).collect());
    let keyed = |ids: &[usize], names: &[String]| {
        ids.iter()
            .map(|&at| (names[at].clone(), at))
            .collect::<Vec<_>>()
    };
    let pairing = Pairing::of(
        &keyed(&old_ids, &old_names),
        &keyed(&new_ids, &new_names),
        |(name, _)| name,
        |(_, a), (_, b)| {
            let (a, b) = (&was[*a], &is[*b]);
            if a.ident == b.ident {
                8
            } else if a.name == b.name && a.ty == b.ty {
                4
            } else {
                u32::from(a.ty == b.ty && a.place == b.place && a.optional == b.optional)
                    * (1 + u32::from(!a.doc.is_empty() && a.doc == b.doc))
            }
        },
    );
    for at in pairing.removed {
        let input = &was[at];
        let rule = if input.optional {
            "argument-optional-removed"
        } else {
            "argument-required-removed"
        };
        out.push(
            Finding::new(
                rule,
                &["endpoints", &old.name, input.place, input.name],
                format!("`{}` takes no `{}`", new.method_ident, input.ident),
            )
            .old(&input.ty),
        );
    }
    for at in pairing.added {
        let input = &is[at];
        let (rule, sees) = if input.optional {
            (
                "argument-optional-added",
                format!("`{}` can be set on `{}`", input.ident, new.method_ident),
            )
        } else {
            (
                "argument-required-added",
                format!(
                    "`{}` cannot be called without `{}`",
                    new.method_ident, input.ident
                ),
            )
        };
        out.push(
            Finding::new(
                rule,
                &["endpoints", &new.name, input.place, input.name],
                sees,
            )
            .new_value(&input.ty),
        );
    }
    for (a, b) in pairing.both {
        one(old, new, &was[a], &is[b], out);
    }
    body(sides, old, new, out);
    order(sides, old, new, out);
}

fn inputs<'c>(sides: &Sides<'c>, endpoint: &'c Endpoint, old: bool, parts: bool) -> Vec<Input<'c>> {
    let text = |ty| {
        super::said::text(
            ty,
            if old {
                &sides.old_type_names
            } else {
                &sides.new_type_names
            },
        )
    };
    let mut list: Vec<Input<'c>> = endpoint
        .params
        .iter()
        .map(|param| of_param(param, text(&param.ty)))
        .collect();
    if let (Body::Multipart(list_of_parts), true) = (&endpoint.body, parts) {
        for part in list_of_parts {
            let (ty, spread, upload) = match &part.content {
                PartContent::Upload(upload) => (
                    if upload.audio { "audio" } else { "binary" }.to_owned(),
                    false,
                    Some(upload),
                ),
                PartContent::Json(json) => (
                    format!("json {}", text(&json.ty)),
                    json.spread.is_some(),
                    None,
                ),
                PartContent::Text(ty) => (text(ty), false, None),
            };
            list.push(Input {
                place: "parts",
                name: &part.name,
                ident: &part.ident,
                optional: part.optional,
                ty,
                spread,
                doc: part.doc.clone(),
                default: "",
                deprecated: None,
                evidence: Some(&part.evidence),
                upload,
            });
        }
    }
    list
}

fn of_param(param: &Param, ty: String) -> Input<'_> {
    Input {
        place: match param.place {
            ParamPlace::Path => "path",
            ParamPlace::Query => "query",
            ParamPlace::Header => "headers",
        },
        name: &param.name,
        ident: &param.ident,
        optional: param.optional,
        ty,
        spread: false,
        doc: [param.doc.as_str(), &param.unit]
            .join(" ")
            .trim()
            .to_owned(),
        default: &param.default,
        deprecated: param.deprecated.as_deref(),
        evidence: Some(&param.evidence),
        upload: None,
    }
}

fn one(old: &Endpoint, new: &Endpoint, was: &Input<'_>, is: &Input<'_>, out: &mut Vec<Finding>) {
    let method = &new.method_ident;
    let paths = |key: Option<&str>| {
        let path = |endpoint: &Endpoint, input: &Input<'_>| {
            ["endpoints", &endpoint.name, input.place, input.name]
                .into_iter()
                .chain(key)
                .map(str::to_owned)
                .collect::<Vec<String>>()
        };
        (path(old, was), path(new, is))
    };
    let finding = |rule, key: Option<&str>, sees: String| {
        let (a, b) = paths(key);
        Finding::new(rule, &borrow(&a), sees).new_path(&borrow(&b))
    };
    wire_name(old, method, was, is, &finding, out);
    rust_name(method, was, is, &finding, out);
    signature(method, was, is, &finding, out);
    if was.default != is.default {
        out.push(
            finding(
                "argument-default-changed",
                Some("default"),
                format!(
                    "readers see another default of `{}` of `{method}`",
                    is.ident
                ),
            )
            .values(was.default, is.default),
        );
    }
    if was.doc != is.doc {
        out.push(
            finding(
                "argument-doc-changed",
                Some("doc"),
                format!("readers see other words about `{}` of `{method}`", is.ident),
            )
            .values(&was.doc, &is.doc),
        );
    }
    let (why, still) = (deprecated(was.deprecated), deprecated(is.deprecated));
    if let Some((rule, sees)) = DEPRECATED.of(why, still) {
        let sees = format!("{sees} `{}` of `{method}`", is.ident);
        out.push(finding(rule, Some("deprecated"), sees).values(why, still));
    }
    if let (Some(a), Some(b)) = (was.evidence, is.evidence) {
        let (old_path, new_path) = paths(None);
        evidence(a, b, &old_path, &new_path, is.ident, out);
    }
    if let (Some(a), Some(b)) = (was.upload, is.upload) {
        upload(method, is.ident, a, b, &finding, out);
    }
}

/// Where and under which name it is sent.
fn wire_name(
    old: &Endpoint,
    method: &str,
    was: &Input<'_>,
    is: &Input<'_>,
    finding: Make<'_>,
    out: &mut Vec<Finding>,
) {
    if was.place != is.place {
        let mut moved = finding(
            "argument-moved",
            None,
            format!(
                "`{}` of `{method}` is sent in {} instead of {}",
                is.ident,
                place(is),
                place(was)
            ),
        )
        .values(was.place, is.place);
        if was.name != is.name {
            moved = moved
                .values(
                    format!("{} {}", was.place, was.name),
                    format!("{} {}", is.place, is.name),
                )
                .explaining(
                    "argument-wire-name-changed",
                    format!("endpoints.{}.{}.{}", old.name, was.place, was.name),
                );
        }
        out.push(moved);
    } else if was.name != is.name {
        out.push(
            finding(
                "argument-wire-name-changed",
                None,
                format!(
                    "`{}` of `{method}` is sent as {} instead of {}",
                    is.ident,
                    quoted(is.name),
                    quoted(was.name)
                ),
            )
            .values(was.name, is.name),
        );
    }
}

/// Under which name a program gives it.
fn rust_name(
    method: &str,
    was: &Input<'_>,
    is: &Input<'_>,
    finding: Make<'_>,
    out: &mut Vec<Finding>,
) {
    // The name of a value whose fields are the arguments appears nowhere.
    if was.ident == is.ident || was.spread || is.spread {
        return;
    }
    // An argument is given by position: its name is read, not written.
    let written = was.optional && is.optional;
    let (rule, verb) = if written {
        ("argument-renamed", "is called")
    } else {
        ("argument-doc-changed", "is shown as")
    };
    let sees = format!("`{}` of `{method}` {verb} `{}`", was.ident, is.ident);
    out.push(finding(rule, None, sees).values(was.ident, is.ident));
}

/// What a program gives.
fn signature(
    method: &str,
    was: &Input<'_>,
    is: &Input<'_>,
    finding: Make<'_>,
    out: &mut Vec<Finding>,
) {
    if was.ty != is.ty {
        out.push(
            finding(
                "argument-type-changed",
                None,
                format!(
                    "`{}` of `{method}` is {} instead of {}",
                    is.ident, is.ty, was.ty
                ),
            )
            .values(&was.ty, &is.ty),
        );
    }
    if was.spread != is.spread {
        let sees = if is.spread {
            format!(
                "`{method}` takes the fields of `{}` instead of the whole",
                is.ident
            )
        } else {
            format!(
                "`{method}` takes `{}` whole instead of its fields",
                is.ident
            )
        };
        out.push(
            finding("argument-regrouped", None, sees)
                .values(was.spread.to_string(), is.spread.to_string()),
        );
    }
    if was.optional != is.optional {
        let (rule, sees) = if is.optional {
            (
                "argument-became-optional",
                format!("`{}` of `{method}` becomes a setter", is.ident),
            )
        } else {
            (
                "argument-became-required",
                format!("`{method}` cannot be called without `{}`", is.ident),
            )
        };
        let word = |input: &Input<'_>| {
            if input.optional {
                "optional"
            } else {
                "required"
            }
        };
        out.push(finding(rule, None, sees).values(word(was), word(is)));
    }
}

fn place(input: &Input<'_>) -> &'static str {
    match input.place {
        "path" => "the path",
        "query" => "the query",
        "headers" => "a header",
        _ => "a part of the body",
    }
}

/// A body that is not multipart, of the same kind on both sides.
#[expect(
    clippy::too_many_lines,
    reason = "one step for each fact of each kind of body"
)]
fn body(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, out: &mut Vec<Finding>) {
    let finding = |rule, key: &[&str], sees: String| {
        let path = |endpoint: &Endpoint| {
            ["endpoints", &endpoint.name, "body"]
                .iter()
                .chain(key)
                .map(|&part| part.to_owned())
                .collect::<Vec<String>>()
        };
        Finding::new(rule, &borrow(&path(old)), sees).new_path(&borrow(&path(new)))
    };
    let method = &new.method_ident;
    let (was_doc, is_doc) = match (&old.body, &new.body) {
        (Body::Json(was), Body::Json(is)) => {
            let (old_type, new_type) = sides.type_texts(&was.ty, &is.ty);
            if old_type != new_type {
                out.push(
                    finding(
                        "argument-type-changed",
                        &["json"],
                        format!("the body of `{method}` is {new_type} instead of {old_type}"),
                    )
                    .values(old_type, new_type),
                );
            }
            if was.spread.is_some() != is.spread.is_some() {
                out.push(
                    finding(
                        "argument-regrouped",
                        &[],
                        format!("`{method}` takes its body otherwise"),
                    )
                    .values(
                        was.spread.is_some().to_string(),
                        is.spread.is_some().to_string(),
                    ),
                );
            }
            (&was.doc, &is.doc)
        }
        (Body::Binary(was), Body::Binary(is)) => {
            if was.audio != is.audio {
                let word = |upload: &Upload| if upload.audio { "audio" } else { "binary" };
                out.push(
                    finding(
                        "argument-type-changed",
                        &["type"],
                        format!(
                            "the body of `{method}` is {} instead of {}",
                            word(is),
                            word(was)
                        ),
                    )
                    .values(word(was), word(is)),
                );
            }
            upload(
                method,
                &is.ident,
                was,
                is,
                &|rule, key, sees| finding(rule, key.as_slice(), sees),
                out,
            );
            (&was.doc, &is.doc)
        }
        (
            Body::Text {
                doc: was_doc,
                content_type: was_type,
                ..
            },
            Body::Text {
                doc: is_doc,
                content_type: is_type,
                ..
            },
        ) => {
            if was_type != is_type {
                out.push(
                    finding(
                        "upload-media-type-changed",
                        &["content_type"],
                        format!(
                            "the body of `{method}` is sent as {} instead of {}",
                            quoted(is_type),
                            quoted(was_type)
                        ),
                    )
                    .values(was_type, is_type),
                );
            }
            (was_doc, is_doc)
        }
        _ => return,
    };
    if was_doc != is_doc {
        out.push(
            finding(
                "argument-doc-changed",
                &["doc"],
                format!("readers see other words about the body of `{method}`"),
            )
            .values(was_doc, is_doc),
        );
    }
}

/// The order of the arguments that both sides have.
fn order(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, out: &mut Vec<Finding>) {
    let (was, is) = (
        argument_names(sides.old, old),
        argument_names(sides.new, new),
    );
    let common = |list: &[String], other: &[String]| {
        list.iter()
            .filter(|name| other.contains(name))
            .cloned()
            .collect::<Vec<_>>()
    };
    let (was, is) = (common(&was, &is), common(&is, &was));
    if was != is {
        let sees = format!(
            "`{}` takes its arguments in the order {}",
            new.method_ident,
            is.join(", ")
        );
        out.push(
            Finding::new(
                "arguments-reordered",
                &["endpoints", &old.name, "args"],
                sees,
            )
            .values(was.join(", "), is.join(", "))
            .new_path(&["endpoints", &new.name, "args"]),
        );
    }
}

/// What stands in the parentheses of the method, by wire name: a renamed argument keeps its place.
fn argument_names(contract: &Contract, endpoint: &Endpoint) -> Vec<String> {
    let field = |json: &JsonPart, at: usize| {
        let def = json.spread.map(|id| &contract.type_def(id).kind);
        match def {
            Some(TypeKind::Struct { fields, .. }) => fields
                .get(at)
                .map_or_else(String::new, |field| field.name.clone()),
            _ => String::new(),
        }
    };
    let name = |argument: &Argument| match (argument, &endpoint.body) {
        (Argument::Param(at), _) => endpoint.params.get(*at).map(|param| param.name.clone()),
        (Argument::Part(at), Body::Multipart(parts)) => {
            parts.get(*at).map(|part| part.name.clone())
        }
        (Argument::PartField { part, field: at }, Body::Multipart(parts)) => {
            match parts.get(*part).map(|part| &part.content) {
                Some(PartContent::Json(json)) => Some(field(json, *at)),
                _ => None,
            }
        }
        (Argument::BodyField(at), Body::Json(json)) => Some(field(json, *at)),
        _ => Some("body".to_owned()),
    };
    endpoint.arguments.iter().filter_map(name).collect()
}
