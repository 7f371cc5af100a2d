//! What the document changed since the last import, and what of it can be taken over.
//!
//! Three contracts are compared key by key: what the last import wrote, what this one writes, and what a person made of the first.
//! What the person has not touched follows the document; what they have is theirs.

use super::align::{route, words};
use super::tree::{Data, Entry, Path, Table, Tree};
use std::collections::BTreeSet;
use theta_spec::text;

/// What is said of an endpoint that the document no longer has.
pub(super) const GONE: &str = "The document does not have it any more.";

/// One change of the contract.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) path: Path,
    pub(super) act: Act,
}

/// How a contract changes at a path.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// The key is new.
    Add(Added),
    /// Another value.
    Set(String),
    /// Other items of a list.
    Items {
        add: Vec<String>,
        remove: BTreeSet<String>,
    },
    Remove,
    /// An endpoint that the document no longer has.
    Mark(Added),
    /// The document says it otherwise, and so does a person: theirs stays, for this reason.
    Keep(String),
}

/// What is added at a path.
#[derive(Clone, Debug)]
pub(super) struct Added {
    /// The key that it comes behind.
    pub(super) after: Option<String>,
    /// Whole paths and values.
    pub(super) lines: Vec<(Path, String)>,
    /// The same under headers of its own.
    pub(super) section: Option<String>,
}

impl Step {
    /// Returns the table and the name that it is about.
    pub(super) fn entity(&self) -> &[String] {
        self.path.get(..2).unwrap_or(&self.path)
    }
}

/// Tables of things with names: of such a thing that is gone, all or nothing goes.
const MAPS: &[&str] = &[
    "types",
    "errors",
    "shapes",
    "fields",
    "query",
    "path",
    "headers",
    "parts",
    "values",
    "variants",
    "response_headers",
    "hosts",
    "variables",
    "schemes",
];

/// Keys that hold words, where a name means nothing.
const WORDS: &[&str] = &[
    "doc",
    "summary",
    "cause",
    "fix",
    "note",
    "name",
    "deprecated",
];

/// What is compared.
pub(super) struct Three<'t> {
    pub(super) theirs: &'t Tree<'t>,
    /// What the last import wrote; empty if that is not known.
    pub(super) base: &'t Tree<'t>,
    pub(super) mine: &'t Tree<'t>,
    /// Method and path of operations that the document has and the import leaves out.
    pub(super) elsewhere: &'t BTreeSet<(String, String)>,
    /// Whether what is missing says nothing: another selection than last time.
    pub(super) partial: bool,
}

/// Returns the changes.
pub(super) fn steps(three: &Three<'_>) -> Vec<Step> {
    let mut merge = Merge {
        three,
        path: Vec::new(),
        steps: Vec::new(),
    };
    merge.tables(&three.theirs.root, Some(&three.base.root), &three.mine.root);
    merge.steps
}

struct Merge<'m> {
    three: &'m Three<'m>,
    path: Path,
    steps: Vec<Step>,
}

