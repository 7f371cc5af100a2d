//! Numbers with units, and what they bound.

mod vague;

use super::Reader;
use crate::blocks::Rich;
use crate::{Bound, Limited, Quantity, Scope, Statement, Surety};
use std::ops::Range;

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// Bytes.
    Size,
    /// Milliseconds.
    Time,
    /// Characters.
    Characters,
    /// Requests per minute.
    Rate,
    /// Something that bounds nothing here.
    Other,
}

/// Units, lower case, with what one of them is in the base of its measure.
const UNITS: &[(&str, Measure, u64)] = &[
    ("b", Measure::Size, 1),
    ("byte", Measure::Size, 1),
    ("bytes", Measure::Size, 1),
    ("kb", Measure::Size, 1_000),
    ("kib", Measure::Size, 1 << 10),
    ("kilobytes", Measure::Size, 1_000),
    ("mb", Measure::Size, 1_000_000),
    ("megabyte", Measure::Size, 1_000_000),
    ("megabytes", Measure::Size, 1_000_000),
    ("mib", Measure::Size, 1 << 20),
    ("gb", Measure::Size, 1_000_000_000),
    ("gib", Measure::Size, 1 << 30),
    ("gigabytes", Measure::Size, 1_000_000_000),
    ("ms", Measure::Time, 1),
    ("millisecond", Measure::Time, 1),
    ("milliseconds", Measure::Time, 1),
    ("s", Measure::Time, 1_000),
    ("sec", Measure::Time, 1_000),
    ("secs", Measure::Time, 1_000),
    ("second", Measure::Time, 1_000),
    ("seconds", Measure::Time, 1_000),
    ("min", Measure::Time, 60_000),
    ("mins", Measure::Time, 60_000),
    ("minute", Measure::Time, 60_000),
    ("minutes", Measure::Time, 60_000),
    ("h", Measure::Time, 3_600_000),
    ("hour", Measure::Time, 3_600_000),
    ("hours", Measure::Time, 3_600_000),
    ("char", Measure::Characters, 1),
    ("chars", Measure::Characters, 1),
    ("character", Measure::Characters, 1),
    ("characters", Measure::Characters, 1),
    ("rpm", Measure::Rate, 1),
    ("req/min", Measure::Rate, 1),
    ("requests/min", Measure::Rate, 1),
    ("requests/minute", Measure::Rate, 1),
    ("requests", Measure::Other, 1),
    ("bit", Measure::Other, 1),
    ("day", Measure::Other, 1),
    ("days", Measure::Other, 1),
    ("hz", Measure::Other, 1),
    ("khz", Measure::Other, 1),
    ("kbps", Measure::Other, 1),
    ("retries", Measure::Other, 1),
    ("times", Measure::Other, 1),
    ("tokens", Measure::Other, 1),
    ("%", Measure::Other, 1),
];

/// What the words around a number say that it bounds, lower case.
const BOUNDED: &[(&str, Measure, Limited)] = &[
    ("timeout", Measure::Time, Limited::Timeout),
    ("timed out", Measure::Time, Limited::Timeout),
    ("audio", Measure::Time, Limited::Duration),
    ("clip", Measure::Time, Limited::Duration),
    ("duration", Measure::Time, Limited::Duration),
    ("length", Measure::Time, Limited::Duration),
    ("recording", Measure::Time, Limited::Duration),
];

/// Words that say which way a number bounds, lower case, and whether they have to stand right before it.
const BOUNDS: &[(&str, Bound)] = &[
    ("at least", Bound::Min),
    ("minimum", Bound::Min),
    ("no less than", Bound::Min),
    ("about", Bound::Advice),
    ("approximately", Bound::Advice),
    ("around", Bound::Advice),
    ("recommended", Bound::Advice),
    ("typically", Bound::Advice),
    ("at most", Bound::Max),
    ("cannot exceed", Bound::Max),
    ("exceed", Bound::Max),
    ("larger than", Bound::Max),
    ("less than", Bound::Max),
    ("limit", Bound::Max),
    ("longer than", Bound::Max),
    ("max", Bound::Max),
    ("more than", Bound::Max),
    ("or less", Bound::Max),
    ("timeout", Bound::Max),
    ("under", Bound::Max),
    ("up to", Bound::Max),
    ("within", Bound::Max),
];

/// A number with a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) range: Range<usize>,
    pub(crate) measure: Measure,
    pub(crate) amount: u64,
}

