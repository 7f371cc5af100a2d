//! Records of requests and replies.

use crate::fault::Fault;
use bytes::Bytes;
use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

/// A request that was received completely, and the reply that was chosen for it.
///
/// It does not contain the key; use [`Recorded::key_is`] to compare it.
#[derive(Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// The number of the request, from 1; [`clear`](crate::Mock::clear) does not reset it.
    pub number: u64,
    /// The time at which the reply was chosen, by the server's clock.
    pub at: Duration,
    /// The method as it was sent.
    pub method: String,
    /// The path as it was sent, without the query.
    pub path: String,
    /// The name of the endpoint; `None` if there is none for method and path.
    pub endpoint: Option<String>,
    /// Query parameters in order, decoded. A key is replaced by `…` after its prefix.
    pub query: Vec<(String, String)>,
    /// Headers in order, with names in lower case. The key and other credentials are replaced by `…` after scheme and
    /// prefix.
    pub headers: Vec<(String, String)>,
    /// What was sent as the key.
    pub key: SentKey,
    /// Value of the `content-length` header.
    pub content_length: Option<u64>,
    /// Whether the body came with `transfer-encoding: chunked`.
    pub chunked: bool,
    /// The parts of a multipart body in order; empty if the body is not multipart or is malformed.
    pub parts: Vec<RecordedPart>,
    /// The body, byte for byte, cut off at the size limit of bodies.
    pub body: Bytes,
    /// The reply.
    pub reply: RecordedReply,
    pub(crate) sent_keys: Vec<String>,
    pub(crate) values: Vec<(String, String)>,
}

/// What was sent as the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SentKey {
    /// No key was sent, or the API has none.
    Absent,
    /// Something that does not look like a key of this API.
    Malformed,
    /// Something that looks like a key of this API.
    WellFormed,
}

/// One part of a multipart body.
#[derive(Clone)]
#[non_exhaustive]
pub struct RecordedPart {
    /// Its name; empty if it has none.
    pub name: String,
    /// Its file name.
    pub file_name: Option<String>,
    /// Its media type.
    pub content_type: Option<String>,
    /// Its content, byte for byte.
    pub bytes: Bytes,
}

/// The reply.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedReply {
    /// The status; 0 if the connection was closed without a reply.
    pub status: u16,
    /// What kind of reply it is.
    pub kind: ReplyKind,
    /// The name of the documented error, if it is one.
    pub row: Option<String>,
    /// What is wrong with the request, in the mock's words; `None` where nothing is, or where the reply was planned.
    pub reason: Option<String>,
    /// The request id that was sent along; empty for none.
    pub request_id: String,
    /// Whether it was scripted.
    pub scripted: bool,
    /// The fault that affected it.
    pub fault: Option<Fault>,
}

/// The kinds of replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplyKind {
    /// The documented success.
    Success,
    /// A documented error.
    Documented,
    /// A failure that the contract does not document.
    Undocumented,
    /// A scripted reply outside the contract.
    Raw,
    /// The connection was closed without a reply.
    Disconnect,
    /// A [`Fault`] that replaced or spoiled a reply.
    Fault,
}

impl Recorded {
    /// Returns the first part with this name.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&RecordedPart> {
        self.parts.iter().find(|part| part.name == name)
    }

    /// Returns the first header with this name, ignoring case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Returns the JSON of the parameter with this name on the wire, or of the form if the name is `body`, as it was read
    /// from the texts that were sent; `None` if it was not sent, or if it is sent as a plain text.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let value = self.values.iter().find(|(known, _)| known == name);
        value.map(|(_, json)| json.as_str())
    }

    /// Returns whether exactly this key was sent; of several that are needed together, whether it is one of them. User
    /// and password are one key with a colon between, or the one of the two that is not the same for everybody.
    #[must_use]
    pub fn key_is(&self, key: &str) -> bool {
        self.sent_keys.iter().any(|sent| sent == key)
    }

    /// Returns the body as text; empty if it is not UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    fn size(&self) -> usize {
        let headers = self
            .headers
            .iter()
            .map(|(name, value)| name.len() + value.len());
        let parts = self.parts.iter().map(|part| part.bytes.len());
        self.body.len() + self.path.len() + headers.chain(parts).sum::<usize>()
    }
}

impl RecordedPart {
    /// Returns the content as text; empty if it is not UTF-8.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }
}

/// Without bodies, which may be long, and without the key.
impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorded")
            .field("number", &self.number)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("endpoint", &self.endpoint)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .field("key", &self.key)
            .field("parts", &self.parts)
            .field("body_bytes", &self.body.len())
            .field("reply", &self.reply)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RecordedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordedPart")
            .field("name", &self.name)
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

/// The latest requests, as many as fit.
#[derive(Default)]
pub(crate) struct Records {
    kept: VecDeque<Recorded>,
    size: usize,
}

impl Records {
    /// Keeps a record and forgets the oldest ones when they are too much for `limit` bytes. The latest is always kept.
    pub(crate) fn push(&mut self, record: Recorded, limit: usize) {
        self.size += record.size();
        self.kept.push_back(record);
        while self.size > limit && self.kept.len() > 1 {
            if let Some(oldest) = self.kept.pop_front() {
                self.size -= oldest.size();
            }
        }
    }

    pub(crate) fn all(&self) -> Vec<Recorded> {
        self.kept.iter().cloned().collect()
    }

    pub(crate) fn last(&self) -> Option<Recorded> {
        self.kept.back().cloned()
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
