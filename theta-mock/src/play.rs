//! Faults on the bare socket, where no HTTP library repairs or refuses them.

use crate::connection::Place;
use crate::events::pieces;
use crate::exchange::Shared;
use crate::fault::Fault;
use crate::limits::Running;
use crate::reply::Reply;
use crate::session::Session;
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::body::Incoming;
use std::fmt::Write as _;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};
use tokio::net::TcpStream;

/// How much is read or written at once.
const CHUNK: usize = 64 * 1024;

/// A fault that waits for its connection, and the reply that it spoils.
pub(crate) struct Play {
    pub(crate) fault: Fault,
    pub(crate) reply: Option<Reply>,
    /// The request; `None` when none has come.
    pub(crate) place: Option<Place>,
    /// The body: what the HTTP library has read ahead of whom it serves is in it.
    pub(crate) body: Option<Incoming>,
    /// Bytes of the body that were not counted, when its length is known.
    pub(crate) left: Option<u64>,
    /// Whether the request was read whole.
    pub(crate) whole: bool,
    /// A WebSocket that takes the connection instead.
    pub(crate) session: Option<Session>,
    /// Counts among what runs at the same time.
    pub(crate) running: Running,
}

impl Play {
    /// Counts what was read ahead. The library must have let go of the connection, or this waits for more.
    pub(crate) async fn count_ahead(&mut self, shared: &Shared, unparsed: usize) {
        let mut ahead = unparsed as u64;
        if let Some(mut body) = self.body.take() {
            while let Some(Ok(frame)) = body.frame().await {
                ahead += frame.data_ref().map_or(0, |data| data.len() as u64);
            }
        }
        if let Some(place) = self.place {
            count(shared, place, ahead, &mut self.left);
        }
    }
}

/// A connection taken over from the HTTP library.
pub(crate) struct Taken {
    pub(crate) stream: TcpStream,
    pub(crate) shared: Arc<Shared>,
}

impl Taken {
    /// Plays the fault to its end, which is the end of the connection: all that is left to do on one that comes back is
    /// to see it off.
    pub(crate) async fn play(mut self, mut play: Play) -> Option<TcpStream> {
        if let Some(session) = play.session.take() {
            session.run(self.stream).await;
            return None;
        }
        let unannounced = play.fault.ends_unannounced();
        // A client that went away ends the play early, and that is all there is to it.
        let played = self.perform(play).await;
        (unannounced && played.is_ok()).then_some(self.stream)
    }

    async fn perform(&mut self, play: Play) -> io::Result<()> {
        let reply = play.reply.as_ref();
        match &play.fault {
            Fault::ResetAtAccept | Fault::ResetDuringUpload { .. } | Fault::ResetAfterUpload => {
                self.stream.set_zero_linger()
            }
            Fault::NeverRead | Fault::StopReading { .. } => {
                self.hold_unread().await;
                Ok(())
            }
            Fault::HalfClose => {
                self.stream.shutdown().await?;
                self.absorb(&play).await
            }
            Fault::EarlyReplyClose { .. } => self.send(reply, "connection: close\r\n").await,
            Fault::EarlyReplyDrain { .. } => {
                self.send(reply, "connection: close\r\n").await?;
                self.absorb(&play).await
            }
            Fault::Hang => self.absorb(&play).await,
            Fault::GarbageStatusLine => self.write(b"\x15\x03\x01\x00\x02\x02\x16\r\n\r\n").await,
            Fault::HugeBody { bytes, .. } => self.send_huge(reply, *bytes).await,
            fault => match reply {
                Some(reply) => self.spoil(fault, reply, &play).await,
                None => Ok(()),
            },
        }
    }

