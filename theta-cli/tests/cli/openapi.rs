//! `theta openapi`.

use crate::project::{BROKEN, Project, Run, SPEECH};

#[test]
fn the_checked_in_document_is_current() {
    let mut command =
        Project::empty().command(&["openapi", "--out", "docs/openapi.json", "--check"]);
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let run = Run::of(command, b"");
    assert_eq!(run.exit, Some(0), "{run}");
}

#[test]
fn the_document_is_written_and_then_current() {
    let project = Project::with(SPEECH);
    let args = ["openapi", "--out", "api.json"];
    assert_eq!(project.theta(&args).exit, Some(0));
    let run = project.theta(&["openapi", "--out", "api.json", "--check"]);
    assert_eq!(
        (run.exit, run.stdout.as_str()),
        (Some(0), "ok: api.json is up to date\n")
    );
}

#[test]
fn a_change_of_the_contract_makes_the_document_stale() {
    let project = Project::with(SPEECH);
    project.theta(&["openapi", "--out", "api.json"]);
    project.write("spec.toml", SPEECH.replacen("is required", "is needed", 1));
    let run = project.theta(&["openapi", "--out", "api.json", "--check"]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(
        run.stdout
            .contains("help: run `theta openapi spec.toml --out api.json`"),
        "{run}"
    );
}

#[test]
fn a_contract_is_read_from_standard_input() {
    let project = Project::with(SPEECH);
    let printed = project.theta(&["openapi"]).stdout;
    let run = Project::empty().theta_reading(&["openapi", "-"], SPEECH.as_bytes());
    assert_eq!((run.exit, run.stdout), (Some(0), printed));
}

#[test]
fn a_contract_with_mistakes_gives_no_document() {
    let project = Project::with(BROKEN);
    let run = project.theta(&["openapi", "--out", "api.json"]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(!project.path("api.json").exists());
}
