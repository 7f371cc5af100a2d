//! A complete call, which can be sent several times.

use crate::call::options::CallOptions;
use crate::money::meter::{amount, characters, sum};
use crate::site::Site;
use crate::site::access::QueryKeys;
use crate::site::live_key::Held;
use crate::site::meta::{Billing, EndpointInfo, Pointer, UploadInfo};
use crate::site::refusal::Refusal;
use crate::upload::body::Segment;
use crate::upload::{Opened, Upload};
use crate::wire::Outgoing;
use crate::wire::multipart::{Form, Typed};
use bytes::Bytes;
use futures_util::FutureExt;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use theta_json::Raw;
use tokio::sync::OnceCell;

/// What a request consists of, to the last byte. Two that differ have different ones, as far as anybody can make them.
pub(crate) type Digest = [u8; 32];

/// A call that is complete: everything that can be checked here has been.
pub(crate) struct Request {
    pub(crate) site: Arc<Site>,
    pub(crate) endpoint: &'static EndpointInfo,
    pub(crate) options: CallOptions,
    pub(crate) method: http::Method,
    /// Of the URL, behind the base URL's host.
    pub(crate) path: String,
    /// Empty, or beginning with `?`.
    pub(crate) query: String,
    /// The whole address, when it is an argument.
    pub(crate) address: Option<Box<reqwest::Url>>,
    /// Whether that is a host which gets nothing that a client or a call was given.
    pub(crate) elsewhere: bool,
    /// The headers of this call alone.
    pub(crate) headers: HeaderMap,
    /// A key that was made up so that the server knows the attempts of this call: it is no part of what is asked for.
    pub(crate) idempotency_key: Option<(HeaderName, HeaderValue)>,
    pub(crate) content: Content,
    /// For one attempt.
    pub(crate) timeout: Duration,
    /// For the call.
    pub(crate) deadline: Duration,
    /// Whether it is sent outside the queue.
    pub(crate) apart: bool,
    /// What it consists of, once somebody asked; `None` when the upload could not be read again.
    pub(crate) digest: OnceCell<Option<Digest>>,
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
#[allow(clippy::large_enum_variant)] // nearly all forms are one upload and a text or two
pub(crate) enum Part {
    Text(String),
    Typed(Typed),
    Upload(Source),
}

/// An upload, and what was found when it was opened and checked.
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
    /// One that is to be checked.
    pub(crate) fn new(upload: Upload, info: &'static UploadInfo) -> Self {
        Self {
            upload,
            info,
            duration: None,
            len: 0,
            head: Bytes::new(),
            opened: Mutex::new(None),
        }
    }

