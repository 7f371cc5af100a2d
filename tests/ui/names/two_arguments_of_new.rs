theta_runtime::api! { spec = "./two_arguments_of_new.toml" }

// One mistake is one error: the types are there all the same.
fn main() {
    let _: Option<Client> = None;
}
