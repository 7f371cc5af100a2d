//! Values and keys as TOML writes them, in the style of what stands around.

use super::Value;
use theta_spec::text::{is_unlike_others, toml};

/// How a text is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quote {
    /// `"…"`
    Basic,
    /// `'…'`
    Literal,
    /// `"""…"""`; whether a line begins right after the quotes.
    LongBasic(bool),
    /// `'''…'''`; likewise.
    LongLiteral(bool),
}

impl Quote {
    /// How a text in the file is quoted.
    pub(super) fn of(raw: &str) -> Self {
        let breaks = |rest: &str| rest.starts_with(['\n', '\r']);
        if let Some(rest) = raw.strip_prefix("\"\"\"") {
            Self::LongBasic(breaks(rest))
        } else if let Some(rest) = raw.strip_prefix("'''") {
            Self::LongLiteral(breaks(rest))
        } else if raw.starts_with('\'') {
            Self::Literal
        } else {
            Self::Basic
        }
    }

    /// What fits a new text: as the neighbours have it, but without escapes where that is possible.
    pub(super) fn for_new(self, text: &str) -> Self {
        let escapes = text.contains(['"', '\\']);
        match self {
            Self::Literal | Self::LongLiteral(_) => Self::Literal,
            Self::Basic | Self::LongBasic(_) if escapes && fits_literal(text) => Self::Literal,
            Self::Basic | Self::LongBasic(_) => Self::Basic,
        }
    }
}

/// A text in quotes: in those given when it can be written in them.
pub(super) fn text(text: &str, quote: Quote, newline: &str) -> String {
    match quote {
        Quote::Literal if fits_literal(text) => format!("'{text}'"),
        Quote::LongLiteral(breaks) if fits_long_literal(text) => {
            let first = if breaks { newline } else { "" };
            format!("'''{first}{text}'''")
        }
        Quote::LongBasic(breaks) => {
            let first = if breaks { newline } else { "" };
            let quoted = toml(text);
            format!("\"\"\"{first}{}\"\"", &quoted[1..])
        }
        Quote::Basic | Quote::Literal | Quote::LongLiteral(_) => toml(text),
    }
}

fn fits_literal(text: &str) -> bool {
    !text.contains('\'') && !text.chars().any(is_unlike_others)
}

fn fits_long_literal(text: &str) -> bool {
    !text.contains("'''") && !text.ends_with('\'') && !text.chars().any(is_unlike_others)
}

/// A number, in groups of three digits when the one before it was.
pub(super) fn integer(number: i64, raw: &str) -> String {
    let digits = number.to_string();
    if !raw.contains('_') {
        return digits;
    }
    let mut out = String::new();
    for (at, c) in digits.char_indices() {
        let left = digits.len() - at;
        if left.is_multiple_of(3) && out.ends_with(|last: char| last.is_ascii_digit()) {
            out.push('_');
        }
        out.push(c);
    }
    out
}

/// A new value.
pub(super) fn value(value: &Value, quote: Quote) -> String {
    match value {
        Value::Text(words) => text(words, quote.for_new(words), "\n"),
        Value::Integer(number) => number.to_string(),
        Value::Other(written) => written.clone(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| self::value(item, quote)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(entries) => inline(entries, quote),
    }
}

/// An inline table.
pub(super) fn inline<'v>(
    entries: impl IntoIterator<Item = (&'v String, &'v Value)>,
    quote: Quote,
) -> String {
    let entries: Vec<String> = entries
        .into_iter()
        .map(|(name, value)| format!("{} = {}", key(name), self::value(value, quote)))
        .collect();
    format!("{{ {} }}", entries.join(", "))
}

/// A key.
pub(crate) fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if !name.is_empty() && name.bytes().all(bare) {
        name.to_owned()
    } else {
        toml(name)
    }
}

/// Keys with dots between them.
pub(crate) fn keys(path: &[String]) -> String {
    let keys: Vec<String> = path.iter().map(|name| key(name)).collect();
    keys.join(".")
}

/// Lines as a comment: a page's text can neither end it nor hide something in it.
pub(super) fn comment(lines: &[String]) -> impl Iterator<Item = String> {
    lines.iter().enumerate().map(|(at, line)| {
        let line: String = line
            .chars()
            .map(|c| if is_unlike_others(c) { ' ' } else { c })
            .collect();
        let mark = if at == 0 { "# todo:" } else { "#  " };
        format!("{mark} {}", line.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_quotes_when_it_can() {
        for (raw, new, expected) in [
            ("\"a\"", "say \"hi\"", r#""say \"hi\"""#),
            ("'a'", "say \"hi\"", "'say \"hi\"'"),
            ("'a'", "don't", "\"don't\""),
            ("'''a'''", "don't", "'''don't'''"),
            ("'''\na'''", "b", "'''\nb'''"),
            ("'''a'''", "it'", "\"it'\""),
            ("\"\"\"\na\"\"\"", "b\\c", "\"\"\"\nb\\\\c\"\"\""),
            ("'a'", "tab\there", "\"tab\\there\""),
            ("\"a\"", "no\u{a0}break", "\"no\\u00A0break\""),
            ("'a'", "two\nlines", "\"two\\nlines\""),
        ] {
            assert_eq!(text(new, Quote::of(raw), "\n"), expected, "{raw}");
        }
    }

    #[test]
    fn a_number_keeps_its_groups() {
        for (raw, number, expected) in [
            ("30", 60, "60"),
            ("1_000", 25_000, "25_000"),
            ("1_000", 999, "999"),
            ("1_000", -1_234_567, "-1_234_567"),
        ] {
            assert_eq!(integer(number, raw), expected);
        }
    }

    #[test]
    fn a_comment_stays_on_its_lines() {
        let lines = ["the page says\n[api]\r\u{202e}x".to_owned(), "y".to_owned()];
        assert_eq!(
            comment(&lines).collect::<Vec<_>>(),
            ["# todo: the page says [api]  x", "#   y"]
        );
    }
}
