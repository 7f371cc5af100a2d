//! Splitting JSON text that is known to be valid.
//!
//! Nothing here recurses or indexes past the text, so a text that is not valid after all would only be split in the
//! wrong place.

/// Where the value that begins at `start` ends.
fn value_end(bytes: &[u8], start: usize) -> usize {
    match bytes.get(start) {
        Some(b'"') => string_end(bytes, start),
        Some(b'{' | b'[') => container_end(bytes, start),
        _ => {
            let ends =
                |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r');
            find(bytes, start, ends)
        }
    }
}

/// Where the object or array whose bracket is at `start` ends, its closing bracket included.
fn container_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        at = find(bytes, at, |byte| {
            matches!(byte, b'"' | b'{' | b'[' | b'}' | b']')
        });
        match bytes.get(at) {
            Some(b'"') => at = string_end(bytes, at),
            Some(b'{' | b'[') => {
                depth += 1;
                at += 1;
            }
            Some(_) => {
                depth -= 1;
                at += 1;
                if depth == 0 {
                    return at;
                }
            }
            None => return bytes.len(),
        }
    }
}

/// Where the string whose opening quote is at `start` ends, its closing quote included.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    loop {
        // Most of a reply is text, so it is looked at in steps of eight bytes.
        let ahead = match bytes.get(at..).and_then(<[u8]>::first_chunk) {
            Some(eight) => within(*eight),
            None => usize::from(!matches!(bytes.get(at), Some(b'"' | b'\\') | None)),
        };
        at += ahead;
        match bytes.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(_) => {}
            None => return bytes.len(),
        }
    }
}

/// How many of eight bytes of a string come before a quote or a backslash.
fn within(eight: [u8; 8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let word = u64::from_le_bytes(eight);
    // The top bit of a byte that is it is set; those above the first one may be set as well.
    let marks = |byte: u8| {
        let differs = word ^ (ONES * u64::from(byte));
        differs.wrapping_sub(ONES) & !differs & (ONES << 7)
    };
    (marks(b'"') | marks(b'\\')).trailing_zeros() as usize / 8
}

/// The first position at or after `at` of a byte that `is` one; the end when there is none.
fn find(bytes: &[u8], at: usize, is: impl Fn(&u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter()
        .position(is)
        .map_or(bytes.len(), |ahead| at + ahead)
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

impl<'a> Members<'a> {
    /// Those after a position inside the same text.
    pub(super) fn from(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    /// Where what was given last ends.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Goes to where the next one begins, if there is one.
    pub(super) fn begin(&mut self) -> usize {
        // What stands between two members is the same in arrays and objects.
        let between = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':');
        self.at = find(self.text.as_bytes(), self.at, |byte| !between(byte));
        self.at
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let start = self.begin();
        let end = value_end(self.text.as_bytes(), start);
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
    use super::members;
    use proptest::prelude::*;
    use serde_json::value::RawValue;
    use std::collections::BTreeMap;

    /// Texts of values, with strings that hold what ends a value elsewhere, and white space wherever it may stand.
    fn value() -> impl Strategy<Value = String> {
        let space = || "[ \\t\r\n]{0,2}";
        let string = || "\"([a-z{}\\[\\],: é]|\\\\[\"\\\\/n]|\\\\u00e9){0,6}\"";
        let leaf = prop_oneof![
            string(),
            Just("null".to_owned()),
            Just("true".to_owned()),
            "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,2})?([eE][+-]?[0-9])?",
        ];
        leaf.prop_recursive(4, 24, 4, move |inner| {
            let item = (space(), inner.clone(), space()).prop_map(|(a, b, c)| format!("{a}{b}{c}"));
            let pair = (space(), string(), space(), item.clone())
                .prop_map(|(a, key, b, value)| format!("{a}{key}{b}:{value}"));
            prop_oneof![
                proptest::collection::vec(item, 1..4)
                    .prop_map(|items| format!("[{}]", items.join(","))),
                proptest::collection::vec(pair, 1..4)
                    .prop_map(|pairs| format!("{{{}}}", pairs.join(","))),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_array_is_cut_as_a_parser_cuts_it(text in proptest::collection::vec(value(), 0..5)) {
            let text = format!("[{}]", text.join(" ,"));
            let expected: Vec<&RawValue> = serde_json::from_str(&text).unwrap();
            let expected: Vec<&str> = expected.into_iter().map(RawValue::get).collect();
            prop_assert_eq!(members(&text).collect::<Vec<_>>(), expected);
        }

        #[test]
        fn an_object_is_cut_as_a_parser_cuts_it(text in value().prop_filter("an object", |text| text.starts_with('{'))) {
            let expected: BTreeMap<String, &RawValue> = serde_json::from_str(&text).unwrap();
            let texts: Vec<&str> = members(&text).collect();
            let found: BTreeMap<String, &str> = texts
                .chunks(2)
                .map(|pair| (serde_json::from_str(pair[0]).unwrap(), pair[1]))
                .collect();
            let expected = expected.into_iter().map(|(key, value)| (key, value.get())).collect();
            prop_assert_eq!(found, expected);
        }
    }

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
    fn a_string_ends_at_its_quote_wherever_that_is_among_eight_bytes() {
        for (before, behind) in (0..20).flat_map(|one| (0..20).map(move |other| (one, other))) {
            let before: String = "!#[]".chars().cycle().take(before).collect();
            let behind = "é".repeat(behind);
            for escape in ["", r#"\""#, r"\\", r#"\\\""#] {
                let string = format!("\"{before}{escape}{behind}\"");
                let text = format!("[{string},{string}]");
                assert_eq!(members(&text).collect::<Vec<_>>(), [&string, &string]);
            }
        }
    }

    #[test]
    fn a_broken_text_ends_the_cutting() {
        for text in ["[", "[\"", "[\"\\", "{\"a\":", "", "[[[["] {
            assert!(members(text).count() <= 2, "{text}");
        }
    }
}
