//! Sending a call and reading its outcome.

use crate::attempt::attempts;
use crate::call::Call;
use crate::call::outcome::{Finished, Reads, not_read};
use crate::call::request::{Digest, Request};
use crate::client::Shared;
use crate::money::Origin;
use crate::money::ledger::End;
use crate::reply::content::{json, text};
use crate::reply::documented::{Classify, DocumentedError};
use crate::reply::documented::{first, strictest};
use crate::reply::error::{Error, Failure, Refused, Scene, Stored};
use crate::reply::listed::Kept;
use crate::reply::response::Response;
use crate::reply::{Reply, fold};
use crate::share::cache::Cache;
use crate::share::digest::digest;
use crate::site::meta::{ApiInfo, EndpointInfo, ErrorInfo};
use crate::site::refusal::Refusal;
use crate::upload::off_thread::{LITTLE, read_off_thread};
use crate::wire::cut::Cut;
use crate::wire::exchange::{MAX_ERROR_BODY, MAX_TEXT_BODY, Outcome, Received};
use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::HeaderMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use theta_coding::CodingError;
use theta_json::{Decode, DecodeError};
use theta_pace::Alarm;
use theta_secrets::Secrets;
use tokio::runtime::Handle;

impl Call {
    /// Sends the call and reads JSON.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send_json<T: Decode + Send + 'static, E: Classify>(
        self: Box<Self>,
    ) -> impl Future<Output = Result<Response<T>, Error<E>>> + Send {
        let done = self.run(reads_text::<E>(reads_as_json::<T>));
        async move {
            let done = done.await;
            // Boxed because few replies are so large.
            let early = match done.large_body() {
                Some(body) => Some(read_off_thread(body, json::<T>).boxed().await),
                None => None,
            };
            done.finish(true, |body| early.unwrap_or_else(|| json(body)))
        }
    }

    /// Sends the call and reads text.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_text<E: Classify>(self: Box<Self>) -> Result<Response<String>, Error<E>> {
        let done = self.run(reads_text::<E>(reads_as_text)).await;
        let headers = done.headers();
        done.finish(true, |body| text(&headers, body))
    }

    /// Sends the call and reads bytes, as many as there are.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_bytes<E: Classify>(self: Box<Self>) -> Result<Response<Bytes>, Error<E>> {
        let done = self.run(reads::<E>(usize::MAX, |_| true)).await;
        done.finish(true, |body| Ok(body.clone()))
    }

    /// Sends the call and reads JSON, or nothing where the status says that there is none.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_json_or_nothing<T: Decode, E: Classify>(
        self: Box<Self>,
    ) -> Result<Response<Option<T>>, Error<E>> {
        let done = self.run(reads_text::<E>(reads_as_json::<T>)).await;
        done.finish_some(json)
    }

    /// Sends the call and reads text, or nothing where the status says that there is none.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_text_or_nothing<E: Classify>(
        self: Box<Self>,
    ) -> Result<Response<Option<String>>, Error<E>> {
        let done = self.run(reads_text::<E>(reads_as_text)).await;
        let headers = done.headers();
        done.finish_some(|body| text(&headers, body))
    }

    /// Sends the call and reads bytes, or nothing where the status says that there are none.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_bytes_or_nothing<E: Classify>(
        self: Box<Self>,
    ) -> Result<Response<Option<Bytes>>, Error<E>> {
        let done = self.run(reads::<E>(usize::MAX, |_| true)).await;
        done.finish_some(|body| Ok(body.clone()))
    }

    /// Sends the call and reads nothing.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_nothing<E: Classify>(self: Box<Self>) -> Result<Response<()>, Error<E>> {
        // What may say that it failed is read whole.
        let limit = if self.endpoint.failing.is_empty() {
            MAX_ERROR_BODY
        } else {
            MAX_TEXT_BODY
        };
        let mut reads = reads::<E>(limit, |_| true);
        reads.promised = false;
        let done = self.run(reads).await;
        done.finish(false, |_| Ok(()))
    }

    /// Everything that does not depend on types. Boxed because it is most of a call: what is around it is moved a few
    /// times until it is polled.
    pub(crate) fn run(self: Box<Self>, reads: Reads) -> BoxFuture<'static, Done> {
        self.run_here(reads).boxed()
    }

    async fn run_here(self: Box<Self>, reads: Reads) -> Done {
        let (endpoint, core) = (self.endpoint, self.core.0.clone());
        let clock = core.site.clock();
        let started = clock.now();
        // Awaited apart, so that what it took makes room for what comes next.
        let sealed = match Handle::try_current() {
            Err(_) if core.needs_tokio => Some(Err(Refusal::call(
                "there is no tokio runtime here: await the call on one, or wait for it with `blocking::wait`",
            ))),
            _ => {
                // A source may never be ready.
                let mut alarm = Alarm::new(clock, started + self.deadline());
                let sealing = pin!(self.seal());
                alarm.watch(sealing).await
            }
        };
        let unsent = |outcome| {
            core.ledger.end(End::Failed);
            Finished::unsent(outcome)
        };
        let finished = match sealed {
            Some(Ok(request)) => once(&core, request, started, reads).await,
            Some(Err(refusal)) => unsent(Outcome::Refused(refusal)),
            None => unsent(not_read()),
        };
        Done {
            api: core.site.api,
            endpoint,
            reads,
            // As of now: a key that took the place of another one on the way is among them.
            secrets: core.site.secrets(),
            finished: finished.took(clock.now() - started),
        }
    }
}

