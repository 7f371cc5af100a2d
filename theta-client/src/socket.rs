//! WebSockets: messages both ways, and every way in which they can end.

use crate::attempts::Finished;
use crate::call::Call;
use crate::documented::Classify;
use crate::error::{Cut, Error, Failure, Scene, Stored};
use crate::exchange::{Outcome, Received};
use crate::json::{Decode, DecodeError, Encode, Raw, Writer};
use crate::meta::{ApiInfo, StatusInfo};
use crate::reply::Reply;
use crate::response::Response;
use crate::send::{Done, reads};
use crate::stream::Opened;
use crate::transport::{Incoming, TransportError};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::header::{CONNECTION, UPGRADE};
use http::{HeaderName, HeaderValue};
use std::convert::Infallible;
use std::fmt;
use std::marker::PhantomData;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, frame::coding::CloseCode};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

const SWITCHING: u16 = 101;
/// The close code of a purpose that was fulfilled (RFC 6455, 7.4.1).
const NORMAL: u16 = 1000;
const KEY: HeaderName = HeaderName::from_static("sec-websocket-key");
const ACCEPT: HeaderName = HeaderName::from_static("sec-websocket-accept");
const VERSION: HeaderName = HeaderName::from_static("sec-websocket-version");

/// An open WebSocket: the client sends `S`, the server sends `R` or bytes.
///
/// How it ends is never in doubt. [`next`](Self::next) gives `None` only when the server closes it with the code of a
/// fulfilled purpose (1000), or after [`close`](Self::close). A failure inside it, a close with another code and a
/// connection that just ends are errors, and carry the request id.
pub struct Socket<S, R, E> {
    /// `None` once it has ended, one way or the other.
    stream: Option<WebSocketStream<reqwest::Upgraded>>,
    api: &'static ApiInfo,
    opened: Opened,
    types: PhantomData<fn(S) -> (R, E)>,
}

/// What comes over a WebSocket.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Frame<R> {
    /// A message.
    Message(R),
    /// Bytes, such as audio.
    Bytes(Bytes),
}

impl Call {
    /// Opens a WebSocket and sends the call's body as its first message.
    ///
    /// # Errors
    ///
    /// See [`Error`]; a refused handshake is a reply like any other.
    pub async fn open_socket<S, R, E: Classify>(
        mut self: Box<Self>,
        key_field: Option<&'static str>,
    ) -> Result<Response<Socket<S, R, E>>, Error<E>> {
        let first = self.take_text().map(|text| match (key_field, self.key()) {
            (Some(field), Some(key)) => with_key(&text, field, &key),
            _ => text,
        });
        let key = generate_key();
        self.fix(CONNECTION, HeaderValue::from_static("upgrade"));
        self.fix(UPGRADE, HeaderValue::from_static("websocket"));
        self.fix(VERSION, HeaderValue::from_static("13"));
        if let Ok(key) = HeaderValue::from_str(&key) {
            self.fix(KEY, key);
        }
        let mut reads = reads::<E>(0, |_| true);
        reads.max_body = None;
        let done = self.run(reads).await;
        let (received, rest) = match &done.finished.outcome {
            Outcome::Replied(received, None) if received.status == SWITCHING => {
                match received.rest.as_ref().and_then(crate::exchange::Rest::take) {
                    Some(rest) => (received.clone(), rest),
                    None => return Err(refused(done)),
                }
            }
            _ => return Err(refused(done)),
        };
        let (api, opened) = (done.api, opened(&done, &received));
        let expected = derive_accept_key(key.as_bytes());
        let accepted = received
            .headers
            .get(ACCEPT)
            .is_some_and(|accept| accept.as_bytes() == expected.as_bytes());
        let upgraded = match rest {
            Incoming::BuiltIn(response) if accepted => response.upgrade().await.map_err(Cut::from),
            Incoming::BuiltIn(_) => {
                Err(TransportError::new("the server did not accept the WebSocket's key").into())
            }
            Incoming::Injected(..) => {
                Err(TransportError::new("a WebSocket needs the transport that is built in").into())
            }
        };
        let upgraded =
            upgraded.map_err(|cut| Error::new(Failure::Transport(cut), scene(&opened, None)))?;
        let stream = WebSocketStream::from_raw_socket(upgraded, Role::Client, None).await;
        let mut socket = Socket {
            stream: Some(stream),
            api,
            opened,
            types: PhantomData,
        };
        if let Some(first) = first {
            socket.transmit(Message::text(first)).await?;
        }
        let opened = &socket.opened;
        Ok(Response {
            status: opened.status,
            headers: opened.headers.clone(),
            request_id: opened.request_id.clone(),
            spent: opened.spent,
            value: socket,
        })
    }
}

