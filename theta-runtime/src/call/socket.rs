//! WebSockets: messages in both directions, and the ways in which a connection can end.

mod frames;
mod line;
mod open;

use frames::Closing;
use line::Line;
#[cfg(feature = "testing")]
pub(crate) use open::{KEY, switched};

use crate::reply::Reply;
use crate::reply::documented::Classify;
use crate::reply::error::{Error, Failure, Stored, may_close};
use crate::reply::opened::Opened;
use crate::reply::within::{Heard, failure_in};
use crate::site::meta::ApiInfo;
use crate::wire::cut::Cut;
use crate::wire::silence::{Silence, Waiting};
use crate::wire::transport::TransportError;
use bytes::Bytes;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;
use theta_json::{Decode, Encode, Raw, Writer};
use theta_pace::{Alarm, Patience};
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, frame::coding::CloseCode};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// The close code of a purpose that was fulfilled (RFC 6455, 7.4.1).
pub(crate) const NORMAL: u16 = 1000;

/// An open WebSocket: the client sends `S`, the server sends `R` or bytes.
///
/// The end is always unambiguous. [`next`](Self::next) returns `None` only when the server closes with the code of
/// normal closure (1000), or after [`close`](Self::close). A reported failure, a close with another code and a
/// connection that ends without a close are errors, and carry the request id.
///
/// Waits are limited: [`idle_timeout`](crate::Builder::idle_timeout) is how long the server may be silent while `next`
/// waits, how long it may refuse to take what is sent, and how long it may take to agree to a close. The default is
/// the timeout of one attempt. After that the connection is given up at once. The error contains what is known of the
/// call: what had been received ([`Error::silence`]), and that it may have been billed ([`Error::billed`]), which
/// applies to every WebSocket that was opened unless the contract says that it is free. A ping counts as a sign of
/// life, but thousands of them with nothing in between do not, and also end the WebSocket. The time from one message
/// to the next is limited by [`message_timeout`](crate::Builder::message_timeout), whatever else is received.
pub struct Socket<S, R, E> {
    /// `None` once it has ended, one way or the other.
    line: Option<Line>,
    api: &'static ApiInfo,
    opened: Opened,
    patience: Patience,
    /// How long it may take from message to message, whatever else comes.
    gap: Patience,
    /// How many messages have come.
    messages: u64,
    /// How many bytes they had.
    bytes: u64,
    types: PhantomData<fn(S) -> (R, E)>,
}

/// Something received over a WebSocket.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Frame<R> {
    /// A message.
    Message(R),
    /// Bytes, such as audio.
    Bytes(Bytes),
}

impl<S, R, E> Socket<S, R, E> {
    /// Returns the id that the server gave the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.opened.request_id.as_deref()
    }

    /// Sends bytes.
    ///
    /// # Errors
    ///
    /// Returns an error when the connection has failed, the WebSocket has ended, or the server does not take the bytes
    /// in time.
    pub async fn send_bytes(&mut self, bytes: impl Into<Bytes>) -> Result<(), Error<E>> {
        self.transmit(Message::Binary(bytes.into())).await
    }

    pub(crate) fn new(
        line: Line,
        api: &'static ApiInfo,
        mut opened: Opened,
        silence: Duration,
        gap: Duration,
    ) -> Self {
        opened.at = opened.site.clock().now();
        Self {
            line: Some(line),
            api,
            opened,
            patience: Patience::new(silence),
            gap: Patience::new(gap),
            messages: 0,
            bytes: 0,
            types: PhantomData,
        }
    }

    pub(crate) async fn transmit(&mut self, message: Message) -> Result<(), Error<E>> {
        let Some(line) = &mut self.line else {
            return Err(self.cut(TransportError::new("the WebSocket has ended").into()));
        };
        let pulse = line.pulse();
        let mut patience = Patience::new(self.patience.limit());
        let sent = patience.wait(
            self.opened.site.clock(),
            || pulse.written(),
            line.send(message),
        );
        match sent.await {
            Some(Ok(())) => Ok(()),
            // Why may still be there to be read.
            Some(Err(error)) => Err(self.cut(TransportError::new(error).into())),
            None => {
                self.line = None;
                Err(self.cut(self.silent(Waiting::Taken)))
            }
        }
    }

    /// The next message or close frame; `None` after the end. An error ends it.
    async fn hear(&mut self) -> Option<Result<Message, Cut>> {
        let line = self.line.as_mut()?;
        let pulse = line.pulse();
        let (patience, clock) = (&mut self.patience, self.opened.site.clock());
        let heard = async {
            loop {
                match patience.wait(clock, || pulse.read(), line.next()).await {
                    // Answered by the protocol.
                    Some(Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)))) => {}
                    heard => return heard,
                }
            }
        };
        let cut = match self.gap.wait(clock, || None, heard).await {
            Some(Some(Some(Ok(message)))) => {
                if let Message::Text(_) | Message::Binary(_) = message {
                    self.messages += 1;
                    self.bytes += message.len() as u64;
                }
                return Some(Ok(message));
            }
            Some(Some(Some(Err(error)))) => TransportError::new(error).into(),
            Some(Some(None)) => {
                TransportError::new("the connection ended without a close frame").into()
            }
            Some(None) => self.silent(Waiting::Message),
            None => self.given_up(Waiting::Data, self.gap.limit()),
        };
        self.line = None;
        Some(Err(cut))
    }

    fn silent(&self, waiting: Waiting) -> Cut {
        self.given_up(waiting, self.patience.limit())
    }

    fn given_up(&self, waiting: Waiting, limit: Duration) -> Cut {
        Cut::silent(Silence::new(waiting, limit, self.messages, self.bytes))
    }

    fn cut(&self, cut: Cut) -> Error<E> {
        self.fail(Failure::Transport(cut), self.reply(Bytes::new()))
    }

    fn fail(&self, failure: Failure<E>, reply: Stored) -> Error<E> {
        Error::new(failure, self.opened.scene(Some(reply)))
    }

    /// A reply of the handshake's status and headers with another body.
    fn reply(&self, body: Bytes) -> Stored {
        let reply = Reply::unread(self.api, self.opened.status, &self.opened.headers, &[]);
        Stored::new(&reply, body, false)
    }
}

