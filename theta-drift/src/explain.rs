//! Which changes of a page its findings show, and which the contract has followed.

use super::block::Kind;
use super::change::{Change, Compared, Explained};
use super::fact::{Fact, What};
use super::finding::{Finding, Standing};
use super::page::Page;
use super::pinned::PinnedPage;
use super::telling::{differing, is_meant, words};
use super::verdict::{Lookup, Verdict};
use std::collections::{HashMap, HashSet};

/// The blocks that show a finding: of the new page and of the old one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Blocks {
    pub(crate) new: Vec<usize>,
    pub(crate) old: Vec<usize>,
}

/// What is needed to tell what shows a change.
pub(crate) struct Shown<'s> {
    pub(crate) page: &'s Page,
    pub(crate) old: Option<&'s Page>,
    pub(crate) facts: &'s [Fact],
    pub(crate) found: &'s Lookup,
    pub(crate) was: Option<&'s Lookup>,
    pub(crate) pinned: Option<&'s PinnedPage>,
}

impl Shown<'_> {
    /// Whether a block changed that stated a message of the contract: then its words are more than words.
    fn holds_text(&self, change: &Change) -> bool {
        let (Some(old), Some(was), Some(piece)) = (self.old, self.was, &change.old) else {
            return false;
        };
        let texts = self
            .facts
            .iter()
            .zip(&was.hits)
            .filter(|(fact, _)| matches!(fact.what, What::Text(_)));
        let mut places = texts
            .flat_map(|(_, hits)| hits)
            .filter(|place| piece.blocks.contains(&place.block));
        places.any(|place| {
            let block = &old.blocks[place.block];
            let next = change.new.iter().flat_map(|piece| &piece.blocks);
            let mut next = next.filter_map(|&at| self.page.blocks.get(at));
            // In a row the cell counts, in prose the piece.
            !matches!(
                block.kind,
                Kind::Paragraph | Kind::Item { .. } | Kind::Line | Kind::Rest | Kind::Code
            ) && !next.any(|new| words(&new.text).eq(words(&block.text)))
        })
    }
}

/// What belongs together when it comes or goes: blocks with one of these in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Group {
    Block(usize),
    Record(u32),
    Section(usize),
    Element(usize),
}

/// Finds for each change the first finding that shows it. `first` is the index of the first finding.
pub(crate) fn find(
    compared: &mut Compared,
    shown: &Shown<'_>,
    findings: &[(Finding, Blocks)],
    first: usize,
) {
    let came = |at: usize| compared.came.get(at).copied().unwrap_or(false);
    let went = |at: usize| compared.successors.get(at).is_some_and(Option::is_none);
    let (mut by_new, mut by_old) = (HashMap::new(), HashMap::new());
    for (index, (_, blocks)) in findings.iter().enumerate() {
        for &at in &blocks.new {
            for group in groups(shown.page, at, &came) {
                by_new.entry(group).or_insert(first + index);
            }
        }
        for (old, at) in shown
            .old
            .into_iter()
            .flat_map(|old| blocks.old.iter().map(move |&at| (old, at)))
        {
            for group in groups(old, at, &went) {
                by_old.entry(group).or_insert(first + index);
            }
        }
    }
    let followed = Followed::of(shown);
    for change in &mut compared.changes {
        let sides = [
            (
                change.new.as_ref(),
                Some(shown.page),
                &by_new,
                &came as &dyn Fn(usize) -> bool,
            ),
            (change.old.as_ref(), shown.old, &by_old, &went),
        ];
        let mut by = None;
        for (piece, page, findings, changed) in sides {
            let (Some(piece), Some(page)) = (piece, page) else {
                continue;
            };
            let groups = piece
                .blocks
                .iter()
                .flat_map(|&at| groups(page, at, changed));
            let found = groups
                .filter_map(|group| findings.get(&group).copied())
                .min();
            by = by.or(found);
        }
        change.words_alone &= !shown.holds_text(change);
        change.explained = match by {
            Some(finding) => Explained::By(finding),
            None if followed.covers(change, shown) => Explained::Followed,
            None => Explained::No,
        };
    }
}

/// Shows again by itself what only a finding shows that nobody sees any more.
pub(crate) fn attach(changes: &mut [Change], findings: &[Finding]) {
    for change in changes {
        if let Explained::By(at) = change.explained
            && findings
                .get(at)
                .is_none_or(|finding| finding.standing != Standing::News)
        {
            change.explained = Explained::No;
        }
    }
}

