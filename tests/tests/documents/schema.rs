//! The JSON Schema of contracts, as independent validators read it.

use crate::python::{ROOT, left_out, program, run, tool};
use std::fs;
use std::path::{Path, PathBuf};

const GOOD: &str = include_str!("../../../theta-spec/tests/good.toml");

/// Every contract of the repository that is meant to be one, beside the vendors'.
const CONTRACTS: &[&str] = &[
    "theta-cli/src/init.toml",
    "theta-codegen/tests/contracts/everything.toml",
    "theta-mock/tests/mock/parrot.toml",
    "theta-spec/tests/good.toml",
    "tests/contracts/hostile.toml",
    "tests/contracts/matchers.toml",
    "tests/contracts/scalars.toml",
];

/// What a schema can see: what is wrong, the edit of the good contract, and the place of the mistake.
const MISTAKES: &[(&str, &str, &str, &str)] = &[
    ("unknown key", "checked = 2026", "chekced = 2026", "api"),
    (
        "unknown key of a field",
        "optional = true, default",
        "optonal = true, default",
        "types/Options/fields/voice",
    ),
    ("unknown table", "[groups]", "[gruops]", ""),
    (
        "an open string enum",
        "values = { low",
        "open = true\nvalues = { low",
        "types/Voice",
    ),
    (
        "longest duration of what is no audio",
        "parts.file = { type = \"audio\"",
        "parts.file = { type = \"binary\", max_duration = \"1s\"",
        "endpoints/say/parts/file/type",
    ),
    (
        "which request id wins without headers",
        "[groups]",
        "[request_id]\nprefer = \"body\"\n[groups]",
        "request_id",
    ),
    ("another version", "theta = 1", "theta = 2", "theta"),
    (
        "wrong type: text for a number",
        "rpm = 10",
        "rpm = \"10\"",
        "plans/small/rpm",
    ),
    (
        "wrong type: number for a duration",
        "timeout = \"30s\"",
        "timeout = 30",
        "api/timeout",
    ),
    (
        "wrong type: number for a part",
        "parts.options = { json = \"Options\", doc = \"What to do.\" }",
        "parts.options = 7",
        "endpoints/say/parts/options",
    ),
    (
        "negative number",
        "attempts = 3",
        "attempts = -3",
        "retry/attempts",
    ),
    (
        "unknown retry",
        "default = \"never\"",
        "default = \"nevr\"",
        "retry/default",
    ),
    (
        "unknown trigger",
        "field_missing",
        "field_mising",
        "errors/text_required/when",
    ),
    (
        "unknown category",
        "source = \"page\"",
        "category = \"validaton\"",
        "errors/text_required/category",
    ),
    (
        "unknown confidence",
        "source = \"page\"",
        "confidence = \"sure\"",
        "errors/text_required/confidence",
    ),
    ("missing key of a table", "name = \"Echo\"\n", "", "api"),
    (
        "missing table",
        "[api]\nname = \"Echo\"\nsummary = \"Says it again.\"\nbase_url = \"https://echo.example\"\nchecked = 2026-01-02\ntimeout = \"30s\"\n",
        "",
        "",
    ),
    (
        "missing status",
        "status = 400\ncode = \"JSON\"",
        "code = \"JSON\"",
        "errors/missing_field",
    ),
    (
        "missing path",
        "get = \"/listen\"\n",
        "",
        "endpoints/listen",
    ),
    (
        "missing type of a field",
        "text = { type = \"string\", doc = \"It.\" }",
        "text = { doc = \"It.\" }",
        "types/Reply/fields/text",
    ),
    (
        "two paths",
        "get = \"/listen\"",
        "get = \"/listen\"\nput = \"/listen\"",
        "endpoints/listen",
    ),
    (
        "two contents",
        "json = \"Options\",",
        "json = \"Options\", type = \"string\",",
        "endpoints/say/parts/options",
    ),
    (
        "two kinds of type",
        "values = { low",
        "is = \"string\"\nvalues = { low",
        "types/Voice",
    ),
    (
        "duration without a unit",
        "timeout = \"30s\"",
        "timeout = \"30\"",
        "api/timeout",
    ),
    (
        "size in an unknown unit",
        "1 MB",
        "1 mb",
        "endpoints/say/parts/file/max_size",
    ),
    (
        "path without a slash",
        "get = \"/listen\"",
        "get = \"listen\"",
        "endpoints/listen/get",
    ),
    (
        "pointer without a slash",
        "\"/err_msg\"",
        "\"err_msg\"",
        "shapes/legacy/message",
    ),
    (
        "status that is none",
        "status = \"5xx\"",
        "status = 600",
        "errors/down/status",
    ),
    (
        "class that is none",
        "status = \"5xx\"",
        "status = \"9xx\"",
        "errors/down/status",
    ),
    (
        "header that is none",
        "header = \"x-api-key\"",
        "header = \"x api key\"",
        "auth/header",
    ),
    (
        "brace without its other half",
        "Unsupported: {message}",
        "Unsupported: {message",
        "errors/bad_format/detail",
    ),
    (
        "hole of an unknown kind",
        "rate {rate:int}",
        "rate {rate:u32}",
        "errors/bad_rate/detail",
    ),
    (
        "type that is none",
        "type = \"[Reply]\"",
        "type = \"reply\"",
        "types/Reply/fields/next",
    ),
    (
        "name of an error in capitals",
        "[errors.down]",
        "[errors.Down]",
        "errors",
    ),
    (
        "name of a type in small letters",
        "[types.Voice]",
        "[types.voice]",
        "types",
    ),
];

