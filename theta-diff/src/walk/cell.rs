//! The rows of one endpoint and status, before and after: every pair of outcomes that differs, with a shortest reply.
//!
//! A reply that is read otherwise than before is, on one side, a row that changed: two lists with the same rows in the
//! same order give the same answer. So for each changed row, and for each shape its body can have, all kinds of code,
//! message and further texts that the row matches are made, each with a shortest text, and both lists are asked about
//! every combination. When no walk over texts was cut off, no differing pair is missing.

mod matchers;
mod values;

use super::Tables;
use super::atoms::{Atom, atoms};
use super::reply::{Said, body};
use matchers::Matchers;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use theta_spec::algebra::automaton::Automaton;
use theta_spec::algebra::{Limit, LimitReached};
use theta_spec::contract::{CodeMatcher, DetailMatcher, ErrorRow, Pointer, ShapeContent, ShapeId};
use theta_spec::template::{CaptureKind, Template};

/// What was found out about a list of rows before and after.
#[derive(Clone, Debug, Default)]
pub(super) struct Compared {
    /// Whether the lists say the same in the same order: there is nothing to search.
    pub(super) identical: bool,
    pub(super) found: Vec<Found>,
    /// Names of the rows whose replies were not all compared.
    pub(super) cut_off: Vec<String>,
    /// Whether numbers beyond 64 bits could matter, which are tried and not searched.
    pub(super) numbers: bool,
    /// Whether a row captures values that were compared on some texts, and not on all.
    pub(super) values: bool,
}

/// A reply that is something else than before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) old: Option<usize>,
    pub(super) new: Option<usize>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// Headers and body.
type Reply = (Vec<(String, String)>, Vec<u8>);

type Key = (Option<usize>, Option<usize>);

/// Compares two lists of rows, each in the order in which it is tried.
pub(super) fn compare(tables: &Tables<'_>, old: &[usize], new: &[usize], limit: usize) -> Compared {
    let (changed_old, changed_new) = changed(tables, old, new);
    let mut out = Compared::default();
    if changed_old.is_empty() && changed_new.is_empty() {
        out.identical = true;
        return out;
    }
    let mut cell = Cell {
        tables,
        old,
        new,
        limit,
        best: BTreeMap::new(),
    };
    let of_old = changed_old.into_iter().map(|at| (at, true));
    let changed: Vec<(usize, bool)> = of_old
        .chain(changed_new.into_iter().map(|at| (at, false)))
        .collect();
    let backward: HashMap<usize, usize> = old
        .iter()
        .filter_map(|&at| Some((tables.forward[at]?, at)))
        .collect();
    for &region in &tables.regions {
        let mut dimensions = cell.dimensions(region);
        for dimension in &dimensions {
            out.numbers |= dimension
                .matchers
                .automata
                .iter()
                .any(Automaton::has_numbers);
        }
        for &(at, is_old) in &changed {
            let row = tables.row(at, is_old);
            if !applies(row, region, is_old) || !has_roles(row, &dimensions) {
                continue;
            }
            let has_partner = if is_old {
                tables.forward[at].is_some_and(|partner| new.contains(&partner))
            } else {
                backward.contains_key(&at)
            };
            out.values |= has_partner && !row.captures.is_empty();
            if cell
                .region(row, region, &mut dimensions, has_partner)
                .is_err()
                && !out.cut_off.contains(&row.name)
            {
                out.cut_off.push(row.name.clone());
            }
        }
    }
    out.found = cell
        .best
        .into_iter()
        .map(|((old, new), (headers, body))| Found {
            old,
            new,
            headers,
            body,
        })
        .collect();
    out
}

