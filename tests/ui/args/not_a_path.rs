const SPEC: &str = "spec.toml";

theta_runtime::api! { spec = SPEC }

fn main() {
    let _ = SPEC;
}
