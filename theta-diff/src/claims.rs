//! Puts every reply that changed with the finding that explains it, and recognises splits and merges.

use super::finding::{Explained, Finding, ReplyChange};
use super::rule::BehaviourVerdict;
use super::said::list;
use super::sides::Sides;
use super::walk::{Proof, UndecidedWhy};
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::contract::{Contract, ErrorRow};

/// Rows of a removed or added kind first: among several findings about one row the most thorough explains its replies.
const LOSING: &[&str] = &[
    "error-removed",
    "error-scope-narrowed",
    "error-status-changed",
    "error-status-class-changed",
    "error-status-narrowed",
    "error-shape-changed",
    "error-code-changed",
    "error-code-narrowed",
    "error-match-changed",
    "error-headers-changed",
    "error-detail-changed",
    "error-detail-punctuation-changed",
    "error-detail-narrowed",
    "error-detail-replaced",
];
const GAINING: &[&str] = &[
    "error-added",
    "error-scope-widened",
    "error-status-changed",
    "error-status-class-changed",
    "error-status-widened",
    "error-shape-changed",
    "error-code-changed",
    "error-code-widened",
    "error-match-changed",
    "error-headers-changed",
    "error-detail-changed",
    "error-detail-punctuation-changed",
    "error-detail-widened",
    "error-detail-replaced",
];

pub(super) fn attach(
    sides: &Sides<'_>,
    changes: Vec<ReplyChange>,
    proof: &Proof,
    findings: &mut Vec<Finding>,
) {
    let mut moved: BTreeMap<(String, String), Vec<ReplyChange>> = BTreeMap::new();
    let (mut lost, mut gained) = (BTreeSet::new(), BTreeSet::new());
    let mut rest = Vec::new();
    for change in changes {
        match (change.old.row(), change.new.row()) {
            (Some(was), Some(is)) => moved
                .entry((was.to_owned(), is.to_owned()))
                .or_default()
                .push(change),
            (Some(was), None) => {
                lost.insert(was.to_owned());
                rest.push(change);
            }
            (None, Some(is)) => {
                gained.insert(is.to_owned());
                rest.push(change);
            }
            (None, None) => {}
        }
    }
    for change in rest {
        unknown(sides, change, findings);
    }
    split_and_merge(sides, &mut moved, &lost, &gained, findings);
    for ((was, is), changes) in moved {
        let changes: Vec<ReplyChange> = match fallback(sides, &was, &is) {
            None => changes,
            Some(end) => changes
                .into_iter()
                .filter_map(|change| explain(sides, change, end, findings))
                .collect(),
        };
        let Some(ReplyChange { old, new, .. }) = changes.first() else {
            continue;
        };
        let finding = if old_name(sides, &is) == was {
            let sees = format!("the same reply gives `{new}` other values");
            Finding::new("reply-values-changed", &["errors", &was, "detail"], sees)
        } else {
            let sees = format!("a reply that was `{old}` is `{new}`");
            Finding::new("reply-moved", &["errors", &was], sees)
                .values(&was, &is)
                .new_path(&["errors", &is])
        };
        findings.push(Finding {
            replies: changes,
            ..finding
        });
    }
    undecided(proof, findings);
}

/// The name that a row of the new contract has in the old one.
fn old_name(sides: &Sides<'_>, new: &str) -> String {
    let pair = sides
        .errors
        .both
        .iter()
        .find(|&&(_, b)| sides.new.errors[b].name == new);
    pair.map_or(new, |&(a, _)| &sides.old.errors[a].name)
        .to_owned()
}

/// Which row a reply left or came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Old,
    New,
}

/// Which of two rows is the one to look at when the other only catches what is left of a status, or when every body is
/// read otherwise.
fn fallback(sides: &Sides<'_>, was: &str, is: &str) -> Option<End> {
    let catches = |contract: &Contract, name: &str| {
        contract
            .error_named(name)
            .is_some_and(ErrorRow::is_status_only)
    };
    match (catches(sides.old, was), catches(sides.new, is)) {
        (false, true) => Some(End::Old),
        (true, false) => Some(End::New),
        _ => None,
    }
}

