//! A contract with every kind of answer.

theta_runtime::api! { spec = "tests/testing/small.toml" }
