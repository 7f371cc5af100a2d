//! Reports fit a window of 80 columns.

use crate::project::{BROKEN, Project, SPEECH};

/// A project with something to say about everything.
fn project() -> Project {
    let project =
        Project::with(SPEECH.replace("Not all words are spoken.", "Some words were not spoken."));
    project.write("old.toml", SPEECH);
    project.write("broken.toml", BROKEN);
    project
}

fn at_80_columns(args: &[&str]) -> String {
    let project = project();
    let mut command = project.command(args);
    command.env("COLUMNS", "80");
    let run = crate::project::Run::of(command, b"");
    format!("{}{}", run.stdout, run.stderr)
}

/// A line that may be wider: it shows a file, or has no blank to end at.
fn is_whole(line: &str) -> bool {
    let number = line
        .trim_start()
        .trim_start_matches(|c: char| c.is_ascii_digit());
    let is_code =
        line.starts_with("    ") || line.starts_with("  theta ") || line.starts_with("  curl ");
    number.trim_start().starts_with('|') || is_code || !line.trim().contains(' ')
}

#[test]
fn no_line_of_a_report_is_wider_than_the_window() {
    let commands: &[&[&str]] = &[
        &["--help"],
        &["check"],
        &["check", "broken.toml"],
        &["diff", "old.toml"],
        &[
            "explain",
            "400",
            r#"{"detail":"Some words were not spoken."}"#,
        ],
        &[
            "explain",
            "400",
            r#"{"detail":"Some words were not spoken"}"#,
        ],
        &["explain", "429"],
        &["explain-code", "T0701"],
        &["explain-rule"],
        &["explain-rule", "error-detail-changed"],
        &["language"],
        &["language", "errors"],
        &["language", "detail"],
        &["diff", "absent.toml"],
        &["mock", "--help"],
        &["diff", "--help"],
        &["drift", "--help"],
        &["import", "--help"],
        &["init", "--help"],
        &["completions", "--help"],
        &["explain-code", "T0580"],
        &["explain-rule", "endpoint-removed"],
    ];
    for args in commands {
        let text = at_80_columns(args);
        assert!(!text.is_empty(), "{args:?}");
        for line in text.lines().filter(|line| !is_whole(line)) {
            assert!(line.chars().count() <= 80, "{args:?}: {line}");
        }
    }
}

#[test]
fn a_report_in_a_window_of_80_columns() {
    insta::assert_snapshot!(at_80_columns(&["diff", "old.toml"]));
}

#[test]
fn no_line_ends_within_a_command_or_code() {
    for (args, whole) in [
        (
            &["init", "--help"][..],
            "theta init Parrot --from errors.md --row '401 invalid_key' --row '404 - No such parrot.'",
        ),
        (
            &["completions", "--help"],
            "theta completions bash > ~/.local/share/bash-completion/completions/theta",
        ),
        (
            &["explain-code", "T0580"],
            "used = \"/usage/total\" }   # the answer has /usage/total_tokens",
        ),
        (&["explain", "nosuch"], "`theta explain 400 BODY`"),
    ] {
        let text = at_80_columns(args);
        assert!(text.contains(whole), "{args:?}: {text}");
    }
}

#[test]
fn a_pipe_gets_whole_lines() {
    let run = project().theta(&["diff", "old.toml"]);
    assert!(
        run.stdout.lines().any(|line| line.chars().count() > 80),
        "{run}"
    );
}

#[test]
fn colours_can_be_asked_for_and_refused() {
    for (when, is_coloured) in [("always", true), ("never", false), ("auto", false)] {
        let run = project().theta(&["check", "--color", when]);
        assert_eq!(run.stdout.contains('\u{1b}'), is_coloured, "{when}: {run}");
    }
}
