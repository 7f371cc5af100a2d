//! Everything at once: pages held against the contract and against what was accepted, sorted into news and what is known.

use super::change::{Change, Compared, Explained, compare as compare_pages};
use super::doors::Unreadable;
use super::explain;
use super::fact::{Fact, What};
use super::facts::{facts, places};
use super::finding::{Difference, Finding, Standing};
use super::held::{Before, Bound, Held, View};
use super::lock::{Lock, LockProblem, LockProblemKind, sha256};
use super::page::Page;
use super::pinned::{Known, PinnedPage, READER};
use super::propose::Proposer;
use super::reading::Reading;
use super::state::{PageStanding, PageState};
use std::collections::HashSet;
use theta_spec::contract::Contract;
use theta_spec::day::Day;
use theta_spec::source::SourceText;

/// How strict to be.
#[derive(Clone, Debug, PartialEq)]
pub struct DriftOptions {
    /// The share of the codes and texts that the contract takes from a page that the page must state, from 0 to 1. A page
    /// that states less is never clean, and nothing of it is written.
    pub min_stated: f64,
}

impl Default for DriftOptions {
    fn default() -> Self {
        Self { min_stated: 0.6 }
    }
}

/// What pages say now, held against a contract.
#[derive(Clone, Debug)]
pub struct Drift {
    /// The pages.
    pub pages: Vec<PageState>,
    /// Where the pages and the contract differ, in the order of pages and differences.
    pub findings: Vec<Finding>,
    /// What changed on the pages since they were accepted.
    pub changes: Vec<Change>,
    /// What is wrong with the entries of the lock.
    pub problems: Vec<LockProblem>,
}

impl Drift {
    /// Returns whether every page could be read and nobody must look at anything.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        let unreadable = |state: &PageState| matches!(state.standing, PageStanding::Unreadable(_));
        self.problems.is_empty()
            && !self.pages.iter().any(unreadable)
            && !self
                .findings
                .iter()
                .any(|finding| finding.standing == Standing::News)
            && !self.changes.iter().any(Change::fails)
    }

    /// Returns whether a page states too little of the contract, so that only a person can accept it.
    #[must_use]
    pub fn is_rewritten(&self) -> bool {
        let standing = self.pages.iter().map(|state| state.standing);
        standing
            .into_iter()
            .any(|standing| matches!(standing, PageStanding::Rewritten | PageStanding::Partly))
    }

    /// Returns the pages as accepted today, with the disagreements that stand between them and that contract.
    ///
    /// A page that has not changed keeps its day; pages that could not be read are left out.
    #[must_use]
    pub fn pin(
        &self,
        contract: &Contract,
        spec: &SourceText,
        before: Option<&Lock>,
        today: Day,
    ) -> Vec<PinnedPage> {
        let places = places(contract);
        let mut out = Vec::new();
        for state in &self.pages {
            if matches!(state.standing, PageStanding::Unreadable(_)) {
                continue;
            }
            let sha256 = sha256(state.page.source.text());
            let old = before.and_then(|lock| lock.page(&state.name));
            let same = old.filter(|old| old.sha256 == sha256 && old.reader == READER);
            let entries = before
                .map(|lock| lock.acknowledged.as_slice())
                .unwrap_or_default();
            let has_entry = |known: &Known| entries.iter().any(|entry| entry.is_about(known));
            let mut known = known_of(state, contract, spec, &places, old);
            known.retain(|known| !has_entry(known));
            out.push(PinnedPage {
                name: state.name.clone(),
                sha256,
                read: same.map_or(today, |old| old.read),
                reader: READER,
                stated: state.says.clone(),
                known,
                page: state.page.clone(),
            });
        }
        out
    }
}

fn known(finding: &Finding) -> Known {
    Known {
        subject: finding.subject.clone(),
        page: finding.page_says().to_owned(),
        contract: finding.contract_says().to_owned(),
    }
}

/// Returns the name under which a page is accepted: that of the contract, or that of its file.
#[must_use]
pub fn name(page: &Page) -> String {
    let name = page.role.as_deref().unwrap_or_else(|| page.source.name());
    name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned()
}

