//! Messages, codes and further texts of failed replies.
//!
//! What matches exactly is taken out first, so that near twins cannot be swapped; then the same text under another
//! status; then what differs only in spelling; the rest by likeness, one to one, the best pair first.

mod fit;
mod near;

use super::alike::{self, Profile};
use super::{Align, LITERAL, MARGIN, MAYBE, propose, say, share_status};
use crate::claim::Says;
use crate::fact::{Kind, Role, Statement, Surety};
use crate::finding::Verdict;
use crate::{Fact, Wording};
use fit::{Fit, fit};
use std::collections::BTreeMap;
use theta_spec::contract::{ErrorId, Status};
use theta_spec::json::{self, Json};
use theta_spec::sample;
use theta_spec::text::markdown::code as quoted;

/// Facts that say the same text of the same statuses.
struct Group<'a> {
    facts: Vec<usize>,
    role: &'a Role,
    wording: &'a Wording,
    statuses: &'a [Status],
    /// How it is compared with others.
    canonical: String,
    profile: Profile,
    surety: Surety,
    done: bool,
}

/// The texts of the pages, and which of them are accounted for.
struct Texts<'a> {
    groups: Vec<Group<'a>>,
    /// For each fact that is accounted for, the rows that it speaks of.
    rows: BTreeMap<usize, Vec<ErrorId>>,
}

pub(super) fn align(align: &mut Align<'_>) {
    let mut texts = Texts::of(align);
    exact(align, &mut texts, Kind::Detail);
    beside_a_message(align, &mut texts);
    exact(align, &mut texts, Kind::Code);
    whole_sentences(align);
    stand_ins(align, &mut texts);
    for kind in [Kind::Detail, Kind::Code] {
        beginnings(align, &mut texts, kind);
        moved(align, &mut texts, kind);
        known_elsewhere(align, &mut texts, kind);
        near::spelled(align, &mut texts, kind);
        near::reworded(align, &mut texts, kind);
        near::second_spelling(align, &mut texts, kind);
        beside_a_message(align, &mut texts);
    }
    mentioned(align, &mut texts);
    let new = new(align, &texts);
    propose::errors(align, &new);
}

impl<'a> Texts<'a> {
    fn of(align: &Align<'a>) -> Self {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut seen: BTreeMap<(&Role, &str, &[Status]), usize> = BTreeMap::new();
        let mut facts = align.facts_of(Kind::Detail);
        facts.extend(align.facts_of(Kind::Code));
        facts.sort_unstable();
        for at in facts {
            let Fact {
                statement: Statement::Text { role, wording },
                scope,
                surety,
                ..
            } = align.fact(at)
            else {
                continue;
            };
            let key = (role, wording.raw.as_str(), scope.status.as_slice());
            if let Some(&group) = seen.get(&key) {
                groups[group].facts.push(at);
                groups[group].surety = groups[group].surety.max(*surety);
                continue;
            }
            seen.insert(key, groups.len());
            let canonical = alike::canonical(&alike::shape(&wording.template));
            groups.push(Group {
                facts: vec![at],
                role,
                wording,
                statuses: &scope.status,
                profile: Profile::of(&canonical),
                canonical,
                surety: *surety,
                done: false,
            });
        }
        Self {
            groups,
            rows: BTreeMap::new(),
        }
    }

    /// A group speaks of claims: they are confirmed, or a finding was made of it.
    fn settle(&mut self, align: &Align<'_>, group: usize, claims: &[usize]) {
        self.groups[group].done = true;
        for fact in self.groups[group].facts.clone() {
            let rows = self.rows.entry(fact).or_default();
            for claim in claims {
                rows.extend(align.claims[*claim].row);
            }
        }
    }

    fn open(&self, kind: Kind) -> Vec<usize> {
        (0..self.groups.len())
            .filter(|&at| !self.groups[at].done && self.groups[at].kind() == kind)
            .collect()
    }
}

impl Group<'_> {
    fn kind(&self) -> Kind {
        if *self.role == Role::Code {
            Kind::Code
        } else {
            Kind::Detail
        }
    }

    /// Whether both print one text, of which one may show a value where the other has a hole, or the whole of what the
    /// other cuts.
    fn is_same(&self, other: &Self) -> bool {
        let takes = |a: &Self, b: &Self| {
            let template = &a.wording.template;
            template.literal_len() >= LITERAL && template.accepts(&b.wording.raw)
        };
        self.wording.raw == other.wording.raw
            || (self.role == other.role && (takes(self, other) || takes(other, self)))
    }

    /// Whether the claim is about a text of that role.
    fn may_be(&self, says: &Says) -> bool {
        match (self.role, says) {
            (Role::Message | Role::Unnamed, Says::Detail(_)) | (Role::Code, Says::Code(_)) => true,
            (Role::Field(name), Says::Field(field, _)) => name == field,
            _ => false,
        }
    }
}

