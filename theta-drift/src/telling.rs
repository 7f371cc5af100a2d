//! Texts as they are compared: word by word, without the punctuation around them.

use super::negation::{negations, opposes};
use std::collections::HashMap;

/// Returns the words of a text. Punctuation at their ends is left out; signs of a number stay. `30-60` is two words, and so
/// is a full stop that lost its blank: `done.500`. Stops and quotes of scripts without spaces part words as blanks do.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(is_between_words).flat_map(parts);
    pieces.map(bare).filter(|word| !word.is_empty())
}

fn parts(piece: &str) -> impl Iterator<Item = &str> {
    let bytes = piece.as_bytes();
    let is_between = move |&(at, sign): &(usize, &str)| {
        let before = at
            .checked_sub(1)
            .and_then(|at| bytes.get(at))
            .copied()
            .unwrap_or_default();
        let after = bytes.get(at + 1).copied().unwrap_or_default();
        match sign {
            "-" => before.is_ascii_digit() && after.is_ascii_digit(),
            _ => {
                before.is_ascii_lowercase()
                    && (after.is_ascii_digit() || after.is_ascii_uppercase())
            }
        }
    };
    let signs = piece
        .match_indices(['-', '.'])
        .filter(is_between)
        .map(|(at, _)| at);
    let ends: Vec<usize> = signs.chain([piece.len()]).collect();
    ends.into_iter().scan(0, |start, end| {
        let word = &piece[*start..end];
        *start = end + 1;
        Some(word)
    })
}

fn is_between_words(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '、' | '。'
                | '，'
                | '；'
                | '！'
                | '？'
                | '「'
                | '」'
                | '『'
                | '』'
                | '《'
                | '》'
                | '【'
                | '】'
        )
}

fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '`'
            | '('
            | ')'
            | '['
            | ']'
            | '{'
            | '}'
            | ','
            | '.'
            | ';'
            | ':'
            | '!'
            | '?'
            | '-'
            | '|'
            | '\u{b7}'
            | '\u{2022}'
            | '\u{bf}'
            | '\u{a1}'
            | '،'
            | '؛'
            | '؟'
            | '।'
    )
}

fn bare(piece: &str) -> &str {
    let is_sign = |at: usize| {
        let rest = &piece[at..];
        rest.strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(char::is_numeric))
            || rest
                .strip_prefix('.')
                .is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
    };
    let start = piece
        .char_indices()
        .find(|&(at, c)| !is_punctuation(c) || is_sign(at));
    start.map_or("", |(start, _)| {
        piece[start..].trim_end_matches(is_punctuation)
    })
}

/// Whether two texts differ in more than their wording: a digit, a name in the way of programs or of the contract came or
/// went, or a negation or another word that turns a sentence around.
pub(crate) fn means(old: &[&str], new: &[&str], is_name: &impl Fn(&str) -> bool) -> bool {
    let differing = differing(old, new);
    let is_alone = old.len().max(new.len()) < 2;
    differing
        .iter()
        .any(|word| is_meant(word, is_name) || !is_alone && turns(word))
        || negations(old) != negations(new)
        || opposes(old, new)
}

/// The same for a program, whose own names say nothing of the API.
pub(crate) fn means_in_code(old: &[&str], new: &[&str], is_name: &impl Fn(&str) -> bool) -> bool {
    let is_part = |c: char| !c.is_alphanumeric() && c != '_' && c != '-';
    let mut differing = differing(old, new).into_iter();
    differing
        .any(|word| word.contains(|c: char| c.is_numeric()) || word.split(is_part).any(is_name))
}

/// Whether a word means something wherever it stands.
pub(crate) fn is_meant(word: &str, is_name: &impl Fn(&str) -> bool) -> bool {
    let is_compound = |c: char| word.trim_end_matches(c).contains(c);
    let hump = || {
        word.chars()
            .zip(word.chars().skip(1))
            .any(|(a, b)| a.is_lowercase() && b.is_uppercase())
    };
    word.contains(|c: char| c.is_numeric())
        || word.contains(['%', '<', '>', '\u{2264}', '\u{2265}', '/'])
        || is_compound('_')
        || is_compound('.')
        || hump()
        || UNITS.contains(&word)
        || METHODS.contains(&word)
        || is_name(word)
}

/// Units whose letters are all large; others have a hump.
const UNITS: &[&str] = &["KB", "MB", "GB", "TB"];

const METHODS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Words that are the whole difference where they stand.
const TURNS: &[&str] = &[
    "yes", "true", "false", "only", "must", "required", "optional", "unless", "except",
];