/// The numbers with units of a text, in order.
pub(crate) fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let free = text[..at].chars().next_back().is_none_or(|c| {
            !c.is_alphanumeric() && !matches!(c, '_' | '.' | '/' | '$' | '€' | '£')
        });
        let (value, length) = number(&text[at..]);
        let start = at;
        at += length;
        let Some((measure, factor, unit)) = unit(&text[at..]) else {
            continue;
        };
        let amount = scaled(&value, factor);
        if let (true, Some(amount)) = (free, amount) {
            found.push(Number {
                range: start..at + unit,
                measure,
                amount,
            });
            at += unit;
        }
    }
    found
}

/// The digits of the number with which a text begins, a decimal point kept, and its length.
fn number(text: &str) -> (String, usize) {
    let bytes = text.as_bytes();
    let mut value = String::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let digit_next = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        match byte {
            b'0'..=b'9' => value.push(byte as char),
            b',' if digit_next => {}
            b'.' if digit_next && !value.contains('.') => value.push('.'),
            _ => break,
        }
        at += 1;
    }
    (value, at)
}

/// The number in the base of its measure, rounded down; `None` when it is too large.
fn scaled(value: &str, factor: u64) -> Option<u64> {
    let (whole, part) = value.split_once('.').unwrap_or((value, ""));
    let part = &part[..part.len().min(9)];
    let whole = whole.parse::<u64>().ok()?.checked_mul(factor)?;
    let (mut numerator, mut denominator) = (0_u64, 1_u64);
    for digit in part.bytes() {
        numerator = numerator * 10 + u64::from(digit - b'0');
        denominator *= 10;
    }
    whole.checked_add(numerator.checked_mul(factor)? / denominator)
}

/// The unit with which a text begins: what it measures, its factor, its length with the blank before it.
fn unit(text: &str) -> Option<(Measure, u64, usize)> {
    let rest = text.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    let rest = if text.len() - rest.len() <= 2 {
        rest.strip_prefix('-')
            .filter(|_| rest.len() == text.len())
            .unwrap_or(rest)
    } else {
        return None;
    };
    let blank = text.len() - rest.len();
    let long = [
        "requests per minute",
        "requests / minute",
        "requests a minute",
        "calls per minute",
    ]
    .iter()
    .find(|unit| {
        rest.get(..unit.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(unit))
    });
    if let Some(unit) = long {
        return Some((Measure::Rate, 1, blank + unit.len()));
    }
    let length = rest
        .char_indices()
        .find(|(_, c)| !(c.is_ascii_alphabetic() || matches!(c, '/' | '%')))
        .map_or(rest.len(), |(at, _)| at);
    let word = rest[..length].trim_end_matches('/').to_ascii_lowercase();
    UNITS
        .iter()
        .find(|(name, ..)| *name == word)
        .map(|(_, measure, factor)| (*measure, *factor, blank + word.len()))
}

/// How far around a number its words are looked for, in bytes.
const NEAR: usize = 70;

/// Adds the limits that a text states. `named` is what the row of a table says of them; then a number alone is a limit.
pub(super) fn read(
    reader: &mut Reader<'_>,
    text: &Rich,
    named: Option<&str>,
    scope: &Scope,
    surety: Surety,
) {
    let all = text.text();
    in_words(reader, text, named, scope);
    if !all.bytes().any(|byte| byte.is_ascii_digit()) {
        return;
    }
    comparisons(reader, text, scope);
    bare(reader, text, scope);
    let named = named.map(str::to_lowercase);
    for number in numbers(all) {
        let (before, after) = around(all, &number.range);
        let near = format!("{} {before} {after}", named.as_deref().unwrap_or_default());
        let of = match number.measure {
            Measure::Size => Some(Limited::Size),
            Measure::Characters => Some(Limited::Characters),
            Measure::Rate => Some(Limited::Rpm),
            Measure::Time => BOUNDED
                .iter()
                .find(|(word, ..)| near.contains(word))
                .map(|(.., of)| *of),
            Measure::Other => None,
        };
        let close_after: String = after.chars().take(12).collect();
        let bound = bound(&before, &close_after).or(named.as_ref().map(|_| Bound::Max));
        let (Some(of), Some(bound)) = (of, bound) else {
            continue;
        };
        if compared(&before) {
            continue;
        }
        let right_before = before.trim_end().ends_with("at most")
            || before.trim_end().ends_with("up to")
            || before.trim_end().ends_with("max");
        let surety = if named.is_some() || right_before {
            surety
        } else {
            Surety::Guessed
        };
        reader.add(
            Statement::Limit {
                of,
                quantity: Quantity {
                    raw: all[number.range.clone()].to_owned(),
                    amount: number.amount,
                    most: None,
                },
                bound,
            },
            text.span(number.range),
            scope,
            surety,
        );
    }
}

