//! What is refused, beside what is accepted and differs in one thing.

use crate::at;
use crate::schemes::{ListedWebhook, StandardWebhook, TokenWebhook, VersionedWebhook};
use theta_runtime::ConfigErrorKind;
use theta_runtime::testing::sign_webhook;
use theta_runtime::webhooks::WebhookError;

const BODY: &[u8] = br#"{"id": "1"}"#;

fn listed() -> ListedWebhook {
    ListedWebhook::new("secret").unwrap()
}

/// What comes of this header, one second after it was sent.
fn outcome(header: &str) -> Result<(), WebhookError> {
    let headers = [("x-signature", header)];
    listed().verify_at(&headers, BODY, at(1001)).map(|_| ())
}

fn signed() -> String {
    let sent = sign_webhook(&listed(), BODY).at(at(1000)).headers();
    sent["x-signature"].to_str().unwrap().to_owned()
}

#[test]
fn a_missing_header_is_named() {
    let error = listed().verify(&[("x-other", "1"); 1], BODY).unwrap_err();
    insta::assert_snapshot!(error, @"the webhook has no header `x-signature`: it is not from the vendor, or a proxy removed it");
    let standard = StandardWebhook::new("whsec_AAAA").unwrap();
    let sent = sign_webhook(&standard, BODY).headers();
    assert!(standard.verify(&sent, BODY).is_ok());
    for header in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let mut headers = sent.clone();
        headers.remove(header);
        let error = standard.verify(&headers, BODY).unwrap_err();
        assert!(
            matches!(error, WebhookError::MissingHeader { header: missing } if missing == header)
        );
    }
}

#[test]
fn a_malformed_header_is_named() {
    let good = signed();
    assert!(outcome(&good).is_ok());
    let hex = good.strip_prefix("t=1000,v1=").unwrap();
    for bad in [
        "",
        "t=1000",
        "v1=",
        "t=1000,v1=",
        &format!("v1={hex}"),
        &format!("t=,v1={hex}"),
        &format!("t=+1000,v1={hex}"),
        &format!("t=1000.0,v1={hex}"),
        &format!("t=1000,t=1000,v1={hex}"),
        &format!("t=18446744073709551616,v1={hex}"),
        &format!("t=1000,v0={hex}"),
    ] {
        let outcome = outcome(bad);
        assert!(
            matches!(
                outcome,
                Err(WebhookError::Malformed {
                    header: "x-signature",
                    ..
                })
            ),
            "{bad}: {outcome:?}"
        );
    }
    insta::assert_snapshot!(outcome("t=x,v1=00").unwrap_err(), @"the header `x-signature` of the webhook is not one time in seconds since 1970");
}

#[test]
fn white_space_around_items_is_passed_over_and_several_headers_are_one_list() {
    let good = signed();
    assert!(outcome(&good.replace(',', " , ")).is_ok());
    let (time, signature) = good.split_once(',').unwrap();
    let headers = [("x-signature", time), ("x-signature", signature)];
    assert!(listed().verify_at(&headers, BODY, at(1001)).is_ok());
}

#[test]
fn a_time_that_stands_twice_is_refused() {
    let webhook = VersionedWebhook::new("secret").unwrap();
    let sent = sign_webhook(&webhook, "CallSid=1").at(at(1000)).headers();
    assert!(webhook.verify_at(&sent, b"CallSid=1", at(1000)).is_ok());
    let mut twice = sent;
    twice.append("x-request-timestamp", "2000".parse().unwrap());
    let outcome = webhook.verify_at(&twice, b"CallSid=1", at(2000));
    assert!(
        matches!(
            outcome,
            Err(WebhookError::Malformed {
                header: "x-request-timestamp",
                ..
            })
        ),
        "{outcome:?}"
    );
}

#[test]
fn the_beginning_of_a_signature_is_none() {
    let good = signed();
    for length in "t=1000,v1=".len() + 1..good.len() {
        let outcome = outcome(&good[..length]);
        assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");
    }
}

#[test]
fn each_secret_of_a_rotation_is_accepted_and_named() {
    let old = ListedWebhook::new("old").unwrap();
    let both = ListedWebhook::new("new").unwrap().or_secret("old").unwrap();
    let of_old = sign_webhook(&old, BODY).headers();
    let of_new = sign_webhook(&both, BODY).headers();
    assert_eq!(both.verify(&of_old, BODY).unwrap().secret, 1);
    assert_eq!(both.verify(&of_new, BODY).unwrap().secret, 0);
    assert!(matches!(
        old.verify(&of_new, BODY),
        Err(WebhookError::NoMatch)
    ));
}

#[test]
fn a_secret_that_cannot_be_one_is_refused() {
    for (secret, good) in [
        ("", false),
        ("whsec_", false),
        ("whsec_A*==", false),
        (" whsec_AAAA", false),
        ("whsec_AAAA\n", false),
        ("whsec_AAAA", true),
        ("AAAA", true),
    ] {
        let made = StandardWebhook::new(secret);
        assert_eq!(made.is_ok(), good, "{secret}");
        if let Err(error) = made {
            assert_eq!(error.kind(), ConfigErrorKind::Key);
        }
    }
}

#[test]
fn the_secret_itself_is_compared_whole() {
    let webhook = TokenWebhook::new("a secret").unwrap();
    assert!(webhook.verify(&[("x-token", "a secret")], b"{}").is_ok());
    for other in ["a secre", "a secretx", "A secret"] {
        let outcome = webhook.verify(&[("x-token", other)], b"{}");
        assert!(matches!(outcome, Err(WebhookError::NoMatch)), "{outcome:?}");
    }
}

#[test]
fn an_authentic_body_that_cannot_be_read_says_where_and_keeps_id_and_time() {
    let webhook = listed();
    let sent = sign_webhook(&webhook, r#"{"id": 1}"#).at(at(1000));
    let error = webhook
        .verify_at(&sent.headers(), sent.body(), at(1001))
        .unwrap_err();
    let WebhookError::Unreadable { sent, source, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(*sent, Some(at(1000)));
    insta::assert_snapshot!(source, @"expected a string at `/id`, found a number");
    insta::assert_snapshot!(error, @"the webhook is from the vendor, but its body is not what is documented");
}

#[test]
fn no_secret_is_printed() {
    let secret = "c2VjcmV0LWNhbmFyeQ==";
    let webhook = StandardWebhook::new(secret)
        .unwrap()
        .or_secret(secret)
        .unwrap();
    let sent = sign_webhook(&webhook, BODY);
    let texts = [format!("{webhook:?}"), format!("{sent:?}")];
    for text in texts {
        assert!(!text.contains("canary") && !text.contains("c2Vj"), "{text}");
        // Nor as a list of bytes.
        assert!(!text.contains("115, 101"), "{text}");
    }
}
