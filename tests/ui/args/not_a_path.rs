const SPEC: &str = "spec.toml";

theta_client::api! { spec = SPEC }

fn main() {
    let _ = SPEC;
}