/// Sends a request, unless its answer is known or an identical one is on its way.
async fn once(
    core: &Arc<Shared>,
    request: Arc<Request>,
    started: Instant,
    reads: Reads,
) -> Finished {
    // What is left to be read can be read once.
    let may = request.endpoint.repeatable && request.is_replayable() && reads.max_body.is_some();
    let shares = may && request.options.share.unwrap_or(true);
    let cache = core
        .cache
        .as_deref()
        .filter(|_| may && request.options.cache.unwrap_or(true));
    if !shares && cache.is_none() {
        // Boxed so that whoever waits for it stays small: attempts are most of a call.
        return attempts(core.clone(), request, started, reads)
            .boxed()
            .await;
    }
    let mut known = None;
    if let Some(cache) = cache {
        let mut alarm = Alarm::new(request.site.clock(), started + request.deadline);
        let unsent = match alarm.guard(digest(&request).boxed()).await {
            Some(Ok(digest)) => {
                known = Some(digest);
                None
            }
            Some(Err(refusal)) => Some(Outcome::Refused(refusal)),
            None => Some(not_read()),
        };
        if let Some(unsent) = unsent {
            core.ledger.end(End::Failed);
            return Finished::unsent(unsent);
        }
        // Nobody else has the request yet.
        let _ = request.digest.set(known);
        if let Some(digest) = &known
            && let Some(received) = look_up(&request, cache, digest, started).await
            // Another version of this program may have left it.
            && is_sound(&request, &received, reads).await
        {
            core.ledger.end(End::Cached);
            return Finished::cached(received);
        }
    }
    let begin = |request: Arc<Request>| match known {
        None => attempts(core.clone(), request, started, reads).boxed(),
        Some(digest) => kept(core.clone(), request, started, reads, digest).boxed(),
    };
    if !shares {
        return begin(request).await;
    }
    let until = started + request.deadline;
    let Some(finished) = core.flights.join(request, until, begin).await else {
        core.ledger.end(End::Failed);
        return Finished::unsent(not_read());
    };
    if finished.spent.origin == Origin::Shared {
        core.ledger.end(End::Shared);
    }
    finished
}

