theta_runtime::api! { spec = "./setter_of_every_request.toml" }

// One mistake is one error: the types are there all the same.
fn main() {
    let _: Option<Client> = None;
}
