//! An issue, and a limit that is reached, against the mock server: `cargo run -p theta-github --example issues`.

use std::error::Error;
use theta_github::{Client, CreateIssueError, ResponseHeaders};
use theta_mock::Mock;
use theta_runtime::RetryPolicy;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let client = Client::builder()
        .key("key")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let issue = client
        .create_issue("octocat", "Hello-World", "Found a bug")
        .labels(["bug"])
        .await?;
    println!("#{} {}", issue.number, issue.title);

    mock.next_with(
        "invalid_missing_field",
        &[("resource", "Issue"), ("field", "title")],
    )?;
    let error = client
        .create_issue("octocat", "Hello-World", "")
        .await
        .err()
        .ok_or("it was opened")?;
    if let Some(CreateIssueError::InvalidMissingField { resource, field }) = error.api() {
        println!("{resource} without {field}: {error}");
    }

    mock.next("primary_limit")?;
    if let Err(error) = client.get_repo("octocat", "Hello-World").await {
        let left = error
            .headers()
            .and_then(|headers| ResponseHeaders::of(headers).remaining);
        println!("{error}; {left:?} left, wait {:?}", error.retry_after());
    }
    Ok(())
}
