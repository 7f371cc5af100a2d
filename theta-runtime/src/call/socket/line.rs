//! The connection of a WebSocket.

use super::frames::{Closing, Frames};
use crate::site::Site;
use crate::wire::cut::Cut;
use crate::wire::transport::TransportError;
use crate::wire::{Carried, Incoming};
use futures_util::{FutureExt, Sink, SinkExt, Stream, StreamExt};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use theta_pace::Alarm;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::protocol::Role;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Messages both ways.
pub(crate) trait Messages:
    Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Send
{
}

impl<T> Messages for T where
    T: Stream<Item = Result<Message, Error>> + Sink<Message, Error = Error> + Send
{
}

type AnyMessages = Pin<Box<dyn Messages>>;

/// Messages both ways, and when something moved last.
pub(crate) struct Line {
    messages: AnyMessages,
    pulse: Pulse,
}

impl Line {
    /// The WebSocket that a reply has become. `limit` is how long the connection may take to be handed over, and the
    /// time for which frames without data are counted.
    pub(crate) async fn over(
        reply: Incoming,
        site: &Arc<Site>,
        limit: Duration,
    ) -> Result<Self, Cut> {
        match reply.reply {
            Carried::BuiltIn(response) => {
                let mut alarm = Alarm::after(site.clock(), limit);
                let handed = alarm.guard(response.upgrade()).await;
                let (wire, site) = (handed.ok_or_else(|| Cut::late(limit))??, site.clone());
                Ok(Self::wired(wire, move || site.clock().now(), limit).await)
            }
            #[cfg(feature = "testing")]
            Carried::Injected(mut parts, _) => {
                let planned = parts.extensions.remove::<Planned>();
                let messages = planned.and_then(|planned| planned.take());
                Ok(Self {
                    messages: messages.ok_or_else(no_wire)?,
                    pulse: Pulse::default(),
                })
            }
            #[cfg(not(feature = "testing"))]
            Carried::Injected(..) => Err(no_wire().into()),
        }
    }

    async fn wired<W>(
        wire: W,
        now: impl Fn() -> Instant + Send + Unpin + 'static,
        period: Duration,
    ) -> Self
    where
        W: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let pulse = Pulse::default();
        let wire = Watched {
            wire,
            now,
            pulse: pulse.clone(),
            frames: Frames::new(period),
        };
        let messages = WebSocketStream::from_raw_socket(wire, Role::Client, None).await;
        Self {
            messages: Box::pin(messages),
            pulse,
        }
    }

    pub(crate) fn pulse(&self) -> Pulse {
        self.pulse.clone()
    }

    pub(crate) async fn next(&mut self) -> Option<Result<Message, Error>> {
        self.messages.next().await
    }

    pub(crate) async fn send(&mut self, message: Message) -> Result<(), Error> {
        self.messages.send(message).await
    }

    /// Sends what can be sent without waiting.
    pub(crate) fn flush_now(&mut self) {
        // Who does not take it does not need it.
        let _ = self.messages.flush().now_or_never();
    }
}

fn no_wire() -> TransportError {
    TransportError::new("a WebSocket needs the transport that is built in")
}

/// When bytes moved last, whether or not they were a whole message: a long one takes its time.
#[derive(Clone, Default)]
pub(crate) struct Pulse(Arc<Mutex<Moved>>);

#[derive(Default)]
struct Moved {
    read: Option<Instant>,
    written: Option<Instant>,
    closing: Option<Closing>,
}

impl Pulse {
    pub(crate) fn read(&self) -> Option<Instant> {
        self.moved().read
    }

    pub(crate) fn written(&self) -> Option<Instant> {
        self.moved().written
    }

    /// The close frame as it came, which the protocol's library may have changed.
    pub(crate) fn closing(&self) -> Option<Closing> {
        self.moved().closing.clone()
    }

    fn moved(&self) -> MutexGuard<'_, Moved> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much is read at once: what the smallest frames in it ask for is done without a turn for other tasks.
const CHUNK: usize = 16 * 1024;

/// A connection whose pulse is felt.
struct Watched<W, N> {
    wire: W,
    now: N,
    pulse: Pulse,
    frames: Frames,
}

impl<W: AsyncRead + Unpin, N: Fn() -> Instant + Unpin> AsyncRead for Watched<W, N> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.frames.is_long_turn() {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let room = buffer.remaining().min(CHUNK);
        let mut part = ReadBuf::new(buffer.initialize_unfilled_to(room));
        ready!(Pin::new(&mut self.wire).poll_read(context, &mut part))?;
        let read = part.filled().len();
        if read > 0 {
            let now = (self.now)();
            let closing = self
                .frames
                .read(part.filled(), now)
                .map_err(io::Error::other)?;
            buffer.advance(read);
            let mut moved = self.pulse.moved();
            moved.read = Some(now);
            // What comes after the first one means nothing.
            moved.closing = moved.closing.take().or(closing);
        }
        Poll::Ready(Ok(()))
    }
}

