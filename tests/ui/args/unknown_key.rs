theta_runtime::api! { file = "spec.toml" }

fn main() {}
