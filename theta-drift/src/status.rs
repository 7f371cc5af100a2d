//! Statuses as pages write them.

use super::cut::head;
use theta_spec::contract::Status;

/// A status in a text: its bytes and what it is.
pub(super) type Found = (std::ops::Range<usize>, Status);

/// The statuses in a text: three digits that stand alone, or a class such as `4xx`.
pub(super) fn all(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at + 3 <= bytes.len() {
        let begins = |byte: &u8| (b'1'..=b'5').contains(byte);
        match bytes[at..bytes.len() - 2].iter().position(begins) {
            Some(passed) => at += passed,
            None => break,
        }
        if let Some(status) = token(bytes, at)
            && stands_alone(text, at)
        {
            found.push((at..at + 3, status));
            at += 3;
        } else {
            at += 1;
        }
    }
    found
}

/// How much of a text its beginning is, in bytes.
const BEGINNING: usize = 160;

/// The statuses that a text begins with, behind at most three words without digits.
pub(super) fn leading(text: &str) -> Vec<Status> {
    let text = head(text, BEGINNING);
    let found = all(text);
    let Some((first, status)) = found.first() else {
        return Vec::new();
    };
    let before = &text[..first.start];
    if before.contains(|c: char| c.is_ascii_digit()) || before.split_whitespace().count() > 3 {
        return Vec::new();
    }
    let mut all = vec![*status];
    let mut end = first.end;
    for (bytes, status) in &found[1..] {
        let between = text[end..bytes.start].trim();
        if !(matches!(between, "," | "/" | "and" | ";" | "-" | "or" | "|" | "")
            || between == ", and")
        {
            break;
        }
        all.push(*status);
        end = bytes.end;
    }
    all
}

fn token(bytes: &[u8], at: usize) -> Option<Status> {
    let class = bytes[at]
        .checked_sub(b'0')
        .filter(|class| (1..=5).contains(class))?;
    match (bytes[at + 1], bytes[at + 2]) {
        (b'x' | b'X', b'x' | b'X') => Some(Status::Class(class)),
        (tens, ones) if tens.is_ascii_digit() && ones.is_ascii_digit() => {
            let number =
                u16::from(class) * 100 + u16::from(tens - b'0') * 10 + u16::from(ones - b'0');
            Some(Status::Exact(number))
        }
        _ => None,
    }
}

/// Whether what stands around three digits lets them be a status: no part of a longer number, name or amount.
fn stands_alone(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let after = &text[at + 3..];
    let mut back = before.chars().rev();
    let fits_before = match back.next() {
        Some('.' | ',' | '#' | '$' | '\u{20ac}') => false,
        // A list such as 401/403 and a key such as status:401, but no part of an address.
        Some('/' | ':') => back.next().is_none_or(|c| c != '/'),
        Some('-') => !back.next().is_some_and(char::is_alphanumeric),
        Some(' ') => {
            !back.next().is_some_and(|c| c.is_ascii_digit()) || {
                // "429 500" is a list, "1 000" a number.
                let word = before
                    .trim_end()
                    .rsplit(|c: char| !c.is_ascii_digit())
                    .next()
                    .unwrap_or_default();
                word.len() == 3
            }
        }
        Some(c) => !(c.is_alphanumeric() || c == '_'),
        None => true,
    };
    let mut forth = after.chars();
    let fits_after = match forth.next() {
        Some('%') => false,
        Some('.' | ',') => !forth.next().is_some_and(|c| c.is_ascii_digit()),
        Some('-') => !forth.next().is_some_and(char::is_alphanumeric),
        // "401Unauthorized", as text comes out of the cells of a table.
        Some(c) if c.is_uppercase() && at == 0 => {
            after == "OK"
                || after.starts_with("OK ")
                || forth.take(3).filter(|c| c.is_lowercase()).count() == 3
        }
        Some(c) => !(c.is_alphanumeric() || c == '_'),
        None => true,
    };
    fits_before && fits_after
}

/// Whether statuses that a page gives agree with those of a row.
pub(super) fn agree(row: &[Status], page: &[Status]) -> bool {
    row.iter().any(|one| {
        page.iter().any(|other| match (one, other) {
            (Status::Class(class), Status::Exact(status))
            | (Status::Exact(status), Status::Class(class)) => status / 100 == u16::from(*class),
            (Status::Default, _) => true,
            (one, other) => one == other,
        })
    })
}
