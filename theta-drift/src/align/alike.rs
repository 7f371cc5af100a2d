//! How alike two texts are.

use theta_spec::template::{Piece, Template};

/// Stands for a hole in a key; no page prints it.
const HOLE: char = '\u{1}';

/// The text without what pages lose on their way: quotes and dashes are plain, backticks and invisible characters
/// gone, runs of white space one space.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        let c = match c {
            '`' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => {
                continue;
            }
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' => '"',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        };
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push(' ');
            gap = false;
        }
        if c == '\u{2026}' {
            out.push_str("...");
        } else {
            out.push(c);
        }
    }
    out
}

/// The plain text without case and without what ends a sentence: what two spellings of one text have in common.
pub(super) fn canonical(text: &str) -> String {
    let plain = plain(text).to_lowercase().replace(['"', '\''], "");
    plain.trim_end_matches(['.', '!', ' ']).to_owned()
}

/// A name without case, separators and punctuation: `PAYMENT_REQUIRED` and `Payment Required` are one.
pub(super) fn name(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A template with its holes unnamed. A tail at the end is a hole like any other.
pub(super) fn shape(template: &Template) -> String {
    let mut out = String::new();
    for piece in template.pieces() {
        match piece {
            Piece::Literal(text) => out.push_str(text),
            Piece::Capture(_) | Piece::Tail => out.push(HOLE),
        }
    }
    out
}

/// How alike two texts are, from 0 to 1: by characters, or by characters and words, whichever is more.
///
/// Words that were moved about leave a text more alike than its characters say.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let edits = strsim::normalized_levenshtein(a, b);
    edits.max(f64::midpoint(edits, dice(a, b)))
}

/// The share of characters that two texts have in common, wherever they stand: a quick look before the slow one.
pub(super) fn shared(a: &Profile, b: &Profile) -> f64 {
    let longer = a.len.max(b.len);
    if longer == 0 {
        return 1.0;
    }
    let shared: u32 = a.counts.iter().zip(&b.counts).map(|(x, y)| *x.min(y)).sum();
    f64::from(shared) / f64::from(longer)
}

/// How often which characters occur.
pub(super) struct Profile {
    counts: [u32; 64],
    len: u32,
}

impl Profile {
    pub(super) fn of(text: &str) -> Self {
        let mut profile = Self {
            counts: [0; 64],
            len: 0,
        };
        for c in text.chars() {
            // Characters that share a bucket only make the bound looser.
            profile.counts[(u32::from(c) % 64) as usize] += 1;
            profile.len += 1;
        }
        profile
    }
}

/// Dice coefficient of the words, each as often as it occurs.
fn dice(a: &str, b: &str) -> f64 {
    let words = |text: &str| {
        let mut words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric() && c != '_' && c != HOLE)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        words.sort_unstable();
        words
    };
    let (a, b) = (words(a), words(b));
    let (mut x, mut y, mut shared) = (0, 0, 0_u32);
    while x < a.len() && y < b.len() {
        match a[x].cmp(&b[y]) {
            std::cmp::Ordering::Less => x += 1,
            std::cmp::Ordering::Greater => y += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                x += 1;
                y += 1;
            }
        }
    }
    let all = u32::try_from(a.len() + b.len()).unwrap_or(u32::MAX);
    if all == 0 {
        return 1.0;
    }
    f64::from(2 * shared) / f64::from(all)
}
