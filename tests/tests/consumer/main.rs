//! The generated Theta One client as a stranger's program uses it: every kind of call.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

mod bad_input;

use std::error::Error as StdError;
use std::time::Duration;
use theta_mock::{KeyPolicy, Mock};
use theta_runtime::http::{HeaderName, HeaderValue};
use theta_runtime::meta::{Billing, Retry};
use theta_runtime::{
    ApiClient, Audio, CallOptions, ConfigErrorKind, Error, ErrorKind, Response, Sent, Verbatim,
};
use theta_tests::theta_one::{
    ApiError, Client, Language, NativeAnalysis, Plan, PronunciationError, PronunciationFeedback,
    PronunciationRequest, SpeechComponent, TextType, TranscribeError, Transcript,
};

const SPEC: &[u8] = include_bytes!("../../../spec.toml");
const KEY: &str = "sk-theta-consumer";
const TEXT: &str = "Wow, check out this castle.";

fn started() -> (Mock, Client) {
    let mock = Mock::builder_from_toml("spec.toml", SPEC)
        .and_then(|builder| {
            builder
                .key_policy(KeyPolicy::Registered)
                .known_key(KEY)
                .start()
        })
        .unwrap();
    let client = Client::builder()
        .key(KEY)
        .base_url(mock.base_url())
        .build()
        .unwrap();
    (mock, client)
}

fn speech() -> Audio {
    Audio::file(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../theta-client/examples/audio/native.wav"
    ))
}

