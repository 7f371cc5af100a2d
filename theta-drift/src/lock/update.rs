//! Writing into the file that is there: what stays keeps its bytes, its order and its comments.

use super::write::{fact, list, quoted};
use super::{Acknowledgement, Lock, PinnedFact, PinnedPage};
use crate::Kind;
use std::ops::Range;
use theta_spec::source::{SourceText, Span};
use toml::de::{DeTable, DeValue};

/// The text of a file that says what `lock` says; `None` when the old one cannot carry it.
pub(super) fn update(old: &SourceText, lock: &Lock) -> Option<String> {
    let before = Lock::read(old);
    if !before.problems.is_empty() {
        return None;
    }
    // Nobody has written anything into it.
    if before.to_string() == old.text() {
        return Some(lock.to_string());
    }
    let document = DeTable::parse(old.text()).ok()?;
    let mut splices = Splices {
        text: old.text(),
        line_end: if old.text().contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        },
        all: Vec::new(),
    };
    splices.pages(document.get_ref(), &before, lock);
    let new = splices.done();
    says(&new, lock).then_some(new)
}

/// Whether a text says exactly what a lock says, wherever it says it.
fn says(text: &str, lock: &Lock) -> bool {
    let placeless = |entries: &[Acknowledgement]| -> Vec<Acknowledgement> {
        let nowhere = |entry: &Acknowledgement| Acknowledgement {
            span: Span::new(0, 0),
            ..entry.clone()
        };
        entries.iter().map(nowhere).collect()
    };
    let read = Lock::read(&SourceText::new("", text.to_owned()));
    read.problems.is_empty()
        && read.pages == lock.pages
        && placeless(&read.acknowledged) == placeless(&lock.acknowledged)
}

/// Ranges of the old text, each with what comes into its place.
struct Splices<'t> {
    text: &'t str,
    line_end: &'static str,
    all: Vec<(Range<usize>, String)>,
}

