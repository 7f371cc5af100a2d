//! One page held against the contract: what differs, each thing once.

mod instead;
mod more;
mod since;

use super::block::{Kind, Place};
use super::change::Compared;
use super::explain::Blocks;
use super::fact::{Fact, What};
use super::finding::{Difference, Finding, Side, Standing};
use super::news::News;
use super::page::Page;
use super::pinned::{Known, PinnedPage};
use super::propose::{Proposer, span, statuses};
use super::reading::Reading;
use super::state::{PageStanding, PageState};
use super::verdict::{Lookup, Verdict};
use crate::apply::{self, Edit, Proposal, Value};
use instead::Instead;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use theta_spec::contract::{Confidence, Contract, ErrorId, Status};
use theta_spec::text::count;
use theta_spec::text::markdown::code as quoted;

/// The paths of the contract that are looked for although it does not take them from this page: what it stated when it was
/// accepted, and what was known to differ, or whose row was.
#[derive(Default)]
pub(crate) struct Bound<'h> {
    stated: HashSet<&'h str>,
    known: HashSet<&'h str>,
}

impl<'h> Bound<'h> {
    pub(crate) fn of(stated: &'h [(String, String)], known: &'h [Known]) -> Self {
        let of_contract = known.iter().filter(|known| !known.contract.is_empty());
        Self {
            stated: stated.iter().map(|(path, _)| path.as_str()).collect(),
            known: of_contract.map(|known| known.subject.as_str()).collect(),
        }
    }

    pub(crate) fn by(pinned: Option<&'h PinnedPage>) -> Self {
        let of = |page: &'h PinnedPage| Self::of(&page.stated, &page.known);
        pinned.map(of).unwrap_or_default()
    }
}

/// What is held against each other.
pub(crate) struct View<'h> {
    pub(crate) at: usize,
    pub(crate) page: &'h Page,
    pub(crate) contract: &'h Contract,
    pub(crate) facts: &'h [Fact],
    pub(crate) pinned: Option<&'h PinnedPage>,
    pub(crate) bound: Bound<'h>,
}

/// The page as it was, where it has changed since.
#[derive(Clone, Copy)]
pub(crate) struct Before<'h> {
    pub(crate) page: &'h Page,
    pub(crate) found: &'h Lookup,
    pub(crate) compared: &'h Compared,
}

pub(crate) struct Held<'h, 'c> {
    at: usize,
    page: &'h Page,
    state: &'h PageState,
    contract: &'h Contract,
    facts: &'h [Fact],
    found: &'h Lookup,
    news: &'h [News],
    old: Option<&'h Page>,
    was: Option<&'h Lookup>,
    pinned: Option<&'h PinnedPage>,
    compared: Option<&'h Compared>,
    bound: Bound<'h>,
    proposer: &'h mut Proposer<'c>,
    /// The news that say something else of what the contract has.
    used: Vec<bool>,
    /// The facts by the letters of their values.
    letters: HashMap<String, Vec<usize>>,
    pub(crate) findings: Vec<(Finding, Blocks)>,
}

impl<'h, 'c> Held<'h, 'c> {
    pub(crate) fn new(
        view: View<'h>,
        state: &'h PageState,
        reading: &'h Reading,
        before: Option<Before<'h>>,
        proposer: &'h mut Proposer<'c>,
    ) -> Self {
        let View {
            at,
            page,
            contract,
            facts,
            pinned,
            bound,
        } = view;
        Self {
            at,
            page,
            state,
            contract,
            facts,
            found: &reading.lookup,
            news: &reading.news,
            old: before.map(|before| before.page),
            was: before.map(|before| before.found),
            pinned,
            compared: before.map(|before| before.compared),
            bound,
            proposer,
            used: vec![false; reading.news.len()],
            letters: more::by_letters(facts),
            findings: Vec::new(),
        }
    }
}