impl<W: AsyncWrite + Unpin, N: Fn() -> Instant + Unpin> AsyncWrite for Watched<W, N> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.wire).poll_write(context, bytes))?;
        if written > 0 {
            self.pulse.moved().written = Some((self.now)());
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(context)
    }
}

/// A WebSocket that a test has planned, in the extensions of the reply that opens it; the first who takes it has it.
#[cfg(feature = "testing")]
#[derive(Clone)]
pub(crate) struct Planned(Arc<Mutex<Option<AnyMessages>>>);

#[cfg(feature = "testing")]
impl Planned {
    pub(crate) fn new(messages: impl Messages + 'static) -> Self {
        Self(Arc::new(Mutex::new(Some(Box::pin(messages)))))
    }

    fn take(&self) -> Option<AnyMessages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use theta_pace::Patience;
    use theta_pace::{Clock, TokioClock};
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    const LIMIT: Duration = Duration::from_secs(10);
    const JUST_WITHIN: Duration = Duration::from_secs(9);

    async fn line(room: usize) -> (Line, DuplexStream) {
        let (near, far) = duplex(room);
        (Line::wired(near, || TokioClock.now(), LIMIT).await, far)
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_message_may_take_its_time_as_long_as_some_of_it_comes() {
        let (mut line, mut far) = line(64).await;
        let slowly = async {
            // A text of three bytes.
            for byte in b"\x81\x03abc" {
                TokioClock.sleep(JUST_WITHIN).await;
                far.write_all(&[*byte]).await.unwrap();
            }
            far
        };
        let (pulse, mut patience) = (line.pulse(), Patience::new(LIMIT));
        let wait = patience.wait(&TokioClock, || pulse.read(), line.next());
        let (message, _far) = tokio::join!(wait, slowly);
        assert_eq!(message.unwrap().unwrap().unwrap(), Message::text("abc"));
        let wait = patience.wait(&TokioClock, || pulse.read(), line.next());
        assert!(wait.await.is_none(), "and then there is silence");
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_message_may_take_its_time_as_long_as_some_of_it_is_taken() {
        let (mut line, mut far) = line(64).await;
        let slowly = async {
            let mut part = [0; 50];
            for _ in 0..6 {
                TokioClock.sleep(JUST_WITHIN).await;
                far.read_exact(&mut part).await.unwrap();
            }
            far
        };
        let (pulse, mut patience) = (line.pulse(), Patience::new(LIMIT));
        let wait = patience.wait(&TokioClock, || pulse.written(), line.send(long()));
        let (sent, _far) = tokio::join!(wait, slowly);
        assert!(sent.unwrap().is_ok());
        let mut patience = Patience::new(LIMIT);
        let wait = patience.wait(&TokioClock, || pulse.written(), line.send(long()));
        assert!(wait.await.is_none(), "and then nothing is taken");
    }

    #[tokio::test(start_paused = true)]
    async fn fragments_without_a_byte_are_no_message_that_goes_on_for_ever() {
        let (mut line, mut far) = line(64 * 1024).await;
        let flood = async {
            // A text that begins and never ends.
            let mut parts = b"\x01\x01a".to_vec();
            parts.extend(b"\x00\x00".repeat(20_000));
            far.write_all(&parts).await.unwrap();
            far
        };
        let (message, _far) = tokio::join!(line.next(), flood);
        let error = message.unwrap().unwrap_err();
        assert!(
            error.to_string().contains("no data between them"),
            "{error}"
        );
    }

    #[tokio::test]
    async fn a_close_frame_is_told_as_it_came() {
        let (mut line, mut far) = line(1024).await;
        far.write_all(b"\x88\x05\x03\xeewhy").await.unwrap();
        assert!(matches!(line.next().await, Some(Ok(Message::Close(_)))));
        let closing = line.pulse().closing().unwrap();
        assert_eq!((closing.code, closing.reason.as_str()), (1006, "why"));
    }

    #[tokio::test]
    async fn other_tasks_have_their_turn_between_frames() {
        let (mut line, mut far) = line(64 * 1024).await;
        far.write_all(&b"\x89\x04ping".repeat(9_000)).await.unwrap();
        let turns = std::cell::Cell::new(0);
        let reading = async {
            for _ in 0..9_000 {
                assert!(matches!(line.next().await, Some(Ok(Message::Ping(_)))));
            }
        };
        let others = async {
            loop {
                turns.set(turns.get() + 1);
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = reading => {}
            () = others => {}
        }
        assert!(turns.get() > 0, "nobody else had a turn");
    }

    fn long() -> Message {
        Message::Binary(vec![7; 300].into())
    }
}
