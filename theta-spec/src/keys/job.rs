//! Work that goes on after the answer.

use super::declare::table;
use super::form::{NotEmpty, Pairs, Required, Scalars, Text};
use super::notation::{DurationText, PointerText};
use crate::contract::{Pointer, Scalar};
use crate::source::Spanned;

/// What an answer holds in one state of a job.
pub(crate) type RawState = Vec<(Spanned<Pointer>, Vec<Spanned<Scalar>>)>;

table! {
    /// A job that the endpoint begins, and that another endpoint is asked for until it has ended.
    JOB at "endpoints.NAME.job" => RawJob {
        /// endpoint that is asked for the job
        poll: Required<Text>,
        /// where the answer has the id of the job
        id: Required<PointerText>,
        /// parameter or field of the asked endpoint that takes the id; its only required argument when unwritten
        into: Text,
        /// what the answer holds when the job is done, pointer = value or list of them
        done: Required<NotEmpty<Pairs<PointerText, Scalars>>>,
        /// what it holds when the job has failed
        failed: Pairs<PointerText, Scalars>,
        /// what it holds when the job was cancelled
        cancelled: Pairs<PointerText, Scalars>,
        /// how long to wait before asking again, at first; 1s when unwritten
        every: DurationText,
        /// how long a job may take; 1h when unwritten
        within: DurationText,
    }
}
