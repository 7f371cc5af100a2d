//! Plans, the key, the base URL, the request id and where bodies hold their texts.

use super::parts::is_field;
use super::{Align, Sides, alike, propose};
use crate::claim::Says;
use crate::fact::{Kind, Statement, Surety};
use crate::finding::{Value, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::text::markdown::code as quoted;

pub(super) fn align(align: &mut Align<'_>) {
    plans(align);
    gates(align);
    auth(align);
    base_url(align);
    request_id(align);
    bodies(align);
}

fn plans(align: &mut Align<'_>) {
    let claims = align.claims_of(Kind::Plan);
    let mut against: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut left: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for fact in align.facts_of(Kind::Plan) {
        let Statement::Plan { name, rpm } = &align.fact(fact).statement else {
            continue;
        };
        let key = alike::name(name);
        let found = claims.iter().copied().find(
            |&at| matches!(&align.claims[at].says, Says::Plan(own, _) if alike::name(own) == key),
        );
        match found {
            Some(claim) if matches!(&align.claims[claim].says, Says::Plan(_, own) if own == rpm) => {
                align.confirm(claim, &[fact]);
            }
            Some(claim) => against.entry(claim).or_default().push(fact),
            None => left.entry(key).or_default().push(fact),
        }
    }
    for (claim, facts) in against {
        let Statement::Plan { rpm, .. } = align.fact(facts[0]).statement else {
            continue;
        };
        let path = align.claims[claim].path.clone();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let change = match (rpm, align.spelled.value(&path)) {
            (Some(rpm), Some(old @ Value::Integer(_))) => {
                let new = Value::Integer(i64::from(rpm));
                Some(propose::set(&path, old, new, align.fact(facts[0]).place))
            }
            _ => None,
        };
        align.contradicted(&[claim], &facts, change, "the client paces itself by it");
    }
    for facts in left.into_values() {
        let fact = align.fact(facts[0]);
        let Statement::Plan { name, rpm } = &fact.statement else {
            continue;
        };
        let (subject, change) = propose::plan(align, name, *rpm, facts[0]);
        let message = format!(
            "the docs have the plan {}, the contract does not",
            quoted(name)
        );
        let weak = align.is_weak(&facts);
        let verdict = if weak { Verdict::Maybe } else { Verdict::New };
        let mut finding = align.only_there(verdict, Kind::Plan, subject, &facts, message);
        if !weak {
            finding.change = Some(change);
        }
        align.findings.push(finding);
    }
}

/// Which plans include an endpoint.
fn gates(align: &mut Align<'_>) {
    let claims = align.claims_of(Kind::PlanGate);
    let names = |plans: &[String]| -> BTreeSet<String> {
        plans.iter().map(|plan| alike::name(plan)).collect()
    };
    let mut against: BTreeMap<_, Sides> = BTreeMap::new();
    for fact in align.facts_of(Kind::PlanGate) {
        let Statement::PlanGate(theirs) = &align.fact(fact).statement else {
            continue;
        };
        let theirs = names(theirs);
        let scope = &align.fact(fact).scope.endpoints;
        for &claim in &claims {
            let Says::PlanGate(ours) = &align.claims[claim].says else {
                continue;
            };
            if !super::share(&align.claims[claim].endpoints, scope) {
                continue;
            }
            let ours = names(ours);
            if ours == theirs {
                align.confirm(claim, &[fact]);
            } else {
                against
                    .entry((ours, theirs.clone()))
                    .or_default()
                    .add(claim, fact);
            }
        }
        open_to_all(align, fact);
    }
    for Sides { claims, facts } in against.into_values() {
        align.contradicted(
            &claims,
            &facts,
            None,
            "who may call an endpoint is never changed unasked: edit its `plans`",
        );
    }
}

/// A page that names plans for an endpoint that the contract gives to all.
fn open_to_all(align: &mut Align<'_>, fact: usize) {
    let scope = align.fact(fact).scope.endpoints.clone();
    let open: Vec<String> = align
        .contract
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.plans.is_empty())
        .filter(|endpoint| {
            scope
                .iter()
                .any(|path| super::endpoints::same_path(path, &endpoint.path_template()))
        })
        .map(|endpoint| endpoint.name.clone())
        .collect();
    for name in open {
        let plans = super::say::values(align, &[fact]);
        let message = format!(
            "the docs allow {} only on {plans}, the contract on every plan",
            quoted(&name)
        );
        let verdict = if align.is_weak(&[fact]) {
            Verdict::Maybe
        } else {
            Verdict::New
        };
        let mut finding = align.only_there(
            verdict,
            Kind::PlanGate,
            format!("endpoints.{name}.plans"),
            &[fact],
            message,
        );
        finding.advise("add `plans` to the endpoint if the page is right");
        align.findings.push(finding);
    }
}

/// Facts of a kind that contradict a claim, and those that no claim speaks of.
fn sorted<'a>(
    align: &mut Align<'a>,
    kind: Kind,
    relevant: impl Fn(&Says, &'a Statement) -> Option<bool>,
) -> (BTreeMap<usize, Vec<usize>>, Vec<usize>) {
    let claims = align.claims_of(kind);
    let mut against: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut left = Vec::new();
    for fact in align.facts_of(kind) {
        let statement = &align.fact(fact).statement;
        let judged: Vec<(usize, bool)> = claims
            .iter()
            .filter_map(|&at| Some((at, relevant(&align.claims[at].says, statement)?)))
            .collect();
        match judged.iter().find(|(_, same)| *same).or(judged.first()) {
            Some((claim, true)) => align.confirm(*claim, &[fact]),
            Some((claim, false)) => against.entry(*claim).or_default().push(fact),
            None => left.push(fact),
        }
    }
    (against, left)
}

