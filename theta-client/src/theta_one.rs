//! The client of the Theta One speech API, generated from its contract.

theta_macros::api! { spec = "spec.toml", crate = crate, examples = theta_client }
