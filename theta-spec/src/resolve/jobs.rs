//! `job` of an endpoint.

use super::pages::argument;
use crate::contract::{
    Argument, Contract, Endpoint, EndpointId, Job, Place, Scalar, State, TypeDef,
};
use crate::keys::{RawContract, RawJob, RawState};
use std::time::Duration;

/// How long to wait before the second question.
const EVERY: Duration = Duration::from_secs(1);

/// How long a job may take.
const WITHIN: Duration = Duration::from_secs(60 * 60);

/// What takes the id of a job: what the contract names, or the only argument that a request needs.
pub(crate) fn takes_id(types: &[TypeDef], polled: &Endpoint, raw: &RawJob) -> Option<Argument> {
    match (&raw.into, polled.arguments.as_slice()) {
        (Some(name), _) => argument(types, polled, &name.value),
        (None, [one]) => Some(one.clone()),
        (None, _) => None,
    }
}

/// Fills in the jobs of every endpoint that begins some.
pub(super) fn resolve(raw: &RawContract, contract: &mut Contract) {
    for (at, raw) in raw.endpoints.iter().enumerate() {
        if let Some(raw) = &raw.job {
            contract.endpoints[at].job = job(contract, &contract.endpoints[at], raw);
        }
    }
}

fn job(contract: &Contract, endpoint: &Endpoint, raw: &RawJob) -> Option<Job> {
    let types = &contract.types;
    let name = &raw.poll.as_ref()?.value;
    let poll = contract
        .endpoints
        .iter()
        .position(|endpoint| endpoint.name == *name)?;
    let polled = &contract.endpoints[poll];
    let id = Place::find(types, endpoint.answer_type()?, &raw.id.as_ref()?.value).ok()?;
    let into = takes_id(types, polled, raw)?;
    let ty = polled.answer_type()?;
    let state = |raw: &RawState| -> Option<State> {
        let mut state = Vec::new();
        for (pointer, values) in raw {
            let mut values: Vec<Scalar> = values.iter().map(|value| value.value.clone()).collect();
            values.sort();
            values.dedup();
            state.push((Place::find(types, ty, &pointer.value).ok()?, values));
        }
        state.sort_by(|(a, _), (b, _)| a.pointer.cmp(&b.pointer));
        Some(state)
    };
    Some(Job {
        poll: EndpointId(poll),
        id,
        into,
        done: state(&raw.done)?,
        failed: state(&raw.failed)?,
        cancelled: state(&raw.cancelled)?,
        every: raw.every.as_ref().map_or(EVERY, |every| every.value),
        within: raw.within.as_ref().map_or(WITHIN, |within| within.value),
        span: raw.name.span,
    })
}
