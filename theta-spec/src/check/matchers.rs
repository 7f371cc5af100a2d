//! No reply is two rows: the proof that an endpoint's matchers cannot be confused.
//!
//! Rows of one status are compared pair by pair. Where two match a common
//! reply, one must match strictly fewer replies, or be put before the other by
//! name; otherwise the shortest such reply is shown.

use crate::algebra::{self, LimitReached, Relation};
use crate::contract::{CodeMatcher, Contract, DetailMatcher, ErrorId, ErrorRow, ShapeId};
use crate::diagnostic::{Diagnostic, Report};
use crate::raw::RawContract;
use crate::source::Span;
use crate::template::Template;
use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    let before = precedence(raw, contract);
    let mut settled = BTreeSet::new();
    // Endpoints usually share their rows; each list is compared once.
    let mut lists: HashSet<Vec<ErrorId>> = HashSet::new();
    let mut pairs: HashSet<(ErrorId, ErrorId)> = HashSet::new();
    // A row that repeats another is reported once, not once for each further repetition.
    let mut twins: HashSet<ErrorId> = HashSet::new();
    for endpoint in &contract.endpoints {
        for arm in &endpoint.classifier.arms {
            let rows: Vec<ErrorId> = arm
                .groups
                .iter()
                .flat_map(|group| group.rows.iter().copied())
                .collect();
            if !lists.insert(rows.clone()) {
                continue;
            }
            for (at, &first) in rows.iter().enumerate() {
                for &second in &rows[at + 1..] {
                    if twins.contains(&first) {
                        break;
                    }
                    if !twins.contains(&second)
                        && pairs.insert((first, second))
                        && pair(contract, &before, first, second, &mut settled, report)
                    {
                        twins.insert(second);
                    }
                }
            }
        }
    }
    for &(first, second, span) in &before {
        if first != second && !settled.contains(&(first, second)) && !report_mentions(report, span)
        {
            let (first, second) = (contract.error(first), contract.error(second));
            report.push(
                Diagnostic::warning(
                    "T0706",
                    span,
                    format!("`{}` before `{}` settles nothing", first.name, second.name),
                )
                .related(second.span, "the other row")
                .help("no reply matches both, or the narrower one wins anyway: remove it"),
            );
        }
    }
}

fn report_mentions(report: &Report, span: Span) -> bool {
    report
        .diagnostics()
        .iter()
        .any(|diagnostic| diagnostic.span == span)
}

/// `(first, second, where it is said)`
fn precedence(raw: &RawContract, contract: &Contract) -> Vec<(ErrorId, ErrorId, Span)> {
    let id = |name: &str| {
        contract
            .errors
            .iter()
            .position(|row| row.name == name)
            .map(ErrorId)
    };
    let mut pairs = Vec::new();
    for row in raw.errors.iter().filter(|row| !row.value.before.is_empty()) {
        for name in &row.value.before {
            if let (Some(first), Some(second)) = (id(&row.name.value), id(&name.value)) {
                pairs.push((first, second, name.span));
            }
        }
    }
    pairs
}

