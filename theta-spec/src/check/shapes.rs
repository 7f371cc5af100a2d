//! Rules about shapes: each says where something is, and no body fits two of them by chance.

use super::{find, names, unknown, xml};
use crate::contract::{Pointer, Scalar};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawShape};
use crate::resolve::shapes::{is_text, precedes as wins, required_roles, weight};
use crate::source::Spanned;

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for shape in &raw.shapes {
        contents(shape, report);
        for name in &shape.before {
            if find(&raw.shapes, &name.value).is_none() {
                unknown(report, "T0303", "shape", name, names(&raw.shapes));
            } else if let Some(other) = find(&raw.shapes, &name.value)
                && wins(other, shape)
            {
                report.error(
                    "T0707",
                    name.span,
                    format!(
                        "`{}` and `{}` are each before the other",
                        shape.name.value, name.value
                    ),
                    "remove one of the two `before`",
                );
            } else if let Some(other) = find(&raw.shapes, &name.value) {
                settles_nothing(raw, shape, name, other, report);
            }
        }
    }
    for (at, a) in raw.shapes.iter().enumerate() {
        for b in &raw.shapes[at + 1..] {
            pair(a, b, report);
        }
    }
}

/// A `before` that changes nothing: no body has both shapes, or this one is tried first anyway.
fn settles_nothing(
    raw: &RawContract,
    shape: &RawShape,
    name: &Spanned<String>,
    other: &RawShape,
    report: &mut Report,
) {
    let apart = !is_text(shape) && !is_text(other) && exclusive(shape, other);
    let asks_for_more = (is_text(other) && !is_text(shape))
        || (is_text(other) == is_text(shape) && weight(shape) > weight(other));
    // What waits for another shape may be tried late, whatever it asks for.
    let waits = raw.shapes.iter().any(|third| wins(third, shape));
    if apart || (asks_for_more && !waits) {
        let why = if apart {
            "no body has both"
        } else {
            "what asks for more is tried first anyway"
        };
        report.warning(
            "T0706",
            name.span,
            format!(
                "`{}` need not be before `{}`: {why}",
                shape.name.value, name.value
            ),
            "remove it",
        );
    }
}

fn contents(shape: &RawShape, report: &mut Report) {
    list(shape, report);
    let json = !(shape.each.is_none()
        && shape.code.is_empty()
        && shape.message.is_empty()
        && shape.fields.is_empty()
        && shape.request_id.is_empty()
        && shape.retry_after.is_empty()
        && shape.constants.is_empty()
        && shape.unless.is_empty());
    if is_text(shape) && json {
        report.error(
            "T0104",
            shape.name.span,
            format!(
                "shape `{}` is plain text and has pointers",
                shape.name.value
            ),
            "plain text has no places to point at: remove `text = true` or the pointers",
        );
    }
    if !shape.standing.says_something {
        report.error(
            "T0104",
            shape.name.span,
            format!("shape `{}` says nothing of the body", shape.name.value),
            "say where the message is, such as `message = \"/detail\"`, or write `text = true`",
        );
    }
    if let Some(closed) = shape.closed.as_ref().filter(|closed| closed.value)
        && is_text(shape)
    {
        report.error(
            "T0104",
            closed.span,
            format!("shape `{}` is plain text and closed", shape.name.value),
            "every text has it: only JSON can tell a failure from a success",
        );
    }
    xml::shape(shape, report);
    for (pointer, values) in &shape.unless {
        unless(shape, pointer, values, report);
    }
    for role in &shape.optional {
        let known = |name: &str| match name {
            "code" => !shape.code.is_empty(),
            "message" => !shape.message.is_empty(),
            name => find(&shape.fields, name).is_some(),
        };
        if !known(&role.value) {
            if role.value == "request_id" && !shape.request_id.is_empty() {
                report.error(
                    "T0603",
                    role.span,
                    "`request_id` is no role of a shape",
                    "remove it: a body never needs its request id, `optional` is about code, message and `fields`",
                );
                continue;
            }
            let roles = ["code", "message"]
                .into_iter()
                .filter(|role| known(role))
                .chain(names(&shape.fields));
            unknown(report, "T0603", "role in this shape called", role, roles);
        }
    }
    for field in &shape.fields {
        if matches!(field.name.value.as_str(), "code" | "message") {
            report.error(
                "T0105",
                field.name.span,
                format!("`{}` is a role of its own", field.name.value),
                format!("write it beside `fields`: `{} = …`", field.name.value),
            );
        }
    }
}

/// All of a body is no code and no message: only all of a failure in a list is.
fn whole(shape: &RawShape, report: &mut Report) {
    let fields = shape.fields.iter().flat_map(|field| &field.value);
    let roles = shape.code.iter().chain(&shape.message).chain(fields);
    for pointer in roles.filter(|pointer| pointer.value.tokens.is_empty()) {
        report.error(
            "T0204",
            pointer.span,
            "an empty text is no place in a body",
            "name a field of the body: `/message`; only beside `each` an empty text is all of a failure",
        );
    }
}

