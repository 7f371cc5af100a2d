//! The client against the mock server, over real sockets.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use theta_llmtune::{Client, InferenceError, JobStatus, TrainingError};
use theta_mock::Mock;
use theta_runtime::{ErrorKind, RetryPolicy};

fn mock() -> Mock {
    Mock::from_toml("spec.toml", include_bytes!("../spec.toml")).unwrap()
}

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().key("sk_live_1").base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

#[tokio::test]
async fn a_failed_job_is_an_error_although_the_status_says_success() {
    let mock = mock();
    let client = client(&mock);
    let job = client.training("job_1").await.unwrap();
    assert_eq!(job.status, JobStatus::Training);
    mock.next("job_failed").unwrap();
    let error = client.training("job_1").await.unwrap_err();
    assert_eq!(error.api(), Some(&TrainingError::JobFailed));
    assert_eq!(
        (error.status(), error.detail()),
        (Some(200), Some("The dataset has no examples."))
    );
    println!("{error}");
}

#[tokio::test]
async fn a_failed_job_without_words_is_an_error_too() {
    let mock = mock();
    mock.reply_success("training", r#"{"status": "failed"}"#)
        .unwrap();
    let error = client(&mock).training("job_1").await.unwrap_err();
    assert_eq!(error.api(), Some(&TrainingError::JobFailed));
}

#[tokio::test]
async fn models_are_listed_prompts_completed_and_jobs_started() {
    let mock = mock();
    let client = client(&mock);
    let model = client.models().await.unwrap().data.remove(0).id;
    let completion = client
        .inference(&model, "Say hello.")
        .max_tokens(5)
        .await
        .unwrap();
    assert_eq!(completion.text, "Hello");
    assert!(
        mock.last_request()
            .unwrap()
            .path
            .ends_with("meta-llama%2FLlama-3.3-70B-Instruct/inference")
    );
    let job = client.start_training(&model, "data_1").await.unwrap();
    assert_eq!(job.status, JobStatus::Pending);
    assert!(
        mock.last_request()
            .unwrap()
            .header("idempotency-key")
            .is_some()
    );
}

#[tokio::test]
async fn a_balance_is_known_by_how_its_text_begins_and_other_words_are_kept() {
    let mock = mock();
    let client = client(&mock);
    mock.next("insufficient_balance").unwrap();
    let error = client.inference("m", "p").await.unwrap_err();
    assert_eq!(error.api(), Some(&InferenceError::InsufficientBalance));
    mock.next_raw(theta_mock::RawReply::new(402).body(r#"{"error": "card_declined"}"#))
        .unwrap();
    let error = client.inference("m", "p").await.unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Unknown {
            known_status: true,
            known_code: false
        }
    );
    assert_eq!(
        (error.code(), error.body()),
        (Some("card_declined"), &br#"{"error": "card_declined"}"#[..])
    );
}
