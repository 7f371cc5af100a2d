//! The contract against the vendor's reference: its errors are told apart, and its samples are what the client sends.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

#[path = "contract/errors.rs"]
mod errors;
#[path = "contract/samples.rs"]
mod samples;
#[path = "contract/webhooks.rs"]
mod webhooks;

use theta_stripe::*;
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
    "create_payment_intent" CreatePaymentIntentError,
    "update_payment_intent" UpdatePaymentIntentError,
    "payment_intent" PaymentIntentError,
    "payment_intents" PaymentIntentsError,
    "confirm_payment_intent" ConfirmPaymentIntentError,
    "capture_payment_intent" CapturePaymentIntentError,
    "cancel_payment_intent" CancelPaymentIntentError,
    "search_payment_intents" SearchPaymentIntentsError,
    "create_charge" CreateChargeError,
    "update_charge" UpdateChargeError,
    "charge" ChargeError,
    "charges" ChargesError,
    "capture_charge" CaptureChargeError,
    "search_charges" SearchChargesError,
    "create_customer" CreateCustomerError,
    "update_customer" UpdateCustomerError,
    "customer" CustomerError,
    "customers" CustomersError,
    "delete_customer" DeleteCustomerError,
    "search_customers" SearchCustomersError,
};
