//! Sessions over a WebSocket: what is said over one, and how it ends.

use crate::record::ReplyKind;
use crate::reply::Reply;
use crate::script::{Order, What};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use std::fmt::Write as _;
use theta_spec::contract::{Body, Contract, Returns, Status};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};
use tokio_tungstenite::tungstenite::{Message, Utf8Bytes};

/// Longest reason of a close frame (RFC 6455, 5.5).
const MAX_REASON: usize = 123;

/// A WebSocket that is about to be opened.
pub(crate) struct Session {
    head: String,
    /// Whether the client speaks first.
    listens: bool,
    course: Course,
}

/// What happens in a session.
enum Course {
    /// The documented example is sent, each message is answered with bytes, and the client closes it.
    Normal(Bytes),
    /// A failure is told in a message; then the session is closed.
    Told(Bytes),
    /// It is closed with that code and reason.
    Closed(u16, String),
    /// The connection ends without a close frame.
    Cut,
}

impl Session {
    /// The session that begins in the place of `reply`; `None` when the reply is sent instead.
    pub(crate) fn of(
        contract: &Contract,
        endpoint: usize,
        key: Option<&str>,
        order: Option<&Order>,
        reply: &Reply,
    ) -> Option<Self> {
        let (endpoint, key) = (contract.endpoints.get(endpoint)?, key?);
        if !matches!(endpoint.returns, Returns::Socket { .. }) {
            return None;
        }
        let closes = |status: &Status| matches!(status, Status::Exact(1000..));
        let course = match order.map(|order| (&order.what, order.terms.in_session)) {
            Some((What::Close(code, reason), _)) => Course::Closed(*code, reason.clone()),
            Some((What::Row(row), _))
                if contract.error(row.id).status.members.iter().all(closes) =>
            {
                Course::Closed(
                    reply.status,
                    String::from_utf8_lossy(&reply.body).into_owned(),
                )
            }
            Some((What::Row(_) | What::Raw(_), true)) => Course::Told(reply.body.clone()),
            Some((What::Disconnect, true)) => Course::Cut,
            _ if reply.kind == ReplyKind::Success => {
                Course::Normal(endpoint.example.clone().into())
            }
            _ => return None,
        };
        let mut head = format!(
            "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: {}\r\n",
            derive_accept_key(key.as_bytes())
        );
        for (name, value) in reply
            .headers
            .iter()
            .filter(|(name, _)| name != "content-type")
        {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        Some(Self {
            head,
            listens: !matches!(endpoint.body, Body::None),
            course,
        })
    }

    /// Runs to its end, which is the end of the connection. A client that goes away ends it early.
    pub(crate) async fn run(self, mut stream: TcpStream) {
        if stream.write_all(self.head.as_bytes()).await.is_err() {
            return;
        }
        let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
        if self.listens && !matches!(socket.next().await, Some(Ok(_))) {
            return;
        }
        match self.course {
            Course::Cut => return,
            Course::Closed(code, reason) => close(&mut socket, code, &reason).await,
            Course::Told(body) => {
                let _ = socket.send(text(&body)).await;
                close(&mut socket, 1000, "").await;
            }
            Course::Normal(example) => {
                if !example.is_empty() {
                    let _ = socket.send(text(&example)).await;
                }
            }
        }
        // The library answers a close frame while it is read on.
        while let Some(Ok(message)) = socket.next().await {
            if let Message::Text(_) = message {
                let _ = socket
                    .send(Message::Binary(Bytes::from_static(b"theta-mock")))
                    .await;
            }
        }
    }
}

fn text(body: &Bytes) -> Message {
    Message::text(String::from_utf8_lossy(body).into_owned())
}

async fn close(socket: &mut WebSocketStream<TcpStream>, code: u16, reason: &str) {
    let end = (0..=MAX_REASON.min(reason.len()))
        .rev()
        .find(|end| reason.is_char_boundary(*end));
    let frame = CloseFrame {
        code: code.into(),
        reason: Utf8Bytes::from(&reason[..end.unwrap_or(0)]),
    };
    let _ = socket.send(Message::Close(Some(frame))).await;
}
