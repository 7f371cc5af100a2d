//! Texts and names from outside as data, in every output form.
//!
//! Text from a contract, a page, a server or a file name may contain anything. Every writer uses the function for its
//! output form and does no formatting itself. The prose of a contract is plain text in which backticks mark code:
//! [`visible`] is for a terminal, [`markdown`] for a page, a comment or Rust documentation.

mod forms;
pub mod markdown;

pub use forms::{
    annotation, annotation_property, count, file_name, is_unlike_others, json, rust, shell,
    single_quoted, toml,
};

/// Returns whether a character is invisible or changes how others are shown: control characters, direction marks, line
/// separators, and characters without width.
///
/// The variation selectors after an emoji do not count as hidden.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0d}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// Returns a text on one line that is safe to show, even on a terminal: hidden characters are escaped, and nothing in
/// it is a command to GitHub's runner.
///
/// ```
/// use theta_spec::text::visible;
/// assert_eq!(visible("a\u{1b}[31m\n\u{202e}é"), r"a\u{1b}[31m\n\u{202e}é");
/// assert_eq!(visible(" ::error::x ##[group]"), r" \u{3a}:error::x ##\u{5b}group]");
/// ```
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let begun = text.trim_start();
    let mut rest = text;
    if begun.starts_with("::") {
        let spaces = text.len() - begun.len();
        push_visible(&mut out, &text[..spaces]);
        out.push_str("\\u{3a}");
        rest = &begun[1..];
    }
    push_visible(&mut out, rest);
    out
}

fn push_visible(out: &mut String, text: &str) {
    for c in text.chars() {
        if is_hidden(c) {
            out.extend(c.escape_default());
        } else if c == '[' && out.ends_with("##") {
            out.push_str("\\u{5b}");
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_hidden_is_seen_by_its_code() {
        for c in "\u{0}\u{1b}\r\t\n\u{7f}\u{85}\u{9b}\u{ad}\u{200b}\u{200d}\u{2028}\u{202e}\u{2066}\u{feff}\u{e0041}".chars() {
            let shown = visible(&format!("a{c}b"));
            assert!(shown.is_ascii() && shown.len() > 3, "{shown}");
        }
        assert_eq!(visible("é 漢 ❤\u{fe0f}"), "é 漢 ❤\u{fe0f}");
    }
}
