//! `[shapes]`, in the order in which a body is tried against them.

use super::{sorted, text};
use crate::contract::{Pointer, Scalar, Shape, ShapeContent};
use crate::keys::{DelayUnit, RawContract, RawShape};
use crate::source::Spanned;
use std::cmp::Reverse;
use theta_xml::is_root;

/// Indices into the raw list: shapes that ask for more come first, plain text last, `before` is honoured.
pub(super) fn order(raw: &RawContract) -> Vec<usize> {
    let mut left: Vec<usize> = (0..raw.shapes.len()).collect();
    left.sort_by_key(|&at| (is_text(&raw.shapes[at]), Reverse(weight(&raw.shapes[at]))));
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let must_wait = |at: usize| {
            left.iter()
                .any(|&other| other != at && precedes(&raw.shapes[other], &raw.shapes[at]))
        };
        // In a cycle, reported elsewhere, nobody is free: the first one goes.
        let free = left.iter().position(|&at| !must_wait(at)).unwrap_or(0);
        order.push(left.remove(free));
    }
    order
}

pub(crate) fn precedes(a: &RawShape, b: &RawShape) -> bool {
    a.before.iter().any(|name| name.value == b.name.value)
}

pub(crate) fn is_text(shape: &RawShape) -> bool {
    shape.text.as_ref().is_some_and(|text| text.value)
}

/// How many things a body must have.
pub(crate) fn weight(shape: &RawShape) -> usize {
    let list = usize::from(shape.each.is_some());
    list + shape.constants.len() + shape.unless.len() + required_roles(shape).len()
}

/// The pointer lists of which a body must satisfy one pointer each.
pub(crate) fn required_roles(shape: &RawShape) -> Vec<&[Spanned<Pointer>]> {
    let optional = |role: &str| shape.optional.iter().any(|name| name.value == role);
    let mut roles: Vec<&[Spanned<Pointer>]> = Vec::new();
    if !shape.code.is_empty() && !optional("code") {
        roles.push(&shape.code);
    }
    if !shape.message.is_empty() && !optional("message") {
        roles.push(&shape.message);
    }
    roles.extend(
        shape
            .fields
            .iter()
            .filter(|field| !optional(&field.name.value))
            .map(|field| field.value.as_slice()),
    );
    roles
}

pub(super) fn resolve(raw: &RawShape) -> Shape {
    let pointers = |list: &[Spanned<Pointer>]| {
        list.iter()
            .map(|pointer| pointer.value.clone())
            .collect::<Vec<_>>()
    };
    let each = raw.each.as_ref().map(|each| each.value.clone());
    // Places in an item are places in the first one.
    let inside = |list: &[Spanned<Pointer>]| {
        let mut list = pointers(list);
        if let Some(each) = &each {
            for pointer in &mut list {
                let first = each.tokens.iter().cloned().chain(["0".to_owned()]);
                pointer.tokens.splice(0..0, first);
            }
        }
        list
    };
    let content = if is_text(raw) {
        ShapeContent::Text
    } else {
        let mut constants: Vec<(Pointer, Scalar)> = raw
            .constants
            .iter()
            .map(|(pointer, value)| (pointer.value.clone(), value.value.clone()))
            .collect();
        for (pointer, value) in &mut constants {
            in_xml(pointer, value);
        }
        constants.sort();
        let mut unless: Vec<(Pointer, Vec<Scalar>)> = raw
            .unless
            .iter()
            .map(|(pointer, values)| (pointer.value.clone(), scalars(values)))
            .collect();
        for (pointer, values) in &mut unless {
            for value in values {
                in_xml(pointer, value);
            }
        }
        unless.sort();
        ShapeContent::Json {
            code: inside(&raw.code),
            message: inside(&raw.message),
            fields: raw
                .fields
                .iter()
                .map(|field| (field.name.value.clone(), inside(&field.value)))
                .collect(),
            request_id: pointers(&raw.request_id),
            retry_after: pointers(&raw.retry_after),
            retry_after_unit_ms: match raw.retry_after_unit.as_ref().map(|unit| unit.value) {
                None | Some(DelayUnit::Seconds) => 1_000,
                Some(DelayUnit::Milliseconds) => 1,
                Some(DelayUnit::Epoch) => 0,
            },
            constants,
            unless,
            optional: sorted(&raw.optional),
            each,
        }
    };
    Shape {
        name: raw.name.value.clone(),
        doc: text(raw.doc.as_ref()),
        content,
        closed: raw.closed.as_ref().is_some_and(|closed| closed.value),
        span: raw.name.span,
    }
}

/// In XML every value is a text.
fn in_xml(pointer: &Pointer, value: &mut Scalar) {
    let is_document = pointer.tokens.first().and_then(|root| is_root(root));
    if is_document.is_some() {
        *value = Scalar::Text(value.text());
    }
}

fn scalars(values: &[Spanned<Scalar>]) -> Vec<Scalar> {
    let mut values: Vec<Scalar> = values.iter().map(|value| value.value.clone()).collect();
    values.sort();
    values.dedup();
    values
}
