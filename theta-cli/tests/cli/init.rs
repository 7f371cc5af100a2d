use crate::project::{Project, SPEECH};

#[test]
fn the_first_contract_passes_the_check_and_expands() {
    for name in ["Theta One", "LMNT", "8x8", "Zoë's API"] {
        let project = Project::empty();
        let run = project.theta(&["init", name]);
        assert_eq!(run.exit, Some(0), "{run}");
        let run = project.theta(&["check"]);
        assert_eq!(run.exit, Some(0), "{run}");
        assert!(run.stdout.contains("no problems"), "{run}");
        assert_eq!(project.theta(&["expand"]).exit, Some(0));
        assert!(
            project
                .read("spec.toml")
                .contains(&format!("name     = \"{name}\""))
        );
    }
}

#[test]
fn the_first_contract_names_no_key_that_the_language_lacks() {
    let project = Project::empty();
    project.theta(&["init", "Parrot"]);
    let text = project.read("spec.toml");
    let lines = text.lines().map(|line| match line.strip_prefix("# ") {
        // What is commented out is a contract too, but for the stream: an endpoint returns one thing.
        Some(rest) if rest.contains(" = ") && !rest.starts_with("returns") => rest,
        Some(rest) if rest.starts_with('[') => rest,
        _ => line,
    });
    project.write("spec.toml", lines.collect::<Vec<_>>().join("\n"));
    let run = project.theta(&["check"]);
    assert_eq!(run.exit, Some(0), "{run}");
}

#[test]
fn a_contract_that_is_there_is_never_overwritten() {
    let project = Project::with(SPEECH);
    let run = project.theta(&["init", "Parrot"]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(run.stderr.contains("already exists"), "{run}");
    assert_eq!(project.read("spec.toml"), SPEECH);
    assert_eq!(
        project
            .theta(&["init", "Parrot", "--out", "parrot.toml"])
            .exit,
        Some(0)
    );
}

#[test]
fn a_name_without_letters_is_refused() {
    let project = Project::empty();
    for name in ["", "\"", "--"] {
        assert_eq!(
            project.theta(&["init", "--", name]).exit,
            Some(2),
            "{name:?}"
        );
    }
}

/// A page of errors, and the arguments that begin a contract from it.
const PAGE: &str = "# Errors\n\n| Code | HTTP | Message |\n|---|---|---|\n| `no_seed` | 400 | There is no seed left. |\n| `bad_seed` | 400 | The seed is bad. |\n| `no_key` | 401 | The cage is locked. |\n\n```json\n{\"fault\": {\"kind\": \"no_key\"}}\n```\n";
const FROM: [&str; 8] = [
    "init",
    "Parrot",
    "--from",
    "errors.md",
    "--row",
    "400 no_seed",
    "--row",
    "401 no_key",
];

#[test]
fn a_page_and_two_of_its_rows_give_the_others_with_their_lines() {
    let project = Project::empty();
    project.write("errors.md", PAGE);
    let run = project.theta(&FROM);
    assert_eq!(run.exit, Some(0), "{run}");
    assert!(run.stdout.contains("2 given rows and 1 more"), "{run}");
    let text = project.read("spec.toml");
    assert!(text.contains("from errors, line 6;"), "{text}");
    assert!(text.contains("[errors.bad_seed]"), "{text}");
    assert!(!text.contains("[errors.too_long]"), "{text}");
    assert!(text.contains("code    = \"/fault/kind\""), "{text}");
    assert!(!text.contains("message = \"/error/message\""), "{text}");
    let run = project.theta(&["check"]);
    assert_eq!(run.exit, Some(0), "{run}");
    let run = project.theta(&["drift", "--docs", "errors=errors.md"]);
    assert_eq!(run.exit, Some(0), "{run}");
}

#[test]
fn one_row_of_a_page_is_too_few() {
    let project = Project::empty();
    project.write("errors.md", PAGE);
    let run = project.theta(&FROM[..6]);
    assert_eq!(run.exit, Some(2), "{run}");
    assert!(!project.path("spec.toml").exists());
}

#[test]
fn a_row_that_the_page_has_otherwise_writes_nothing() {
    for (row, why) in [
        ("400 no_seeds", "`no_seeds` is not on errors.md"),
        ("404 no_seed", "another status than 404"),
        ("- no_seed", "the error has no `status`"),
    ] {
        let project = Project::empty();
        project.write("errors.md", PAGE);
        let mut args = FROM;
        args[5] = row;
        let run = project.theta(&args);
        assert_eq!(run.exit, Some(3), "{run}");
        assert!(run.stderr.contains(why), "{run}");
        assert!(!project.path("spec.toml").exists());
    }
}
