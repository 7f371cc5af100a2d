//! What the pages state, held against what the contract says.
//!
//! Each kind of fact has a way of its own to tell which fact speaks of which claim; what they have in common is here:
//! a claim that a fact confirms agrees, one that only other facts speak of has changed, and where facts contradict each
//! other the vendor contradicts itself. Everything is decided by position and text alone, so equal input gives equal
//! findings.

mod alike;
mod api;
pub mod bands;
mod endpoints;
mod limits;
mod names;
mod parts;
mod propose;
mod retries;
mod say;
mod scopes;
mod statuses;
mod texts;
mod words;

pub(super) use say::value;

use bands::{CHANGED, LITERAL, MARGIN, MAYBE, SPELLING};

use super::claim::{Claim, claims, written};
use super::fact::{Bound, Fact, Kind, Statement, Surety};
use super::finding::{Change, Finding, PageSide, SpecSide, Verdict};
use super::lock::noted;
use super::read::Reading;
use super::spelled::Spelled;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use theta_spec::contract::{Confidence, Contract, ErrorId, Status};
use theta_spec::source::SourceText;
use theta_spec::text::markdown::code as quoted;

/// Holds what the pages state against what the contract says.
///
/// Gives a finding for each thing that both speak of, or that one of them should speak of and does not. Those that
/// agree are among them. Sorted by where the contract says it; what only the pages have comes last.
#[must_use]
pub fn align(contract: &Contract, spec: &SourceText, reading: &Reading) -> Vec<Finding> {
    align_pages(contract, spec, reading, &[]).findings
}

/// What an alignment knows when it is done.
pub(super) struct Aligned {
    pub(super) claims: Vec<Claim>,
    /// For each claim the facts that confirm it.
    pub(super) support: Vec<Vec<usize>>,
    /// Claims of which a finding speaks that is no agreement.
    pub(super) settled: Vec<bool>,
    pub(super) findings: Vec<Finding>,
    /// Words of the vendor's own, each with what it is about: causes, fixes, purposes.
    pub(super) words: Vec<(String, usize)>,
}

/// What one page states: the kinds and the values, as a pin writes them.
pub(super) fn stated(reading: &Reading, page: usize) -> BTreeSet<(Kind, String)> {
    reading
        .facts
        .iter()
        .filter(|fact| fact.place.page == page)
        .map(|fact| match &fact.statement {
            Statement::Status { status, .. } => (Kind::Status, written(*status)),
            statement => (fact.kind(), noted(&value(statement))),
        })
        .collect()
}

/// The same without the pages of which `skip` says so.
pub(super) fn align_pages(
    contract: &Contract,
    spec: &SourceText,
    reading: &Reading,
    skip: &[bool],
) -> Aligned {
    let mut align = Align::new(contract, spec, reading, skip);
    texts::align(&mut align);
    statuses::align(&mut align);
    names::align(&mut align);
    retries::align(&mut align);
    endpoints::align(&mut align);
    parts::align(&mut align);
    limits::align(&mut align);
    api::align(&mut align);
    scopes::align(&mut align);
    align.missing();
    align.agreed();
    align.findings.sort_by(|a, b| {
        let key = |finding: &Finding| {
            (
                finding
                    .spec
                    .as_ref()
                    .map_or(usize::MAX, |side| side.span.start),
                finding.pages.first().map(|side| side.place),
                finding.kind,
            )
        };
        (key(a), &a.subject).cmp(&(key(b), &b.subject))
    });
    propose::keep_what_can_be_written(spec, &mut align.findings);
    let words = words::of(&align);
    Aligned {
        claims: align.claims,
        support: align.support,
        settled: align.settled,
        words,
        findings: align.findings,
    }
}

