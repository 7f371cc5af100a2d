//! The contract against the vendor's pages: every error is told apart, every request is the one that is shown.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::collections::{BTreeMap, BTreeSet};
use std::future::IntoFuture;
use theta_elevenlabs::{
    AddVoiceError, ApiError, Client, ClientSettings as _, DefaultVoiceSettingsError,
    DeleteSampleError, DeleteVoiceError, EditVoiceError, EditVoiceSettingsError, Export,
    Granularity, Lines, ModelsError, OutputFormat, ResponseHeaders, SampleAudioError, Segments,
    Server, SpeechError, SpeechStreamError, SpeechWithTimestampsError, TranscribeError,
    TranscribeUrlError, Transcription, VoiceCategory, VoiceError, VoiceSettingsError, VoicesError,
};
use theta_mock::Mock;
use theta_runtime::http::HeaderMap;
use theta_runtime::{ApiClient as _, Audio, Classify as _, Reply, RetryPolicy, Upload};
use theta_vendor_pages::sent::Line;
use theta_vendor_pages::{Endpoint, clean, nothing_is_mistaken};

const SPEC: &str = include_str!("../spec.toml");

macro_rules! endpoints {
    ($($name:literal $error:ident)*) => {
        &[$(($name, |reply| Some($error::classify(reply)?.into()))),*]
    };
}

const ENDPOINTS: &[Endpoint<ApiError>] = endpoints! {
    "speech" SpeechError
    "speech_stream" SpeechStreamError
    "speech_with_timestamps" SpeechWithTimestampsError
    "voices" VoicesError
    "voice" VoiceError
    "add_voice" AddVoiceError
    "edit_voice" EditVoiceError
    "delete_voice" DeleteVoiceError
    "voice_settings" VoiceSettingsError
    "edit_voice_settings" EditVoiceSettingsError
    "default_voice_settings" DefaultVoiceSettingsError
    "sample_audio" SampleAudioError
    "delete_sample" DeleteSampleError
    "transcribe" TranscribeError
    "transcribe_url" TranscribeUrlError
    "models" ModelsError
};

/// The types of the page with their statuses, the row of a type, and its codes that this contract has.
const TYPES: &[(&str, u16, &str, &[&str])] = &[
    (
        "validation_error",
        400,
        "other_validation",
        &[
            "text_too_long",
            "text_too_short",
            "invalid_text",
            "empty_text",
            "invalid_parameters",
            "missing_required_field",
            "invalid_voice_settings",
            "invalid_voice_id",
            "unsupported_model",
            "invalid_audio",
            "invalid_audio_format",
            "invalid_output_format",
            "audio_too_long",
            "audio_too_short",
            "invalid_file_type",
            "invalid_page_size",
            "invalid_cursor",
        ],
    ),
    (
        "invalid_request",
        400,
        "other_request",
        &[
            "bad_request",
            "malformed_json",
            "invalid_content_type",
            "request_too_large",
        ],
    ),
    (
        "authentication_error",
        401,
        "other_authentication",
        &[
            "invalid_api_key",
            "missing_api_key",
            "invalid_authorization_header",
            "unauthorized",
            "sign_in_required",
        ],
    ),
    (
        "payment_required",
        402,
        "other_payment",
        &["insufficient_credits"],
    ),
    (
        "authorization_error",
        403,
        "other_authorization",
        &[
            "forbidden",
            "insufficient_permissions",
            "workspace_access_denied",
            "feature_not_available",
            "subscription_required",
            "voice_access_denied",
            "model_access_denied",
        ],
    ),
    (
        "not_found",
        404,
        "other_not_found",
        &[
            "voice_not_found",
            "sample_not_found",
            "voice_collection_not_found",
            "user_not_found",
            "workspace_not_found",
            "collection_not_found",
            "file_not_found",
            "pronunciation_dictionary_not_found",
            "model_not_found",
        ],
    ),
    (
        "conflict",
        409,
        "other_conflict",
        &[
            "conflict",
            "resource_already_exists",
            "voice_already_exists",
            "already_running",
            "already_processing",
            "concurrent_modification",
        ],
    ),
    (
        "rate_limit_error",
        429,
        "other_rate_limit",
        &[
            "rate_limit_exceeded",
            "concurrent_limit_exceeded",
            "system_busy",
        ],
    ),
    ("internal_error", 500, "other_internal", &["internal_error"]),
    (
        "service_unavailable",
        503,
        "other_unavailable",
        &["service_unavailable", "maintenance"],
    ),
];

