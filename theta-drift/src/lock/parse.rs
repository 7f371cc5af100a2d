//! Reading the file.

use super::{Acknowledgement, Covers, FORMAT_VERSION, Lock, PinnedFact, PinnedPage, Trust};
use crate::Kind;
use theta_spec::day::Day;
use theta_spec::entries::{self, Entry, chosen};
use theta_spec::source::{SourceText, Span};
use theta_spec::suggest::nearest;
use toml::de::{DeTable, DeValue};

const TOP: &[&str] = &["format_version", "acknowledge", "page"];
const ACKNOWLEDGE: &[&str] = &[
    "fact",
    "page_says",
    "contract_says",
    "kind",
    "page",
    "reason",
    "by",
    "until",
    "trust",
];
const PAGE: &[&str] = &[
    "name", "url", "sha256", "read", "reader", "bytes", "headings", "facts",
];
const FACT: &[&str] = &["key", "kind", "value", "line"];

/// What is wrong with a blank text.
const BLANK: Option<&str> = Some("is empty");

pub(super) fn read(source: &SourceText) -> Lock {
    let mut reader = Reader::default();
    if let Some(root) = reader.entries.document(source) {
        reader.file(&root);
    }
    let Reader { mut lock, entries } = reader;
    lock.problems = entries.problems;
    lock.pages.sort_by(|a, b| a.name.cmp(&b.name));
    lock
}

#[derive(Default)]
struct Reader {
    lock: Lock,
    entries: entries::Reader,
}

impl Reader {
    fn wrong(&mut self, span: impl Into<Span>, message: impl Into<String>) {
        self.entries.wrong(span, message);
    }

    fn file(&mut self, root: &DeTable<'_>) {
        self.entries.known(root, TOP, "the file");
        match root
            .get("format_version")
            .map(|value| (value.get_ref(), value.span()))
        {
            Some((value, _)) if integer(value) == Some(FORMAT_VERSION) => {}
            Some((_, span)) => {
                self.wrong(span, format!("this version reads `format_version = {FORMAT_VERSION}`: pin again with --pin"));
                return;
            }
            None => {
                self.wrong(
                    0..0,
                    format!(
                        "there is no `format_version`: write `format_version = {FORMAT_VERSION}`"
                    ),
                );
                return;
            }
        }
        for entry in self.tables(root, "acknowledge") {
            self.acknowledgement(entry);
        }
        for entry in self.tables(root, "page") {
            self.page(entry);
        }
    }

    fn tables<'t, 's>(&mut self, root: &'t DeTable<'s>, key: &str) -> Vec<Entry<'t, 's>> {
        root.get(key).map_or_else(Vec::new, |value| {
            self.entries.entries(key, value.span(), value)
        })
    }

    fn text(&mut self, entry: Entry<'_, '_>, key: &str) -> Option<String> {
        self.entries.text(entry, key, BLANK)
    }

    /// A text that must be there and may be empty.
    fn any_text(&mut self, entry: Entry<'_, '_>, key: &str) -> Option<String> {
        self.entries.text(entry, key, None)
    }

    fn day(&mut self, entry: Entry<'_, '_>, key: &str) -> Option<Day> {
        if !entry.table.contains_key(key) {
            let message = format!("the entry has no `{key}`: write a day, such as 2027-01-31");
            self.wrong(entry.span, message);
        }
        self.entries.day(entry, key)
    }

    fn number(&mut self, entry: Entry<'_, '_>, key: &str) -> Option<i64> {
        let number = entry
            .table
            .get(key)
            .and_then(|value| integer(value.get_ref()))
            .filter(|number| *number >= 0);
        if number.is_none() {
            self.wrong(entry.span, format!("`{key}` is no whole number"));
        }
        number
    }

    fn kind(&mut self, entry: Entry<'_, '_>) -> Option<Kind> {
        let word = self.text(entry, "kind")?;
        let kind = chosen(Kind::ALL, &word);
        if kind.is_none() {
            let hint = nearest(&word, Kind::ALL.iter().map(|(name, _)| *name))
                .map(|near| format!(": did you mean `{near}`?"))
                .unwrap_or_default();
            self.wrong(entry.span, format!("there is no kind `{word}`{hint}"));
        }
        kind
    }

