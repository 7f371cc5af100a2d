//! Endpoints with one method and one path, and what is always the same in their requests.

use crate::{received, served};
use theta_runtime::Upload;

#[tokio::test]
async fn what_is_always_the_same_is_sent_without_being_asked_for() {
    let (mock, client) = served();
    client.begin("a/b").await.unwrap();
    let recorded = received(&mock, "begin");
    assert_eq!(recorded.query, [("uploads".to_owned(), String::new())]);
    assert_eq!(recorded.header("x-mode"), Some("7"));
}

#[tokio::test]
async fn a_request_without_a_constant_is_none_of_its_endpoint() {
    let (mock, client) = served();
    client.finish("a", "u1").await.unwrap();
    let recorded = received(&mock, "finish");
    assert_eq!(recorded.query, [("upload-id".to_owned(), "u1".to_owned())]);
    assert_eq!(recorded.header("x-mode"), None);
}

#[tokio::test]
async fn a_header_that_one_endpoint_needs_tells_them_apart() {
    let (mock, client) = served();
    client.store("a", Upload::bytes("x")).await.unwrap();
    received(&mock, "store");
    client.copy("a", "b").await.unwrap();
    received(&mock, "copy");
}

#[tokio::test]
async fn a_constant_and_a_field_of_the_body_and_its_media_type_tell_them_apart() {
    let (mock, client) = served();
    client.ask("What?").short(true).await.unwrap();
    received(&mock, "ask");
    let mut stream = client.ask_streamed("What?").await.unwrap();
    while let Some(bytes) = stream.next_chunk().await {
        bytes.unwrap();
    }
    let recorded = received(&mock, "ask_streamed");
    assert_eq!(&recorded.body[..], br#"{"stream":true,"words":"What?"}"#);
    client
        .ask_all(Vec::<crate::shelf::Question>::new())
        .await
        .unwrap();
    received(&mock, "ask_all");
    client.ask_by_form("What?").await.unwrap();
    received(&mock, "ask_by_form");
}

#[tokio::test]
async fn a_part_that_is_always_the_same_and_lists_of_values_tell_them_apart() {
    let (mock, client) = served();
    let file = || Upload::bytes("x");
    let text = |recorded: &theta_mock::Recorded, name: &str| {
        recorded.part(name).map(|part| part.text().to_owned())
    };
    assert_eq!(client.render(file()).await.unwrap().id, "r");
    assert_eq!(text(&received(&mock, "render"), "form"), None);
    assert_eq!(client.render(file()).form("long").await.unwrap().id, "r");
    assert_eq!(
        text(&received(&mock, "render"), "form").as_deref(),
        Some("long")
    );
    assert_eq!(client.render_full(file()).await.unwrap().id, "f");
    let recorded = received(&mock, "render_full");
    assert_eq!(text(&recorded, "form").as_deref(), Some("full"));
    assert_eq!(text(&recorded, "level").as_deref(), Some("7"));
    let level = recorded.part("level").unwrap();
    assert_eq!(level.content_type.as_deref(), Some("text/plain"));
    assert_eq!(client.render_table(file(), "tsv").await.unwrap().id, "t");
    received(&mock, "render_table");
}

#[tokio::test]
async fn what_is_asked_for_tells_them_apart() {
    let (mock, client) = served();
    assert_eq!(client.report().await.unwrap().id, "r");
    received(&mock, "report");
    assert_eq!(client.report_table().await.unwrap(), "text");
    received(&mock, "report_table");
}

#[test]
fn openapi_has_one_operation_for_them() {
    let loaded = theta_spec::load("requests.toml", crate::CONTRACT);
    let document = theta_docs::openapi::document(&loaded.contract.unwrap());
    let post = document
        .get("paths")
        .and_then(|paths| paths.get("/questions")?.get("post"));
    let post = post.unwrap();
    let id = post.get("operationId").and_then(|id| id.as_str());
    assert_eq!(id, Some("ask_or_ask_all_or_ask_by_form_or_ask_streamed"));
    let content = post
        .get("requestBody")
        .and_then(|body| body.get("content"))
        .unwrap();
    assert!(content.get("application/json").is_some());
    assert!(content.get("multipart/form-data").is_some());
}

#[test]
fn the_example_of_the_language_is_a_contract() {
    let language = include_str!("../../../docs/language.md");
    let (_, chapter) = language.split_once("\n## Requests\n").unwrap();
    let (_, example) = chapter.split_once("```toml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let text =
        format!("theta = 1\napi = {{ name = \"A\", base_url = \"https://a.example\" }}\n{example}");
    let loaded = theta_spec::load("example.toml", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert!(loaded.contract.is_some(), "{report}");
}
