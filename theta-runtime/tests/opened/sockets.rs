//! How long a WebSocket waits.

use crate::talk::{ChatError, ChatRequest, Client, Event, Said, TalkError, TalkRequest};
use crate::{ATTEMPT, JUST_WITHIN, TICK, event};
use std::time::Duration;
use theta_runtime::testing::{Script, Stub};
use theta_runtime::{Billed, CallOptions, ConfigErrorKind, Error, ErrorKind, Frame, Socket};
use tokio::time::Instant;

type Talk = Socket<Said, Event, TalkError>;

/// A client whose WebSockets go like this.
fn client(plan: impl FnOnce(&mut Script<TalkRequest>) -> &mut Script<TalkRequest>) -> Client {
    let stub = Stub::new();
    stub.on_socket::<TalkRequest>().opens(plan);
    stub.client().unwrap()
}

async fn open(client: &Client) -> Talk {
    client.talk("leah").await.unwrap()
}

/// What a WebSocket comes to when nothing but its end is waited for, and after how long.
async fn end(talk: &mut Talk) -> (Option<Error<TalkError>>, Duration) {
    let start = Instant::now();
    while let Some(frame) = talk.next().await {
        if let Err(error) = frame {
            return (Some(error), start.elapsed());
        }
    }
    (None, start.elapsed())
}

fn is_about(time: Duration, expected: Duration) -> bool {
    (expected..expected + TICK).contains(&time)
}