/// Claims about texts.
fn claims(align: &Align<'_>) -> Vec<usize> {
    (0..align.claims.len())
        .filter(|&at| {
            matches!(
                align.claims[at].says,
                Says::Detail(_) | Says::Code(_) | Says::Field(..)
            )
        })
        .collect()
}

/// Texts that the contract has under the same status.
fn exact(align: &mut Align<'_>, texts: &mut Texts<'_>, kind: Kind) {
    let claims = claims(align);
    for at in texts.open(kind) {
        let group = &texts.groups[at];
        let mut fits: Vec<(Fit, bool, usize)> = claims
            .iter()
            .filter(|&&claim| share_status(&align.claims[claim].statuses, group.statuses))
            .filter_map(|&claim| {
                let says = &align.claims[claim].says;
                let fit = fit(says, group.wording).filter(|fit| *fit > Fit::Begun)?;
                Some((fit, group.may_be(says), claim))
            })
            .collect();
        // A text of the right role before one of another, and a text that is the same before one that a hole takes in.
        let Some(best) = fits.iter().map(|(fit, same, _)| (*same, *fit)).max() else {
            continue;
        };
        fits.retain(|(fit, same, _)| (*same, *fit) == best);
        let found: Vec<usize> = fits.iter().map(|(.., claim)| *claim).collect();
        let found = narrowed(align, texts, at, found);
        let facts = texts.groups[at].facts.clone();
        for &claim in &found {
            align.confirm(claim, &facts);
        }
        texts.settle(align, at, &found);
    }
}

/// Of claims that all fit, those of the endpoints that the facts name, when there are any.
fn narrowed(align: &Align<'_>, texts: &Texts<'_>, group: usize, found: Vec<usize>) -> Vec<usize> {
    let facts = &texts.groups[group].facts;
    let near: Vec<usize> = found
        .iter()
        .copied()
        .filter(|&claim| facts.iter().any(|&fact| align.in_scope(claim, fact)))
        .collect();
    if near.is_empty() { found } else { near }
}

/// Texts that break off inside a word of the contract's: the vendor may have another word there. A claim that nothing
/// else confirms is not confirmed in full.
fn beginnings(align: &mut Align<'_>, texts: &mut Texts<'_>, kind: Kind) {
    let claims = claims(align);
    for at in texts.open(kind) {
        let group = &texts.groups[at];
        let is_begun = |claim: &usize| {
            let one = &align.claims[*claim];
            group.may_be(&one.says)
                && share_status(&one.statuses, group.statuses)
                && fit(&one.says, group.wording) == Some(Fit::Begun)
        };
        let found: Vec<usize> = claims.iter().copied().filter(is_begun).collect();
        let Some(&claim) = found.first().filter(|_| !group.done) else {
            continue;
        };
        let settled = |claim: &usize| align.settled[*claim] || !align.support[*claim].is_empty();
        if let Some(claim) = found.iter().copied().find(settled) {
            texts.settle(align, at, &[claim]);
            continue;
        }
        let raw = group.wording.raw.clone();
        let same = |other: &usize| {
            let other = &texts.groups[*other];
            other.is_same(group) && share_status(other.statuses, group.statuses)
        };
        let all: Vec<usize> = texts.open(kind).into_iter().filter(same).collect();
        let facts: Vec<usize> = all
            .iter()
            .flat_map(|&at| texts.groups[at].facts.clone())
            .collect();
        let message = format!(
            "not confirmed in full: the page breaks off with {}, inside a word of what the contract has, {}",
            quoted(&raw),
            quoted(&align.claims[claim].value)
        );
        let mut finding = align.finding(Verdict::Maybe, claim, &facts, message);
        finding.advise(
            "the vendor may have another word there: look at a reply, or at the page in full",
        );
        align.settled[claim] = true;
        align.findings.push(finding);
        for at in all {
            texts.settle(align, at, &[claim]);
        }
    }
}

/// Where the contract leaves the end of a text open and the pages now give the whole of it.
fn whole_sentences(align: &mut Align<'_>) {
    for claim in claims(align) {
        let facts = align.support[claim].clone();
        let wordings: Vec<&Wording> = facts
            .iter()
            .filter_map(|&at| match &align.fact(at).statement {
                Statement::Text { wording, .. } => Some(wording),
                _ => None,
            })
            .collect();
        // Of two that a page cuts in its prose and not in its sample the whole one is shown.
        let Some(first) = wordings
            .iter()
            .find(|one| one.is_exact())
            .or(wordings.first())
        else {
            continue;
        };
        let says = &align.claims[claim].says;
        let text = |wording: &Wording| wording.template.leading_literal().to_owned();
        let whole = wordings.iter().all(|other| text(other) == text(first))
            && fit(says, first) == Some(Fit::Cut)
            && !examples(align, claim).contains(&first.raw);
        if !whole {
            continue;
        }
        let message = format!(
            "the page gives the whole text, {}, of which the contract has the beginning, {}",
            quoted(&first.raw),
            quoted(&align.claims[claim].value)
        );
        let mut finding = align.finding(Verdict::Maybe, claim, &facts, message);
        finding.advise("write the whole text when it always ends so; how a text is matched is never changed unasked, and an example with the whole text ends the question");
        align.settled[claim] = true;
        align.findings.push(finding);
    }
}

