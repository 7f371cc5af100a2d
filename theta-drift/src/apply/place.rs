//! Where a new table goes, and how it is written there.

use super::Refusal;
use super::layout::{Layout, Statement};
use super::splice::Splice;
use super::write::{self, Quote};
use std::ops::Range;
use toml_edit::{InlineTable, Item, Value};

/// The splices that add an error: after the last of its siblings, and written as that one is.
pub(super) fn table(
    layout: &Layout<'_>,
    path: &[String],
    entries: &[(String, super::Value)],
    todo: &[String],
) -> Result<Vec<Splice>, Refusal> {
    if layout.item(path).is_some() {
        return Err(Refusal::Present);
    }
    let around = &path[..path.len().saturating_sub(1)];
    let has_parent = !around.is_empty() && layout.item(around).is_some();
    let new = New {
        layout,
        path,
        parents: if has_parent { around } else { &[] },
        entries,
        todo,
    };
    let Some(last) = layout.last_under(new.parents) else {
        return Ok(new.headed(None));
    };
    if !has_parent {
        return Ok(new.headed(Some(last)));
    }
    if let Some(statement) = layout.holding(around) {
        return new.inside(statement);
    }
    // A child under a header, a header without a line, or lines that are no tables: the new one gets a header too.
    let depth = around.len();
    match &last.value {
        Some(_) if last.header <= depth && last.path.len() == depth + 1 => Ok(new.inline(last)),
        Some(_) if last.header <= depth => Ok(new.dotted(last)),
        None if last.path.len() == depth => Ok(new.inline(last)),
        _ => Ok(new.headed(Some(last))),
    }
}

struct New<'n> {
    layout: &'n Layout<'n>,
    path: &'n [String],
    /// The part of the path that exists.
    parents: &'n [String],
    entries: &'n [(String, super::Value)],
    todo: &'n [String],
}

impl New<'_> {
    /// A block of its own.
    fn headed(&self, last: Option<&Statement>) -> Vec<Splice> {
        let layout = self.layout;
        let at = last.map_or(layout.text.len(), |last| layout.block_end(last));
        let newline = layout.newline(at);
        let header = last.and_then(|last| self.header_over(last));
        let (outer, inner) = header.map_or(("", ""), |header| self.indents(header));
        let gap = layout.has_gaps();
        let mut lines: Vec<String> = Vec::new();
        if gap && last.is_some() {
            lines.push(String::new());
        }
        lines.extend(self.comments(outer));
        lines.push(format!("{outer}[{}]", write::keys(self.path)));
        let equals = self.equals();
        let width = self.entries.iter().map(|(key, _)| write::key(key).len());
        let width = if equals == Equals::Aligned {
            width.max().unwrap_or(0)
        } else {
            0
        };
        for (key, value) in self.entries {
            lines.push(format!(
                "{inner}{:width$}{}{}",
                write::key(key),
                equals.sign(),
                write::value(value, self.quote())
            ));
        }
        let text = if last.is_some() {
            lines.iter().flat_map(|line| [newline, line]).collect()
        } else {
            lines.join(newline)
        };
        vec![Splice::insert(at, text)]
    }

    /// The header of the last sibling, or of what is next to it.
    fn header_over(&self, last: &Statement) -> Option<&Statement> {
        let headers = || {
            self.layout
                .statements
                .iter()
                .rev()
                .skip_while(|statement| statement.key.start > last.key.start)
                .filter(|statement| statement.value.is_none() && statement.is_under(self.parents))
        };
        headers()
            .find(|header| header.path.len() == self.parents.len() + 1)
            .or_else(|| headers().next())
    }

    /// What a header and the lines under it begin with.
    fn indents(&self, header: &Statement) -> (&str, &str) {
        let outer = self.layout.indent(header.key.start);
        let first =
            self.layout.statements.iter().find(|statement| {
                statement.key.start > header.key.start && statement.value.is_some()
            });
        (
            outer,
            first.map_or(outer, |first| self.layout.indent(first.key.start)),
        )
    }

    /// `name = { … }` on the next line.
    fn inline(&self, last: &Statement) -> Vec<Splice> {
        let layout = self.layout;
        let name = write::keys(&self.path[last.header.min(self.parents.len())..]);
        let start = layout.line_start(last.key.start);
        let indent = layout.indent(last.key.start);
        // The sign stands under those of the lines above.
        let width = match (&last.value, self.equals()) {
            (Some(value), Equals::Aligned) => {
                let sign = layout.text[last.key.end..value.start].find('=');
                let end = last.key.end + sign.unwrap_or(0);
                let column = layout.text[start + indent.len()..end].chars().count();
                column.saturating_sub(1)
            }
            _ => 0,
        };
        let line = format!(
            "{indent}{name:width$}{}{}",
            self.equals().sign(),
            write::inline(self.pairs(), self.quote())
        );
        self.lines_after(last, indent, vec![line])
    }

    /// `name.key = value`, a line for each.
    fn dotted(&self, last: &Statement) -> Vec<Splice> {
        let indent = self.layout.indent(last.key.start);
        let name = write::keys(&self.path[last.header..]);
        let sign = self.equals().sign();
        let lines = self
            .entries
            .iter()
            .map(|(key, value)| {
                format!(
                    "{indent}{name}.{}{sign}{}",
                    write::key(key),
                    write::value(value, self.quote())
                )
            })
            .collect();
        self.lines_after(last, indent, lines)
    }

    fn lines_after(&self, last: &Statement, indent: &str, lines: Vec<String>) -> Vec<Splice> {
        let at = self.layout.block_end(last);
        let newline = self.layout.newline(at);
        let text = self
            .comments(indent)
            .chain(lines)
            .flat_map(|line| [newline.to_owned(), line])
            .collect::<String>();
        vec![Splice::insert(at, text)]
    }

    /// Among the entries of an inline table.
    fn inside(&self, statement: &Statement) -> Result<Vec<Splice>, Refusal> {
        let layout = self.layout;
        let Some(Item::Value(Value::InlineTable(around))) = layout.item(self.parents) else {
            return Err(Refusal::NoPlace);
        };
        let span = around.span().ok_or(Refusal::NoPlace)?;
        let entry = format!(
            "{} = {}",
            write::keys(&self.path[self.parents.len()..]),
            write::inline(self.pairs(), self.quote())
        );
        let start = layout.line_start(statement.key.start);
        let newline = layout.newline(start);
        let comments: String = self
            .comments(layout.indent(statement.key.start))
            .flat_map(|line| [line, newline.to_owned()])
            .collect();
        let mut splices = Vec::new();
        if !comments.is_empty() {
            splices.push(Splice::insert(start, comments));
        }
        if let Some(last) = last_value(around) {
            splices.extend(behind(layout, &last, span.end - 1, &entry));
        } else {
            let edge = if span.len() == 2 { " " } else { "" };
            let text = format!("{edge}{entry}{edge}");
            splices.push(Splice::insert(span.start + 1, text));
        }
        Ok(splices)
    }

    fn pairs(&self) -> impl Iterator<Item = (&String, &super::Value)> {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    fn comments(&self, indent: &str) -> impl Iterator<Item = String> {
        write::comment(self.todo).map(move |line| format!("{indent}{line}"))
    }

    /// Lines of the siblings.
    fn siblings(&self) -> impl Iterator<Item = (&Statement, &Range<usize>)> {
        self.layout
            .statements
            .iter()
            .filter(|statement| statement.is_under(self.parents))
            .filter_map(|statement| Some((statement, statement.value.as_ref()?)))
    }

    /// How the siblings write their signs.
    fn equals(&self) -> Equals {
        let signs: Vec<&str> = self
            .siblings()
            .map(|(statement, value)| &self.layout.text[statement.key.end..value.start])
            .collect();
        if signs.iter().any(|sign| sign.starts_with("  ")) {
            Equals::Aligned
        } else if !signs.is_empty() && signs.iter().all(|sign| *sign == "=") {
            Equals::Tight
        } else {
            Equals::Plain
        }
    }

    /// How the siblings quote their texts.
    fn quote(&self) -> Quote {
        let text = self.layout.text;
        let (mut basic, mut literal) = (0_usize, 0_usize);
        for (_, value) in self.siblings() {
            match text[value.clone()].as_bytes().first() {
                Some(b'"') => basic += 1,
                Some(b'\'') => literal += 1,
                _ => {}
            }
        }
        if literal > basic {
            Quote::Literal
        } else {
            Quote::Basic
        }
    }
}

