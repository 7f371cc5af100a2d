theta_runtime::api! { spec = "./own_names_of_generated_code.toml" }

// One mistake is one error: the types are there all the same.
fn main() {
    let _: Option<Client> = None;
}
