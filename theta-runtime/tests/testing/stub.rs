//! Answers that a test plans.

use crate::audio;
use crate::small::{
    self, BytesRequest, NothingRequest, NumberError, NumberRequest, Question, StreamRequest,
    TextRequest,
};
use crate::theta_one::{
    Client, PronunciationError, PronunciationFeedback, PronunciationOptions, PronunciationRequest,
    SpeechComponent, TextType, TranscribeError, TranscribeRequest, Transcript,
};
use std::error::Error as _;
use std::time::Duration;
use theta_runtime::testing::{Call, Fault, Stub};
use theta_runtime::{Billed, Bytes, Endpoint, ErrorKind, RetryPolicy, Sent, Verbatim};

/// Another API whose endpoints have the same names.
mod twin {
    theta_runtime::api! { spec = "tests/testing/small.toml" }
}

fn transcript(text: &str) -> Transcript {
    let json = format!(
        r#"{{"text": "{text}", "text_type": "en", "metadata": {{}}, "response_time_in_sec": 0.5}}"#
    );
    Transcript::from_json(&json).unwrap()
}

fn nothing() -> Verbatim<Vec<SpeechComponent>> {
    Verbatim::from(Vec::new())
}

#[tokio::test]
async fn answers_come_in_order_and_the_last_one_again_and_again() {
    let stub = Stub::new();
    stub.on::<TranscribeRequest>()
        .returns(transcript("one"))
        .returns(transcript("two"));
    let theta: Client = stub.client().unwrap();
    for text in ["one", "two", "two"] {
        let answer = theta.transcribe(audio(0)).await.unwrap();
        assert_eq!(
            (answer.text.as_str(), answer.text_type),
            (text, TextType::En)
        );
    }
}

#[tokio::test]
async fn the_plan_that_was_made_last_is_the_one_that_is_followed() {
    let stub = Stub::new();
    let theta: Client = stub.client().unwrap();
    let ask = async || match theta.transcribe(audio(0)).await {
        Ok(answer) => answer.text,
        Err(error) => format!("{:?}", error.api().unwrap()),
    };
    let on = || stub.on::<TranscribeRequest>();
    on().fails(TranscribeError::InvalidApiKey);
    assert_eq!(ask().await, "InvalidApiKey");
    on().fails(TranscribeError::InsufficientCredits);
    assert_eq!(ask().await, "InsufficientCredits");
    assert_eq!(ask().await, "InsufficientCredits");
    on().fails(TranscribeError::PayloadTooLarge)
        .returns(transcript("one"));
    assert_eq!(ask().await, "PayloadTooLarge");
    // What is left of a plan goes with it, as does one that was never followed.
    on().returns(transcript("two"));
    on().returns(transcript("three"));
    assert_eq!(ask().await, "three");
    // A plan that says nothing takes nothing away.
    let _ = on();
    assert_eq!(ask().await, "three");
}

#[tokio::test]
async fn a_plan_goes_on_while_it_is_followed() {
    let stub = Stub::new();
    let theta: Client = stub.client().unwrap();
    let mut plan = stub.on::<TranscribeRequest>();
    plan.returns(transcript("one"));
    let ask = async || theta.transcribe(audio(0)).await.unwrap().text;
    assert_eq!(ask().await, "one");
    assert_eq!(ask().await, "one");
    plan.returns(transcript("two")).returns(transcript("three"));
    assert_eq!(ask().await, "two");
    assert_eq!(ask().await, "three");
    assert_eq!(ask().await, "three");
}

#[tokio::test]
async fn endpoints_have_answers_of_their_own() {
    let stub = Stub::new();
    stub.on::<TranscribeRequest>().returns(transcript("one"));
    stub.on::<PronunciationRequest>()
        .returns(PronunciationFeedback::from_json("{}").unwrap());
    let theta: Client = stub.client().unwrap();
    theta.pronunciation(audio(0), "a", nothing()).await.unwrap();
    theta.transcribe(audio(0)).await.unwrap();
    let asked: Vec<_> = stub.calls().iter().map(Call::endpoint).collect();
    assert_eq!(asked, ["pronunciation", "transcribe"]);
}

