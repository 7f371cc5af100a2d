//! The order in which an endpoint's rows are tried.
//!
//! Exact statuses come before classes, narrower codes before wider ones and
//! before none, fewer shapes before more, and a template that matches fewer
//! texts before one that matches more. `check` proves that where two rows
//! match one reply, this order is the order of inclusion, or reports them.

use super::Index;
use crate::contract::{
    Classifier, ClassifierGroup, CodeMatcher, ErrorId, ErrorRow, Status, StatusArm,
};
use crate::template::{CaptureKind, Piece, Template};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

/// Rows that were told by name to come before others, and the others, each once.
pub(crate) type Precedence = HashMap<ErrorId, Vec<ErrorId>>;

impl Index<'_> {
    pub(super) fn precedence(&self) -> Precedence {
        let mut precedence = Precedence::new();
        for row in self.raw.errors.iter().filter(|row| !row.before.is_empty()) {
            let Some(&first) = self.errors.get(row.name.value.as_str()) else {
                continue;
            };
            let seconds = row.before.iter();
            let seconds = seconds.filter_map(|name| self.errors.get(name.value.as_str()).copied());
            let seconds: BTreeSet<ErrorId> = seconds.collect();
            precedence.insert(first, seconds.into_iter().collect());
        }
        precedence
    }
}

pub(super) fn build(errors: &[ErrorRow], rows: &[ErrorId], precedence: &Precedence) -> Classifier {
    let mut by_status: BTreeMap<Status, Vec<ErrorId>> = BTreeMap::new();
    for &id in rows {
        for &status in &errors[id.0].status.members {
            by_status.entry(status).or_default().push(id);
        }
    }
    let arms = by_status.into_iter().map(|(status, rows)| StatusArm {
        status,
        groups: groups(errors, rows, precedence),
    });
    Classifier {
        arms: arms.collect(),
        redirects: Vec::new(),
    }
}

fn groups(
    errors: &[ErrorRow],
    mut rows: Vec<ErrorId>,
    precedence: &Precedence,
) -> Vec<ClassifierGroup> {
    rows.sort_by_cached_key(|id| rank(&errors[id.0]));
    let rows = honour(rows, precedence);
    let mut groups: Vec<ClassifierGroup> = Vec::new();
    for id in rows {
        let row = &errors[id.0];
        match groups.last_mut() {
            Some(group) if group.shapes == row.shapes && group.code == row.code => {
                group.rows.push(id);
            }
            _ => groups.push(ClassifierGroup {
                shapes: row.shapes.clone(),
                code: row.code.clone(),
                rows: vec![id],
            }),
        }
    }
    groups
}

/// Moves rows as little as `before` asks for: of those that wait for nobody, the first goes first.
fn honour(rows: Vec<ErrorId>, precedence: &Precedence) -> Vec<ErrorId> {
    let place: HashMap<ErrorId, usize> =
        rows.iter().enumerate().map(|(at, &id)| (id, at)).collect();
    let waiting: Vec<Vec<usize>> = rows
        .iter()
        .map(|id| {
            let seconds = precedence.get(id).into_iter().flatten();
            let seconds = seconds.filter(|second| *second != id);
            seconds
                .filter_map(|second| place.get(second).copied())
                .collect()
        })
        .collect();
    if waiting.iter().all(Vec::is_empty) {
        return rows;
    }
    let mut waits_for = vec![0_usize; rows.len()];
    for &second in waiting.iter().flatten() {
        waits_for[second] += 1;
    }
    let free = (0..rows.len()).filter(|&at| waits_for[at] == 0);
    let mut free: BinaryHeap<Reverse<usize>> = free.map(Reverse).collect();
    let mut is_out = vec![false; rows.len()];
    let mut out = Vec::with_capacity(rows.len());
    let mut first_left = 0;
    while out.len() < rows.len() {
        while is_out.get(first_left) == Some(&true) {
            first_left += 1;
        }
        // In a cycle, reported elsewhere, nobody is free: the first one goes.
        let at = free.pop().map_or(first_left, |Reverse(at)| at);
        if std::mem::replace(&mut is_out[at], true) {
            continue;
        }
        out.push(rows[at]);
        for &second in &waiting[at] {
            waits_for[second] -= 1;
            if waits_for[second] == 0 {
                free.push(Reverse(second));
            }
        }
    }
    out
}