impl<S, R, E> Socket<S, R, E> {
    /// The id the server gave the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.opened.request_id.as_deref()
    }

    /// Sends bytes.
    ///
    /// # Errors
    ///
    /// When the connection has failed or the WebSocket has ended.
    pub async fn send_bytes(&mut self, bytes: impl Into<Bytes>) -> Result<(), Error<E>> {
        self.transmit(Message::Binary(bytes.into())).await
    }

    async fn transmit(&mut self, message: Message) -> Result<(), Error<E>> {
        let sent = match &mut self.stream {
            Some(stream) => stream.send(message).await.map_err(TransportError::new),
            None => Err(TransportError::new("the WebSocket has ended")),
        };
        sent.map_err(|error| self.cut(error))
    }

    fn cut(&self, error: TransportError) -> Error<E> {
        Error::new(
            Failure::Transport(error.into()),
            scene(&self.opened, Some(self.reply(Bytes::new()))),
        )
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
    /// When the connection has failed or the WebSocket has ended.
    pub async fn send(&mut self, message: &S) -> Result<(), Error<E>> {
        let mut out = Writer::new();
        message.encode(&mut out);
        self.transmit(Message::text(out.into_string())).await
    }
}

impl<S, R: Decode, E: Classify> Socket<S, R, E> {
    /// What comes next; `None` at the proper end, and after an error that ended it.
    ///
    /// A message that cannot be read is an error and does not end it.
    pub async fn next(&mut self) -> Option<Result<Frame<R>, Error<E>>> {
        loop {
            let message = match self.stream.as_mut()?.next().await {
                Some(Ok(message)) => message,
                Some(Err(error)) => {
                    self.stream = None;
                    return Some(Err(self.cut(TransportError::new(error))));
                }
                None => {
                    self.stream = None;
                    return Some(Err(self.cut(TransportError::new(
                        "the connection ended without a close frame",
                    ))));
                }
            };
            match message {
                Message::Text(text) => return Some(self.text(&text)),
                Message::Binary(bytes) => return Some(Ok(Frame::Bytes(bytes))),
                Message::Close(frame) => {
                    if let Some(mut stream) = self.stream.take() {
                        // The answer to the close frame; the server need not wait for it.
                        let _ = stream.flush().await;
                    }
                    return self.closed(frame).map(Err);
                }
                // Answered by the protocol.
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
    }

    /// Closes it and waits until the server has agreed; what still comes is dropped.
    ///
    /// # Errors
    ///
    /// When the connection failed, or the server reports a failure on the way.
    pub async fn close(mut self) -> Result<(), Error<E>> {
        let frame = CloseFrame {
            code: CloseCode::Normal,
            reason: Utf8Bytes::default(),
        };
        self.transmit(Message::Close(Some(frame))).await?;
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
        let bytes = Bytes::copy_from_slice(text.as_bytes());
        let unread = |status| Reply::new(self.api, status, &self.opened.headers, &bytes);
        let reply = unread(self.opened.status);
        if Raw::parse_container(text).is_some() && reply.shape().is_some() {
            let stored = Stored::new(&reply, bytes.clone(), false);
            let failure = match self.row(unread) {
                Some(row) => Failure::Documented(row),
                None => Failure::Unknown {
                    known_status: false,
                    known_code: false,
                },
            };
            self.stream = None;
            return Err(Error::new(failure, scene(&self.opened, Some(stored))));
        }
        Raw::parse(text)
            .and_then(R::decode)
            .map(Frame::Message)
            .map_err(|error| {
                Error::new(
                    Failure::Decode(error),
                    scene(&self.opened, Some(self.reply(bytes))),
                )
            })
    }

    /// The row of a failure inside the WebSocket. It has no status, so that of each row will do.
    fn row<'r>(&self, reply: impl Fn(u16) -> Reply<'r>) -> Option<E> {
        let ids = self.opened.endpoint.error_ids.iter();
        let rows = ids.filter_map(|id| self.api.errors.get(*id));
        rows.flat_map(|row| row.statuses).find_map(|status| {
            let status = match status {
                StatusInfo::Exact(status) => *status,
                StatusInfo::Class(class) => u16::from(*class) * 100,
            };
            E::classify(&reply(status))
        })
    }

    /// `None` when the purpose was fulfilled.
    fn closed(&self, frame: Option<CloseFrame>) -> Option<Error<E>> {
        let code = frame.as_ref().map(|frame| u16::from(frame.code));
        if code == Some(NORMAL) {
            return None;
        }
        let reason = frame.map_or_else(String::new, |frame| frame.reason.as_str().to_owned());
        let body = Bytes::from(reason);
        let documented = code
            .and_then(|code| E::classify(&Reply::new(self.api, code, &self.opened.headers, &body)));
        let failure = documented.map_or(Failure::Closed { code }, Failure::Documented);
        let mut stored = self.reply(body.clone());
        stored.detail = String::from_utf8(body.to_vec())
            .ok()
            .filter(|reason| !reason.is_empty());
        Some(Error::new(failure, scene(&self.opened, Some(stored))))
    }
}

/// Why there is no WebSocket: what any call that failed says.
fn refused<E: Classify>(done: Done) -> Error<E> {
    let other =
        |_: &Bytes| Err::<Infallible, _>(DecodeError::new("a WebSocket", "another success"));
    let Err(error) = done.finish(true, other);
    error
}

fn opened(done: &Done, received: &Received) -> Opened {
    let Finished {
        sent,
        sent_bytes,
        spent,
        ..
    } = done.finished;
    let reply = Reply::unread(done.api, received.status, &received.headers, &[]);
    Opened {
        endpoint: done.endpoint,
        status: received.status,
        request_id: reply.request_id().map(str::to_owned),
        headers: received.headers.clone(),
        sent,
        sent_bytes,
        spent,
    }
}

fn scene(opened: &Opened, reply: Option<Stored>) -> Scene {
    Scene {
        endpoint: opened.endpoint,
        sent: opened.sent,
        sent_bytes: opened.sent_bytes,
        spent: opened.spent,
        exhausted: None,
        reply,
    }
}

/// A JSON object with one more field.
fn with_key(object: &str, field: &str, key: &str) -> String {
    let text = |text: &str| {
        let mut out = Writer::new();
        text.encode(&mut out);
        out.into_string()
    };
    let Some(rest) = object.trim_start().strip_prefix('{') else {
        return object.to_owned();
    };
    let comma = if rest.trim_start().starts_with('}') {
        ""
    } else {
        ","
    };
    format!("{{{}:{}{comma}{rest}", text(field), text(key))
}

/// Leaves out what was sent and received, which may be private.
impl<S, R, E> fmt::Debug for Socket<S, R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("endpoint", &self.opened.endpoint.name)
            .field("request_id", &self.opened.request_id)
            .field("ended", &self.stream.is_none())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::with_key;

    #[test]
    fn the_key_stands_first_in_the_first_message() {
        let table = [
            (r#"{"a":1}"#, r#"{"X-Key":"k\"1","a":1}"#),
            ("{}", r#"{"X-Key":"k\"1"}"#),
            ("[1]", "[1]"),
        ];
        for (object, expected) in table {
            assert_eq!(with_key(object, "X-Key", "k\"1"), expected);
        }
    }
}
