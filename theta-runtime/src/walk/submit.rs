//! Endpoints that begin a job.

use super::Again;
use crate::client::builder::ApiClient;
use crate::reply::endpoint::Endpoint;
use crate::site::meta::JobInfo;
use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use std::fmt;

/// An endpoint that begins a job, represented by the type of its request.
///
/// Generated code implements it; use it as a bound.
pub trait Submit: Again {
    /// The client.
    type Client: ApiClient;

    /// What a job is known by: `String`, `i64` or `u64`.
    type Id: Clone + fmt::Display + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The request that asks for a job.
    type Poll: Again;

    /// How the job is asked for.
    const JOB: JobInfo;

    #[doc(hidden)]
    fn id(answer: &Self::Answer) -> Option<Self::Id>;

    /// Returns the request that asks for a job.
    fn poll(client: &Self::Client, id: Self::Id) -> Self::Poll;

    /// Returns the state that an answer says the job is in.
    fn state(answer: &<Self::Poll as Endpoint>::Answer) -> JobState;
}

/// The state of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobState {
    /// It goes on, or is in a state that the contract does not know.
    Going,
    /// It is done.
    Done,
    /// It has failed.
    Failed,
    /// It was cancelled.
    Cancelled,
}