type Rank = (
    (u8, String, Vec<TemplateRank>),
    usize,
    Vec<usize>,
    Reverse<usize>,
    Vec<(String, Vec<TemplateRank>)>,
    (Reverse<usize>, Vec<(String, Vec<TemplateRank>)>),
    (bool, Vec<TemplateRank>),
    String,
);

/// The kinds of codes in the order in which rows are tried.
pub(crate) fn code_kind(code: Option<&CodeMatcher>) -> u8 {
    match code {
        Some(CodeMatcher::Exact(_)) => 0,
        Some(CodeMatcher::Number(_)) => 1,
        Some(CodeMatcher::Folded { .. }) => 2,
        Some(CodeMatcher::Template(_)) => 3,
        None => 4,
    }
}

/// Sorts before whatever it is strictly narrower than.
fn rank(row: &ErrorRow) -> Rank {
    let (text, template) = match &row.code {
        Some(
            CodeMatcher::Exact(text)
            | CodeMatcher::Number(text)
            | CodeMatcher::Folded { folded: text, .. },
        ) => (text.clone(), Vec::new()),
        Some(CodeMatcher::Template(template)) => (String::new(), vec![template_rank(template)]),
        None => (String::new(), Vec::new()),
    };
    let code = (code_kind(row.code.as_ref()), text, template);
    // No shape at all means "whatever the body": the widest.
    let shape_count = if row.shapes.is_empty() {
        usize::MAX
    } else {
        row.shapes.len()
    };
    let shapes = row.shapes.iter().map(|shape| shape.0).collect();
    let fields = row
        .fields
        .iter()
        .map(|field| (field.field.clone(), widest_first(&field.matcher.templates)))
        .collect();
    let headers = row.headers.iter().map(|header| {
        let ranks = header.value.as_ref();
        let ranks = ranks.map(|value| widest_first(&value.templates));
        (header.name.clone(), ranks.unwrap_or_default())
    });
    let headers = headers.collect();
    let detail = row
        .detail
        .as_ref()
        .map(|detail| widest_first(&detail.templates));
    (
        code,
        shape_count,
        shapes,
        Reverse(row.fields.len()),
        fields,
        (Reverse(row.headers.len()), headers),
        (detail.is_none(), detail.unwrap_or_default()),
        row.name.clone(),
    )
}

/// Of two unions the one whose widest templates are narrower comes first, then the one that has fewer of them.
fn widest_first(templates: &[Template]) -> Vec<TemplateRank> {
    let mut ranks: Vec<TemplateRank> = templates.iter().map(template_rank).collect();
    ranks.sort_unstable_by(|a, b| b.cmp(a));
    ranks
}

pub(super) type TemplateRank = (Reverse<usize>, usize, String);

/// Sorts before every template it is strictly inside of.
///
/// A template inside another has at least its literal text: fill its holes with
/// a character the other does not contain, and the other's literals must still
/// be found. With the same amount of it, its holes are tighter.
/// What its holes are called does not matter.
pub(super) fn template_rank(template: &Template) -> TemplateRank {
    let looseness = |piece: &Piece| match piece {
        Piece::Literal(_) => 0,
        Piece::Capture(capture) => match capture.kind {
            CaptureKind::Int => 1,
            CaptureKind::Text => 2,
        },
        Piece::Tail => 3,
    };
    let unnamed = |piece: &Piece| match piece {
        Piece::Literal(text) => text.replace('{', "{{"),
        Piece::Capture(capture) => format!("{{{:?}", capture.kind),
        Piece::Tail => "{..".to_owned(),
    };
    (
        Reverse(template.literal_len()),
        template.pieces().iter().map(looseness).sum(),
        template.pieces().iter().map(unnamed).collect(),
    )
}
