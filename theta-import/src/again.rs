//! An import into a contract that somebody has worked on.
//!
//! What the last import wrote is kept beside the contract. What the document changed since then is the difference of two imports,
//! and it is made in the contract where nobody wrote something else: three texts → names that agree → steps → edits → the check.

mod align;
mod edit;
mod merge;
mod tree;

use crate::operations::Route;
use crate::report::Import;
use crate::select::Options;
use align::{Renames, align, renamed};
use merge::{Act, Step, Three};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::{self, Write as _};
use theta_spec::diagnostic::Severity;
use tree::{Table, Tree};

/// How a contract changed at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The document says more than before.
    Added,
    /// The document says something else than before.
    Changed,
    /// The document no longer says it.
    Removed,
    /// The document no longer has the endpoint, which stays and is deprecated.
    Marked,
    /// The document and the contract disagree: the contract keeps what a person wrote.
    Kept,
}

impl Kind {
    /// Returns the word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
            Self::Marked => "marked",
            Self::Kept => "kept",
        }
    }
}

/// A change that an import made, or did not make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// What it is about: `endpoints.speak.query.voice`.
    pub path: String,
    /// How the contract changed.
    pub kind: Kind,
    /// Why it did not; empty otherwise.
    pub reason: String,
}

/// A contract into which a document was imported again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// The contract, changed where the document has changed and nobody wrote something else.
    pub contract: String,
    /// What the next import has to be given as the last one.
    pub imported: String,
    /// What changed, by place.
    pub changes: Vec<Change>,
    /// Whether `theta check` has no errors in the contract.
    pub is_sound: bool,
}

/// Why a document was not imported into a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmergeable {
    message: String,
}

impl Unmergeable {
    fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
        }
    }
}

impl fmt::Display for Unmergeable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Unmergeable {}

/// Most times that a contract is checked.
const ROUNDS: usize = 40;

/// Returns what is kept of an import for the next one: the contract, and which operations were asked for.
#[must_use]
pub fn imported(import: &Import, options: &Options) -> String {
    remembered(&import.contract, options, &Renames::default())
}

const HEAD: &str =
    "# Written by `theta import`, which compares the next document with it. Do not edit.\n";

fn remembered(contract: &str, options: &Options, called: &Renames) -> String {
    let mut text = HEAD.to_owned();
    for (part, names) in [(SHAPE, &called.shapes), (ERROR, &called.errors)] {
        for (name, new) in names.iter().filter(|(name, new)| name != new) {
            let _ = writeln!(text, "{part}{name} = {new}");
        }
    }
    for (key, words) in [("only", &options.only), ("except", &options.except)] {
        for word in words {
            let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
            let _ = writeln!(text, "# {key}: {word}");
        }
    }
    text + contract
}

/// Before a name of the document, and what it is called in the contract.
const SHAPE: &str = "# shape: ";
const ERROR: &str = "# error: ";

/// Returns what the last import called shapes and rows of the document.
fn called(imported: &str) -> Renames {
    let mut called = Renames::default();
    for line in imported.lines().take_while(|line| line.starts_with('#')) {
        for (part, names) in [(SHAPE, &mut called.shapes), (ERROR, &mut called.errors)] {
            let pair = line
                .strip_prefix(part)
                .and_then(|line| line.split_once(" = "));
            names.extend(pair.map(|(name, new)| (name.to_owned(), new.to_owned())));
        }
    }
    called
}

/// Returns which operations the last import was asked for.
#[must_use]
pub fn selection(imported: &str) -> Options {
    let mut options = Options::default();
    for line in imported.lines().take_while(|line| line.starts_with('#')) {
        if let Some(word) = line.strip_prefix("# only: ") {
            options.only.push(word.to_owned());
        } else if let Some(word) = line.strip_prefix("# except: ") {
            options.except.push(word.to_owned());
        }
    }
    // Methods stay where they are, however many there are.
    options.branches = Some(imported.contains("\nunder = "));
    options
}

