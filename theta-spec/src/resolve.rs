//! The contract as written → the resolved contract: defaults filled in, names turned into indices and identifiers.
//!
//! Total: what cannot be resolved has been reported by `check` and gets a
//! stand-in, so that later rules still see everything else. A contract with
//! stand-ins never leaves this crate.

pub(crate) mod access;
mod any;
mod api;
mod arguments;
mod billing;
mod boxes;
pub(crate) mod classifier;
mod endpoints;
pub(crate) mod errors;
mod events;
mod foreseen;
pub(crate) mod jobs;
pub(crate) mod limits;
pub(crate) mod pages;
mod response_headers;
mod rows;
pub(crate) mod shapes;
pub(crate) mod standing;
mod successes;
pub(crate) mod types;
mod uses;
pub(crate) mod webhooks;
mod written;

use crate::contract::{Contract, EndpointId, ErrorId, ShapeId, TypeDef, TypeId};
use crate::keys::{HasName, RawContract, RawEvidence};
use crate::names;
use crate::source::Spanned;
use std::collections::{BTreeMap, HashSet};

/// Where every name leads.
pub(crate) struct Index<'r> {
    pub(crate) raw: &'r RawContract,
    pub(crate) endpoints: BTreeMap<&'r str, EndpointId>,
    pub(crate) types: BTreeMap<&'r str, TypeId>,
    pub(crate) shapes: BTreeMap<&'r str, ShapeId>,
    pub(crate) errors: BTreeMap<&'r str, ErrorId>,
    /// Unions that may be `null`.
    nulls: HashSet<&'r str>,
}

impl<'r> Index<'r> {
    fn new(raw: &'r RawContract, shape_order: &[usize], error_order: &[usize]) -> Self {
        fn numbered<'r, T>(
            items: impl Iterator<Item = &'r T>,
        ) -> impl Iterator<Item = (&'r str, usize)>
        where
            T: HasName + 'r,
        {
            items
                .enumerate()
                .map(|(index, item)| (item.name().value.as_str(), index))
        }
        Self {
            raw,
            endpoints: numbered(raw.endpoints.iter())
                .map(|(name, index)| (name, EndpointId(index)))
                .collect(),
            types: numbered(raw.types.iter())
                .map(|(name, index)| (name, TypeId(index)))
                .collect(),
            shapes: numbered(shape_order.iter().map(|&index| &raw.shapes[index]))
                .map(|(name, index)| (name, ShapeId(index)))
                .collect(),
            errors: numbered(error_order.iter().map(|&index| &raw.errors[index]))
                .map(|(name, index)| (name, ErrorId(index)))
                .collect(),
            nulls: uses::nulls(raw),
        }
    }
}

pub(crate) fn resolve(raw: &RawContract) -> Contract {
    let shape_order = shapes::order(raw);
    let rows = errors::Rows::new(raw);
    let error_order = errors::order(raw, &rows);
    let index = Index::new(raw, &shape_order, &error_order);
    let types = types::resolve(&index);
    let shapes = shape_order
        .iter()
        .map(|&at| shapes::resolve(&raw.shapes[at]))
        .collect::<Vec<_>>();
    let errors = errors::resolve(&index, &rows, &error_order, &shapes);
    let endpoints = endpoints::resolve(&index, &types, &shapes, &errors);
    let branches = endpoints::branches(raw, &endpoints, &types);
    let mut contract = Contract {
        api: api::resolve(raw, &types),
        auth: access::schemes(&index),
        access: access::default(raw),
        headers: access::headers(raw),
        client_headers: access::client_headers(raw),
        response_headers: response_headers::resolve(&index, &raw.response_headers),
        request_id: api::request_id(raw),
        retry: api::retry(raw),
        sources: api::sources(raw),
        plans: api::plans(raw),
        limits: limits::resolve(&index),
        shapes,
        webhooks: webhooks::resolve(&index, &types),
        types,
        branches,
        endpoints,
        errors,
    };
    pages::resolve(raw, &mut contract);
    jobs::resolve(raw, &mut contract);
    foreseen::keys(&mut contract);
    types::mark_use(&mut contract);
    contract
}

fn text(value: Option<&Spanned<String>>) -> String {
    value.map(|text| text.value.clone()).unwrap_or_default()
}

fn texts(values: &[Spanned<String>]) -> Vec<String> {
    values.iter().map(|text| text.value.clone()).collect()
}

fn sorted(values: &[Spanned<String>]) -> Vec<String> {
    let mut values = texts(values);
    values.sort();
    values.dedup();
    values
}

fn deprecated(raw: Option<&Spanned<String>>) -> Option<String> {
    raw.map(|why| why.value.trim().to_owned())
}

fn evidence(raw: &RawEvidence) -> crate::contract::Evidence {
    crate::contract::Evidence {
        sources: sorted(&raw.source),
        confidence: raw
            .confidence
            .as_ref()
            .map(|confidence| confidence.value)
            .unwrap_or_default(),
        note: text(raw.note.as_ref()),
    }
}

/// The name the author chose, or the one made from another name.
pub(crate) fn ident(rust: Option<&Spanned<String>>, made: impl FnOnce() -> String) -> String {
    rust.map_or_else(made, |name| name.value.clone())
}

/// What the author calls types in Rust, and what a client has besides: a name that is made gives way to these.
fn taken<'r>(raw: &RawContract, types: &'r [TypeDef]) -> HashSet<&'r str> {
    let headers = (!raw.response_headers.is_empty()).then_some(names::RESPONSE_HEADERS);
    types
        .iter()
        .map(|def| def.ident.as_str())
        .chain(names::RESERVED_TYPES.iter().copied())
        .chain([names::SETTINGS_TRAIT])
        .chain(headers)
        .collect()
}

/// The first name that no type of the contract has: an author's own name is kept, and one that is made gives way.
fn free(taken: &HashSet<&str>, stem: &str, ends: &[&str]) -> String {
    let numbered = (2_u32..).map(|number| {
        let last = ends.last().copied().unwrap_or_default();
        format!("{stem}{last}{number}")
    });
    let mut names = ends
        .iter()
        .map(|end| format!("{stem}{end}"))
        .chain(numbered);
    // Each type takes one name at most, so one is always left.
    names
        .find(|name| !taken.contains(name.as_str()))
        .unwrap_or_default()
}
