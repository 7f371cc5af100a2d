theta_runtime::api! {}

fn main() {}
