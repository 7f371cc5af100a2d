theta_runtime::api! { spec = "nowhere.toml" }

fn main() {
    let _: Option<Client> = None;
}