impl Held<'_, '_> {
    /// Finds everything that differs.
    pub(crate) fn all(&mut self) {
        if matches!(
            self.state.standing,
            PageStanding::Partly | PageStanding::Rewritten
        ) {
            self.rewritten();
        }
        let mut open: BTreeMap<Option<ErrorId>, Vec<usize>> = BTreeMap::new();
        let mut elsewhere = BTreeSet::new();
        for at in 0..self.facts.len() {
            let fact = &self.facts[at];
            match &self.found.verdicts[at] {
                Verdict::Elsewhere {
                    at: place,
                    statuses,
                } if self.is_bound(at) => {
                    let (place, statuses) = (*place, statuses.clone());
                    if fact.row.is_none() || elsewhere.insert(fact.row) {
                        self.moved(at, place, &statuses);
                    }
                }
                Verdict::Stated(_) | Verdict::Within(_)
                    if self.is_bound(at) && self.longer(at).is_some() =>
                {
                    open.entry(fact.row).or_default().push(at);
                }
                Verdict::Missing { .. } if self.is_bound(at) => {
                    open.entry(fact.row).or_default().push(at);
                }
                Verdict::Untold(_) if self.was_stated(at) => {
                    open.entry(fact.row).or_default().push(at);
                }
                _ => {}
            }
        }
        for (row, mut facts) in open {
            // A row that stands under another status has said so.
            if row.is_some() && elsewhere.contains(&row) {
                facts.retain(|&at| !matches!(self.facts[at].what, What::Status(_)));
            }
            self.open(row, &facts);
        }
        self.more();
        self.stops();
        self.edited();
        for at in 0..self.news.len() {
            if !self.used[at] && !self.is_of_a_known_row(at) {
                self.new_row(at);
            }
        }
        self.findings.sort_by_key(|(finding, _)| finding.difference);
    }

    /// Whether the contract takes a fact from this page, or the page stated it when it was accepted, or differed about it
    /// or about its row.
    fn is_bound(&self, at: usize) -> bool {
        if self.facts[at].expected {
            return true;
        }
        let subject = self.facts[at].subject();
        let row = subject.rsplit_once('.').map_or("", |(row, _)| row);
        let Bound { stated, known } = &self.bound;
        stated.contains(subject.as_str()) || known.contains(subject.as_str()) || known.contains(row)
    }

    /// Whether the page stated a fact when it was accepted.
    fn was_stated(&self, at: usize) -> bool {
        let verdict = self.was.and_then(|was| was.verdicts.get(at));
        matches!(verdict, Some(Verdict::Stated(_) | Verdict::Within(_)))
    }

    fn finding(
        &self,
        difference: Difference,
        kind: &'static str,
        subject: String,
        message: String,
    ) -> Finding {
        Finding {
            difference,
            kind,
            subject,
            page: self.at,
            contract: None,
            says: None,
            nearest: None,
            message,
            help: String::new(),
            proposal: None,
            paste: String::new(),
            standing: Standing::News,
            acknowledged: None,
        }
    }

    /// Whether the contract itself says that the vendor contradicts itself here.
    fn is_disputed(&self, row: Option<ErrorId>) -> bool {
        row.is_some_and(|row| self.contract.error(row).evidence.confidence == Confidence::Disputed)
    }

    fn push(&mut self, mut finding: Finding, row: Option<ErrorId>, blocks: Blocks) {
        if self.pinned.is_none() && self.is_disputed(row) && finding.difference != Difference::New {
            finding.standing = Standing::Known;
        }
        self.findings.push((finding, blocks));
    }

    fn rewritten(&mut self) {
        let PageState { stated, of, .. } = self.state;
        let what = match self.state.standing {
            PageStanding::Partly => "a part of it was written anew",
            _ => "it was written anew or is another page",
        };
        let message = format!(
            "the page states {stated} of {}: {what}",
            count(*of, "code and text").replace("code and texts", "codes and texts")
        );
        let name = self.state.name.clone();
        let mut finding = self.finding(
            Difference::Rewritten,
            "page",
            format!("sources.{name}"),
            message,
        );
        "if it is the right page, correct the contract and run `--accept-rewrite`, which accepts the page as it is".clone_into(&mut finding.help);
        self.findings.push((finding, Blocks::default()));
    }

    /// The blocks of a fact on both pages.
    fn blocks(&self, at: usize, new: Option<usize>) -> Blocks {
        let hits = self
            .was
            .map(|was| was.places(at).into_iter().map(|place| place.block));
        // A status stands in prose and programs as well, which say more than it.
        let defines =
            |kind: &Kind| !matches!(kind, Kind::Paragraph | Kind::Code | Kind::Line | Kind::Rest);
        let is_status = matches!(self.facts[at].what, What::Status(_));
        let tells = |at: &usize| {
            let block = self.old.and_then(|old| old.blocks.get(*at));
            !is_status || block.is_some_and(|block| defines(&block.kind))
        };
        Blocks {
            new: new.into_iter().collect(),
            old: hits.into_iter().flatten().filter(tells).collect(),
        }
    }

    fn moved(&mut self, at: usize, place: Place, there: &[Status]) {
        let fact = &self.facts[at];
        let (value, here) = (fact.value(), statuses(&fact.statuses));
        let (message, says, contract) = if there.is_empty() {
            (
                format!(
                    "the docs state {} in the row of something else",
                    quoted(&value)
                ),
                value.clone(),
                value,
            )
        } else {
            let there = statuses(there);
            (
                format!(
                    "the docs state {} under {there}, where the contract says {here}",
                    quoted(&value)
                ),
                there,
                here,
            )
        };
        let mut finding = self.finding(Difference::Moved, kind(fact), fact.subject(), message);
        finding.says = Some(Side::new(says, span(self.page, Some(place.block))));
        finding.contract = Some(Side::new(contract, fact.span));
        let blocks = self.blocks(at, Some(place.block));
        self.push(finding, fact.row, blocks);
    }

