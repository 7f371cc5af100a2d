//! A transport that answers as a test says, without a socket.

use super::documented;
use super::form::{self, Part};
use crate::builder::{ApiClient, Builder};
use crate::config_error::ConfigError;
use crate::endpoint::Endpoint;
use crate::meta::EndpointInfo;
use crate::transport::{RequestBody, ResponseBody, Transport, TransportError, TransportFuture};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body::{Body, Frame};
use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::future::pending;
use std::io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

/// A server that is none: it answers each endpoint with what a test planned for it, in order, and remembers what it
/// was asked. A clone is the same stub.
///
/// The last answer of an endpoint is given again and again. A call of an endpoint that has none fails and says so.
/// WebSockets have no stub; `theta-mock` plays their other end.
///
/// See the [module](super) for an example.
#[derive(Clone, Default)]
pub struct Stub(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    planned: BTreeMap<&'static str, VecDeque<Planned>>,
    calls: Vec<Call>,
}

#[derive(Clone)]
enum Planned {
    Reply(u16, HeaderMap, Bytes),
    Break(Fault),
    /// What was planned cannot be said; why.
    Impossible(String),
}

/// What can go wrong between a client and a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// There is no connection: nothing is sent.
    NoConnection,
    /// The connection breaks in the middle of the request.
    CutRequest,
    /// The connection breaks after the whole request, and before an answer: it may be billed.
    NoReply,
    /// After the whole request nothing happens any more, until the client gives up. Shorten its timeout, or pause the
    /// test's clock.
    Silence,
    /// The server answers with success, and the connection breaks in the answer: it is billed.
    CutReply,
}

/// What a stub was asked: a request that it took whole.
#[derive(Clone, Debug)]
pub struct Call {
    endpoint: &'static str,
    method: http::Method,
    path: String,
    headers: HeaderMap,
    parts: Vec<Part>,
}

impl Call {
    /// The endpoint's name in the contract.
    #[must_use]
    pub fn endpoint(&self) -> &'static str {
        self.endpoint
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// Path and query.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A header that is text. The key is not kept.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The parts of a form, in order; the body of a request that is no form is one part without a name.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The first part of that name. What is sent as JSON is read by the type's own `from_json`.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name() == name)
    }
}

/// Plans the answers of one endpoint.
pub struct Answers<'a, R> {
    stub: &'a Stub,
    request: PhantomData<fn() -> R>,
}

impl Stub {
    /// A stub without answers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Plans what the endpoint of a request answers, after what is planned already.
    #[must_use = "an endpoint without a plan answers nothing"]
    pub fn on<R: Endpoint>(&self) -> Answers<'_, R> {
        Answers {
            stub: self,
            request: PhantomData,
        }
    }

    /// A client that is answered by this stub.
    ///
    /// # Errors
    ///
    /// When the contract has settings that no client can be built with.
    pub fn client<C: ApiClient>(&self) -> Result<C, ConfigError> {
        self.builder().build()
    }

    /// A builder for such a client, with a key that is none, and whose retries do not wait.
    pub fn builder<C: ApiClient>(&self) -> Builder<C> {
        super::builder(self.clone())
    }

    /// What it was asked so far, retries included.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer whose turn it is.
    fn next(&self, endpoint: &'static EndpointInfo) -> Planned {
        let mut state = self.state();
        let planned = state.planned.get_mut(endpoint.name);
        let next = planned.and_then(|planned| match planned.len() {
            1 => planned.front().cloned(),
            _ => planned.pop_front(),
        });
        next.unwrap_or_else(|| {
            Planned::Impossible(format!(
                "the stub has no answer for `{}`: plan one with `on`",
                endpoint.name
            ))
        })
    }
}

impl<R: Endpoint> Answers<'_, R> {
    /// Success.
    pub fn returns(&mut self, answer: impl Into<R::Answer>) -> &mut Self {
        let media_type = if R::INFO.accept.is_empty() {
            "application/octet-stream"
        } else {
            R::INFO.accept
        };
        self.reply(200, media_type, None, R::body(&answer.into()))
    }

    /// A documented failure, as the contract describes its reply.
    pub fn fails(&mut self, error: impl Into<R::Error>) -> &mut Self {
        self.documented(&error.into(), None)
    }

    /// A documented failure whose reply asks to come back after so many whole seconds.
    pub fn fails_with_retry_after(
        &mut self,
        error: impl Into<R::Error>,
        retry_after: Duration,
    ) -> &mut Self {
        self.documented(&error.into(), Some(retry_after))
    }

    /// Any reply, such as one that the contract does not document.
    pub fn replies(&mut self, status: u16, body: impl Into<Bytes>) -> &mut Self {
        self.reply(status, "application/json", None, body.into())
    }

    /// No answer.
    pub fn breaks(&mut self, fault: Fault) -> &mut Self {
        self.plan(Planned::Break(fault))
    }

    fn documented(&mut self, error: &R::Error, retry_after: Option<Duration>) -> &mut Self {
        match documented::reply(R::API, error) {
            Some((status, media_type, body)) => self.reply(status, media_type, retry_after, body),
            None => self.plan(Planned::Impossible(format!(
                "the stub cannot write the reply that is `{error:?}`: give its status and body with `replies`"
            ))),
        }
    }

    fn reply(
        &mut self,
        status: u16,
        media_type: &str,
        retry_after: Option<Duration>,
        body: Bytes,
    ) -> &mut Self {
        let mut headers = HeaderMap::new();
        if let Ok(media_type) = HeaderValue::from_str(media_type)
            && !media_type.is_empty()
        {
            headers.insert(CONTENT_TYPE, media_type);
        }
        if let Some(retry_after) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(retry_after.as_secs()));
        }
        self.plan(Planned::Reply(status, headers, body))
    }

    fn plan(&mut self, planned: Planned) -> &mut Self {
        let mut state = self.stub.state();
        state
            .planned
            .entry(R::INFO.name)
            .or_default()
            .push_back(planned);
        drop(state);
        self
    }
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
        let secret: Vec<_> = headers
            .iter()
            .filter(|(_, value)| value.is_sensitive())
            .map(|(name, _)| name.clone())
            .collect();
        for name in secret {
            headers.remove(name);
        }
        self.state().calls.push(Call {
            endpoint: endpoint.name,
            method: parts.method,
            path: super::recording::path(&parts.uri),
            parts: form::parts(&headers, &content),
            headers,
        });
        let (status, headers, body) = match planned {
            Planned::Reply(status, headers, body) => (status, headers, ResponseBody::from(body)),
            Planned::Break(Fault::CutReply) => {
                (200, HeaderMap::new(), ResponseBody::new(CutOff(true)))
            }
            Planned::Break(Fault::Silence) => return pending().await,
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
        f.debug_struct("Stub")
            .field("endpoints", &state.planned.keys().collect::<Vec<_>>())
            .field("calls", &state.calls.len())
            .finish_non_exhaustive()
    }
}

impl<R: Endpoint> fmt::Debug for Answers<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Answers").field(&R::INFO.name).finish()
    }
}