/// All attempts, and what they come to given to the cache.
async fn kept(
    core: Arc<Shared>,
    request: Arc<Request>,
    started: Instant,
    reads: Reads,
    digest: Digest,
) -> Finished {
    let finished = attempts(core.clone(), request.clone(), started, reads).await;
    if let (Some(cache), Outcome::Replied(received, None)) = (&core.cache, &finished.outcome)
        && is_sound(&request, received, reads).await
    {
        keep(&request, &**cache, digest, received, started).await;
    }
    finished
}

/// How long a call waits for a cache, to find or to keep something: so that one that hangs costs it little.
fn patience(request: &Request) -> Duration {
    request.deadline / 10
}

/// What the cache holds, if it says so soon.
async fn look_up(
    request: &Request,
    cache: &dyn Cache,
    digest: &Digest,
    started: Instant,
) -> Option<Received> {
    let clock = request.site.clock();
    let now = clock.now();
    let until = (now + patience(request)).min(started + request.deadline);
    let mut alarm = Alarm::new(clock, until);
    alarm.guard(cache.get(digest, now)).await.flatten()
}

/// Gives an answer to the cache, if that takes it soon; with or without, the call has its answer.
async fn keep(
    request: &Request,
    cache: &dyn Cache,
    digest: Digest,
    received: &Received,
    started: Instant,
) {
    let clock = request.site.clock();
    let now = clock.now();
    let until = (now + patience(request)).min(started + request.deadline);
    let mut alarm = Alarm::new(clock, until);
    alarm.guard(cache.put(digest, received, now)).await;
}

/// Whether a reply is a success that can be read to its end.
async fn is_sound(request: &Request, received: &Received, reads: Reads) -> bool {
    let (api, endpoint, body) = (request.site.api, request.endpoint, &received.body);
    let may_be = reads.is_success(endpoint, received.status)
        && !received.truncated
        && reads.failure(api, endpoint, received, false).is_none()
        && !reads.lacks_body(endpoint, received);
    may_be
        && if endpoint.empty.contains(&received.status) {
            true
        } else if body.len() > LITTLE {
            read_off_thread(received.clone(), reads.decodes)
                .boxed()
                .await
        } else {
            (reads.decodes)(received)
        }
}

pub(crate) fn reads_as_json<T: Decode>(received: &Received) -> bool {
    json::<T>(&received.body).is_ok()
}

fn reads_as_text(received: &Received) -> bool {
    text(&received.headers, &received.body).is_ok()
}

pub(crate) fn reads<E: Classify>(max_body: usize, decodes: fn(&Received) -> bool) -> Reads {
    Reads {
        row: |reply| match reply.items().as_slice() {
            [] => E::classify(reply).map(|error| DocumentedError::info(&error)),
            items => {
                let all: Vec<E> = items.iter().filter_map(E::classify).collect();
                strictest(all.iter())
            }
        },
        decodes,
        alternatives: &[],
        is_text: false,
        max_body: Some(max_body),
        opens: &[],
        promised: true,
    }
}

pub(crate) fn reads_text<E: Classify>(decodes: fn(&Received) -> bool) -> Reads {
    Reads {
        is_text: true,
        ..reads::<E>(MAX_TEXT_BODY, decodes)
    }
}

/// What a body is that cannot be decoded, and what it should have been.
fn mismatch(error: &CodingError) -> DecodeError {
    let found = match error {
        CodingError::Unknown(name) => format!("one that is coded as `{name}`"),
        CodingError::TooMany => "one with more codings in each other".to_owned(),
        CodingError::Cut(name) => format!("{name} data that ends in the middle"),
        CodingError::Broken(name) => format!("broken {name} data"),
    };
    DecodeError::new("a body that is not coded, or by gzip or deflate", found)
}

/// A call that has come to its end.
pub(crate) struct Done {
    pub(crate) api: &'static ApiInfo,
    pub(crate) endpoint: &'static EndpointInfo,
    pub(crate) reads: Reads,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) finished: Finished,
}

