//! What an error says is what the server said, and what nobody said is not guessed.

use theta_runtime::testing::Stub;
use theta_runtime::{Billed, DocumentedError as _, ErrorKind, RetryPolicy};
use theta_tests::verdicts::{Client, MergeError, MergeRequest, Stats, StatsError, StatsRequest};

fn client(stub: &Stub) -> Client {
    stub.builder().retry(RetryPolicy::off()).build().unwrap()
}

fn four() -> Stats {
    Stats::from_json(r#"{"n":4}"#).unwrap()
}

#[tokio::test]
async fn an_error_of_several_messages_says_the_one_that_came() {
    for text in [
        "Pull Request is not mergeable",
        "Pull request is not mergeable.",
    ] {
        let stub = Stub::new();
        stub.on::<MergeRequest>()
            .replies(405, format!(r#"{{"message":"{text}"}}"#));
        let error = client(&stub).merge().await.unwrap_err();
        assert!(
            matches!(error.api(), Some(MergeError::NotMergeable { .. })),
            "{error}"
        );
        assert_eq!(error.api().unwrap().detail(), text);
        assert_eq!(error.to_string(), format!("merge: 405 {text} - Resolve."));
        assert_eq!(
            error.api().unwrap().to_string(),
            format!("405 {text} - Resolve.")
        );
    }
    for text in ["at most 7", "no more than 007"] {
        let stub = Stub::new();
        let body = format!(r#"{{"n":9007199254740993,"s":"text","why":"{text}"}}"#);
        stub.on::<StatsRequest>().replies(201, body);
        let error = client(&stub).stats().await.unwrap_err();
        let told = StatsError::CountedOut {
            limit: 7,
            detail: text.to_owned(),
        };
        assert_eq!(error.api(), Some(&told));
        assert_eq!(error.api().unwrap().detail(), text);
        assert_eq!(told.captures(), [("limit", "7".to_owned())]);
    }
}

#[tokio::test]
async fn an_error_that_leaves_its_message_open_is_one_of_those_that_are_documented() {
    let open = MergeError::NotMergeable {
        detail: String::new(),
    };
    assert_eq!(open.detail(), "");
    assert_eq!(open.to_string(), "405 not_mergeable - Resolve.");
    let stub = Stub::new();
    stub.on::<MergeRequest>().fails(open);
    let error = client(&stub).merge().await.unwrap_err();
    assert!(
        error
            .api()
            .unwrap()
            .detail()
            .ends_with("equest is not mergeable."),
        "{error}"
    );
    let second = MergeError::NotMergeable {
        detail: "Pull Request is not mergeable".to_owned(),
    };
    let stub = Stub::new();
    stub.on::<MergeRequest>().fails(second.clone());
    assert_eq!(
        client(&stub).merge().await.unwrap_err().api(),
        Some(&second)
    );
}

#[tokio::test]
async fn a_success_without_a_body_is_an_answer_where_it_is_documented() {
    let stub = Stub::new();
    stub.on::<StatsRequest>().returns(four()).returns(None);
    let client = client(&stub);
    assert_eq!(client.stats().await.unwrap(), Some(four()));
    assert_eq!(client.stats().await.unwrap(), None);
}

#[tokio::test]
async fn a_success_without_a_body_is_not_guessed_at_where_it_is_not_documented() {
    for (status, body) in [
        (200, ""),
        (202, ""),
        (205, ""),
        (202, r#"{"state":"queued"}"#),
    ] {
        let stub = Stub::new();
        stub.on::<StatsRequest>().replies(status, body);
        let error = client(&stub).stats().await.unwrap_err();
        let text = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Decode, "{text}");
        assert!(
            !text.contains("succeeded") && !text.contains("do not send"),
            "{text}"
        );
        assert!(text.contains("what it means is not documented"), "{text}");
        assert_ne!(error.billed(), Billed::No, "{text}");
    }
}
