//! Random webhooks: what is signed verifies, what was touched does not, and nothing panics.

use crate::at;
use crate::schemes::{
    DigestWebhook, FormWebhook, JoinedWebhook, ListedWebhook, StandardWebhook, TaggedWebhook,
    TokenWebhook, VersionedWebhook, WholeWebhook,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use std::time::SystemTime;
use theta_runtime::ConfigError;
use theta_runtime::testing::{SignedWebhook, sign_webhook};
use theta_runtime::webhooks::WebhookError;

/// What was received.
#[derive(Clone, Debug)]
struct Sent {
    url: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

type Outcome = Result<(), WebhookError>;

/// A way of signing: what signs with a secret, and what verifies with one.
struct Way {
    signs: fn(&str, &str, SystemTime) -> Sent,
    verifies: fn(&str, &Sent, SystemTime) -> Outcome,
    /// The secret in the form that the vendor shows.
    secret: fn(&str) -> String,
    is_form: bool,
}

fn sent(signed: &SignedWebhook<'_>) -> Sent {
    Sent {
        url: signed.url(),
        headers: signed.headers(),
        body: signed.body().to_vec(),
    }
}

fn plain(secret: &str) -> String {
    format!("s{secret}")
}

fn in_base64(secret: &str) -> String {
    // Four letters are three bytes.
    format!(
        "whsec_{:A<1$}",
        secret.replace(|c: char| !c.is_ascii_alphanumeric(), "A"),
        secret.len().div_ceil(4).max(1) * 4
    )
}

macro_rules! way {
    ($Webhook:ident, $secret:expr, $is_form:literal, |$webhook:ident, $sent:ident, $now:ident| $verify:expr) => {
        Way {
            signs: |secret, body, now| {
                let webhook = $Webhook::new(secret).unwrap();
                let signed = sign_webhook(&webhook, body.to_owned())
                    .at(now)
                    .id("id-1")
                    .event("ping")
                    .to("https://me.example/hook?a=1");
                sent(&signed)
            },
            verifies: |secret, $sent, $now| {
                let $webhook: Result<$Webhook, ConfigError> = $Webhook::new(secret);
                let $webhook = $webhook.unwrap();
                $verify.map(|_| ())
            },
            secret: $secret,
            is_form: $is_form,
        }
    };
}

const WAYS: &[Way] = &[
    way!(ListedWebhook, plain, false, |it, sent, now| it.verify_at(
        &sent.headers,
        &sent.body,
        now
    )),
    way!(VersionedWebhook, plain, true, |it, sent, now| it.verify_at(
        &sent.headers,
        &sent.body,
        now
    )),
    way!(TaggedWebhook, plain, false, |it, sent, now| it.verify_at(
        &sent.headers,
        &sent.body,
        now
    )),
    way!(FormWebhook, plain, true, |it, sent, now| it.verify_at(
        &sent.url,
        &sent.headers,
        &sent.body,
        now
    )),
    way!(DigestWebhook, plain, false, |it, sent, now| it.verify_at(
        &sent.url,
        &sent.headers,
        &sent.body,
        now
    )),
    way!(StandardWebhook, in_base64, false, |it, sent, now| it
        .verify_at(&sent.headers, &sent.body, now)),
    way!(JoinedWebhook, plain, false, |it, sent, now| it.verify_at(
        &sent.headers,
        &sent.body,
        now
    )),
    way!(WholeWebhook, plain, false, |it, sent, now| it.verify_at(
        "POST",
        &sent.url,
        &sent.headers,
        &sent.body,
        now
    )),
    way!(TokenWebhook, plain, false, |it, sent, now| it.verify_at(
        &sent.headers,
        &sent.body,
        now
    )),
];

fn json() -> impl Strategy<Value = String> {
    "[ -~]{0,40}".prop_map(|text| serde_json::json!({ "id": text }).to_string())
}

fn form() -> impl Strategy<Value = String> {
    proptest::collection::vec(("[a-zA-Z]{1,8}", "[a-zA-Z0-9]{0,8}"), 1..6).prop_map(|pairs| {
        // One value each, so that a change of the order of values is a change.
        let pairs: std::collections::BTreeMap<_, _> = pairs.into_iter().collect();
        let pairs = pairs.iter().map(|(name, value)| format!("{name}={value}"));
        pairs.collect::<Vec<_>>().join("&")
    })
}

/// The same with one byte changed: a bit of it, so that it is another one whatever it was.
fn touched(bytes: &[u8], at: usize, bit: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = at % bytes.len();
    bytes[at] ^= 1 << (bit % 7);
    bytes
}

proptest! {
    #[test]
    fn what_is_signed_verifies_and_no_byte_of_it_can_be_another(
        json in json(),
        form in form(),
        secret in "[a-zA-Z0-9]{0,40}",
        seconds in 0..4_000_000_000_u64,
        place in any::<usize>(),
        bit in any::<u8>(),
    ) {
        for (number, way) in WAYS.iter().enumerate() {
            let (secret, now) = ((way.secret)(&secret), at(seconds));
            let body = if way.is_form { &form } else { &json };
            let sent = (way.signs)(&secret, body, now);
            let outcome = (way.verifies)(&secret, &sent, now);
            prop_assert!(outcome.is_ok(), "{number} {sent:?}: {outcome:?}");

            // Another body. With the secret itself, nothing is signed.
            let other = Sent { body: touched(&sent.body, place, bit), ..sent.clone() };
            let is_signed = number + 1 != WAYS.len();
            if is_signed && !(way.is_form && is_same_form(&sent.body, &other.body)) {
                let outcome = (way.verifies)(&secret, &other, now);
                prop_assert!(is_refused(&outcome), "{number} {other:?}: {outcome:?}");
            }
            // Another secret.
            let outcome = (way.verifies)(&(way.secret)("another"), &sent, now);
            prop_assert!(is_refused(&outcome) || secret == (way.secret)("another"), "{number}: {outcome:?}");
            // Another byte in a header that is signed or is the signature.
            for name in sent.headers.keys() {
                if ["x-delivery", "x-event"].contains(&name.as_str()) {
                    continue;
                }
                let value = touched(sent.headers[name].as_bytes(), place, bit);
                let Ok(value) = HeaderValue::from_bytes(&value) else {
                    continue;
                };
                let mut other = sent.clone();
                other.headers.insert(name, value);
                let outcome = (way.verifies)(&secret, &other, now);
                prop_assert!(outcome.is_err(), "{number} {other:?}");
            }
        }
    }

    #[test]
    fn no_header_and_no_body_makes_it_panic(
        values in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..60), 8),
        body in proptest::collection::vec(any::<u8>(), 0..80),
        url in "\\PC{0,60}",
        seconds in any::<u32>(),
    ) {
        let names = ["x-signature", "x-request-timestamp", "x-signature-256", "webhook-id", "webhook-signature", "webhook-timestamp", "x-timestamp", "x-token"];
        let headers = names.iter().zip(&values).filter_map(|(name, value)| {
            Some((HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?))
        });
        let mut headers: HeaderMap = headers.collect();
        let sent = Sent { url: url.clone(), headers: headers.clone(), body: body.clone() };
        for way in WAYS {
            let outcome = (way.verifies)(&(way.secret)("x"), &sent, at(u64::from(seconds)));
            prop_assert!(outcome.is_err());
        }
        // The same with what nearly is a signature.
        headers.insert("x-signature", HeaderValue::from_static("t=18446744073709551615,v1=00"));
        headers.insert("x-timestamp", HeaderValue::from_static("9999-12-31T23:59:60.9+99:99"));
        let sent = Sent { url, headers, body };
        for way in WAYS {
            prop_assert!((way.verifies)(&(way.secret)("x"), &sent, at(0)).is_err());
        }
    }
}

fn is_refused(outcome: &Outcome) -> bool {
    matches!(
        outcome,
        Err(WebhookError::NoMatch | WebhookError::OtherBody | WebhookError::Malformed { .. })
    )
}

/// Whether two bodies are one form: a name or a value can be written in several ways, and the order does not count.
fn is_same_form(one: &[u8], other: &[u8]) -> bool {
    let pairs = |body: &[u8]| {
        let text = String::from_utf8_lossy(body).replace('+', " ");
        let mut pairs: Vec<String> = text
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(str::to_owned)
            .collect();
        pairs.sort();
        let joined: String = pairs
            .iter()
            .flat_map(|pair| pair.chars())
            .filter(|c| *c != '=')
            .collect();
        joined
    };
    pairs(one) == pairs(other)
}
