theta_client::api! { file = "spec.toml" }

fn main() {}