/// Puts a reply with the finding that explains it, or gives it back.
fn explain(
    sides: &Sides<'_>,
    change: ReplyChange,
    end: End,
    findings: &mut [Finding],
) -> Option<ReplyChange> {
    let (row, rules) = match (end, change.old.row(), change.new.row()) {
        (End::Old, Some(was), _) => (was.to_owned(), LOSING),
        (End::New, _, Some(is)) => (old_name(sides, is), GAINING),
        _ => return Some(change),
    };
    let covers = |finding: &Finding| {
        let scope = match finding.rule.id {
            "error-scope-narrowed" => finding.old.as_deref(),
            "error-scope-widened" => finding.new.as_deref(),
            _ => return true,
        };
        scope.is_some_and(|scope| {
            change
                .endpoints
                .iter()
                .all(|name| scope.split(", ").any(|known| known == name))
        })
    };
    let best = rules.iter().find_map(|rule| {
        findings.iter().position(|finding| {
            finding.rule.id == *rule && is_about(finding, &row) && covers(finding)
        })
    });
    let shape = || {
        findings.iter().position(|finding| {
            finding.rule.id.starts_with("shape-")
                && finding.rule.behaviour != BehaviourVerdict::None
        })
    };
    match best.or_else(shape) {
        Some(at) => {
            findings[at].replies.push(change);
            None
        }
        None => Some(change),
    }
}

fn is_about(finding: &Finding, row: &str) -> bool {
    let rest = finding
        .subject
        .strip_prefix("errors.")
        .and_then(|rest| rest.strip_prefix(row));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// A reply that was or is unknown.
fn unknown(sides: &Sides<'_>, change: ReplyChange, findings: &mut Vec<Finding>) {
    let (end, alone) = if change.old.row().is_some() {
        (End::Old, "reply-lost")
    } else {
        (End::New, "reply-gained")
    };
    let Some(change) = explain(sides, change, end, findings) else {
        return;
    };
    let row = change
        .old
        .row()
        .map(str::to_owned)
        .or_else(|| change.new.row().map(|is| old_name(sides, is)))
        .unwrap_or_default();
    if let Some(finding) = findings
        .iter_mut()
        .find(|finding| finding.rule.id == alone && is_about(finding, &row))
    {
        finding.replies.push(change);
        return;
    }
    let sees = if end == End::Old {
        format!("a reply that was `{}` is {}", change.old, change.new)
    } else {
        format!("a reply that was {} is `{}`", change.old, change.new)
    };
    let mut finding = Finding::new(alone, &["errors", &row], sees);
    if let Some(is) = change.new.row() {
        finding = finding.new_path(&["errors", is]);
    }
    finding.replies.push(change);
    findings.push(finding);
}

type Moved = BTreeMap<(String, String), Vec<ReplyChange>>;

/// Replaces what went out and came in by what happened to it.
fn split_and_merge(
    sides: &Sides<'_>,
    moved: &mut Moved,
    lost: &BTreeSet<String>,
    gained: &BTreeSet<String>,
    findings: &mut Vec<Finding>,
) {
    let names = |ids: &[usize], rows: &[ErrorRow]| {
        let names = ids.iter().map(|&at| rows[at].name.clone());
        names.collect()
    };
    let ends = Ends {
        removed: names(&sides.errors.removed, &sides.old.errors),
        added: names(&sides.errors.added, &sides.new.errors),
        lost,
        gained,
    };
    parted(sides, &ends, moved, findings);
    joined(sides, &ends, moved, findings);
}

/// Rows that only one side has, and rows some of whose replies are unknown on one side.
struct Ends<'e> {
    removed: BTreeSet<String>,
    added: BTreeSet<String>,
    lost: &'e BTreeSet<String>,
    gained: &'e BTreeSet<String>,
}

fn targets(moved: &Moved, was: &str) -> Vec<String> {
    moved
        .keys()
        .filter(|(a, _)| a == was)
        .map(|(_, b)| b.clone())
        .collect()
}

fn sources(moved: &Moved, is: &str) -> Vec<String> {
    moved
        .keys()
        .filter(|(_, b)| b == is)
        .map(|(a, _)| a.clone())
        .collect()
}

