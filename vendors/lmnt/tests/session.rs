//! A speech session over a real WebSocket: every way in which it can end is told apart.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::time::{Duration, Instant};
use theta_lmnt::{
    Client, SessionEnd, SessionEvent, SessionMessage, SessionText, SpeechSessionError,
    SpeechSessionRequest,
};
use theta_mock::{KeyPolicy, Mock, Scripted};
use theta_runtime::testing::Stub;
use theta_runtime::{Billed, Clock, ErrorKind, Frame, RetryPolicy, Sleep, Socket};
use tokio::sync::watch;

const SPEC: &[u8] = include_bytes!("../spec.toml");

type Session = Socket<SessionMessage, SessionEvent, SpeechSessionError>;

fn mock() -> Mock {
    Mock::from_toml("spec.toml", SPEC).unwrap()
}

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().key("key").base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

async fn open(mock: &Mock) -> Session {
    client(mock)
        .speech_session("leah")
        .format("mp3")
        .await
        .unwrap()
}

/// What a session comes to when nothing but its end is waited for.
async fn end(mock: &Mock) -> Option<theta_runtime::Error<SpeechSessionError>> {
    let mut session = open(mock).await;
    while let Some(frame) = session.next().await {
        if let Err(error) = frame {
            assert!(session.next().await.is_none(), "an error ends it");
            return Some(error);
        }
    }
    None
}

#[tokio::test]
async fn text_goes_out_and_audio_comes_back() {
    let mock = mock();
    let mut session = open(&mock).await;
    assert!(session.request_id().is_some());
    let Some(Ok(Frame::Message(SessionEvent::Ready(ready)))) = session.next().await else {
        panic!("the documented first event");
    };
    assert_eq!(ready.request_id, "req_K5kw6MKtCL83A9bNGcrV3w");
    session
        .send(&SessionMessage::Text(SessionText::new("Hello.")))
        .await
        .unwrap();
    let Some(Ok(Frame::Bytes(audio))) = session.next().await else {
        panic!("audio");
    };
    assert!(!audio.is_empty());
    session
        .send(&SessionMessage::Finish(SessionEnd::new()))
        .await
        .unwrap();
    session.close().await.unwrap();
}

#[tokio::test]
async fn a_close_of_a_fulfilled_purpose_is_the_only_end_that_is_no_error() {
    let mock = mock();
    mock.script(Scripted::close(1000, "done")).unwrap();
    assert!(end(&mock).await.is_none());
}

#[tokio::test]
async fn a_close_with_1011_and_a_reason_is_the_documented_error() {
    let mock = mock();
    mock.script(Scripted::close(1011, "NET-0001: no audio came"))
        .unwrap();
    let error = end(&mock).await.unwrap();
    assert_eq!(error.api(), Some(&SpeechSessionError::SessionFailed));
    assert_eq!(error.detail(), Some("NET-0001: no audio came"));
    assert!(error.request_id().is_some());
    println!("{error}");
    mock.next("session_failed").unwrap();
    assert_eq!(
        end(&mock).await.unwrap().api(),
        Some(&SpeechSessionError::SessionFailed)
    );
}

#[tokio::test]
async fn a_close_with_another_code_keeps_code_and_reason() {
    let mock = mock();
    mock.script(Scripted::close(1008, "DATA-0000")).unwrap();
    let error = end(&mock).await.unwrap();
    assert_eq!(error.kind(), ErrorKind::Closed { code: Some(1008) });
    assert_eq!(error.detail(), Some("DATA-0000"));
    assert!(error.request_id().is_some());
    println!("{error}");
}

#[tokio::test]
async fn an_end_without_a_close_frame_is_a_broken_connection() {
    let mock = mock();
    mock.script(Scripted::disconnect().in_session()).unwrap();
    let error = end(&mock).await.unwrap();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
    assert!(error.request_id().is_some());
    println!("{error}");
}

