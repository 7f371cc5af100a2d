//! The client of a contract with unions without a tag, types that hold themselves, and fields without names.

theta_runtime::api! { spec = "../contracts/unions.toml", examples = theta_tests::unions }
