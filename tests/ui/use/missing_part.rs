use theta_tests::theta_one::Client;

async fn call(client: &Client) {
    let _ = client
        .pronunciation(theta_runtime::Audio::file("student.wav"), "text")
        .await;
}

fn main() {
    let _ = call;
}
