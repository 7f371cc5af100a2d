//! Cutting JSON text that is already known to be valid into its parts.
//!
//! Nothing here recurses and nothing indexes past the text, so even a text that broke the promise could only be cut
//! in the wrong place.

/// Whether nothing stands inside more than `max_depth` containers, and no string holds half a surrogate pair.
pub(super) fn is_plain(text: &str, max_depth: usize) -> bool {
    let bytes = text.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' => {}
            _ if depth > max_depth => return false,
            b'{' | b'[' => depth += 1,
            b'"' => {
                at = string_end(bytes, start);
                let string = text.get(start..at).unwrap_or_default();
                if string.contains("\\u") && serde_json::from_str::<String>(string).is_err() {
                    return false;
                }
            }
            _ => {}
        }
    }
    true
}

/// Where the value that begins at `start` ends.
fn value_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' | b',' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => at += 1,
        }
        if depth == 0 && matches!(byte, b'"' | b'}' | b']') {
            return at;
        }
    }
    at
}

/// Where the string whose opening quote is at `start` ends, its closing quote included.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The next position at or after `at` that holds neither white space nor one of the separators.
fn skip(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let skipped = rest
        .iter()
        .take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':'))
        .count();
    at + skipped
}

/// The texts of the values directly inside an array, or of the keys and values directly inside an object.
pub(super) fn members(text: &str) -> Members<'_> {
    Members { text, at: 1 }
}

/// See [`members`].
#[derive(Clone, Debug)]
pub(super) struct Members<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Members<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let start = skip(self.text, self.at);
        let end = value_end(self.text, start);
        let member = self.text.get(start..end)?;
        if member.is_empty() {
            return None;
        }
        self.at = end;
        Some(member)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_plain, members};

    #[test]
    fn containers_are_cut_at_their_own_separators_only() {
        let table: &[(&str, &[&str])] = &[
            ("[]", &[]),
            ("[ ]", &[]),
            ("{}", &[]),
            ("[1]", &["1"]),
            ("[ 1 ,\n-2.5e3\t]", &["1", "-2.5e3"]),
            (r#"["a,]","\"","\\"]"#, &[r#""a,]""#, r#""\"""#, r#""\\""#]),
            (
                r#"[[1,[2]],{"a":[3]},null]"#,
                &["[1,[2]]", r#"{"a":[3]}"#, "null"],
            ),
            (
                r#"{"a" : 1 , "b:":"}" }"#,
                &[r#""a""#, "1", r#""b:""#, r#""}""#],
            ),
            (
                r#"{"a":{"b":[]},"c":true}"#,
                &[r#""a""#, r#"{"b":[]}"#, r#""c""#, "true"],
            ),
        ];
        for (text, expected) in table {
            assert_eq!(members(text).collect::<Vec<_>>(), *expected, "{text}");
        }
    }

    #[test]
    fn deep_and_broken_strings_are_not_plain() {
        let nested = |depth: usize, inner: &str| "[".repeat(depth) + inner + &"]".repeat(depth);
        let table = [
            (nested(3, ""), true),
            (nested(2, "1"), true),
            (nested(3, "1"), false),
            (nested(4, ""), false),
            (r#"[[{}],[],[[]],{"a":{"b":1}}]"#.to_owned(), false),
            (r#"{"\ud83d\ude00":"\\ud800"}"#.to_owned(), true),
            (r#"{"a":"\ud800"}"#.to_owned(), false),
            (r#"{"\udc00":1}"#.to_owned(), false),
        ];
        for (text, expected) in table {
            assert_eq!(is_plain(&text, 2), expected, "{text}");
        }
    }

    #[test]
    fn a_broken_text_ends_the_cutting() {
        for text in ["[", "[\"", "[\"\\", "{\"a\":", "", "[[[["] {
            assert!(members(text).count() <= 2, "{text}");
        }
    }
}
