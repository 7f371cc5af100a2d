//! The workflows of docs/examples, played step by step in a repository, with what they call replaced by what notes it.
#![cfg(unix)]

use crate::project::{BROKEN, Project, SPEECH};
use crate::repository::{commit, git};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Command;

const DIFF: &str = include_str!("../../../docs/examples/github-diff.yml");
const DRIFT: &str = include_str!("../../../docs/examples/github-drift.yml");

const SPEC: &str = include_str!("../../../theta-drift/tests/drift/pages/tides/spec.toml");
const ERRORS: &str = include_str!("../../../theta-drift/tests/drift/pages/tides/errors.html");
const OVERVIEW: &str = include_str!("../../../theta-drift/tests/drift/pages/tides/overview.md");

/// Notes what it was called with, and the file that it was to send; says what stands in a file of its name.
const GH: &str = r#"#!/bin/bash
echo "gh $*" >> "$FAKES/calls"
for word in "$@"; do
  case "$word" in
    body=@*) echo "sent: $(head -n 1 "${word#body=@}")" >> "$FAKES/calls" ;;
  esac
done
[ -e "$FAKES/gh-fails" ] && exit 1
[ -e "$FAKES/gh-$1" ] && cat "$FAKES/gh-$1"
exit 0
"#;

/// Gives the page whose name the address ends with.
const CURL: &str = r#"#!/bin/bash
echo "curl $*" >> "$FAKES/calls"
while [ $# -gt 0 ]; do
  case "$1" in
    https://*) page="${1##*/}" ;;
    -o) shift; out="$1" ;;
  esac
  shift
done
cat "$FAKES/page-$page" > "$out"
"#;

/// One step of a workflow.
#[derive(Debug, Default)]
struct Step {
    name: String,
    id: String,
    condition: String,
    env: BTreeMap<String, String>,
    run: String,
}

/// The steps that run something. This reads the YAML of the examples, not YAML.
fn steps(workflow: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut lines = workflow
        .lines()
        .skip_while(|line| !line.starts_with("    steps:"))
        .skip(1)
        .filter(|line| !line.trim_start().starts_with("# "))
        .peekable();
    while let Some(line) = lines.next() {
        let (is_new, line) = match line.strip_prefix("      - ") {
            Some(line) => (true, line),
            None => (false, line.strip_prefix("        ").unwrap_or_default()),
        };
        if is_new {
            steps.push(Step::default());
        }
        let Some((key, value)) = line.split_once(':') else {
            continue;
        };
        let mut block = Vec::new();
        while let Some(inner) =
            lines.next_if(|next| next.starts_with("          ") || next.is_empty())
        {
            block.push(inner.get(10..).unwrap_or_default());
        }
        let (step, value) = (steps.last_mut().unwrap(), value.trim().to_owned());
        match key {
            "name" => step.name = value,
            "id" => step.id = value,
            "if" => step.condition = value,
            "run" if value == "|" => step.run = block.join("\n"),
            "run" => step.run = value,
            "env" => {
                let pairs = block.iter().filter_map(|line| line.split_once(": "));
                step.env = pairs
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect();
            }
            _ => {}
        }
    }
    steps.retain(|step| !step.run.is_empty() && step.name != "Install");
    steps
}

/// A machine on which workflows are played.
struct Runner {
    project: Project,
    /// What is called instead of the network.
    fakes: Project,
    /// What expressions know, with what steps put out.
    known: BTreeMap<String, String>,
}

/// What became of a run.
struct Played {
    failed: bool,
    ran: Vec<String>,
    log: String,
    calls: String,
    summary: String,
}

impl Runner {
    /// The last commit is what is at the origin; the work tree is what the workflow runs on.
    fn new(project: Project) -> Self {
        let fakes = Project::empty();
        for folder in ["bin", "temp"] {
            fs::create_dir(fakes.path(folder)).unwrap();
        }
        for (name, script) in [("gh", GH), ("curl", CURL)] {
            let path = format!("bin/{name}");
            fakes.write(&path, script);
            fs::set_permissions(fakes.path(&path), fs::Permissions::from_mode(0o755)).unwrap();
        }
        symlink(env!("CARGO_BIN_EXE_theta"), fakes.path("bin/theta")).unwrap();
        commit(&project);
        let origin = fakes.path("origin.git");
        git(
            &project,
            &["clone", "-q", "--bare", ".", origin.to_str().unwrap()],
        );
        git(
            &project,
            &["remote", "add", "origin", origin.to_str().unwrap()],
        );
        git(&project, &["fetch", "-q", "origin"]);
        let known = [
            ("github.base_ref", "main"),
            ("github.repository", "acme/speech"),
            (
                "github.event.pull_request.head.repo.full_name",
                "acme/speech",
            ),
            ("github.event.pull_request.number", "7"),
            ("github.actor", "somebody"),
            ("github.token", "token"),
        ];
        Self {
            project,
            fakes,
            known: known
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into(),
        }
    }

    fn value(&self, expression: &str) -> String {
        let expression = expression.trim();
        let text = expression
            .strip_prefix('\'')
            .and_then(|text| text.strip_suffix('\''));
        text.map_or_else(
            || self.known.get(expression).cloned().unwrap_or_default(),
            str::to_owned,
        )
    }

    /// Text with its `${{ … }}` filled in.
    fn filled(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let (expression, after) = after.split_once("}}").unwrap();
            out += before;
            out += &self.value(expression);
            rest = after;
        }
        out + rest
    }

    fn holds(&self, condition: &str, failed: bool) -> bool {
        let condition = condition
            .trim_start_matches("${{")
            .trim_end_matches("}}")
            .trim();
        let terms = || {
            condition
                .split("&&")
                .map(str::trim)
                .filter(|term| !term.is_empty())
        };
        let whatever = terms().any(|term| term == "!cancelled()");
        (!failed || whatever)
            && terms().all(
                |term| match (term.split_once("=="), term.split_once("!=")) {
                    (Some((a, b)), _) => self.value(a) == self.value(b),
                    (_, Some((a, b))) => self.value(a) != self.value(b),
                    _ => term == "!cancelled()",
                },
            )
    }

    fn play(&mut self, workflow: &str) -> Played {
        let (mut failed, mut ran, mut log) = (false, Vec::new(), String::new());
        for file in ["calls", "summary"] {
            self.fakes.write(file, "");
        }
        let mut base = BTreeMap::from([(
            "BASE".to_owned(),
            "origin/${{ github.base_ref }}".to_owned(),
        )]);
        for step in steps(workflow) {
            if !self.holds(&step.condition, failed) {
                continue;
            }
            self.fakes.write("output", "");
            self.fakes.write("step.sh", &step.run);
            let mut command = Command::new("bash");
            command
                .args(["--noprofile", "--norc", "-eo", "pipefail"])
                .arg(self.fakes.path("step.sh"))
                .current_dir(self.project.path(""))
                .env("FAKES", self.fakes.path(""))
                .env("RUNNER_TEMP", self.fakes.path("temp"))
                .env("GITHUB_OUTPUT", self.fakes.path("output"))
                .env("GITHUB_STEP_SUMMARY", self.fakes.path("summary"));
            let path = std::env::var("PATH").unwrap();
            command.env(
                "PATH",
                format!("{}:{path}", self.fakes.path("bin").display()),
            );
            base.extend(step.env);
            for (key, value) in &base {
                command.env(key, self.filled(value));
            }
            let run = crate::project::Run::of(command, b"");
            let _ = write!(log, "## {}\n{run}", step.name);
            for line in self.fakes.read("output").lines() {
                let (key, value) = line.split_once('=').unwrap();
                self.known
                    .insert(format!("steps.{}.outputs.{key}", step.id), value.to_owned());
            }
            failed |= run.exit != Some(0);
            ran.push(step.name);
        }
        Played {
            failed,
            ran,
            log,
            calls: self.fakes.read("calls"),
            summary: self.fakes.read("summary"),
        }
    }
}

