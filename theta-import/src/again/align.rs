//! What is called otherwise in two contracts of one API: names that a person chose, and those that an import chose anew.

use super::tree::{Data, Path, Table, Tree};
use crate::names::{Named, endpoint_names};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use theta_spec::contract::Method;

/// Names of one contract and what the same things are called in another; what is called the same is left out.
#[derive(Debug, Default)]
pub(super) struct Renames {
    pub(super) endpoints: BTreeMap<String, String>,
    pub(super) types: BTreeMap<String, String>,
    pub(super) shapes: BTreeMap<String, String>,
    pub(super) errors: BTreeMap<String, String>,
}

impl Renames {
    fn parts(&mut self) -> [(&'static str, &mut BTreeMap<String, String>); 4] {
        [
            ("endpoints", &mut self.endpoints),
            ("types", &mut self.types),
            ("shapes", &mut self.shapes),
            ("errors", &mut self.errors),
        ]
    }

    /// Takes back what would give something of a contract the name of something else of it that keeps its own.
    pub(super) fn without_clashes(mut self, tree: &Tree<'_>) -> Self {
        for (part, names) in self.parts() {
            let all = tree.root.table(part).cloned().unwrap_or_default();
            // What is taken back keeps its own name, which another may have got.
            while let Some(name) = clash(names, &all) {
                names.remove(&name);
            }
        }
        self
    }

    /// Returns these names with others given to them after that, of shapes and rows.
    pub(super) fn then(mut self, next: &Self) -> Self {
        for (names, next) in [
            (&mut self.shapes, &next.shapes),
            (&mut self.errors, &next.errors),
        ] {
            let given: BTreeSet<String> = names.values().cloned().collect();
            for name in names.values_mut() {
                if let Some(new) = next.get(name) {
                    name.clone_from(new);
                }
            }
            let first = next.iter().filter(|(name, _)| !given.contains(*name));
            for (name, new) in first {
                names.entry(name.clone()).or_insert_with(|| new.clone());
            }
        }
        self
    }

    /// Returns these names of shapes and rows, and those of the others that it has none for.
    pub(super) fn or(mut self, others: Self) -> Self {
        for (names, others) in [
            (&mut self.shapes, others.shapes),
            (&mut self.errors, others.errors),
        ] {
            for (name, new) in others {
                names.entry(name).or_insert(new);
            }
        }
        self
    }

    /// Gives another name to whatever has one of its own that another one gets.
    pub(super) fn making_room(mut self, tree: &Tree<'_>) -> Self {
        for (part, names) in self.parts() {
            let all = tree.root.table(part).cloned().unwrap_or_default();
            let given: BTreeSet<String> = names.values().cloned().collect();
            let mut taken: BTreeSet<String> = names.keys().chain(&given).cloned().collect();
            taken.extend(all.entries.iter().map(|entry| entry.key.clone()));
            for name in given {
                if names.contains_key(&name) {
                    continue;
                }
                if let Some(own) = all.table(&name) {
                    let free = match part {
                        "types" => free_type(&name, &taken),
                        _ => free_name(&name, route(own).as_ref(), &taken),
                    };
                    taken.insert(free.clone());
                    names.insert(name, free);
                }
            }
        }
        self
    }
}

/// Something that would get the name of something else, which keeps it.
fn clash(names: &BTreeMap<String, String>, all: &Table) -> Option<String> {
    let clashes =
        |(_, new): &(&String, &String)| all.get(new).is_some() && !names.contains_key(*new);
    names.iter().find(clashes).map(|(name, _)| name.clone())
}

/// Keys whose value is a use of a type.
const TYPES: &[&str] = &["type", "json", "form", "xml", "returns", "is", "events"];

/// Returns what the things of one contract are called in another. Shapes and rows, which little tells apart, may be known.
pub(super) fn align(from: &Tree<'_>, to: &Tree<'_>, known: &Renames) -> Renames {
    let none = Table::default();
    let part = |tree: &Tree<'_>, key: &str| tree.root.table(key).unwrap_or(&none).clone();
    let (from_endpoints, to_endpoints) = (part(from, "endpoints"), part(to, "endpoints"));
    let endpoints = endpoints(&from_endpoints, &to_endpoints);
    let types = Types {
        from: part(from, "types"),
        to: part(to, "types"),
        renamed: BTreeMap::new(),
        queue: VecDeque::new(),
        seen: BTreeSet::new(),
    };
    let mut walk = types;
    // Whether a name is given on may only show behind what is asked first.
    for _ in 0..2 {
        for entry in &from_endpoints.entries {
            let name = endpoints.get(&entry.key).unwrap_or(&entry.key);
            if let (Data::Table(one), Some(other)) = (&entry.data, to_endpoints.table(name)) {
                walk.tables(one, other);
            }
        }
    }
    let types = walk.finish();
    let (ours, theirs) = (part(from, "shapes"), part(to, "shapes"));
    let shapes = alike(&ours, &theirs, &known.shapes, same_shape);
    let (ours, theirs) = (part(from, "errors"), part(to, "errors"));
    let errors = alike(&ours, &theirs, &known.errors, |one, other| {
        let same = |key: &str| one.get(key).map(|e| &e.data) == other.get(key).map(|e| &e.data);
        let shape = |table: &Table| table.get("shape").map(|entry| entry.data.clone());
        let renamed = shape(one).map(|data| through(data, &shapes));
        same("status") && same("code") && renamed == shape(other)
    });
    Renames {
        endpoints: changed(endpoints),
        types,
        shapes: changed(shapes),
        errors: changed(errors),
    }
}

/// Whether two shapes are found alike, whichever comes first.
pub(super) fn same_shape(one: &Table, other: &Table) -> bool {
    let bare = |table: &Table| {
        let mut table = table.clone();
        table.entries.retain(|entry| entry.key != "before");
        table
    };
    bare(one) == bare(other)
}

fn through(data: Data, renames: &BTreeMap<String, String>) -> Data {
    match data {
        Data::Text(text) => Data::Text(renames.get(&text).unwrap_or(&text).clone()),
        Data::List(items) => Data::List(
            items
                .into_iter()
                .map(|(item, range)| (through(item, renames), range))
                .collect(),
        ),
        other => other,
    }
}

fn changed(renames: BTreeMap<String, String>) -> BTreeMap<String, String> {
    renames
        .into_iter()
        .filter(|(from, to)| from != to)
        .collect()
}

/// Method and path of an endpoint, whatever its parameters are called.
pub(super) fn route(endpoint: &Table) -> Option<(&'static str, String)> {
    let mut methods = Method::ALL.iter().map(|(key, _)| *key);
    let (method, path) = methods.find_map(|key| Some((key, endpoint.text(key)?)))?;
    Some((method, bare(path)))
}

/// A path whose parameters have no names.
pub(super) fn bare(path: &str) -> String {
    let mut bare = String::new();
    for (at, piece) in path.split('{').enumerate() {
        if at == 0 {
            bare.push_str(piece);
        } else {
            bare.push_str("{}");
            bare.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
        }
    }
    bare
}

/// Returns a name for an endpoint whose own is taken: of its method and path if that is free.
pub(super) fn free_name(
    name: &str,
    route: Option<&(&'static str, String)>,
    taken: &BTreeSet<String>,
) -> String {
    let made = route.map(|(method, path)| {
        let named = Named {
            id: None,
            tag: None,
            method,
            path,
        };
        endpoint_names(&[named]).concat()
    });
    let numbered = (2_usize..).map(|number| format!("{name}_{number}"));
    let mut names = made.into_iter().chain(numbered);
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

/// Returns a name for a type whose own is taken.
fn free_type(name: &str, taken: &BTreeSet<String>) -> String {
    let mut names = (2_usize..).map(|number| format!("{name}{number}"));
    names.find(|name| !taken.contains(name)).unwrap_or_default()
}

/// By method and path where that is one on each side, else by name.
fn endpoints(from: &Table, to: &Table) -> BTreeMap<String, String> {
    type Routes<'t> = BTreeMap<(&'static str, String), Vec<&'t str>>;
    let routes = |table: &'_ Table| -> Vec<(String, Option<(&'static str, String)>)> {
        let entries = table.entries.iter().filter_map(|entry| match &entry.data {
            Data::Table(table) => Some((entry.key.clone(), route(table))),
            _ => None,
        });
        entries.collect()
    };
    let (ours, theirs) = (routes(from), routes(to));
    let same = |name: &str, route: &Option<_>| {
        theirs
            .iter()
            .any(|(other, at)| other == name && at == route && at.is_some())
    };
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for (name, route) in &ours {
        if same(name, route) {
            found.insert(name.clone(), name.clone());
            taken.extend(
                theirs
                    .iter()
                    .map(|(other, _)| other.as_str())
                    .find(|other| other == name),
            );
        }
    }
    let mut left: Routes<'_> = BTreeMap::new();
    for (name, route) in &theirs {
        if let Some(route) = route.clone().filter(|_| !taken.contains(name.as_str())) {
            left.entry(route).or_default().push(name);
        }
    }
    let mut asking: Routes<'_> = BTreeMap::new();
    for (name, route) in &ours {
        if let Some(route) = route.clone().filter(|_| !found.contains_key(name)) {
            asking.entry(route).or_default().push(name);
        }
    }
    for (route, names) in asking {
        if let ([name], Some([other])) = (names.as_slice(), left.get(&route).map(Vec::as_slice)) {
            found.insert((*name).to_owned(), (*other).to_owned());
            taken.insert(other);
        }
    }
    // The same name on another path: it has moved.
    for (name, _) in &ours {
        if !found.contains_key(name)
            && !taken.contains(name.as_str())
            && theirs.iter().any(|(other, _)| other == name)
        {
            found.insert(name.clone(), name.clone());
        }
    }
    // What is new may have the name of something that is called otherwise there.
    let mut names: BTreeSet<String> = found.values().cloned().collect();
    names.extend(theirs.iter().map(|(name, _)| name.clone()));
    names.extend(ours.iter().map(|(name, _)| name.clone()));
    for (name, route) in &ours {
        if !found.contains_key(name) && found.values().any(|taken| taken == name) {
            let free = free_name(name, route.as_ref(), &names);
            names.insert(free.clone());
            found.insert(name.clone(), free);
        }
    }
    found
}

