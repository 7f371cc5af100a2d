//! Events and commands, signed as the vendor signs them.

use std::time::{Duration, SystemTime};
use theta_runtime::testing::sign_webhook;
use theta_runtime::webhooks::WebhookError;
use theta_slack::{CommandsWebhook, EventsWebhook, Incoming};

#[test]
fn the_command_of_the_vendors_page_verifies() {
    let webhook = CommandsWebhook::new("8f742231b10e8888abcd99yyyzzz85a5").unwrap();
    let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    let signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    let headers = [
        ("X-Slack-Request-Timestamp", "1531420618"),
        ("X-Slack-Signature", signature),
    ];
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_531_420_700);
    let delivery = webhook.verify_at(&headers, body.as_bytes(), now).unwrap();
    assert_eq!(delivery.event.command, "/webhook-collect");
    assert_eq!(delivery.event.text, "");

    let late = now + Duration::from_secs(300);
    let outcome = webhook.verify_at(&headers, body.as_bytes(), late);
    assert!(
        matches!(outcome, Err(WebhookError::OutsideWindow { .. })),
        "{outcome:?}"
    );
}

#[test]
fn an_event_is_typed_by_its_envelope() {
    let webhook = EventsWebhook::new("secret").unwrap();
    let body = r#"{"type": "event_callback", "team_id": "T1", "api_app_id": "A1", "event_id": "Ev1", "event_time": 1234567890, "event": {"type": "app_mention"}}"#;
    let sent = sign_webhook(&webhook, body);
    let event = webhook.verify(&sent.headers(), sent.body()).unwrap().event;
    let Incoming::EventCallback(event) = event else {
        panic!("{event:?}");
    };
    assert_eq!(event.event.as_str(), r#"{"type": "app_mention"}"#);
}
