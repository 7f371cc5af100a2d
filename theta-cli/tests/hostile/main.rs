//! Texts and names of others are data in whatever the command writes.
//!
//! A hostile text stands in every key of every table that takes it, in what is written about changes, in a page, in a
//! lock file and in the names of files. Markdown is read as GitHub reads it, output as its runner does, Rust and JSON by
//! parsers.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail as tests do"
)]

mod contract;
mod markdown;
#[path = "../cli/project.rs"]
#[expect(dead_code, reason = "another test needs all of it")]
mod project;
mod reader;
mod site;

use contract::{HOSTILE, PAYLOADS};
use project::{Project, Run};
use reader::{Commands, is_data, rust_is_data};
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

/// A name of a file with everything in it that a name can hold.
const NAME: &str =
    "s\n::error::x\r##[group]\u{1b}[31m\u{9b}\u{202e}pub struct INJECTED_ITEM;<b>`@octocat`|.toml";

/// Runs the command and reads both streams as a terminal and the runner would.
fn run(project: &Project, args: &[&str]) -> Run {
    let run = project.theta(args);
    let github = args.contains(&"github");
    for (name, text) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        let commands = if github && name == "stdout" {
            Commands::Annotations
        } else {
            Commands::None
        };
        is_data(text, commands).unwrap_or_else(|why| panic!("{args:?}, {name}: {why}\n{run}"));
    }
    assert!(!run.stderr.contains("panicked"), "{run}");
    if args.contains(&"json") && !run.stdout.is_empty() {
        serde_json::from_str::<serde_json::Value>(&run.stdout).unwrap();
    }
    if args.contains(&"markdown") || args.contains(&"--changelog") {
        markdown::is_data(&run.stdout).unwrap_or_else(|why| panic!("{args:?}: {why}\n{run}"));
    }
    run
}