/// A pull request: the contract at its base, and in the work tree.
fn pull_request(old: &str, new: &str) -> Runner {
    let project = Project::with(old);
    let runner = Runner::new(project);
    runner.project.write("spec.toml", new);
    runner
}

fn moved() -> String {
    SPEECH.replacen("https://speech.example", "https://other.example", 1)
}

#[test]
fn a_pull_request_is_annotated_commented_on_and_decided() {
    let played = pull_request(SPEECH, &moved()).play(DIFF);
    assert!(played.failed, "{}", played.log);
    assert_eq!(
        played.ran,
        [
            "Check",
            "Look for what it was",
            "Annotate",
            "Summarise",
            "Comment",
            "Decide"
        ]
    );
    assert!(
        played.log.contains("::error file=spec.toml,line="),
        "{}",
        played.log
    );
    assert!(
        played.summary.contains("base-url-host-changed"),
        "{}",
        played.summary
    );
    assert!(
        played
            .calls
            .contains("--method POST repos/acme/speech/issues/7/comments")
            && played.calls.contains("sent: <!-- theta diff -->"),
        "{}",
        played.calls
    );
    let played = pull_request(SPEECH, &format!("# A comment.\n{SPEECH}")).play(DIFF);
    assert!(!played.failed, "{}", played.log);
}

