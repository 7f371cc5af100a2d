#![deny(unused_must_use)]

use theta_tests::theta_one::Client;

fn call(client: &Client) {
    client.transcribe(theta_runtime::Audio::file("student.wav"));
}

fn main() {
    let _ = call;
}
