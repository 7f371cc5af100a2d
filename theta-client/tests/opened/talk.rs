//! A contract of what stays open.

theta_client::api! { spec = "tests/opened/talk.toml" }
