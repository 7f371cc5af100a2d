//! WebSockets that a test plans.

use crate::event;
use crate::talk::{Client, Said, TalkError, TalkRequest};
use std::time::Duration;
use theta_runtime::testing::{Fault, Part, Script, Stub};
use theta_runtime::{Billed, ErrorKind, Frame, RetryPolicy, Sent};

fn client(stub: &Stub) -> Client {
    let builder = stub.builder::<Client>().key("talk-canary");
    builder.retry(RetryPolicy::off()).build().unwrap()
}

/// How a WebSocket that goes like this ends.
async fn end(
    plan: impl FnOnce(&mut Script<TalkRequest>) -> &mut Script<TalkRequest>,
) -> Option<theta_runtime::Error<TalkError>> {
    let stub = Stub::new();
    stub.on_socket::<TalkRequest>().opens(plan);
    let mut talk = client(&stub).talk("leah").await.unwrap();
    while let Some(frame) = talk.next().await {
        if let Err(error) = frame {
            return Some(error);
        }
    }
    None
}

#[tokio::test]
async fn messages_and_bytes_come_in_order_and_after_what_they_answer() {
    let stub = Stub::new();
    stub.on_socket::<TalkRequest>().opens(|script| {
        let ready = script.hears().says(event("ready"));
        let answer = ready.hears().sends(&b"\x01\x02"[..]).says(event("done"));
        answer.closes(1000, "")
    });
    let mut talk = client(&stub).talk("leah").await.unwrap();
    let message = |text| Frame::Message(event(text));
    assert_eq!(talk.next().await.unwrap().unwrap(), message("ready"));
    talk.send(&Said::new("hello")).await.unwrap();
    let bytes = Frame::Bytes(b"\x01\x02"[..].into());
    assert_eq!(talk.next().await.unwrap().unwrap(), bytes);
    assert_eq!(talk.next().await.unwrap().unwrap(), message("done"));
    assert!(talk.next().await.is_none());
}

#[tokio::test]
async fn what_the_client_sends_is_there_and_the_key_is_not() {
    let stub = Stub::new();
    stub.on_socket::<TalkRequest>().opens(|script| script);
    let mut talk = client(&stub).talk("leah").await.unwrap();
    talk.send(&Said::new("hello")).await.unwrap();
    talk.send_bytes(&b"\xff"[..]).await.unwrap();
    talk.close().await.unwrap();
    let calls = stub.calls();
    let call = &calls[0];
    assert_eq!((call.endpoint(), call.path()), ("talk", "/talk"));
    assert_eq!(call.header("x-talk-key"), None);
    let parts: Vec<_> = call.parts().iter().map(Part::bytes).collect();
    let expected: [&[u8]; 3] = [
        br#"{"key":"[removed]","voice":"leah"}"#,
        br#"{"text":"hello"}"#,
        b"\xff",
    ];
    assert_eq!(parts, expected);
    assert_eq!(
        Said::from_json(call.parts()[1].text()).unwrap(),
        Said::new("hello")
    );
}

#[tokio::test]
async fn each_call_opens_the_next_one_and_the_last_one_stays() {
    let stub = Stub::new();
    stub.on_socket::<TalkRequest>()
        .refuses(TalkError::NotAllowed)
        .opens(|script| script.says(event("hello")));
    let theta = client(&stub);
    let error = theta.talk("leah").await.unwrap_err();
    assert_eq!(error.api(), Some(&TalkError::NotAllowed));
    assert_eq!((error.status(), error.billed()), (Some(403), Billed::No));
    for _ in 0..2 {
        let mut talk = theta.talk("leah").await.unwrap();
        assert!(matches!(talk.next().await, Some(Ok(Frame::Message(_)))));
    }
}

#[tokio::test]
async fn every_documented_failure_can_end_one() {
    let kind = "traffic".to_owned();
    let who = "Ann".to_owned();
    let rows = [
        TalkError::NotAllowed,
        TalkError::TooLoud {
            kind,
            level: 90,
            detail: "too loud: 90 dB".to_owned(),
        },
        TalkError::Overrun,
        TalkError::Hush { who },
        // As a message it has the code of a row and no status, and so is not what a close frame alone would be.
        TalkError::Server { status: 500 },
    ];
    for row in rows {
        let error = end(|script| script.fails(row.clone())).await.unwrap();
        assert_eq!(error.api(), Some(&row), "{error}");
        assert_eq!(error.billed(), Billed::Maybe);
    }
}

