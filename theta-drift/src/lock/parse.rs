//! Reading the file.

use super::{
    Acknowledgement, Covers, FORMAT_VERSION, Lock, LockProblem, LockProblemKind, PinnedFact,
    PinnedPage, Trust,
};
use crate::Kind;
use std::ops::Range;
use theta_spec::day::Day;
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

pub(super) fn read(source: &SourceText) -> Lock {
    let (document, errors) = DeTable::parse_recoverable(source.text());
    let mut reader = Reader::default();
    for error in &errors {
        reader.wrong(
            error.span().unwrap_or_default(),
            error.message().replace('\n', ", "),
        );
    }
    if errors.is_empty() {
        reader.file(document.get_ref());
    }
    let Reader { mut lock } = reader;
    lock.pages.sort_by(|a, b| a.name.cmp(&b.name));
    lock
}

#[derive(Default)]
struct Reader {
    lock: Lock,
}

impl Reader {
    fn wrong(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.lock.problems.push(LockProblem {
            kind: LockProblemKind::Malformed,
            message: message.into(),
            span: span.into(),
        });
    }

    fn file(&mut self, root: &DeTable<'_>) {
        self.known(root, TOP, "the file");
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
        for (table, span) in self.tables(root, "acknowledge") {
            self.acknowledgement(table, span);
        }
        for (table, span) in self.tables(root, "page") {
            self.page(table, span);
        }
    }