impl Done {
    /// Reads the outcome, and no answer where the status says that there is none.
    fn finish_some<T, E: Classify>(
        self,
        decode: impl FnOnce(&Bytes) -> Result<T, DecodeError>,
    ) -> Result<Response<Option<T>>, Error<E>> {
        let is_empty = matches!(
            &self.finished.outcome,
            Outcome::Replied(received, _) if self.endpoint.empty.contains(&received.status)
        );
        if is_empty {
            self.finish(false, |_| Ok(None))
        } else {
            self.finish(true, |body| decode(body).map(Some))
        }
    }

    /// The headers of the reply; none where there is no reply.
    pub(crate) fn headers(&self) -> HeaderMap {
        match &self.finished.outcome {
            Outcome::Replied(received, _) => received.headers.clone(),
            _ => HeaderMap::new(),
        }
    }

    /// The body of a success that is too large to be read where others wait.
    fn large_body(&self) -> Option<Bytes> {
        match &self.finished.outcome {
            Outcome::Replied(received, None) => Some(received)
                .filter(|received| {
                    let is_success = self.reads.is_success(self.endpoint, received.status);
                    is_success && !received.truncated
                })
                .map(|received| received.body.clone())
                .filter(|body| body.len() > LITTLE),
            _ => None,
        }
    }

    /// Reads the outcome. Unless `whole`, a success does not need its body.
    pub(crate) fn finish<T, E: Classify>(
        self,
        whole: bool,
        decode: impl FnOnce(&Bytes) -> Result<T, DecodeError>,
    ) -> Result<Response<T>, Error<E>> {
        let Self {
            api,
            endpoint,
            reads,
            secrets,
            finished,
        } = self;
        let Finished {
            outcome,
            sent,
            sent_bytes,
            spent,
            exhausted,
            ..
        } = finished;
        let scene = |reply: Option<Stored>| Scene {
            endpoint,
            sent,
            sent_bytes,
            spent,
            exhausted,
            is_documented: is_documented(reads, endpoint, reply.as_ref()),
            reply,
            secrets: secrets.clone(),
        };
        let (received, cut) = match outcome {
            Outcome::Replied(received, cut) => (received, cut),
            Outcome::Refused(refusal) => {
                return Err(Error::new(refused(api, endpoint, refusal), scene(None)));
            }
            Outcome::Limited { why, opens } => {
                return Err(Error::new(Failure::Limited { why, opens }, scene(None)));
            }
            Outcome::OverCap(over) => return Err(Error::new(Failure::OverCap(over), scene(None))),
            Outcome::Late(why) => return Err(Error::new(Failure::Late(why), scene(None))),
            Outcome::NoKey(error) => return Err(Error::new(Failure::NoKey(error), scene(None))),
            Outcome::Cut(cut) => return Err(Error::new(Failure::Transport(cut), scene(None))),
        };
        let Received {
            status,
            headers,
            body,
            truncated,
            rest: _,
        } = received;
        let is_success = reads.is_success(endpoint, status);
        let may_fail = !endpoint.failing.is_empty();
        let unreadable = cut.as_ref().and_then(Cut::unreadable);
        let is_classified = cut.is_none() || (unreadable.is_some() && !is_success);
        if is_classified && (!is_success || may_fail) {
            let reply = if truncated || cut.is_some() {
                Reply::unread(api, status, &headers, &body)
            } else {
                Reply::of(api, endpoint, is_success, status, &headers, &body)
            };
            let items = reply.items();
            let all = items.iter().map(|item| Kept::new(item, E::classify(item)));
            let all: Vec<Kept<E>> = all.collect();
            let found = first(all.iter(), |kept| kept.api.as_ref());
            // The texts of the error are those of the failure that it is.
            let reply = found
                .and_then(|(at, _)| items.into_iter().nth(at))
                .unwrap_or(reply);
            let failure = match E::classify(&reply) {
                Some(error) => Some(Failure::Documented(error)),
                None if is_success && reply.shape().is_none() => None,
                None => Some(unknown(api, endpoint, &reply)),
            };
            if let Some(failure) = failure {
                let stored = Stored::new(&reply, body.clone(), truncated).limited(&reply, &failure);
                return Err(Error::new(failure, scene(Some(stored))).with_all(all));
            }
        }
        let reply = Reply::unread(api, status, &headers, &[]);
        let miscoded = unreadable.filter(|_| whole && is_success).map(mismatch);
        let failure = match (cut, miscoded) {
            (_, Some(miscoded)) => Failure::Decode(miscoded),
            // What was cut short could say that it failed.
            (Some(cut), None) if whole || !is_success || may_fail => Failure::Transport(cut),
            (None, None) if whole && truncated => {
                Failure::Decode(DecodeError::new("a body of at most 64 MiB", "a longer one"))
            }
            (None, None) if whole && body.is_empty() && !may_be_empty(endpoint, reads, status) => {
                Failure::Decode(DecodeError::new("a body", "nothing"))
            }
            _ => match decode(&body) {
                Ok(value) => {
                    let request_id = reply.request_id().map(str::to_owned);
                    return Ok(Response {
                        value,
                        status,
                        headers,
                        request_id,
                        spent,
                        secrets,
                    });
                }
                Err(error) => Failure::Decode(error),
            },
        };
        let stored = Stored::new(&reply, body, truncated);
        Err(Error::new(failure, scene(Some(stored))))
    }
}

