//! What a request takes: parameters and parts.

use super::finding::Finding;
use super::pairing::Pairing;
use super::rules::types::DEPRECATED;
use super::sides::Sides;
use super::subject::Subject;
use super::uploads::upload;
use theta_spec::contract::{
    Argument, Body, Contract, Endpoint, Evidence, FormBody, JsonPart, Param, ParamPlace, Part,
    PartContent, Type, Upload,
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
    doc: String,
    default: &'c str,
    deprecated: Option<&'c str>,
    evidence: &'c Evidence,
    upload: Option<&'c Upload>,
    /// How it is written, in the keys of the language.
    written: String,
    /// Media type and file name of a part that is no upload.
    sent_as: [&'c str; 2],
}

pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
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
    constants(old, new, it);
    body(sides, old, new, it.within(&["body"], &["body"]));
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
        doc: part.doc.clone(),
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
        (&was.doc, &is.doc),
        format!("readers see other words about `{ident}` of `{method}`"),
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
    sent_as(method, was, is, &mut it);
}

/// What a part says of itself beside its name.
fn sent_as(method: &str, was: &Input<'_>, is: &Input<'_>, it: &mut Subject<'_, '_>) {
    for (at, rule, key) in [
        (0, "upload-media-type-changed", "content_type"),
        (1, "part-file-name-changed", "file_name"),
    ] {
        let word = |text: &str| match text {
            "" => "none".to_owned(),
            text => quoted(text),
        };
        let (old, new) = (was.sent_as[at], is.sent_as[at]);
        let what = if at == 0 { "media type" } else { "file name" };
        let sees = format!(
            "`{}` of `{method}` is sent with the {what} {} instead of {}",
            is.ident,
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
    // An argument is given by position: its name is read, not written.
    let written = was.optional && is.optional;
    let (rule, verb) = if written {
        ("argument-renamed", "is called")
    } else {
        ("argument-doc-changed", "is shown as")
    };
    let sees = format!("`{}` of `{method}` {verb} `{}`", was.ident, is.ident);
    it.changed(rule, "", (was.ident, is.ident), sees);
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

/// Parameters and parts that are always the same, and that no caller gives.
fn constants(old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let method = &new.method_ident;
    let of = |endpoint: &'_ Endpoint| -> Vec<(&'static str, String, String)> {
        let params = endpoint.params.iter();
        let constants = params.filter_map(|param| {
            let text = param.constant()?.text();
            Some((
                of_param(param, String::new()).place,
                param.name.clone(),
                text,
            ))
        });
        let parts = match &endpoint.body {
            Body::Multipart(parts) => parts.as_slice(),
            _ => &[],
        };
        let of_parts = parts
            .iter()
            .filter_map(|part| Some(("parts", part.name.clone(), part.constant()?.text())));
        constants.chain(of_parts).collect()
    };
    let (was, is) = (of(old), of(new));
    let find = |list: &[(&'static str, String, String)], place: &str, name: &str| {
        let mut same = list.iter().filter(|one| one.0 == place && one.1 == name);
        same.next().map(|one| one.2.clone())
    };
    for (place, name, text) in &was {
        let path = ["endpoints", &old.name, place, name];
        match find(&is, place, name) {
            None => {
                let sees = format!("`{method}` does not send {} any more", quoted(name));
                it.out
                    .push(Finding::new("constant-removed", &path, sees).old(text));
            }
            Some(now) if now != *text => {
                let sees = format!(
                    "`{method}` sends {} as {} instead of {}",
                    quoted(name),
                    quoted(&now),
                    quoted(text)
                );
                let finding = Finding::new("constant-changed", &path, sees);
                it.out.push(finding.values(text, &now));
            }
            Some(_) => {}
        }
    }
    for (place, name, text) in &is {
        if find(&was, place, name).is_none() {
            let path = ["endpoints", &new.name, place, name];
            let sees = format!(
                "`{method}` always sends {} as {}",
                quoted(name),
                quoted(text)
            );
            it.out
                .push(Finding::new("constant-added", &path, sees).new_value(text));
        }
    }
}

/// A body that is not multipart, of the same kind on both sides.
fn body(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, mut it: Subject<'_, '_>) {
    let method = &new.method_ident;
    presence(old, new, &mut it);
    if let (Body::Form(was), Body::Form(is)) = (&old.body, &new.body) {
        let layouts = [was, is].map(|form| written::of_layout(&form.layout));
        writing(
            &format!("the form of `{method}`"),
            (&layouts[0], &layouts[1]),
            &mut it,
        );
    }
    let docs = match (&old.body, &new.body) {
        (Body::Json(was), Body::Json(is))
        | (Body::Form(FormBody { value: was, .. }), Body::Form(FormBody { value: is, .. })) => {
            media_type(method, (&was.content_type, &is.content_type), &mut it);
            let (old_type, new_type) = sides.type_texts(&was.ty, &is.ty);
            it.changed(
                "argument-type-changed",
                "json",
                (&old_type, &new_type),
                format!("the body of `{method}` is {new_type} instead of {old_type}"),
            );
            it.changed(
                "argument-regrouped",
                "",
                (was.spread.is_some(), is.spread.is_some()),
                format!("`{method}` takes its body otherwise"),
            );
            (&was.doc, &is.doc)
        }
        (Body::Binary(was), Body::Binary(is)) => {
            let (old_kind, new_kind) = (kind(was), kind(is));
            it.changed(
                "argument-type-changed",
                "type",
                (old_kind, new_kind),
                format!("the body of `{method}` is {new_kind} instead of {old_kind}"),
            );
            upload(method, &is.ident, was, is, &mut it);
            (&was.doc, &is.doc)
        }
        (
            Body::Text {
                doc: was_doc,
                content_type: was,
                ..
            },
            Body::Text {
                doc: is_doc,
                content_type: is,
                ..
            },
        ) => {
            media_type(method, (was, is), &mut it);
            (was_doc, is_doc)
        }
        _ => return,
    };
    it.changed(
        "argument-doc-changed",
        "doc",
        docs,
        format!("readers see other words about the body of `{method}`"),
    );
}

fn media_type(method: &str, (was, is): (&str, &str), it: &mut Subject<'_, '_>) {
    let sees = format!(
        "the body of `{method}` is sent as {} instead of {}",
        quoted(is),
        quoted(was)
    );
    it.changed("upload-media-type-changed", "content_type", (was, is), sees);
}

/// Whether a body may be left out. One that comes or goes is no news of this kind.
fn presence(old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    if old.body.kind() != new.body.kind() || old.body_optional == new.body_optional {
        return;
    }
    let method = &new.method_ident;
    let is_argument = |endpoint: &Endpoint| endpoint.arguments.contains(&Argument::Body);
    let is_setter = |endpoint: &Endpoint| endpoint.setters.contains(&Argument::Body);
    let word = |endpoint: &Endpoint| {
        if endpoint.body_optional {
            "optional"
        } else {
            "required"
        }
    };
    let (rule, sees) = if is_argument(old) && is_setter(new) {
        (
            "argument-became-optional",
            format!("the body of `{method}` becomes a setter"),
        )
    } else if is_setter(old) && is_argument(new) {
        (
            "argument-became-required",
            format!("`{method}` cannot be called without its body"),
        )
    } else if new.body_optional {
        (
            "body-became-optional",
            format!("`{method}` sends no body when nothing in it is set"),
        )
    } else {
        (
            "body-became-required",
            format!("`{method}` sends a body when nothing in it is set"),
        )
    };
    it.became(rule, "optional", (word(old), word(new)), sees);
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