/// The rows without a partner that says the same; all of them when the partners stand in another order.
fn changed(tables: &Tables<'_>, old: &[usize], new: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let places: HashMap<usize, usize> = new
        .iter()
        .enumerate()
        .map(|(place, &at)| (at, place))
        .collect();
    let partner = |at: usize| {
        let other =
            tables.forward[at].filter(|&other| tables.old_keys[at] == tables.new_keys[other])?;
        places.get(&other).copied()
    };
    let partners: Vec<Option<usize>> = old.iter().map(|&at| partner(at)).collect();
    let order: Vec<usize> = partners.iter().flatten().copied().collect();
    if !order.is_sorted() {
        return (old.to_vec(), new.to_vec());
    }
    let changed_old = old
        .iter()
        .zip(&partners)
        .filter(|(_, partner)| partner.is_none())
        .map(|(&at, _)| at)
        .collect();
    let changed_new = new
        .iter()
        .enumerate()
        .filter(|(place, _)| order.binary_search(place).is_err())
        .map(|(_, &at)| at)
        .collect();
    (changed_old, changed_new)
}

/// A shape that both sides read alike, by its place on each; `None` for bodies of no shape.
pub(super) type Region = Option<(usize, usize)>;

fn applies(row: &ErrorRow, region: Region, is_old: bool) -> bool {
    row.shapes.is_empty()
        || region.is_some_and(|(a, b)| row.shapes.contains(&ShapeId(if is_old { a } else { b })))
}

/// One text of a body: its code, its message, or a further one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Role {
    Code,
    Detail,
    Field(String),
    Header(String),
}

struct Dimension {
    role: Role,
    /// Whether a body may lack it.
    optional: bool,
    matchers: Matchers,
    /// For each row of the old and then of the new list: the matchers it needs one of; `None` when it says nothing.
    needs: Vec<Option<Vec<u32>>>,
}

/// A kind of text, or its absence.
#[derive(Default)]
struct Kind {
    accepted: Vec<u32>,
    text: Option<String>,
}

/// In place of a matcher of a header: that there is none.
const ABSENT: u32 = u32::MAX;

impl Kind {
    fn absent(role: &Role) -> Self {
        Self {
            accepted: match role {
                Role::Header(_) => vec![ABSENT],
                Role::Code | Role::Detail | Role::Field(_) => Vec::new(),
            },
            text: None,
        }
    }
}

impl From<Atom> for Kind {
    fn from(Atom { accepted, text }: Atom) -> Self {
        Self {
            accepted,
            text: Some(text),
        }
    }
}

struct Cell<'t, 'c> {
    tables: &'t Tables<'c>,
    old: &'t [usize],
    new: &'t [usize],
    limit: usize,
    /// The shortest body of each differing pair.
    best: BTreeMap<Key, Reply>,
}

impl Cell<'_, '_> {
    fn rows(&self) -> impl Iterator<Item = &ErrorRow> {
        let old = self.old.iter().map(|&at| self.tables.row(at, true));
        old.chain(self.new.iter().map(|&at| self.tables.row(at, false)))
    }

    /// Compares all replies of one shape that the changed row matches.
    fn region(
        &mut self,
        row: &ErrorRow,
        region: Region,
        dimensions: &mut [Dimension],
        has_partner: bool,
    ) -> Result<(), LimitReached> {
        let mut kinds = Vec::with_capacity(dimensions.len());
        let mut combinations = 1usize;
        for dimension in dimensions.iter_mut() {
            let focus = dimension.matchers.needs(row, &dimension.role);
            let of_dimension = self.kinds(dimension, focus.as_deref())?;
            combinations = combinations.saturating_mul(of_dimension.len());
            kinds.push(of_dimension);
        }
        if combinations > self.limit {
            let limit = Limit(self.limit);
            return Err(LimitReached { limit });
        }
        self.combine(dimensions, &kinds, &mut Vec::new(), region);
        if has_partner {
            self.try_values(row, dimensions, &kinds, region);
        }
        Ok(())
    }

