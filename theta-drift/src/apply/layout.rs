//! How a contract is laid out: its statements, and where lines and blocks end.

use super::Refusal;
use std::ops::Range;
use toml_edit::{Document, Item, Table};

/// The text of a contract, and every header and every `key = value` in it.
pub(super) struct Layout<'t> {
    pub(super) text: &'t str,
    document: Document<&'t str>,
    /// In the order of the text.
    pub(super) statements: Vec<Statement>,
}

/// A header, or a `key = value` that stands on lines of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statement {
    /// All keys that lead to what it is about.
    pub(super) path: Vec<String>,
    /// How many of them the header above it says, or the header itself.
    pub(super) header: usize,
    /// The last part of the key, or the header with its brackets.
    pub(super) key: Range<usize>,
    /// The value; `None` for a header.
    pub(super) value: Option<Range<usize>>,
}

impl Statement {
    pub(super) fn end(&self) -> usize {
        self.value.as_ref().map_or(self.key.end, |value| value.end)
    }

    pub(super) fn is_under(&self, path: &[String]) -> bool {
        self.path.starts_with(path)
    }
}

impl<'t> Layout<'t> {
    pub(super) fn of(text: &'t str) -> Result<Self, Refusal> {
        let document =
            Document::parse(text).map_err(|error| Refusal::NotToml(error.message().to_owned()))?;
        let mut statements = Vec::new();
        collect(document.as_table(), 0, &mut Vec::new(), &mut statements);
        statements.sort_by_key(|statement| statement.key.start);
        Ok(Self {
            text,
            document,
            statements,
        })
    }

    /// What stands at a path.
    pub(super) fn item(&self, path: &[String]) -> Option<&Item> {
        let mut at = self.document.as_item();
        for key in path {
            at = at.as_table_like()?.get(key)?;
        }
        Some(at)
    }

    /// The last statement about something under a path.
    pub(super) fn last_under(&self, path: &[String]) -> Option<&Statement> {
        self.statements
            .iter()
            .rev()
            .find(|statement| statement.is_under(path))
    }

    /// The statement that a path stands in: its own, or that of the inline table around it.
    pub(super) fn holding(&self, path: &[String]) -> Option<&Statement> {
        self.statements
            .iter()
            .find(|statement| statement.value.is_some() && path.starts_with(&statement.path))
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        let start = self.text[..at].rfind('\n').map_or(0, |before| before + 1);
        // Nothing may stand before a byte order mark.
        if start == 0 && self.text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            start
        }
    }

    /// Where the content of a line ends, before its line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..]
            .find('\n')
            .map_or(self.text.len(), |after| at + after);
        if end > at && end < self.text.len() && self.text[..end].ends_with('\r') {
            end - 1
        } else {
            end
        }
    }

    /// The white space that a line begins with.
    pub(super) fn indent(&self, at: usize) -> &'t str {
        let line = &self.text[self.line_start(at)..at];
        &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
    }

    /// The line end that is used near a place.
    pub(super) fn newline(&self, at: usize) -> &'static str {
        let near = self.text[at..]
            .find('\n')
            .map(|after| at + after)
            .or_else(|| self.text.rfind('\n'));
        match near {
            Some(end) if self.text[..end].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }

    /// Where a block ends whose last statement is given: after the comments that hang on to it. Comments with an empty
    /// line before them, or none after them, belong to what follows.
    pub(super) fn block_end(&self, last: &Statement) -> usize {
        let end = self.line_end(last.end());
        let mut comments = end;
        let mut next = self.after_newline(end);
        while let Some(start) = next {
            let stop = self.line_end(start);
            let line = self.text[start..stop].trim_start();
            if line.is_empty() {
                return comments;
            }
            if !line.starts_with('#') {
                return end;
            }
            comments = stop;
            next = self.after_newline(stop);
        }
        comments
    }

    /// The beginning of the next line, if there is one.
    fn after_newline(&self, line_end: usize) -> Option<usize> {
        let rest = &self.text[line_end..];
        let newline = ["\r\n", "\n"]
            .into_iter()
            .find(|newline| rest.starts_with(newline))?;
        Some(line_end + newline.len())
    }

    /// Whether blocks are set off by empty lines: any is, or there is none yet.
    pub(super) fn has_gaps(&self) -> bool {
        let mut headers = self
            .statements
            .iter()
            .filter(|statement| statement.value.is_none())
            .peekable();
        headers.peek().is_none() || headers.any(|header| self.has_gap_before(header))
    }

    /// Whether an empty line stands before a header and what belongs to it.
    fn has_gap_before(&self, header: &Statement) -> bool {
        let above = &self.text[..self.line_start(header.key.start)];
        above
            .lines()
            .rev()
            .find(|line| !line.trim_start().starts_with('#'))
            .is_some_and(|line| line.trim().is_empty())
    }
}

fn collect(table: &Table, header: usize, path: &mut Vec<String>, out: &mut Vec<Statement>) {
    for (name, item) in table {
        path.push(name.to_owned());
        let key = table.key(name).and_then(toml_edit::Key::span);
        match item {
            Item::Value(value) => {
                if let (Some(key), Some(value)) = (key, value.span()) {
                    out.push(Statement {
                        path: path.clone(),
                        header,
                        key,
                        value: Some(value),
                    });
                }
            }
            Item::Table(inner) if inner.is_dotted() => collect(inner, header, path, out),
            Item::Table(inner) => headed(inner, path, out),
            Item::ArrayOfTables(tables) => {
                for inner in tables {
                    headed(inner, path, out);
                }
            }
            Item::None => {}
        }
        path.pop();
    }
}

/// A table under a header of its own, unless only the headers of its children are written.
fn headed(table: &Table, path: &mut Vec<String>, out: &mut Vec<Statement>) {
    if let Some(key) = table.span().filter(|_| !table.is_implicit()) {
        out.push(Statement {
            path: path.clone(),
            header: path.len(),
            key,
            value: None,
        });
    }
    collect(table, path.len(), path, out);
}
