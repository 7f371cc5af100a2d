//! A job that goes on after the answer.

use super::submit::{JobState, Submit};
use super::{Again, Answered};
use crate::call::options::CallOptions;
use crate::client::builder::ApiClient;
use crate::money::Sent;
use crate::reply::Reply;
use crate::reply::documented::DocumentedError;
use crate::reply::endpoint::Endpoint;
use crate::reply::error::{Error, Failure as Why, Scene, Stored};
use crate::reply::response::Response;
use crate::site::Site;
use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;
use theta_json::DecodeError;

/// What each further wait is longer by, in halves.
const GROWTH: u32 = 3;

/// A wait grows to so many times the first one.
const MOST: u32 = 10;

/// The last question is asked so long before the end, or one first wait if that is shorter: it needs time for an answer.
const LAST: Duration = Duration::from_secs(2);

/// The first wait is no shorter and no longer than this.
const FIRST: RangeInclusive<Duration> =
    Duration::from_millis(1)..=Duration::from_secs(24 * 60 * 60);

/// The id of a job that the endpoint of request type `R` began.
///
/// It can be kept and serialized, as the id itself, and becomes a job again with [`on`](Self::on).
pub struct JobId<R: Submit>(R::Id);

impl<R: Submit> JobId<R> {
    /// Returns the id of a job that is known by this.
    #[must_use]
    pub fn new(id: impl Into<R::Id>) -> Self {
        Self(id.into())
    }

    /// Returns what the server calls the job.
    #[must_use]
    pub fn get(&self) -> &R::Id {
        &self.0
    }

    /// Returns the job with this id.
    pub fn on(self, client: &R::Client) -> Job<R> {
        Job::of(client, self.0)
    }
}

impl<R: Submit> Clone for JobId<R> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<R: Submit> PartialEq for JobId<R> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<R: Submit> fmt::Debug for JobId<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JobId({:?})", self.0.to_string())
    }
}

impl<R: Submit> fmt::Display for JobId<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<R: Submit> Serialize for JobId<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, R: Submit> Deserialize<'de> for JobId<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        R::Id::deserialize(deserializer).map(Self)
    }
}

/// What the server says of a job.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Polled<A> {
    /// The state of the job.
    pub state: JobState,
    /// The answer that says so.
    pub response: Response<A>,
}

/// A job that was begun: its id, and the request that asks for it.
///
/// Dropping it, or a future of [`wait`](Self::wait), does not end the job. Keep its [`id`](Self::id) to go on in another
/// process.
///
/// ```
/// use theta_runtime::{Job, JobError, Response, Submit, Endpoint};
///
/// # #[allow(clippy::type_complexity)]
/// async fn finish<R: Submit>(job: Job<R>) -> Option<<R::Poll as Endpoint>::Answer> {
///     match job.wait().await {
///         Ok(done) => Some(done.into_value()),
///         Err(JobError::Late { .. }) => None, // it goes on: ask for `job.id()` later
///         Err(_) => None,
///     }
/// }
/// ```
#[must_use = "a job is not waited for until `wait` is awaited"]
pub struct Job<R: Submit> {
    poll: R::Poll,
    id: JobId<R>,
    every: Duration,
    within: Duration,
}

impl<R: Submit> Job<R> {
    pub(super) fn of(client: &R::Client, id: R::Id) -> Self {
        Self {
            poll: R::poll(client, id.clone()),
            id: JobId(id),
            every: Duration::from_millis(R::JOB.every_ms),
            within: Duration::from_millis(R::JOB.within_ms),
        }
    }

    /// Returns the id of the job.
    #[must_use]
    pub fn id(&self) -> &JobId<R> {
        &self.id
    }

    /// Sets how long to wait before asking a second time; each further wait is half as long again, up to ten times the
    /// first. The default is what the contract says.
    pub fn every(mut self, wait: Duration) -> Self {
        self.every = wait;
        self
    }

    /// Sets how long [`wait`](Self::wait) waits at most; the default is what the contract says.
    pub fn within(mut self, limit: Duration) -> Self {
        self.within = limit;
        self
    }

    /// Sets the settings of each call that asks for the job.
    pub fn with_options(mut self, options: CallOptions) -> Self {
        *self.poll.options() = options;
        self
    }