impl<S: Encode, R, E> Socket<S, R, E> {
    /// Sends a message.
    ///
    /// # Errors
    ///
    /// Returns an error when the connection has failed, the WebSocket has ended, or the server does not take the
    /// message in time.
    pub async fn send(&mut self, message: &S) -> Result<(), Error<E>> {
        let mut out = Writer::new();
        message.encode(&mut out);
        self.transmit(Message::text(out.into_string())).await
    }
}

impl<S, R: Decode, E: Classify> Socket<S, R, E> {
    /// Waits for the next message or bytes; `None` at the normal end, and after an error that ended the WebSocket.
    ///
    /// A message that cannot be read is an error, but does not end the WebSocket. A server that is silent for too long
    /// ends it; waits that are cancelled, for example by `select!`, add up until something is received. This method is
    /// cancel safe: nothing is lost.
    pub async fn next(&mut self) -> Option<Result<Frame<R>, Error<E>>> {
        loop {
            let message = match self.hear().await? {
                Ok(message) => message,
                Err(cut) => return Some(Err(self.cut(cut))),
            };
            match message {
                Message::Text(text) => return Some(self.text(&text)),
                Message::Binary(bytes) => return Some(Ok(Frame::Bytes(bytes))),
                Message::Close(frame) => {
                    let mut closing = frame.map(|frame| Closing {
                        code: frame.code.into(),
                        reason: frame.reason.as_str().to_owned(),
                    });
                    if let Some(mut line) = self.line.take() {
                        // The answer to the close frame; the server need not wait for it.
                        line.flush_now();
                        closing = line.pulse().closing().or(closing);
                    }
                    return self.closed(closing).map(Err);
                }
                // `hear` keeps them to itself.
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    /// Closes the WebSocket and waits until the server agrees; anything received meanwhile is dropped.
    ///
    /// # Errors
    ///
    /// Returns an error when the connection failed, the server reports a failure before closing, or it does not agree
    /// in time.
    pub async fn close(mut self) -> Result<(), Error<E>> {
        let frame = CloseFrame {
            code: CloseCode::Normal,
            reason: Utf8Bytes::default(),
        };
        self.transmit(Message::Close(Some(frame))).await?;
        let site = self.opened.site.clone();
        // What keeps coming is no agreement.
        let mut alarm = Alarm::after(site.clock(), self.patience.limit());
        match alarm.guard(self.drain()).await {
            Some(end) => end,
            None => Err(self.cut(self.silent(Waiting::Closed))),
        }
    }

    async fn drain(&mut self) -> Result<(), Error<E>> {
        while let Some(frame) = self.next().await {
            match frame {
                Ok(_) => {}
                // A server that answers the close frame without a code agrees as well.
                Err(error) if matches!(error.kind(), crate::ErrorKind::Closed { code: None }) => {
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &Utf8Bytes) -> Result<Frame<R>, Error<E>> {
        let Opened {
            endpoint,
            status,
            headers,
            ..
        } = &self.opened;
        let bytes = Bytes::copy_from_slice(text.as_bytes());
        if let Some((reply, row)) =
            failure_in(self.api, endpoint, (*status, headers), text, Heard::Message)
        {
            let stored = Stored::new(&reply, bytes, false);
            let failure = match row {
                Some(row) => Failure::Documented(row),
                None => Failure::Unknown {
                    known_status: false,
                    known_code: false,
                },
            };
            self.line = None;
            return Err(self.fail(failure, stored));
        }
        Raw::parse(text)
            .and_then(R::decode)
            .map(Frame::Message)
            .map_err(|error| self.fail(Failure::Decode(error), self.reply(bytes)))
    }

    /// `None` when the purpose was fulfilled.
    fn closed(&self, closing: Option<Closing>) -> Option<Error<E>> {
        let code = closing.as_ref().map(|closing| closing.code);
        if code == Some(NORMAL) {
            return None;
        }
        let reason = closing.map_or_else(String::new, |closing| closing.reason);
        let body = Bytes::from(reason);
        // What no frame may carry is no documented close, whatever a row says.
        let documented = code
            .filter(|code| may_close(*code))
            .and_then(|code| E::first(&Reply::new(self.api, code, &self.opened.headers, &body)));
        let failure = documented.map_or(Failure::Closed { code }, Failure::Documented);
        let mut stored = self.reply(body.clone());
        stored.detail = String::from_utf8(body.to_vec())
            .ok()
            .filter(|reason| !reason.is_empty());
        Some(self.fail(failure, stored))
    }
}

/// Omits what was sent and received, which may be private.
impl<S, R, E> fmt::Debug for Socket<S, R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("endpoint", &self.opened.endpoint.name)
            .field("request_id", &self.opened.shown_request_id())
            .field("ended", &self.line.is_none())
            .finish_non_exhaustive()
    }
}
