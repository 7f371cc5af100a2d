//! A project in a git repository.

use crate::project::Project;
use std::process::Command;

/// Commits everything, with a repository around it when there is none yet.
pub(crate) fn commit(project: &Project) {
    if !project.path(".git").exists() {
        git(project, &["init", "-q", "-b", "main"]);
    }
    git(project, &["add", "-A"]);
    git(project, &["commit", "-q", "--allow-empty", "-m", "a"]);
}

/// What git prints.
pub(crate) fn git(project: &Project, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.com"])
        .args(args)
        .current_dir(project.path(""))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "git {args:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}