#[tokio::test]
async fn a_failure_inside_the_session_is_the_documented_error() {
    let mock = mock();
    mock.script(
        Scripted::row("voice_not_found")
            .capture("voice", "leah")
            .in_session(),
    )
    .unwrap();
    let error = end(&mock).await.unwrap();
    assert_eq!(
        error.api(),
        Some(&SpeechSessionError::VoiceNotFound {
            voice: "leah".into()
        })
    );
    assert_eq!(error.code(), Some("not_found_error"));
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn a_refused_handshake_is_the_documented_error_with_its_body() {
    let strict = Mock::builder_from_toml("spec.toml", SPEC)
        .unwrap()
        .key_policy(KeyPolicy::Registered);
    let mock = strict.known_key("other").start().unwrap();
    let error = client(&mock).speech_session("leah").await.unwrap_err();
    assert_eq!(error.api(), Some(&SpeechSessionError::Authentication));
    assert_eq!(
        (error.status(), error.code()),
        (Some(401), Some("authentication_error"))
    );
    assert!(!error.body().is_empty());
    assert!(error.request_id().is_some());
    println!("{error}");
}

#[tokio::test]
async fn a_server_that_answers_without_switching_is_an_error() {
    let mock = mock();
    mock.next_raw(theta_mock::RawReply::new(200).body("hello"))
        .unwrap();
    let error = client(&mock).speech_session("leah").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

/// A clock that stands still until it is told to advance.
#[derive(Clone, Debug)]
struct Hands(watch::Sender<Instant>);

impl Hands {
    fn new() -> Self {
        Self(watch::Sender::new(Instant::now()))
    }

    fn advance(&self, time: Duration) {
        self.0.send_modify(|now| *now += time);
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        *self.0.borrow()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let (mut now, until) = (self.0.subscribe(), self.now() + duration);
        Box::pin(async move {
            let _ = now.wait_for(|now| *now >= until).await;
        })
    }
}

const LIMIT: Duration = Duration::from_secs(30);
const JUST_WITHIN: Duration = Duration::from_secs(29);

/// A session whose server has said that it is ready, and says nothing more before it is spoken to.
async fn ready(mock: &Mock, clock: &Hands) -> Session {
    let builder = Client::builder().key("key").base_url(mock.base_url());
    let client = builder.clock(clock.clone()).idle_timeout(LIMIT).build();
    let mut session = client.unwrap().speech_session("leah").await.unwrap();
    assert!(matches!(session.next().await, Some(Ok(Frame::Message(_)))));
    session
}

/// Waits so long, in vain.
async fn wait(session: &mut Session, clock: &Hands, time: Duration) {
    tokio::select! {
        biased;
        frame = session.next() => panic!("{frame:?}"),
        () = async { clock.advance(time) } => {}
    }
}

#[tokio::test]
async fn a_server_that_is_silent_for_too_long_ends_it() {
    let (mock, clock) = (mock(), Hands::new());
    let mut session = ready(&mock, &clock).await;
    wait(&mut session, &clock, JUST_WITHIN).await;
    wait(&mut session, &clock, Duration::from_secs(1)).await;
    let error = session.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: true });
    assert_eq!(error.silence().map(|silence| silence.messages), Some(1));
    assert_eq!(error.billed(), Billed::Maybe);
    assert!(error.request_id().is_some());
    assert!(session.next().await.is_none(), "it has ended");
    println!("{error}");
}

#[tokio::test]
async fn a_server_that_answers_within_the_limit_goes_on() {
    let (mock, clock) = (mock(), Hands::new());
    let mut session = ready(&mock, &clock).await;
    wait(&mut session, &clock, JUST_WITHIN).await;
    let hello = SessionMessage::Text(SessionText::new("Hello."));
    session.send(&hello).await.unwrap();
    assert!(matches!(session.next().await, Some(Ok(Frame::Bytes(_)))));
    wait(&mut session, &clock, JUST_WITHIN).await;
    session.close().await.unwrap();
}

#[tokio::test]
async fn a_stub_plays_one_without_a_socket() {
    let ready = SessionEvent::from_json(r#"{"type": "ready", "request_id": "req_1"}"#).unwrap();
    let stub = Stub::new();
    stub.on_socket::<SpeechSessionRequest>()
        .refuses(SpeechSessionError::PaymentRequired)
        .opens(|script| {
            let ready = script.hears().says(ready);
            let spoken = ready.hears().sends(&b"la"[..]);
            spoken.fails(SpeechSessionError::SessionFailed)
        });
    let client: Client = stub.client().unwrap();
    let error = client.speech_session("leah").await.unwrap_err();
    assert_eq!(error.api(), Some(&SpeechSessionError::PaymentRequired));

    let mut session = client.speech_session("leah").await.unwrap();
    assert!(matches!(
        session.next().await,
        Some(Ok(Frame::Message(SessionEvent::Ready(_))))
    ));
    let hello = SessionMessage::Text(SessionText::new("Hello."));
    session.send(&hello).await.unwrap();
    let audio = session.next().await.unwrap().unwrap();
    assert_eq!(audio, Frame::Bytes(b"la"[..].into()));
    let error = session.next().await.unwrap().unwrap_err();
    assert_eq!(error.api(), Some(&SpeechSessionError::SessionFailed));
    let sent: Vec<_> = stub.calls()[1]
        .parts()
        .iter()
        .map(|part| part.text().to_owned())
        .collect();
    assert_eq!(
        sent,
        [
            r#"{"X-API-Key":"[removed]","voice":"leah"}"#,
            r#"{"type":"text","text":"Hello."}"#
        ]
    );
}
