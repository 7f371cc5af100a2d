//! A contract with lists in every way, and a job.

theta_runtime::api! { spec = "tests/walks/list.toml" }
