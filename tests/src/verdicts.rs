//! The client of a contract with successes that say they failed.

theta_runtime::api! { spec = "../contracts/verdicts.toml", examples = theta_tests::verdicts }