struct Align<'a> {
    contract: &'a Contract,
    spec: &'a SourceText,
    spelled: Spelled<'a>,
    reading: &'a Reading,
    claims: Vec<Claim>,
    /// For each claim the facts that confirm it.
    support: Vec<Vec<usize>>,
    /// The same as pairs, to ask for one.
    confirmed: HashSet<(usize, usize)>,
    /// Claims of which a finding speaks already.
    settled: Vec<bool>,
    /// Facts by what they are about, those of skipped pages left out.
    kinds: BTreeMap<Kind, Vec<usize>>,
    /// Facts of the same row, item or body.
    entries: BTreeMap<usize, Vec<usize>>,
    /// The contract's name of each page, when it has one and the page counts.
    roles: Vec<Option<&'a str>>,
    /// Errors that were proposed, by name.
    proposed: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl<'a> Align<'a> {
    fn new(
        contract: &'a Contract,
        spec: &'a SourceText,
        reading: &'a Reading,
        skip: &[bool],
    ) -> Self {
        let claims = claims(contract, spec);
        let skipped = |page: usize| skip.get(page).copied().unwrap_or(false);
        let mut kinds: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
        let mut entries: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, fact) in reading.facts.iter().enumerate() {
            if !skipped(fact.place.page) {
                kinds.entry(fact.kind()).or_default().push(at);
                entries.entry(fact.scope.entry).or_default().push(at);
            }
        }
        let known = |role: &str| contract.sources.iter().any(|source| source.name == role);
        let roles = reading
            .pages
            .iter()
            .enumerate()
            .map(|(at, page)| {
                page.role
                    .as_deref()
                    .filter(|role| !skipped(at) && known(role))
            })
            .collect();
        Self {
            contract,
            spec,
            spelled: Spelled::new(spec),
            reading,
            support: vec![Vec::new(); claims.len()],
            confirmed: HashSet::new(),
            settled: vec![false; claims.len()],
            claims,
            kinds,
            entries,
            roles,
            proposed: BTreeSet::new(),
            findings: Vec::new(),
        }
    }

    fn fact(&self, at: usize) -> &'a Fact {
        &self.reading.facts[at]
    }

    fn facts_of(&self, kind: Kind) -> Vec<usize> {
        self.kinds.get(&kind).cloned().unwrap_or_default()
    }

    /// The facts of the same row, item or body as one, itself left out.
    fn beside(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.entries
            .get(&self.fact(at).scope.entry)
            .into_iter()
            .flatten()
            .copied()
            .filter(move |other| *other != at)
    }

    /// For each fact the rows of which it confirms something.
    fn rows_of_facts(&self) -> BTreeMap<usize, Vec<ErrorId>> {
        let mut out: BTreeMap<usize, Vec<ErrorId>> = BTreeMap::new();
        for (claim, support) in self.claims.iter().zip(&self.support) {
            if let Some(row) = claim.row {
                for fact in support {
                    out.entry(*fact).or_default().push(row);
                }
            }
        }
        out
    }

    fn claims_of(&self, kind: Kind) -> Vec<usize> {
        (0..self.claims.len())
            .filter(|&at| self.claims[at].kind() == kind)
            .collect()
    }

    /// Notes that facts confirm a claim.
    fn confirm(&mut self, claim: usize, facts: &[usize]) {
        for fact in facts {
            if self.confirmed.insert((claim, *fact)) {
                self.support[claim].push(*fact);
            }
        }
    }

    /// Whether a claim and a fact can speak of the same reply and the same endpoint.
    fn in_scope(&self, claim: usize, fact: usize) -> bool {
        let (claim, scope) = (&self.claims[claim], &self.fact(fact).scope);
        share_status(&claim.statuses, &scope.status) && share(&claim.endpoints, &scope.endpoints)
    }

    /// Whether the contract itself says somewhere what a page says: in a note, an example, the words of a field.
    fn mentions(&self, text: &str) -> bool {
        let text = text.trim();
        text.len() > 3 && self.spec.text().contains(text)
    }

    /// Whether all that states it are words around something else, sample programs, or advice.
    fn is_weak(&self, facts: &[usize]) -> bool {
        facts.iter().all(|&at| {
            let fact = self.fact(at);
            let advice = matches!(
                fact.statement,
                Statement::Limit {
                    bound: Bound::Advice,
                    ..
                }
            );
            fact.surety == Surety::Guessed || advice
        })
    }

    /// A finding about facts that speak of claims with one value and say something else.
    ///
    /// `against` must not be empty, and neither must `claims`.
    fn contradicted(
        &mut self,
        claims: &[usize],
        against: &[usize],
        change: Option<Change>,
        help: &str,
    ) {
        let Some(&first) = claims.first() else { return };
        let mut support: Vec<usize> = claims
            .iter()
            .flat_map(|&at| self.support[at].clone())
            .collect();
        support.sort_unstable();
        support.dedup();
        let weak = self.is_weak(against);
        let outweighed = !weak && self.is_weak(&support);
        let claim = &self.claims[first];
        let disputed = claim.evidence.confidence == Confidence::Disputed;
        let said = say::values(self, against);
        let verdict = match (support.is_empty(), weak) {
            (true, true) if disputed => Verdict::Conflict,
            (true, true) => Verdict::Maybe,
            (false, _) if !outweighed => Verdict::Conflict,
            _ => Verdict::Changed,
        };
        let message = match verdict {
            Verdict::Conflict if support.is_empty() => {
                format!(
                    "the docs say {said}, and the contract knows that they contradict themselves: it says {}",
                    quoted(&claim.value)
                )
            }
            Verdict::Conflict => format!(
                "the docs contradict themselves: they say {}; the contract says {}",
                say::values(self, &[support.as_slice(), against].concat()),
                quoted(&claim.value)
            ),
            Verdict::Maybe => format!(
                "words or a sample of the docs say {said}, where the contract says {}",
                quoted(&claim.value)
            ),
            _ => format!(
                "the docs say {said}, where the contract says {}",
                quoted(&claim.value)
            ),
        };
        let subject = claim.subject.clone();
        let mut facts = against.to_vec();
        facts.extend(&support);
        let mut finding = self.finding(verdict, first, &facts, message);
        finding.subject = subject;
        finding.disputed = disputed;
        finding.advise(help);
        if verdict == Verdict::Changed {
            finding.change = change;
        }
        for &at in claims {
            self.settled[at] = true;
        }
        self.findings.push(finding);
    }

    /// A finding about a claim.
    fn finding(&self, verdict: Verdict, claim: usize, facts: &[usize], message: String) -> Finding {
        let claim = &self.claims[claim];
        let mut pages = self.sides(facts);
        if claim.kind() == Kind::Status {
            // What a page calls it, or says under it, is another fact.
            for side in &mut pages {
                side.value.clone_from(&claim.value);
            }
        }
        Finding {
            verdict,
            kind: claim.kind(),
            subject: claim.subject.clone(),
            spec: Some(SpecSide {
                value: claim.value.clone(),
                span: claim.span,
            }),
            pages,
            score: None,
            message,
            help: String::new(),
            disputed: claim.evidence.confidence == Confidence::Disputed,
            change: None,
        }
    }

    /// A finding about something that only the pages have.
    fn only_there(
        &self,
        verdict: Verdict,
        kind: Kind,
        subject: String,
        facts: &[usize],
        message: String,
    ) -> Finding {
        Finding {
            verdict,
            kind,
            subject,
            spec: None,
            pages: self.sides(facts),
            score: None,
            message,
            help: String::new(),
            disputed: false,
            change: None,
        }
    }

    /// What the pages say, each place once, in the order of the pages.
    fn sides(&self, facts: &[usize]) -> Vec<PageSide> {
        let mut sides: Vec<PageSide> = facts
            .iter()
            .map(|&at| {
                let fact = self.fact(at);
                PageSide {
                    value: say::value(&fact.statement),
                    place: fact.place,
                    surety: fact.surety,
                }
            })
            .collect();
        sides.sort_by(|a, b| (a.place, &a.value).cmp(&(b.place, &b.value)));
        sides.dedup_by(|a, b| a.place == b.place && a.value == b.value);
        sides
    }

    /// What the contract takes from pages that are all here, and none of them has.
    fn missing(&mut self) {
        for at in 0..self.claims.len() {
            if !self.claims[at].main
                || self.settled[at]
                || !self.support[at].is_empty()
                || !self.is_expected(at)
            {
                continue;
            }
            let claim = &self.claims[at];
            let pages = match claim.evidence.sources.as_slice() {
                [] => "none of the pages has it",
                [_] => "the page that it comes from does not have it",
                _ => "none of the pages that it comes from has it",
            };
            let message = format!("the contract says {}, and {pages}", quoted(&claim.value));
            let mut finding = self.finding(Verdict::Missing, at, &[], message);
            finding.advise("nothing is removed by itself: see whether the vendor dropped it or moved it to another page");
            self.settled[at] = true;
            self.findings.push(finding);
        }
    }

    /// Whether a claim would stand on the pages if it were still true, as far as can be told without a pin.
    fn is_expected(&self, at: usize) -> bool {
        let claim = &self.claims[at];
        if matches!(
            claim.evidence.confidence,
            Confidence::Inferred | Confidence::Observed
        ) {
            return false;
        }
        let supplied = |source: &String| self.roles.contains(&Some(source.as_str()));
        let sources = &claim.evidence.sources;
        let named = !sources.is_empty() && sources.iter().all(supplied);
        if !named && (!sources.is_empty() && self.roles.iter().any(Option::is_some)) {
            return false;
        }
        // A page that has none of a kind is not where that kind is listed. Of the pieces of an endpoint, and of all
        // that names no page, at least half must be there.
        let same = |other: &&usize| {
            let other = &self.claims[**other];
            other.main
                && other.kind() == claim.kind()
                && (!claim.is_piece() || other.owner() == claim.owner())
        };
        let all: Vec<usize> = self.claims_of(claim.kind());
        let all: Vec<&usize> = all.iter().filter(same).collect();
        let there = all
            .iter()
            .filter(|other| !self.support[***other].is_empty())
            .count();
        if named && !claim.is_piece() {
            there > 0
        } else {
            there * 2 >= all.len() && there > 0
        }
    }

    /// What is confirmed and contradicted by nothing.
    fn agreed(&mut self) {
        for at in 0..self.claims.len() {
            if self.settled[at] || self.support[at].is_empty() {
                continue;
            }
            let facts = self.support[at].clone();
            let finding = self.finding(
                Verdict::Agree,
                at,
                &facts,
                "the docs and the contract agree".to_owned(),
            );
            self.findings.push(finding);
        }
    }

    /// The role of the page of a fact, as `source` of what is proposed.
    fn role_of(&self, fact: usize) -> Option<&'a str> {
        self.roles
            .get(self.fact(fact).place.page)
            .copied()
            .flatten()
    }
}

