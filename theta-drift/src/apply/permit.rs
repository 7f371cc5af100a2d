//! What a page may change in a contract, as data.

use super::{Edit, Refusal, Value};
use theta_spec::template::{Piece, Template};

/// How a value may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// Other literals of a text on the wire: its holes, and whether its end is open, stay.
    Reworded,
    /// Another text or number.
    Replaced,
    /// A list gets further items.
    Grown,
}

/// `*` stands for a name of the author's.
const SETTABLE: &[(&[&str], How)] = &[
    (&["api", "timeout"], How::Replaced),
    (&["plans", "*", "rpm"], How::Replaced),
    (&["endpoints", "*", "summary"], How::Replaced),
    (&["endpoints", "*", "billed"], How::Replaced),
    (&["endpoints", "*", "timeout"], How::Replaced),
    (&["endpoints", "*", "body", "max_size"], How::Replaced),
    (&["endpoints", "*", "body", "max_duration"], How::Replaced),
    (&["endpoints", "*", "body", "formats"], How::Grown),
    (&["endpoints", "*", "parts", "*", "max_size"], How::Replaced),
    (
        &["endpoints", "*", "parts", "*", "max_duration"],
        How::Replaced,
    ),
    (&["endpoints", "*", "parts", "*", "formats"], How::Grown),
    (&["errors", "*", "detail"], How::Reworded),
    (&["errors", "*", "code"], How::Replaced),
    (&["errors", "*", "code", "like"], How::Reworded),
    (&["errors", "*", "match", "*"], How::Reworded),
    (&["errors", "*", "aliases"], How::Grown),
    (&["errors", "*", "cause"], How::Replaced),
    (&["errors", "*", "fix"], How::Replaced),
];

/// Tables that a page may add, and the keys that they may have.
const ADDABLE: &[(&[&str], &[&str])] = &[
    (&["plans", "*"], &["rpm", "doc"]),
    (
        &["errors", "*"],
        &[
            "status",
            "code",
            "detail",
            "match",
            "shape",
            "category",
            "aliases",
            "cause",
            "fix",
            "captures",
            "source",
            "confidence",
            "note",
        ],
    ),
    (
        &["endpoints", "*"],
        &[
            "get",
            "post",
            "put",
            "patch",
            "delete",
            "summary",
            "doc",
            "path",
            "query",
            "parts",
            "body",
            "returns",
            "billed",
            "source",
            "confidence",
            "note",
        ],
    ),
    (&["endpoints", "*", "parts", "*"], FIELD),
    (&["endpoints", "*", "query", "*"], FIELD),
];

const FIELD: &[&str] = &[
    "type",
    "json",
    "optional",
    "doc",
    "unit",
    "default",
    "formats",
    "max_size",
    "max_duration",
    "source",
    "confidence",
    "note",
];

/// Why a key is never written, for those that somebody may want to.
const NEVER: &[(&str, &str)] = &[
    (
        "retry",
        "whether a billed call is sent again is for a person to decide",
    ),
    (
        "status",
        "a status that moves changes which replies the error is",
    ),
    (
        "on",
        "which endpoints an error belongs to is for a person to decide",
    ),
    (
        "within",
        "which row an error refines is for a person to decide",
    ),
    ("before", "which row wins is for a person to decide"),
    ("auth", "it decides where the key goes"),
    ("headers", "they are sent with requests"),
    ("base_url", "it decides where requests and the key go"),
    (
        "optional",
        "what a caller must send is for a person to decide",
    ),
];

/// Whether a page may make that edit.
pub(super) fn check(edit: &Edit) -> Result<(), Refusal> {
    match edit {
        Edit::Set { path, old, new } => {
            let how = SETTABLE
                .iter()
                .find(|(pattern, _)| fits(pattern, path))
                .map(|(_, how)| *how)
                .ok_or(forbidden(path))?;
            is_change(how, old, new)
        }
        Edit::Add { path, entries, .. } => {
            let (_, allowed) = ADDABLE
                .iter()
                .find(|(pattern, _)| fits(pattern, path))
                .ok_or(forbidden(path))?;
            match entries
                .iter()
                .find(|(key, _)| !allowed.contains(&key.as_str()))
            {
                Some((key, _)) => Err(forbidden(std::slice::from_ref(key))),
                None => Ok(()),
            }
        }
    }
}

