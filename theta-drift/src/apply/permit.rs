//! What a page may change in a contract, as data.

use super::{Edit, Refusal, Value};
use theta_spec::template::{Piece, Template};

/// Values that may be replaced. `*` stands for a name of the author's.
const SETTABLE: &[&[&str]] = &[
    &["plans", "*", "rpm"],
    &["endpoints", "*", "body", "max_size"],
    &["endpoints", "*", "body", "max_duration"],
    &["endpoints", "*", "parts", "*", "max_size"],
    &["endpoints", "*", "parts", "*", "max_duration"],
    &["errors", "*", "detail"],
    &["errors", "*", "code"],
    &["errors", "*", "match", "*"],
];

/// Keys that a new error may have.
const ADDABLE: &[&str] = &["status", "code", "detail", "source", "confidence"];

/// Whether a page may make that edit.
pub(super) fn check(edit: &Edit) -> Result<(), Refusal> {
    let is_allowed = match edit {
        Edit::Set { path, old, new } if SETTABLE.iter().any(|pattern| fits(pattern, path)) => {
            return is_change(path, old, new);
        }
        Edit::Set { .. } => false,
        Edit::Add { path, entries, .. } => {
            fits(&["errors", "*"], path)
                && entries
                    .iter()
                    .all(|(key, _)| ADDABLE.contains(&key.as_str()))
        }
    };
    is_allowed.then_some(()).ok_or(Refusal::Forbidden)
}

fn fits(pattern: &[&str], path: &[String]) -> bool {
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(path)
            .all(|(part, key)| *part == "*" || part == key)
}

/// Whether a value stays of its kind: the holes of a text on the wire stay, and whether its end is open. A code has none.
fn is_change(path: &[String], old: &Value, new: &Value) -> Result<(), Refusal> {
    let is_code = path.last().is_some_and(|key| key == "code");
    match (old, new) {
        (Value::List(old), Value::List(new)) if old.len() == new.len() => old
            .iter()
            .zip(new)
            .try_for_each(|(old, new)| is_change(path, old, new)),
        (Value::Integer(_), Value::Integer(_)) => Ok(()),
        (Value::Text(old), Value::Text(new)) if is_code || same_holes(old, new) => Ok(()),
        _ => Err(Refusal::OtherKind),
    }
}

/// Whether two templates have the same holes in the same order, and both or neither an open end.
fn same_holes(old: &str, new: &str) -> bool {
    let holes = |text: &str| {
        let template = Template::parse(text).ok()?;
        let pieces = template.pieces().iter();
        let holes = pieces.filter(|piece| !matches!(piece, Piece::Literal(_)));
        Some(holes.cloned().collect::<Vec<_>>())
    };
    holes(old).is_some_and(|old| Some(old) == holes(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(path: &str, old: Value, new: Value) -> Edit {
        Edit::Set {
            path: path.split('.').map(str::to_owned).collect(),
            old,
            new,
        }
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn a_page_changes_texts_and_limits_and_nothing_that_decides_over_calls() {
        for (path, allowed) in [
            ("errors.e.detail", true),
            ("errors.e.match.room", true),
            ("errors.e.cause", false),
            ("api.timeout", false),
            ("endpoints.e.parts.file.max_size", true),
            ("errors.e.retry", false),
            ("errors.e.on", false),
            ("errors.e.status", false),
            ("retry.default", false),
            ("auth.header", false),
            ("auth.prefix", false),
            ("api.base_url", false),
            ("api", false),
            ("endpoints.e.post", false),
            ("endpoints.e.parts.file.optional", false),
        ] {
            let verdict = check(&set(path, text("a"), text("b")));
            assert_eq!(verdict.is_ok(), allowed, "{path}: {verdict:?}");
        }
    }

    #[test]
    fn a_text_keeps_its_holes_and_its_end() {
        for (old, new, allowed) in [
            ("Too long", "Too short", true),
            ("At most {n:int} s", "No more than {n:int} s", true),
            ("See below{..}", "See above{..}", true),
            ("See below", "See above{..}", false),
            ("See below{..}", "See above", false),
            ("At most {n:int} s", "At most {n} s", false),
            ("At most {n:int} s", "At most 9 s", false),
            ("fine", "{", false),
        ] {
            let verdict = check(&set("errors.e.detail", text(old), text(new)));
            assert_eq!(verdict.is_ok(), allowed, "{old} → {new}: {verdict:?}");
        }
    }

    #[test]
    fn a_list_of_texts_changes_item_by_item_and_keeps_its_length() {
        let list = |items: &[&str]| Value::List(items.iter().map(|item| text(item)).collect());
        for path in ["errors.e.detail", "errors.e.match.room"] {
            for (old, new, expected) in [
                (list(&["a", "b"]), list(&["a", "c"]), Ok(())),
                (list(&["a", "b"]), list(&["a"]), Err(Refusal::OtherKind)),
                (list(&["a", "b"]), list(&["c"]), Err(Refusal::OtherKind)),
                (list(&["a", "b"]), list(&[]), Err(Refusal::OtherKind)),
                (list(&["a"]), list(&["a", "b"]), Err(Refusal::OtherKind)),
                (list(&["a", "b"]), text("a"), Err(Refusal::OtherKind)),
                (text("a"), list(&["a", "b"]), Err(Refusal::OtherKind)),
            ] {
                let edit = set(path, old, new);
                assert_eq!(check(&edit), expected, "{edit:?}");
            }
        }
        // Each item is a change of its own: a hole stays one.
        let holes = set(
            "errors.e.detail",
            list(&["a {n}", "b"]),
            list(&["c {n}", "b {n}"]),
        );
        assert_eq!(check(&holes), Err(Refusal::OtherKind));
    }
}
