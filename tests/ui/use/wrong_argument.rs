use theta_tests::theta_one::Client;

async fn call(client: &Client) {
    let _ = client.transcribe("student.wav").await;
}

fn main() {
    let _ = call;
}
