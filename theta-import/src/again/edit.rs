//! Steps as edits of the text: what no step is about stays, byte for byte.

use super::merge::{Act, Added, Step, as_toml};
use super::tree::{Data, Entry, Layout, Path, Statement, Table, Tree};
use crate::write::key;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// A changed text, and the steps that could not be made, with the reason.
pub(super) struct Edited {
    pub(super) text: String,
    pub(super) refused: Vec<(usize, &'static str)>,
}

const COMMENT: &str = "a comment stands in it";
const LAYOUT: &str = "it is laid out in a way that is not edited";

/// Returns the text with these steps made.
pub(super) fn edited(mine: &Tree<'_>, steps: &[(usize, &Step)]) -> Edited {
    let mut editor = Editor {
        mine,
        newline: if mine.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        },
        splices: Vec::new(),
        refused: Vec::new(),
    };
    // Steps inside of one value are made at once.
    let mut inside: BTreeMap<usize, Vec<(usize, &Step)>> = BTreeMap::new();
    for (index, step) in steps {
        let parent = step.path.len().saturating_sub(1);
        let reach = match step.act {
            Act::Add(_) | Act::Mark(_) => &step.path[..parent],
            _ => &step.path[..],
        };
        let holding = mine
            .statements
            .iter()
            .position(|statement| statement.value.is_some() && reach.starts_with(&statement.path));
        match (holding, &step.act) {
            (Some(at), Act::Remove) if mine.statements[at].path == step.path => {
                let made = editor.remove(&step.path);
                editor.settle(*index, made);
            }
            (Some(at), _) => inside.entry(at).or_default().push((*index, step)),
            (None, act) => {
                let made = match act {
                    Act::Add(added) | Act::Mark(added) => editor.add(&step.path, added),
                    Act::Remove => editor.remove(&step.path),
                    Act::Set(_) | Act::Items { .. } => Err(LAYOUT),
                    Act::Keep(_) => Ok(()),
                };
                editor.settle(*index, made);
            }
        }
    }
    for (at, steps) in inside {
        let made = editor.within(at, &steps);
        for (index, _) in &steps {
            editor.settle(*index, made);
        }
    }
    editor.finish()
}

struct Editor<'e> {
    mine: &'e Tree<'e>,
    newline: &'static str,
    splices: Vec<(Range<usize>, String)>,
    refused: Vec<(usize, &'static str)>,
}

type Made = Result<(), &'static str>;