/// What is known, else what is called the same, else what says the same if that is one on each side.
fn alike(
    from: &Table,
    to: &Table,
    known: &BTreeMap<String, String>,
    same: impl Fn(&Table, &Table) -> bool,
) -> BTreeMap<String, String> {
    let there =
        |(name, new): &(&String, &String)| from.get(name).is_some() && to.get(new).is_some();
    let known = known.iter().filter(there);
    let mut found: BTreeMap<String, String> = known.map(|(a, b)| (a.clone(), b.clone())).collect();
    let mut taken: BTreeSet<String> = found.values().cloned().collect();
    for name in from.entries.iter().map(|entry| &entry.key) {
        if !found.contains_key(name) && to.get(name).is_some() && taken.insert(name.clone()) {
            found.insert(name.clone(), name.clone());
        }
    }
    let left = |table: &Table, is_found: &dyn Fn(&str) -> bool| -> Vec<(String, Table)> {
        let entries = table.entries.iter().filter(|entry| !is_found(&entry.key));
        let tables = entries.filter_map(|entry| match &entry.data {
            Data::Table(table) => Some((entry.key.clone(), table.clone())),
            _ => None,
        });
        tables.collect()
    };
    let ours = left(from, &|name| found.contains_key(name));
    let theirs = left(to, &|name| taken.contains(name));
    for (name, table) in &ours {
        let twins: Vec<&String> = theirs
            .iter()
            .filter(|(_, other)| same(table, other))
            .map(|(name, _)| name)
            .collect();
        let rivals = ours.iter().filter(|(_, other)| {
            theirs
                .iter()
                .any(|(twin, table)| twins == [twin] && same(other, table))
        });
        if let ([twin], 1) = (twins.as_slice(), rivals.count()) {
            found.insert(name.clone(), (*twin).clone());
            taken.insert((*twin).clone());
        }
    }
    // What is new may have the name of something that is called otherwise there.
    let mut names = taken.clone();
    for table in [from, to] {
        names.extend(table.entries.iter().map(|entry| entry.key.clone()));
    }
    for (name, _) in &ours {
        if !found.contains_key(name) && taken.contains(name) {
            let free = free_name(name, None, &names);
            names.insert(free.clone());
            found.insert(name.clone(), free);
        }
    }
    found
}

