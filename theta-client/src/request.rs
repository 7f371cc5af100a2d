//! A call that is complete and can be sent, more than once if need be.

use crate::body::Segment;
use crate::core::Core;
use crate::error::Refusal;
use crate::meta::{EndpointInfo, UploadInfo};
use crate::multipart::Form;
use crate::options::CallOptions;
use crate::transport::Outgoing;
use crate::upload::{Opened, Upload};
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A call that is complete: everything that can be checked here has been.
pub(crate) struct Request {
    pub(crate) core: Core,
    pub(crate) endpoint: &'static EndpointInfo,
    pub(crate) options: CallOptions,
    pub(crate) method: http::Method,
    pub(crate) url: reqwest::Url,
    /// Those of this call alone.
    pub(crate) headers: HeaderMap,
    pub(crate) content: Content,
    /// For one attempt.
    pub(crate) timeout: Duration,
    /// For the call.
    pub(crate) deadline: Duration,
}

/// What a request carries.
pub(crate) enum Content {
    Nothing,
    Whole(Bytes, &'static str),
    Binary(Box<Source>),
    /// Parts by name, and the boundary.
    Form(Vec<(&'static str, Part)>, u128),
}

/// A part of a form.
pub(crate) enum Part {
    Text(String),
    Upload(Box<Source>),
}

/// An upload that has been opened and checked once.
pub(crate) struct Source {
    upload: Upload,
    info: &'static UploadInfo,
    pub(crate) duration: Option<Duration>,
    pub(crate) len: u64,
    /// The first bytes.
    pub(crate) head: Bytes,
    /// What was opened for the check, until an attempt takes it or waits.
    opened: Mutex<Option<Opened>>,
}

impl Source {
    pub(crate) async fn check(
        upload: Upload,
        info: &'static UploadInfo,
    ) -> Result<Box<Self>, Refusal> {
        let opened = upload.clone().open(info).await?;
        Ok(Box::new(Self {
            upload,
            info,
            duration: opened.duration,
            len: opened.content.len(),
            head: opened.head.clone(),
            opened: Mutex::new(Some(opened)),
        }))
    }

    async fn open(&self) -> Result<Opened, Refusal> {
        let opened = self.opened().take();
        match opened {
            Some(opened) => Ok(opened),
            None => self.reopen().await,
        }
    }

    /// Opens it again, from its beginning.
    pub(crate) async fn reopen(&self) -> Result<Opened, Refusal> {
        self.upload.clone().open(self.info).await
    }

    fn opened(&self) -> MutexGuard<'_, Option<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Request {
    /// Opens what is uploaded, for one attempt.
    pub(crate) async fn open(&self) -> Result<Outgoing, Refusal> {
        let mut headers = self.core.headers().clone();
        if !self.endpoint.accept.is_empty() {
            headers.insert(ACCEPT, header(self.endpoint.accept, "media type")?);
        }
        for (name, value) in &self.headers {
            headers.append(name.clone(), value.clone());
        }
        for (name, value) in &self.options.headers {
            headers.insert(name.clone(), value.clone());
        }
        let (content_type, body) = self.content.open().await?;
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        // The transport states every length but that of nothing, and some servers insist on it.
        let is_empty = body.iter().flatten().all(|segment| segment.len() == 0);
        if is_empty
            && matches!(
                self.method,
                http::Method::POST | http::Method::PUT | http::Method::PATCH
            )
        {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        Ok(Outgoing {
            method: self.method.clone(),
            url: self.url.clone(),
            headers,
            body,
        })
    }

    /// Length of all audio in it; `None` when there is none, or that of one is unknown.
    pub(crate) fn audio(&self) -> Option<Duration> {
        let mut uploads = self.content.uploads().peekable();
        uploads.peek()?;
        uploads.map(|source| source.duration).sum()
    }

    /// Whether it can be sent again.
    pub(crate) fn is_replayable(&self) -> bool {
        self.content
            .uploads()
            .all(|source| source.upload.is_repeatable())
    }

    /// Closes what can be opened again: who waits holds no descriptors.
    pub(crate) fn close(&self) {
        for source in self.content.uploads() {
            if source.upload.is_repeatable() {
                *source.opened() = None;
            }
        }
    }
}

/// A media type and the bytes; neither when nothing is sent.
type Body = (Option<HeaderValue>, Option<Vec<Segment>>);

impl Content {
    async fn open(&self) -> Result<Body, Refusal> {
        Ok(match self {
            Self::Nothing => (None, None),
            Self::Whole(bytes, content_type) => {
                let content_type = header(content_type, "media type")?;
                (
                    Some(content_type),
                    Some(vec![Segment::Bytes(bytes.clone())]),
                )
            }
            Self::Binary(source) => {
                let opened = source.open().await?;
                (Some(opened.content_type), Some(vec![opened.content]))
            }
            Self::Form(parts, boundary) => {
                let mut form = Form::new(*boundary);
                for (name, part) in parts {
                    match part {
                        Part::Text(text) => form.text(name, text),
                        Part::Upload(source) => form.upload(name, source.open().await?),
                    }
                }
                let content_type = header(&form.content_type(), "form")?;
                (Some(content_type), Some(form.finish()))
            }
        })
    }

    /// What is uploaded, in order.
    pub(crate) fn uploads(&self) -> impl Iterator<Item = &Source> {
        let (binary, parts) = match self {
            Self::Binary(source) => (Some(&**source), &[][..]),
            Self::Form(parts, _) => (None, &parts[..]),
            Self::Nothing | Self::Whole(..) => (None, &[][..]),
        };
        binary
            .into_iter()
            .chain(parts.iter().filter_map(|(_, part)| match part {
                Part::Upload(source) => Some(&**source),
                Part::Text(_) => None,
            }))
    }
}

fn header(text: &str, what: &str) -> Result<HeaderValue, Refusal> {
    HeaderValue::from_str(text).map_err(|_| unsendable(what))
}

pub(crate) fn unsendable(what: &str) -> Refusal {
    Refusal::new(format!(
        "the contract's {what} cannot be sent: correct it there"
    ))
}
