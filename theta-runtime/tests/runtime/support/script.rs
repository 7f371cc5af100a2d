//! A transport that does what a test says, without a socket and without time.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use theta_runtime::http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use theta_runtime::{RequestBody, ResponseBody, Transport, TransportError, TransportFuture};
use tokio::time::{Instant, sleep};

/// What happens to one request.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// No connection.
    Refuse,
    /// The connection breaks after the first piece of the body.
    BreakEarly,
    /// The connection breaks after the body.
    BreakLate,
    /// Nothing is ever answered; nothing is read.
    Stall,
    /// Nothing is ever answered.
    Silence,
    Reply(u16, &'static str),
    /// With a header.
    ReplyWith(u16, &'static str, String, &'static str),
    /// The reply breaks in its body.
    Truncate(u16, &'static str),
    /// The reply stalls in its body.
    Hang(u16, &'static str),
    After(Duration, Box<Act>),
    /// The same reply, which breaks in its body.
    Cut(Box<Act>),
}

/// What happens to requests in turn; the last act is repeated.
#[derive(Clone, Debug)]
pub(crate) struct Script(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    acts: Mutex<VecDeque<Act>>,
    /// When requests came.
    seen: Mutex<Vec<Instant>>,
}

impl Script {
    pub(crate) fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let acts = Mutex::new(acts.into_iter().collect());
        let seen = Mutex::default();
        Self(Arc::new(Inner { acts, seen }))
    }

    /// How many requests came.
    pub(crate) fn count(&self) -> usize {
        self.0.seen.lock().unwrap().len()
    }

    /// From now on this happens.
    pub(crate) fn then(&self, act: Act) {
        *self.0.acts.lock().unwrap() = [act].into();
    }

    /// When they came.
    pub(crate) fn times(&self) -> Vec<Instant> {
        self.0.seen.lock().unwrap().clone()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let mut acts = self.0.acts.lock().unwrap();
        let act = if acts.len() > 1 {
            acts.pop_front().unwrap()
        } else {
            acts[0].clone()
        };
        self.0.seen.lock().unwrap().push(Instant::now());
        Box::pin(play(act, request.into_body()))
    }
}

async fn play(mut act: Act, body: RequestBody) -> Result<Response<ResponseBody>, TransportError> {
    while let Act::After(delay, next) = act {
        sleep(delay).await;
        act = *next;
    }
    let is_cut = matches!(act, Act::Cut(_));
    if let Act::Cut(reply) = act {
        act = *reply;
    }
    let (status, text) = match &act {
        Act::Refuse => return Err(TransportError::connect("refused")),
        Act::BreakEarly => {
            body.first_frame().await?;
            return Err(TransportError::new("reset"));
        }
        Act::Stall => {
            body.first_frame().await?;
            return pending().await;
        }
        Act::BreakLate => {
            body.collect().await?;
            return Err(TransportError::new("reset"));
        }
        Act::Silence => {
            body.collect().await?;
            return pending().await;
        }
        Act::Reply(status, text)
        | Act::ReplyWith(status, _, _, text)
        | Act::Truncate(status, text)
        | Act::Hang(status, text) => (*status, *text),
        Act::After(..) | Act::Cut(_) => unreachable!(),
    };
    body.collect().await?;
    let body = match act {
        _ if is_cut => ResponseBody::new(Broken(Some(text), false)),
        Act::Truncate(..) => ResponseBody::new(Broken(Some(text), false)),
        Act::Hang(..) => ResponseBody::new(Broken(Some(text), true)),
        _ => ResponseBody::from(text),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    if let Act::ReplyWith(_, name, value, _) = act {
        let value = HeaderValue::from_str(&value).unwrap();
        response
            .headers_mut()
            .insert(HeaderName::from_static(name), value);
    }
    Ok(response)
}

/// A body that breaks after its text.
pub(crate) fn broken(text: &'static str) -> ResponseBody {
    ResponseBody::new(Broken(Some(text), false))
}

/// A body that breaks, or hangs, after its text.
struct Broken(Option<&'static str>, bool);

impl http_body::Body for Broken {
    type Data = theta_runtime::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<theta_runtime::Bytes>, std::io::Error>>>
    {
        use std::task::Poll;
        match (self.0.take(), self.1) {
            (Some(text), _) => Poll::Ready(Some(Ok(http_body::Frame::data(text.into())))),
            (None, true) => Poll::Pending,
            (None, false) => Poll::Ready(Some(Err(std::io::Error::other("reset")))),
        }
    }
}

/// Takes only the beginning of a body.
pub(crate) trait FirstFrame {
    async fn first_frame(self) -> std::io::Result<()>;
}

impl FirstFrame for RequestBody {
    async fn first_frame(mut self) -> std::io::Result<()> {
        use http_body::Body;
        std::future::poll_fn(|context| std::pin::Pin::new(&mut self).poll_frame(context))
            .await
            .transpose()
            .map(drop)
    }
}