impl Splices<'_> {
    fn done(mut self) -> String {
        self.all.sort_by_key(|(range, _)| range.start);
        let mut out = String::with_capacity(self.text.len());
        let mut at = 0;
        for (range, new) in &self.all {
            out.push_str(self.text.get(at..range.start).unwrap_or_default());
            out.push_str(new);
            at = range.end;
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        out
    }

    fn put(&mut self, range: Range<usize>, new: &str) {
        let new = new.replace("\r\n", "\n").replace('\n', self.line_end);
        self.all.push((range, new));
    }

    fn pages(&mut self, root: &DeTable<'_>, before: &Lock, lock: &Lock) {
        let empty = Vec::new();
        let pages = match root.get("page").map(toml::Spanned::get_ref) {
            Some(DeValue::Array(pages)) => pages.iter().collect(),
            _ => empty,
        };
        let mut places: Vec<(&str, usize)> = Vec::new();
        for page in pages {
            let DeValue::Table(table) = page.get_ref() else {
                continue;
            };
            let Some(name) = table.get("name").and_then(|name| name.get_ref().as_str()) else {
                continue;
            };
            places.push((name, page.span().start));
            if let (Some(old), Some(new)) = (before.page(name), lock.page(name)) {
                self.page(table, old, new);
            }
        }
        for new in &lock.pages {
            if before.page(&new.name).is_some() {
                continue;
            }
            let after = places.iter().find(|(name, _)| *name > new.name.as_str());
            if let Some((_, header)) = after {
                let at = self.with_comments_above(*header);
                self.put(at..at, &format!("{new}\n"));
            } else {
                let open = !self.text.is_empty() && !self.text.ends_with('\n');
                let end = self.text.len();
                self.put(
                    end..end,
                    &format!("{}\n{new}", if open { "\n" } else { "" }),
                );
            }
        }
    }

    /// The beginning of the lines of comments right above a line.
    fn with_comments_above(&self, at: usize) -> usize {
        let start_of_line = |at: usize| self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let mut start = start_of_line(at);
        while start > 0 {
            let above = start_of_line(start - 1);
            if !self.text[above..start].trim_start().starts_with('#') {
                break;
            }
            start = above;
        }
        start
    }

    fn page(&mut self, table: &DeTable<'_>, old: &PinnedPage, new: &PinnedPage) {
        let values = [
            ("url", quoted(&old.url), quoted(&new.url)),
            ("sha256", quoted(&old.sha256), quoted(&new.sha256)),
            ("read", old.read.to_string(), new.read.to_string()),
            ("reader", old.reader.to_string(), new.reader.to_string()),
            ("bytes", old.bytes.to_string(), new.bytes.to_string()),
        ];
        for (key, was, now) in values {
            if was != now {
                self.set(table, key, &now);
            }
        }
        let headings = new.headings.iter().map(|heading| quoted(heading));
        match table.get("headings") {
            Some(value) => self.headings(value, &new.headings),
            None if new.headings.is_empty() => {}
            None => self.set(table, "headings", &list(headings)),
        }
        match table.get("facts") {
            Some(value) => self.facts(value, &new.facts),
            None if new.facts.is_empty() => {}
            None => self.set(table, "facts", &list(new.facts.iter().map(fact))),
        }
    }

    /// Replaces the value of a key, or adds the key below the one of the hash, which every page has.
    fn set(&mut self, table: &DeTable<'_>, key: &str, value: &str) {
        if let Some(old) = table.get(key) {
            self.put(old.span(), value);
        } else if let Some(hash) = table.get("sha256") {
            let end = hash.span().end;
            let end = self.text[end..]
                .find('\n')
                .map_or(self.text.len(), |line| end + line);
            let end = end - usize::from(self.text[..end].ends_with('\r'));
            self.put(end..end, &format!("\n{key} = {value}"));
        }
    }

    fn headings(&mut self, value: &toml::Spanned<DeValue<'_>>, new: &[String]) {
        let Some(array) = Items::of(self.text, value) else {
            return;
        };
        let old: Vec<&str> = array
            .values
            .iter()
            .filter_map(|item| item.get_ref().as_str())
            .collect();
        if old == new {
            return;
        }
        let mut used = vec![false; old.len()];
        let lines: Vec<String> = new
            .iter()
            .map(|heading| {
                let kept = (0..old.len()).find(|&at| !used[at] && old[at] == heading);
                kept.map_or_else(
                    || new_line(&quoted(heading)),
                    |at| {
                        used[at] = true;
                        array.kept(at, None)
                    },
                )
            })
            .collect();
        self.put(value.span(), &array.with(&lines));
    }

    fn facts(&mut self, value: &toml::Spanned<DeValue<'_>>, new: &[PinnedFact]) {
        let Some(array) = Items::of(self.text, value) else {
            return;
        };
        let old: Vec<Option<PinnedFact>> = array
            .values
            .iter()
            .map(|item| read_fact(item.get_ref()))
            .collect();
        // Which new fact an old line is kept for: the same one first, then one about the same, then one that says the same.
        let mut taken: Vec<Option<usize>> = vec![None; old.len()];
        let mut homeless: Vec<usize> = (0..new.len()).collect();
        let alike: [fn(&PinnedFact, &PinnedFact) -> bool; 3] = [
            |a, b| a == b,
            |a, b| a.kind == b.kind && a.key == b.key,
            |a, b| a.kind == b.kind && a.value == b.value,
        ];
        for alike in alike {
            homeless.retain(|&at| {
                let fits = |old: &PinnedFact| alike(old, &new[at]);
                let free =
                    |line: &usize| taken[*line].is_none() && old[*line].as_ref().is_some_and(fits);
                let line = (0..old.len()).find(free);
                if let Some(line) = line {
                    taken[line] = Some(at);
                }
                line.is_none()
            });
        }
        let as_it_was = |(line, at): (usize, &Option<usize>)| {
            at.is_some_and(|at| old[line].as_ref() == Some(&new[at]))
        };
        if homeless.is_empty() && taken.iter().enumerate().all(as_it_was) {
            return;
        }
        let mut lines: Vec<(usize, String)> = Vec::new();
        for (line, at) in taken.iter().enumerate() {
            if let Some(at) = *at {
                let changed = old[line].as_ref() != Some(&new[at]);
                lines.push((at, array.kept(line, changed.then_some(&new[at]))));
            }
        }
        for at in homeless {
            // Behind the one that is before it in the order of facts, wherever somebody has put that.
            let behind = lines
                .iter()
                .enumerate()
                .filter(|(_, (other, _))| *other < at)
                .max_by_key(|(_, (other, _))| *other)
                .map_or(0, |(place, _)| place + 1);
            lines.insert(behind, (at, new_line(&fact(&new[at]))));
        }
        let lines: Vec<String> = lines.into_iter().map(|(_, line)| line).collect();
        self.put(value.span(), &array.with(&lines));
    }
}

