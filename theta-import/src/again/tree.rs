//! A contract as a tree of keys, with the places of its text.

use std::ops::Range;
use toml_edit::{Document, InlineTable, Item, Key, Table as TomlTable, Value};

/// A path of keys.
pub(super) type Path = Vec<String>;

/// The text of a contract, what it says, and every statement in it.
#[derive(Debug)]
pub(super) struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) root: Table,
    /// In the order of the text.
    pub(super) statements: Vec<Statement>,
}

/// A header, or a `key = value` that stands on lines of its own.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) path: Path,
    /// Where it begins, and where its value or its header ends.
    pub(super) range: Range<usize>,
    /// The value; `None` for a header.
    pub(super) value: Option<Range<usize>>,
}

impl Statement {
    pub(super) fn is_header(&self) -> bool {
        self.value.is_none()
    }
}

/// What a key stands for.
#[derive(Clone, Debug)]
pub(super) enum Data {
    Text(String),
    /// A number, a boolean or a date, as it is written.
    Other(String),
    List(Vec<(Data, Range<usize>)>),
    Table(Table),
}

/// Keys and what they stand for, in the order of the text.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) layout: Layout,
    pub(super) entries: Vec<Entry>,
}

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Layout {
    /// Only tables in it are written.
    #[default]
    Implicit,
    /// Under a header that says so many of the keys before its entries.
    Lines { header: usize },
    /// In braces.
    Inline,
    /// One value in place of the whole.
    Short,
    /// In a way that is not changed here.
    Fixed,
}

/// A key and what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) data: Data,
    /// Where the key begins, where it is written once.
    pub(super) start: usize,
    /// The value, where it is one.
    pub(super) value: Option<Range<usize>>,
}

/// Tables whose entries may be one value for short, and the key that it stands for.
const SHORT: &[(&str, &str)] = &[
    ("fields", "type"),
    ("query", "type"),
    ("path", "type"),
    ("headers", "type"),
    ("parts", "type"),
    ("variants", "type"),
    ("values", "doc"),
    ("response_headers", "header"),
];

impl Table {
    pub(super) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    pub(super) fn table(&self, key: &str) -> Option<&Self> {
        match &self.get(key)?.data {
            Data::Table(table) => Some(table),
            _ => None,
        }
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match &self.get(key)?.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.entries.len() == other.entries.len()
            && self.entries.iter().all(|entry| {
                other
                    .get(&entry.key)
                    .is_some_and(|twin| twin.data == entry.data)
            })
    }
}

/// Equal if they say the same, wherever and however it is written.
impl PartialEq for Data {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) | (Self::Other(one), Self::Other(other)) => {
                one == other
            }
            (Self::List(one), Self::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|((a, _), (b, _))| a == b)
            }
            (Self::Table(one), Self::Table(other)) => one == other,
            _ => false,
        }
    }
}

impl<'t> Tree<'t> {
    /// Returns the tree of a text; what the parser says of it if that is no TOML.
    pub(super) fn of(text: &'t str) -> Result<Self, String> {
        let document = Document::parse(text).map_err(|error| error.message().to_owned())?;
        let mut reader = Reader {
            text,
            path: Vec::new(),
            statements: Vec::new(),
        };
        let mut root = reader.table(document.as_table(), 0);
        root.layout = Layout::Implicit;
        let mut statements = reader.statements;
        statements.sort_by_key(|statement| statement.range.start);
        Ok(Self {
            text,
            root,
            statements,
        })
    }

    /// Returns what stands at a path.
    pub(super) fn entry(&self, path: &[String]) -> Option<&Entry> {
        let (last, before) = path.split_last()?;
        let mut table = &self.root;
        for key in before {
            table = table.table(key)?;
        }
        table.get(last)
    }

    /// Returns the indices of the statements at or under a path.
    pub(super) fn under(&self, path: &[String]) -> Vec<usize> {
        let statements = self.statements.iter().enumerate();
        statements
            .filter(|(_, statement)| statement.path.starts_with(path))
            .map(|(at, _)| at)
            .collect()
    }