/// Returns a contract with what a document changed since the last import into it.
///
/// `imported` is what [`imported()`] or the last call of this function gave; without it everything in the contract counts as written
/// by hand, and only what is missing is added.
///
/// # Errors
/// Returns an error if the contract, or what was kept of the last import, is no TOML.
pub fn again(
    import: &Import,
    options: &Options,
    contract: &str,
    last: Option<&str>,
) -> Result<Again, Unmergeable> {
    let no_toml = |what: &str| {
        let what = what.to_owned();
        move |why: String| Unmergeable::new(format!("{what} is no TOML: {why}"))
    };
    let partial = last.is_some_and(|last| !same(&selection(last), options));
    let mine = Tree::of(contract).map_err(no_toml("the contract"))?;
    let base_text = last.unwrap_or_default().to_owned();
    let base = Tree::of(&base_text).map_err(no_toml("what the last import wrote"))?;
    let own =
        |_| Unmergeable::new("what was imported is no TOML; please report it with the document");
    // The names of the last import first, then those that a person gave since.
    let theirs = Tree::of(&import.contract).map_err(own)?;
    let last_names = align(&theirs, &base, &called(&base_text));
    let text = renamed(&import.contract, &last_names).map_err(own)?;
    let by_hand = align(&base, &mine, &Renames::default());
    let base_text = renamed(&base_text, &by_hand).map_err(own)?;
    let by_hand = by_hand.making_room(&Tree::of(&text).map_err(own)?);
    let text = renamed(&text, &by_hand).map_err(own)?;
    let base = Tree::of(&base_text).map_err(own)?;
    let new_names = new_names(&Tree::of(&text).map_err(own)?, &base, &mine);
    let text = renamed(&text, &new_names).map_err(own)?;
    let names = last_names.then(&by_hand).then(&new_names);
    let theirs = Tree::of(&text).map_err(own)?;
    let three = Three {
        theirs: &theirs,
        base: &base,
        mine: &mine,
        elsewhere: &elsewhere(&import.others),
        partial,
    };
    let steps = merge::steps(&three);
    let made = made(&mine, &steps)?;
    let imported = if partial {
        // What was not asked for this time is as it was.
        let three = Three {
            mine: &base,
            ..three
        };
        let steps = merge::steps(&three);
        let all: Vec<(usize, &Step)> = steps.iter().enumerate().collect();
        let text = edit::edited(&base, &all).text;
        let is_name = |line: &str| line.starts_with(SHAPE) || line.starts_with(ERROR);
        let lines = text.trim_start_matches(HEAD).split_inclusive('\n');
        let text: String = lines.filter(|line| !is_name(line)).collect();
        let names = called(&base_text).then(&by_hand).or(names);
        remembered(&text, &Options::default(), &names)
    } else {
        remembered(&text, options, &names)
    };
    Ok(Again { imported, ..made })
}

fn same(one: &Options, other: &Options) -> bool {
    let set = |words: &[String]| words.iter().cloned().collect::<BTreeSet<String>>();
    set(&one.only) == set(&other.only) && set(&one.except) == set(&other.except)
}

fn elsewhere(others: &[Route]) -> BTreeSet<(String, String)> {
    let route = |other: &Route| (other.method.to_owned(), align::bare(&other.path));
    others.iter().map(route).collect()
}