fn turns(word: &str) -> bool {
    TURNS.contains(&&*word.to_lowercase())
}

/// The words in which two texts differ: those that only one of them has, or, if both have the same ones, all between
/// their common beginning and their common end.
pub(crate) fn differing<'t>(old: &[&'t str], new: &[&'t str]) -> Vec<&'t str> {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[start..], &new[start..]);
    let end = old.iter().rev().zip(new.iter().rev());
    let end = end.take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for word in old {
        *counts.entry(word).or_default() += 1;
    }
    for word in new {
        *counts.entry(word).or_default() -= 1;
    }
    let all = || old.iter().chain(new).copied();
    let only: Vec<&str> = all().filter(|word| counts[word] != 0).collect();
    if only.is_empty() {
        all().collect()
    } else {
        only
    }
}

/// How much two texts have in common, from 0 to 1: twice the number of common words by the number of all.
pub(crate) fn likeness(old: &[&str], new: &[&str]) -> f64 {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for word in old {
        *counts.entry(word).or_default() += 1;
    }
    let mut common = 0_u32;
    for word in new {
        if let Some(left @ 1..) = counts.get_mut(word) {
            *left -= 1;
            common += 1;
        }
    }
    let all = u32::try_from(old.len() + new.len()).unwrap_or(u32::MAX);
    if all == 0 {
        1.0
    } else {
        f64::from(2 * common) / f64::from(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_around_words_is_no_part_of_them() {
        let all = |text| words(text).collect::<Vec<_>>();
        assert_eq!(all("400 - \"Bad request\"."), all("400: Bad request"));
        assert_eq!(all("from -5 to (.5)"), ["from", "-5", "to", ".5"]);
        assert_eq!(all("wait 30-60 s"), ["wait", "30", "60", "s"]);
        assert_eq!(all("key.name, 1,000/min - !"), ["key.name", "1,000/min"]);
        assert_eq!(all("等待，然后「重试」。"), ["等待", "然后", "重试"]);
        assert_eq!(all("¿Cómo? ¡No! لا، حسنًا؟"), ["Cómo", "No", "لا", "حسنًا"]);
    }

    #[test]
    fn a_digit_a_code_a_name_and_a_negation_are_more_than_words() {
        let is_name = |word: &str| word == "voice";
        let means = |old: &str, new: &str| {
            means(
                &words(old).collect::<Vec<_>>(),
                &words(new).collect::<Vec<_>>(),
                &is_name,
            )
        };
        for (old, new, expected) in [
            (
                "it is worded so",
                "it is worded otherwise, a well-known way",
                false,
            ),
            ("it takes a while", "it takes 40 s", true),
            ("a code", "a code invalid_key", true),
            ("the limit", "the rateLimit", true),
            ("at its path", "at /v1", true),
            ("a sound", "a voice", true),
            ("files in .wav", "files in .wav, .flac", true),
            ("it is sent", "it is not sent", true),
            ("it is not decodable", "it cannot be decoded", false),
            ("optional, a name", "required, a name", true),
            ("by GET", "by PUT", true),
            ("", "Yes", false),
        ] {
            assert_eq!(means(old, new), expected, "{old} → {new}");
        }
    }

    #[test]
    fn a_unit_a_method_and_a_word_that_turns_are_more_than_words() {
        let held = [
            (UNITS, "KB MB GB TB"),
            (METHODS, "GET POST PUT PATCH DELETE HEAD OPTIONS"),
            (
                TURNS,
                "yes true false only must required optional unless except",
            ),
        ];
        for (table, entries) in held {
            assert!(table.iter().copied().eq(entries.split(' ')), "{table:?}");
            for entry in table {
                let (old, new) = (["this", "is", "it"], ["this", entry, "is", "it"]);
                assert!(means(&old, &new, &|_: &str| false), "{entry}");
                assert!(means(&new, &old, &|_: &str| false), "{entry}");
            }
        }
        assert!(
            ["kB", "KiB", "GiB"]
                .iter()
                .all(|unit| is_meant(unit, &|_: &str| false))
        );
        assert!(!means(&["Maybe"], &["Yes"], &|_: &str| false));
    }

    #[test]
    fn words_that_changed_places_differ() {
        assert_eq!(
            differing(&["5", "of", "10"], &["10", "of", "5"]),
            ["5", "of", "10", "10", "of", "5"]
        );
        assert_eq!(differing(&["a", "b", "c"], &["a", "d", "c"]), ["b", "d"]);
    }
}
