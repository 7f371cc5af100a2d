//! The client of the Theta One speech API, as a stranger's crate would have it.

theta_runtime::api! { spec = "../../spec.toml", examples = theta_tests::theta_one }