#[tokio::test(start_paused = true)]
async fn a_server_that_goes_silent_ends_it_after_the_time_of_an_attempt() {
    let theta = client(|script| {
        let hello = script.says(event("hello")).sends(&b"\0\x01"[..]);
        hello.goes_silent()
    });
    let mut talk = open(&theta).await;
    let (error, waited) = end(&mut talk).await;
    let error = error.unwrap();
    assert!(is_about(waited, ATTEMPT), "{waited:?}");
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: true });
    assert!(error.is_timeout() && !error.is_retryable());
    assert_eq!(error.billed(), Billed::Maybe);
    assert!(error.elapsed() >= ATTEMPT);
    let silence = error.silence().unwrap();
    assert_eq!(silence.limit, ATTEMPT);
    assert_eq!((silence.messages, silence.bytes), (2, 16 + 2));
    assert_eq!(
        error.to_string(),
        "talk: the WebSocket was given up after 25.0 s (nothing came for 25 s, after 2 messages of 18 bytes) - the \
         server has answered (may be billed)"
    );
    assert!(talk.next().await.is_none(), "it has ended");
    assert!(talk.send(&Said::new("hello?")).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_server_that_says_something_just_in_time_is_heard() {
    let theta = client(|script| {
        let slow = script.pauses(JUST_WITHIN).says(event("one"));
        slow.pauses(JUST_WITHIN).says(event("two")).closes(1000, "")
    });
    let (error, waited) = end(&mut open(&theta).await).await;
    assert!(error.is_none());
    assert!(is_about(waited, 2 * JUST_WITHIN), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_ping_is_a_sign_of_life_and_no_message() {
    let theta = client(|script| {
        let alive = script.pauses(JUST_WITHIN).pings();
        alive.pauses(JUST_WITHIN).pings().goes_silent()
    });
    let (error, waited) = end(&mut open(&theta).await).await;
    assert!(is_about(waited, 2 * JUST_WITHIN + ATTEMPT), "{waited:?}");
    assert_eq!(error.unwrap().silence().unwrap().messages, 0);
}

#[tokio::test(start_paused = true)]
async fn messages_can_have_a_limit_of_their_own_that_pings_do_not_move() {
    let gap = Duration::from_secs(40);
    let plan = |script: &mut Script<TalkRequest>| {
        let mut script = script.pauses(JUST_WITHIN).says(event("one"));
        for _ in 0..10 {
            script = script.pauses(Duration::from_secs(15)).pings();
        }
        script.closes(1000, "");
    };
    for limited in [false, true] {
        let stub = Stub::new();
        stub.on_socket::<TalkRequest>().opens(|script| {
            plan(script);
            script
        });
        let options = CallOptions::new();
        let options = if limited {
            options.message_timeout(gap)
        } else {
            options
        };
        let theta: Client = stub.client().unwrap();
        let mut talk = theta.talk("leah").with_options(options).await.unwrap();
        let (error, waited) = end(&mut talk).await;
        if !limited {
            assert!(error.is_none(), "{error:?}");
            continue;
        }
        let error = error.unwrap();
        assert!(is_about(waited, JUST_WITHIN + gap), "{waited:?}");
        assert_eq!(error.silence().unwrap().limit, gap);
        assert!(
            error
                .to_string()
                .contains("no message came for 40 s, after 1 message"),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn waits_that_are_cancelled_add_up() {
    let theta = client(Script::goes_silent);
    let mut talk = open(&theta).await;
    let mut microphone = tokio::time::interval(Duration::from_millis(20));
    let start = Instant::now();
    let error = loop {
        tokio::select! {
            frame = talk.next() => break frame.unwrap().unwrap_err(),
            _ = microphone.tick() => talk.send_bytes(&[0; 640][..]).await.unwrap(),
        }
    };
    assert!(error.silence().is_some());
    assert!(is_about(start.elapsed(), ATTEMPT), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn time_in_which_nobody_listens_is_no_silence() {
    let theta = client(|script| {
        let said = script.says(event("one")).hears().hears();
        said.pauses(JUST_WITHIN).says(event("two"))
    });
    let mut talk = open(&theta).await;
    assert!(matches!(talk.next().await, Some(Ok(Frame::Message(_)))));
    tokio::time::sleep(Duration::from_secs(3600)).await;
    talk.send(&Said::new("back again")).await.unwrap();
    assert!(matches!(talk.next().await, Some(Ok(Frame::Message(_)))));
}

#[tokio::test(start_paused = true)]
async fn the_limit_is_the_calls_or_else_the_clients_or_else_an_attempts() {
    let secs = Duration::from_secs;
    let table = [
        (None, None, None, ATTEMPT),
        (None, None, Some(secs(40)), secs(40)),
        (None, Some(secs(7)), Some(secs(40)), secs(7)),
        (Some(secs(3)), Some(secs(7)), Some(secs(40)), secs(3)),
    ];
    for (call, client, attempt, limit) in table {
        let stub = Stub::new();
        stub.on_socket::<TalkRequest>().opens(Script::goes_silent);
        let mut builder = stub.builder::<Client>();
        if let Some(limit) = client {
            builder = builder.idle_timeout(limit);
        }
        if let Some(attempt) = attempt {
            builder = builder.timeout(attempt);
        }
        let mut options = CallOptions::new();
        if let Some(limit) = call {
            options = options.idle_timeout(limit);
        }
        let call = builder.build().unwrap().talk("leah").with_options(options);
        let (error, waited) = end(&mut call.await.unwrap()).await;
        assert_eq!(error.unwrap().silence().unwrap().limit, limit);
        assert!(is_about(waited, limit), "{waited:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_longest_duration_is_no_limit() {
    let week = Duration::from_secs(7 * 24 * 60 * 60);
    let stub = Stub::new();
    stub.on_socket::<TalkRequest>()
        .opens(|script| script.pauses(week).says(event("at last")));
    let builder = stub.builder::<Client>().idle_timeout(Duration::MAX);
    let mut talk = open(&builder.build().unwrap()).await;
    assert!(matches!(talk.next().await, Some(Ok(Frame::Message(_)))));
    talk.close().await.unwrap();
}

#[tokio::test]
async fn a_limit_of_zero_is_refused() {
    let builder = Client::builder().key("key").idle_timeout(Duration::ZERO);
    assert_eq!(
        builder.build().unwrap_err().kind(),
        ConfigErrorKind::Timeout
    );
    let options = CallOptions::new().idle_timeout(Duration::ZERO);
    let call = client(Script::goes_silent)
        .talk("leah")
        .with_options(options);
    assert_eq!(call.await.unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_nothing_ends_it_too() {
    let theta = client(|script| script.hears().stops_reading());
    let mut talk = open(&theta).await;
    let start = Instant::now();
    let error = talk.send(&Said::new("hello?")).await.unwrap_err();
    assert!(is_about(start.elapsed(), ATTEMPT));
    assert!(error.is_timeout());
    assert_eq!(error.billed(), Billed::Maybe);
    assert!(
        error
            .to_string()
            .contains("the server took nothing of a message for 25 s"),
        "{error}"
    );
    assert!(talk.next().await.is_none(), "it has ended");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_takes_a_message_just_in_time_is_no_failure() {
    let theta = client(|script| {
        let busy = script.hears().stops_reading().pauses(JUST_WITHIN);
        busy.reads_again().hears().says(event("taken"))
    });
    let mut talk = open(&theta).await;
    let start = Instant::now();
    talk.send(&Said::new("hello?")).await.unwrap();
    assert!(is_about(start.elapsed(), JUST_WITHIN));
    assert!(matches!(talk.next().await, Some(Ok(Frame::Message(_)))));
}

#[tokio::test(start_paused = true)]
async fn opening_is_bounded_when_the_first_message_is_not_taken() {
    let theta = client(Script::stops_reading);
    let error = theta.talk("leah").await.unwrap_err();
    assert!(error.is_timeout() && error.silence().is_some());
    assert_eq!(error.billed(), Billed::Maybe);
}

#[tokio::test(start_paused = true)]
async fn closing_waits_for_the_server_only_so_long() {
    let talk = open(&client(Script::goes_silent)).await;
    let error = talk.close().await.unwrap_err();
    assert!(error.is_timeout());

    let talk = open(&client(|script| script.pauses(JUST_WITHIN))).await;
    talk.close().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_stops_talking_does_not_agree_to_close() {
    let theta = client(|script| {
        (0..10).fold(script, |script, _| {
            script
                .pauses(ATTEMPT / 4 + TICK)
                .says(event("and another thing"))
        })
    });
    let start = Instant::now();
    let error = open(&theta).await.close().await.unwrap_err();
    assert!(is_about(start.elapsed(), ATTEMPT));
    assert!(
        error
            .to_string()
            .contains("the server did not agree to close within 25 s, after 3 messages"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_free_is_not_billed_however_it_ends() {
    let stub = Stub::new();
    stub.on_socket::<ChatRequest>().opens(Script::goes_silent);
    let client: Client = stub.client().unwrap();
    let mut chat: Socket<Said, Event, ChatError> = client.chat().await.unwrap();
    let error = chat.next().await.unwrap().unwrap_err();
    assert_eq!(error.billed(), Billed::No);
    assert_eq!(client.ledger().totals().maybe_billed.attempts, 0);
}

#[tokio::test]
async fn the_ledger_counts_every_open_one_as_perhaps_billed() {
    let theta = client(|script| script.closes(1000, ""));
    let opened = theta.talk("leah").send_with_response().await.unwrap();
    assert_eq!(opened.spent().billed, Billed::Maybe);
    assert_eq!(theta.ledger().totals().maybe_billed.attempts, 1);
}

#[tokio::test]
async fn one_can_be_given_to_another_task() {
    let mut talk = open(&client(|script| script.says(event("hello")))).await;
    let task = tokio::spawn(async move { talk.next().await });
    assert!(matches!(task.await, Ok(Some(Ok(Frame::Message(_))))));
}

#[tokio::test(start_paused = true)]
async fn a_mark_of_the_byte_order_and_what_nobody_reads_do_no_harm_in_a_message() {
    let theta = client(|script| {
        let said = script.says_text("\u{feff}{\"text\":\"one\"}");
        let odd = said.says_text(r#"{"text":"two","\ud83d":"\udce9"}"#);
        odd.says_text("\u{feff}{\"x\":\"\\udce9\",\"error\":{\"code\":\"NOT_ALLOWED\"}}")
    });
    let mut talk = open(&theta).await;
    for text in ["one", "two"] {
        let Some(Ok(Frame::Message(said))) = talk.next().await else {
            panic!("a message");
        };
        assert_eq!(said.text, text);
    }
    let error = talk.next().await.unwrap().unwrap_err();
    assert!(
        matches!(error.api(), Some(TalkError::NotAllowed)),
        "{error}"
    );
}
