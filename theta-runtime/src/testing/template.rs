//! Filling in the templates of a contract.

/// The text of a template with these captures, and `tail` where the docs cut it; `None` when it is no template, or a
/// hole is left.
pub(super) fn fill(template: &str, captures: &[(&str, String)], tail: &str) -> Option<String> {
    let (mut out, mut rest) = (String::new(), template);
    while let Some(at) = rest.find(['{', '}']) {
        let (text, from) = rest.split_at(at);
        out.push_str(text);
        rest = if let Some(after) = from.strip_prefix("{{") {
            out.push('{');
            after
        } else if let Some(after) = from.strip_prefix("}}") {
            out.push('}');
            after
        } else {
            let (hole, after) = from.strip_prefix('{')?.split_once('}')?;
            let name = hole.strip_suffix(":int").unwrap_or(hole);
            let captured = captures.iter().find(|(known, _)| *known == name);
            out.push_str(match captured {
                _ if hole == ".." => tail,
                Some((_, text)) => text,
                None => return None,
            });
            after
        };
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn holes_are_filled_and_braces_are_braces() {
        let captures = [("who", "Ann".to_owned()), ("count", "7".to_owned())];
        let table = [
            ("", Some("")),
            ("as it is", Some("as it is")),
            ("{who} has {count:int}", Some("Ann has 7")),
            ("{{who}} is {who}}}", Some("{who} is Ann}")),
            ("{who}, cut off{..}", Some("Ann, cut off here")),
            ("{whom}", None),
            ("{who", None),
        ];
        for (template, text) in table {
            let filled = fill(template, &captures, " here");
            assert_eq!(filled.as_deref(), text, "{template}");
        }
    }
}
