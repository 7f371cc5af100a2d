//! The client of a contract with several successes of an endpoint.

theta_runtime::api! { spec = "../contracts/answers.toml", examples = theta_tests::answers }
