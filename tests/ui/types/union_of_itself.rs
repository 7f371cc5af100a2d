theta_runtime::api! { spec = "./union_of_itself.toml" }

// One mistake is one error: the types are there all the same.
fn main() {
    let _: Option<Client> = None;
}
