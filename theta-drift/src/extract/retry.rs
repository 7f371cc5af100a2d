//! What pages say of trying again.

use super::{Reader, entry, status};
use crate::blocks::{Rich, is_blank, trim};
use crate::{Retried, Scope, Statement, Surety};
use std::collections::BTreeSet;
use std::ops::Range;
use theta_spec::contract::Status;

/// Beginnings of cells in a column about trying again, lower case.
const CELLS: &[(&str, Kind)] = &[
    ("after a person", Kind::AfterUser),
    ("after fixing", Kind::AfterUser),
    ("after the user", Kind::AfterUser),
    ("after topping", Kind::AfterUser),
    ("after user", Kind::AfterUser),
    ("backoff", Kind::Backoff),
    ("conditional", Kind::Conditional),
    ("depends", Kind::Conditional),
    ("do not", Kind::Never),
    ("don't", Kind::Never),
    ("don’t", Kind::Never),
    ("exponential", Kind::Backoff),
    ("false", Kind::Never),
    ("maybe", Kind::Conditional),
    ("never", Kind::Never),
    ("no", Kind::Never),
    ("not retr", Kind::Never),
    ("retry", Kind::Backoff),
    ("safe", Kind::Backoff),
    ("sometimes", Kind::Conditional),
    ("true", Kind::Backoff),
    ("with backoff", Kind::Backoff),
    ("with exponential", Kind::Backoff),
    ("yes", Kind::Backoff),
    ("✅", Kind::Backoff),
    ("✓", Kind::Backoff),
    ("✔", Kind::Backoff),
    ("❌", Kind::Never),
    ("✗", Kind::Never),
    ("✘", Kind::Never),
];

/// Words of sentences, lower case; the first that occurs decides.
const SENTENCES: &[(&str, Kind)] = &[
    ("do not retry", Kind::Never),
    ("don't retry", Kind::Never),
    ("don’t retry", Kind::Never),
    ("do not auto-retry", Kind::Never),
    ("don't auto-retry", Kind::Never),
    ("don’t auto-retry", Kind::Never),
    ("do not automatically retry", Kind::Never),
    ("never retry", Kind::Never),
    ("no retries", Kind::Never),
    ("non-retryable", Kind::Never),
    ("nonretryable", Kind::Never),
    ("not be retried", Kind::Never),
    ("not retryable", Kind::Never),
    ("not retriable", Kind::Never),
    ("retrying will not help", Kind::Never),
    ("retrying won't help", Kind::Never),
    ("add funds and retry", Kind::AfterUser),
    ("top up and retry", Kind::AfterUser),
    ("back off", Kind::Backoff),
    ("be retried", Kind::Backoff),
    ("exponential backoff", Kind::Backoff),
    ("exponential-backoff", Kind::Backoff),
    ("is retryable", Kind::Backoff),
    ("are retryable", Kind::Backoff),
    ("retry after", Kind::Backoff),
    ("retry later", Kind::Backoff),
    ("retry only", Kind::Backoff),
    ("retry on", Kind::Backoff),
    ("retry the request", Kind::Backoff),
    ("retry up to", Kind::Backoff),
    ("retry with", Kind::Backoff),
    ("safe to retry", Kind::Backoff),
    ("try again later", Kind::Backoff),
    ("use backoff", Kind::Backoff),
    ("with backoff", Kind::Backoff),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Never,
    AfterUser,
    Backoff,
    Conditional,
}

impl Kind {
    fn with_count(self, text: &str) -> Retried {
        match self {
            Self::Never => Retried::Never,
            Self::AfterUser => Retried::AfterUser,
            Self::Backoff => Retried::Backoff(count(text)),
            Self::Conditional => Retried::Conditional,
        }
    }
}

/// What a cell of a column about trying again says; `None` when it says nothing.
pub(super) fn cell(text: &str) -> Option<Retried> {
    let lower = text.trim_matches(is_blank).to_lowercase();
    CELLS
        .iter()
        .filter(|(word, _)| {
            lower.strip_prefix(word).is_some_and(|rest| {
                !word.ends_with(char::is_alphabetic)
                    || word.len() > 3
                    || !rest.starts_with(char::is_alphanumeric)
            })
        })
        .max_by_key(|(word, _)| word.len())
        .filter(|_| !matches!(lower.as_str(), "not documented" | "not stated" | "no data"))
        .map(|(_, kind)| kind.with_count(&lower))
}

