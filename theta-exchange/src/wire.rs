//! Carrying requests and replies.

#[doc(hidden)]
pub mod built_in;
#[doc(hidden)]
pub mod cut;
#[doc(hidden)]
pub mod exchange;
#[cfg(feature = "reqwest-0-13")]
pub mod existing;
pub(crate) mod fatal;
#[doc(hidden)]
pub mod media;
#[doc(hidden)]
pub mod multipart;
#[doc(hidden)]
pub mod pools;
#[cfg(feature = "tower")]
pub mod service;
pub mod silence;
pub(crate) mod told;
pub mod transport;

use crate::site::access::QueryKeys;
use crate::site::meta::EndpointInfo;
use crate::site::refusal::Refusal;
use crate::upload::body::{Meter, Segment, UploadBody};
use bytes::{Bytes, BytesMut};
use cut::Cut;
use futures_util::future::Either;
use http::HeaderValue;
use http::header::{CONTENT_LENGTH, HOST};
use http_body::Body as _;
use pools::Pools;
use std::sync::Arc;
use theta_coding::{CodingError, Codings, Decoder, Step};
use transport::{RequestBody, ResponseBody, Transport, TransportError};

/// The transport of a client. The built-in one is not boxed: it is on the path of every call.
#[doc(hidden)]
#[derive(Clone)]
pub enum Wire {
    BuiltIn {
        pools: Pools,
        /// The `host` header, which would otherwise be written anew for every request.
        host: Option<HeaderValue>,
    },
    Injected(Arc<dyn Transport>),
}

/// A reply whose body is still coming.
#[doc(hidden)]
pub struct Incoming {
    pub reply: Carried,
    /// What the body is wrapped in.
    codings: Option<Result<Codings, CodingError>>,
    /// What undoes that, once some of the body was asked for.
    decoder: Option<Box<Decoder>>,
    /// What has come of text that is said to be coded as nobody can undo, until it is known whether it is.
    head: Option<BytesMut>,
}

/// A reply as its transport gives it.
#[doc(hidden)]
pub enum Carried {
    BuiltIn(reqwest::Response),
    Injected(http::response::Parts, ResponseBody),
}

/// A request that is ready to be sent once.
#[doc(hidden)]
pub struct Outgoing {
    pub endpoint: &'static EndpointInfo,
    pub method: http::Method,
    pub url: reqwest::Url,
    pub headers: http::HeaderMap,
    /// `None` when the endpoint takes no body at all.
    pub body: Option<Vec<Segment>>,
    /// Of an API with more than one key in one header, or with several hosts.
    pub query_keys: Option<QueryKeys>,
}

#[doc(hidden)]
impl Wire {
    /// Sends at once; what is waited for is no larger than it must be.
    pub fn send<'w>(
        &'w self,
        outgoing: Outgoing,
        meter: &'w Meter,
    ) -> impl Future<Output = Result<Incoming, Cut>> + Send + 'w {
        let Outgoing {
            endpoint,
            method,
            url,
            headers,
            body,
            query_keys,
        } = outgoing;
        let has_body = body.is_some();
        let body = UploadBody::new(body.unwrap_or_default(), meter.clone());
        match self {
            Self::BuiltIn { pools, host } => {
                let mut request = reqwest::Request::new(method, url);
                *request.headers_mut() = headers;
                // Of several hosts the transport says which one is meant.
                if let (Some(host), None) = (host, query_keys) {
                    let headers = request.headers_mut();
                    headers.entry(HOST).or_insert_with(|| host.clone());
                }
                if has_body {
                    // The transport would state it too, behind headers that have to be moved for it.
                    if !body.is_end_stream() {
                        let length = body.size_hint().lower().into();
                        request.headers_mut().insert(CONTENT_LENGTH, length);
                    }
                    *request.body_mut() = Some(reqwest::Body::wrap(body));
                }
                let sending = pools.here().map(|http| http.execute(request));
                Either::Left(async { Ok(Incoming::new(Carried::BuiltIn(sending?.await?))) })
            }
            Self::Injected(transport) => {
                let mut request = http::Request::new(RequestBody::new(body));
                *request.method_mut() = method;
                *request.headers_mut() = headers;
                request.extensions_mut().insert(endpoint);
                if let Some(keys) = query_keys {
                    request.extensions_mut().insert(keys);
                }
                let sending = url.as_str().parse().map(|uri| {
                    *request.uri_mut() = uri;
                    transport.send(request)
                });
                Either::Right(async {
                    let sent = match sending {
                        Ok(sending) => sending.await,
                        Err(error) => {
                            let error: http::uri::InvalidUri = error;
                            Err(TransportError::connect(error))
                        }
                    };
                    match sent {
                        Ok(response) => {
                            let (parts, body) = response.into_parts();
                            Ok(Incoming::new(Carried::Injected(parts, body)))
                        }
                        Err(error) => {
                            if error.refused {
                                meter.void(Refusal::call(error.cause.to_string()));
                            }
                            Err(error.into())
                        }
                    }
                })
            }
        }
    }
}