/// Two rows of which `first` is tried first. Says whether the second only repeats it.
fn pair(
    contract: &Contract,
    before: &[(ErrorId, ErrorId, Span)],
    first: ErrorId,
    second: ErrorId,
    settled: &mut BTreeSet<(ErrorId, ErrorId)>,
    report: &mut Report,
) -> bool {
    let (a, b) = (contract.error(first), contract.error(second));
    let said = before.iter().find(|(x, y, _)| (*x, *y) == (first, second));
    let contradicted = before.iter().find(|(x, y, _)| (*x, *y) == (second, first));
    if let Some(&(.., span)) = contradicted {
        report.push(
            Diagnostic::error(
                "T0707",
                span,
                format!(
                    "`{}` cannot come before `{}`: the rows wait for each other",
                    b.name, a.name
                ),
            )
            .help("the `before` of these rows form a circle: remove one of them"),
        );
        settled.insert((second, first));
        return false;
    }
    let meeting = compare(a, b);
    let repeats = matches!(meeting, Ok(Meeting::Sets(Relation::Equal)));
    match meeting {
        // Whatever they share, the author said who wins.
        Err(LimitReached { .. }) if said.is_some() => {
            settled.insert((first, second));
        }
        Err(LimitReached { .. }) => report.push(
            Diagnostic::error("T0704", b.span, format!("cannot decide whether a reply can be both `{}` and `{}`", a.name, b.name))
                .related(a.span, "the other row")
                .help(format!("the templates are too involved to compare; say which one wins: `before = \"{}\"` in [errors.{}]", b.name, a.name)),
        ),
        Ok(Meeting::Never | Meeting::Ordered | Meeting::Sets(Relation::Disjoint | Relation::Subset)) => {}
        Ok(Meeting::Sets(Relation::Equal)) => report.push(
            Diagnostic::error("T0702", b.span, format!("`{}` matches exactly the replies of `{}`", b.name, a.name))
                .label(witness(a, b))
                .related(a.span, "the same replies")
                .help("remove one of the rows, or give them different details, codes or endpoints; several causes of one reply go into one row as a list"),
        ),
        Ok(Meeting::Sets(Relation::Superset)) if said.is_some() => {
            settled.insert((first, second));
            report.push(
                Diagnostic::error("T0703", b.span, format!("`{}` can never win: every reply of it is one of `{}` first", b.name, a.name))
                    .label(witness(a, b))
                    .related(a.span, "tried first, because of `before`")
                    .help("remove the `before`: the narrower row wins without it"),
            );
        }
        Ok(Meeting::Sets(_)) if said.is_some() => {
            settled.insert((first, second));
        }
        Ok(Meeting::Sets(Relation::Overlap | Relation::Superset)) => report.push(
            Diagnostic::error("T0701", b.span, format!("a reply can be both `{}` and `{}`", a.name, b.name))
                .label(witness(a, b))
                .related(a.span, "the other row")
                .help(format!("make one of them narrower, or say which one wins: `before = \"{}\"` in [errors.{}]", b.name, a.name)),
        ),
    }
    repeats
}

/// How the replies of two rows of one status meet.
enum Meeting {
    /// No reply is both.
    Never,
    /// Codes decide: the narrower one is looked at first.
    Ordered,
    /// As sets of shape, detail and fields.
    Sets(Relation),
}

fn compare(a: &ErrorRow, b: &ErrorRow) -> Result<Meeting, LimitReached> {
    let codes = match codes(a.code.as_ref(), b.code.as_ref())? {
        Meeting::Sets(relation) => relation,
        decided => return Ok(decided),
    };
    let mut all = combine(codes, shapes(&a.shapes, &b.shapes));
    all = combine(all, texts(a.detail.as_ref(), b.detail.as_ref())?);
    for name in a
        .fields
        .iter()
        .chain(&b.fields)
        .map(|field| &field.field)
        .collect::<BTreeSet<_>>()
    {
        let of = |row: &'_ ErrorRow| {
            row.fields
                .iter()
                .find(|field| field.field == *name)
                .map(|field| field.matcher.clone())
        };
        all = combine(all, texts(of(a).as_ref(), of(b).as_ref())?);
    }
    Ok(if all == Relation::Disjoint {
        Meeting::Never
    } else {
        Meeting::Sets(all)
    })
}

/// The relation of two products, dimension by dimension.
fn combine(a: Relation, b: Relation) -> Relation {
    match (a, b) {
        (Relation::Disjoint, _) | (_, Relation::Disjoint) => Relation::Disjoint,
        (Relation::Equal, other) | (other, Relation::Equal) => other,
        (a, b) if a == b => a,
        _ => Relation::Overlap,
    }
}

fn codes(a: Option<&CodeMatcher>, b: Option<&CodeMatcher>) -> Result<Meeting, LimitReached> {
    let same = |same: bool| {
        if same {
            Meeting::Sets(Relation::Equal)
        } else {
            Meeting::Never
        }
    };
    Ok(match (a, b) {
        (None, None) => Meeting::Sets(Relation::Equal),
        (Some(CodeMatcher::Exact(a)), Some(CodeMatcher::Exact(b)))
        | (
            Some(CodeMatcher::Folded { folded: a, .. }),
            Some(CodeMatcher::Folded { folded: b, .. }),
        ) => same(a == b),
        (Some(CodeMatcher::Template(a)), Some(CodeMatcher::Template(b))) => {
            match algebra::relate(a, b)? {
                Relation::Disjoint => Meeting::Never,
                Relation::Equal => Meeting::Sets(Relation::Equal),
                Relation::Subset => Meeting::Ordered,
                Relation::Superset | Relation::Overlap => Meeting::Sets(Relation::Overlap),
            }
        }
        _ => Meeting::Ordered,
    })
}

