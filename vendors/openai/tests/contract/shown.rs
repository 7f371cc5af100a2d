//! What the vendor's reference shows is what the client sends and reads.

use crate::SPEC;
use crate::calls::{CALLS, audio};
use std::collections::{BTreeMap, BTreeSet};
use theta_mock::Mock;
use theta_openai::{Client, ClientSettings as _, TextFormat};
use theta_runtime::RetryPolicy;
use theta_vendor_pages::sent::Line;

const SAMPLES: &str = include_str!("samples.txt");
const REPLIES: &str = include_str!("replies.txt");

/// What stands behind the headings of a file, by heading.
fn entries(text: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let entries = text.split("### ").skip(1);
    entries.filter_map(|entry| {
        let (name, rest) = entry.split_once('\n')?;
        Some((name, rest.trim()))
    })
}

fn mock() -> Mock {
    Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap()
}

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().key("$OPENAI_API_KEY");
    let builder = builder.base_url(mock.base_url()).retry(RetryPolicy::off());
    builder.build().unwrap()
}

/// The endpoint that a heading begins with.
fn endpoint(name: &str) -> &str {
    name.split(' ').next().unwrap_or(name)
}

#[tokio::test]
async fn every_sample_of_the_reference_is_what_the_client_sends() {
    let mock = mock();
    let mut seen = BTreeSet::new();
    for (name, call) in CALLS {
        let (_, command) = entries(SAMPLES)
            .find(|(known, _)| known == name)
            .unwrap_or_else(|| panic!("no sample: {name}"));
        let line = Line::default();
        let builder = Client::builder()
            .key("$OPENAI_API_KEY")
            .transport(line.clone());
        let builder = if command.contains("OpenAI-Project") {
            let builder = builder.organization("$ORGANIZATION_ID");
            builder.project("$PROJECT_ID")
        } else {
            builder
        };
        // The line answers with a status that no API documents.
        let sending = builder.retry(RetryPolicy::off()).build().unwrap();
        call(sending).await.unwrap_err();
        line.sent_what(command, &[]);
        call(client(&mock)).await.unwrap();
        let sent = mock.last_request().unwrap();
        assert_eq!(sent.endpoint.as_deref(), Some(endpoint(name)), "{name}");
        seen.insert(*name);
    }
    let samples: BTreeSet<&str> = entries(SAMPLES).map(|(name, _)| name).collect();
    assert_eq!(seen, samples, "every sample is called");
    println!("OpenAI: {} samples, sent byte for byte", samples.len());
}

#[tokio::test]
async fn every_reply_of_the_reference_is_read_and_nothing_in_it_is_unknown() {
    let mock = mock();
    let client = client(&mock);
    let mut count = 0;
    for (name, reply) in entries(REPLIES) {
        let (_, call) = CALLS
            .iter()
            .find(|(known, _)| *known == name)
            .unwrap_or_else(|| panic!("no call: {name}"));
        mock.reply_success(endpoint(name), reply).unwrap();
        let value = call(client.clone()).await.unwrap();
        assert!(!value.contains("Unlisted"), "{name}: {value}");
        count += 1;
    }
    println!("OpenAI: {count} replies of the reference, read");
}

#[tokio::test]
async fn a_form_of_a_transcription_is_an_endpoint_of_its_own() {
    let mock = mock();
    let client = client(&mock);
    let audio = || audio("audio.wav");
    for format in [TextFormat::Text, TextFormat::Srt, TextFormat::Vtt] {
        client
            .transcribe_text(audio(), "whisper-1", format.clone())
            .await
            .unwrap();
        let sent = mock.last_request().unwrap();
        assert_eq!(sent.endpoint.as_deref(), Some("transcribe_text"));
        let part = sent.part("response_format").unwrap();
        assert_eq!(part.text(), format.as_str());
    }
    client
        .translate_verbose(audio(), "whisper-1")
        .await
        .unwrap();
    let sent = mock.last_request().unwrap();
    assert_eq!(sent.endpoint.as_deref(), Some("translate_verbose"));
    let part = sent.part("response_format").unwrap();
    assert_eq!(part.text(), "verbose_json");
}

#[tokio::test]
async fn metadata_are_looked_for_by_their_names() {
    let mock = mock();
    let client = client(&mock);
    let metadata = BTreeMap::from([("a b".to_owned(), "c".to_owned())]);
    client.chats().metadata(metadata).limit(2).await.unwrap();
    let sent = mock.last_request().unwrap();
    let query = [("limit", "2"), ("metadata[a b]", "c")];
    assert_eq!(
        sent.query,
        query.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
}