    fn acknowledgement(&mut self, entry: Entry<'_, '_>) {
        let before = self.entries.problems.len();
        self.entries.known(entry.table, ACKNOWLEDGE, "an entry");
        let by_fact = entry.table.contains_key("fact");
        let by_kind = entry.table.contains_key("kind") || entry.table.contains_key("page");
        let covers = match (by_fact, by_kind) {
            (true, false) => {
                let fact = self.text(entry, "fact");
                let page_says = self.any_text(entry, "page_says");
                let contract_says = self.any_text(entry, "contract_says");
                (|| {
                    Some(Covers::Fact {
                        fact: fact?,
                        page_says: page_says?,
                        contract_says: contract_says?,
                    })
                })()
            }
            (false, true) => {
                let kind = self.kind(entry);
                let page = self.text(entry, "page");
                kind.zip(page)
                    .map(|(kind, page)| Covers::Every { kind, page })
            }
            _ => {
                self.wrong(entry.span, "an entry is about one `fact` with its two values, or about a `kind` on a `page`");
                None
            }
        };
        let reason = self.text(entry, "reason");
        let by = self.text(entry, "by");
        let until = self.day(entry, "until");
        let word = self.text(entry, "trust");
        let trust = word.as_ref().and_then(|word| chosen(Trust::ALL, word));
        if let (Some(word), None) = (&word, trust) {
            self.wrong(
                entry.span,
                format!("`{word}` is no side: trust the `contract` or the `page`"),
            );
        }
        if let Some(covers) = &covers
            && self
                .lock
                .acknowledged
                .iter()
                .any(|entry| entry.covers == *covers)
        {
            self.wrong(
                entry.span,
                "it is acknowledged twice: remove one of the entries",
            );
        }
        if self.entries.problems.len() > before {
            return;
        }
        if let (Some(covers), Some(reason), Some(by), Some(until), Some(trust)) =
            (covers, reason, by, until, trust)
        {
            self.lock.acknowledged.push(Acknowledgement {
                covers,
                reason,
                by,
                until,
                trust,
                span: entry.span,
            });
        }
    }

    fn page(&mut self, entry: Entry<'_, '_>) {
        let before = self.entries.problems.len();
        self.entries.known(entry.table, PAGE, "a page");
        let name = self.text(entry, "name");
        let url = match entry.table.get("url") {
            None => Some(String::new()),
            Some(_) => self.any_text(entry, "url"),
        };
        let sha256 = self.text(entry, "sha256");
        let read = self.day(entry, "read");
        let reader = self
            .number(entry, "reader")
            .and_then(|number| u32::try_from(number).ok());
        let bytes = self
            .number(entry, "bytes")
            .and_then(|number| usize::try_from(number).ok());
        let headings = self.headings(entry.table);
        let facts = self.facts(entry.table);
        if let Some(name) = name.as_ref().filter(|name| self.lock.page(name).is_some()) {
            self.wrong(
                entry.span,
                format!("the page `{name}` is pinned twice: pin again with --pin"),
            );
        }
        if self.entries.problems.len() > before {
            return;
        }
        if let (Some(name), Some(url), Some(sha256), Some(read), Some(reader), Some(bytes)) =
            (name, url, sha256, read, reader, bytes)
        {
            self.lock.pages.push(PinnedPage {
                name,
                url,
                sha256,
                read,
                reader,
                bytes,
                headings,
                facts,
            });
        }
    }

    fn headings(&mut self, table: &DeTable<'_>) -> Vec<String> {
        let mut out = Vec::new();
        for (value, span) in self.items(table, "headings") {
            match value {
                DeValue::String(text) => out.push(text.to_string()),
                _ => self.wrong(span, "a heading is not a text"),
            }
        }
        out
    }

    fn facts(&mut self, table: &DeTable<'_>) -> Vec<PinnedFact> {
        let mut out = Vec::new();
        for (value, span) in self.items(table, "facts") {
            let DeValue::Table(table) = value else {
                self.wrong(span, "a fact is not a table");
                continue;
            };
            let fact = Entry { table, span };
            self.entries.known(fact.table, FACT, "a fact");
            let key = self.text(fact, "key");
            let kind = self.kind(fact);
            let value = self.any_text(fact, "value");
            let line = self.any_text(fact, "line");
            if let (Some(key), Some(kind), Some(value), Some(line)) = (key, kind, value, line) {
                out.push(PinnedFact {
                    key,
                    kind,
                    value,
                    line,
                });
            }
        }
        out.sort();
        out
    }

    fn items<'t, 's>(&mut self, table: &'t DeTable<'s>, key: &str) -> Vec<(&'t DeValue<'s>, Span)> {
        match table.get(key).map(|value| (value.get_ref(), value.span())) {
            None => Vec::new(),
            Some((DeValue::Array(items), _)) => items
                .iter()
                .map(|item| (item.get_ref(), item.span().into()))
                .collect(),
            Some((_, span)) => {
                self.wrong(span, format!("`{key}` is not a list"));
                Vec::new()
            }
        }
    }
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    match value {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    }
}
