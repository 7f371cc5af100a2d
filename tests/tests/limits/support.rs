//! A server in process.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use theta_runtime::http::{Request, Response};
use theta_runtime::{
    Builder, RequestBody, ResponseBody, Transport, TransportError, TransportFuture,
};
use theta_tests::limits::Client;
use tokio::time::{Instant, sleep};

/// Gives these answers in turn; the last one is repeated. Remembers when requests came, and to which paths.
#[derive(Clone, Debug)]
pub(crate) struct Server(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    answers: VecDeque<(u16, &'static str)>,
    headers: Vec<(&'static str, String)>,
    takes: Duration,
    seen: Vec<(Instant, String)>,
}

impl Server {
    pub(crate) fn new(answers: impl IntoIterator<Item = (u16, &'static str)>) -> Self {
        Self(Arc::new(Mutex::new(State {
            answers: answers.into_iter().collect(),
            headers: Vec::new(),
            takes: Duration::ZERO,
            seen: Vec::new(),
        })))
    }

    /// How long each answer takes.
    pub(crate) fn takes(self, time: Duration) -> Self {
        self.0.lock().unwrap().takes = time;
        self
    }

    /// Sends these headers with each answer from now on.
    pub(crate) fn with(&self, headers: &[(&'static str, &str)]) {
        let headers = headers.iter();
        let headers = headers.map(|(name, value)| (*name, (*value).to_owned()));
        self.0.lock().unwrap().headers = headers.collect();
    }

    /// How many requests came.
    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().seen.len()
    }

    pub(crate) fn client(&self) -> Builder<Client> {
        Client::builder().key("sk-1").transport(self.clone())
    }
}

impl Transport for Server {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let (answer, headers, takes) = {
            let mut state = self.0.lock().unwrap();
            let path = request.uri().path().to_owned();
            state.seen.push((Instant::now(), path));
            let answer = match state.answers.len() {
                1 => state.answers[0],
                _ => state.answers.pop_front().unwrap(),
            };
            (answer, state.headers.clone(), state.takes)
        };
        Box::pin(async move {
            request.into_body().collect().await?;
            sleep(takes).await;
            let (status, body) = answer;
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            response
                .body(ResponseBody::from(body.as_bytes().to_vec()))
                .map_err(|error| TransportError::new(error.to_string()))
        })
    }
}
