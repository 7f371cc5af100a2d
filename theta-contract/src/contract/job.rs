//! Work that goes on after the answer.

use super::{Argument, EndpointId, Place, Scalar};
use crate::source::Span;
use std::time::Duration;

/// A job that an endpoint begins, and the endpoint that is asked until it has ended.
#[derive(Clone, Debug)]
pub struct Job {
    /// The endpoint that is asked.
    pub poll: EndpointId,
    /// Where the answer of the endpoint that begins it has its id.
    pub id: Place,
    /// What takes the id in a request of the asked endpoint.
    pub into: Argument,
    /// What the answer holds when the job is done; never empty.
    pub done: State,
    /// What it holds when the job has failed; empty if the contract does not say.
    pub failed: State,
    /// What it holds when the job was cancelled; empty if the contract does not say.
    pub cancelled: State,
    /// How long to wait before the second question.
    pub every: Duration,
    /// How long the job may take.
    pub within: Duration,
    /// The place of its key.
    pub span: Span,
}

/// What an answer holds in one state: at each place one of the values, sorted by pointer.
pub type State = Vec<(Place, Vec<Scalar>)>;