fn read_fact(value: &DeValue<'_>) -> Option<PinnedFact> {
    let DeValue::Table(table) = value else {
        return None;
    };
    let text = |key: &str| Some(table.get(key)?.get_ref().as_str()?.to_owned());
    let kind = text("kind")?;
    Some(PinnedFact {
        key: text("key")?,
        kind: Kind::ALL.iter().find(|(name, _)| *name == kind)?.1,
        value: text("value")?,
        line: text("line")?,
    })
}

/// The items of a list with the text around each: its comments above, and the one behind it on its line.
struct Items<'t, 'd> {
    text: &'t str,
    span: Range<usize>,
    values: Vec<&'d toml::Spanned<DeValue<'d>>>,
    /// What belongs to each item, the item and its comma included.
    around: Vec<Range<usize>>,
    /// Where the bracket's own line ends, when a comment stands behind it.
    head: usize,
    /// Where the last item's text ends.
    tail: usize,
}

impl<'t, 'd> Items<'t, 'd> {
    fn of(text: &'t str, value: &'d toml::Spanned<DeValue<'d>>) -> Option<Self> {
        let DeValue::Array(array) = value.get_ref() else {
            return None;
        };
        let span = value.span();
        let values: Vec<_> = array.iter().collect();
        let head = rest_of_line(text, span.start + 1, span.end);
        let mut around = Vec::new();
        let mut at = head;
        for item in &values {
            let end = item.span().end;
            let end = comma(text, end, span.end).map_or(end, |comma| comma + 1);
            let end = rest_of_line(text, end, span.end);
            around.push(at..end);
            at = end;
        }
        Some(Self {
            text,
            tail: at,
            span,
            values,
            around,
            head,
        })
    }

    /// The text that belongs to an item, with the values of a fact in the place of its own.
    fn kept(&self, at: usize, changed: Option<&PinnedFact>) -> String {
        let (around, item) = (&self.around[at], self.values[at].span());
        let mut inside = self.text[item.clone()].to_owned();
        if let (Some(fact), DeValue::Table(table)) = (changed, self.values[at].get_ref()) {
            let mut values: Vec<(Range<usize>, String)> = [
                ("key", &fact.key),
                ("value", &fact.value),
                ("line", &fact.line),
            ]
            .into_iter()
            .filter_map(|(key, text)| Some((table.get(key)?.span(), quoted(text))))
            .collect();
            values.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
            for (range, text) in values {
                inside.replace_range(range.start - item.start..range.end - item.start, &text);
            }
        }
        let behind = &self.text[item.end..around.end];
        // The last one may have had no comma, and may not be the last one now.
        let missing = comma(self.text, item.end, around.end).is_none();
        let comma = if missing { "," } else { "" };
        format!(
            "{}{inside}{comma}{behind}",
            &self.text[around.start..item.start]
        )
    }

    /// The list with these lines.
    fn with(&self, lines: &[String]) -> String {
        let tail = &self.text[self.tail..self.span.end];
        let head = &self.text[self.span.start..self.head];
        let last = lines.last();
        // A comment or a line of ours is not to swallow the bracket.
        let cut = !tail.contains('\n') && last.is_some_and(|line| line.contains('\n'));
        format!(
            "{head}{}{}{tail}",
            lines.concat(),
            if cut { "\n" } else { "" }
        )
    }
}

/// An item on a line of its own.
fn new_line(item: &str) -> String {
    format!("\n  {item},")
}

/// Where the comma behind an item stands.
fn comma(text: &str, from: usize, to: usize) -> Option<usize> {
    let mut comment = false;
    for (at, c) in text[from..to].char_indices() {
        match c {
            '#' => comment = true,
            '\n' => comment = false,
            ',' if !comment => return Some(from + at),
            _ => {}
        }
    }
    None
}

/// The end of a comment that follows on the same line; `from` when there is none.
fn rest_of_line(text: &str, from: usize, to: usize) -> usize {
    let line = &text[from..to];
    let line = line.split('\n').next().unwrap_or_default();
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.trim_start().starts_with('#') {
        from + line.len()
    } else {
        from
    }
}