#[test]
fn the_comment_that_is_replaced_is_the_one_of_this_workflow() {
    let mut runner = pull_request(SPEECH, &moved());
    runner.fakes.write("gh-api", "41\n42\n");
    let played = runner.play(DIFF);
    assert!(
        played
            .calls
            .contains("--method PATCH repos/acme/speech/issues/comments/41 "),
        "{}",
        played.calls
    );
    assert!(
        !played.calls.contains("POST") && !played.calls.contains("edit-last"),
        "{}",
        played.calls
    );
    // Told by who wrote it and by its first line.
    assert!(
        played.calls.contains(".user.login == \"github-actions[bot]\" and (.body | startswith(\"<!-- theta diff -->\"))"),
        "{}",
        played.calls
    );
}

#[test]
fn nobody_comments_for_a_fork_and_a_comment_that_fails_decides_nothing() {
    for (key, value) in [
        (
            "github.event.pull_request.head.repo.full_name",
            "fork/speech",
        ),
        ("github.actor", "dependabot[bot]"),
    ] {
        let mut runner = pull_request(SPEECH, &format!("{SPEECH}\n"));
        runner.known.insert(key.to_owned(), value.to_owned());
        let played = runner.play(DIFF);
        assert!(!played.failed && played.calls.is_empty(), "{}", played.log);
        assert_eq!(played.ran.last().unwrap(), "Decide");
    }
    let mut runner = pull_request(SPEECH, &moved());
    runner.fakes.write("gh-fails", "");
    let played = runner.play(DIFF);
    assert_eq!(played.ran.last().unwrap(), "Decide", "{}", played.log);
}

#[test]
fn a_contract_with_mistakes_is_annotated_and_nothing_else_runs() {
    let played = pull_request(SPEECH, BROKEN).play(DIFF);
    assert!(played.failed);
    assert_eq!(played.ran, ["Check"], "{}", played.log);
    assert!(
        played.log.contains("::error file=spec.toml,line="),
        "{}",
        played.log
    );
    // What is mended stands on a base that is no contract: nothing can be compared, and that is said.
    let played = pull_request(BROKEN, SPEECH).play(DIFF);
    assert!(played.failed && played.calls.is_empty(), "{}", played.log);
    assert!(
        played
            .log
            .contains("::error title=theta diff::nothing was compared"),
        "{}",
        played.log
    );
}

#[test]
fn a_contract_that_is_gone_is_annotated() {
    let mut runner = pull_request(SPEECH, SPEECH);
    fs::remove_file(runner.project.path("spec.toml")).unwrap();
    let played = runner.play(DIFF);
    assert!(played.failed, "{}", played.log);
    assert!(
        played
            .log
            .contains("::error title=theta check::spec.toml is gone"),
        "{}",
        played.log
    );
    assert_eq!(played.ran, ["Check"], "{}", played.log);
}

#[test]
fn the_first_pull_request_has_nothing_to_compare_with_and_passes() {
    let project = Project::empty();
    project.write("README.md", "# Speech\n");
    let mut runner = Runner::new(project);
    runner.project.write("spec.toml", SPEECH);
    let played = runner.play(DIFF);
    assert!(!played.failed, "{}", played.log);
    assert_eq!(played.ran, ["Check", "Look for what it was"]);
    assert!(
        played.summary.contains("The contract is new"),
        "{}",
        played.summary
    );
    // A base that was not fetched is not a contract that is new.
    runner
        .known
        .insert("github.base_ref".to_owned(), "nowhere".to_owned());
    let played = runner.play(DIFF);
    assert!(played.failed, "{}", played.log);
}

#[test]
fn what_a_pull_request_brings_along_decides_nothing() {
    // A file in the place of the revision.
    let mut runner = pull_request(SPEECH, &moved());
    fs::create_dir(runner.project.path("origin")).unwrap();
    runner.project.write("origin/main:spec.toml", moved());
    let played = runner.play(DIFF);
    assert!(played.failed, "{}", played.log);
    // Acknowledgements of its own are shown, and entries that are wrong stop no step but the last.
    let mut runner = pull_request(SPEECH, &moved());
    runner.project.write(
        "spec.changes.toml",
        "[[change]]\nfinding = \"0123456789abcdef\"\n",
    );
    let played = runner.play(DIFF);
    assert!(played.failed, "{}", played.log);
    assert_eq!(played.ran.len(), 6, "{}", played.log);
    // A name of a branch is no command.
    let mut runner = pull_request(SPEECH, SPEECH);
    let evil = "$(touch${IFS}evil);touch${IFS}evil";
    runner
        .known
        .insert("github.base_ref".to_owned(), evil.to_owned());
    assert!(runner.play(DIFF).failed);
    assert!(!runner.project.path("evil").exists());
}

