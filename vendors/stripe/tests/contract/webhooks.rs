//! Events, signed as the vendor signs them.

use std::time::{Duration, SystemTime};
use theta_runtime::testing::sign_webhook;
use theta_runtime::webhooks::WebhookError;
use theta_stripe::{Event, EventsWebhook};

/// Body and signature of the tests of the vendor's own libraries.
const BODY: &str = include_str!("event.json");
const SIGNATURE: &str =
    "t=1533204620,v1=82216eca827bcb7b34b8055eb2d2d9e6bc13b9ac39ded14a61e69f70c565f53a";

fn sent() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_533_204_620)
}

#[test]
fn the_event_of_the_vendors_tests_verifies_and_one_that_is_not_listed_is_kept() {
    let webhook = EventsWebhook::new("webhook_secret").unwrap();
    let headers = [("Stripe-Signature", SIGNATURE)];
    let delivery = webhook
        .verify_at(&headers, BODY.as_bytes(), sent())
        .unwrap();
    let Event::Unlisted(event) = delivery.event else {
        panic!("{:?}", delivery.event);
    };
    let kind = event
        .pointer("/type")
        .and_then(|kind| kind.as_str().map(String::from));
    assert_eq!(kind.as_deref(), Some("invoiceitem.created"));

    let touched = BODY.replace("1000", "1001");
    let outcome = webhook.verify_at(&headers, touched.as_bytes(), sent());
    assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");
    let later = sent() + Duration::from_secs(301);
    let outcome = webhook.verify_at(&headers, BODY.as_bytes(), later);
    assert!(
        matches!(outcome, Err(WebhookError::OutsideWindow { .. })),
        "{outcome:?}"
    );
}

#[test]
fn a_listed_event_is_typed() {
    let webhook = EventsWebhook::new("whsec_test").unwrap();
    let customer =
        r#"{"id": "cus_1", "object": "customer", "created": 1, "livemode": false, "metadata": {}}"#;
    let body = format!(
        r#"{{"id": "evt_1", "object": "event", "type": "customer.created", "created": 1, "livemode": false,
            "api_version": null, "pending_webhooks": 1, "data": {{"object": {customer}}}}}"#
    );
    let sent = sign_webhook(&webhook, body);
    let event = webhook.verify(&sent.headers(), sent.body()).unwrap().event;
    let Event::CustomerCreated(event) = event else {
        panic!("{event:?}");
    };
    assert_eq!(event.data.object.id, "cus_1");
}