/// `<message>` stands for any text: that the contract has none like it says nothing.
fn stand_ins(align: &Align<'_>, texts: &mut Texts<'_>) {
    for at in 0..texts.groups.len() {
        let group = &texts.groups[at];
        if !group.done
            && !group.wording.is_exact()
            && group.wording.template.literal_len() < LITERAL
        {
            texts.settle(align, at, &[]);
        }
    }
}

/// Every text in the documented bodies of the row of a claim, and in the one that is made up for it.
fn examples(align: &Align<'_>, claim: usize) -> Vec<String> {
    let Some(row) = align.claims[claim].row else {
        return Vec::new();
    };
    let mut out = Vec::new();
    let row = align.contract.error(row);
    let sample = sample::error_reply(align.contract, row).body;
    for example in row.examples.iter().chain([&sample]) {
        match json::parse(example) {
            Ok(value) => strings(&value, &mut out),
            Err(_) => out.push(example.clone()),
        }
    }
    out
}

fn strings(value: &Json, out: &mut Vec<String>) {
    match value {
        Json::String(text) => out.push(text.clone()),
        Json::Array(items) => items.iter().for_each(|item| strings(item, out)),
        Json::Object(members) => members.iter().for_each(|(_, member)| strings(member, out)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

/// A code in one body with a message that is known is the code of that message's row, whatever other rows have it.
fn beside_a_message(align: &mut Align<'_>, texts: &mut Texts<'_>) {
    let mut against: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for at in texts.open(Kind::Code) {
        let wording = texts.groups[at].wording;
        let mut left = Vec::new();
        for fact in texts.groups[at].facts.clone() {
            let codes = codes_of_the_message(align, texts, fact);
            let fitting: Vec<usize> = codes
                .iter()
                .copied()
                .filter(|&claim| fit(&align.claims[claim].says, wording).is_some())
                .collect();
            if codes.is_empty() {
                left.push(fact);
            } else if fitting.is_empty() {
                against.entry(codes.clone()).or_default().push(fact);
            }
            for &claim in &fitting {
                align.confirm(claim, &[fact]);
            }
            let rows = codes.iter().filter_map(|&claim| align.claims[claim].row);
            texts.rows.entry(fact).or_default().extend(rows);
        }
        texts.groups[at].done = left.is_empty();
        texts.groups[at].facts = left;
    }
    for (claims, facts) in against {
        let change = match claims.as_slice() {
            [claim] => propose::text(align, *claim, &facts),
            _ => None,
        };
        align.contradicted(
            &claims,
            &facts,
            change,
            "the message beside it is the contract's",
        );
    }
}

/// The claims about the code of the rows whose message stands in one body with a fact.
fn codes_of_the_message(align: &Align<'_>, texts: &Texts<'_>, fact: usize) -> Vec<usize> {
    let rows: Vec<ErrorId> = align
        .beside(fact)
        .filter(|&other| {
            matches!(
                &align.fact(other).statement,
                Statement::Text {
                    role: Role::Message,
                    ..
                }
            )
        })
        .filter_map(|other| texts.rows.get(&other))
        .flatten()
        .copied()
        .collect();
    align
        .claims_of(Kind::Code)
        .into_iter()
        .filter(|&claim| {
            align.claims[claim]
                .row
                .is_some_and(|row| rows.contains(&row))
        })
        .collect()
}

/// Texts that the contract has under other statuses only.
fn moved(align: &mut Align<'_>, texts: &mut Texts<'_>, kind: Kind) {
    let claims = claims(align);
    for at in texts.open(kind) {
        let group = &texts.groups[at];
        let found = claims.iter().copied().find(|&claim| {
            let says = &align.claims[claim].says;
            group.may_be(says)
                && align.support[claim].is_empty()
                && !align.settled[claim]
                && fit(says, group.wording).is_some_and(|fit| fit >= Fit::Lossy)
        });
        let Some(claim) = found else { continue };
        let message = format!(
            "the docs list {} under {}, the contract under {}",
            quoted(&group.wording.raw),
            statuses(group.statuses),
            statuses(&align.claims[claim].statuses)
        );
        let facts = group.facts.clone();
        let mut finding = align.finding(Verdict::Moved, claim, &facts, message);
        finding.advise("a status is never changed unasked: edit `status` if the page is right");
        align.settled[claim] = true;
        align.findings.push(finding);
        texts.settle(align, at, &[claim]);
    }
}

fn statuses(statuses: &[Status]) -> String {
    let words: Vec<String> = statuses
        .iter()
        .map(|status| crate::claim::written(*status))
        .collect();
    words.join(", ")
}

/// Texts that the contract has in another place: as a name in the docs, or in an example of a row.
fn known_elsewhere(align: &mut Align<'_>, texts: &mut Texts<'_>, kind: Kind) {
    for at in texts.open(kind) {
        let group = &texts.groups[at];
        let raw = &group.wording.raw;
        let key = alike::name(raw);
        let mut found = Vec::new();
        let mut rows = Vec::new();
        for claim in 0..align.claims.len() {
            let one = &align.claims[claim];
            if !share_status(&one.statuses, group.statuses) {
                continue;
            }
            match &one.says {
                // A code is on the wire, where case and separators count.
                Says::Alias(name)
                    if name == raw || *group.role != Role::Code && alike::name(name) == key =>
                {
                    found.push(claim);
                }
                Says::Retry(_) if examples(align, claim).contains(raw) => rows.push(claim),
                _ => {}
            }
        }
        if found.is_empty() && rows.is_empty() {
            continue;
        }
        let facts = group.facts.clone();
        for &claim in &found {
            align.confirm(claim, &facts);
        }
        found.extend(rows);
        texts.settle(align, at, &found);
    }
}

/// Words that the contract has in a note or in its own words, and that need not be a text of a reply.
fn mentioned(align: &Align<'_>, texts: &mut Texts<'_>) {
    for at in 0..texts.groups.len() {
        let group = &texts.groups[at];
        let a_message = *group.role == Role::Message && group.surety > Surety::Guessed;
        if !group.done && !a_message && align.mentions(&group.wording.raw) {
            texts.settle(align, at, &[]);
        }
    }
}

/// What is left: the texts that only the pages have.
fn new(align: &Align<'_>, texts: &Texts<'_>) -> Vec<propose::NewText> {
    let mut out: Vec<propose::NewText> = Vec::new();
    let mut firsts: Vec<&Group<'_>> = Vec::new();
    // Texts without holes are the same when they are equal; only the others have to be tried out.
    let mut exact: BTreeMap<(&Role, &str), usize> = BTreeMap::new();
    let mut open: Vec<usize> = Vec::new();
    let groups: Vec<&Group<'_>> = texts.groups.iter().filter(|group| !group.done).collect();
    let nearest = near::nearest(align, &groups);
    for (group, nearest) in groups.into_iter().zip(nearest) {
        let key = (group.role, group.wording.raw.as_str());
        let fits = |at: &usize| firsts[*at].role == group.role && firsts[*at].is_same(group);
        let same = match exact.get(&key) {
            Some(at) => Some(*at),
            None if group.wording.is_exact() => open.iter().copied().find(fits),
            None => (0..firsts.len()).find(fits),
        };
        if let Some(same) = same {
            let same = &mut out[same];
            same.facts.extend(&group.facts);
            same.statuses.extend(group.statuses);
            same.statuses.sort_unstable();
            same.statuses.dedup();
        } else {
            exact.insert(key, firsts.len());
            if !group.wording.is_exact() {
                open.push(firsts.len());
            }
            firsts.push(group);
            out.push(propose::NewText {
                facts: group.facts.clone(),
                statuses: group.statuses.to_vec(),
                sure: *group.role != Role::Unnamed && group.surety > Surety::Guessed,
                nearest,
            });
        }
    }
    // A code beside a new message is a part of the new error.
    let messages: Vec<usize> = out
        .iter()
        .flat_map(|one| one.facts.clone())
        .filter(|&at| align.fact(at).kind() == Kind::Detail)
        .collect();
    out.retain(|one| {
        let is_code = one
            .facts
            .iter()
            .all(|&at| align.fact(at).kind() == Kind::Code);
        let told = |&at: &usize| align.beside(at).any(|other| messages.contains(&other));
        !(is_code && one.facts.iter().all(told))
    });
    out
}

/// Whether two candidates are too near to each other to decide.
fn is_close(best: f64, next: Option<f64>) -> bool {
    next.is_some_and(|next| best - next < MARGIN)
}

fn is_enough(score: f64) -> bool {
    score >= MAYBE
}

fn shown(align: &Align<'_>, facts: &[usize]) -> String {
    say::values(align, &facts[..facts.len().min(1)])
}
