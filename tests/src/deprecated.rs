//! The client of a contract of which half is deprecated: generated code does not warn of itself.

theta_runtime::api! { spec = "../contracts/deprecated.toml", examples = theta_tests::deprecated }
