//! A contract with tokens and other keys.

theta_runtime::api! { spec = "tests/keys/vault.toml" }
