//! The client of the Twilio API, generated from `spec.toml`.

#![deny(warnings, missing_docs)]
#![no_implicit_prelude]

::theta_runtime::api! { spec = "spec.toml", examples = theta_twilio }
