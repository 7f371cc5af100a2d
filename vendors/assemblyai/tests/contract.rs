//! The contract against the vendor's pages: every error is told apart, every request is the one that is shown.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::BTreeSet;
use std::future::IntoFuture;
use theta_assemblyai::{
    ApiError, Client, ClientSettings as _, DeleteTranscriptError, Formatting, FormattingTask,
    ParagraphsError, RedactedAudioError, SentencesError, Server, SpeechUnderstanding, SubmitError,
    SubtitleFormat, SubtitlesError, TranscriptError, TranscriptStatus, TranscriptsError,
    Translation, TranslationTask, UploadError, WordSearchError,
};
use theta_mock::{KeyPolicy, Mock, Scripted};
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Classify as _, Reply, RetryPolicy, Upload};
use theta_vendor_pages::sent::Line;
use theta_vendor_pages::{Endpoint, Shown, clean, nothing_is_mistaken, round_trip};

const SPEC: &str = include_str!("../spec.toml");

macro_rules! endpoints {
    ($($name:literal $error:ident)*) => {
        &[$(($name, |reply| Some($error::classify(reply)?.into()))),*]
    };
}

const ENDPOINTS: &[Endpoint<ApiError>] = endpoints! {
    "upload" UploadError
    "submit" SubmitError
    "transcript" TranscriptError
    "transcripts" TranscriptsError
    "delete_transcript" DeleteTranscriptError
    "subtitles" SubtitlesError
    "sentences" SentencesError
    "paragraphs" ParagraphsError
    "word_search" WordSearchError
    "redacted_audio" RedactedAudioError
};

