//! The client of a contract that fails in many ways.

theta_runtime::api! { spec = "../contracts/failures.toml", examples = theta_tests::failures }
