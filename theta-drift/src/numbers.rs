//! Numbers that bound something: with their units, near the words that say what they bound.

use super::block::{Kind, Place};
use super::cut::head;
use super::fact::{Number, Unit};
use super::page::Page;
use super::verdict::{Reason, Verdict};
use super::words::split;

/// The numbers of a page with units.
pub(super) struct Numbers {
    all: Vec<Quantity>,
}

/// A number on a page.
struct Quantity {
    /// What it can be: a point may set off thousands or a fraction.
    amounts: Vec<f64>,
    measure: Measure,
    place: Place,
}

/// What a number is a number of, as far as the words behind it say.
#[derive(Clone, Copy, PartialEq)]
enum Measure {
    /// So many in so many seconds.
    Rate(f64),
    /// So many bytes each; by powers of 1000 and of 1024.
    Bytes(f64, f64),
    /// So many milliseconds each.
    Millis(f64),
    /// Anything.
    Bare,
}

/// Units of time with their milliseconds.
const TIMES: &[(&[&str], f64)] = &[
    (&["ms", "millisecond", "milliseconds"], 1.0),
    (&["s", "sec", "secs", "second", "seconds"], 1_000.0),
    (&["m", "min", "mins", "minute", "minutes"], 60_000.0),
    (&["h", "hr", "hrs", "hour", "hours"], 3_600_000.0),
    (&["d", "day", "days"], 86_400_000.0),
    (&["month", "months", "mo"], 2_592_000_000.0),
];

/// Words for a number of requests in a time, with its seconds.
const RATES: &[(&str, f64)] = &[
    ("rps", 1.0),
    ("qps", 1.0),
    ("rpm", 60.0),
    ("tpm", 60.0),
    ("rph", 3_600.0),
    ("rpd", 86_400.0),
];

/// Units of size with their exponents.
const SIZES: &[(&[&str], i32)] = &[
    (&["b", "byte", "bytes"], 0),
    (&["kb", "kib", "kilobyte", "kilobytes"], 1),
    (&["mb", "mib", "megabyte", "megabytes"], 2),
    (&["gb", "gib", "gigabyte", "gigabytes"], 3),
    (&["tb", "tib", "terabyte", "terabytes"], 4),
];

/// How much text behind a number is looked at for its unit, in bytes.
const UNIT: usize = 48;

/// How many numbers are compared with one of the contract.
const MAX_COMPARED: usize = 4_000;

impl Numbers {
    pub(super) fn of(page: &Page) -> Self {
        let mut all = Vec::new();
        for (at, block) in page.blocks.iter().enumerate() {
            if matches!(block.kind, Kind::Meta | Kind::Markup)
                || !block.text.bytes().any(|b| b.is_ascii_digit())
            {
                continue;
            }
            scan(at, &block.text, &mut all);
        }
        Self { all }
    }

    pub(super) fn verdict(&self, page: &Page, number: &Number) -> Verdict {
        let fits: Vec<&Quantity> = self
            .all
            .iter()
            .filter(|it| it.is(number))
            .take(MAX_COMPARED)
            .collect();
        if let Some(found) = fits.iter().find(|it| is_near(page, it.place, &number.near)) {
            return Verdict::Stated(found.place);
        }
        let others = self
            .all
            .iter()
            .filter(|it| it.measures(number.unit))
            .take(MAX_COMPARED);
        let mut others = others.filter(|it| is_near(page, it.place, &number.near));
        if let Some(other) = others.next() {
            return if number.near.is_empty() {
                Verdict::Missing {
                    nearest: Some(other.place.block),
                }
            } else {
                Verdict::Elsewhere {
                    at: other.place,
                    statuses: Vec::new(),
                }
            };
        }
        if fits.is_empty() {
            Verdict::Missing { nearest: None }
        } else {
            Verdict::Untold(Reason::Unnamed)
        }
    }
}

