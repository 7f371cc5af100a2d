//! TOML → the contract as written. Reports every syntax error and every value that does not fit its key.

use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{ROOT, RawContract, Reader};
use crate::source::{SourceText, Span, Spanned};
use std::collections::BTreeSet;
use toml::de::DeTable;

/// Most syntax errors that are shown one by one.
const MAX_SYNTAX_ERRORS: usize = 100;

/// From this many syntax errors on, the rest of a file is not read: each takes memory, and it is no contract.
const HOPELESS: usize = 50_000;

/// Bytes that are read at first when a file may be hopeless.
const FIRST_LOOK: usize = 256 * 1024;

/// The text, or of a text that is no TOML only as much as shows that.
fn readable(text: &str) -> &str {
    let mut end = FIRST_LOOK;
    let line_end = |from: usize| {
        let rest = text.as_bytes().get(from..)?;
        rest.iter().position(|&byte| byte == b'\n')
    };
    while let Some(line_end) = line_end(end) {
        let beginning = &text[..end + line_end];
        if DeTable::parse_recoverable(beginning).1.len() > HOPELESS {
            return beginning;
        }
        end *= 2;
    }
    text
}

pub(crate) fn parse(source: &SourceText, report: &mut Report) -> RawContract {
    let text = readable(source.text());
    let (document, mut errors) = DeTable::parse_recoverable(text);
    let count = errors.len();
    errors.truncate(MAX_SYNTAX_ERRORS + 1);
    let starts: BTreeSet<usize> = errors
        .iter()
        .filter_map(|error| Some(error.span()?.start))
        .collect();
    for error in errors.iter().take(MAX_SYNTAX_ERRORS) {
        let mut span = error.span().map_or(Span::new(0, 0), Span::from);
        // The parser takes the two characters of a CRLF one by one; it is one line end.
        let text = source.text().as_bytes();
        if text.get(span.start..span.start + 2) == Some(b"\r\n")
            && starts.contains(&(span.start + 1))
        {
            continue;
        }
        if text
            .get(..=span.start)
            .is_some_and(|before| before.ends_with(b"\r\n"))
        {
            span.start -= 1;
        }
        let message = error.message().replace('\n', ", ");
        report.push(Diagnostic::error("T0003", span, message).label("not TOML from here"));
    }
    if let Some(error) = errors.get(MAX_SYNTAX_ERRORS) {
        let span = error.span().map_or(Span::new(0, 0), Span::from);
        let more = count - MAX_SYNTAX_ERRORS;
        report.error(
            "T0003",
            span,
            format!("{more} more syntax errors from here on"),
            "correct those above first; the file may not be TOML at all",
        );
    }
    let mut reader = Reader {
        source,
        document: document.get_ref(),
        report,
        syntax_errors: !errors.is_empty(),
    };
    let bom = if source.text().starts_with('\u{feff}') {
        3
    } else {
        0
    };
    let start = Span::new(bom, bom);
    let root = reader.open_table(start, document.get_ref(), &ROOT);
    RawContract::read_from(&mut reader, Spanned::new(String::new(), start), &root)
}