/// What became of the replies of rows that are gone.
fn parted(sides: &Sides<'_>, ends: &Ends<'_>, moved: &mut Moved, findings: &mut Vec<Finding>) {
    let Ends {
        removed,
        added,
        lost,
        gained,
    } = ends;
    for was in removed {
        let to = targets(moved, was);
        if to.is_empty() || lost.contains(was) {
            continue;
        }
        let whole = |is: &String| {
            added.contains(is) && !gained.contains(is) && sources(moved, is).len() == 1
        };
        let (rule, came) = if to.len() > 1 && to.iter().all(whole) {
            ("error-split", to.as_slice())
        } else if to.iter().all(|is| !added.contains(is)) {
            ("error-absorbed", &[][..])
        } else {
            continue;
        };
        let sees = format!(
            "the variant `{}` is gone: its replies are {}",
            variant(sides.old, was),
            list(&variants(sides.new, &to))
        );
        let finding = Finding::new(rule, &["errors", was], sees)
            .values(was, to.join(", "))
            .new_path(&["errors", &to[0]]);
        let explained = came.iter().map(|is| ("error-added", is));
        let explained = explained.chain([("error-removed", was)]);
        let moves = to.iter().map(|is| (was.clone(), is.clone()));
        claim(finding, explained, moves, moved, findings);
    }
}

/// Where the replies of new rows come from.
fn joined(sides: &Sides<'_>, ends: &Ends<'_>, moved: &mut Moved, findings: &mut Vec<Finding>) {
    let Ends {
        removed,
        added,
        lost,
        gained,
    } = ends;
    for is in added {
        let from = sources(moved, is);
        if from.is_empty() || gained.contains(is) {
            continue;
        }
        let whole = |was: &String| {
            removed.contains(was) && !lost.contains(was) && targets(moved, was).len() == 1
        };
        let merged = from.len() > 1 && from.iter().all(whole);
        if !merged && from.iter().any(|was| removed.contains(was)) {
            continue;
        }
        let (were, is_now) = (list(&variants(sides.old, &from)), variant(sides.new, is));
        let (finding, went) = if merged {
            let sees = format!("the variants {were} are gone: their replies are `{is_now}`");
            let finding = Finding::new("error-merged", &["errors", &from[0]], sees);
            (finding.new_path(&["errors", is]), from.as_slice())
        } else {
            let sees = format!("some replies that were {were} are `{is_now}`");
            let finding = Finding::new("error-split-off", &["errors", is], sees);
            (finding, &[][..])
        };
        let explained = went.iter().map(|was| ("error-removed", was));
        let explained = explained.chain([("error-added", is)]);
        let moves = from.iter().map(|was| (was.clone(), is.clone()));
        let finding = finding.values(from.join(", "), is);
        claim(finding, explained, moves, moved, findings);
    }
}

/// The variant of a row; the name itself where there is no such row.
fn variant<'c>(contract: &'c Contract, name: &'c str) -> &'c str {
    contract.error_named(name).map_or(name, |row| &row.variant)
}

fn variants(contract: &Contract, names: &[String]) -> Vec<String> {
    let quoted = |name: &String| format!("`{}`", variant(contract, name));
    names.iter().map(quoted).collect()
}

/// Takes the smaller findings and the replies that a finding explains.
fn claim<'r>(
    mut finding: Finding,
    explained: impl Iterator<Item = (&'static str, &'r String)>,
    moves: impl Iterator<Item = (String, String)>,
    moved: &mut Moved,
    findings: &mut Vec<Finding>,
) {
    for (rule, row) in explained {
        let subject = format!("errors.{row}");
        if let Some(at) = findings
            .iter()
            .position(|finding| finding.rule.id == rule && finding.subject == subject)
        {
            let taken = findings.remove(at);
            finding.replies.extend(taken.replies);
            finding.explains.push(Explained { rule, subject });
        }
    }
    for key in moves {
        finding
            .replies
            .extend(moved.remove(&key).unwrap_or_default());
    }
    finding.replies.sort_by_key(|change| change.body.len());
    findings.push(finding);
}

/// What a search did not finish is a finding: silence would pass for a proof.
fn undecided(proof: &Proof, findings: &mut Vec<Finding>) {
    let mut by_row: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in &proof.undecided {
        if one.why == UndecidedWhy::ShapesDiffer {
            continue;
        }
        let place = match one.status {
            Some(status) => format!("{} {status}", one.endpoint),
            None => one.endpoint.clone(),
        };
        by_row.entry(&one.row).or_default().push(place);
    }
    for (row, places) in by_row {
        let sees = format!(
            "whether more replies of `{row}` are read otherwise is not known: {}",
            list(&places)
        );
        let finding = Finding::new("replies-undecided", &["errors", row], sees);
        findings.push(finding.new_value(places.join(", ")));
    }
}
