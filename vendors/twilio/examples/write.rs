//! A message, a recipient who has unsubscribed, and a call that is ended, against the mock server:
//! `cargo run -p theta-twilio --example write`.

use std::error::Error;
use theta_mock::Mock;
use theta_runtime::RetryPolicy;
use theta_twilio::{CallUpdateStatus, Client, ClientSettings as _, CreateMessageError};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let twilio = Client::builder()
        .api_key("SK1", "secret")
        .account("AC1")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let message = twilio
        .create_message("+15558675310")
        .from("+15557122661")
        .body("Hi there")
        .await?;
    println!("{}: {}", message.sid, message.status);

    mock.next("unsubscribed")?;
    let message = twilio.create_message("+15558675310").from("+15557122661");
    match message.body("Hi again").await {
        Ok(message) => println!("{}: {}", message.sid, message.status),
        Err(error) => match error.api() {
            Some(refused @ CreateMessageError::Unsubscribed) => {
                println!("to the recipient: {}", refused.info().tell_user);
            }
            _ => return Err(error.into()),
        },
    }

    let call = twilio
        .create_call("+15558675310", "+15017122661")
        .twiml("<Response><Say>Ahoy, World!</Say></Response>")
        .await?;
    let sid = call.sid.unwrap_or_default();
    let call = twilio
        .update_call(&sid)
        .status(CallUpdateStatus::Completed)
        .await?;
    println!("{sid}: {}", call.status);
    Ok(())
}
