//! Rows with what they take over from the row they are within.

use crate::contract::{Category, Retry, Status};
use crate::keys::{RawCapture, RawCode, RawContract, RawError};
use crate::source::{MAX_BYTES, Spanned};
use crate::template::Template;

/// Every row with what it takes over. `within` goes to any depth; where it goes in a circle, nothing is taken over.
pub(crate) struct Rows<'r> {
    raw: &'r RawContract,
    resolved: Vec<Row>,
    cycles: Vec<Vec<usize>>,
    filled: usize,
}

/// A row, and for each thing that it can take over the row that says it.
#[derive(Clone, Default)]
struct Row {
    outer: Option<usize>,
    status: Option<usize>,
    code: Option<usize>,
    shapes: Option<usize>,
    on: Option<usize>,
    retry: Option<usize>,
    category: Option<usize>,
    details: Vec<Template>,
}

/// Who has been looked at, on the way from a row to those it is within.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    OnTheWay,
    Done,
}

impl<'r> Rows<'r> {
    pub(crate) fn new(raw: &'r RawContract) -> Self {
        let mut rows = Self {
            raw,
            resolved: vec![Row::default(); raw.errors.len()],
            cycles: Vec::new(),
            filled: 0,
        };
        let outer: Vec<Option<usize>> = raw.errors.iter().map(|row| named(raw, row)).collect();
        let mut seen = vec![Seen::Not; raw.errors.len()];
        for start in 0..raw.errors.len() {
            // The way out, of which the end is resolved first; it can be as long as the file.
            let mut way = Vec::new();
            let mut next = Some(start);
            while let Some(at) = next.filter(|&at| seen[at] == Seen::Not) {
                seen[at] = Seen::OnTheWay;
                way.push(at);
                next = outer[at];
            }
            let closed = next.filter(|&at| seen[at] == Seen::OnTheWay);
            let begins = closed.and_then(|at| way.iter().position(|&step| step == at));
            if let Some(begins) = begins {
                rows.cycles.push(way[begins..].to_vec());
            }
            for (step, &at) in way.iter().enumerate().rev() {
                let in_circle = begins.is_some_and(|begins| step >= begins);
                rows.take_over(at, outer[at].filter(|_| !in_circle));
                seen[at] = Seen::Done;
            }
        }
        rows
    }

    fn take_over(&mut self, at: usize, outer: Option<usize>) {
        let own: &RawError = self.row(at);
        let above = outer.map(|outer| &self.resolved[outer]);
        let from = |said: bool, of: fn(&Row) -> Option<usize>| {
            if said { Some(at) } else { above.and_then(of) }
        };
        let row = Row {
            outer,
            status: from(own.status.is_some(), |row| row.status),
            code: from(own.code.is_some(), |row| row.code),
            shapes: from(!own.shape.is_empty(), |row| row.shapes),
            on: from(own.said.on.is_some(), |row| row.on),
            retry: from(own.said.retry.is_some(), |row| row.retry),
            category: from(own.said.category.is_some(), |row| row.category),
            details: Vec::new(),
        };
        let own_details = own.detail.iter().map(|detail| &detail.value);
        let details = match above {
            None => own_details.cloned().collect(),
            Some(above) => {
                let mut details = Vec::new();
                let mut filled = self.filled;
                let pairs = above
                    .details
                    .iter()
                    .flat_map(|outer| own_details.clone().map(move |inner| (outer, inner)));
                for (outer, inner) in pairs {
                    // What is too much is refused by `check::size`, and must not be made for that.
                    if filled > MAX_BYTES {
                        break;
                    }
                    filled += outer.written_len() + inner.written_len();
                    details.extend(outer.fill_last(inner));
                }
                self.filled = filled;
                details
            }
        };
        self.resolved[at] = Row { details, ..row };
    }

    fn row(&self, at: usize) -> &'r RawError {
        &self.raw.errors[at]
    }

    fn said<T>(&self, from: Option<usize>, what: impl Fn(&'r RawError) -> Option<T>) -> Option<T> {
        what(self.row(from?))
    }

    /// Raw index of the row this one is within.
    pub(crate) fn outer(&self, at: usize) -> Option<usize> {
        self.resolved[at].outer
    }

    /// Rows that are within each other in a circle.
    pub(crate) fn cycles(&self) -> &[Vec<usize>] {
        &self.cycles
    }

    /// Bytes of all details that were put together.
    pub(crate) fn filled(&self) -> usize {
        self.filled
    }

    /// Details with the open hole of the outer row's filled.
    pub(crate) fn details(&self, at: usize) -> &[Template] {
        &self.resolved[at].details
    }

    pub(crate) fn statuses(&self, at: usize) -> &'r [Status] {
        self.said(self.resolved[at].status, |row| row.status.as_ref())
            .map_or(&[], |status| &status.value)
    }

    pub(crate) fn code(&self, at: usize) -> Option<&'r RawCode> {
        self.said(self.resolved[at].code, |row| row.code.as_ref())
            .map(|code| &code.value)
    }

    pub(crate) fn shapes(&self, at: usize) -> Option<&'r [Spanned<String>]> {
        self.said(self.resolved[at].shapes, |row| Some(row.shape.as_slice()))
    }

    pub(crate) fn on(&self, at: usize) -> Option<&'r [Spanned<String>]> {
        self.said(self.resolved[at].on, |row| row.said.on.as_ref())
            .map(|on| on.value.as_slice())
    }

    pub(crate) fn retry(&self, at: usize) -> Option<Retry> {
        self.said(self.resolved[at].retry, |row| row.said.retry.as_ref())
            .map(|retry| retry.value)
    }

    pub(crate) fn category(&self, at: usize) -> Option<Category> {
        self.said(self.resolved[at].category, |row| row.said.category.as_ref())
            .map(|category| category.value)
    }

    /// The words about a capture, the row's own or those of the nearest row around it.
    pub(crate) fn words(&self, at: usize, name: &str) -> Option<&'r RawCapture> {
        std::iter::successors(Some(at), |&at| self.outer(at)).find_map(|at| {
            let captures = &self.row(at).captures;
            // Tables come sorted by name.
            let found = captures.binary_search_by(|words| words.name.value.as_str().cmp(name));
            found.ok().map(|found| &captures[found])
        })
    }
}

/// Raw index of the row that a row names; a row without a detail fills nothing, which `check` reports.
fn named(raw: &RawContract, row: &RawError) -> Option<usize> {
    let name = &row
        .within
        .as_ref()
        .filter(|_| !row.detail.is_empty())?
        .value;
    // Raw rows are sorted by name: TOML tables are.
    raw.errors
        .binary_search_by(|row| row.name.value.as_str().cmp(name))
        .ok()
}
