//! Completions and manual pages.

use crate::project::{Project, SPEECH};

#[test]
fn every_shell_completes_every_command() {
    let project = Project::with(SPEECH);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = project.theta(&["completions", shell]);
        assert_eq!(run.exit, Some(0), "{shell}: {run}");
        for command in ["explain-rule", "language", "import", "--fail-on"] {
            let name = command.trim_start_matches("--");
            assert!(run.stdout.contains(name), "{shell}: {command}");
        }
    }
}

#[test]
fn an_unknown_shell_is_wrong_usage() {
    let run = Project::with(SPEECH).theta(&["completions", "tcsh"]);
    assert_eq!(run.exit, Some(2), "{run}");
}

#[test]
fn each_command_has_a_manual_page() {
    let project = Project::with(SPEECH);
    let run = project.theta(&["man", "--out", "man"]);
    assert_eq!(run.exit, Some(0), "{run}");
    for (page, expected) in [("theta.1", "theta\\-diff"), ("theta-diff.1", "fail\\-on")] {
        let text = project.read(&format!("man/{page}"));
        assert!(
            text.starts_with(".ie") && text.contains(expected),
            "{page}: {text}"
        );
    }
}
