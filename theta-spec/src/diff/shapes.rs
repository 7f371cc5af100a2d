//! What error bodies look like.

use super::Sides;
use super::finding::Finding;
use super::pairing::Pairing;
use crate::contract::{Contract, Pointer, Shape, ShapeContent};

/// What a shape reads, without its name and words: equal for shapes that tell the same bodies apart in the same way.
pub(super) fn reading(shape: &Shape) -> String {
    match &shape.content {
        ShapeContent::Text => "the whole text".to_owned(),
        ShapeContent::Json {
            code,
            message,
            fields,
            constants,
            optional,
            ..
        } => {
            let mut parts = vec![
                format!("code {}", pointers(code)),
                format!("message {}", pointers(message)),
            ];
            parts.extend(
                fields
                    .iter()
                    .map(|(name, at)| format!("{name} {}", pointers(at))),
            );
            parts.extend(
                constants
                    .iter()
                    .map(|(at, text)| format!("{at} is {text:?}")),
            );
            if !optional.is_empty() {
                parts.push(format!("optional {}", optional.join(", ")));
            }
            parts.join("; ")
        }
    }
}

fn pointers(list: &[Pointer]) -> String {
    // The root is the empty pointer; quotes keep it visible and keep two pointers apart.
    let texts: Vec<String> = list
        .iter()
        .map(|pointer| match pointer.to_string() {
            root if root.is_empty() => "\"\"".to_owned(),
            path => path,
        })
        .collect();
    if texts.is_empty() {
        "none".to_owned()
    } else {
        texts.join(" or ")
    }
}

pub(super) fn pair(old: &Contract, new: &Contract) -> Pairing {
    Pairing::of(
        &old.shapes,
        &new.shapes,
        |shape| &shape.name,
        |a, b| u32::from(reading(a) == reading(b)),
    )
}

/// Whether both contracts read every body alike: the same shapes in the same order.
pub(super) fn same_readings(old: &Contract, new: &Contract) -> bool {
    old.shapes.len() == new.shapes.len()
        && old
            .shapes
            .iter()
            .zip(&new.shapes)
            .all(|(a, b)| reading(a) == reading(b))
}

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (&sides.old.shapes, &sides.new.shapes);
    for &at in &sides.shapes.removed {
        let shape = &old[at];
        out.push(
            Finding::new(
                "shape-removed",
                &["shapes", &shape.name],
                format!("error bodies of the shape `{}` are not read", shape.name),
            )
            .old(reading(shape)),
        );
    }
    for &at in &sides.shapes.added {
        let shape = &new[at];
        out.push(
            Finding::new(
                "shape-added",
                &["shapes", &shape.name],
                format!("error bodies of the shape `{}` are read", shape.name),
            )
            .new_value(reading(shape)),
        );
    }
    for &(a, b) in &sides.shapes.both {
        one(&old[a], &new[b], out);
    }
    let order: Vec<usize> = sides.shapes.both.iter().map(|&(_, b)| b).collect();
    if !order.is_sorted() {
        let names = |shapes: &[Shape]| {
            shapes
                .iter()
                .map(|shape| shape.name.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        };
        out.push(
            Finding::new(
                "shape-order-changed",
                &["shapes"],
                "a body that has two shapes is read as the other one",
            )
            .values(names(old), names(new)),
        );
    }
}

fn one(old: &Shape, new: &Shape, out: &mut Vec<Finding>) {
    let name = &new.name;
    let finding = |rule, key: &[&str], sees: String| {
        let path = |name: &'_ str| -> Vec<String> {
            ["shapes", name]
                .iter()
                .chain(key)
                .map(|&part| part.to_owned())
                .collect()
        };
        let (old_path, new_path) = (path(&old.name), path(name));
        let borrowed: Vec<&str> = old_path.iter().map(String::as_str).collect();
        let renamed: Vec<&str> = new_path.iter().map(String::as_str).collect();
        Finding::new(rule, &borrowed, sees).new_path(&renamed)
    };
    if old.name != new.name {
        out.push(
            finding(
                "shape-renamed",
                &[],
                format!("readers see the shape `{}` as `{name}`", old.name),
            )
            .values(&old.name, name),
        );
    }
    if reading(old) != reading(new) {
        out.push(
            finding(
                "shape-changed",
                &[],
                format!("error bodies of the shape `{name}` are read at other places"),
            )
            .values(reading(old), reading(new)),
        );
    }
    if old.doc != new.doc {
        out.push(
            finding(
                "shape-doc-changed",
                &["doc"],
                format!("readers see other words about the shape `{name}`"),
            )
            .values(&old.doc, &new.doc),
        );
    }
    if let (
        ShapeContent::Json {
            request_id: old_id,
            retry_after: old_wait,
            retry_after_unit_ms: old_unit,
            ..
        },
        ShapeContent::Json {
            request_id: new_id,
            retry_after: new_wait,
            retry_after_unit_ms: new_unit,
            ..
        },
    ) = (&old.content, &new.content)
    {
        if old_id != new_id {
            out.push(
                finding(
                    "shape-request-id-changed",
                    &["request_id"],
                    format!("`request_id()` is read elsewhere in bodies of the shape `{name}`"),
                )
                .values(pointers(old_id), pointers(new_id)),
            );
        }
        if (old_wait, old_unit) != (new_wait, new_unit) {
            let wait =
                |at: &[Pointer], unit: u32| format!("{} in units of {unit} ms", pointers(at));
            out.push(
                finding("shape-retry-after-changed", &["retry_after"], format!("the delay that the server asks for is read otherwise in bodies of the shape `{name}`"))
                    .values(wait(old_wait, *old_unit), wait(new_wait, *new_unit)),
            );
        }
    }
}
