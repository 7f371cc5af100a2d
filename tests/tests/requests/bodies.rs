//! Bodies: whether there is one, and what it says of itself.

use crate::shelf::ExistsError;
use crate::{received, served};
use theta_runtime::{Error, Upload};

/// Its media type, its stated length, and what it holds.
type Sent = (Option<String>, Option<u64>, String);

fn sent(mock: &theta_mock::Mock, endpoint: &str) -> Sent {
    let recorded = received(mock, endpoint);
    let text = String::from_utf8(recorded.body.to_vec()).unwrap();
    let media_type = recorded.header("content-type").map(str::to_owned);
    (media_type, recorded.content_length, text)
}

fn nothing() -> Sent {
    (None, Some(0), String::new())
}

fn whole(media_type: &str, text: &str) -> Sent {
    let length = Some(text.len() as u64);
    (Some(media_type.to_owned()), length, text.to_owned())
}

#[tokio::test]
async fn a_body_that_may_be_left_out_is_sent_once_something_in_it_is_set() {
    let (mock, client) = served();
    client.close("a").await.unwrap();
    assert_eq!(sent(&mock, "close"), nothing());
    client.close("a").reason("old").await.unwrap();
    let set = whole("application/json", r#"{"reason":"old"}"#);
    assert_eq!(sent(&mock, "close"), set);
}

#[tokio::test]
async fn a_body_that_may_not_be_left_out_is_sent_even_if_nothing_in_it_is_set() {
    let (mock, client) = served();
    client.reopen("a").await.unwrap();
    assert_eq!(sent(&mock, "reopen"), whole("application/json", "{}"));
}

#[tokio::test]
async fn text_bytes_and_whole_values_may_be_left_out_too() {
    let (mock, client) = served();
    client.describe("a").await.unwrap();
    assert_eq!(sent(&mock, "describe"), nothing());
    client.describe("a").text("Words.").await.unwrap();
    let text = whole("text/plain; charset=utf-8", "Words.");
    assert_eq!(sent(&mock, "describe"), text);

    client.replace("a").await.unwrap();
    assert_eq!(sent(&mock, "replace"), nothing());
    let content = Upload::bytes("bytes");
    client.replace("a").content(content).await.unwrap();
    let bytes = whole("application/octet-stream", "bytes");
    assert_eq!(sent(&mock, "replace"), bytes);

    client.label("a").await.unwrap();
    assert_eq!(sent(&mock, "label"), nothing());
    client.label("a").labels(["x", "y"]).await.unwrap();
    assert_eq!(
        sent(&mock, "label"),
        whole("application/json", r#"["x","y"]"#)
    );
}

#[tokio::test]
async fn json_is_sent_with_the_media_type_that_the_docs_name() {
    let (mock, client) = served();
    client.change("a").title("New").await.unwrap();
    let change = whole("application/merge-patch+json", r#"{"title":"New"}"#);
    assert_eq!(sent(&mock, "change"), change);
}

#[tokio::test]
async fn json_and_text_are_asked_for_by_the_media_type_that_the_docs_name() {
    let (mock, client) = served();
    let found = client.search("words").await.unwrap();
    assert_eq!(found[0].id, "a");
    let recorded = received(&mock, "search");
    assert_eq!(
        recorded.header("accept"),
        Some("application/vnd.shelf.v2+json")
    );

    let table = client.lines("{}\n{}\n").send_with_response().await.unwrap();
    let media_type = table.headers().get("content-type").unwrap();
    assert_eq!(
        (media_type.as_bytes(), &**table.value()),
        (&b"text/csv"[..], "a,b")
    );
    assert_eq!(
        sent(&mock, "lines"),
        whole("application/x-ndjson", "{}\n{}\n")
    );
}

#[tokio::test]
async fn a_get_and_a_delete_carry_a_documented_body() {
    let (mock, client) = served();
    client.search("words").await.unwrap();
    let query = whole("application/json", r#"{"words":"words"}"#);
    assert_eq!(sent(&mock, "search"), query);
    client.drop("words").await.unwrap();
    assert_eq!(sent(&mock, "drop"), query);
}

#[tokio::test]
async fn a_head_is_answered_by_its_status() {
    let (mock, client) = served();
    client.exists("a").await.unwrap();
    assert_eq!(received(&mock, "exists").method, "HEAD");

    mock.next("no_file").unwrap();
    let failed: Error<ExistsError> = client.exists("a").await.unwrap_err();
    assert_eq!(failed.api(), Some(&ExistsError::NoFile));

    // The length is that of a GET's body, which does not follow.
    let gone = theta_mock::RawReply::new(410).header("content-length", "50");
    mock.next_raw(gone).unwrap();
    let failed = client.exists("a").await.unwrap_err();
    assert_eq!((failed.api(), failed.status()), (None, Some(410)));
}
