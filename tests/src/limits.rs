//! The client of a contract with limits and units.

theta_runtime::api! { spec = "../contracts/limits.toml", examples = theta_tests::limits }
