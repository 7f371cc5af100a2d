//! A request that was read whole.

use crate::encoded;
use crate::look::Look;
use crate::record::RecordedPart;
use crate::sent::SentKeys;
use bytes::Bytes;
use http_body_util::{BodyDataStream, Full};
use hyper::header::{HeaderMap, HeaderValue};
use hyper::http::request;
use std::cell::OnceCell;
use theta_spec::apart::essence;
use theta_spec::contract::Contract;

/// More parts than any contract has; beyond it a body is refused.
const MAX_PARTS: usize = 1000;

/// A request that was read whole.
pub(crate) struct Incoming {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    /// The query as it came.
    pub(crate) raw_query: String,
    /// In order, names in lower case, values with their credentials.
    pub(crate) headers: Vec<(String, String)>,
    /// The keys that it was sent with.
    pub(crate) keys: SentKeys,
    pub(crate) body: Bytes,
    /// Whether the body was longer than the limit and is cut off.
    pub(crate) over_limit: bool,
    pub(crate) parts: Vec<RecordedPart>,
    /// Why a multipart body has no parts.
    pub(crate) malformed: Option<String>,
}

impl Incoming {
    /// Takes a request apart; `over_limit` says that its body is cut off.
    pub(crate) async fn read(
        head: &request::Parts,
        body: Bytes,
        over_limit: bool,
        contract: &Contract,
    ) -> Self {
        let headers = texts(&head.headers);
        let query = encoded::query(head.uri.query().unwrap_or_default());
        let mut incoming = Self {
            method: head.method.as_str().to_owned(),
            path: head.uri.path().to_owned(),
            raw_query: head.uri.query().unwrap_or_default().to_owned(),
            headers,
            keys: SentKeys::read(contract, &head.headers, &query),
            query,
            body,
            over_limit,
            parts: Vec::new(),
            malformed: None,
        };
        let multipart = incoming
            .content_type()
            .filter(|value| essence(value) == "multipart/form-data");
        if let Some(content_type) = multipart {
            match parts(content_type, &incoming.body).await {
                Ok(parts) => incoming.parts = parts,
                Err(reason) => incoming.malformed = Some(reason),
            }
        }
        incoming
    }

    /// What tells endpoints with one method and path apart.
    pub(crate) fn look(&self) -> Look<'_> {
        Look {
            content_type: self.content_type(),
            query: &self.query,
            headers: &self.headers,
            parts: &self.parts,
            body: &self.body,
            json: OnceCell::new(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn content_type(&self) -> Option<&str> {
        self.header("content-type")
    }

    pub(crate) fn parts<'r>(&'r self, name: &'r str) -> impl Iterator<Item = &'r RecordedPart> {
        self.parts.iter().filter(move |part| part.name == name)
    }
}

/// Headers in order, as texts.
pub(crate) fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = headers.iter();
    headers
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

/// Reads every part of a multipart body. The text says what is wrong with the body.
async fn parts(content_type: &str, body: &Bytes) -> Result<Vec<RecordedPart>, String> {
    let boundary = multer::parse_boundary(content_type).map_err(|error| error.to_string())?;
    let stream = BodyDataStream::new(Full::new(body.clone()));
    let mut multipart = multer::Multipart::new(stream, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart
        .next_field()
        .await
        .map_err(|error| error.to_string())?
    {
        if parts.len() == MAX_PARTS {
            return Err(format!("more than {MAX_PARTS} parts"));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(ToString::to_string);
        let bytes = field.bytes().await.map_err(|error| error.to_string())?;
        parts.push(RecordedPart {
            name,
            file_name,
            content_type,
            bytes,
        });
    }
    Ok(parts)
}
