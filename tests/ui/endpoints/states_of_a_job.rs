theta_runtime::api! { spec = "./states_of_a_job.toml" }

// One mistake is one error: the types are there all the same.
fn main() {
    let _: Option<Client> = None;
}