#[tokio::test]
async fn endpoints_of_one_name_in_two_apis_have_answers_of_their_own() {
    let stub = Stub::new();
    stub.on::<small::TextRequest>().returns("of one");
    stub.on::<twin::TextRequest>().returns("of the other");
    let small: small::Client = stub.client().unwrap();
    let twin: twin::Client = stub.client().unwrap();
    for _ in 0..2 {
        assert_eq!(small.text().await.unwrap(), "of one");
        assert_eq!(twin.text().await.unwrap(), "of the other");
    }
    stub.finish().unwrap();

    let stub = Stub::new();
    stub.on::<small::TextRequest>().returns("of one");
    let twin: twin::Client = stub.client().unwrap();
    let error = twin.text().await.unwrap_err();
    assert!(error.to_string().contains("plan one with `on`"), "{error}");
    let told = stub.finish().unwrap_err().to_string();
    let expected =
        "`text` was called 1 time without an answer for it; nobody asked for 1 answer of `text`";
    assert_eq!(told, expected);
}

#[tokio::test]
async fn every_documented_failure_of_an_endpoint_can_be_planned() {
    use PronunciationError as E;
    let reason = "language: unknown".to_owned();
    let rows = [
        E::InvalidOptionsFormat,
        E::InvalidOptions { reason },
        E::GoldTextRequired,
        E::InvalidNativeJson,
        E::InvalidNativeComponents,
        E::NotAllWordsSpoken,
        E::InvalidAudioFormat,
        E::InvalidApiKey,
        E::InactiveApiKey,
        E::InsufficientCredits,
        E::PlanTooLow,
        E::PayloadTooLarge,
        E::RateLimited,
        E::InternalServerError,
        E::BadGateway,
        E::ServiceUnavailable,
        E::GatewayTimeout,
    ];
    assert_eq!(rows.len(), PronunciationRequest::INFO.error_ids.len());
    for row in rows {
        let stub = Stub::new();
        stub.on::<PronunciationRequest>().fails(row.clone());
        let builder = stub.builder::<Client>().retry(RetryPolicy::off());
        let theta = builder.build().unwrap();
        let call = theta.pronunciation(audio(0), "a", nothing());
        let error = call.await.unwrap_err();
        assert_eq!(error.api(), Some(&row), "{error}");
        assert_eq!(error.status(), Some(row.status()));
    }
}

#[tokio::test]
async fn failures_are_told_apart_by_code_text_status_and_further_fields() {
    use NumberError as E;
    let rows = [
        E::ByCode,
        E::ByText {
            what: "this".to_owned(),
        },
        E::ByStatus,
        E::ByCodeAndText {
            first: 1,
            second: 22,
        },
        E::ByField,
        E::ByCapturesInFields {
            kind: "odd".to_owned(),
            times: 3,
        },
    ];
    for row in rows {
        let stub = Stub::new();
        stub.on::<NumberRequest>().fails(row.clone());
        let small: small::Client = stub.client().unwrap();
        let error = small.number("?").await.unwrap_err();
        assert_eq!(error.api(), Some(&row), "{error}");
    }
}