/// How `=` stands between key and value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Equals {
    Tight,
    Plain,
    /// All of a block in one column.
    Aligned,
}

impl Equals {
    fn sign(self) -> &'static str {
        match self {
            Self::Tight => "=",
            Self::Plain | Self::Aligned => " = ",
        }
    }
}

/// The last value of an inline table in the order of the text.
fn last_value(table: &InlineTable) -> Option<Range<usize>> {
    table
        .get_values()
        .into_iter()
        .filter_map(|(_, value)| value.span())
        .max_by_key(|span| span.end)
}

/// Puts an entry behind the last one of an inline table, which ends with the brace at `close`.
fn behind(layout: &Layout<'_>, last: &Range<usize>, close: usize, entry: &str) -> Vec<Splice> {
    let comma = comma(&layout.text[last.end..close]).map(|at| last.end + at);
    let line_end = layout.line_end(comma.map_or(last.end, |at| at + 1));
    // One line, or the brace stands on the last entry's line: simply go on there.
    if line_end >= close {
        return vec![match comma {
            Some(at) => Splice::insert(at + 1, format!(" {entry},")),
            None => Splice::insert(last.end, format!(", {entry}")),
        }];
    }
    let line = format!(
        "{}{}{entry}",
        layout.newline(last.end),
        layout.indent(last.start)
    );
    match comma {
        Some(_) => vec![Splice::insert(line_end, line + ",")],
        None => vec![
            Splice::insert(last.end, ","),
            Splice::insert(line_end, line),
        ],
    }
}

/// The comma in what follows the last item, comments aside.
fn comma(tail: &str) -> Option<usize> {
    let mut offset = 0;
    for line in tail.split_inclusive('\n') {
        let code = line.split('#').next().unwrap_or_default();
        if let Some(at) = code.find(',') {
            return Some(offset + at);
        }
        offset += line.len();
    }
    None
}
