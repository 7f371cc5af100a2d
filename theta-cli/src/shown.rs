//! Texts of others on one line.

use std::borrow::Cow;
use std::fmt::Write as _;
use theta_spec::text::{self, is_unlike_others};

/// Returns the text as [`text::visible`] has it, cut to `limit` characters.
pub(crate) fn visible(text: &str, limit: usize) -> String {
    let (beginning, more) = cut(text, limit);
    text::visible(beginning) + &more
}

/// Returns the text with characters that look like another one, or like nothing, by their codes.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let like_nothing = is_unlike_others(c) || matches!(c, '\u{fe0e}' | '\u{fe0f}');
        if like_nothing && !c.is_control() {
            let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    text::visible(&shown)
}

/// Returns the text as [`shown`] has it, cut to `limit` characters.
pub(crate) fn clipped(text: &str, limit: usize) -> String {
    let (beginning, more) = cut(text, limit);
    shown(beginning) + &more
}

/// The first `limit` characters, and what says that there are more.
fn cut(text: &str, limit: usize) -> (&str, Cow<'static, str>) {
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return (text, Cow::Borrowed(""));
    };
    let length = text.chars().count();
    (&text[..end], format!("… ({length} characters)").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_and_direction_characters_are_shown_escaped() {
        assert_eq!(
            visible("a\u{1b}[31m\n\u{202e}é", 100),
            "a\\u{1b}[31m\\n\\u{202e}é"
        );
    }

    #[test]
    fn a_long_text_is_cut_and_says_how_long_it_was() {
        assert_eq!(visible("abcdef", 3), "abc… (6 characters)");
        assert_eq!(visible("abc", 3), "abc");
    }

    #[test]
    fn what_cannot_be_seen_is_shown_by_its_code() {
        assert_eq!(shown("a\u{a0}b\u{200b}\t"), "a⟨U+00A0⟩b⟨U+200B⟩\\t");
    }
}
