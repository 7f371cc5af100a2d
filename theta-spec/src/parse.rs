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

/// A key that stands twice.
struct Key<'t> {
    text: &'t str,
    /// Where the line of its table's header begins.
    table: usize,
    /// Whether it is in that header.
    is_header: bool,
    /// The names that lead to it, its own last.
    path: Vec<&'t str>,
}

impl<'t> Key<'t> {
    fn at(text: &'t str, span: Span) -> Self {
        let line = |at: usize| {
            let before = text.get(..at).unwrap_or_default();
            before.rfind('\n').map_or(0, |end| end + 1)
        };
        let own = line(span.start);
        let mut table = own;
        while header(&text[table..]).is_none() && table > 0 {
            table = line(table - 1);
        }
        let header = header(&text[table..]);
        let is_header = table == own && header.is_some();
        let mut path: Vec<&str> = header.map_or_else(Vec::new, |header| names(header).collect());
        if !is_header {
            path.extend(names(text.get(own..span.end).unwrap_or_default()));
        }
        Self {
            text,
            table,
            is_header,
            path,
        }
    }

    /// Where it stands first. Of two tables the tree has the last.
    fn first(&self, document: &DeTable<'_>) -> Option<Span> {
        let mut at = 0;
        for line in self.text[..self.table].split_inclusive('\n') {
            if self.is_header
                && header(line).is_some_and(|header| names(header).eq(self.path.iter().copied()))
            {
                return Some(Span::new(at, at + line.trim_end().len()));
            }
            at += line.len();
        }
        let (name, way) = self.path.split_last()?;
        let mut table = document;
        for step in way {
            table = table.get(*step)?.get_ref().as_table()?;
        }
        let (key, _) = table.iter().find(|(key, _)| key.get_ref() == name)?;
        Some(Span::from(key.span())).filter(|_| !self.is_header)
    }
}

/// What stands between the brackets of a table's header, if a text begins with one.
fn header(text: &str) -> Option<&str> {
    let line = text.lines().next()?.trim_start().strip_prefix('[')?;
    line.trim_start_matches('[').split(']').next()
}

/// The names of a dotted key.
fn names(dotted: &str) -> impl Iterator<Item = &str> {
    dotted
        .split('.')
        .map(|name| name.trim().trim_matches(['"', '\'']))
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
    // The header of a table that is there already: what follows it is no mistake of its own.
    let mut again = None;
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
        if message == "duplicate key" {
            let key = Key::at(source.text(), span);
            if !key.is_header && again == Some(key.table) {
                continue;
            }
            again = key.is_header.then_some(key.table);
            let diagnostic = Diagnostic::error("T0003", span, message).label("a second time");
            report.push(match key.first(document.get_ref()) {
                Some(first) => diagnostic
                    .related(first, "first here")
                    .help("put both together, or give one another name"),
                None => diagnostic,
            });
            continue;
        }
        report.push(Diagnostic::error("T0003", span, message).label("invalid TOML from here on"));
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