/// Whether the status of a reply is that of a documented success.
fn is_documented(reads: Reads, endpoint: &EndpointInfo, reply: Option<&Stored>) -> bool {
    reply.is_some_and(|reply| reads.is_documented(endpoint, reply.status))
}

/// A call that the client does not send, with what the server would have said of it.
fn refused<E: Classify>(
    api: &'static ApiInfo,
    endpoint: &'static EndpointInfo,
    refusal: Refusal,
) -> Failure<E> {
    let foreseen = refusal.foreseen(endpoint);
    Failure::InvalidInput(Refused {
        row: foreseen.and_then(|row| api.errors.get(row)),
        api: foreseen.and_then(E::foreseen),
        refusal,
    })
}

/// Whether a success of that status may be empty: it is the one that is documented, or documented as such.
/// Which of several is said by each of them.
fn may_be_empty(endpoint: &EndpointInfo, reads: Reads, status: u16) -> bool {
    !reads.alternatives.is_empty() || status == endpoint.success || endpoint.empty.contains(&status)
}

fn rows(api: &ApiInfo, endpoint: &EndpointInfo) -> impl Iterator<Item = &'static ErrorInfo> {
    let errors = api.errors;
    endpoint.error_ids.iter().filter_map(|id| errors.get(*id))
}

/// Whether the contract documents a failure of the endpoint with that status.
fn documents(api: &ApiInfo, endpoint: &'static EndpointInfo, status: u16) -> bool {
    rows(api, endpoint).any(|row| row.has_status(status))
}

fn unknown<E>(api: &ApiInfo, endpoint: &'static EndpointInfo, reply: &Reply<'_>) -> Failure<E> {
    let is_known = |code: &str| {
        let folded = fold(code);
        rows(api, endpoint)
            .filter(|row| row.has_status(reply.status()))
            .flat_map(|row| row.codes)
            .any(|known| match known.split_once('{') {
                // A template: what it begins with is enough for a hint.
                Some((start, _)) => code.starts_with(start),
                None => fold(known) == folded,
            })
    };
    let mut items = reply.items();
    items.push(reply.clone());
    let known_code = items.iter().filter_map(Reply::code).any(is_known);
    Failure::Unknown {
        known_status: documents(api, endpoint, reply.status()),
        known_code,
    }
}
