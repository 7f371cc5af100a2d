theta_client::api! {}

fn main() {}