/// Names of what is new in the document: those of the same in the contract, where a person was faster, else free ones.
fn new_names(theirs: &Tree<'_>, base: &Tree<'_>, mine: &Tree<'_>) -> Renames {
    let mut names = align(theirs, mine, &Renames::default());
    let known = |tree: &Tree<'_>, name: &str| {
        tree.root
            .table("endpoints")
            .is_some_and(|all| all.get(name).is_some())
    };
    names.endpoints.retain(|name, _| !known(base, name));
    for part in ["types", "shapes", "errors"] {
        let old = base.root.table(part).cloned().unwrap_or_default();
        let names = match part {
            "types" => &mut names.types,
            "shapes" => &mut names.shapes,
            _ => &mut names.errors,
        };
        names.retain(|name, _| old.get(name).is_none());
    }
    let mut names = names.without_clashes(theirs);
    let endpoints = theirs.root.table("endpoints").cloned().unwrap_or_default();
    let own = mine.root.table("endpoints").cloned().unwrap_or_default();
    for entry in &endpoints.entries {
        let name = &entry.key;
        if known(base, name) || names.endpoints.contains_key(name) {
            continue;
        }
        let (Some(one), Some(other)) = (endpoints.table(name), own.table(name)) else {
            continue;
        };
        let route = align::route(one);
        if route != align::route(other) {
            let all = endpoints.entries.iter().chain(&own.entries);
            let mut taken: BTreeSet<String> = all.map(|entry| entry.key.clone()).collect();
            taken.extend(names.endpoints.values().cloned());
            let free = align::free_name(name, route.as_ref(), &taken);
            names.endpoints.insert(name.clone(), free);
        }
    }
    let is_other = |part: &str, one: &Table, other: &Table| {
        let differs = |key: &str| one.get(key).map(|e| &e.data) != other.get(key).map(|e| &e.data);
        match part {
            "errors" => differs("status") || differs("code"),
            // Without a past, it may be one that was worked on.
            _ => !base.text.is_empty() && !align::same_shape(one, other),
        }
    };
    for (part, names) in [("shapes", &mut names.shapes), ("errors", &mut names.errors)] {
        let [all, old, own] =
            [theirs, base, mine].map(|tree| tree.root.table(part).cloned().unwrap_or_default());
        let both = all.entries.iter().chain(&own.entries);
        let mut taken: BTreeSet<String> = both.map(|entry| entry.key.clone()).collect();
        for name in all.entries.iter().map(|entry| &entry.key) {
            let is_new = old.get(name).is_none() && !names.contains_key(name);
            let pair = all.table(name).zip(own.table(name)).filter(|_| is_new);
            if pair.is_some_and(|(one, other)| is_other(part, one, other)) {
                let free = align::free_name(name, None, &taken);
                taken.insert(free.clone());
                names.insert(name.clone(), free);
            }
        }
    }
    names
}

/// Makes the steps, and those not that the check of the language refuses.
fn made(mine: &Tree<'_>, steps: &[Step]) -> Result<Again, Unmergeable> {
    let mut kept: BTreeMap<usize, String> = BTreeMap::new();
    for (at, step) in steps.iter().enumerate() {
        if let Act::Keep(why) = &step.act {
            kept.insert(at, why.clone());
        }
    }
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut round = 0;
    loop {
        let active = |used: &BTreeSet<usize>| -> Vec<(usize, &Step)> {
            let all = steps.iter().enumerate();
            all.filter(|(at, _)| !kept.contains_key(at) && !used.contains(at))
                .collect()
        };
        used.extend(merge::still_used(mine, &active(&used)));
        let active = active(&used);
        let edited = edit::edited(mine, &active);
        let refused = !edited.refused.is_empty();
        for (at, why) in edited.refused {
            kept.insert(at, format!("{why}; it has to be changed by hand"));
        }
        if refused {
            continue;
        }
        let mut loaded = theta_spec::load("spec.toml", edited.text.as_bytes());
        loaded.report.leave_out_warnings();
        let more = if loaded.report.has_errors() && round < ROUNDS {
            guilty(&edited.text, &loaded, &active)
        } else {
            BTreeMap::new()
        };
        if more.is_empty() {
            survived(mine, &edited.text, &active)?;
            let mut changes: Vec<Change> = steps
                .iter()
                .enumerate()
                .filter(|(at, _)| !used.contains(at))
                .map(|(at, step)| change(step, kept.get(&at)))
                .collect();
            changes.sort();
            return Ok(Again {
                contract: edited.text,
                imported: String::new(),
                changes,
                is_sound: !loaded.report.has_errors(),
            });
        }
        kept.extend(more);
        round += 1;
    }
}

