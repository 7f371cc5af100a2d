//! The samples of the reference, and the calls that send the same.

use super::SPEC;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::pin::Pin;
use theta_mock::Mock;
use theta_runtime::http::{HeaderName, HeaderValue};
use theta_runtime::{CallOptions, RetryPolicy};
use theta_stripe::{AutomaticPaymentMethods, Client, Metadata, TimeRange};
use theta_vendor_pages::sent::Line;

type Done = Pin<Box<dyn Future<Output = Result<(), String>>>>;

/// What the vendor shows, and how it is called here.
type Sample = (&'static str, fn(&Client) -> Done);

fn done<T, E: Display>(call: impl IntoFuture<Output = Result<T, E>, IntoFuture: 'static>) -> Done {
    let call = call.into_future();
    Box::pin(async move { call.await.map(|_| ()).map_err(|error| error.to_string()) })
}

fn entry(name: &str, value: &str) -> Metadata {
    Metadata::Entries(BTreeMap::from([(name.to_owned(), value.to_owned())]))
}

const KEY: &str = "sk_test_123";

/// From the pages of payment intents, charges and customers, of expanding, of pages and of idempotent requests.
const SAMPLES: &[Sample] = &[
    (
        r#"curl https://api.stripe.com/v1/payment_intents \
  -u "sk_test_123:" \
  -d amount=2000 \
  -d currency=usd \
  -d "automatic_payment_methods[enabled]"=true"#,
        |stripe| {
            let automatic = AutomaticPaymentMethods::new(true);
            let call = stripe.create_payment_intent(2000, "usd");
            done(call.automatic_payment_methods(automatic))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/payment_intents \
  -u sk_test_123: \
  -d amount=1099 \
  -d currency=usd \
  -d "payment_method_types[]"=card"#,
        |stripe| {
            let call = stripe.create_payment_intent(1099, "usd");
            done(call.payment_method_types(["card"]))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/payment_intents/pi_3MtwBwLkdIwHu7ix28a3tqPa \
  -u "sk_test_123:" \
  -d "metadata[order_id]"=6735"#,
        |stripe| {
            let call = stripe.update_payment_intent("pi_3MtwBwLkdIwHu7ix28a3tqPa");
            done(call.metadata(entry("order_id", "6735")))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/payment_intents/pi_3MtwBwLkdIwHu7ix28a3tqPa \
  -u "sk_test_123:""#,
        |stripe| done(stripe.payment_intent("pi_3MtwBwLkdIwHu7ix28a3tqPa")),
    ),
    (
        r#"curl -G https://api.stripe.com/v1/payment_intents \
  -u "sk_test_123:" \
  -d limit=3"#,
        |stripe| done(stripe.payment_intents().limit(3)),
    ),
    (
        r#"curl https://api.stripe.com/v1/payment_intents/pi_3MtweELkdIwHu7ix0Dt0gF2H/confirm \
  -u "sk_test_123:" \
  -d payment_method=pm_card_visa \
  --data-urlencode return_url="https://www.example.com""#,
        |stripe| {
            let call = stripe.confirm_payment_intent("pi_3MtweELkdIwHu7ix0Dt0gF2H");
            let call = call.payment_method("pm_card_visa");
            done(call.return_url("https://www.example.com"))
        },
    ),
    (
        r#"curl -X POST https://api.stripe.com/v1/payment_intents/pi_3MrPBM2eZvKYlo2C1TEMacFD/capture \
  -u "sk_test_123:""#,
        |stripe| done(stripe.capture_payment_intent("pi_3MrPBM2eZvKYlo2C1TEMacFD")),
    ),
    (
        r#"curl -X POST https://api.stripe.com/v1/payment_intents/pi_3MtwBwLkdIwHu7ix28a3tqPa/cancel \
  -u "sk_test_123:""#,
        |stripe| done(stripe.cancel_payment_intent("pi_3MtwBwLkdIwHu7ix28a3tqPa")),
    ),
    (
        r#"curl -G https://api.stripe.com/v1/payment_intents/search \
  -u "sk_test_123:" \
  --data-urlencode query="status:'succeeded' AND metadata['order_id']:'6735'""#,
        |stripe| {
            let query = "status:'succeeded' AND metadata['order_id']:'6735'";
            done(stripe.search_payment_intents(query))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/charges \
  -u "sk_test_123:" \
  -d amount=1099 \
  -d currency=usd \
  -d source=tok_visa"#,
        |stripe| done(stripe.create_charge(1099, "usd").source("tok_visa")),
    ),
    (
        r#"curl https://api.stripe.com/v1/charges/ch_3MmlLrLkdIwHu7ix0snN0B15 \
  -u "sk_test_123:" \
  -d "metadata[shipping]"=express"#,
        |stripe| {
            let call = stripe.update_charge("ch_3MmlLrLkdIwHu7ix0snN0B15");
            done(call.metadata(entry("shipping", "express")))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/charges/ch_3MmlLrLkdIwHu7ix0snN0B15 \
  -u "sk_test_123:""#,
        |stripe| done(stripe.charge("ch_3MmlLrLkdIwHu7ix0snN0B15")),
    ),
    (
        r#"curl -G https://api.stripe.com/v1/charges/ch_3LmzzQ2eZvKYlo2C0XjzUzJV \
  -u sk_test_123: \
  -d "expand[]"=customer \
  -d "expand[]"="payment_intent.customer""#,
        |stripe| {
            let call = stripe.charge("ch_3LmzzQ2eZvKYlo2C0XjzUzJV");
            done(call.expand(["customer", "payment_intent.customer"]))
        },
    ),
    (
        r#"curl -G https://api.stripe.com/v1/charges \
  -u "sk_test_123:" \
  -d limit=3"#,
        |stripe| done(stripe.charges().limit(3)),
    ),
    (
        r#"curl -G https://api.stripe.com/v1/charges \
  -u "sk_test_123:" \
  -d "created[gte]"=1609459200 \
  -d "created[lt]"=1640995200"#,
        |stripe| {
            let mut year = TimeRange::new();
            (year.gte, year.lt) = (Some(1_609_459_200), Some(1_640_995_200));
            done(stripe.charges().created(year))
        },
    ),
    (
        r#"curl -X POST https://api.stripe.com/v1/charges/ch_3MrVHGLkdIwHu7ix1mN3zEiP/capture \
  -u "sk_test_123:""#,
        |stripe| done(stripe.capture_charge("ch_3MrVHGLkdIwHu7ix1mN3zEiP")),
    ),
    (
        r#"curl -G https://api.stripe.com/v1/charges/search \
  -u "sk_test_123:" \
  --data-urlencode query="amount>999 AND metadata['order_id']:'6735'""#,
        |stripe| {
            let query = "amount>999 AND metadata['order_id']:'6735'";
            done(stripe.search_charges(query))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/customers \
  -u "sk_test_123:" \
  -d name="Jenny Rosen" \
  --data-urlencode email="jennyrosen@example.com""#,
        |stripe| {
            let call = stripe.create_customer().name("Jenny Rosen");
            done(call.email("jennyrosen@example.com"))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/customers \
  -u sk_test_123: \
  -H "Idempotency-Key: KG5LxwFBepaKHyUD" \
  -d description="My First Test Customer (created for API docs at https://docs.stripe.com/api)""#,
        |stripe| {
            let words =
                "My First Test Customer (created for API docs at https://docs.stripe.com/api)";
            let call = stripe.create_customer().description(words);
            let key = HeaderName::from_static("idempotency-key");
            let value = HeaderValue::from_static("KG5LxwFBepaKHyUD");
            done(call.with_options(CallOptions::new().header(key, value)))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/customers/cus_NffrFeUfNV2Hib \
  -u "sk_test_123:" \
  -d "metadata[order_id]"=6735"#,
        |stripe| {
            let call = stripe.update_customer("cus_NffrFeUfNV2Hib");
            done(call.metadata(entry("order_id", "6735")))
        },
    ),
    (
        r#"curl https://api.stripe.com/v1/customers/cus_NffrFeUfNV2Hib \
  -u "sk_test_123:""#,
        |stripe| done(stripe.customer("cus_NffrFeUfNV2Hib")),
    ),
    (
        r#"curl -G https://api.stripe.com/v1/customers \
  -u "sk_test_123:" \
  -d limit=3"#,
        |stripe| done(stripe.customers().limit(3)),
    ),
    (
        r#"curl -X DELETE https://api.stripe.com/v1/customers/cus_NffrFeUfNV2Hib \
  -u "sk_test_123:""#,
        |stripe| done(stripe.delete_customer("cus_NffrFeUfNV2Hib")),
    ),
    (
        r#"curl -G https://api.stripe.com/v1/customers/search \
  -u "sk_test_123:" \
  --data-urlencode query="name:'Jane Doe' AND metadata['foo']:'bar'""#,
        |stripe| {
            let query = "name:'Jane Doe' AND metadata['foo']:'bar'";
            done(stripe.search_customers(query))
        },
    ),
];

#[tokio::test]
async fn a_call_sends_what_the_sample_sends() {
    for (sample, call) in SAMPLES {
        let line = Line::default();
        let builder = Client::builder().key(KEY).transport(line.clone());
        let stripe = builder.retry(RetryPolicy::off()).build().unwrap();
        // The line answers with a status that no API documents.
        call(&stripe).await.unwrap_err();
        line.sent_what(sample, &["idempotency-key"]);
    }
    println!("Stripe: {} samples, sent byte for byte", SAMPLES.len());
}

#[tokio::test]
async fn a_server_of_the_contract_takes_every_sample() {
    let mock = Mock::from_toml("spec.toml", SPEC.as_bytes()).unwrap();
    let builder = Client::builder().key(KEY).base_url(mock.base_url());
    let stripe = builder.retry(RetryPolicy::off()).build().unwrap();
    let mut met = std::collections::BTreeSet::new();
    for (sample, call) in SAMPLES {
        call(&stripe)
            .await
            .unwrap_or_else(|error| panic!("{error}: {sample}"));
        met.extend(mock.last_request().unwrap().endpoint);
    }
    assert_eq!(
        met.len(),
        super::ENDPOINTS.len(),
        "a sample of each: {met:?}"
    );
}
