//! A message, and a channel that does not exist, against the mock server: `cargo run -p theta-slack --example post`.

use std::error::Error;
use theta_mock::Mock;
use theta_runtime::RetryPolicy;
use theta_slack::{Client, PostMessageError};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let client = Client::builder()
        .key("xoxb-1")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let posted = client.post_message("#general").text("Hello").await?;
    println!("posted in {} at {}", posted.channel, posted.ts);

    // 200 with `"ok": false`: no success.
    mock.next("channel_not_found")?;
    match client.post_message("#nowhere").text("Hello").await {
        Ok(posted) => println!("posted at {}", posted.ts),
        Err(error) if error.api() == Some(&PostMessageError::ChannelNotFound) => {
            println!("not posted: {error}");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