/// Codes of the page that belong to other parts of the API: here they are known by their type.
const ELSEWHERE: &[&str] = &[
    "auth_account_not_found",
    "project_not_found",
    "history_item_not_found",
    "document_not_found",
    "conversation_not_found",
    "agent_not_found",
    "dubbing_not_found",
    "song_not_found",
    "read_not_found",
    "knowledge_base_not_found",
    "phone_number_not_found",
    "tool_not_found",
    "snapshot_not_found",
    "task_not_found",
    "transcript_not_found",
    "keywords_list_not_found",
    "category_not_found",
];

/// Names of the older pages, with the statuses that these give.
const OLDER: &[(&str, &[u16])] = &[
    ("max_character_limit_exceeded", &[400, 401]),
    ("invalid_api_key", &[400, 401]),
    ("quota_exceeded", &[400, 401]),
    ("voice_not_found", &[400, 401]),
    ("only_for_creator+", &[403]),
    ("too_many_concurrent_requests", &[429]),
    ("system_busy", &[429]),
];

/// Bodies that the pages show, whole; that of 422 has the form that the vendor's document gives it.
const SHOWN: &[(u16, &str, &str)] = &[
    (
        400,
        r#"{"detail": {"type": "validation_error", "code": "invalid_parameters", "message": "The 'keyterms' parameter is only supported with the 'scribe_v2' model. You specified 'scribe_v1'.", "status": "invalid_parameters", "request_id": "3c807fc4c3a1705f9638ecc764a91c01", "param": "keyterms"}}"#,
        "invalid_parameters",
    ),
    (
        400,
        r#"{"detail": {"status": "max_character_limit_exceeded", "message": "This request's text has 627 characters and exceeds the character limit of 333 characters for non signed in accounts."}}"#,
        "too_many_characters",
    ),
    (
        401,
        r#"{"detail": {"status": "invalid_api_key", "message": "Invalid API key"}}"#,
        "invalid_api_key",
    ),
    (
        422,
        r#"{"detail": [{"loc": ["body", "text"], "msg": "field required", "type": "value_error.missing"}]}"#,
        "unprocessable",
    ),
];

/// The errors that this reply is on the endpoints, by the names of their rows.
fn rows(status: u16, body: &str) -> BTreeSet<&'static str> {
    let headers = HeaderMap::new();
    let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
    let found = ENDPOINTS
        .iter()
        .filter_map(|(_, classify)| classify(&reply));
    found.map(|error| error.info().name).collect()
}

fn newer(kind: &str, code: &str) -> String {
    format!(
        r#"{{"detail": {{"type": "{kind}", "code": "{code}", "message": "Words.", "status": "{code}", "request_id": "3c80"}}}}"#
    )
}

#[test]
fn the_contract_is_clean() {
    let contract = clean(SPEC);
    let pairs = nothing_is_mistaken(Client::API, ENDPOINTS, &contract);
    println!(
        "ElevenLabs: {} errors, {} endpoints, {} golden bodies, {pairs} pairs of rows, none mistaken",
        contract.errors.len(),
        contract.endpoints.len(),
        SHOWN.len(),
    );
}

#[test]
fn every_code_of_the_page_is_its_row_where_it_can_be_returned_and_its_type_elsewhere() {
    for (kind, status, other, codes) in TYPES {
        for code in *codes {
            let found = rows(*status, &newer(kind, code));
            assert!(found.contains(code), "{code}: {found:?}");
            assert!(
                found.is_subset(&BTreeSet::from([*code, *other])),
                "{code}: {found:?}"
            );
        }
    }
    for code in ELSEWHERE {
        assert_eq!(
            rows(404, &newer("not_found", code)),
            BTreeSet::from(["other_not_found"])
        );
    }
}

