//! The examples that vendors publish, in their documentation or in the tests of their own libraries.

use crate::at;
use crate::schemes::{
    DigestWebhook, FormWebhook, ListedWebhook, StandardWebhook, TaggedWebhook, TaggedWebhookEvent,
    VersionedWebhook,
};
use theta_runtime::webhooks::WebhookError;

/// Bodies, times, secrets and signatures of a test of Stripe's own libraries.
const STRIPE_BODY: &str = r#"{
  "id": "evt_123",
  "object": "event",
  "account": "acct_123",
  "api_version": "2017-05-25",
  "created": 1533204620,
  "data": {
    "object": {
      "id": "ii_123",
      "object": "invoiceitem",
      "amount": 1000,
      "currency": "usd",
      "customer": "cus_123",
      "date": 1533204620,
      "description": "Test Invoice Item",
      "discountable": false,
      "invoice": "in_123",
      "livemode": false,
      "metadata": {},
      "period": {
        "start": 1533204620,
        "end": 1533204620
      },
      "proration": false,
      "quantity": 3
    }
  },
  "livemode": false,
  "pending_webhooks": 1,
  "request": {
    "id": "req_123",
    "idempotency_key": "idempotency-key-123"
  },
  "type": "invoiceitem.created"
}
"#;

const STRIPE_SIGNATURE: &str = "t=1533204620,v1=82216eca827bcb7b34b8055eb2d2d9e6bc13b9ac39ded14a61e69f70c565f53a,v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef";

#[test]
fn a_list_of_signatures_with_a_time_verifies() {
    let webhook = ListedWebhook::new("webhook_secret").unwrap();
    let headers = [("X-Signature", STRIPE_SIGNATURE)];
    let delivery = webhook
        .verify_at(&headers, STRIPE_BODY.as_bytes(), at(1_533_204_720))
        .unwrap();
    assert_eq!(delivery.event.id.as_deref(), Some("evt_123"));
    assert_eq!(delivery.sent, Some(at(1_533_204_620)));
    assert_eq!((delivery.id, delivery.secret), (None, 0));
}

#[test]
fn a_time_outside_of_the_window_is_refused_whichever_way() {
    let webhook = ListedWebhook::new("webhook_secret").unwrap();
    let headers = [("X-Signature", STRIPE_SIGNATURE)];
    let verify = |now| webhook.verify_at(&headers, STRIPE_BODY.as_bytes(), at(now));
    for inside in [1_533_204_320, 1_533_204_620, 1_533_204_920] {
        assert!(verify(inside).is_ok(), "{inside}");
    }
    for (outside, is_ahead) in [(1_533_204_319, true), (1_533_204_921, false)] {
        let Err(WebhookError::OutsideWindow { by, ahead }) = verify(outside) else {
            panic!("{outside}");
        };
        assert_eq!((by.as_secs(), ahead), (1, is_ahead));
    }
    let wider = ListedWebhook::new("webhook_secret").unwrap();
    let wider = wider.window(std::time::Duration::from_secs(301));
    let delivery = wider.verify_at(&headers, STRIPE_BODY.as_bytes(), at(1_533_204_921));
    assert!(delivery.is_ok());
}