/// Holds pages against a contract and against what was accepted before.
///
/// There is no clock in it: `today` decides which acknowledgements still count.
///
/// ```
/// use theta_drift::{Difference, DriftOptions, Page, compare};
/// use theta_spec::day::Day;
///
/// let loaded = theta_spec::load("spec.toml", br#"
/// theta = 1
/// api = { name = "Echo", base_url = "https://echo.example" }
/// sources.errors = "https://echo.example/errors"
/// shapes.error = { code = "/code" }
/// endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
/// errors.too_long = { status = 400, code = "too_long", source = "errors" }
/// errors.no_key = { status = 401, code = "no_key", source = "errors" }
/// "#);
/// let contract = loaded.contract.expect("no errors in it");
/// let page = b"# Errors\n\n| Status | Code |\n|---|---|\n| 400 | `too_long` |\n| 401 | `no_key` |\n| 402 | `no_money` |\n";
/// let page = Page::new("errors.md", page).with_role("errors");
/// let today = Day::parse("2026-11-22").expect("a day");
/// let drift = compare(&contract, &loaded.source, &[page], None, &DriftOptions::default(), today);
/// assert_eq!(drift.findings[0].difference, Difference::New);
/// assert_eq!(drift.findings[0].subject, "errors.no_money");
/// ```
#[must_use]
pub fn compare(
    contract: &Contract,
    spec: &SourceText,
    pages: &[Page],
    lock: Option<&Lock>,
    options: &DriftOptions,
    today: Day,
) -> Drift {
    let mut drift = Drift {
        pages: Vec::new(),
        findings: Vec::new(),
        changes: Vec::new(),
        problems: lock.map(|lock| lock.problems.clone()).unwrap_or_default(),
    };
    let places = places(contract);
    let session = Session {
        contract,
        spec,
        places: &places,
        options,
    };
    let mut proposer = Proposer::new(contract, spec);
    for (at, page) in pages.iter().enumerate() {
        let pinned = lock.and_then(|lock| lock.page(&name(page)));
        session.one(&mut drift, (at, page), pinned, &mut proposer);
    }
    let read = drift
        .pages
        .iter()
        .all(|state| !matches!(state.standing, PageStanding::Unreadable(_)));
    stand(&mut drift, lock, read, today);
    proposer.keep_what_can_be_written(&mut drift.findings);
    explain::attach(&mut drift.changes, &drift.findings);
    drift
}

/// What every page is held against.
struct Session<'s> {
    contract: &'s Contract,
    spec: &'s SourceText,
    places: &'s [(String, bool)],
    options: &'s DriftOptions,
}

impl Session<'_> {
    /// Holds one page against the contract and its pin.
    fn one(
        &self,
        drift: &mut Drift,
        (at, page): (usize, &Page),
        pinned: Option<&PinnedPage>,
        proposer: &mut Proposer<'_>,
    ) {
        let mut state = PageState::new(page, name(page), pinned.is_some());
        if let Some(reason) = page.unreadable {
            state.standing = PageStanding::Unreadable(reason);
            drift.pages.push(state);
            return;
        }
        let facts = facts(self.contract, self.spec, page.role.as_deref());
        let sha256 = sha256(page.source.text());
        // The same bytes say the same, whichever reader reads them.
        let is_same = pinned.is_some_and(|pinned| pinned.sha256 == sha256);
        let old = pinned.filter(|_| !is_same).map(|pinned| &pinned.page);
        let was = old.map(|old| Reading::of(old, &facts, self.places, None));
        let reading = Reading::of(
            page,
            &facts,
            self.places,
            was.as_ref().map(|was| &was.layout),
        );
        let names = names(&facts, self.places);
        let is_name = |word: &str| names.contains(&word.to_lowercase());
        let mut compared = old.map(|old| compare_pages(at, old, page, &is_name));
        if compared
            .as_ref()
            .is_some_and(|compared| compared.is_cut_off)
        {
            state.standing = PageStanding::Unreadable(Unreadable::CutOff);
            drift.pages.push(state);
            return;
        }
        state.take(&facts, &reading.lookup);
        state.standing = standing(&state, is_same, compared.as_ref(), self.options);
        let before = old.zip(was.as_ref()).zip(compared.as_ref());
        let before = before.map(|((page, was), compared)| Before {
            page,
            found: &was.lookup,
            compared,
        });
        let view = View {
            at,
            page,
            contract: self.contract,
            facts: &facts,
            pinned,
            bound: Bound::by(pinned),
        };
        let mut held = Held::new(view, &state, &reading, before, proposer);
        held.all();
        let findings = held.findings;
        if let Some(compared) = &mut compared {
            let shown = explain::Shown {
                page,
                old,
                facts: &facts,
                found: &reading.lookup,
                was: was.as_ref().map(|was| &was.lookup),
                pinned,
            };
            explain::find(compared, &shown, &findings, drift.findings.len());
            drift.changes.append(&mut compared.changes);
        }
        let mut findings: Vec<Finding> = findings.into_iter().map(|(finding, _)| finding).collect();
        for told in &page.told {
            let is_told = |one: &Finding| one.subject == told.subject;
            if !findings.iter().any(is_told) {
                let page = at;
                findings.push(Finding {
                    page,
                    ..told.clone()
                });
            }
        }
        drift.findings.append(&mut findings);
        drift.pages.push(state);
    }
}

