//! What a request takes: parameters and parts.

mod body;
mod constants;

use super::finding::Finding;
use super::pairing::Pairing;
use super::rules::types::DEPRECATED;
use super::sides::Sides;
use super::subject::Subject;
use super::uploads::upload;
use theta_spec::contract::{
    Argument, Body, Contract, Endpoint, Evidence, JsonPart, Param, ParamPlace, Part, PartContent,
    PathSegment, Type, Upload,
};
use theta_spec::text::markdown::code as quoted;
use theta_spec::wording::deprecated;
use theta_spec::written;

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
    doc: &'c str,
    unit: &'c str,
    default: &'c str,
    deprecated: Option<&'c str>,
    evidence: &'c Evidence,
    upload: Option<&'c Upload>,
    /// How it is written, in the keys of the language.
    written: String,
    /// Media type and file name of a part that is no upload.
    sent_as: [&'c str; 2],
}

/// What both sides take, and which belongs to which.
fn paired<'c>(
    sides: &Sides<'_>,
    old: &'c Endpoint,
    new: &'c Endpoint,
) -> (Vec<Input<'c>>, Vec<Input<'c>>, Pairing) {
    // Parts that come or go with the whole body are not news of their own.
    let parts = old.body.kind() == new.body.kind();
    let was = inputs(old, parts, |ty| sides.old_text(ty));
    let is = inputs(new, parts, |ty| sides.new_text(ty));
    // A name can stand in the query and in a header at once: the place is part of it.
    let keyed = |list| -> Vec<(String, &Input<'_>)> {
        let key = |input: &Input<'_>| format!("{} {}", input.place, input.name);
        <[Input<'_>]>::iter(list)
            .map(|input| (key(input), input))
            .collect()
    };
    let alike = |(_, a): &(String, &Input<'_>), (_, b): &(String, &Input<'_>)| {
        if a.ident == b.ident {
            8
        } else if a.name == b.name && a.ty == b.ty {
            4
        } else {
            u32::from(a.ty == b.ty && a.place == b.place && a.optional == b.optional)
                * (1 + u32::from(!a.doc.is_empty() && a.doc == b.doc))
        }
    };
    let pairing = Pairing::of(&keyed(&was), &keyed(&is), |(key, _)| key, alike);
    (was, is, pairing)
}

/// Whether a parameter of the path that both sides have stands where another one stood.
pub(super) fn are_swapped(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint) -> bool {
    let names = |endpoint: &'_ Endpoint| -> Vec<String> {
        let names = endpoint.path.iter().filter_map(|segment| match segment {
            PathSegment::Param(at) => Some(endpoint.params[*at].name.clone()),
            PathSegment::Literal(_) => None,
        });
        names.collect()
    };
    let (in_old, in_new) = (names(old), names(new));
    let (was, is, pairing) = paired(sides, old, new);
    let partner = |name: &str| {
        let mut both = pairing.both.iter().map(|&(a, b)| (&was[a], &is[b]));
        let pair = both.find(|(a, b)| a.place == "path" && b.place == "path" && a.name == name);
        pair.map(|(_, b)| b.name)
    };
    in_old.iter().zip(&in_new).any(|(a, b)| {
        let is_there = in_new.contains(a);
        let other = if is_there {
            Some(a.as_str())
        } else {
            partner(a)
        };
        other.is_some_and(|other| other != b)
    })
}

pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let (was, is, pairing) = paired(sides, old, new);
    let method = &new.method_ident;
    for at in pairing.removed {
        let input = &was[at];
        let rule = if input.optional {
            "argument-optional-removed"
        } else {
            "argument-required-removed"
        };
        let sees = format!("`{method}` takes no `{}`", input.ident);
        let path = ["endpoints", &old.name, input.place, input.name];
        it.out.push(Finding::new(rule, &path, sees).old(&input.ty));
    }
    for at in pairing.added {
        let input = &is[at];
        let ident = input.ident;
        let (rule, sees) = if input.optional {
            (
                "argument-optional-added",
                format!("`{ident}` can be set on `{method}`"),
            )
        } else {
            (
                "argument-required-added",
                format!("`{method}` cannot be called without `{ident}`"),
            )
        };
        let path = ["endpoints", &new.name, input.place, input.name];
        it.out
            .push(Finding::new(rule, &path, sees).new_value(&input.ty));
    }
    for (a, b) in pairing.both {
        let (was, is) = (&was[a], &is[b]);
        let it = it.within(&[was.place, was.name], &[is.place, is.name]);
        one(old, method, was, is, it);
    }
    constants::compare(old, new, it);
    body::compare(sides, old, new, it.within(&["body"], &["body"]));
    order(sides, old, new, it);
}

