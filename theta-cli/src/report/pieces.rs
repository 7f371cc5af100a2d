//! Two texts side by side, word by word, with what cannot be seen made visible.

use crate::shown::shown;
use crate::styles::{ERROR, GOOD};
use anstyle::Style;
use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::borrow::Cow;

/// One piece of two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Same(String),
    Removed(String),
    Added(String),
}

/// The pieces of two texts, word by word; `None` when they have too little in common for that to be read.
pub(crate) fn pieces(old: &str, new: &str) -> Option<Vec<Piece>> {
    /// Longest text that is taken apart, in bytes.
    const LONGEST: usize = 8_000;
    /// Least share of both texts that must be the same.
    const ALIKE: (usize, usize) = (7, 10);
    if old.len().max(new.len()) > LONGEST {
        return None;
    }
    let (old_words, new_words) = (words(old), words(new));
    let mut runs: Vec<(String, String, bool)> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old_words, &new_words) {
        let (tag, before, after) = op.as_tag_tuple();
        let (before, after) = (old_words[before].concat(), new_words[after].concat());
        runs.push((before, after, tag == DiffTag::Equal));
    }
    // A space between two words that changed is no more the same than they are.
    for at in 1..runs.len().saturating_sub(1) {
        if !runs[at - 1].2 && !runs[at + 1].2 && runs[at].0.trim().is_empty() {
            runs[at].2 = false;
        }
    }
    let (mut out, mut common) = (Vec::new(), 0);
    for run in runs.chunk_by(|a, b| a.2 == b.2) {
        let before: String = run.iter().map(|(before, ..)| before.as_str()).collect();
        if run[0].2 {
            common += before.chars().count();
            out.push(Piece::Same(before));
            continue;
        }
        let after: String = run.iter().map(|(_, after, _)| after.as_str()).collect();
        if !before.is_empty() {
            out.push(Piece::Removed(before));
        }
        if !after.is_empty() {
            out.push(Piece::Added(after));
        }
    }
    let both = old.chars().count() + new.chars().count();
    (2 * common * ALIKE.1 >= both * ALIKE.0).then_some(out)
}

/// The words of a text, and one by one what stands between them. Scripts without spaces have a word in each character.
fn words(text: &str) -> Vec<&str> {
    let is_letter =
        |c: char| (c.is_alphanumeric() || c == '_') && !('\u{2e80}'..'\u{fb00}').contains(&c);
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if is_letter(first) {
            rest.find(|c| !is_letter(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, more) = rest.split_at(length);
        out.push(word);
        rest = more;
    }
    out
}

/// A piece that changed: its spaces are dots, since a space more or less is what a reader overlooks.
pub(crate) fn changed(text: &str) -> String {
    shown(text).replace(' ', "·")
}

/// Returns both texts for a terminal, each after its mark; where they are alike, what changed is marked in both.
/// Brackets do what colour does where there is none.
pub(crate) fn lines(old: &str, new: &str, coloured: bool) -> [String; 2] {
    let mark = |text: &str, [open, close]: [&str; 2], style: Style| {
        let text = changed(text);
        if coloured {
            format!("{style}{text}{style:#}")
        } else {
            format!("{open}{text}{close}")
        }
    };
    let (mut before, mut after) = (String::new(), String::new());
    match pieces(old, new).filter(|_| old != new) {
        None => (before, after) = (shown(old), shown(new)),
        Some(pieces) => {
            let last = pieces.len() - 1;
            for (at, piece) in pieces.iter().enumerate() {
                match piece {
                    Piece::Same(text) => {
                        let text = shown(&around(text, at > 0, at < last));
                        before += &text;
                        after += &text;
                    }
                    Piece::Removed(text) => before += &mark(text, ["[-", "-]"], ERROR),
                    Piece::Added(text) => after += &mark(text, ["{+", "+}"], GOOD),
                }
            }
        }
    }
    [
        format!("{ERROR}-{ERROR:#} {before}"),
        format!("{GOOD}+{GOOD:#} {after}"),
    ]
}

/// What is the same, without its middle if that is long: what stands next to a change on either side is kept.
fn around(text: &str, is_behind: bool, is_before: bool) -> Cow<'_, str> {
    /// Longest text that stays whole, and how much of each side is kept of a longer one, in characters.
    const LONGEST: usize = 160;
    const KEPT: usize = 50;
    let number = text.chars().count();
    if number <= LONGEST {
        return text.into();
    }
    let at = |at: usize| text.char_indices().nth(at).map_or(text.len(), |(at, _)| at);
    let head = &text[..at(KEPT)];
    let tail = &text[at(number - KEPT)..];
    match (is_behind, is_before) {
        (true, false) => format!("{head}…").into(),
        (false, true) => format!("…{tail}").into(),
        _ => format!("{head} … {tail}").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces as a terminal without colours shows them.
    fn marked(old: &str, new: &str) -> Option<String> {
        let pieces = pieces(old, new)?;
        let words = pieces.iter().map(|piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Removed(text) => format!("[-{text}-]"),
            Piece::Added(text) => format!("{{+{text}+}}"),
        });
        Some(words.collect())
    }

    #[test]
    fn what_changed_is_marked_by_word() {
        for (old, new, expected) in [
            (
                "Not all words are spoken.",
                "Not all words were spoken.",
                "Not all words [-are-]{+were+} spoken.",
            ),
            (
                "chart is required",
                "a chart is required",
                "{+a +}chart is required",
            ),
            (
                "gold_text is required in the options of the request",
                "gold_texts are required in the options of the request",
                "[-gold_text is-]{+gold_texts are+} required in the options of the request",
            ),
            (
                "The end of it.",
                "The end of it!",
                "The end of it[-.-]{+!+}",
            ),
            (
                "at most 60 seconds",
                "at most 90 seconds",
                "at most [-60-]{+90+} seconds",
            ),
            (
                "音声が長すぎる",
                "音声は長すぎる",
                "音声[-が-]{+は+}長すぎる",
            ),
        ] {
            assert_eq!(marked(old, new).as_deref(), Some(expected), "{old} → {new}");
        }
    }

    #[test]
    fn the_pieces_make_both_texts_again() {
        for (old, new) in [
            ("the  end of all of it", "the  end  of all of it"),
            ("one two three four", "one 2 three four"),
            ("https://a.example/v1/x", "https://b.example/v1/x"),
        ] {
            let pieces = pieces(old, new).unwrap_or_else(|| panic!("{old} → {new}"));
            let side = |of_old: bool| -> String {
                pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Same(text) => text.as_str(),
                        Piece::Removed(text) if of_old => text,
                        Piece::Added(text) if !of_old => text,
                        _ => "",
                    })
                    .collect()
            };
            assert_eq!((side(true), side(false)), (old.to_owned(), new.to_owned()));
        }
    }

    #[test]
    fn texts_with_little_in_common_are_not_taken_apart() {
        for (old, new) in [
            ("abc", "xyz"),
            ("gold_text is required", "reference_words are missing"),
            ("The key is wrong.", "The plan is over."),
        ] {
            assert_eq!(marked(old, new), None, "{old} → {new}");
        }
    }

    #[test]
    fn spaces_that_changed_are_seen() {
        assert_eq!(changed(" x "), "·x·");
    }
}