impl Editor<'_> {
    fn settle(&mut self, index: usize, made: Made) {
        if let Err(why) = made {
            self.refused.push((index, why));
        }
    }

    fn finish(mut self) -> Edited {
        // What is put in at one place keeps its order; lines belong to the header above them, before other headers.
        self.splices
            .sort_by_key(|(range, new)| (range.start, range.end, new.starts_with(['\r', '\n'])));
        let text = self.mine.text;
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (range, new) in &self.splices {
            out.push_str(text.get(done..range.start).unwrap_or_default());
            out.push_str(new);
            done = done.max(range.end);
        }
        out.push_str(text.get(done..).unwrap_or_default());
        Edited {
            text: out,
            refused: self.refused,
        }
    }

    /// Puts whole lines behind the line that ends there.
    fn insert(&mut self, line_end: usize, lines: &str) {
        let at = self.after(line_end);
        let broken = at == self.mine.text.len() && !self.mine.text.ends_with('\n') && at > 0;
        let text = format!("{}{lines}\n", if broken { "\n" } else { "" });
        let text = if self.newline == "\n" {
            text
        } else {
            text.replace('\n', self.newline)
        };
        self.splices.push((at..at, text));
    }

    fn add(&mut self, path: &[String], added: &Added) -> Made {
        let parent_path = &path[..path.len() - 1];
        let parent = if parent_path.is_empty() {
            Some(&self.mine.root)
        } else {
            match self.mine.entry(parent_path).map(|entry| &entry.data) {
                Some(Data::Table(table)) => Some(table),
                _ => None,
            }
        };
        match (parent.map(|parent| parent.layout), &added.section) {
            (Some(Layout::Lines { header }), None) => self.lines(path, header, added),
            (Some(Layout::Lines { header }), Some(_)) if header < parent_path.len() => {
                self.lines(path, header, added)
            }
            (Some(Layout::Lines { .. } | Layout::Implicit), Some(section)) => {
                self.section(path, added.after.as_ref(), section);
                Ok(())
            }
            (Some(Layout::Implicit), None) => {
                let section = headed(path, added);
                self.section(path, added.after.as_ref(), &section);
                Ok(())
            }
            _ => Err(LAYOUT),
        }
    }

    /// Adds lines below the header that they belong to.
    fn lines(&mut self, path: &[String], header: usize, added: &Added) -> Made {
        let statements = &self.mine.statements;
        let first = if header == 0 {
            0
        } else {
            let is_it = |one: &Statement| one.is_header() && one.path == path[..header];
            statements.iter().position(is_it).ok_or(LAYOUT)? + 1
        };
        let block = statements[first..]
            .iter()
            .take_while(|one| !one.is_header())
            .count();
        let block = &statements[first..first + block];
        let before = added.after.as_ref().map(|after| {
            let mut before = path[..path.len() - 1].to_vec();
            before.push(after.clone());
            before
        });
        let anchor = before
            .and_then(|before| block.iter().rfind(|one| one.path.starts_with(&before)))
            .or(block.last())
            .or_else(|| statements.get(first.checked_sub(1)?));
        let indent = anchor.map_or("", |anchor| {
            &self.mine.text[self.mine.line_start(anchor.range.start)..anchor.range.start]
        });
        let indent = if indent.trim().is_empty() { indent } else { "" };
        let line = |(path, value): &(Path, String)| {
            let keys: Vec<String> = path[header..].iter().map(|name| key(name)).collect();
            format!("{indent}{} = {value}", keys.join("."))
        };
        let lines: Vec<String> = added.lines.iter().map(line).collect();
        let anchor = anchor.ok_or(LAYOUT)?;
        self.insert(self.mine.line_end(anchor.range.end), &lines.join("\n"));
        Ok(())
    }

    /// Adds tables under headers of their own, behind the one that they come after.
    fn section(&mut self, path: &[String], after: Option<&String>, section: &str) {
        let parent = &path[..path.len() - 1];
        let before = after.map(|after| [parent, std::slice::from_ref(after)].concat());
        let last = |path: &[String]| self.mine.under(path).pop();
        let anchor = before
            .and_then(|before| last(&before))
            .or_else(|| last(parent))
            .or(self.mine.statements.len().checked_sub(1));
        let Some(mut anchor) = anchor else {
            self.insert(self.mine.text.len(), section);
            return;
        };
        // What stands below a header stays below it.
        let statements = &self.mine.statements;
        while statements
            .get(anchor + 1)
            .is_some_and(|next| !next.is_header())
        {
            anchor += 1;
        }
        let end = self.block_end(&statements[anchor]);
        self.insert(end, &format!("\n{section}"));
    }

    /// Where a block ends: after the comments that hang on to it. Comments that something follows belong to that.
    fn block_end(&self, last: &Statement) -> usize {
        let text = self.mine.text;
        let end = self.mine.line_end(last.range.end);
        let mut comments = end;
        loop {
            let Some(next) = text[comments..]
                .find('\n')
                .map(|after| comments + after + 1)
            else {
                return comments;
            };
            let stop = self.mine.line_end(next);
            let line = text[next..stop].trim_start();
            if line.is_empty() {
                return comments;
            }
            if !line.starts_with('#') {
                return end;
            }
            comments = stop;
        }
    }

    /// Removes all statements at or under a path, unless a comment stands there.
    fn remove(&mut self, path: &[String]) -> Made {
        let text = self.mine.text;
        let under = self.mine.under(path);
        let mut cuts = Vec::new();
        for at in under {
            let statement = &self.mine.statements[at];
            let (start, end) = (
                self.mine.line_start(statement.range.start),
                self.mine.line_end(statement.range.end),
            );
            let above = text[..start].trim_end_matches(['\r', '\n']);
            let touching = text[above.len()..start].matches('\n').count() <= 1;
            let commented = touching
                && above
                    .rsplit('\n')
                    .next()
                    .is_some_and(|line| line.trim_start().starts_with('#'));
            let below = &text[self.after(end)..];
            let hanging = below
                .lines()
                .next()
                .is_some_and(|line| line.trim_start().starts_with('#'));
            if commented || hanging || text[statement.range.end..end].contains('#') {
                return Err(COMMENT);
            }
            if let Some(value) = &statement.value
                && text[value.clone()].contains('#')
                && !matches!(
                    self.mine.entry(&statement.path).map(|entry| &entry.data),
                    Some(Data::Text(_))
                )
                && text[value.clone()].contains('\n')
            {
                return Err(COMMENT);
            }
            // The empty line before a header goes with it.
            let start = if statement.is_header() && text[..start].ends_with("\n\n") {
                start - 1
            } else {
                start
            };
            cuts.push(start..self.after(end));
        }
        if cuts.is_empty() {
            return Err(LAYOUT);
        }
        self.splices
            .extend(cuts.into_iter().map(|cut| (cut, String::new())));
        Ok(())
    }

    /// The beginning of the next line.
    fn after(&self, line_end: usize) -> usize {
        self.mine.text[line_end..]
            .find('\n')
            .map_or(self.mine.text.len(), |after| line_end + after + 1)
    }

    /// Makes all steps inside of the value of one statement.
    fn within(&mut self, at: usize, steps: &[(usize, &Step)]) -> Made {
        let statement = &self.mine.statements[at];
        let entry = self.mine.entry(&statement.path).ok_or(LAYOUT)?;
        let range = statement.value.clone().ok_or(LAYOUT)?;
        let steps: Vec<&Step> = steps.iter().map(|(_, step)| *step).collect();
        let new = self.value(&mut statement.path.clone(), &entry.data, &range, &steps)?;
        self.splices.push((range, new));
        Ok(())
    }

    fn value(
        &self,
        path: &mut Path,
        data: &Data,
        range: &Range<usize>,
        steps: &[&Step],
    ) -> Result<String, &'static str> {
        let text = &self.mine.text[range.clone()];
        if steps.iter().all(|step| !step.path.starts_with(path)) {
            return Ok(text.to_owned());
        }
        // A comment is possible only where there are several lines.
        let commented = text.contains('#') && text.contains('\n') && !matches!(data, Data::Text(_));
        match steps
            .iter()
            .find(|step| step.path == *path)
            .map(|step| &step.act)
        {
            Some(Act::Set(_)) if commented => return Err(COMMENT),
            Some(Act::Set(new)) => return Ok(new.clone()),
            Some(Act::Items { add, remove }) => {
                return match data {
                    Data::List(items) => self.items(items, range, (add, remove), commented),
                    _ => Err(LAYOUT),
                };
            }
            Some(_) | None => {}
        }
        match data {
            Data::Table(table) if commented || table.layout == Layout::Fixed => {
                Err(if commented { COMMENT } else { LAYOUT })
            }
            Data::Table(table) => self.members(path, table, steps),
            _ => Err(LAYOUT),
        }
    }

    fn members(
        &self,
        path: &mut Path,
        table: &Table,
        steps: &[&Step],
    ) -> Result<String, &'static str> {
        let mut members: Vec<(String, String)> = Vec::new();
        for Entry {
            key: name,
            data,
            start,
            value,
        } in &table.entries
        {
            path.push(name.clone());
            let gone = steps
                .iter()
                .any(|step| step.path == *path && matches!(step.act, Act::Remove));
            if !gone {
                let range = value.clone().ok_or(LAYOUT)?;
                let before = if table.layout == Layout::Short {
                    format!("{} = ", key(name))
                } else {
                    self.mine
                        .text
                        .get(*start..range.start)
                        .ok_or(LAYOUT)?
                        .to_owned()
                };
                let value = self.value(path, data, &range, steps)?;
                members.push((name.clone(), format!("{before}{value}")));
            }
            path.pop();
        }
        let plain = table.layout == Layout::Short && members.len() == 1;
        let mut any = false;
        for step in steps {
            let (Act::Add(added) | Act::Mark(added)) = &step.act else {
                continue;
            };
            if step.path.len() != path.len() + 1 || !step.path.starts_with(path) {
                continue;
            }
            any = true;
            let after = added
                .after
                .as_ref()
                .and_then(|after| members.iter().rposition(|(name, _)| name == after));
            let first = after.map_or(members.len(), |after| after + 1);
            for (at, (line, value)) in (first..).zip(&added.lines) {
                let keys: Vec<String> = line[path.len()..].iter().map(|name| key(name)).collect();
                // Later additions after the same key come behind this one.
                let name = added.after.clone().unwrap_or_default();
                members.insert(at, (name, format!("{} = {value}", keys.join("."))));
            }
        }
        if plain && !any {
            let written = members.pop().map(|(_, member)| member).unwrap_or_default();
            return Ok(written
                .split_once(" = ")
                .map(|(_, value)| value.to_owned())
                .unwrap_or(written));
        }
        let members: Vec<String> = members.into_iter().map(|(_, member)| member).collect();
        Ok(if members.is_empty() {
            "{}".to_owned()
        } else {
            format!("{{ {} }}", members.join(", "))
        })
    }

    fn items(
        &self,
        items: &[(Data, Range<usize>)],
        range: &Range<usize>,
        (add, remove): (&[String], &std::collections::BTreeSet<String>),
        commented: bool,
    ) -> Result<String, &'static str> {
        let text = self.mine.text;
        if remove.is_empty()
            && let Some((_, last)) = items.last()
        {
            let head = &text[range.start..last.end];
            let tail = &text[last.end..range.end];
            let more: Vec<String> = add.iter().map(|item| format!(", {item}")).collect();
            return Ok(format!("{head}{}{tail}", more.concat()));
        }
        if commented {
            return Err(COMMENT);
        }
        let kept = items
            .iter()
            .filter(|(item, _)| as_toml(item).is_none_or(|item| !remove.contains(&item)))
            .map(|(_, range)| text[range.clone()].to_owned());
        let all: Vec<String> = kept.chain(add.iter().cloned()).collect();
        Ok(format!("[{}]", all.join(", ")))
    }
}

/// A thing under a header of its own.
fn headed(path: &[String], added: &Added) -> String {
    let keys = |path: &[String]| {
        path.iter()
            .map(|name| key(name))
            .collect::<Vec<_>>()
            .join(".")
    };
    let mut section = format!("[{}]", keys(path));
    for (line, value) in &added.lines {
        if line.len() > path.len() {
            let _ = write!(section, "\n{} = {value}", keys(&line[path.len()..]));
        } else if value.starts_with('{') {
            // The same with the name before the braces, which says as much.
            return format!(
                "[{}]\n{} = {value}",
                keys(&path[..path.len() - 1]),
                keys(&path[path.len() - 1..])
            );
        } else {
            let _ = write!(section, "\ntype = {value}");
        }
    }
    section
}