fn groups(page: &Page, at: usize, changed: &dyn Fn(usize) -> bool) -> Vec<Group> {
    let mut out = vec![Group::Block(at)];
    let Some(block) = page.blocks.get(at) else {
        return out;
    };
    out.push(Group::Record(block.record));
    // A section or an element belongs to what it came or went with.
    let is_changed = |at: &usize| changed(*at);
    let own = Some(at).filter(|_| matches!(block.kind, Kind::Heading { .. }));
    out.extend(
        own.or(page.headings(at).next())
            .filter(is_changed)
            .map(Group::Section),
    );
    if let Some(inner) = page.elements(at).next() {
        let attributes = page
            .elements
            .get(inner)
            .map(|element| element.attributes.clone());
        let all = attributes
            .is_some_and(|mut range| !range.is_empty() && range.all(|at| changed(at as usize)));
        out.extend(all.then_some(Group::Element(inner)));
    }
    out
}

/// What the contract has followed: the words of what it says now, and of what it no longer says.
struct Followed {
    /// By the records in which it stands.
    now: HashMap<u32, HashSet<String>>,
    before: HashSet<String>,
    /// The records in which a number stands that the contract took over.
    numbers: HashSet<u32>,
}

impl Followed {
    fn of(shown: &Shown<'_>) -> Self {
        let mut now: HashMap<u32, HashSet<String>> = HashMap::new();
        let (mut said, mut numbers) = (HashSet::new(), HashSet::new());
        for (at, fact) in shown.facts.iter().enumerate() {
            said.insert((fact.subject(), fact.value()));
            if !matches!(
                shown.found.verdicts[at],
                Verdict::Stated(_) | Verdict::Within(_)
            ) {
                continue;
            }
            // What stood there before is no news that the contract could have followed.
            let held = shown
                .pinned
                .is_some_and(|pinned| pinned.stated.contains(&(fact.subject(), fact.value())));
            let stood = shown.was.is_some_and(|was| !was.places(at).is_empty());
            let other = |(path, value): &(String, String)| {
                *path == fact.subject() && *value != fact.value()
            };
            let is_changed = shown
                .pinned
                .is_some_and(|pinned| pinned.stated.iter().any(other));
            if held && stood || !fact.expected && !is_changed {
                continue;
            }
            for place in shown.found.places(at) {
                let Some(block) = shown.page.blocks.get(place.block) else {
                    continue;
                };
                if matches!(fact.what, What::Number(_)) {
                    numbers.insert(block.record);
                }
                let text = block.text.get(place.start..place.end);
                let all = text.into_iter().flat_map(words).map(str::to_owned);
                now.entry(block.record).or_default().extend(all);
            }
        }
        let stated = shown
            .pinned
            .map(|pinned| pinned.stated.as_slice())
            .unwrap_or_default();
        let gone = stated.iter().filter(|one| !said.contains(*one));
        let before =
            gone.flat_map(|(_, value)| words(value).map(str::to_owned).collect::<Vec<_>>());
        Self {
            now,
            before: before.collect(),
            numbers,
        }
    }

    /// Whether every word of a change that means something is one that the contract took over or gave up.
    fn covers(&self, change: &Change, shown: &Shown<'_>) -> bool {
        let text = |piece: Option<&super::change::Piece>| {
            piece.map(|piece| piece.text.clone()).unwrap_or_default()
        };
        let (old, new) = (text(change.old.as_ref()), text(change.new.as_ref()));
        let (old, new): (Vec<&str>, Vec<&str>) = (words(&old).collect(), words(&new).collect());
        let blocks = change.new.iter().flat_map(|piece| &piece.blocks);
        let blocks = blocks.filter_map(|&at| shown.page.blocks.get(at));
        let records: HashSet<u32> = blocks.map(|block| block.record).collect();
        let taken = |word: &str| {
            let sets = records.iter().filter_map(|at| self.now.get(at));
            sets.into_iter().any(|set| set.contains(word))
        };
        let differing = differing(&old, &new);
        let is_meant = |word: &&&str| is_meant(word, &|_: &str| false);
        let unknown = |word: &&&str| !taken(word) && !self.before.contains(**word);
        // Where no word means something by itself, all of them are looked at.
        let left = match differing.iter().filter(is_meant).count() {
            0 => differing.iter().filter(unknown).count(),
            _ => differing.iter().filter(is_meant).filter(unknown).count(),
        };
        // The page writes the number that it had in units of its own.
        let old_number =
            usize::from(records.iter().any(|at| self.numbers.contains(at)) && change.old.is_some());
        !differing.is_empty() && left <= old_number
    }
}