impl Merge<'_> {
    fn step(&mut self, act: Act) {
        self.steps.push(Step {
            path: self.path.clone(),
            act,
        });
    }

    fn tables(&mut self, theirs: &Table, base: Option<&Table>, mine: &Table) {
        let mut after: Option<String> = None;
        for entry in &theirs.entries {
            self.path.push(entry.key.clone());
            let before = base.and_then(|base| base.get(&entry.key));
            match (before, mine.get(&entry.key)) {
                (_, Some(own)) => {
                    self.both(entry, before, own);
                    after = Some(entry.key.clone());
                }
                (None, None) => {
                    let added = self.added(entry, after.clone());
                    self.step(Act::Add(added));
                }
                // Removed by a person.
                (Some(_), None) => {}
            }
            self.path.pop();
        }
        for entry in base.into_iter().flat_map(|base| &base.entries) {
            if let (None, Some(own)) = (theirs.get(&entry.key), mine.get(&entry.key)) {
                self.path.push(entry.key.clone());
                self.gone(entry, own);
                self.path.pop();
            }
        }
    }

    fn both(&mut self, theirs: &Entry, base: Option<&Entry>, mine: &Entry) {
        let before = base.map(|entry| &entry.data);
        if let (Data::Table(theirs), Data::Table(own)) = (&theirs.data, &mine.data) {
            let back = self.path.len() == 2 && self.path[0] == "endpoints" && base.is_none();
            if back && own.text("deprecated") == Some(GONE) {
                self.path.push("deprecated".to_owned());
                self.step(Act::Remove);
                self.path.pop();
            }
            let base = match before {
                Some(Data::Table(base)) => Some(base),
                _ => None,
            };
            return self.tables(theirs, base, own);
        }
        if theirs.data == mine.data || before == Some(&theirs.data) {
            return;
        }
        let value = self.value(theirs);
        let stay = self.left_behind(&mine.data);
        match (before, &theirs.data, &mine.data) {
            (before, _, own) if before == Some(own) && stay.is_empty() => match value {
                Some(value) => self.step(Act::Set(value)),
                None => self.keep("is written in another way"),
            },
            (before, Data::List(new), Data::List(own)) if plain(new) && plain(own) => {
                let new = texts(new);
                let own = texts(own);
                let old: BTreeSet<String> = match before {
                    Some(Data::List(old)) if plain(old) => texts(old),
                    // Of an error without a past: the endpoints that were there already are a person's decision.
                    None if self.path.last().is_some_and(|key| key == "on") => {
                        let endpoints = self.three.mine.root.table("endpoints");
                        let known =
                            |name: &String| endpoints.is_some_and(|all| all.get(name).is_some());
                        new.iter().filter(|name| known(name)).cloned().collect()
                    }
                    _ => return self.keep("says something else"),
                };
                let remove: BTreeSet<String> = if self.three.partial {
                    BTreeSet::new()
                } else {
                    old.iter()
                        .filter(|item| {
                            !new.contains(*item) && own.contains(*item) && !stay.contains(*item)
                        })
                        .cloned()
                        .collect()
                };
                let add: Vec<String> = new
                    .iter()
                    .filter(|item| !old.contains(*item) && !own.contains(*item))
                    .cloned()
                    .collect();
                if !add.is_empty() || !remove.is_empty() {
                    self.step(Act::Items { add, remove });
                }
            }
            _ => self.keep("says something else"),
        }
    }

    /// Endpoints of an error that the document no longer has and the contract keeps: they fail as before.
    fn left_behind(&self, own: &Data) -> BTreeSet<String> {
        let is_on = self.path.last().is_some_and(|key| key == "on");
        let has = |tree: &Tree<'_>, name: &str| {
            let endpoints = tree.root.table("endpoints");
            endpoints.is_some_and(|all| all.get(name).is_some())
        };
        let names = match own {
            Data::List(items) if is_on => items.as_slice(),
            _ => &[],
        };
        let names = names.iter().filter(|(item, _)| match item {
            Data::Text(name) => has(self.three.mine, name) && !has(self.three.theirs, name),
            _ => false,
        });
        names.filter_map(|(item, _)| as_toml(item)).collect()
    }

    fn keep(&mut self, why: &str) {
        self.step(Act::Keep(format!(
            "the document {why}; the contract keeps what was written by hand"
        )));
    }

    fn gone(&mut self, base: &Entry, own: &Entry) {
        if let ([part, _], Data::Table(was)) = (self.path.as_slice(), &base.data)
            && part == "endpoints"
        {
            let elsewhere = route(was).is_some_and(|(method, path)| {
                self.three.elsewhere.contains(&(method.to_owned(), path))
            });
            let marked = matches!(&own.data, Data::Table(own) if own.get("deprecated").is_some());
            if !elsewhere && !marked {
                let mut path = self.path.clone();
                path.push("deprecated".to_owned());
                let added = Added {
                    after: Some("summary".to_owned()),
                    lines: vec![(path.clone(), text::toml(GONE))],
                    section: None,
                };
                self.steps.push(Step {
                    path,
                    act: Act::Mark(added),
                });
            }
            return;
        }
        if self.three.partial {
            return;
        }
        let is_map = self
            .path
            .last()
            .is_some_and(|key| MAPS.contains(&key.as_str()));
        // What only fails where the document has nothing any more stays with it.
        if let (Data::Table(own), "errors") = (&own.data, self.path[0].as_str())
            && let Some(on) = own.get("on")
        {
            self.path.push("on".to_owned());
            let stay = self.left_behind(&on.data).len();
            self.path.pop();
            if matches!(&on.data, Data::List(items) if items.len() == stay) {
                return;
            }
        }
        match (&base.data, &own.data) {
            // Of all errors or types each has its own reason to stay.
            (Data::Table(base), Data::Table(own)) if is_map && self.path.len() == 1 => {
                self.tables(&Table::default(), Some(base), own);
            }
            (was, own) if was == own => self.step(Act::Remove),
            (Data::Table(base), Data::Table(own)) if is_map => {
                self.tables(&Table::default(), Some(base), own);
            }
            _ => self.keep("does not have it any more"),
        }
    }

    /// The text of a value in what this import writes.
    fn value(&self, entry: &Entry) -> Option<String> {
        let range = entry.value.clone()?;
        self.three.theirs.text.get(range).map(str::to_owned)
    }

    fn added(&self, entry: &Entry, after: Option<String>) -> Added {
        let theirs = self.three.theirs;
        let under = theirs.under(&self.path);
        let statements = || under.iter().filter_map(|at| theirs.statements.get(*at));
        let mut lines: Vec<(Path, String)> = statements()
            .filter_map(|statement| {
                let value = theirs.text.get(statement.value.clone()?)?;
                Some((statement.path.clone(), value.to_owned()))
            })
            .collect();
        if under.is_empty() {
            lines.extend(self.value(entry).map(|value| (self.path.clone(), value)));
        }
        let first = statements().next().filter(|first| first.is_header());
        let last = statements().next_back();
        let section = first.zip(last).and_then(|(first, last)| {
            let section = theirs
                .text
                .get(first.range.start..theirs.line_end(last.range.end))?;
            Some(section.to_owned())
        });
        Added {
            after,
            lines,
            section,
        }
    }
}

