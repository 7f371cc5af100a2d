//! What replies are, before and after: the old and the new classifier, walked together.

mod atoms;
mod cell;
mod key;
mod reply;

use super::Options;
use super::finding::{ReplyChange, ReplyOutcome};
use super::reading::{reading, same_readings};
use super::sides::Sides;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use theta_spec::algebra::shortest;
use theta_spec::classify::{Outcome, classify_with};
use theta_spec::contract::{
    CodeMatcher, Contract, DetailMatcher, Endpoint, ErrorId, ErrorRow, ShapeId, Status,
};
use theta_spec::sample;

/// The headers and the body of a reply.
type Reply = (Vec<(String, String)>, Vec<u8>);

/// How the comparison of replies ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// Endpoints that both contracts have.
    pub endpoints: usize,
    /// Pairs of an endpoint and a status whose rows are the same in the same order.
    pub identical: usize,
    /// Pairs of an endpoint and a status whose replies were all searched.
    pub searched: usize,
    /// What was not decided.
    pub undecided: Vec<Undecided>,
    /// Whether numbers beyond 64 bits in a message could matter: one such number was tried, not all.
    pub large_numbers_tried: bool,
    /// Whether a row that is told by other texts captures values: these were compared on some texts, not on all.
    pub values_tried: bool,
}

impl Proof {
    /// Returns whether every reply that is read otherwise than before belongs to a pair of outcomes that was found.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.undecided.is_empty()
    }
}

/// Replies that were not all compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The endpoint, by its name in the new contract; empty for all of them.
    pub endpoint: String,
    /// The status; `None` for all of them.
    pub status: Option<u16>,
    /// The row whose replies they are; empty for all of them.
    pub row: String,
    /// Why.
    pub why: UndecidedWhy,
}

/// Why replies were not all compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UndecidedWhy {
    /// The search visited as many configurations as it may.
    Limit(usize),
    /// A reply was found that the classifiers do not confirm: no body could be made that is read as meant.
    Unconfirmed,
    /// Error bodies are read at other places: only the documented bodies of both sides were tried.
    ShapesDiffer,
}

/// What the walk gave.
pub(super) struct Walked {
    pub(super) changes: Vec<ReplyChange>,
    pub(super) proof: Proof,
}

/// What every cell needs.
struct Tables<'c> {
    old: &'c Contract,
    new: &'c Contract,
    /// For each old row its new one.
    forward: &'c [Option<usize>],
    /// What each row matches and captures, as a number that is the same for the same.
    old_keys: Vec<usize>,
    new_keys: Vec<usize>,
    /// Shapes that both sides read alike, and no shape.
    regions: Vec<cell::Region>,
}

impl<'c> Tables<'c> {
    fn row(&self, at: usize, is_old: bool) -> &'c ErrorRow {
        if is_old {
            &self.old.errors[at]
        } else {
            &self.new.errors[at]
        }
    }

    fn new(sides: &'c Sides<'c>) -> Self {
        let mut known: HashMap<String, usize> = HashMap::new();
        let mut number = |key: String| {
            let next = known.len();
            *known.entry(key).or_insert(next)
        };
        let old_keys = key::of_old(sides).map(&mut number).collect();
        let new_keys = key::of_new(sides).map(&mut number).collect();
        let alike = |&&(a, b): &&(usize, usize)| {
            reading(&sides.old.shapes[a]) == reading(&sides.new.shapes[b])
        };
        let common = sides
            .shapes
            .both
            .iter()
            .filter(alike)
            .map(|&pair| Some(pair));
        Self {
            old: sides.old,
            new: sides.new,
            forward: &sides.error_forward,
            old_keys,
            new_keys,
            regions: common.chain([None]).collect(),
        }
    }
}

