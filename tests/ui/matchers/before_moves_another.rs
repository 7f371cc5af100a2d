theta_runtime::api! { spec = "./before_moves_another.toml" }

// One mistake is one error: the types are there all the same.
fn main() {
    let _: Option<Client> = None;
}