    /// The texts that bodies of the shape have, and what each row needs of them.
    fn dimensions(&self, region: Region) -> Vec<Dimension> {
        let mut roles: Vec<(Role, bool)> = Vec::new();
        if let Some((at, _)) = region {
            match &self.tables.old.shapes[at].content {
                ShapeContent::Text => roles.push((Role::Detail, false)),
                ShapeContent::Json {
                    code,
                    message,
                    fields,
                    optional,
                    ..
                } => {
                    let may_lack = |name: &str| optional.iter().any(|role| role == name);
                    let mut add = |role, pointers: &[Pointer], name: &str| {
                        if !pointers.is_empty() {
                            roles.push((role, may_lack(name)));
                        }
                    };
                    add(Role::Code, code, "code");
                    add(Role::Detail, message, "message");
                    for (name, pointers) in fields {
                        add(Role::Field(name.clone()), pointers, name);
                    }
                }
            }
        }
        let headers = self.rows().flat_map(|row| &row.headers);
        let headers: BTreeSet<&str> = headers.map(|header| header.name.as_str()).collect();
        let headers = headers.into_iter();
        roles.extend(headers.map(|name| (Role::Header(name.to_owned()), true)));
        let dimension = |(role, optional): (Role, bool)| {
            let mut matchers = Matchers::default();
            let needs = self.rows().map(|row| matchers.needs(row, &role)).collect();
            Dimension {
                role,
                optional,
                matchers,
                needs,
            }
        };
        roles.into_iter().map(dimension).collect()
    }

    /// The kinds of text that the changed row matches, absence included.
    fn kinds(
        &self,
        dimension: &Dimension,
        focus: Option<&[u32]>,
    ) -> Result<Vec<Kind>, LimitReached> {
        let matchers = &dimension.matchers;
        let Some(focus) = focus else {
            let kinds = atoms(&matchers.automata, None, self.limit)?;
            let absent = dimension.optional.then(|| Kind::absent(&dimension.role));
            return Ok(kinds.into_iter().map(Kind::from).chain(absent).collect());
        };
        let mut kinds: Vec<Kind> = Vec::new();
        for &one in focus {
            if one == ABSENT {
                kinds.push(Kind::absent(&dimension.role));
                continue;
            }
            let meeting = matchers.meeting(one);
            let automata: Vec<Automaton> = meeting
                .iter()
                .map(|&at| matchers.automata[at as usize].clone())
                .collect();
            for mut atom in atoms(&automata, Some(0), self.limit)? {
                for at in &mut atom.accepted {
                    *at = meeting[*at as usize];
                }
                atom.accepted.sort_unstable();
                kinds.push(atom.into());
            }
        }
        Ok(kinds)
    }

    /// Asks both lists about every combination of kinds that begins with those chosen.
    fn combine<'k>(
        &mut self,
        dimensions: &[Dimension],
        kinds: &'k [Vec<Kind>],
        chosen: &mut Vec<&'k Kind>,
        region: Region,
    ) {
        let Some(next) = kinds.get(chosen.len()) else {
            return self.ask(dimensions, chosen, region);
        };
        for kind in next {
            chosen.push(kind);
            self.combine(dimensions, kinds, chosen, region);
            chosen.pop();
        }
    }

    fn ask(&mut self, dimensions: &[Dimension], chosen: &[&Kind], region: Region) {
        let matches = |place: usize| {
            dimensions
                .iter()
                .zip(chosen)
                .all(|(dimension, kind)| match &dimension.needs[place] {
                    None => true,
                    Some(needed) => needed.iter().any(|at| kind.accepted.contains(at)),
                })
        };
        let first = |list: &[usize], offset: usize, is_old: bool| {
            list.iter().enumerate().find_map(|(place, &at)| {
                let row = self.tables.row(at, is_old);
                (applies(row, region, is_old)
                    && has_roles(row, dimensions)
                    && matches(offset + place))
                .then_some(at)
            })
        };
        let (old, new) = (
            first(self.old, 0, true),
            first(self.new, self.old.len(), false),
        );
        let said = said(dimensions, chosen);
        let outcome = |at: Option<usize>, is_old: bool| {
            at.and_then(|at| Some((at, captured(self.tables.row(at, is_old), &said)?)))
        };
        let (old, new) = (outcome(old, true), outcome(new, false));
        let same = match (&old, &new) {
            (None, None) => true,
            (Some((a, was)), Some((b, is))) => {
                self.tables.forward[*a] == Some(*b) && same_values(was, is)
            }
            _ => false,
        };
        if same {
            return;
        }
        let shape = region.map(|(at, _)| ShapeId(at));
        let Some(body) = body(self.tables.old, shape, &said) else {
            return;
        };
        let key = (old.map(|(at, _)| at), new.map(|(at, _)| at));
        let reply = (said.headers, body);
        let shorter = |known: &Reply| (reply.1.len(), &reply) < (known.1.len(), known);
        if self.best.get(&key).is_none_or(shorter) {
            self.best.insert(key, reply);
        }
    }
}

