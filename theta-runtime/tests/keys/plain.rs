//! A contract with one key in one header.

theta_runtime::api! { spec = "tests/keys/plain.toml" }
