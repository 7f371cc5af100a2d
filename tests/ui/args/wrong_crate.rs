theta_runtime::api! { spec = "./wrong_crate.toml", crate = nowhere::runtime }

fn main() {}
