//! Sending a call whose answer is given as it comes.

use crate::call::Call;
use crate::call::outcome::Finished;
use crate::call::send::reads;
use crate::reply::documented::Classify;
use crate::reply::error::{Error, ErrorKind};
use crate::reply::events::info::Events;
use crate::reply::events::resume::{Open as Reopen, Opening, Resume};
use crate::reply::events::{EventStream, Limits};
use crate::reply::opened::Opened;
use crate::reply::response::Response;
use crate::reply::stream::ByteStream;
use crate::wire::Incoming;
use crate::wire::exchange::{Outcome, Received};
use crate::wire::media::media_type;
use bytes::Bytes;
use http::HeaderMap;
use theta_json::DecodeError;
use theta_pace::Sleep;

/// What was opened: the reply without its body, the body unless it is no answer, and what is known of the call.
type Open = (Response<()>, Option<(Bytes, Incoming)>, Opened);

impl Call {
    /// Sends the call and returns the bytes as a stream.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_stream<E: Classify>(
        self: Box<Self>,
    ) -> Result<Response<ByteStream<E>>, Error<E>> {
        let pause = self.idle_timeout();
        let (response, body, opened) = self.open::<E>(&[], |_, _| Ok(())).await?;
        let (first, rest) = body.map_or((Bytes::new(), None), |(first, rest)| (first, Some(rest)));
        Ok(response.map(|()| ByteStream::new(first, rest, opened, pause)))
    }

    /// Sends the call and returns its events as a stream.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send_events<R: Events<Event: 'static, Error: Send + 'static> + 'static>(
        self: Box<Self>,
    ) -> Result<Response<EventStream<R::Event, R::Error>>, Error<R::Error>> {
        let again = if const { R::EVENTS }.resumes {
            self.again_with(None)
        } else {
            None
        };
        let response = self.open_events::<R>().await?;
        Ok(match again {
            Some(call) => {
                let at_most = call.attempts().saturating_sub(1);
                let open: Reopen<R::Event, R::Error> = Box::new(move |header, wait| {
                    Some(open_again::<R>(call.again_with(header)?, wait))
                });
                let resume = Resume::new(open, may_open, at_most);
                response.map(|stream| stream.resuming(resume))
            }
            None => response,
        })
    }

    async fn open_events<R: Events>(
        self: Box<Self>,
    ) -> Result<Response<EventStream<R::Event, R::Error>>, Error<R::Error>> {
        let (info, api) = (&const { R::EVENTS }, self.core.0.site.api);
        let limits = Limits {
            silence: self.idle_timeout(),
            gap: self.message_timeout(),
            event: self.max_event(info.max_event),
        };
        // What has another media type has no events, and may be anything.
        let opened = self.open::<R::Error>(info.media, |headers, is_open| {
            if is_open {
                return Ok(());
            }
            let found = media_type(headers).unwrap_or_else(|| "no media type".to_owned());
            Err(DecodeError::new(info.media[0], found))
        });
        let (response, body, opened) = opened.await?;
        let body = body.map_or((Bytes::new(), None), |(first, rest)| (first, Some(rest)));
        Ok(response.map(|()| EventStream::new(body, api, opened, info, R::read, &limits)))
    }

    /// Sends the call and leaves the body of its answer unread, if it has one of these media types.
    async fn open<E: Classify>(
        self: Box<Self>,
        media: &'static [&'static str],
        check: impl FnOnce(&HeaderMap, bool) -> Result<(), DecodeError>,
    ) -> Result<Open, Error<E>> {
        let site = self.core.0.site.clone();
        let mut reads = reads::<E>(0, |_| true);
        reads.max_body = None;
        reads.opens = media;
        reads.promised = false;
        let done = self.run(reads).await;
        let Finished {
            sent, sent_bytes, ..
        } = done.finished;

        let counted = done.finished.counted.clone();
        let rest = match &done.finished.outcome {
            Outcome::Replied(
                Received {
                    rest: Some(rest), ..
                },
                _,
            ) => rest.take(),
            _ => None,
        };
        let (endpoint, headers) = (done.endpoint, done.headers());
        let response = done.finish(false, |_| check(&headers, rest.is_some()))?;
        let opened = Opened {
            at: site.clock().now(),
            site,
            endpoint,
            status: response.status,
            is_documented: reads.is_documented(endpoint, response.status),
            headers: response.headers.clone(),
            request_id: response.request_id.clone(),
            sent,
            sent_bytes,
            spent: response.spent,
            counted,
        };
        Ok((response, rest, opened))
    }
}

/// Opens a stream again after a wait.
fn open_again<R: Events<Event: 'static, Error: Send + 'static> + 'static>(
    call: Box<Call>,
    wait: Sleep,
) -> Opening<R::Event, R::Error> {
    Box::pin(async move {
        wait.await;
        Ok(call.open_events::<R>().await?.into_value())
    })
}

/// Whether it is worth opening a stream again after such a failure: what was asked for once costs nothing.
fn may_open<E: Classify>(error: &Error<E>) -> bool {
    error.is_retryable() || matches!(error.kind(), ErrorKind::Transport { .. })
}
