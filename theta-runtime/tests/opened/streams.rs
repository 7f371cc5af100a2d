//! How long a stream of bytes waits.

use crate::played::{Played, Step};
use crate::talk::{Client, SingError};
use crate::{ATTEMPT, JUST_WITHIN, TICK, by_seconds};
use futures_util::StreamExt;
use std::io;
use std::time::Duration;
use theta_runtime::http::{Request, Response};
use theta_runtime::{Billed, ErrorKind, RequestBody, ResponseBody, Transport, TransportFuture};
use tokio::io::AsyncReadExt;
use tokio::time::Instant;

/// A server that pauses for so long between its three chunks.
#[derive(Debug)]
struct Slow(Duration);

impl Transport for Slow {
    fn send(&self, _: Request<RequestBody>) -> TransportFuture {
        let (chunk, pause) = (Step::Send("la "), Step::Wait(self.0));
        let steps = vec![chunk.clone(), pause.clone(), chunk.clone(), pause, chunk];
        Box::pin(async { Ok(Response::new(ResponseBody::new(Played::new(steps)))) })
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
    let chunk = by_seconds(async || song.next_chunk().await).await;
    let error = chunk.unwrap().unwrap_err();
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
