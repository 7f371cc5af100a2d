//! A reply whose bytes are streamed.

mod read;

use crate::reply::error::{Error, Failure, Stored};
use crate::reply::opened::Opened;
use crate::site::refusal::count;
use crate::wire::Incoming;
use crate::wire::cut::Cut;
use crate::wire::silence::{Silence, Waiting};
use crate::wire::transport::TransportError;
use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;
use std::{fmt, io};
use theta_pace::Patience;

/// The bytes of a successful reply, as a stream.
///
/// A complete stream is distinguished from an interrupted one: a stream that the server cuts off, that is shorter than
/// its stated length, or that is silent for longer than [`idle_timeout`](struct.Builder.html#method.idle_timeout) ends
/// with an error. Nothing is retried once the first byte may have been handed out.
///
/// It is a [`Stream`] of pieces and an [`AsyncRead`](tokio::io::AsyncRead), so that `tokio::io::copy` writes it to a
/// file; [`next_chunk`](Self::next_chunk) needs no extension trait.
///
/// ```
/// use theta_runtime::{ByteStream, Error};
///
/// async fn play<E>(mut speech: ByteStream<E>, mut speaker: impl FnMut(&[u8])) -> Result<(), Error<E>> {
///     while let Some(chunk) = speech.next_chunk().await {
///         speaker(&chunk?);
///     }
///     Ok(())
/// }
/// ```
#[must_use = "bytes that are not read are paid for in vain"]
pub struct ByteStream<E> {
    /// What was read before it was opened.
    first: Bytes,
    /// `None` once it has ended, one way or the other.
    incoming: Option<Incoming>,
    opened: Opened,
    patience: Patience,
    received: u64,
    error: PhantomData<fn() -> E>,
}

impl<E> ByteStream<E> {
    #[doc(hidden)]
    pub fn new(
        first: Bytes,
        incoming: Option<Incoming>,
        opened: Opened,
        silence: Duration,
    ) -> Self {
        Self {
            first,
            incoming,
            opened,
            patience: Patience::new(silence),
            received: 0,
            error: PhantomData,
        }
    }

    /// Returns the next bytes; `None` at the end of the stream, and after an error.
    ///
    /// This method is cancel safe: no bytes are lost.
    pub async fn next_chunk(&mut self) -> Option<Result<Bytes, Error<E>>> {
        /// Time in which nobody waits does not count.
        struct Wait<'a, E>(&'a mut ByteStream<E>);

        impl<E> Drop for Wait<'_, E> {
            fn drop(&mut self) {
                self.0.patience.pause(self.0.opened.site.clock());
            }
        }

        let wait = Wait(self);
        std::future::poll_fn(|context| wait.0.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error<E>>>> {
        if !self.first.is_empty() {
            let chunk = std::mem::take(&mut self.first);
            self.received += chunk.len() as u64;
            return Poll::Ready(Some(Ok(chunk)));
        }
        let Some(incoming) = self.incoming.as_mut() else {
            return Poll::Ready(None);
        };
        let site = &self.opened.site;
        let chunk = self.patience.poll(site.clock(), context, |context| {
            // Cancelling it loses nothing.
            pin!(incoming.chunk()).poll(context)
        });
        let Poll::Ready(chunk) = chunk else {
            return Poll::Pending;
        };
        let chunk = chunk.unwrap_or_else(|| {
            Err(Cut::silent(Silence {
                limit: self.patience.limit(),
                messages: 0,
                bytes: self.received,
                waiting: Waiting::Bytes,
            }))
        });
        let cut = match chunk {
            Ok(Some(chunk)) => {
                self.received += chunk.len() as u64;
                return Poll::Ready(Some(Ok(chunk)));
            }
            // The built-in transport checks this itself; another may not.
            Ok(None) => match self.stated_length() {
                Some(length) if self.received < length => short(self.received, length).into(),
                _ => {
                    self.incoming = None;
                    return Poll::Ready(None);
                }
            },
            Err(cut) => cut,
        };
        self.incoming = None;
        Poll::Ready(Some(Err(self.interrupted(cut))))
    }

    /// Waits for the end of the stream and returns all remaining bytes.
    ///
    /// # Errors
    ///
    /// Returns an error when the stream is interrupted; what was received until then is in [`Error::body`].
    pub async fn collect(mut self) -> Result<Bytes, Error<E>> {
        let (mut first, mut rest) = (Bytes::new(), BytesMut::new());
        while let Some(chunk) = self.next_chunk().await {
            match chunk {
                Ok(chunk) if first.is_empty() => first = chunk,
                Ok(chunk) => rest.extend_from_slice(&chunk),
                Err(error) => return Err(error.with_body(joined(first, &rest))),
            }
        }
        Ok(joined(first, &rest))
    }

    /// Returns the headers of the reply.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.opened.headers
    }

    /// Returns the id that the server gave the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.opened.request_id.as_deref()
    }

    /// Returns how many bytes have been received so far.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    fn stated_length(&self) -> Option<u64> {
        let length = self.opened.headers.get(CONTENT_LENGTH)?;
        length.to_str().ok()?.trim().parse().ok()
    }

    fn interrupted(&self, cut: Cut) -> Error<E> {
        let Opened {
            status,
            headers,
            request_id,
            ..
        } = &self.opened;
        let reply = Stored {
            status: *status,
            headers: headers.clone(),
            body: Bytes::new(),
            truncated: true,
            code: None,
            detail: None,
            request_id: request_id.clone(),
            retry_after: None,
            should_retry: None,
        };
        Error::new(Failure::Transport(cut), self.opened.scene(Some(reply)))
    }
}

impl<E> Stream for ByteStream<E> {
    type Item = Result<Bytes, Error<E>>;

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Error<E>>>> {
        self.get_mut().poll(context)
    }
}

fn joined(first: Bytes, rest: &[u8]) -> Bytes {
    if rest.is_empty() {
        first
    } else {
        [&first[..], rest].concat().into()
    }
}

fn short(received: u64, length: u64) -> TransportError {
    let message = format!("{received} of {} came", count(length, "byte"));
    io::Error::new(io::ErrorKind::UnexpectedEof, message).into()
}

/// Omits headers and bytes, which may be private.
impl<E> fmt::Debug for ByteStream<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("endpoint", &self.opened.endpoint.name)
            .field("request_id", &self.opened.shown_request_id())
            .field("received", &self.received)
            .field("ended", &self.incoming.is_none())
            .finish_non_exhaustive()
    }
}