/// Bodies that the pages show, whole: the page, the status, the body and the error.
#[allow(clippy::too_many_lines, reason = "a table")]
fn shown() -> Vec<Shown<ApiError>> {
    use ApiError as E;
    let failed = |error: &str| {
        format!(r#"{{"status": "error", "audio_url": "https://foo.bar", "error": "{error}"}}"#)
    };
    let error = |error: &str| format!(r#"{{"error": "{error}"}}"#);
    let download = "Download error, unable to download https://foo.bar. Please make sure the file exists and is accessible from the internet.";
    let access = "Download error, unable to access file at https://example.com/audio.mp3";
    let row = |entry, status, body, is| Shown {
        entry,
        status,
        body,
        is,
    };
    vec![
        row(
            "openapi: BadRequest",
            400,
            error("This is a sample error message"),
            E::BadRequest,
        ),
        row(
            "openapi: Unauthorized",
            401,
            error("Authentication error, API token missing/invalid"),
            E::Unauthorized {
                detail: "Authentication error, API token missing/invalid".into(),
            },
        ),
        row(
            "openapi: CannotAccessUploadedFile",
            403,
            error("Cannot access uploaded file"),
            E::CannotAccessUpload,
        ),
        row("openapi: NotFound", 404, error("Not found"), E::NotFound),
        row(
            "openapi: TooManyRequests",
            429,
            error("Too Many Requests"),
            E::TooManyRequests,
        ),
        row(
            "openapi: InternalServerError",
            500,
            error("Internal Server Error"),
            E::ServerFailed {
                detail: "Internal Server Error".into(),
            },
        ),
        row(
            "openapi: ServiceUnavailable",
            503,
            String::new(),
            E::Unavailable,
        ),
        row(
            "openapi: GatewayTimeout",
            504,
            String::new(),
            E::GatewayTimeout,
        ),
        row(
            "errors: invalid request",
            400,
            error("format_text must be a Boolean"),
            E::NotABoolean {
                field: "format_text".into(),
            },
        ),
        row(
            "errors: server",
            500,
            error("Server error, developers have been alerted."),
            E::ServerFailed {
                detail: "Server error, developers have been alerted.".into(),
            },
        ),
        row(
            "errors: failed transcription",
            200,
            failed(
                "Download error to https://foo.bar, 403 Client Error: Forbidden for url: https://foo.bar",
            ),
            E::DownloadRefused {
                url: "https://foo.bar".into(),
                reason: "403 Client Error: Forbidden for url: https://foo.bar".into(),
            },
        ),
        row(
            "common: models",
            400,
            error("The following models are not available in this language: speaker_labels"),
            E::ModelsNotAvailable {
                models: "speaker_labels".into(),
            },
        ),
        row(
            "common: funds",
            400,
            error(
                "Your current account balance is negative. Please top up to continue using the API.",
            ),
            E::NegativeBalance,
        ),
        row(
            "common: token",
            401,
            error("Authentication error, API token missing/invalid."),
            E::Unauthorized {
                detail: "Authentication error, API token missing/invalid.".into(),
            },
        ),
        row(
            "common: vocabulary",
            400,
            error("'🇸🇬' was included in the word boost list but contains unsupported characters"),
            E::WordNotAscii {
                word: "🇸🇬".into()
            },
        ),
        row(
            "common: transcript",
            400,
            error("Transcript lookup error, transcript id not found"),
            E::TranscriptNotFound,
        ),
        row(
            "common: web page",
            200,
            failed(
                "File does not appear to contain audio. File type is text/html (HTML document, ASCII text, with very long lines (56754)).",
            ),
            E::NoAudio {
                kind: "text/html (HTML document, ASCII text, with very long lines (56754))".into(),
            },
        ),
        row(
            "common: download",
            200,
            failed(download),
            E::DownloadFailed {
                url: "https://foo.bar".into(),
                detail: download.into(),
            },
        ),
        row(
            "faq: download",
            200,
            failed(access),
            E::DownloadFailed {
                url: "https://example.com/audio.mp3".into(),
                detail: access.into(),
            },
        ),
        row(
            "status: any other failure",
            200,
            failed("Words."),
            E::JobFailed,
        ),
    ]
}

#[test]
fn the_contract_is_clean_and_no_row_is_mistaken() {
    let contract = clean(SPEC);
    let pairs = nothing_is_mistaken(Client::API, ENDPOINTS, &contract);
    println!(
        "AssemblyAI: {} errors, {} endpoints, {} golden bodies, {pairs} pairs of rows, none mistaken",
        contract.errors.len(),
        contract.endpoints.len(),
        shown().len(),
    );
}

/// A text that only some endpoints have is a bad request on the others.
#[test]
fn every_body_that_is_shown_is_its_row() {
    let headers = HeaderMap::new();
    for Shown {
        entry,
        status,
        body,
        is,
    } in shown()
    {
        let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
        let found: Vec<ApiError> = ENDPOINTS
            .iter()
            .filter_map(|(_, classify)| classify(&reply))
            .collect();
        assert!(found.contains(&is), "{entry}: {found:?}");
        let only = found
            .iter()
            .all(|error| *error == is || (status == 400 && *error == ApiError::BadRequest));
        assert!(only, "{entry}: {found:?}");
    }
}

#[test]
fn a_failed_transcript_is_an_error_where_it_is_fetched_and_nowhere_else() {
    let failed = shown().into_iter().filter(|shown| shown.status == 200);
    round_trip(Client::API, &ENDPOINTS[2..3], &failed.collect::<Vec<_>>());
    let headers = HeaderMap::new();
    let body = r#"{"status": "error", "error": "Words."}"#;
    let reply = Reply::new(Client::API, 200, &headers, body.as_bytes());
    let found = ENDPOINTS
        .iter()
        .filter(|(_, classify)| classify(&reply).is_some());
    let found: BTreeSet<&str> = found.map(|(name, _)| *name).collect();
    assert_eq!(found, BTreeSet::from(["transcript"]));
}

#[test]
fn near_misses_are_unknown() {
    let headers = HeaderMap::new();
    let near = [
        (401, r#"{"error": "Authentication error"}"#),
        (403, r#"{"error": "Cannot access the file"}"#),
        (404, r#"{"error": "Not Found"}"#),
        (429, r#"{"message": "Too Many Requests"}"#),
        (
            500,
            r#"{"error": "server error, developers have been alerted."}"#,
        ),
        (400, "Bad Request"),
        (200, r#"{"status": "completed", "error": "Words."}"#),
        (422, r#"{"error": "format_text must be a Boolean"}"#),
    ];
    for (status, body) in near {
        let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
        for (endpoint, classify) in ENDPOINTS {
            assert_eq!(classify(&reply), None, "{status} {body} on {endpoint}");
        }
    }
}

/// Makes a call on a line that keeps what is sent, and compares it with what the page shows.
async fn shows<T, E>(curl: &str, line: &Line, call: impl IntoFuture<Output = Result<T, E>>) {
    let _ = call.await;
    line.sent_what(curl, &[]);
}

const ID: &str = "9ea68fd3-f953-42c1-9742-976c447fb463";

#[tokio::test]
async fn requests_are_those_that_the_pages_show() {
    let line = Line::default();
    let builder = || {
        Client::builder()
            .key("<api-key>")
            .transport(line.clone())
            .retry(RetryPolicy::off())
    };
    let client = builder().build().unwrap();
    shows(
        "curl --request POST \\
          --url https://api.assemblyai.com/v2/upload \\
          --header 'Authorization: <api-key>' \\
          --header 'Content-Type: application/octet-stream' \\
          --data '\"<string>\"'",
        &line,
        client.upload(Upload::bytes(&b"\"<string>\""[..])),
    )
    .await;
    shows(
        r#"curl -X POST https://api.assemblyai.com/v2/transcript -H "Authorization: <api-key>" -H "Content-Type: application/json" \
          -d '{
            "audio_url": "https://assembly.ai/wildfires.mp3",
            "speech_models": ["universal-3-pro", "universal-2"],
            "language_detection": true
          }'"#,
        &line,
        client
            .submit("https://assembly.ai/wildfires.mp3", ["universal-3-pro", "universal-2"].map(str::to_owned))
            .language_detection(true),
    )
    .await;
    shows(
        &format!(
            "curl https://api.assemblyai.com/v2/transcript/{ID} -H \"Authorization: <api-key>\""
        ),
        &line,
        client.transcript(ID),
    )
    .await;
    shows(
        &format!("curl -X DELETE https://api.assemblyai.com/v2/transcript/{ID} -H 'Authorization: <api-key>'"),
        &line,
        client.delete_transcript(ID),
    )
    .await;
    shows(
        "curl -G https://api.assemblyai.com/v2/transcript -H \"Authorization: <api-key>\" -d limit=3 -d status=completed",
        &line,
        client.transcripts().limit(3).status(TranscriptStatus::Completed),
    )
    .await;
    shows(
        &format!("curl -G https://api.assemblyai.com/v2/transcript/{ID}/srt -H \"Authorization: <api-key>\" -d chars_per_caption=32"),
        &line,
        client.subtitles(ID, SubtitleFormat::Srt).chars_per_caption(32),
    )
    .await;
    shows(
        &format!("curl 'https://api.assemblyai.com/v2/transcript/{ID}/word-search?words=foo,bar' -H \"Authorization: <api-key>\""),
        &line,
        client.word_search(ID, ["foo", "bar"].map(str::to_owned)),
    )
    .await;
    let european = builder().server(Server::ApiEu).build().unwrap();
    shows(
        &format!("curl https://api.eu.assemblyai.com/v2/transcript/{ID}/sentences -H 'Authorization: <api-key>'"),
        &line,
        european.sentences(ID),
    )
    .await;
}

#[tokio::test]
async fn one_thing_is_asked_for_beside_the_transcript() {
    let line = Line::default();
    let builder = Client::builder().key("<api-key>").transport(line.clone());
    let client = builder.retry(RetryPolicy::off()).build().unwrap();
    let submit = || {
        client.submit(
            "https://assembly.ai/wildfires.mp3",
            ["universal-2".to_owned()],
        )
    };
    let curl = |request: &str| {
        format!(
            r#"curl https://api.assemblyai.com/v2/transcript -H "Authorization: <api-key>" -H "Content-Type: application/json" \
              -d '{{"audio_url": "https://assembly.ai/wildfires.mp3", "speech_models": ["universal-2"], "speech_understanding": {{"request": {request}}}}}'"#
        )
    };
    let languages = ["es", "de"].map(str::to_owned);
    let translation = Translation::new(languages)
        .with_formal(true)
        .with_match_original_utterance(true);
    let asked = SpeechUnderstanding::new(TranslationTask::new(translation));
    shows(
        &curl(r#"{"translation": {"target_languages": ["es", "de"], "formal": true, "match_original_utterance": true}}"#),
        &line,
        submit().speech_understanding(asked),
    )
    .await;
    let asked = SpeechUnderstanding::new(FormattingTask::new(
        Formatting::new().with_date("mm/dd/yyyy"),
    ));
    shows(
        &curl(r#"{"custom_formatting": {"date": "mm/dd/yyyy"}}"#),
        &line,
        submit().speech_understanding(asked),
    )
    .await;
}

fn mocked(mock: &Mock) -> Client {
    let builder = Client::builder().key("key").base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

#[tokio::test]
async fn a_recording_is_uploaded_submitted_fetched_listed_and_deleted() {
    let mock = Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap();
    let client = mocked(&mock);
    let uploaded = client.upload(Upload::bytes(&b"RIFF"[..])).await.unwrap();
    let submitted = client
        .submit(uploaded.upload_url, ["universal-2".to_owned()])
        .await
        .unwrap();
    assert_eq!(submitted.status, TranscriptStatus::Queued);
    let transcript = client.transcript(ID).await.unwrap();
    assert_eq!(transcript.words.unwrap()[0].text, "Smoke");
    let listed = client.transcripts().await.unwrap();
    assert_eq!(listed.transcripts[0].status, TranscriptStatus::Error);
    let found = client.word_search(ID, ["smoke".to_owned()]).await.unwrap();
    assert_eq!(found.matches[0].timestamps, [(250, 650), (49168, 49398)]);
    let sentences = client.sentences(ID).await.unwrap();
    assert_eq!(sentences.sentences[0].words.len(), 1);
    let deleted = client.delete_transcript(ID).await.unwrap();
    assert_eq!(deleted.text.as_deref(), Some("Deleted by user."));
}

#[tokio::test]
async fn a_transcript_that_could_not_be_made_is_an_error() {
    let mock = Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap();
    mock.script(Scripted::row("no_audio").capture("kind", "text/html"))
        .unwrap();
    let error = mocked(&mock).transcript(ID).await.unwrap_err();
    assert_eq!(
        error.api(),
        Some(&TranscriptError::NoAudio {
            kind: "text/html".into()
        })
    );
    assert_eq!(error.status(), Some(200));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_refused_key_is_the_documented_error() {
    let builder = Mock::builder_from_toml("spec.toml", SPEC.as_bytes()).unwrap();
    let mock = builder
        .key_policy(KeyPolicy::Registered)
        .known_key("other")
        .start()
        .unwrap();
    let error = mocked(&mock).transcripts().await.unwrap_err();
    assert!(
        matches!(error.api(), Some(TranscriptsError::Unauthorized { .. })),
        "{error}"
    );
}