fn schema() -> PathBuf {
    Path::new(ROOT).join("docs/schema/spec.json")
}

/// The places of the mistakes in each contract.
fn mistakes(contracts: &[PathBuf]) -> Vec<Vec<String>> {
    let printed = crate::python::printed(program("schema.py").arg(schema()).args(contracts));
    let mut found = Vec::new();
    for line in printed.lines() {
        match line.strip_prefix("  ") {
            Some(place) => found
                .last_mut()
                .map_or((), |places: &mut Vec<String>| places.push(place.to_owned())),
            None => found.push(Vec::new()),
        }
    }
    assert_eq!(found.len(), contracts.len(), "{printed}");
    found
}

#[test]
fn every_contract_of_the_repository_is_valid_under_the_schema() {
    if left_out() {
        return;
    }
    let mut paths = theta_tests::contracts().unwrap();
    paths.extend(CONTRACTS.iter().map(|&path| path.to_owned()));
    let contracts: Vec<PathBuf> = paths
        .iter()
        .map(|path| Path::new(ROOT).join(path))
        .collect();
    for (path, mistakes) in paths.iter().zip(mistakes(&contracts)) {
        assert!(mistakes.is_empty(), "{path}: {mistakes:?}");
    }
}

#[test]
fn each_mistake_that_a_schema_can_see_is_found_at_its_place() {
    if left_out() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let contracts: Vec<PathBuf> = MISTAKES
        .iter()
        .enumerate()
        .map(|(at, (what, old, new, _))| {
            assert_eq!(
                GOOD.matches(old).count(),
                1,
                "{what}: {old:?} must be in the good contract once"
            );
            let bad = GOOD.replacen(old, new, 1);
            let loaded = theta_spec::load("spec.toml", bad.as_bytes());
            assert!(loaded.contract.is_none(), "{what}: the parser takes it");
            let path = folder.path().join(format!("{at}.toml"));
            fs::write(&path, bad).unwrap();
            path
        })
        .collect();
    for ((what, _, _, place), found) in MISTAKES.iter().zip(mistakes(&contracts)) {
        assert!(
            found.iter().any(|one| one == place),
            "{what}: {place:?} is not in {found:?}"
        );
    }
}

/// What an editor does: the schema is found by the first line of the file.
#[test]
fn an_editor_finds_the_schema_by_its_line() {
    if left_out() {
        return;
    }
    let lint = |name: &str, text: &str| {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("docs/schema")).unwrap();
        fs::copy(schema(), folder.path().join("docs/schema/spec.json")).unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let output = run(tool("taplo")
            .args(["lint", "--no-auto-config", "--colors", "never", name])
            .current_dir(folder.path())
            .env("HOME", folder.path()));
        (
            output.status.success(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let good = fs::read_to_string(Path::new(ROOT).join("spec.toml")).unwrap();
    assert!(good.starts_with("#:schema ./docs/schema/spec.json\n"));
    let (valid, said) = lint("spec.toml", &good);
    assert!(valid, "{said}");
    let (valid, said) = lint("spec.toml", &good.replacen("\nheader = ", "\nhaeder = ", 1));
    assert!(!valid && said.contains("'haeder' was unexpected"), "{said}");
}
