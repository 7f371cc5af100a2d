//! What pages call several endpoints: `STT only`, `pronunciation endpoints`, names of the contract.

use super::columns::{Column, column};
use super::paths;
use crate::Vocabulary;
use crate::blocks::{Block, BlockKind, Rich};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// What the pages call several endpoints.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    /// Groups that a page spells out: `Pronunciation endpoints (/a, /b)`.
    spelled: BTreeMap<String, Vec<String>>,
    /// Rows of tables of endpoints: the path, and the row in lower case.
    rows: Vec<(String, String)>,
    /// Every path of such tables and of the contract.
    paths: BTreeSet<String>,
}

/// The most rows that are looked through for a word, and the most of each, in bytes.
const MAX_ROWS: usize = 200;
const MAX_ROW: usize = 400;

/// The most endpoints that one cell or title names.
const MAX_NAMED: usize = 64;

/// Ends of remarks that bound what they follow.
const REMARKS: &[&str] = &[" only", " endpoints", " endpoint"];

impl Groups {
    /// Collects what pages call their endpoints.
    pub(crate) fn of(pages: &[Vec<Block>], vocabulary: &Vocabulary) -> Self {
        let mut groups = Self::default();
        for block in pages.iter().flatten() {
            match &block.kind {
                BlockKind::Table(table) => {
                    let listed = table.header.iter().any(|name| {
                        matches!(column(name.text()), Some(Column::Path | Column::Request))
                    });
                    if !listed {
                        continue;
                    }
                    for row in table.rows.iter().filter_map(|row| row.readings.first()) {
                        let text: Vec<&str> = row.iter().map(Rich::text).collect();
                        let text = text.join(" ");
                        if let Some(found) = paths::find(&text).into_iter().next() {
                            groups.add(&text[found.path], &text);
                        }
                    }
                }
                BlockKind::Paragraph | BlockKind::Item => groups.spell(block.text.text()),
                BlockKind::Heading(_) | BlockKind::Code(_) => {}
            }
        }
        for known in &vocabulary.endpoints {
            if !groups.paths.contains(&known.path) {
                groups.add(&known.path, &known.words);
            }
        }
        groups
    }

    fn add(&mut self, path: &str, words: &str) {
        self.paths.insert(path.to_owned());
        if self.rows.len() < MAX_ROWS {
            let mut end = words.len().min(MAX_ROW);
            while !words.is_char_boundary(end) {
                end -= 1;
            }
            self.rows
                .push((path.to_owned(), words[..end].to_lowercase()));
        }
    }

    /// Learns `Pronunciation endpoints (/a, /b)`.
    fn spell(&mut self, text: &str) {
        let Some(at) = text.find("endpoints (") else {
            return;
        };
        let Some(word) = text[..at].split_whitespace().next_back() else {
            return;
        };
        let list = &text[at + "endpoints (".len()..];
        let list = &list[..list.find(')').unwrap_or(list.len())];
        let paths = named_paths(list);
        if !paths.is_empty() {
            self.spelled.entry(word.to_lowercase()).or_insert(paths);
        }
    }

    /// Whether a table of the pages or the contract has that path.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.paths.contains(path)
    }

    /// The endpoints that a word such as `STT` or `pronunciation` stands for.
    fn meant(&self, word: &str) -> Vec<String> {
        let word = word.to_lowercase();
        if let Some(paths) = self.spelled.get(&word) {
            return paths.clone();
        }
        super::sorted(
            self.rows
                .iter()
                .filter(|(_, words)| has_word(words, &word))
                .map(|(path, _)| path.clone())
                .collect(),
        )
    }

    /// The endpoints that a cell lists, by path or by the contract's names.
    pub(super) fn listed(&self, text: &str, vocabulary: &Vocabulary) -> Vec<String> {
        let mut found = named_paths(text);
        if found.is_empty() {
            found = text
                .split(|c: char| !(c.is_alphanumeric() || c == '_'))
                .filter_map(|word| vocabulary.endpoints.iter().find(|known| known.name == word))
                .map(|known| known.path.clone())
                .take(MAX_NAMED)
                .collect();
            found = super::sorted(found);
        }
        if found.is_empty() {
            return self
                .hinted(text)
                .map(|(meant, _)| meant)
                .unwrap_or_default();
        }
        found
    }

    /// The endpoints to which a remark such as `(STT only)` or `(pronunciation endpoints)` bounds what it follows, and where
    /// the remark stands.
    pub(super) fn hinted(&self, text: &str) -> Option<(Vec<String>, Range<usize>)> {
        REMARKS.iter().find_map(|end| {
            let at = text.find(end)?;
            let before = &text[..at];
            let start = before
                .rfind(['(', ',', ';', ':', '.', '—'])
                .map_or(0, |at| {
                    at + before[at..].chars().next().map_or(1, char::len_utf8)
                });
            let named = text[start..at].trim();
            let rest = &text[at + end.len()..];
            if !rest.is_empty() && !rest.starts_with([')', ',', ';', '.']) {
                return None;
            }
            let mut endpoints = named_paths(named);
            if endpoints.is_empty() && !named.is_empty() && !named.contains(' ') {
                endpoints = self.meant(named);
            }
            (!endpoints.is_empty()).then_some((endpoints, start..at))
        })
    }

    /// The endpoints that a heading names.
    pub(super) fn endpoints_of_heading(title: &str, vocabulary: &Vocabulary) -> Vec<String> {
        let found = named_paths(title);
        if !found.is_empty() {
            return found;
        }
        vocabulary
            .endpoints
            .iter()
            .filter(|known| known.name == title.trim())
            .map(|known| known.path.clone())
            .collect()
    }
}

/// The paths that a text names, sorted.
fn named_paths(text: &str) -> Vec<String> {
    super::sorted(
        paths::find(text)
            .into_iter()
            .take(MAX_NAMED)
            .map(|found| text[found.path].to_owned())
            .collect(),
    )
}

fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