/// The steps about whatever the check refuses, each with the reason.
fn guilty(
    text: &str,
    loaded: &theta_spec::Loaded,
    active: &[(usize, &Step)],
) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    let Ok(tree) = Tree::of(text) else {
        // Whatever was done, it was not understood.
        let why = "the contract would be no TOML";
        return active.iter().map(|(at, _)| (*at, why.to_owned())).collect();
    };
    let errors = loaded.report.diagnostics();
    for diagnostic in errors.iter().filter(|one| one.severity == Severity::Error) {
        let spans = std::iter::once(&diagnostic.span)
            .chain(diagnostic.related.iter().map(|(span, _)| span));
        for span in spans {
            let statement = tree
                .statements
                .iter()
                .rfind(|one| one.range.start <= span.start);
            let Some(entity) = statement.and_then(|one| one.path.get(..2)) else {
                continue;
            };
            let own = active.iter().filter(|(_, step)| step.entity() == entity);
            let before = found.len();
            found.extend(
                own.map(|(at, _)| (*at, format!("{} ({})", diagnostic.message, diagnostic.code))),
            );
            if found.len() > before {
                break;
            }
        }
    }
    found
}

fn change(step: &Step, kept: Option<&String>) -> Change {
    let kind = match (&step.act, kept) {
        (_, Some(_)) | (Act::Keep(_), _) => Kind::Kept,
        (Act::Add(_), _) => Kind::Added,
        (Act::Set(_) | Act::Items { .. }, _) => Kind::Changed,
        (Act::Remove, _) => Kind::Removed,
        (Act::Mark(_), _) => Kind::Marked,
    };
    Change {
        path: step.path.join("."),
        kind,
        reason: kept.cloned().unwrap_or_default(),
    }
}

/// Proves that nothing is lost which no step is about.
fn survived(mine: &Tree<'_>, text: &str, steps: &[(usize, &Step)]) -> Result<(), Unmergeable> {
    let lost = |what: &str| {
        Unmergeable::new(format!(
            "`{what}` would be lost; nothing was changed. This is a mistake in theta: please report it with the contract"
        ))
    };
    let new = Tree::of(text).map_err(|_| lost("the form of the file"))?;
    for statement in &mine.statements {
        let touched = |step: &&Step| {
            step.path.starts_with(&statement.path) || statement.path.starts_with(&step.path)
        };
        if statement.is_header() || steps.iter().any(|(_, step)| touched(step)) {
            continue;
        }
        let data = |tree: &Tree<'_>| tree.entry(&statement.path).map(|entry| entry.data.clone());
        if data(mine) != data(&new) {
            return Err(lost(&statement.path.join(".")));
        }
    }
    let (before, after) = (comments(mine), comments(&new));
    for (comment, count) in before {
        if after.get(comment).is_none_or(|left| *left < count) {
            return Err(lost(comment));
        }
    }
    Ok(())
}

/// Every comment between statements, and how often it is there.
fn comments<'t>(tree: &Tree<'t>) -> BTreeMap<&'t str, usize> {
    let mut found = BTreeMap::new();
    let mut from = 0;
    let ends = tree
        .statements
        .iter()
        .map(|one| (one.range.start, one.range.end));
    for (start, end) in ends.chain([(tree.text.len(), tree.text.len())]) {
        let gap = tree.text.get(from..start).unwrap_or_default();
        for line in gap.lines() {
            if let Some((_, comment)) = line.split_once('#') {
                *found.entry(comment.trim_end()).or_default() += 1;
            }
        }
        from = end;
    }
    found
}