/// A project that follows two pages, its reference and its OpenAPI document beside it.
fn following(errors: &str, overview: &str) -> Runner {
    let project = Project::with(SPEC);
    for args in [
        &["docs", "--out", "docs/reference"][..],
        &["openapi", "--out", "docs/openapi.json"],
    ] {
        fs::create_dir_all(project.path("docs")).unwrap();
        assert_eq!(project.theta(args).exit, Some(0));
    }
    // Accepted under the names that the workflow gives.
    project.write("errors.html", ERRORS);
    project.write("overview.html", OVERVIEW);
    let run = project.theta(&[
        "drift",
        "--docs",
        "overview=overview.html",
        "--docs",
        "errors=errors.html",
        "--pin",
    ]);
    assert_eq!(run.exit, Some(0), "{run}");
    for page in ["errors.html", "overview.html"] {
        fs::remove_file(project.path(page)).unwrap();
    }
    let runner = Runner::new(project);
    runner.fakes.write("page-errors", errors);
    runner.fakes.write("page-overview", overview);
    runner
}

#[test]
fn pages_that_say_nothing_new_open_nothing() {
    let played = following(ERRORS, OVERVIEW).play(DRIFT);
    assert!(!played.failed, "{}", played.log);
    assert_eq!(played.ran, ["Fetch", "Compare"]);
    assert!(!played.calls.contains("gh "), "{}", played.calls);
}

#[test]
fn what_can_be_written_becomes_a_pull_request_whose_checks_pass() {
    let mut runner = following(
        ERRORS,
        &OVERVIEW.replace("| Crew | 200 |", "| Crew | 300 |"),
    );
    let played = runner.play(DRIFT);
    assert!(!played.failed, "{}", played.log);
    assert!(
        played.calls.contains("gh pr create --head theta-drift"),
        "{}",
        played.calls
    );
    assert!(!played.calls.contains("gh issue"), "{}", played.calls);
    // One of a fork with a branch of that name is another one.
    assert!(
        played
            .calls
            .contains("map(select(.isCrossRepository | not))"),
        "{}",
        played.calls
    );
    git(&runner.project, &["fetch", "-q", "origin", "theta-drift"]);
    git(&runner.project, &["checkout", "-q", "FETCH_HEAD"]);
    let project = &runner.project;
    assert!(project.read("spec.toml").contains("rpm = 300"));
    for args in [
        &["docs", "--out", "docs/reference", "--check"][..],
        &["openapi", "--out", "docs/openapi.json", "--check"],
    ] {
        let run = project.theta(args);
        assert_eq!(run.exit, Some(0), "{run}");
    }
    assert_eq!(git(project, &["status", "--porcelain"]), "");
    // Nothing is left to decide, so the pages are accepted with it.
    assert!(
        project
            .read("docs.lock/overview.txt")
            .contains("tr 1 | Crew | 300"),
        "{}",
        project.read("docs.lock/overview.txt")
    );
    // The next morning the same branch is written anew.
    git(project, &["checkout", "-q", "main"]);
    runner.fakes.write("gh-pr", "12\n");
    let played = runner.play(DRIFT);
    assert!(
        !played.failed && played.calls.contains("gh pr edit 12"),
        "{}",
        played.log
    );
}

#[test]
fn a_branch_that_somebody_works_on_is_left_alone() {
    let mut runner = following(
        ERRORS,
        &OVERVIEW.replace("| Crew | 200 |", "| Crew | 300 |"),
    );
    git(&runner.project, &["switch", "-q", "-c", "theta-drift"]);
    commit(&runner.project);
    git(&runner.project, &["push", "-q", "origin", "theta-drift"]);
    let theirs = git(&runner.project, &["rev-parse", "theta-drift"]);
    git(&runner.project, &["switch", "-q", "main"]);
    let played = runner.play(DRIFT);
    assert!(!played.failed, "{}", played.log);
    assert!(
        played.log.contains("::warning title=theta drift::"),
        "{}",
        played.log
    );
    let is_theirs = |runner: &Runner| {
        git(&runner.project, &["ls-remote", "origin", "theta-drift"]).starts_with(theirs.trim())
    };
    assert!(is_theirs(&runner));
    // Nobody has a pull request open, such as after a merge that kept the branch: an issue says what is new.
    assert!(
        played.calls.contains("gh issue create") && !played.calls.contains("gh pr create"),
        "{}",
        played.calls
    );
    // Their pull request says it.
    git(&runner.project, &["switch", "-q", "main"]);
    git(&runner.project, &["checkout", "-q", "--", "."]);
    runner.fakes.write("gh-pr", "12\n");
    let played = runner.play(DRIFT);
    assert!(
        !played.failed && is_theirs(&runner) && !played.calls.contains("gh issue"),
        "{}",
        played.log
    );
}

