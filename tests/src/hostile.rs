//! The client of a contract that tries to break it.

theta_runtime::api! { spec = "../contracts/hostile.toml", examples = theta_tests::hostile }
