//! What becomes of findings that somebody has looked at.

use crate::project::{Project, SPEECH};
use crate::repository::commit;
use std::fmt::Write as _;

/// Edits of the contract, each with its rule and whether it is never quiet.
const EDITS: &[(&str, &str, &str, bool)] = &[
    (
        "base-url-host-changed",
        "https://speech.example/v1",
        "https://other.example/v1",
        true,
    ),
    (
        "auth-header-changed",
        "header = \"x-api-key\"",
        "header = \"x-key\"",
        true,
    ),
    (
        "auth-prefix-changed",
        "prefix = \"sk-\"",
        "prefix = \"pk-\"",
        true,
    ),
    ("auth-env-changed", "SPEECH_API_KEY", "OTHER_API_KEY", true),
    (
        "endpoint-billing-changed",
        "billed  = \"audio second\"",
        "billed  = \"request\"",
        true,
    ),
    (
        "error-became-retryable",
        "detail = \"Busy\"\non     = [\"transcribe\"]",
        "detail = \"Busy\"\nretry  = \"backoff\"\non     = [\"transcribe\"]",
        true,
    ),
    (
        "endpoint-path-changed",
        "post    = \"/transcribe\"",
        "post    = \"/write\"",
        true,
    ),
    (
        "error-detail-changed",
        "Not all words are spoken.",
        "Not all words were spoken.",
        false,
    ),
    (
        "error-removed",
        "[errors.bad_gateway]\nstatus     = 502\nretry      = \"backoff\"\nconfidence = \"inferred\"\ncause      = \"The server behind the gateway did not answer.\"\nfix        = \"Wait and send it again.\"",
        "",
        false,
    ),
];

