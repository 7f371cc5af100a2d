//! Requests that are kept, and values out of lists.

use crate::small::{Client, TextRequest};
use crate::theta_one::Language;
use std::time::Duration;
use theta_runtime::testing::{Fault, Stub};
use theta_runtime::{CallSettings, RetryPolicy};

#[test]
fn values_of_a_list_are_all_there_and_read_back_from_their_texts() {
    assert!(!Language::ALL.is_empty());
    for value in Language::ALL {
        assert_eq!(value.to_string(), value.as_str());
        assert_eq!(&value.as_str().parse::<Language>().unwrap(), value);
        assert!(!matches!(value, Language::Unlisted(_)));
    }
    let unlisted = "tlh".parse::<Language>().unwrap();
    assert_eq!(unlisted, Language::Unlisted("tlh".to_owned()));
}

/// A request that is sent by whoever has it.
struct Kept(TextRequest);

#[tokio::test]
async fn a_request_is_kept_cloned_spawned_and_joined() {
    let stub = Stub::new();
    stub.on::<TextRequest>().returns("hi");
    let client: Client = stub.client().unwrap();
    let kept = Kept(client.text());
    let spawned = tokio::spawn(kept.0.clone().send());
    let awaited = tokio::spawn(kept.0.clone().into_future());
    assert_eq!(spawned.await.unwrap().unwrap(), "hi");
    assert_eq!(awaited.await.unwrap().unwrap(), "hi");
    let (one, other) = tokio::join!(kept.0.clone().send(), kept.0.send());
    assert_eq!((one.unwrap(), other.unwrap()), ("hi".into(), "hi".into()));
}

#[tokio::test(start_paused = true)]
async fn single_settings_are_set_on_a_request() {
    let stub = Stub::new();
    stub.on::<TextRequest>().breaks(Fault::Silence);
    let client: Client = stub.client().unwrap();
    let start = tokio::time::Instant::now();
    let call = client.text().timeout(Duration::from_secs(7));
    let error = call.retry(RetryPolicy::off()).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!((error.attempts(), start.elapsed().as_secs()), (1, 7));
}
