theta_runtime::api! { spec = "./two_types_of_one_name.toml" }

// One mistake is one error: the types are there all the same.
fn main() {
    let _: Option<Client> = None;
}
