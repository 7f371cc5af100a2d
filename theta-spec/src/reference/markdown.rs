//! Text and tables that read the same before and after rendering.

use crate::contract::{Confidence, Contract, Evidence, Retry};
use std::fmt::Write as _;
use std::time::Duration;

/// A table; nothing when it has no rows.
pub(super) fn table(out: &mut String, head: &[&str], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "| {} |", head.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(head.len()));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
    out.push('\n');
}

/// A paragraph; nothing when the text is empty.
pub(super) fn paragraph(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = write!(out, "{text}\n\n");
    }
}

/// Words of the contract on one line. Pairs of backticks stay code; everything else that Markdown would take for its
/// own is escaped.
pub(super) fn words(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let pieces: Vec<&str> = text.split('`').collect();
    // An odd number of backticks pairs nothing.
    if pieces.len().is_multiple_of(2) {
        return escaped(&text);
    }
    let pieces = pieces.iter().enumerate().map(|(at, piece)| match at % 2 {
        0 => escaped(piece),
        _ => code(piece),
    });
    pieces.collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let chars: Vec<char> = text.chars().collect();
    let letter = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    for (at, &c) in chars.iter().enumerate() {
        // An underscore inside a word is only a letter.
        let inner = c == '_' && letter(at.checked_sub(1)) && letter(Some(at + 1));
        let marks = matches!(c, '\\' | '`' | '*' | '[' | ']' | '<' | '|') || (c == '_' && !inner);
        let heads = at == 0 && matches!(c, '#' | '+' | '-' | '>');
        if marks || heads {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Several causes or fixes as one text.
pub(super) fn alternatives(texts: &[String]) -> String {
    texts
        .iter()
        .map(|text| words(text))
        .collect::<Vec<_>>()
        .join(" Or: ")
}

/// A text byte for byte in a code span that also stands inside a table.
pub(super) fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

/// What to do about trying again.
pub(super) fn retry(retry: Retry) -> String {
    match retry {
        Retry::Never => "no".to_owned(),
        Retry::AfterUser => "after a person has acted".to_owned(),
        Retry::Backoff {
            at_most: Some(most),
        } => format!("with backoff, at most {most} times"),
        Retry::Backoff { at_most: None } => "with backoff".to_owned(),
        Retry::Unstated => "not documented".to_owned(),
    }
}

/// A duration in its largest whole unit.
pub(super) fn duration(duration: Duration) -> String {
    let ms = duration.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("{} s", ms / 1_000)
    } else {
        format!("{ms} ms")
    }
}

/// Where a fact comes from and what is uncertain; empty for a plainly documented fact without a page.
pub(super) fn evidence(contract: &Contract, evidence: &Evidence) -> String {
    let mut said = Vec::new();
    match evidence.confidence {
        Confidence::Documented => {}
        Confidence::Observed => said.push("*Observed, not documented.*".to_owned()),
        Confidence::Inferred => said.push("*Inferred, not documented.*".to_owned()),
        Confidence::Disputed => said.push("*The documentation contradicts itself.*".to_owned()),
    }
    if !evidence.note.is_empty() {
        said.push(words(&evidence.note));
    }
    let links: Vec<String> = evidence
        .sources
        .iter()
        .map(|name| source(contract, name))
        .collect();
    if !links.is_empty() {
        said.push(format!("Source: {}.", links.join(", ")));
    }
    said.join(" ")
}

fn source(contract: &Contract, name: &str) -> String {
    match contract.sources.iter().find(|source| source.name == name) {
        Some(source) => format!(
            "[{}](<{}>)",
            words(name),
            source.url.replace(['<', '>', '\n'], "")
        ),
        None => words(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_contract_stay_words() {
        for (text, expected) in [
            ("a | b", "a \\| b"),
            ("gold_text is *required*", "gold_text is \\*required\\*"),
            ("# not a title\n    nor code", "\\# not a title nor code"),
            ("[link](x) <b>", "\\[link\\](x) \\<b>"),
            ("_x_", "\\_x\\_"),
            ("pass `a|b` on", "pass `a\\|b` on"),
            ("a ` alone", "a \\` alone"),
        ] {
            assert_eq!(words(text), expected);
        }
    }

    #[test]
    fn code_spans_hold_any_text() {
        for (text, expected) in [
            ("a", "`a`"),
            ("a`b", "``a`b``"),
            ("`a`", "`` `a` ``"),
            ("a|b", "`a\\|b`"),
        ] {
            assert_eq!(code(text), expected);
        }
    }
}
