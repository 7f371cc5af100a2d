//! The client of a contract that says how values are written as text.

theta_runtime::api! { spec = "../contracts/written.toml", examples = theta_tests::written }
