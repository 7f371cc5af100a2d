//! Two texts side by side, word by word, with what cannot be seen made visible.

use crate::output::Paint;
use similar::{Algorithm, ChangeTag, DiffTag, TextDiff, capture_diff_slices};
use std::fmt::Write as _;
use theta_spec::text::{is_unlike_others, visible};

/// One piece of two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Same(String),
    Removed(String),
    Added(String),
}

/// The pieces of two texts, word by word; `None` when they have too little in common for that to be read.
pub(super) fn pieces(old: &str, new: &str) -> Option<Vec<Piece>> {
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

/// What differs between the lines of two texts, as `diff -u` writes it; empty when nothing does.
pub(super) fn unified(old: (&str, &str), new: (&str, &str), paint: Paint) -> String {
    let diff = TextDiff::from_lines(old.1, new.1);
    let mut unified = diff.unified_diff();
    let mut out = String::new();
    for hunk in unified.context_radius(3).iter_hunks() {
        if out.is_empty() {
            let _ = writeln!(out, "{}", paint.strong(&format!("--- {}", shown(old.0))));
            let _ = writeln!(out, "{}", paint.strong(&format!("+++ {}", shown(new.0))));
        }
        let _ = writeln!(out, "{}", paint.faint(&hunk.header().to_string()));
        for change in hunk.iter_changes() {
            let line = change.value();
            let text = shown(line.strip_suffix('\n').unwrap_or(line));
            let _ = match change.tag() {
                ChangeTag::Delete => writeln!(out, "{}", paint.error(&format!("-{text}"))),
                ChangeTag::Insert => writeln!(out, "{}", paint.good(&format!("+{text}"))),
                ChangeTag::Equal => writeln!(out, " {text}"),
            };
            if change.missing_newline() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
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
    fn lines_that_differ_are_shown_with_those_around_them() {
        let shown = unified(
            ("a", "1\n2\n3\n4\n5\n"),
            ("b", "1\n2\n3\n4\n\u{1b}5"),
            crate::output::Paint::plain(),
        );
        assert_eq!(
            shown,
            "--- a\n+++ b\n@@ -2,4 +2,4 @@\n 2\n 3\n 4\n-5\n+\\u{1b}5\n\\ No newline at end of file\n"
        );
        assert_eq!(
            unified(("a", "1\n"), ("b", "1\n"), crate::output::Paint::plain()),
            ""
        );
    }

    #[test]
    fn what_cannot_be_seen_is_shown_by_its_code() {
        assert_eq!(shown("a\u{a0}b\u{200b}\t"), "a⟨U+00A0⟩b⟨U+200B⟩\\t");
        assert_eq!(changed(" x "), "·x·");
    }
}
