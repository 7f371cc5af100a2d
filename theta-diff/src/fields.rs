//! Fields of a struct.

use super::finding::Finding;
use super::pairing::Pairing;
use super::rules::types::TOLD;
use super::said::{borrow, evidence, text};
use super::sides::Sides;
use super::told;
use theta_spec::contract::{Field, Type, TypeDef};
use theta_spec::text::markdown::code as quoted;

/// How a value can be missing, as generated code shows it: an `Option`, whether absent or null.
fn is_option(field: &Field) -> bool {
    field.optional || matches!(field.ty, Type::Nullable(_))
}

fn value_type(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => inner,
        ty => ty,
    }
}

pub(super) fn fields(
    sides: &Sides<'_>,
    old: &TypeDef,
    new: &TypeDef,
    was: &[Field],
    is: &[Field],
    out: &mut Vec<Finding>,
) {
    let request = old.in_request || new.in_request;
    let pairing = Pairing::of(
        was,
        is,
        |field| &field.name,
        |a, b| {
            let (x, y) = sides.type_texts(&a.ty, &b.ty);
            if a.ident == b.ident {
                4
            } else {
                u32::from(x == y && a.optional == b.optional)
                    * (1 + u32::from(!a.doc.is_empty() && a.doc == b.doc))
            }
        },
    );
    let path = |def: &TypeDef, field: &Field| {
        vec![
            "types".to_owned(),
            def.name.clone(),
            "fields".to_owned(),
            field.name.clone(),
        ]
    };
    for at in pairing.removed {
        let field = &was[at];
        let rule = match (request, field.optional) {
            (false, _) => "response-field-removed",
            (true, false) => "request-field-required-removed",
            (true, true) => "request-field-optional-removed",
        };
        let sees = format!("`{}::{}` is gone", old.ident, field.ident);
        out.push(
            Finding::new(rule, &borrow(&path(old, field)), sees).old(signature(sides, field, true)),
        );
    }
    for at in pairing.added {
        let field = &is[at];
        let (rule, sees) = match (request, field.optional) {
            (false, _) => (
                "response-field-added",
                format!("`{}::{}` can be read", new.ident, field.ident),
            ),
            (true, false) => (
                "request-field-required-added",
                format!("`{}` cannot be made without `{}`", new.ident, field.ident),
            ),
            (true, true) => (
                "request-field-optional-added",
                format!("`{}` can be set on `{}`", field.ident, new.ident),
            ),
        };
        out.push(
            Finding::new(rule, &borrow(&path(new, field)), sees)
                .new_value(signature(sides, field, false)),
        );
    }
    for (a, b) in pairing.both {
        let (was, is) = (&was[a], &is[b]);
        let (old_path, new_path) = (path(old, was), path(new, is));
        field(
            sides, request, &new.ident, was, is, &old_path, &new_path, out,
        );
    }
}

fn signature(sides: &Sides<'_>, field: &Field, old: bool) -> String {
    let ty = text(
        &field.ty,
        if old {
            &sides.old_type_names
        } else {
            &sides.new_type_names
        },
    );
    format!("{}{ty}", if field.optional { "optional " } else { "" })
}

#[expect(
    clippy::too_many_arguments,
    clippy::too_many_lines,
    reason = "both fields, where they stand, and one step for each fact"
)]
fn field(
    sides: &Sides<'_>,
    request: bool,
    owner: &str,
    was: &Field,
    is: &Field,
    old_path: &[String],
    new_path: &[String],
    out: &mut Vec<Finding>,
) {
    let name = format!("{owner}::{}", is.ident);
    let pick = |of_request: &'static str, of_response: &'static str| {
        if request { of_request } else { of_response }
    };
    let finding = |rule, key: Option<&str>, sees: String| {
        let with = |path: &[String]| {
            path.iter()
                .cloned()
                .chain(key.map(str::to_owned))
                .collect::<Vec<_>>()
        };
        Finding::new(rule, &borrow(&with(old_path)), sees).new_path(&borrow(&with(new_path)))
    };
    if was.ident != is.ident {
        let mut renamed = finding(
            pick("request-field-renamed", "response-field-renamed"),
            None,
            format!("`{owner}::{}` is called `{}`", was.ident, is.ident),
        )
        .values(&was.ident, &is.ident);
        if was.name != is.name {
            renamed = renamed.explaining(
                pick(
                    "request-field-wire-name-changed",
                    "response-field-wire-name-changed",
                ),
                old_path.join("."),
            );
        }
        out.push(renamed);
    }
    if was.name != is.name {
        let verb = if request { "sent" } else { "read" };
        out.push(
            finding(
                pick(
                    "request-field-wire-name-changed",
                    "response-field-wire-name-changed",
                ),
                None,
                format!(
                    "`{name}` is {verb} as {} instead of {}",
                    quoted(&is.name),
                    quoted(&was.name)
                ),
            )
            .values(&was.name, &is.name),
        );
    }
    let (old_type, new_type) = sides.type_texts(value_type(&was.ty), value_type(&is.ty));
    let types = || {
        let (a, b) = sides.type_texts(&was.ty, &is.ty);
        let optional = |optional: bool| if optional { "optional " } else { "" };
        (
            format!("{}{a}", optional(was.optional)),
            format!("{}{b}", optional(is.optional)),
        )
    };
    // In a request `null` is a value that a caller gives; in a response both kinds of absence are the same `Option`.
    let (old_missing, new_missing) = if request {
        (was.optional, is.optional)
    } else {
        (is_option(was), is_option(is))
    };
    let nullable = |field: &Field| matches!(field.ty, Type::Nullable(_)) && !field.optional;
    if old_type != new_type
        || (request && old_missing == new_missing && nullable(was) != nullable(is))
    {
        let (was, is) = types();
        out.push(
            finding(
                pick("request-field-type-changed", "response-field-type-changed"),
                Some("type"),
                format!("`{name}` is {is} instead of {was}"),
            )
            .values(was, is),
        );
    }
    if old_missing != new_missing {
        let (rule, sees) = if new_missing {
            (
                pick(
                    "request-field-became-optional",
                    "response-field-became-optional",
                ),
                if request {
                    format!("`{}` becomes a setter", is.ident)
                } else {
                    format!("`{name}` is an `Option`")
                },
            )
        } else {
            (
                pick(
                    "request-field-became-required",
                    "response-field-became-required",
                ),
                if request {
                    format!("`{}` must be given wherever `{owner}` is made", is.ident)
                } else {
                    format!("`{name}` is no `Option` any more")
                },
            )
        };
        let (was, is) = types();
        out.push(finding(rule, None, sees).values(was, is));
    }
    let told = |rule, key: &[&str], sees| finding(rule, key.first().copied(), sees);
    told::compare(TOLD, (was, is), &name, &told, out);
    evidence(&was.evidence, &is.evidence, old_path, new_path, &name, out);
}
