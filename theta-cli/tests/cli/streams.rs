use crate::project::{BROKEN, Project, Run, SPEECH};
use std::process::Stdio;

const RUNS: &[(&str, &[&str])] = &[
    (SPEECH, &["check"]),
    (BROKEN, &["check"]),
    (BROKEN, &["check", "--format", "json"]),
    (BROKEN, &["check", "--format", "github"]),
    (SPEECH, &["expand"]),
    (BROKEN, &["expand"]),
    (SPEECH, &["explain", "400"]),
    (
        SPEECH,
        &["explain", "400", "{\"detail\":\"gold_text is requird\"}"],
    ),
    (SPEECH, &["explain", "400", "{\"detail\":\"\u{1b}[31m\"}"]),
    (SPEECH, &["explain-code", "T0101"]),
    (SPEECH, &["explain-code", "nothing"]),
];

fn with_environment(spec: &str, args: &[&str], environment: &[(&str, &str)]) -> Run {
    let project = Project::with(spec);
    let mut command = project.command(args);
    command.envs(environment.iter().copied());
    Run::of(command, b"")
}

#[test]
fn a_pipe_gets_no_escape_codes() {
    for (spec, args) in RUNS {
        for environment in [
            &[][..],
            &[("CLICOLOR", "1")],
            &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "")],
        ] {
            let run = with_environment(spec, args, environment);
            assert!(
                !run.to_string().contains('\u{1b}'),
                "{args:?} {environment:?}: {run}"
            );
        }
    }
}

#[test]
fn forced_colour_changes_no_character() {
    for (spec, args) in RUNS {
        let plain = with_environment(spec, args, &[]);
        let coloured = with_environment(spec, args, &[("CLICOLOR_FORCE", "1")]);
        assert_eq!(
            anstream::adapter::strip_str(&coloured.stdout).to_string(),
            plain.stdout,
            "{args:?}"
        );
        assert_eq!(
            anstream::adapter::strip_str(&coloured.stderr).to_string(),
            plain.stderr,
            "{args:?}"
        );
    }
}

#[test]
fn forced_colour_reaches_people_and_never_programs() {
    let forced = &[("CLICOLOR_FORCE", "1")];
    for (args, is_coloured) in [
        (["check", "--format", "human"], true),
        (["check", "--format", "json"], false),
        (["check", "--format", "github"], false),
    ] {
        let run = with_environment(BROKEN, &args, forced);
        assert_eq!(
            run.stdout.contains('\u{1b}'),
            is_coloured,
            "{args:?}: {run}"
        );
    }
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let project = Project::with(SPEECH);
    let mut command = project.command(&["expand"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), output.stderr.as_slice()),
        (Some(0), &b""[..])
    );
}

#[test]
fn the_same_question_gets_the_same_answer() {
    for (spec, args) in RUNS {
        let (first, second) = (
            with_environment(spec, args, &[]),
            with_environment(spec, args, &[]),
        );
        assert_eq!(first.to_string(), second.to_string(), "{args:?}");
    }
}