#[test]
fn every_name_of_the_older_pages_is_its_row() {
    for (name, statuses) in OLDER {
        for status in *statuses {
            let body = format!(r#"{{"detail": {{"status": "{name}", "message": "Words."}}}}"#);
            let row = name.trim_end_matches('+');
            assert_eq!(
                rows(*status, &body),
                BTreeSet::from([row]),
                "{status} {name}"
            );
        }
    }
}

#[test]
fn every_body_that_is_shown_is_its_row() {
    for (status, body, row) in SHOWN {
        assert_eq!(rows(*status, body), BTreeSet::from([*row]), "{body}");
    }
}

#[test]
fn numbers_and_parameters_are_told() {
    let headers = HeaderMap::new();
    let reply = |at: usize| Reply::new(Client::API, 400, &headers, SHOWN[at].1.as_bytes());
    assert_eq!(
        SpeechError::classify(&reply(1)),
        Some(SpeechError::TooManyCharacters {
            characters: 627,
            limit: 333
        })
    );
    assert_eq!(
        reply(0).request_id(),
        Some("3c807fc4c3a1705f9638ecc764a91c01")
    );
}

#[test]
fn near_misses_are_unknown() {
    let near = [
        // A code under a status of another type.
        (409, newer("not_found", "voice_not_found")),
        (418, newer("not_found", "voice_not_found")),
        // A type and a code that no page lists.
        (404, newer("not_there", "nobody")),
        // The texts without the structure.
        (
            400,
            r#"{"detail": "max_character_limit_exceeded"}"#.to_owned(),
        ),
        (
            401,
            r#"{"status": "invalid_api_key", "message": "Invalid API key"}"#.to_owned(),
        ),
        (422, r#"{"detail": []}"#.to_owned()),
    ];
    for (status, body) in near {
        assert_eq!(rows(status, &body), BTreeSet::new(), "{status} {body}");
    }
}

/// Makes a call on a line that keeps what is sent, and compares it with what the page shows.
async fn shows<T, E>(curl: &str, line: &Line, call: impl IntoFuture<Output = Result<T, E>>) {
    let _ = call.await;
    line.sent_what(curl, &[]);
}

#[tokio::test]
async fn requests_are_those_that_the_pages_show() {
    let line = Line::default();
    let builder = || {
        Client::builder()
            .key("YOUR_API_KEY")
            .transport(line.clone())
            .retry(RetryPolicy::off())
    };
    let client = builder().build().unwrap();
    // authentication
    shows(
        "curl 'https://api.elevenlabs.io/v1/models' \\
          -H 'Content-Type: application/json' \\
          -H 'xi-api-key: YOUR_API_KEY'",
        &line,
        client.models(),
    )
    .await;
    // how to get speech quickly
    let nearest = builder().server(Server::ApiGlobalPreview).build().unwrap();
    shows(
        r#"curl -X POST -v "https://api-global-preview.elevenlabs.io/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb" \
          -H "Accept: audio/mpeg" \
          -H "Content-Type: application/json" \
          -H "xi-api-key: YOUR_API_KEY" \
          -d '{
            "text": "Hello World!",
            "model_id": "eleven_flash_v2_5"
          }'"#,
        &line,
        nearest.speech("JBFqnCBsd6RMkjVDRZzb", "Hello World!").model_id("eleven_flash_v2_5"),
    )
    .await;
    // the reference of speech, made whole, and that of speech as a stream
    for (path, stream) in [("", false), ("/stream", true)] {
        let curl = format!(
            r#"curl -X POST "https://api.elevenlabs.io/v1/text-to-speech/JBFqnCBsd6RMkjVDRZzb{path}?output_format=mp3_44100_128" \
              -H "xi-api-key: YOUR_API_KEY" \
              -H "Content-Type: application/json" \
              -d '{{"text": "The first move is what sets everything in motion.", "model_id": "eleven_multilingual_v2"}}'"#
        );
        let (voice, text) = (
            "JBFqnCBsd6RMkjVDRZzb",
            "The first move is what sets everything in motion.",
        );
        if stream {
            let call = client
                .speech_stream(voice, text)
                .model_id("eleven_multilingual_v2");
            shows(
                &curl,
                &line,
                call.output_format(OutputFormat::Mp3_44100_128),
            )
            .await;
        } else {
            let call = client
                .speech(voice, text)
                .model_id("eleven_multilingual_v2");
            shows(
                &curl,
                &line,
                call.output_format(OutputFormat::Mp3_44100_128),
            )
            .await;
        }
    }
    // requests that are not kept
    shows(
        r#"curl --request POST --url 'https://api.elevenlabs.io/v1/text-to-speech/abc?enable_logging=false' \
          --header 'Content-Type: application/json' --header 'xi-api-key: YOUR_API_KEY' -d '{"text": "Hi."}'"#,
        &line,
        client.speech("abc", "Hi.").enable_logging(false),
    )
    .await;
    // one transcript for each channel
    shows(
        r#"curl -X POST "https://api.elevenlabs.io/v1/speech-to-text" \
          -H "xi-api-key: YOUR_API_KEY" \
          -F "file=@stereo_audio_file.wav" \
          -F "model_id=scribe_v1" \
          -F "use_multi_channel=true" \
          -F "diarize=false" \
          -F "timestamps_granularity=word""#,
        &line,
        client
            .transcribe(
                Upload::bytes(&b"RIFF"[..]).with_file_name("stereo_audio_file.wav"),
                "scribe_v1",
            )
            .use_multi_channel(true)
            .diarize(false)
            .timestamps_granularity(Granularity::Word),
    )
    .await;
}

const WAV: &[u8] = include_bytes!("../../../theta-client/examples/audio/native.wav");

#[tokio::test]
async fn a_voice_is_made_of_several_recordings() {
    let line = Line::default();
    let builder = Client::builder()
        .key("YOUR_API_KEY")
        .transport(line.clone());
    let client = builder.retry(RetryPolicy::off()).build().unwrap();
    let recordings = ["one.wav", "two.wav"].map(|name| Audio::bytes(WAV).with_file_name(name));
    let labels = BTreeMap::from([("accent".to_owned(), "American".to_owned())]);
    let call = client.add_voice("John Smith", recordings).labels(labels);
    shows(
        r#"curl https://api.elevenlabs.io/v1/voices/add -H "xi-api-key: YOUR_API_KEY" -F "name=John Smith" \
          -F files=@one.wav -F files=@two.wav -F 'labels={"accent":"American"}' -F remove_background_noise=true"#,
        &line,
        call.remove_background_noise(true),
    )
    .await;
}

fn mocked(mock: &Mock) -> Client {
    let builder = Client::builder().key("key").base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

#[tokio::test]
async fn a_transcript_is_one_or_one_for_each_channel() {
    let mock = Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap();
    let client = mocked(&mock);
    let segments = Segments::new().with_include_speakers(true);
    let formats = vec![
        Export::Srt(Lines::new().with_max_characters_per_line(42)),
        Export::Docx(segments),
    ];
    let call = client
        .transcribe(Upload::bytes(WAV), "scribe_v1")
        .additional_formats(formats);
    let Transcription::Transcript(one) = call.await.unwrap() else {
        panic!("the documented transcript");
    };
    assert_eq!(one.text, "Hello world!");
    let sent = mock.last_request().unwrap();
    assert_eq!(sent.endpoint.as_deref(), Some("transcribe"));
    assert_eq!(
        sent.part("additional_formats").unwrap().text(),
        r#"[{"format":"srt","max_characters_per_line":42},{"format":"docx","include_speakers":true}]"#
    );
    let address = "https://storage.googleapis.com/my-bucket/folder/audio.mp3";
    let several = client
        .transcribe_url(address, "scribe_v1")
        .use_multi_channel(true)
        .await;
    let Transcription::Channels(several) = several.unwrap() else {
        panic!("the documented transcripts");
    };
    assert_eq!(several.transcripts[0].text, "Hello from channel one.");
    let sent = mock.last_request().unwrap();
    assert_eq!(sent.endpoint.as_deref(), Some("transcribe_url"));
}

#[tokio::test]
async fn voices_are_found_and_headers_are_read() {
    let line = Line::default();
    let builder = Client::builder()
        .key("YOUR_API_KEY")
        .transport(line.clone());
    let client = builder.retry(RetryPolicy::off()).build().unwrap();
    let ids = ["a", "b c"].map(str::to_owned);
    let call = client.voices().voice_ids(ids).page_size(2);
    shows(
        "curl 'https://api.elevenlabs.io/v2/voices?category=high_quality&page_size=2&voice_ids=a&voice_ids=b%20c' -H 'xi-api-key: YOUR_API_KEY'",
        &line,
        call.category(VoiceCategory::HighQuality),
    )
    .await;
    let mut headers = HeaderMap::new();
    headers.insert("maximum-concurrent-requests", "10".parse().unwrap());
    assert_eq!(ResponseHeaders::of(&headers).requests_at_once, Some(10));
}
