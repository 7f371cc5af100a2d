//! Fields of a struct.

use super::finding::Finding;
use super::pairing::Pairing;
use super::rules::types::TOLD;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::contract::{Field, Type, TypeDef, type_of};
use theta_spec::text::markdown::code as quoted;

/// How a value can be missing, as generated code shows it: an `Option`, whether absent or null.
fn is_option(field: &Field) -> bool {
    field.optional || matches!(field.ty, Type::Nullable(_))
}

/// Whether only what is always there has changed: the same type in Rust, and the same argument.
fn is_held_alike(sides: &Sides<'_>, direction: &Direction, was: &Field, is: &Field) -> bool {
    fn held(ty: &Type) -> &Type {
        match value_type(ty) {
            Type::Constant(value) => type_of(value),
            ty => ty,
        }
    }
    let (a, b) = sides.type_texts(held(&was.ty), held(&is.ty));
    let is_about = was.constant().is_some() || is.constant().is_some();
    is_about && a == b && (!direction.is_request || was.is_given() == is.is_given())
}

fn value_type(ty: &Type) -> &Type {
    match ty {
        Type::Nullable(inner) => inner,
        ty => ty,
    }
}

fn with_optional(field: &Field, ty: &str) -> String {
    format!("{}{ty}", if field.optional { "optional " } else { "" })
}

pub(super) fn fields(
    sides: &Sides<'_>,
    old: &TypeDef,
    new: &TypeDef,
    (was, is): (&[Field], &[Field]),
    mut it: Subject<'_, '_>,
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
    for at in pairing.removed {
        let field = &was[at];
        let rule = match (request, field.optional) {
            (true, false) if field.constant().is_some() => "request-constant-removed",
            (false, _) => "response-field-removed",
            (true, false) => "request-field-required-removed",
            (true, true) => "request-field-optional-removed",
        };
        let sees = format!("`{}::{}` is gone", old.ident, field.ident);
        let finding = Finding::new(rule, &["types", &old.name, "fields", &field.name], sees);
        let ty = with_optional(field, &sides.old_text(&field.ty));
        it.out.push(finding.old(ty));
    }
    for at in pairing.added {
        let field = &is[at];
        let (rule, sees) = match (request, field.optional) {
            (true, false) if field.constant().is_some() => (
                "request-constant-added",
                format!("`{}` sends `{}` too", new.ident, field.ident),
            ),
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
        let finding = Finding::new(rule, &["types", &new.name, "fields", &field.name], sees);
        let ty = with_optional(field, &sides.new_text(&field.ty));
        it.out.push(finding.new_value(ty));
    }
    for (a, b) in pairing.both {
        let (was, is) = (&was[a], &is[b]);
        let mut it = it.within(&["fields", &was.name], &["fields", &is.name]);
        if request {
            field(sides, &REQUEST, &new.ident, was, is, &mut it);
        } else {
            field(sides, &RESPONSE, &new.ident, was, is, &mut it);
        }
        let name = format!("{}::{}", new.ident, is.ident);
        it.told(TOLD, (was, is), &name);
        it.evidence((&was.evidence, &is.evidence), &name);
    }
}

/// The rules of fields in one direction, and what is seen.
struct Direction {
    renamed: &'static str,
    wire_name_changed: &'static str,
    /// What is done under the name on the wire.
    verb: &'static str,
    type_changed: &'static str,
    /// What is always there is something else: programs compile.
    constant_changed: &'static str,
    became_optional: &'static str,
    became_required: &'static str,
    is_request: bool,
}

const REQUEST: Direction = Direction {
    renamed: "request-field-renamed",
    wire_name_changed: "request-field-wire-name-changed",
    verb: "sent",
    type_changed: "request-field-type-changed",
    constant_changed: "request-constant-changed",
    became_optional: "request-field-became-optional",
    became_required: "request-field-became-required",
    is_request: true,
};

const RESPONSE: Direction = Direction {
    renamed: "response-field-renamed",
    wire_name_changed: "response-field-wire-name-changed",
    verb: "read",
    type_changed: "response-field-type-changed",
    constant_changed: "response-constant-changed",
    became_optional: "response-field-became-optional",
    became_required: "response-field-became-required",
    is_request: false,
};

fn field(
    sides: &Sides<'_>,
    direction: &Direction,
    owner: &str,
    was: &Field,
    is: &Field,
    it: &mut Subject<'_, '_>,
) {
    let name = format!("{owner}::{}", is.ident);
    if was.ident != is.ident {
        let sees = format!("`{owner}::{}` is called `{}`", was.ident, is.ident);
        let mut renamed = it
            .finding(direction.renamed, "", sees)
            .values(&was.ident, &is.ident);
        if was.name != is.name {
            let subject = renamed.subject.clone();
            renamed = renamed.explaining(direction.wire_name_changed, subject);
        }
        it.out.push(renamed);
    }
    it.changed(
        direction.wire_name_changed,
        "",
        (&was.name, &is.name),
        format!(
            "`{name}` is {} as {} instead of {}",
            direction.verb,
            quoted(&is.name),
            quoted(&was.name)
        ),
    );
    let (rule, sees) = if is.boxed {
        ("field-boxed", format!("`{name}` is in a `Box`"))
    } else {
        (
            "field-unboxed",
            format!("`{name}` is not in a `Box` any more"),
        )
    };
    it.changed(rule, "", (was.boxed, is.boxed), sees);
    let (old_type, new_type) = sides.type_texts(value_type(&was.ty), value_type(&is.ty));
    let (was_whole, is_whole) = {
        let (a, b) = sides.type_texts(&was.ty, &is.ty);
        (with_optional(was, &a), with_optional(is, &b))
    };
    // In a request `null` is a value that a caller gives; in a response both kinds of absence are the same `Option`.
    let (old_missing, new_missing) = if direction.is_request {
        (was.optional, is.optional)
    } else {
        (is_option(was), is_option(is))
    };
    let nullable = |field: &Field| matches!(field.ty, Type::Nullable(_)) && !field.optional;
    let other_null = direction.is_request && nullable(was) != nullable(is);
    if old_type != new_type || (other_null && old_missing == new_missing) {
        let sees = format!("`{name}` is {is_whole} instead of {was_whole}");
        let rule = if is_held_alike(sides, direction, was, is) {
            direction.constant_changed
        } else {
            direction.type_changed
        };
        it.became(rule, "type", (&was_whole, &is_whole), sees);
    }
    if old_missing != new_missing {
        let sees = match (new_missing, direction.is_request) {
            (true, true) => format!("`{}` becomes a setter", is.ident),
            (true, false) => format!("`{name}` is an `Option`"),
            (false, true) => format!("`{}` must be given wherever `{owner}` is made", is.ident),
            (false, false) => format!("`{name}` is no `Option` any more"),
        };
        let rule = if new_missing {
            direction.became_optional
        } else {
            direction.became_required
        };
        it.became(rule, "", (was_whole, is_whole), sees);
    } else if !direction.is_request && was.optional != is.optional {
        // An `Option` on both sides: absence is read as `None`, or is a mistake of the server.
        let (rule, sees) = if is.optional {
            ("response-field-absence-accepted", "is read without")
        } else {
            ("response-field-absence-refused", "is refused without")
        };
        let sees = format!("a reply {sees} `{name}`");
        it.became(rule, "optional", (was_whole, is_whole), sees);
    } else if old_type == new_type && was.optional && is.optional {
        let sees = format!("readers see whether `{name}` can be null");
        it.changed("field-doc-changed", "type", (was_whole, is_whole), sees);
    }
}
