//! What is asked about: a contract, and some of its endpoints.

use super::explanation::{Asked, Explanation, Match, Outcome, Row};
use crate::exit::Failure;
use std::collections::BTreeMap;
use theta_spec::contract::{CodeMatcher, Contract, Endpoint, EndpointId, ErrorId, ErrorRow};

/// A contract and the endpoints that are considered.
pub(super) struct Scope<'c> {
    pub(super) contract: &'c Contract,
    pub(super) endpoints: Vec<EndpointId>,
    /// The contract's name for output.
    pub(super) spec: String,
}

impl<'c> Scope<'c> {
    /// Returns the scope of one endpoint, or of all of them.
    pub(super) fn new(
        contract: &'c Contract,
        spec: String,
        only: Option<&str>,
    ) -> Result<Self, Failure> {
        let names = contract.endpoints.iter().map(|endpoint| &*endpoint.name);
        let all = names.clone().enumerate();
        let chosen = all.filter(|(_, name)| only.is_none_or(|only| only == *name));
        let endpoints: Vec<EndpointId> = chosen.map(|(index, _)| EndpointId(index)).collect();
        if let (Some(name), true) = (only, endpoints.is_empty()) {
            let all = names.clone().collect::<Vec<_>>().join(", ");
            let failure = Failure::usage(format!("the contract has no endpoint `{name}`"));
            return Err(failure.meant(name, names, format!("its endpoints are: {all}")));
        }
        Ok(Self {
            contract,
            endpoints,
            spec,
        })
    }

    pub(super) fn endpoint(&self, id: EndpointId) -> &'c Endpoint {
        &self.contract.endpoints[id.0]
    }

    /// Returns the names of endpoints.
    pub(super) fn names(&self, ids: &[EndpointId]) -> Vec<String> {
        ids.iter()
            .map(|id| self.endpoint(*id).name.clone())
            .collect()
    }

    /// Returns the names of endpoints as a list in a sentence.
    pub(super) fn listed(&self, ids: &[EndpointId]) -> String {
        self.names(ids).join(", ")
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = (ErrorId, &'c ErrorRow)> {
        let rows = self.contract.errors.iter().enumerate();
        rows.map(|(index, row)| (ErrorId(index), row))
    }

    /// Returns the endpoints that are considered and can return the row.
    pub(super) fn on(&self, row: &ErrorRow) -> Vec<EndpointId> {
        let on = row.on.iter().copied();
        on.filter(|id| self.endpoints.contains(id)).collect()
    }

    /// Returns a row that was found on endpoints.
    pub(super) fn found(
        &self,
        row: &ErrorRow,
        on: &[EndpointId],
        captures: BTreeMap<String, String>,
    ) -> Match {
        Match {
            endpoints: self.names(on),
            captures,
            error: Row::of(self.contract, row),
        }
    }

    /// Returns the rows that are meant and that an endpoint can return.
    pub(super) fn documented(&self, is_meant: impl Fn(&ErrorRow) -> bool) -> Vec<Match> {
        let rows = self.rows().filter(|(_, row)| is_meant(row));
        let rows = rows.map(|(_, row)| (row, self.on(row)));
        rows.filter(|(_, on)| !on.is_empty())
            .map(|(row, on)| self.found(row, &on, BTreeMap::new()))
            .collect()
    }

    /// Returns an explanation in which nothing was found yet.
    pub(super) fn explanation(&self, asked: Asked) -> Explanation {
        Explanation {
            format_version: 1,
            spec: self.spec.clone(),
            asked: Asked {
                endpoints: self.names(&self.endpoints),
                narrowed: self.endpoints.len() < self.contract.endpoints.len(),
                ..asked
            },
            result: Outcome::Unknown,
            matches: Vec::new(),
            webhooks: Vec::new(),
            endpoint: None,
            success: Vec::new(),
            no_value: Vec::new(),
            unknown: Vec::new(),
            read: None,
            nearest: Vec::new(),
            hints: Vec::new(),
        }
    }
}

/// Returns the code of a row that has one as it is written.
pub(super) fn written_code(row: &ErrorRow) -> Option<&str> {
    match row.code.as_ref()? {
        CodeMatcher::Exact(code)
        | CodeMatcher::Number(code)
        | CodeMatcher::Folded { written: code, .. } => Some(code),
        CodeMatcher::Template(_) => None,
    }
}
