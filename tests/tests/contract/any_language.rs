//! The programs of docs/testing.md that talk to the mock server, run as they stand there.

use crate::support::{THETA_ONE, load};
use std::env;
use std::process::Command;
use theta_mock::Mock;

const PAGE: &str = include_str!("../../../docs/testing.md");

/// The first program of the chapter in a language.
fn program(language: &str) -> &'static str {
    let (_, chapter) = PAGE.split_once("### From any language").unwrap();
    let (_, chapter) = chapter.split_once("\nWith curl:").unwrap();
    let (_, rest) = chapter.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("\n```").unwrap().0
}

/// Runs a program unless this run does without the tool, which `cargo xtask test` says at its end.
fn run(tool: &str, interpreter: &str, arguments: &[&str]) {
    let without = env::var("THETA_WITHOUT").unwrap_or_default();
    if without.split(',').any(|one| one == tool) {
        return;
    }
    let builder = Mock::builder(load(THETA_ONE)).control();
    let mock = builder.start().unwrap();
    let output = Command::new(interpreter)
        .args(arguments)
        .env("MOCK", mock.base_url())
        .env("SERVER", format!("http://{}", mock.address()))
        .output();
    let output = output.unwrap_or_else(|error| {
        panic!(
            "{tool} does not run ({error}): run `cargo xtask test`, which brings it, or install it"
        )
    });
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}

#[test]
fn the_program_for_curl_does_what_it_says() {
    run("curl", "sh", &["-ec", program("sh")]);
}

#[test]
fn the_program_in_python_does_what_it_says() {
    let python = env::var("THETA_TEST_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    run("python3", &python, &["-c", program("python")]);
}

#[test]
fn the_program_in_javascript_does_what_it_says() {
    run(
        "node",
        "node",
        &["--input-type=module", "-e", program("javascript")],
    );
}
