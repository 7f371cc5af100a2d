//! A transport with planned answers, without a socket.

use super::form::{self, Part};
#[cfg(feature = "websocket")]
use super::marked::add_headers;
use super::plan::{Fault, Plan, Planned};
#[cfg(feature = "websocket")]
use super::played::Played;
use crate::client::builder::{ApiClient, Builder};
use crate::reply::endpoint::Endpoint;
use crate::site::config_error::ConfigError;
use crate::site::meta::EndpointInfo;
use crate::wire::transport::{
    RequestBody, ResponseBody, Transport, TransportError, TransportFuture,
};
use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};
use http_body::{Body, Frame};
use std::collections::BTreeMap;
use std::future::pending;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};
use theta_json::Raw;
#[cfg(feature = "websocket")]
use theta_secrets::Secrets;

/// A transport that answers each endpoint with planned replies, in order, and records the calls it receives. Clones
/// share the same stub.
///
/// An endpoint has one plan: [`on`](Self::on) starts a new one and discards whatever is left of the previous one. One stub
/// may serve the clients of several APIs, whose endpoints may have the same names. The
/// last answer of a plan is repeated, unless the stub is [`strict`](Self::strict). A call of an endpoint without a plan
/// fails with an explanation, and [`finish`](Self::finish) reports it in case the tested code has passed over that. With
/// the feature `websocket`, the stub also opens WebSockets and plays the server's end.
///
/// ```
/// use theta_runtime::Endpoint;
/// use theta_runtime::testing::Stub;
///
/// fn plan<R: Endpoint>(stub: &Stub, busy: R::Error, wrong: R::Error, answer: R::Answer) {
///     // The first call fails, and all that follow succeed.
///     stub.on::<R>().fails(busy).returns(answer);
///     // From now on, calls fail with another error.
///     stub.on::<R>().fails(wrong);
/// }
/// ```
///
/// See the [module](super) for an example.
#[derive(Clone, Default)]
pub struct Stub(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    planned: BTreeMap<Key, Plan>,
    calls: Vec<Call>,
    /// Whether each answer is given once.
    strict: bool,
    /// How often endpoints were called that had no answer left.
    unplanned: BTreeMap<Key, usize>,
}

/// An endpoint: its name, and where its data is, since another API may have one of that name.
type Key = (&'static str, usize);

fn key(endpoint: &'static EndpointInfo) -> Key {
    (endpoint.name, std::ptr::from_ref(endpoint).addr())
}

/// A request that a stub received completely.
#[derive(Clone, Debug)]
pub struct Call {
    endpoint: &'static str,
    method: http::Method,
    path: String,
    headers: HeaderMap,
    parts: Vec<Part>,
}

impl Call {
    /// Returns the endpoint's name in the contract.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.endpoint
    }

    /// Returns the HTTP method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// Returns the path and query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the value of a header, if it is text. The header with the key is not recorded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the parts of a form, in order. The body of any other request is one part without a name. For a
    /// WebSocket, there is one such part for each message, the first being the body of the call.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Returns the first part with this name. Read a part that was sent as JSON with the `from_json` of its type.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name() == name)
    }
}

/// The error when calls and plans of a [`Stub`] do not match: see [`Stub::finish`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAsPlanned(String);

impl fmt::Display for NotAsPlanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NotAsPlanned {}

/// The planned answers of one endpoint. Created by [`Stub::on`].
pub struct Answers<'a, R> {
    stub: &'a Stub,
    is_begun: bool,
    request: PhantomData<fn() -> R>,
}

impl Stub {
    /// Creates a stub without plans.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a stub that gives each planned answer once: a call beyond them is one that nobody planned.
    #[must_use]
    pub fn strict() -> Self {
        let stub = Self::default();
        stub.state().strict = true;
        stub
    }

