//! The contract against the vendor's reference: its errors are told apart, and its samples are what the client sends.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "contract/errors.rs"]
mod errors;
#[path = "contract/samples.rs"]
mod samples;
#[path = "contract/webhooks.rs"]
mod webhooks;

use theta_twilio::*;
use theta_vendor_pages::Endpoint;

const SPEC: &str = include_str!("../spec.toml");

macro_rules! endpoints {
    ($($name:literal $error:ident,)*) => {
        &[$(($name, |reply| {
            Some(<$error as theta_runtime::Classify>::classify(reply)?.into())
        }),)*]
    };
}

const ENDPOINTS: &[Endpoint<ApiError>] = endpoints! {
    "create_message" CreateMessageError,
    "messages" MessagesError,
    "message" MessageError,
    "update_message" UpdateMessageError,
    "delete_message" DeleteMessageError,
    "message_feedback" MessageFeedbackError,
    "all_media" AllMediaError,
    "media" MediaError,
    "delete_media" DeleteMediaError,
    "create_call" CreateCallError,
    "calls" CallsError,
    "call" CallError,
    "update_call" UpdateCallError,
    "delete_call" DeleteCallError,
};
