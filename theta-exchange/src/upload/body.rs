//! The body of a request: exact length, constant memory, and an account of what was handed to the transport.

mod content;

pub(crate) use content::{AsyncReader, Content, FileState, Reader, Rest, unreadable};

use crate::money::Sent;
use crate::site::refusal::Refusal;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

/// How much is handed over at once, and how much of a file is read at once, off the async threads: 25 MB are a
/// hundred hops.
pub(crate) const CHUNK: usize = 256 * 1024;

/// A run of bytes of a body.
#[derive(Debug)]
pub enum Segment {
    Bytes(Bytes),
    Content(Box<Content>),
}

impl Segment {
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Content(content) => content.len(),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What was handed to the transport, readable while the transport has the body.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Account>);

/// The end was not handed over yet.
const OPEN: u8 = 0;
/// All was handed over.
const COMPLETE: u8 = 1;
/// The end will not be handed over.
const CLOSED: u8 = 2;

#[derive(Debug, Default)]
struct Account {
    bytes: AtomicU64,
    /// [`OPEN`], [`COMPLETE`] or [`CLOSED`].
    state: AtomicU8,
    refusal: Mutex<Option<Refusal>>,
}

impl Meter {
    /// Bytes handed over.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.bytes.load(Ordering::Acquire)
    }

    /// How much of the request the server can hold, at most. `connected` says that a connection was there: without a
    /// body, nothing else tells whether the request left.
    #[must_use]
    pub fn sent(&self, connected: bool) -> Sent {
        let complete = self.0.state.load(Ordering::Acquire) == COMPLETE;
        match (complete, self.bytes()) {
            (true, bytes) if connected || bytes > 0 => Sent::Complete,
            (_, 0) => Sent::NotSent,
            _ => Sent::Partial,
        }
    }

    /// Why the body could not be read to its end.
    pub(crate) fn take_refusal(&self) -> Option<Refusal> {
        self.0
            .refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()
    }

    /// Ends the account. A transport may go on with a body for a moment after the attempt was given up; it does not get
    /// the end any more, so that what is said of the attempt from now on stays true.
    pub fn close(&self) {
        let _ = self.turn(CLOSED);
    }

    /// Closes the account of a request that was never sent, whatever was read of it.
    pub(crate) fn void(&self, refusal: Refusal) {
        self.0.bytes.store(0, Ordering::Release);
        self.0.state.store(CLOSED, Ordering::Release);
        self.refuse(refusal);
    }

    fn turn(&self, state: u8) -> bool {
        let account = &self.0.state;
        account
            .compare_exchange(OPEN, state, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    /// Counts bytes, unless they are the end and the account was ended.
    fn add(&self, bytes: u64, complete: bool) -> bool {
        let may = !complete || self.turn(COMPLETE);
        if may {
            self.0.bytes.fetch_add(bytes, Ordering::AcqRel);
        }
        may
    }

    fn refuse(&self, refusal: Refusal) {
        *self
            .0
            .refusal
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(refusal);
    }
}

/// Runs of bytes as a body.
pub struct UploadBody {
    segments: VecDeque<Segment>,
    left: u64,
    meter: Meter,
}

impl UploadBody {
    pub(crate) fn new(segments: Vec<Segment>, meter: Meter) -> Self {
        let left = segments
            .iter()
            .fold(0_u64, |left, segment| left.saturating_add(segment.len()));
        if left == 0 {
            meter.add(0, true);
        }
        Self {
            segments: segments.into(),
            left,
            meter,
        }
    }

    /// The same without progress callbacks, for reading the content without sending it.
    #[must_use]
    pub fn quiet(mut segments: Vec<Segment>) -> Self {
        for segment in &mut segments {
            if let Segment::Content(content) = segment {
                content.silence();
            }
        }
        Self::new(segments, Meter::default())
    }

    /// Counts half of it as handed over.
    #[cfg(feature = "testing")]
    pub(crate) fn cut(self) {
        self.meter.add(self.left / 2, false);
    }

    fn hand_over(&mut self, bytes: Bytes) -> io::Result<Frame<Bytes>> {
        let left = self.left.saturating_sub(bytes.len() as u64);
        if !self.meter.add(bytes.len() as u64, left == 0) {
            return Err(io::Error::other("the attempt is over"));
        }
        self.left = left;
        Ok(Frame::data(bytes))
    }

    fn fail(&mut self, refusal: Refusal) -> io::Error {
        let error = io::Error::other(refusal.to_string());
        self.segments.clear();
        self.meter.refuse(refusal);
        error
    }
}

impl http_body::Body for UploadBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            let frame = match self.segments.front_mut() {
                None => return Poll::Ready(None),
                // Cut so that the account does not run far ahead of the socket.
                Some(Segment::Bytes(bytes)) => {
                    (!bytes.is_empty()).then(|| Ok(bytes.split_to(bytes.len().min(CHUNK))))
                }
                Some(Segment::Content(content)) => ready!(content.poll_chunk(context)),
            };
            match frame {
                None => drop(self.segments.pop_front()),
                Some(Ok(bytes)) => return Poll::Ready(Some(self.hand_over(bytes))),
                Some(Err(refusal)) => return Poll::Ready(Some(Err(self.fail(refusal)))),
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body::Body as _;
    use std::future::poll_fn;

    /// Lengths of the frames, and whether they are `expected` when put together.
    async fn frames(segments: Vec<Segment>, expected: &[u8]) -> Vec<usize> {
        let meter = Meter::default();
        let mut body = UploadBody::new(segments, meter.clone());
        assert_eq!(body.size_hint().exact(), Some(expected.len() as u64));
        let (mut lengths, mut together) = (Vec::new(), Vec::new());
        while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            let data = frame.unwrap().into_data().unwrap();
            lengths.push(data.len());
            together.extend_from_slice(&data);
            assert_eq!(meter.bytes(), together.len() as u64);
            let left = expected.len() - together.len();
            assert_eq!(body.size_hint().exact(), Some(left as u64));
            let sent = if left == 0 {
                Sent::Complete
            } else {
                Sent::Partial
            };
            assert_eq!((meter.sent(true), body.is_end_stream()), (sent, left == 0));
        }
        assert!(together == expected);
        lengths
    }

    #[tokio::test]
    async fn the_end_is_not_handed_over_once_the_attempt_was_given_up() {
        for frames in 0..3 {
            let meter = Meter::default();
            let bytes = Bytes::from(vec![7; 2 * CHUNK]);
            let mut body = UploadBody::new(vec![Segment::Bytes(bytes)], meter.clone());
            let mut frame =
                async || poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
            for _ in 0..frames {
                assert!(frame().await.unwrap().is_ok());
            }
            meter.close();
            let verdict = meter.sent(true);
            while let Some(Ok(_)) = frame().await {}
            let later = meter.sent(true);
            assert_eq!(
                (verdict == Sent::Complete, later == Sent::Complete),
                (frames == 2, frames == 2)
            );
        }
    }

    fn content(rest: Rest, len: usize) -> Vec<Segment> {
        let content = Content::new(Bytes::new(), rest, len as u64, Bytes::new());
        vec![Segment::Content(Box::new(content))]
    }

    #[tokio::test]
    async fn every_source_is_handed_over_in_chunks_and_counted() {
        let bytes: Bytes = (0..=250).cycle().take(2 * CHUNK + 1).collect();
        let len = bytes.len();
        let mut named = tempfile::NamedTempFile::new().unwrap();
        io::Write::write_all(&mut named, &bytes).unwrap();
        let file = named.reopen().unwrap();
        let state = FileState::of(&file).unwrap();
        let file = Reader::File {
            file,
            path: named.path().to_owned(),
            state,
        };
        let any = Reader::Any(Mutex::new(Box::new(io::Cursor::new(bytes.clone()))));
        for segments in [
            vec![Segment::Bytes(bytes.clone())],
            content(Rest::Bytes(bytes.clone()), len),
            content(Rest::Blocking(file), len),
            content(Rest::Blocking(any), len),
        ] {
            assert_eq!(frames(segments, &bytes).await, [CHUNK, CHUNK, 1]);
        }
        let reader: AsyncReader = Mutex::new(Box::pin(io::Cursor::new(bytes.clone())));
        let chunks = frames(content(Rest::Async(reader), len), &bytes).await;
        assert_eq!(chunks, [[64 * 1024; 8].as_slice(), &[1]].concat());
    }

    #[tokio::test]
    async fn lead_rest_and_tail_follow_each_other() {
        let part = |text: &'static str| Bytes::from_static(text.as_bytes());
        let content = Content::new(part("head"), Rest::Bytes(part("rest")), 4, part("!"));
        let segments = vec![Segment::Content(Box::new(content))];
        assert_eq!(frames(segments, b"headrest!").await, [4, 4, 1]);
    }

    #[tokio::test]
    async fn nothing_is_complete_at_once_if_there_was_a_connection() {
        assert!(
            frames(vec![Segment::Bytes(Bytes::new())], b"")
                .await
                .is_empty()
        );
        let meter = Meter::default();
        drop(UploadBody::new(Vec::new(), meter.clone()));
        assert_eq!(
            (meter.sent(true), meter.sent(false)),
            (Sent::Complete, Sent::NotSent)
        );
    }
}