    /// Checks that all went as planned. Call it at the end of a test.
    ///
    /// # Errors
    ///
    /// Returns an error that names the calls that nobody planned, and the answers that nobody asked for.
    pub fn finish(&self) -> Result<(), NotAsPlanned> {
        let state = self.state();
        let unplanned = state.unplanned.iter().map(|((endpoint, _), calls)| {
            let times = if *calls == 1 { "time" } else { "times" };
            format!("`{endpoint}` was called {calls} {times} without an answer for it")
        });
        let left = state.planned.iter().filter(|(_, plan)| plan.left() > 0);
        let left = left.map(|((endpoint, _), plan)| {
            let left = plan.left();
            let answers = if left == 1 { "answer" } else { "answers" };
            format!("nobody asked for {left} {answers} of `{endpoint}`")
        });
        let facts: Vec<String> = unplanned.chain(left).collect();
        if facts.is_empty() {
            Ok(())
        } else {
            Err(NotAsPlanned(facts.join("; ")))
        }
    }

    /// Starts a plan for the endpoint of a request. Its first answer replaces the previous plan.
    #[must_use = "an endpoint without a plan answers nothing"]
    pub fn on<R: Endpoint>(&self) -> Answers<'_, R> {
        Answers {
            stub: self,
            is_begun: false,
            request: PhantomData,
        }
    }

    /// Returns a client whose calls are answered by this stub.
    ///
    /// # Errors
    ///
    /// Returns an error when the contract has settings that no client can be built with.
    pub fn client<C: ApiClient>(&self) -> Result<C, ConfigError> {
        self.builder().build()
    }

    /// Returns a builder for such a client, with a fake key and retries that do not wait.
    pub fn builder<C: ApiClient>(&self) -> Builder<C> {
        super::builder(self.clone())
    }

    /// Returns the calls received so far, including retries.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    /// Plans an answer; `is_begun` says whether it follows others of the same plan, and becomes true.
    pub(super) fn plan(
        &self,
        endpoint: &'static EndpointInfo,
        planned: Planned,
        is_begun: &mut bool,
    ) {
        let mut state = self.state();
        let plan = state.planned.entry(key(endpoint)).or_default();
        if !std::mem::replace(is_begun, true) {
            *plan = Plan::default();
        }
        plan.answers.push_back(planned);
    }

    /// Keeps what came over a WebSocket with the call that opened it.
    #[cfg(feature = "websocket")]
    fn hear(&self, call: usize, part: Part) {
        if let Some(call) = self.state().calls.get_mut(call) {
            call.parts.push(part);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer whose turn it is.
    fn next(&self, endpoint: &'static EndpointInfo) -> Planned {
        let mut state = self.state();
        let strict = state.strict;
        let plan = state.planned.get_mut(&key(endpoint));
        if let Some(planned) = plan.and_then(|plan| plan.next(strict)) {
            return planned;
        }
        *state.unplanned.entry(key(endpoint)).or_default() += 1;
        Planned::Impossible(format!(
            "the stub has no answer for `{}`: plan one with `on`",
            endpoint.name
        ))
    }
}

impl<R: Endpoint> Answers<'_, R> {
    /// Plans a success.
    pub fn returns(&mut self, answer: impl Into<R::Answer>) -> &mut Self {
        let answer = answer.into();
        let media_type = match R::media_type(&answer) {
            "" => "application/octet-stream",
            media_type => media_type,
        };
        let body = R::body(&answer);
        self.plan(Planned::reply(R::status(&answer), media_type, None, body))
    }

    /// Plans a documented failure, as the contract describes its reply.
    pub fn fails(&mut self, error: impl Into<R::Error>) -> &mut Self {
        self.plan(Planned::failure(R::API, &error.into(), None))
    }

    /// Plans a documented failure whose reply asks to wait for this many whole seconds.
    pub fn fails_with_retry_after(
        &mut self,
        error: impl Into<R::Error>,
        retry_after: Duration,
    ) -> &mut Self {
        self.plan(Planned::failure(R::API, &error.into(), Some(retry_after)))
    }

    /// Plans any other reply, such as one that the contract does not document. A success has the media type that is asked
    /// for, unless its body is JSON and that type is not; anything else has that of JSON.
    pub fn replies(&mut self, status: u16, body: impl Into<Bytes>) -> &mut Self {
        let (asked, body) = (R::INFO.accept, body.into());
        let is_one = !asked.is_empty() && !asked.contains(['*', ',']);
        let fits = || asked.contains("json") || std::str::from_utf8(&body).map_or(true, is_no_json);
        let media_type = if status == R::INFO.success && is_one && fits() {
            asked
        } else {
            "application/json"
        };
        self.plan(Planned::reply(status, media_type, None, body))
    }

    /// Plans a fault in place of an answer.
    pub fn breaks(&mut self, fault: Fault) -> &mut Self {
        self.plan(Planned::Break(fault))
    }

    fn plan(&mut self, planned: Planned) -> &mut Self {
        self.stub.plan(R::INFO, planned, &mut self.is_begun);
        self
    }
}