fn fits(pattern: &[&str], path: &[String]) -> bool {
    pattern.len() == path.len()
        && pattern
            .iter()
            .zip(path)
            .all(|(part, key)| *part == "*" || part == key)
}

/// The reason of the last key that has one: `auth.header` is about authentication.
fn forbidden(path: &[String]) -> Refusal {
    let reason = path
        .iter()
        .rev()
        .find_map(|key| NEVER.iter().find(|(name, _)| name == key));
    Refusal::Forbidden(reason.map_or(
        "it is not among the texts, limits and names that a page states",
        |(_, why)| why,
    ))
}

fn is_change(how: How, old: &Value, new: &Value) -> Result<(), Refusal> {
    match (how, old, new) {
        // One text may become a list that has it.
        (How::Grown, old @ Value::Text(_), Value::List(new)) if new.len() > 1 => {
            if new.contains(old) {
                Ok(())
            } else {
                Err(Refusal::Removes)
            }
        }
        (How::Grown, Value::List(old), Value::List(new)) => {
            if is_within(old, new) {
                Ok(())
            } else {
                Err(Refusal::Removes)
            }
        }
        (How::Replaced | How::Reworded, Value::List(old), Value::List(new)) => {
            if old.len() > new.len() {
                return Err(Refusal::Removes);
            }
            if old.len() < new.len() {
                return Err(Refusal::OtherKind);
            }
            old.iter()
                .zip(new)
                .try_for_each(|(old, new)| is_change(how, old, new))
        }
        (How::Replaced, Value::Text(_), Value::Text(_))
        | (How::Replaced, Value::Integer(_), Value::Integer(_)) => Ok(()),
        (How::Reworded, Value::Text(old), Value::Text(new)) if same_holes(old, new) => Ok(()),
        _ => Err(Refusal::OtherKind),
    }
}

/// Whether all items are still there, in their order.
fn is_within(old: &[Value], new: &[Value]) -> bool {
    let mut rest = new.iter();
    old.iter().all(|item| rest.any(|other| other == item))
}

/// Whether two templates have the same holes in the same order, and both or neither an open end.
fn same_holes(old: &str, new: &str) -> bool {
    let holes = |text: &str| {
        Template::parse(text).ok().map(|template| {
            template
                .pieces()
                .iter()
                .filter(|piece| !matches!(piece, Piece::Literal(_)))
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    match (holes(old), holes(new)) {
        (Some(old), Some(new)) => old == new,
        _ => false,
    }
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
            ("errors.e.cause", true),
            ("errors.e.detail", true),
            ("api.timeout", true),
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
    fn a_list_grows_and_loses_nothing() {
        let list = |items: &[&str]| Value::List(items.iter().map(|item| text(item)).collect());
        for (old, new, expected) in [
            (list(&["wav"]), list(&["wav", "mp3"]), Ok(())),
            (list(&["wav", "mp3"]), list(&["wav"]), Err(Refusal::Removes)),
            (list(&["wav"]), list(&["mp3"]), Err(Refusal::Removes)),
            (text("wav"), list(&["wav", "mp3"]), Ok(())),
            (text("wav"), list(&["mp3", "ogg"]), Err(Refusal::Removes)),
            (text("wav"), text("mp3"), Err(Refusal::OtherKind)),
        ] {
            let edit = set("endpoints.e.parts.file.formats", old, new);
            assert_eq!(check(&edit), expected, "{edit:?}");
        }
    }

    #[test]
    fn a_list_of_texts_changes_item_by_item_and_keeps_its_length() {
        let list = |items: &[&str]| Value::List(items.iter().map(|item| text(item)).collect());
        for path in [
            "errors.e.detail",
            "errors.e.cause",
            "errors.e.fix",
            "errors.e.match.room",
        ] {
            for (old, new, expected) in [
                (list(&["a", "b"]), list(&["a", "c"]), Ok(())),
                (list(&["a", "b"]), list(&["a"]), Err(Refusal::Removes)),
                (list(&["a", "b"]), list(&["c"]), Err(Refusal::Removes)),
                (list(&["a", "b"]), list(&[]), Err(Refusal::Removes)),
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
