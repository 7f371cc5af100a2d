//! Percent-encoding and queries, undone.

use percent_encoding::percent_decode_str;

/// Undoes percent-encoding; bytes that are not UTF-8 become replacement characters.
pub(crate) fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Returns the pairs of a query, decoded, in order.
pub(crate) fn query(text: &str) -> Vec<(String, String)> {
    let text = text.replace('+', " ");
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_undone_and_broken_encoding_is_kept() {
        for (text, expected) in [
            ("a%20b", "a b"),
            ("%2F", "/"),
            ("%", "%"),
            ("%4", "%4"),
            ("%zz", "%zz"),
            ("%C3%A9", "é"),
            ("+", "+"),
        ] {
            assert_eq!(decode(text), expected, "{text}");
        }
        assert_eq!(decode("%ff"), "\u{fffd}");
    }

    #[test]
    fn a_query_keeps_order_and_repetition() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            query("b=1&a=x%20y&&b=2&c"),
            [
                pair("b", "1"),
                pair("a", "x y"),
                pair("b", "2"),
                pair("c", "")
            ]
        );
        assert_eq!(query(""), []);
        assert_eq!(query("a=a+b%2B"), [pair("a", "a b+")]);
    }
}