/// Whether a body of the shape has every text that the row looks at.
fn has_roles(row: &ErrorRow, dimensions: &[Dimension]) -> bool {
    let has =
        |wanted: &dyn Fn(&Role) -> bool| dimensions.iter().any(|dimension| wanted(&dimension.role));
    (row.code.is_none() || has(&|role| *role == Role::Code))
        && (row.detail.is_none() || has(&|role| *role == Role::Detail))
        && row
            .fields
            .iter()
            .all(|field| has(&|role| matches!(role, Role::Field(name) if *name == field.field)))
}

fn said(dimensions: &[Dimension], chosen: &[&Kind]) -> Said {
    let mut said = Said::default();
    for (dimension, kind) in dimensions.iter().zip(chosen) {
        match (&dimension.role, &kind.text) {
            (_, None) => {}
            (Role::Code, text) => said.code.clone_from(text),
            (Role::Detail, text) => said.detail.clone_from(text),
            (Role::Field(name), Some(text)) => said.fields.push((name.clone(), text.clone())),
            (Role::Header(name), Some(text)) => said.headers.push((name.clone(), text.clone())),
        }
    }
    said
}

/// What the row captures, by Rust name; `None` when a number is too large, which makes the reply unknown.
fn captured(row: &ErrorRow, said: &Said) -> Option<Vec<(String, String)>> {
    let mut out = Vec::new();
    let mut collect = |template: &Template, text: &str| -> Option<bool> {
        let Some(values) = template.matches(text) else {
            return Some(false);
        };
        for (capture, value) in template.captures().zip(values) {
            if capture.kind == CaptureKind::Int && value.parse::<u64>().is_err() {
                return None;
            }
            let known = row.captures.iter().find(|known| known.name == capture.name);
            out.push((
                known.map_or(&capture.name, |known| &known.ident).clone(),
                value.to_owned(),
            ));
        }
        Some(true)
    };
    let mut alternatives = |matcher: &DetailMatcher, text: &str| -> Option<()> {
        for template in &matcher.templates {
            if collect(template, text)? {
                break;
            }
        }
        Some(())
    };
    if let (Some(detail), Some(text)) = (&row.detail, &said.detail) {
        alternatives(detail, text)?;
    }
    for field in &row.fields {
        if let Some(text) = said.field(&field.field) {
            alternatives(&field.matcher, text)?;
        }
    }
    if let (Some(CodeMatcher::Template(template)), Some(text)) = (&row.code, &said.code) {
        collect(template, text)?;
    }
    Some(out)
}

/// Whether what both sides capture under one name is the same; a name that only one side has is a finding of its own.
pub(super) fn same_values(old: &[(String, String)], new: &[(String, String)]) -> bool {
    old.iter().all(|(name, value)| {
        new.iter()
            .find(|(other, _)| other == name)
            .is_none_or(|(_, other)| other == value)
    })
}
