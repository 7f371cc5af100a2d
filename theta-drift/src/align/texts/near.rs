//! Texts that are like others.

use super::super::alike::{self, Profile, likeness, shared};
use super::super::{Align, CHANGED, MAYBE, SPELLING, propose, share_status};
use super::{Group, Texts, is_close, is_enough, shown};
use crate::claim::Says;
use crate::fact::{Kind, Surety};
use crate::finding::Verdict;
use theta_spec::contract::CodeMatcher;
use theta_spec::text::markdown::code as quoted;

/// Below this share of common characters two texts are not compared any further.
const WORTH_A_LOOK: f64 = 0.45;

/// Most new texts that are told their nearest neighbour: nobody reads more.
const NAMED: usize = 256;

/// How a claim is compared with the texts of pages: its alternatives.
struct Candidate {
    claim: usize,
    keys: Vec<(String, Profile)>,
}

fn candidates(align: &Align<'_>, kind: Kind, supported: bool) -> Vec<Candidate> {
    (0..align.claims.len())
        .filter(|&at| align.claims[at].kind() == kind && align.support[at].is_empty() != supported)
        .filter(|&at| supported || !align.settled[at])
        .filter_map(|claim| {
            let templates: Vec<String> = match &align.claims[claim].says {
                Says::Detail(templates) | Says::Field(_, templates) => {
                    templates.iter().map(alike::shape).collect()
                }
                Says::Code(
                    CodeMatcher::Exact(text)
                    | CodeMatcher::Number(text)
                    | CodeMatcher::Folded { written: text, .. },
                ) => vec![text.clone()],
                Says::Code(CodeMatcher::Template(template)) => vec![alike::shape(template)],
                _ => return None,
            };
            let keys = templates
                .iter()
                .map(|text| alike::canonical(text))
                .map(|key| (key.clone(), Profile::of(&key)))
                .collect();
            Some(Candidate { claim, keys })
        })
        .collect()
}

impl Candidate {
    fn score(&self, group: &Group<'_>, at_least: f64) -> f64 {
        self.keys
            .iter()
            .filter(|(_, profile)| shared(profile, &group.profile) >= at_least)
            .map(|(key, _)| likeness(key, &group.canonical))
            .fold(0.0, f64::max)
    }

    fn is_spelled_alike(&self, group: &Group<'_>) -> bool {
        self.keys.iter().any(|(key, _)| *key == group.canonical)
    }
}

/// Texts that differ from one of the contract only in case, white space, quotes or the final stop.
pub(super) fn spelled(align: &mut Align<'_>, texts: &mut Texts<'_>, kind: Kind) {
    let candidates = candidates(align, kind, false);
    for at in texts.open(kind) {
        let group = &texts.groups[at];
        let found = candidates.iter().find(|one| {
            let claim = &align.claims[one.claim];
            !align.settled[one.claim]
                && group.may_be(&claim.says)
                && share_status(&claim.statuses, group.statuses)
                && one.is_spelled_alike(group)
        });
        if let Some(found) = found {
            changed(align, texts, found.claim, at, 1.0, None);
        }
    }
}