/// An entry for every finding between the last commit and the work tree.
fn entries(project: &Project) -> String {
    let run = project.theta(&["diff", "HEAD:spec.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let mut out = String::new();
    for finding in json["findings"].as_array().unwrap() {
        let _ = writeln!(
            out,
            "[[change]]\nfinding = {}\nrule = {}\nintent = \"our choice\"\nnote = \"Looked at.\"\n",
            finding["fingerprint"], finding["rule"]
        );
    }
    out
}

struct Seen {
    annotated: bool,
    folded: bool,
    by_this_change: Option<bool>,
}

/// What a reviewer sees of a rule.
fn seen(project: &Project, old: &str, rule: &str) -> Seen {
    let run = |format| project.theta(&["diff", old, "--format", format]);
    let github = run("github");
    assert_eq!(
        github.exit,
        Some(0),
        "an acknowledged finding fails nothing: {github}"
    );
    let markdown = run("markdown").stdout;
    let (open, folded) = markdown.split_once("<details>").unwrap_or((&markdown, ""));
    let code = format!("`{rule}`");
    assert!(
        open.contains(&code) != folded.contains(&code),
        "{rule}: {markdown}"
    );
    let json: serde_json::Value = serde_json::from_str(&run("json").stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    let finding = findings
        .iter()
        .find(|finding| finding["rule"] == rule)
        .unwrap();
    Seen {
        annotated: github.stdout.contains(&format!("title={rule}::")),
        folded: folded.contains(&code),
        by_this_change: finding["acknowledged"]["by_this_change"].as_bool(),
    }
}

#[test]
fn what_a_change_acknowledges_for_itself_is_shown_and_said_to_be_new() {
    for (rule, from, to, _) in EDITS {
        let project = Project::with(SPEECH);
        commit(&project);
        assert_eq!(SPEECH.matches(from).count(), 1, "{from}");
        project.write("spec.toml", SPEECH.replacen(from, to, 1));
        let entries = entries(&project);
        assert!(entries.contains(rule), "{rule}: {entries}");
        project.write("spec.changes.toml", entries);
        let seen = seen(&project, "HEAD:spec.toml", rule);
        assert!(seen.annotated && !seen.folded, "{rule}");
        assert_eq!(seen.by_this_change, Some(true), "{rule}");
        let human = project.theta(&["diff", "HEAD:spec.toml"]).stdout;
        assert!(
            human.contains("acknowledged by this change, our choice: Looked at."),
            "{human}"
        );
    }
}

#[test]
fn what_was_acknowledged_before_is_quiet_unless_it_is_about_the_wire_the_key_or_money() {
    for (rule, from, to, never_quiet) in EDITS {
        let project = Project::with(SPEECH);
        commit(&project);
        project.write("spec.toml", SPEECH.replacen(from, to, 1));
        let entries = entries(&project);
        project.write("spec.toml", SPEECH);
        project.write("spec.changes.toml", entries);
        commit(&project);
        project.write("spec.toml", SPEECH.replacen(from, to, 1));
        let seen = seen(&project, "HEAD:spec.toml", rule);
        assert_eq!(
            (seen.annotated, seen.folded),
            (*never_quiet, !never_quiet),
            "{rule}"
        );
        assert_eq!(seen.by_this_change, Some(false), "{rule}");
    }
}

#[test]
fn an_entry_that_is_given_another_last_day_is_made_anew() {
    let (rule, from, to, _) = EDITS[7];
    let project = Project::with(SPEECH);
    commit(&project);
    project.write("spec.toml", SPEECH.replacen(from, to, 1));
    let entries = entries(&project);
    project.write("spec.toml", SPEECH);
    project.write(
        "spec.changes.toml",
        format!("{entries}until = 2026-01-01\n"),
    );
    commit(&project);
    project.write("spec.toml", SPEECH.replacen(from, to, 1));
    project.write(
        "spec.changes.toml",
        format!("{entries}until = 2999-01-01\n"),
    );
    let seen = seen(&project, "HEAD:spec.toml", rule);
    assert!(seen.annotated && seen.by_this_change == Some(true));
}

#[test]
fn without_a_revision_nobody_knows_when_an_entry_was_made_and_it_is_shown() {
    let (rule, from, to, _) = EDITS[7];
    let project = Project::with(SPEECH);
    commit(&project);
    project.write("spec.toml", SPEECH.replacen(from, to, 1));
    project.write("spec.changes.toml", entries(&project));
    project.write("old.toml", SPEECH);
    let shown = seen(&project, "old.toml", rule);
    assert!(shown.annotated && !shown.folded && shown.by_this_change.is_none());
    // Another checkout has a file of its own.
    std::fs::create_dir(project.path("base")).unwrap();
    project.write("base/spec.toml", SPEECH);
    assert_eq!(
        seen(&project, "base/spec.toml", rule).by_this_change,
        Some(true)
    );
    project.write("base/spec.changes.toml", project.read("spec.changes.toml"));
    assert_eq!(
        seen(&project, "base/spec.toml", rule).by_this_change,
        Some(false)
    );
}

#[test]
fn acknowledgements_lie_beside_the_contract_and_are_those_of_its_revision() {
    let (rule, from, to, _) = EDITS[7];
    let project = Project::with(SPEECH);
    std::fs::create_dir(project.path("api")).unwrap();
    project.write("api/spec.toml", SPEECH);
    commit(&project);
    project.write("spec.toml", SPEECH.replacen(from, to, 1));
    project.write("api/spec.toml", SPEECH.replacen(from, to, 1));
    project.write("api/spec.changes.toml", entries(&project));
    let exit = |args: &[&str]| project.theta(&[&["diff"], args].concat()).exit;
    assert_eq!(
        exit(&["HEAD:api/spec.toml", "api/spec.toml"]),
        Some(0),
        "{rule}"
    );
    assert_eq!(
        exit(&["HEAD:spec.toml"]),
        Some(1),
        "it has no acknowledgements"
    );
    commit(&project);
    std::fs::remove_file(project.path("api/spec.changes.toml")).unwrap();
    assert_eq!(
        exit(&["HEAD~1:api/spec.toml", "HEAD:api/spec.toml"]),
        Some(0)
    );
    assert_eq!(exit(&["HEAD~1:api/spec.toml", "api/spec.toml"]), Some(1));
    assert_eq!(
        exit(&[
            "HEAD~1:api/spec.toml",
            "api/spec.toml",
            "--acknowledge",
            "gone.toml"
        ]),
        Some(3)
    );
}