/// Claims of one value, and the facts that contradict them.
#[derive(Default)]
struct Sides {
    claims: Vec<usize>,
    facts: Vec<usize>,
}

impl Sides {
    fn add(&mut self, claim: usize, fact: usize) {
        if !self.claims.contains(&claim) {
            self.claims.push(claim);
        }
        if !self.facts.contains(&fact) {
            self.facts.push(fact);
        }
    }
}

impl Claim {
    /// Whether it is a piece of something else that pages list as a whole.
    fn is_piece(&self) -> bool {
        self.kind() == Kind::Part
    }
}

/// Whether two sets of statuses have one in common; an empty one stands for all.
fn share_status(a: &[Status], b: &[Status]) -> bool {
    let meets = |a: &Status, b: &Status| match (a, b) {
        (Status::Exact(status), Status::Class(class))
        | (Status::Class(class), Status::Exact(status)) => u16::from(*class) == status / 100,
        (a, b) => a == b,
    };
    a.is_empty() || b.is_empty() || a.iter().any(|a| b.iter().any(|b| meets(a, b)))
}

/// Whether two sets of paths have one in common; an empty one stands for all.
fn share(a: &[String], b: &[String]) -> bool {
    a.is_empty()
        || b.is_empty()
        || a.iter()
            .any(|a| b.iter().any(|b| endpoints::same_path(a, b)))
}