/// Texts that are like one of the contract, one to one, the best pair first.
pub(super) fn reworded(align: &mut Align<'_>, texts: &mut Texts<'_>, kind: Kind) {
    let candidates = candidates(align, kind, false);
    let open = texts.open(kind);
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for one in &candidates {
        let claim = &align.claims[one.claim];
        for &at in &open {
            let group = &texts.groups[at];
            if group.may_be(&claim.says) && share_status(&claim.statuses, group.statuses) {
                let score = one.score(group, WORTH_A_LOOK);
                if is_enough(score) {
                    pairs.push((score, one.claim, at));
                }
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for at in 0..pairs.len() {
        let (score, claim, group) = pairs[at];
        if align.settled[claim] || texts.groups[group].done {
            continue;
        }
        let next = pairs[at + 1..].iter().find(|(_, other, beside)| {
            let rival = (*other == claim) != (*beside == group);
            let same_text = *other == claim && texts.groups[*beside].is_same(&texts.groups[group]);
            rival && !same_text && !align.settled[*other] && !texts.groups[*beside].done
        });
        let next = next
            .copied()
            .filter(|(next, ..)| is_close(score, Some(*next)));
        changed(align, texts, claim, group, score, next);
    }
}

/// A claim whose text is another one now, as far as can be told.
fn changed(
    align: &mut Align<'_>,
    texts: &mut Texts<'_>,
    claim: usize,
    group: usize,
    score: f64,
    next: Option<(f64, usize, usize)>,
) {
    let raw = texts.groups[group].wording.raw.clone();
    let kind = texts.groups[group].kind();
    // The same text elsewhere on the pages says the same.
    let all: Vec<usize> = texts
        .open(kind)
        .into_iter()
        .filter(|&at| {
            let other = &texts.groups[at];
            other.is_same(&texts.groups[group])
                && other.may_be(&align.claims[claim].says)
                && share_status(&align.claims[claim].statuses, other.statuses)
        })
        .collect();
    let facts: Vec<usize> = all
        .iter()
        .flat_map(|&at| texts.groups[at].facts.clone())
        .collect();
    let sure = score >= CHANGED && next.is_none();
    let guessed = texts.groups[group].surety == Surety::Guessed;
    let verdict = match (&next, sure && !guessed) {
        (Some(_), _) => Verdict::Ambiguous,
        (None, true) => Verdict::Changed,
        (None, false) => Verdict::Maybe,
    };
    let value = align.claims[claim].value.clone();
    let message = if verdict == Verdict::Changed {
        format!(
            "the docs say {}, where the contract says {}",
            quoted(&raw),
            quoted(&value)
        )
    } else {
        format!(
            "the docs say {}, which may be what the contract writes as {}",
            quoted(&raw),
            quoted(&value)
        )
    };
    let mut finding = align.finding(verdict, claim, &facts, message);
    finding.score = Some(score);
    finding.help = match next {
        Some((_, other, _)) if other != claim => format!(
            "it is nearly as much like {}: decide which of the two it is, or whether it is a further error",
            shown_claim(align, other)
        ),
        Some((_, _, beside)) => format!(
            "{} is nearly as much like it: decide which of the two it is",
            shown(align, &texts.groups[beside].facts)
        ),
        None if verdict == Verdict::Maybe => {
            "either the text was changed, or this is another error and the contract's is gone: nothing is written unasked".to_owned()
        }
        None if texts.groups[group].wording.lossy => {
            "the page may have lost characters of the text: look at the original".to_owned()
        }
        None => String::new(),
    };
    if verdict == Verdict::Changed {
        finding.change = propose::text(align, claim, &facts);
    }
    align.settled[claim] = true;
    align.findings.push(finding);
    for at in all {
        texts.settle(align, at, &[claim]);
    }
}

fn shown_claim(align: &Align<'_>, claim: usize) -> String {
    let claim = &align.claims[claim];
    format!("{} ({})", quoted(&claim.subject), quoted(&claim.value))
}

/// Texts so like one that the pages have as the contract has it that the vendor writes it in two ways.
pub(super) fn second_spelling(align: &mut Align<'_>, texts: &mut Texts<'_>, kind: Kind) {
    let candidates = candidates(align, kind, true);
    for at in texts.open(kind) {
        let group = &texts.groups[at];
        let here = align.fact(group.facts[0]).place.page;
        let mut best: Option<(f64, usize)> = None;
        for one in &candidates {
            let claim = &align.claims[one.claim];
            if align.settled[one.claim]
                || !group.may_be(&claim.says)
                || group.statuses.is_empty()
                || !share_status(&claim.statuses, group.statuses)
            {
                continue;
            }
            let elsewhere = align.support[one.claim]
                .iter()
                .all(|&fact| align.fact(fact).place.page != here);
            let needed = if elsewhere { CHANGED } else { SPELLING };
            let score = if one.is_spelled_alike(group) {
                1.0
            } else {
                one.score(group, needed - 0.1)
            };
            if score >= needed && best.is_none_or(|(before, _)| score > before) {
                best = Some((score, one.claim));
            }
        }
        if let Some((_, claim)) = best {
            let facts = group.facts.clone();
            align.contradicted(
                &[claim],
                &facts,
                None,
                "one of the two spellings is not what is sent: see which",
            );
            texts.settle(align, at, &[claim]);
        }
    }
}

/// For each text the claim that it is most like, for a word about it.
pub(super) fn nearest(align: &Align<'_>, groups: &[&Group<'_>]) -> Vec<Option<(f64, usize)>> {
    let all: Vec<Candidate> = [Kind::Detail, Kind::Code]
        .into_iter()
        .flat_map(|kind| [false, true].map(|supported| candidates(align, kind, supported)))
        .flatten()
        .collect();
    groups
        .iter()
        .enumerate()
        .map(|(at, group)| {
            if at >= NAMED {
                return None;
            }
            let mut best: Option<(f64, usize)> = None;
            for one in all
                .iter()
                .filter(|one| group.may_be(&align.claims[one.claim].says))
            {
                let score = one.score(group, MAYBE);
                if score >= MAYBE && best.is_none_or(|(before, _)| score > before) {
                    best = Some((score, one.claim));
                }
            }
            best
        })
        .collect()
}
