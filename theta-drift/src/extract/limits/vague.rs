//! Quantities in words: `a few tens of MB or less`.

use super::{BOUNDED, Measure, around, unit};
use crate::Limited;
use std::collections::BTreeMap;
use std::ops::Range;

/// Words that stand for a number, lower case, with the least and the most that they are used for. Longer ones first.
const WORDS: &[(&str, u64, u64)] = &[
    ("a few thousand", 2_000, 10_000),
    ("several thousand", 2_000, 10_000),
    ("a couple of hundred", 200, 300),
    ("a few hundred", 200, 1_000),
    ("several hundred", 200, 1_000),
    ("a few dozen", 24, 100),
    ("several dozen", 24, 100),
    ("a few tens of", 20, 100),
    ("several tens of", 20, 100),
    ("thousands of", 1_000, 10_000),
    ("hundreds of", 100, 1_000),
    ("dozens of", 12, 100),
    ("tens of", 10, 100),
    ("a handful of", 2, 10),
    ("a couple of", 2, 3),
    ("a few", 2, 10),
    ("several", 2, 10),
];

/// Words right before a quantity that make it a bound, lower case.
const BEFORE: &[&str] = &[
    "at most",
    "below",
    "less than",
    "limited to",
    "max",
    "maximum",
    "no larger than",
    "no longer than",
    "no more than",
    "not exceed",
    "under",
    "up to",
    "within",
];

/// Words right behind a quantity that make it a bound, lower case.
const BEHIND: &[&str] = &[
    "at most",
    "max",
    "or fewer",
    "or less",
    "or shorter",
    "or smaller",
];

/// What a time is the length of when it is said in words. `The clip takes a few seconds` is no limit.
const LENGTHS: &[&str] = &["duration", "length", "timeout"];

/// A quantity in words that bounds something.
pub(super) struct Vague {
    pub(super) range: Range<usize>,
    pub(super) of: Limited,
    pub(super) least: u64,
    pub(super) most: u64,
}

/// The bounds in words of a text. `label` is what the row of a table says of them, lower case.
pub(super) fn bounds(text: &str, label: &str) -> Vec<Vague> {
    let lower = text.to_ascii_lowercase();
    let mut found: BTreeMap<usize, Vague> = BTreeMap::new();
    for (words, least, most) in WORDS {
        for (start, _) in lower.match_indices(words) {
            let end = start + words.len();
            let whole = !lower[..start].ends_with(|c: char| c.is_alphanumeric());
            let inside = found
                .range(..=start)
                .next_back()
                .is_some_and(|(_, one)| start < one.range.end);
            if let (true, false, Some((measure, factor, length))) =
                (whole, inside, unit(&lower[end..]))
                && is_bound(&lower[..start], &lower[end + length..])
                && let Some(of) = bounded(measure, &lower, &(start..end + length), label)
            {
                let vague = Vague {
                    range: start..end + length,
                    of,
                    least: least * factor,
                    most: most * factor,
                };
                found.insert(start, vague);
            }
        }
    }
    found.into_values().collect()
}

fn is_bound(before: &str, behind: &str) -> bool {
    let behind = behind.trim_start();
    BEFORE.iter().any(|word| {
        before
            .trim_end()
            .strip_suffix(word)
            .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    }) || BEHIND.iter().any(|word| {
        behind
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

fn bounded(measure: Measure, text: &str, range: &Range<usize>, label: &str) -> Option<Limited> {
    let (before, behind) = around(text, range);
    match measure {
        Measure::Size => Some(Limited::Size),
        Measure::Characters => Some(Limited::Characters),
        Measure::Time => BOUNDED
            .iter()
            .filter(|(word, ..)| LENGTHS.contains(word))
            .find(|(word, ..)| {
                [label, &before, &behind]
                    .iter()
                    .any(|text| text.contains(word))
            })
            .map(|(.., of)| *of),
        Measure::Rate | Measure::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_numbers_bound_something_only_beside_a_word_that_says_so() {
        for (text, label, expected) in [
            (
                "Keep it modest (a few tens of MB or less).",
                "file size",
                Some((Limited::Size, 20_000_000, 100_000_000)),
            ),
            (
                "up to several hundred kB",
                "",
                Some((Limited::Size, 200_000, 1_000_000)),
            ),
            (
                "Up to a few minutes",
                "audio length",
                Some((Limited::Duration, 120_000, 600_000)),
            ),
            (
                "Large files of a few tens of MB are split.",
                "file size",
                None,
            ),
            ("The clip takes up to a few seconds.", "", None),
            ("up to a few files", "", None),
            ("up to a few requests per minute", "", None),
        ] {
            let found = bounds(text, label);
            let found: Vec<_> = found
                .iter()
                .map(|one| (one.of, one.least, one.most))
                .collect();
            assert_eq!(found, Vec::from_iter(expected), "{text}");
        }
    }
}
