//! Methods, paths and what a call is billed by.

use super::{Align, CHANGED, MAYBE, alike, propose, say};
use crate::claim::Says;
use crate::fact::{Kind, Statement};
use crate::finding::Verdict;
use std::collections::BTreeMap;
use theta_spec::contract::Method;
use theta_spec::text::markdown::code as quoted;

pub(super) fn align(align: &mut Align<'_>) {
    let claims = align.claims_of(Kind::Endpoint);
    let mut left: BTreeMap<(Method, String), Vec<usize>> = BTreeMap::new();
    for fact in align.facts_of(Kind::Endpoint) {
        let Statement::Endpoint { method, path } = &align.fact(fact).statement else {
            continue;
        };
        let fitting = |fits: fn(&str, &str) -> bool| -> Vec<usize> {
            let fits = |at: &usize| matches!(&align.claims[*at].says, Says::Endpoint(own, ours) if own == method && fits(ours, path));
            claims.iter().copied().filter(fits).collect()
        };
        let mut found = fitting(same_path);
        if found.is_empty() {
            found = fitting(is_call);
        }
        for &claim in &found {
            align.confirm(claim, &[fact]);
        }
        if found.is_empty() {
            left.entry((*method, path.clone())).or_default().push(fact);
        }
    }
    for ((method, path), facts) in left {
        unknown(align, &claims, method, &path, &facts);
    }
    billed(align);
}

/// Whether two paths are one but for the names of their parameters and a slash at the end.
pub(super) fn same_path(a: &str, b: &str) -> bool {
    let pieces = |path: &str| -> Vec<String> {
        path.trim_end_matches('/')
            .split('/')
            .map(|piece| {
                let is_parameter =
                    piece.starts_with([':', '{', '<', '[']) || piece.starts_with('$');
                if is_parameter {
                    "{}".to_owned()
                } else {
                    piece.to_owned()
                }
            })
            .collect()
    };
    pieces(a) == pieces(b)
}

/// Whether a path is a call of another one: a value stands for each of its parameters.
fn is_call(ours: &str, path: &str) -> bool {
    let (ours, path): (Vec<&str>, Vec<&str>) =
        (ours.split('/').collect(), path.split('/').collect());
    ours.len() == path.len()
        && ours
            .iter()
            .zip(path)
            .all(|(own, piece)| *own == piece || own.starts_with('{') && !piece.is_empty())
}

/// An endpoint that the contract does not have: with another method, under another path, or new.
fn unknown(align: &mut Align<'_>, claims: &[usize], method: Method, path: &str, facts: &[usize]) {
    let open = |align: &Align<'_>, at: usize| align.support[at].is_empty() && !align.settled[at];
    let says = |align: &Align<'_>, at: usize| match &align.claims[at].says {
        Says::Endpoint(method, path) => Some((*method, path.clone())),
        _ => None,
    };
    let said = format!("{} {path}", method.as_str());
    let other_method = claims.iter().copied().find(|&at| {
        says(align, at).is_some_and(|(_, ours)| same_path(&ours, path)) && open(align, at)
    });
    if let Some(claim) = other_method {
        let message = format!(
            "the docs say {}, the contract {}",
            quoted(&said),
            quoted(&align.claims[claim].value)
        );
        let verdict = if align.is_weak(facts) {
            Verdict::Maybe
        } else {
            Verdict::Changed
        };
        let mut finding = align.finding(verdict, claim, facts, message);
        finding.advise("edit the method if the page is right; it is never changed unasked");
        align.settled[claim] = true;
        align.findings.push(finding);
        return;
    }
    let near = claims
        .iter()
        .copied()
        .filter(|&at| open(align, at))
        .filter_map(|at| {
            let (own, ours) = says(align, at)?;
            (own == method).then(|| (alike::likeness(&ours, path), at))
        })
        .filter(|(score, _)| *score >= MAYBE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    if let Some((score, claim)) = near {
        let verdict = if score >= CHANGED && !align.is_weak(facts) {
            Verdict::Changed
        } else {
            Verdict::Maybe
        };
        let message = format!(
            "the docs say {}, and no page has {} any more",
            quoted(&said),
            quoted(&align.claims[claim].value)
        );
        let mut finding = align.finding(verdict, claim, facts, message);
        finding.score = Some(score);
        finding.advise("either the path was changed, or this is another endpoint: a path is never changed unasked");
        align.settled[claim] = true;
        align.findings.push(finding);
        return;
    }
    let weak = align.is_weak(facts);
    let verdict = if weak { Verdict::Maybe } else { Verdict::New };
    let (subject, change) = propose::endpoint(align, method, path, facts);
    let message = format!(
        "the docs have the endpoint {}, the contract does not",
        quoted(&said)
    );
    let mut finding = align.only_there(verdict, Kind::Endpoint, subject, facts, message);
    if !weak {
        finding.change = Some(change);
    }
    align.findings.push(finding);
}

fn billed(align: &mut Align<'_>) {
    let claims = align.claims_of(Kind::Billed);
    let unit = |text: &str| {
        let text = alike::canonical(text);
        let text = text.strip_prefix("per ").unwrap_or(&text).to_owned();
        if text == "no" || text == "free" {
            String::new()
        } else {
            text
        }
    };
    let mut against: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for fact in align.facts_of(Kind::Billed) {
        let Statement::Billed(text) = &align.fact(fact).statement else {
            continue;
        };
        let theirs = unit(text);
        let scope = &align.fact(fact).scope.endpoints;
        if scope.is_empty() {
            continue;
        }
        for &claim in &claims {
            if !super::share(&align.claims[claim].endpoints, scope) {
                continue;
            }
            let same =
                matches!(&align.claims[claim].says, Says::Billed(ours) if unit(ours) == theirs);
            if same {
                align.confirm(claim, &[fact]);
            } else {
                against.entry(claim).or_default().push(fact);
            }
        }
    }
    for (claim, facts) in against {
        align.contradicted(
            &[claim],
            &facts,
            None,
            &format!(
                "edit `billed` if calls now cost by {}",
                say::values(align, &facts)
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_has_values_in_the_place_of_parameters() {
        assert!(is_call("/v1/voice/{id}", "/v1/voice/leah"));
        assert!(!is_call("/v1/voice/{id}", "/v1/voice/"));
        assert!(!is_call("/v1/voice/{id}", "/v1/song/leah"));
    }

    #[test]
    fn the_name_of_a_parameter_is_not_part_of_a_path() {
        for (a, b, same) in [
            ("/v1/voice/{id}", "/v1/voice/:voice_id", true),
            ("/v1/voice/", "/v1/voice", true),
            ("/v1/voice", "/v1/voices", false),
            ("/v1/voice/{id}", "/v1/voice/leah", false),
        ] {
            assert_eq!(same_path(a, b), same, "{a} {b}");
        }
    }
}
