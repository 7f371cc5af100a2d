//! Which of several successes a reply is.

use crate::reply::endpoint::Endpoint;
use crate::site::meta::StatusInfo;
use crate::wire::exchange::Received;
use crate::wire::media::{ANY, contains, media_type};
use bytes::Bytes;
use http::HeaderMap;
use theta_json::{Decode, DecodeError};

/// One of several successes of an endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Alternative {
    /// The statuses that it comes with.
    pub statuses: &'static [StatusInfo],
    /// The ranges of media types that it comes with, the narrowest first; empty if it has no body.
    pub media: &'static [&'static str],
    /// Whether its body is JSON or text.
    pub is_text: bool,
    /// Which answer it is read as; several can be read as one.
    pub answer: usize,
}

/// The successes of an endpoint that has several.
pub trait Alternatives: Endpoint {
    /// All of them.
    const ALTERNATIVES: &'static [Alternative];

    /// Reads a body as the answer of this number.
    ///
    /// # Errors
    ///
    /// When the body is something else.
    fn read(answer: usize, body: Content<'_>) -> Result<Self::Answer, DecodeError>;
}

/// The body of a success, and what its headers say of it.
#[derive(Clone, Copy)]
pub struct Content<'a> {
    headers: &'a HeaderMap,
    body: &'a Bytes,
}

impl<'a> Content<'a> {
    pub fn of(received: &'a Received) -> Self {
        Self {
            headers: &received.headers,
            body: &received.body,
        }
    }

    /// Reads it as JSON.
    ///
    /// # Errors
    ///
    /// When it is not JSON of the type.
    pub fn json<T: Decode>(self) -> Result<T, DecodeError> {
        super::content::json(self.body)
    }

    /// Reads what the root of an XML document holds, as the type says.
    ///
    /// # Errors
    ///
    /// When it is not XML, or not of the type.
    #[cfg(feature = "xml")]
    pub fn xml<T: Decode>(self, schema: &'static super::xml::Xml) -> Result<T, DecodeError> {
        super::xml::read(self.headers, self.body, schema)
    }

    /// Reads it as text.
    ///
    /// # Errors
    ///
    /// When it is not text in the charset that its headers name.
    pub fn text(self) -> Result<String, DecodeError> {
        super::content::text(self.headers, self.body)
    }

    /// Returns it as it came.
    #[must_use]
    pub fn bytes(self) -> Bytes {
        self.body.clone()
    }
}

/// How much a range of media types contains, from the narrowest to the widest.
const BREADTHS: [fn(&str) -> bool; 4] = [
    |range| !range.starts_with("*+") && !range.ends_with("/*"),
    |range| range.starts_with("*+"),
    |range| range.ends_with("/*") && range != ANY,
    |range| range == ANY,
];

/// The success that a reply is read as. The order of the rules is that of `Successes::of` in the language.
pub fn choose(
    all: &'static [Alternative],
    received: &Received,
) -> Result<&'static Alternative, DecodeError> {
    let (status, is_empty) = (received.status, received.body.is_empty());
    let exact = StatusInfo::Exact(status);
    let class = |one: &&Alternative| one.statuses.iter().any(|member| member.contains(status));
    let mut candidates: Vec<&'static Alternative> = all
        .iter()
        .filter(|one| one.statuses.contains(&exact))
        .collect();
    if candidates.is_empty() {
        candidates = all.iter().filter(class).collect();
    }
    let is_documented = !candidates.is_empty();
    if !is_documented {
        if is_empty {
            return Err(DecodeError::new(
                "a documented status",
                format!("{status} without a body"),
            ));
        }
        candidates = all.iter().collect();
    }
    let (bodies, nothing): (Vec<&'static Alternative>, Vec<&'static Alternative>) = candidates
        .into_iter()
        .partition(|one| !one.media.is_empty());
    match (bodies.as_slice(), nothing.first()) {
        ([], Some(nothing)) if is_documented => Ok(nothing),
        (_, Some(nothing)) if is_empty => Ok(nothing),
        ([one, others @ ..], _) if others.iter().all(|other| one.answer == other.answer) => Ok(one),
        (several, _) => {
            let media_type = media_type(&received.headers);
            by_media(several, media_type.as_deref()).ok_or_else(|| {
                let found = match media_type {
                    Some(media_type) => format!("{status} with {media_type}"),
                    None => format!("{status} with no media type"),
                };
                DecodeError::new("a documented media type", found)
            })
        }
    }
}

fn by_media(
    several: &[&'static Alternative],
    media_type: Option<&str>,
) -> Option<&'static Alternative> {
    for (rank, is_of_rank) in BREADTHS.iter().enumerate() {
        let mut all = several.iter().filter(|one| {
            let mut ranges = one.media.iter().filter(|range| is_of_rank(range));
            ranges.any(|range| match media_type {
                Some(media_type) => contains(range, media_type),
                None => rank + 1 == BREADTHS.len(),
            })
        });
        if let Some(first) = all.next() {
            return all
                .all(|other| first.answer == other.answer)
                .then_some(*first);
        }
    }
    None
}