    pub(super) fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |before| before + 1)
    }

    /// Returns where the line ends, before its line end.
    pub(super) fn line_end(&self, at: usize) -> usize {
        let end = self.text[at..]
            .find('\n')
            .map_or(self.text.len(), |after| at + after);
        if end > at && self.text[..end].ends_with('\r') {
            end - 1
        } else {
            end
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    path: Path,
    statements: Vec<Statement>,
}

impl Reader<'_> {
    fn table(&mut self, table: &TomlTable, header: usize) -> Table {
        let mut entries = Vec::new();
        for (name, item) in table {
            self.path.push(name.to_owned());
            entries.extend(self.entry(table.key(name), name, item, header));
            self.path.pop();
        }
        Table {
            layout: Layout::Lines { header },
            entries,
        }
    }

    fn entry(
        &mut self,
        key: Option<&Key>,
        name: &str,
        item: &Item,
        header: usize,
    ) -> Option<Entry> {
        let start = key.and_then(Key::span).map_or(0, |span| span.start);
        let (data, value) = match item {
            Item::Value(value) => {
                let range = value.span();
                if let (Some(range), Some(key)) = (&range, key.and_then(Key::span)) {
                    // A dotted key begins before its last part.
                    let line = self.text[..key.start]
                        .rfind('\n')
                        .map_or(0, |before| before + 1);
                    let indent = self.text[line..].len()
                        - self.text[line..]
                            .trim_start_matches([' ', '\t', '\u{feff}'])
                            .len();
                    self.statements.push(Statement {
                        path: self.path.clone(),
                        range: line + indent..range.end,
                        value: Some(range.clone()),
                    });
                }
                (self.short(value, range.as_ref()), range)
            }
            Item::Table(inner) if inner.is_dotted() => {
                (Data::Table(self.table(inner, header)), None)
            }
            Item::Table(inner) => {
                let depth = self.path.len();
                let headed = inner.span().filter(|_| !inner.is_implicit());
                if let Some(range) = &headed {
                    self.statements.push(Statement {
                        path: self.path.clone(),
                        range: range.clone(),
                        value: None,
                    });
                }
                let mut table = self.table(inner, depth);
                if headed.is_none() {
                    table.layout = Layout::Implicit;
                }
                (Data::Table(table), None)
            }
            Item::ArrayOfTables(tables) => {
                let depth = self.path.len();
                let mut items = Vec::new();
                for table in tables {
                    let range = table.span().unwrap_or_default();
                    self.statements.push(Statement {
                        path: self.path.clone(),
                        range: range.clone(),
                        value: None,
                    });
                    items.push((Data::Table(self.table(table, depth)), range));
                }
                (Data::List(items), None)
            }
            Item::None => return None,
        };
        Some(Entry {
            key: name.to_owned(),
            data,
            start,
            value,
        })
    }

    /// A value, as the table that it stands for if it is one for short.
    fn short(&mut self, value: &Value, range: Option<&Range<usize>>) -> Data {
        let data = self.value(value);
        let parent = self.path.iter().rev().nth(1);
        let long = SHORT
            .iter()
            .find(|(table, _)| parent.is_some_and(|parent| parent == table));
        match (data, long) {
            (data @ Data::Text(_), Some((_, key))) => Data::Table(Table {
                layout: Layout::Short,
                entries: vec![Entry {
                    key: (*key).to_owned(),
                    data,
                    start: range.map_or(0, |range| range.start),
                    value: range.cloned(),
                }],
            }),
            (data, _) => data,
        }
    }

    fn value(&mut self, value: &Value) -> Data {
        match value {
            Value::String(text) => Data::Text(text.value().clone()),
            Value::Array(items) => {
                let items = items.iter().map(|item| {
                    let range = item.span().unwrap_or_default();
                    (self.value(item), range)
                });
                Data::List(items.collect())
            }
            Value::InlineTable(table) => Data::Table(self.inline(table)),
            other => {
                let written = other.span().and_then(|span| self.text.get(span));
                Data::Other(written.unwrap_or_default().to_owned())
            }
        }
    }

    fn inline(&mut self, table: &InlineTable) -> Table {
        let mut entries = Vec::new();
        for (name, value) in table {
            self.path.push(name.to_owned());
            let range = value.span();
            let key = table.key(name).and_then(Key::span);
            entries.push(Entry {
                key: name.to_owned(),
                data: self.short(value, range.as_ref()),
                start: key.map_or(0, |span| span.start),
                value: range,
            });
            self.path.pop();
        }
        let layout = if table.is_dotted() {
            Layout::Fixed
        } else {
            Layout::Inline
        };
        Table { layout, entries }
    }
}
