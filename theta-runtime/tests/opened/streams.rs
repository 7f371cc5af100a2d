//! How long a stream of bytes waits.

use crate::talk::{Client, SingError};
use crate::{ATTEMPT, JUST_WITHIN, TICK};
use futures_util::StreamExt;
use http_body::{Body, Frame};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use theta_runtime::http::{Request, Response};
use theta_runtime::{
    Billed, Bytes, ErrorKind, RequestBody, ResponseBody, Transport, TransportFuture,
};
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, Sleep, sleep};

/// A server that pauses for so long before each of its three chunks.
#[derive(Debug)]
struct Slow(Duration);

struct Chunks {
    pause: Duration,
    next: Pin<Box<Sleep>>,
    left: u8,
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        ready!(self.next.as_mut().poll(context));
        self.left -= 1;
        self.next = Box::pin(sleep(self.pause));
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"la ")))))
    }
}

impl Transport for Slow {
    fn send(&self, _: Request<RequestBody>) -> TransportFuture {
        let pause = self.0;
        Box::pin(async move {
            Ok(Response::new(ResponseBody::new(Chunks {
                pause,
                next: Box::pin(sleep(Duration::ZERO)),
                left: 3,
            })))
        })
    }
}

fn client(pause: Duration) -> Client {
    let builder = Client::builder().key("key").transport(Slow(pause));
    builder.build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_pause_beyond_the_limit_ends_it_with_what_came() {
    let mut song = client(ATTEMPT + TICK).sing().await.unwrap();
    song.next_chunk().await.unwrap().unwrap();
    let start = Instant::now();
    let error = song.next_chunk().await.unwrap().unwrap_err();
    assert!((ATTEMPT..ATTEMPT + TICK).contains(&start.elapsed()));
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: true });
    assert_eq!(error.billed(), Billed::Yes);
    assert_eq!(error.silence().unwrap().bytes, 3);
    assert!(error.elapsed() >= ATTEMPT);
    assert!(
        error
            .to_string()
            .contains("(nothing came for 25 s, after 3 bytes)"),
        "{error}"
    );
    assert!(song.next_chunk().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn pauses_within_the_limit_do_not_even_in_sum() {
    let song = client(JUST_WITHIN).sing().await.unwrap();
    assert_eq!(song.collect().await.unwrap(), "la la la ");
}

#[tokio::test(start_paused = true)]
async fn the_limit_can_be_set() {
    let limit = Duration::from_secs(60);
    let builder = Client::builder().key("key").transport(Slow(ATTEMPT + TICK));
    let patient = builder.idle_timeout(limit).build().unwrap();
    let song = patient.sing().await.unwrap();
    assert_eq!(song.collect().await.unwrap(), "la la la ");
}

#[tokio::test(start_paused = true)]
async fn waits_that_are_cancelled_add_up() {
    let mut song = client(ATTEMPT + TICK).sing().await.unwrap();
    song.next_chunk().await.unwrap().unwrap();
    let mut lights = tokio::time::interval(Duration::from_secs(1));
    let error = loop {
        tokio::select! {
            chunk = song.next_chunk() => break chunk.unwrap().unwrap_err(),
            _ = lights.tick() => {}
        }
    };
    assert!(error.silence().is_some());
}

#[tokio::test(start_paused = true)]
async fn it_is_a_stream_of_its_pieces() {
    let song = client(JUST_WITHIN).sing().await.unwrap();
    let pieces: Vec<_> = song.map(Result::unwrap).collect().await;
    assert_eq!(pieces, ["la ", "la ", "la "]);
}

#[tokio::test(start_paused = true)]
async fn it_is_read_as_a_file_is_however_small_the_steps() {
    for step in [1, 2, 3, 4, 64] {
        let mut song = client(Duration::ZERO).sing().await.unwrap();
        let (mut all, mut buffer) = (Vec::new(), vec![0; step]);
        loop {
            let read = song.read(&mut buffer).await.unwrap();
            all.extend_from_slice(&buffer[..read]);
            assert_eq!(song.received(), all.len() as u64);
            if read == 0 {
                break;
            }
        }
        assert_eq!(all, b"la la la ", "{step}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_error_of_a_read_holds_that_of_the_stream() {
    let mut song = client(ATTEMPT + TICK).sing().await.unwrap();
    let mut all = Vec::new();
    let error = song.read_to_end(&mut all).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::TimedOut);
    let inner = error.get_ref().unwrap();
    let inner: &theta_runtime::Error<SingError> = inner.downcast_ref().unwrap();
    assert_eq!(inner.silence().unwrap().bytes, 3);
    assert_eq!(all, b"la ");
}

#[tokio::test(start_paused = true)]
async fn waits_of_a_stream_that_is_polled_add_up_until_something_comes() {
    let mut song = client(ATTEMPT + TICK).sing().await.unwrap();
    song.next().await.unwrap().unwrap();
    let start = Instant::now();
    song.next().await.unwrap().unwrap_err();
    assert!((ATTEMPT..ATTEMPT + TICK).contains(&start.elapsed()));
    assert!(song.next().await.is_none());
}