    pub(crate) fn info(&self) -> &'static UploadInfo {
        self.info
    }

    pub(crate) async fn check(&mut self) -> Result<(), Refusal> {
        let opened = self.reopen().await?;
        self.duration = opened.duration;
        self.len = opened.content.len();
        self.head = opened.head.clone();
        *self.opened() = Some(opened);
        Ok(())
    }

    /// The same for a call that is refused already, so that what can be read once only is not read.
    pub(crate) async fn check_too(&mut self) -> Result<(), Refusal> {
        if self.upload.is_repeatable() {
            self.check().await
        } else {
            self.upload.check_size(self.info)
        }
    }

    async fn open(&self) -> Result<Opened, Refusal> {
        let opened = self.opened().take();
        match opened {
            Some(opened) => Ok(opened),
            // Boxed because only a second attempt comes here, and the first would have room for it.
            None => self.reopen().boxed().await,
        }
    }

    /// Opens it again, from its beginning.
    pub(crate) async fn reopen(&self) -> Result<Opened, Refusal> {
        self.upload.open(self.info).await
    }

    fn opened(&self) -> MutexGuard<'_, Option<Opened>> {
        self.opened.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Request {
    /// Opens what is uploaded, for one attempt.
    pub(crate) async fn open(&self) -> Result<Body, Refusal> {
        self.content.open().await
    }

    /// Puts an attempt together: what was opened, and what proves who sends it.
    pub(crate) fn outgoing(
        &self,
        (content_type, body): Body,
        held: &[Arc<Held>],
    ) -> Result<Outgoing, Refusal> {
        let constant = &self.site.headers;
        let nothing = HeaderMap::new();
        let (of_call, of_caller) = if self.elsewhere {
            (&nothing, &nothing)
        } else {
            (&self.headers, &self.options.headers)
        };
        let own = constant.len() + of_call.len() + of_caller.len();
        // Media types, length and host are still to come.
        let mut headers = HeaderMap::with_capacity(own + 4);
        for (name, value) in constant {
            if !self.elsewhere || self.site.is_everybodys(name) {
                headers.append(name.clone(), value.clone());
            }
        }
        if !self.endpoint.accept.is_empty() {
            headers.insert(ACCEPT, fixed(self.endpoint.accept)?);
        }
        // What a call says stands in place of what is said for all calls.
        for name in of_call.keys() {
            headers.remove(name);
        }
        for (name, value) in of_call {
            headers.append(name.clone(), value.clone());
        }
        for (name, value) in of_caller {
            headers.insert(name.clone(), value.clone());
        }
        if let Some((name, value)) = &self.idempotency_key {
            headers.insert(name.clone(), value.clone());
        }
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        // The transport states every length but that of nothing, and some servers insist on it.
        let is_empty = body.iter().flatten().all(Segment::is_empty);
        if is_empty
            && matches!(
                self.method,
                http::Method::POST | http::Method::PUT | http::Method::PATCH
            )
        {
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let access = self.site.access(self.endpoint).filter(|_| !self.elsewhere);
        let keys = access.map(|(access, _)| QueryKeys(access.info.schemes));
        let mut proven = Cow::Borrowed(self.query.as_str());
        if !self.elsewhere && (keys.is_some() || !held.is_empty()) {
            let query = proven.to_mut();
            self.site.prove(self.endpoint, held, &mut headers, query);
        }
        let query = &*proven;
        let url = match &self.address {
            // Its query is kept, and what proves who sends it comes behind.
            Some(address) => {
                let mut url = reqwest::Url::clone(address);
                if let Some(pairs) = query.strip_prefix('?') {
                    let own = url.query().map(|own| format!("{own}&{pairs}"));
                    url.set_query(Some(own.as_deref().unwrap_or(pairs)));
                }
                url
            }
            None => self.site.url(self.endpoint, &self.path, query),
        };
        Ok(Outgoing {
            endpoint: self.endpoint,
            method: self.method.clone(),
            url,
            headers,
            body,
            query_keys: keys,
        })
    }

    /// Whom it is sent to, for what is said of it.
    #[cfg(feature = "tracing")]
    pub(crate) fn target(&self) -> &reqwest::Url {
        let address = self.address.as_deref();
        address.unwrap_or_else(|| self.site.base_of(self.endpoint).url())
    }

    /// The duration of all audio; `None` when there is none, or when nobody knows it.
    pub(crate) fn audio(&self) -> Option<Duration> {
        let mut uploads = self.content.uploads().peekable();
        if uploads.peek().is_none() {
            return self.stated_audio();
        }
        let known = uploads.try_fold(Duration::ZERO, |sum, source| {
            Some(sum.saturating_add(source.duration?))
        });
        known.or_else(|| self.stated_audio())
    }

    /// The same as a caller states it in units: what is fetched from an address is no upload, and nobody else knows how
    /// long it plays.
    fn stated_audio(&self) -> Option<Duration> {
        let units = self.options.units.filter(|_| self.is_by_audio())?;
        let unit = self.endpoint.billing.unit_of_time()?;
        Duration::try_from_secs_f64(units * unit.as_secs_f64()).ok()
    }

    fn is_by_audio(&self) -> bool {
        let mut uploads = self.content.uploads();
        let sends_audio = uploads.any(|source| source.info.audio);
        self.endpoint.billing.is_by_audio(sends_audio)
    }

    /// How much audio one attempt may be billed for; `None` when nobody knows.
    pub(crate) fn price(&self) -> Option<Duration> {
        match self.endpoint.billing {
            Billing::Free => Some(Duration::ZERO),
            _ => self
                .audio()
                .or((!self.is_by_audio()).then_some(Duration::ZERO)),
        }
    }

    /// How many units one attempt may be billed for, by the unit of the endpoint; `None` when nobody knows before it is
    /// answered.
    pub(crate) fn units(&self) -> Option<f64> {
        let meter = self.endpoint.billing.meter();
        #[allow(clippy::cast_precision_loss)] // nothing costs 2^53 units
        let each = || Some(meter?.each? as f64);
        let sent = || {
            let places = meter?.sent.iter();
            sum(places.filter_map(|place| self.content.amount(place)))
        };
        self.options.units.or_else(each).or_else(sent)
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
pub(crate) type Body = (Option<HeaderValue>, Option<Vec<Segment>>);

impl Content {
    async fn open(&self) -> Result<Body, Refusal> {
        Ok(match self {
            Self::Nothing => (None, None),
            Self::Whole(bytes, content_type) => (
                Some(fixed(content_type)?),
                Some(vec![Segment::Bytes(bytes.clone())]),
            ),
            Self::Binary(source) => {
                let opened = source.open().await?;
                (Some(opened.content_type), Some(vec![opened.content]))
            }
            Self::Form(parts, boundary) => {
                let texts = parts.iter().map(|(_, part)| match part {
                    Part::Text(text) => text.len(),
                    Part::Typed(typed) => typed.text.len(),
                    Part::Upload(_) => 0,
                });
                let mut form = Form::new(*boundary, parts.len(), texts.sum());
                for (name, part) in parts {
                    match part {
                        Part::Text(text) => form.text(name, text),
                        Part::Typed(typed) => form.typed(name, typed),
                        Part::Upload(source) => form.upload(name, source.open().await?),
                    }
                }
                let (content_type, body) = form.finish();
                let content_type =
                    HeaderValue::from_maybe_shared(content_type).map_err(|_| unsendable("form"))?;
                (Some(content_type), Some(body))
            }
        })
    }

    /// How many units a place in it stands for.
    fn amount(&self, place: Pointer) -> Option<f64> {
        let (text, place) = match self {
            Self::Nothing | Self::Binary(_) => return None,
            Self::Whole(bytes, _) => (std::str::from_utf8(bytes).ok()?, place),
            Self::Form(parts, _) => {
                let (name, rest) = place.split_first()?;
                let mut parts = parts.iter().filter(|(other, _)| other == name);
                let text = parts.find_map(|(_, part)| match part {
                    Part::Text(text) => Some(text.as_str()),
                    Part::Typed(typed) => Some(typed.text.as_str()),
                    Part::Upload(_) => None,
                })?;
                (text, rest)
            }
        };
        let value = Raw::parse(text).ok();
        match (place, value) {
            // What is not JSON is a text.
            ([], None) => Some(characters(text)),
            (place, value) => Some(amount(value?.at(place)?)),
        }
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
                Part::Upload(source) => Some(source),
                Part::Text(_) | Part::Typed(_) => None,
            }))
    }

    /// The same, to be checked.
    pub(crate) fn uploads_mut(&mut self) -> impl Iterator<Item = &mut Source> {
        let (binary, parts) = match self {
            Self::Binary(source) => (Some(&mut **source), &mut [][..]),
            Self::Form(parts, _) => (None, &mut parts[..]),
            Self::Nothing | Self::Whole(..) => (None, &mut [][..]),
        };
        binary
            .into_iter()
            .chain(parts.iter_mut().filter_map(|(_, part)| match part {
                Part::Upload(source) => Some(source),
                Part::Text(_) | Part::Typed(_) => None,
            }))
    }
}

/// A media type of the contract, which is not copied.
fn fixed(text: &'static str) -> Result<HeaderValue, Refusal> {
    HeaderValue::from_maybe_shared(Bytes::from_static(text.as_bytes()))
        .map_err(|_| unsendable("media type"))
}

pub(crate) fn unsendable(what: &str) -> Refusal {
    Refusal::call(format!(
        "the contract's {what} cannot be sent: correct it there"
    ))
}