impl Incoming {
    fn new(reply: Carried) -> Self {
        Self {
            reply,
            codings: None,
            decoder: None,
            head: None,
        }
    }

    pub(crate) fn status(&self) -> u16 {
        match &self.reply {
            Carried::BuiltIn(response) => response.status().as_u16(),
            Carried::Injected(parts, _) => parts.status.as_u16(),
        }
    }

    /// The headers, which also say how the body is coded.
    pub(crate) fn take_headers(&mut self) -> http::HeaderMap {
        let headers = std::mem::take(match &mut self.reply {
            Carried::BuiltIn(response) => response.headers_mut(),
            Carried::Injected(parts, _) => &mut parts.headers,
        });
        self.codings = theta_coding::stated(&headers);
        headers
    }

    /// Takes out of the headers how the body is coded, if that is undone as it comes.
    pub(crate) fn forget_codings(&self, headers: &mut http::HeaderMap) {
        if matches!(self.codings, Some(Ok(_))) {
            theta_coding::forget(headers);
        }
    }

    /// Lets the first bytes decide whether the body, which should be text, is coded as nobody can undo.
    pub(crate) fn expect_text(&mut self) {
        if matches!(self.codings, Some(Err(_))) {
            self.head = Some(BytesMut::new());
        }
    }

    /// What the body is wrapped in, which is then no longer undone here.
    pub(crate) fn take_codings(&mut self) -> Option<Result<Codings, CodingError>> {
        self.codings.take()
    }

    /// The next bytes, decoded unless the codings were taken; `None` at the end. Cancelling it loses nothing.
    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, Cut> {
        while let Some(head) = &mut self.head {
            let chunk = self.reply.chunk().await?;
            let is_whole = chunk.is_none();
            head.extend_from_slice(&chunk.unwrap_or_default());
            match theta_coding::is_plain(head, is_whole) {
                Some(true) => {
                    let head = std::mem::take(head).freeze();
                    (self.head, self.codings) = (None, None);
                    return Ok(Some(head).filter(|head| !head.is_empty()));
                }
                Some(false) => self.head = None,
                None => {}
            }
        }
        match self.codings.take() {
            Some(Ok(codings)) => self.decoder = Some(Box::new(Decoder::new(&codings))),
            Some(Err(error)) => return Err(error.into()),
            None => {}
        }
        loop {
            match self.decoder.as_deref_mut().map(Decoder::step).transpose()? {
                Some(Step::Data(data)) => return Ok(Some(data)),
                Some(Step::End) => return Ok(None),
                Some(Step::More) | None => {}
            }
            let chunk = self.reply.chunk().await?;
            match (&mut self.decoder, chunk) {
                (None, chunk) => return Ok(chunk),
                (Some(decoder), Some(chunk)) => decoder.feed(chunk),
                (Some(decoder), None) => decoder.end(),
            }
        }
    }
}

impl Carried {
    async fn chunk(&mut self) -> Result<Option<Bytes>, Cut> {
        match self {
            Self::BuiltIn(response) => Ok(response.chunk().await?),
            Self::Injected(_, body) => match body.chunk().await {
                None => Ok(None),
                Some(Ok(chunk)) => Ok(Some(chunk)),
                Some(Err(error)) => Err(TransportError::new(error).into()),
            },
        }
    }
}
