//! The client of a contract with every kind of matcher.

theta_runtime::api! { spec = "../contracts/matchers.toml", examples = theta_tests::matchers }
