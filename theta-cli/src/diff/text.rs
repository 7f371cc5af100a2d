//! Two texts side by side, character by character, with what cannot be seen made visible.

use crate::output::Paint;
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::fmt::Write as _;
use theta_spec::text::{is_unlike_others, visible};

/// One piece of two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Same(String),
    Removed(String),
    Added(String),
}

/// The pieces of two texts; `None` when they have too little in common for that to be read.
pub(super) fn pieces(old: &str, new: &str) -> Option<Vec<Piece>> {
    /// Longest text that is compared by character.
    const LONGEST: usize = 2_000;
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    if old.len().max(new.len()) > LONGEST {
        return None;
    }
    let text = |chars: &[char]| chars.iter().collect::<String>();
    let (mut out, mut common) = (Vec::new(), 0);
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (tag, before, after) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            common += before.len();
            out.push(Piece::Same(text(&old[before])));
            continue;
        }
        if !before.is_empty() {
            out.push(Piece::Removed(text(&old[before])));
        }
        if !after.is_empty() {
            out.push(Piece::Added(text(&new[after])));
        }
    }
    (common * 2 >= old.len().max(new.len())).then_some(out)
}

/// A text on one line; characters that look like another one, or like nothing, by their code.
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
    visible(&shown)
}

/// A piece that changed: its spaces are dots, since a space more or less is what a reader overlooks.
pub(super) fn changed(text: &str) -> String {
    shown(text).replace(' ', "·")
}

/// Both texts for a terminal: one line when they are alike, two when they are not.
pub(crate) fn lines(old: &str, new: &str, paint: Paint) -> Vec<String> {
    let Some(pieces) = pieces(old, new).filter(|_| old != new) else {
        return vec![
            format!("{} {}", paint.error("-"), shown(old)),
            format!("{} {}", paint.good("+"), shown(new)),
        ];
    };
    let (mut before, mut after) = (String::new(), String::new());
    for piece in &pieces {
        match piece {
            Piece::Same(text) => {
                before.push_str(&shown(text));
                after.push_str(&shown(text));
            }
            Piece::Removed(text) => {
                before.push_str(&mark(text, "[-", "-]", |text| paint.error(text), paint));
            }
            Piece::Added(text) => {
                after.push_str(&mark(text, "{+", "+}", |text| paint.good(text), paint));
            }
        }
    }
    vec![
        format!("{} {before}", paint.error("-")),
        format!("{} {after}", paint.good("+")),
    ]
}

/// Brackets do what colour does where there is none.
fn mark(
    text: &str,
    open: &str,
    close: &str,
    colour: impl Fn(&str) -> String,
    paint: Paint,
) -> String {
    if paint.is_on() {
        colour(&changed(text))
    } else {
        format!("{open}{}{close}", changed(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_marked_by_character() {
        assert_eq!(
            pieces("Not all words are spoken.", "Not all words were spoken."),
            Some(vec![
                Piece::Same("Not all words ".to_owned()),
                Piece::Removed("a".to_owned()),
                Piece::Added("we".to_owned()),
                Piece::Same("re spoken.".to_owned()),
            ])
        );
    }

    #[test]
    fn texts_with_little_in_common_are_not_taken_apart() {
        assert_eq!(pieces("abc", "xyz"), None);
    }

    #[test]
    fn what_cannot_be_seen_is_shown_by_its_code() {
        assert_eq!(shown("a\u{a0}b\u{200b}\t"), "a⟨U+00A0⟩b⟨U+200B⟩\\t");
        assert_eq!(changed(" x "), "·x·");
    }
}