/// A list of failures says something of each, and leaves its place alone.
fn list(shape: &RawShape, report: &mut Report) {
    let Some(each) = &shape.each else {
        return whole(shape, report);
    };
    if is_text(shape) {
        return;
    }
    let says_nothing = shape.code.is_empty() && shape.message.is_empty() && shape.fields.is_empty();
    if says_nothing && !shape.standing.broken {
        report.error(
            "T0619",
            each.span,
            "`each` leads to failures of which nothing is read",
            "say where a failure of the list has its message, such as `message = \"/message\"`",
        );
    }
    let whole = [&shape.request_id, &shape.retry_after];
    let whole = whole.into_iter().flatten();
    let constants = shape.constants.iter().map(|(pointer, _)| pointer);
    let unless = shape.unless.iter().map(|(pointer, _)| pointer);
    for pointer in whole.chain(constants).chain(unless) {
        let (list, other) = (&each.value.tokens, &pointer.value.tokens);
        if list.starts_with(other) || other.starts_with(list) {
            report.push(
                Diagnostic::error(
                    "T0620",
                    pointer.span,
                    format!(
                        "`{}` and the list at `{}` are in each other's place",
                        pointer.value, each.value
                    ),
                )
                .related(each.span, "the list")
                .help("beside `each` only code, message and fields are places in a failure: the others are places beside the list"),
            );
        }
    }
}

/// What a place of `unless` may not hold says something, and contradicts no constant.
fn unless(
    raw: &RawShape,
    pointer: &Spanned<Pointer>,
    values: &[Spanned<Scalar>],
    report: &mut Report,
) {
    if values.is_empty() && !raw.standing.broken {
        report.error(
            "T0104",
            pointer.span,
            format!("`unless` lists nothing at `{}`", pointer.value),
            "list what a success holds there, or remove the pointer",
        );
    }
    let constant = raw
        .constants
        .iter()
        .find(|(other, _)| other.value == pointer.value);
    if let Some((constant, value)) = constant {
        report.push(
            Diagnostic::error(
                "T0104",
                pointer.span,
                format!(
                    "`{}` is always {} and in `unless`",
                    pointer.value, value.value
                ),
            )
            .related(constant.span, "the constant")
            .help("keep one of the two: a constant says what is there, `unless` what is not"),
        );
    }
}

fn pair(a: &RawShape, b: &RawShape, report: &mut Report) {
    let both_text = is_text(a) && is_text(b);
    if is_text(a) != is_text(b) || wins(a, b) || wins(b, a) {
        return;
    }
    if !both_text && (weight(a) != weight(b) || exclusive(a, b)) {
        return;
    }
    let mut diagnostic = Diagnostic::error(
        "T0705",
        b.name.span,
        format!(
            "a body can have the shapes `{}` and `{}` at once",
            a.name.value, b.name.value
        ),
    )
    .related(a.name.span, "the other shape");
    diagnostic = if both_text {
        diagnostic.help("every text has both: keep one of them")
    } else {
        diagnostic.help(format!(
            "say which one wins then: `before = \"{}\"` in [shapes.{}], or the other way round",
            b.name.value, a.name.value
        ))
    };
    report.push(diagnostic);
}

/// Whether no body can have both: some place would have to hold two things.
fn exclusive(a: &RawShape, b: &RawShape) -> bool {
    let constants = a.constants.iter().any(|(pointer, value)| {
        b.constants.iter().any(|(other, other_value)| {
            pointer.value == other.value && value.value != other_value.value
        })
    });
    constants
        || xml::root_of(a) != xml::root_of(b)
        || unless_constant(a, b)
        || unless_constant(b, a)
        || texts_inside(a, b)
        || texts_inside(b, a)
        || list_elsewhere(a, b)
        || list_elsewhere(b, a)
}

/// Whether `a` may not hold somewhere what `b` always holds there.
fn unless_constant(a: &RawShape, b: &RawShape) -> bool {
    a.unless.iter().any(|(pointer, not)| {
        b.constants.iter().any(|(other, value)| {
            pointer.value == other.value && not.iter().any(|one| one.value == value.value)
        })
    })
}

/// Whether `a` needs a text where `b` needs an object.
fn texts_inside(a: &RawShape, b: &RawShape) -> bool {
    // Not every failure of a list need have the roles.
    if a.each.is_some() || b.each.is_some() {
        return false;
    }
    let (roles_a, roles_b) = (required_roles(a), required_roles(b));
    let inside = |outer: &[Spanned<Pointer>], inner: &[Spanned<Pointer>]| {
        !outer.is_empty()
            && !inner.is_empty()
            && outer
                .iter()
                .all(|outer| inner.iter().all(|inner| below(&outer.value, &inner.value)))
    };
    roles_a
        .iter()
        .any(|outer| roles_b.iter().any(|inner| inside(outer, inner)))
}

/// Whether `a` has a list where `b` needs a text, an object or a certain value.
fn list_elsewhere(a: &RawShape, b: &RawShape) -> bool {
    let Some(list) = &a.each else { return false };
    let list = &list.value.tokens;
    let is_index = |token: &String| token.bytes().all(|byte| byte.is_ascii_digit());
    // What leads into the list by a name leads into an object.
    let is_other = |place: &Pointer| {
        let rest = place.tokens.strip_prefix(list.as_slice());
        rest.is_some_and(|rest| rest.first().is_none_or(|token| !is_index(token)))
    };
    let is_above = |place: &Pointer| {
        list.strip_prefix(place.tokens.as_slice())
            .is_some_and(|rest| !rest.is_empty())
    };
    let constant = b.constants.iter();
    let constant = constant.map(|(pointer, _)| pointer);
    constant
        .clone()
        .any(|pointer| is_other(&pointer.value) || is_above(&pointer.value))
        || match &b.each {
            Some(other) => other.value.tokens != *list && is_other(&other.value),
            None => required_roles(b).iter().any(|places| {
                places
                    .iter()
                    .all(|place| is_other(&place.value) || is_above(&place.value))
            }),
        }
}

fn below(outer: &Pointer, inner: &Pointer) -> bool {
    inner.tokens.len() > outer.tokens.len() && inner.tokens.starts_with(&outer.tokens)
}
