//! Deliveries, signed as the vendor signs them.

use theta_github::{DeliveriesWebhook, DeliveriesWebhookEvent as Event};
use theta_runtime::testing::sign_webhook;
use theta_runtime::webhooks::WebhookError;

#[test]
fn the_signature_of_the_vendors_page_verifies() {
    let webhook = DeliveriesWebhook::new("It's a Secret to Everybody").unwrap();
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let headers = [
        ("X-Hub-Signature-256", signature),
        ("X-GitHub-Event", "push"),
    ];
    // The page signs a text that is no event.
    let outcome = webhook.verify(&headers, b"Hello, World!");
    assert!(
        outcome.as_ref().is_err_and(WebhookError::is_authentic),
        "{outcome:?}"
    );
    let outcome = webhook.verify(&headers, b"Hello, World.");
    assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");
}

#[test]
fn the_header_says_which_event_it_is() {
    let webhook = DeliveriesWebhook::new("secret").unwrap();
    let body = r#"{"zen": "Keep it logically awesome.", "hook_id": 1, "hook": {}}"#;
    let sent = sign_webhook(&webhook, body).id("72d3162e-cc78-11e3-81ab-4c9367dc0958");
    let ping = sent.clone().event("ping");
    let delivery = webhook.verify(&ping.headers(), ping.body()).unwrap();
    assert!(matches!(&delivery.event, Event::Ping(ping) if ping.hook_id == 1));
    assert_eq!(
        delivery.id.as_deref(),
        Some("72d3162e-cc78-11e3-81ab-4c9367dc0958")
    );
    let other = sent.event("watch");
    let delivery = webhook.verify(&other.headers(), other.body()).unwrap();
    assert!(matches!(&delivery.event, Event::Unlisted { tag, .. } if tag == "watch"));
}