fn inputs(endpoint: &Endpoint, parts: bool, text: impl Fn(&Type) -> String) -> Vec<Input<'_>> {
    let params = endpoint.params.iter();
    let params = params.filter(|param| param.constant().is_none());
    let mut list: Vec<Input<'_>> = params
        .map(|param| of_param(param, text(&param.ty)))
        .collect();
    if let (Body::Multipart(of_body), true) = (&endpoint.body, parts) {
        let of_body = of_body.iter().filter(|part| part.constant().is_none());
        list.extend(of_body.map(|part| of_part(part, &text)));
    }
    list
}

fn of_part(part: &Part, text: impl Fn(&Type) -> String) -> Input<'_> {
    let (ty, spread, upload) = match &part.content {
        PartContent::Upload(upload) => (kind(upload).to_owned(), false, Some(upload)),
        PartContent::Json(json) => {
            let ty = format!("json {}", text(&json.ty));
            (ty, json.spread.is_some(), None)
        }
        PartContent::Text(ty) => (text(ty), false, None),
    };
    Input {
        place: "parts",
        name: &part.name,
        ident: &part.ident,
        optional: part.optional,
        ty,
        spread,
        doc: &part.doc,
        unit: "",
        default: "",
        deprecated: None,
        evidence: &part.evidence,
        upload,
        written: String::new(),
        sent_as: [&part.content_type, &part.file_name],
    }
}

fn kind(upload: &Upload) -> &'static str {
    match (upload.audio, upload.many) {
        (true, false) => "audio",
        (false, false) => "binary",
        (true, true) => "[audio]",
        (false, true) => "[binary]",
    }
}

fn place_of(param: &Param) -> &'static str {
    match param.place {
        ParamPlace::Path => "path",
        ParamPlace::Query => "query",
        ParamPlace::Header => "headers",
    }
}

fn of_param(param: &Param, ty: String) -> Input<'_> {
    Input {
        place: place_of(param),
        name: &param.name,
        ident: &param.ident,
        optional: param.optional,
        ty,
        spread: false,
        doc: &param.doc,
        unit: &param.unit,
        default: &param.default,
        deprecated: param.deprecated.as_deref(),
        evidence: &param.evidence,
        upload: None,
        written: written::said(&param.written, param.slashes),
        sent_as: [""; 2],
    }
}

fn one(old: &Endpoint, method: &str, was: &Input<'_>, is: &Input<'_>, mut it: Subject<'_, '_>) {
    let ident = is.ident;
    wire_name(old, method, was, is, &mut it);
    rust_name(method, was, is, &mut it);
    signature(method, was, is, &mut it);
    writing(
        &format!("`{ident}` of `{method}`"),
        (&was.written, &is.written),
        &mut it,
    );
    it.changed(
        "argument-default-changed",
        "default",
        (was.default, is.default),
        format!("readers see another default of `{ident}` of `{method}`"),
    );
    it.changed(
        "argument-doc-changed",
        "doc",
        (was.doc, is.doc),
        format!("readers see other words about `{ident}` of `{method}`"),
    );
    it.changed(
        "argument-doc-changed",
        "unit",
        (was.unit, is.unit),
        format!("readers see another unit of `{ident}` of `{method}`"),
    );
    let (why, still) = (deprecated(was.deprecated), deprecated(is.deprecated));
    if let Some((rule, sees)) = DEPRECATED.of(why, still) {
        // A required argument has no name in a program that the compiler could warn of.
        let sees = if is.optional {
            format!("{sees} `{ident}` of `{method}`")
        } else {
            format!(
                "readers see whether `{ident}` of `{method}` is deprecated; the compiler cannot warn of a required argument"
            )
        };
        it.became(rule, "deprecated", (why, still), sees);
    }
    it.evidence((was.evidence, is.evidence), ident);
    if let (Some(a), Some(b)) = (was.upload, is.upload) {
        upload(method, ident, a, b, &mut it);
    }
    sent_as(method, ident, (was.sent_as, is.sent_as), &mut it);
}

/// What a part says of itself beside its name.
fn sent_as(method: &str, name: &str, (was, is): ([&str; 2], [&str; 2]), it: &mut Subject<'_, '_>) {
    for (at, rule, key) in [
        (0, "upload-media-type-changed", "content_type"),
        (1, "part-file-name-changed", "file_name"),
    ] {
        let word = |text: &str| match text {
            "" => "none".to_owned(),
            text => quoted(text),
        };
        let (old, new) = (was[at], is[at]);
        let what = if at == 0 { "media type" } else { "file name" };
        let sees = format!(
            "`{name}` of `{method}` is sent with the {what} {} instead of {}",
            word(new),
            word(old)
        );
        it.changed(rule, key, (old, new), sees);
    }
}

