//! Tokens that the server gives, and when they end.

use crate::encoded;
use crate::failure::Failure;
use crate::reply::Reply;
use crate::request::Incoming;
use bytes::Bytes;
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use theta_spec::contract::token::REFRESH_TOKEN;
use theta_spec::contract::{Contract, TriggerKind};
use theta_spec::json::{self, Json};

/// Tokens that are known at a time; all are forgotten beyond that.
const MAX_TOKENS: usize = 65_536;

/// The tokens that were given.
#[derive(Default)]
pub(crate) struct Tokens {
    /// How long each is valid, whatever the documented answer says.
    pub(crate) lifetime: Option<Duration>,
    /// When each ends; `None` for never.
    given: HashMap<String, Option<Duration>>,
    /// Refresh tokens that were replaced.
    replaced: HashSet<String>,
    count: u64,
}

impl Tokens {
    /// Whether a token was given and has not ended.
    pub(crate) fn is_valid(&self, token: &str, now: Duration) -> bool {
        let end = self.given.get(token);
        end.is_some_and(|end| end.is_none_or(|end| now < end))
    }

    /// Ends all that were given.
    pub(crate) fn end_all(&mut self) {
        self.given.clear();
    }

    /// Refuses a refresh token in whose place another one was given.
    pub(crate) fn check(
        &self,
        contract: &Contract,
        endpoint: usize,
        request: &Incoming,
    ) -> Result<(), Failure> {
        match refresh_token(contract, endpoint, request) {
            Some(token) if self.replaced.contains(&token) => {
                let text = "another refresh token was given in the place of this one";
                let failure = Failure::new(TriggerKind::KeyUnknown, 400, text);
                Err(failure.about([REFRESH_TOKEN]))
            }
            _ => Ok(()),
        }
    }

    /// Puts a token of its own into an answer that gives one; `fixed` keeps those that are there.
    pub(crate) fn give(
        &mut self,
        contract: &Contract,
        endpoint: usize,
        request: &Incoming,
        now: Duration,
        reply: &mut Reply,
        fixed: bool,
    ) {
        if !gives_token(contract, endpoint) {
            return;
        }
        let text = String::from_utf8_lossy(&reply.body);
        let Ok(Json::Object(mut members)) = json::parse(&text) else {
            return;
        };
        if self.given.len() + self.replaced.len() > MAX_TOKENS {
            self.given.clear();
            self.replaced.clear();
        }
        self.count += 1;
        let count = self.count;
        let used = refresh_token(contract, endpoint, request);
        let (mut token, mut lifetime) = (None, self.lifetime);
        for (name, value) in &mut members {
            match (name.as_str(), &mut *value) {
                ("access_token", Json::String(text)) => {
                    if !fixed {
                        *text = format!("theta-mock-token-{count:07}");
                    }
                    token = Some(text.clone());
                }
                (REFRESH_TOKEN, Json::String(text)) => {
                    if !fixed {
                        *text = format!("theta-mock-refresh-{count:07}");
                    }
                    self.replaced
                        .extend(used.clone().filter(|used| used != text));
                }
                ("expires_in", Json::Number(text)) => {
                    if let Some(lifetime) = self.lifetime {
                        *text = lifetime.as_secs_f64().to_string();
                    } else {
                        let stated = text.parse().ok();
                        lifetime = stated.and_then(|secs| Duration::try_from_secs_f64(secs).ok());
                    }
                }
                _ => {}
            }
        }
        if let Some(token) = token {
            self.given
                .insert(token, lifetime.and_then(|it| now.checked_add(it)));
            reply.body = Bytes::from(Json::Object(members).to_string());
        }
    }
}

fn gives_token(contract: &Contract, endpoint: usize) -> bool {
    let mut tokens = contract.auth.iter().filter_map(|it| it.token.as_ref());
    tokens.any(|token| token.endpoint.0 == endpoint)
}

/// The refresh token that a request for a token was sent with.
fn refresh_token(contract: &Contract, endpoint: usize, request: &Incoming) -> Option<String> {
    if !gives_token(contract, endpoint) {
        return None;
    }
    let body = String::from_utf8_lossy(&request.body);
    let form = encoded::query(&body);
    let mut pairs = request.query.iter().chain(&form);
    let pair = pairs.find(|(name, _)| name == REFRESH_TOKEN);
    pair.map(|(_, value)| value.clone()).or_else(|| {
        match json::parse(&body).ok()?.get(REFRESH_TOKEN)? {
            Json::String(text) => Some(text.clone()),
            _ => None,
        }
    })
}
