//! Limits: which there are, and to how much.

use super::finding::Finding;
use super::sides::Sides;
use std::collections::BTreeSet;
use theta_spec::contract::{Contract, Limit, Most, Window};

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let old: Vec<Stated<'_>> = stated(sides, sides.old, true);
    let new: Vec<Stated<'_>> = stated(sides, sides.new, false);
    let (mut left, mut rest): (BTreeSet<usize>, Vec<&Stated<'_>>) =
        ((0..old.len()).collect(), Vec::new());
    let pair = |left: &mut BTreeSet<usize>, fits: &dyn Fn(&Stated<'_>) -> bool| {
        let at = left.iter().copied().find(|at| fits(&old[*at]))?;
        left.remove(&at);
        Some(&old[at])
    };
    for is in &new {
        match pair(&mut left, &|was| {
            was.is_beside(is) && was.window() == is.window()
        }) {
            Some(was) => same_window(was, is, out),
            None => rest.push(is),
        }
    }
    for is in rest {
        let finding = match pair(&mut left, &|was| was.is_beside(is)) {
            Some(was) => is
                .finding("limit-window-changed", "counts within another window")
                .values(was.said(), is.said()),
            None => is.finding("limit-added", "is new").new_value(is.said()),
        };
        out.push(finding);
    }
    for at in left {
        let was = &old[at];
        out.push(was.finding("limit-removed", "is gone").old(was.said()));
    }
}

fn same_window(was: &Stated<'_>, is: &Stated<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (was.limit.most.number(), is.limit.most.number());
    let changed = match new.cmp(&old) {
        std::cmp::Ordering::Less => Some(("limit-decreased", "lets fewer through")),
        std::cmp::Ordering::Greater => Some(("limit-increased", "lets more through")),
        std::cmp::Ordering::Equal if was.limit.most != is.limit.most => Some((
            "limit-window-changed",
            "lets another number through at once",
        )),
        std::cmp::Ordering::Equal => None,
    };
    if let Some((rule, sees)) = changed {
        out.push(is.finding(rule, sees).values(was.said(), is.said()));
    }
    if was.limit.doc != is.limit.doc {
        let finding = is.finding("limit-doc-changed", "has other words about it");
        out.push(finding.values(was.limit.doc.clone(), is.limit.doc.clone()));
    }
}

/// A limit in names that both contracts have.
struct Stated<'c> {
    limit: &'c Limit,
    /// The plan of it, as the old contract names it.
    plan: Option<String>,
    /// The endpoints that count, as the old contract names them.
    on: BTreeSet<String>,
}

impl Stated<'_> {
    fn window(&self) -> Option<Window> {
        self.limit.most.window()
    }

    /// Whether both limit the same calls by the same measure.
    fn is_beside(&self, other: &Stated<'_>) -> bool {
        self.plan == other.plan
            && self.on == other.on
            && self.limit.most.is_same_kind(&other.limit.most)
    }

    fn said(&self) -> String {
        let on: Vec<&str> = self.on.iter().map(String::as_str).collect();
        match on.as_slice() {
            [] => self.limit.most.to_string(),
            on => format!("{} on {}", self.limit.most, on.join(", ")),
        }
    }

    fn finding(&self, rule: &'static str, what: &str) -> Finding {
        let kind = match self.limit.most {
            Most::Concurrent(_) => "requests at the same time",
            Most::Requests { .. } => "requests",
            Most::Units { .. } => "units",
        };
        match &self.limit.plan {
            Some(plan) => {
                let sees = format!("a limit of {kind} of the plan `{plan}` {what}");
                Finding::new(rule, &["plans", plan, "limits"], sees)
            }
            None => Finding::new(rule, &["limits"], format!("a limit of {kind} {what}")),
        }
    }
}

fn stated<'c>(sides: &Sides<'_>, contract: &'c Contract, is_old: bool) -> Vec<Stated<'c>> {
    let limits = contract.limits.iter();
    let stated = limits.map(|limit| Stated {
        limit,
        plan: limit.plan.as_ref().map(|plan| {
            let both = sides.plans.both.iter();
            let mut both = both.filter(|_| !is_old);
            let pair = both.find(|(_, b)| sides.new.plans[*b].name == *plan);
            pair.map_or(plan, |(a, _)| &sides.old.plans[*a].name)
                .clone()
        }),
        on: limit
            .on
            .iter()
            .map(|id| {
                let both = sides.endpoints.both.iter();
                let mut both = both.filter(|_| !is_old);
                let pair = both.find(|(_, b)| *b == id.0);
                let name = &contract.endpoints[id.0].name;
                pair.map_or(name, |(a, _)| &sides.old.endpoints[*a].name)
                    .clone()
            })
            .collect(),
    });
    stated.collect()
}
