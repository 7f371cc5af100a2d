theta_runtime::api! { spec = "./two_captures_of_one_field.toml" }

// One mistake is one error: the types are there all the same.
fn main() {
    let _: Option<Client> = None;
}