impl Quantity {
    #[allow(clippy::cast_precision_loss, reason = "limits are far below 2^53")]
    fn is(&self, number: &Number) -> bool {
        let wanted = number.amount as f64;
        let close = |value: f64| (value - wanted).abs() < 0.5;
        self.amounts
            .iter()
            .any(|&amount| match (number.unit, self.measure) {
                (Unit::Rate { seconds }, Measure::Rate(window)) => {
                    close(amount * seconds as f64 / window)
                }
                (Unit::Bytes, Measure::Bytes(decimal, binary)) => {
                    close(amount * decimal) || close(amount * binary)
                }
                (Unit::Millis, Measure::Millis(each)) => close(amount * each),
                (Unit::Rate { .. }, Measure::Bare)
                | (Unit::Count, Measure::Bare | Measure::Rate(_)) => close(amount),
                _ => false,
            })
    }

    fn measures(&self, unit: Unit) -> bool {
        matches!(
            (unit, self.measure),
            (Unit::Rate { .. }, Measure::Rate(_))
                | (Unit::Bytes, Measure::Bytes(..))
                | (Unit::Millis, Measure::Millis(_))
        )
    }
}

/// Whether all words stand around a place: in its text, its row, the header of its column, the headings and elements
/// around it.
fn is_near(page: &Page, place: Place, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let block = &page.blocks[place.block];
    let mut texts: Vec<&str> = vec![&block.text, page.header(block)];
    texts.extend(
        page.headings(place.block)
            .take(8)
            .map(|at| &*page.blocks[at].text),
    );
    if matches!(block.kind, Kind::Cell { .. } | Kind::Leaf { .. }) {
        let record = page.record(place.block);
        texts.extend(
            page.blocks[record]
                .iter()
                .take(64)
                .map(|block| &*block.text),
        );
    }
    for element in page.elements(place.block).take(8) {
        let attributes = page.elements[element].attributes.clone();
        texts.extend(
            page.blocks[attributes.start as usize..attributes.end as usize]
                .iter()
                .map(|block| &*block.text),
        );
    }
    words.iter().all(|word| {
        let mut all = texts.iter().flat_map(|text| split(text));
        all.any(|other| other.to_lowercase() == *word)
    })
}

