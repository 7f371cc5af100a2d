//! Reads files of entries that people write beside a contract, such as acknowledgements, and reports their mistakes.

use crate::day::{Day, date};
use crate::source::{SourceText, Span};
use crate::suggest::nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A mistake in a file of entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The kind of mistake.
    pub kind: ProblemKind,
    /// What is wrong and what to do.
    pub message: String,
    /// The place.
    pub span: Span,
}

/// The kinds of [`Problem`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// It cannot be read.
    Malformed,
    /// It matches nothing, and could silently let the next finding pass.
    Unused,
    /// Its last day has passed.
    Expired,
}

/// One table of the file.
#[derive(Clone, Copy)]
pub struct Entry<'t, 's> {
    /// What it says.
    pub table: &'t DeTable<'s>,
    /// The place.
    pub span: Span,
}

/// Reads a file of entries and collects its problems.
#[derive(Default)]
pub struct Reader {
    /// The problems so far.
    pub problems: Vec<Problem>,
}

impl Reader {
    /// Returns the tables of the file; `None` when it is not TOML.
    pub fn document<'s>(&mut self, source: &'s SourceText) -> Option<DeTable<'s>> {
        let (document, errors) = DeTable::parse_recoverable(source.text());
        for error in &errors {
            let message = error.message().replace('\n', ", ");
            self.wrong(error.span().unwrap_or_default(), message);
        }
        errors.is_empty().then(|| document.into_inner())
    }

    /// Adds a problem of the kind [`ProblemKind::Malformed`].
    pub fn wrong(&mut self, span: impl Into<Span>, message: impl Into<String>) {
        self.problems.push(Problem {
            kind: ProblemKind::Malformed,
            message: message.into(),
            span: span.into(),
        });
    }

    /// Reports keys that `what` does not have.
    pub fn known(&mut self, table: &DeTable<'_>, keys: &[&'static str], what: &str) {
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

    /// Returns the entries of the list under `key`; a value that is no list is reported `at` the place.
    pub fn entries<'t, 's>(
        &mut self,
        key: &str,
        at: impl Into<Span>,
        value: &'t Spanned<DeValue<'s>>,
    ) -> Vec<Entry<'t, 's>> {
        let mut entries = Vec::new();
        let DeValue::Array(items) = value.get_ref() else {
            let message = format!("not a list: write each entry as [[{key}]], with two brackets");
            self.wrong(at, message);
            return entries;
        };
        for item in items {
            let span = item.span().into();
            match item.get_ref() {
                DeValue::Table(table) => entries.push(Entry { table, span }),
                _ => self.wrong(span, format!("not a table: write each entry as [[{key}]]")),
            }
        }
        entries
    }

    /// Returns a text that must be there. `blank` says what is wrong with a blank one, unless it may be blank.
    pub fn text(&mut self, entry: Entry<'_, '_>, key: &str, blank: Option<&str>) -> Option<String> {
        let Some(value) = entry.table.get(key) else {
            self.wrong(entry.span, format!("the entry has no `{key}`"));
            return None;
        };
        let flaw = match value.get_ref() {
            DeValue::String(text) => match blank {
                Some(flaw) if text.trim().is_empty() => flaw,
                _ => return Some(text.to_string()),
            },
            _ => "is not a text",
        };
        self.wrong(value.span(), format!("`{key}` {flaw}"));
        None
    }

    /// Returns the day under `key`, if it is there and a day.
    pub fn day(&mut self, entry: Entry<'_, '_>, key: &str) -> Option<Day> {
        let value = entry.table.get(key)?;
        let day = date(value.get_ref());
        if day.is_none() {
            let message = "not a day: write it as 2027-01-31, without quotes";
            self.wrong(value.span(), message);
        }
        day
    }
}

/// Returns what a word stands for.
#[must_use]
pub fn chosen<T: Copy>(choices: &[(&str, T)], word: &str) -> Option<T> {
    let choice = choices.iter().find(|(name, _)| *name == word)?;
    Some(choice.1)
}
