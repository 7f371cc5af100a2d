use crate::project::{BROKEN, Project, SPEECH};

#[test]
fn exit_codes_mean_the_same_for_every_command() {
    let good = Project::with(SPEECH);
    let bad = Project::with(BROKEN);
    let none = Project::empty();
    let table: &[(&Project, &[&str], i32)] = &[
        // Clean.
        (&good, &["--help"], 0),
        (&good, &["--version"], 0),
        (&good, &["check"], 0),
        (&good, &["expand"], 0),
        (&good, &["explain", "400"], 0),
        (&good, &["explain", "502", ""], 0),
        (&good, &["explain", "NotAllWordsSpokenError"], 0),
        (&none, &["explain-code", "T0101"], 0),
        (&none, &["language"], 0),
        (&none, &["language", "errors"], 0),
        (&good, &["openapi"], 0),
        (&none, &["schema"], 0),
        // Findings.
        (&bad, &["check"], 1),
        (&bad, &["check", "--format", "json"], 1),
        (&bad, &["check", "--format", "github"], 1),
        (&bad, &["expand"], 1),
        (&good, &["expand", "--out", "absent.rs", "--check"], 1),
        (&bad, &["openapi"], 1),
        (&good, &["openapi", "--out", "absent.json", "--check"], 1),
        (&none, &["schema", "--out", "absent.json", "--check"], 1),
        (&good, &["explain", "418"], 1),
        (&good, &["explain", "1011"], 1),
        (&good, &["explain", "400", "{}"], 1),
        (&good, &["explain", "nobody_knows"], 1),
        // A code may be a number, or begin with one.
        (&good, &["explain", "99"], 1),
        (&good, &["explain", "70000"], 1),
        (&good, &["explain", "4xx"], 1),
        // Wrong usage.
        (&good, &[], 2),
        (&good, &["chek"], 2),
        (&good, &["check", "--format", "xml"], 2),
        (&good, &["check", "a.toml", "b.toml"], 2),
        (&good, &["expand", "--check"], 2),
        (&good, &["openapi", "--check"], 2),
        (&none, &["schema", "spec.toml"], 2),
        (&good, &["explain"], 2),
        (&good, &["explain", "600", "{}"], 2),
        (&good, &["explain", "a_name", "{}"], 2),
        (&good, &["explain", "400", "-", "--spec", "-"], 2),
        (&good, &["explain", "400", "--endpoint", "nowhere"], 2),
        (&none, &["explain-code", "E0308"], 2),
        (&none, &["language", "nothing.like.it"], 2),
        (&good, &["mock", "--listen", "here"], 2),
        (&good, &["mock", "--reply", "nosuch"], 2),
        (&good, &["mock", "--reply", "nosuch:x"], 2),
        (&good, &["mock", "--plan", "nosuch"], 2),
        (&good, &["mock", "--keys", "sk-a=nosuch"], 2),
        (&good, &["mock", "--fault-rate", "2"], 2),
        (&good, &["mock", "--rpm", "0"], 2),
        // Could not do the job.
        (&none, &["check"], 3),
        (&none, &["check", "."], 3),
        (&none, &["expand"], 3),
        (
            &good,
            &["expand", "--out", "no/such/directory/client.rs"],
            3,
        ),
        (&good, &["expand", "--out", "."], 3),
        (&none, &["openapi"], 3),
        (&good, &["openapi", "--out", "no/such/api.json"], 3),
        (&none, &["schema", "--out", "no/such/spec.json"], 3),
        (&none, &["explain", "400"], 3),
        (&bad, &["explain", "400"], 3),
        (&none, &["mock"], 3),
        (&bad, &["mock"], 3),
    ];
    for (project, args, expected) in table {
        let run = project.theta(args);
        assert_eq!(run.exit, Some(*expected), "theta {}\n{run}", args.join(" "));
    }
}

#[test]
fn a_command_that_stops_says_why_and_leaves_standard_output_empty() {
    for (project, args) in [
        (Project::empty(), ["check", "spec.toml"].as_slice()),
        (Project::with(BROKEN), &["expand"]),
        (Project::with(BROKEN), &["explain", "400"]),
        (Project::with(SPEECH), &["explain", "99", "{}"]),
        (Project::with(SPEECH), &["explain-code", "T"]),
    ] {
        let run = project.theta(args);
        assert!(run.stdout.is_empty(), "{args:?}: {run}");
        assert!(
            run.stderr.contains("error: ") && run.stderr.contains("  help: "),
            "{args:?}: {run}"
        );
    }
}

#[test]
fn every_command_is_in_the_help() {
    let help = Project::empty().theta(&["--help"]).stdout;
    for command in [
        "init", "check", "expand", "docs", "openapi", "schema", "diff", "drift", "explain",
        "language", "mock",
    ] {
        assert!(help.contains(&format!("  {command} ")), "{command}: {help}");
    }
}
