//! A contract of events.

theta_runtime::api! { spec = "tests/opened/events.toml" }
