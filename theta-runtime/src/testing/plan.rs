//! The planned answers of a stub.

use super::documented;
#[cfg(feature = "websocket")]
use super::played::Step;
use crate::reply::documented::Classify;
use crate::site::meta::ApiInfo;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};
use std::collections::VecDeque;
use std::time::Duration;

/// What an endpoint answers.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) answers: VecDeque<Planned>,
    /// Whether the first of them has been given, and stays only as long as none follows.
    is_given: bool,
}

impl Plan {
    /// The next answer. Each is given once if `strict`; otherwise the last one again and again.
    pub(super) fn next(&mut self, strict: bool) -> Option<Planned> {
        if strict {
            return self.answers.pop_front();
        }
        if self.is_given && self.answers.len() > 1 {
            self.answers.pop_front();
        }
        self.is_given = true;
        self.answers.front().cloned()
    }

    /// How many answers nobody asked for.
    pub(super) fn left(&self) -> usize {
        self.answers.len() - usize::from(self.is_given)
    }
}

#[derive(Clone)]
pub(super) enum Planned {
    Reply(u16, HeaderMap, Bytes),
    Break(Fault),
    /// A WebSocket.
    #[cfg(feature = "websocket")]
    Session(Vec<Step>),
    /// What was planned cannot be said; why.
    Impossible(String),
}

impl Planned {
    pub(super) fn reply(
        status: u16,
        media_type: &str,
        retry_after: Option<Duration>,
        body: Bytes,
    ) -> Self {
        Self::with_headers(status, HeaderMap::new(), media_type, retry_after, body)
    }

    fn with_headers(
        status: u16,
        mut headers: HeaderMap,
        media_type: &str,
        retry_after: Option<Duration>,
        body: Bytes,
    ) -> Self {
        if let Ok(media_type) = HeaderValue::from_str(media_type)
            && !media_type.is_empty()
        {
            headers.insert(CONTENT_TYPE, media_type);
        }
        if let Some(retry_after) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(retry_after.as_secs()));
        }
        Self::Reply(status, headers, body)
    }

    pub(super) fn failure<E: Classify + PartialEq>(
        api: &'static ApiInfo,
        error: &E,
        retry_after: Option<Duration>,
    ) -> Self {
        match documented::reply(api, error) {
            Some((status, headers, media_type, body)) => {
                Self::with_headers(status, headers, media_type, retry_after, body)
            }
            None => Self::Impossible(format!(
                "the stub cannot write the reply that is `{error:?}`: give its status and body with `replies`"
            )),
        }
    }
}

/// A fault of the connection between a client and a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// No connection can be made: nothing is sent.
    NoConnection,
    /// The connection breaks in the middle of the request.
    CutRequest,
    /// The connection breaks after the whole request, before an answer: the call may be billed.
    NoReply,
    /// Nothing happens after the whole request, until the client gives up. Shorten its timeout, or pause the clock of
    /// the test.
    Silence,
    /// The server answers with success, and the connection breaks within the answer: the call is billed.
    CutReply,
}
