//! What a shape reads of a body.

use theta_spec::contract::{Contract, Pointer, Shape, ShapeContent};

/// What a shape reads, without its name and words: equal for shapes that tell the same bodies apart in the same way.
pub(super) fn reading(shape: &Shape) -> String {
    match &shape.content {
        ShapeContent::Text => "the whole text".to_owned(),
        ShapeContent::Json {
            each,
            code,
            message,
            fields,
            constants,
            unless,
            optional,
            ..
        } => {
            let mut parts: Vec<String> = Vec::new();
            parts.extend(
                each.iter()
                    .map(|at| format!("each of {}", pointers(std::slice::from_ref(at)))),
            );
            parts.extend([
                format!("code {}", pointers(code)),
                format!("message {}", pointers(message)),
            ]);
            parts.extend(
                fields
                    .iter()
                    .map(|(name, at)| format!("{name} {}", pointers(at))),
            );
            parts.extend(
                constants
                    .iter()
                    .map(|(at, scalar)| format!("{at} is {scalar}")),
            );
            parts.extend(unless.iter().map(|(at, not)| {
                let not: Vec<String> = not.iter().map(ToString::to_string).collect();
                format!("{at} is not {}", not.join(" or "))
            }));
            if !optional.is_empty() {
                parts.push(format!("optional {}", optional.join(", ")));
            }
            parts.join("; ")
        }
    }
}

pub(super) fn pointers(list: &[Pointer]) -> String {
    // The root is the empty pointer: quotes keep it visible. They also keep a name with spaces apart from two pointers.
    let texts: Vec<String> = list
        .iter()
        .map(|pointer| match pointer.to_string() {
            root if root.is_empty() => "\"\"".to_owned(),
            path if path.contains([' ', '"']) => format!("{path:?}"),
            path => path,
        })
        .collect();
    if texts.is_empty() {
        "none".to_owned()
    } else {
        texts.join(" or ")
    }
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
