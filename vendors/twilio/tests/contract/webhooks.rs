//! Webhooks, signed as the vendor signs them.

use theta_runtime::testing::sign_webhook;
use theta_runtime::webhooks::WebhookError;
use theta_twilio::{IncomingMessageWebhook, JsonWebhook, MessageStatus, MessageStatusWebhook};

const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

/// Values of the tests of the vendor's own client.
#[test]
fn what_the_vendors_tests_sign_verifies() {
    let webhook = IncomingMessageWebhook::new("12345").unwrap();
    let headers = [("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")];
    let body = "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309";
    // It is from the vendor, and no message.
    let outcome = webhook.verify(URL, &headers, body.as_bytes());
    assert!(
        outcome.as_ref().is_err_and(WebhookError::is_authentic),
        "{outcome:?}"
    );
    let outcome = webhook.verify(&URL.replace("foo=1", "foo=2"), &headers, body.as_bytes());
    assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");

    let webhook = JsonWebhook::new("12345").unwrap();
    let url = format!(
        "{URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    );
    let headers = [("X-Twilio-Signature", "a9nBmqA0ju/hNViExpshrM61xv4=")];
    let body = br#"{"property": "value", "boolean": true}"#;
    assert!(webhook.verify(&url, &headers, body).is_ok());
    let outcome = webhook.verify(&url, &headers, b"{}");
    assert!(
        matches!(outcome, Err(WebhookError::OtherBody)),
        "{outcome:?}"
    );
}

#[test]
fn the_status_of_a_message_is_typed() {
    let webhook = MessageStatusWebhook::new("12345").unwrap();
    let sent = sign_webhook(
        &webhook,
        "SmsSid=SM1&MessageSid=SM1&MessageStatus=delivered",
    )
    .to(URL);
    let delivery = webhook.verify(URL, &sent.headers(), sent.body()).unwrap();
    assert_eq!(delivery.event.message_sid, "SM1");
    assert_eq!(delivery.event.message_status, MessageStatus::Delivered);
    assert_eq!(delivery.event.from, None);
}