/// How often, when a text says so: `up to 2–3 times`, `at most 2 times`, `max 3 retries`.
fn count(lower: &str) -> Option<(u32, u32)> {
    let words: Vec<&str> = lower
        .split(|c: char| is_blank(c) || matches!(c, ',' | ';' | '(' | ')'))
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(2).find_map(|pair| {
        let unit = pair[1].trim_end_matches(['.', ':']);
        if !matches!(unit, "times" | "time" | "retries" | "retry" | "more") {
            return None;
        }
        let mut ends = pair[0].split(['-', '–', '—']).map(str::parse::<u32>);
        let first = ends.next()?.ok()?;
        let last = ends.next().map_or(Some(first), Result::ok)?;
        (first <= last && last < 100).then_some((first, last))
    })
}

/// The sentences of a text.
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let ends = matches!(byte, b'.' | b'!' | b'?' | b';' | b'\n')
            && bytes.get(at + 1).is_none_or(|next| {
                next.is_ascii_whitespace() || next.is_ascii_uppercase() || *next == 0xc2
            })
            && !text[..at].ends_with('.');
        if ends {
            sentences.push(trim(text, start..at + 1));
            start = at + 1;
        }
    }
    sentences.push(trim(text, start..text.len()));
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

/// Adds what sentences say of trying again, for the statuses that they name or that hold here.
pub(super) fn sentences(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let lower = all.to_lowercase();
    if !lower.contains("retr") && !lower.contains("back") && !lower.contains("try again") {
        return;
    }
    // What a text of a reply says is nothing that the page says.
    let quoted = super::texts::quoted(all);
    for sentence in split(all) {
        let said = &all[sentence.clone()];
        let lower = said.to_lowercase();
        let Some((word, kind)) = SENTENCES.iter().find(|(word, _)| lower.contains(word)) else {
            continue;
        };
        let at = sentence.start + lower.find(word).unwrap_or(0);
        if quoted.iter().any(|quoted| quoted.inner.contains(&at)) {
            continue;
        }
        let named: Vec<_> = status::all(said)
            .into_iter()
            .map(|(status, _)| status)
            .filter(|status| entry::is_failure(*status))
            .collect();
        let mut of = scope.clone();
        if !named.is_empty() {
            of.status = super::sorted(named);
        }
        if of.status.is_empty() {
            continue;
        }
        if *kind == Kind::Backoff && lower.contains("only on") {
            reader
                .only
                .push((text.span(sentence.clone()), of.status.clone()));
        }
        reader.add(
            Statement::Retry(kind.with_count(&lower)),
            text.span(sentence),
            &of,
            Surety::Guessed,
        );
    }
}

/// Adds, for each list of the only statuses to try again, that no other is: those of which the page says elsewhere that
/// they are.
pub(super) fn exclusions(reader: &mut Reader<'_>, first: usize) {
    let only = std::mem::take(&mut reader.only);
    let tried: BTreeSet<Status> = reader.facts[first..]
        .iter()
        .filter(|fact| matches!(fact.statement, Statement::Retry(Retried::Backoff(_))))
        .flat_map(|fact| fact.scope.status.iter().copied())
        .collect();
    for (span, listed) in only {
        let others: Vec<Status> = tried
            .iter()
            .copied()
            .filter(|status| !listed.contains(status))
            .collect();
        if others.is_empty() {
            continue;
        }
        let scope = Scope {
            status: others,
            ..Scope::default()
        };
        reader.entry = reader.next_entry();
        reader.add(
            Statement::Retry(Retried::Never),
            span,
            &scope,
            Surety::Guessed,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_say_whether_to_try_again() {
        for (text, expected) in [
            ("No", Some(Retried::Never)),
            ("No — fix the request", Some(Retried::Never)),
            ("Yes — with backoff", Some(Retried::Backoff(None))),
            ("Yes — limited retries", Some(Retried::Backoff(None))),
            (
                "with backoff, at most 2 times",
                Some(Retried::Backoff(Some((2, 2)))),
            ),
            (
                "Retry up to 2–3 times.",
                Some(Retried::Backoff(Some((2, 3)))),
            ),
            ("after a person has acted", Some(Retried::AfterUser)),
            ("Depends on the cause", Some(Retried::Conditional)),
            ("not documented", None),
            ("nobody knows", None),
            ("", None),
        ] {
            assert_eq!(cell(text), expected, "{text}");
        }
    }

    #[test]
    fn a_text_splits_into_sentences() {
        let text = "Retry v1.2 now. Use backoff; wait 2.5 s! Key...done";
        let found: Vec<&str> = split(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(
            found,
            [
                "Retry v1.2 now.",
                "Use backoff;",
                "wait 2.5 s!",
                "Key...done"
            ]
        );
    }
}