    fn known(&mut self, table: &DeTable<'_>, keys: &[&'static str], what: &str) {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !keys.contains(&name) {
                let hint = nearest(name, keys.iter().copied()).map_or_else(
                    || format!("{what} has {}", keys.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.wrong(key.span(), format!("unknown key `{name}`: {hint}"));
            }
        }
    }

    fn tables<'t, 's>(
        &mut self,
        root: &'t DeTable<'s>,
        key: &str,
    ) -> Vec<(&'t DeTable<'s>, Range<usize>)> {
        let Some(value) = root.get(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(
                value.span(),
                format!("not a list: write each entry as [[{key}]], with two brackets"),
            );
            return Vec::new();
        };
        let mut out = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::Table(table) => out.push((table, item.span())),
                _ => self.wrong(
                    item.span(),
                    format!("not a table: write each entry as [[{key}]]"),
                ),
            }
        }
        out
    }

    /// A text that must be there; it may be empty where `empty` says so.
    fn text(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        around: &Range<usize>,
        empty: bool,
    ) -> Option<String> {
        match table.get(key).map(|value| (value.get_ref(), value.span())) {
            None => self.wrong(around.clone(), format!("the entry has no `{key}`")),
            Some((DeValue::String(text), _)) if empty || !text.trim().is_empty() => {
                return Some(text.to_string());
            }
            Some((DeValue::String(_), span)) => self.wrong(span, format!("`{key}` is empty")),
            Some((_, span)) => self.wrong(span, format!("`{key}` is not a text")),
        }
        None
    }

    fn day(&mut self, table: &DeTable<'_>, key: &str, around: &Range<usize>) -> Option<Day> {
        let Some(value) = table.get(key) else {
            self.wrong(
                around.clone(),
                format!("the entry has no `{key}`: write a day, such as 2027-01-31"),
            );
            return None;
        };
        let day = match value.get_ref() {
            DeValue::Datetime(when) => Day::parse(&when.to_string()),
            _ => None,
        };
        if day.is_none() {
            self.wrong(
                value.span(),
                "not a day: write it as 2027-01-31, without quotes",
            );
        }
        day
    }

    fn number(&mut self, table: &DeTable<'_>, key: &str, around: &Range<usize>) -> Option<i64> {
        let number = table
            .get(key)
            .and_then(|value| integer(value.get_ref()))
            .filter(|number| *number >= 0);
        if number.is_none() {
            self.wrong(around.clone(), format!("`{key}` is no whole number"));
        }
        number
    }

    fn kind(&mut self, table: &DeTable<'_>, around: &Range<usize>) -> Option<Kind> {
        let word = self.text(table, "kind", around, false)?;
        let kind = Kind::ALL
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, kind)| *kind);
        if kind.is_none() {
            let hint = nearest(&word, Kind::ALL.iter().map(|(name, _)| *name))
                .map(|near| format!(": did you mean `{near}`?"))
                .unwrap_or_default();
            self.wrong(around.clone(), format!("there is no kind `{word}`{hint}"));
        }
        kind
    }

    fn acknowledgement(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        let before = self.lock.problems.len();
        self.known(table, ACKNOWLEDGE, "an entry");
        let by_fact = table.contains_key("fact");
        let by_kind = table.contains_key("kind") || table.contains_key("page");
        let covers = match (by_fact, by_kind) {
            (true, false) => {
                let fact = self.text(table, "fact", &span, false);
                let page_says = self.text(table, "page_says", &span, true);
                let contract_says = self.text(table, "contract_says", &span, true);
                (|| {
                    Some(Covers::Fact {
                        fact: fact?,
                        page_says: page_says?,
                        contract_says: contract_says?,
                    })
                })()
            }
            (false, true) => {
                let kind = self.kind(table, &span);
                let page = self.text(table, "page", &span, false);
                kind.zip(page)
                    .map(|(kind, page)| Covers::Every { kind, page })
            }
            _ => {
                self.wrong(span.clone(), "an entry is about one `fact` with its two values, or about a `kind` on a `page`");
                None
            }
        };
        let reason = self.text(table, "reason", &span, false);
        let by = self.text(table, "by", &span, false);
        let until = self.day(table, "until", &span);
        let word = self.text(table, "trust", &span, false);
        let trust = word.as_ref().and_then(|word| {
            Trust::ALL
                .iter()
                .find(|(name, _)| name == word)
                .map(|(_, trust)| *trust)
        });
        if let (Some(word), None) = (&word, trust) {
            self.wrong(
                span.clone(),
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
                span.clone(),
                "it is acknowledged twice: remove one of the entries",
            );
        }
        if self.lock.problems.len() > before {
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
                span: Span::from(span),
            });
        }
    }

    fn page(&mut self, table: &DeTable<'_>, span: Range<usize>) {
        let before = self.lock.problems.len();
        self.known(table, PAGE, "a page");
        let name = self.text(table, "name", &span, false);
        let url = match table.get("url") {
            None => Some(String::new()),
            Some(_) => self.text(table, "url", &span, true),
        };
        let sha256 = self.text(table, "sha256", &span, false);
        let read = self.day(table, "read", &span);
        let reader = self
            .number(table, "reader", &span)
            .and_then(|number| u32::try_from(number).ok());
        let bytes = self
            .number(table, "bytes", &span)
            .and_then(|number| usize::try_from(number).ok());
        let headings = self.headings(table);
        let facts = self.facts(table);
        if let Some(name) = name.as_ref().filter(|name| self.lock.page(name).is_some()) {
            self.wrong(
                span,
                format!("the page `{name}` is pinned twice: pin again with --pin"),
            );
        }
        if self.lock.problems.len() > before {
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
            let DeValue::Table(fact) = value else {
                self.wrong(span, "a fact is not a table");
                continue;
            };
            self.known(fact, FACT, "a fact");
            let key = self.text(fact, "key", &span, false);
            let kind = self.kind(fact, &span);
            let value = self.text(fact, "value", &span, true);
            let line = self.text(fact, "line", &span, true);
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

    fn items<'t, 's>(
        &mut self,
        table: &'t DeTable<'s>,
        key: &str,
    ) -> Vec<(&'t DeValue<'s>, Range<usize>)> {
        match table.get(key).map(|value| (value.get_ref(), value.span())) {
            None => Vec::new(),
            Some((DeValue::Array(items), _)) => items
                .iter()
                .map(|item| (item.get_ref(), item.span()))
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
