//! A text as a page prints it, which may be less than what is sent.

use super::blocks::Rich;
use std::fmt::Write as _;
use std::ops::Range;
use theta_spec::template::{Piece, Template};

/// A text of a reply as a page prints it.
///
/// `template` is the best reading: placeholders (`<...>`, `[message]`) are captures, an ellipsis at the end is
/// [`Piece::Tail`]. `raw` is exactly what stands between the quotes. Both are needed: brackets and dots can be part of
/// what is sent, and only the contract's own text can tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wording {
    /// The slice of the page, without its quotes.
    pub raw: String,
    /// The best reading of it.
    pub template: Template,
    /// Whether the page may have lost or changed characters that are sent: typographic quotes or dashes, a quote on one
    /// side only, a text that runs over lines.
    pub lossy: bool,
}

impl Wording {
    /// Whether the reading has placeholders or is cut off.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.template
            .pieces()
            .iter()
            .all(|piece| matches!(piece, Piece::Literal(_)))
    }

    /// Reads a text as a page prints it.
    ///
    /// ```
    /// use theta_drift::Wording;
    ///
    /// let wording = Wording::of("Invalid options: <...>");
    /// assert!(!wording.is_exact() && wording.template.accepts("Invalid options: language"));
    /// assert!(Wording::of("expected [0-9a-zA-Z], found nothing").is_exact());
    /// ```
    #[must_use]
    pub fn of(raw: &str) -> Self {
        let template = template(raw);
        Self {
            raw: raw.to_owned(),
            template,
            lossy: raw.contains(CHANGED),
        }
    }

    /// Reads a part of a text; what was in code style or over lines there may be less than what is sent.
    pub(super) fn read(text: &Rich, range: Range<usize>) -> Self {
        let raw = &text.text()[range.clone()];
        let partly = text.has_code(range.clone()) && !text.is_code(range);
        let mut wording = Self::of(raw);
        wording.lossy |= partly || raw.contains('\n');
        wording
    }
}

/// Characters that a page may show in the place of others.
const CHANGED: [char; 10] = [
    '“', '”', '‘', '’', '–', '—', '…', '\u{a0}', '\u{200b}', '\u{ad}',
];

/// Words that stand for a value when they are all there is of a word.
const STAND_INS: &[&str] = &["xxx", "xxxx", "XXX", "XXXX", "YYY", "N/A"];

/// Whole texts that stand for a value.
const VALUES: &[&str] = &["uuid", "string", "id", "timestamp"];

/// The longest name of a placeholder, in characters.
const MAX_NAME: usize = 60;

/// The best reading of a text.
fn template(raw: &str) -> Template {
    if VALUES.contains(&raw) {
        return parsed("{value}");
    }
    let mut notation = String::new();
    let mut holes = 0;
    let mut literal = false;
    let mut at = 0;
    while at < raw.len() {
        let rest = &raw[at..];
        if let Some(length) = tail(rest) {
            // What follows a hole is in the hole already.
            if literal {
                notation.push_str("{..}");
            }
            debug_assert_eq!(length, rest.len());
            break;
        }
        if let Some(length) = hole(rest, at == 0 || !raw[..at].ends_with(char::is_alphanumeric)) {
            if literal || holes == 0 {
                holes += 1;
                let _ = write!(notation, "{{value_{holes}}}");
            }
            literal = false;
            at += length;
            continue;
        }
        // Braces in pairs are no placeholder, nor is the second one of them.
        let length = if rest.starts_with("{{") {
            2
        } else {
            rest.chars().next().map_or(1, char::len_utf8)
        };
        for c in rest[..length].chars() {
            match c {
                '{' => notation.push_str("{{"),
                '}' => notation.push_str("}}"),
                c => notation.push(c),
            }
        }
        literal = true;
        at += length;
    }
    if notation.is_empty() {
        return Template::exact(raw);
    }
    parsed(&notation)
}

fn parsed(notation: &str) -> Template {
    Template::parse(notation).unwrap_or_else(|_| Template::exact(notation))
}

/// The length of dots at the end, or of this language's own `{..}`.
fn tail(rest: &str) -> Option<usize> {
    ["...", "…", "{..}", "[...]", "[…]", "(...)"]
        .into_iter()
        .find(|dots| rest == *dots)
        .map(str::len)
}

/// The length of a placeholder at the beginning.
fn hole(rest: &str, free: bool) -> Option<usize> {
    let close = match rest.chars().next()? {
        '<' => '>',
        '[' => ']',
        '{' if rest.starts_with("{{") => return None,
        '{' => '}',
        '…' => return Some('…'.len_utf8()),
        _ => return stand_in(rest, free),
    };
    let (end, _) = rest
        .char_indices()
        .take(MAX_NAME + 2)
        .find(|(_, c)| *c == close)?;
    let name = &rest[1..end];
    let dots = matches!(name, "..." | "…" | "..");
    let named = !name.is_empty()
        && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| {
            c.is_alphanumeric()
                || matches!(c, '_' | ' ' | '.' | '\'' | ':')
                || c == '-' && close == '>'
        });
    (dots || named).then_some(end + 1)
}

fn stand_in(rest: &str, free: bool) -> Option<usize> {
    let word = STAND_INS
        .iter()
        .filter(|word| rest.starts_with(**word))
        .map(|word| word.len())
        .max()?;
    (free && !rest[word..].starts_with(|c: char| c.is_alphanumeric() || c == '_')).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_reading_has_placeholders_as_holes() {
        for (raw, expected) in [
            ("gold_text is required", "gold_text is required"),
            ("Invalid options: <...>", "Invalid options: {value_1}"),
            ("API key is not active...", "API key is not active{..}"),
            ("or higher…", "or higher{..}"),
            ("[message]", "{value_1}"),
            (
                "container=[container] is invalid when encoding=[encoding]",
                "container={value_1} is invalid when encoding={value_2}",
            ),
            (
                "returned a client error: [HTTP status].",
                "returned a client error: {value_1}.",
            ),
            (
                "missing field `xxx` at line 7",
                "missing field `{value_1}` at line 7",
            ),
            (
                "followed by [0-9a-zA-Z], found",
                "followed by [0-9a-zA-Z], found",
            ),
            ("Invalid options: {reason}", "Invalid options: {value_1}"),
            ("no voice YYY here", "no voice {value_1} here"),
            ("one {{literal}}", "one {{{{literal}}}}"),
            ("[a][b]", "{value_1}"),
            ("[a]...", "{value_1}"),
            ("uuid", "{value}"),
            ("xxxyz", "xxxyz"),
            ("...", "..."),
        ] {
            assert_eq!(Wording::of(raw).template.to_string(), expected, "{raw}");
        }
    }

    #[test]
    fn what_a_page_may_have_changed_is_lossy() {
        assert!(Wording::of("it’s gone").lossy);
        assert!(!Wording::of("it's gone").lossy);
    }
}
