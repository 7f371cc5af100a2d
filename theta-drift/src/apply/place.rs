//! Where a new table goes, and how it is written there.

use super::Refusal;
use super::Value;
use super::layout::{Layout, Statement};
use super::splice::Splice;
use super::write::{self, Quote};
use std::ops::Range;
use toml_edit::{InlineTable, Item};

/// The splices that add a table: after the last of its siblings, and written as that one is.
pub(super) fn table(
    layout: &Layout<'_>,
    path: &[String],
    entries: &[(String, Value)],
    todo: &[String],
) -> Result<Vec<Splice>, Refusal> {
    if layout.item(path).is_some() {
        return Err(Refusal::Present);
    }
    let new = New {
        layout,
        path,
        entries,
        todo,
        parents: (0..path.len())
            .rev()
            .find(|&length| length == 0 || layout.item(&path[..length]).is_some())
            .ok_or(Refusal::NoPlace)?,
    };
    if let Some(statement) = layout.holding(&path[..new.parents]) {
        return new.inside(statement);
    }
    let Some(last) = layout.last_under(&path[..new.parents]) else {
        return Ok(new.headed(None));
    };
    // A child under a header, a header without a line, or lines that are no tables: the new one gets a header too.
    let depth = new.parents;
    let relative = last.path.len().saturating_sub(depth);
    let has_siblings = new.parents + 1 == path.len();
    let is_table = |length: usize| {
        layout
            .item(&last.path[..length])
            .is_some_and(Item::is_table_like)
    };
    match &last.value {
        Some(_) if last.header > depth => Ok(new.headed(Some(last))),
        Some(_) if has_siblings && relative == 1 && is_table(last.path.len()) => {
            Ok(new.inline(last))
        }
        Some(_) if has_siblings && relative > 1 => Ok(new.dotted(last)),
        Some(_) if last.header < depth => Ok(new.dotted(last)),
        None if last.path.len() == depth && depth > 0 && has_siblings => Ok(new.inline(last)),
        _ => Ok(new.headed(Some(last))),
    }
}

struct New<'n> {
    layout: &'n Layout<'n>,
    path: &'n [String],
    entries: &'n [(String, Value)],
    todo: &'n [String],
    /// How many keys of the path lead to something that exists.
    parents: usize,
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
        let parents = &self.path[..self.parents];
        let headers = || {
            self.layout
                .statements
                .iter()
                .rev()
                .skip_while(|statement| statement.key.start > last.key.start)
                .filter(|statement| statement.value.is_none() && statement.is_under(parents))
        };
        headers()
            .find(|header| header.path.len() == self.parents + 1)
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
        let name = write::keys(&self.path[last.header.min(self.parents)..]);
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
            write::inline(self.entries, self.quote())
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
        let Some(Item::Value(toml_edit::Value::InlineTable(parent))) =
            layout.item(&self.path[..self.parents])
        else {
            return Err(Refusal::NoPlace);
        };
        // Dotted keys have no braces of their own: the entry goes into the table around them.
        let mut outer = self.parents;
        let mut around = parent;
        while around.is_dotted() && outer > statement.path.len() {
            outer -= 1;
            match layout.item(&self.path[..outer]) {
                Some(Item::Value(toml_edit::Value::InlineTable(table))) => around = table,
                _ => return Err(Refusal::NoPlace),
            }
        }
        let span = around.span().ok_or(Refusal::NoPlace)?;
        let entry = format!(
            "{} = {}",
            write::keys(&self.path[outer..]),
            write::inline(self.entries, self.quote())
        );
        let start = layout.line_start(statement.key.start);
        let mut splices = Vec::new();
        let newline = layout.newline(start);
        let comments: String = self
            .comments(layout.indent(statement.key.start))
            .flat_map(|line| [line, newline.to_owned()])
            .collect();
        if !comments.is_empty() {
            splices.push(Splice::insert(start, comments));
        }
        let last = last_value(around);
        let entries = if last.is_none() && &layout.text[span.clone()] == "{}" {
            vec![Splice::insert(span.start + 1, format!(" {entry} "))]
        } else {
            at_the_end(layout, &span, last.as_ref(), &[entry])
        };
        splices.extend(entries);
        Ok(splices)
    }

    fn comments(&self, indent: &str) -> impl Iterator<Item = String> {
        write::comment(self.todo).map(move |line| format!("{indent}{line}"))
    }

    /// Lines of the siblings.
    fn siblings(&self) -> impl Iterator<Item = (&Statement, &Range<usize>)> {
        let parents = &self.path[..self.parents];
        self.layout
            .statements
            .iter()
            .filter(|statement| statement.is_under(parents))
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

/// What stands between two items: a line end where every item has a line of its own.
pub(super) fn separator(layout: &Layout<'_>, item: usize) -> String {
    let start = layout.line_start(item);
    let indent = &layout.text[start..item];
    if start > 0 && indent.trim().is_empty() {
        format!(",{}{indent}", layout.newline(item))
    } else {
        ", ".to_owned()
    }
}

/// Puts items behind the last one of a list or an inline table.
pub(super) fn at_the_end(
    layout: &Layout<'_>,
    around: &Range<usize>,
    last: Option<&Range<usize>>,
    items: &[String],
) -> Vec<Splice> {
    if items.is_empty() {
        return Vec::new();
    }
    let Some(last) = last else {
        return vec![Splice::insert(around.start + 1, items.join(", "))];
    };
    let close = around.end - 1;
    let comma = comma(&layout.text[last.end..close]).map(|at| last.end + at);
    let line_end = layout.line_end(comma.map_or(last.end, |at| at + 1));
    // One line, or the bracket stands on the last item's line: simply go on there.
    if line_end >= close {
        let joined = items.join(", ");
        return vec![match comma {
            Some(at) => Splice::insert(at + 1, format!(" {joined},")),
            None => Splice::insert(last.end, format!(", {joined}")),
        }];
    }
    let newline = layout.newline(last.end);
    let indent = layout.indent(last.start);
    let lines = |last: &str| {
        let line = |item: &String| format!("{newline}{indent}{item}");
        let lines: Vec<String> = items.iter().map(line).collect();
        lines.join(",") + last
    };
    match comma {
        Some(_) => vec![Splice::insert(line_end, lines(","))],
        None => vec![
            Splice::insert(last.end, ","),
            Splice::insert(line_end, lines("")),
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