#[test]
fn what_a_person_has_to_decide_becomes_one_issue() {
    let row = "The chart could not be read. Send CSV or GRIB.";
    assert_eq!(ERRORS.matches(row).count(), 1);
    for (errors, expected, ran) in [
        // An error that is gone is never taken out of the contract.
        (ERRORS.replace(row, "chart is required"), "Missing", 4),
        // A sentence that the contract says nothing of.
        (
            ERRORS.replace("</main>", "<p>At most 5 charts at a time.</p></main>"),
            "Changed text",
            4,
        ),
        // Another page.
        (
            format!(
                "<html><body><main><h1>Tides</h1>{}</main></body></html>",
                "<p>It tells of the moon and of the sea.</p>".repeat(20)
            ),
            "written anew",
            4,
        ),
        // A page that is none.
        (
            "<html><body><h1>Sign in to continue</h1></body></html>".to_owned(),
            "unreadable",
            3,
        ),
    ] {
        let mut runner = following(&errors, OVERVIEW);
        let played = runner.play(DRIFT);
        assert!(!played.failed, "{}", played.log);
        assert_eq!(played.ran.len(), ran, "{}", played.log);
        assert!(played.summary.contains(expected), "{}", played.summary);
        assert!(
            played
                .calls
                .contains("gh issue create --title The vendor's docs and the contract disagree"),
            "{}",
            played.calls
        );
        // The one that is open is told by its title and its first line.
        assert!(
            played
                .calls
                .contains("startswith(\"<!-- theta drift -->\")"),
            "{}",
            played.calls
        );
        assert_eq!(runner.project.read("spec.toml"), SPEC);
        runner.fakes.write("gh-issue", "9\n");
        let played = runner.play(DRIFT);
        assert!(played.calls.contains("gh issue edit 9"), "{}", played.calls);
        assert!(
            !played.calls.contains("gh issue create"),
            "{}",
            played.calls
        );
    }
}

#[test]
fn a_report_that_is_empty_and_a_page_that_is_not_fetched_open_nothing() {
    let mut runner = following(ERRORS, OVERVIEW);
    runner.project.write("spec.toml", BROKEN);
    let played = runner.play(DRIFT);
    assert!(
        played.failed && !played.calls.contains("gh "),
        "{}",
        played.log
    );
    let mut runner = following(ERRORS, OVERVIEW);
    fs::remove_file(runner.fakes.path("page-overview")).unwrap();
    let played = runner.play(DRIFT);
    assert!(
        played.failed && !played.calls.contains("gh "),
        "{}",
        played.log
    );
    assert_eq!(played.ran, ["Fetch"]);
}

#[test]
fn a_workflow_has_few_rights_pinned_actions_and_no_expression_in_a_script() {
    for workflow in [DIFF, DRIFT] {
        assert!(workflow.contains("\npermissions: {}\n"));
        assert!(workflow.contains("    permissions:\n      contents: "));
        assert!(
            workflow.contains("    shell: bash\n"),
            "with it a pipe fails where its first command does"
        );
        let uses: Vec<&str> = workflow
            .lines()
            .filter(|line| line.contains("uses:"))
            .collect();
        assert!(!uses.is_empty());
        for line in uses {
            let (_, pin) = line.split_once('@').unwrap();
            let (hash, version) = pin.split_once(" # v").unwrap();
            assert!(
                hash.len() == 40 && hash.bytes().all(|b| b.is_ascii_hexdigit()),
                "{line}"
            );
            assert_eq!(version.split('.').count(), 3, "{line}");
        }
        // What a script is made of is fixed; everything else comes in by its environment.
        for step in steps(workflow) {
            assert!(!step.run.contains("${{"), "{}", step.name);
        }
        // The command comes from where the workspace says that it lies.
        let install = concat!(
            "cargo install --git ",
            env!("CARGO_PKG_REPOSITORY"),
            " theta-cli --locked\n"
        );
        let install = workflow.find(install).unwrap();
        assert!(install < workflow.find("actions/checkout").unwrap());
    }
    // Each step that the file has is played.
    assert_eq!((steps(DIFF).len(), steps(DRIFT).len()), (6, 5));
}