    /// What is no longer where it was expected, of one row.
    fn open(&mut self, row: Option<ErrorId>, facts: &[usize]) {
        let mut left = Vec::new();
        for &at in facts {
            match self.instead(at) {
                Some(instead) => self.changed(at, instead),
                None => left.push(at),
            }
        }
        if self.state.standing == PageStanding::Rewritten || left.is_empty() {
            return;
        }
        let is_named =
            |at: &usize| matches!(self.facts[*at].what, What::Code { .. } | What::Text(_));
        let of_row = |at: &usize| row.is_some() && self.facts[*at].row == row;
        let stands =
            (0..self.facts.len()).any(|at| of_row(&at) && is_named(&at) && !facts.contains(&at));
        let has_name = left.iter().any(is_named);
        match row {
            Some(row) if !stands && has_name && left.len() == facts.len() => {
                self.row_missing(row, &left);
            }
            _ => left.into_iter().for_each(|at| self.missing(at)),
        }
    }

    fn missing(&mut self, at: usize) {
        let fact = &self.facts[at];
        let value = fact.value();
        let mut finding = self.finding(
            Difference::Missing,
            kind(fact),
            fact.subject(),
            format!("the docs do not state {}", quoted(&value)),
        );
        finding.contract = Some(Side::new(value, fact.span));
        let nearest = match self.found.verdicts[at] {
            Verdict::Missing { nearest } => nearest,
            _ => None,
        };
        finding.nearest = nearest.map(|at| span(self.page, Some(at)));
        let blocks = self.blocks(at, None);
        self.push(finding, fact.row, blocks);
    }

    /// A row of which nothing is stated.
    fn row_missing(&mut self, row: ErrorId, facts: &[usize]) {
        let error = self.contract.error(row);
        let named = facts
            .iter()
            .filter(|&&at| !matches!(self.facts[at].what, What::Status(_)));
        let values: Vec<String> = named.map(|&at| self.facts[at].value()).collect();
        let value = format!("{} {}", statuses(&error.status.members), values.join(" | "));
        let subject = format!("errors.{}", error.name);
        let message = format!("the docs do not state {}", quoted(&value));
        let mut finding = self.finding(Difference::Missing, "error", subject, message);
        finding.contract = Some(Side::new(value, error.span));
        finding.nearest = facts.iter().find_map(|&at| match self.found.verdicts[at] {
            Verdict::Missing {
                nearest: Some(nearest),
            } => Some(span(self.page, Some(nearest))),
            _ => None,
        });
        let mut blocks = Blocks::default();
        for &at in facts {
            blocks.old.extend(self.blocks(at, None).old);
        }
        self.push(finding, Some(row), blocks);
    }

    fn changed(&mut self, at: usize, instead: Instead) {
        let fact = &self.facts[at];
        let edits = self.proposer.replaced(fact, &instead.was, &instead.value);
        // A number is shown in the units of the contract.
        let (value, now) = match edits.as_deref() {
            Some([Edit::Set { old, new, .. }]) if matches!(fact.what, What::Number(_)) => {
                (plain(old), plain(new))
            }
            _ => (fact.value(), instead.value),
        };
        let message = format!(
            "the docs say {}, where the contract says {}",
            quoted(&now),
            quoted(&value)
        );
        let mut finding = self.finding(Difference::Changed, kind(fact), fact.subject(), message);
        let place = span(self.page, Some(instead.block));
        if instead.is_sure && self.is_own() {
            finding.proposal = edits.map(|edits| Proposal {
                edits,
                page: self.at,
                span: place,
            });
        }
        finding.contract = Some(Side::new(value, fact.span));
        finding.says = Some(Side::new(now, place));
        let blocks = self.blocks(at, Some(instead.block));
        self.push(finding, fact.row, blocks);
    }

    fn is_own(&self) -> bool {
        matches!(
            self.state.standing,
            PageStanding::Own | PageStanding::Unproven
        )
    }
}

fn kind(fact: &Fact) -> &'static str {
    match fact.what {
        What::Status(_) => "status",
        What::Code { .. } => "code",
        What::Text(_) => "text",
        What::Number(_) => "number",
        What::Name(_) => "name",
        What::Path { .. } => "path",
    }
}

/// A value without its quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        value => apply::value(value),
    }
}
