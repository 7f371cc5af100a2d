use crate::project::{BROKEN, Project, SPEECH, without_git};
use crate::repository::{commit, git};
use std::fmt::Write as _;

/// The one edit of these tests: a word of a documented text.
fn edited() -> String {
    assert_eq!(SPEECH.matches(OLD).count(), 1);
    SPEECH.replacen(OLD, NEW, 1)
}

const OLD: &str = "Not all words are spoken.";
const NEW: &str = "Not all words were spoken.";

fn project() -> Project {
    let project = Project::with(edited());
    project.write("old.toml", SPEECH);
    project
}

#[test]
fn a_third_contract_is_one_too_many() {
    let run = project().theta(&["diff", "old.toml", "spec.toml", "third.toml"]);
    assert_eq!(run.exit, Some(2));
    assert!(
        run.stderr
            .contains("`third.toml` is one argument too many: two contracts are compared"),
        "{run}"
    );
}

#[test]
fn exit_codes() {
    let project = project();
    project.write("broken.toml", BROKEN);
    let table: &[(&[&str], i32)] = &[
        (&["diff", "spec.toml", "spec.toml"], 0),
        // It would be compared with itself.
        (&["diff", "spec.toml"], 2),
        (&["diff", "./spec.toml"], 2),
        (&["diff", "old.toml"], 1),
        (&["diff", "old.toml", "--fail-on", "source"], 0),
        (&["diff", "old.toml", "--fail-on", "behaviour"], 1),
        (&["diff", "old.toml", "--fail-on", "never"], 0),
        (
            &[
                "diff",
                "old.toml",
                "--fail-on",
                "never",
                "--released",
                "0.1.0",
                "--next",
                "0.1.0",
            ],
            1,
        ),
        (
            &[
                "diff",
                "old.toml",
                "--fail-on",
                "never",
                "--released",
                "0.1.0",
                "--next",
                "0.1.1",
            ],
            0,
        ),
        (&["diff"], 2),
        (&["diff", "a", "b", "c"], 2),
        (&["diff", "old.toml", "--today", "2026-02-30"], 2),
        (&["diff", "old.toml", "--next", "1.0.0"], 2),
        (&["diff", "absent.toml"], 3),
        (&["diff", "broken.toml"], 3),
        (
            &["diff", "old.toml", "broken.toml", "--fail-on", "never"],
            3,
        ),
        (&["diff", "no-revision:spec.toml"], 3),
        (&["explain-rule"], 0),
        (&["explain-rule", "error-removed"], 0),
        (&["explain-rule", "error-remvoed"], 2),
    ];
    for (args, exit) in table {
        let run = project.theta(args);
        assert_eq!(
            run.exit,
            Some(*exit),
            "{args:?}\n{}{}",
            run.stdout,
            run.stderr
        );
    }
}

