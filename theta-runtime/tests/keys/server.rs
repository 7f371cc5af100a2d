//! A server in the same process and in virtual time, which gives tokens and takes them.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use theta_runtime::http::{Request, Response, StatusCode};
use theta_runtime::{RequestBody, ResponseBody, Transport, TransportError, TransportFuture};
use tokio::time::{Instant, sleep};

/// How the endpoint of a token answers.
#[derive(Clone, Debug)]
pub(crate) enum Gives {
    /// A token that is valid for this long; `None` does not say.
    Token(Option<Duration>),
    /// This status and body.
    Fails(u16, &'static str),
    /// A failed connection.
    Breaks,
    /// Nothing.
    Hangs,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Server(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub(crate) struct State {
    /// What the next requests for a token get; the usual, if there is nothing more.
    pub(crate) gives: VecDeque<Gives>,
    /// How long a token is valid when nothing else was said.
    pub(crate) lifetime: Option<Duration>,
    /// How long it takes to give one.
    pub(crate) slow: Duration,
    /// When each token ends.
    pub(crate) valid: HashMap<String, Option<Instant>>,
    /// The requests for tokens: when, and their bodies.
    pub(crate) asked: Vec<String>,
    /// The other requests: path and query, header of the key, and whether the key was valid by the clock.
    pub(crate) seen: Vec<(String, String, bool)>,
    /// Whether an answer has another refresh token.
    pub(crate) rotates: bool,
    /// How many of the next requests are refused whatever their token.
    pub(crate) refuses: usize,
    given: usize,
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Says how the next requests for a token are answered.
    pub(crate) fn then(self, gives: impl IntoIterator<Item = Gives>) -> Self {
        self.state().gives.extend(gives);
        self
    }

    pub(crate) fn lifetime(self, seconds: u64) -> Self {
        self.state().lifetime = Some(Duration::from_secs(seconds));
        self
    }

    pub(crate) fn asked(&self) -> usize {
        self.state().asked.len()
    }

    pub(crate) fn seen(&self) -> usize {
        self.state().seen.len()
    }

    /// The key that was sent last.
    pub(crate) fn last_key(&self) -> String {
        self.state().seen.last().unwrap().1.clone()
    }

    /// Forgets all tokens.
    pub(crate) fn forget(&self) {
        self.state().valid.clear();
    }
}

impl Transport for Server {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let server = self.clone();
        Box::pin(async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await?;
            let header = |name: &str| {
                let value = head.headers.get(name);
                value.map_or("", |value| value.to_str().unwrap()).to_owned()
            };
            let path = head.uri.path_and_query().unwrap().as_str().to_owned();
            if matches!(head.uri.path(), "/token" | "/refresh") {
                let asked = format!(
                    "{} {}",
                    header("authorization"),
                    String::from_utf8_lossy(&body)
                );
                return server.give(asked).await;
            }
            let mut key = header("authorization") + &header("x-api-key");
            if let Some((_, token)) = path.split_once("access=") {
                key = format!("Bearer {token}");
            }
            let token = key.trim_start_matches("Bearer ");
            let mut state = server.state();
            let is_live = |end: &Option<Instant>| end.is_none_or(|end| Instant::now() < end);
            let is_valid = state.valid.get(token).is_some_and(is_live);
            state.seen.push((path, key.clone(), is_valid));
            let is_refused = state.refuses > 0;
            state.refuses = state.refuses.saturating_sub(1);
            Ok(if is_refused || (key.starts_with("Bearer") && !is_valid) {
                reply(401, "{}".to_owned())
            } else {
                reply(200, "things".to_owned())
            })
        })
    }
}

impl Server {
    async fn give(&self, asked: String) -> Result<Response<ResponseBody>, TransportError> {
        let (gives, slow) = {
            let mut state = self.state();
            state.asked.push(asked);
            let usual = Gives::Token(state.lifetime);
            (state.gives.pop_front().unwrap_or(usual), state.slow)
        };
        // The time of a token counts from when it is made.
        let made = Instant::now();
        sleep(slow).await;
        match gives {
            Gives::Hangs => std::future::pending().await,
            Gives::Breaks => Err(TransportError::connect("refused")),
            Gives::Fails(status, body) => Ok(reply(status, body.to_owned())),
            Gives::Token(lifetime) => {
                let mut state = self.state();
                state.given += 1;
                let given = state.given;
                let token = format!("canary-token-{given}");
                let end = lifetime.map(|lifetime| made + lifetime);
                state.valid.insert(token.clone(), end);
                let mut body =
                    format!("{{\"access_token\": \"{token}\", \"token_type\": \"bearer\"");
                if let Some(lifetime) = lifetime {
                    let _ = write!(body, ", \"expires_in\": {}", lifetime.as_secs());
                }
                if state.rotates {
                    let _ = write!(body, ", \"refresh_token\": \"canary-refresh-{given}\"");
                }
                Ok(reply(200, body + "}"))
            }
        }
    }
}

pub(crate) fn reply(status: u16, body: String) -> Response<ResponseBody> {
    let mut response = Response::new(ResponseBody::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    let json = theta_runtime::http::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", json);
    response
}
