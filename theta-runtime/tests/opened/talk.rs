//! A contract of what stays open.

theta_runtime::api! { spec = "tests/opened/talk.toml" }