#[tokio::test]
async fn what_is_required_is_an_argument_and_what_is_allowed_a_setter() {
    let (mock, client) = started();
    let transcript: Transcript = client
        .transcribe(speech())
        .suppress_korean(true)
        .await
        .unwrap();
    assert_eq!(transcript.text, "Welcome to Theta One AI!");
    assert_eq!(transcript.text_type, TextType::En);

    let native: NativeAnalysis = client.analyze_native(speech(), TEXT).await.unwrap();
    let feedback = client
        .pronunciation(speech(), TEXT, &native.speech_components)
        .language(Language::En)
        .await
        .unwrap();
    assert!(feedback.user_speech_components.is_some());
    let sent = mock.last_request().unwrap();
    assert_eq!(
        sent.part("native_speech_components_json").unwrap().text(),
        native.speech_components.as_str()
    );
    assert_eq!(
        sent.part("options").unwrap().text(),
        format!(r#"{{"gold_text":"{TEXT}","language":"en"}}"#)
    );

    let simple = client
        .pronunciation_simple(speech(), TEXT.to_owned())
        .language("fr")
        .await
        .unwrap();
    assert!(simple.extra.is_empty());
    assert!(
        mock.last_request()
            .unwrap()
            .part("options")
            .unwrap()
            .text()
            .contains(r#""language":"fr""#)
    );
}

#[tokio::test]
async fn the_response_comes_with_status_headers_and_timing() {
    let (_mock, client) = started();
    let response: Response<Transcript> = client
        .transcribe(speech())
        .send_with_response()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(response.elapsed() < Duration::from_secs(60));
    assert_eq!(
        response.map(|transcript| transcript.text).into_value(),
        "Welcome to Theta One AI!"
    );
}

#[tokio::test]
async fn one_call_can_have_settings_of_its_own() {
    let (mock, client) = started();
    let options = CallOptions::new().timeout(Duration::from_secs(30)).header(
        HeaderName::from_static("x-trace"),
        HeaderValue::from_static("7"),
    );
    client
        .transcribe(speech())
        .with_options(options)
        .send()
        .await
        .unwrap();
    assert_eq!(mock.last_request().unwrap().header("x-trace"), Some("7"));
}

#[tokio::test]
async fn a_request_can_be_spawned_cloned_and_sent_again() {
    let (_mock, client) = started();
    let request = client.transcribe(speech());
    let again = request.clone();
    let first = tokio::spawn(request.into_future());
    let second = tokio::spawn(async move { again.await });
    assert_eq!(
        first.await.unwrap().unwrap(),
        second.await.unwrap().unwrap()
    );
}

/// What a caller does with each kind of failure.
fn verdict(error: &Error<PronunciationError>) -> &'static str {
    match error.api() {
        Some(PronunciationError::NotAllWordsSpoken) => "record again",
        Some(PronunciationError::InvalidOptions { reason }) if reason.contains("language") => {
            "unknown language"
        }
        Some(PronunciationError::InsufficientCredits | PronunciationError::PlanTooLow) => "pay",
        Some(other) if other.retry() == Retry::Never => "a bug of ours",
        _ if error.is_retryable() => "later",
        _ => "give up",
    }
}

#[tokio::test]
async fn a_caller_matches_on_the_documented_error() {
    let (mock, client) = started();
    let call = || {
        client
            .pronunciation(
                speech(),
                TEXT,
                Verbatim::from(Vec::<SpeechComponent>::new()),
            )
            .send()
    };
    for (row, expected) in [
        ("not_all_words_spoken", "record again"),
        ("invalid_options", "unknown language"),
        ("insufficient_credits", "pay"),
        ("invalid_native_json", "a bug of ours"),
    ] {
        mock.next_on("pronunciation", row).unwrap();
        let error = call().await.unwrap_err();
        assert_eq!(verdict(&error), expected, "{error}");
        assert_eq!(error.kind(), ErrorKind::Documented);
        assert_eq!(error.info().map(|info| info.name), Some(row));
        assert_eq!(error.sent(), Sent::Complete);
        let documented = error.into_api().unwrap();
        assert!(
            !documented.fix().is_empty()
                && !documented.cause().is_empty()
                && documented.status() >= 400
        );
    }
}

#[tokio::test]
async fn errors_of_endpoints_widen_to_the_error_of_the_api() {
    async fn both(client: &Client) -> Result<Transcript, Error<ApiError>> {
        client
            .analyze_native(speech(), TEXT)
            .await
            .map_err(Error::widen)?;
        client.transcribe(speech()).await.map_err(Error::widen)
    }
    let (mock, client) = started();
    mock.next_on("analyze_native", "plan_too_low").unwrap();
    let error = both(&client).await.unwrap_err();
    assert!(error.api().is_some_and(ApiError::is_plan_too_low));
    assert_eq!(error.operation(), "analyze_native");
    mock.next_on("transcribe", "invalid_api_key").unwrap();
    mock.clear_script();
    mock.script(theta_mock::Scripted::normal().on("analyze_native"))
        .unwrap();
    mock.next_on("transcribe", "invalid_api_key").unwrap();
    let error = both(&client).await.unwrap_err();
    assert_eq!(
        (error.operation(), error.api()),
        ("transcribe", Some(&ApiError::InvalidApiKey))
    );
    assert_eq!(
        ApiError::from(TranscribeError::InvalidApiKey),
        ApiError::InvalidApiKey
    );
}

#[tokio::test]
async fn any_error_fits_into_a_boxed_one_and_says_what_to_do() {
    async fn job(client: &Client) -> Result<String, Box<dyn StdError + Send + Sync>> {
        let transcript = client.transcribe(speech()).await?;
        Ok(transcript.text)
    }
    let (mock, client) = started();
    assert_eq!(job(&client).await.unwrap(), "Welcome to Theta One AI!");
    mock.next_on("transcribe", "insufficient_credits").unwrap();
    let line = job(&client).await.unwrap_err().to_string();
    for part in [
        "transcribe",
        "402",
        "Insufficient credits, please check your credit balance",
        "Top up",
    ] {
        assert!(line.contains(part), "{line}");
    }
    assert!(!line.contains('\n') && !line.contains(KEY), "{line}");
    let documented: Box<dyn StdError> = Box::new(TranscribeError::InvalidApiKey);
    assert!(documented.to_string().starts_with("401 Invalid API key"));
}

#[test]
fn everything_can_cross_threads() {
    fn all<T: Send + Sync + 'static>() {}
    all::<Client>();
    all::<PronunciationRequest>();
    all::<Error<PronunciationError>>();
    all::<Error<ApiError>>();
    all::<Response<PronunciationFeedback>>();
    all::<Language>();
}

#[test]
fn the_key_is_nowhere_shown() {
    let builder = || Client::builder().base_url("http://127.0.0.1:1");
    let client = builder().key(KEY).build().unwrap();
    let shown = format!("{client:?} {:?}", client.transcribe(speech()));
    assert!(
        !shown.contains(KEY) && !shown.contains("consumer"),
        "{shown}"
    );
    assert!(
        !builder()
            .key("my-secret")
            .build()
            .unwrap_err()
            .to_string()
            .contains("my-secret")
    );
}

#[test]
fn the_contract_is_there_as_data() {
    assert_eq!(Client::API.endpoints.len(), 4);
    assert_eq!(Client::API.errors.len(), 17);
    let transcribe = Client::API
        .endpoints
        .iter()
        .find(|endpoint| endpoint.name == "transcribe")
        .unwrap();
    assert_eq!(transcribe.billing, Billing::Per("audio second"));
    assert!(transcribe.plans.is_empty());
    let row = TranscribeError::InsufficientCredits.info();
    assert_eq!(
        (row.name, row.aliases),
        ("insufficient_credits", &["PAYMENT_REQUIRED"][..])
    );
}

#[test]
fn a_plan_is_a_value_or_a_word_of_the_settings() {
    let table = [
        (Plan::Free, "free", Some(30)),
        (Plan::Starter, "starter", Some(100)),
        (Plan::Pro, "pro", Some(500)),
        (Plan::Enterprise, "enterprise", None),
    ];
    assert_eq!(table.len(), Client::API.plans.len());
    for (plan, name, rpm) in table {
        assert_eq!((plan.name(), plan.rpm()), (name, rpm));
        assert_eq!(name.parse::<Plan>().unwrap(), plan);
        let builder = Client::builder().key(KEY).base_url("http://127.0.0.1:1");
        assert!(builder.plan(plan).build().is_ok());
    }
    let error = "gold".parse::<Plan>().unwrap_err();
    assert_eq!(error.kind(), ConfigErrorKind::Pace);
    assert_eq!(
        error.to_string(),
        "the contract has no plan `gold`: it has enterprise, free, pro, starter"
    );
}

#[tokio::test]
async fn a_client_sums_what_its_calls_cost() {
    let (mock, client) = started();
    client.transcribe(speech()).await.unwrap();
    mock.next_on("transcribe", "insufficient_credits").unwrap();
    client.clone().transcribe(speech()).await.unwrap_err();
    let totals = client.ledger().totals();
    assert_eq!((totals.succeeded, totals.failed), (1, 1));
    assert_eq!((totals.billed.attempts, totals.not_billed.attempts), (1, 1));
    assert_eq!(totals.audio_at_most(), totals.billed.audio);
}

#[test]
fn types_are_read_and_written_without_a_call() {
    let json = r#"{"text":"hi","text_type":"fr","metadata":{"a":1.50},"response_time_in_sec":0.5,"more":[1,  2]}"#;
    let transcript = Transcript::from_json(json).unwrap();
    assert_eq!(transcript.text_type, TextType::Unlisted("fr".to_owned()));
    assert_eq!(transcript.metadata.as_str(), r#"{"a":1.50}"#);
    let written = transcript.to_json();
    assert_eq!(Transcript::from_json(&written).unwrap(), transcript);
    assert!(written.contains(r#""more":[1,  2]"#), "{written}");
    assert_eq!(Language::from("ko"), Language::Ko);
    assert_eq!(Language::Ko.to_string(), "ko");
}