    /// Faults in the bytes of a reply.
    async fn spoil(&mut self, fault: &Fault, reply: &Reply, play: &Play) -> io::Result<()> {
        let body = &reply.body;
        let half = &body[..body.len() / 2];
        // An empty body, too, is announced and does not come.
        let announced = format!("content-length: {}\r\n", body.len().max(2));
        match fault {
            Fault::TruncatedHead | Fault::StalledHead => {
                let head = head(reply, &announced);
                self.write(&head[..head.len() / 2]).await?;
                match fault {
                    Fault::StalledHead => self.absorb(play).await,
                    _ => Ok(()),
                }
            }
            Fault::ManyHeaders { count } => {
                let mut more = String::new();
                for number in 0..*count {
                    let _ = write!(more, "x-more-{number}: 1\r\n");
                }
                self.send(Some(reply), &more).await
            }
            Fault::LargeHeader { bytes } => {
                let size = usize::try_from(*bytes)
                    .unwrap_or(usize::MAX)
                    .min(MAX_HEADER);
                self.send(Some(reply), &format!("x-large: {}\r\n", "a".repeat(size)))
                    .await
            }
            Fault::Informational { count } => {
                for _ in 0..*count {
                    self.write(b"HTTP/1.1 103 Early Hints\r\nlink: </docs>; rel=help\r\n\r\n")
                        .await?;
                }
                self.send(Some(reply), "").await
            }
            Fault::BadLength => {
                self.write_parts(&head(reply, "content-length: many\r\n"), body)
                    .await
            }
            Fault::TruncatedBody => self.write_parts(&head(reply, &announced), half).await,
            Fault::ResetInReply => {
                self.write_parts(&head(reply, &announced), half).await?;
                self.stream.set_zero_linger()
            }
            Fault::StalledBody => {
                self.write_parts(&head(reply, &announced), half).await?;
                self.absorb(play).await
            }
            Fault::TruncatedChunked | Fault::GarbageChunk => {
                let mut bytes = head(reply, "transfer-encoding: chunked\r\n");
                if !half.is_empty() {
                    bytes.extend_from_slice(format!("{:x}\r\n", half.len()).as_bytes());
                    bytes.extend_from_slice(half);
                    bytes.extend_from_slice(b"\r\n");
                }
                if *fault == Fault::GarbageChunk {
                    bytes.extend_from_slice(b"many\r\n");
                }
                self.write(&bytes).await
            }
            Fault::SlowBody { every } => {
                self.write(&head(reply, &length(body.len()))).await?;
                for byte in body {
                    self.shared.settings.clock.sleep(*every).await;
                    self.write(&[*byte]).await?;
                }
                Ok(())
            }
            Fault::EventPause { every } => {
                self.write(&head(reply, &length(body.len()))).await?;
                let is_sse = reply.headers.iter().any(|(name, value)| {
                    name == "content-type" && value.starts_with("text/event-stream")
                });
                for (at, piece) in pieces(body, is_sse).into_iter().enumerate() {
                    if at > 0 {
                        self.shared.settings.clock.sleep(*every).await;
                    }
                    self.write(piece).await?;
                }
                Ok(())
            }
            Fault::CloseAfterReply { after } => {
                self.send(Some(reply), "").await?;
                self.shared.settings.clock.sleep(*after).await;
                Ok(())
            }
            Fault::ResetOnReuse => {
                self.send(Some(reply), "").await?;
                tokio::select! {
                    () = self.shared.settings.clock.sleep(self.shared.settings.hold) => {}
                    _ = self.stream.readable() => self.stream.set_zero_linger()?,
                }
                Ok(())
            }
            // Nothing is sent.
            _ => Ok(()),
        }
    }

    /// A whole reply with further header lines.
    async fn send(&mut self, reply: Option<&Reply>, more: &str) -> io::Result<()> {
        let Some(reply) = reply else { return Ok(()) };
        let lines = format!("{}{more}", length(reply.body.len()));
        self.write_parts(&head(reply, &lines), &reply.body).await
    }

    /// A JSON object of that size, never whole in memory.
    async fn send_huge(&mut self, reply: Option<&Reply>, bytes: u64) -> io::Result<()> {
        const START: &[u8] = b"{\"text\":\"";
        const END: &[u8] = b"\"}";
        let Some(reply) = reply else { return Ok(()) };
        self.write(&head(reply, &format!("content-length: {bytes}\r\n")))
            .await?;
        let frame = (START.len() + END.len()) as u64;
        let whole = bytes >= frame;
        if whole {
            self.write(START).await?;
        }
        let chunk = vec![b'a'; CHUNK];
        let mut left = if whole { bytes - frame } else { bytes };
        while left > 0 {
            let size = usize::try_from(left).unwrap_or(CHUNK).min(CHUNK);
            self.write(&chunk[..size]).await?;
            left -= size as u64;
        }
        if whole {
            self.write(END).await?;
        }
        Ok(())
    }

    async fn write_parts(&mut self, head: &[u8], body: &[u8]) -> io::Result<()> {
        // In one piece: a client that was sent a head also was sent what follows.
        self.write(&[head, body].concat()).await
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Reads and drops what comes, until the client closes or the time to hold a connection is over.
    async fn absorb(&mut self, play: &Play) -> io::Result<()> {
        let hold = self.shared.settings.clock.sleep(self.shared.settings.hold);
        let (shared, stream) = (&self.shared, &mut self.stream);
        let reading = async {
            let mut left = play.left;
            let mut buffer = vec![0; CHUNK];
            if let Some(place) = play.place.filter(|_| !play.whole) {
                while left != Some(0) {
                    let Ok(read @ 1..) = stream.read(&mut buffer).await else {
                        return;
                    };
                    count(shared, place, read as u64, &mut left);
                }
                shared.state().connections.complete(place);
            }
            while let Ok(1..) = stream.read(&mut buffer).await {}
        };
        tokio::select! {
            () = hold => {}
            () = reading => {}
        }
        Ok(())
    }

    /// Keeps the connection and reads nothing, so that it fills up.
    async fn hold_unread(&mut self) {
        tokio::select! {
            () = self.shared.settings.clock.sleep(self.shared.settings.hold) => {}
            _ = self.stream.ready(Interest::ERROR) => {}
        }
    }
}

/// Larger headers than that prove nothing more.
const MAX_HEADER: usize = 64 * 1024 * 1024;

/// Counts bytes of a body, as far as they belong to it.
fn count(shared: &Shared, place: Place, bytes: u64, left: &mut Option<u64>) {
    let bytes = left.map_or(bytes, |left| bytes.min(left));
    if let Some(left) = left {
        *left -= bytes;
    }
    shared.state().connections.read(place, bytes);
}

fn length(bytes: usize) -> String {
    format!("content-length: {bytes}\r\n")
}

/// Status line and headers, with further lines at their end.
fn head(reply: &Reply, more: &str) -> Vec<u8> {
    let reason = StatusCode::from_u16(reply.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default();
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", reply.status);
    for (name, value) in &reply.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head.push_str(more);
    head.push_str("\r\n");
    head.into_bytes()
}