fn is_no_json(text: &str) -> bool {
    Raw::parse(text).is_err()
}

impl Transport for Stub {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let stub = self.clone();
        Box::pin(async move { stub.answer(request).await })
    }
}

impl Stub {
    async fn answer(
        &self,
        request: Request<RequestBody>,
    ) -> Result<Response<ResponseBody>, TransportError> {
        let (parts, body) = request.into_parts();
        let Some(endpoint) = parts.extensions.get::<&'static EndpointInfo>() else {
            return Err(TransportError::refused("the request is of no endpoint"));
        };
        let planned = self.next(endpoint);
        match planned {
            Planned::Impossible(why) => return Err(TransportError::refused(why)),
            Planned::Break(Fault::NoConnection) => {
                return Err(TransportError::connect("the stub takes no connection"));
            }
            Planned::Break(Fault::CutRequest) => {
                body.cut();
                return Err(TransportError::new("the stub breaks off"));
            }
            _ => {}
        }
        let content = body.collect().await?;
        let mut headers = parts.headers;
        #[cfg(feature = "websocket")]
        let secrets = {
            let mut secrets = Secrets::default();
            add_headers(&mut secrets, &headers);
            secrets
        };
        let secret: Vec<_> = headers
            .iter()
            .filter(|(_, value)| value.is_sensitive())
            .map(|(name, _)| name.clone())
            .collect();
        for name in secret {
            headers.remove(name);
        }
        #[cfg(feature = "websocket")]
        let key = headers.get(crate::call::socket::KEY).cloned();
        #[cfg_attr(not(feature = "websocket"), allow(unused_variables))]
        let call = {
            let mut state = self.state();
            state.calls.push(Call {
                endpoint: endpoint.name,
                method: parts.method,
                path: super::recording::path(&parts.uri, &parts.extensions),
                parts: form::parts(&headers, &content),
                headers,
            });
            state.calls.len() - 1
        };
        let (status, headers, body) = match planned {
            Planned::Reply(status, headers, body) => (status, headers, ResponseBody::from(body)),
            Planned::Break(Fault::CutReply) => {
                (200, HeaderMap::new(), ResponseBody::new(CutOff(true)))
            }
            Planned::Break(Fault::Silence) => return pending().await,
            #[cfg(feature = "websocket")]
            Planned::Session(steps) => {
                let stub = self.clone();
                let played = Played::new(steps, secrets, move |part| stub.hear(call, part));
                return Ok(crate::call::socket::switched(key.as_ref(), played));
            }
            Planned::Break(_) | Planned::Impossible(_) => {
                return Err(TransportError::new("the stub breaks off"));
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = StatusCode::from_u16(status)
            .map_err(|_| TransportError::refused(format!("{status} is no HTTP status")))?;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

/// A body that begins and breaks off.
struct CutOff(bool);

impl Body for CutOff {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(if std::mem::take(&mut self.0) {
            Ok(Frame::data(Bytes::from_static(b"{")))
        } else {
            Err(io::Error::other("the stub breaks off"))
        }))
    }
}

impl fmt::Debug for Stub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        let endpoints: Vec<&str> = state.planned.keys().map(|(name, _)| *name).collect();
        f.debug_struct("Stub")
            .field("endpoints", &endpoints)
            .field("calls", &state.calls.len())
            .finish_non_exhaustive()
    }
}

impl<R: Endpoint> fmt::Debug for Answers<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Answers").field(&R::INFO.name).finish()
    }
}