pub(super) fn walk(sides: &Sides<'_>, options: Options) -> Walked {
    let tables = Tables::new(sides);
    let mut walk = Walk {
        tables: &tables,
        limit: options.limit,
        same_readings: same_readings(sides.old, sides.new),
        known: HashMap::new(),
        changes: BTreeMap::new(),
        proof: Proof {
            endpoints: sides.endpoints.both.len(),
            ..Proof::default()
        },
    };
    for &(a, b) in &sides.endpoints.both {
        walk.endpoint(&sides.old.endpoints[a], &sides.new.endpoints[b]);
    }
    if !walk.same_readings {
        walk.proof.undecided.push(Undecided {
            endpoint: String::new(),
            status: None,
            row: String::new(),
            why: UndecidedWhy::ShapesDiffer,
        });
    }
    let changes = walk.changes.into_iter().map(|(change, mut endpoints)| {
        endpoints.sort();
        ReplyChange {
            status: change.status,
            any_of_class: change.any_of_class,
            headers: change.headers,
            body: change.body,
            endpoints,
            old: change.old,
            new: change.new,
        }
    });
    let mut changes: Vec<ReplyChange> = changes.collect();
    changes
        .sort_by(|a, b| (a.body.len(), a.status, &a.body).cmp(&(b.body.len(), b.status, &b.body)));
    Walked {
        changes,
        proof: walk.proof,
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    old: ReplyOutcome,
    new: ReplyOutcome,
    status: u16,
    any_of_class: bool,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

struct Walk<'t, 'c> {
    tables: &'t Tables<'c>,
    limit: usize,
    same_readings: bool,
    /// Endpoints usually share their rows; each pair of lists is compared once.
    known: HashMap<(Vec<usize>, Vec<usize>), Rc<cell::Compared>>,
    changes: BTreeMap<Change, Vec<String>>,
    proof: Proof,
}

impl Walk<'_, '_> {
    fn endpoint(&mut self, old: &Endpoint, new: &Endpoint) {
        for (status, any_of_class) in statuses(old, new) {
            let lists = (rows(old, status), rows(new, status));
            let compared = if let Some(compared) = self.known.get(&lists) {
                Rc::clone(compared)
            } else {
                let compared = cell::compare(self.tables, &lists.0, &lists.1, self.limit);
                let compared = Rc::new(compared);
                self.known.insert(lists, Rc::clone(&compared));
                compared
            };
            self.settle(old, new, status, any_of_class, &compared);
            if !self.same_readings {
                self.sample(old, new, status, any_of_class);
            }
        }
    }

    fn settle(
        &mut self,
        old: &Endpoint,
        new: &Endpoint,
        status: u16,
        any_of_class: bool,
        compared: &cell::Compared,
    ) {
        if compared.identical {
            self.proof.identical += 1;
            return;
        }
        let mut decided = compared.cut_off.is_empty();
        let undecided = |row: &str, why| Undecided {
            endpoint: new.name.clone(),
            status: Some(status),
            row: row.to_owned(),
            why,
        };
        for row in &compared.cut_off {
            self.proof
                .undecided
                .push(undecided(row, UndecidedWhy::Limit(self.limit)));
        }
        for found in &compared.found {
            // Nothing is reported that the classifiers themselves do not say.
            let (was, is) = self.outcomes(old, new, status, &found.headers, &found.body);
            let name =
                |at: Option<usize>, is_old| at.map(|at| self.tables.row(at, is_old).name.as_str());
            if was.row() == name(found.old, true) && is.row() == name(found.new, false) {
                let reply = (found.headers.as_slice(), found.body.as_slice());
                self.report(was, is, status, any_of_class, reply, &new.name);
            } else {
                decided = false;
                let row = name(found.old, true)
                    .or(name(found.new, false))
                    .unwrap_or_default()
                    .to_owned();
                self.proof
                    .undecided
                    .push(undecided(&row, UndecidedWhy::Unconfirmed));
            }
        }
        self.proof.searched += usize::from(decided);
        self.proof.large_numbers_tried |= compared.numbers;
        self.proof.values_tried |= compared.values;
    }

    fn report(
        &mut self,
        old: ReplyOutcome,
        new: ReplyOutcome,
        status: u16,
        any_of_class: bool,
        (headers, body): (&[(String, String)], &[u8]),
        endpoint: &str,
    ) {
        let change = Change {
            old,
            new,
            status,
            any_of_class,
            headers: headers.to_vec(),
            body: body.to_vec(),
        };
        let endpoints = self.changes.entry(change).or_default();
        if !endpoints.iter().any(|known| known == endpoint) {
            endpoints.push(endpoint.to_owned());
        }
    }

    fn outcomes(
        &self,
        old: &Endpoint,
        new: &Endpoint,
        status: u16,
        headers: &[(String, String)],
        body: &[u8],
    ) -> (ReplyOutcome, ReplyOutcome) {
        (
            outcome(self.tables.old, old, status, headers, body),
            outcome(self.tables.new, new, status, headers, body),
        )
    }

    /// Tries the documented bodies of both sides, in the shapes of both.
    fn sample(&mut self, old: &Endpoint, new: &Endpoint, status: u16, any_of_class: bool) {
        let mut bodies = BTreeSet::new();
        for (contract, list, is_old) in [
            (self.tables.old, rows(old, status), true),
            (self.tables.new, rows(new, status), false),
        ] {
            for at in list {
                let row = self.tables.row(at, is_old);
                let headers = sample::error_reply(contract, row).headers;
                let documented = documented(contract, row).into_iter();
                bodies.extend(documented.map(|body| (headers.clone(), body)));
            }
        }
        let mut shortest: BTreeMap<_, (Reply, ReplyOutcome, ReplyOutcome)> = BTreeMap::new();
        for (headers, body) in bodies {
            let (was, is) = self.outcomes(old, new, status, &headers, &body);
            if self.same(&was, &is) {
                continue;
            }
            let pair = (was.row().map(str::to_owned), is.row().map(str::to_owned));
            if shortest
                .get(&pair)
                .is_none_or(|((_, known), ..)| body.len() < known.len())
            {
                shortest.insert(pair, ((headers, body), was, is));
            }
        }
        for ((headers, body), was, is) in shortest.into_values() {
            let known =
                |change: &Change| change.status == status && change.old == was && change.new == is;
            if !self
                .changes
                .iter()
                .any(|(change, on)| known(change) && on.contains(&new.name))
            {
                self.report(was, is, status, any_of_class, (&headers, &body), &new.name);
            }
        }
    }

    fn same(&self, old: &ReplyOutcome, new: &ReplyOutcome) -> bool {
        match (old, new) {
            (ReplyOutcome::Unknown, ReplyOutcome::Unknown)
            | (ReplyOutcome::Success, ReplyOutcome::Success) => true,
            (
                ReplyOutcome::Row {
                    name: was,
                    captures: old,
                    ..
                },
                ReplyOutcome::Row {
                    name: is,
                    captures: new,
                    ..
                },
            ) => {
                let at = self
                    .tables
                    .old
                    .errors
                    .iter()
                    .position(|row| row.name == *was);
                let partner = at.and_then(|at| self.tables.forward[at]);
                partner.is_some_and(|at| self.tables.new.errors[at].name == *is)
                    && cell::same_values(old, new)
            }
            _ => false,
        }
    }
}

/// What the reply is to the endpoint of a contract.
pub(super) fn outcome(
    contract: &Contract,
    endpoint: &Endpoint,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
) -> ReplyOutcome {
    match classify_with(contract, endpoint, status, headers, body) {
        Outcome::Success => ReplyOutcome::Success,
        Outcome::Unknown(_) => ReplyOutcome::Unknown,
        Outcome::Row { id, captures } => named(contract, id, captures),
    }
}

fn named(contract: &Contract, id: ErrorId, captures: Vec<(String, String)>) -> ReplyOutcome {
    let row = contract.error(id);
    let ident = |name: String| {
        row.captures
            .iter()
            .find(|known| known.name == name)
            .map_or(name, |known| known.ident.clone())
    };
    ReplyOutcome::Row {
        name: row.name.clone(),
        variant: row.variant.clone(),
        captures: captures
            .into_iter()
            .map(|(name, value)| (ident(name), value))
            .collect(),
    }
}

/// Every status that either side names, for each class that either side names one that neither names, and one of all
/// others where either side has rows for these.
fn statuses(old: &Endpoint, new: &Endpoint) -> Vec<(u16, bool)> {
    let members: BTreeSet<Status> = old
        .classifier
        .arms
        .iter()
        .chain(&new.classifier.arms)
        .map(|arm| arm.status)
        .collect();
    let exact: BTreeSet<u16> = members
        .iter()
        .filter_map(|member| match member {
            Status::Exact(status) => Some(*status),
            Status::Class(_) | Status::Default => None,
        })
        .collect();
    let others = members.iter().filter_map(|member| match member {
        Status::Class(class) => (u16::from(*class) * 100..u16::from(*class) * 100 + 100)
            .find(|status| !exact.contains(status)),
        // One that neither side lists in any way.
        Status::Default => (500..600)
            .chain(400..500)
            .chain(300..400)
            .find(|&status| !members.iter().any(|member| member.lists(status))),
        Status::Exact(_) => None,
    });
    let others: BTreeSet<u16> = others.collect();
    let others: Vec<(u16, bool)> = others.into_iter().map(|status| (status, true)).collect();
    exact
        .iter()
        .map(|&status| (status, false))
        .chain(others)
        .collect()
}

/// The rows that a reply of that status is tried against, in order.
fn rows(endpoint: &Endpoint, status: u16) -> Vec<usize> {
    let mut rows = Vec::new();
    for id in endpoint
        .classifier
        .arms_of(status)
        .flat_map(|arm| &arm.groups)
        .flat_map(|group| &group.rows)
    {
        // A row of a status and of its class is tried twice, to the same end.
        if !rows.contains(&id.0) {
            rows.push(id.0);
        }
    }
    rows
}

/// A short body of the row in each of its shapes, and the bodies that the docs show.
fn documented(contract: &Contract, row: &ErrorRow) -> Vec<Vec<u8>> {
    let text = |matcher: &DetailMatcher| matcher.templates.first().map(shortest);
    let code = row.code.as_ref().map(|code| match code {
        CodeMatcher::Exact(text)
        | CodeMatcher::Number(text)
        | CodeMatcher::Folded { written: text, .. } => text.clone(),
        CodeMatcher::Template(template) => shortest(template),
    });
    let said = reply::Said {
        code: code.or_else(|| Some(String::new())),
        detail: row
            .detail
            .as_ref()
            .and_then(text)
            .or_else(|| Some(String::new())),
        fields: row
            .fields
            .iter()
            .filter_map(|field| Some((field.field.clone(), text(&field.matcher)?)))
            .collect(),
        headers: Vec::new(),
    };
    let shapes: Vec<ShapeId> = if row.shapes.is_empty() {
        (0..contract.shapes.len()).map(ShapeId).collect()
    } else {
        row.shapes.clone()
    };
    let made = shapes
        .into_iter()
        .filter_map(|shape| reply::body(contract, Some(shape), &said));
    made.chain(row.examples.iter().map(|body| body.clone().into_bytes()))
        .collect()
}