fn auth(align: &mut Align<'_>) {
    let (against, left) = sorted(align, Kind::Auth, |says, statement| {
        match (says, statement) {
            (
                Says::AuthHeader(header, scheme),
                Statement::AuthHeader {
                    header: theirs,
                    scheme: word,
                },
            ) => Some(header.eq_ignore_ascii_case(theirs) && scheme.eq_ignore_ascii_case(word)),
            (Says::KeyPrefix(prefix), Statement::KeyPrefix(theirs)) => Some(prefix == theirs),
            _ => None,
        }
    });
    for (claim, facts) in against {
        align.contradicted(
            &[claim],
            &facts,
            None,
            "how a request proves who sends it is never changed unasked",
        );
    }
    for fact in left {
        let (what, value) = match &align.fact(fact).statement {
            Statement::KeyPrefix(prefix) => ("that keys begin with", prefix.as_str()),
            Statement::AuthHeader { header, .. } => {
                ("that the key is sent in the header", header.as_str())
            }
            _ => continue,
        };
        // A key in a sample shows a prefix only as far as it was made up well.
        if align.fact(fact).surety == Surety::Guessed || align.mentions(value) {
            continue;
        }
        let message = format!(
            "the docs say {what} {}, the contract does not",
            quoted(value)
        );
        let subject = if what.ends_with("with") {
            "auth.prefix"
        } else {
            "auth"
        };
        let mut finding = align.only_there(
            Verdict::New,
            Kind::Auth,
            subject.to_owned(),
            &[fact],
            message,
        );
        finding.advise("how a request proves who sends it is never changed unasked");
        align.findings.push(finding);
    }
}

fn base_url(align: &mut Align<'_>) {
    let (against, _) = sorted(align, Kind::BaseUrl, |says, statement| {
        match (says, statement) {
            (Says::BaseUrl(ours), Statement::BaseUrl(theirs)) => Some(
                ours.trim_end_matches('/')
                    .eq_ignore_ascii_case(theirs.trim_end_matches('/')),
            ),
            _ => None,
        }
    });
    for (claim, facts) in against {
        align.contradicted(
            &[claim],
            &facts,
            None,
            "where requests go, and the key with them, is never changed unasked",
        );
    }
}

fn request_id(align: &mut Align<'_>) {
    let (against, left) = sorted(align, Kind::RequestId, |says, statement| {
        match (says, statement) {
            (Says::RequestId(ours), Statement::RequestIdHeader(theirs)) => {
                Some(ours.eq_ignore_ascii_case(theirs))
            }
            _ => None,
        }
    });
    for (claim, facts) in against {
        align.contradicted(
            &[claim],
            &facts,
            None,
            "edit `request_id` if the page is right",
        );
    }
    for fact in left {
        let Statement::RequestIdHeader(header) = &align.fact(fact).statement else {
            continue;
        };
        if align.mentions(header) {
            continue;
        }
        let message = format!(
            "the docs name {} as the header with the request id, the contract names none",
            quoted(header)
        );
        let mut finding = align.only_there(
            Verdict::New,
            Kind::RequestId,
            "request_id.headers".to_owned(),
            &[fact],
            message,
        );
        finding.advise("add `[request_id]` with that header");
        align.findings.push(finding);
    }
}

fn bodies(align: &mut Align<'_>) {
    let claims = align.claims_of(Kind::Body);
    let mut left: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for fact in align.facts_of(Kind::Body) {
        let Statement::BodyField { pointer } = &align.fact(fact).statement else {
            continue;
        };
        let found: Vec<usize> = claims
            .iter()
            .copied()
            .filter(|&at| matches!(&align.claims[at].says, Says::Body(own) if own == pointer))
            .collect();
        for &claim in &found {
            align.confirm(claim, &[fact]);
        }
        // An object around a known field, or a field of a reply that is no failure.
        let inner = claims.iter().any(|&at| matches!(&align.claims[at].says, Says::Body(own) if own.tokens.starts_with(&pointer.tokens)));
        if found.is_empty() && !inner && !pointer.tokens.iter().any(|token| is_field(align, token))
        {
            left.entry(pointer.to_string()).or_default().push(fact);
        }
    }
    for (pointer, facts) in left {
        // A field that no page has any more, in the place of which this one stands.
        let gone = claims.iter().copied().find(|&at| {
            let claim = &align.claims[at];
            align.support[at].is_empty()
                && !align.settled[at]
                && claim
                    .path
                    .last()
                    .is_some_and(|key| key == "message" || key == "code")
        });
        let nothing_left = claims.iter().all(|&at| align.support[at].is_empty());
        if let (Some(claim), true) = (gone, nothing_left) {
            align.contradicted(&[claim], &facts, None, "a body in which nothing is found where the contract looks is an unknown error to callers");
            continue;
        }
        let weak = align.is_weak(&facts);
        let verdict = if weak { Verdict::Maybe } else { Verdict::New };
        let message = format!(
            "the docs show error bodies with the field {}, of which no shape of the contract knows",
            quoted(&pointer)
        );
        let mut finding = align.only_there(
            verdict,
            Kind::Body,
            format!("shapes{}", pointer.replace('/', ".")),
            &facts,
            message,
        );
        finding.advise("callers get an unknown error for a body that has no known shape: add the field to a shape, or a shape for it");
        align.findings.push(finding);
    }
}
