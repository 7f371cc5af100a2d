//! Bodies that are not multipart.

use super::kind;
use crate::sides::Sides;
use crate::subject::Subject;
use crate::uploads::upload;
use theta_spec::contract::{Argument, Body, Endpoint, FormBody};
use theta_spec::text::markdown::code as quoted;
use theta_spec::written;

/// A body that is not multipart, of the same kind on both sides.
pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, mut it: Subject<'_, '_>) {
    let method = &new.method_ident;
    presence(old, new, &mut it);
    rust_name(old, new, &mut it);
    if let (Body::Form(was), Body::Form(is)) = (&old.body, &new.body) {
        let layouts = [was, is].map(|form| written::of_layout(&form.layout));
        super::writing(
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

/// Under which name a program gives a body that it gives whole.
fn rust_name(old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let (Some(was), Some(is)) = (whole(&old.body), whole(&new.body)) else {
        return;
    };
    let is_setter = |endpoint: &Endpoint| endpoint.setters.contains(&Argument::Body);
    if old.body.kind() == new.body.kind() {
        let written = is_setter(old) && is_setter(new);
        super::called(&new.method_ident, (was, is), written, it);
    }
}

fn whole(body: &Body) -> Option<&str> {
    match body {
        Body::Json(value) | Body::Form(FormBody { value, .. }) => {
            value.spread.is_none().then_some(&value.ident)
        }
        Body::Binary(upload) => Some(&upload.ident),
        Body::Text { ident, .. } => Some(ident),
        Body::None | Body::Multipart(_) => None,
    }
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
