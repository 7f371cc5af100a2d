//! A contract with every kind of answer.

theta_client::api! { spec = "tests/testing/small.toml" }