#[test]
fn every_key_that_takes_a_text_takes_a_hostile_one() {
    // Each is a name of something else in the contract, or a word with rules of its own.
    let expected = [
        ".groups.*",
        "auth.default",
        "auth.env",
        "auth.query",
        "defaults.endpoints.plans",
        "defaults.endpoints.source",
        "defaults.errors.shape",
        "defaults.errors.source",
        "endpoints.NAME.args",
        "endpoints.NAME.auth",
        "endpoints.NAME.body.null",
        "endpoints.NAME.body.rust",
        "endpoints.NAME.events.end",
        "endpoints.NAME.events.example",
        "endpoints.NAME.events.media",
        "endpoints.NAME.events.rust",
        "endpoints.NAME.host",
        "endpoints.NAME.include",
        "endpoints.NAME.job.into",
        "endpoints.NAME.job.poll",
        "endpoints.NAME.pages.hosts",
        "endpoints.NAME.pages.into",
        "endpoints.NAME.pages.offset",
        "endpoints.NAME.pages.page",
        "endpoints.NAME.parts.NAME.const",
        "endpoints.NAME.parts.NAME.content_type",
        "endpoints.NAME.parts.NAME.rust",
        "endpoints.NAME.parts.NAME.source",
        "endpoints.NAME.path (name)",
        "endpoints.NAME.plans",
        "endpoints.NAME.returns.end",
        "endpoints.NAME.returns.end.event",
        "endpoints.NAME.returns.events.NAME.rust",
        "endpoints.NAME.returns.media",
        "endpoints.NAME.rust",
        "endpoints.NAME.source",
        "endpoints.NAME.under",
        "errors.NAME.before",
        "errors.NAME.captures (name)",
        "errors.NAME.codes.CODE.examples",
        "errors.NAME.codes.CODE.name",
        "errors.NAME.codes.CODE.on",
        "errors.NAME.codes.CODE.rust",
        "errors.NAME.codes.CODE.source",
        "errors.NAME.details.NAME.examples",
        "errors.NAME.details.NAME.on",
        "errors.NAME.details.NAME.source",
        "errors.NAME.examples",
        "errors.NAME.match (name)",
        "errors.NAME.on",
        "errors.NAME.prefix",
        "errors.NAME.rust",
        "errors.NAME.shape",
        "errors.NAME.source",
        "errors.NAME.when.*",
        "errors.NAME.within",
        "response_headers.NAME.rust",
        "shapes.NAME.before",
        "shapes.NAME.optional",
        "types.NAME.fields.NAME.const",
        "types.NAME.fields.NAME.null",
        "types.NAME.fields.NAME.rust",
        "types.NAME.fields.NAME.source",
        "types.NAME.include",
        "types.NAME.rust",
        "types.NAME.source",
        "types.NAME.values.VALUE.rust",
        "types.NAME.variants.*",
        "types.NAME.variants.TAG.rust",
        "types.NAME.variants.TAG.type",
        "webhooks.NAME.events.TEXT.rust",
        "webhooks.NAME.example",
        "webhooks.NAME.rust",
        "webhooks.NAME.signature.of",
        "webhooks.NAME.signature.secret.env",
        "webhooks.NAME.source",
    ];
    for hostile in HOSTILE.iter() {
        assert_eq!(hostile.refused.iter().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn what_is_said_of_a_contract_is_data() {
    for hostile in HOSTILE.iter() {
        let payload = hostile.payload;
        let project = Project::with(&hostile.text);
        for format in ["human", "json", "github"] {
            assert_eq!(run(&project, &["check", "--format", format]).exit, Some(0));
            run(&project, &["check", "--todo", "--format", format]);
        }
        let expanded = run(&project, &["expand"]);
        rust_is_data(&expanded.stdout).unwrap_or_else(|why| panic!("{payload:?}: {why}"));
        let openapi = run(&project, &["openapi"]);
        let document: serde_json::Value = serde_json::from_str(&openapi.stdout).unwrap();
        markdown::descriptions_are_data(&document).unwrap();
        run(&project, &["docs", "--out", "pages"]);
        pages_are_data(&project, &["pages", "pages/endpoints"]);
        run(&project, &["docs", "--out", "book", "--book"]);
        pages_are_data(&project, &["book/src", "book/src/endpoints"]);
        // No argument of a command holds a NUL.
        let payload = &payload.replace('\0', "");
        for status in [
            "400",
            "503",
            "bad_text",
            "bad_voice",
            "closed",
            "down",
            payload,
        ] {
            for format in ["human", "json"] {
                run(&project, &["explain", status, "--format", format]);
            }
        }
        for body in [
            payload,
            &serde_json::json!({"code": payload, "message": payload}).to_string(),
        ] {
            for format in ["human", "json"] {
                run(&project, &["explain", "400", body, "--format", format]);
            }
        }
    }
}

#[test]
fn what_is_left_to_write_is_data() {
    for payload in PAYLOADS {
        let name = theta_spec::text::toml(payload);
        let project = Project::with(format!(
            "theta = 1\napi = {{ name = {name}, base_url = \"https://e.example\" }}\nendpoints.e = {{ post = \"/e\", returns = \"text\", note = {name} }}\n"
        ));
        for format in ["human", "json", "github"] {
            let said = run(&project, &["check", "--todo", "--format", format]);
            assert!(said.stdout.contains("plans"), "{said}");
        }
    }
}

fn pages_are_data(project: &Project, folders: &[&str]) {
    for folder in folders {
        for entry in std::fs::read_dir(project.path(folder)).unwrap() {
            let entry = entry.unwrap();
            if entry.path().is_dir() {
                continue;
            }
            let name = entry.file_name().into_string().unwrap();
            let (stem, end) = name.rsplit_once('.').unwrap();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c);
            let is_page = stem.chars().all(plain) || stem == "SUMMARY";
            assert!(end == "md" && is_page, "{name}");
            let page = std::fs::read_to_string(entry.path()).unwrap();
            is_data(&page, Commands::None)
                .and_then(|()| markdown::is_data(&page))
                .unwrap_or_else(|why| panic!("{name}: {why}\n{page}"));
        }
    }
}

#[test]
fn diagnostics_quote_data() {
    for payload in PAYLOADS {
        let project = Project::with(contract::wrong(payload));
        for format in ["human", "json", "github"] {
            assert_eq!(run(&project, &["check", "--format", format]).exit, Some(1));
        }
        for command in ["expand", "openapi", "explain"] {
            let args: &[&str] = if command == "explain" {
                &["explain", "400"]
            } else {
                &[command]
            };
            run(&project, args);
        }
        let project = Project::with(format!("theta = 1\n[\"{}\n", payload.replace('\n', " ")));
        run(&project, &["check"]);
    }
}

#[test]
fn what_is_said_of_a_change_is_data() {
    for (hostile, other) in HOSTILE.iter().zip(HOSTILE.iter().cycle().skip(1)) {
        let payload = hostile.payload;
        let project = Project::with(&hostile.text);
        project.write("old.toml", &other.text);
        project.write("base.toml", contract::BASE);
        for old in ["old.toml", "base.toml"] {
            let first = run(&project, &["diff", old, "spec.toml", "--format", "json"]);
            let report: serde_json::Value = serde_json::from_str(&first.stdout).unwrap();
            project.write("spec.changes.toml", acknowledged(&report, payload));
            for format in ["human", "json", "github", "markdown"] {
                let said = run(&project, &["diff", old, "spec.toml", "--format", format]);
                // What is about the wire, the key or money stays in sight with its note.
                assert!(
                    format == "markdown" || said.stdout.contains("acknowledged"),
                    "{said}"
                );
            }
            run(&project, &["diff", old, "spec.toml", "--changelog"]);
            std::fs::remove_file(project.path("spec.changes.toml")).unwrap();
        }
    }
}

/// An entry for every second finding, and some that are wrong.
fn acknowledged(report: &serde_json::Value, payload: &str) -> String {
    let quoted = theta_spec::text::toml(payload);
    let mut out = String::new();
    for finding in report["findings"].as_array().unwrap().iter().step_by(2) {
        let (fingerprint, rule) = (&finding["fingerprint"], &finding["rule"]);
        let _ = writeln!(
            out,
            "[[change]]\nfinding = {fingerprint}\nrule = {rule}\nintent = \"our choice\"\nnote = {quoted}"
        );
    }
    out + &format!(
        "[[change]]\nfinding = {quoted}\nrule = {quoted}\nintent = {quoted}\nnote = {quoted}\n{quoted} = 1\n"
    )
}

#[test]
fn what_is_said_of_a_page_is_data() {
    const SPEC: &str = include_str!("../../../theta-drift/tests/drift/pages/tides/spec.toml");
    const ERRORS: &str = include_str!("../../../theta-drift/tests/drift/pages/tides/errors.md");
    for payload in PAYLOADS {
        let flat = payload.replace(['\n', '\r', '`', '|'], " ");
        let mut page = ERRORS.replace("chart is required", &format!("chart is required {flat}"));
        let _ = writeln!(
            page,
            "\n| `\"{flat}\"` | {flat} | {flat} |\n\n## {flat}\n\n`{flat}` 418 {payload}"
        );
        let project = Project::with(SPEC);
        project.write(&format!("p{NAME}"), &page);
        std::fs::create_dir(project.path("lock")).unwrap();
        project.write("lock/acknowledged.toml", lock(payload));
        let name = format!("p{NAME}");
        let docs = ["drift", "--docs", &name, "--today", "2026-11-22"];
        for more in [
            &["--format", "human", "--all"][..],
            &["--format", "markdown", "--all"],
            &["--format", "json"],
            &["--entries"],
            &["--format", "human", "--lock", "lock"],
            &["--format", "markdown", "--lock", "lock"],
            &["--format", "json", "--lock", "lock"],
            &["--format", "markdown", "--apply"],
            &[
                "--format",
                "human",
                "--accept-rewrite",
                "--lock",
                "docs.lock",
            ],
            &["--format", "markdown", "--all", "--lock", "docs.lock"],
        ] {
            run(&project, &[&docs[..], more].concat());
        }
        let pinned = format!(
            "docs.lock/{}.txt",
            theta_spec::text::file_name(&name.to_lowercase())
        );
        for written in ["spec.toml", &pinned] {
            if let Ok(text) = std::fs::read_to_string(project.path(written)) {
                let hidden = text.find(|c| c != '\n' && theta_spec::text::is_hidden(c));
                assert_eq!(hidden, None, "{written}: {text}");
            }
        }
    }
}

fn lock(payload: &str) -> String {
    let quoted = theta_spec::text::toml(payload);
    format!(
        "[[acknowledge]]\nfact = {quoted}\npage_says = {quoted}\ncontract_says = {quoted}\nreason = {quoted}\n\
         by = {quoted}\nuntil = 2027-01-01\ntrust = \"contract\"\n[[acknowledge]]\nfact = {quoted}\n{quoted} = 1\n"
    )
}

#[test]
fn names_of_files_are_data() {
    let project = Project::with(contract::BASE);
    project.write(NAME, contract::BASE);
    let wrong = format!("wrong{NAME}");
    project.write(&wrong, contract::wrong(PAYLOADS[0]));
    let absent = format!("absent{NAME}");
    for name in [NAME, &wrong, &absent] {
        for format in ["human", "json", "github"] {
            run(&project, &["check", name, "--format", format]);
        }
        for format in ["human", "json", "github", "markdown"] {
            run(&project, &["diff", "spec.toml", name, "--format", format]);
            run(&project, &["diff", name, "spec.toml", "--format", format]);
        }
        run(&project, &["openapi", name]);
        run(&project, &["docs", name, "--out", &format!("docs{name}")]);
        run(
            &project,
            &["docs", name, "--out", &format!("docs{name}"), "--check"],
        );
        run(&project, &["docs", name, "--out", "stale", "--check"]);
        run(
            &project,
            &["openapi", name, "--out", &format!("out{name}"), "--check"],
        );
        run(&project, &["explain", "400", "--spec", name]);
        run(
            &project,
            &["explain", "400", "--spec", name, "--format", "json"],
        );
        run(
            &project,
            &["drift", name, "--docs", name, "--lock", &absent],
        );
        run(&project, &["drift", "--docs", name, "--format", "markdown"]);
        run(&project, &["diff", "spec.toml", &format!("HEAD:{name}")]);
        run(
            &project,
            &["diff", "spec.toml", "spec.toml", "--acknowledge", name],
        );
        run(
            &project,
            &["init", "Every", "--out", &format!("init{name}")],
        );
        run(&project, &["init", name]);
        run(&project, &["explain-code", name]);
        run(&project, &["explain-rule", name]);
        run(&project, &["language", name]);
        run(&project, &["check", "spec.toml", name, name]);
        run(&project, &["mock", name, "--fault", name]);
        run(
            &project,
            &[
                "diff",
                "--git-driver",
                name,
                name,
                "0",
                "0",
                &wrong,
                "0",
                "0",
            ],
        );
    }
    let expanded = run(&project, &["expand", NAME]);
    assert!(
        expanded
            .stdout
            .lines()
            .next()
            .unwrap()
            .contains("INJECTED_ITEM"),
        "{expanded}"
    );
    rust_is_data(&expanded.stdout).unwrap();
}

#[test]
fn what_a_mock_says_first_is_data() {
    for hostile in HOSTILE.iter() {
        let project = Project::with(&hostile.text);
        let mut child = project
            .command(&["mock"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut said = String::new();
        for line in lines.map_while(Result::ok) {
            said += &line;
            said.push('\n');
            if line.contains("Ctrl-C") {
                break;
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(said.contains("Ctrl-C"), "{said}");
        is_data(&said, Commands::None).unwrap_or_else(|why| panic!("{why}\n{said}"));
    }
}

#[test]
fn colours_are_the_only_escapes_on_a_terminal() {
    let project = Project::with(&HOSTILE[1].text);
    project.write("old.toml", contract::BASE);
    for args in [&["check"][..], &["diff", "old.toml"], &["explain", "400"]] {
        let mut command = project.command(args);
        command.env("CLICOLOR_FORCE", "1");
        let run = Run::of(command, b"");
        let plain = anstream::adapter::strip_str(&run.stdout).to_string();
        let left = run.stdout.replace("\u{1b}[", "");
        assert!(run.stdout.contains("\u{1b}["), "{run}");
        is_data(&plain, Commands::None).unwrap_or_else(|why| panic!("{args:?}: {why}"));
        is_data(&left, Commands::None).unwrap_or_else(|why| panic!("{args:?}: {why}"));
    }
}