#[tokio::test]
async fn a_failure_that_no_message_can_say_is_said_and_nothing_is_opened() {
    let stub = Stub::new();
    let nobody = TalkError::Hush { who: String::new() };
    stub.on_socket::<TalkRequest>()
        .opens(|script| script.fails(nobody));
    let error = client(&stub).talk("leah").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.sent()),
        (ErrorKind::InvalidInput, Sent::NotSent)
    );
    assert!(
        error
            .to_string()
            .contains("cannot write the message that is"),
        "{error}"
    );
}

#[tokio::test]
async fn every_end_is_told_apart() {
    let closed = |code| Some(ErrorKind::Closed { code: Some(code) });
    let broken = Some(ErrorKind::Transport { timeout: false });
    let kind = |error: Option<theta_runtime::Error<_>>| error.map(|error| error.kind());
    assert_eq!(kind(end(|script| script.closes(1000, "done")).await), None);
    assert_eq!(
        kind(end(|script| script.closes(4000, "why")).await),
        closed(4000)
    );
    assert_eq!(kind(end(Script::breaks_off).await), broken);
    let odd = end(|script| script.says_text("[1]").closes(1000, "")).await;
    assert_eq!(kind(odd), Some(ErrorKind::Decode));
}

#[tokio::test]
async fn a_close_code_that_no_frame_may_carry_is_said_and_is_no_documented_one() {
    // The contract has rows for 1008 and 1011.
    let table = [
        (1011, None),
        (999, Some(999)),
        (1005, Some(1005)),
        (1006, Some(1006)),
        (1015, Some(1015)),
        (2999, Some(2999)),
    ];
    for (code, odd) in table {
        let error = end(|script| script.closes(code, "too much")).await.unwrap();
        if odd.is_none() {
            assert!(matches!(error.api(), Some(TalkError::Overrun)), "{error}");
            // What a WebSocket did may be billed, whatever the row of its end says.
            assert_eq!(
                (error.billed(), error.is_retryable()),
                (Billed::Maybe, false)
            );
            continue;
        }
        assert_eq!(error.kind(), ErrorKind::Closed { code: odd });
        let expected = format!("with {code}, a code that no frame may carry: too much");
        assert!(error.to_string().contains(&expected), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_handshake_can_fail_in_every_way() {
    use Billed::{Maybe, No};
    let table = [
        (Fault::NoConnection, Sent::NotSent, No),
        (Fault::NoReply, Sent::Complete, Maybe),
        (Fault::Silence, Sent::Complete, Maybe),
    ];
    for (fault, sent, billed) in table {
        let stub = Stub::new();
        stub.on_socket::<TalkRequest>().breaks(fault);
        let error = client(&stub).talk("leah").await.unwrap_err();
        assert_eq!((error.sent(), error.billed()), (sent, billed), "{fault:?}");
        assert_eq!(error.is_timeout(), fault == Fault::Silence);
    }
    let stub = Stub::new();
    stub.on_socket::<TalkRequest>().breaks(Fault::CutReply);
    let mut talk = client(&stub).talk("leah").await.unwrap();
    let error = talk.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
}

#[tokio::test(start_paused = true)]
async fn a_pause_takes_virtual_time() {
    let hour = Duration::from_secs(3600);
    let stub = Stub::new();
    stub.on_socket::<TalkRequest>()
        .opens(|script| script.pauses(hour).closes(1000, ""));
    let builder = stub.builder::<Client>().idle_timeout(2 * hour);
    let mut talk = builder.build().unwrap().talk("leah").await.unwrap();
    let start = tokio::time::Instant::now();
    assert!(talk.next().await.is_none());
    assert!(start.elapsed() >= hour);
}

#[tokio::test]
async fn a_key_in_the_reason_of_a_close_is_not_shown() {
    for reason in [
        "no talk-canary",
        "no TALK-CANARY",
        "no talk%2Dcanary",
        "no dGFsay1jYW5hcnk",
    ] {
        let error = end(|script| script.closes(4999, reason)).await.unwrap();
        assert_eq!(error.detail(), Some(reason));
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(
            shown.contains("no [removed]") && !shown.contains(&reason[3..]),
            "{shown}"
        );
    }
}