fn scan(at: usize, text: &str, all: &mut Vec<Quantity>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(offset) = bytes[from..].iter().position(u8::is_ascii_digit) {
        let start = from + offset;
        let mut end = start;
        let mut groups: Vec<&str> = Vec::new();
        let mut marks = Vec::new();
        loop {
            let digits = bytes[end..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            groups.push(&text[end..end + digits]);
            end += digits;
            let next = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            let mark = bytes
                .get(end)
                .copied()
                .filter(|b| next && matches!(b, b',' | b'.' | b' ' | b'\'' | b'_'));
            let following = bytes[(end + 1).min(bytes.len())..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            match mark {
                Some(b' ') if following != 3 => break,
                Some(mark) if groups.len() < 6 => {
                    marks.push(mark);
                    end += 1;
                }
                _ => break,
            }
        }
        from = end.max(start + 1);
        let before = text[..start].chars().next_back();
        if before.is_some_and(|c| c.is_alphabetic() || c == '_') {
            continue;
        }
        let mut amounts = Vec::new();
        if groups[1..].iter().all(|group| group.len() == 3) {
            amounts.extend(groups.concat().parse::<f64>());
        }
        if groups.len() == 2 && matches!(marks[0], b'.' | b',') {
            amounts.extend(groups.join(".").parse::<f64>());
        }
        let mut rest = &text[end..];
        for (suffix, factor) in [("k", 1e3), ("K", 1e3), ("M", 1e6)] {
            if let Some(after) = rest.strip_prefix(suffix)
                && !after.starts_with(char::is_alphanumeric)
            {
                for amount in &mut amounts {
                    *amount *= factor;
                }
                rest = after;
            }
        }
        if rest.starts_with('%') || amounts.is_empty() {
            continue;
        }
        all.push(Quantity {
            amounts,
            measure: measure(rest),
            place: Place {
                block: at,
                start,
                end,
            },
        });
    }
}

/// What the words behind a number say that it is a number of.
fn measure(rest: &str) -> Measure {
    let lower = head(rest, UNIT).to_lowercase();
    let clause = lower.split(['.', ';', '(', '|']).next().unwrap_or_default();
    let time = |word: &str| {
        TIMES
            .iter()
            .find(|(names, _)| names.contains(&word))
            .map(|(_, millis)| *millis)
    };
    let first = split(clause).next().unwrap_or_default();
    if clause.trim_start_matches([' ', '-']).starts_with(first) {
        if let Some((_, exponent)) = SIZES.iter().find(|(names, _)| names.contains(&first)) {
            return Measure::Bytes(1000_f64.powi(*exponent), 1024_f64.powi(*exponent));
        }
        if let Some(millis) = time(first) {
            return Measure::Millis(millis);
        }
    }
    // "20 requests / 5 min": a time behind a slash or a word, and perhaps how many of it.
    let mut times = 1.0;
    for (index, word) in split(clause).enumerate() {
        if let Some((_, seconds)) = RATES.iter().find(|(name, _)| *name == word) {
            return Measure::Rate(*seconds);
        }
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let (number, name) = word.split_at(digits);
        let number = number.parse::<f64>().ok();
        let window = time(if name.is_empty() { word } else { name });
        if let Some(millis) = window.filter(|_| index > 0 || clause.trim_start().starts_with('/')) {
            return Measure::Rate(number.unwrap_or(times) * millis / 1_000.0);
        }
        match number {
            Some(number) if name.is_empty() && number > 0.0 => times = number,
            _ => times = 1.0,
        }
    }
    Measure::Bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_of_time_is_a_time_and_a_window() {
        let held = [
            ("ms millisecond milliseconds", 1.0),
            ("s sec secs second seconds", 1e3),
            ("m min mins minute minutes", 6e4),
            ("h hr hrs hour hours", 3.6e6),
            ("d day days", 8.64e7),
            ("month months mo", 2.592e9),
        ];
        for (names, millis) in held {
            for name in names.split(' ') {
                assert!(
                    measure(&format!(" {name}.")) == Measure::Millis(millis),
                    "{name}"
                );
                for window in [format!(" calls per {name}"), format!("/{name}")] {
                    assert!(measure(&window) == Measure::Rate(millis / 1e3), "{window}");
                }
            }
        }
        let table = TIMES
            .iter()
            .map(|(names, millis)| (names.join(" "), *millis));
        assert!(table.eq(held.map(|(names, millis)| (names.to_owned(), millis))));
        assert!(measure(" fortnights") == Measure::Bare);
    }

    #[test]
    fn each_word_for_a_rate_has_its_window() {
        let held = [
            ("rps", 1.0),
            ("qps", 1.0),
            ("rpm", 60.0),
            ("tpm", 60.0),
            ("rph", 3.6e3),
            ("rpd", 8.64e4),
        ];
        for (name, seconds) in held {
            assert!(
                measure(&format!(" {name}")) == Measure::Rate(seconds),
                "{name}"
            );
        }
        assert_eq!(held, RATES);
    }

    #[test]
    fn each_unit_of_size_has_its_powers() {
        let held = [
            ("b byte bytes", 0),
            ("kb kib kilobyte kilobytes", 1),
            ("mb mib megabyte megabytes", 2),
            ("gb gib gigabyte gigabytes", 3),
            ("tb tib terabyte terabytes", 4),
        ];
        for (names, exponent) in held {
            let bytes = Measure::Bytes(1000_f64.powi(exponent), 1024_f64.powi(exponent));
            for name in names.split(' ') {
                assert!(measure(&format!(" {name}")) == bytes, "{name}");
            }
        }
        let table = SIZES.iter().map(|(names, of)| (names.join(" "), *of));
        assert!(table.eq(held.map(|(names, of)| (names.to_owned(), of))));
    }
}