#[tokio::test]
async fn a_failure_that_no_reply_can_say_is_said_and_not_billed() {
    let (empty, kind) = (String::new(), String::new());
    let rows = [
        // An empty text does not match the row's template.
        NumberError::ByText { what: empty },
        NumberError::ByCapturesInFields { kind, times: 3 },
    ];
    for row in rows {
        let stub = Stub::new();
        stub.on::<NumberRequest>().fails(row);
        let small: small::Client = stub.client().unwrap();
        let error = small.number("?").await.unwrap_err();
        assert_eq!(
            (error.kind(), error.sent(), error.billed()),
            (ErrorKind::InvalidInput, Sent::NotSent, Billed::No)
        );
        assert!(
            error.to_string().contains("cannot write the reply that is"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn every_kind_of_answer_can_be_planned() {
    let stub = Stub::new();
    stub.on::<TextRequest>().returns("hello");
    stub.on::<BytesRequest>().returns(&b"\xff\0"[..]);
    stub.on::<StreamRequest>().returns(&b"\xff\0"[..]);
    stub.on::<NothingRequest>().returns(());
    stub.on::<NumberRequest>().returns(7);
    let small: small::Client = stub.client().unwrap();
    assert_eq!(small.text().await.unwrap(), "hello");
    assert_eq!(small.bytes().await.unwrap(), &b"\xff\0"[..]);
    let stream = small.stream().await.unwrap();
    assert_eq!(
        stream.collect().await.unwrap(),
        Bytes::from_static(b"\xff\0")
    );
    small.nothing("a/b").await.unwrap();
    assert_eq!(small.number("how many?").await.unwrap(), 7);

    let calls = stub.calls();
    assert_eq!(
        (calls[3].method(), calls[3].path()),
        ("DELETE", "/nothing/a%2Fb")
    );
    assert_eq!(calls[3].parts().len(), 0);
    let question = Question::from_json(calls[4].part("").unwrap().text()).unwrap();
    assert_eq!(question, Question::new("how many?"));
}

#[tokio::test(start_paused = true)]
async fn faults_have_their_verdicts() {
    use Billed::{Maybe, No, Yes};
    let table = [
        (Fault::NoConnection, Sent::NotSent, No, 0),
        (Fault::CutRequest, Sent::Partial, No, 0),
        (Fault::NoReply, Sent::Complete, Maybe, 1),
        (Fault::Silence, Sent::Complete, Maybe, 1),
        (Fault::CutReply, Sent::Complete, Yes, 1),
    ];
    for (fault, sent, billed, calls) in table {
        let stub = Stub::new();
        stub.on::<TranscribeRequest>().breaks(fault);
        let builder = stub.builder::<Client>().retry(RetryPolicy::off());
        let theta = builder.build().unwrap();
        let error = theta.transcribe(audio(0)).await.unwrap_err();
        assert_eq!((error.sent(), error.billed()), (sent, billed), "{fault:?}");
        assert!(matches!(error.kind(), ErrorKind::Transport { .. }));
        assert_eq!(error.is_timeout(), fault == Fault::Silence);
        assert_eq!(stub.calls().len(), calls, "{fault:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn retries_do_not_wait() {
    let stub = Stub::new();
    stub.on::<TranscribeRequest>()
        .breaks(Fault::NoConnection)
        .replies(503, "<html>")
        .returns(transcript("one"));
    let theta: Client = stub.client().unwrap();
    let answer = theta
        .transcribe(audio(0))
        .send_with_response()
        .await
        .unwrap();
    assert_eq!(answer.spent().attempts, 3);
    assert_eq!(answer.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn a_cause_that_the_server_has_said_is_not_said_again() {
    let cause = "The key was deactivated, or its expiry date has passed.";
    for (said, is_below) in [(format!(": {cause}"), false), (".".to_owned(), true)] {
        let stub = Stub::new();
        let body =
            format!("{{\"detail\": \"API key is not active, please check your API key{said}\"}}");
        stub.on::<TranscribeRequest>().replies(401, body);
        let theta: Client = stub.client().unwrap();
        let error = theta.transcribe(audio(0)).await.unwrap_err();
        assert_eq!(error.api(), Some(&TranscribeError::InactiveApiKey));
        assert_eq!(error.source().is_some(), is_below, "{error}");
        assert_eq!(error.to_string().contains(cause), !is_below, "{error}");
    }
}

#[tokio::test]
async fn a_reply_can_ask_to_come_back_later() {
    let stub = Stub::new();
    let later = Duration::from_secs(7);
    stub.on::<TranscribeRequest>()
        .fails_with_retry_after(TranscribeError::InvalidApiKey, later);
    let theta: Client = stub.client().unwrap();
    let error = theta.transcribe(audio(0)).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(later));
}

#[tokio::test]
async fn what_is_not_planned_says_so() {
    let theta: Client = Stub::new().client().unwrap();
    let error = theta.transcribe(audio(0)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "transcribe: the stub has no answer for `transcribe`: plan one with `on`"
    );
    assert_eq!((error.attempts(), error.billed()), (1, Billed::No));
    let totals = theta.ledger().totals();
    assert_eq!(
        (totals.not_billed.attempts, totals.not_billed.bytes),
        (1, 0)
    );
}

#[tokio::test]
async fn what_was_asked_is_there_and_the_key_is_not() {
    let stub = Stub::new();
    stub.on::<PronunciationRequest>()
        .returns(PronunciationFeedback::from_json("{}").unwrap());
    let builder = stub.builder::<Client>().key("sk-theta-canary");
    let theta = builder.build().unwrap();
    let call = theta.pronunciation(audio(3), "Wow!", nothing());
    call.language("ko").await.unwrap();
    let calls = stub.calls();
    assert_eq!(
        (calls[0].method(), calls[0].path()),
        ("POST", "/pronunciation")
    );
    assert_eq!(calls[0].header("x-api-key"), None);
    assert!(calls[0].header("user-agent").is_some());
    let sent = calls[0].part("options").unwrap().text();
    let options = PronunciationOptions::from_json(sent).unwrap();
    assert_eq!(
        options,
        PronunciationOptions::new("Wow!").with_language("ko")
    );
    let file = calls[0].part("file").unwrap();
    assert_eq!(
        (file.file_name(), file.content_type(), file.bytes().len()),
        (Some("audio.wav"), Some("audio/wav"), 844)
    );
    assert!(!format!("{calls:?} {stub:?}").contains("canary"));
}

#[tokio::test]
async fn the_longest_duration_is_a_time_without_end() {
    let stub = Stub::new();
    stub.on::<TranscribeRequest>().returns(transcript("one"));
    let builder = stub.builder::<Client>().timeout(Duration::MAX);
    for builder in [builder, stub.builder().deadline(Duration::MAX)] {
        let theta = builder.build().unwrap();
        theta.transcribe(audio(0)).await.unwrap();
    }
}

#[tokio::test]
async fn a_strict_stub_gives_each_answer_once() {
    let stub = Stub::strict();
    stub.on::<TranscribeRequest>()
        .returns(transcript("one"))
        .returns(transcript("two"));
    let theta: Client = stub.client().unwrap();
    for _ in 0..2 {
        theta.transcribe(audio(0)).await.unwrap();
    }
    stub.finish().unwrap();
    let error = theta.transcribe(audio(0)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        stub.finish().unwrap_err().to_string(),
        "`transcribe` was called 1 time without an answer for it"
    );
}

#[tokio::test]
async fn a_stub_tells_which_calls_and_answers_nobody_planned_or_asked_for() {
    let stub = Stub::new();
    stub.on::<PronunciationRequest>()
        .fails(PronunciationError::NotAllWordsSpoken)
        .fails(PronunciationError::InvalidApiKey);
    let theta: Client = stub.client().unwrap();
    for _ in 0..2 {
        theta.transcribe(audio(0)).await.unwrap_err();
    }
    let call = theta.pronunciation(audio(0), "Wow!", nothing());
    call.await.unwrap_err();
    assert_eq!(
        stub.finish().unwrap_err().to_string(),
        "`transcribe` was called 2 times without an answer for it; nobody asked for 1 answer of `pronunciation`"
    );
}
