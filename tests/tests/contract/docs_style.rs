//! Plain HTTP in the style of the vendor's documentation gets what the documentation promises.

use crate::support::{THETA_ONE, load};
use std::env;
use std::process::{Command, Output};
use theta_mock::Mock;

const KEY: &str = "x-api-key: sk-theta-XXXXXXXXXXXXXXXXXXXXXXXX";
const AUDIO: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../theta-client/examples/audio/native.wav"
);
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/docs_style.py");

/// Whether this run does without the tool, which `cargo xtask test` says at its end.
fn left_out(tool: &str) -> bool {
    env::var("THETA_WITHOUT").is_ok_and(|tools| tools.split(',').any(|one| one == tool))
}

/// Runs a tool that every developer has to have, or that `cargo xtask test` brings.
fn run(command: &mut Command, install: &str) -> Output {
    match command.output() {
        Ok(output) => output,
        Err(error) => panic!(
            "{} does not run ({error}): {install}",
            command.get_program().display()
        ),
    }
}

/// Status and body of a `curl` as the docs write it.
fn curl(mock: &Mock, path: &str, arguments: &[&str]) -> (String, String) {
    let url = format!("{}{path}", mock.base_url());
    let output = run(
        Command::new("curl")
            .args(["-sS", "-w", "\n%{http_code}", "-X", "POST", &url])
            .args(arguments),
        "run `cargo xtask test`, which brings it, or install it",
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    (status.to_owned(), body.to_owned())
}

#[test]
fn curl_gets_the_documented_success_and_errors() {
    if left_out("curl") {
        return;
    }
    let mock = Mock::start(load(THETA_ONE)).unwrap();
    let file = format!("file=@{AUDIO}");

    let (status, body) = curl(
        &mock,
        "/transcribe",
        &[
            "-H",
            KEY,
            "-F",
            &file,
            "-F",
            r#"transcribe_options={"suppress_korean": true}"#,
        ],
    );
    assert_eq!(status, "200", "{body}");
    assert!(
        body.contains(r#""text": "Welcome to Theta One AI!""#),
        "{body}"
    );

    let (status, body) = curl(&mock, "/transcribe", &["-F", &file]);
    assert_eq!(
        (status.as_str(), body.as_str()),
        ("401", r#"{"detail":"Invalid API key"}"#)
    );

    let (status, body) = curl(
        &mock,
        "/pronunciation-simple",
        &[
            "-H",
            KEY,
            "-F",
            &file,
            "-F",
            r#"options={"language": "en"}"#,
        ],
    );
    assert_eq!(
        (status.as_str(), body.as_str()),
        ("400", r#"{"detail":"gold_text is required"}"#)
    );

    let (status, body) = curl(
        &mock,
        "/analyze-native",
        &["-H", KEY, "-F", &file, "-F", "options={gold_text"],
    );
    let expected = r#"{"detail":"Invalid options format. Must be a valid JSON string."}"#;
    assert_eq!((status.as_str(), body.as_str()), ("400", expected));

    assert_eq!(mock.requests().len(), 4);
}

#[test]
fn python_requests_gets_the_documented_success_and_errors() {
    if left_out("python3") {
        return;
    }
    let mock = Mock::start(load(THETA_ONE)).unwrap();
    let python = env::var_os("THETA_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let install = "run `cargo xtask test`, which brings it, or name a Python in THETA_TEST_PYTHON";
    let found = run(
        Command::new(&python).args(["-c", "import requests"]),
        install,
    );
    assert!(
        found.status.success(),
        "{} has no `requests`: run `cargo xtask test`, which brings it, or `{0} -m pip install -r \
         tests/requirements.txt`, or name a Python that has it in THETA_TEST_PYTHON",
        python.display()
    );
    let output = run(
        Command::new(&python).args([PROGRAM, &mock.base_url(), AUDIO]),
        install,
    );
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success(),
        "{printed}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let expected = [
        "transcribe: Welcome to Theta One AI!",
        "analyze-native: 1 component",
        "pronunciation: user_speech_components",
        r#"wrong key: 401 {"detail":"Invalid API key"}"#,
        r#"no gold_text: 400 {"detail":"gold_text is required"}"#,
        r#"bad native: 400 {"detail":"Invalid native_speech_components format"}"#,
    ];
    assert_eq!(printed.lines().collect::<Vec<_>>(), expected);
    // The options arrive as the docs say: JSON text in a form field.
    let first = &mock.requests()[0];
    let options = first.part("transcribe_options").unwrap();
    assert_eq!(options.text(), r#"{"suppress_korean": true}"#);
}
