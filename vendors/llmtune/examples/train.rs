//! A completion, and a job that fails, against the mock server: `cargo run -p theta-llmtune --example train`.

use std::error::Error;
use theta_llmtune::{Client, TrainingError};
use theta_mock::Mock;
use theta_runtime::RetryPolicy;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let client = Client::builder()
        .key("sk_live_1")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let model = client.models().await?.data.remove(0).id;
    println!(
        "{model} says: {}",
        client.inference(&model, "Say hello.").await?.text
    );

    let job = client
        .start_training(&model, "dataset")
        .await?
        .job_id
        .unwrap_or_default();
    println!("{job}: {}", client.training(&job).await?.status);

    // 200 with `"status": "failed"`: no success.
    mock.next("job_failed")?;
    match client.training(&job).await {
        Ok(job) => println!("{}", job.status),
        Err(error) if error.api() == Some(&TrainingError::JobFailed) => {
            println!("failed: {}", error.detail().unwrap_or("without a word"));
        }
        Err(error) => return Err(error.into()),
    }

    mock.next("rate_limited")?;
    if let Err(error) = client.inference(&model, "Say hello.").await {
        println!("{error}; wait {:?}", error.retry_after());
    }
    Ok(())
}