/// Where and under which name it is sent.
fn wire_name(
    old: &Endpoint,
    method: &str,
    was: &Input<'_>,
    is: &Input<'_>,
    it: &mut Subject<'_, '_>,
) {
    let rule = "argument-wire-name-changed";
    if was.place == is.place {
        it.changed(
            rule,
            "",
            (was.name, is.name),
            format!(
                "`{}` of `{method}` is sent as {} instead of {}",
                is.ident,
                quoted(is.name),
                quoted(was.name)
            ),
        );
        return;
    }
    let sees = format!(
        "`{}` of `{method}` is sent in {} instead of {}",
        is.ident,
        place(is),
        place(was)
    );
    let moved = it.finding("argument-moved", "", sees);
    it.out.push(if was.name == is.name {
        moved.values(was.place, is.place)
    } else {
        let whole = |input: &Input<'_>| format!("{} {}", input.place, input.name);
        let subject = format!("endpoints.{}.{}.{}", old.name, was.place, was.name);
        moved
            .values(whole(was), whole(is))
            .explaining(rule, subject)
    });
}

/// How it is written as text.
fn writing(what: &str, (was, is): (&str, &str), it: &mut Subject<'_, '_>) {
    let shown = |said: &str| match said {
        "" => "as a plain text".to_owned(),
        said => format!("with {}", quoted(said)),
    };
    let sees = format!("{what} is written {} instead of {}", shown(is), shown(was));
    it.changed("argument-writing-changed", "", (was, is), sees);
}

/// Under which name a program gives it.
fn rust_name(method: &str, was: &Input<'_>, is: &Input<'_>, it: &mut Subject<'_, '_>) {
    // The name of a value whose fields are the arguments appears nowhere.
    if was.spread || is.spread {
        return;
    }
    called(
        method,
        (was.ident, is.ident),
        was.optional && is.optional,
        it,
    );
}

/// Adds a finding when an argument is called otherwise. One that is given by position has a name that is read, not written.
fn called(method: &str, (was, is): (&str, &str), written: bool, it: &mut Subject<'_, '_>) {
    let (rule, verb) = if written {
        ("argument-renamed", "is called")
    } else {
        ("argument-doc-changed", "is shown as")
    };
    let sees = format!("`{was}` of `{method}` {verb} `{is}`");
    it.changed(rule, "", (was, is), sees);
}

/// What a program gives.
fn signature(method: &str, was: &Input<'_>, is: &Input<'_>, it: &mut Subject<'_, '_>) {
    let ident = is.ident;
    it.changed(
        "argument-type-changed",
        "",
        (&was.ty, &is.ty),
        format!("`{ident}` of `{method}` is {} instead of {}", is.ty, was.ty),
    );
    let sees = if is.spread {
        format!("`{method}` takes the fields of `{ident}` instead of the whole")
    } else {
        format!("`{method}` takes `{ident}` whole instead of its fields")
    };
    it.changed("argument-regrouped", "", (was.spread, is.spread), sees);
    let word = |optional| if optional { "optional" } else { "required" };
    let (rule, sees) = if is.optional {
        (
            "argument-became-optional",
            format!("`{ident}` of `{method}` becomes a setter"),
        )
    } else {
        (
            "argument-became-required",
            format!("`{method}` cannot be called without `{ident}`"),
        )
    };
    it.changed(rule, "", (word(was.optional), word(is.optional)), sees);
}

fn place(input: &Input<'_>) -> &'static str {
    match input.place {
        "path" => "the path",
        "query" => "the query",
        "headers" => "a header",
        _ => "a part of the body",
    }
}

/// The order of the arguments that both sides have.
fn order(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let was = argument_names(sides.old, old);
    let is = argument_names(sides.new, new);
    let common = |list: &[String], other: &[String]| {
        let mut common = list.to_vec();
        common.retain(|name| other.contains(name));
        common.join(", ")
    };
    let (was, is) = (common(&was, &is), common(&is, &was));
    let method = &new.method_ident;
    let sees = format!("`{method}` takes its arguments in the order {is}");
    it.changed("arguments-reordered", "args", (&was, &is), sees);
}

/// What stands in the parentheses of the method, by wire name: a renamed argument keeps its place.
fn argument_names(contract: &Contract, endpoint: &Endpoint) -> Vec<String> {
    let field = |json: &JsonPart, at: usize| {
        let field = json
            .spread
            .and_then(|id| contract.type_def(id).kind.field(at));
        field.map_or_else(String::new, |field| field.name.clone())
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
        (Argument::BodyField(at), body) => body.value().map(|value| field(value, *at)),
        _ => Some("body".to_owned()),
    };
    endpoint.arguments.iter().filter_map(name).collect()
}