/// No shape named means any body.
fn shapes(a: &[ShapeId], b: &[ShapeId]) -> Relation {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Relation::Equal,
        (false, true) => Relation::Subset,
        (true, false) => Relation::Superset,
        (false, false) => {
            let common = a.iter().filter(|shape| b.contains(shape)).count();
            match (common == a.len(), common == b.len()) {
                (true, true) => Relation::Equal,
                (true, false) => Relation::Subset,
                (false, true) => Relation::Superset,
                (false, false) if common == 0 => Relation::Disjoint,
                (false, false) => Relation::Overlap,
            }
        }
    }
}

/// No matcher means any text.
fn texts(a: Option<&DetailMatcher>, b: Option<&DetailMatcher>) -> Result<Relation, LimitReached> {
    match (a, b) {
        (None, None) => Ok(Relation::Equal),
        (Some(_), None) => Ok(Relation::Subset),
        (None, Some(_)) => Ok(Relation::Superset),
        (Some(a), Some(b)) => unions(&a.templates, &b.templates),
    }
}

/// Relation of two unions; an inclusion that only holds jointly counts as an overlap.
fn unions(a: &[Template], b: &[Template]) -> Result<Relation, LimitReached> {
    let mut relations = Vec::with_capacity(a.len());
    for left in a {
        relations.push(
            b.iter()
                .map(|right| algebra::relate(left, right))
                .collect::<Result<Vec<_>, _>>()?,
        );
    }
    let inside = |relation: &Relation| matches!(relation, Relation::Equal | Relation::Subset);
    let around = |relation: &Relation| matches!(relation, Relation::Equal | Relation::Superset);
    let a_inside = relations.iter().all(|row| row.iter().any(inside));
    let b_inside = (0..b.len()).all(|column| relations.iter().any(|row| around(&row[column])));
    Ok(match (a_inside, b_inside) {
        (true, true) => Relation::Equal,
        (true, false) => Relation::Subset,
        (false, true) => Relation::Superset,
        (false, false)
            if relations
                .iter()
                .flatten()
                .all(|relation| *relation == Relation::Disjoint) =>
        {
            Relation::Disjoint
        }
        (false, false) => Relation::Overlap,
    })
}

/// A shortest reply that both rows match, in words.
fn witness(a: &ErrorRow, b: &ErrorRow) -> String {
    let status = a
        .status
        .members
        .iter()
        .find(|member| b.status.members.contains(member));
    let status = crate::contract::StatusSet {
        members: status.copied().into_iter().collect(),
    };
    let mut out = format!("both match: {status}");
    let code = match (&a.code, &b.code) {
        (Some(CodeMatcher::Template(a)), Some(CodeMatcher::Template(b))) => {
            algebra::overlap_witness(a, b).ok().flatten()
        }
        (Some(CodeMatcher::Exact(code) | CodeMatcher::Folded { written: code, .. }), _) => {
            Some(code.clone())
        }
        _ => None,
    };
    if let Some(code) = code {
        let _ = write!(out, ", code {code:?}");
    }
    if let Some(text) = common_text(a.detail.as_ref(), b.detail.as_ref()) {
        let _ = write!(out, ", detail {text:?}");
    }
    let fields = a.fields.iter().chain(&b.fields).map(|field| &field.field);
    for name in fields.collect::<BTreeSet<_>>() {
        let matcher = |row: &'_ ErrorRow| {
            row.fields
                .iter()
                .find(|field| field.field == *name)
                .map(|field| field.matcher.clone())
        };
        if let Some(text) = common_text(matcher(a).as_ref(), matcher(b).as_ref()) {
            let _ = write!(out, ", {name} {text:?}");
        }
    }
    out
}

fn common_text(a: Option<&DetailMatcher>, b: Option<&DetailMatcher>) -> Option<String> {
    let shortest = |matcher: &DetailMatcher| {
        matcher
            .templates
            .iter()
            .map(algebra::shortest)
            .min_by_key(|text| text.chars().count())
    };
    match (a, b) {
        (None, None) => None,
        (Some(matcher), None) | (None, Some(matcher)) => shortest(matcher),
        (Some(a), Some(b)) => {
            let pairs = a
                .templates
                .iter()
                .flat_map(|left| b.templates.iter().map(move |right| (left, right)));
            pairs
                .filter_map(|(left, right)| algebra::overlap_witness(left, right).ok().flatten())
                .min_by_key(|text| text.chars().count())
        }
    }
}
