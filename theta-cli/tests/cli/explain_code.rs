use crate::project::Project;

#[test]
fn every_code_has_its_long_form() {
    let project = Project::empty();
    for info in theta_spec::codes::all() {
        let run = project.theta(&["explain-code", info.code]);
        assert_eq!(run.exit, Some(0), "{run}");
        assert!(
            run.stdout
                .starts_with(&format!("{}: {}\n", info.code, info.title)),
            "{run}"
        );
        assert!(run.stdout.contains(info.explanation.trim()), "{run}");
    }
}

#[test]
fn the_case_of_a_code_does_not_matter() {
    let project = Project::empty();
    let (upper, lower) = (
        project.theta(&["explain-code", "T0101"]),
        project.theta(&["explain-code", "t0101"]),
    );
    assert_eq!((upper.exit, upper.stdout), (lower.exit, lower.stdout));
}

#[test]
fn a_code_that_is_nearly_right_gets_a_suggestion() {
    let run = Project::empty().theta(&["explain-code", "T101"]);
    assert_eq!(run.exit, Some(2), "{run}");
    assert!(
        run.stderr.contains("there is no diagnostic code `T101`"),
        "{run}"
    );
    assert!(run.stderr.contains("did you mean `T0"), "{run}");
}