/// A walk through both contracts at once: where a type is used in one, what is used in the other is the same type.
struct Types {
    from: Table,
    to: Table,
    renamed: BTreeMap<String, String>,
    queue: VecDeque<(String, String)>,
    seen: BTreeSet<(String, String)>,
}

impl Types {
    fn tables(&mut self, one: &Table, other: &Table) {
        for entry in &one.entries {
            if let Some(twin) = other.get(&entry.key) {
                self.data(&entry.key, &entry.data, &twin.data);
            }
        }
    }

    fn data(&mut self, key: &str, one: &Data, other: &Data) {
        match (one, other) {
            (Data::Table(one), Data::Table(other)) if key == "events" => {
                for entry in &one.entries {
                    if let Some(twin) = other.get(&entry.key) {
                        self.data("type", &entry.data, &twin.data);
                    }
                }
            }
            (Data::Table(one), Data::Table(other)) => self.tables(one, other),
            (Data::List(one), Data::List(other)) => {
                for ((one, _), (other, _)) in one.iter().zip(other) {
                    // Variants of a union are types.
                    self.data(if key == "any" { "type" } else { key }, one, other);
                }
            }
            // A type for short is a table with a type in it.
            (Data::Text(_), Data::Table(other)) => {
                if let Some(twin) = other.get("type") {
                    self.data("type", one, &twin.data);
                }
            }
            (Data::Table(one), Data::Text(_)) => {
                if let Some(twin) = one.get("type") {
                    self.data("type", &twin.data, other);
                }
            }
            (Data::Text(one), Data::Text(other)) if TYPES.contains(&key) => {
                let (ours, theirs) = (words(one), words(other));
                if ours.len() == theirs.len() {
                    for (one, other) in ours.into_iter().zip(theirs) {
                        self.pair(one, other);
                    }
                }
            }
            _ => {}
        }
    }