/// How many facts back the other reading of a cell is looked for.
const LATEST: usize = 32;

/// Adds `a few tens of MB or less`: advice, and never a reason to change a contract.
fn in_words(reader: &mut Reader<'_>, text: &Rich, named: Option<&str>, scope: &Scope) {
    let all = text.text();
    for found in vague::bounds(all, &named.unwrap_or_default().to_lowercase()) {
        let span = text.span(found.range.clone());
        // A cell is read as what its row names and as prose.
        let mut latest = reader.facts.iter().rev().take(LATEST);
        if latest.any(|fact| fact.place.page == reader.page && fact.place.span == span) {
            continue;
        }
        let quantity = Quantity {
            raw: all[found.range].to_owned(),
            amount: found.least,
            most: Some(found.most),
        };
        let statement = Statement::Limit {
            of: found.of,
            quantity,
            bound: Bound::Advice,
        };
        reader.add(statement, span, scope, Surety::Guessed);
    }
}

/// The words before and after a place in the same sentence, lower case.
fn around(text: &str, range: &Range<usize>) -> (String, String) {
    let mut start = range.start.saturating_sub(NEAR);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut end = (range.end + NEAR).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[start..range.start];
    let before = &before[before.rfind(". ").map_or(0, |at| at + 2)..];
    let after = &text[range.end..end];
    let after = &after[..after.find(". ").unwrap_or(after.len())];
    (before.to_lowercase(), after.to_lowercase())
}

fn bound(before: &str, after: &str) -> Option<Bound> {
    let last = BOUNDS
        .iter()
        .filter_map(|(word, bound)| {
            // `no less than` is no `less than`.
            let end = before.rfind(word)? + word.len();
            Some((end, word.len(), *bound))
        })
        .max_by_key(|(end, length, _)| (*end, *length))
        .map(|(.., bound)| bound);
    last.or_else(|| {
        BOUNDS
            .iter()
            .find(|(word, _)| after.contains(word))
            .map(|(_, bound)| *bound)
    })
}

/// Signs of comparisons.
const SIGNS: &[(&str, Bound)] = &[
    ("<=", Bound::Max),
    ("≤", Bound::Max),
    ("⩽", Bound::Max),
    ("<", Bound::Max),
    (">=", Bound::Min),
    ("≥", Bound::Min),
    ("⩾", Bound::Min),
    (">", Bound::Min),
];

fn compared(before: &str) -> bool {
    let before = before.trim_end();
    SIGNS.iter().any(|(sign, _)| before.ends_with(sign))
}

/// Adds `duration_sec ≤ 300` and `file_size <= 25 MB`.
fn comparisons(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let mut at = 0;
    while let Some(found) = all[at..]
        .find(['<', '>', '≤', '≥', '⩽', '⩾'])
        .map(|offset| at + offset)
    {
        let Some((sign, bound)) = SIGNS
            .iter()
            .find(|(sign, _)| all[found..].starts_with(sign))
        else {
            break;
        };
        at = found + sign.len();
        let left = all[..found].trim_end();
        let name_start = left
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'))
            .map_or(0, |at| {
                at + left[at..].chars().next().map_or(1, char::len_utf8)
            });
        let name = left[name_start..].to_lowercase();
        let right = all[at..].trim_start();
        let start = all.len() - right.len();
        let (value, length) = number(right);
        if name.is_empty() || value.is_empty() {
            continue;
        }
        let unit = unit(&right[length..]);
        let Some((of, factor)) =
            compared_of(&name, unit.map(|(measure, factor, _)| (measure, factor)))
        else {
            continue;
        };
        let Some(amount) = scaled(&value, factor) else {
            continue;
        };
        let end = start + length + unit.map_or(0, |(.., length)| length);
        reader.add(
            Statement::Limit {
                of,
                quantity: Quantity {
                    raw: all[start..end].to_owned(),
                    amount,
                    most: None,
                },
                bound: *bound,
            },
            text.span(start..end),
            scope,
            Surety::Plain,
        );
    }
}