fn plain(items: &[(Data, std::ops::Range<usize>)]) -> bool {
    items
        .iter()
        .all(|(item, _)| matches!(item, Data::Text(_) | Data::Other(_)))
}

/// Items as TOML.
fn texts(items: &[(Data, std::ops::Range<usize>)]) -> BTreeSet<String> {
    items.iter().filter_map(|(item, _)| as_toml(item)).collect()
}

/// Returns a plain value as TOML.
pub(super) fn as_toml(item: &Data) -> Option<String> {
    match item {
        Data::Text(words) => Some(text::toml(words)),
        Data::Other(text) => Some(text.clone()),
        _ => None,
    }
}

/// Returns those of the steps that would remove a type or a shape which something still names, such as an endpoint that the document
/// no longer has.
pub(super) fn still_used(mine: &Tree<'_>, steps: &[(usize, &Step)]) -> Vec<usize> {
    let touched: BTreeSet<Path> = steps
        .iter()
        .filter(|(_, step)| matches!(step.act, Act::Remove | Act::Set(_)))
        .map(|(_, step)| step.path.clone())
        .collect();
    let mut used: BTreeSet<String> = BTreeSet::new();
    names(&mine.root, &mut Vec::new(), &touched, &mut used);
    let mut removed: Vec<&(usize, &Step)> = steps
        .iter()
        .filter(|(_, step)| {
            matches!(step.act, Act::Remove)
                && matches!(step.path.as_slice(), [part, _] if part == "types" || part == "shapes")
        })
        .collect();
    let mut kept = Vec::new();
    while let Some(at) = removed
        .iter()
        .position(|(_, step)| step.path.last().is_some_and(|name| used.contains(name)))
    {
        let (index, step) = removed.remove(at);
        kept.push(*index);
        if let Some(Data::Table(table)) = mine.entry(&step.path).map(|entry| &entry.data) {
            names(table, &mut step.path.clone(), &BTreeSet::new(), &mut used);
        }
    }
    kept
}

/// Collects every word that may be the name of a type or a shape.
fn names(table: &Table, path: &mut Path, skipped: &BTreeSet<Path>, used: &mut BTreeSet<String>) {
    for entry in &table.entries {
        path.push(entry.key.clone());
        if !skipped.contains(path) && !WORDS.contains(&entry.key.as_str()) {
            names_in(&entry.data, path, skipped, used);
        }
        path.pop();
    }
}

fn names_in(data: &Data, path: &mut Path, skipped: &BTreeSet<Path>, used: &mut BTreeSet<String>) {
    match data {
        Data::Text(text) => used.extend(words(text).into_iter().map(str::to_owned)),
        Data::List(items) => {
            for (item, _) in items {
                names_in(item, path, skipped, used);
            }
        }
        Data::Table(table) => names(table, path, skipped, used),
        Data::Other(_) => {}
    }
}