    fn pair(&mut self, one: &str, other: &str) {
        if self.from.get(one).is_none() || self.to.get(other).is_none() {
            return;
        }
        if one != other {
            // A name may be given on: what has it here is then called otherwise there.
            let is_given = self.renamed.values().any(|given| given == one);
            let fresh = self.to.get(one).is_none() || is_given && self.from.get(other).is_none();
            let free = !self.renamed.contains_key(one)
                && self.renamed.values().all(|taken| taken != other);
            if !fresh || !free {
                return;
            }
            self.renamed.insert(one.to_owned(), other.to_owned());
        }
        let pair = (one.to_owned(), other.to_owned());
        if self.seen.insert(pair.clone()) {
            self.queue.push_back(pair);
        }
    }

    fn finish(mut self) -> BTreeMap<String, String> {
        while let Some((one, other)) = self.queue.pop_front() {
            let (from, to) = (
                self.from.table(&one).cloned(),
                self.to.table(&other).cloned(),
            );
            if let (Some(from), Some(to)) = (from, to) {
                self.tables(&from, &to);
            }
        }
        while let Some(name) = clash(&self.renamed, &self.from) {
            self.renamed.remove(&name);
        }
        self.renamed
    }
}

/// The words of a use of a type.
pub(super) fn words(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).collect()
}

/// Returns the text of a contract that an import wrote, with other names in it.
pub(super) fn renamed(text: &str, renames: &Renames) -> Result<String, String> {
    let tree = Tree::of(text)?;
    let mut edits: Vec<(std::ops::Range<usize>, String)> = Vec::new();
    for statement in tree
        .statements
        .iter()
        .filter(|statement| statement.is_header())
    {
        let [part, name, rest @ ..] = statement.path.as_slice() else {
            continue;
        };
        let names = match part.as_str() {
            "endpoints" => &renames.endpoints,
            "types" => &renames.types,
            "shapes" => &renames.shapes,
            "errors" => &renames.errors,
            _ => continue,
        };
        if let Some(new) = names.get(name) {
            let keys = [part, new].into_iter().chain(rest);
            let keys: Vec<String> = keys.map(|name| crate::write::key(name)).collect();
            edits.push((statement.range.clone(), format!("[{}]", keys.join("."))));
        }
    }
    uses(&tree.root, &mut Vec::new(), renames, &mut edits);
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, new) in edits {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&new);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Ok(out)
}

fn uses(
    table: &Table,
    path: &mut Path,
    renames: &Renames,
    edits: &mut Vec<(std::ops::Range<usize>, String)>,
) {
    for entry in &table.entries {
        path.push(entry.key.clone());
        if let Data::Table(inner) = &entry.data {
            uses(inner, path, renames, edits);
        } else {
            let value = entry.value.clone().unwrap_or_default();
            used(&entry.data, value, path, renames, edits);
        }
        path.pop();
    }
}

fn used(
    data: &Data,
    range: std::ops::Range<usize>,
    path: &mut Path,
    renames: &Renames,
    edits: &mut Vec<(std::ops::Range<usize>, String)>,
) {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    match data {
        Data::List(items) => {
            for (item, range) in items {
                used(item, range.clone(), path, renames, edits);
            }
        }
        Data::Table(table) => uses(table, path, renames, edits),
        Data::Text(text) => {
            let new = match keys.as_slice() {
                ["errors", _, "on"] => renames.endpoints.get(text).cloned(),
                ["errors", _, "shape"] | ["shapes", _, "before"] => {
                    renames.shapes.get(text).cloned()
                }
                ["types", _, "any"] | [.., "events", _] => of_types(text, renames),
                [.., key] if TYPES.contains(key) => of_types(text, renames),
                _ => None,
            };
            edits.extend(new.map(|new| (range, theta_spec::text::toml(&new))));
        }
        Data::Other(_) => {}
    }
}

/// A use of a type with other names; `None` if they are the same.
fn of_types(text: &str, renames: &Renames) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    for word in words(text) {
        let (before, after) = rest.split_once(word)?;
        out.push_str(before);
        out.push_str(renames.types.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out.push_str(rest);
    (out != text).then_some(out)
}