/// What a name compared with a number bounds, and the factor of a number without a unit.
fn compared_of(name: &str, unit: Option<(Measure, u64)>) -> Option<(Limited, u64)> {
    let any = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let seconds = if name.ends_with("ms") { 1 } else { 1_000 };
    match unit {
        Some((Measure::Size, factor)) => Some((Limited::Size, factor)),
        Some((Measure::Characters, factor)) => Some((Limited::Characters, factor)),
        Some((Measure::Rate, factor)) => Some((Limited::Rpm, factor)),
        Some((Measure::Time, factor)) if any(&["timeout"]) => Some((Limited::Timeout, factor)),
        Some((Measure::Time, factor)) => Some((Limited::Duration, factor)),
        None if any(&["timeout"]) => Some((Limited::Timeout, seconds)),
        None if any(&["duration", "seconds", "_sec", "length_s"]) => {
            Some((Limited::Duration, seconds))
        }
        None if any(&["_mb", "megabytes"]) => Some((Limited::Size, 1_000_000)),
        None if any(&["size", "bytes"]) => Some((Limited::Size, 1)),
        None if any(&["chars", "characters"]) => Some((Limited::Characters, 1)),
        None if any(&["rpm"]) => Some((Limited::Rpm, 1)),
        None | Some((Measure::Other, _)) => None,
    }
}

/// What a row of that name bounds with a number without a unit, and the factor of the number.
pub(super) fn of_label(label: &str) -> Option<(Limited, u64)> {
    let spaced = label.replace([' ', '(', ')'], "_");
    let seconds = if spaced.contains("_ms") { 1 } else { 1_000 };
    let any = |words: &[&str]| words.iter().any(|word| label.contains(word));
    if any(&["timeout"]) {
        Some((Limited::Timeout, seconds))
    } else if any(&["duration", "seconds", "audio length"]) {
        Some((Limited::Duration, seconds))
    } else if any(&["requests per minute", "rpm"]) {
        Some((Limited::Rpm, 1))
    } else if any(&["character"]) {
        Some((Limited::Characters, 1))
    } else if any(&["(mb)", "megabytes"]) {
        Some((Limited::Size, 1_000_000))
    } else if any(&["bytes"]) {
        Some((Limited::Size, 1))
    } else {
        None
    }
}

/// Numbers without a unit behind words that name one: `character limit of 2000`, `RPM) (max 100`.
const BARE: &[(&str, &str, Limited)] = &[
    ("character limit of ", "", Limited::Characters),
    ("max ", "rpm", Limited::Rpm),
    ("maximum ", "rpm", Limited::Rpm),
    ("up to ", "rpm", Limited::Rpm),
    ("limit of ", "rpm", Limited::Rpm),
];

fn bare(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let lower = all.to_ascii_lowercase();
    for (word, needs, of) in BARE {
        for (found, _) in lower.match_indices(word) {
            let start = found + word.len();
            let (value, length) = number(&all[start..]);
            let end = start + length;
            let (before, _) = around(all, &(start..end));
            if value.is_empty() || unit(&all[end..]).is_some() || !before.contains(needs) {
                continue;
            }
            let Some(amount) = scaled(&value, 1) else {
                continue;
            };
            reader.add(
                Statement::Limit {
                    of: *of,
                    quantity: Quantity {
                        raw: all[start..end].to_owned(),
                        amount,
                        most: None,
                    },
                    bound: Bound::Max,
                },
                text.span(start..end),
                scope,
                Surety::Guessed,
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_units() {
        for (text, expected) in [
            (
                "60 seconds, 25 MB and 2MB",
                vec![
                    ("60 seconds", 60_000),
                    ("25 MB", 25_000_000),
                    ("2MB", 2_000_000),
                ],
            ),
            ("1.5 MiB", vec![("1.5 MiB", 1_572_864)]),
            ("2,000 characters", vec![("2,000 characters", 2_000)]),
            ("16-bit at 16 kHz", vec![("16-bit", 16), ("16 kHz", 16)]),
            (
                "100 requests per minute",
                vec![("100 requests per minute", 100)],
            ),
            ("HTTP/2 and v3 s", vec![]),
            ("12 apples, 9", vec![]),
            ("99999999999999999999 GB", vec![]),
        ] {
            let found: Vec<(&str, u64)> = numbers(text)
                .into_iter()
                .map(|number| (&text[number.range], number.amount))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