/// The example of "Verifying requests from Slack".
#[test]
fn a_version_before_time_and_body_verifies() {
    let webhook = VersionedWebhook::new("8f742231b10e8888abcd99yyyzzz85a5").unwrap();
    let body = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    let signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    let headers = [
        ("X-Request-Timestamp", "1531420618"),
        ("X-Signature", signature),
    ];
    let delivery = webhook
        .verify_at(&headers, body.as_bytes(), at(1_531_420_618))
        .unwrap();
    let command = delivery.event.extra.get("command");
    assert_eq!(
        command.map(theta_runtime::Json::as_str),
        Some(r#""/webhook-collect""#)
    );
}

/// The example of "Validating webhook deliveries" of GitHub.
#[test]
fn a_signature_of_the_body_alone_verifies() {
    let webhook = TaggedWebhook::new("It's a Secret to Everybody").unwrap();
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    let headers = [
        ("X-Signature-256", signature),
        ("X-Event", "push"),
        ("X-Delivery", "72d3"),
    ];
    let outcome = webhook.verify(&headers, b"Hello, World!");
    // It is from the vendor, and no JSON.
    let Err(error @ WebhookError::Unreadable { .. }) = outcome else {
        panic!("{outcome:?}");
    };
    assert!(error.is_authentic());
    let outcome = webhook.verify(&headers, b"Hello, World?");
    assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");
}

#[test]
fn a_header_names_the_event_and_one_that_is_not_listed_is_kept() {
    let webhook = TaggedWebhook::new("secret").unwrap();
    let sent = theta_runtime::testing::sign_webhook(&webhook, r#"{"branch": "main"}"#).id("72d3");
    let push = sent.clone().event("push");
    let delivery = webhook.verify(&push.headers(), push.body()).unwrap();
    assert_eq!(delivery.id.as_deref(), Some("72d3"));
    let TaggedWebhookEvent::Push(push) = delivery.event else {
        panic!("{:?}", delivery.event);
    };
    assert_eq!(push.branch, "main");

    let star = sent.event("star");
    let delivery = webhook.verify(&star.headers(), star.body()).unwrap();
    let TaggedWebhookEvent::Unlisted { tag, body } = delivery.event else {
        panic!("{:?}", delivery.event);
    };
    assert_eq!(
        (tag.as_str(), body.as_str()),
        ("star", r#"{"branch": "main"}"#)
    );
}

const TWILIO_URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

/// Values of the tests of Twilio's library for Python.
#[test]
fn an_address_with_the_fields_of_a_form_verifies() {
    let webhook = FormWebhook::new("12345").unwrap();
    for (body, signature) in [
        (
            "CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309",
            "RSOYDt4T1cUTdK1PDd93/VVr8B8=",
        ),
        (
            "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234",
            "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        ),
    ] {
        let headers = [("X-Signature", signature)];
        let delivery = webhook.verify(TWILIO_URL, &headers, body.as_bytes());
        assert!(delivery.is_ok(), "{delivery:?}");
        for (url, body) in [
            (
                "https://mycompany.com/myapp.php?foo=1&bar=3",
                body.to_owned(),
            ),
            (TWILIO_URL, body.replace("1234", "1235")),
        ] {
            let outcome = webhook.verify(url, &headers, body.as_bytes());
            assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");
        }
    }
}

/// The same for a body that is JSON.
#[test]
fn an_address_with_the_digest_of_the_body_verifies() {
    let webhook = DigestWebhook::new("12345").unwrap();
    let url = format!(
        "{TWILIO_URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
    );
    let headers = [("X-Signature", "a9nBmqA0ju/hNViExpshrM61xv4=")];
    let body = br#"{"property": "value", "boolean": true}"#;
    let delivery = webhook.verify(&url, &headers, body).unwrap();
    assert_eq!(delivery.event.as_str().as_bytes(), body);

    let other = br#"{"property": "value", "boolean": null}"#;
    let outcome = webhook.verify(&url, &headers, other);
    assert!(
        matches!(outcome, Err(WebhookError::OtherBody)),
        "{outcome:?}"
    );
    let outcome = webhook.verify(TWILIO_URL, &headers, body);
    assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");
}

/// Values of the tests of Standard Webhooks and of Svix.
#[test]
fn an_id_with_time_and_body_verifies() {
    for (secret, id, time, body, signature) in [
        (
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            1_649_367_553,
            r#"{"email":"test@example.com","username":"test_user"}"#,
            "v1,tFtCZ5RDCPxzWQRWXWPgrCgE2frDBe9gjpbWQxnVfsQ= v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw= v2,AAAA",
        ),
    ] {
        let time_text = time.to_string();
        let headers = [
            ("webhook-id", id),
            ("webhook-timestamp", time_text.as_str()),
            ("webhook-signature", signature),
        ];
        for written in [secret, secret.trim_start_matches("whsec_")] {
            let webhook = StandardWebhook::new(written).unwrap();
            let delivery = webhook.verify_at(&headers, body.as_bytes(), at(time));
            assert_eq!(delivery.unwrap().id.as_deref(), Some(id));
        }
        let other = StandardWebhook::new("whsec_AAAA").unwrap();
        let outcome = other.verify_at(&headers, body.as_bytes(), at(time));
        assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");
    }
}
