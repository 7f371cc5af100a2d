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
    assert!(run.stderr.contains("is there already"), "{run}");
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
