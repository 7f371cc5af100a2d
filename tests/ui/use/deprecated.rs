#![deny(deprecated)]

use theta_tests::deprecated::{Answer, Client, Options, SpeakError};

async fn call(client: &Client) -> Option<Answer> {
    client.say("hi").loud(true).speed(1.0).await.ok()
}

fn options() -> Options {
    Options::new("hi").with_tempo(1.0).with_speed(1.0)
}

fn text(answer: &Answer) -> &str {
    &answer.text
}

fn again(error: &SpeakError) -> bool {
    error.is_too_many() || matches!(error, SpeakError::Busy | SpeakError::Teapot)
}

fn main() {
    let _ = (call, options, text, again);
}