/// What will be known of a page once it is accepted: what it is told of now without anything older to hold it against. What
/// is looked for on it because of how it was accepted before stays so.
fn known_of(
    state: &PageState,
    contract: &Contract,
    spec: &SourceText,
    places: &[(String, bool)],
    before: Option<&PinnedPage>,
) -> Vec<Known> {
    /// A row that is known to differ is looked for whole, which may show more of it.
    const ROUNDS: usize = 4;
    let page = &state.page;
    let facts = facts(contract, spec, page.role.as_deref());
    let reading = Reading::of(page, &facts, places, None);
    let accepted = PageState {
        standing: PageStanding::Own,
        ..state.clone()
    };
    let told = |bound: Bound<'_>| {
        let view = View {
            at: 0,
            page,
            contract,
            facts: &facts,
            pinned: None,
            bound,
        };
        let mut proposer = Proposer::new(contract, spec);
        let mut held = Held::new(view, &accepted, &reading, None, &mut proposer);
        held.all();
        let findings = held.findings.iter().map(|(finding, _)| known(finding));
        let mut told: Vec<Known> = findings.chain(page.told.iter().map(known)).collect();
        told.sort_unstable();
        told.dedup();
        told
    };
    let mut known = told(Bound::by(before));
    for _ in 0..ROUNDS {
        let again = told(Bound::of(&state.says, &known));
        if again == known {
            break;
        }
        known = again;
    }
    known
}

/// The names of the contract, lower case: codes, names on the wire, and those that its pointers go through.
fn names(facts: &[Fact], places: &[(String, bool)]) -> HashSet<String> {
    let names = facts.iter().filter_map(|fact| match &fact.what {
        What::Code { text, .. } | What::Name(text) => Some(text.as_str()),
        _ => None,
    });
    let tokens = places
        .iter()
        .flat_map(|(pointer, _)| pointer.split('/'))
        .filter(|token| token.len() > 1);
    names.chain(tokens).map(str::to_lowercase).collect()
}

fn standing(
    state: &PageState,
    is_accepted: bool,
    compared: Option<&Compared>,
    options: &DriftOptions,
) -> PageStanding {
    /// The share of its old pieces by which a page is known, whatever it states.
    const SURVIVED: f64 = 0.5;
    /// How many codes and texts tell one page from another.
    const TELLING: usize = 4;
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if state.of == 0 {
        return PageStanding::Unproven;
    }
    let share = number(state.stated) / number(state.of);
    if state.of < TELLING && share < options.min_stated {
        return PageStanding::Unproven;
    }
    let is_known = is_accepted || compared.is_some_and(|compared| compared.survived >= SURVIVED);
    if share >= options.min_stated || is_known {
        PageStanding::Own
    } else if share >= options.min_stated / 2.0 {
        PageStanding::Partly
    } else {
        PageStanding::Rewritten
    }
}

/// The disagreements that were accepted with a page.
#[derive(Default)]
struct Pinned<'l> {
    all: HashSet<&'l Known>,
    /// What only the page has is known by its text: the name that is proposed for it may change.
    texts: HashSet<&'l str>,
}

impl<'l> Pinned<'l> {
    fn of(page: Option<&'l PinnedPage>) -> Self {
        let known = page.map(|page| page.known.as_slice()).unwrap_or_default();
        let of_page = known.iter().filter(|known| known.contract.is_empty());
        Self {
            all: known.iter().collect(),
            texts: of_page.map(|known| known.page.as_str()).collect(),
        }
    }

    fn has(&self, known: &Known) -> bool {
        self.all.contains(known)
            || known.contract.is_empty() && self.texts.contains(known.page.as_str())
    }
}

/// Sorts the findings into news and what is known, and finds entries that are about nothing.
fn stand(drift: &mut Drift, lock: Option<&Lock>, all_readable: bool, today: Day) {
    let Some(lock) = lock else {
        return;
    };
    let mut used = vec![false; lock.acknowledged.len()];
    let pages = drift.pages.iter();
    let pinned: Vec<Pinned<'_>> = pages
        .map(|state| Pinned::of(lock.page(&state.name)))
        .collect();
    for finding in &mut drift.findings {
        if pinned[finding.page].has(&known(finding)) && finding.difference != Difference::Rewritten
        {
            finding.standing = Standing::Known;
        }
        if let Some(entry) = lock
            .acknowledged
            .iter()
            .position(|entry| entry.is_about(&known(finding)))
        {
            used[entry] = true;
            if lock.acknowledged[entry].until >= today {
                finding.standing = Standing::Acknowledged;
                finding.acknowledged = Some(entry);
            }
        }
    }
    // Of a page that is not here nothing can be said, so neither that an entry is about nothing.
    let is_here = |pinned: &PinnedPage| drift.pages.iter().any(|state| state.name == pinned.name);
    let all_here = all_readable && lock.pages.iter().all(is_here);
    for (entry, used) in lock.acknowledged.iter().zip(used) {
        let (kind, message) = match used {
            true if entry.until < today => (
                LockProblemKind::Expired,
                format!(
                    "the entry for `{}` counted until {}: look at it again",
                    entry.fact, entry.until
                ),
            ),
            false if all_here => (
                LockProblemKind::Unused,
                format!(
                    "there is no disagreement about `{}` with these values: remove the entry, or the next one passes unseen",
                    entry.fact
                ),
            ),
            _ => continue,
        };
        drift.problems.push(LockProblem {
            kind,
            message,
            span: entry.span,
        });
    }
}

impl Change {
    /// Returns whether a finding shows it.
    #[must_use]
    pub fn is_shown_by(&self, finding: usize) -> bool {
        self.explained == Explained::By(finding)
    }
}