    /// Asks for the job once.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn poll(&self) -> Result<Polled<Answer<R>>, Error<Failure<R>>> {
        self.ask(None).await
    }

    /// Asks for the job until it has ended, and returns the answer that says that it is done.
    ///
    /// The server is asked at once, and again after a wait that grows and is random by a quarter, or that the server
    /// asks for with `retry-after`. A question that fails with what may pass is asked again as long as there is time.
    /// Dropping the future leaves the job as it is.
    ///
    /// # Errors
    ///
    /// Returns an error if the job has failed or was cancelled, if it cannot be asked for, or if it did not end in time.
    pub async fn wait(&self) -> Result<Response<Answer<R>>, JobError<Answer<R>, Failure<R>>> {
        let site = &*self.poll.core().0.site;
        let clock = site.clock();
        let started = clock.now();
        let left = || self.within.saturating_sub(clock.now() - started);
        let every = self.every.clamp(*FIRST.start(), *FIRST.end());
        let mut wait = every;
        let mut last = None;
        while !left().is_zero() {
            let asked = match self.ask(Some(left())).await {
                Ok(Polled { state, response }) => match state {
                    JobState::Done => return Ok(response),
                    JobState::Failed => return Err(JobError::Failed(Box::new(response))),
                    JobState::Cancelled => return Err(JobError::Cancelled(Box::new(response))),
                    JobState::Going => {
                        last = None;
                        retry_after(site, &response)
                    }
                },
                // What failed because the time was over says nothing of the job.
                Err(error) if error.is_retryable() || left().is_zero() => {
                    let asked = error.retry_after();
                    last = Some(error);
                    asked
                }
                Err(error) => return Err(JobError::Poll(error)),
            };
            let random = wait.mul_f64(1.0 + site.random.fraction() / 4.0);
            let (asked, left) = (asked.unwrap_or_default(), left());
            // No pause goes beyond the last question, unless the server asks for it.
            let until_last = left.saturating_sub(every.min(LAST));
            let pause = random.min(until_last).max(asked);
            if until_last.is_zero() || pause >= left {
                break;
            }
            clock.sleep(pause).await;
            wait = (wait * GROWTH / 2).min(every * MOST);
        }
        let waited = clock.now() - started;
        Err(JobError::Late { waited, last })
    }

    /// Asks once, within the time that is left.
    async fn ask(&self, left: Option<Duration>) -> Result<Polled<Answer<R>>, Error<Failure<R>>> {
        let mut request = self.poll.clone();
        if let Some(left) = left {
            let deadline = self.poll.core().0.defaults.deadline;
            let options = request.options();
            options.deadline = Some(
                options
                    .deadline
                    .or(deadline)
                    .map_or(left, |own| own.min(left)),
            );
        }
        let answered: Answered<R::Poll> = request.call().await;
        let response = answered?;
        let state = R::state(response.value());
        Ok(Polled { state, response })
    }
}

/// How long a server asks to wait before the next question.
fn retry_after<A>(site: &Site, response: &Response<A>) -> Option<Duration> {
    Reply::unread(site.api, response.status, &response.headers, &[]).retry_after()
}

type Answer<R> = <<R as Submit>::Poll as Endpoint>::Answer;
type Failure<R> = <<R as Submit>::Poll as Endpoint>::Error;

impl<R: Submit> Clone for Job<R> {
    fn clone(&self) -> Self {
        Self {
            poll: self.poll.clone(),
            id: self.id.clone(),
            ..*self
        }
    }
}

impl<R: Submit> fmt::Debug for Job<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("endpoint", &R::INFO.name)
            .field("id", &self.id)
            .field("every", &self.every)
            .field("within", &self.within)
            .finish_non_exhaustive()
    }
}

/// Serializes as the id of the job.
impl<R: Submit> Serialize for Job<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

/// Why a job gave no answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum JobError<A, E> {
    /// The job has failed; the answer says so, and may say why.
    Failed(Box<Response<A>>),
    /// The job was cancelled.
    Cancelled(Box<Response<A>>),
    /// The job cannot be asked for, or its failure is a documented error of the endpoint that is asked.
    Poll(Error<E>),
    /// The job did not end in time, and goes on.
    Late {
        /// How long it was waited for.
        waited: Duration,
        /// Why the last question had no answer, if it had none.
        last: Option<Error<E>>,
    },
}

impl<A, E> JobError<A, E> {
    /// Returns the error of the call that asked for the job, if there was one.
    #[must_use]
    pub fn call(&self) -> Option<&Error<E>> {
        match self {
            Self::Poll(error) => Some(error),
            Self::Late { last, .. } => last.as_ref(),
            Self::Failed(_) | Self::Cancelled(_) => None,
        }
    }
}

impl<A, E: DocumentedError> fmt::Display for JobError<A, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failed(_) => f.write_str("the job has failed: the answer may say why"),
            Self::Cancelled(_) => {
                f.write_str("the job was cancelled: begin it again if it is still wanted")
            }
            Self::Poll(error) => error.fmt(f),
            Self::Late { waited, .. } => write!(
                f,
                "the job did not end within {} s and goes on: ask for it later by its id",
                waited.as_secs()
            ),
        }
    }
}

impl<A: fmt::Debug, E: DocumentedError + fmt::Debug + 'static> std::error::Error
    for JobError<A, E>
{
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // Its line is this one's.
            Self::Poll(error) => error.source(),
            Self::Late {
                last: Some(error), ..
            } => Some(error),
            Self::Failed(_) | Self::Cancelled(_) | Self::Late { .. } => None,
        }
    }
}

/// Sends a request that begins a job.
///
/// # Errors
///
/// See [`Error`]. An answer that lacks the id is one that does not decode.
pub async fn start<R: Submit>(request: R) -> Result<Job<R>, Error<R::Error>> {
    let core = request.core().clone();
    let answered: Answered<R> = request.call().await;
    let response = answered?;
    if let Some(id) = R::id(response.value()) {
        Ok(Job::of(&R::Client::from_core(core), id))
    } else {
        let wrong = DecodeError::new("the id of the job", "nothing");
        let reply = Stored {
            status: response.status,
            body: R::body(response.value()),
            headers: response.headers,
            truncated: false,
            code: None,
            detail: None,
            request_id: response.request_id,
            retry_after: None,
            should_retry: None,
        };
        let scene = Scene {
            endpoint: R::INFO,
            sent: Sent::Complete,
            sent_bytes: 0,
            spent: response.spent,
            exhausted: None,
            reply: Some(reply),
            // It was read.
            is_documented: true,
            secrets: response.secrets,
        };
        Err(Error::new(Why::Decode(wrong), scene))
    }
}
