//! A payment, a customer in place of its id, and a card that is declined, against the mock server:
//! `cargo run -p theta-stripe --example pay`.

use std::error::Error;
use theta_mock::Mock;
use theta_runtime::RetryPolicy;
use theta_stripe::{
    AutomaticPaymentMethods, Client, ConfirmPaymentIntentError, CustomerRef, PaymentIntentStatus,
};

/// A charge with the whole customer in place of the id.
const CHARGE: &str = r#"{"id": "ch_1", "object": "charge", "amount": 1099, "amount_captured": 1099, "amount_refunded": 0,
    "captured": true, "created": 1679090539, "currency": "usd", "disputed": false, "livemode": false, "metadata": {},
    "paid": true, "refunded": false, "status": "succeeded", "customer": {"id": "cus_1", "object": "customer",
    "created": 1680893993, "livemode": false, "metadata": {}, "name": "Jenny Rosen"}}"#;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let stripe = Client::builder()
        .key("sk_test_123")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let intent = stripe
        .create_payment_intent(2000, "usd")
        .automatic_payment_methods(AutomaticPaymentMethods::new(true))
        .await?;
    println!("{}: {} {}", intent.id, intent.amount, intent.currency);
    if intent.status == PaymentIntentStatus::RequiresPaymentMethod {
        println!("a payment method is needed");
    }

    mock.reply_success("charge", CHARGE)?;
    let charge = stripe.charge("ch_1").expand(["customer"]).await?;
    match charge.customer {
        Some(CustomerRef::Customer(customer)) => println!("the customer: {:?}", customer.name),
        Some(CustomerRef::String(id)) => println!("the id of the customer: {id}"),
        _ => println!("no customer"),
    }

    mock.next("declined_insufficient_funds")?;
    let confirmed = stripe
        .confirm_payment_intent(&intent.id)
        .payment_method("pm_card_visa")
        .await;
    match confirmed {
        Ok(intent) => println!("paid: {}", intent.amount_received),
        Err(error) => match error.api() {
            Some(ConfirmPaymentIntentError::DeclinedInsufficientFunds) => {
                println!("declined: {error}");
            }
            _ => return Err(error.into()),
        },
    }
    Ok(())
}