#[test]
fn an_invalid_side_gives_the_diagnostics_of_check_and_no_diff() {
    let project = project();
    project.write("broken.toml", BROKEN);
    let run = project.theta(&["diff", "broken.toml"]);
    assert_eq!(run.stdout, "");
    assert!(
        run.stderr.contains("error[T") && run.stderr.contains("--> broken.toml:"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_human_report_shows_the_replies_and_the_characters() {
    insta::assert_snapshot!(
        project()
            .theta(&["diff", "old.toml", "--released", "0.4.2"])
            .stdout
    );
}

#[test]
fn the_markdown_report_is_one_comment() {
    insta::assert_snapshot!(
        project()
            .theta(&["diff", "old.toml", "--format", "markdown"])
            .stdout
    );
}

#[test]
fn the_annotations_are_ranked_and_end_with_the_verdict() {
    insta::assert_snapshot!(
        project()
            .theta(&["diff", "old.toml", "--format", "github"])
            .stdout
    );
}

#[test]
fn the_json_report_holds_everything() {
    let run = project().theta(&["diff", "old.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/schema/diff.json")).unwrap();
    fits(&json, &schema, &schema, "");
    insta::assert_snapshot!(run.stdout);
}

/// The part of JSON Schema that the schema uses.
pub(crate) fn fits(
    value: &serde_json::Value,
    schema: &serde_json::Value,
    root: &serde_json::Value,
    at: &str,
) {
    if let Some(name) = schema["$ref"].as_str() {
        return fits(
            value,
            root.pointer(name.trim_start_matches('#')).unwrap(),
            root,
            at,
        );
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        if !value.is_null() {
            fits(value, &choices[1], root, at);
        }
        return;
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(value), "{at}: {value}");
    }
    let kind = match value {
        serde_json::Value::Null => "null",
        serde_json::Value::Bool(_) => "boolean",
        serde_json::Value::Number(number) if number.is_f64() => "number",
        serde_json::Value::Number(_) => "integer",
        serde_json::Value::String(_) => "string",
        serde_json::Value::Array(_) => "array",
        serde_json::Value::Object(_) => "object",
    };
    let types = &schema["type"];
    assert!(
        types.is_null()
            || types == kind
            || types
                .as_array()
                .is_some_and(|types| types.iter().any(|one| one == kind)),
        "{at}: {value}"
    );
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        fits(item, &schema["items"], root, &format!("{at}/{index}"));
    }
    if let (Some(members), Some(known)) = (value.as_object(), schema["properties"].as_object()) {
        assert_eq!(
            members.keys().collect::<std::collections::BTreeSet<_>>(),
            known.keys().collect(),
            "{at}"
        );
        for (name, member) in members {
            fits(member, &known[name], root, &format!("{at}/{name}"));
        }
    }
}

#[test]
fn only_comments_and_order_are_said_to_be_nothing() {
    let project = Project::with(format!("# A comment.\n{SPEECH}"));
    project.write("old.toml", SPEECH);
    let run = project.theta(&["diff", "old.toml"]);
    assert_eq!(run.exit, Some(0));
    assert!(
        run.stdout
            .starts_with("nothing changed for callers: only comments, order or layout differ\n"),
        "{}",
        run.stdout
    );
}

fn fingerprint(project: &Project) -> String {
    let run = project.theta(&["diff", "old.toml", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    json["findings"][0]["fingerprint"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn entry(fingerprint: &str, rest: &str) -> String {
    format!(
        "[[change]]\nfinding = \"{fingerprint}\"\nrule = \"error-detail-changed\"\nintent = \"vendor changed\"\nnote = \"Seen.\"\n{rest}"
    )
}

#[test]
fn an_acknowledged_finding_does_not_fail_until_its_last_day_is_over() {
    let project = project();
    project.write(
        "spec.changes.toml",
        entry(&fingerprint(&project), "until = 2026-11-30\n"),
    );
    for (today, exit) in [("2026-11-30", 0), ("2026-12-01", 1)] {
        let run = project.theta(&["diff", "old.toml", "--today", today]);
        assert_eq!(run.exit, Some(exit), "{today}: {}", run.stdout);
    }
}

#[test]
fn an_entry_that_is_unused_or_malformed_fails() {
    let project = project();
    let good = entry(&fingerprint(&project), "");
    let table = [
        (
            format!("{good}{}", entry("0123456789abcdef", "")),
            "no finding has the fingerprint 0123456789abcdef",
        ),
        (
            good.replace("finding = \"", "finding = \"x"),
            "is no fingerprint",
        ),
        (
            good.replace("vendor changed", "vendor"),
            "`vendor` is no intent",
        ),
        (
            good.replace("error-detail-changed", "error-detial-changed"),
            "did you mean `error-detail-changed`?",
        ),
        (
            good.replace("error-detail-changed", "error-removed"),
            "is `error-detail-changed`, not `error-removed`",
        ),
        (
            good.replace("note = \"Seen.\"", ""),
            "the entry has no `note`",
        ),
        (
            good.replace("note", "noet"),
            "unknown key `noet`: did you mean `note`?",
        ),
        (format!("{good}until = \"2026-11-30\"\n"), "not a day"),
        (format!("{good}{good}"), "acknowledged twice"),
        ("[change]\n".to_owned(), "not a list"),
        ("[[change\n".to_owned(), "spec.changes.toml:1:"),
    ];
    for (file, expected) in table {
        project.write("spec.changes.toml", &file);
        let run = project.theta(&["diff", "old.toml", "--today", "2026-11-22"]);
        assert_eq!(run.exit, Some(1), "{file}");
        assert!(run.stdout.contains(expected), "{file}\n{}", run.stdout);
    }
}

#[test]
fn a_fingerprint_does_not_depend_on_the_place() {
    let project = project();
    let before = fingerprint(&project);
    project.write("spec.toml", format!("\n\n# moved\n{}", edited()));
    assert_eq!(fingerprint(&project), before);
}

#[test]
fn a_side_can_be_a_file_of_a_revision() {
    if without_git() {
        return;
    }
    let project = Project::with(SPEECH);
    commit(&project);
    project.write("spec.toml", edited());
    let run = project.theta(&["diff", "main:spec.toml"]);
    assert_eq!(run.exit, Some(1));
    assert!(run.stdout.contains("--> main:spec.toml:"), "{}", run.stdout);
}

/// What git prints that has the command as its diff driver.
fn driven(project: &Project) -> String {
    let driver = format!("{} diff --git-driver", env!("CARGO_BIN_EXE_theta"));
    git(
        project,
        &[
            "-c",
            &format!("diff.theta.command={driver}"),
            "diff",
            "--no-renames",
            "HEAD",
        ],
    )
}

#[test]
fn the_driver_says_what_callers_notice_and_then_shows_the_lines() {
    let project = Project::with(SPEECH);
    project.write(".gitattributes", "*.toml diff=theta\n");
    commit(&project);
    project.write("spec.toml", edited());
    let shown = driven(&project);
    assert!(
        shown.contains("error-detail-changed") && shown.contains("a/spec.toml:"),
        "{shown}"
    );
    assert!(
        shown.contains(&format!(
            "\n-detail     = \"{OLD}\"\n+detail     = \"{NEW}\"\n"
        )),
        "{shown}"
    );
}

#[test]
fn the_driver_shows_edits_that_callers_do_not_notice_and_contracts_with_mistakes() {
    let project = Project::with(SPEECH);
    project.write("other.toml", BROKEN);
    project.write("gone.toml", SPEECH);
    project.write(".gitattributes", "*.toml diff=theta\n");
    commit(&project);
    project.write("spec.toml", format!("# A comment.\n{SPEECH}"));
    let shown = driven(&project);
    assert!(
        shown.contains("only comments, order or layout differ"),
        "{shown}"
    );
    assert!(shown.contains("\n+# A comment.\n"), "{shown}");
    // New, gone, and invalid before as well as after.
    project.write("spec.toml", BROKEN);
    project.write("other.toml", format!("{BROKEN}# A second.\n"));
    project.write("new.toml", SPEECH);
    std::fs::remove_file(project.path("gone.toml")).unwrap();
    git(&project, &["add", "-A"]);
    let shown = driven(&project);
    for expected in [
        "theta diff new.toml\na new contract\n",
        "theta diff gone.toml\nthe contract is gone\n",
        "error[T",
        "\n+# A second.\n",
        "\n+++ b/new.toml\n",
        "\n--- a/gone.toml\n",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    // A file that is no text at all stops nothing.
    project.write("spec.toml", b"\xff\x00\n");
    assert!(driven(&project).contains("theta diff spec.toml"));
}

#[test]
fn the_driver_names_a_file_that_has_moved_and_what_may_run_it() {
    let project = Project::with(SPEECH);
    let file = project.path("spec.toml");
    let file = file.to_str().unwrap();
    let driven = |mode: &str, to: &[&str]| {
        let zero = "0".repeat(40);
        let mut args = vec!["diff", "--git-driver", "spec.toml"];
        args.extend([file, &zero, "100644", file, &zero, mode]);
        args.extend(to);
        project.theta(&args).stdout
    };
    assert_eq!(
        driven("100755", &["api/spec.toml", "similarity index 100%\n"])
            .lines()
            .take(3)
            .collect::<Vec<_>>(),
        [
            "theta diff spec.toml",
            "renamed to api/spec.toml",
            "mode 100644 → 100755"
        ]
    );
    let same = driven("100644", &[]);
    assert!(
        !same.contains("renamed") && !same.contains("mode"),
        "{same}"
    );
}

#[test]
fn many_findings_are_cut_with_a_count_and_fit_one_comment() {
    let mut old = "theta = 1\napi = { name = \"E\", base_url = \"https://e.example\" }\nshapes.detail = { message = \"/detail\" }\nendpoints.e = { post = \"/e\" }\n".to_owned();
    let mut new = old.clone();
    for at in 0..400 {
        let long = "x".repeat(120);
        let _ = writeln!(
            old,
            "errors.row_{at} = {{ status = 400, detail = \"{at} {long} a\" }}"
        );
        let _ = writeln!(
            new,
            "errors.row_{at} = {{ status = 400, detail = \"{at} {long} <b>\" }}"
        );
    }
    let project = Project::with(new);
    project.write("old.toml", old);
    let markdown = project
        .theta(&["diff", "old.toml", "--format", "markdown"])
        .stdout;
    assert!(markdown.chars().count() < 65_536);
    assert!(markdown.contains(" more: run `theta diff` to see them"));
    let github = project
        .theta(&["diff", "old.toml", "--format", "github"])
        .stdout;
    assert_eq!(
        github
            .lines()
            .filter(|line| line.starts_with("::warning"))
            .count(),
        10
    );
    assert!(github.contains("and 391 more"), "{github}");
}

/// A contract with that address and that many endpoints.
fn with_endpoints(base_url: &str, number: usize) -> String {
    let mut out = format!(
        "theta = 1\napi = {{ name = \"E\", base_url = \"{base_url}\" }}\nendpoints.e = {{ post = \"/e\", billed = \"call\", returns = \"text\" }}\n"
    );
    for at in 0..number {
        let _ = writeln!(
            out,
            "endpoints.old_{at} = {{ post = \"/old{at}\", billed = \"call\", returns = \"text\" }}"
        );
    }
    out
}

/// What is about the key or money is said first, whatever else changes and however long it is; `number` are removed.
fn is_in_sight(number: usize, base_url: &str, acknowledged: &str) {
    let project = Project::with(with_endpoints(base_url, 0));
    project.write("old.toml", with_endpoints("https://e.example", number));
    project.write("spec.changes.toml", acknowledged);
    let run = |format| {
        project
            .theta(&["diff", "old.toml", "--format", format])
            .stdout
    };
    let github = run("github");
    let first = github.lines().next().unwrap();
    assert!(
        first.starts_with("::error") && first.contains("goes to `other.example`"),
        "{github}"
    );
    let verdict = github.lines().last().unwrap();
    assert!(verdict.contains("1 about the key or money"), "{verdict}");
    let errors = github.lines().filter(|line| line.starts_with("::error"));
    assert!(errors.count() <= 10, "{github}");
    let markdown = run("markdown");
    assert!(markdown.chars().count() < 65_536);
    assert!(markdown.contains("1 about the key or money"), "{markdown}");
    let findings = markdown.lines().find(|line| line.starts_with("- **m"));
    assert!(
        findings.unwrap().contains("goes to `other.example`"),
        "{markdown}"
    );
    if number > 0 {
        assert!(markdown.contains("`endpoint-removed`"), "{markdown}");
    }
}

#[test]
fn what_is_about_the_key_or_money_is_in_sight_whatever_else_changes() {
    let long = format!("https://other.example/{}", "a".repeat(70_000));
    let malformed = "[[change]]\nfinding = \"x\"\n".repeat(2_000);
    for (number, base_url, acknowledged) in [
        (0, "https://other.example", ""),
        (14, "https://other.example", ""),
        (450, "https://other.example", ""),
        (14, &long, ""),
        (14, "https://other.example", &malformed),
    ] {
        is_in_sight(number, base_url, acknowledged);
    }
}

#[test]
fn what_is_about_the_key_or_money_is_named_where_it_is_too_much() {
    let hosts = |name: &str| {
        let hosts = (0..14).map(|at| format!("h{at} = \"https://{name}{at}.example\""));
        let hosts = hosts.collect::<Vec<_>>().join(", ");
        let mut out = format!(
            "theta = 1\napi = {{ name = \"E\", base_url = \"https://e.example\", hosts = {{ {hosts} }} }}\n"
        );
        for at in 0..14 {
            let _ = writeln!(
                out,
                "endpoints.e{at} = {{ post = \"/e{at}\", host = \"h{at}\", billed = \"call\", returns = \"text\" }}"
            );
        }
        out
    };
    let project = Project::with(hosts("new"));
    project.write("old.toml", hosts("old"));
    let github = project.theta(&["diff", "old.toml", "--format", "github"]);
    let rest = github.stdout.lines().nth(9).unwrap();
    assert!(
        rest.contains("and 5 more, 5 of them about the key or money;"),
        "{github}"
    );
    for at in 0..14 {
        assert!(
            github
                .stdout
                .contains(&format!("`https://new{at}.example`"))
        );
    }
}

#[test]
fn who_bills_otherwise_is_not_folded_away() {
    let old = with_endpoints("https://e.example", 0);
    let [billed, described] = [
        ("\"call\"", "\"second\""),
        ("\"text\" }", "\"text\", summary = \"Says.\" }"),
    ]
    .map(|(was, is)| {
        let project = Project::with(old.replace(was, is));
        project.write("old.toml", &old);
        project
            .theta(&["diff", "old.toml", "--format", "markdown"])
            .stdout
    });
    assert!(billed.contains("`endpoint-billing-changed`"), "{billed}");
    assert!(!billed.contains("<details>"), "{billed}");
    // Words alone are.
    assert!(described.contains("<details>"), "{described}");
}
